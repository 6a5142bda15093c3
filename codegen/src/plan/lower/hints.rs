//! The module of a type, the hint for its Rust name, and its XML name.

use super::{Context, Lowering};
use crate::model::label::selector_path;
use crate::model::*;
use crate::plan::graph::*;

impl Lowering<'_> {
    /// The selector path of a type: its name, or `Owner.Member`.
    pub(crate) fn type_path(&self, ty: TypeId) -> String {
        selector_path(self.model, ty)
    }

    /// The XML name of a type: its own, or that of the element or attribute it belongs to.
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

    /// The module of the node of a type, and the hint for its name. An anonymous type is in the module that uses it.
    pub(super) fn type_hint(&self, ty: TypeId, used_in: ModuleId) -> (ModuleId, NameHint) {
        let def = &self.model.types[ty];
        if let Some(name) = &def.name {
            let module = self.types_module(&name.namespace);
            return (module, NameHint::Type(name.clone()));
        }
        let hint = match def.scope {
            Scope::Element(element) => {
                let declaration = &self.model.elements[element];
                declared_hint(declaration.parent, &declaration.name, "Element")
            }
            Scope::Attribute(attribute) => {
                let declaration = &self.model.attributes[attribute];
                declared_hint(declaration.parent, &declaration.name, "Attribute")
            }
            Scope::Type(owner, index) => {
                NameHint::In(Container::Type(owner), self.part_hint(owner, index))
            }
            Scope::Global => NameHint::Text("Anonymous".to_owned(), ""),
        };
        (used_in, hint)
    }

    /// The suffix of an anonymous type in another type.
    fn part_hint(&self, owner: TypeId, index: u32) -> String {
        match &self.model.types[owner].kind {
            TypeKind::Simple(simple) => match &simple.variety {
                Variety::List(_) if self.facts.is_flags(owner) => "Flag".to_owned(),
                Variety::List(_) => "Item".to_owned(),
                Variety::Union(_) => format!("Member{}", index + 1),
                _ => "Base".to_owned(),
            },
            TypeKind::Complex(complex) if complex.array_type.is_some() => "Item".to_owned(),
            TypeKind::Complex(_) => "Value".to_owned(),
        }
    }

    pub(super) fn type_context(&self, ty: TypeId, module: ModuleId) -> Context {
        Context {
            module,
            container: Container::Type(ty),
            selector_path: self.type_path(ty),
            xml_name: self.type_xml_name(ty),
        }
    }
}

/// The hint for the anonymous type of a declaration.
fn declared_hint(parent: Parent, name: &QName, suffix: &'static str) -> NameHint {
    let local = name.local.to_string();
    match Container::of(parent) {
        Some(container) => NameHint::In(container, local),
        None => NameHint::Text(local, suffix),
    }
}
