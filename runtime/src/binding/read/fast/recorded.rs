//! Recorded markup. Most structs of a table are written like the last one. Then one comparison finds an end tag and the
//! start tag after it.

use std::ops::Range;
use std::rc::Rc;

use super::start_tag::address;
use super::window::text_length;
use crate::binding::{Member, Reader};
use crate::xml::UNKNOWN;

/// The number of tables with a record. A power of two, so that the home slot of a table costs one mask.
const RECORDS: usize = 32;
/// Slots that are probed when another table occupies the home slot of a table.
const PROBES: usize = 4;
/// The number of structs of a message before recording starts: short messages do not pay for it.
const FIRST_STRUCTS: u32 = 16;
/// The most elements of a struct that are recorded.
const STEPS: usize = 24;
/// The number of mispredictions after which another struct is recorded; later twice as many, and so on.
const MISPREDICTIONS: u8 = 3;
/// A sentinel: no element has this identity. See [`UNKNOWN`].
const NOBODY: usize = usize::MAX;
/// The number of words of markup that are compared at once. The markup may be longer.
const WORDS: usize = 4;

/// The content of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::binding) enum Then {
    /// Text.
    Text,
    /// Elements.
    Elements,
    /// None: it is nil.
    Nil,
    /// Other content: recording ends.
    Other,
}

/// The markup between two values: the end tag of the element before, if that held text, and a tag.
#[derive(Clone, Copy, Default)]
pub(in crate::binding) struct Gap {
    /// Its first bytes, followed by zeros, and the mask of its bits.
    words: [u64; WORDS],
    mask: [u64; WORDS],
    /// Its offset in the text, the length of its end tag, and its whole length.
    start: u32,
    close: u32,
    length: u32,
}

impl Gap {
    /// Its length.
    #[inline]
    pub(in crate::binding) fn len(&self) -> usize {
        self.length as usize
    }

    /// The length of its start tag, or of the end tag of the struct.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn tag_len(&self) -> usize {
        (self.length - self.close) as usize
    }

    /// The length of its end tag.
    #[inline]
    pub(in crate::binding) fn close_len(&self) -> usize {
        self.close as usize
    }
}

/// An element of a struct, and the markup after its value.
#[derive(Clone, Copy)]
pub(in crate::binding) struct RecordedStep {
    pub(in crate::binding) after: Gap,
    /// The length of its start tag.
    tag: u32,
    /// The offset of the local name in the tag.
    local: u8,
    /// The number of steps before it.
    pub(in crate::binding) before: u8,
    /// The index of its member.
    pub(in crate::binding) index: u8,
    /// Its content.
    pub(in crate::binding) then: Then,
    pub(in crate::binding) member: &'static Member,
}

/// The markup of a struct.
pub(in crate::binding) struct Markup {
    /// The markup before the first value.
    pub(in crate::binding) first: Gap,
    /// At least one.
    pub(in crate::binding) steps: Vec<RecordedStep>,
    /// The identity of the struct whose end tag ends the last markup; `NOBODY` if there is no end tag.
    owner: usize,
    /// The slot of its record.
    place: usize,
}

impl Markup {
    /// Whether it holds the end tag of an element that was opened as `owner`.
    #[inline]
    pub(in crate::binding) fn is_end_of(&self, owner: usize) -> bool {
        self.owner == owner
    }
}

/// The record of a table.
#[derive(Clone, Default)]
struct Record {
    /// The address of the table.
    table: usize,
    /// The generation of the declarations under which it holds.
    generation: u32,
    /// The mispredictions up to now, and the number after which the markup is recorded again.
    mispredictions: u8,
    retry_after: u8,
    /// With `None` the next struct is recorded.
    markup: Option<Rc<Markup>>,
    /// Whether a recording is under way. Structs of the same table inside it are not recorded.
    is_recording: bool,
}

impl Record {
    #[inline]
    fn prediction(&mut self, at: usize) -> Prediction {
        match &self.markup {
            Some(markup) => Prediction::Follow(Rc::clone(markup)),
            None if self.is_recording => Prediction::Nothing,
            None => {
                self.is_recording = true;
                Prediction::Record(at)
            }
        }
    }
}

/// The records of one message.
#[derive(Default)]
pub(in crate::binding::read) struct RecordedMarkup {
    structs: u32,
    records: Vec<Record>,
}

/// The way to read the next struct.
pub(in crate::binding) enum Prediction {
    /// Without a record, and without recording.
    Nothing,
    /// Record it, for this slot.
    Record(usize),
    /// Compare it with this record.
    Follow(Rc<Markup>),
}

/// Records the markup of a struct while it is read.
pub(in crate::binding) struct MarkupRecorder {
    markup: Markup,
    /// Whether there was something that cannot be recorded.
    over: bool,
    /// The end of the previous value, and the end of its element.
    value_end: usize,
    element_end: usize,
}

impl MarkupRecorder {
    /// Notes the markup after the last value.
    fn put(&mut self, gap: Gap) {
        match self.markup.steps.last_mut() {
            Some(step) => step.after = gap,
            None => self.markup.first = gap,
        }
    }
}

