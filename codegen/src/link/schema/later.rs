//! Parts of components that need all types.

use super::super::Component;
use super::{is_simple, type_name};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::*;
use std::collections::{BTreeMap, BTreeSet};

/// A type with simple content, whose text type is found along its bases.
pub(in crate::link) struct SimpleContent {
    pub base: TypeId,
    pub inline: Option<TypeId>,
    pub facets: Facets,
    pub span: Span,
}

/// Gives elements without a type the type of the head of their substitution group.
pub(super) fn types_by_head(model: &mut Model, untyped: &[ElementId]) {
    let mut open: BTreeSet<ElementId> = untyped.iter().copied().collect();
    for id in open.clone() {
        // A head may itself take its type from its head: up until one has a type, then down again.
        let mut path = Vec::new();
        let mut at = id;
        while open.remove(&at) {
            path.push(at);
            match model.elements[at].substitution_group {
                Some(head) => at = head,
                None => break,
            }
        }
        let ty = model.elements[at].ty;
        for at in path {
            model.elements[at].ty = ty;
        }
    }
}

/// Finds the type of the text of each type with simple content.
pub(super) fn simple_contents(
    model: &mut Model,
    list: &[(TypeId, SimpleContent)],
) -> Vec<(Component, Diagnostic)> {
    let mut problems = Vec::new();
    let by_type: BTreeMap<TypeId, usize> = list
        .iter()
        .enumerate()
        .map(|(index, (id, _))| (*id, index))
        .collect();
    let mut done: BTreeMap<TypeId, TypeId> = BTreeMap::new();
    for (id, _) in list {
        // Up the bases until a simple type or one that is done, then down again.
        let mut path = Vec::new();
        let mut at = *id;
        let mut text = loop {
            if let Some(known) = done.get(&at) {
                break *known;
            }
            let Some((_, of)) = by_type.get(&at).and_then(|index| list.get(*index)) else {
                break Builtin::AnySimpleType.id();
            };
            path.push(at);
            if path.len() > list.len() {
                break Builtin::AnySimpleType.id();
            }
            if is_simple(model, of.base) || of.base == Builtin::AnyType.id() {
                break if is_simple(model, of.base) {
                    of.base
                } else {
                    Builtin::AnySimpleType.id()
                };
            }
            if !by_type.contains_key(&of.base) {
                // A complex type without simple content: legal only if it is mixed and the text has a type here.
                if of.inline.is_none() {
                    let name = type_name(model, of.base);
                    let diagnostic = Diagnostic::new(
                        Code::WrongKind,
                        Severity::Error,
                        of.span,
                        format!(
                            "simpleContent is derived from `{name}`, which has no simple content"
                        ),
                    );
                    problems.push((Component::Type(at), diagnostic));
                }
                break Builtin::AnySimpleType.id();
            }
            at = of.base;
        };
        while let Some(at) = path.pop() {
            let Some((_, of)) = by_type.get(&at).and_then(|index| list.get(*index)) else {
                continue;
            };
            if let Some(inline) = of.inline {
                text = inline;
            }
            if !of.facets.is_empty() {
                text = model.types.push(TypeDef {
                    name: None,
                    scope: Scope::Type(at, 0),
                    kind: TypeKind::Simple(SimpleType {
                        variety: Variety::Atomic,
                        base: Some(text),
                        facets: of.facets.clone(),
                    }),
                    final_for: DerivationSet::NONE,
                    annotation: Annotation::default(),
                    span: of.span,
                });
            }
            done.insert(at, text);
            if let TypeKind::Complex(complex) = &mut model.types[at].kind {
                complex.content = Content::Simple(text);
            }
        }
    }
    problems
}

/// Restrictions of lists and unions are told from those of atomic types; names in enumerations are kept only where
/// they are names.
pub(in crate::link) fn varieties(model: &mut Model) {
    #[derive(Clone, Copy, PartialEq)]
    enum RootKind {
        Atomic(bool),
        Other,
    }
    let ids: Vec<TypeId> = model.types.ids().collect();
    let mut known: BTreeMap<TypeId, RootKind> = BTreeMap::new();
    for id in ids {
        let mut path = Vec::new();
        let mut at = id;
        let root = loop {
            if let Some(root) = known.get(&at) {
                break *root;
            }
            path.push(at);
            let TypeKind::Simple(simple) = &model.types[at].kind else {
                break RootKind::Other;
            };
            match (&simple.variety, simple.base) {
                (Variety::Builtin(Builtin::Nmtokens | Builtin::Idrefs | Builtin::Entities), _) => {
                    break RootKind::Other;
                }
                (Variety::Builtin(builtin), _) => {
                    break RootKind::Atomic(matches!(builtin, Builtin::QName | Builtin::Notation));
                }
                (Variety::List(_) | Variety::Union(_), _) => break RootKind::Other,
                (_, Some(base)) if path.len() <= model.types.len() => at = base,
                _ => break RootKind::Atomic(false),
            }
        };
        for at in path {
            known.insert(at, root);
            if let TypeKind::Simple(simple) = &mut model.types[at].kind {
                if root == RootKind::Other && matches!(simple.variety, Variety::Atomic) {
                    simple.variety = Variety::Restricted;
                }
                if root == RootKind::Atomic(false) {
                    for value in &mut simple.facets.enumeration {
                        value.names.clear();
                    }
                }
            }
        }
    }
    normalize_values(model);
}

/// Processes the white space of the values of enumerations: they are values of the base (Part 2, 4.3.5.2 and 4.3.6).
fn normalize_values(model: &mut Model) {
    let ids: Vec<TypeId> = model.types.ids().collect();
    for id in ids {
        let rule = match &model.types[id].kind {
            TypeKind::Simple(simple)
                if matches!(simple.variety, Variety::Atomic)
                    && !simple.facets.enumeration.is_empty() =>
            {
                model.white_space(id)
            }
            _ => continue,
        };
        let TypeKind::Simple(simple) = &mut model.types[id].kind else {
            continue;
        };
        for one in &mut simple.facets.enumeration {
            let spaces = [' ', '\t', '\n', '\r'];
            let text = match rule {
                WhiteSpace::Preserve => continue,
                WhiteSpace::Replace => one.value.replace(spaces, " "),
                WhiteSpace::Collapse => {
                    let words = one.value.split(spaces).filter(|word| !word.is_empty());
                    words.collect::<Vec<_>>().join(" ")
                }
            };
            if *one.value != *text {
                one.value = text.into();
            }
        }
    }
}
