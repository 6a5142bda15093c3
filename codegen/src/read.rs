//! From documents to the model: load, parse, resolve, check.

use crate::diagnostic::Diagnostics;
pub use crate::load::{Input, ReadOptions, Resolved, Resolver, Sources};
use crate::model::Model;
use crate::{check, load, resolve};

/// Reads WSDL documents and schemas, with everything they import.
///
/// The model is there even after errors, as far as it goes: what could not be linked is left out or may hold anything.
/// `None` means that no document could be read at all. Whoever generates from it looks at
/// [`Diagnostics::has_errors`] first.
pub fn read(inputs: &[Input], options: &ReadOptions) -> (Option<Model>, Sources, Diagnostics) {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::new();
    let loaded = load::load(inputs, options, &mut sources, &mut diagnostics);
    if loaded.roots.is_empty() {
        return (None, sources, diagnostics);
    }
    let model = resolve::resolve(&loaded, &sources, options.side_by_side, &mut diagnostics);
    check::check(&model, &loaded, &mut diagnostics);
    (Some(model), sources, diagnostics)
}
