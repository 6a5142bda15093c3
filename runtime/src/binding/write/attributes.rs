//! Attributes.

use std::collections::HashSet;

use super::encoded::array_length;
use crate::binding::Writer;
use crate::binding::simple::NoScope;
use crate::binding::{Complex, FIXED, FieldList, FieldValue, Kind, Member, REQUIRED};
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
                    self.check_kept(list, value, one);
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

    /// Notes an attribute of a wildcard whose name another one has: an element has no attribute twice (XML 1.0, section 3.1).
    fn check_kept(&mut self, list: &dyn FieldList, value: &dyn Complex, member: &'static Member) {
        let members = value.descriptor().members.iter().enumerate();
        let mut names: HashSet<(&str, &str)> = members
            .filter(|(index, one)| {
                let place = value.member(*index);
                one.kind == Kind::Attribute
                    && place.is_some_and(|place| !matches!(place.value(), FieldValue::Absent))
            })
            .map(|(_, one)| (one.name.namespace, one.name.local))
            .collect();
        let kept = (0..list.len()).filter_map(|index| list.get(index)?.as_attribute());
        for one in kept {
            // No prefix that is made up from here on is one of these.
            for prefix in one.kept_prefixes().into_keys() {
                self.skip_prefix(prefix);
            }
            let name = &one.name;
            if !names.insert((&*name.namespace, &*name.local)) {
                let message = format!("the attribute {name} has a second value");
                self.problem(EncodeErrorKind::Value, message, Some(member));
                return;
            }
        }
    }
}
