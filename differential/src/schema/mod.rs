//! A small model of XML Schema: large enough to print a schema, to write messages for it, and to simplify it.

mod bounds;
mod complex;
pub mod edit;
mod facts;
mod lookup;
mod print;
mod random;
mod redefine;
mod references;
mod simple;
pub mod values;

pub use lookup::Text;
pub use random::generate;
pub use references::generate as generate_references;

/// The namespace of XML Schema.
pub const XS: &str = "http://www.w3.org/2001/XMLSchema";
/// The namespace of `xsi:type` and `xsi:nil`.
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The local name of the root element of messages. It is in the first namespace.
pub const ROOT: &str = "root";
/// The end of the name of a component that is redefined. The component that replaces it has the name without it.
const REDEFINED: char = '~';

/// The documents of a schema, one for each namespace. The first one imports the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// Its namespaces.
    pub spaces: Vec<Space>,
    /// Whether it is of the family with references: identifiers, identity constraints, redefinitions.
    pub references: bool,
}

/// A target namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    /// Its prefix, which is also the end of its URI.
    pub prefix: &'static str,
    /// Whether local elements are qualified.
    pub qualified: bool,
    /// Whether local attributes are qualified.
    pub attributes_qualified: bool,
    /// Its components.
    pub components: Vec<Component>,
}

/// The name of a global component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Index of the namespace.
    pub space: usize,
    /// Local part.
    pub local: String,
}

/// A global component.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Local name.
    pub name: String,
    /// Whether it is in a document without a target namespace, which the document of the namespace includes.
    pub chameleon: bool,
    /// Its kind.
    pub kind: Kind,
}

/// The kind of a global component.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A type.
    Type(Type),
    /// An element with the name of the component.
    Element(Element),
    /// An attribute with the name of the component.
    Attribute(Attribute),
    /// A group of particles: a sequence, a choice or `all`.
    Group(Term),
    /// A group of attributes.
    Attributes(Attributes),
}

/// A type, or a reference to one.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A type of XML Schema.
    BuiltIn(&'static str),
    /// A global type.
    Named(Name),
    /// A simple type.
    Simple(Box<Simple>),
    /// A complex type.
    Complex(Box<Complex>),
}

/// A simple type, with samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Simple {
    /// The derivation.
    pub variety: Variety,
    /// Texts that are probably valid.
    pub good: Vec<String>,
    /// Texts that are probably invalid.
    pub bad: Vec<String>,
}

/// The derivation of a simple type.
#[derive(Clone, Debug, PartialEq)]
pub enum Variety {
    /// With facets: name and value.
    Restriction(Type, Vec<(&'static str, String)>),
    /// A list of items.
    List(Type),
    /// A union of these types.
    Union(Vec<Type>),
}

/// A complex type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complex {
    /// Whether it is abstract.
    pub is_abstract: bool,
    /// Whether its content is mixed.
    pub mixed: bool,
    /// The attribute `block`; empty for none.
    pub block: &'static str,
    /// Its content.
    pub content: Content,
    /// Its attributes.
    pub attributes: Attributes,
}

/// The content of a complex type.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content {
    /// No child elements.
    #[default]
    Empty,
    /// Elements.
    Particle(Particle),
    /// An extension: elements after those of the base.
    Extension(Name, Option<Particle>),
    /// A restriction: the base's elements, with less freedom.
    Restriction(Name, Option<Particle>),
    /// Text of this type, with attributes.
    SimpleExtension(Type),
    /// A restriction of the base's text by facets. The simple type has the samples.
    SimpleRestriction(Name, Box<Simple>),
}

/// Attributes of a type or a group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes {
    /// Declarations and references.
    pub uses: Vec<AttributeUse>,
    /// References to attribute groups.
    pub groups: Vec<Name>,
    /// `anyAttribute`.
    pub any: Option<Wildcard>,
}

