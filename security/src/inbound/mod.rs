//! Incoming messages: policies, and the check of a message against one.

mod coverage;
mod diagnose;
mod kerberos;
mod policy;
mod saml;
mod trust;
mod verified;
mod verify;

pub use diagnose::{Diagnosis, ReferenceDiagnosis, SignatureDiagnosis};
pub use policy::Inbound;
pub(crate) use trust::Trust;
pub use verified::{Covered, SignedBy, Verified};
