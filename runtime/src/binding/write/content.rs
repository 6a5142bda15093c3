//! Checks written elements against the content model.

use crate::binding::{
    Complex, FieldValue, Inner, Kind, Matcher, Member, NILLABLE, Nested, REQUIRED, Struct,
    UNBOUNDED, Writer,
};
use crate::error::EncodeErrorKind;

impl Writer<'_> {
    /// Notes an error in the content of a struct whose members were written.
    #[inline(never)]
    pub(super) fn check_content(&mut self, value: &dyn Complex, table: &'static Struct) {
        // In encoded messages values may be null, and come in any order.
        if self.failed() || self.annotates {
            return;
        }
        self.check_bounds(value, table);
        let mut matcher = Matcher::of_struct(table);
        let checked = self.follow(Nested::Struct(value), &mut matcher);
        let (what, member) = match checked {
            Err(member) => (matcher.due(), Some(member)),
            Ok(()) if !matcher.may_end() => (matcher.due(), None),
            Ok(()) => return,
        };
        let message = match member {
            Some(member) => {
                let name = match member.name.local {
                    "" => "an element of a wildcard",
                    name => name,
                };
                format!("{name} cannot be written where {what} is due")
            }
            None => format!("{what} is missing"),
        };
        self.problem(EncodeErrorKind::Missing, message, member);
    }

    fn check_bounds(&mut self, value: &dyn Complex, table: &'static Struct) {
        for (index, least, most) in table.bounds {
            let index = usize::from(*index);
            let (Some(member), Some(place)) = (table.members.get(index), value.member(index))
            else {
                continue;
            };
            let count = match place.value() {
                FieldValue::Many(list) => list.len(),
                _ => continue,
            };
            if count < *least as usize {
                let message = format!("{count} values are fewer than the {least} that must be");
                self.problem(EncodeErrorKind::Missing, message, Some(member));
            } else if *most != UNBOUNDED && count > *most as usize {
                let message = format!("{count} values are more than the {most} that may be");
                self.problem(EncodeErrorKind::Value, message, Some(member));
            }
        }
    }

    /// Matches the elements of a struct or group. The error is the first one that is out of place.
    fn follow(&self, value: Nested<'_>, matcher: &mut Matcher) -> Result<(), &'static Member> {
        match value {
            Nested::Struct(value) => {
                for (index, member) in value.descriptor().members.iter().enumerate() {
                    if let Some(place) = value.member(index) {
                        self.follow_field(place.value(), member, false, matcher)?;
                    }
                }
                Ok(())
            }
            Nested::Choice(value) => match value.group().members.get(value.branch()) {
                Some(member) => self.follow_field(value.member().value(), member, true, matcher),
                None => Ok(()),
            },
        }
    }

    fn follow_field(
        &self,
        value: FieldValue<'_>,
        member: &'static Member,
        is_branch: bool,
        matcher: &mut Matcher,
    ) -> Result<(), &'static Member> {
        match member.kind {
            Kind::Group => match value {
                FieldValue::One(content) => match content.nested() {
                    Some(nested) => self.follow(nested, matcher),
                    None => Ok(()),
                },
                FieldValue::Many(list) => {
                    let contents = (0..list.len()).filter_map(|index| list.get(index)?.nested());
                    contents
                        .into_iter()
                        .try_for_each(|nested| self.follow(nested, matcher))
                }
                _ => Ok(()),
            },
            Kind::Element | Kind::Any => {
                let is_list = matches!(member.inner, Inner::Item(_));
                let count = match value {
                    FieldValue::Many(list) if !is_list => list.len(),
                    FieldValue::Absent => usize::from(self.writes_nil(member, is_branch)),
                    _ => 1,
                };
                let fits = |one: &'static Member| std::ptr::eq(one, member);
                match (0..count).all(|_| matcher.advance(&fits)) {
                    true => Ok(()),
                    false => Err(member),
                }
            }
            _ => Ok(()),
        }
    }

    /// Whether an absent value is written as a nil.
    fn writes_nil(&self, member: &Member, is_branch: bool) -> bool {
        member.kind == Kind::Element
            && member.flags & NILLABLE != 0
            && (is_branch || member.flags & REQUIRED != 0 || self.explicit_nil)
    }
}
