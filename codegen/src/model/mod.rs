//! The resolved contract: XML Schema components and WSDL components linked by typed ids.
//!
//! Nothing here knows about Rust. `link` builds it, `validate` reports on it, `select` and `plan` read it.

mod arena;
mod closure;
pub mod content;
mod facts;
pub(crate) mod label;
pub(crate) mod namespaces;
mod schema;
mod uses;
mod wsdl;

pub use crate::ground::{
    Addressing, Annotation, Compositor, DerivationSet, IdentityPath, NamespaceConstraint, Presence,
    ProcessContents, Protocol, QName, Span, Style, Use, ValueConstraint, WhiteSpace,
};
pub use arena::{Arena, Id};
pub(crate) use closure::Closure;
pub(crate) use facts::{ComplexShape, DictionaryShape, Facts, SERIALIZATION};
pub use schema::*;
pub(crate) use uses::{Uses, is_encoded};
pub use wsdl::*;

use std::sync::Arc;

/// Everything that was read, linked.
#[derive(Debug, Default)]
pub struct Model {
    /// Names of the sources, as shown in diagnostics and in the header of generated files, in the order given by the user
    /// first, then in order of discovery.
    pub sources: Vec<Arc<str>>,
    /// All types, the built-in ones first (see `Builtin`).
    pub types: Arena<TypeDef>,
    /// Element declarations, global and local.
    pub elements: Arena<ElementDecl>,
    /// Attribute declarations, global and local.
    pub attributes: Arena<AttributeDecl>,
    /// Named model groups (`xs:group`).
    pub groups: Arena<GroupDef>,
    /// Named attribute groups.
    pub attribute_groups: Arena<AttributeGroupDef>,
    /// Declared notations, with the first declaration of each.
    pub notations: std::collections::BTreeMap<QName, Span>,
    /// WSDL messages.
    pub messages: Arena<Message>,
    /// WSDL port types.
    pub port_types: Arena<PortType>,
    /// WSDL bindings.
    pub bindings: Arena<Binding>,
    /// WSDL services.
    pub services: Arena<Service>,
    /// Prefixes that the documents declare for each namespace, sorted and without duplicates: candidates for the prefixes
    /// of written messages.
    pub prefixes: std::collections::BTreeMap<Arc<str>, Vec<Arc<str>>>,
}

impl Model {
    /// What SOAP encoding calls the items of an array (SOAP 1.1, section 5.4.2): the name of their type, and `[]` or `[,]` for each
    /// array that they are, where these have no names of their own.
    pub(crate) fn item_name(&self, mut item: TypeId) -> Option<(QName, String)> {
        let mut ranks = String::new();
        loop {
            let ty = &self.types[item];
            match (&ty.name, &ty.kind) {
                (Some(name), _) => return Some((name.clone(), ranks)),
                (None, TypeKind::Complex(complex)) => {
                    let (inner, dimensions) = complex.array_type.as_ref()?;
                    item = *inner;
                    let commas = dimensions.chars().filter(|char| *char == ',');
                    ranks = format!("[{}]{ranks}", commas.collect::<String>());
                }
                (None, TypeKind::Simple(_)) => return None,
            }
        }
    }
}
