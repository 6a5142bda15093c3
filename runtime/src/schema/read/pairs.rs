//! Dictionaries.

use crate::error::DecodeError;
use crate::schema::dictionary::Pairs;
use crate::schema::{Content, Inner, Member, Pair, Place, REQUIRED, View};
use crate::xml::{Inside, Reader};

impl Reader<'_> {
    /// Reads the pairs in the element whose start tag was just taken, through its end tag.
    pub(crate) fn pairs(
        &mut self,
        pairs: &mut dyn Pairs,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let Inner::Pair(pair) = member.inner else {
            return self.skip_unknown();
        };
        if !self.attributes().is_empty() {
            self.check_simple()?;
        }
        if self.is_empty() {
            self.next_child()?;
            self.pop();
            return Ok(());
        }
        loop {
            if self.closes_here() {
                break;
            }
            if !self.begins(&pair.entry)? {
                if !self.next_child()? {
                    break;
                }
                if !self.is_child(&pair.entry)? {
                    self.skip_unknown()?;
                    continue;
                }
                self.check_simple()?;
            }
            pairs.add();
            self.pair(pairs, pair)?;
        }
        self.pop();
        Ok(())
    }

    /// Takes the start tag of `member` if it stands here as predicted; not a nil.
    #[inline]
    fn begins(&mut self, member: &'static Member) -> Result<bool, DecodeError> {
        let Some(spelling) = self.spelling(member.name.namespace) else {
            return Ok(false);
        };
        if spelling.is_short()
            && let Some(window) = self.window()
            && !window.is_text()
            && let Some(head) = window.head(&spelling)
            && let Some(end) = window.named(&spelling, head, member)
            && window.after(end) == b'>'
        {
            self.open_in(&spelling, end)?;
            return Ok(true);
        }
        if let Some(local) = self.after_prefix(spelling)
            && self.is_named(local, member)
        {
            let begun = self.begin_content(local, member)?;
            if begun {
                self.check_simple()?;
            }
            return Ok(begun);
        }
        Ok(false)
    }

    /// Takes the end tag of the open element if it stands here. The caller pops.
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
    fn is_child(&self, member: &'static Member) -> Result<bool, DecodeError> {
        let (namespace, local) = self.name();
        if local != member.name.local {
            return Ok(false);
        }
        if namespace != member.name.namespace {
            return Err(self.wrong_element(member));
        }
        Ok(true)
    }

    /// Reads one pair, through its end tag.
    fn pair(&mut self, pairs: &mut dyn Pairs, pair: &'static Pair) -> Result<(), DecodeError> {
        let (mut has_key, mut has_value) = (false, false);
        let mut keyless = false;
        loop {
            if !self.is_empty() && self.closes_here() {
                break;
            }
            if !self.is_empty() {
                if !has_key
                    && self.part(
                        Key::of(pairs, &mut keyless)
                            .as_mut()
                            .map(|key| key as &mut dyn Place),
                        &pair.key,
                    )?
                {
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
                self.element_part(
                    Key::of(pairs, &mut keyless)
                        .as_mut()
                        .map(|key| key as &mut dyn Place),
                    &pair.key,
                )?;
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
        if keyless {
            pairs.remove_last();
        }
        self.pop();
        Ok(())
    }

    /// Reads `member` into `place` if it stands here as predicted; not a nil.
    #[inline]
    fn part(
        &mut self,
        place: Option<&mut dyn Place>,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        let (Some(spelling), Some(place)) = (self.spelling(member.name.namespace), place) else {
            return Ok(false);
        };
        if spelling.is_short()
            && let Some(window) = self.window()
            && !window.is_text()
            && let Some(head) = window.head(&spelling)
            && let Some(end) = window.named(&spelling, head, member)
            && window.after(end) == b'>'
        {
            match self.inside(&window, end) {
                Inside::Text(text, after)
                    if matches!(member.inner, Inner::None) && place.take(text, self, member) =>
                {
                    self.pass(after);
                    return Ok(true);
                }
                Inside::Elements => {
                    self.open_in(&spelling, end)?;
                    self.fill(place, member)?;
                    return Ok(true);
                }
                _ => {}
            }
        }
        let Some(local) = self.after_prefix(spelling) else {
            return Ok(false);
        };
        if !self.is_named(local, member) || !self.begin_content(local, member)? {
            return Ok(false);
        }
        self.element(place, member)?;
        Ok(true)
    }

    fn element_part(
        &mut self,
        place: Option<&mut dyn Place>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        match place {
            Some(place) => self.element(place, member),
            None => self.skip(),
        }
    }
}

/// The key of the last pair. An empty one that is no value of its type is none: its pair is left out, which is reported.
struct Key<'a> {
    place: &'a mut dyn Place,
    keyless: &'a mut bool,
}

impl<'a> Key<'a> {
    fn of(pairs: &'a mut dyn Pairs, keyless: &'a mut bool) -> Option<Self> {
        pairs.last_key().map(|place| Self { place, keyless })
    }
}

impl Place for Key<'_> {
    fn view(&self) -> View<'_> {
        self.place.view()
    }

    fn open(&mut self) -> &mut dyn Content {
        self.place.open()
    }

    fn last(&mut self) -> Option<&mut dyn Content> {
        self.place.last()
    }

    fn set_nil(&mut self) -> bool {
        self.place.set_nil()
    }

    fn take(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        self.place.take(text, reader, member)
    }

    fn vacate(&mut self) -> bool {
        if !self.place.vacate() {
            *self.keyless = true;
        }
        true
    }
}
