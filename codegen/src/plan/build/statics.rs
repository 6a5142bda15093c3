//! Statics that members refer to: dictionaries, items of arrays, fault elements, wildcards, facets.

use super::OutputBuilder;
use crate::model::label::selector_path;
use crate::model::namespaces::NamespaceSet;
use crate::model::*;
use crate::plan::facets::restriction;
use crate::plan::graph::*;
use crate::plan::names::{ident, prefixes};
use crate::plan::output::{self, Item, StaticHead};
use std::sync::Arc;

impl OutputBuilder<'_> {
    /// Builds the statics of dictionaries and of items of arrays, where members refer to them.
    pub(super) fn shared_statics(&mut self) {
        let names = self.names;
        let graph = self.graph;
        for ty in std::mem::take(&mut self.references.pairs) {
            let (Some((module, name)), Some(pair)) =
                (names.statics.pairs.get(&ty), graph.pairs.get(&ty))
            else {
                continue;
            };
            let item = output::Pair {
                head: StaticHead {
                    name: name.clone(),
                    visible: self.references.visible_pairs.contains(&ty),
                },
                entry: self.member(&pair.entry, *module),
                key: self.member(&pair.key, *module),
                value: self.member(&pair.value, *module),
            };
            self.push(*module, Item::Pair(Box::new(item)));
        }
        for ty in std::mem::take(&mut self.references.items) {
            let (Some((module, name)), Some(member)) =
                (names.statics.items.get(&ty), graph.items.get(&ty))
            else {
                continue;
            };
            let item = output::MemberStatic {
                head: StaticHead {
                    name: name.clone(),
                    visible: self.references.visible_items.contains(&ty),
                },
                member: self.member(member, *module),
            };
            self.push(*module, Item::Member(item));
        }
    }

    /// The static of a fault's element, one for all that say the same.
    pub(super) fn fault_static(
        &mut self,
        module: ModuleId,
        xml_name: &QName,
        member: output::Member,
    ) -> String {
        let Some(module) = self.modules.get_mut(&module) else {
            return String::new();
        };
        let key = format!("{member:?}");
        if let Some(name) = module.faults.get(&key) {
            return name.clone();
        }
        let wanted = format!("{}_FAULT", ident::shouty_name(&xml_name.local));
        let name = module.static_name(&wanted);
        module.faults.insert(key, name.clone());
        module.push(Item::Member(output::MemberStatic {
            head: StaticHead::private(name.clone()),
            member,
        }));
        name
    }

    /// The static of a wildcard, one per module and set of namespaces.
    pub(super) fn wildcard(&mut self, module: ModuleId, wildcard: &Wildcard) -> String {
        let Some(module) = self.modules.get_mut(&module) else {
            return String::new();
        };
        let (namespaces, not) = match &wildcard.namespaces {
            NamespaceConstraint::Any => (Vec::new(), true),
            NamespaceConstraint::Other(uri) => {
                // "Other" admits neither the target namespace nor the absence of one.
                let mut list = vec![uri.clone()];
                if !uri.is_empty() {
                    list.push(Arc::from(""));
                }
                (list, true)
            }
            NamespaceConstraint::List(list) => {
                let mut list = list.clone();
                list.sort();
                list.dedup();
                (list, false)
            }
        };
        let key = (namespaces, not);
        if let Some(name) = module.wildcards.get(&key) {
            return name.clone();
        }
        let wanted = match (&wildcard.namespaces, key.0.as_slice()) {
            (NamespaceConstraint::Any, _) => "ANY".to_owned(),
            (NamespaceConstraint::Other(uri), _) => format!("ANY_BUT_{}", prefixes::constant(uri)),
            (_, [only]) if only.is_empty() => "ANY_LOCAL".to_owned(),
            (_, [only]) => format!("ANY_OF_{}", prefixes::constant(only)),
            _ => "ANY_OF_SOME".to_owned(),
        };
        let name = module.static_name(&wanted);
        let namespaces = key.0.iter().map(|uri| module.namespace(uri)).collect();
        module.push(Item::Wildcard(output::Wildcard {
            name: name.clone(),
            namespaces,
            not,
        }));
        module.wildcards.insert(key, name.clone());
        name
    }

    /// The static of a wildcard of attributes, one per module; `None` if it admits all.
    pub(super) fn attribute_wildcard(
        &mut self,
        module: ModuleId,
        wildcard: &AttributeWildcard,
    ) -> Option<String> {
        let NamespaceSet { list, not } = &wildcard.namespaces;
        let is_strict = wildcard.process == ProcessContents::Strict;
        let declared = self.declared_attributes(module, wildcard);
        if *not && list.is_empty() && !is_strict && declared.is_empty() {
            return None;
        }
        let builder = self.modules.get_mut(&module)?;
        if let Some(name) = builder.attribute_wildcards.get(wildcard) {
            return Some(name.clone());
        }
        let mut wanted = match is_strict {
            true => "DECLARED_ATTRIBUTES".to_owned(),
            false => "ATTRIBUTES".to_owned(),
        };
        let own = list.iter().find(|uri| !uri.is_empty());
        match (not, own) {
            (true, None) => {}
            (true, Some(uri)) => wanted.push_str(&format!("_BUT_{}", prefixes::constant(uri))),
            (false, Some(uri)) => wanted.push_str(&format!("_OF_{}", prefixes::constant(uri))),
            (false, None) => wanted.push_str("_OF_NONE"),
        }
        let name = builder.static_name(&wanted);
        builder
            .attribute_wildcards
            .insert(wildcard.clone(), name.clone());
        let namespaces = list.iter().map(|uri| builder.namespace(uri)).collect();
        builder.push(Item::AttributeWildcard(output::AttributeWildcard {
            name: name.clone(),
            namespaces,
            not: *not,
            strict: is_strict,
            declared,
        }));
        Some(name)
    }

    /// The global attributes that a wildcard admits: with their types where values are checked, by name alone where they only
    /// have to be declared.
    fn declared_attributes(
        &mut self,
        module: ModuleId,
        wildcard: &AttributeWildcard,
    ) -> Vec<output::DeclaredAttribute> {
        let mut declared = Vec::new();
        let graph = self.graph;
        match wildcard.process {
            ProcessContents::Skip => {}
            _ if self.overrides.types.facets => {
                for member in graph.declared_attributes.values() {
                    if matches!(&member.kind, MemberKind::Attribute(name) if wildcard.namespaces.admits(&name.namespace))
                    {
                        declared.push(output::DeclaredAttribute {
                            member: self.member(member, module),
                            ty: Some(self.ty(&member.ty, module)),
                        });
                    }
                }
            }
            ProcessContents::Lax => {}
            ProcessContents::Strict => {
                for (_, attribute) in self.model().attributes.iter() {
                    let name = &attribute.name;
                    if attribute.global && wildcard.namespaces.admits(&name.namespace) {
                        let kind = MemberKind::Attribute(name.clone());
                        let member = MemberNode::new(kind, &name.local, "", attribute.span);
                        declared.push(output::DeclaredAttribute {
                            member: self.member(&member, module),
                            ty: None,
                        });
                    }
                }
            }
        }
        declared
    }

    /// The static of what is checked of the values of a simple type, one per module; `None` if nothing is.
    pub(super) fn facets(&mut self, module: ModuleId, ty: TypeId) -> Option<String> {
        if !self.overrides.types.facets {
            return None;
        }
        let path = selector_path(self.model(), ty);
        let builder = self.modules.get_mut(&module)?;
        if let Some(known) = builder.facets.get(&ty) {
            return known.clone();
        }
        let Some(restriction) = restriction(self.planner.facts, ty) else {
            builder.facets.insert(ty, None);
            return None;
        };
        let name = builder.static_name(&format!("{}_FACETS", ident::shouty_name(&path)));
        builder.facets.insert(ty, Some(name.clone()));
        let item = restriction.item.and_then(|item| self.facets(module, item));
        let facets = output::Facets {
            name: name.clone(),
            item,
            ..restriction.facets
        };
        self.push(module, Item::Facets(facets));
        Some(name)
    }
}
