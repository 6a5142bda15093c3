//! Expressions that describe members.

use super::OutputBuilder;
use crate::model::*;
use crate::plan::graph::*;
use crate::plan::output::{self};

impl OutputBuilder<'_, '_> {
    pub(crate) fn name(&mut self, module: ModuleId, name: &QName) -> output::Name {
        output::Name {
            namespace: self.constant(module, &name.namespace),
            local: name.local.to_string(),
        }
    }

    pub(super) fn is_secret(&self, member: &MemberNode) -> bool {
        match &member.kind {
            MemberKind::Element(name) | MemberKind::Attribute(name) => {
                self.overrides.secrets.contains(&*name.local)
            }
            _ => false,
        }
    }

    /// The expression that describes a member.
    pub(crate) fn member(&mut self, member: &MemberNode, module: ModuleId) -> output::Member {
        let mut flags = Vec::new();
        if member.required && !matches!(member.kind, MemberKind::Text) {
            flags.push("REQUIRED");
        }
        if member.nillable {
            flags.push("NILLABLE");
        }
        if member.repeated && !matches!(member.kind, MemberKind::AnyAttribute | MemberKind::Unknown)
        {
            flags.push("REPEATED");
        }
        if self.is_secret(member) {
            flags.push("SECRET");
        }
        if let Some(ValueConstraint::Fixed(_)) = member.value {
            flags.push("FIXED");
        }
        match member.white_space {
            Some(WhiteSpace::Collapse) => flags.push("COLLAPSE"),
            Some(WhiteSpace::Replace) => flags.push("REPLACE"),
            _ => {}
        }
        let kind = match &member.kind {
            MemberKind::Element(name) => output::MemberKind::Element {
                name: self.name(module, name),
                prefix: self.prefixes.of_element(name),
            },
            MemberKind::Attribute(name) => output::MemberKind::Attribute {
                name: self.name(module, name),
                prefix: self.prefixes.of_attribute(name),
            },
            MemberKind::Text => output::MemberKind::Text,
            MemberKind::Group { node, .. } => {
                let of = self.node(*node).module;
                let name = self.groups.get(node).cloned().unwrap_or_default();
                output::MemberKind::Group(self.static_path(module, of, &name))
            }
            MemberKind::Any(wildcard) => output::MemberKind::Any(self.wildcard(module, wildcard)),
            MemberKind::AnyAttribute => output::MemberKind::AnyAttribute,
            MemberKind::Unknown => output::MemberKind::Unknown,
        };
        let item = member.item.and_then(|array| {
            let (of, name) = self.items.get(&array).cloned()?;
            if !self.pending_items.contains(&array) {
                self.pending_items.push(array);
            }
            Some(self.static_path(module, of, &name))
        });
        let pair = member.pair.and_then(|dictionary| {
            let (of, name) = self.pairs.get(&dictionary).cloned()?;
            if !self.pending_pairs.contains(&dictionary) {
                self.pending_pairs.push(dictionary);
            }
            Some(self.static_path(module, of, &name))
        });
        let facets = member
            .simple
            .filter(|_| item.is_none() && pair.is_none())
            .and_then(|ty| self.facets(module, ty));
        output::Member {
            kind,
            flags,
            item,
            pair,
            facets,
            value: member.value.as_ref().map(|value| match value {
                ValueConstraint::Default(text) | ValueConstraint::Fixed(text) => text.to_string(),
            }),
            annotation: member
                .annotation
                .as_ref()
                .map(|encoded| self.encoding(encoded)),
        }
    }

    /// The attributes that SOAP encoding puts on a start tag.
    fn encoding(&self, encoded: &Encoded) -> String {
        let name = |name: &QName| format!("{}{}", self.prefixes.of_element(name), name.local);
        match encoded {
            Encoded::Type(ty) => format!(" xsi:type=\"{}\"", name(ty)),
            // The writer adds the length.
            Encoded::Array(item, ranks) => format!(
                " xsi:type=\"soapenc:Array\" soapenc:arrayType=\"{}{ranks}[",
                name(item)
            ),
        }
    }
}

/// The XML name of a member, or what selectors call it.
pub(super) fn member_local(member: &MemberNode) -> &str {
    match &member.kind {
        MemberKind::Element(name) | MemberKind::Attribute(name) => &name.local,
        _ => &member.wanted,
    }
}
