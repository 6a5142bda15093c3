//! Types: which node or Rust type stands for each.

use super::{Lower, PairNode, in_namespace};
use crate::model::*;
use crate::plan::docs;
use crate::plan::graph::*;

/// Namespace of WCF's `guid`, `duration` and `char`.
const SERIALIZATION: &str = "http://schemas.microsoft.com/2003/10/Serialization/";

impl Lower<'_> {
    /// The node of a type that needs one, made if it is not there yet.
    pub(super) fn node(
        &mut self,
        ty: TypeId,
        module: ModuleId,
        make: impl FnOnce(&mut Self, ModuleId) -> NodeKind,
    ) -> Ty {
        let (module, wanted) = self.place(ty, module);
        let key = NodeKey::Type(module, ty);
        if let Some(&id) = self.graph.made.get(&key) {
            return Ty::Node(id);
        }
        let def = &self.model.types[ty];
        let xml_name = self.type_xml_name(ty);
        let mut docs = docs::paragraphs(&def.annotation.documentation);
        let what = match (&def.name, def.scope) {
            (Some(name), _) => format!(
                "XML Schema type {}{}.",
                docs::code(&name.local),
                in_namespace(name)
            ),
            (None, Scope::Element(element)) if self.model.elements[element].global => {
                if docs.is_empty() {
                    docs = docs::paragraphs(&self.model.elements[element].annotation.documentation);
                }
                format!(
                    "Element {}{}.",
                    docs::code(&xml_name.local),
                    in_namespace(&xml_name)
                )
            }
            (None, Scope::Type(owner, _)) => {
                let role = match &self.model.types[owner].kind {
                    TypeKind::Simple(SimpleType {
                        variety: Variety::List(_),
                        ..
                    }) => "Item of list",
                    TypeKind::Simple(SimpleType {
                        variety: Variety::Union(_),
                        ..
                    }) => "Member of union",
                    TypeKind::Complex(complex) if complex.array_type.is_some() => "Item of array",
                    _ => "Base of",
                };
                format!("{role} {}.", docs::code(&self.type_label(owner)))
            }
            _ => format!("Anonymous type of {}.", docs::code(&self.type_label(ty))),
        };
        docs::append(&mut docs, &what);
        let facets = docs::facet_words(self.model, ty);
        if !facets.is_empty() {
            docs::append(&mut docs, &format!("Restricted: {}.", facets.join(", ")));
        }
        let id = self.graph.push(Node {
            module,
            wanted,
            selector_path: self.type_label(ty),
            xml_name,
            docs,
            span: def.span,
            kind: NodeKind::Reserved,
        });
        self.graph.made.insert(key, id);
        let kind = make(self, module);
        if let Some(node) = self.graph.nodes.get_mut(id) {
            node.kind = kind;
        }
        Ty::Node(id)
    }

    /// The type of the content of an element, attribute or list item.
    pub(crate) fn content(&mut self, ty: TypeId, module: ModuleId) -> Ty {
        let def = &self.model.types[ty];
        if let Some(name) = &def.name
            && let Some(&path) = self.mapped.last_name(name)
        {
            return Ty::Mapped(path);
        }
        if let Some(text) = self.referable(ty) {
            return self.content(text, module);
        }
        match &def.kind {
            TypeKind::Simple(simple) => self.simple(ty, simple, module),
            TypeKind::Complex(_) => self.complex(ty, module),
        }
    }

    pub(super) fn simple(&mut self, ty: TypeId, simple: &SimpleType, module: ModuleId) -> Ty {
        let def = &self.model.types[ty];
        if let Variety::Builtin(builtin) = simple.variety {
            return builtin_type(builtin);
        }
        if let Some(runtime) = def.name.as_ref().and_then(serialization_type) {
            return Ty::Runtime(runtime);
        }
        if self.facts.is_enumeration(ty) {
            return self.node(ty, module, |_, _| NodeKind::Enumeration { ty });
        }
        if let Variety::Union(members) = &simple.variety {
            return self.node(ty, module, |this, module| {
                NodeKind::Union(
                    members
                        .iter()
                        .map(|&member| {
                            (this.union_member_name(member), this.content(member, module))
                        })
                        .collect(),
                )
            });
        }
        let named = def.name.is_some();
        let inner = |this: &mut Self, module: ModuleId| match (&simple.variety, simple.base) {
            (Variety::List(item), _) => {
                let of = this.content(*item, module);
                let name = if this.facts.flags(ty).is_some() {
                    "FlagSet"
                } else {
                    "List"
                };
                Ty::RuntimeOf(name, Box::new(of))
            }
            (_, Some(base)) if base != ty => this.content(base, module),
            _ => Ty::String,
        };
        if named {
            self.node(ty, module, |this, module| {
                NodeKind::Alias(inner(this, module))
            })
        } else {
            inner(self, module)
        }
    }

    pub(super) fn union_member_name(&self, member: TypeId) -> String {
        let def = &self.model.types[member];
        match (&def.name, &def.kind) {
            (Some(name), _) => name.local.to_string(),
            (None, TypeKind::Simple(simple)) => match &simple.variety {
                Variety::List(_) => "List".to_owned(),
                Variety::Union(_) => "Union".to_owned(),
                _ if self.facts.is_enumeration(member) => "Enumeration".to_owned(),
                _ => self
                    .facts
                    .primitive(member)
                    .map_or("Value", Builtin::name)
                    .to_owned(),
            },
            _ => "Value".to_owned(),
        }
    }

    pub(super) fn complex(&mut self, ty: TypeId, module: ModuleId) -> Ty {
        let named = self.model.types[ty].name.is_some() && ty != Builtin::AnyType.id();
        match self.facts.complex_shape(ty) {
            ComplexShape::Raw if named => {
                self.node(ty, module, |_, _| NodeKind::Alias(Ty::Runtime("AnyType")))
            }
            ComplexShape::Raw => Ty::Runtime("AnyType"),
            ComplexShape::Dictionary(shape) => self.dictionary(ty, shape),
            ComplexShape::Struct => self.node(ty, module, |this, module| NodeKind::Struct {
                members: this.struct_members(ty, module),
                group: false,
            }),
        }
    }

    /// `Dictionary<K, V>`.
    pub(super) fn dictionary(&mut self, ty: TypeId, shape: DictionaryShape) -> Ty {
        let module = self.types_module(&self.type_xml_name(ty).namespace);
        if !self.pairs.contains_key(&ty) {
            let context = self.type_context(ty, module);
            // Reserved first: a dictionary whose values hold the dictionary again.
            let entry = self.plain_member(shape.entry, &context, Ty::Primitive("()"));
            let key_ty = self.content(self.model.elements[shape.key].ty, module);
            let white_space = self.text_white_space(self.model.elements[shape.key].ty, &key_ty);
            let mut key = self.plain_member(shape.key, &context, key_ty);
            key.white_space = white_space;
            key.simple = Some(self.model.elements[shape.key].ty);
            key.required = true;
            let placeholder = self.plain_member(shape.value, &context, Ty::Primitive("()"));
            self.pairs.insert(
                ty,
                PairNode {
                    entry: MemberNode {
                        repeated: true,
                        required: false,
                        ..entry
                    },
                    key,
                    value: placeholder,
                },
            );
            let particle = self.pair_value_particle(shape);
            let value = self.element_member(shape.value, particle, true, &context);
            if let Some(pair) = self.pairs.get_mut(&ty) {
                pair.value = value;
            }
        }
        Ty::Dictionary(ty)
    }

    pub(super) fn pair_value_particle(&self, shape: DictionaryShape) -> (u32, Option<u32>) {
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

    /// The type at an element position: an enum where derived types may stand for the declared one.
    pub(crate) fn position(&mut self, ty: TypeId, module: ModuleId) -> Ty {
        let named = self.model.types[ty].name.is_some();
        if !named || !matches!(self.facts.complex_shape_of(ty), Some(ComplexShape::Struct)) {
            return self.content(ty, module);
        }
        let derived: Vec<TypeId> = self
            .facts
            .derived(ty)
            .into_iter()
            .filter(|id| self.selected.contains(id))
            .collect();
        if derived.is_empty() {
            return self.content(ty, module);
        }
        let key = NodeKey::Polymorphic(ty);
        if let Some(&node) = self.graph.made.get(&key) {
            return Ty::Node(node);
        }
        let xml_name = self.type_xml_name(ty);
        let declared = self
            .facts
            .complex(ty)
            .is_some_and(|complex| !complex.is_abstract);
        let mut variants: Vec<TypeId> = Vec::new();
        if declared {
            variants.push(ty);
        }
        variants.extend(derived.into_iter().filter(|id| {
            self.facts
                .complex(*id)
                .is_some_and(|complex| !complex.is_abstract)
        }));
        if variants.is_empty() {
            return self.content(ty, module);
        }
        let id = self.graph.push(Node {
            module: self.types_module(&xml_name.namespace),
            wanted: NameHint::Text(format!("{} Kind", xml_name.local), "Type"),
            selector_path: format!("{}Kind", xml_name.local),
            docs: vec![format!(
                "{}{} or a type derived from it, told apart by `xsi:type`.",
                docs::code(&xml_name.local),
                in_namespace(&xml_name)
            )],
            xml_name,
            span: self.model.types[ty].span,
            kind: NodeKind::Reserved,
        });
        self.graph.made.insert(key, id);
        let variants = variants
            .into_iter()
            .map(|variant| (variant, self.content(variant, module)))
            .collect();
        if let Some(node) = self.graph.nodes.get_mut(id) {
            node.kind = NodeKind::Polymorphic(variants);
        }
        Ty::Node(id)
    }
}

