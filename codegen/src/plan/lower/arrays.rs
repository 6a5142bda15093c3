//! SOAP encoding (SOAP 1.1, section 5): arrays, and what `xsi:type` says.

use super::Lower;
use crate::model::*;
use crate::plan::graph::*;
use crate::plan::names::prefixes::SOAPENC;

impl Lower<'_> {
    /// What `xsi:type` says of a type in SOAP encoding.
    pub(super) fn encoding(&self, ty: TypeId) -> Option<Encoded> {
        if !self.encoded {
            return None;
        }
        match self.facts.encoded_array(ty) {
            Some(item) => {
                let (name, ranks) = self.model.item_name(item)?;
                (!name.namespace.is_empty()).then_some(Encoded::Array(name, ranks))
            }
            None => {
                let name = self.model.types[ty].name.as_ref()?;
                (!name.namespace.is_empty()).then(|| Encoded::Type(name.clone()))
            }
        }
    }

    /// The type of one item of an array in SOAP encoding that a list stands for.
    pub(super) fn encoded_item(&mut self, array: TypeId, item: TypeId) -> Ty {
        if let Some(member) = self.items.get(&array) {
            return member.ty.clone();
        }
        let module = self.types_module(&self.type_xml_name(array).namespace);
        let mut member = self.encoded_item_member(array);
        member.annotation = self.encoding(item);
        // Reserved first: an array of a type that holds the array again.
        self.items.insert(array, member);
        let ty = self.position(item, module);
        let white_space = self.text_white_space(item, &ty);
        if let Some(member) = self.items.get_mut(&array) {
            member.ty = ty.clone();
            member.white_space = white_space;
            member.simple = Some(item);
        }
        ty
    }

    /// The items of such an array, without their type. Their name means nothing; the runtime reads all as this one.
    pub(super) fn encoded_item_member(&self, array: TypeId) -> MemberNode {
        let selector_path = self.type_label(array);
        let span = self.model.types[array].span;
        let name = QName::new("", "item");
        let mut member = self.bare_member(MemberKind::Element(name), "item", &selector_path, span);
        member.repeated = true;
        member
    }

    /// The simple type in `soapenc:string` and the like: the runtime resolves the references that such a value may be.
    pub(super) fn referable(&self, ty: TypeId) -> Option<TypeId> {
        let def = &self.model.types[ty];
        match (&def.name, &def.kind) {
            (Some(name), TypeKind::Complex(complex)) if &*name.namespace == SOAPENC => {
                match complex.content {
                    Content::Simple(text) => Some(text),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// Whether any operation of the contracts is in SOAP encoding.
pub(super) fn is_encoded(model: &Model) -> bool {
    model.bindings.iter().any(|(_, binding)| {
        binding.operations.iter().any(|operation| {
            [&operation.input, &operation.output]
                .into_iter()
                .flatten()
                .any(|message| matches!(message.body_use, Use::Encoded(_)))
        })
    })
}
