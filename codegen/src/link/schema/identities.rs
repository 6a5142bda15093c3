//! Identity constraints, and the targets of key references.

use super::super::Linker;
use crate::diagnostic::Code;
use crate::model::*;
use crate::syntax::xsd;
use std::collections::BTreeMap;

impl<'a> Linker<'a> {
    pub(super) fn identities(&mut self, element: ElementId, of: &'a [xsd::IdentityConstraint]) {
        for constraint in of {
            let Some(name) = constraint.name.clone() else {
                continue;
            };
            let kind = if let Some(refer) = &constraint.refer {
                let index = self.model.elements[element].identities.len();
                self.tables.key_references.push((element, index, refer));
                IdentityKind::KeyRef(None)
            } else if constraint.is_key {
                IdentityKind::Key
            } else {
                IdentityKind::Unique
            };
            self.model.elements[element]
                .identities
                .push(IdentityConstraint {
                    name,
                    kind,
                    selector: constraint.selector.clone(),
                    fields: constraint.fields.clone(),
                    span: constraint.span,
                });
        }
    }

    /// Resolves key references.
    pub(super) fn refer_to_keys(&mut self) {
        let mut known: BTreeMap<QName, (ElementId, usize)> = BTreeMap::new();
        for (id, element) in self.model.elements.iter() {
            for (index, constraint) in element.identities.iter().enumerate() {
                known.entry(constraint.name.clone()).or_insert((id, index));
            }
        }
        for (element, index, reference) in std::mem::take(&mut self.tables.key_references) {
            if reference.broken {
                continue;
            }
            let found = known.get(&reference.name).copied();
            let is_reference = found.is_some_and(|(id, at)| {
                let constraint = self.model.elements[id].identities.get(at);
                constraint.is_some_and(|of| matches!(of.kind, IdentityKind::KeyRef(_)))
            });
            if found.is_none() || is_reference {
                self.diagnostics.warning(
                    Code::IdentityConstraint,
                    *reference.span,
                    format!("there is no key or unique `{}`", reference.name),
                );
                continue;
            }
            if let Some(constraint) = self.model.elements[element].identities.get_mut(index) {
                constraint.kind = IdentityKind::KeyRef(found);
            }
        }
    }
}
