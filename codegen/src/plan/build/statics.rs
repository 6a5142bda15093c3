//! Statics that members refer to: dictionaries, items of arrays, fault elements, wildcards, simple types.

use super::OutputBuilder;
use crate::model::label::selector_path;
use crate::model::namespaces::NamespaceSet;
use crate::model::*;
use crate::plan::graph::*;
use crate::plan::names::{ident, prefixes};
use crate::plan::output::{self, Item, StaticHead, TypeVariety};
use crate::plan::simple_types::{Check, Described, TypeParts, describe, is_checked, shared};
use std::sync::Arc;

impl OutputBuilder<'_> {
    /// Builds the statics of dictionaries and of items of arrays that members refer to.
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

    /// The static of a fault's element. Equal ones share a static.
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
        // Nothing is looked up where facets are not checked.
        let process = match self.overrides.types.facets {
            true => wildcard.process,
            false => ProcessContents::Lax,
        };
        let Some(module) = self.modules.get_mut(&module) else {
            return String::new();
        };
        let (namespaces, not) = match &wildcard.namespaces {
            NamespaceConstraint::Any => (Vec::new(), true),
            NamespaceConstraint::Other(uri) => {
                // `##other` admits neither the target namespace nor the absence of one.
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
        let key = (namespaces, not, process);
        if let Some(name) = module.wildcards.get(&key) {
            return name.clone();
        }
        let wanted = match (&wildcard.namespaces, key.0.as_slice()) {
            (NamespaceConstraint::Any, _) => "ANY".to_owned(),
            (NamespaceConstraint::Other(uri), _) => format!("ANY_BUT_{}", prefixes::constant(uri)),
            (_, []) => "ANY_OF_NONE".to_owned(),
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
            process,
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

    /// The static of the simple type that values of a member are checked against; `None` if there is none. `element`
    /// says whether `xsi:type` is allowed.
    pub(super) fn simple_type(
        &mut self,
        module: ModuleId,
        ty: TypeId,
        element: bool,
    ) -> Option<String> {
        let check = match (self.overrides.types.facets, element) {
            (false, _) => Check::Lexical,
            (true, false) => Check::Facets,
            (true, true) => Check::Type,
        };
        is_checked(self.planner.facts, ty, check).then(|| self.simple_type_table(module, ty))
    }

    /// The static of a simple type, one per module.
    pub(super) fn simple_type_table(&mut self, module: ModuleId, ty: TypeId) -> String {
        // Types may be derived in long chains: those that a table names are made after it.
        let mut queue = Vec::new();
        let name = self.simple_type_name(module, ty, &mut queue);
        while let Some((name, described, ty)) = queue.pop() {
            let mut table = described.table;
            table.name = name;
            match &described.parts {
                TypeParts::BuiltIn(_) => {}
                TypeParts::List(item) => {
                    let item = self.simple_type_name(module, *item, &mut queue);
                    table.variety = TypeVariety::List(item);
                }
                TypeParts::Union(members) => {
                    let mut names = Vec::new();
                    for member in members {
                        names.push(self.simple_type_name(module, *member, &mut queue));
                    }
                    table.variety = TypeVariety::Union(names);
                }
            }
            if self.overrides.types.facets {
                table.identifying = described.parts.are_identifiers();
                let base = described.base;
                table.base = base.map(|base| self.simple_type_name(module, base, &mut queue));
                let xml_name = self.model().types[ty].name.as_ref();
                let xml_name = xml_name.filter(|_| !ty.is_builtin());
                table.xml_name = xml_name.map(|xml_name| self.name(module, xml_name));
            }
            self.push(module, Item::SimpleType(Box::new(table)));
        }
        name
    }

    /// The name of the static of a simple type; one that is not made yet goes to the queue.
    fn simple_type_name(
        &mut self,
        module: ModuleId,
        ty: TypeId,
        queue: &mut Vec<(String, Described, TypeId)>,
    ) -> String {
        let facets = self.overrides.types.facets;
        let check = if facets { Check::Type } else { Check::Lexical };
        let Some(described) = describe(self.planner.facts, ty, check) else {
            return "v1::STRING".to_owned();
        };
        if let TypeParts::BuiltIn(builtin) = described.parts
            && !(facets && described.parts.are_identifiers())
            && (ty.is_builtin() || !facets)
            && let Some(shared) = shared(builtin)
        {
            return format!("v1::{shared}");
        }
        let path = selector_path(self.model(), ty);
        let Some(builder) = self.modules.get_mut(&module) else {
            return String::new();
        };
        if let Some(known) = builder.simple_types.get(&ty) {
            return known.clone();
        }
        let name = builder.static_name(&format!("{}_TYPE", ident::shouty_name(&path)));
        builder.simple_types.insert(ty, name.clone());
        queue.push((name.clone(), described, ty));
        name
    }
}
