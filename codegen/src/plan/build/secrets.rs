//! The members whose values are masked.

use crate::model::QName;
use crate::options::overrides::Overrides;
use crate::options::secrets::ends_as_secret;
use crate::plan::graph::*;
use crate::plan::service::ServiceNode;
use std::collections::BTreeSet;

/// The members that the option `secrets` selects.
#[derive(Default)]
pub(super) struct Secrets {
    /// Their paths.
    paths: BTreeSet<String>,
    /// Their local names, which messages are masked by.
    names: BTreeSet<String>,
}

impl Secrets {
    pub(super) fn of(overrides: &Overrides, graph: &Graph, services: &[ServiceNode]) -> Self {
        let mut secrets = Self::default();
        if overrides.types.secrets.is_empty() {
            return secrets;
        }
        for (_, node) in graph.made_nodes() {
            let (NodeKind::Struct { members, .. } | NodeKind::Choice { members, .. }) = &node.kind
            else {
                continue;
            };
            for member in members {
                secrets.add(overrides, member, Some(&node.selector_path));
            }
        }
        let clients = services.iter().flat_map(|service| &service.clients);
        for operation in clients.flat_map(|client| &client.operations) {
            for member in operation.members() {
                secrets.add(overrides, member, None);
            }
        }
        secrets
    }

    /// Adds a member if a selector matches it. Each is asked about each name, so that none seems to match nothing.
    fn add(&mut self, overrides: &Overrides, member: &MemberNode, owner: Option<&str>) {
        let Some(name) = name_of(member) else {
            return;
        };
        let selectors = &overrides.types.secrets;
        let inherited = owner.map(|owner| format!("{owner}.{}", name.local));
        let matches = [
            selectors.any_name(name),
            selectors.any(&member.selector_path),
            inherited.is_some_and(|path| selectors.any(&path)),
        ];
        if matches.contains(&true) {
            self.paths.insert(member.selector_path.clone());
            self.names.insert(name.local.to_string());
        }
    }

    /// Whether a user selects it.
    pub(super) fn has(&self, member: &MemberNode) -> bool {
        name_of(member).is_some() && self.paths.contains(&member.selector_path)
    }

    /// Whether its name says that it is one.
    pub(super) fn is_named_so(member: &MemberNode) -> bool {
        name_of(member).is_some_and(|name| ends_as_secret(&name.local))
    }

    /// The names that the runtime does not know as those of secrets.
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.names.iter().filter(|name| !ends_as_secret(name));
        names.cloned().collect()
    }
}

fn name_of(member: &MemberNode) -> Option<&QName> {
    match &member.kind {
        MemberKind::Element(name) | MemberKind::Attribute(name) => Some(name),
        _ => None,
    }
}
