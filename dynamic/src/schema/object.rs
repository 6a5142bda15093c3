//! Objects: structs, choices, and types that others replace.

use soap_runtime::__private::dynamic;
use soap_runtime::__private::v1::{Inner, Kind, Member, REQUIRED};
use soap_runtime::json::{Layout, LeafTree, Tree, type_name};

use super::any::{ANY, ATTRIBUTE, prefixes};
use super::{SchemaBuilder, named_object, object, text, texts};
use crate::types::{Cell, ChoiceType, Definition, FieldType, PolymorphicType, StructType};

/// The parts of the schema of an object.
#[derive(Default)]
struct Parts {
    properties: Vec<(String, Tree)>,
    required: Vec<String>,
    rules: Vec<Tree>,
}

/// The types of the fields of a group.
enum Fields {
    Struct(&'static [FieldType]),
    Choice(&'static [FieldType]),
}

impl SchemaBuilder<'_> {
    /// The schema of a struct. An open one does not refuse other members.
    pub(super) fn structure(&mut self, of: &'static StructType, is_open: bool) -> Tree {
        let members = of.table.members;
        let layout = Layout::of(members);
        let mut parts = Parts::default();
        let limits = dynamic::bounds(of.table);
        let limit = |index: usize| {
            let found = limits.iter().find(|one| usize::from(one.0) == index);
            found.map_or((0, u32::MAX), |one| (one.1, one.2))
        };
        for (index, (member, slot)) in members.iter().zip(&layout.slots).enumerate() {
            if let Some(field) = of.fields.get(index) {
                self.entry(field, member, limit(index), &layout, slot, &mut parts);
            }
        }
        let rules = sequence_rules(members, &layout.slots, &layout);
        parts.add(rules);
        parts.finish(&layout, is_open)
    }

    /// The schema of an occurrence of a choice.
    pub(super) fn choice(&mut self, of: &'static ChoiceType) -> Tree {
        let members = of.group.members;
        let layout = Layout::of(members);
        let mut parts = Parts::default();
        self.fields(
            &Fields::Choice(&of.branches),
            members,
            &layout,
            &layout.slots,
            &mut parts,
        );
        let rules = choice_rules(members, &layout.slots, &layout, false);
        parts.add(rules);
        parts.finish(&layout, false)
    }

    /// Adds the properties of the members of a group.
    fn fields(
        &mut self,
        fields: &Fields,
        members: &'static [Member],
        layout: &Layout,
        slots: &[LeafTree],
        parts: &mut Parts,
    ) {
        let (Fields::Struct(fields) | Fields::Choice(fields)) = fields;
        for ((member, slot), field) in members.iter().zip(slots).zip(*fields) {
            self.entry(field, member, (0, u32::MAX), layout, slot, parts);
        }
    }

    /// Adds the properties of a member.
    fn entry(
        &mut self,
        field: &'static FieldType,
        member: &'static Member,
        bounds: (u32, u32),
        layout: &Layout,
        slot: &LeafTree,
        parts: &mut Parts,
    ) {
        match slot {
            LeafTree::Leaf(_) if member.kind == Kind::AnyAttribute => {}
            LeafTree::Leaf(leaf) => {
                let key = layout.keys.get(*leaf).cloned().unwrap_or_default();
                let tree = self.field(field, member, bounds);
                parts.properties.push((key.into_owned(), tree));
            }
            LeafTree::Group(nest) => {
                let fields = match field.ty.get() {
                    Some(Definition::Struct(of)) => Fields::Struct(&of.fields),
                    Some(Definition::Choice(of)) => Fields::Choice(&of.branches),
                    _ => return,
                };
                if let Inner::Group(group) = member.inner {
                    self.fields(&fields, group.members, layout, &nest.slots, parts);
                }
            }
        }
    }

    /// The schema of a type that others replace; of its nils, which have attributes only.
    pub(super) fn polymorphic(&mut self, of: &'static PolymorphicType, is_nil: bool) -> Tree {
        let mut variants = Vec::with_capacity(of.types.len());
        let mut names = Vec::new();
        let mut has_declared = false;
        for (ty, cell) in of.types.iter().zip(&of.variants) {
            if ty.name.local.is_empty() {
                continue;
            }
            let name = type_name(of.types, ty.name);
            let is_declared = ty.attribute.is_empty();
            has_declared |= is_declared;
            names.push(name.clone());
            let tree = self.variant(cell, &name, is_declared, is_nil);
            variants.extend(tree);
        }
        let has_rest = of.types.iter().any(|ty| ty.name.local.is_empty());
        if has_rest && !is_nil {
            let known = vec![(
                "@type".to_owned(),
                object(vec![("enum", texts(names.iter().map(String::as_str)))]),
            )];
            let is_known = object(vec![
                ("properties", named_object(known)),
                ("required", texts(["@type"])),
            ]);
            let mut not = vec![is_known];
            if has_declared {
                let is_named = object(vec![("required", texts(["@type"]))]);
                not.push(object(vec![("not", is_named)]));
            }
            let any = self.any_reference(ANY);
            variants.push(object(vec![
                ("allOf", Tree::List(vec![any])),
                ("not", super::any_of(not)),
            ]));
        }
        super::one_of(variants)
    }

    /// One of the types, as `@type` names it.
    fn variant(
        &mut self,
        cell: &'static Cell,
        name: &str,
        is_declared: bool,
        is_nil: bool,
    ) -> Option<Tree> {
        let named = ("@type", object(vec![("const", text(name))]));
        let Some(Definition::Struct(of)) = cell.get() else {
            if is_nil {
                return None;
            }
            let content = self.content(cell, None);
            return Some(object(vec![
                ("type", text("object")),
                ("properties", object(vec![named, ("$", content)])),
                ("required", texts(["@type", "$"])),
                ("additionalProperties", Tree::Boolean(false)),
            ]));
        };
        let (inherited, mut required, mut properties) = match is_nil {
            true => {
                let nil = self.nil_parts(of);
                (None, nil.required, nil.properties)
            }
            false => {
                let mut reference = self.reference(cell);
                if let Tree::Object(members) = &mut reference {
                    members.retain(|(name, _)| name == "$ref");
                }
                (Some(reference), Vec::new(), Vec::new())
            }
        };
        properties.insert(0, (named.0.to_owned(), named.1));
        if !is_declared {
            required.insert(0, "@type".to_owned());
        }
        let mut members = vec![("type", text("object"))];
        let has_reference = inherited.is_some();
        if let Some(reference) = inherited {
            members.push(("allOf", Tree::List(vec![reference])));
        }
        members.push(("properties", named_object(properties)));
        if !required.is_empty() {
            members.push(("required", texts(required.iter().map(String::as_str))));
        }
        let closed = match has_reference {
            true => "unevaluatedProperties",
            false => "additionalProperties",
        };
        members.push((closed, Tree::Boolean(false)));
        Some(object(members))
    }

    /// A nil with attributes, where the type has some.
    pub(super) fn nil(&mut self, cell: &'static Cell) -> Option<Tree> {
        match cell.get()? {
            Definition::Struct(of) => {
                let first = of.table.members.first()?;
                if !matches!(first.kind, Kind::Attribute | Kind::AnyAttribute) {
                    return None;
                }
                let layout = Layout::of(of.table.members);
                Some(self.nil_parts(of).finish(&layout, false))
            }
            Definition::Polymorphic(of) => Some(self.polymorphic(of, true)),
            _ => None,
        }
    }

    fn nil_parts(&mut self, of: &'static StructType) -> Parts {
        let members = of.table.members;
        let layout = Layout::of(members);
        let mut parts = Parts::default();
        let nil = object(vec![("const", Tree::Boolean(true))]);
        parts.properties.push(("@nil".to_owned(), nil));
        parts.required.push("@nil".to_owned());
        for ((member, slot), field) in members.iter().zip(&layout.slots).zip(&of.fields) {
            if member.kind == Kind::Attribute {
                self.entry(field, member, (0, u32::MAX), &layout, slot, &mut parts);
                if let (LeafTree::Leaf(leaf), true) = (slot, member.flags & REQUIRED != 0) {
                    let key = layout.keys.get(*leaf).cloned().unwrap_or_default();
                    parts.required.push(key.into_owned());
                }
            }
        }
        parts
    }
}

impl Parts {
    fn add(&mut self, rules: Rules) {
        self.required.extend(rules.required);
        self.rules.extend(rules.others);
    }

