//! What a reader reports beside the value.

use super::Reader;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::OwnedName;

/// An element that the schema does not know, left out of the value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// Path of the element, itself included.
    pub path: String,
    /// Its name.
    pub name: OwnedName,
    /// Where its start tag stands, in bytes.
    pub offset: usize,
}

/// How a message deviates from its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeviationKind {
    /// Members in another order than that of the schema.
    Order,
    /// An empty element where its type has no empty value, read as none.
    Empty,
    /// A required member that is not there, read as nil; or another element that the content model requires.
    Missing,
    /// More or fewer occurrences than the schema allows.
    Occurrence,
    /// `xsi:nil` on an optional member that is not nillable, read as none.
    Nil,
    /// An attribute in no namespace that the type does not have.
    Attribute,
    /// `xsi:type` names another type than the declared one, or one that the value does not keep.
    Type,
    /// A value other than the fixed one.
    Fixed,
    /// A value outside the lexical space of its type, or one that its enumeration does not name, kept as it is.
    Value,
    /// A value that a facet of its type forbids.
    Facet,
    /// An identifier that stands here a second time, or a reference to none.
    Identifier,
    /// Headers beside the SOAP header instead of in it.
    Headers,
    /// rpc/encoded: what SOAP encoding says beyond the values, such as the offset of an array.
    Encoding,
    /// A processing instruction.
    Instruction,
    /// A one-way operation was answered.
    OneWay,
}

/// One deviation that was tolerated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deviation {
    /// How.
    pub kind: DeviationKind,
    /// What, in words.
    pub message: String,
    /// Path of the element.
    pub path: String,
    /// Where, in bytes.
    pub offset: usize,
}

/// What a reader reports beside the value. The lists are cut at [`Limits::notes`](crate::xml::Limits::notes) and
/// [`Limits::note_bytes`](crate::xml::Limits::note_bytes).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notes {
    /// Elements left out.
    pub skipped: Vec<Skipped>,
    /// How many elements were left out, those not listed included.
    pub skipped_count: usize,
    /// Deviations tolerated.
    pub deviations: Vec<Deviation>,
    /// How many deviations were tolerated, those not listed included.
    pub deviation_count: usize,
    /// Elements read by prediction.
    #[doc(hidden)]
    pub fast: usize,
    /// Elements read by the general path.
    #[doc(hidden)]
    pub slow: usize,
}

/// About how many bytes of the message an error shows.
const SNIPPET: usize = 128;

impl Reader<'_> {
    /// Tolerates a deviation, or refuses it in the strict mode: reading goes on to find the others, and [`settle`](Self::settle)
    /// gives them.
    #[cold]
    #[inline(never)]
    pub(crate) fn deviate(
        &mut self,
        kind: DeviationKind,
        offset: usize,
        message: &dyn Fn() -> String,
        below: Option<&str>,
    ) -> Result<(), DecodeError> {
        if self.options.strict {
            self.refuse(offset, message(), below);
            return Ok(());
        }
        self.notes.deviation_count += 1;
        if self.notes.deviations.len() < self.options.limits.notes {
            let message = message();
            let below_len = below.map_or(0, str::len);
            if !self.has_room(message.len() + self.path_len() + below_len) {
                return Ok(());
            }
            let mut path = self.path();
            if let Some(below) = below {
                path.push('/');
                path.push_str(below);
            }
            self.notes.deviations.push(Deviation {
                kind,
                message,
                path,
                offset: self.base + offset,
            });
        }
        Ok(())
    }

    /// How many deviations have been reported or refused so far.
    pub(crate) fn reported(&self) -> usize {
        self.notes.deviation_count + self.refused.len()
    }

    fn refuse(&mut self, offset: usize, message: String, below: Option<&str>) {
        // The first one is kept, whatever it takes: it is the error.
        let first = self.refused.is_empty();
        let length = message.len() + self.path_len() + below.map_or(0, str::len);
        if first
            || self.refused.len() < self.options.limits.notes && self.has_room(length + SNIPPET)
        {
            let error = self.fail_below(DecodeErrorKind::Strict, offset, message, below, None);
            self.refused.push(error);
        }
    }

    /// Whether a note of that length is kept; then it counts.
    fn has_room(&mut self, length: usize) -> bool {
        let bytes = self.note_bytes.saturating_add(length);
        let has_room = bytes <= self.options.limits.note_bytes;
        if has_room {
            self.note_bytes = bytes;
        }
        has_room
    }

    /// What the strict mode has refused so far, as one error.
    pub(crate) fn settle(&mut self) -> Result<(), DecodeError> {
        let mut refused = std::mem::take(&mut self.refused).into_iter();
        match refused.next() {
            Some(first) => Err(first.with_further(refused.collect())),
            None => Ok(()),
        }
    }

    /// Skips the element whose start tag the general path took last, and reports it.
    #[cold]
    #[inline(never)]
    pub(crate) fn skip_unknown(&mut self) -> Result<(), DecodeError> {
        let offset = self.tag.offset;
        if self.options.strict {
            let name = self.owned_name();
            self.refuse(
                offset,
                format!("the element {name} is not known here"),
                None,
            );
            return self.skip();
        }
        self.notes.skipped_count += 1;
        if self.notes.skipped.len() < self.options.limits.notes {
            let (_, local) = self.name();
            if self.has_room(self.path_len() + local.len()) {
                let skipped = Skipped {
                    path: self.path(),
                    name: self.owned_name(),
                    offset: self.base + offset,
                };
                self.notes.skipped.push(skipped);
            }
        }
        self.skip()
    }
}