/// The runtime's type for one of WCF's own simple types.
pub(crate) fn serialization_type(name: &QName) -> Option<&'static str> {
    if &*name.namespace != SERIALIZATION {
        return None;
    }
    match &*name.local {
        "guid" => Some("Guid"),
        "duration" => Some("Duration"),
        _ => None,
    }
}

/// The Rust type of a built-in type.
pub(super) fn builtin_type(builtin: Builtin) -> Ty {
    match builtin {
        Builtin::Boolean => Ty::Primitive("bool"),
        Builtin::Byte => Ty::Primitive("i8"),
        Builtin::Short => Ty::Primitive("i16"),
        Builtin::Int => Ty::Primitive("i32"),
        Builtin::Long => Ty::Primitive("i64"),
        Builtin::UnsignedByte => Ty::Primitive("u8"),
        Builtin::UnsignedShort => Ty::Primitive("u16"),
        Builtin::UnsignedInt => Ty::Primitive("u32"),
        Builtin::UnsignedLong => Ty::Primitive("u64"),
        Builtin::Float => Ty::Primitive("f32"),
        Builtin::Double => Ty::Primitive("f64"),
        Builtin::Integer
        | Builtin::NonPositiveInteger
        | Builtin::NegativeInteger
        | Builtin::NonNegativeInteger
        | Builtin::PositiveInteger => Ty::Runtime("Integer"),
        Builtin::Decimal => Ty::Runtime("Decimal"),
        Builtin::Duration => Ty::Runtime("Duration"),
        Builtin::DateTime => Ty::Runtime("DateTime"),
        Builtin::Time => Ty::Runtime("Time"),
        Builtin::Date => Ty::Runtime("Date"),
        Builtin::GYearMonth => Ty::Runtime("GYearMonth"),
        Builtin::GYear => Ty::Runtime("GYear"),
        Builtin::GMonthDay => Ty::Runtime("GMonthDay"),
        Builtin::GDay => Ty::Runtime("GDay"),
        Builtin::GMonth => Ty::Runtime("GMonth"),
        Builtin::HexBinary => Ty::Runtime("HexBinary"),
        Builtin::Base64Binary => Ty::Runtime("Base64Binary"),
        Builtin::QName | Builtin::Notation => Ty::Runtime("QName"),
        Builtin::AnyType => Ty::Runtime("AnyType"),
        Builtin::Nmtokens | Builtin::Idrefs | Builtin::Entities => {
            Ty::RuntimeOf("List", Box::new(Ty::String))
        }
        Builtin::AnySimpleType
        | Builtin::String
        | Builtin::AnyUri
        | Builtin::NormalizedString
        | Builtin::Token
        | Builtin::Language
        | Builtin::Nmtoken
        | Builtin::Name
        | Builtin::NCName
        | Builtin::Id
        | Builtin::Idref
        | Builtin::Entity => Ty::String,
    }
}
