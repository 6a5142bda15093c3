//! Required members.

use crate::binding::Reader;
use crate::binding::read::Seen;
use crate::binding::{Inner, Kind, Member, NILLABLE, REQUIRED, Struct};
use crate::error::DecodeError;
use crate::xml::DeviationKind;

/// An element that a wildcard takes, as text.
const ANY_OTHER: &str = "any other element";

impl Reader<'_> {
    /// Checks that the required members are present. The element is still open.
    #[inline(never)]
    pub(in crate::binding::read) fn check_required(
        &mut self,
        table: &'static Struct,
        seen: &Seen,
    ) -> Result<(), DecodeError> {
        for (index, member) in table.members.iter().enumerate() {
            if member.flags & REQUIRED != 0 && !seen.has(index) {
                self.missing(member)?;
            }
        }
        Ok(())
    }

    /// Handles a missing required member: an error, unless it is nillable.
    #[cold]
    #[inline(never)]
    pub(in crate::binding::read) fn missing(
        &mut self,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let offset = self.element_offset();
        let message = || match member.kind {
            Kind::Attribute => format!("the attribute {} is missing", member.name.local),
            Kind::Element => format!("the element {} is missing", member.name.local),
            Kind::Group => format!("one of {} is missing", names(member)),
            _ => "an element is missing".to_owned(),
        };
        let is_nil = member.kind == Kind::Element && member.flags & NILLABLE != 0;
        if is_nil || self.options().missing_members {
            return self.deviate(DeviationKind::Missing, offset, &message, None);
        }
        let expected = match member.kind {
            Kind::Group => names(member),
            _ => member.name.local.to_owned(),
        };
        Err(self.missing_beside_unknown(message(), expected))
    }
}

/// A member as text.
pub(super) fn described(member: &'static Member) -> String {
    match member.kind {
        Kind::Group => format!("one of {}", names(member)),
        Kind::Any => ANY_OTHER.to_owned(),
        _ => format!("the element {}", member.name.local),
    }
}

/// The names of the elements of a group.
fn names(member: &'static Member) -> String {
    let Inner::Group(group) = member.inner else {
        return match member.kind {
            Kind::Any => ANY_OTHER.to_owned(),
            _ => member.name.local.to_owned(),
        };
    };
    let mut names: Vec<String> = group.members.iter().map(names).collect();
    names.dedup();
    names.join(", ")
}
