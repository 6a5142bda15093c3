//! The filled fields of a struct and of its groups, and the search for a field with room.

use std::collections::BTreeMap;

use crate::binding::read::Seen;
use crate::binding::{Group, Inner, Kind, Member, PathStep, REPEATED, REQUIRED};

/// The most members that are searched for one element out of its place, and the most fields that are tried.
const LOOKED_AT: usize = 10_000;
const TRIED: usize = 64;

/// The filled fields of a struct, a choice, and the last occurrences of their groups.
#[derive(Default)]
pub(in crate::binding::read) struct Filled {
    pub(in crate::binding::read) seen: Seen,
    /// By index of the group.
    pub(super) inner: BTreeMap<usize, Self>,
}

impl Filled {
    /// The frame of the group at `index`. If another occurrence begins, also returns the frame of the one that ended.
    pub(super) fn enter(&mut self, index: usize, begins: bool) -> (&mut Self, Option<Self>) {
        let frame = self.inner.entry(index).or_default();
        let ended = (begins && !frame.seen.is_empty()).then(|| std::mem::take(frame));
        (frame, ended)
    }

    /// The missing required members of a group and of the groups in it.
    pub(super) fn lacks(&self, group: &'static Group) -> Vec<&'static Member> {
        let mut lacking = self.lacks_of(group);
        for (index, inner) in &self.inner {
            if let Some(Inner::Group(group)) = group.members.get(*index).map(|one| one.inner) {
                lacking.extend(inner.lacks(group));
            }
        }
        lacking
    }

    /// The missing required members of a group itself.
    pub(super) fn lacks_of(&self, group: &'static Group) -> Vec<&'static Member> {
        if group.choice {
            return Vec::new();
        }
        let members = group.members.iter().enumerate();
        members
            .filter(|(index, member)| member.flags & REQUIRED != 0 && !self.seen.has(*index))
            .map(|(_, member)| member)
            .collect()
    }
}

/// The ways to the elements and wildcards that `fits` accepts, in the order of the tables: indices of groups, then of
/// the member.
pub(super) fn ways(
    members: &'static [Member],
    fits: &dyn Fn(&'static Member) -> bool,
) -> Vec<Vec<usize>> {
    let mut search = Ways {
        fits,
        way: Vec::new(),
        found: Vec::new(),
        left: LOOKED_AT,
        failed: Vec::new(),
    };
    search.look(members);
    search.found
}

struct Ways<'a> {
    fits: &'a dyn Fn(&'static Member) -> bool,
    way: Vec<usize>,
    found: Vec<Vec<usize>>,
    left: usize,
    /// Groups without a match.
    failed: Vec<*const Group>,
}

impl Ways<'_> {
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    fn look(&mut self, members: &'static [Member]) {
        for (index, member) in members.iter().enumerate() {
            if self.left == 0 || self.found.len() == TRIED {
                return;
            }
            self.left -= 1;
            self.way.push(index);
            match (member.kind, member.inner) {
                (Kind::Group, Inner::Group(group)) => {
                    let address = std::ptr::from_ref(group);
                    if !self.failed.contains(&address) {
                        let before = self.found.len();
                        self.look(group.members);
                        if self.found.len() == before {
                            self.failed.push(address);
                        }
                    }
                }
                (Kind::Element | Kind::Any, _) if (self.fits)(member) => {
                    self.found.push(self.way.clone());
                }
                _ => {}
            }
            self.way.pop();
        }
    }
}

/// The members of a struct or the branches of a choice.
#[derive(Clone, Copy)]
pub(in crate::binding::read) struct Table {
    pub(super) members: &'static [Member],
    choice: bool,
}

impl Table {
    pub(in crate::binding::read) fn of_struct(members: &'static [Member]) -> Self {
        Self {
            members,
            choice: false,
        }
    }

    pub(super) fn of_group(group: &'static Group) -> Self {
        Self {
            members: group.members,
            choice: group.choice,
        }
    }

    /// Whether the field at `index` has room for another element or occurrence of a group. An empty frame always has
    /// room.
    fn has_room(self, frame: &Filled, index: usize, member: &Member) -> bool {
        let is_filled = frame.seen.has(index);
        let is_other = self.choice && !is_filled && !frame.seen.is_empty();
        !is_other && (!is_filled || member.flags & REPEATED != 0)
    }
}

/// The steps of a way with room: into the last occurrences of groups with room, otherwise into new ones.
pub(super) fn plan(frame: &Filled, table: Table, way: &[usize]) -> Option<Vec<PathStep>> {
    let (&index, rest) = way.split_first()?;
    let member = table.members.get(index)?;
    let has_room = table.has_room(frame, index, member);
    let step = |begun| PathStep { index, begun };
    let Inner::Group(group) = member.inner else {
        return has_room.then(|| vec![step(true)]);
    };
    let table = Table::of_group(group);
    if let Some(inner) = frame.inner.get(&index)
        && let Some(steps) = plan(inner, table, rest)
    {
        return Some([vec![step(false)], steps].concat());
    }
    if !has_room {
        return None;
    }
    let steps = plan(&Filled::default(), table, rest)?;
    Some([vec![step(true)], steps].concat())
}

/// The member that blocks a way without room, and whether it is the member of that way itself.
pub(super) fn blocking(
    frame: &Filled,
    table: Table,
    way: &[usize],
) -> Option<(&'static Member, bool)> {
    let (&index, rest) = way.split_first()?;
    let member = table.members.get(index)?;
    if table.choice && !frame.seen.has(index) {
        let held = table
            .members
            .iter()
            .enumerate()
            .find(|(at, _)| frame.seen.has(*at));
        return held.map(|(_, member)| (member, false));
    }
    match (member.inner, frame.inner.get(&index)) {
        (Inner::Group(group), Some(inner)) => blocking(inner, Table::of_group(group), rest),
        _ => Some((member, true)),
    }
}
