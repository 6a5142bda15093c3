//! How the elements of a struct were written the last time: the next ones are mostly written the same, and then one comparison
//! finds an end tag and the start tag after it.

use std::ops::Range;
use std::rc::Rc;

use super::start_tag::address;
use super::window::text_length;
use crate::binding::{Member, Reader};
use crate::xml::UNKNOWN;

/// How many structs are remembered; which one has which place depends on where its table lies.
const PLACES: usize = 32;
/// How many places are looked at where another table has that of a table.
const NEAR: usize = 4;
/// After how many structs of a message it is worth it.
const FEW: u32 = 16;
/// How many elements of a struct are remembered.
const STEPS: usize = 24;
/// After how many structs that were written otherwise another one is learned from; then after twice as many, and so on.
const MISSES: u8 = 3;
/// No element is opened as this: see [`Frame::member`](crate::xml::UNKNOWN).
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
    /// Something else: no more is remembered.
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
    /// Of the last step, if that is the end tag, what the struct was opened as.
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

/// What is known of the structs of a table.
#[derive(Clone, Default)]
struct Place {
    /// Where the table lies.
    table: usize,
    /// The declarations under which it was learned.
    generation: u32,
    /// How many structs were written otherwise, and how many may be.
    misses: u8,
    patience: u8,
    /// Without one, the next struct is learned from, but none that stands in one that is.
    pattern: Option<Pattern>,
    learning: bool,
}

impl Place {
    #[inline]
    fn advice(&mut self, at: usize) -> Advice {
        match &self.pattern {
            Some(pattern) => Advice::Follow(at, Rc::clone(pattern)),
            None if self.learning => Advice::Nothing,
            None => {
                self.learning = true;
                Advice::Learn(at)
            }
        }
    }
}

/// What is known of structs.
#[derive(Default)]
pub(in crate::binding::read) struct Patterns {
    structs: u32,
    places: Vec<Place>,
    /// Room for a lesson.
    spare: Vec<Step>,
}

/// What to do with the struct that begins.
pub(in crate::binding) enum Advice {
    /// Nothing is known, and nothing need be learned.
    Nothing,
    /// Learn from it, for this place.
    Learn(usize),
    /// It may be written like this, as is known at this place.
    Follow(usize, Pattern),
}

/// Learns from a struct while it is read.
pub(in crate::binding) struct Lesson {
    steps: Vec<Step>,
    /// There was something that is not remembered.
    over: bool,
    /// Where the value before ends, and where its element does.
    value_end: usize,
    element_end: usize,
}

impl<'a> Reader<'a> {
    /// What to do with a struct of this table (or with a pair) that begins here.
    #[inline]
    pub(in crate::binding) fn advice<T>(&mut self, table: &'static T) -> Advice {
        let address = std::ptr::from_ref(table) as usize;
        let at = place_of(address);
        let Some(place) = self.patterns.places.get_mut(at) else {
            return self.begin_to_learn();
        };
        if place.table != address || place.generation != self.xml.generation() {
            return self.seek(address);
        }
        place.advice(at)
    }

    /// Nothing is known yet, of anything.
    #[inline(never)]
    fn begin_to_learn(&mut self) -> Advice {
        let known = &mut self.patterns;
        known.structs += 1;
        if known.structs > FEW {
            known.places = vec![Place::default(); PLACES];
        }
        Advice::Nothing
    }

    /// Another table has the place: that of this one may be one of the next. One that was not seen yet takes a free one, or its own.
    #[inline(never)]
    fn seek(&mut self, address: usize) -> Advice {
        let own = place_of(address);
        let mut free = own;
        for at in (own..own + NEAR).map(|at| at % PLACES) {
            match self.patterns.places.get_mut(at) {
                Some(place) if place.table == address => {
                    if place.generation == self.xml.generation() {
                        return place.advice(at);
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
        if let Some(place) = self.patterns.places.get_mut(free) {
            *place = Place {
                table: address,
                generation: self.xml.generation(),
                patience: MISSES,
                ..Place::default()
            };
        }
        Advice::Nothing
    }

    /// A lesson that begins after the start tag of a struct, here.
    pub(in crate::binding) fn lesson(&mut self) -> Lesson {
        Lesson {
            steps: std::mem::take(&mut self.patterns.spare),
            over: false,
            value_end: self.position(),
            element_end: self.position(),
        }
    }

    /// Notes a tag, where in it the local name starts, and where the value after it ends; its element ends here.
    pub(in crate::binding) fn remember(
        &self,
        lesson: &mut Lesson,
        (tag, local): (Range<usize>, usize),
        (index, member): (usize, &'static Member),
        then: Then,
        value_end: usize,
    ) {
        lesson.over |= then == Then::Other || lesson.steps.len() == STEPS;
        if !lesson.over {
            let step = self.step(lesson, tag, then);
            // Prefixes are short, and no member after the 64th is predicted.
            lesson.steps.push(Step {
                local: local as u8,
                index: index as u8,
                member: Some(member),
                ..step
            });
            lesson.value_end = value_end;
            lesson.element_end = self.position();
        }
    }

    fn step(&self, lesson: &Lesson, tag: Range<usize>, then: Then) -> Step {
        let start = lesson.value_end;
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

    /// Remembers a lesson; `ended` if the end tag of the struct, which is still open, was taken last.
    pub(in crate::binding) fn learn<T>(
        &mut self,
        place: usize,
        table: &'static T,
        lesson: Lesson,
        ended: bool,
    ) {
        let (start, name_end) = self.open_name().unwrap_or_default();
        let close = name_end - start + "</>".len();
        let owner = match self.opened_as() {
            None | Some(UNKNOWN) => NOBODY,
            Some(member) => member,
        };
        let last = match ended && !lesson.over {
            true => Step {
                owner,
                ..self.step(&lesson, self.position() - close..self.position(), Then::End)
            },
            false => {
                let end = lesson.element_end;
                self.step(&lesson, end..end, Then::Other)
            }
        };
        let mut steps = lesson.steps;
        // Another struct may have taken the place in the meantime.
        if let Some(place) = self.patterns.places.get_mut(place)
            && place.table == std::ptr::from_ref(table) as usize
            && place.generation == self.xml.generation()
        {
            place.learning = false;
            if !steps.is_empty() {
                steps.push(last);
                place.pattern = Some(steps.as_slice().into());
            }
        }
        steps.clear();
        self.patterns.spare = steps;
    }

    /// Remembers nothing of a lesson.
    pub(in crate::binding) fn forget<T>(
        &mut self,
        place: usize,
        table: &'static T,
        mut lesson: Lesson,
    ) {
        lesson.steps.clear();
        self.learn(place, table, lesson, false);
    }

    /// Notes that a struct was not written as the pattern at `place` has it.
    pub(in crate::binding) fn miss(&mut self, place: usize) {
        let Some(place) = self.patterns.places.get_mut(place) else {
            return;
        };
        place.misses = place.misses.saturating_add(1);
        if place.misses == place.patience {
            place.misses = 0;
            place.patience = place.patience.saturating_mul(2);
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
fn place_of(address: usize) -> usize {
    let hash = (address as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (hash >> (64 - PLACES.ilog2())) as usize
}
