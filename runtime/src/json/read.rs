//! Trees to values.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::absence::{absent, absent_group, empty_branch, is_settled};
use super::kept;
use super::layout::{Layout, LeafTree, NIL, TEXT, TYPE};
use super::scalars::text;
use super::write::type_name;
use super::{DEPTH, Error, Tree};
use crate::binding::dictionary::Pairs;
use crate::binding::{
    Choice, Complex, Content, Field, Inner, Kind, Member, NILLABLE, NestedMut, Polymorphic,
    REPEATED, REQUIRED, TextForm, ViewMut,
};
use crate::xml::{RawAttribute, Scope, is_ncname};

/// A place where names are `{namespace}name`.
struct Expanded;

impl Scope for Expanded {
    fn resolve(&self, prefix: &str) -> Option<&str> {
        prefix.is_empty().then_some("")
    }

    fn has_expanded_names(&self) -> bool {
        true
    }
}

/// A place where these prefixes are declared.
struct DeclaredPrefixes<'a>(BTreeMap<&'a str, &'a str>);

impl Scope for DeclaredPrefixes<'_> {
    fn resolve(&self, prefix: &str) -> Option<&str> {
        self.0.get(prefix).copied()
    }
}

/// The members of an object.
type Members = Vec<(Cow<'static, str>, Tree)>;

/// Fills a value, which is at `depth`.
pub(crate) fn content(
    content: &mut dyn Content,
    member: &'static Member,
    tree: Tree,
    depth: usize,
) -> Result<(), Error> {
    if depth > DEPTH {
        return Err(Error::new(format!("values are nested deeper than {DEPTH}")));
    }
    let is_text = matches!(member.kind, Kind::Attribute | Kind::Text);
    let shape = match content.view_mut() {
        ViewMut::Struct(value) => {
            let members = object(tree)?;
            return structure(value, members, false, depth);
        }
        ViewMut::Choice(value) => return choice(value, object(tree)?, depth),
        ViewMut::Polymorphic(value) => return polymorphic(value, member, tree, false, depth),
        ViewMut::Pairs(value) => return pairs(value, member, tree, depth),
        ViewMut::Any(_) if is_text => TextForm::of(None),
        ViewMut::Any(value) => {
            *value = kept::to_any(&tree, member.name)?;
            return Ok(());
        }
        ViewMut::Element(value) => {
            *value = kept::to_element(&tree)?;
            return Ok(());
        }
        ViewMut::Simple(shape) => shape,
        ViewMut::MaybeNil(place) => return field(place, member, tree, depth),
        ViewMut::Attribute(_) | ViewMut::Opaque => {
            return Err(Error::new("the value has no JSON"));
        }
    };
    let text = text(tree, shape)?;
    content
        .read_text(&text, &Expanded)
        .map_err(|error| Error::new(error.to_string()))
}

fn object(tree: Tree) -> Result<Members, Error> {
    match tree {
        Tree::Object(members) => Ok(members),
        other => Err(Error::expected("an object", &other)),
    }
}

/// The values of an object by leaf.
struct Leaves<'a> {
    layout: &'a Layout,
    values: BTreeMap<usize, Tree>,
    attributes: Vec<RawAttribute>,
}

impl<'a> Leaves<'a> {
    fn new(layout: &'a Layout, members: Members) -> Result<Self, Error> {
        let mut leaves = Self {
            layout,
            values: BTreeMap::new(),
            attributes: Vec::new(),
        };
        let mut prefixes = None;
        for (key, value) in members {
            if key == kept::PREFIXES && layout.any_attribute.is_some() {
                if prefixes.replace(value).is_some() {
                    return Err(Error::new("the member occurs a second time").below(&key));
                }
                continue;
            }
            leaves.add(&key, value).map_err(|error| error.below(&key))?;
        }
        if let Some(prefixes) = prefixes {
            let is_prefix = |prefix: &str| prefix.is_empty() || is_ncname(prefix);
            let found = kept::declarations(&prefixes, is_prefix);
            let found = found.map_err(|error| error.below(kept::PREFIXES))?;
            let scope = DeclaredPrefixes(found.into_iter().collect());
            for attribute in &mut leaves.attributes {
                attribute.keep_prefixes(&scope);
            }
        }
        Ok(leaves)
    }

