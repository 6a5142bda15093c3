//! Where the items of a message are: the way from its Body to a repeated member, by the member tables.

use crate::binding::{
    Choice, Complex, Content, Field, Group, Inner, Kind, Member, Name, NestedMut, REPEATED, Struct,
    UNBOUNDED,
};
use std::ptr;

/// The way to a repeated member.
#[derive(Clone, Debug)]
pub(crate) struct ItemPath {
    /// The elements from the child of the Body to the item.
    pub(crate) names: Vec<Name>,
    /// The members on the way, and the repeated one.
    steps: Vec<ItemStep>,
    /// The item.
    pub(crate) item: &'static Member,
    /// Whether a rule counts the items, so that all of them must be there in the end.
    pub(crate) is_counted: bool,
    /// Whether identity constraints of elements around the items need all of them.
    pub(crate) is_keyed: bool,
}

#[derive(Clone, Copy, Debug)]
enum ItemStep {
    Member(usize),
    Branch(usize),
}

/// The most members that a search looks at.
const MEMBERS: usize = 10_000;

/// The kind of items that are looked for.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// The table of their type, if it is a struct.
    pub(crate) table: Option<&'static Struct>,
    /// The names of the elements on the way below that of the Body, such as `Result/Row`.
    pub(crate) path: Option<&'a str>,
}

impl ItemPath {
    /// Finds the only repeated member of that kind in the element `member`. `content` is its default value, and is changed.
    ///
    /// # Errors
    /// There is none, or more than one, or one that cannot be read by items. The error says why.
    pub(crate) fn find(
        content: &mut dyn Content,
        member: &'static Member,
        wanted: Wanted<'_>,
    ) -> Result<Self, String> {
        let mut search = ItemSearch {
            wanted,
            names: Vec::new(),
            steps: Vec::new(),
            around: Vec::new(),
            keyed: usize::from(is_keyed(member)),
            found: Vec::new(),
            budget: MEMBERS,
        };
        if member.kind != Kind::Group {
            search.names.push(member.name);
        }
        if let Some(nested) = content.nested_mut() {
            search.nested(nested);
        }
        let mut found = search.found.into_iter();
        let what = wanted
            .path
            .map(|path| format!("of the path {path:?}"))
            .or_else(|| Some(format!("of the type {}", wanted.table?.name.local)))
            .unwrap_or_else(|| {
                "that could be meant: their type is no struct, so name the path".to_owned()
            });
        match (found.next(), found.next()) {
            (Some(one), None) => one,
            (None, _) => Err(format!("the message has no repeated member {what}")),
            (Some(one), Some(other)) => {
                let both = [one, other].map(|path| path.map_or_else(|why| why, |path| path.text()));
                let [one, other] = both;
                Err(format!(
                    "several repeated members of the message are {what}, such as {one} and {other}: name one"
                ))
            }
        }
    }

    /// The names of the elements below that of the Body.
    fn text(&self) -> String {
        text(&self.names)
    }

    /// The field of the repeated member in a value that was read, if the way to it is there.
    pub(crate) fn field<'a>(&self, content: &'a mut dyn Content) -> Option<&'a mut dyn Field> {
        let mut nested = content.nested_mut()?;
        let (last, way) = self.steps.split_last()?;
        for step in way {
            nested = enter(nested, *step)?.last_mut()?.nested_mut()?;
        }
        enter(nested, *last)
    }
}

/// The field at a step, unless another branch was chosen.
fn enter(nested: NestedMut<'_>, step: ItemStep) -> Option<&mut dyn Field> {
    match (nested, step) {
        (NestedMut::Struct(value), ItemStep::Member(index)) => value.member_mut(index),
        (NestedMut::Choice(value), ItemStep::Branch(index)) if value.branch() == index => {
            value.select(index)
        }
        _ => None,
    }
}

fn text(names: &[Name]) -> String {
    let names: Vec<&str> = names.iter().skip(1).map(|name| name.local).collect();
    names.join("/")
}

/// A search through the tables, along default values.
struct ItemSearch<'a> {
    wanted: Wanted<'a>,
    names: Vec<Name>,
    steps: Vec<ItemStep>,
    /// The tables on the way: types may hold themselves.
    around: Vec<&'static Struct>,
    /// The number of elements on the way that have identity constraints.
    keyed: usize,
    found: Vec<Result<ItemPath, String>>,
    budget: usize,
}

