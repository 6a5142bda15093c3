//! Substitution groups (XML Schema Part 1, section 3.3.6, "Element Declaration Properties Correct", clause 4).

use super::derived::is_derived;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;

/// Checks that the type of a member is derived from that of the head, by a method that the head admits.
pub(super) fn check(model: &Model, of: &ElementDecl, diagnostics: &mut Diagnostics) {
    let Some(head) = of.substitution_group.map(|head| &model.elements[head]) else {
        return;
    };
    if !of.annotation.gaps.is_empty() || !head.annotation.gaps.is_empty() || of.ty == head.ty {
        return;
    }
    let reason = if !is_derived(model, of.ty, head.ty, DerivationSet::NONE) {
        "its type is not derived from that of the head"
    } else if !is_derived(model, of.ty, head.ty, head.final_for) {
        "the head is final for how its type is derived"
    } else {
        return;
    };
    diagnostics
        .warning(
            Code::SubstitutionType,
            of.span,
            format!(
                "`{}` cannot stand for `{}`: {reason}",
                of.name.local, head.name.local
            ),
        )
        .related(head.span, "the head");
}
