//! One element into one place: nil, lists, values, and values that are none.

use crate::binding::Reader;
use crate::binding::{Content, Field, Inner, Member, NILLABLE, REPEATED};
use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::xml::{DeviationKind, Token, XSI};

impl Reader<'_> {
    /// Reads the element whose start tag was just taken, with its attributes, into `place`.
    pub(crate) fn element(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        if !self.attributes().is_empty() && self.nil_attribute()? {
            self.take_nil()?;
            return self.make_nil(place, member);
        }
        self.fill(place, member)
    }

    /// Reads the element of `member` that stands here, whose name ends at `end` in the window, with its attributes; `false`
    /// where that is left to the other paths.
    #[inline(never)]
    pub(in crate::binding::read) fn with_attributes(
        &mut self,
        end: usize,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        if self.known_xsi().is_none() && self.spelling_xsi().is_some() {
            // Now that it is known, it may be a nil that needs no attributes.
            return Ok(false);
        }
        let start = self.position();
        let local = start + self.local();
        if !self.open_with_attributes(local, start + end, member)? {
            return Ok(false);
        }
        self.element(place, member)?;
        Ok(true)
    }

    /// Reads the element whose start tag was just taken, which is not nil, into `place`.
    #[inline]
    pub(in crate::binding::read) fn fill(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        if let Inner::Item(item) = member.inner {
            place.begin_list();
            return self.items(place, item);
        }
        place.read_element(self, member)?;
        if self.vacant {
            self.settle_vacant(place, member)?;
        }
        Ok(())
    }

    /// Reads the element whose start tag was just taken into a value that must be one: a body part, the root of a raw element.
    pub(crate) fn whole(
        &mut self,
        content: &mut dyn Content,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        if !self.attributes().is_empty() && self.nil_attribute()? {
            return Err(self.no_nil(member, self.tag_offset(), None));
        }
        content.read(self, member)?;
        if std::mem::take(&mut self.vacant)
            && let Err(error) = content.read_text("", self)
        {
            return Err(self.fail_value(member, error, Some(member.name.local), None));
        }
        Ok(())
    }

    /// The element was empty, which is no value of its type: none, if there may be none.
    #[cold]
    #[inline(never)]
    fn settle_vacant(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        self.vacant = false;
        let offset = self.tag_offset();
        let below = Some(member.name.local);
        if place.clear_last() {
            let message = || format!("the element {} is empty", member.name.local);
            return self.deviate(DeviationKind::Empty, offset, &message, below);
        }
        let read = match place.last_mut() {
            Some(content) => content.read_text("", self),
            None => Err(ValueError::new("value", "", "")),
        };
        read.map_err(|error| self.fail_value(member, error, below, None))
    }

    /// Notes a nil, whose element is closed.
    #[inline]
    pub(in crate::binding::read) fn make_nil(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        if member.flags & REPEATED != 0 {
            place.begin_list();
        }
        if !place.set_nil() {
            return Err(self.no_nil(member, self.tag_offset(), Some(member.name.local)));
        }
        if member.flags & NILLABLE == 0 {
            return self.odd_nil(member);
        }
        Ok(())
    }

    #[cold]
    fn odd_nil(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        let message = || format!("the element {} is not nillable", member.name.local);
        self.deviate(
            DeviationKind::Nil,
            offset,
            &message,
            Some(member.name.local),
        )
    }

    #[cold]
    pub(in crate::binding::read) fn no_nil(
        &self,
        member: &'static Member,
        offset: usize,
        below: Option<&str>,
    ) -> DecodeError {
        self.fail_below(
            DecodeErrorKind::Nil,
            offset,
            format!("the element {} is nil, and must not be", member.name.local),
            below,
            None,
        )
    }

    /// Whether the start tag just taken says `xsi:nil`.
    pub(in crate::binding::read) fn nil_attribute(&self) -> Result<bool, DecodeError> {
        let Some(nil) = self.attribute(XSI, "nil") else {
            return Ok(false);
        };
        let offset = nil.offset;
        match nil.value.trim_matches(crate::xml::is_space_char) {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            text => {
                let error = ValueError::new("xs:boolean", text, "");
                Err(self.fail_below(
                    DecodeErrorKind::Value,
                    offset,
                    error.to_string(),
                    Some("@nil"),
                    Some("xs:boolean".to_owned()),
                ))
            }
        }
    }

    /// Takes the end of a nil element, which must be empty.
    fn take_nil(&mut self) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        self.check_annotation(None)?;
        loop {
            match self.token()? {
                Token::End => {
                    self.pop();
                    return Ok(());
                }
                Token::Cdata(range) if range.is_empty() => {}
                _ => break,
            }
        }
        Err(self.fail(DecodeErrorKind::Nil, offset, "a nil element has content"))
    }

    /// Something that only an attribute can be.
    #[cold]
    pub(crate) fn misplaced(&self, member: &'static Member) -> DecodeError {
        self.fail(
            DecodeErrorKind::Element,
            self.tag_offset(),
            format!("the element {} is an attribute", member.name.local),
        )
    }

    /// Checks that the element whose start tag was just taken is `member`.
    pub(crate) fn expect(&self, member: &'static Member) -> Result<(), DecodeError> {
        let (namespace, local) = self.name();
        if local == member.name.local && namespace == member.name.namespace {
            return Ok(());
        }
        Err(self.wrong_element(member))
    }

    /// Another element than `member`, which is due.
    #[cold]
    pub(crate) fn wrong_element(&self, member: &Member) -> DecodeError {
        let expected =
            crate::xml::OwnedName::new(member.name.namespace, member.name.local).to_string();
        let (namespace, local) = self.name();
        let message = if local == member.name.local {
            format!(
                "the element {local} is in the namespace {namespace:?} instead of {:?}",
                member.name.namespace
            )
        } else {
            format!(
                "the element {local} stands where {} is due",
                member.name.local
            )
        };
        self.fail_below(
            DecodeErrorKind::Element,
            self.tag_offset(),
            message,
            None,
            Some(expected),
        )
    }
}
