//! Patterns that the option `facets` asks to check, and that cannot be.

use super::Planner;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::TypeKind;
use crate::options::overrides::Overrides;
use crate::pattern::Pattern;

/// Reports patterns of which no automaton can be built: values would not be checked, without a word.
pub(super) fn check(planner: &Planner<'_>, overrides: &Overrides, diagnostics: &mut Diagnostics) {
    if !overrides.types.facets {
        return;
    }
    let model = planner.facts.model;
    for (id, of) in model.types.iter() {
        let TypeKind::Simple(simple) = &of.kind else {
            continue;
        };
        // The selection knows named types only.
        if of.name.is_some() && !planner.selection.types.contains(&id) {
            continue;
        }
        for facet in &simple.facets.written {
            if &*facet.kind == "pattern" && Pattern::build(&facet.value).is_err() {
                diagnostics.error(
                    Code::Pattern,
                    facet.span,
                    format!(
                        "values cannot be checked with the pattern `{}`, as the option `facets` asks",
                        facet.value
                    ),
                );
            }
        }
    }
}