/// An attribute of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeUse {
    /// The attribute, or the name of a global one.
    pub attribute: Result<Attribute, Name>,
    /// `optional`, `required` or `prohibited`.
    pub usage: &'static str,
    /// The value constraint of a use. It is set for references; declarations have their own.
    pub value: Option<Value>,
}

/// A declaration of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Local name.
    pub name: String,
    /// Its simple type.
    pub of: Type,
    /// `form`, if it is given.
    pub form: Option<bool>,
    /// A value constraint.
    pub value: Option<Value>,
}

/// A default or fixed value.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Whether it is fixed.
    pub fixed: bool,
    /// The value.
    pub text: String,
}

/// A particle.
#[derive(Clone, Debug, PartialEq)]
pub struct Particle {
    /// `minOccurs`.
    pub min: usize,
    /// `maxOccurs`; `None` for unbounded.
    pub max: Option<usize>,
    /// Its term.
    pub term: Term,
}

/// The term of a particle.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A local element.
    Element(Box<Element>),
    /// A global element.
    Reference(Name),
    /// A named group.
    Group(Name),
    /// All of them in order.
    Sequence(Vec<Particle>),
    /// One of them.
    Choice(Vec<Particle>),
    /// All of them in any order.
    All(Vec<Particle>),
    /// Any element.
    Any(Wildcard),
}

/// A declaration of an element.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Local name.
    pub name: String,
    /// Its type.
    pub of: Type,
    /// Whether it is nillable.
    pub nillable: bool,
    /// A value constraint.
    pub value: Option<Value>,
    /// `form`, if it is given (local elements).
    pub form: Option<bool>,
    /// Whether it is abstract (global elements).
    pub is_abstract: bool,
    /// The head of its substitution group (global elements).
    pub head: Option<Name>,
    /// The attribute `block`; empty for none.
    pub block: &'static str,
    /// Its identity constraints.
    pub identities: Vec<Identity>,
}

/// An identity constraint.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// `key`, `unique` or `keyref`.
    pub word: &'static str,
    /// Local name.
    pub name: String,
    /// The key that a `keyref` refers to.
    pub refer: Option<Name>,
    /// The path of the selector.
    pub selector: String,
    /// The paths of the fields.
    pub fields: Vec<String>,
}

impl Identity {
    /// Whether its selector takes elements of any name at any depth.
    fn is_nested(&self) -> bool {
        let mut paths = self.selector.split('|').map(str::trim);
        paths.any(|path| path.starts_with(".//") && path.ends_with('*'))
    }
}

/// A wildcard.
#[derive(Clone, Debug, PartialEq)]
pub struct Wildcard {
    /// The attribute `namespace`.
    pub namespace: String,
    /// The attribute `processContents`.
    pub process: &'static str,
}

impl Name {
    /// The component of this name before its redefinition. The mark is no part of the name in a document.
    pub fn before(&self) -> Self {
        Self {
            space: self.space,
            local: format!("{}{REDEFINED}", self.local),
        }
    }

    /// Whether it is that of a component that is redefined.
    pub fn is_redefined(&self) -> bool {
        self.local.ends_with(REDEFINED)
    }
}

impl Space {
    /// Its URI.
    pub fn uri(&self) -> String {
        format!("urn:{}", self.prefix)
    }
}

impl Particle {
    /// A particle that occurs once.
    pub fn once(term: Term) -> Self {
        Self {
            min: 1,
            max: Some(1),
            term,
        }
    }

    /// Whether it may occur more than once.
    pub fn is_repeated(&self) -> bool {
        self.max != Some(1)
    }
}

impl Element {
    /// An element of a type, without other properties.
    pub fn new(name: impl Into<String>, of: Type) -> Self {
        Self {
            name: name.into(),
            of,
            nillable: false,
            value: None,
            form: None,
            is_abstract: false,
            head: None,
            block: "",
            identities: Vec::new(),
        }
    }
}
