//! The parts of the reader that the predicting reader needs.

use super::Reader;

impl<'a> Reader<'a> {
    /// The whole text.
    #[inline(always)]
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The same as bytes.
    #[inline(always)]
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The text from the current offset on.
    #[inline(always)]
    pub(crate) fn remaining(&self) -> Option<&'a str> {
        self.text.get(self.pos..)
    }

    /// The offset of `rest`, which ends where the text ends.
    #[inline(always)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a part is not longer than the whole"
    )]
    pub(crate) fn offset_of(&self, rest: &str) -> usize {
        self.text.len() - rest.len()
    }

    /// Moves to `at`, the start of an element or the end tag of this one.
    #[inline(always)]
    pub(crate) fn go_to(&mut self, at: usize) {
        self.pos = at;
    }

    /// A number that changes whenever a namespace is declared or goes out of scope.
    #[inline(always)]
    pub(crate) fn generation(&self) -> u32 {
        self.generation
    }

    /// The most bytes of a text.
    #[inline(always)]
    pub(crate) fn text_limit(&self) -> usize {
        self.text_limit
    }

    /// The range of the name of the open element, with its prefix.
    #[inline(always)]
    pub(crate) fn open_name(&self) -> Option<(usize, usize)> {
        let frame = self.frames.last()?;
        Some((frame.start as usize, frame.end as usize))
    }

    /// The identity under which the last start tag was opened: see [`enter`](Self::enter).
    #[inline(always)]
    pub(crate) fn opened_as(&self) -> usize {
        self.tag.opened_as
    }

    /// Marks the last start tag as an empty element.
    #[inline(always)]
    pub(crate) fn set_empty(&mut self) {
        self.tag.empty = true;
    }

    /// Sets the offset of the last start tag.
    #[inline(always)]
    pub(crate) fn set_tag_offset(&mut self, offset: usize) {
        self.tag.offset = offset;
    }

    /// Counts an element that was predicted.
    #[inline(always)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn count_predicted(&mut self) {
        self.notes.fast += 1;
    }

    /// Whether a text needs no changes to be its value.
    #[inline]
    pub(crate) fn is_regular(&self, text: &str) -> bool {
        !self.irregular || memchr::memchr2(b'\r', b'>', text.as_bytes()).is_none()
    }

    /// Whether the first bytes of `content`, of which none begins a tag or a reference, are a value without changes: a text that is
    /// not empty and not too long.
    #[inline(always)]
    pub(crate) fn is_plain(&self, content: &str, length: usize) -> bool {
        length.wrapping_sub(1) < self.plain_limit || self.is_plain_after_all(content, length)
    }

    #[cold]
    #[inline(never)]
    fn is_plain_after_all(&self, content: &str, length: usize) -> bool {
        let text = content.get(..length).unwrap_or_default();
        !text.is_empty() && length <= self.text_limit && self.is_regular(text)
    }

    /// Moves past an element that ends at `after`.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn pass(&mut self, after: usize) {
        self.pos = after;
        self.notes.fast += 1;
    }

    /// Whether the limit on depth is reached.
    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.frames.len() >= self.depth_limit
    }

    /// The offset in the message of an offset in the text.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn absolute(&self, offset: usize) -> usize {
        self.base + offset
    }

    /// Prefix and local name of the open element, as written.
    pub(crate) fn qualified_name(&self) -> (&'a str, &'a str) {
        self.frames.last().map_or(("", ""), |frame| {
            let prefix = self.slice(frame.start, frame.local);
            let local = self.slice(frame.local, frame.end);
            (prefix.trim_end_matches(':'), local)
        })
    }
}
