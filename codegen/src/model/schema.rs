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
    /// The scope of an anonymous type; `Scope::Global` for named types.
    pub scope: Scope,
    /// Its kind.
    pub kind: TypeKind,
    /// `final`: methods of derivation that are forbidden for derived types.
    pub final_for: DerivationSet,
    /// Its documentation.
    pub annotation: Annotation,
    /// Its position. Built-in types have the default span.
    pub span: Span,
}

/// The component around an anonymous type.
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
    /// The variety.
    pub variety: Variety,
    /// The type it restricts; `None` for the built-in primitives, for lists and for unions that restrict nothing.
    pub base: Option<TypeId>,
    /// Facets declared here (not those of the base).
    pub facets: Facets,
}

/// The variety of a simple type.
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
    /// `length`.
    pub length: Option<u64>,
    /// `minLength`.
    pub min_length: Option<u64>,
    /// `maxLength`.
    pub max_length: Option<u64>,
    /// `minInclusive`.
    pub min_inclusive: Option<Arc<str>>,
    /// `maxInclusive`.
    pub max_inclusive: Option<Arc<str>>,
    /// `minExclusive`.
    pub min_exclusive: Option<Arc<str>>,
    /// `maxExclusive`.
    pub max_exclusive: Option<Arc<str>>,
    /// `totalDigits`.
    pub total_digits: Option<u64>,
    /// `fractionDigits`.
    pub fraction_digits: Option<u64>,
    /// `whiteSpace`.
    pub white_space: Option<WhiteSpace>,
    /// All facets as written, in order.
    pub written: Vec<WrittenFacet>,
}

/// A facet as written.
#[derive(Clone, Debug)]
pub struct WrittenFacet {
    /// Local name of its element.
    pub kind: Arc<str>,
    /// The text.
    pub value: Arc<str>,
    /// Whether `fixed="true"`: no restriction may change it.
    pub is_fixed: bool,
    /// Its position.
    pub span: Span,
}

impl Facets {
    /// Whether there are no facets.
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
    /// For enumerations of types with `xs:QName` or `xs:NOTATION`: the name that each word of the value is, if it can be
    /// one.
    pub names: Vec<Option<QName>>,
    /// Documentation and appinfo (`EnumerationValue` holds WCF's number).
    pub annotation: Annotation,
    /// Its position.
    pub span: Span,
}

impl EnumerationValue {
    /// The name that the value is, if it is a single one.
    pub fn name(&self) -> Option<&QName> {
        match self.names.as_slice() {
            [name] => name.as_ref(),
            _ => None,
        }
    }
}

/// A complex type.
#[derive(Clone, Debug)]
pub struct ComplexType {
    /// The derivation. `xs:anyType` restricts itself.
    pub derivation: Derivation,
    /// Whether `abstract="true"`.
    pub is_abstract: bool,
    /// `block`: methods of derivation that a type in its place in a message may not use.
    pub blocks: DerivationSet,
    /// Whether the content is mixed.
    pub mixed: bool,
    /// The content declared here: for an extension the added part, for a restriction the whole content.
    pub content: Content,
    /// Attributes declared here, in order.
    pub attributes: Vec<AttributeItem>,
    /// `anyAttribute`.
    pub any_attribute: Option<Wildcard>,
    /// The WSDL 1.1 attribute `wsdl:arrayType` on a restriction of `soapenc:Array`: item type and dimensions, such as
    /// `[]` or `[,]`.
    pub array_type: Option<(TypeId, Arc<str>)>,
}

/// The derivation of a complex type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derivation {
    /// No `complexContent` or `simpleContent`: the specification calls it a restriction of `xs:anyType`.
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
    /// Text of a simple type. An extension of a simple type has that type; an extension of a complex type with simple
    /// content has the type of that content.
    Simple(TypeId),
    /// Child elements.
    Particle(Particle),
}

/// A term with its occurrence.
#[derive(Clone, Debug)]
pub struct Particle {
    /// `minOccurs`.
    pub min: u32,
    /// `maxOccurs`; `None` is `unbounded`.
    pub max: Option<u32>,
    /// Its term.
    pub term: Term,
    /// Its position.
    pub span: Span,
}

