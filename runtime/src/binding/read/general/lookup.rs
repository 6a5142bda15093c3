//! Finds the member of an element.

use crate::binding::Reader;
use crate::binding::read::Seen;
use crate::binding::{Inner, Kind, Member, REPEATED};
use crate::error::DecodeError;
use crate::xml::DeviationKind;

use super::places::ways;

impl Reader<'_> {
    /// The index of the member of the element whose start tag was just taken, in a table of elements. Searches the next
    /// ones first, then the earlier ones. `None` for an unknown element.
    ///
    /// # Errors
    /// It has the local name of a member, but another namespace.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in a list that is not empty"
    )]
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

impl Reader<'_> {
    /// With [`any_namespace`](crate::xml::ReadOptions::any_namespace), takes the element whose start tag was just taken for the member
    /// of its local name, and reports it, if no member of the table is or admits it.
    pub(in crate::binding::read) fn adopt(
        &mut self,
        members: &'static [Member],
    ) -> Result<(), DecodeError> {
        match self.options().any_namespace {
            true => self.adopt_by_name(members),
            false => Ok(()),
        }
    }

    #[cold]
    #[inline(never)]
    fn adopt_by_name(&mut self, members: &'static [Member]) -> Result<(), DecodeError> {
        let (namespace, local) = self.name();
        let of_name = |member: &Member| member.kind == Kind::Element && member.name.local == local;
        if !ways(members, &|member| fits(member, namespace, local)).is_empty() {
            return Ok(());
        }
        let mut found = None;
        for way in ways(members, &|member| of_name(member)).into_iter().take(1) {
            found = at(members, &way);
        }
        match found {
            Some(member) => self.adopt_as(member),
            None => Ok(()),
        }
    }

    /// The same for one member.
    pub(in crate::binding::read) fn adopt_one(
        &mut self,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let (namespace, local) = self.name();
        let is_other = local == member.name.local && namespace != member.name.namespace;
        match is_other && self.options().any_namespace {
            true => self.adopt_as(member),
            false => Ok(()),
        }
    }

    #[cold]
    fn adopt_as(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        let (namespace, local) = self.name();
        let message = format!(
            "the element {local} is in the namespace {namespace:?} instead of {:?}",
            member.name.namespace
        );
        let offset = self.tag_offset();
        self.deviate(DeviationKind::Namespace, offset, &|| message.clone(), None)?;
        self.adopt_namespace(member.name.namespace);
        Ok(())
    }
}

/// The member that a way leads to.
fn at(members: &'static [Member], way: &[usize]) -> Option<&'static Member> {
    let (last, groups) = way.split_last()?;
    let mut members = members;
    for index in groups {
        match members.get(*index)?.inner {
            Inner::Group(group) => members = group.members,
            _ => return None,
        }
    }
    members.get(*last)
}

/// Whether a member declares or admits an element of this name.
pub(super) fn fits(member: &Member, namespace: &str, local: &str) -> bool {
    match member.inner {
        Inner::Wildcard(wildcard) => wildcard.admits(namespace),
        _ => is_element(member, namespace, local),
    }
}

/// Whether a member declares an element of this name.
pub(super) fn is_element(member: &Member, namespace: &str, local: &str) -> bool {
    member.kind == Kind::Element && member.name.local == local && member.name.namespace == namespace
}
