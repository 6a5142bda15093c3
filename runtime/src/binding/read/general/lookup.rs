//! Which member an element is.

use crate::binding::Reader;
use crate::binding::read::Seen;
use crate::binding::{Group, Inner, Kind, Member, REPEATED, Wildcard};
use crate::error::DecodeError;

impl Reader<'_> {
    /// Index of the member that the element whose start tag was just taken is: the next ones first, then the earlier ones, then
    /// wildcards. `None` for an unknown element.
    ///
    /// # Errors
    /// When it has the local name of a member, but another namespace.
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
            // From `next` on, then round.
            let index = (next + at) % count;
            let Some(member) = members.get(index) else {
                continue;
            };
            if !is_member(member, namespace, local) {
                continue;
            }
            let may =
                !seen.has(index) || member.flags & REPEATED != 0 || member.kind == Kind::Group;
            if may {
                return Ok(Some(index));
            }
            second.get_or_insert(index);
        }
        if second.is_some() {
            return Ok(second);
        }
        for (index, member) in members.iter().enumerate() {
            let may = !seen.has(index) || member.flags & REPEATED != 0;
            if may
                && let Inner::Wildcard(wildcard) = member.inner
                && admits(wildcard, namespace)
            {
                return Ok(Some(index));
            }
        }
        if let Some(member) = members.iter().find_map(|member| same_local(member, local)) {
            return Err(self.wrong_element(member));
        }
        Ok(members
            .iter()
            .position(|member| member.kind == Kind::Unknown))
    }

    /// Index of the branch or member of a group that the element whose start tag was just taken is.
    pub(in crate::binding::read) fn lookup_group(&self, group: &'static Group) -> Option<usize> {
        let (namespace, local) = self.name();
        group
            .members
            .iter()
            .position(|member| is_member(member, namespace, local))
            .or_else(|| {
                group.members.iter().position(|member| {
                    matches!(member.inner, Inner::Wildcard(wildcard) if admits(wildcard, namespace))
                })
            })
    }
}

/// Whether an element of this name is `member`, or starts the group that it is.
pub(in crate::binding::read) fn is_member(member: &Member, namespace: &str, local: &str) -> bool {
    match (member.kind, member.inner) {
        (Kind::Element, _) => member.name.local == local && member.name.namespace == namespace,
        (Kind::Group, Inner::Group(group)) => group.members.iter().any(|member| {
            is_member(member, namespace, local)
                || matches!(member.inner, Inner::Wildcard(wildcard) if admits(wildcard, namespace))
        }),
        _ => false,
    }
}

/// The member of that local name, in groups too.
fn same_local(member: &'static Member, local: &str) -> Option<&'static Member> {
    match (member.kind, member.inner) {
        (Kind::Element, _) => (member.name.local == local).then_some(member),
        (Kind::Group, Inner::Group(group)) => group
            .members
            .iter()
            .find_map(|member| same_local(member, local)),
        _ => None,
    }
}

/// Whether a wildcard admits elements of `namespace`.
pub(in crate::binding::read) fn admits(wildcard: &Wildcard, namespace: &str) -> bool {
    wildcard.namespaces.contains(&namespace) != wildcard.not
}
