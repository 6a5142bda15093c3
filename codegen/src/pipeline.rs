//! From documents to the model: import (which reads and parses), link, validate.

use crate::diagnostic::Diagnostics;
use crate::model::Model;
pub use crate::source::{Input, ReadOptions, Sources};
use crate::{import, link, validate};

/// Reads WSDL documents and schemas, with everything they import.
///
/// The model is there even after errors, as far as it goes: what could not be linked is left out or may hold anything.
/// `None` means that no document could be read at all. Whoever generates from it looks at
/// [`Diagnostics::has_errors`] first.
pub fn read(inputs: &[Input], options: &ReadOptions) -> (Option<Model>, Sources, Diagnostics) {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::new();
    let documents = import::import(inputs, options, &mut sources, &mut diagnostics);
    if documents.roots.is_empty() {
        return (None, sources, diagnostics);
    }
    let model = link::link(
        &documents,
        options.side_by_side,
        options.rpc_target_namespace,
        &mut diagnostics,
    );
    validate::validate(&model, &mut diagnostics);
    (Some(model), sources, diagnostics)
}
