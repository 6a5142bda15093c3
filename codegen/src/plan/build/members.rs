//! Expressions that describe members.

use super::OutputBuilder;
use super::secrets::Secrets;
use crate::model::*;
use crate::plan::docs;
use crate::plan::graph::*;
use crate::plan::output::{self, Flag, RuntimeType};
use std::collections::{BTreeMap, BTreeSet};

impl OutputBuilder<'_> {
    pub(super) fn is_secret(&self, member: &MemberNode) -> bool {
        self.secrets.has(member) || (Secrets::is_named_so(member) && self.may_be_secret(&member.ty))
    }

    /// Whether values of a type may be secrets: texts, bytes and numbers, and what holds them. `HasPassword` is none.
    fn may_be_secret(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Primitive("bool") => false,
            Ty::Runtime(of) => !matches!(
                of,
                RuntimeType::Date
                    | RuntimeType::DateTime
                    | RuntimeType::Duration
                    | RuntimeType::Time
            ),
            Ty::Node(id) => match &self.node(*id).kind {
                NodeKind::Enumeration { .. } => false,
                NodeKind::Alias(of) => self.may_be_secret(of),
                _ => true,
            },
            _ => true,
        }
    }

    /// The expression that describes a member.
    pub(super) fn member(&mut self, member: &MemberNode, module: ModuleId) -> output::Member {
        let kind = match &member.kind {
            MemberKind::Element(name) => output::MemberKind::Element {
                name: self.name(module, name),
                prefix: self.names.prefixes.of_element(name),
            },
            MemberKind::Attribute(name) => output::MemberKind::Attribute {
                name: self.name(module, name),
                prefix: self.names.prefixes.of_attribute(name),
            },
            MemberKind::Text => output::MemberKind::Text,
            MemberKind::Group { node, .. } => {
                let of = self.node(*node).module;
                let name = self.names.statics.groups.get(node);
                output::MemberKind::Group(self.path(module, of, name.map_or("", String::as_str)))
            }
            MemberKind::Any(wildcard) => output::MemberKind::Any(self.wildcard(module, wildcard)),
            MemberKind::AnyAttribute(wildcard) => {
                output::MemberKind::AnyAttribute(self.attribute_wildcard(module, wildcard))
            }
            MemberKind::Unknown => output::MemberKind::Unknown,
        };
        let statics = &self.names.statics;
        let item = member.item.and_then(|array| statics.items.get(&array));
        let item = item.map(|(of, name)| self.path(module, *of, name));
        let pair = member.pair.and_then(|pair| statics.pairs.get(&pair));
        let pair = pair.map(|(of, name)| self.path(module, *of, name));
        let element = matches!(member.kind, MemberKind::Element(_));
        let of = member
            .simple
            .filter(|_| item.is_none() && pair.is_none())
            .and_then(|ty| match ty == Builtin::AnySimpleType.id() {
                true => element.then(|| "v1::ANY_SIMPLE_TYPE".to_owned()),
                false => self.simple_type(module, ty, element),
            });
        let mixed = member
            .simple
            .filter(|_| item.is_none() && element)
            .and_then(|ty| self.graph.made.get(&NodeKey::Mixed(ty)))
            .map(|node| self.node_type(*node, module));
        // A list or a value has no room for them in its table.
        let is_struct = item.is_none() && pair.is_none() && of.is_none();
        let identities = match member.element.filter(|_| is_struct) {
            Some(element) => self.identities(module, element),
            None => Vec::new(),
        };
        output::Member {
            kind,
            flags: self.flags(member),
            item,
            pair,
            of,
            mixed,
            value: member
                .value
                .as_ref()
                .map(|value| self.value_text(member, value)),
            annotation: member
                .annotation
                .as_ref()
                .map(|encoded| self.encoding(encoded)),
            identities,
            media: member.media.clone(),
            within: (member.within.as_ref()).map(|name| self.name(module, name)),
        }
    }

    /// The attributes of SOAP encoding in a start tag.
    fn encoding(&self, encoded: &Encoded) -> String {
        let name = |name: &QName| format!("{}{}", self.names.prefixes.of_element(name), name.local);
        match encoded {
            Encoded::Unnamed => String::new(),
            Encoded::Type(ty) => format!(" xsi:type=\"{}\"", name(ty)),
            // The writer adds the length.
            Encoded::Array(item, ranks) => format!(
                " xsi:type=\"soapenc:Array\" soapenc:arrayType=\"{}{ranks}",
                name(item)
            ),
        }
    }

    /// Whether it is an element that is kept as XML, or has a simple type: generated code has no enum of derived types.
    fn is_kept(&self, member: &MemberNode) -> bool {
        let shape = member
            .simple
            .and_then(|ty| self.planner.facts.complex_shape_of(ty));
        member.simple.is_some() && matches!(shape, Some(ComplexShape::Raw) | None)
    }

    /// A default or fixed value as the runtime reads it: qualified names with their namespaces, since a message has other prefixes.
    pub(super) fn value_text(&self, member: &MemberNode, value: &ValueConstraint) -> String {
        match self.is_of_names(&member.ty) {
            true => expanded(value),
            false => value.text.to_string(),
        }
    }

    /// Whether a type is that of qualified names or of lists of them, has them as its simple content, or is a union whose first
    /// member that could admit a name is one.
    fn is_of_names<'t>(&'t self, mut ty: &'t Ty) -> bool {
        let mut seen = BTreeSet::new();
        loop {
            ty = match ty {
                Ty::RuntimeOf(_, item) => item,
                Ty::Node(id) if seen.insert(*id) => match &self.node(*id).kind {
                    NodeKind::Alias(of) => of,
                    NodeKind::Union(members) => {
                        let mut members = members.iter().map(|member| &member.ty);
                        let first = members.find(|ty| **ty == Ty::String || self.is_of_names(ty));
                        return first.is_some_and(|ty| *ty != Ty::String);
                    }
                    NodeKind::Struct { members, .. } => match members.last() {
                        Some(last) if matches!(last.kind, MemberKind::Text) => &last.ty,
                        _ => return false,
                    },
                    _ => return false,
                },
                _ => return *ty == Ty::Runtime(RuntimeType::QName),
            };
        }
    }

    /// Whether it has mixed content, kept as XML, and elements of its type have required attributes.
    fn mixed_requires_attributes(&self, member: &MemberNode) -> bool {
        let key = member.simple.map(NodeKey::Mixed);
        let node = key.and_then(|key| self.graph.made.get(&key));
        node.is_some_and(|node| self.requires_attributes(&Ty::Node(*node)))
    }

    /// Whether its type is abstract: `xsi:type` has to say which one it is, of a nil element, too (Part 1, section 3.4.4).
    fn has_abstract_type(&self, member: &MemberNode) -> bool {
        let complex = member.simple.and_then(|ty| self.planner.facts.complex(ty));
        complex.is_some_and(|complex| complex.is_abstract)
    }

    fn flags(&self, member: &MemberNode) -> Vec<Flag> {
        let mut flags = Vec::new();
        let mut add = |flag, applies: bool| {
            if applies {
                flags.push(flag);
            }
        };
        add(
            Flag::Required,
            member.required && !matches!(member.kind, MemberKind::Text),
        );
        add(Flag::Nillable, member.nillable);
        add(
            Flag::Repeated,
            member.repeated
                && !matches!(
                    member.kind,
                    MemberKind::AnyAttribute(_) | MemberKind::Unknown
                ),
        );
        add(Flag::Secret, self.is_secret(member));
        add(
            Flag::Fixed,
            member.value.as_ref().is_some_and(|value| value.is_fixed),
        );
        add(
            Flag::Collapse,
            member.white_space == Some(WhiteSpace::Collapse),
        );
        add(
            Flag::Replace,
            member.white_space == Some(WhiteSpace::Replace),
        );
        add(Flag::Encoded, member.encoded);
        add(Flag::Response, member.response);
        add(
            Flag::NilChecked,
            member.nillable
                && (self.requires_attributes(&member.ty)
                    || self.mixed_requires_attributes(member)
                    || self.has_abstract_type(member)),
        );
        let is_kept = self.overrides.types.facets && self.is_kept(member);
        let blocks = |method| is_kept && member.block.contains(method);
        add(Flag::BlocksExtension, blocks(DerivationSet::EXTENSION));
        add(Flag::BlocksRestriction, blocks(DerivationSet::RESTRICTION));
        flags
    }
}

