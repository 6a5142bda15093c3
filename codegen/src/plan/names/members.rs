//! Names of fields and variants: unique in their type.

use super::scope::NameScope;
use super::{alternatives, ident};
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use crate::options::overrides::TypeOverrides;
use crate::options::selector::Selectors;
use crate::plan::graph::*;
use std::collections::{BTreeMap, BTreeSet};

/// The names in one type.
#[derive(Debug, Default)]
pub(crate) struct MemberNames {
    /// Fields of a struct or branches of a choice by member, variants of an enumeration by distinct value, variants of a
    /// union or polymorphic enum by type.
    pub(crate) list: Vec<String>,
    /// The variant for unknown values; `None` for a closed enumeration.
    pub(crate) unknown: Option<String>,
}

/// Names the members of all types that are generated.
pub(super) fn assign(
    model: &Model,
    graph: &Graph,
    overrides: &TypeOverrides,
    renames: &Selectors<String>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<NodeId, MemberNames> {
    let mut naming = MemberNaming {
        graph,
        overrides,
        diagnostics,
    };
    graph
        .made_nodes()
        .map(|(id, node)| {
            let names = match &node.kind {
                NodeKind::Struct { members, .. } => naming.fields(node, members),
                NodeKind::Choice {
                    members: branches, ..
                } => naming.branches(node, branches),
                NodeKind::Enumeration { ty } => naming.values(node, model, *ty),
                NodeKind::Union(members) => {
                    variants(members.iter().map(|member| (member.name.as_str(), None)))
                }
                NodeKind::Polymorphic(types) => variants(types.iter().map(|(ty, _)| {
                    if *ty == Builtin::AnyType.id() {
                        return ("Unknown", None);
                    }
                    match &model.types[*ty].name {
                        Some(name) => {
                            let other = alternatives::of_namespace(&name.namespace, &name.local);
                            // A type that has another name has it here, too.
                            let renamed = renames.last_name(name).map(String::as_str);
                            (renamed.unwrap_or(&name.local), other)
                        }
                        None => ("", None),
                    }
                })),
                NodeKind::Reserved | NodeKind::Alias(_) => MemberNames::default(),
            };
            (id, names)
        })
        .collect()
}

/// The XML name of a member, or its name in selectors.
pub(crate) fn member_local(member: &MemberNode) -> &str {
    match &member.kind {
        MemberKind::Element(name) | MemberKind::Attribute(name) => &name.local,
        _ => &member.name_hint,
    }
}

/// The values of an enumeration without duplicates, with their positions in the contract.
pub(crate) fn distinct_values(simple: &SimpleType) -> Vec<(usize, &EnumerationValue)> {
    let mut seen = BTreeSet::new();
    let values = simple.facets.enumeration.iter().enumerate();
    values
        .filter(|(_, value)| seen.insert(value.value.to_string()))
        .collect()
}

/// Names of variants, each with one to try where it is taken.
fn variants<'n>(wanted: impl Iterator<Item = (&'n str, Option<String>)>) -> MemberNames {
    let mut scope = NameScope::default();
    MemberNames {
        list: wanted
            .map(|(name, other)| {
                let other = other.map(|other| ident::variant_name(&other));
                scope.take(&ident::variant_name(name), other.as_slice())
            })
            .collect(),
        unknown: None,
    }
}

/// Whether the name of a choice or sequence is ours.
fn is_made_up(hint: &str) -> bool {
    matches!(hint, "choice" | "choices" | "items")
}

/// The local names that elements of several namespaces among the members have.
fn in_several_namespaces(members: &[MemberNode]) -> BTreeSet<&str> {
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    let mut found = BTreeSet::new();
    for member in members {
        if let MemberKind::Element(name) = &member.kind
            && *known.entry(&name.local).or_insert(&name.namespace) != &*name.namespace
        {
            found.insert(&*name.local);
        }
    }
    found
}

struct MemberNaming<'a> {
    graph: &'a Graph,
    overrides: &'a TypeOverrides,
    diagnostics: &'a mut Diagnostics,
}

