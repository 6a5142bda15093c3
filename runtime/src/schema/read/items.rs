//! Lists whose wrapper type has been collapsed: `ArrayOfX` as `Option<Vec<X>>`.

use crate::error::DecodeError;
use crate::schema::{Inner, Member, Place};
use crate::xml::{Begun, DeviationKind, Inside, Reader, Spelling};

impl Reader<'_> {
    /// Reads the items in the element whose start tag was just taken, through its end tag.
    pub(super) fn items(
        &mut self,
        place: &mut dyn Place,
        item: &'static Member,
    ) -> Result<(), DecodeError> {
        if !self.attributes().is_empty() {
            self.list_attributes()?;
        }
        let spelling = self.spelling(item.name.namespace);
        if self.is_empty() {
            self.next_child()?;
            self.pop();
            return Ok(());
        }
        loop {
            if let Some(spelling) = &spelling
                && self.predicted_items(place, item, spelling)?
            {
                self.pop();
                return Ok(());
            }
            if self.ends_here() {
                self.pop();
                return Ok(());
            }
            if let Some(spelling) = spelling
                && let Some(local) = self.after_prefix(spelling)
                && self.is_named(local, item)
            {
                match self.begin(local, item)? {
                    Begun::Content => {
                        self.fill(place, item)?;
                        continue;
                    }
                    Begun::Attributes => {
                        self.element(place, item)?;
                        continue;
                    }
                    Begun::Nil => {
                        self.make_nil(place, item)?;
                        continue;
                    }
                    Begun::No => {}
                }
            }
            if !self.next_child()? {
                self.pop();
                return Ok(());
            }
            self.general_item(place, item)?;
        }
    }

    /// Reads items while nothing else stands here, in a document that is written as most are. Whether the end tag was taken.
    fn predicted_items(
        &mut self,
        place: &mut dyn Place,
        item: &'static Member,
        spelling: &Spelling,
    ) -> Result<bool, DecodeError> {
        let spelling = *spelling;
        if !spelling.is_short() {
            return Ok(false);
        }
        while let Some(window) = self.window() {
            if window.is_text() {
                break;
            }
            if window.is_end() {
                return Ok(self.close_in(&window));
            }
            let Some(head) = window.head(&spelling) else {
                break;
            };
            let Some(end) = window.named(&spelling, head, item) else {
                break;
            };
            match window.after(end) {
                b'>' => match self.inside(&window, end) {
                    Inside::Text(text, after)
                        if matches!(item.inner, Inner::None) && place.take(text, self, item) =>
                    {
                        self.pass(after);
                    }
                    Inside::Elements => {
                        self.open_in(&spelling, end)?;
                        self.fill(place, item)?;
                    }
                    _ => break,
                },
                b' ' if self.nil_in(&window, end) => self.make_nil(place, item)?,
                b' ' if self.with_attributes(&spelling, end, place, item)? => {}
                _ => break,
            }
        }
        Ok(false)
    }

    #[inline(never)]
    fn general_item(
        &mut self,
        place: &mut dyn Place,
        item: &'static Member,
    ) -> Result<(), DecodeError> {
        let (namespace, local) = self.name();
        if local != item.name.local {
            return self.skip_unknown();
        }
        if namespace != item.name.namespace {
            return Err(self.wrong_element(item));
        }
        self.element(place, item)
    }

    /// The wrapper may have `xsi:type` of any kind, since its type has no name here.
    #[inline(never)]
    fn list_attributes(&mut self) -> Result<(), DecodeError> {
        self.type_annotation()?;
        let offset = self.tag_offset();
        let unknown = self
            .attributes()
            .iter()
            .find(|one| one.prefix.is_empty())
            .map(|one| one.local);
        match unknown {
            Some(local) => {
                let message = || format!("the attribute {local} is not known here");
                self.deviate(DeviationKind::Attribute, offset, &message, None)
            }
            None => Ok(()),
        }
    }
}
