//! Attributes.

use super::encoded::array_length;
use crate::binding::Writer;
use crate::binding::simple::NoScope;
use crate::binding::{Complex, FIXED, FieldValue, Kind, Member, REQUIRED};
use crate::error::EncodeErrorKind;

impl Writer<'_> {
    /// Writes the start tag with the attributes of a struct. Returns the number of members that are attributes.
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(super) fn start_with_attributes(
        &mut self,
        value: &dyn Complex,
        member: &'static Member,
        members: &'static [Member],
    ) -> usize {
        let length = match member.annotation {
            "" => None,
            _ => array_length(value),
        };
        self.start_open(member, length);
        self.attribute_mode(true);
        let mut count = 0;
        for (index, one) in members.iter().enumerate() {
            if !matches!(one.kind, Kind::Attribute | Kind::AnyAttribute) {
                break;
            }
            count = index + 1;
            if self.is_encoding_attribute(one) {
                continue;
            }
            let Some(place) = value.member(index) else {
                continue;
            };
            match place.value() {
                FieldValue::One(content) if one.kind == Kind::Attribute => {
                    self.raw(one.open);
                    let from = self.here();
                    content.write_text(self);
                    self.check_type(one, from);
                    if one.flags & FIXED != 0 {
                        self.check_fixed(one, &|fixed| content.holds(fixed, &NoScope));
                    }
                    self.raw("\"");
                }
                FieldValue::One(content) => {
                    self.note_unread();
                    content.write(self, one);
                }
                FieldValue::Many(list) => {
                    self.note_unread();
                    for index in 0..list.len() {
                        if let Some(content) = list.get(index) {
                            content.write(self, one);
                        }
                    }
                }
                FieldValue::Absent | FieldValue::Nil | FieldValue::NilWithAttributes(_) => {
                    if one.flags & REQUIRED != 0 {
                        let message =
                            format!("the required attribute {} has no value", one.name.local);
                        self.problem(EncodeErrorKind::Missing, message, Some(one));
                    }
                }
            }
            if self.failed() {
                self.locate(one);
            }
        }
        self.attribute_mode(false);
        self.raw(">");
        count
    }
}