    fn finish(mut self, layout: &Layout, is_open: bool) -> Tree {
        let mut members = vec![("type", text("object"))];
        if layout.any_attribute.is_some() {
            self.properties.push(("@xmlns".to_owned(), prefixes()));
        }
        let names: Vec<String> = self.properties.iter().map(|one| one.0.clone()).collect();
        if !self.properties.is_empty() {
            members.push(("properties", named_object(self.properties)));
        }
        if !self.required.is_empty() {
            members.push(("required", texts(self.required.iter().map(String::as_str))));
        }
        if layout.any_attribute.is_some() {
            let mut known: Vec<&str> = names.iter().map(String::as_str).collect();
            known.extend(is_open.then_some("@type"));
            let known = object(vec![("enum", texts(known))]);
            let attribute = object(vec![("pattern", text(ATTRIBUTE))]);
            let names = super::any_of(vec![known, attribute]);
            members.push(("propertyNames", names));
            let string = object(vec![("type", text("string"))]);
            members.push(("additionalProperties", string));
        } else if !is_open {
            members.push(("additionalProperties", Tree::Boolean(false)));
        }
        match &mut *self.rules {
            [] => {}
            [Tree::Object(rule)] if matches!(&**rule, [(name, _)] if name == "oneOf") => {
                let rule = std::mem::take(rule);
                members.extend(rule.into_iter().map(|(_, branches)| ("oneOf", branches)));
            }
            _ => members.push(("allOf", Tree::List(self.rules))),
        }
        object(members)
    }
}

/// Rules for an object besides the types of its members.
#[derive(Default)]
struct Rules {
    required: Vec<String>,
    others: Vec<Tree>,
}

impl Rules {
    fn is_empty(&self) -> bool {
        self.required.is_empty() && self.others.is_empty()
    }

