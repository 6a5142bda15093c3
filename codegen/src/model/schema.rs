//! XML Schema 1.0 components (XML Schema Part 1, section 3).

use super::{
    Annotation, Compositor, DerivationSet, Id, IdentityPath, NamespaceConstraint, Presence,
    ProcessContents, QName, Span, ValueConstraint, WhiteSpace,
};
use std::sync::Arc;

/// Id of a type.
pub type TypeId = Id<TypeDef>;
/// Id of an element declaration.
pub type ElementId = Id<ElementDecl>;
/// Id of an attribute declaration.
pub type AttributeId = Id<AttributeDecl>;
/// Id of a named model group.
pub type GroupId = Id<GroupDef>;
/// Id of a named attribute group.
pub type AttributeGroupId = Id<AttributeGroupDef>;

/// A simple or complex type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Name of a global type; `None` for an anonymous one.
    pub name: Option<QName>,
    /// What an anonymous type stands in; `Scope::Global` for named types.
    pub scope: Scope,
    pub kind: TypeKind,
    /// `final`: methods by which no type may be derived from it.
    pub final_for: DerivationSet,
    pub annotation: Annotation,
    /// Where it is declared. Built-in types have the default span.
    pub span: Span,
}

/// What an anonymous type stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A named, global type.
    Global,
    /// The type of an element declaration.
    Element(ElementId),
    /// The type of an attribute declaration.
    Attribute(AttributeId),
    /// The item type of a list, a member of a union (with its index), the base of a restriction, or the content of a
    /// simpleContent restriction, within another type.
    Type(TypeId, u32),
}

/// The two kinds of type.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `xs:simpleType` or a built-in simple type.
    Simple(SimpleType),
    /// `xs:complexType` or `xs:anyType`.
    Complex(ComplexType),
}

/// A simple type.
#[derive(Clone, Debug)]
pub struct SimpleType {
    /// How its values are built.
    pub variety: Variety,
    /// The type it restricts; `None` for the built-in primitives, for lists and for unions that restrict nothing.
    pub base: Option<TypeId>,
    /// Facets declared here (not those of the base).
    pub facets: Facets,
}

/// How values of a simple type are built.
#[derive(Clone, Debug)]
pub enum Variety {
    /// A built-in type.
    Builtin(Builtin),
    /// A restriction of an atomic type: see `base`.
    Atomic,
    /// White-space separated items.
    List(TypeId),
    /// One of several types, tried in order.
    Union(Vec<TypeId>),
    /// A restriction of a list or of a union: see `base`.
    Restricted,
}

/// Constraining facets (XML Schema Part 2, section 4.3), values in lexical form.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    /// Values of `xs:enumeration`, in order; duplicates kept.
    pub enumeration: Vec<EnumerationValue>,
    /// Patterns: each must match (those of one derivation step are joined with `|` already).
    pub patterns: Vec<Arc<str>>,
    pub length: Option<u64>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub min_inclusive: Option<Arc<str>>,
    pub max_inclusive: Option<Arc<str>>,
    pub min_exclusive: Option<Arc<str>>,
    pub max_exclusive: Option<Arc<str>>,
    pub total_digits: Option<u64>,
    pub fraction_digits: Option<u64>,
    pub white_space: Option<WhiteSpace>,
    /// All of them, as they are written, in order.
    pub written: Vec<WrittenFacet>,
}

/// A facet as it is written.
#[derive(Clone, Debug)]
pub struct WrittenFacet {
    /// Local name of its element.
    pub kind: Arc<str>,
    pub value: Arc<str>,
    /// Whether `fixed="true"`: no restriction may change it.
    pub is_fixed: bool,
    pub span: Span,
}

impl Facets {
    /// Whether none is given.
    pub fn is_empty(&self) -> bool {
        self.enumeration.is_empty()
            && self.patterns.is_empty()
            && self.white_space.is_none()
            && [
                self.length,
                self.min_length,
                self.max_length,
                self.total_digits,
                self.fraction_digits,
            ]
            .iter()
            .all(Option::is_none)
            && [
                &self.min_inclusive,
                &self.max_inclusive,
                &self.min_exclusive,
                &self.max_exclusive,
            ]
            .iter()
            .all(|bound| bound.is_none())
    }
}

