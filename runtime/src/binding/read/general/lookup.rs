//! Finds the member of an element.

use crate::binding::Reader;
use crate::binding::read::Seen;
use crate::binding::{Inner, Kind, Member, REPEATED, Wildcard};
use crate::error::DecodeError;

impl Reader<'_> {
    /// The index of the member of the element whose start tag was just taken, in a table of elements. Searches the next
    /// ones first, then the earlier ones. `None` for an unknown element.
    ///
    /// # Errors
    /// It has the local name of a member, but another namespace.
    pub(in crate::binding::read) fn lookup(
        &self,
        members: &'static [Member],
        next: usize,
        seen: &Seen,
    ) -> Result<Option<usize>, DecodeError> {
        let (namespace, local) = self.name();
        let count = members.len();
        let mut second = None;
        for at in 0..count {
            // From `next` on to the end, then from the start.
            let index = (next + at) % count;
            let Some(member) = members.get(index) else {
                continue;
            };
            if !is_element(member, namespace, local) {
                continue;
            }
            if !seen.has(index) || member.flags & REPEATED != 0 {
                return Ok(Some(index));
            }
            second.get_or_insert(index);
        }
        if second.is_some() {
            return Ok(second);
        }
        let same = |one: &&Member| one.kind == Kind::Element && one.name.local == local;
        if let Some(member) = members.iter().find(same) {
            return Err(self.wrong_element(member));
        }
        Ok(members
            .iter()
            .position(|member| member.kind == Kind::Unknown))
    }
}

/// Whether a member declares or admits an element of this name.
pub(super) fn fits(member: &Member, namespace: &str, local: &str) -> bool {
    match member.inner {
        Inner::Wildcard(wildcard) => admits(wildcard, namespace),
        _ => is_element(member, namespace, local),
    }
}

/// Whether a member declares an element of this name.
pub(super) fn is_element(member: &Member, namespace: &str, local: &str) -> bool {
    member.kind == Kind::Element && member.name.local == local && member.name.namespace == namespace
}

/// Whether a wildcard admits elements of `namespace`.
pub(super) fn admits(wildcard: &Wildcard, namespace: &str) -> bool {
    wildcard.namespaces.contains(&namespace) != wildcard.not
}
