//! Items: structs, enumerations, unions, choices, polymorphic enums.

use super::OutputBuilder;
use super::members::member_local;
use crate::model::*;
use crate::plan::docs;
use crate::plan::graph::*;
use crate::plan::lower::in_namespace;
use crate::plan::names::ident;
use crate::plan::names::scope::NameScope;
use crate::plan::output::{self, Item, Secret};
use crate::tokens::Tokens;
use std::collections::BTreeSet;

/// Traits that every struct derives.
const STRUCT: &[&str] = &["Clone", "Debug", "Default", "PartialEq"];
/// Traits that every enumeration derives.
const ENUMERATION: &[&str] = &["Clone", "Debug", "Default", "PartialEq", "Eq", "Hash"];

impl OutputBuilder<'_, '_> {
    pub(super) fn head(&mut self, id: NodeId, derives: &[&str]) -> output::Head {
        let node = self.node(id);
        let selector_path = &node.selector_path;
        let named = match &node.wanted {
            NameHint::Type(name) => Some(name.clone()),
            _ => None,
        };
        let mut all: Vec<Tokens> = derives
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect();
        let mut extra: Vec<&Tokens> = self.overrides.derives.all(selector_path);
        if let Some(name) = &named {
            extra.extend(self.overrides.derives.all(&name.to_string()));
        }
        for derive in extra {
            let text = derive.to_string();
            if !all.iter().any(|known| known.to_string() == text) {
                all.push(derive.clone());
            }
        }
        output::Head {
            docs: node.docs.clone(),
            derives: if derives.is_empty() { Vec::new() } else { all },
            attributes: self
                .overrides
                .attributes
                .all(selector_path)
                .into_iter()
                .cloned()
                .collect(),
            name: self.names.get(&id).cloned().unwrap_or_default(),
        }
    }

    /// Whether a direct field of this type must be boxed, and whether a required one must be optional.
    pub(super) fn recursion(&self, from: NodeId, member: &MemberNode) -> (bool, bool) {
        if member.repeated || member.item.is_some() {
            return (false, false);
        }
        let Ty::Node(to) = member.ty else {
            return (false, false);
        };
        let structural = matches!(self.node(to).kind, NodeKind::Struct { group: false, .. });
        let boxed = structural && self.component[from] == self.component[to];
        let optional =
            must_have(member) && self.required_component[from] == self.required_component[to];
        (boxed, optional)
    }

    /// Makes the item of a node.
    pub(crate) fn item(&mut self, id: NodeId) -> Option<Item> {
        let node = self.node(id);
        let module = node.module;
        Some(match &node.kind {
            NodeKind::Reserved => return None,
            NodeKind::Struct { members, group } => {
                Item::Struct(self.structure(id, members, *group))
            }
            NodeKind::Enumeration { ty } => Item::Enum(self.enumeration(id, *ty)),
            NodeKind::Alias(ty) => Item::Alias(output::Alias {
                ty: self.ty(ty, module),
                head: self.head(id, &[]),
            }),
            NodeKind::Union(members) => Item::Union(self.union(id, members)),
            NodeKind::Choice(branches) => Item::Choice(self.choice(id, branches)),
            NodeKind::Polymorphic(variants) => Item::Polymorphic(self.polymorphic(id, variants)),
        })
    }

    /// Names of fields: elements first, so that an attribute of the same name gives way.
    pub(crate) fn field_names(&mut self, id: NodeId, members: &[MemberNode]) -> Vec<String> {
        let node = self.node(id);
        let mut scope = NameScope::default();
        let mut found: Vec<Option<String>> = vec![None; members.len()];
        for (index, member) in members.iter().enumerate() {
            let local = member_local(member);
            let own = format!("{}.{local}", node.selector_path);
            let renamed = self
                .overrides
                .rename_fields
                .last(&own)
                .or_else(|| self.overrides.rename_fields.last(&member.selector_path));
            if let Some(name) = renamed {
                let name = name.clone();
                scope.reserve(&name);
                found[index] = Some(name);
            }
        }
        for attributes in [false, true] {
            for (index, member) in members.iter().enumerate() {
                let is_attribute = matches!(
                    member.kind,
                    MemberKind::Attribute(_) | MemberKind::AnyAttribute
                );
                if found[index].is_some() || is_attribute != attributes {
                    continue;
                }
                let wanted = ident::snake_name(&member.wanted, "field_");
                let alternatives = if is_attribute {
                    vec![format!(
                        "{}_attribute",
                        wanted.trim_start_matches("r#").trim_end_matches('_')
                    )]
                } else {
                    Vec::new()
                };
                let given = scope.take(&wanted, &alternatives);
                if given != wanted
                    && !matches!(member.kind, MemberKind::Group { .. } | MemberKind::Any(_))
                {
                    self.collisions.push((
                        member.span,
                        node.selector_path.clone(),
                        wanted,
                        given.clone(),
                    ));
                }
                found[index] = Some(given);
            }
        }
        found.into_iter().map(Option::unwrap_or_default).collect()
    }