impl MemberNaming<'_> {
    /// Names of fields: elements first, so that an attribute of the same name gets another.
    fn fields(&mut self, node: &Node, members: &[MemberNode]) -> MemberNames {
        let mut scope = NameScope::default();
        let several = in_several_namespaces(members);
        let mut found: Vec<Option<String>> = members
            .iter()
            .map(|member| {
                let own = format!("{}.{}", node.selector_path, member_local(member));
                let renames = &self.overrides.rename_fields;
                let name = renames
                    .last(&own)
                    .or_else(|| renames.last(&member.selector_path))?;
                scope.reserve(name);
                Some(name.clone())
            })
            .collect();
        for attributes in [false, true] {
            for (index, (member, name)) in members.iter().zip(&mut found).enumerate() {
                let is_attribute = matches!(
                    member.kind,
                    MemberKind::Attribute(_) | MemberKind::AnyAttribute(_)
                );
                if name.is_some() || is_attribute != attributes {
                    continue;
                }
                let wanted = ident::snake_name(&member.name_hint, "field_");
                let stem = wanted.trim_start_matches("r#").trim_end_matches('_');
                let alternative = match &member.kind {
                    _ if is_attribute => Some(format!("{stem}_attribute")),
                    MemberKind::Any(_) => alternatives::of_wildcard(members, index),
                    // A named group has a name that says more than its parts.
                    MemberKind::Group { node, .. } if is_made_up(&member.name_hint) => {
                        alternatives::of_group(self.graph, *node)
                    }
                    MemberKind::Element(name) => {
                        alternatives::of_namespace(&name.namespace, &name.local)
                            .filter(|_| several.contains(&*name.local))
                    }
                    _ => None,
                };
                let alternative = alternative.map(|name| ident::snake_name(&name, "field_"));
                let given = scope.take(&wanted, alternative.as_slice());
                // Groups and wildcards have no names in the contract, so their users miss none.
                if !matches!(member.kind, MemberKind::Group { .. } | MemberKind::Any(_)) {
                    self.note_collision(member.span, node, &wanted, &given);
                }
                *name = Some(given);
            }
        }
        MemberNames {
            list: found.into_iter().map(Option::unwrap_or_default).collect(),
            unknown: None,
        }
    }

    fn branches(&mut self, node: &Node, branches: &[MemberNode]) -> MemberNames {
        let mut scope = NameScope::default();
        let several = in_several_namespaces(branches);
        let list = branches
            .iter()
            .map(|branch| {
                let own = format!("{}.{}", node.selector_path, member_local(branch));
                match self.overrides.rename_fields.last(&own) {
                    Some(name) => {
                        scope.reserve(name);
                        name.clone()
                    }
                    None => {
                        let alternative = match &branch.kind {
                            MemberKind::Group { node, .. } => {
                                alternatives::of_group(self.graph, *node)
                            }
                            MemberKind::Element(name) => {
                                alternatives::of_namespace(&name.namespace, &name.local)
                                    .filter(|_| several.contains(&*name.local))
                            }
                            _ => None,
                        };
                        let alternative = alternative.map(|name| ident::variant_name(&name));
                        let wanted = ident::variant_name(&branch.name_hint);
                        scope.take(&wanted, alternative.as_slice())
                    }
                }
            })
            .collect();
        MemberNames {
            list,
            unknown: None,
        }
    }

    fn values(&mut self, node: &Node, model: &Model, ty: TypeId) -> MemberNames {
        let def = &model.types[ty];
        let TypeKind::Simple(simple) = &def.kind else {
            return MemberNames::default();
        };
        let mut scope = NameScope::default();
        let mut list = Vec::new();
        for (_, value) in distinct_values(simple) {
            let wanted = ident::variant_name(&value.value);
            let own = format!("{}.{}", node.selector_path, value.value);
            let given = match self.overrides.rename_fields.last(&own) {
                Some(name) => {
                    scope.reserve(name);
                    name.clone()
                }
                None => scope.take(&wanted, &[]),
            };
            self.note_collision(value.span, node, &wanted, &given);
            list.push(given);
        }
        let closed = match &def.name {
            Some(name) => self.overrides.closed.any_name(name),
            None => self.overrides.closed.any(&node.selector_path),
        };
        MemberNames {
            list,
            unknown: (!closed).then(|| scope.take("Unknown", &["UnknownValue".to_owned()])),
        }
    }

    fn note_collision(&mut self, span: Span, node: &Node, wanted: &str, given: &str) {
        if given != wanted {
            self.diagnostics.note(
                Code::NameCollision,
                span,
                format!(
                    "in `{}`, `{given}` is the name, since `{wanted}` is taken",
                    node.selector_path
                ),
            );
        }
    }
}
