//! Reads one element into one field: nil, lists, values, and empty texts.

use crate::binding::Reader;
use crate::binding::read::Seen;
use crate::binding::simple::Noting;
use crate::binding::{
    Complex, Content, FIXED, Field, Inner, Kind, Member, NIL_CHECKED, NILLABLE, NilRoom, REPEATED,
    REQUIRED,
};
use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::xml::{DeviationKind, Token, XSI};

impl Reader<'_> {
    /// Reads the element whose start tag was just taken, with its attributes, into `place`.
    pub(crate) fn element(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        if !self.attributes().is_empty() {
            if self.is_encoded() {
                return self.encoded_element(place, member);
            }
            if self.is_nil(member)? {
                return self.nil_element(place, member);
            }
        }
        self.fill(place, member)
    }

    /// Reads the nil element whose start tag was just taken. Keeps its other attributes if the field can (Part 1,
    /// 3.3.4: a nil element may have attributes).
    #[cold]
    #[inline(never)]
    fn nil_element(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let has_others = self
            .attributes()
            .iter()
            .any(|one| self.attribute_namespace(one) != XSI || one.local == "type");
        if has_others || member.flags & NIL_CHECKED != 0 {
            if member.flags & REPEATED != 0 {
                place.begin_list();
            }
            if let Some(content) = place.push_nil() {
                if member.flags & (NILLABLE | FIXED) != NILLABLE {
                    self.odd_nil(member, None)?;
                }
                return content.read_nil(self, member);
            }
            if !matches!(member.inner, Inner::Item(_)) {
                return self.nil_without_room(place, member);
            }
        }
        let within = match member.inner {
            Inner::Item(item) => item.within,
            _ => None,
        };
        self.check_wrapper(within)?;
        self.end_of_nil()?;
        self.make_nil(place, member)
    }

    /// Reads a nil element with attributes into a field that does not keep them.
    fn nil_without_room(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        if member.flags & (NILLABLE | FIXED) != NILLABLE {
            self.odd_nil(member, None)?;
        }
        self.forgets_nil = true;
        place.push_blank().read_nil(self, member)?;
        self.forgets_nil = false;
        let is_nil = match member.flags & REPEATED {
            0 => place.set_nil(),
            _ => place.clear_last(),
        };
        match is_nil {
            true => Ok(()),
            false => Err(self.no_nil(member, offset, Some(member.name.local))),
        }
    }

    /// Reads the attributes of a nil struct, and its end tag.
    pub fn nil_complex(&mut self, value: &mut dyn Complex) -> Result<(), DecodeError> {
        let table = value.descriptor();
        self.check_annotation(Some(table.name))?;
        let mut seen = Seen::default();
        self.read_attributes(value, table, &mut seen)?;
        for (index, one) in table.members.iter().enumerate() {
            if one.kind == Kind::Attribute && one.flags & REQUIRED != 0 && !seen.has(index) {
                self.missing(one)?;
            }
        }
        self.end_of_nil()
    }

    /// Reads the next element, of `member`, whose name ends at `end` in the window, with its attributes. Returns
    /// `false` to leave it to the other paths.
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding::read) fn with_attributes(
        &mut self,
        end: usize,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        if self.known_xsi().is_none() && self.spelling_xsi().is_some() {
            // It may be a nil without other attributes.
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
            self.list = Some(member);
            return self.items(place, item);
        }
        place.read_element(self, member)?;
        if self.vacant {
            self.settle_vacant(place, member)?;
        }
        Ok(())
    }

    /// Reads the element whose start tag was just taken into a value that must exist: a body part, the root of a raw
    /// element.
    pub(crate) fn whole(
        &mut self,
        content: &mut dyn Content,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        if !self.attributes().is_empty() && self.is_nil(member)? {
            if content.nil_room() != NilRoom::Element {
                return Err(self.no_nil(member, self.tag_offset(), None));
            }
            if member.flags & (NILLABLE | FIXED) != NILLABLE {
                self.odd_nil(member, None)?;
            }
            return content.read_nil(self, member);
        }
        content.read(self, member)?;
        if std::mem::take(&mut self.vacant) {
            let below = Some(member.name.local);
            return self.empty_text(Some(content), member, self.tag_offset(), below);
        }
        Ok(())
    }

    /// Handles an empty element whose type has no empty value: it is absent, if it may be.
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
        self.empty_text(place.last_mut(), member, offset, below)
    }

    /// Reads the text of an empty element, which its type does not have, into a value that must exist.
    fn empty_text(
        &mut self,
        content: Option<&mut dyn Content>,
        member: &'static Member,
        offset: usize,
        below: Option<&str>,
    ) -> Result<(), DecodeError> {
        let noting = Noting::new(self);
        let read = match content {
            Some(content) => content.read_text("", &noting),
            None => Err(ValueError::new("value", "", "")),
        };
        let odd = noting.is_odd();
        if let Err(error) = read {
            return Err(self.fail_value(member, error, below, None));
        }
        if odd {
            let message = || format!("the element {} is empty", member.name.local);
            self.deviate(DeviationKind::Empty, offset, &message, below)?;
        }
        Ok(())
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
        if member.flags & (NILLABLE | FIXED) != NILLABLE {
            return self.odd_nil(member, Some(member.name.local));
        }
        Ok(())
    }

    /// Handles `xsi:nil` on an element that is not nillable or has a fixed value (Part 1, 3.3.4: 3.1 and 3.2.2).
    /// `below` names the element if it is closed.
    #[cold]
    fn odd_nil(&mut self, member: &'static Member, below: Option<&str>) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        let message = || match member.flags & NILLABLE {
            0 => format!("the element {} is not nillable", member.name.local),
            _ => format!("the element {} has a fixed value", member.name.local),
        };
        self.deviate(DeviationKind::Nil, offset, &message, below)
    }

    #[cold]
    pub(in crate::binding) fn no_nil(
        &self,
        member: &'static Member,
        offset: usize,
        below: Option<&str>,
    ) -> DecodeError {
        let local = member.name.local;
        let message = match member.flags & (NILLABLE | REPEATED) {
            0 | REPEATED => format!("the element {local} is nil, and must not be"),
            NILLABLE => {
                format!(
                    "the element {local} is nil, for which the generated type has no room: a body has it where the option nillable selects its operation"
                )
            }
            _ => {
                let list = self.list.filter(
                    |list| matches!(list.inner, Inner::Item(item) if std::ptr::eq(item, member)),
                );
                let list = list.map_or(local, |list| list.name.local);
                format!(
                    "the item {local} is nil, for which the generated list has no room: select `*.{list}` by the option nil_items"
                )
            }
        };
        self.fail_below(DecodeErrorKind::Nil, offset, message, below, None)
    }

    /// Whether the start tag just taken, which is that of `member`, has a true `xsi:nil`.
    pub(in crate::binding::read) fn is_nil(
        &mut self,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        let Some(nil) = self.attribute(XSI, "nil") else {
            return Ok(false);
        };
        let offset = nil.offset;
        match nil.value.trim_matches(crate::xml::is_space_char) {
            "true" | "1" => Ok(true),
            "false" | "0" => {
                if member.flags & NILLABLE == 0 {
                    self.odd_nil(member, None)?;
                }
                Ok(false)
            }
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

    /// Takes the end of a nil element, which must be empty. Printers indent it all the same.
    pub(in crate::binding) fn end_of_nil(&mut self) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        let mut is_indented = false;
        loop {
            match self.token()? {
                Token::End => {
                    if is_indented {
                        self.indented_nil(offset, None)?;
                    }
                    self.pop();
                    return Ok(());
                }
                Token::Text(range) | Token::Cdata(range) if self.is_white(&range) => {
                    is_indented |= !range.is_empty();
                }
                _ => break,
            }
        }
        Err(self.fail(DecodeErrorKind::Nil, offset, "a nil element has content"))
    }

    #[cold]
    pub(in crate::binding) fn indented_nil(
        &mut self,
        offset: usize,
        below: Option<&str>,
    ) -> Result<(), DecodeError> {
        let message = || "a nil element holds white space".to_owned();
        self.deviate(DeviationKind::Nil, offset, &message, below)
    }

    /// The error of a member that can only be an attribute.
    #[cold]
    pub(crate) fn misplaced(&self, member: &'static Member) -> DecodeError {
        self.fail(
            DecodeErrorKind::Element,
            self.tag_offset(),
            format!("the element {} is an attribute", member.name.local),
        )
    }

    /// Checks that the element whose start tag was just taken is `member`.
    pub(crate) fn expect(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        self.adopt_one(member)?;
        let (namespace, local) = self.name();
        if local == member.name.local && namespace == member.name.namespace {
            return Ok(());
        }
        Err(self.wrong_element(member))
    }

    /// The error of an element where `member` is expected.
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
            format!("the element {local} is where {} is due", member.name.local)
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