    pub(super) fn structure(
        &mut self,
        id: NodeId,
        members: &[MemberNode],
        group: bool,
    ) -> output::Struct {
        let node = self.node(id);
        let module = node.module;
        let names = self.field_names(id, members);
        let mut masked = false;
        let mut fields = Vec::new();
        for (member, name) in members.iter().zip(names) {
            let (boxed, optional) = self.recursion(id, member);
            let (ty, secret) = self.field_type(member, module, boxed, optional);
            let secret = if self.is_secret(member) {
                secret
            } else {
                Secret::Shown
            };
            masked |= secret != Secret::Shown;
            let own = format!("{}.{}", node.selector_path, member_local(member));
            fields.push(output::Field {
                docs: field_docs(member, false),
                attributes: self
                    .overrides
                    .attributes
                    .all(&own)
                    .into_iter()
                    .cloned()
                    .collect(),
                name,
                ty,
                member: self.member(member, module),
                secret,
            });
        }
        let derives: Vec<&str> = STRUCT
            .iter()
            .copied()
            .filter(|name| !(masked && *name == "Debug"))
            .collect();
        output::Struct {
            head: self.head(id, &derives),
            fields,
            table: self.tables.get(&id).cloned().unwrap_or_default(),
            table_visible: false,
            xml_name: self.name(module, &node.xml_name),
            group: group.then(|| self.groups.get(&id).cloned().unwrap_or_default()),
            group_visible: false,
            masked,
        }
    }

    pub(super) fn enumeration(&mut self, id: NodeId, ty: TypeId) -> output::Enum {
        let node = self.node(id);
        let def = &self.model().types[ty];
        let TypeKind::Simple(simple) = &def.kind else {
            return output::Enum {
                head: self.head(id, ENUMERATION),
                variants: Vec::new(),
                unknown: None,
                numbered: false,
                preserve: false,
                empty: false,
            };
        };
        let values = &simple.facets.enumeration;
        let number_of = |value: &EnumerationValue| {
            value
                .annotation
                .appinfo
                .iter()
                .find(|(name, _)| &*name.local == "EnumerationValue")
                .and_then(|(_, text)| text.trim().parse::<i64>().ok())
        };
        let numbered = values.iter().any(|value| number_of(value).is_some());
        // WCF leaves out the number that a value has by its position; values of flags double.
        let flags = self.is_flag(ty);
        let mut scope = NameScope::default();
        let mut seen = BTreeSet::new();
        let mut variants = Vec::new();
        let mut preserve = false;
        let mut empty = false;
        for (index, value) in values.iter().enumerate() {
            let text = value.value.to_string();
            if !seen.insert(text.clone()) {
                continue;
            }
            empty |= text.is_empty();
            preserve |= text.split_ascii_whitespace().collect::<Vec<_>>().join(" ") != text;
            let number = number_of(value).or_else(|| {
                let position = i64::try_from(index).ok()?;
                if flags {
                    1_i64.checked_shl(u32::try_from(index).ok()?)
                } else {
                    Some(position)
                }
            });
            let wanted = ident::variant_name(&text);
            let own = format!("{}.{text}", node.selector_path);
            let name = match self.overrides.rename_fields.last(&own) {
                Some(name) => {
                    scope.reserve(name);
                    name.clone()
                }
                None => scope.take(&wanted, &[]),
            };
            if name != wanted {
                self.collisions.push((
                    value.span,
                    node.selector_path.clone(),
                    wanted,
                    name.clone(),
                ));
            }
            let mut docs = docs::paragraphs(&value.annotation.documentation);
            let described = match number {
                Some(number) if numbered => format!("{}, {number}.", docs::code(&text)),
                _ => format!("{}.", docs::code(&text)),
            };
            docs::append(&mut docs, &described);
            variants.push(output::Variant {
                docs,
                name,
                text,
                number: number.filter(|_| numbered),
            });
        }
        let closed = match &def.name {
            Some(name) => self.overrides.closed.any_name(name),
            None => self.overrides.closed.any(&node.selector_path),
        };
        let unknown = (!closed).then(|| scope.take("Unknown", &["UnknownValue".to_owned()]));
        output::Enum {
            head: self.head(id, ENUMERATION),
            variants,
            unknown,
            numbered,
            preserve,
            empty,
        }
    }