    fn add(&mut self, key: &str, value: Tree) -> Result<(), Error> {
        if let Some(leaf) = self.layout.leaf(key) {
            return match self.values.insert(leaf, value) {
                None => Ok(()),
                Some(_) => Err(Error::new("the member occurs a second time")),
            };
        }
        let name = self
            .layout
            .any_attribute
            .and_then(|_| kept::attribute_name(key));
        let Some(name) = name else {
            let names: Vec<&str> = self.layout.names().take(12).collect();
            return Err(Error::new(match names.is_empty() {
                true => "unknown member: the type has none".to_owned(),
                false => format!("unknown member: the type has {}", names.join(", ")),
            }));
        };
        let Tree::Text(value) = value else {
            return Err(Error::expected("a string for an attribute", &value));
        };
        self.attributes.push(RawAttribute::new(name, value));
        Ok(())
    }

    fn has(&self, slot: &LeafTree) -> bool {
        slot.any_leaf(&|leaf| self.values.contains_key(&leaf))
    }

    /// Leaves out the branches that are `null`: other programs write all members of an object.
    fn forget_nulls(&mut self, branches: &[LeafTree]) {
        let of_branches = |leaf| {
            branches
                .iter()
                .any(|slot| slot.any_leaf(&|one| one == leaf))
        };
        self.values
            .retain(|leaf, value| !matches!(value, Tree::Null) || !of_branches(*leaf));
    }

    /// Whether the object has something for a member.
    fn gives(&self, member: &Member, slot: &LeafTree) -> bool {
        match slot {
            LeafTree::Leaf(_) if member.kind == Kind::AnyAttribute => !self.attributes.is_empty(),
            _ => self.has(slot),
        }
    }

    /// The name of the first leaf of a slot that has a value.
    fn first(&self, slot: &LeafTree) -> &str {
        match slot {
            LeafTree::Leaf(leaf) => self.layout.keys.get(*leaf).map_or("", |key| key),
            LeafTree::Group(nest) => {
                let slot = nest.slots.iter().find(|slot| self.has(slot));
                slot.map_or("", |slot| self.first(slot))
            }
        }
    }
}

/// Fills a struct; only its attributes if the element is nil.
fn structure(
    value: &mut dyn Complex,
    members: Members,
    is_nil: bool,
    depth: usize,
) -> Result<(), Error> {
    let table = value.descriptor().members;
    let layout = Layout::of(table);
    let mut leaves = Leaves::new(&layout, members)?;
    if !is_nil {
        return fields(value, table, &layout.slots, &mut leaves, depth);
    }
    for (member, slot) in table.iter().zip(&layout.slots) {
        let is_attribute = matches!(member.kind, Kind::Attribute | Kind::AnyAttribute);
        if !is_attribute && leaves.has(slot) {
            return Err(Error::new("a nil has attributes only").below(leaves.first(slot)));
        }
    }
    for (index, (member, slot)) in table.iter().zip(&layout.slots).enumerate() {
        if matches!(member.kind, Kind::Attribute | Kind::AnyAttribute)
            && let Some(place) = value.member_mut(index)
        {
            entry(place, member, slot, &mut leaves, depth)?;
        }
    }
    Ok(())
}

fn fields(
    value: &mut dyn Complex,
    members: &'static [Member],
    slots: &[LeafTree],
    leaves: &mut Leaves<'_>,
    depth: usize,
) -> Result<(), Error> {
    for (index, (member, slot)) in members.iter().zip(slots).enumerate() {
        // A value may have no memory for a member until it is asked for it.
        if !leaves.gives(member, slot)
            && let Some(place) = value.member(index)
            && is_settled(place, member, slot, leaves.layout)?
        {
            continue;
        }
        if let Some(place) = value.member_mut(index) {
            entry(place, member, slot, leaves, depth)?;
        }
    }
    Ok(())
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "less than the limit of the depth"
)]
fn entry(
    place: &mut dyn Field,
    member: &'static Member,
    slot: &LeafTree,
    leaves: &mut Leaves<'_>,
    depth: usize,
) -> Result<(), Error> {
    let leaf = match slot {
        LeafTree::Leaf(_) if member.kind == Kind::AnyAttribute => {
            for attribute in std::mem::take(&mut leaves.attributes) {
                if let ViewMut::Attribute(one) = place.push_blank().view_mut() {
                    *one = attribute;
                }
            }
            return Ok(());
        }
        LeafTree::Leaf(leaf) => *leaf,
        LeafTree::Group(_) if leaves.has(slot) => return group(place, slot, leaves, depth),
        LeafTree::Group(_) => return absent_group(place, member),
    };
    let key = leaves.layout.keys.get(leaf).cloned().unwrap_or_default();
    match leaves.values.remove(&leaf) {
        Some(tree) => field(place, member, tree, depth + 1).map_err(|error| error.below(key)),
        None => absent(place, member).map_err(|error| error.below(key)),
    }
}

