//! The source of a contract's reference, for Markdown and for HTML.

use super::inspect::{Inventory, Parameter, Type, TypeName, header_parameters, inspect};
use super::used::Used;
use super::{About, Call, Direction, calls};
use crate::model::Model;
use crate::model::label::documentation;
use std::collections::BTreeMap;

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
    /// The facets of each type that messages may hold.
    facets: BTreeMap<TypeName, Vec<(String, String)>>,
}

/// Reads a contract for a reference.
pub fn reference(model: &Model) -> Reference<'_> {
    let calls = calls(model);
    let used = Used::new(model, &calls);
    let about = About::new(model);
    let declared = used.types.keys().filter(|ty| !ty.is_builtin());
    let facets = declared.filter_map(|ty| Some((TypeName::of(model, *ty)?, about.facets(*ty))));
    Reference {
        facets: facets.collect(),
        inventory: inspect(model),
        calls,
    }
}

impl Reference<'_> {
    /// The named types that messages may hold, but for those that are built in, each with its facets, by namespace and name.
    pub fn types(&self) -> impl Iterator<Item = (&Type, &[(String, String)])> {
        self.inventory.types.iter().filter_map(|ty| {
            let name = TypeName {
                namespace: ty.namespace.clone(),
                name: ty.name.clone(),
            };
            Some((ty, self.facets.get(&name)?.as_slice()))
        })
    }

    /// The header blocks of a message.
    pub fn headers(call: &Call<'_>, direction: Direction) -> Vec<Parameter> {
        header_parameters(call, direction)
    }

    /// The documentation of the port type of an operation.
    pub fn about_port_type(call: &Call<'_>) -> String {
        documentation(&call.port_type().annotation).into_owned()
    }
}
