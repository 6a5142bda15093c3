//! Options of the reader and the writer.

use crate::redact::SecretNames;

/// Limits on the content of a message. Exceeding one is an error of kind `Limit`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Open elements (256: an envelope that nests an exception 200 times has fewer).
    pub depth: usize,
    /// Bytes of the message (64 MiB; never more than 4 GiB).
    pub message: usize,
    /// Bytes of one text (16 MiB).
    pub text: usize,
    /// Attributes of one element, namespace declarations included (256).
    pub attributes: usize,
    /// Namespace declarations in scope (2048).
    pub namespaces: usize,
    /// Skipped elements, deviations, unknown headers, and reasons, codes and details of a fault that are kept for the report. Others
    /// are only counted or left out (100).
    pub notes: usize,
    /// Bytes of the paths, names and messages of all notes. Notes beyond it are only counted (256 KiB).
    pub note_bytes: usize,
    /// Parts of a package beside the message (1000).
    pub attachments: usize,
    /// Growth by references. Those of SOAP encoding add at most this many times the length of the message, plus 32 KiB;
    /// the first reference to an independent value adds nothing. The bytes that `xop:Include` copies beyond once per
    /// part have the same limit, relative to the length of the parts (1).
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
            attachments: 1000,
            references: 1,
        }
    }
}

impl Limits {
    /// The bytes that references may add to `length` bytes.
    pub(crate) fn added(&self, length: usize) -> usize {
        const SMALL: usize = 32 << 10;
        length
            .saturating_mul(self.references)
            .saturating_add(SMALL)
            .min(self.message)
    }
}

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

/// Setters of options, for a chain.
macro_rules! setters {
    ($options:ident { $($(#[$doc:meta])* $setter:ident = $field:ident: $type:ty;)* }) => {
        impl $options {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $setter(mut self, value: $type) -> Self {
                    self.$field = value;
                    self
                }
            )*
        }
    };
}

setters!(Limits {
    /// Sets [`Limits::depth`].
    with_depth = depth: usize;
    /// Sets [`Limits::message`].
    with_message = message: usize;
    /// Sets [`Limits::text`].
    with_text = text: usize;
    /// Sets [`Limits::attributes`].
    with_attributes = attributes: usize;
    /// Sets [`Limits::namespaces`].
    with_namespaces = namespaces: usize;
    /// Sets [`Limits::notes`].
    with_notes = notes: usize;
    /// Sets [`Limits::note_bytes`].
    with_note_bytes = note_bytes: usize;
    /// Sets [`Limits::attachments`].
    with_attachments = attachments: usize;
    /// Sets [`Limits::references`].
    with_references = references: usize;
});

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
