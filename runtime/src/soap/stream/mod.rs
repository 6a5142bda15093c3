//! Messages whose items are read while they arrive.
//!
//! A [`Splitter`] finds the items in the text and takes them out. Each batch of them is read by the reader of whole messages, as a
//! document of the start tags around them, the items and one end tag; so a sliding buffer reads what a slice reads. What is left is a
//! message without items, and is read like any other when it is complete.

mod more;
mod path;
mod splitter;

#[cfg(all(feature = "stream", feature = "server"))]
pub(crate) use more::Streamed;
pub(crate) use more::{Iterated, MoreItems, WRITTEN};
pub(crate) use path::{ItemPath, Wanted};
pub(crate) use splitter::Ready;
use splitter::{Batch, Splitter};

use crate::binding::{Components, Content, Field, FieldValue, Identifiers, Parts, Reader};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::scan::{Cursor, Scan, ScanToken};
use crate::xml::{Deviation, Notes, ReadOptions, Skipped, TextDecoder};

/// Reads the items of a message while it arrives.
pub(crate) struct ItemReader {
    options: ReadOptions,
    components: Option<&'static Components>,
    arriving: TextDecoder,
    splitter: Splitter,
    notes: Notes,
    identifiers: Identifiers,
    kept: usize,
}

impl ItemReader {
    /// A reader of the items of this path.
    pub(crate) fn new(
        path: ItemPath,
        charset: Option<&str>,
        components: Option<&'static Components>,
        options: ReadOptions,
    ) -> Self {
        Self {
            splitter: Splitter::new(path, &options),
            arriving: TextDecoder::new(charset, options.limits.message),
            components,
            options,
            notes: Notes::default(),
            identifiers: Identifiers::default(),
            kept: 0,
        }
    }

