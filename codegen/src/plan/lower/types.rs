//! Types: the node or Rust type of each.

use super::Lowering;
use crate::model::label::documentation;
use crate::model::*;
use crate::plan::docs;
use crate::plan::graph::*;
use crate::plan::output::RuntimeType;

impl Lowering<'_> {
    /// The node of a type, made on first use.
    pub(super) fn node(
        &mut self,
        ty: TypeId,
        module: ModuleId,
        make: impl FnOnce(&mut Self, ModuleId) -> NodeKind,
    ) -> Ty {
        let (module, hint) = self.type_hint(ty, module);
        let key = NodeKey::Type(module, ty);
        if let Some(&id) = self.graph.made.get(&key) {
            return Ty::Node(id);
        }
        let def = &self.model.types[ty];
        let xml_name = self.type_xml_name(ty);
        let docs = self.type_docs(ty, &xml_name);
        let node = Node::reserved(module, hint, self.type_path(ty), xml_name, docs, def.span);
        Ty::Node(self.make(Some(key), node, |this, _| make(this, module)))
    }

    /// The documentation of a type, and its source.
    fn type_docs(&self, ty: TypeId, xml_name: &QName) -> Vec<String> {
        let def = &self.model.types[ty];
        let mut docs = docs::paragraphs(&documentation(&def.annotation));
        let what = match (&def.name, def.scope) {
            (Some(name), _) => format!(
                "XML Schema type {}{}.",
                docs::code(&name.local),
                docs::in_namespace(name)
            ),
            (None, Scope::Element(element)) if self.model.elements[element].global => {
                if docs.is_empty() {
                    docs =
                        docs::paragraphs(&documentation(&self.model.elements[element].annotation));
                }
                format!(
                    "Element {}{}.",
                    docs::code(&xml_name.local),
                    docs::in_namespace(xml_name)
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
                format!("{role} {}.", docs::code(&self.type_path(owner)))
            }
            _ => format!("Anonymous type of {}.", docs::code(&self.type_path(ty))),
        };
        docs::append(&mut docs, &what);
        if matches!(&def.kind, TypeKind::Complex(complex) if complex.is_abstract) {
            docs::append(
                &mut docs,
                "It is abstract: no message has it, only types derived from it.",
            );
        }
        let facets = docs::facet_words(self.model, ty);
        if !facets.is_empty() {
            docs::append(&mut docs, &format!("Restricted: {}.", facets.join(", ")));
        }
        docs
    }

    /// The type of the content of an element, attribute or list item.
    pub(crate) fn content(&mut self, ty: TypeId, module: ModuleId) -> Ty {
        let def = &self.model.types[ty];
        if let Some(name) = &def.name
            && let Some(&path) = self.overrides.mapped.last_name(name)
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
                        .map(|&member| UnionMember {
                            name: this.union_member_name(member),
                            of: member,
                            ty: this.content(member, module),
                        })
                        .collect(),
                )
            });
        }
        let named = def.name.is_some();
        let inner = |this: &mut Self, module: ModuleId| match (&simple.variety, simple.base) {
            (Variety::List(item), _) => {
                let of = this.content(*item, module);
                let name = if this.facts.is_flags(ty) {
                    RuntimeType::FlagSet
                } else {
                    RuntimeType::List
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
        self.mixed_content(ty, module);
        match self.facts.complex_shape(ty) {
            ComplexShape::Raw if named => self.node(ty, module, |_, _| {
                NodeKind::Alias(Ty::Runtime(RuntimeType::AnyType))
            }),
            ComplexShape::Raw => Ty::Runtime(RuntimeType::AnyType),
            ComplexShape::Dictionary(shape) => self.dictionary(ty, shape),
            ComplexShape::Struct => {
                let node = self.node(ty, module, |this, module| this.struct_in_turn(ty, module));
                self.make_later();
                node
            }
        }
    }

    /// The struct of a type of mixed content, whose values are kept as they are: the strict mode reads them by it, too.
    fn mixed_content(&mut self, ty: TypeId, module: ModuleId) {
        let key = NodeKey::Mixed(ty);
        let is_mixed = matches!(self.facts.complex_shape(ty), ComplexShape::Raw);
        if !is_mixed || ty == Builtin::AnyType.id() || self.graph.made.contains_key(&key) {
            return;
        }
        let (module, hint) = self.type_hint(ty, module);
        let xml_name = self.type_xml_name(ty);
        let hint = match hint {
            NameHint::In(container, part) => NameHint::In(container, format!("{part} Content")),
            _ => NameHint::Text(format!("{} Content", xml_name.local), "Type"),
        };
        let path = self.type_path(ty);
        let docs = format!(
            "The elements in {}, by which the strict mode checks it.",
            docs::code(&path)
        );
        let node = Node::reserved(
            module,
            hint,
            format!("{path}.Content"),
            xml_name,
            vec![docs],
            self.model.types[ty].span,
        );
        self.make(Some(key), node, |this, _| this.type_struct(ty, module));
    }

    /// The type of an element: an enum where a derived type may replace the declared one, or has to.
    pub(crate) fn position(&mut self, ty: TypeId, module: ModuleId, block: DerivationSet) -> Ty {
        // `xsi:type` tells what the value is.
        if ty == Builtin::AnySimpleType.id() {
            return Ty::Runtime(RuntimeType::AnyType);
        }
        let named = self.model.types[ty].name.is_some();
        if !named || !matches!(self.facts.complex_shape_of(ty), Some(ComplexShape::Struct)) {
            return self.content(ty, module);
        }
        let is_abstract = |id: TypeId| {
            let complex = self.facts.complex(id);
            complex.is_some_and(|complex| complex.is_abstract)
        };
        let derived = self.facts.derived(ty);
        let concrete = derived
            .iter()
            .filter(|id| self.selected.contains(id) && !is_abstract(**id));
        let admitted: Vec<TypeId> = concrete
            .clone()
            .filter(|id| self.facts.may_replace(ty, **id, block))
            .copied()
            .collect();
        let mut variants: Vec<TypeId> = Vec::new();
        if !is_abstract(ty) {
            if admitted.is_empty() {
                return self.content(ty, module);
            }
            variants.push(ty);
        }
        variants.extend(&admitted);
        if is_abstract(ty) {
            // An element whose type is not known here has no declared type that it could be read as.
            variants.push(Builtin::AnyType.id());
        }
        // Elements that block nothing that there is share one enum.
        let unblocked = DerivationSet::NONE;
        let all = concrete.filter(|id| self.facts.may_replace(ty, **id, unblocked));
        let block = if all.count() == admitted.len() {
            unblocked
        } else {
            block
        };
        self.polymorphic(ty, module, block, variants)
    }

    fn polymorphic(
        &mut self,
        ty: TypeId,
        module: ModuleId,
        block: DerivationSet,
        variants: Vec<TypeId>,
    ) -> Ty {
        let key = NodeKey::Polymorphic(ty, block);
        if let Some(&node) = self.graph.made.get(&key) {
            return Ty::Node(node);
        }
        let xml_name = self.type_xml_name(ty);
        let mut docs = format!(
            "{}{} or a type derived from it, told apart by `xsi:type`.",
            docs::code(&xml_name.local),
            docs::in_namespace(&xml_name)
        );
        let kind = match (
            block.contains(DerivationSet::EXTENSION),
            block.contains(DerivationSet::RESTRICTION),
        ) {
            (true, false) => {
                docs.push_str(" Types that extend it are blocked.");
                "Restriction"
            }
            (false, true) => {
                docs.push_str(" Types that restrict it are blocked.");
                "Extension"
            }
            (true, true) => {
                docs.push_str(" Types derived from it are blocked.");
                "Only"
            }
            (false, false) => "",
        };
        let node = Node::reserved(
            self.types_module(&xml_name.namespace),
            NameHint::Derived(ty, kind),
            format!("{}{kind}Kind", xml_name.local),
            xml_name,
            vec![docs],
            self.model.types[ty].span,
        );
        Ty::Node(self.make(Some(key), node, |this, _| {
            // Named types: their modules are those of their namespaces.
            let variants = variants
                .into_iter()
                .map(|variant| (variant, this.content(variant, module)));
            NodeKind::Polymorphic(variants.collect())
        }))
    }
}

/// The runtime's type for one of WCF's own simple types.
fn serialization_type(name: &QName) -> Option<RuntimeType> {
    if &*name.namespace != SERIALIZATION {
        return None;
    }
    match &*name.local {
        "guid" => Some(RuntimeType::Guid),
        "duration" => Some(RuntimeType::Duration),
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
        | Builtin::PositiveInteger => Ty::Runtime(RuntimeType::Integer),
        Builtin::Decimal => Ty::Runtime(RuntimeType::Decimal),
        Builtin::Duration => Ty::Runtime(RuntimeType::Duration),
        Builtin::DateTime => Ty::Runtime(RuntimeType::DateTime),
        Builtin::Time => Ty::Runtime(RuntimeType::Time),
        Builtin::Date => Ty::Runtime(RuntimeType::Date),
        Builtin::GYearMonth => Ty::Runtime(RuntimeType::GYearMonth),
        Builtin::GYear => Ty::Runtime(RuntimeType::GYear),
        Builtin::GMonthDay => Ty::Runtime(RuntimeType::GMonthDay),
        Builtin::GDay => Ty::Runtime(RuntimeType::GDay),
        Builtin::GMonth => Ty::Runtime(RuntimeType::GMonth),
        Builtin::HexBinary => Ty::Runtime(RuntimeType::HexBinary),
        Builtin::Base64Binary => Ty::Runtime(RuntimeType::Base64Binary),
        Builtin::QName | Builtin::Notation => Ty::Runtime(RuntimeType::QName),
        Builtin::AnyType => Ty::Runtime(RuntimeType::AnyType),
        Builtin::Nmtokens | Builtin::Idrefs | Builtin::Entities => {
            Ty::RuntimeOf(RuntimeType::List, Box::new(Ty::String))
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