impl<'a> Reader<'a> {
    /// The way to read a struct of this table (or a pair) that begins here. `slot` is the home slot of its record.
    #[inline]
    pub(in crate::binding) fn prediction<T>(&mut self, table: &'static T, slot: u8) -> Prediction {
        let address = std::ptr::from_ref(table) as usize;
        let at = usize::from(slot) % RECORDS;
        let Some(place) = self.recorded.records.get_mut(at) else {
            return self.count_struct();
        };
        if place.table != address || place.generation != self.xml.generation() {
            return self.seek(address, at);
        }
        place.prediction(at)
    }

    /// The record of this table (or a pair), if it is in its home slot and holds here.
    #[inline]
    pub(in crate::binding) fn known_markup<T>(
        &self,
        table: &'static T,
        slot: u8,
    ) -> Option<Rc<Markup>> {
        let place = self.recorded.records.get(usize::from(slot) % RECORDS)?;
        if place.table != std::ptr::from_ref(table) as usize
            || place.generation != self.xml.generation()
        {
            return None;
        }
        place.markup.clone()
    }

    /// Records the first struct already: the text goes on where another one, of the same kind, ended.
    #[cfg(feature = "http")]
    pub(in crate::binding) fn start_recording_at_once(&mut self) {
        self.recorded.structs = FIRST_STRUCTS;
    }

    /// Counts a struct before recording starts.
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn count_struct(&mut self) -> Prediction {
        if self.admits_encoding() {
            return Prediction::Nothing;
        }
        let known = &mut self.recorded;
        known.structs += 1;
        if known.structs > FIRST_STRUCTS {
            known.records = vec![Record::default(); RECORDS];
        }
        Prediction::Nothing
    }

    /// Another table has the home slot, so the record may be in one of the next slots. A new table takes a free slot,
    /// or its home slot.
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn seek(&mut self, address: usize, own: usize) -> Prediction {
        let mut free = own;
        for at in (own..own + PROBES).map(|at| at % RECORDS) {
            match self.recorded.records.get_mut(at) {
                Some(place) if place.table == address => {
                    if place.generation == self.xml.generation() {
                        return place.prediction(at);
                    }
                    free = at;
                    break;
                }
                Some(place) if place.table == 0 => {
                    free = at;
                    break;
                }
                _ => {}
            }
        }
        if let Some(place) = self.recorded.records.get_mut(free) {
            *place = Record {
                table: address,
                generation: self.xml.generation(),
                retry_after: MISPREDICTIONS,
                ..Record::default()
            };
        }
        Prediction::Nothing
    }

    /// Makes a recorder after the start tag of a struct, for this slot.
    pub(in crate::binding) fn start_recording(&mut self, place: usize) -> MarkupRecorder {
        MarkupRecorder {
            markup: Markup {
                first: Gap::default(),
                steps: Vec::new(),
                owner: match self.opened_as() {
                    UNKNOWN => NOBODY,
                    member => member,
                },
                place,
            },
            over: false,
            value_end: self.position(),
            element_end: self.position(),
        }
    }

