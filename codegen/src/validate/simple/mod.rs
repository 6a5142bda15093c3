//! Simple types (XML Schema Part 1, section 3.14.6; Part 2, section 4.1).

mod effective;
mod facets;
mod literal;

use super::derived::check_final;
use super::type_name;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use crate::pattern::{Pattern, Problem};
pub(crate) use effective::AllEffective;
pub(super) use effective::{ValueKind, simple};
pub(crate) use literal::Literals;

/// Checks one simple type.
pub(super) fn check(
    literals: &Literals<'_>,
    id: TypeId,
    of: &TypeDef,
    simple: &SimpleType,
    diagnostics: &mut Diagnostics,
) {
    let model = literals.model;
    patterns(simple, diagnostics);
    match &simple.variety {
        Variety::List(item) => list(literals, of, *item, diagnostics),
        Variety::Union(members) => {
            for member in members {
                check_final(model, of, *member, DerivationSet::UNION, diagnostics);
            }
        }
        _ => {}
    }
    let made_of = match &simple.variety {
        Variety::List(item) => std::slice::from_ref(item),
        Variety::Union(members) => members,
        _ => simple.base.as_slice(),
    };
    if made_of.contains(&Builtin::AnyType.id()) {
        let message = format!(
            "{} is made of `xs:anyType`, which is complex",
            type_name(of)
        );
        diagnostics.warning(Code::WrongKind, of.span, message);
    }
    let is_complete = of.annotation.gaps.is_empty();
    // `xs:anySimpleType` has no variety (Part 2, 4.1.6), and lists and unions ask for one (Part 1, 3.14.6).
    let needs = match &simple.variety {
        Variety::List(_) => Some(("list of", "atomic nor a union")),
        Variety::Union(_) => Some(("union with", "atomic nor a list")),
        _ => None,
    };
    let has_any = made_of.contains(&Builtin::AnySimpleType.id());
    if let Some((kind, needs)) = needs.filter(|_| has_any && is_complete) {
        let message = format!(
            "{} is a {kind} `xs:anySimpleType`, which is neither {needs}",
            type_name(of)
        );
        diagnostics.warning(Code::SimpleVariety, of.span, message);
    }
    let Some(base) = simple.base else { return };
    check_final(model, of, base, DerivationSet::RESTRICTION, diagnostics);
    if base == Builtin::AnySimpleType.id() && is_complete && of.name.is_some() {
        let message = format!("{} restricts `xs:anySimpleType` itself", type_name(of));
        diagnostics.warning(Code::SimpleVariety, of.span, message);
    }
    if let (Some(base), Some(own)) = (literals.effective.get(base), literals.effective.get(id)) {
        let step = facets::Step {
            of,
            simple,
            base,
            own,
        };
        step.check(diagnostics);
    }
    enumeration(literals, base, simple, diagnostics);
}

fn patterns(simple: &SimpleType, diagnostics: &mut Diagnostics) {
    for facet in &simple.facets.written {
        if &*facet.kind != "pattern" {
            continue;
        }
        let pattern = &facet.value;
        let built = Pattern::build(pattern);
        if let Ok(Pattern {
            foreign: Some(foreign),
            ..
        }) = built
        {
            let message =
                format!("XML Schema has no {foreign} in patterns: it is read as elsewhere");
            diagnostics.warning(Code::Pattern, facet.span, message);
        }
        if built.as_ref().is_ok_and(|built| built.is_anchored) {
            let message = format!(
                "`^` and `$` are plain characters in patterns of XML Schema: values have to contain those of `{pattern}`"
            );
            diagnostics.warning(Code::Pattern, facet.span, message);
        }
        let message = match built.err() {
            None => continue,
            Some(Problem::Syntax) => format!("`{pattern}` is no regular expression of XML Schema"),
            Some(Problem::TooLarge) => format!("the pattern `{pattern}` is too large"),
        };
        diagnostics.warning(
            Code::Pattern,
            facet.span,
            format!("{message}: values are not checked with it"),
        );
    }
}

/// Reports a list of lists: white space cannot separate both.
fn list(literals: &Literals<'_>, of: &TypeDef, item: TypeId, diagnostics: &mut Diagnostics) {
    check_final(literals.model, of, item, DerivationSet::LIST, diagnostics);
    let mut open = vec![item];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = open.pop() {
        let Some(effective) = literals.effective.get(id).filter(|_| seen.insert(id)) else {
            continue;
        };
        if effective.root == ValueKind::List {
            let what = if id == item {
                "lists"
            } else {
                "a union that has a list"
            };
            let message = format!("{} is a list of {what}", type_name(of));
            diagnostics.warning(Code::SimpleVariety, of.span, message);
            return;
        }
        if let Some(Variety::Union(members)) =
            simple(literals.model, effective.origin).map(|simple| &simple.variety)
        {
            open.extend(members);
        }
    }
}

/// Checks that each value of an enumeration is valid for the base.
fn enumeration(
    literals: &Literals<'_>,
    base: TypeId,
    simple: &SimpleType,
    diagnostics: &mut Diagnostics,
) {
    let root = literals.effective.get(base).map(|base| base.root);
    for one in &simple.facets.enumeration {
        if root == Some(ValueKind::Builtin(Builtin::Notation)) {
            let declared = one
                .name()
                .is_some_and(|name| literals.model.notations.contains_key(name));
            if !declared {
                let message = format!("there is no notation `{}`", one.value);
                diagnostics.warning(Code::Notation, one.span, message);
            }
            continue;
        }
        if root == Some(ValueKind::Builtin(Builtin::QName)) && one.name().is_none() {
            let message = format!("`{}` is no name whose prefix is declared", one.value);
            diagnostics.warning(Code::ValueOutsideType, one.span, message);
            continue;
        }
        let Some(reason) = literals.problem(base, &one.value) else {
            continue;
        };
        // The enum of generated code needs numbers.
        let is_number =
            matches!(root, Some(ValueKind::Builtin(builtin)) if facets::is_decimal(builtin));
        if is_number && super::value::Decimal::parse(one.value.trim()).is_none() {
            diagnostics.error(
                Code::InvalidFacet,
                one.span,
                format!("the enumeration value `{}` is not a number", one.value),
            );
        } else {
            diagnostics.warning(
                Code::ValueOutsideType,
                one.span,
                format!(
                    "the enumeration value `{}` is not of the base: {reason}",
                    one.value
                ),
            );
        }
    }
}
