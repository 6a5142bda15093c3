//! Options of the reader and the writer.

use super::Limits;
use super::setters::setters;
use crate::redact::SecretNames;

/// The options of reading.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReadOptions {
    /// The limits.
    pub limits: Limits,
    /// Whether to refuse a message that deviates from the schema, instead of reporting deviations. The error holds all
    /// of them.
    pub strict: bool,
    /// Whether to refuse processing instructions, which SOAP forbids, instead of skipping and reporting them.
    pub refuse_processing_instructions: bool,
    /// Whether to accept characters that XML 1.0 forbids (U+0000 to U+001F and the like), raw or as `&#x1F;`, and
    /// characters as two surrogates, as `&#xD83D;&#xDE00;` (one alone becomes U+FFFD): some services send them.
    pub any_character: bool,
    /// Whether to read an empty element as "no value", and report it, where a number or boolean is optional. Otherwise
    /// it is refused.
    pub empty_numbers: bool,
    /// Take an element whose namespace is wrong for the one of its local name that the contract has there, and report it, instead of
    /// refusing it: some devices answer in the namespace of an older contract, or in none.
    pub any_namespace: bool,
    /// Leave a required element or attribute that is not there at its default (0, an empty text, ...), and report it, instead of refusing
    /// the message.
    pub missing_members: bool,
    /// Check values against facets, and that identifiers are unique and references to them known, where the code was generated with
    /// facets: what breaks one is a deviation, which the strict mode refuses. `true` unless set.
    pub facets: bool,
    /// Names of elements and attributes whose values are masked: in errors, and in the `Debug` of kept XML.
    pub secrets: SecretNames,
    /// Namespaces of headers that the caller understands besides those of the contract. Such a header with
    /// `mustUnderstand` is no error.
    pub understood: Vec<&'static str>,
    /// Whether to read every element on the general path, without prediction. Tests compare the two.
    #[doc(hidden)]
    pub general_only: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            strict: false,
            refuse_processing_instructions: false,
            any_character: false,
            empty_numbers: false,
            any_namespace: false,
            missing_members: false,
            facets: true,
            secrets: SecretNames::default(),
            understood: Vec::new(),
            general_only: false,
        }
    }
}

impl ReadOptions {
    /// No limits, for elements that were kept from a message within limits.
    pub(crate) fn unlimited() -> Self {
        let most = usize::MAX;
        Self {
            limits: Limits {
                depth: most,
                message: most,
                text: most,
                attributes: most,
                namespaces: most,
                ..Limits::default()
            },
            any_character: true,
            ..Self::default()
        }
    }

    /// The default options in strict mode.
    pub fn strict() -> Self {
        Self {
            strict: true,
            ..Self::default()
        }
    }
}

/// The written form of an optional nillable member without a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NilPolicy {
    /// Nothing.
    #[default]
    Omit,
    /// `xsi:nil`, as WCF does.
    Explicit,
}

/// The options of writing.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WriteOptions {
    /// The written form of "no value" where the schema allows both.
    pub nil: NilPolicy,
    /// Whether to write U+FFFD for a character that XML cannot carry, instead of failing.
    pub replace_characters: bool,
    /// Open elements (256).
    pub depth: usize,
    /// Refuse values that are none of their type or break a facet, where the code was generated to check it. `true` unless set.
    pub facets: bool,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self {
            nil: NilPolicy::default(),
            replace_characters: false,
            depth: 256,
            facets: true,
        }
    }
}

setters!(ReadOptions {
    /// Sets [`ReadOptions::limits`].
    with_limits = limits: Limits;
    /// Sets [`ReadOptions::strict`].
    with_strict = strict: bool;
    /// Sets [`ReadOptions::refuse_processing_instructions`].
    with_refuse_processing_instructions = refuse_processing_instructions: bool;
    /// Sets [`ReadOptions::any_character`].
    with_any_character = any_character: bool;
    /// Sets [`ReadOptions::empty_numbers`].
    with_empty_numbers = empty_numbers: bool;
    /// Sets [`ReadOptions::any_namespace`].
    with_any_namespace = any_namespace: bool;
    /// Sets [`ReadOptions::missing_members`].
    with_missing_members = missing_members: bool;
    /// Sets [`ReadOptions::facets`].
    with_facets = facets: bool;
    /// Sets [`ReadOptions::secrets`].
    with_secrets = secrets: SecretNames;
    /// Sets [`ReadOptions::understood`].
    with_understood = understood: Vec<&'static str>;
});

setters!(WriteOptions {
    /// Sets [`WriteOptions::nil`].
    with_nil = nil: NilPolicy;
    /// Sets [`WriteOptions::replace_characters`].
    with_replace_characters = replace_characters: bool;
    /// Sets [`WriteOptions::depth`].
    with_depth = depth: usize;
    /// Sets [`WriteOptions::facets`].
    with_facets = facets: bool;
});
