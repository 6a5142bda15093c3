//! Identity constraints (XML Schema Part 1, section 3.11.6).

use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use std::collections::BTreeMap;

/// Checks that names are unique, and that a key reference has as many fields as its key.
pub(super) fn check(model: &Model, diagnostics: &mut Diagnostics) {
    let mut known: BTreeMap<&QName, Span> = BTreeMap::new();
    for (_, element) in model.elements.iter() {
        for constraint in &element.identities {
            let span = constraint.span;
            let first = *known.entry(&constraint.name).or_insert(span);
            if first != span {
                diagnostics
                    .warning(
                        Code::IdentityConstraint,
                        span,
                        format!("`{}` is declared twice", constraint.name.local),
                    )
                    .related(first, "the other declaration");
            }
            let IdentityKind::KeyRef(Some((of, index))) = constraint.kind else {
                continue;
            };
            let Some(key) = model.elements[of].identities.get(index) else {
                continue;
            };
            let (own, other) = (constraint.fields.len(), key.fields.len());
            if own != other {
                diagnostics
                    .warning(
                        Code::IdentityConstraint,
                        span,
                        format!(
                            "`{}` has {own} fields, and `{}` has {other}",
                            constraint.name.local, key.name.local
                        ),
                    )
                    .related(key.span, "what it refers to");
            }
        }
    }
}
