//! Methods that set the members that `new` does not take.

use super::OutputBuilder;
use crate::plan::graph::*;
use crate::plan::output::{RuntimeType, Setter, Type};

impl OutputBuilder<'_> {
    /// The method that sets a field of this type.
    pub(super) fn setter(&self, name: &str, member: &MemberNode, ty: &Type) -> Option<Setter> {
        // There is nothing to choose.
        if member.value.as_ref().is_some_and(|value| value.is_fixed) {
            return None;
        }
        let is_list = member.repeated || member.item.is_some();
        let (kind, ty) = match ty {
            Type::Runtime(RuntimeType::Nillable, of) => ("nillable", of.first()?),
            Type::Path(path, of) if is_option(path) => {
                // The type of a literal has to be known.
                let converts = !is_list && !matches!(member.ty, Ty::Primitive(_));
                (if converts { "option" } else { "some" }, of.first()?)
            }
            ty => ("plain", ty),
        };
        Some(Setter {
            name: format!("with_{}", name.trim_start_matches("r#")),
            kind,
            ty: ty.clone(),
        })
    }
}

/// Whether a path is that of the standard `Option`, however the module has to write it.
fn is_option(path: &str) -> bool {
    path == "Option" || path.ends_with("::option::Option")
}
