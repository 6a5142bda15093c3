//! The text of an XML Schema document.
//!
//! Properties that a position inherits (target namespace, form defaults) are applied here. References stay names.

mod read;
mod representation;

pub(crate) use read::{is_name, read, white_space};
pub(super) use read::{missing, reference};

use super::xml::XmlNode;
use super::{Interner, NameReference, NotCompared, annotation};
use crate::diagnostic::{Code, Diagnostics};
use crate::ground::{
    Annotation, Compositor, DerivationSet, IdentityPath, NamespaceConstraint, Presence,
    ProcessContents, QName, Span, ValueConstraint,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The namespace of XML Schema.
pub const NAMESPACE: &str = "http://www.w3.org/2001/XMLSchema";
/// Namespaces of earlier drafts.
pub(crate) const DRAFTS: [&str; 2] = [
    "http://www.w3.org/1999/XMLSchema",
    "http://www.w3.org/2000/10/XMLSchema",
];
const ARRAY_TYPE: &str = "{http://schemas.xmlsoap.org/wsdl/}arrayType";

/// One `xs:schema`.
#[derive(Debug)]
pub struct Document {
    pub span: Span,
    /// Its target namespace; that of the including schema for a chameleon.
    pub target: Arc<str>,
    /// Imports, includes and redefines, in order.
    pub links: Vec<Link>,
    /// Global components, in order.
    pub components: Vec<Component>,
    /// Notations, in order.
    pub notations: Vec<(QName, Span)>,
    /// Namespaces of the names that it refers to, each with its first place.
    pub referenced: BTreeMap<Arc<str>, Span>,
}

/// `xs:import`, `xs:include` or `xs:redefine`.
#[derive(Debug)]
pub struct Link {
    pub kind: LinkKind,
    /// `namespace` of an import; the target namespace for the others.
    pub namespace: Arc<str>,
    pub location: Option<Arc<str>>,
    pub span: Span,
    /// Index of its schema, once loaded.
    pub target: Option<usize>,
}

/// The kinds of [`Link`].
#[derive(Debug)]
pub enum LinkKind {
    Import,
    Include,
    /// `xs:redefine`, with the components that it redefines.
    Redefine(Vec<Component>),
}

/// A global component.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is no list of these in which most are small"
)]
pub enum Component {
    /// `xs:simpleType` or `xs:complexType`.
    Type(Type),
    Element(Element),
    Attribute(Attribute),
    Group(Group),
    AttributeGroup(AttributeGroup),
}

/// A type, global or anonymous.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// Name of a global one.
    pub name: Option<QName>,
    /// Its kind.
    pub kind: TypeKind,
    pub final_for: NotCompared<DerivationSet>,
    pub annotation: NotCompared<Annotation>,
    pub span: NotCompared<Span>,
}

/// The content of a type.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is no list of these in which most are small"
)]
pub enum TypeKind {
    Simple(Simple),
    Complex(Complex),
}

/// The content of `xs:simpleType`.
#[derive(Clone, Debug, PartialEq)]
pub enum Simple {
    Restriction(TypeUse, Facets),
    List(TypeUse),
    Union(Vec<TypeUse>),
}

/// A named or inline type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeUse {
    /// By name.
    Named(NameReference),
    /// Inline.
    Inline(Box<Type>),
    /// Absent.
    Absent,
}

/// Facets, as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets(pub Vec<Facet>);

/// One facet.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    /// Local name of its element.
    pub kind: Arc<str>,
    /// Its value.
    pub value: Arc<str>,
    /// The words of the value of an enumeration as names, where they can be names.
    pub names: Vec<Option<QName>>,
    pub is_fixed: NotCompared<bool>,
    pub annotation: NotCompared<Annotation>,
    pub span: NotCompared<Span>,
}