/// A term.
#[derive(Clone, Debug)]
pub enum Term {
    /// A local element, or a reference to a global one (then `Model::elements[id].global` is true).
    Element(ElementId),
    /// `xs:sequence`, `xs:choice` or `xs:all`.
    Group(Compositor, Vec<Particle>),
    /// Reference to a named group.
    GroupRef(GroupId),
    /// A wildcard.
    Any(Wildcard),
}

/// `xs:any` or `xs:anyAttribute`.
#[derive(Clone, Debug)]
pub struct Wildcard {
    /// Admitted namespaces.
    pub namespaces: NamespaceConstraint,
    /// `processContents`.
    pub process: ProcessContents,
    /// Its documentation.
    pub annotation: Annotation,
    /// Its position.
    pub span: Span,
}

/// An element declaration.
#[derive(Clone, Debug)]
pub struct ElementDecl {
    /// Effective name: the namespace is empty for an unqualified local element.
    pub name: QName,
    /// Whether it is global.
    pub global: bool,
    /// Its type; `xs:anyType` if none is declared (for a member of a substitution group: the head's type).
    pub ty: TypeId,
    /// `nillable`.
    pub nillable: bool,
    /// `abstract`.
    pub is_abstract: bool,
    /// `default` or `fixed`.
    pub value: Option<ValueConstraint>,
    /// Head of its substitution group.
    pub substitution_group: Option<ElementId>,
    /// `block`: substitutes that are forbidden in messages.
    pub blocks: DerivationSet,
    /// `final`: methods of derivation that are forbidden for the types of its substitution group.
    pub final_for: DerivationSet,
    /// `xs:unique`, `xs:key` and `xs:keyref`, in order.
    pub identities: Vec<IdentityConstraint>,
    /// For a local element: the complex type or group that declares it. Names of anonymous types use it.
    pub parent: Parent,
    /// Its documentation.
    pub annotation: Annotation,
    /// Its position.
    pub span: Span,
}

/// An identity constraint (XML Schema Part 1, section 3.11).
#[derive(Clone, Debug)]
pub struct IdentityConstraint {
    /// Its name.
    pub name: QName,
    /// Its kind.
    pub kind: IdentityKind,
    /// `None` if it is not in the subset of XPath. That is reported.
    pub selector: Option<IdentityPath>,
    /// `field`.
    pub fields: Vec<IdentityPath>,
    /// Its position.
    pub span: Span,
}

/// The kinds of identity constraint.
#[derive(Clone, Debug)]
pub enum IdentityKind {
    /// `unique`.
    Unique,
    /// `key`.
    Key,
    /// The element that declares the referenced key, and its index there; `None` if it is not declared.
    KeyRef(Option<(ElementId, usize)>),
}

/// The component around a local declaration.
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
    /// The component around a local attribute.
    pub parent: Parent,
    /// Its documentation.
    pub annotation: Annotation,
    /// Its position.
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
    /// `use`.
    pub presence: Presence,
    /// `default` or `fixed` of the use. It overrides that of the declaration.
    pub value: Option<ValueConstraint>,
    /// Its position.
    pub span: Span,
}

/// A named model group.
#[derive(Clone, Debug)]
pub struct GroupDef {
    /// Its name.
    pub name: QName,
    /// Its model group, as a particle that occurs once.
    pub particle: Particle,
    /// The group that it redefines.
    pub redefines: Option<GroupId>,
    /// Its documentation.
    pub annotation: Annotation,
    /// Its position.
    pub span: Span,
}

/// A named attribute group.
#[derive(Clone, Debug)]
pub struct AttributeGroupDef {
    /// Its name.
    pub name: QName,
    /// Attributes, in order.
    pub attributes: Vec<AttributeItem>,
    /// `anyAttribute`.
    pub any_attribute: Option<Wildcard>,
    /// The attribute group that it redefines.
    pub redefines: Option<AttributeGroupId>,
    /// Its position.
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
            /// All built-in types, in the order of their ids.
            pub const ALL: &'static [Builtin] = &[$(Builtin::$variant,)*];

            /// The local name.
            pub fn name(self) -> &'static str {
                match self { $(Builtin::$variant => $name,)* }
            }

            /// The built-in type of this local name.
            pub(crate) fn from_name(name: &str) -> Option<Self> {
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
