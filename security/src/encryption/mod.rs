//! XML Encryption in WS-Security.

mod cipher;
mod decrypt;
mod encrypt;
mod keys;
mod transport;
mod wrap;

pub use cipher::Cipher;
pub(crate) use decrypt::Decrypted;
pub use encrypt::Encryption;
pub(crate) use keys::{Keys, Own};
pub use transport::KeyTransport;
