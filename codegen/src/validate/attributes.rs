//! Attributes of complex types (XML Schema Part 1, sections 3.4.6, 3.5.6, 3.6.6 and 3.10.6).

use super::derived::{bases, is_derived};
use super::simple::{Literals, ValueKind};
use super::type_name;
use super::value_constraint::keeps;
use super::wildcard::{admits, intersection, is_subset, is_weaker, union};
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use std::collections::{BTreeMap, BTreeSet};

/// The most attributes of one type that are checked.
const MOST: usize = 20_000;

/// The attribute wildcard of a type, with the namespaces of all its parts.
#[derive(Clone)]
struct AnyAttribute {
    namespaces: NamespaceConstraint,
    process: ProcessContents,
}

/// The attributes that a type declares, with those of its groups.
#[derive(Default)]
struct Own<'a> {
    uses: Vec<&'a AttributeUse>,
    wildcard: Option<AnyAttribute>,
    /// Whether the intersection of its wildcards cannot be expressed.
    is_odd: bool,
}

/// All attributes of a type.
#[derive(Default)]
struct All<'a> {
    uses: BTreeMap<&'a QName, &'a AttributeUse>,
    wildcard: Option<AnyAttribute>,
}

pub(super) struct Attributes<'a, 'l> {
    model: &'a Model,
    literals: &'l Literals<'a>,
    steps: usize,
}

impl<'a, 'l> Attributes<'a, 'l> {
    pub(super) fn new(model: &'a Model, literals: &'l Literals<'a>) -> Self {
        Self {
            model,
            literals,
            steps: 0,
        }
    }

    /// The steps for all types together are limited.
    fn is_over(&self) -> bool {
        self.steps > MOST * 500
    }

