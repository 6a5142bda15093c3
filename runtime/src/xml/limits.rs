//! Limits on the content of a message.

use super::declare::options;

options! {
    /// Limits on the content of a message. Exceeding one is an error of kind `Limit`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Limits {
        /// Open elements (256: an envelope that nests an exception 200 times has fewer).
        depth, with_depth: usize = 256;
        /// Bytes of the message (64 MiB; never more than 4 GiB).
        message, with_message: usize = 64 << 20;
        /// Bytes of one text (16 MiB).
        text, with_text: usize = 16 << 20;
        /// Attributes of one element, namespace declarations included (256).
        attributes, with_attributes: usize = 256;
        /// Namespace declarations in scope (2048).
        namespaces, with_namespaces: usize = 2048;
        /// Skipped elements, deviations, unknown headers, and reasons, codes and details of a fault that are kept for the report. Others
        /// are only counted or left out (100).
        notes, with_notes: usize = 100;
        /// Bytes of the paths, names and messages of all notes. Notes beyond it are only counted (256 KiB).
        note_bytes, with_note_bytes: usize = 256 << 10;
        /// Parts of a package beside the message (1000).
        attachments, with_attachments: usize = 1000;
        /// Growth by references. Those of SOAP encoding add at most this many times the length of the message, plus 32 KiB;
        /// the first reference to an independent value adds nothing. The bytes that `xop:Include` copies beyond once per
        /// part have the same limit, relative to the length of the parts (1).
        references, with_references: usize = 1;
        /// Growth in memory. Structs, without their texts and lists, take at most this many times the length of the message, plus
        /// 64 MiB (16: a struct of a hundred members, few of which are there, is much larger than its element).
        values, with_values: usize = 16;
        /// Growth in memory by elements that are kept as XML. Without their bytes they take at most this many times the length of the
        /// message, plus 1 MiB (7: only those of less than eleven bytes each come near, such as `<a/>`, and only tens of thousands).
        kept, with_kept: usize = 7;
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

    /// The bytes that the kept elements of a message of `length` bytes may take beside their own.
    pub(crate) fn kept_bytes(&self, length: usize) -> usize {
        const SMALL: usize = 1 << 20;
        length.saturating_mul(self.kept).saturating_add(SMALL)
    }

    /// The bytes that the structs of a message of `length` bytes may take.
    pub(crate) fn structs(&self, length: usize) -> usize {
        const SMALL: usize = 64 << 20;
        length.saturating_mul(self.values).saturating_add(SMALL)
    }
}
