//! Options of the reader and the writer.

use super::Limits;
use super::declare::options;
use crate::redact::SecretNames;

options! {
    /// The options of reading.
    #[derive(Clone, Debug)]
    pub struct ReadOptions {
        /// The limits.
        limits, with_limits: Limits = Limits::default();
        /// Whether to refuse a message that deviates from the schema, instead of reporting deviations. The error holds all
        /// of them.
        strict, with_strict: bool = false;
        /// Whether to refuse processing instructions, which SOAP forbids, instead of skipping and reporting them.
        refuse_processing_instructions, with_refuse_processing_instructions: bool = false;
        /// Whether to accept characters that XML 1.0 forbids (U+0000 to U+001F and the like), raw or as `&#x1F;`, and
        /// characters as two surrogates, as `&#xD83D;&#xDE00;` (one alone becomes U+FFFD): some services send them.
        any_character, with_any_character: bool = false;
        /// Whether to read an empty element as "no value", and report it, where a number or boolean is optional. Otherwise
        /// it is refused.
        empty_numbers, with_empty_numbers: bool = false;
        /// Take an element whose namespace is wrong for the one of its local name that the contract has there, and report it, instead of
        /// refusing it: some devices answer in the namespace of an older contract, or in none.
        any_namespace, with_any_namespace: bool = false;
        /// Leave a required element, attribute or choice that is not there at a value that stands for none (0, an empty text, any of the
        /// branches), and report it, instead of refusing the message.
        missing_members, with_missing_members: bool = false;
        /// Check values against facets, and that identifiers are unique and references to them known, where the code was generated with
        /// facets: what breaks one is a deviation, which the strict mode refuses. `true` unless set.
        facets, with_facets: bool = true;
        /// Names of elements and attributes whose values are masked: in errors, and in the `Debug` of kept XML.
        secrets, with_secrets: SecretNames = SecretNames::default();
        /// Namespaces of headers that the caller understands besides those of the contract. Such a header with
        /// `mustUnderstand` is no error.
        understood, with_understood: Vec<&'static str> = Vec::new();
        /// Whether to read every element on the general path, without prediction. Tests compare the two.
        #[doc(hidden)]
        general_only: bool = false;
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
                kept: most,
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

options! {
    /// The options of writing.
    #[derive(Clone, Debug)]
    pub struct WriteOptions {
        /// The written form of "no value" where the schema allows both.
        nil, with_nil: NilPolicy = NilPolicy::default();
        /// Whether to write U+FFFD for a character that XML cannot carry, instead of failing.
        replace_characters, with_replace_characters: bool = false;
        /// Open elements (256).
        depth, with_depth: usize = 256;
        /// Refuse values that are none of their type or break a facet, where the code was generated to check it. `true` unless set.
        facets, with_facets: bool = true;
    }
}