/// The content of `xs:complexType`.
#[derive(Clone, Debug, PartialEq)]
pub struct Complex {
    pub is_abstract: bool,
    pub blocks: NotCompared<DerivationSet>,
    /// `mixed`, of the type or of its complexContent.
    pub mixed: bool,
    /// Its derivation.
    pub derivation: Derivation,
    /// Its content.
    pub content: Content,
    /// Attributes, in order.
    pub attributes: Vec<AttributeItem>,
    pub any_attribute: Option<Wildcard>,
    /// `wsdl:arrayType`: item type and dimensions.
    pub array_type: Option<(NameReference, Arc<str>)>,
}

/// Derivation of a complex type.
#[derive(Clone, Debug, PartialEq)]
pub enum Derivation {
    /// None.
    None,
    Extension(NameReference),
    Restriction(NameReference),
}

/// Content of a complex type.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Empty.
    Empty,
    /// `xs:simpleContent`: the inline type and the facets of a restriction.
    Simple(Option<Box<Type>>, Facets),
    /// A particle.
    Particle(Particle),
}

/// A term with its occurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Particle {
    pub min: u32,
    /// `maxOccurs`; `None` is `unbounded`.
    pub max: Option<u32>,
    /// The term.
    pub term: Term,
    pub span: NotCompared<Span>,
}

/// The term of a particle.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A local element.
    Element(Box<Element>),
    /// A reference to a global element.
    Reference(NameReference),
    /// A model group.
    Group(Compositor, Vec<Particle>),
    /// A reference to a named group.
    GroupReference(NameReference),
    Any(Wildcard),
}

/// `xs:any` or `xs:anyAttribute`.
#[derive(Clone, Debug, PartialEq)]
pub struct Wildcard {
    pub namespaces: NamespaceConstraint,
    /// `processContents`.
    pub process: ProcessContents,
    pub annotation: NotCompared<Annotation>,
    pub span: NotCompared<Span>,
}
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Effective name.
    pub name: QName,
    pub ty: TypeUse,
    pub nillable: bool,
    pub is_abstract: bool,
    /// `default` or `fixed`.
    pub value: Option<ValueConstraint>,
    /// `substitutionGroup`.
    pub substitution: Option<NameReference>,
    pub blocks: NotCompared<DerivationSet>,
    pub final_for: NotCompared<DerivationSet>,
    pub identities: NotCompared<Vec<IdentityConstraint>>,
    pub annotation: NotCompared<Annotation>,
    pub span: NotCompared<Span>,
}

/// `xs:unique`, `xs:key` or `xs:keyref`.
#[derive(Clone, Debug, Default)]
pub struct IdentityConstraint {
    pub name: Option<QName>,
    /// Whether it is a key.
    pub is_key: bool,
    /// The key that a keyref refers to.
    pub refer: Option<NameReference>,
    pub selector: Option<IdentityPath>,
    pub fields: Vec<IdentityPath>,
    pub span: Span,
}

/// `xs:attribute` with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Effective name.
    pub name: QName,
    pub ty: TypeUse,
    /// `default` or `fixed`.
    pub value: Option<ValueConstraint>,
    pub annotation: NotCompared<Annotation>,
    pub span: NotCompared<Span>,
}

/// An item among the attributes of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeItem {
    /// A local attribute.
    Local(Box<Attribute>, Presence),
    /// A reference to a global one, with the value constraint of the use.
    Reference(NameReference, Presence, Option<ValueConstraint>),
    /// A reference to an attribute group.
    Group(NameReference),
}

/// `xs:group` with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub name: QName,
    /// Its model group.
    pub particle: Option<Particle>,
    pub annotation: NotCompared<Annotation>,
    pub span: NotCompared<Span>,
}

/// `xs:attributeGroup` with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeGroup {
    pub name: QName,
    /// Attributes, in order.
    pub attributes: Vec<AttributeItem>,
    pub any_attribute: Option<Wildcard>,
    pub span: NotCompared<Span>,
}
