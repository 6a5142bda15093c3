//! XML Signature: reading it, checking it, making it.

mod check;
pub(crate) mod key_xml;
mod parse;
mod sign;

pub(crate) use check::{Checked, check_references, covers, signed_bytes};
pub(crate) use parse::{Parsed, base64_of};
pub(crate) use sign::Key;
pub use sign::{AsyncSigner, KeyReference, Signer, Signing, SigningFuture};