    /// Notes a tag: the offset of the local name in it, and the end of the value after it. Its element ends here.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "prefixes are short, members after the 64th are not predicted, and a text is shorter than 4 GiB"
    )]
    pub(in crate::binding) fn record_step(
        &self,
        recorder: &mut MarkupRecorder,
        (tag, local): (Range<usize>, usize),
        (index, member): (usize, &'static Member),
        then: Then,
        value_end: usize,
    ) {
        recorder.over |= then == Then::Other || recorder.markup.steps.len() == STEPS;
        if !recorder.over {
            let length = tag.len() as u32;
            recorder.put(self.gap(recorder.value_end, tag));
            recorder.markup.steps.push(RecordedStep {
                after: Gap::default(),
                tag: length,
                local: local as u8,
                before: recorder.markup.steps.len() as u8,
                index: index as u8,
                then,
                member,
            });
            recorder.value_end = value_end;
            recorder.element_end = self.position();
        }
    }

    /// The markup from `start` to the end of a tag.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a text is shorter than 4 GiB"
    )]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX; bytes of a word"
    )]
    fn gap(&self, start: usize, tag: Range<usize>) -> Gap {
        let gap = self.bytes().get(start..tag.end);
        let (mut words, mut mask) = ([0; WORDS], [0; WORDS]);
        let blocks = words.iter_mut().zip(&mut mask);
        for ((word, bits), bytes) in blocks.zip(gap.unwrap_or_default().chunks(8)) {
            let mut block = [0; 8];
            if let Some(start) = block.get_mut(..bytes.len()) {
                start.copy_from_slice(bytes);
            }
            *word = u64::from_le_bytes(block);
            *bits = u64::MAX >> (64 - 8 * bytes.len());
        }
        Gap {
            words,
            mask,
            start: start as u32,
            close: (tag.start - start) as u32,
            length: (tag.end - start) as u32,
        }
    }

    /// Keeps the record. `ended` says that the end tag of the struct, which is still open, was taken last.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn finish_recording<T>(
        &mut self,
        table: &'static T,
        mut recorder: MarkupRecorder,
        ended: bool,
    ) {
        if ended && !recorder.over {
            let (start, name_end) = self.open_name().unwrap_or_default();
            let close = name_end - start + "</>".len();
            let tag = self.position() - close..self.position();
            recorder.put(self.gap(recorder.value_end, tag));
        } else {
            let end = recorder.element_end;
            recorder.put(self.gap(recorder.value_end, end..end));
            recorder.markup.owner = NOBODY;
        }
        // Another struct may have taken the slot in the meantime.
        if let Some(place) = self.recorded.records.get_mut(recorder.markup.place)
            && place.table == std::ptr::from_ref(table) as usize
            && place.generation == self.xml.generation()
        {
            place.is_recording = false;
            if !recorder.markup.steps.is_empty() {
                place.markup = Some(Rc::new(recorder.markup));
            }
        }
    }

    /// Drops the record.
    pub(in crate::binding) fn discard_recording<T>(
        &mut self,
        table: &'static T,
        mut recorder: MarkupRecorder,
    ) {
        recorder.markup.steps.clear();
        self.finish_recording(table, recorder, false);
    }

    /// Counts a struct that does not match the markup.
    #[cold]
    pub(in crate::binding) fn mispredicted(&mut self, markup: &Markup) {
        let Some(place) = self.recorded.records.get_mut(markup.place) else {
            return;
        };
        place.mispredictions = place.mispredictions.saturating_add(1);
        if place.mispredictions == place.retry_after {
            place.mispredictions = 0;
            place.retry_after = place.retry_after.saturating_mul(2);
            place.markup = None;
        }
    }

    /// The part of `rest` after the markup, if `rest` begins with it.
    #[inline(always)]
    pub(in crate::binding) fn after<'t>(&self, gap: &Gap, rest: &'t str) -> Option<&'t str> {
        let here = rest.as_bytes();
        let block = here.first_chunk::<{ 8 * WORDS }>()?;
        let mut differ = 0;
        let words = block.as_chunks::<8>().0.iter().zip(&gap.words);
        for ((bytes, word), bits) in words.zip(&gap.mask) {
            differ |= (u64::from_le_bytes(*bytes) ^ word) & bits;
        }
        let is_same = differ == 0 && (gap.len() <= 8 * WORDS || self.goes_on_repeated(here, gap));
        if !is_same {
            return None;
        }
        rest.get(gap.len()..)
    }

    /// Whether a markup that is longer than its words, which are repeated, is repeated to its end.
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn goes_on_repeated(&self, here: &[u8], gap: &Gap) -> bool {
        let (start, length) = (gap.start as usize, gap.len());
        let (Some(here), Some(there)) =
            (here.get(..length), self.bytes().get(start..start + length))
        else {
            return false;
        };
        // The last bytes have the size of the words, and may overlap them.
        here.last_chunk::<{ 8 * WORDS }>() == there.last_chunk::<{ 8 * WORDS }>()
            && (length <= 16 * WORDS || here == there)
    }

    /// Whether the end tag of a markup begins `rest`.
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn is_close_repeated(&self, gap: &Gap, rest: &str) -> bool {
        let start = gap.start as usize;
        let there = self.bytes().get(start..start + gap.close as usize);
        there.is_some_and(|there| rest.as_bytes().starts_with(there))
    }

    /// The text up to a tag at the start of `content`, if it is plain, and what is after it.
    #[inline]
    pub(in crate::binding) fn plain_text_in(&self, content: &'a str) -> Option<(&'a str, &'a str)> {
        let length = text_length(content.as_bytes())?;
        if !self.is_plain(content, length) {
            return None;
        }
        content.split_at_checked(length)
    }

    /// Moves back to the start tag of a step, which is before `content`. Returns the number of steps before it.
    #[cold]
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn go_back(&mut self, step: &RecordedStep, content: &str) -> usize {
        let at = self.offset_of(content) - step.tag as usize;
        self.go_to(at);
        usize::from(step.before)
    }

    /// Takes the start tag of a step, which is before `content`.
    #[inline(always)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn open_before(&mut self, content: &str, step: &RecordedStep) {
        let at = self.offset_of(content);
        let tag = at - step.tag as usize;
        self.enter(
            tag,
            tag + usize::from(step.local),
            at - 1,
            address(step.member),
        );
        self.pass(at);
    }

    /// Skips a nil element, the start tag of a step, which is before `rest`.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn pass_before(&mut self, rest: &str, step: &RecordedStep) {
        let at = self.offset_of(rest);
        self.set_tag_offset(at - step.tag as usize);
        self.pass(at);
    }

    /// Opens the element that begins at `tag`, the first of a step. `length` is that of its local name.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding) fn open_first(
        &mut self,
        step: &RecordedStep,
        tag: usize,
        member: &'static Member,
    ) {
        let local = tag + usize::from(step.local);
        let end = local + member.name.local.len();
        self.enter(tag, local, end, address(member));
    }
}