/// Fills a nested choice or sequence, some of whose members are there.
fn group(
    place: &mut dyn Field,
    slot: &LeafTree,
    leaves: &mut Leaves<'_>,
    depth: usize,
) -> Result<(), Error> {
    let LeafTree::Group(nest) = slot else {
        return Ok(());
    };
    match place.push_blank().nested_mut() {
        Some(NestedMut::Struct(value)) => {
            let members = value.descriptor().members;
            fields(value, members, &nest.slots, leaves, depth)
        }
        Some(NestedMut::Choice(value)) => branch(value, &nest.slots, leaves, depth),
        None => Err(Error::new("a group has no members")),
    }
}

/// Fills the branch of a choice.
fn branch(
    value: &mut dyn Choice,
    slots: &[LeafTree],
    leaves: &mut Leaves<'_>,
    depth: usize,
) -> Result<(), Error> {
    let members = value.group().members;
    if slots.iter().filter(|slot| leaves.has(slot)).count() > 1 {
        leaves.forget_nulls(slots);
    }
    let mut found = slots
        .iter()
        .enumerate()
        .filter(|(_, slot)| leaves.has(slot));
    let first = found.next();
    if let (Some((_, first)), Some((_, second))) = (first, found.next()) {
        let (first, second) = (leaves.first(first), leaves.first(second));
        return Err(Error::new(format!(
            "{first} is here already, and they are alternatives"
        ))
        .below(second));
    }
    let (Some((at, slot)), false) = (first, members.is_empty()) else {
        return empty_branch(value);
    };
    drop(found);
    match (members.get(at), value.select(at)) {
        (Some(member), Some(place)) => entry(place, member, slot, leaves, depth),
        _ => Err(Error::new("the choice has no such branch")),
    }
}

/// Fills a field.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "less than the limit of the depth"
)]
pub(crate) fn field(
    place: &mut dyn Field,
    member: &'static Member,
    tree: Tree,
    depth: usize,
) -> Result<(), Error> {
    let item = match member.inner {
        Inner::Item(item) => Some(item),
        _ if member.flags & REPEATED != 0 => Some(member),
        _ => None,
    };
    match (item, tree) {
        (None, tree) => single(place, member, tree, depth),
        (Some(item), Tree::List(items)) => {
            if matches!(member.inner, Inner::Item(_)) {
                place.begin_list();
            }
            for (index, tree) in items.into_iter().enumerate() {
                single(place, item, tree, depth + 1).map_err(|error| error.below(index))?;
            }
            Ok(())
        }
        (Some(_), Tree::Null) if matches!(member.inner, Inner::Item(_)) => {
            match may_be_null(member) && place.set_nil() {
                true => Ok(()),
                false => Err(Error::expected("an array", &Tree::Null)),
            }
        }
        (Some(_), other) => Err(Error::expected("an array", &other)),
    }
}

/// Whether `null` is a value of a member: a nil, or none at all.
fn may_be_null(member: &Member) -> bool {
    member.flags & NILLABLE != 0 || member.flags & REQUIRED == 0 || !member.annotation.is_empty()
}

/// Fills a field with one value, or adds one to a list.
fn single(
    place: &mut dyn Field,
    member: &'static Member,
    tree: Tree,
    depth: usize,
) -> Result<(), Error> {
    if tree == Tree::Null {
        return match may_be_null(member) && place.set_nil() {
            true => Ok(()),
            false => Err(Error::new("null is no value here")),
        };
    }
    match tree.get(NIL) {
        None | Some(Tree::Boolean(false)) => {}
        Some(Tree::Boolean(true)) => return nil(place, member, tree, depth),
        Some(other) => return Err(Error::expected("a boolean", other).below(NIL)),
    }
    content(place.push_blank(), member, tree, depth)
}

/// Fills a field with a nil that has attributes.
fn nil(
    place: &mut dyn Field,
    member: &'static Member,
    tree: Tree,
    depth: usize,
) -> Result<(), Error> {
    let Some(value) = place.push_nil() else {
        return match matches!(&tree, Tree::Object(members) if members.len() == 1) && place.set_nil()
        {
            true => Ok(()),
            false => Err(Error::new("a nil with attributes is no value here").below(NIL)),
        };
    };
    match value.view_mut() {
        ViewMut::Struct(value) => {
            let mut members = object(tree)?;
            members.retain(|(key, _)| key != NIL);
            structure(value, members, true, depth)
        }
        ViewMut::Polymorphic(value) => polymorphic(value, member, tree, true, depth),
        _ => content(value, member, tree, depth),
    }
}

fn choice(value: &mut dyn Choice, members: Members, depth: usize) -> Result<(), Error> {
    let layout = Layout::of(value.group().members);
    let mut leaves = Leaves::new(&layout, members)?;
    branch(value, &layout.slots, &mut leaves, depth)
}

