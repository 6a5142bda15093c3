//! Methods of derivation, and the subset of XPath of identity constraints.

use super::QName;
use std::sync::Arc;

/// Methods of derivation, as `block` and `final` list them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct DerivationSet(u8);

impl DerivationSet {
    pub const NONE: Self = Self(0);
    pub const EXTENSION: Self = Self(1);
    pub const RESTRICTION: Self = Self(2);
    pub const SUBSTITUTION: Self = Self(4);
    pub const LIST: Self = Self(8);
    pub const UNION: Self = Self(16);

    /// The methods of either set.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The methods of both sets.
    pub const fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether all methods of `other` are in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The method that this word of a list names.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "extension" => Self::EXTENSION,
            "restriction" => Self::RESTRICTION,
            "substitution" => Self::SUBSTITUTION,
            "list" => Self::LIST,
            "union" => Self::UNION,
            _ => return None,
        })
    }
}

/// A selector or field of an identity constraint (XML Schema Part 1, section 3.11.6), its prefixes resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityPath {
    /// Each selects; the results are put together.
    pub alternatives: Vec<IdentityPathAlternative>,
}

/// One alternative of an [`IdentityPath`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityPathAlternative {
    /// Whether it starts with `.//`.
    pub from_descendants: bool,
    /// Child elements, from the outside in; none for `.`.
    pub steps: Vec<NameTest>,
    /// The attribute at the end of a field.
    pub attribute: Option<NameTest>,
}

/// What a step of an [`IdentityPath`] selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameTest {
    /// `*`
    Any,
    /// `p:*`
    Namespace(Arc<str>),
    Name(QName),
}
