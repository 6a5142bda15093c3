//! XML Signature: reading it, checking it, making it.

mod check;
pub(crate) mod key_xml;
mod parse;
mod sign;

pub(crate) use check::{Checked, check_references, covers, reference_digest, signed_bytes};
pub(crate) use parse::{Parsed, Reference, Transform, base64_of};
pub use sign::{AsyncSigner, KeyReference, Signer, Signing, SigningFuture};
pub(crate) use sign::{Key, Prepared};
