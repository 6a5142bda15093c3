//! Lists with a collapsed wrapper type: `ArrayOfX` as `Option<Vec<X>>`.

use super::fast::Begun;
use crate::binding::Reader;
use crate::binding::{Field, Member};
use crate::error::DecodeError;

impl Reader<'_> {
    /// Reads items that stand beside each other, and the end tag after them, of an element whose start tag was taken. In it is nothing
    /// else but white space, comments and processing instructions.
    #[cfg(feature = "http")]
    pub(crate) fn stream_items(
        &mut self,
        place: &mut dyn Field,
        item: &'static Member,
    ) -> Result<(), DecodeError> {
        self.start_recording_at_once();
        self.items(place, item)
    }

    /// Reads the items in the element whose start tag was just taken, through its end tag.
    #[inline(never)]
    pub(super) fn items(
        &mut self,
        place: &mut dyn Field,
        item: &'static Member,
    ) -> Result<(), DecodeError> {
        if !self.attributes().is_empty() {
            self.check_wrapper(item.within)?;
        }
        let spelling = self.spelling(item.name.namespace);
        if spelling.is_none() && self.is_encoded() {
            return self.encoded_items(place, item);
        }
        if self.is_empty() {
            self.next_child()?;
            self.pop();
            return Ok(());
        }
        loop {
            if self.predicted_items(place, item)? {
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

    /// Reads items while they have the usual spelling. Returns whether the end tag was taken.
    fn predicted_items(
        &mut self,
        place: &mut dyn Field,
        item: &'static Member,
    ) -> Result<bool, DecodeError> {
        if self.is_full() {
            return Ok(false);
        }
        while self.look_for(item.name.namespace)
            && let Some(window) = self.window()
        {
            if window.is_text() {
                break;
            }
            if window.is_end() {
                return Ok(self.close_in(&window));
            }
            let Some(head) = self.head(&window) else {
                break;
            };
            let Some(end) = self.named(&window, head, item) else {
                break;
            };
            if self.predicted_child(&window, end, place, item)?.is_none() {
                break;
            }
        }
        Ok(false)
    }

    #[inline(never)]
    fn general_item(
        &mut self,
        place: &mut dyn Field,
        item: &'static Member,
    ) -> Result<(), DecodeError> {
        self.adopt_one(item)?;
        let (namespace, local) = self.name();
        if local != item.name.local {
            return self.skip_unknown();
        }
        if namespace != item.name.namespace {
            return Err(self.wrong_element(item));
        }
        self.element(place, item)
    }
}
