//! Content other than a sequence of distinct elements: groups, wildcards, and declared content models.

use crate::binding::read::Seen;
use crate::binding::{
    Complex, Content, END, Group, Inner, Kind, Matcher, Member, NestedMut, PathStep, Reader, Struct,
};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::DeviationKind;

use super::lookup::{fits, is_element};
use super::places::{Filled, Table, blocking, plan, ways};

/// The most missing members of groups that are reported.
const MISSING: usize = 64;

/// The state of reading the content of an element.
pub(in crate::binding::read) struct ContentState {
    matcher: Matcher,
    pub(in crate::binding::read) frame: Filled,
    steps: Vec<PathStep>,
    /// Whether an element was out of order. Then missing members of the model are not reported.
    is_disordered: bool,
    /// Whether an element out of order has been reported.
    is_reported: bool,
    /// The place of the first element that came too early, and the message about it.
    early: Option<(usize, String)>,
    /// The missing members of groups that have ended.
    missing: Vec<&'static Member>,
}

impl ContentState {
    pub(in crate::binding::read) fn of_struct(table: &'static Struct) -> Self {
        Self::new(Matcher::of_struct(table))
    }

    fn new(matcher: Matcher) -> Self {
        Self {
            matcher,
            frame: Filled::default(),
            steps: Vec::new(),
            is_disordered: false,
            is_reported: false,
            early: None,
            missing: Vec::new(),
        }
    }

    /// The member of the last element, if the table has no declared model.
    pub(in crate::binding::read) fn at_member(&self) -> Option<usize> {
        self.matcher.at_member()
    }

    /// Whether a field of an accepted member has room.
    #[cold]
    fn has_room(&self, table: Table, accepts: &dyn Fn(&'static Member) -> bool) -> bool {
        let mut ways = ways(table.members, accepts).into_iter();
        ways.any(|way| plan(&self.frame, table, &way).is_some())
    }

    fn note_missing(&mut self, member: &'static Member, frame: &Filled) {
        let Inner::Group(group) = member.inner else {
            return;
        };
        let lacks = frame.lacks(group);
        let room = MISSING.saturating_sub(self.missing.len());
        self.missing.extend(lacks.into_iter().take(room));
    }
}

impl Reader<'_> {
    /// Reads the child elements of a struct with a declared content model. The end tag is taken, the element is still
    /// open.
    pub(in crate::binding::read) fn declared_content(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        seen: &mut Seen,
    ) -> Result<ContentState, DecodeError> {
        let mut state = ContentState::of_struct(table);
        std::mem::swap(&mut state.frame.seen, seen);
        while self.next_child()? {
            let members = Table::of_struct(table.members);
            self.content_child(NestedMut::Struct(value), members, &mut state)?;
        }
        std::mem::swap(&mut state.frame.seen, seen);
        Ok(state)
    }

    /// Notes that the members of a table without a declared model are read up to the one at `index`.
    pub(in crate::binding::read) fn resume_content(
        &mut self,
        state: &mut ContentState,
        index: Option<usize>,
    ) {
        if state.at_member() == index {
            return;
        }
        if !state.matcher.may_leave() && state.early.is_none() {
            let message = format!("{} is missing", state.matcher.due());
            state.early = Some((self.element_offset(), message));
        }
        state.matcher.resume(index);
    }

    /// Reads the child element whose start tag was just taken.
    pub(in crate::binding::read) fn content_child(
        &mut self,
        holder: NestedMut<'_>,
        table: Table,
        state: &mut ContentState,
    ) -> Result<(), DecodeError> {
        self.adopt(table.members)?;
        let (namespace, local) = self.name();
        // A wildcard may admit elements that are declared beside it. A declared element is never left to a wildcard.
        let declares = |member: &'static Member| is_element(member, namespace, local);
        if !state.matcher.advance(&declares) {
            let is_named = state.is_disordered && state.has_room(table, &declares);
            let admits = |member: &'static Member| fits(member, namespace, local);
            if is_named || !state.matcher.advance(&admits) {
                return self.unexpected_child(holder, table, state);
            }
        }
        let mut steps = std::mem::take(&mut state.steps);
        steps.clear();
        steps.extend(state.matcher.steps());
        if state.is_disordered {
            // A following element may have a field before this one.
            let way: Vec<usize> = steps.iter().map(|step| step.index).collect();
            match plan(&state.frame, table, &way) {
                Some(plan) => steps = plan,
                None => return Err(self.no_room(&state.frame, table, &way)),
            }
        }
        let mut frame = std::mem::take(&mut state.frame);
        let read = self.read_at(holder, &mut frame, &steps, state);
        state.frame = frame;
        state.steps = steps;
        read
    }

