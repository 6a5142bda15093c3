//! Documentation and facets of a contract's types and members, by their names.

use super::{MemberKind, members, type_label};
use crate::model::label::documentation;
use crate::model::{Model, QName, TypeId, TypeKind};
use std::collections::HashMap;

/// Documentation and facets of all types.
pub struct About<'m> {
    model: &'m Model,
    /// The named types, and the anonymous types of global elements.
    types: HashMap<(&'m str, &'m str), TypeId>,
    elements: HashMap<(&'m str, &'m str), TypeId>,
}

/// Documentation and facets of a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeNotes {
    /// Documentation.
    pub documentation: String,
    /// Its members, by `{namespace}name`, or `@{namespace}name` for an attribute.
    pub members: HashMap<String, MemberNotes>,
}

/// Documentation and facets of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberNotes {
    /// Documentation.
    pub documentation: String,
    /// The name of its type, such as `xs:int`.
    pub ty: String,
    /// The facets of its simple type, those of its bases after its own: name and value.
    pub facets: Vec<(String, String)>,
    /// Its simple type has an enumeration, and these are the values.
    pub values: Vec<String>,
}

/// The longest chain of bases that is followed.
const BASES: usize = 64;

fn named(name: &QName) -> String {
    format!("{{{}}}{}", name.namespace, name.local)
}

impl<'m> About<'m> {
    /// Looks the types of a contract up by their names.
    pub fn new(model: &'m Model) -> Self {
        let mut made = Self {
            model,
            types: HashMap::new(),
            elements: HashMap::new(),
        };
        for (id, definition) in model.types.iter() {
            if let Some(name) = &definition.name {
                made.types.insert((&*name.namespace, &*name.local), id);
            }
        }
        for (_, element) in model.elements.iter() {
            let key = (&*element.name.namespace, &*element.name.local);
            if model.types[element.ty].name.is_none() {
                // Of local elements of one name the first one is taken.
                made.elements.entry(key).or_insert(element.ty);
            }
        }
        made
    }

    fn find(&self, namespace: &str, local: &str) -> Option<TypeId> {
        let key = (namespace, local);
        let found = self.types.get(&key).or_else(|| self.elements.get(&key));
        found.copied()
    }

    /// The documentation of the type of a name; empty if it has none.
    pub fn documentation(&self, namespace: &str, local: &str) -> String {
        let ty = self.find(namespace, local);
        let annotation = ty.map(|ty| &self.model.types[ty].annotation);
        annotation.map_or_else(String::new, |one| documentation(one).into_owned())
    }

    /// Documentation and facets of a type by its name, or of the anonymous type of an element by the element's name.
    pub fn of(&self, namespace: &str, local: &str) -> Option<TypeNotes> {
        let ty = self.find(namespace, local)?;
        let mut notes = TypeNotes {
            documentation: documentation(&self.model.types[ty].annotation).into_owned(),
            members: HashMap::new(),
        };
        for member in members(self.model, ty) {
            let name = match member.kind {
                MemberKind::Element => named(&member.name),
                MemberKind::Attribute => format!("@{}", named(&member.name)),
                MemberKind::Text => "$".to_owned(),
                MemberKind::AnyElement | MemberKind::AnyAttribute => continue,
            };
            notes.members.entry(name).or_insert_with(|| MemberNotes {
                documentation: member.documentation.clone(),
                ty: type_label(self.model, member.ty),
                facets: self.facets(member.ty),
                values: super::inspect::enumeration(self.model, member.ty)
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            });
        }
        Some(notes)
    }

    /// The facets of a simple type but for its enumeration.
    pub(super) fn facets(&self, ty: TypeId) -> Vec<(String, String)> {
        let (mut all, mut at) = (Vec::new(), ty);
        for _ in 0..BASES {
            let TypeKind::Simple(simple) = &self.model.types[at].kind else {
                break;
            };
            let written = simple.facets.written.iter();
            let written =
                written.filter(|facet| !matches!(&*facet.kind, "enumeration" | "whiteSpace"));
            all.extend(written.map(|facet| (facet.kind.to_string(), facet.value.to_string())));
            match simple.base {
                Some(base) if base != at && !at.is_builtin() => at = base,
                _ => break,
            }
        }
        all
    }
}
