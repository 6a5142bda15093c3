//! Rust types, as a module spells them.

use super::{OutputBuilder, prelude};
use crate::options::selector::Selectors;
use crate::plan::graph::*;
use crate::plan::lower::PairNode;
use crate::plan::names::scope::NameScope;
use crate::plan::output::{self, Secret};

impl OutputBuilder<'_, '_> {
    /// The path of something in `of`, seen from `from`.
    pub(crate) fn path(&mut self, from: ModuleId, of: ModuleId, name: &str) -> String {
        if from == of {
            return name.to_owned();
        }
        let module = self
            .modules
            .get(&of)
            .map(|module| module.name.clone())
            .unwrap_or_default();
        if let Some(from) = self.modules.get_mut(&from) {
            from.uses.insert(module.clone());
        }
        format!("{module}::{name}")
    }

    pub(super) fn prelude(&self, module: ModuleId) -> output::Prelude {
        self.modules
            .get(&module)
            .map_or_else(|| prelude(&NameScope::default()), |module| module.prelude)
    }

    /// The Rust type of a value.
    pub(crate) fn ty(&mut self, ty: &Ty, module: ModuleId) -> output::Type {
        match ty {
            Ty::Primitive(name) => output::Type::Path((*name).to_owned(), Vec::new()),
            Ty::String => output::Type::Path(self.prelude(module).string.to_owned(), Vec::new()),
            Ty::Runtime(name) => output::Type::Runtime(name, Vec::new()),
            Ty::RuntimeOf(name, of) => output::Type::Runtime(name, vec![self.ty(of, module)]),
            Ty::Node(id) => {
                let name = self.names.get(id).cloned().unwrap_or_default();
                output::Type::Path(self.path(module, self.node(*id).module, &name), Vec::new())
            }
            Ty::Dictionary(ty) => {
                let Some(PairNode { key, value, .. }) = self.lower.pairs.get(ty) else {
                    return output::Type::Runtime("AnyType", Vec::new());
                };
                let key = self.ty(&key.ty, module);
                let value = self.field_type(value, module, false, false).0;
                output::Type::Runtime("Dictionary", vec![key, value])
            }
            Ty::Mapped(index) => match self.mapped_paths.get(*index) {
                Some(path) => output::Type::Mapped(path.clone()),
                None => output::Type::Unit,
            },
        }
    }

    /// The type of the field of a member, and how it is shown when it is secret.
    pub(super) fn field_type(
        &mut self,
        member: &MemberNode,
        module: ModuleId,
        boxed: bool,
        optional: bool,
    ) -> (output::Type, Secret) {
        let prelude = self.prelude(module);
        let wrap = |path: &str, ty| output::Type::Path(path.to_owned(), vec![ty]);
        // The item of a collapsed array knows its type best: it may have been reserved when the member was made.
        let item = member.item.and_then(|array| self.lower.items.get(&array));
        let mut ty = match item {
            Some(item) => self.ty(&item.ty.clone(), module),
            None => self.ty(&member.ty, module),
        };
        let selects_member = |selectors: &Selectors<()>| selectors.any(&member.selector_path);
        if member.item.is_some() || member.repeated {
            // An array is chosen by its name, collapsed or not.
            let array_path = match member.item {
                Some(array) => self.lower.type_label(array),
                None => {
                    let owner = member
                        .selector_path
                        .rsplit_once('.')
                        .map_or("", |(owner, _)| owner);
                    owner.to_owned()
                }
            };
            // Also where the schema says that items are not nillable: some services send nil all the same.
            let keep_nil = selects_member(&self.overrides.nil_items)
                || self.overrides.nil_items.any(&array_path);
            if keep_nil {
                ty = wrap(prelude.option, ty);
            }
            ty = wrap(prelude.vec, ty);
            let may_be_absent = member.item.is_some() && (!member.required || member.nillable);
            if may_be_absent {
                return (wrap(prelude.option, ty), Secret::MaskedOption);
            }
            return (ty, Secret::Masked);
        }
        if boxed {
            ty = wrap(prelude.boxed, ty);
        }
        match member.kind {
            MemberKind::Text => (ty, Secret::Masked),
            MemberKind::AnyAttribute | MemberKind::Unknown => {
                (wrap(prelude.vec, ty), Secret::Masked)
            }
            MemberKind::Any(_) | MemberKind::Group { .. } => {
                (wrap(prelude.option, ty), Secret::MaskedOption)
            }
            MemberKind::Element(_) | MemberKind::Attribute(_) => {
                if member.nillable && selects_member(&self.overrides.nillable) {
                    (output::Type::Runtime("Nillable", vec![ty]), Secret::Masked)
                } else if !member.required || member.nillable || optional {
                    (wrap(prelude.option, ty), Secret::MaskedOption)
                } else {
                    (ty, Secret::Masked)
                }
            }
        }
    }

    /// The type of what a branch of a choice holds.
    pub(super) fn branch_type(
        &mut self,
        member: &MemberNode,
        module: ModuleId,
        boxed: bool,
    ) -> output::Type {
        let prelude = self.prelude(module);
        if let MemberKind::Any(_) | MemberKind::Group { .. } = member.kind
            && !member.repeated
        {
            let ty = self.ty(&member.ty, module);
            return if boxed {
                output::Type::Path(prelude.boxed.to_owned(), vec![ty])
            } else {
                ty
            };
        }
        self.field_type(member, module, boxed, false).0
    }
}
