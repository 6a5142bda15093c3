//! What types are called: by selectors, in XML, and as a hint for their Rust name.

use super::{Context, Lower};
use crate::model::*;
use crate::plan::graph::*;

impl Lower<'_> {
    /// What selectors call a type: its name, or `Owner.Member`.
    pub(crate) fn type_label(&self, ty: TypeId) -> String {
        let def = &self.model.types[ty];
        if let Some(name) = &def.name {
            return name.local.to_string();
        }
        match def.scope {
            Scope::Global => String::new(),
            Scope::Element(element) => self.element_label(element),
            Scope::Attribute(attribute) => {
                let declaration = &self.model.attributes[attribute];
                match self.parent_label(declaration.parent) {
                    Some(parent) => format!("{parent}.{}", declaration.name.local),
                    None => declaration.name.local.to_string(),
                }
            }
            Scope::Type(owner, index) => format!("{}.{index}", self.type_label(owner)),
        }
    }

    pub(super) fn element_label(&self, element: ElementId) -> String {
        let declaration = &self.model.elements[element];
        match self.parent_label(declaration.parent) {
            Some(parent) => format!("{parent}.{}", declaration.name.local),
            None => declaration.name.local.to_string(),
        }
    }

    pub(super) fn parent_label(&self, parent: Parent) -> Option<String> {
        match parent {
            Parent::Schema => None,
            Parent::Type(ty) => Some(self.type_label(ty)),
            Parent::Group(group) => Some(self.model.groups[group].name.local.to_string()),
            Parent::AttributeGroup(group) => {
                Some(self.model.attribute_groups[group].name.local.to_string())
            }
        }
    }

    /// The XML name of a type: its own, or that of the element it belongs to.
    pub(super) fn type_xml_name(&self, ty: TypeId) -> QName {
        let def = &self.model.types[ty];
        match (&def.name, def.scope) {
            (Some(name), _) => name.clone(),
            (None, Scope::Element(element)) => self.model.elements[element].name.clone(),
            (None, Scope::Attribute(attribute)) => self.model.attributes[attribute].name.clone(),
            (None, Scope::Type(owner, _)) if owner != ty => self.type_xml_name(owner),
            _ => QName::new("", ""),
        }
    }

    /// Name and module of the node of a type.
    pub(super) fn place(&self, ty: TypeId, module: ModuleId) -> (ModuleId, NameHint) {
        let def = &self.model.types[ty];
        if let Some(name) = &def.name {
            return (
                self.types_module(&name.namespace),
                NameHint::Type(name.clone()),
            );
        }
        match def.scope {
            Scope::Element(element) => {
                let declaration = &self.model.elements[element];
                let owner = match declaration.parent {
                    Parent::Schema => {
                        return (
                            module,
                            NameHint::Text(declaration.name.local.to_string(), "Element"),
                        );
                    }
                    Parent::Type(parent) => Owner::Type(parent),
                    Parent::Group(group) => Owner::Group(group),
                    Parent::AttributeGroup(group) => Owner::AttributeGroup(group),
                };
                (
                    module,
                    NameHint::Owned(owner, declaration.name.local.to_string()),
                )
            }
            Scope::Attribute(attribute) => {
                let declaration = &self.model.attributes[attribute];
                let owner = match declaration.parent {
                    Parent::Schema => {
                        return (
                            module,
                            NameHint::Text(declaration.name.local.to_string(), "Attribute"),
                        );
                    }
                    Parent::Type(parent) => Owner::Type(parent),
                    Parent::Group(group) => Owner::Group(group),
                    Parent::AttributeGroup(group) => Owner::AttributeGroup(group),
                };
                (
                    module,
                    NameHint::Owned(owner, declaration.name.local.to_string()),
                )
            }
            Scope::Type(owner, index) => {
                let suffix = match &self.model.types[owner].kind {
                    TypeKind::Simple(simple) => match &simple.variety {
                        Variety::List(item) if self.facts.is_enumeration(*item) => {
                            "Flag".to_owned()
                        }
                        Variety::List(_) => "Item".to_owned(),
                        Variety::Union(_) => format!("Member{}", index + 1),
                        _ => "Base".to_owned(),
                    },
                    TypeKind::Complex(complex) if complex.array_type.is_some() => "Item".to_owned(),
                    TypeKind::Complex(_) => "Value".to_owned(),
                };
                (module, NameHint::Owned(Owner::Type(owner), suffix))
            }
            Scope::Global => (module, NameHint::Text("Anonymous".to_owned(), "")),
        }
    }

    pub(super) fn type_context(&self, ty: TypeId, module: ModuleId) -> Context {
        Context {
            module,
            owner: Owner::Type(ty),
            selector_path: self.type_label(ty),
            xml_name: self.type_xml_name(ty),
        }
    }
}