    /// Whether an enumeration is the item of a list: one of the values of a set of flags.
    pub(super) fn is_flag(&self, ty: TypeId) -> bool {
        match self.model().types[ty].scope {
            Scope::Type(owner, _) => {
                matches!(
                    &self.model().types[owner].kind,
                    TypeKind::Simple(SimpleType {
                        variety: Variety::List(_),
                        ..
                    })
                )
            }
            _ => false,
        }
    }

    pub(super) fn union(&mut self, id: NodeId, members: &[(String, Ty)]) -> output::Union {
        let module = self.node(id).module;
        let mut scope = NameScope::default();
        let mut variants = Vec::new();
        for (name, ty) in members {
            let unless = match ty {
                Ty::Node(of) => self.unknown_variant(*of),
                _ => None,
            };
            variants.push(output::UnionVariant {
                docs: vec![format!("A value of {}.", docs::code(name))],
                name: scope.take(&ident::variant_name(name), &[]),
                ty: self.ty(ty, module),
                unless,
            });
        }
        output::Union {
            text: members.iter().any(|(_, ty)| self.is_text(ty)),
            head: self.head(id, &["Clone", "Debug", "PartialEq"]),
            variants,
        }
    }

    /// Whether values of a type are any text, with its white space.
    pub(super) fn is_text(&self, ty: &Ty) -> bool {
        match ty {
            Ty::String => true,
            Ty::Node(id) => match &self.node(*id).kind {
                NodeKind::Alias(of) => self.is_text(of),
                NodeKind::Union(members) => members.iter().any(|(_, ty)| *ty == Ty::String),
                _ => false,
            },
            _ => false,
        }
    }

    /// The catch-all variant of an enumeration (through aliases).
    pub(super) fn unknown_variant(&mut self, id: NodeId) -> Option<String> {
        match &self.node(id).kind {
            NodeKind::Enumeration { ty } => self.enumeration(id, *ty).unknown,
            NodeKind::Alias(Ty::Node(of)) if *of != id => self.unknown_variant(*of),
            _ => None,
        }
    }

    pub(super) fn choice(&mut self, id: NodeId, members: &[MemberNode]) -> output::Choice {
        let node = self.node(id);
        let module = node.module;
        let mut scope = NameScope::default();
        let mut branches = Vec::new();
        let mut masked = false;
        for member in members {
            let (boxed, _) = self.recursion(id, member);
            let own = format!("{}.{}", node.selector_path, member_local(member));
            let renamed = self.overrides.rename_fields.last(&own).cloned();
            let name = match renamed {
                Some(name) => {
                    scope.reserve(&name);
                    name
                }
                None => scope.take(&ident::variant_name(&member.wanted), &[]),
            };
            masked |= self.is_secret(member);
            branches.push(output::Branch {
                docs: field_docs(member, true),
                name,
                ty: self.branch_type(member, module, boxed),
                member: self.member(member, module),
            });
        }
        let derives: &[&str] = if masked {
            &["Clone", "PartialEq"]
        } else {
            &["Clone", "Debug", "PartialEq"]
        };
        output::Choice {
            head: self.head(id, derives),
            group: self.groups.get(&id).cloned().unwrap_or_default(),
            group_visible: false,
            branches,
            masked,
        }
    }