    fn into_schema(self) -> Tree {
        let mut members = Vec::new();
        if !self.required.is_empty() {
            members.push(("required", texts(self.required.iter().map(String::as_str))));
        }
        if !self.others.is_empty() {
            members.push(("allOf", Tree::List(self.others)));
        }
        object(members)
    }
}

/// The names of the leaves of a slot.
fn leaves(slot: &LeafTree, layout: &Layout) -> Vec<String> {
    match slot {
        LeafTree::Leaf(leaf) => {
            let key = layout.keys.get(*leaf).filter(|key| !key.is_empty());
            key.map(|key| key.clone().into_owned())
                .into_iter()
                .collect()
        }
        LeafTree::Group(nest) => {
            let slots = nest.slots.iter();
            slots.flat_map(|slot| leaves(slot, layout)).collect()
        }
    }
}

/// One of these members is there.
fn present(names: &[String]) -> Tree {
    let one = |name: &String| object(vec![("required", texts([name.as_str()]))]);
    super::any_of(names.iter().map(one).collect())
}

/// None of these members is there.
fn absent(names: &[String]) -> Tree {
    let none = names
        .iter()
        .map(|name| (name.clone(), Tree::Boolean(false)));
    object(vec![("properties", named_object(none.collect()))])
}

fn is_group(member: &Member) -> Option<&'static soap_runtime::__private::v1::Group> {
    match member.inner {
        Inner::Group(group) if member.kind == Kind::Group => Some(group),
        _ => None,
    }
}

/// Whether a member needs no elements.
fn is_emptiable(member: &'static Member) -> bool {
    member.flags & REQUIRED == 0
        || is_group(member).is_some_and(|group| match group.choice {
            true => group.members.iter().any(is_emptiable),
            false => group.members.iter().all(is_emptiable),
        })
}

/// The rules of members that stand beside each other.
fn sequence_rules(members: &'static [Member], slots: &[LeafTree], layout: &Layout) -> Rules {
    let mut rules = Rules::default();
    for (member, slot) in members.iter().zip(slots) {
        let is_required = member.flags & REQUIRED != 0;
        match (slot, is_group(member)) {
            (LeafTree::Leaf(_), _) if is_required && member.annotation.is_empty() => {
                rules.required.extend(leaves(slot, layout));
            }
            (LeafTree::Leaf(_), _) | (LeafTree::Group(_), None) => {}
            (LeafTree::Group(nest), Some(group)) if group.choice => {
                let is_optional = is_emptiable(member);
                let inner = choice_rules(group.members, &nest.slots, layout, is_optional);
                rules.required.extend(inner.required);
                rules.others.extend(inner.others);
            }
            (LeafTree::Group(nest), Some(group)) => {
                let inner = sequence_rules(group.members, &nest.slots, layout);
                if is_required {
                    rules.required.extend(inner.required);
                    rules.others.extend(inner.others);
                } else if !inner.is_empty() {
                    rules.others.push(implied(slot, inner, layout));
                }
            }
        }
    }
    rules
}

/// If a member of a slot is there, these rules hold.
fn implied(slot: &LeafTree, rules: Rules, layout: &Layout) -> Tree {
    object(vec![
        ("if", present(&leaves(slot, layout))),
        ("then", rules.into_schema()),
    ])
}

/// The rules of alternatives: one of them is there, or none if that is enough.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a count of what is in memory"
)]
fn choice_rules(
    members: &'static [Member],
    slots: &[LeafTree],
    layout: &Layout,
    is_optional: bool,
) -> Rules {
    let mut rules = Rules::default();
    let mut branches: Vec<Tree> = Vec::with_capacity(slots.len() + 1);
    let mut all = Vec::new();
    for (member, slot) in members.iter().zip(slots) {
        let names = leaves(slot, layout);
        if names.is_empty() {
            continue;
        }
        branches.push(present(&names));
        all.extend(names);
        if let (LeafTree::Group(nest), Some(group)) = (slot, is_group(member)) {
            let inner = match group.choice {
                true => choice_rules(group.members, &nest.slots, layout, is_emptiable(member)),
                false => sequence_rules(group.members, &nest.slots, layout),
            };
            if !inner.is_empty() {
                rules.others.push(implied(slot, inner, layout));
            }
        }
    }
    if is_optional || members.iter().any(is_emptiable) {
        branches.push(absent(&all));
    }
    rules.others.insert(0, super::one_of(branches));
    rules
}
