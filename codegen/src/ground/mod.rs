//! Words that all stages share: names, positions, and terms of the standards. It depends on no other module.

mod derivation;
mod lexical;
mod name;
mod policy;
mod span;
mod terms;
mod visible;

pub use derivation::{DerivationSet, IdentityPath, IdentityPathAlternative, NameTest};
pub(crate) use lexical::{is_language, is_name, is_ncname, is_nmtoken};
pub use name::QName;
pub use policy::{Demand, DemandKind, PasswordKind, ProtectedPart, SignatureDemand};
pub(crate) use policy::{
    Demands, add as add_demands, encrypted_and_signed, unmet as unmet_demands,
};
pub use span::Span;
pub(crate) use span::{Mark, line_and_column};
pub(crate) use terms::EXPECTED_CONTENT_TYPES;
pub use terms::{
    Addressing, Annotation, Compositor, Direction, NamespaceConstraint, Presence, ProcessContents,
    Protocol, Style, Use, ValueConstraint, WhiteSpace,
};
pub(crate) use visible::{is_hidden, visible};
