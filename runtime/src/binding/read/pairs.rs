//! Dictionaries.

use super::fast::{Inside, Markup, Prediction, Then, Window};
use crate::binding::Reader;
use crate::binding::dictionary::Pairs;
use crate::binding::{Content, Field, FieldValue, Inner, Member, Pair, REQUIRED};
use crate::error::DecodeError;
use crate::xml::DeviationKind;

impl<'a> Reader<'a> {
    /// Reads the pairs in the element whose start tag was just taken, through its end tag.
    pub fn pairs(
        &mut self,
        pairs: &mut dyn Pairs,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let Inner::Pair(pair) = member.inner else {
            return self.skip_unknown();
        };
        if self.is_encoded() {
            return self.encoded_pairs(pairs, pair);
        }
        if !self.attributes().is_empty() {
            self.check_wrapper(pair.entry.within)?;
        }
        if self.is_empty() {
            self.next_child()?;
            self.pop();
            return Ok(());
        }
        if self.has_room_for_pair()
            && let Some(markup) = self.known_markup(pair, pair.slot)
        {
            self.followed_pairs(pairs, pair, &markup)?;
            if self.closes_here() {
                self.pop();
                return Ok(());
            }
        }
        loop {
            self.predicted_pairs(pairs, pair)?;
            if self.closes_here() {
                break;
            }
            if !self.begins(pair)? {
                if !self.next_child()? {
                    break;
                }
                if !self.is_child(&pair.entry)? {
                    self.skip_unknown()?;
                    continue;
                }
                self.check_entry(pair)?;
            }
            pairs.add();
            self.pair(pairs, pair, false, false)?;
        }
        self.pop();
        Ok(())
    }

