//! Members that an object does not have.

use super::Error;
use super::layout::{Layout, LeafTree};
use crate::binding::{Choice, Field, FieldValue, Inner, Kind, Member, Nested, NestedMut, REQUIRED};

/// Whether a member that the object does not have is as it should be, by what a new value has there.
pub(super) fn is_settled(
    place: &dyn Field,
    member: &'static Member,
    slot: &LeafTree,
    layout: &Layout,
) -> Result<bool, Error> {
    match slot {
        LeafTree::Leaf(_) if member.kind == Kind::AnyAttribute => Ok(true),
        LeafTree::Leaf(leaf) => match absent(place, member) {
            Ok(()) => Ok(true),
            Err(error) => Err(error.below(layout.keys.get(*leaf).cloned().unwrap_or_default())),
        },
        LeafTree::Group(_) => Ok(member.flags & REQUIRED == 0 || has_empty_branch(place)),
    }
}

/// Whether the choice in a field has the branch that it has without elements.
fn has_empty_branch(place: &dyn Field) -> bool {
    let FieldValue::One(content) = place.value() else {
        return false;
    };
    let choice = match content.nested() {
        Some(Nested::Choice(choice)) => choice,
        Some(Nested::Struct(value)) => return value.descriptor().members.iter().all(is_emptiable),
        None => return false,
    };
    let at = choice.group().members.iter().position(is_emptiable);
    at == Some(choice.branch())
        && match choice.member().value() {
            FieldValue::One(inner) if matches!(inner.nested(), Some(Nested::Choice(_))) => {
                has_empty_branch(choice.member())
            }
            _ => true,
        }
}

/// Selects the branch that may have no elements.
pub(super) fn empty_branch(value: &mut dyn Choice) -> Result<(), Error> {
    let members = value.group().members;
    let at = members.iter().position(is_emptiable);
    match at.and_then(|at| value.select(at)) {
        Some(place) => absent_group_or_field(place),
        None => Err(no_branch(members)),
    }
}

fn no_branch(members: &[Member]) -> Error {
    let names: Vec<&str> = members.iter().map(|one| one.first_name().local).collect();
    Error::new(format!("one of {} is missing", names.join(", ")))
}

/// Fills the groups of a field that is there without members.
fn absent_group_or_field(place: &mut dyn Field) -> Result<(), Error> {
    match place.value() {
        FieldValue::One(value) if value.nested().is_some() => {}
        _ => return Ok(()),
    }
    match place.push_blank().nested_mut() {
        Some(NestedMut::Choice(value)) => empty_branch(value),
        _ => Ok(()),
    }
}

/// Whether a member needs no elements.
pub(super) fn is_emptiable(member: &Member) -> bool {
    match member.inner {
        Inner::Group(group) if member.kind == Kind::Group => {
            member.flags & REQUIRED == 0
                || match group.choice {
                    true => group.members.iter().any(is_emptiable),
                    false => group.members.iter().all(is_emptiable),
                }
        }
        _ => member.flags & REQUIRED == 0,
    }
}

/// Handles a nested choice or sequence without members.
pub(super) fn absent_group(place: &mut dyn Field, member: &'static Member) -> Result<(), Error> {
    if member.flags & REQUIRED == 0 {
        return Ok(());
    }
    let Inner::Group(group) = member.inner else {
        return Ok(());
    };
    match place.push_blank().nested_mut() {
        Some(NestedMut::Choice(value)) => empty_branch(value),
        Some(NestedMut::Struct(_)) => match group.members.iter().find(|one| !is_emptiable(one)) {
            None => Ok(()),
            Some(one) => Err(missing(one)),
        },
        None => Ok(()),
    }
}

#[cold]
pub(super) fn missing(member: &Member) -> Error {
    let name = member.first_name().local;
    match member.kind {
        Kind::Group => match member.inner {
            Inner::Group(group) if group.choice => no_branch(group.members),
            _ => Error::new(format!("the members from {name} on are missing")),
        },
        Kind::Element | Kind::Attribute => Error::new(format!("the member {name} is missing")),
        _ => Error::new("the member is missing"),
    }
}

/// Handles a member that the object does not have.
pub(super) fn absent(place: &dyn Field, member: &'static Member) -> Result<(), Error> {
    // A value of SOAP encoding may always be null.
    if member.flags & REQUIRED == 0 || !member.annotation.is_empty() && is_absent(place) {
        return Ok(());
    }
    Err(missing(member))
}

fn is_absent(place: &dyn Field) -> bool {
    match place.value() {
        FieldValue::Absent | FieldValue::Nil => true,
        FieldValue::Many(list) => list.is_empty(),
        _ => false,
    }
}