    pub(super) fn polymorphic(
        &mut self,
        id: NodeId,
        variants: &[(TypeId, Ty)],
    ) -> output::Polymorphic {
        let node = self.node(id);
        let module = node.module;
        let mut scope = NameScope::default();
        let mut planned = Vec::new();
        for (ty, content) in variants {
            let xml_name = match &self.model().types[*ty].name {
                Some(name) => name.clone(),
                None => continue,
            };
            let boxed = match content {
                Ty::Node(to) => {
                    matches!(self.node(*to).kind, NodeKind::Struct { .. })
                        && self.component[id] == self.component[*to]
                }
                _ => false,
            };
            let declared = xml_name == node.xml_name;
            let of = self.ty(content, module);
            let attribute = if declared {
                String::new()
            } else {
                format!(
                    " xsi:type=\"{}{}\"",
                    self.prefixes.of_element(&xml_name),
                    xml_name.local
                )
            };
            planned.push(output::PolymorphicVariant {
                docs: vec![format!(
                    "{}{}.",
                    docs::code(&xml_name.local),
                    in_namespace(&xml_name)
                )],
                name: scope.take(&ident::variant_name(&xml_name.local), &[]),
                ty: if boxed {
                    output::Type::Path(self.prelude(module).boxed.to_owned(), vec![of])
                } else {
                    of
                },
                xml_name: self.name(module, &xml_name),
                attribute,
            });
        }
        output::Polymorphic {
            head: self.head(id, &["Clone", "Debug", "PartialEq"]),
            table: self.tables.get(&id).cloned().unwrap_or_default(),
            variants: planned,
        }
    }
}

/// Whether a value of the owner cannot be without a value of the member.
pub(super) fn must_have(member: &MemberNode) -> bool {
    member.required
        && !member.nillable
        && !member.repeated
        && member.item.is_none()
        && matches!(
            member.kind,
            MemberKind::Element(_) | MemberKind::Attribute(_) | MemberKind::Text
        )
}

/// Documentation of a field or branch.
pub(super) fn field_docs(member: &MemberNode, branch: bool) -> Vec<String> {
    let mut lines = docs::paragraphs(&member.documentation);
    let mut words: Vec<String> = Vec::new();
    let what = match &member.kind {
        MemberKind::Element(name) => docs::code(&name.local),
        MemberKind::Attribute(name) => format!("Attribute {}", docs::code(&name.local)),
        MemberKind::Text => "The text".to_owned(),
        MemberKind::Group { choice: true, .. } => "One of several elements".to_owned(),
        MemberKind::Group { .. } => "A sequence of elements".to_owned(),
        MemberKind::Any(wildcard) => match &wildcard.namespaces {
            NamespaceConstraint::Any => "Any element".to_owned(),
            NamespaceConstraint::Other(uri) if uri.is_empty() => {
                "Any element in a namespace".to_owned()
            }
            NamespaceConstraint::Other(uri) => {
                format!("Any element in a namespace other than {}", docs::code(uri))
            }
            NamespaceConstraint::List(list) => {
                let names: Vec<String> = list
                    .iter()
                    .map(|uri| {
                        if uri.is_empty() {
                            "none".to_owned()
                        } else {
                            docs::code(uri)
                        }
                    })
                    .collect();
                format!(
                    "Any element in one of these namespaces: {}",
                    names.join(", ")
                )
            }
        },
        MemberKind::AnyAttribute => "Attributes that the schema does not name".to_owned(),
        MemberKind::Unknown => {
            "Children that the schema does not name, written back as they were read".to_owned()
        }
    };
    words.push(what);
    match member.kind {
        MemberKind::Text | MemberKind::AnyAttribute | MemberKind::Unknown => {}
        _ => {
            if !branch {
                let word = if member.required {
                    "required"
                } else {
                    "optional"
                };
                words.push(word.to_owned());
            }
            if member.nillable {
                words.push("nillable".to_owned());
            }
            if member.repeated {
                words.push("repeated".to_owned());
            }
        }
    }
    match &member.value {
        Some(ValueConstraint::Default(text)) => words.push(format!("default {}", docs::code(text))),
        Some(ValueConstraint::Fixed(text)) => words.push(format!("always {}", docs::code(text))),
        None => {}
    }
    words.extend(member.remarks.iter().cloned());
    docs::append(&mut lines, &format!("{}.", words.join(", ")));
    lines
}