    /// Reads a child element that the content model does not admit here: into a field of its name with room, otherwise
    /// into one of a wildcard. Both are deviations. Any other element is unknown.
    #[cold]
    #[inline(never)]
    fn unexpected_child(
        &mut self,
        holder: NestedMut<'_>,
        table: Table,
        state: &mut ContentState,
    ) -> Result<(), DecodeError> {
        let (namespace, local) = self.name();
        let current: Vec<usize> = state.matcher.steps().map(|step| step.index).collect();
        let plan_of = |ways: &[Vec<usize>]| {
            let later = ways.iter().filter(|way| **way > current);
            let earlier = ways.iter().filter(|way| **way <= current);
            later
                .chain(earlier)
                .find_map(|way| plan(&state.frame, table, way))
        };
        let named = ways(table.members, &|member| {
            is_element(member, namespace, local)
        });
        let mut steps = plan_of(&named);
        if steps.is_none() {
            let open = ways(table.members, &|member| {
                member.kind == Kind::Any && fits(member, namespace, local)
            });
            steps = plan_of(&open);
        }
        let Some(steps) = steps else {
            return match named.first() {
                Some(way) => Err(self.no_room(&state.frame, table, way)),
                None => self.unknown_child(holder, table.members),
            };
        };
        let due = state.matcher.due();
        let is_later = steps.iter().map(|step| step.index).gt(current);
        let exceeded = state.matcher.go_to(&steps);
        let offset = self.tag_offset();
        match exceeded {
            Some(most) => {
                let (_, local) = self.name();
                let message =
                    format!("the element {local} is one more than the {most} that may be");
                state.is_reported = true;
                self.deviate(DeviationKind::Occurrence, offset, &|| message.clone(), None)?;
            }
            None if is_later && !self.options().strict => {
                let (_, local) = self.name();
                let message = format!("the element {local} is before {due}");
                state.early.get_or_insert((offset, message));
            }
            None => {
                state.is_reported = true;
                self.out_of_order(&due)?;
            }
        }
        state.is_disordered = true;
        let mut frame = std::mem::take(&mut state.frame);
        let read = self.read_at(holder, &mut frame, &steps, state);
        state.frame = frame;
        read
    }