    /// Takes bytes that have arrived.
    ///
    /// # Errors
    /// They are not text in the encoding of the message, or exceed a limit.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        let splitter = &mut self.splitter;
        self.arriving.push(bytes, &mut |text| splitter.push(text))
    }

    /// Notes that all bytes have arrived.
    ///
    /// # Errors
    /// The last ones are not text in the encoding of the message.
    pub(crate) fn end(&mut self) -> Result<(), DecodeError> {
        let splitter = &mut self.splitter;
        self.arriving.end(&mut |text| splitter.push(text))?;
        self.splitter.end();
        Ok(())
    }

    /// Reads the items that are there into `place`, which is an empty list.
    ///
    /// # Errors
    /// One of them cannot be read. `place` has those before it.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn read(
        &mut self,
        place: &mut dyn Field,
        parts: Option<&dyn Parts>,
    ) -> Result<Ready, DecodeError> {
        self.splitter.set_base(self.arriving.base());
        let ready = self.splitter.advance(&self.options)?;
        if ready == Ready::Items
            && let Some(batch) = self.splitter.take()
        {
            let mut identifiers = match batch.is_kept {
                // They are noted when the rest is read.
                true => Identifiers::default(),
                false => std::mem::take(&mut self.identifiers),
            };
            let read = self.batch(&batch, place, parts, &mut identifiers);
            let notes = match read {
                Ok(notes) => notes,
                Err(error) => return Err(self.singly(&batch, place, parts, error)),
            };
            if batch.is_kept {
                self.kept += batch.count;
            } else {
                self.identifiers = identifiers;
                self.notes.append(notes, &self.options.limits);
            }
        }
        Ok(ready)
    }

    fn batch(
        &self,
        batch: &Batch,
        place: &mut dyn Field,
        parts: Option<&dyn Parts>,
        identifiers: &mut Identifiers,
    ) -> Result<Notes, DecodeError> {
        let mut reader = Reader::new(&batch.text, batch.base, &self.options)?
            .with_parts(parts)
            .with_components(self.components);
        reader.swap_identifiers(identifiers);
        for _ in 0..batch.openers {
            reader.take_start_tag()?;
        }
        reader.stream_items(place, self.splitter.path().item)?;
        reader.settle()?;
        reader.swap_identifiers(identifiers);
        Ok(reader.into_notes())
    }

    /// Reads the items of a batch that cannot be read up to the one that cannot, and returns its error.
    #[cold]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn singly(
        &self,
        batch: &Batch,
        place: &mut dyn Field,
        parts: Option<&dyn Parts>,
        error: DecodeError,
    ) -> DecodeError {
        place.truncate(0);
        let (mut cursor, mut from, mut depth) = (Cursor::new(batch.start), batch.start, 0_usize);
        let slice = |from: usize, to: usize| batch.text.get(from..to).unwrap_or_default();
        while cursor.at < batch.end {
            match cursor.take(&batch.text) {
                Scan::Whole(ScanToken::Start { empty: false }, _) => depth += 1,
                Scan::Whole(ScanToken::End, _) => depth = depth.saturating_sub(1),
                Scan::Whole(ScanToken::Start { empty: true }, _) => {}
                Scan::Whole(..) => continue,
                Scan::Open(_) | Scan::Broken => break,
            }
            if depth > 0 {
                continue;
            }
            let item = slice(from, cursor.at);
            let one = Batch {
                text: [
                    slice(0, batch.start),
                    item,
                    slice(batch.end, batch.text.len()),
                ]
                .concat(),
                base: batch.base + from - batch.start,
                end: batch.start + item.len(),
                ..*batch
            };
            let read = length(place);
            if let Err(error) = self.batch(&one, place, parts, &mut Identifiers::default()) {
                place.truncate(read);
                return error;
            }
            from = cursor.at;
        }
        error
    }

    /// Moves the offsets of an error in the rest to where they are in the message.
    pub(crate) fn place_error(&self, error: &mut DecodeError) {
        error.for_each_offset(&|at| self.splitter.offset_in_message(at));
    }

    /// Adds the notes of the items to those of the rest, in the order of the message.
    pub(crate) fn add_notes(
        &mut self,
        skipped: &mut Vec<Skipped>,
        deviations: &mut Vec<Deviation>,
    ) {
        for one in &mut *skipped {
            one.offset = self.splitter.offset_in_message(one.offset);
        }
        for one in &mut *deviations {
            one.offset = self.splitter.offset_in_message(one.offset);
        }
        let most = self.options.limits.notes;
        skipped.append(&mut self.notes.skipped);
        skipped.sort_by_key(|one| one.offset);
        skipped.truncate(most);
        deviations.append(&mut self.notes.deviations);
        deviations.sort_by_key(|one| one.offset);
        deviations.truncate(most);
    }

    /// The part of the message before its first items, once there are some.
    pub(crate) fn head(&self) -> &str {
        self.splitter.rest()
    }

    /// The message without its items, and the identifiers in them.
    pub(crate) fn take_rest(&mut self) -> (String, Identifiers) {
        let identifiers = std::mem::take(&mut self.identifiers);
        (self.splitter.take_rest(), identifiers)
    }

    /// Takes the items out that were left in the rest, which was read.
    ///
    /// # Errors
    /// There are others beside them, which were not recognized as items.
    pub(crate) fn clear(&self, content: &mut dyn Content) -> Result<(), DecodeError> {
        let path = self.splitter.path();
        let Some(place) = path.field(content) else {
            return Ok(());
        };
        if length(place) == self.kept {
            place.truncate(0);
            return Ok(());
        }
        let message = format!(
            "an element {} was not found among the items while the message arrived",
            path.item.name.local
        );
        Err(DecodeError::at(DecodeErrorKind::Element, 0, message))
    }
}

/// The offset after the last item of a whole message, if it has items.
pub(crate) fn end_of_items(message: &str, path: &ItemPath) -> Option<usize> {
    let options = ReadOptions::unlimited();
    let mut splitter = Splitter::new(path.clone(), &options);
    splitter.push(message).ok()?;
    splitter.end();
    let mut end = None;
    while let Ok(Ready::Items) = splitter.advance(&options) {
        let batch = splitter.take()?;
        end = Some(batch.base.saturating_add(batch.end));
    }
    end
}

/// The number of values of a list.
fn length(place: &dyn Field) -> usize {
    match place.value() {
        FieldValue::Many(list) => list.len(),
        _ => 0,
    }
}
