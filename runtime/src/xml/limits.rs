//! Limits on the content of a message.

use super::setters::setters;

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
