//! Findings about the linked model. Decides nothing, changes nothing.

mod types;

use crate::diagnostic::{Code, Diagnostics};
use crate::import::{Loaded, Root};
use crate::model::{Model, Span};

/// Reports what is wrong or odd in the model.
pub(crate) fn validate(model: &Model, loaded: &Loaded, diagnostics: &mut Diagnostics) {
    operations(model, loaded, diagnostics);
    types::check(model, diagnostics);
}

/// A WSDL document without operations is not what the user meant to name.
fn operations(model: &Model, loaded: &Loaded, diagnostics: &mut Diagnostics) {
    let any = model
        .port_types
        .iter()
        .any(|(_, port_type)| !port_type.operations.is_empty());
    if any {
        return;
    }
    let written = loaded
        .wsdls
        .iter()
        .flat_map(|wsdl| &wsdl.port_types)
        .any(|port_type| !port_type.operations.is_empty());
    let wsdls: Vec<Span> = loaded
        .roots
        .iter()
        .filter_map(|root| match root {
            Root::Wsdl(number) => loaded.wsdls.get(*number).map(|wsdl| wsdl.span),
            Root::Schema(_) => None,
        })
        .collect();
    // An import that failed may have brought them; that has been reported.
    let cut = loaded
        .wsdls
        .iter()
        .flat_map(|wsdl| &wsdl.imports)
        .any(|import| import.target.is_none());
    if let (Some(span), false) = (wsdls.first(), written || cut) {
        diagnostics.error(Code::NoOperations, *span, "there is not one operation");
    }
}