fn polymorphic(
    value: &mut dyn Polymorphic,
    member: &'static Member,
    tree: Tree,
    is_nil: bool,
    depth: usize,
) -> Result<(), Error> {
    let types = value.types();
    let named = match tree.get(TYPE) {
        None => None,
        Some(Tree::Text(name)) => Some(name.clone()),
        Some(other) => return Err(Error::expected("a string", other).below(TYPE)),
    };
    let rest = || types.iter().position(|one| one.name.local.is_empty());
    let is_named = |text: &str, index: usize| {
        types.get(index).is_some_and(|one| {
            let name = one.name;
            !name.local.is_empty()
                && (type_name(types, name) == text
                    || text == format!("{{{}}}{}", name.namespace, name.local))
        })
    };
    let known = match &named {
        Some(text) => (0..types.len()).find(|index| is_named(text, *index)),
        None => types
            .iter()
            .position(|one| one.attribute.is_empty() && !one.name.local.is_empty()),
    };
    // The reason why no variant is meant by its name.
    let not_named = || {
        let names: Vec<String> = types
            .iter()
            .filter(|one| !one.name.local.is_empty())
            .map(|one| type_name(types, one.name))
            .take(12)
            .collect();
        let reason = match &named {
            Some(_) => "no such type",
            None => "the member is missing, as the type is abstract",
        };
        let expected = match names.as_slice() {
            [] => "the contract has no type that may stand for it".to_owned(),
            names => format!("expected {}", names.join(", ")),
        };
        Error::new(format!("{reason}: {expected}")).below(TYPE)
    };
    let Some(variant) = known.or_else(rest) else {
        return Err(not_named());
    };
    let Some(content_of) = value.select(variant) else {
        return Err(Error::new("the type cannot be chosen"));
    };
    if known.is_none() {
        // Kept XML has other members than a value of a type that was meant.
        return match kept::is_kept(&tree) {
            true => content(content_of, member, tree, depth),
            false => Err(not_named()),
        };
    }
    let mut members = object(tree)?;
    members.retain(|(key, _)| key != TYPE && !(is_nil && key == NIL));
    match content_of.view_mut() {
        ViewMut::Struct(value) => structure(value, members, is_nil, depth),
        ViewMut::Any(_) | ViewMut::Simple(_) => {
            let at = members.iter().position(|(key, _)| key == TEXT);
            let tree = match at {
                Some(at) => members.swap_remove(at).1,
                None => Tree::Object(members),
            };
            content(content_of, member, tree, depth)
        }
        _ => content(content_of, member, Tree::Object(members), depth),
    }
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "less than the limit of the depth"
)]
fn pairs(
    pairs: &mut dyn Pairs,
    member: &'static Member,
    tree: Tree,
    depth: usize,
) -> Result<(), Error> {
    let Inner::Pair(table) = member.inner else {
        return Err(Error::new("the table of a dictionary has no pair"));
    };
    match tree {
        Tree::Object(members) => {
            for (name, tree) in members {
                let step = name.clone();
                let (key, value) = pairs.add();
                field(key, &table.key, Tree::Text(name.into_owned()), depth + 2)
                    .and_then(|()| field(value, &table.value, tree, depth + 2))
                    .map_err(|error| error.below(step))?;
            }
            Ok(())
        }
        Tree::List(items) => {
            for (index, item) in items.into_iter().enumerate() {
                let (key, value) = pairs.add();
                pair(key, value, table, item, depth).map_err(|error| error.below(index))?;
            }
            Ok(())
        }
        other => Err(Error::expected("an object or an array", &other)),
    }
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "less than the limit of the depth"
)]
fn pair<'a>(
    key: &'a mut dyn Field,
    value: &'a mut dyn Field,
    table: &'static crate::binding::Pair,
    item: Tree,
    depth: usize,
) -> Result<(), Error> {
    let (mut of_key, mut of_value) = (None, None);
    for (name, tree) in object(item)? {
        let place = match &*name {
            "key" => &mut of_key,
            "value" => &mut of_value,
            _ => return Err(Error::new("unknown member: expected key, value").below(name)),
        };
        if place.replace(tree).is_some() {
            return Err(Error::new("the member occurs a second time").below(name));
        }
    }
    let sides = [
        ("key", key, &table.key, of_key),
        ("value", value, &table.value, of_value),
    ];
    for (name, place, member, tree) in sides {
        let filled = match tree {
            Some(tree) => field(place, member, tree, depth + 2),
            None => absent(place, member),
        };
        filled.map_err(|error| error.below(name))?;
    }
    Ok(())
}