    fn own(&mut self, items: &'a [AttributeItem], any: Option<&'a Wildcard>) -> Own<'a> {
        let mut own = Own {
            wildcard: any.map(|any| AnyAttribute {
                namespaces: any.namespaces.clone(),
                process: any.process,
            }),
            ..Own::default()
        };
        let mut open: Vec<(&AttributeItem, bool)> =
            items.iter().rev().map(|item| (item, true)).collect();
        let mut seen = BTreeSet::new();
        while let Some((item, is_direct)) = open.pop() {
            self.steps += 1;
            match item {
                AttributeItem::Use(used) => {
                    // A prohibited attribute of a group does not count.
                    if is_direct || used.presence != Presence::Prohibited {
                        own.uses.push(used);
                    }
                }
                AttributeItem::Group(id) if seen.insert(*id) => {
                    let model = self.model;
                    let group = &model.attribute_groups[*id];
                    open.extend(group.attributes.iter().rev().map(|item| (item, false)));
                    let Some(any) = &group.any_attribute else {
                        continue;
                    };
                    own.wildcard = Some(match own.wildcard.take() {
                        None => AnyAttribute {
                            namespaces: any.namespaces.clone(),
                            process: any.process,
                        },
                        Some(known) => {
                            let both = intersection(&known.namespaces, &any.namespaces);
                            own.is_odd |= both.is_none();
                            AnyAttribute {
                                namespaces: both.unwrap_or(NamespaceConstraint::Any),
                                process: known.process,
                            }
                        }
                    });
                }
                AttributeItem::Group(_) => {}
            }
            if own.uses.len() > MOST {
                break;
            }
        }
        own
    }

    fn own_of(&mut self, complex: &'a ComplexType) -> Own<'a> {
        self.own(&complex.attributes, complex.any_attribute.as_ref())
    }

    /// The attributes of a type, with those of its bases.
    fn all(&mut self, of: TypeId) -> All<'a> {
        let mut chain = bases(self.model, of);
        chain.reverse();
        chain.push(of);
        let mut all = All::default();
        for id in chain {
            let model = self.model;
            let TypeKind::Complex(complex) = &model.types[id].kind else {
                continue;
            };
            let own = self.own_of(complex);
            let extends = !matches!(complex.derivation, Derivation::Restriction(_));
            for used in own.uses {
                let name = &model.attributes[used.attribute].name;
                if used.presence == Presence::Prohibited {
                    if !extends {
                        all.uses.remove(name);
                    }
                } else {
                    all.uses.insert(name, used);
                }
            }
            self.steps += all.uses.len();
            all.wildcard = match (extends, all.wildcard.take(), own.wildcard) {
                (true, Some(base), Some(own)) => Some(AnyAttribute {
                    namespaces: union(&own.namespaces, &base.namespaces),
                    process: own.process,
                }),
                (true, base, own) => own.or(base),
                (false, _, own) => own,
            };
        }
        all
    }

    /// Checks attribute groups: no name twice, one ID, wildcards with a common namespace.
    pub(super) fn groups(&mut self, diagnostics: &mut Diagnostics) {
        for (_, group) in self.model.attribute_groups.iter() {
            let own = self.own(&group.attributes, group.any_attribute.as_ref());
            let what = format!("the attribute group `{}`", group.name.local);
            self.distinct(&own, &what, group.span, diagnostics);
            // A redefinition that does not refer to the original restricts it (Part 1, section 4.2.2, clause 7.2).
            let Some(kept) = group.redefines else {
                continue;
            };
            let refers =
                |item: &AttributeItem| matches!(item, AttributeItem::Group(id) if *id == kept);
            if group.attributes.iter().any(refers) {
                continue;
            }
            let original = &self.model.attribute_groups[kept];
            let other = self.own(&original.attributes, original.any_attribute.as_ref());
            let named = |used: &&'a AttributeUse| &self.model.attributes[used.attribute].name;
            let base = All {
                uses: other.uses.iter().map(|used| (named(used), *used)).collect(),
                wildcard: other.wildcard,
            };
            let names: BTreeSet<&QName> = own.uses.iter().map(named).collect();
            for (name, used) in &base.uses {
                if used.presence == Presence::Required && !names.contains(name) {
                    let message =
                        format!("{what} lacks `{}`, which the original requires", name.local);
                    diagnostics
                        .warning(Code::AttributeRestriction, group.span, message)
                        .related(used.span, "the original");
                }
            }
            self.restriction(&what, group.span, &own, &base, diagnostics);
        }
    }

    pub(super) fn check(
        &mut self,
        id: TypeId,
        of: &TypeDef,
        complex: &'a ComplexType,
        diagnostics: &mut Diagnostics,
    ) {
        if self.is_over() {
            return;
        }
        let own = self.own_of(complex);
        self.distinct(&own, &type_name(of), of.span, diagnostics);
        let base = match complex.derivation {
            Derivation::Extension(base) | Derivation::Restriction(base)
                if !base.is_builtin() && id != base =>
            {
                base
            }
            _ => return,
        };
        let inherited = self.all(base);
        let model = self.model;
        if let Derivation::Extension(_) = complex.derivation {
            let mut has_id = inherited.uses.values().any(|used| self.is_id(used));
            for used in &own.uses {
                let declaration = &model.attributes[used.attribute];
                if used.presence == Presence::Prohibited {
                    continue;
                }
                if let Some(known) = inherited.uses.get(&declaration.name) {
                    diagnostics
                        .warning(
                            Code::DuplicateAttribute,
                            used.span,
                            format!(
                                "{} has the attribute `{}` from its base already",
                                type_name(of),
                                declaration.name.local
                            ),
                        )
                        .related(known.span, "the other one");
                } else if self.is_id(used) {
                    if has_id {
                        two_ids(&type_name(of), used.span, diagnostics);
                    }
                    has_id = true;
                }
            }
            return;
        }
        self.restriction(&type_name(of), of.span, &own, &inherited, diagnostics);
    }

    fn is_id(&self, used: &AttributeUse) -> bool {
        let ty = self.model.attributes[used.attribute].ty;
        let root = self.literals.effective.get(ty).map(|of| of.root);
        root == Some(ValueKind::Builtin(Builtin::Id))
    }

    fn distinct(&self, own: &Own<'_>, what: &str, span: Span, diagnostics: &mut Diagnostics) {
        let mut seen: BTreeMap<&QName, Span> = BTreeMap::new();
        let mut has_id = false;
        for used in &own.uses {
            let declaration = &self.model.attributes[used.attribute];
            if used.presence == Presence::Prohibited {
                continue;
            }
            if let Some(first) = seen.insert(&declaration.name, used.span) {
                // The same attribute twice in the type itself is reported as an error.
                if !diagnostics.is_reported(used.span, &[Code::DuplicateAttribute]) {
                    let message = format!(
                        "{what} has the attribute `{}` twice",
                        declaration.name.local
                    );
                    diagnostics
                        .warning(Code::DuplicateAttribute, used.span, message)
                        .related(first, "the other one");
                }
                continue;
            }
            if self.is_id(used) {
                if has_id {
                    two_ids(what, used.span, diagnostics);
                }
                has_id = true;
            }
        }
        if own.is_odd {
            let message = format!(
                "the attribute wildcards of {what} have no intersection that can be expressed"
            );
            diagnostics.warning(Code::AttributeRestriction, span, message);
        }
    }

    /// "Derivation Valid (Restriction, Complex)", clauses 2 to 4.
    fn restriction(
        &self,
        what: &str,
        span: Span,
        own: &Own<'_>,
        base: &All<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        let model = self.model;
        for used in &own.uses {
            let declaration = &model.attributes[used.attribute];
            let name = &declaration.name;
            let known = base.uses.get(name);
            let is_required = known.is_some_and(|known| known.presence == Presence::Required);
            let reason = if used.presence == Presence::Prohibited {
                is_required.then(|| "is required in the base".to_owned())
            } else if let Some(known) = known {
                let other = &model.attributes[known.attribute];
                let fixed = known.value.as_ref().or(other.value.as_ref());
                let value = used.value.as_ref().or(declaration.value.as_ref());
                if is_required && used.presence != Presence::Required {
                    Some("is required in the base".to_owned())
                } else if !is_derived(model, declaration.ty, other.ty, DerivationSet::NONE) {
                    Some("has a type that is not derived from that in the base".to_owned())
                } else if let Some(fixed) = fixed.filter(|one| one.is_fixed)
                    && !keeps(self.literals, declaration.ty, value, fixed)
                {
                    Some(format!("is fixed to `{}` in the base", fixed.text))
                } else {
                    None
                }
            } else {
                let admitted = base
                    .wildcard
                    .as_ref()
                    .is_some_and(|any| admits(&any.namespaces, &name.namespace));
                (!admitted).then(|| "is not in the base".to_owned())
            };
            if let Some(reason) = reason {
                let message = format!("the attribute `{}` of {what} {reason}", name.local);
                diagnostics.warning(Code::AttributeRestriction, used.span, message);
            }
        }
        let Some(any) = &own.wildcard else { return };
        let reason = match &base.wildcard {
            None => "the base admits no other attributes",
            Some(other) if !is_subset(&any.namespaces, &other.namespaces) => {
                "it admits more than that of the base"
            }
            Some(other) if is_weaker(any.process, other.process) => {
                "it checks less than that of the base"
            }
            Some(_) => return,
        };
        diagnostics.warning(
            Code::AttributeRestriction,
            span,
            format!("the attribute wildcard of {what}: {reason}"),
        );
    }
}

fn two_ids(what: &str, span: Span, diagnostics: &mut Diagnostics) {
    diagnostics.warning(
        Code::IdType,
        span,
        format!("{what} has two attributes of type ID"),
    );
}
