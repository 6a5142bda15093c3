//! Methods of derivation, and the subset of XPath in identity constraints.

use super::QName;
use std::sync::Arc;

/// Methods of derivation, as listed in `block` and `final`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DerivationSet(u8);

impl DerivationSet {
    /// No derivation.
    pub const NONE: Self = Self(0);
    /// By extension.
    pub const EXTENSION: Self = Self(1);
    /// By restriction.
    pub const RESTRICTION: Self = Self(2);
    /// By substitution.
    pub const SUBSTITUTION: Self = Self(4);
    /// By list.
    pub const LIST: Self = Self(8);
    /// By union.
    pub const UNION: Self = Self(16);

    /// The union of two sets.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The intersection of two sets.
    pub(crate) const fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether all methods of `other` are in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The method of a word of the list.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let known = WORDS.iter().find(|(known, _)| *known == word);
        known.map(|(_, method)| *method)
    }

    /// The word of a method.
    pub(crate) fn word(self) -> &'static str {
        let known = WORDS.iter().find(|(_, method)| *method == self);
        known.map_or("", |(word, _)| word)
    }
}

const WORDS: [(&str, DerivationSet); 5] = [
    ("extension", DerivationSet::EXTENSION),
    ("restriction", DerivationSet::RESTRICTION),
    ("substitution", DerivationSet::SUBSTITUTION),
    ("list", DerivationSet::LIST),
    ("union", DerivationSet::UNION),
];

/// A selector or field of an identity constraint (XML Schema Part 1, section 3.11.6) with resolved prefixes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdentityPath {
    /// The alternatives. The path selects the union of their results.
    pub alternatives: Vec<IdentityPathAlternative>,
}

/// One alternative of an [`IdentityPath`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdentityPathAlternative {
    /// Whether it starts with `.//`.
    pub from_descendants: bool,
    /// Child elements, from the outside to the inside; none for `.`.
    pub steps: Vec<NameTest>,
    /// The attribute at the end of a field.
    pub attribute: Option<NameTest>,
}

/// The test of one step of an [`IdentityPath`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NameTest {
    /// `*`
    Any,
    /// `p:*`
    Namespace(Arc<str>),
    /// Elements of a name.
    Name(QName),
}

impl NameTest {
    /// Whether a name passes it.
    pub(crate) fn admits(&self, name: &QName) -> bool {
        match self {
            Self::Any => true,
            Self::Namespace(uri) => *uri == name.namespace,
            Self::Name(own) => own == name,
        }
    }
}
