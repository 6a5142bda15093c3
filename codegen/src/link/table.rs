//! Global components by name.

use super::roots::overlap;
use super::schema::SimpleContent;
use crate::model::*;
use crate::syntax::NameReference;
use crate::syntax::xsd::{self, Component};
use std::collections::BTreeMap;

/// A declaration of a name, with its repetitions.
pub(super) struct Distinct<'a, D, T> {
    pub id: Id<T>,
    pub declaration: &'a D,
    /// The first document that has it.
    pub schema: usize,
    /// All inputs that import it, sorted.
    pub roots: Vec<u32>,
}

/// A global declaration whose content is to be linked.
pub(super) struct Unlinked<'a, D, T> {
    pub id: Id<T>,
    pub declaration: &'a D,
    pub schema: usize,
    /// In an `xs:redefine`: the name under which the original component is kept.
    pub redefines: Option<QName>,
}

/// Declarations of one kind.
pub(super) struct Table<'a, D, T> {
    pub names: BTreeMap<QName, Vec<Distinct<'a, D, T>>>,
    /// In order of the documents.
    pub order: Vec<Unlinked<'a, D, T>>,
}

impl<D, T> Default for Table<'_, D, T> {
    fn default() -> Self {
        Self {
            names: BTreeMap::new(),
            order: Vec::new(),
        }
    }
}

impl<'a, D, T> Table<'a, D, T> {
    /// The declaration that a name refers to in a document with these inputs.
    pub fn find(&self, name: &QName, roots: &[u32]) -> Option<Id<T>> {
        let variants = self.names.get(name)?;
        let own = variants
            .iter()
            .find(|variant| overlap(&variant.roots, roots));
        own.or(variants.first()).map(|variant| variant.id)
    }
}

/// The tables of all kinds.
#[derive(Default)]
pub(super) struct Tables<'a> {
    pub types: Table<'a, xsd::Type, TypeDef>,
    pub elements: Table<'a, xsd::Element, ElementDecl>,
    pub attributes: Table<'a, xsd::Attribute, AttributeDecl>,
    pub groups: Table<'a, xsd::Group, GroupDef>,
    pub attribute_groups: Table<'a, xsd::AttributeGroup, AttributeGroupDef>,
    /// Types with simple content, which are linked when all types are known.
    pub simple_contents: Vec<(TypeId, SimpleContent)>,
    /// Key references of elements, by index, with their targets.
    pub key_references: Vec<(ElementId, usize, &'a NameReference)>,
    /// Elements that take their type from the head of their substitution group.
    pub typed_by_head: Vec<ElementId>,
}

/// The kinds of global components. Each kind has its own names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Type,
    Element,
    Attribute,
    Group,
    AttributeGroup,
}

/// The kind and the name of a global component.
pub(super) fn identity(component: &Component) -> Option<(Kind, &QName)> {
    Some(match component {
        Component::Type(of) => (Kind::Type, of.name.as_ref()?),
        Component::Element(of) => (Kind::Element, &of.name),
        Component::Attribute(of) => (Kind::Attribute, &of.name),
        Component::Group(of) => (Kind::Group, &of.name),
        Component::AttributeGroup(of) => (Kind::AttributeGroup, &of.name),
    })
}
