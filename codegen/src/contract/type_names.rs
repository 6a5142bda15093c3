//! The names that views show types by: an anonymous type has its place as its name, such as `Order.billing`.

use super::inspect::TypeName;
use crate::model::label::{namespace, selector_path, type_label};
use crate::model::{Model, TypeId};
use std::collections::BTreeMap;

/// A name for each type, and for no two types the same.
#[derive(Default)]
pub(super) struct TypeNames {
    names: BTreeMap<TypeId, TypeName>,
    ids: BTreeMap<TypeName, TypeId>,
}

impl TypeNames {
    pub(super) fn new(model: &Model) -> Self {
        let mut all = Self::default();
        for (id, definition) in model.types.iter() {
            if let Some(name) = &definition.name {
                let name = TypeName {
                    namespace: name.namespace.to_string(),
                    name: name.local.to_string(),
                };
                // Linking reports a second type of a name. The first one has it.
                all.ids.entry(name.clone()).or_insert(id);
                all.names.insert(id, name);
            }
        }
        let mut numbers: BTreeMap<TypeName, u32> = BTreeMap::new();
        let types = model.types.iter();
        for (id, _) in types.filter(|(_, definition)| definition.name.is_none()) {
            let place = selector_path(model, id);
            if place.is_empty() {
                continue;
            }
            let place = TypeName {
                namespace: namespace(model, id),
                name: place,
            };
            // Elements have names of their own beside those of types, and two alternatives may have an element of one name.
            let number = numbers.entry(place.clone()).or_insert(1);
            let mut name = place.clone();
            while all.ids.contains_key(&name) {
                *number = number.saturating_add(1);
                name.name = format!("{} ({number})", place.name);
            }
            all.ids.insert(name.clone(), id);
            all.names.insert(id, name);
        }
        all
    }

    pub(super) fn of(&self, ty: TypeId) -> Option<&TypeName> {
        self.names.get(&ty)
    }

    pub(super) fn id(&self, name: &TypeName) -> Option<TypeId> {
        self.ids.get(name).copied()
    }

    /// A type as members show it.
    pub(super) fn label(&self, model: &Model, ty: TypeId) -> String {
        match self.of(ty) {
            Some(name) => name.to_string(),
            None => type_label(model, ty),
        }
    }
}
