//! Whether a simple type admits all texts that another admits.

use super::{Diff, Directions};
use crate::model::{Builtin, Model, QName, TypeId, TypeKind};

/// The relation of a new simple type to the old one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// It admits all texts of the old one.
    Wider,
    /// The old one admits all of its texts.
    Narrower,
    /// Both admit the same texts and differ in their white space.
    Spaces,
    /// Both are integers, and each has values that the other does not have.
    Overlap,
    /// Neither is known.
    Other,
}

/// Types whose texts another type admits that they are not derived from.
const WITHIN: [(&str, &str); 7] = [
    ("unsignedByte", "short"),
    ("unsignedShort", "int"),
    ("unsignedInt", "long"),
    ("float", "double"),
    ("decimal", "double"),
    ("integer", "float"),
    ("anyURI", "string"),
];
/// Strings that differ in their white space only.
const SPACES: [&str; 3] = ["string", "normalizedString", "token"];
/// The most steps from a type to its bases, and to types that admit their texts.
const STEPS: usize = 64;

impl Diff<'_> {
    pub(super) fn relation(&self, old: TypeId, new: TypeId) -> Relation {
        let is_simple =
            |model: &Model, ty: TypeId| matches!(model.types[ty].kind, TypeKind::Simple(_));
        if !is_simple(self.old, old) || !is_simple(self.new, new) {
            return Relation::Other;
        }
        let space = |model: &Model, ty: TypeId| {
            let name = builtin(model, ty);
            name.is_some_and(|name| SPACES.contains(&name))
        };
        if space(self.old, old) && space(self.new, new) {
            return Relation::Spaces;
        }
        let was = self.old.types[old]
            .name
            .as_ref()
            .map(|name| self.names.ty(name));
        let is = self.new.types[new].name.clone();
        let old_bases = bases(self.old, old, &|name| self.names.ty(name));
        let new_bases = bases(self.new, new, &QName::clone);
        match (is, was) {
            (Some(is), _) if old_bases.contains(&is) => Relation::Wider,
            (_, Some(was)) if new_bases.contains(&was) => Relation::Narrower,
            _ if is_integer(&old_bases) && is_integer(&new_bases) => Relation::Overlap,
            _ => Relation::Other,
        }
    }

    /// Whether values of a type that is another one now are refused, and the effect.
    pub(super) fn other_type(
        &self,
        usage: Directions,
        old: TypeId,
        new: TypeId,
    ) -> (bool, &'static str) {
        let (request, response) = (usage.request, usage.response);
        match self.relation(old, new) {
            Relation::Spaces => (false, "white space in it is read in another way"),
            Relation::Wider if response => {
                (true, "values may arrive that the old type has no room for")
            }
            Relation::Wider => (false, "the server accepts more"),
            Relation::Narrower if request => {
                (true, "the server refuses values outside of the new type")
            }
            Relation::Narrower => (false, "fewer values arrive"),
            Relation::Overlap => (
                request || response,
                "each type has values that the other does not have: those are refused",
            ),
            Relation::Other => (
                request || response,
                "values are written and read in another form",
            ),
        }
    }
}

fn is_integer(bases: &[QName]) -> bool {
    let integer = Builtin::Integer.name();
    bases.iter().any(|base| *base.local == *integer)
}

fn builtin(model: &Model, ty: TypeId) -> Option<&str> {
    let name = model.types[ty].name.as_ref()?;
    ty.is_builtin().then_some(&*name.local)
}

/// The names of the types that admit all texts of a type.
fn bases(model: &Model, ty: TypeId, translate: &dyn Fn(&QName) -> QName) -> Vec<QName> {
    let mut found = Vec::new();
    let mut pending = vec![ty];
    while let Some(at) = pending.pop()
        && found.len() < STEPS
    {
        let TypeKind::Simple(simple) = &model.types[at].kind else {
            continue;
        };
        let within = builtin(model, at).into_iter().flat_map(|name| {
            let others = WITHIN.iter().filter(move |(one, _)| *one == name);
            others
                .filter_map(|(_, other)| Builtin::from_name(other))
                .map(Builtin::id)
        });
        pending.extend(
            simple
                .base
                .filter(|base| *base != at)
                .into_iter()
                .chain(within),
        );
        if at != ty
            && let Some(name) = &model.types[at].name
        {
            found.push(translate(name));
        }
    }
    found
}
