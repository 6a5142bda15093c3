//! Rust types from the view of a module, aliases, and the heads of types.

use super::OutputBuilder;
use crate::plan::graph::*;
use crate::plan::output::{self, RuntimeType};
use crate::tokens::Tokens;

impl OutputBuilder<'_> {
    /// The Rust type of a value.
    pub(super) fn ty(&mut self, ty: &Ty, module: ModuleId) -> output::Type {
        match ty {
            Ty::Primitive(name) => output::Type::Path((*name).to_owned(), Vec::new()),
            Ty::String => output::Type::Path(self.prelude(module).string.to_owned(), Vec::new()),
            Ty::Runtime(name) => output::Type::Runtime(*name, Vec::new()),
            Ty::RuntimeOf(name, of) => output::Type::Runtime(*name, vec![self.ty(of, module)]),
            Ty::Node(id) => self.node_type(*id, module),
            Ty::Dictionary(ty) => {
                let Some(pair) = self.graph.pairs.get(ty) else {
                    return output::Type::Runtime(RuntimeType::AnyType, Vec::new());
                };
                let key = self.ty(&pair.key.ty, module);
                let value = self.field_type(&pair.value, module, Default::default()).0;
                output::Type::Runtime(RuntimeType::Dictionary, vec![key, value])
            }
            Ty::Mapped(index) => match self.overrides.mapped_paths.get(*index) {
                Some(path) => output::Type::Mapped(path.clone()),
                None => output::Type::Unit,
            },
        }
    }

    /// The type of a node.
    pub(super) fn node_type(&mut self, id: NodeId, module: ModuleId) -> output::Type {
        let name = self.names.types.get(&id).map_or("", String::as_str);
        output::Type::Path(self.path(module, self.node(id).module, name), Vec::new())
    }

    /// The type of a node, or `()`.
    pub(super) fn node_or_unit(&mut self, id: Option<NodeId>, module: ModuleId) -> output::Type {
        id.map_or(output::Type::Unit, |id| self.node_type(id, module))
    }

    pub(super) fn alias(&mut self, id: NodeId, ty: &Ty) -> output::Alias {
        output::Alias {
            ty: self.ty(ty, self.node(id).module),
            head: self.head(id, &[], &[]),
        }
    }

    /// Documentation, derives and attributes of a node: first the generator's, then the user's, then lints.
    pub(super) fn head(&self, id: NodeId, derives: &[&str], attributes: &[&str]) -> output::Head {
        let node = self.node(id);
        let path = &node.selector_path;
        let overrides = &self.overrides.types;
        let mut all = tokens(derives);
        let mut added: Vec<&Tokens> = overrides.derives.all(path);
        if let NameHint::Type(name) = &node.hint {
            added.extend(overrides.derives.all(&name.to_string()));
        }
        for derive in added {
            if !derives.is_empty() && !all.contains(derive) {
                all.push(derive.clone());
            }
        }
        let users = overrides.attributes.all(path).into_iter().cloned();
        output::Head {
            docs: node.docs.clone(),
            derives: all,
            attributes: users.chain(tokens(attributes)).collect(),
            name: self.names.types.get(&id).cloned().unwrap_or_default(),
        }
    }
}

/// Derives or attributes that are known to be Rust.
pub(super) fn tokens(list: &[&str]) -> Vec<Tokens> {
    list.iter().filter_map(|text| text.parse().ok()).collect()
}
