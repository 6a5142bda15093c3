//! XML Encryption in WS-Security.

mod cipher;
mod decrypt;
mod encrypt;
mod keys;
mod transport;
mod wrap;

pub use cipher::Cipher;
pub(crate) use decrypt::{Decrypted, wrong};
pub use encrypt::Encryption;
pub(crate) use keys::{Keys, Own, digest_name};
pub use transport::KeyTransport;
