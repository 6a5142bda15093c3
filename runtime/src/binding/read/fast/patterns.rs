//! Recorded markup. The next struct of a table is mostly written as the last one was; then one comparison finds an end tag and the
//! start tag after it.

use std::ops::Range;
use std::rc::Rc;

use super::start_tag::address;
use super::window::text_length;
use crate::binding::{Member, Reader};
use crate::xml::UNKNOWN;

/// How many tables have a record. The address of a table decides which slot is its own.
const RECORDS: usize = 32;
/// Slots that are probed when another table occupies the home slot of a table.
const PROBES: usize = 4;
/// Recording starts after so many structs of a message: short messages do not pay for it.
const FIRST_STRUCTS: u32 = 16;
/// How many elements of a struct are recorded.
const STEPS: usize = 24;
/// After so many mispredictions another struct is recorded; then after twice as many, and so on.
const MISPREDICTIONS: u8 = 3;
/// Sentinel: no element is opened as this. See [`UNKNOWN`].
const NOBODY: usize = usize::MAX;
/// How many words of markup are compared at once; there may be more.
const WORDS: usize = 4;

/// What stands after the markup of a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::binding) enum Then {
    /// The text of an element.
    Text,
    /// The elements of an element.
    Elements,
    /// What follows a nil element.
    Nil,
    /// What follows the struct.
    End,
    /// Something else: no more is recorded.
    Other,
}

/// Markup between two values: the end tag of the element before, if that held text, and a tag.
#[derive(Clone, Copy)]
pub(in crate::binding) struct Step {
    /// Its first bytes, and zeros; which bits of them count.
    words: [u64; WORDS],
    mask: [u64; WORDS],
    /// Where it stands in the text, how long its end tag is, and all of it.
    start: u32,
    close: u32,
    length: u32,
    /// Where in the tag the local name starts.
    local: u8,
    /// Which member it is about.
    pub(in crate::binding) index: u8,
    /// What follows.
    pub(in crate::binding) then: Then,
    /// The same member; of the last step, nothing.
    pub(in crate::binding) member: Option<&'static Member>,
    /// In the last step, if it is an end tag: the identity of the struct that it closes.
    owner: usize,
}

impl Step {
    /// How long its markup is.
    #[inline]
    pub(in crate::binding) fn len(&self) -> usize {
        self.length as usize
    }

    /// How long its end tag is.
    #[inline]
    pub(in crate::binding) fn close_len(&self) -> usize {
        self.close as usize
    }
}

/// How a struct was written. The last step is no element.
pub(in crate::binding) type Pattern = Rc<[Step]>;

/// How structs of one table are written.
#[derive(Clone, Default)]
struct Record {
    /// The address of the table.
    table: usize,
    /// The declarations under which it holds.
    generation: u32,
    /// Mispredictions so far, and after how many the markup is recorded again.
    mispredictions: u8,
    retry_after: u8,
    /// `None`: the next struct is recorded.
    pattern: Option<Pattern>,
    /// A recording is under way. Structs of the same table inside of it are not recorded.
    is_recording: bool,
}

