//! Nested choices and sequences: elements without an element of their own around them.

use crate::binding::Reader;
use crate::binding::read::Seen;
use crate::binding::{Choice, Complex, Field, Kind, Member, REPEATED};
use crate::error::{DecodeError, DecodeErrorKind};

impl Reader<'_> {
    /// Reads the elements of a group into its member; the start tag of the first was just taken.
    pub(in crate::binding::read) fn group_member(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
        was_seen: bool,
    ) -> Result<(), DecodeError> {
        if !was_seen || member.flags & REPEATED != 0 {
            self.fresh = true;
            return place.read_element(self, member);
        }
        self.fresh = false;
        match place.last_mut() {
            Some(content) => content.read(self, member),
            None => {
                self.fresh = true;
                place.read_element(self, member)
            }
        }
    }

    /// Reads one element of a choice (or as many as its branch has, where that is a sequence); its start tag was just taken.
    pub fn choice(
        &mut self,
        value: &mut dyn Choice,
        _: &'static Member,
    ) -> Result<(), DecodeError> {
        let fresh = std::mem::replace(&mut self.fresh, false);
        let group = value.group();
        let Some(branch) = self.lookup_group(group) else {
            return self.skip_unknown();
        };
        let Some(member) = group.members.get(branch) else {
            return self.skip_unknown();
        };
        if !fresh {
            let held = value.branch();
            if held != branch {
                let held = group.members.get(held).map_or("", |one| one.name.local);
                let (_, local) = self.name();
                return Err(self.fail(
                    DecodeErrorKind::Duplicate,
                    self.tag_offset(),
                    format!("the element {local} stands beside {held}, of which one may be there"),
                ));
            }
            if member.kind == Kind::Element && member.flags & REPEATED == 0 {
                return Err(self.duplicate(member));
            }
        }
        let Some(place) = value.select(branch) else {
            return self.skip_unknown();
        };
        match member.kind {
            Kind::Group => self.group_member(place, member, !fresh),
            Kind::Any | Kind::Unknown => place.read_element(self, member),
            _ => self.element(place, member),
        }
    }

    /// Reads the elements of a nested sequence, from the one whose start tag was just taken to the first that is not in it, which
    /// is left to the parent.
    pub fn group(
        &mut self,
        value: &mut dyn Complex,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        self.fresh = false;
        let repeated = member.flags & REPEATED != 0;
        let table = value.descriptor();
        let mut seen = Seen::default();
        let mut next = 0;
        loop {
            let Some(index) = self.group_index(table.members, next, &seen, repeated) else {
                self.leave_pending(true);
                break;
            };
            let (Some(one), Some(place)) = (table.members.get(index), value.member_mut(index))
            else {
                self.leave_pending(true);
                break;
            };
            let was_seen = seen.has(index);
            seen.set(index);
            next = index + usize::from(one.flags & REPEATED == 0);
            match one.kind {
                Kind::Group => self.group_member(place, one, was_seen)?,
                Kind::Any | Kind::Unknown => place.read_element(self, one)?,
                _ => self.element(place, one)?,
            }
            if !self.next_child()? {
                self.leave_pending(false);
                break;
            }
        }
        self.check_required(table, &seen)
    }

    /// Index of the member that comes now, in a sequence that may start again: never an earlier one then.
    fn group_index(
        &self,
        members: &'static [Member],
        next: usize,
        seen: &Seen,
        repeated: bool,
    ) -> Option<usize> {
        let index = self.lookup(members, next, seen).ok().flatten()?;
        let full = members
            .get(index)
            .is_none_or(|one| one.kind == Kind::Element && one.flags & REPEATED == 0)
            && seen.has(index);
        let again = repeated && index < next;
        (!full && !again).then_some(index)
    }
}
