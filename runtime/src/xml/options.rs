//! Settings of the reader and the writer.

use crate::redact::SecretNames;

/// How much of anything a message may hold. Exceeding one is an error of kind `Limit`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Elements open at a time (256: an envelope that nests an exception 200 times has fewer).
    pub depth: usize,
    /// Bytes of the message (64 MiB; never more than 4 GiB).
    pub message: usize,
    /// Bytes of one text (16 MiB).
    pub text: usize,
    /// Attributes of one element, namespace declarations included (256).
    pub attributes: usize,
    /// Namespace declarations in scope at a time (2048).
    pub namespaces: usize,
    /// Skipped elements, deviations, unknown headers kept for the report; more are only counted (100).
    pub notes: usize,
    /// Bytes of the paths, names and messages of all notes together; what would exceed them is only counted (256 KiB).
    pub note_bytes: usize,
    /// Growth by references: those of SOAP encoding add at most this many times the length of the message, plus 64 KiB; the first
    /// reference to a value that stands apart adds nothing. The same holds for what `xop:Include` puts into values beyond each part
    /// once, compared with the length of the parts (1).
    pub references: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 256,
            message: 64 << 20,
            text: 16 << 20,
            attributes: 256,
            namespaces: 2048,
            notes: 100,
            note_bytes: 256 << 10,
            references: 1,
        }
    }
}

impl Limits {
    /// How many bytes may be added to something of `length` bytes where it refers to parts of itself.
    pub(crate) fn added(&self, length: usize) -> usize {
        const SMALL: usize = 64 << 10;
        length
            .saturating_mul(self.references)
            .saturating_add(SMALL)
            .min(self.message)
    }
}

/// How a message is read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReadOptions {
    /// How much is too much.
    pub limits: Limits,
    /// Refuse a message that deviates from the schema, with every deviation in the error, instead of reporting them.
    pub strict: bool,
    /// Refuse processing instructions, which SOAP forbids, instead of skipping and reporting them.
    pub refuse_processing_instructions: bool,
    /// Admit characters that XML 1.0 forbids (U+0000 to U+001F and the like), raw or as `&#x1F;`, and characters in two halves, as
    /// `&#xD83D;&#xDE00;` (half a character is U+FFFD): some services send them.
    pub any_character: bool,
    /// Take an empty element for "no value" where a number or boolean is optional, and report it, instead of refusing it.
    pub empty_numbers: bool,
    /// Check values against facets, and that identifiers are unique and references to them known, where the code was generated with
    /// facets: what breaks one is a deviation, which the strict mode refuses. `true` unless set.
    pub facets: bool,
    /// Names of the elements and attributes whose values are never shown: in errors, and in the `Debug` of what is kept as XML.
    pub secrets: SecretNames,
    /// Namespaces of headers that the caller understands beside those of the contract: such a header marked `mustUnderstand` is no
    /// error.
    pub understood: Vec<&'static str>,
    /// Predict nothing, so that every element is read by the general path: for tests that compare the two.
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
            facets: true,
            secrets: SecretNames::default(),
            understood: Vec::new(),
            general_only: false,
        }
    }
}

impl ReadOptions {
    /// No limits: for what was read within limits before, and kept.
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

    /// The default settings, in the strict mode.
    pub fn strict() -> Self {
        Self {
            strict: true,
            ..Self::default()
        }
    }
}

/// What is written for an optional member that is nillable and has no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NilPolicy {
    /// Nothing.
    #[default]
    Omit,
    /// `xsi:nil`, as WCF does.
    Explicit,
}

/// How a message is written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WriteOptions {
    /// What stands for "no value" where both are allowed.
    pub nil: NilPolicy,
    /// Write U+FFFD for a character that XML cannot carry, instead of failing.
    pub replace_characters: bool,
    /// Elements open at a time (256).
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