impl Record {
    #[inline]
    fn prediction(&mut self, at: usize) -> Prediction {
        match &self.pattern {
            Some(pattern) => Prediction::Follow(at, Rc::clone(pattern)),
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
pub(in crate::binding::read) struct Patterns {
    structs: u32,
    records: Vec<Record>,
    /// Memory for the next recorder.
    spare: Vec<Step>,
}

/// How to read the struct that begins.
pub(in crate::binding) enum Prediction {
    /// Without a record, and without recording.
    Nothing,
    /// Record it, for this slot.
    Record(usize),
    /// Compare it with the record of this slot.
    Follow(usize, Pattern),
}

/// Records the markup of a struct while it is read.
pub(in crate::binding) struct MarkupRecorder {
    steps: Vec<Step>,
    /// There was something that cannot be recorded.
    over: bool,
    /// Where the value before ends, and where its element does.
    value_end: usize,
    element_end: usize,
}

impl<'a> Reader<'a> {
    /// How to read a struct of this table (or a pair) that begins here.
    #[inline]
    pub(in crate::binding) fn prediction<T>(&mut self, table: &'static T) -> Prediction {
        let address = std::ptr::from_ref(table) as usize;
        let at = slot_of(address);
        let Some(place) = self.patterns.records.get_mut(at) else {
            return self.count_struct();
        };
        if place.table != address || place.generation != self.xml.generation() {
            return self.seek(address);
        }
        place.prediction(at)
    }

    /// Counts a struct before recording starts.
    #[inline(never)]
    fn count_struct(&mut self) -> Prediction {
        let known = &mut self.patterns;
        known.structs += 1;
        if known.structs > FIRST_STRUCTS {
            known.records = vec![Record::default(); RECORDS];
        }
        Prediction::Nothing
    }

    /// Another table has the own slot: the record may be in one of the next. A new table takes a free slot, or its own.
    #[inline(never)]
    fn seek(&mut self, address: usize) -> Prediction {
        let own = slot_of(address);
        let mut free = own;
        for at in (own..own + PROBES).map(|at| at % RECORDS) {
            match self.patterns.records.get_mut(at) {
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
        if let Some(place) = self.patterns.records.get_mut(free) {
            *place = Record {
                table: address,
                generation: self.xml.generation(),
                retry_after: MISPREDICTIONS,
                ..Record::default()
            };
        }
        Prediction::Nothing
    }

    /// A recorder that begins after the start tag of a struct, here.
    pub(in crate::binding) fn start_recording(&mut self) -> MarkupRecorder {
        MarkupRecorder {
            steps: std::mem::take(&mut self.patterns.spare),
            over: false,
            value_end: self.position(),
            element_end: self.position(),
        }
    }

    /// Notes a tag, where in it the local name starts, and where the value after it ends; its element ends here.
    pub(in crate::binding) fn record_step(
        &self,
        recorder: &mut MarkupRecorder,
        (tag, local): (Range<usize>, usize),
        (index, member): (usize, &'static Member),
        then: Then,
        value_end: usize,
    ) {
        recorder.over |= then == Then::Other || recorder.steps.len() == STEPS;
        if !recorder.over {
            let step = self.step(recorder, tag, then);
            // Prefixes are short, and no member after the 64th is predicted.
            recorder.steps.push(Step {
                local: local as u8,
                index: index as u8,
                member: Some(member),
                ..step
            });
            recorder.value_end = value_end;
            recorder.element_end = self.position();
        }
    }

    fn step(&self, recorder: &MarkupRecorder, tag: Range<usize>, then: Then) -> Step {
        let start = recorder.value_end;
        let markup = self.bytes().get(start..tag.end);
        let (mut words, mut mask) = ([0; WORDS], [0; WORDS]);
        let blocks = words.iter_mut().zip(&mut mask);
        for ((word, bits), bytes) in blocks.zip(markup.unwrap_or_default().chunks(8)) {
            let mut block = [0; 8];
            if let Some(start) = block.get_mut(..bytes.len()) {
                start.copy_from_slice(bytes);
            }
            *word = u64::from_le_bytes(block);
            *bits = u64::MAX >> (64 - 8 * bytes.len());
        }
        // The text is shorter than 4 GiB.
        Step {
            words,
            mask,
            start: start as u32,
            close: (tag.start - start) as u32,
            length: (tag.end - start) as u32,
            local: 0,
            index: 0,
            then,
            member: None,
            owner: NOBODY,
        }
    }

    /// Keeps what was recorded; `ended` if the end tag of the struct, which is still open, was taken last.
    pub(in crate::binding) fn finish_recording<T>(
        &mut self,
        place: usize,
        table: &'static T,
        recorder: MarkupRecorder,
        ended: bool,
    ) {
        let (start, name_end) = self.open_name().unwrap_or_default();
        let close = name_end - start + "</>".len();
        let owner = match self.opened_as() {
            None | Some(UNKNOWN) => NOBODY,
            Some(member) => member,
        };
        let last = match ended && !recorder.over {
            true => Step {
                owner,
                ..self.step(
                    &recorder,
                    self.position() - close..self.position(),
                    Then::End,
                )
            },
            false => {
                let end = recorder.element_end;
                self.step(&recorder, end..end, Then::Other)
            }
        };
        let mut steps = recorder.steps;
        // Another struct may have taken the place in the meantime.
        if let Some(place) = self.patterns.records.get_mut(place)
            && place.table == std::ptr::from_ref(table) as usize
            && place.generation == self.xml.generation()
        {
            place.is_recording = false;
            if !steps.is_empty() {
                steps.push(last);
                place.pattern = Some(steps.as_slice().into());
            }
        }
        steps.clear();
        self.patterns.spare = steps;
    }

    /// Keeps nothing of what was recorded.
    pub(in crate::binding) fn discard_recording<T>(
        &mut self,
        place: usize,
        table: &'static T,
        mut recorder: MarkupRecorder,
    ) {
        recorder.steps.clear();
        self.finish_recording(place, table, recorder, false);
    }

    /// Counts a struct that was written otherwise than the pattern at `place`.
    pub(in crate::binding) fn mispredicted(&mut self, place: usize) {
        let Some(place) = self.patterns.records.get_mut(place) else {
            return;
        };
        place.mispredictions = place.mispredictions.saturating_add(1);
        if place.mispredictions == place.retry_after {
            place.mispredictions = 0;
            place.retry_after = place.retry_after.saturating_mul(2);
            place.pattern = None;
        }
    }

    /// Whether the markup of a step stands at `at`.
    #[inline]
    pub(in crate::binding) fn is_repeated(&self, step: &Step, at: usize) -> bool {
        let Some(here) = self.bytes().get(at..) else {
            return false;
        };
        let Some(block) = here.first_chunk::<{ 8 * WORDS }>() else {
            return false;
        };
        let mut differ = 0;
        let words = block.as_chunks::<8>().0.iter().zip(&step.words);
        for ((bytes, word), bits) in words.zip(&step.mask) {
            differ |= (u64::from_le_bytes(*bytes) ^ word) & bits;
        }
        differ == 0 && (step.len() <= 8 * WORDS || self.is_long_repeated(here, step, step.len()))
    }

    #[inline(never)]
    fn is_long_repeated(&self, here: &[u8], step: &Step, length: usize) -> bool {
        let start = step.start as usize;
        let there = self.bytes().get(start..start + length);
        there.is_some_and(|there| here.starts_with(there))
    }

    /// Whether the end tag of a step stands at `at`.
    #[inline(never)]
    pub(in crate::binding) fn is_close_repeated(&self, step: &Step, at: usize) -> bool {
        let here = self.bytes().get(at..).unwrap_or_default();
        self.is_long_repeated(here, step, step.close_len())
    }

    /// The text that starts at `at`, up to a tag, if it is a plain one.
    #[inline]
    pub(in crate::binding) fn plain_text_at(&self, at: usize) -> Option<&'a str> {
        let content = self.bytes().get(at..)?;
        let length = text_length(content)?;
        if length == 0 || length > self.text_limit() {
            return None;
        }
        let text = self.text().get(at..)?.get(..length)?;
        self.is_regular(text).then_some(text)
    }

    /// Takes the start tag of a step, which begins at `tag`.
    #[inline]
    pub(in crate::binding) fn open_at(
        &mut self,
        step: &Step,
        member: &'static Member,
        (tag, end): (usize, usize),
    ) {
        self.enter(tag, tag + usize::from(step.local), end - 1, address(member));
        self.pass(end);
    }

    /// Opens the element that begins at `tag`, the first of a step, whose local name has that length.
    #[inline]
    pub(in crate::binding) fn open_first(
        &mut self,
        step: &Step,
        tag: usize,
        member: &'static Member,
    ) {
        let local = tag + usize::from(step.local);
        let end = local + member.name.local.len();
        self.enter(tag, local, end, address(member));
    }

    /// Whether the last step holds the end tag of the open element.
    #[inline]
    pub(in crate::binding) fn is_own_end(&self, step: &Step) -> bool {
        self.opened_as() == Some(step.owner)
    }

    /// Takes an element that stands from `tag` to `after`.
    #[inline]
    pub(in crate::binding) fn pass_at(&mut self, tag: usize, after: usize) {
        self.set_tag_offset(tag);
        self.pass(after);
    }
}

/// Fibonacci hashing: tables lie beside each other.
#[inline]
fn slot_of(address: usize) -> usize {
    let hash = (address as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (hash >> (64 - RECORDS.ilog2())) as usize
}