/// One `xs:enumeration`.
#[derive(Clone, Debug)]
pub struct EnumerationValue {
    /// Lexical value.
    pub value: Arc<str>,
    /// For enumerations of `xs:QName` or `xs:NOTATION`: the resolved name.
    pub qname: Option<QName>,
    /// Documentation and appinfo (`EnumerationValue` holds WCF's number).
    pub annotation: Annotation,
    pub span: Span,
}

/// A complex type.
#[derive(Clone, Debug)]
pub struct ComplexType {
    /// How it is derived. `xs:anyType` restricts itself.
    pub derivation: Derivation,
    /// Whether `abstract="true"`.
    pub is_abstract: bool,
    /// `block`: methods by which a type that stands for it in a message may not be derived.
    pub blocks: DerivationSet,
    /// Whether text may stand between child elements.
    pub mixed: bool,
    /// What is declared here: for an extension only what it adds, for a restriction the whole content.
    pub content: Content,
    /// Attributes declared here, in order.
    pub attributes: Vec<AttributeItem>,
    pub any_attribute: Option<Wildcard>,
    /// The WSDL 1.1 attribute `wsdl:arrayType` on a restriction of `soapenc:Array`: item type and its dimensions, as
    /// `("[]")` or `("[,]")`.
    pub array_type: Option<(TypeId, Arc<str>)>,
}

/// How a complex type is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derivation {
    /// No `complexContent` or `simpleContent`: a restriction of `xs:anyType` in the words of the specification.
    None,
    /// Adds to a base.
    Extension(TypeId),
    /// Restricts a base.
    Restriction(TypeId),
}

/// Content of a complex type.
#[derive(Clone, Debug)]
pub enum Content {
    /// No children and no text.
    Empty,
    /// Text of a simple type. For an extension of a simple type this is that type; for an extension of a complex type
    /// with simple content it is the type of that content.
    Simple(TypeId),
    /// Child elements.
    Particle(Particle),
}

/// A term with its occurrence.
#[derive(Clone, Debug)]
pub struct Particle {
    pub min: u32,
    /// `maxOccurs`; `None` is `unbounded`.
    pub max: Option<u32>,
    /// What occurs.
    pub term: Term,
    pub span: Span,
}

/// What a particle may hold.
#[derive(Clone, Debug)]
pub enum Term {
    /// A local element, or a reference to a global one (then `Model::elements[id].global` is true).
    Element(ElementId),
    /// `xs:sequence`, `xs:choice` or `xs:all`.
    Group(Compositor, Vec<Particle>),
    /// Reference to a named group.
    GroupRef(GroupId),
    Any(Wildcard),
}

/// `xs:any` or `xs:anyAttribute`.
#[derive(Clone, Debug)]
pub struct Wildcard {
    /// Admitted namespaces.
    pub namespaces: NamespaceConstraint,
    /// `processContents`.
    pub process: ProcessContents,
    pub annotation: Annotation,
    pub span: Span,
}

/// An element declaration.
#[derive(Clone, Debug)]
pub struct ElementDecl {
    /// Effective name: the namespace is empty for an unqualified local element.
    pub name: QName,
    /// Whether it is global.
    pub global: bool,
    /// Its type; `xs:anyType` where none is declared (for a member of a substitution group: the head's type).
    pub ty: TypeId,
    pub nillable: bool,
    pub is_abstract: bool,
    /// `default` or `fixed`.
    pub value: Option<ValueConstraint>,
    /// Head of its substitution group.
    pub substitution_group: Option<ElementId>,
    /// `block`: what may not stand for it in a message.
    pub blocks: DerivationSet,
    /// `final`: methods by which the types of members of its substitution group may not be derived.
    pub final_for: DerivationSet,
    /// `xs:unique`, `xs:key` and `xs:keyref`, in order.
    pub identities: Vec<IdentityConstraint>,
    /// For a local element: the complex type or group in which it is declared; used to name anonymous types.
    pub parent: Parent,
    pub annotation: Annotation,
    pub span: Span,
}

/// An identity constraint (XML Schema Part 1, section 3.11).
#[derive(Clone, Debug)]
pub struct IdentityConstraint {
    pub name: QName,
    pub kind: IdentityKind,
    /// `None` for one that is not of the subset of XPath; that has been reported.
    pub selector: Option<IdentityPath>,
    pub fields: Vec<IdentityPath>,
    pub span: Span,
}

