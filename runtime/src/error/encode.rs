//! Errors of values that cannot be written.

use std::fmt;

/// Why a value cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// A required member has no value.
    Missing,
    /// The text holds a character that XML cannot carry.
    Character,
    /// The value is nested deeper than [`WriteOptions::depth`](crate::xml::WriteOptions::depth).
    Depth,
    /// The value cannot be written in this place.
    Value,
    /// A facet of the type forbids the value.
    Facet,
    /// An identity constraint forbids the value, or an identifier is there twice, or a reference names none.
    Identity,
}

/// A value cannot be written. Holds the reason and the path of the member.
///
/// One pointer wide. It never holds the value itself.
#[derive(Debug)]
pub struct EncodeError(Box<Details>);

#[derive(Debug)]
struct Details {
    kind: EncodeErrorKind,
    message: String,
    path: String,
}

impl EncodeError {
    #[cold]
    pub(crate) fn new(kind: EncodeErrorKind, message: String, path: String) -> Self {
        Self(Box::new(Details {
            kind,
            message,
            path,
        }))
    }

    /// The kind of the error.
    pub fn kind(&self) -> EncodeErrorKind {
        self.0.kind
    }

    /// The reason.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The path of the member: local names from the outermost element, such as
    /// `/UpdateFeatureToggles/FeatureToggles/CsFeatureToggle/Name`.
    pub fn path(&self) -> &str {
        &self.0.path
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.0.message, self.0.path)
    }
}

impl std::error::Error for EncodeError {}
