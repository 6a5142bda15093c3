//! XML Encryption in WS-Security.

mod cipher;
mod decrypt;
mod encrypt;
mod transport;

pub use cipher::Cipher;
pub(crate) use decrypt::{Decrypted, Keys};
pub use encrypt::Encryption;
pub use transport::KeyTransport;