/// The kinds of identity constraint.
#[derive(Clone, Debug)]
pub enum IdentityKind {
    Unique,
    Key,
    /// The element that declares what it refers to, and the index there; `None` if it is not declared.
    KeyRef(Option<(ElementId, usize)>),
}

/// What a local declaration stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    /// The schema itself.
    Schema,
    /// A complex type.
    Type(TypeId),
    /// A named model group.
    Group(GroupId),
    /// A named attribute group.
    AttributeGroup(AttributeGroupId),
}

/// An attribute declaration.
#[derive(Clone, Debug)]
pub struct AttributeDecl {
    /// Effective name: the namespace is empty for an unqualified attribute.
    pub name: QName,
    /// Whether it is global.
    pub global: bool,
    /// Its simple type.
    pub ty: TypeId,
    /// `default` or `fixed`.
    pub value: Option<ValueConstraint>,
    /// What a local attribute stands in.
    pub parent: Parent,
    pub annotation: Annotation,
    pub span: Span,
}

/// An attribute or a reference to an attribute group.
#[derive(Clone, Debug)]
pub enum AttributeItem {
    /// A use of an attribute.
    Use(AttributeUse),
    /// A reference to an attribute group.
    Group(AttributeGroupId),
}

/// The use of an attribute in a type.
#[derive(Clone, Debug)]
pub struct AttributeUse {
    /// The declaration.
    pub attribute: AttributeId,
    pub presence: Presence,
    /// `default` or `fixed` of the use; it wins over that of the declaration.
    pub value: Option<ValueConstraint>,
    pub span: Span,
}

/// A named model group.
#[derive(Clone, Debug)]
pub struct GroupDef {
    pub name: QName,
    /// Its model group, as a particle that occurs once.
    pub particle: Particle,
    pub annotation: Annotation,
    pub span: Span,
}

/// A named attribute group.
#[derive(Clone, Debug)]
pub struct AttributeGroupDef {
    pub name: QName,
    /// Attributes, in order.
    pub attributes: Vec<AttributeItem>,
    pub any_attribute: Option<Wildcard>,
    pub span: Span,
}

macro_rules! builtins {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// The built-in types of XML Schema Part 2, section 3, and `xs:anyType`.
        ///
        /// They are the first types of every model: `builtin.id()` is their id.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Builtin {
            $(#[doc = concat!("`xs:", $name, "`")] $variant,)*
        }

        impl Builtin {
            /// All of them, in the order of their ids.
            pub const ALL: &'static [Builtin] = &[$(Builtin::$variant,)*];

            /// The local name.
            pub fn name(self) -> &'static str {
                match self { $(Builtin::$variant => $name,)* }
            }

            /// The built-in type of this local name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Builtin::$variant),)* _ => None }
            }
        }
    };
}

builtins! {
    AnyType "anyType", AnySimpleType "anySimpleType",
    String "string", Boolean "boolean", Decimal "decimal", Float "float", Double "double", Duration "duration",
    DateTime "dateTime", Time "time", Date "date", GYearMonth "gYearMonth", GYear "gYear", GMonthDay "gMonthDay",
    GDay "gDay", GMonth "gMonth", HexBinary "hexBinary", Base64Binary "base64Binary", AnyUri "anyURI", QName "QName",
    Notation "NOTATION",
    NormalizedString "normalizedString", Token "token", Language "language", Nmtoken "NMTOKEN", Nmtokens "NMTOKENS",
    Name "Name", NCName "NCName", Id "ID", Idref "IDREF", Idrefs "IDREFS", Entity "ENTITY", Entities "ENTITIES",
    Integer "integer", NonPositiveInteger "nonPositiveInteger", NegativeInteger "negativeInteger", Long "long",
    Int "int", Short "short", Byte "byte", NonNegativeInteger "nonNegativeInteger", UnsignedLong "unsignedLong",
    UnsignedInt "unsignedInt", UnsignedShort "unsignedShort", UnsignedByte "unsignedByte",
    PositiveInteger "positiveInteger",
}

impl Builtin {
    /// Its id in every model.
    pub fn id(self) -> TypeId {
        Id::from_index(self as usize)
    }
}

impl TypeId {
    /// Whether it is the id of a built-in type.
    pub fn is_builtin(self) -> bool {
        self.index() < Builtin::ALL.len()
    }
}
