//! The notes of a reader: skipped elements and deviations.

use super::Reader;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::OwnedName;

/// An element that the schema does not declare. It was skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// The path of the element.
    pub path: String,
    /// Its name.
    pub name: OwnedName,
    /// The offset of its start tag, in bytes.
    pub offset: usize,
}

/// The kind of a deviation from the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeviationKind {
    /// Members in another order than that of the schema.
    Order,
    /// An empty element whose type has no empty value. It was read as absent.
    Empty,
    /// A missing required member, which was read as nil; or another missing element of the content model.
    Missing,
    /// More or fewer occurrences than the schema allows.
    Occurrence,
    /// An element in another namespace than that of the schema.
    Namespace,
    /// `xsi:nil` on an optional member that is not nillable. It was read as absent.
    Nil,
    /// An attribute in no namespace that the type does not have.
    Attribute,
    /// `xsi:type` names another type than the declared one, or one that the value does not keep.
    Type,
    /// An element that is kept as XML, and is abstract, or not declared where it has to be.
    Undeclared,
    /// A value other than the fixed one.
    Fixed,
    /// A value outside the lexical space of its type, or one that its enumeration does not name, kept as it is; or a time
    /// without an offset, whose zone was assumed ([`Assumed`](crate::Assumed)).
    Value,
    /// A value that a facet of its type forbids.
    Facet,
    /// An identifier that occurs twice, or a reference without a target.
    Identifier,
    /// An identity constraint is broken.
    Identity,
    /// Headers beside the SOAP header instead of in it.
    Headers,
    /// rpc/encoded: information of SOAP encoding that is not part of the values, such as the offset of an array.
    Encoding,
    /// A processing instruction.
    Instruction,
    /// A response to a one-way operation.
    OneWay,
    /// An envelope of another version of SOAP than that of the binding.
    Version,
}

/// A deviation that was tolerated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deviation {
    /// The kind.
    pub kind: DeviationKind,
    /// A description.
    pub message: String,
    /// Path of the element.
    pub path: String,
    /// The offset, in bytes.
    pub offset: usize,
}

/// The notes of a reader. The lists are cut at [`Limits::notes`](crate::xml::Limits::notes) and
/// [`Limits::note_bytes`](crate::xml::Limits::note_bytes).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notes {
    /// Skipped elements.
    pub skipped: Vec<Skipped>,
    /// The number of skipped elements, including those not listed.
    pub skipped_count: usize,
    /// Tolerated deviations.
    pub deviations: Vec<Deviation>,
    /// The number of tolerated deviations, including those not listed.
    pub deviation_count: usize,
    /// Elements read by prediction.
    #[doc(hidden)]
    pub fast: usize,
    /// Elements read on the general path.
    #[doc(hidden)]
    pub slow: usize,
}

#[cfg(feature = "http")]
impl Notes {
    /// Adds the notes of what follows, within the limits.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn append(&mut self, other: Self, limits: &crate::xml::Limits) {
        let room = |count: usize| limits.notes.saturating_sub(count);
        let skipped = room(self.skipped.len());
        self.skipped.extend(other.skipped.into_iter().take(skipped));
        let deviations = room(self.deviations.len());
        let others = other.deviations.into_iter();
        self.deviations.extend(others.take(deviations));
        self.skipped_count += other.skipped_count;
        self.deviation_count += other.deviation_count;
        self.fast += other.fast;
        self.slow += other.slow;
    }
}

/// The approximate number of bytes in the excerpt of an error.
const SNIPPET: usize = 128;

impl Reader<'_> {
    /// Notes a deviation. In strict mode it is refused, but reading goes on to find the others:
    /// [`settle`](Self::settle) returns them.
    #[cold]
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn deviate(
        &mut self,
        kind: DeviationKind,
        offset: usize,
        message: &dyn Fn() -> String,
        below: Option<&str>,
    ) -> Result<(), DecodeError> {
        if self.options.strict {
            self.refuse(offset, message, below);
            return Ok(());
        }
        self.notes.deviation_count += 1;
        if self.keeps_notes(self.notes.deviations.len()) {
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

    /// The number of deviations that were noted or refused up to now.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn reported(&self) -> usize {
        self.notes.deviation_count + self.refused.len()
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn refuse(&mut self, offset: usize, message: &dyn Fn() -> String, below: Option<&str>) {
        // The first one is always kept: it is the error.
        let first = self.refused.is_empty();
        if !first && !self.keeps_notes(self.refused.len()) {
            return;
        }
        let message = message();
        let length = message.len() + self.path_len() + below.map_or(0, str::len);
        if self.has_room(length + SNIPPET) || first {
            let kind = DecodeErrorKind::Strict;
            let error = match first {
                true => self.fail_below(kind, offset, message, below, None),
                false => self.fail_with(kind, offset, message, below, (None, None)),
            };
            self.refused.push(error);
        }
    }

    /// Whether another note may be kept where there are `count`. If not, its message is never made.
    fn keeps_notes(&self, count: usize) -> bool {
        let limits = &self.options.limits;
        count < limits.notes && self.note_bytes <= limits.note_bytes
    }

    /// Whether a note of that length is kept. After the first that is not, none is.
    fn has_room(&mut self, length: usize) -> bool {
        self.note_bytes = self.note_bytes.saturating_add(length);
        self.note_bytes <= self.options.limits.note_bytes
    }

    /// The error of something that is missing. If there are unknown elements or attributes in the open element, one of them may be what
    /// is missing under a wrong name, so they are named, or are the error where strict mode has refused them.
    #[cold]
    #[inline(never)]
    pub(crate) fn missing_beside_unknown(
        &mut self,
        message: String,
        expected: String,
    ) -> DecodeError {
        let offset = self.element_offset();
        let message = match self.unknown_here().as_slice() {
            [] => message,
            names => format!("{message}; not known there: {}", names.join(", ")),
        };
        let missing = self.fail_below(
            DecodeErrorKind::Missing,
            offset,
            message,
            None,
            Some(expected),
        );
        let mut refused = std::mem::take(&mut self.refused).into_iter();
        match refused.next() {
            Some(first) => first.with_further(refused.chain([missing]).collect()),
            None => missing,
        }
    }

    /// The names of the first unknown children and attributes of the open element.
    fn unknown_here(&self) -> Vec<&str> {
        let attributes = self.notes.deviations.iter();
        let attributes = attributes
            .filter(|one| one.kind == DeviationKind::Attribute)
            .map(|one| (one.offset, &one.path));
        let children = self.notes.skipped.iter().map(|one| (one.offset, &one.path));
        let path = self.path();
        // Earlier elements of a list have the same path.
        let begin = self.base.saturating_add(self.element_offset());
        attributes
            .chain(children)
            .filter(|(offset, _)| *offset >= begin)
            .filter_map(|(_, one)| one.strip_prefix(&path)?.strip_prefix('/'))
            .filter(|below| !below.contains('/'))
            .take(3)
            .collect()
    }

    /// Returns the deviations that strict mode has refused as one error.
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
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn skip_unknown(&mut self) -> Result<(), DecodeError> {
        let offset = self.tag.offset;
        if self.options.strict {
            let name = self.owned_name();
            let message = || format!("the element {name} is not known here");
            self.refuse(offset, &message, None);
            return self.skip();
        }
        self.notes.skipped_count += 1;
        if self.keeps_notes(self.notes.skipped.len()) {
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