    /// Whether the entry of a pair and its content keep the limit on depth.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "the number of open elements"
    )]
    fn has_room_for_pair(&self) -> bool {
        self.depth() + 1 < self.options().limits.depth
    }

    /// Reads pairs while they have the usual spelling.
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn predicted_pairs(
        &mut self,
        pairs: &mut dyn Pairs,
        pair: &'static Pair,
    ) -> Result<(), DecodeError> {
        let Pair {
            entry, key, value, ..
        } = pair;
        let namespace = entry.name.namespace;
        if !self.has_room_for_pair()
            || key.name.namespace != namespace
            || value.name.namespace != namespace
        {
            return Ok(());
        }
        loop {
            if !self.look_for(namespace) {
                return Ok(());
            }
            let Some((window, end)) = self.stands(entry) else {
                return Ok(());
            };
            if window.after(end) != b'>' {
                return Ok(());
            }
            let mut recorder = None;
            match self.prediction(pair, pair.slot) {
                Prediction::Nothing => {}
                Prediction::Record(place) => recorder = Some(self.start_recording(place)),
                Prediction::Follow(markup) => {
                    let before = self.position();
                    self.followed_pairs(pairs, pair, &markup)?;
                    if self.position() != before {
                        continue;
                    }
                }
            }
            let begin = self.position();
            self.open_in(end, entry);
            let (key_place, value_place) = pairs.add();
            let (mut has_key, mut has_value) = (false, None);
            if matches!(key.inner, Inner::None)
                && let Some((window, end)) = self.stands(key)
                && window.after(end) == b'>'
                && let Inside::Text(text, after) = self.inside(&window, end)
                && key_place.parse_text(text, self, key)
            {
                if let Some(recorder) = &mut recorder {
                    let (tag_end, value_end) = (self.position() + end + 1, after - (end + 2));
                    self.go_to(after);
                    let tag = (begin..tag_end, self.local());
                    self.record_step(recorder, tag, (0, key), Then::Text, value_end);
                }
                self.pass(after);
                has_key = true;
            }
            let tag = (self.position(), self.local());
            if has_key && let Some((window, end)) = self.stands(value) {
                has_value = self.predicted_child(&window, end, value_place, value)?;
                if let (Some(recorder), Some(then)) = (&mut recorder, has_value) {
                    self.record_child(recorder, tag, end, (1, value), then);
                }
            }
            if has_value.is_some()
                && let Some(window) = self.window()
                && window.is_end()
                && self.close_in(&window)
            {
                if let Some(recorder) = recorder.take() {
                    self.finish_recording(pair, recorder, true);
                }
                self.pop();
            } else {
                if let Some(recorder) = recorder.take() {
                    self.discard_recording(pair, recorder);
                }
                self.pair(pairs, pair, has_key, has_value.is_some())?;
            }
        }
    }

    /// Reads pairs while they match the markup: the entry with the key, the value, and the end of the
    /// entry.
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn followed_pairs(
        &mut self,
        pairs: &mut dyn Pairs,
        pair: &'static Pair,
        markup: &Markup,
    ) -> Result<(), DecodeError> {
        let [key, value] = markup.steps.as_slice() else {
            return Ok(());
        };
        if !matches!(value.then, Then::Text | Then::Elements) {
            self.mispredicted(markup);
            return Ok(());
        }
        while let Some(begin) = self.remaining()
            && let Some(content) = self.after(&markup.first, begin)
            && let Some((text, rest)) = self.plain_text_in(content)
            && let Some(content) = self.after(&key.after, rest)
        {
            let (key_place, value_place) = pairs.add();
            if !key_place.parse_text(text, self, &pair.key) {
                pairs.remove_last();
                break;
            }
            if value.then == Then::Elements {
                self.open_first(key, self.offset_of(begin), &pair.entry);
                self.count_predicted();
                self.open_before(content, value);
                self.fill(value_place, &pair.value)?;
                let rest = self.remaining();
                let Some(next) = rest.and_then(|rest| self.after(&value.after, rest)) else {
                    self.mispredicted(markup);
                    return self.pair(pairs, pair, true, true);
                };
                let after = self.offset_of(next);
                self.go_to(after);
                self.pop();
            } else if let Some((text, rest)) = self.plain_text_in(content)
                && let Some(next) = self.after(&value.after, rest)
                && value_place.parse_text(text, self, &pair.value)
            {
                self.count_predicted();
                self.count_predicted();
                let after = self.offset_of(next);
                self.pass(after);
            } else {
                pairs.remove_last();
                self.mispredicted(markup);
                break;
            }
        }
        Ok(())
    }

    /// The window here and the end of the name of `member`, if its start tag comes next.
    #[inline]
    fn stands(&self, member: &'static Member) -> Option<(Window<'a>, usize)> {
        let window = self.window()?;
        let head = self.head(&window)?;
        let end = self.named(&window, head, member)?;
        (!window.is_text()).then_some((window, end))
    }

    /// Takes the start tag of an entry if it comes next as predicted, without nil.
    #[inline]
    fn begins(&mut self, pair: &'static Pair) -> Result<bool, DecodeError> {
        let member = &pair.entry;
        let Some(spelling) = self.spelling(member.name.namespace) else {
            return Ok(false);
        };
        if let Some(local) = self.after_prefix(spelling)
            && self.is_named(local, member)
        {
            let begun = self.begin_content(local, member)?;
            if begun {
                self.check_entry(pair)?;
            }
            return Ok(begun);
        }
        Ok(false)
    }

    /// Checks the attributes of an entry, which has none and is never nil.
    fn check_entry(&mut self, pair: &'static Pair) -> Result<(), DecodeError> {
        let entry = &pair.entry;
        if self.attributes().is_empty() {
            return Ok(());
        }
        let offset = self.tag_offset();
        if self.is_nil(entry)? {
            return Err(self.no_nil(entry, offset, None));
        }
        self.check_wrapper(pair.key.within)
    }

    /// Takes the end tag of the open element if it comes next. The caller pops.
    #[inline]
    fn closes_here(&mut self) -> bool {
        match self.window() {
            Some(window) if !window.is_text() => {
                window.is_end() && (self.close_in(&window) || self.ends_here())
            }
            _ => self.ends_here(),
        }
    }

    /// Whether the element whose start tag was just taken is `member`; one of its local name in another namespace is an error.
    fn is_child(&mut self, member: &'static Member) -> Result<bool, DecodeError> {
        self.adopt_one(member)?;
        let (namespace, local) = self.name();
        if local != member.name.local {
            return Ok(false);
        }
        if namespace != member.name.namespace {
            return Err(self.wrong_element(member));
        }
        Ok(true)
    }

    /// Reads the rest of a pair, through its end tag.
    fn pair(
        &mut self,
        pairs: &mut dyn Pairs,
        pair: &'static Pair,
        mut has_key: bool,
        mut has_value: bool,
    ) -> Result<(), DecodeError> {
        let mut keyless = Keyless::No;
        loop {
            if !self.is_empty() && self.closes_here() {
                break;
            }
            if !self.is_empty() {
                let offset = self.position();
                if !has_key
                    && !has_value
                    && self.part(
                        PairKey::of(pairs, &mut keyless)
                            .as_mut()
                            .map(|key| key as &mut dyn Field),
                        &pair.key,
                    )?
                {
                    self.report_nil_key(pair, keyless, offset)?;
                    has_key = true;
                    continue;
                }
                if !has_value && self.part(pairs.last_value(), &pair.value)? {
                    has_value = true;
                    continue;
                }
            }
            if !self.next_child()? {
                break;
            }
            if self.is_child(&pair.key)? {
                if std::mem::replace(&mut has_key, true) {
                    return Err(self.duplicate(&pair.key));
                }
                if has_value {
                    self.late(&pair.key)?;
                }
                self.key(pairs, pair, &mut keyless)?;
            } else if self.is_child(&pair.value)? {
                if std::mem::replace(&mut has_value, true) {
                    return Err(self.duplicate(&pair.value));
                }
                self.element_part(pairs.last_value(), &pair.value)?;
            } else {
                self.skip_unknown()?;
            }
        }
        if !has_key && pair.key.flags & REQUIRED != 0 {
            self.missing(&pair.key)?;
        }
        if !has_value && pair.value.flags & REQUIRED != 0 {
            self.missing(&pair.value)?;
        }
        if keyless != Keyless::No {
            pairs.remove_last();
        }
        self.pop();
        Ok(())
    }

    /// Reads `member` into `place` if it comes next as predicted, without nil.
    #[inline]
    fn part(
        &mut self,
        place: Option<&mut dyn Field>,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        let (Some(spelling), Some(place)) = (self.spelling(member.name.namespace), place) else {
            return Ok(false);
        };
        let Some(local) = self.after_prefix(spelling) else {
            return Ok(false);
        };
        if !self.is_named(local, member) || !self.begin_content(local, member)? {
            return Ok(false);
        }
        self.element(place, member)?;
        Ok(true)
    }

    /// Reads the key whose start tag was just taken.
    pub(super) fn key(
        &mut self,
        pairs: &mut dyn Pairs,
        pair: &'static Pair,
        keyless: &mut Keyless,
    ) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        let mut key = PairKey::of(pairs, keyless);
        self.element_part(key.as_mut().map(|key| key as &mut dyn Field), &pair.key)?;
        self.report_nil_key(pair, *keyless, offset)
    }

    /// Reports that the key whose start tag is at `offset` is nil, if it is.
    fn report_nil_key(
        &mut self,
        pair: &'static Pair,
        keyless: Keyless,
        offset: usize,
    ) -> Result<(), DecodeError> {
        if keyless != Keyless::Nil {
            return Ok(());
        }
        let local = pair.key.name.local;
        let message = || {
            format!(
                "the element {local} is nil, and a map has no room for that: the entry is left out"
            )
        };
        self.deviate(DeviationKind::Nil, offset, &message, Some(local))
    }

    fn element_part(
        &mut self,
        place: Option<&mut dyn Field>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        match place {
            Some(place) => self.element(place, member),
            None => self.skip(),
        }
    }
}

/// Whether the last pair has a key that a map cannot hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyless {
    No,
    Empty,
    Nil,
}

/// The key of the last pair. If it is nil, or it is empty and its type has no empty value, the pair is skipped and reported.
struct PairKey<'a> {
    place: &'a mut dyn Field,
    keyless: &'a mut Keyless,
}

impl<'a> PairKey<'a> {
    fn of(pairs: &'a mut dyn Pairs, keyless: &'a mut Keyless) -> Option<Self> {
        pairs.last_key().map(|place| Self { place, keyless })
    }
}

impl Field for PairKey<'_> {
    fn value(&self) -> FieldValue<'_> {
        self.place.value()
    }

    fn push_blank(&mut self) -> &mut dyn Content {
        self.place.push_blank()
    }

    fn last_mut(&mut self) -> Option<&mut dyn Content> {
        self.place.last_mut()
    }

    fn set_nil(&mut self) -> bool {
        if !self.place.set_nil() {
            *self.keyless = Keyless::Nil;
        }
        true
    }

    fn parse_text(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        self.place.parse_text(text, reader, member)
    }

    fn clear_last(&mut self) -> bool {
        if !self.place.clear_last() {
            *self.keyless = Keyless::Empty;
        }
        true
    }
}
