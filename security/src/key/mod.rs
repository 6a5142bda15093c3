//! Keys: of the caller, of the peer, and shared ones.

mod pem;
mod pkcs12;
mod private;
mod public;
mod secret;

pub(crate) use pem::certificates as pem_certificates;
pub use private::{Identity, PrivateKey};
pub(crate) use public::Ec;
pub use public::PublicKey;
pub use secret::SecretKey;