impl ItemSearch<'_> {
    fn nested(&mut self, nested: NestedMut<'_>) {
        match nested {
            NestedMut::Struct(value) => self.structure(value),
            NestedMut::Choice(value) => self.choice(value),
        }
    }

    fn structure(&mut self, value: &mut dyn Complex) {
        let table = value.descriptor();
        if self.around.iter().any(|one| ptr::eq(*one, table)) {
            return;
        }
        self.around.push(table);
        for (index, member) in table.members.iter().enumerate() {
            let bounds = table.bounds.iter();
            let mut bounds = bounds.filter(|(at, ..)| usize::from(*at) == index);
            let is_counted = bounds.any(|(_, least, most)| *least > 1 || *most != UNBOUNDED)
                || table.content.is_some_and(|content| content.counts(index));
            if let Some(place) = value.member_mut(index) {
                self.member(place, member, ItemStep::Member(index), is_counted);
            }
        }
        self.around.pop();
    }

    fn choice(&mut self, value: &mut dyn Choice) {
        let group: &'static Group = value.group();
        for (index, member) in group.members.iter().enumerate() {
            let is_counted = group.content.is_some_and(|content| content.counts(index));
            if let Some(place) = value.select(index) {
                self.member(place, member, ItemStep::Branch(index), is_counted);
            }
        }
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    fn member(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
        step: ItemStep,
        is_counted: bool,
    ) {
        let Some(budget) = self.budget.checked_sub(1) else {
            return;
        };
        self.budget = budget;
        let depth = self.names.len();
        match member.kind {
            Kind::Element => self.names.push(member.name),
            Kind::Group if member.flags & REPEATED == 0 => {}
            _ => return,
        }
        self.steps.push(step);
        match member.inner {
            Inner::Item(item) => {
                self.names.push(item.name);
                self.candidate(place, item, false);
            }
            _ if member.flags & REPEATED != 0 => self.candidate(place, member, is_counted),
            _ => {
                self.keyed += usize::from(is_keyed(member));
                if let Some(nested) = place.push_blank().nested_mut() {
                    self.nested(nested);
                }
                self.keyed -= usize::from(is_keyed(member));
            }
        }
        self.steps.pop();
        self.names.truncate(depth);
    }

    /// Looks at a repeated member.
    fn candidate(&mut self, place: &mut dyn Field, item: &'static Member, is_counted: bool) {
        let table = match place.push_blank().nested_mut() {
            Some(NestedMut::Struct(value)) => Some(value.descriptor()),
            _ => None,
        };
        let is_same = match (table, self.wanted.table) {
            (Some(one), Some(other)) => one.is(other),
            (None, None) => true,
            _ => false,
        };
        match self.wanted.path {
            Some(path) if path != text(&self.names) => return,
            // Values of all other types look alike.
            None if !is_same || table.is_none() => return,
            _ => {}
        }
        let text = text(&self.names);
        let is_twice = self.around.last().is_some_and(|owner| {
            let members = owner.members.iter();
            members.map(|member| holders(member, item)).sum::<usize>() > 1
        });
        self.found.push(if !is_same {
            Err(format!("the items {text} are of another type"))
        } else if is_twice {
            Err(format!("another member beside {text} has its name"))
        } else {
            Ok(ItemPath {
                names: self.names.clone(),
                steps: self.steps.clone(),
                item,
                is_counted,
                is_keyed: self.keyed > 0,
            })
        });
    }
}

/// The number of members that have the name of an item, with those of nested groups.
fn holders(member: &'static Member, item: &'static Member) -> usize {
    match (member.kind, member.inner) {
        (Kind::Group, Inner::Group(group)) => {
            let members = group.members.iter();
            members.map(|member| holders(member, item)).sum()
        }
        (Kind::Element, _) => usize::from(member.name == item.name),
        _ => 0,
    }
}

/// Whether an element has identity constraints.
fn is_keyed(member: &'static Member) -> bool {
    #[cfg(feature = "facets")]
    return matches!(member.inner, Inner::Identities(_));
    #[cfg(not(feature = "facets"))]
    {
        let _ = member;
        false
    }
}
