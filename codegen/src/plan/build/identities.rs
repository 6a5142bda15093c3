//! The statics of identity constraints.

use super::OutputBuilder;
use super::members::expanded;
use crate::model::*;
use crate::plan::graph::ModuleId;
use crate::plan::identities::field_type;
use crate::plan::names::ident;
use crate::plan::output::{self, Item};
use crate::plan::simple_types::may_be_names;

impl OutputBuilder<'_> {
    /// The statics of the identity constraints of an element; none where they are not checked.
    pub(super) fn identities(&mut self, module: ModuleId, element: ElementId) -> Vec<String> {
        if !self.overrides.types.facets {
            return Vec::new();
        }
        let count = self.model().elements[element].identities.len();
        (0..count)
            .filter_map(|index| self.identity(module, element, index))
            .collect()
    }

    /// The static of one constraint; `None` where it, or what it refers to, is wrong, which has been reported.
    fn identity(&mut self, module: ModuleId, element: ElementId, index: usize) -> Option<String> {
        let facts = self.planner.facts;
        let constraint = facts.model.elements[element].identities.get(index)?;
        let builder = self.modules.get_mut(&module)?;
        if let Some(known) = builder.identities.get(&(element, index)) {
            return Some(known.clone());
        }
        let selector = constraint.selector.as_ref()?;
        let kind = match &constraint.kind {
            IdentityKind::Unique => output::IdentityKind::Unique,
            IdentityKind::Key => output::IdentityKind::Key,
            IdentityKind::KeyRef(of) => {
                let (of, at) = (*of)?;
                let is_key = facts.model.elements[of]
                    .identities
                    .get(at)
                    .is_some_and(|one| !matches!(one.kind, IdentityKind::KeyRef(_)));
                let key = is_key.then(|| self.identity(module, of, at))??;
                let scope = (of != element).then(|| facts.model.elements[of].name.clone());
                let scope = scope.map(|name| self.name(module, &name));
                output::IdentityKind::KeyRef(key, scope)
            }
        };
        let fields = constraint.fields.iter().map(|field| {
            let found = field_type(facts, element, selector, field);
            let ty = found.ty.unwrap_or(Builtin::String.id());
            let leaves = found.leaves.into_iter().map(|leaf| output::IdentityLeaf {
                is_attribute: leaf.is_attribute,
                owner: leaf.owner.map(|owner| self.name(module, &owner)),
                name: self.name(module, &leaf.name),
                of: self.simple_type_table(module, leaf.ty),
                default: leaf
                    .default
                    .as_ref()
                    .map(|value| match may_be_names(facts, leaf.ty) {
                        true => expanded(value),
                        false => value.text.to_string(),
                    }),
            });
            let leaves = leaves.collect();
            output::IdentityField {
                paths: self.identity_paths(module, field),
                of: self.simple_type_table(module, ty),
                leaves,
                nillable: found.nillable,
            }
        });
        let fields = fields.collect();
        let selector = self.identity_paths(module, selector);
        let builder = self.modules.get_mut(&module)?;
        let wanted = format!("{}_IDENTITY", ident::shouty_name(&constraint.name.local));
        let name = builder.static_name(&wanted);
        builder.identities.insert((element, index), name.clone());
        self.push(
            module,
            Item::Identity(output::Identity {
                name: name.clone(),
                xml_name: constraint.name.local.to_string(),
                kind,
                selector,
                fields,
            }),
        );
        Some(name)
    }

    fn identity_paths(
        &mut self,
        module: ModuleId,
        path: &IdentityPath,
    ) -> Vec<output::IdentityPath> {
        let alternatives = path.alternatives.iter().map(|one| output::IdentityPath {
            from_descendants: one.from_descendants,
            steps: one
                .steps
                .iter()
                .map(|step| self.name_test(module, step))
                .collect(),
            attribute: one
                .attribute
                .as_ref()
                .map(|test| self.name_test(module, test)),
        });
        alternatives.collect()
    }

    fn name_test(&mut self, module: ModuleId, test: &NameTest) -> output::NameTest {
        match test {
            NameTest::Any => output::NameTest::Any,
            NameTest::Namespace(uri) => {
                let name = QName::new(uri.clone(), "");
                output::NameTest::Namespace(self.name(module, &name).namespace)
            }
            NameTest::Name(name) => output::NameTest::Name(self.name(module, name)),
        }
    }
}
