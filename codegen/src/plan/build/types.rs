//! Rust types, as a module spells them.

use super::{ModuleBuilder, prelude};
use crate::options::selector::Selectors;
use crate::plan::graph::*;
use crate::plan::lower::PairNode;
use crate::plan::names::Taken;
use crate::plan::output::{self, Secret};

impl ModuleBuilder<'_, '_> {
    /// The path of something in `of`, seen from `from`.
    pub(crate) fn path(&mut self, from: Home, of: Home, name: &str) -> String {
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

    pub(super) fn prelude(&self, home: Home) -> output::Prelude {
        self.modules
            .get(&home)
            .map_or_else(|| prelude(&Taken::default()), |module| module.prelude)
    }

    /// The Rust type of a value.
    pub(crate) fn ty(&mut self, ty: &Ty, home: Home) -> output::Type {
        match ty {
            Ty::Primitive(name) => output::Type::Path((*name).to_owned(), Vec::new()),
            Ty::String => output::Type::Path(self.prelude(home).string.to_owned(), Vec::new()),
            Ty::Runtime(name) => output::Type::Runtime(name, Vec::new()),
            Ty::RuntimeOf(name, of) => output::Type::Runtime(name, vec![self.ty(of, home)]),
            Ty::Node(id) => {
                let name = self.names.get(id).cloned().unwrap_or_default();
                output::Type::Path(self.path(home, self.node(*id).home, &name), Vec::new())
            }
            Ty::Dictionary(ty) => {
                let Some(PairNode { key, value, .. }) = self.lower.pairs.get(ty) else {
                    return output::Type::Runtime("AnyType", Vec::new());
                };
                let key = self.ty(&key.ty, home);
                let value = self.held(value, home, false, false).0;
                output::Type::Runtime("Dictionary", vec![key, value])
            }
            Ty::Mapped(index) => match self.mapped_paths.get(*index) {
                Some(path) => output::Type::Overrides(path.clone()),
                None => output::Type::Unit,
            },
        }
    }

    /// The type of the field of a member, and how it is shown when it is secret.
    pub(super) fn held(
        &mut self,
        member: &MemberNode,
        home: Home,
        boxed: bool,
        optional: bool,
    ) -> (output::Type, Secret) {
        let prelude = self.prelude(home);
        let wrap = |path: &str, ty| output::Type::Path(path.to_owned(), vec![ty]);
        // The item of a collapsed array knows its type best: it may have been reserved when the member was made.
        let item = member.item.and_then(|array| self.lower.items.get(&array));
        let mut ty = match item {
            Some(item) => self.ty(&item.ty.clone(), home),
            None => self.ty(&member.ty, home),
        };
        let owner_label = |selectors: &Selectors<()>| selectors.any(&member.label);
        if member.item.is_some() || member.repeated {
            // An array is chosen by its name, collapsed or not.
            let array_label = match member.item {
                Some(array) => self.lower.type_label(array),
                None => {
                    let owner = member.label.rsplit_once('.').map_or("", |(owner, _)| owner);
                    owner.to_owned()
                }
            };
            // Also where the schema says that items are not nillable: some services send nil all the same.
            let keep_nil =
                owner_label(&self.shaping.nil_items) || self.shaping.nil_items.any(&array_label);
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
                if member.nillable && owner_label(&self.shaping.nillable) {
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
        home: Home,
        boxed: bool,
    ) -> output::Type {
        let prelude = self.prelude(home);
        if let MemberKind::Any(_) | MemberKind::Group { .. } = member.kind
            && !member.repeated
        {
            let ty = self.ty(&member.ty, home);
            return if boxed {
                output::Type::Path(prelude.boxed.to_owned(), vec![ty])
            } else {
                ty
            };
        }
        self.held(member, home, boxed, false).0
    }
}
