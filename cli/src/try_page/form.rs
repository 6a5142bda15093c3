//! Forms: the types of messages as the page draws them.
//!
//! A type is described once, with the numbers of the types of its members. A form comes with the types that are near, and
//! the page asks for others when it opens them, so a contract of thousands of types costs what is looked at.

use super::state::State;
use serde_json::{Map, Value, json};
use soap_dynamic::Operation;
use soap_dynamic::shape::{
    Form, MemberKind, MemberShape, Part, Shape, ShapeKind, StructShape, Variant,
};
use std::collections::{HashSet, VecDeque};
use wsdl_codegen::contract::{About, TypeNotes};

/// The types that come with a form.
const NEAR: usize = 150;

/// The form of an operation: the types of its body and headers.
pub(super) fn form(state: &State, operation: &Operation) -> Value {
    let (body, headers) = (operation.request_shape(), operation.request_headers_shape());
    let has_headers = operation.header_names(true).next().is_some();
    let roots = [Some(body), has_headers.then_some(headers)];
    let types = types(state, roots.into_iter().flatten());
    json!({
        "body": state.shape_id(body),
        "headers": has_headers.then(|| state.shape_id(headers)),
        "types": types,
    })
}

/// Types from these on, as far as they are near.
pub(super) fn types(state: &State, roots: impl Iterator<Item = Shape>) -> Value {
    let about = About::new(&state.model);
    let mut pending: VecDeque<Shape> = roots.collect();
    let mut seen: HashSet<usize> = pending.iter().map(Shape::id).collect();
    let mut types = Map::new();
    while let Some(shape) = pending.pop_front() {
        if types.len() == NEAR {
            break;
        }
        let mut drawn = Drawn {
            state,
            about: &about,
            next: Vec::new(),
        };
        let described = drawn.described(shape);
        types.insert(state.shape_id(shape).to_string(), described);
        pending.extend(drawn.next.into_iter().filter(|one| seen.insert(one.id())));
    }
    Value::Object(types)
}

/// Describes one type, and collects those that it names.
struct Drawn<'s> {
    state: &'s State,
    about: &'s About<'s>,
    next: Vec<Shape>,
}

impl Drawn<'_> {
    fn described(&mut self, shape: Shape) -> Value {
        match shape.kind() {
            ShapeKind::Struct(shape) => self.structure(&shape),
            ShapeKind::Choice(parts) => {
                let parts = self.parts(&parts, None);
                json!({"kind": "choice", "parts": parts})
            }
            ShapeKind::Derived(variants) => {
                let variants = variants.iter().map(|one| self.variant(one));
                json!({"kind": "derived", "variants": variants.collect::<Vec<_>>()})
            }
            ShapeKind::Enumeration { values, is_open } => {
                json!({"kind": "enumeration", "values": values, "open": is_open})
            }
            ShapeKind::Union(members) => {
                let members = members.into_iter().map(|one| self.named(one));
                json!({"kind": "union", "members": members.collect::<Vec<_>>()})
            }
            ShapeKind::List { item, is_set } => {
                json!({"kind": "list", "item": self.named(item), "set": is_set})
            }
            ShapeKind::Pairs { key, value } => {
                json!({"kind": "pairs", "key": self.named(key), "value": self.named(value)})
            }
            ShapeKind::Simple(simple) => {
                let form = match simple.form {
                    Form::Boolean => "boolean",
                    Form::Number => "number",
                    Form::Text => "text",
                };
                json!({"kind": "simple", "name": simple.name, "form": form})
            }
            ShapeKind::Element => json!({"kind": "element"}),
            ShapeKind::Attribute => json!({"kind": "attribute"}),
            _ => json!({"kind": "any"}),
        }
    }

    /// The number of a type that the described one names.
    fn named(&mut self, shape: Shape) -> usize {
        self.next.push(shape);
        self.state.shape_id(shape)
    }

    fn structure(&mut self, shape: &StructShape) -> Value {
        let notes = self.about.of(shape.namespace, shape.name);
        let documentation = notes.as_ref().map(|notes| notes.documentation.clone());
        let parts = self.parts(&shape.parts, notes.as_ref());
        json!({
            "kind": "struct",
            "name": shape.name,
            "documentation": documentation.unwrap_or_default(),
            "parts": parts,
        })
    }

    fn variant(&mut self, one: &Variant) -> Value {
        json!({
            "key": one.key,
            "name": one.name,
            "type": self.named(one.shape),
            "documentation": self.about.documentation(one.namespace, one.name),
        })
    }

    fn parts(&mut self, parts: &[Part], notes: Option<&TypeNotes>) -> Vec<Value> {
        let parts = parts.iter().map(|part| match part {
            Part::Member(member) => self.member(member, notes),
            Part::Group {
                is_choice,
                is_optional,
                parts,
            } => json!({
                "choice": is_choice,
                "optional": is_optional,
                "parts": self.parts(parts, notes),
            }),
        });
        parts.collect()
    }

    fn member(&mut self, member: &MemberShape, notes: Option<&TypeNotes>) -> Value {
        let name = match member.kind {
            MemberKind::Attribute => format!("@{{{}}}{}", member.namespace, member.name),
            MemberKind::Text => "$".to_owned(),
            _ => format!("{{{}}}{}", member.namespace, member.name),
        };
        let mut all = Map::new();
        all.insert("key".to_owned(), json!(member.key));
        all.insert("type".to_owned(), json!(self.named(member.shape)));
        let kind = match member.kind {
            MemberKind::Element => "element",
            MemberKind::Attribute => "attribute",
            MemberKind::Text => "text",
            MemberKind::Any => "any",
            MemberKind::AnyAttribute => "anyAttribute",
            MemberKind::Group => "group",
            MemberKind::Unknown => "unknown",
        };
        all.insert("kind".to_owned(), json!(kind));
        let flags = [
            ("required", member.is_required),
            ("nillable", member.is_nillable),
            ("repeated", member.is_repeated),
            ("nilItems", member.has_nil_items),
            ("secret", member.is_secret),
            ("fixed", member.is_fixed),
        ];
        // Properties that do not hold are left out: a form has many members.
        for (name, _) in flags.into_iter().filter(|(_, is_set)| *is_set) {
            all.insert(name.to_owned(), json!(true));
        }
        if let Some(value) = member.default {
            all.insert("default".to_owned(), json!(value));
        }
        if let Some(notes) = notes.and_then(|notes| notes.members.get(&name)) {
            all.insert("label".to_owned(), json!(notes.ty));
            if !notes.documentation.is_empty() {
                all.insert("documentation".to_owned(), json!(notes.documentation));
            }
            if !notes.facets.is_empty() {
                all.insert("facets".to_owned(), json!(notes.facets));
            }
            if !notes.values.is_empty() {
                all.insert("values".to_owned(), json!(notes.values));
            }
        }
        Value::Object(all)
    }
}
