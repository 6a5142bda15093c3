//! Replaces types by lists and dictionaries of the runtime: arrays, including those of SOAP encoding (SOAP 1.1, section
//! 5).

use super::Lowering;
use crate::model::*;
use crate::plan::graph::*;
use crate::plan::names::prefixes::SOAPENC;

impl Lowering<'_> {
    /// The type of an item of a collapsed array. Keeps its member for the static that describes it.
    pub(super) fn array_item(&mut self, array: TypeId, item: ElementId) -> Ty {
        if let Some(member) = self.graph.items.get(&array) {
            return member.ty.clone();
        }
        let module = self.types_module(&self.type_xml_name(array).namespace);
        let context = self.type_context(array, module);
        let declared = self.model.elements[item].ty;
        let mut member = self.plain_member(item, &context);
        member.repeated = true;
        member.required = self.facts.item_required(array);
        member.pair = self.is_dictionary(declared).then_some(declared);
        self.item(array, member, declared, module)
    }

    /// Keeps the member of the items of an array, and makes their type.
    fn item(&mut self, array: TypeId, mut member: MemberNode, ty: TypeId, module: ModuleId) -> Ty {
        member.nullable = self.facts.uses.has_encoded(array);
        if member.nullable {
            member.annotation = self.encoding(ty);
        }
        let block = member.block;
        // Kept before its type is made, since the type may contain the array again.
        member.within = Some(self.name_or_none(array));
        self.graph.items.insert(array, member);
        let content = self.position(ty, module, block);
        let white_space = self.text_white_space(ty, &content);
        if let Some(member) = self.graph.items.get_mut(&array) {
            member.ty = content.clone();
            member.white_space = white_space;
            member.simple = Some(ty);
        }
        content
    }

    /// Whether a type is a dictionary.
    pub(super) fn is_dictionary(&self, ty: TypeId) -> bool {
        matches!(
            self.facts.complex_shape_of(ty),
            Some(ComplexShape::Dictionary(_))
        )
    }

    /// `Dictionary<K, V>`.
    pub(super) fn dictionary(&mut self, ty: TypeId, shape: DictionaryShape) -> Ty {
        if self.graph.pairs.contains_key(&ty) {
            return Ty::Dictionary(ty);
        }
        let module = self.types_module(&self.type_xml_name(ty).namespace);
        let context = self.type_context(ty, module);
        let mut entry = self.plain_member(shape.entry, &context);
        entry.ty = Ty::Primitive("()");
        entry.repeated = true;
        entry.within = Some(self.name_or_none(ty));
        entry.annotation = self.encoding(self.model.elements[shape.entry].ty);
        let declared = self.model.elements[shape.key].ty;
        let mut key = self.plain_member(shape.key, &context);
        key.ty = self.content(declared, module);
        key.annotation = self.encoding(declared);
        key.white_space = self.text_white_space(declared, &key.ty);
        key.simple = Some(declared);
        key.required = true;
        key.within = Some(self.name_or_none(self.model.elements[shape.entry].ty));
        let mut value = self.plain_member(shape.value, &context);
        value.ty = Ty::Primitive("()");
        // Kept before the value is made, since the value may contain the dictionary again.
        self.graph.pairs.insert(ty, PairNode { entry, key, value });
        let occurs = self.value_occurrence(shape);
        let value = self.element_member(shape.value, occurs, true, &context);
        if let Some(pair) = self.graph.pairs.get_mut(&ty) {
            pair.value = value;
        }
        Ty::Dictionary(ty)
    }

    /// The name of a type; its parts are empty if it is anonymous.
    fn name_or_none(&self, ty: TypeId) -> QName {
        let name = self.model.types[ty].name.clone();
        name.unwrap_or_else(|| QName::new("", ""))
    }

    /// The occurrence of the value in an entry of a dictionary.
    fn value_occurrence(&self, shape: DictionaryShape) -> (u32, Option<u32>) {
        let pair = self.model.elements[shape.entry].ty;
        let particle = self
            .facts
            .complex(pair)
            .and_then(|complex| match &complex.content {
                Content::Particle(Particle {
                    term: Term::Group(_, items),
                    ..
                }) => items.get(1).map(|item| (item.min, item.max)),
                _ => None,
            });
        particle.unwrap_or((1, Some(1)))
    }

    /// The `xsi:type` of a type in SOAP encoding.
    pub(super) fn encoding(&self, ty: TypeId) -> Option<Encoded> {
        if !self.facts.uses.has_encoded(ty) {
            return None;
        }
        let qualified = |name: &QName| !name.namespace.is_empty();
        let array = self.facts.complex(ty);
        let array = array.and_then(|complex| complex.array_type.as_ref());
        let encoded = match array {
            Some((item, dimensions)) => self
                .model
                .item_name(*item)
                .filter(|(name, _)| qualified(name))
                .map(|(name, ranks)| {
                    // Items come row by row. Only the size of the last dimension is known.
                    let others = "1,".repeat(dimensions.matches(',').count());
                    Encoded::Array(name, format!("{ranks}[{others}"))
                }),
            None => {
                let name = self.model.types[ty].name.as_ref();
                name.filter(|name| qualified(name))
                    .map(|name| Encoded::Type(name.clone()))
            }
        };
        Some(encoded.unwrap_or(Encoded::Unnamed))
    }

    /// The type of an item of a SOAP-encoded array that is generated as a list.
    pub(super) fn encoded_item(&mut self, array: TypeId, item: TypeId) -> Ty {
        if let Some(member) = self.graph.items.get(&array) {
            return member.ty.clone();
        }
        let module = self.types_module(&self.type_xml_name(array).namespace);
        let member = self.encoded_item_member(array);
        self.item(array, member, item, module)
    }

    /// The items of such an array, without their type. Their name has no meaning (SOAP 1.1, 5.4.2): it is that of the
    /// restriction, if there is one, and the runtime accepts any.
    pub(super) fn encoded_item_member(&self, array: TypeId) -> MemberNode {
        let selector_path = self.type_path(array);
        let span = self.model.types[array].span;
        let particle = self.facts.only_element(array);
        let local = particle.map(|item| self.model.elements[item].name.local.clone());
        let name = QName::new("", local.unwrap_or_else(|| "item".into()));
        let mut member = MemberNode::element(name, &selector_path, span);
        member.repeated = true;
        member.nullable = true;
        member
    }

    /// The simple type of `soapenc:string` and the like. The runtime resolves references in such values.
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
