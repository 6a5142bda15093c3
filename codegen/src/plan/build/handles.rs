//! Types and global elements as which elements that are kept as XML are read and written.

use super::OutputBuilder;
use crate::plan::graph::*;
use crate::plan::names::{ident, prefixes};
use crate::plan::output::{self, Item};
use std::collections::BTreeMap;

impl OutputBuilder<'_> {
    /// Adds the names of the types of each module.
    pub(super) fn typed(&mut self) {
        let mut modules: BTreeMap<ModuleId, Vec<output::TypedType>> = BTreeMap::new();
        for (id, name) in self.graph.typed(self.model()) {
            let module = self.node(id).module;
            let Some(ty) = self.names.types.get(&id) else {
                continue;
            };
            let typed = output::TypedType {
                ty: ty.clone(),
                xml_name: self.name(module, name),
                prefix: self.names.prefixes.of_element(name),
            };
            modules.entry(module).or_default().push(typed);
        }
        for (module, mut types) in modules {
            types.sort_by(|one, other| one.ty.cmp(&other.ty));
            let Some(builder) = self.modules.get_mut(&module) else {
                continue;
            };
            let declarations = builder.declarations(self.names.declarations.clone());
            let item = output::TypedTypes {
                declarations,
                types,
            };
            self.push(module, Item::Typed(item));
        }
    }

    /// Adds the global elements, in the order of their names.
    pub(super) fn handles(&mut self) {
        let (model, graph, module) = (self.model(), self.graph, ModuleId::Elements);
        let mut handles: Vec<_> = graph.handles.iter().collect();
        handles.sort_by_key(|(id, _)| &model.elements[**id].name);
        let mut names = Vec::new();
        for (id, _) in &handles {
            let name = &model.elements[**id].name;
            let Some(builder) = self.modules.get_mut(&module) else {
                return;
            };
            let wanted = ident::shouty_name(&name.local);
            let longer = format!("{}_{wanted}", prefixes::constant(&name.namespace));
            names.push(builder.element_name(&wanted, longer));
        }
        let mut elements = Vec::new();
        for (name, (_, member)) in names.into_iter().zip(handles) {
            let item = member.item.and_then(|array| graph.items.get(&array));
            let mut ty = self.ty(&item.unwrap_or(member).ty, module);
            if member.item.is_some() {
                let prelude = self.prelude(module);
                ty = output::Type::Path(prelude.vec.to_owned(), vec![ty]);
            }
            elements.push(output::Handle {
                name,
                ty,
                member: self.member(member, module),
            });
        }
        if elements.is_empty() {
            return;
        }
        let Some(builder) = self.modules.get_mut(&module) else {
            return;
        };
        let declarations = builder.declarations(self.names.declarations.clone());
        self.push(
            module,
            Item::Handles(output::Handles {
                declarations,
                elements,
            }),
        );
    }
}
