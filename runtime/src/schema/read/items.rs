//! Lists whose wrapper type has been collapsed: `ArrayOfX` as `Option<Vec<X>>`.

use crate::error::DecodeError;
use crate::schema::{Member, Place};
use crate::xml::{Begun, DeviationKind, Reader};

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
