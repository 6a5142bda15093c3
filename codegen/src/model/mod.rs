//! The resolved contract: XML Schema components and WSDL components linked by typed ids.
//!
//! The model does not know Rust. `link` builds it, `validate` checks it, `select` and `plan` read it.

mod arena;
mod closure;
pub mod content;
mod facts;
pub(crate) mod label;
pub(crate) mod namespaces;
pub(crate) mod recommended;
mod schema;
mod uses;
mod wsdl;

pub use crate::ground::{
    Addressing, Annotation, Compositor, Demand, DerivationSet, Direction, IdentityPath,
    IdentityPathAlternative, NameTest, NamespaceConstraint, Presence, ProcessContents, Protocol,
    QName, Span, Style, Use, ValueConstraint, WhiteSpace,
};
pub(crate) use crate::ground::{add_demands, unmet_demands};
pub use arena::{Arena, Id};
pub(crate) use closure::Closure;
pub(crate) use facts::{ComplexShape, DictionaryShape, Facts, SERIALIZATION};
pub use schema::*;
pub(crate) use uses::{Uses, is_encoded};
pub use wsdl::*;

use std::sync::Arc;

/// All linked components.
#[derive(Debug, Default)]
pub struct Model {
    /// Names of the sources, as shown in diagnostics and in the header of generated files: the user's first, then the
    /// others in order of discovery.
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
    /// The prefixes of each namespace in the documents, sorted and without duplicates. Written messages use them if
    /// they can.
    pub prefixes: std::collections::BTreeMap<Arc<str>, Vec<Arc<str>>>,
}

impl Model {
    /// The name of the items of an array in SOAP encoding (SOAP 1.1, section 5.4.2): the name of their type, and `[]`
    /// or `[,]` for each nested array without a name.
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
