//! The components that messages name, for the strict mode.

use soap_runtime::__private::v1;
use soap_runtime::Nillable;
use wsdl_codegen::internal::output::{Declared, DerivationMethod, Item, NamedType};

use super::{Key, TableBuilder, leak, leak_all, remember};
use crate::types::{Cell, Container, Items};
use crate::{Error, Value};

impl<'p> TableBuilder<'p> {
    /// The components of a contract.
    pub(super) fn components(&mut self, key: Key) -> Result<&'static v1::Components, Error> {
        if let Some(known) = self.components.get(&key) {
            return Ok(known);
        }
        let Some(Item::Components(item)) = self.statics.get(&key).copied() else {
            return Err(Error::internal("components are missing"));
        };
        let simple = item
            .simple_types
            .iter()
            .map(|of| self.simple_type(self.key(key.0, of)));
        let simple = leak_all(simple.collect::<Result<Vec<_>, Error>>()?);
        let mut made = v1::Components::new(simple);
        if !item.types.is_empty() || !item.elements.is_empty() {
            let (mut types, mut cells) = (Vec::new(), Vec::new());
            for ty in &item.types {
                let (ty, cell) = self.named_type(key.0, ty)?;
                types.push(ty);
                cells.push(cell);
            }
            let types = leak_all(types);
            // A member has its address only now.
            for ((ty, cell), item) in types.iter().zip(cells).zip(&item.types) {
                note(ty.declared(), cell);
                self.note_mixed(key.0, &item.declared.member, ty.declared().member())?;
            }
            let (mut elements, mut cells) = (Vec::new(), Vec::new());
            for element in &item.elements {
                let (element, cell) = self.declared(key.0, element)?;
                elements.push(element);
                cells.push(cell);
            }
            let elements = leak_all(elements);
            for ((element, cell), item) in elements.iter().zip(cells).zip(&item.elements) {
                note(element, cell);
                self.note_mixed(key.0, &item.member, element.member())?;
            }
            made = made.kept(types, elements);
        }
        if let Some(attributes) = &item.attributes {
            let attributes = self.attribute_wildcard(self.key(key.0, attributes))?;
            made = made.attributes(attributes);
        }
        let made = leak(made);
        self.components.insert(key, made);
        Ok(made)
    }

    fn declared(
        &mut self,
        module: usize,
        item: &'p Declared,
    ) -> Result<(v1::Declared, Option<&'static Cell>), Error> {
        let member = self.member(module, &item.member)?;
        let (made, cell) = match &item.ty {
            None => (v1::Declared::named(member), None),
            Some(ty) => {
                let ty = self.field(module, ty)?;
                let made = match ty.outer {
                    Container::One => v1::Declared::of::<Value>(member),
                    Container::Option => v1::Declared::of::<Option<Value>>(member),
                    Container::Nillable => v1::Declared::of::<Nillable<Value>>(member),
                    Container::List(Items::One, _) => {
                        v1::Declared::of::<Option<Vec<Value>>>(member)
                    }
                    Container::List(Items::Option, _) => {
                        v1::Declared::of::<Option<Vec<Option<Value>>>>(member)
                    }
                    Container::List(Items::Nillable, _) => {
                        v1::Declared::of::<Option<Vec<Nillable<Value>>>>(member)
                    }
                };
                (made, Some(ty.ty))
            }
        };
        let made = if item.is_abstract {
            made.in_name_only()
        } else {
            made
        };
        Ok((made, cell))
    }

    fn named_type(
        &mut self,
        module: usize,
        item: &'p NamedType,
    ) -> Result<(v1::NamedType, Option<&'static Cell>), Error> {
        let (declared, cell) = self.declared(module, &item.declared)?;
        let mut made = v1::NamedType::new(declared);
        let own = method(item.method);
        match &item.base {
            Some(base) => made = made.derived(self.name(module, base)?, own),
            None if item.method == DerivationMethod::Extension => made = made.by(own),
            None => {}
        }
        if !item.blocks.is_empty() {
            let blocks = item.blocks.iter().map(|one| method(*one));
            made = made.blocks(blocks.fold(0, |all, one| all | one));
        }
        Ok((made, cell))
    }
}

/// Notes the type of an element, and of the items of a list.
fn note(declared: &'static v1::Declared, cell: Option<&'static Cell>) {
    if let Some(cell) = cell {
        remember(declared.member(), cell);
        if let v1::Inner::Item(item) = declared.member().inner {
            remember(item, cell);
        }
    }
}

fn method(method: DerivationMethod) -> u8 {
    match method {
        DerivationMethod::Extension => v1::EXTENSION,
        DerivationMethod::Restriction => v1::RESTRICTION,
    }
}