/// A default or fixed value, with the namespaces of the names in it.
pub(super) fn expanded(value: &ValueConstraint) -> String {
    if value.names.is_empty() {
        return value.text.to_string();
    }
    let names = value.names.iter().map(|name| match &*name.namespace {
        "" => name.local.to_string(),
        namespace => format!("{{{namespace}}}{}", name.local),
    });
    names.collect::<Vec<_>>().join(" ")
}

/// The namespace and prefix that most of these members have: the first of them, where others have as many.
pub(super) fn elements<'m>(members: impl Iterator<Item = &'m output::Member>) -> output::Elements {
    let mut counts: Vec<(output::Elements, usize)> = Vec::new();
    let mut places = BTreeMap::new();
    for member in members {
        let output::MemberKind::Element { name, prefix } = &member.kind else {
            continue;
        };
        let of = output::Elements {
            namespace: name.namespace.clone(),
            prefix: prefix.clone(),
        };
        let key = (of.namespace.clone(), of.prefix.clone());
        let place = *places.entry(key).or_insert(counts.len());
        match counts.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => counts.push((of, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    let first = counts.into_iter().find(|(_, count)| Some(*count) == most);
    first.map(|(of, _)| of).unwrap_or_default()
}

/// Documentation of a field or branch.
pub(super) fn field_docs(member: &MemberNode, branch: bool) -> Vec<String> {
    let mut lines = docs::paragraphs(&member.documentation);
    let mut words: Vec<String> = Vec::new();
    let subject = match &member.kind {
        MemberKind::Element(name) => docs::code(&name.local),
        MemberKind::Attribute(name) => format!("Attribute {}", docs::code(&name.local)),
        MemberKind::Text => "The text".to_owned(),
        MemberKind::Group { choice: true, .. } => "One of several elements".to_owned(),
        MemberKind::Group { .. } => "A sequence of elements".to_owned(),
        MemberKind::Any(wildcard) => wildcard_docs(wildcard),
        MemberKind::AnyAttribute(_) => "Attributes that the schema does not name".to_owned(),
        MemberKind::Unknown => {
            "Children that the schema does not name, written back as they were read".to_owned()
        }
    };
    words.push(subject);
    match member.kind {
        MemberKind::Text | MemberKind::AnyAttribute(_) | MemberKind::Unknown => {}
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
            } else if member.nullable {
                words.push("may be null".to_owned());
            }
            if member.repeated {
                words.push("repeated".to_owned());
            }
        }
    }
    if let Some(value) = &member.value {
        let word = if value.is_fixed { "always" } else { "default" };
        words.push(format!("{word} {}", docs::code(&value.text)));
    }
    words.extend(member.remarks.iter().cloned());
    docs::append(&mut lines, &format!("{}.", words.join(", ")));
    lines
}

/// The elements that a wildcard admits.
fn wildcard_docs(wildcard: &Wildcard) -> String {
    match &wildcard.namespaces {
        NamespaceConstraint::Any => "Any element".to_owned(),
        NamespaceConstraint::Other(uri) if uri.is_empty() => {
            "Any element in a namespace".to_owned()
        }
        NamespaceConstraint::Other(uri) => {
            format!("Any element in a namespace other than {}", docs::code(uri))
        }
        NamespaceConstraint::List(list) if list.is_empty() => "No element".to_owned(),
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
    }
}
