//! Methods that set the members that `new` does not take.

use super::OutputBuilder;
use super::field_types::Recursion;
use crate::plan::graph::*;
use crate::plan::output::{RuntimeType, Setter, Type};

impl OutputBuilder<'_> {
    /// The method that sets a field of this type.
    pub(super) fn setter(
        &self,
        name: &str,
        member: &MemberNode,
        ty: &Type,
        recursion: Recursion,
    ) -> Option<Setter> {
        // There is nothing to choose.
        if member.value.as_ref().is_some_and(|value| value.is_fixed) {
            return None;
        }
        let converts = self.converts(member, recursion);
        let (kind, ty) = match ty {
            Type::Runtime(RuntimeType::Nillable, of) => {
                (if converts { "nillable" } else { "value" }, of.first()?)
            }
            Type::Path(path, of) if is_option(path) => {
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
