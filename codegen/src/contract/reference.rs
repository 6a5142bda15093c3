//! The source of a contract's reference, for Markdown and for HTML.

use super::inspect::{Inventory, Parameter, Type, TypeName};
use super::type_names::TypeNames;
use super::used::Used;
use super::{Call, Direction, calls, inventory};
use crate::model::Model;
use crate::model::label::documentation;
use std::collections::BTreeSet;

/// A contract as people read it.
///
/// ```
/// # use wsdl_codegen::contract::{read, reference};
/// # let options = wsdl_codegen::Options {
/// #     wsdl: vec![concat!(env!("CARGO_MANIFEST_DIR"), "/tests/generate/choices/input.wsdl").into()],
/// #     ..wsdl_codegen::Options::default()
/// # };
/// let (model, _, _) = read(&options);
/// let model = model.expect("a contract");
/// let reference = reference(&model);
/// assert_eq!(reference.calls.len(), reference.inventory.operations.len());
/// assert!(reference.types().count() > 0);
/// ```
pub struct Reference<'m> {
    /// Services, operations and types.
    pub inventory: Inventory,
    /// The operations again, in the same order.
    pub calls: Vec<Call<'m>>,
    /// The types that messages may hold.
    used: BTreeSet<TypeName>,
    names: TypeNames,
}

/// Reads a contract for a reference.
pub fn reference(model: &Model) -> Reference<'_> {
    let calls = calls(model);
    let names = TypeNames::new(model);
    let used = Used::new(model, &calls);
    let declared = used.types.keys().filter(|ty| !ty.is_builtin());
    Reference {
        used: declared.filter_map(|ty| names.of(*ty).cloned()).collect(),
        inventory: inventory::inventory(model, &names, &calls),
        calls,
        names,
    }
}

impl Reference<'_> {
    /// The types that messages may hold, but for those that are built in, by namespace and name. An anonymous type whose members are
    /// those of a message is not among them.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let all = self.inventory.types.iter();
        all.filter(|ty| self.used.contains(&ty.type_name()))
    }

    /// The header blocks of a message.
    pub fn headers(&self, call: &Call<'_>, direction: Direction) -> Vec<Parameter> {
        inventory::headers(&self.names, call, direction)
    }

    /// The documentation of the port type of an operation.
    pub fn about_port_type(call: &Call<'_>) -> String {
        documentation(&call.port_type().annotation).into_owned()
    }
}