    #[cold]
    fn out_of_order(&mut self, due: &str) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        let (_, local) = self.name();
        let text = match due {
            END => format!("the element {local} comes later than the schema has it"),
            _ => format!("the element {local} is where {due} may be"),
        };
        self.deviate(DeviationKind::Order, offset, &|| text.clone(), None)
    }

    /// The error of an element whose field is full, or whose choice has another branch.
    #[cold]
    fn no_room(&self, frame: &Filled, table: Table, way: &[usize]) -> DecodeError {
        let (_, local) = self.name();
        let held = match blocking(frame, table, way) {
            Some((member, true)) => return self.duplicate(member),
            Some((held, false)) if held.kind != Kind::Any => held.first_name().local,
            Some(_) => "another element",
            None => "others",
        };
        self.fail(
            DecodeErrorKind::Duplicate,
            self.tag_offset(),
            format!("the element {local} is beside {held}, of which one may be there"),
        )
    }

    /// Keeps or skips an element without a member.
    fn unknown_child(
        &mut self,
        holder: NestedMut<'_>,
        members: &'static [Member],
    ) -> Result<(), DecodeError> {
        let (_, local) = self.name();
        let same = ways(members, &|member| {
            member.kind == Kind::Element && member.name.local == local
        });
        if let Some(way) = same.first() {
            let mut table = members;
            for index in way {
                match table.get(*index) {
                    Some(member) => match member.inner {
                        Inner::Group(group) => table = group.members,
                        _ => return Err(self.wrong_element(member)),
                    },
                    None => break,
                }
            }
        }
        let unknown = members.iter().enumerate().next_back();
        if let (Some((index, member)), NestedMut::Struct(value)) = (unknown, holder)
            && member.kind == Kind::Unknown
            && let Some(place) = value.member_mut(index)
        {
            return place.read_element(self, member);
        }
        self.skip_unknown()
    }

    /// Reads the element whose start tag was just taken into the field at the end of the steps.
    fn read_at(
        &mut self,
        holder: NestedMut<'_>,
        frame: &mut Filled,
        steps: &[PathStep],
        state: &mut ContentState,
    ) -> Result<(), DecodeError> {
        let Some((step, rest)) = steps.split_first() else {
            return self.skip_unknown();
        };
        let (members, place) = match holder {
            NestedMut::Struct(value) => (value.descriptor().members, value.member_mut(step.index)),
            NestedMut::Choice(value) => (value.group().members, value.select(step.index)),
        };
        let (Some(member), Some(place)) = (members.get(step.index), place) else {
            return self.skip_unknown();
        };
        frame.seen.set(step.index);
        if rest.is_empty() {
            return match member.kind {
                Kind::Any | Kind::Unknown => place.read_element(self, member),
                _ => self.element(place, member),
            };
        }
        let (inner, ended) = frame.enter(step.index, step.begun);
        if let Some(ended) = ended {
            state.note_missing(member, &ended);
        }
        let is_new = step.begun || place.last_mut().is_none();
        let content = if is_new {
            place.push_blank()
        } else {
            match place.last_mut() {
                Some(content) => content,
                None => return self.skip_unknown(),
            }
        };
        match content.nested_mut() {
            Some(nested) => {
                if is_new {
                    self.count_struct(nested.size());
                    self.check_structs()?;
                }
                self.read_at(nested, inner, rest, state)
            }
            None => self.skip_unknown(),
        }
    }

    /// Reports the missing members of groups when the content ends. The element is still open, and the members of the
    /// table itself are checked.
    pub(in crate::binding::read) fn end_content(
        &mut self,
        members: &'static [Member],
        mut state: ContentState,
        reported: usize,
    ) -> Result<(), DecodeError> {
        let frame = std::mem::take(&mut state.frame);
        for (index, inner) in &frame.inner {
            if let Some(member) = members.get(*index) {
                state.note_missing(member, inner);
            }
        }
        for member in &state.missing {
            self.missing(member)?;
        }
        if state.is_reported || self.reported() != reported {
            return Ok(());
        }
        if let Some((offset, message)) = state.early {
            return self.deviate(DeviationKind::Order, offset, &|| message.clone(), None);
        }
        if !state.is_disordered && !state.matcher.may_end() {
            let offset = self.element_offset();
            let message = format!("{} is missing", state.matcher.due());
            return self.deviate(DeviationKind::Missing, offset, &|| message.clone(), None);
        }
        Ok(())
    }

    /// Reads elements into a group that is its parent's whole content. Begins with the element whose start tag was just
    /// taken, and leaves the first unknown one to the parent.
    fn group_content(
        &mut self,
        mut holder: NestedMut<'_>,
        group: &'static Group,
    ) -> Result<(), DecodeError> {
        let mut state = ContentState::new(Matcher::of_group(group));
        let reported = self.reported();
        loop {
            let (namespace, local) = self.name();
            if ways(group.members, &|member| fits(member, namespace, local)).is_empty() {
                self.leave_pending(true);
                break;
            }
            let holder = match &mut holder {
                NestedMut::Struct(value) => NestedMut::Struct(&mut **value),
                NestedMut::Choice(value) => NestedMut::Choice(&mut **value),
            };
            self.content_child(holder, Table::of_group(group), &mut state)?;
            if !self.next_child()? {
                self.leave_pending(false);
                break;
            }
        }
        for member in state.frame.lacks_of(group) {
            self.missing(member)?;
        }
        self.end_content(group.members, state, reported)
    }

    /// Reads a choice that is its parent's whole content.
    pub fn choice(
        &mut self,
        value: &mut dyn crate::binding::Choice,
        _: &'static Member,
    ) -> Result<(), DecodeError> {
        let group = value.group();
        self.group_content(NestedMut::Choice(value), group)
    }

    /// Reads the elements of a sequence that is its parent's whole content.
    pub(crate) fn group(
        &mut self,
        content: &mut dyn Content,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        match (content.nested_mut(), member.inner) {
            (Some(nested), Inner::Group(group)) => self.group_content(nested, group),
            _ => self.skip_unknown(),
        }
    }
}
