//! The text of an XML Schema document.
//!
//! What is inherited by position in the text (target namespace, form defaults) is applied here; references stay names.

use super::xml::Node;
use super::{Aside, Interner, Reference, annotation};
use crate::diagnostic::{Code, Diagnostics};
use crate::model::{
    Annotation, Compositor, NamespaceConstraint, Presence, ProcessContents, QName, Span,
    ValueConstraint, WhiteSpace,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The namespace of XML Schema.
pub const NAMESPACE: &str = "http://www.w3.org/2001/XMLSchema";
/// Namespaces of the drafts that were in use before.
pub(crate) const DRAFTS: [&str; 2] = [
    "http://www.w3.org/1999/XMLSchema",
    "http://www.w3.org/2000/10/XMLSchema",
];
const ARRAY_TYPE: &str = "{http://schemas.xmlsoap.org/wsdl/}arrayType";

/// One `xs:schema`.
#[derive(Debug)]
pub struct Document {
    /// Where it stands.
    pub span: Span,
    /// Its target namespace; that of the including schema for a chameleon.
    pub target: Arc<str>,
    /// Whether it has no `targetNamespace` of its own.
    pub chameleon: bool,
    /// Imports, includes and redefines, in order.
    pub links: Vec<Link>,
    /// Global components, in order.
    pub components: Vec<Component>,
    /// Namespaces of the names that it refers to, with the first place.
    pub referenced: BTreeMap<Arc<str>, Span>,
}

/// `xs:import`, `xs:include` or `xs:redefine`.
#[derive(Debug)]
pub struct Link {
    /// Which.
    pub kind: LinkKind,
    /// `namespace` of an import; the target namespace for the others.
    pub namespace: Arc<str>,
    /// `schemaLocation`.
    pub location: Option<Arc<str>>,
    /// Where it stands.
    pub span: Span,
    /// Index of the schema that it leads to, once loaded.
    pub target: Option<usize>,
}

/// The kinds of [`Link`].
#[derive(Debug)]
pub enum LinkKind {
    /// `xs:import`.
    Import,
    /// `xs:include`.
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
    /// `xs:element`.
    Element(Element),
    /// `xs:attribute`.
    Attribute(Attribute),
    /// `xs:group`.
    Group(Group),
    /// `xs:attributeGroup`.
    AttributeGroup(AttributeGroup),
}

/// A type, global or anonymous.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// Name of a global one.
    pub name: Option<QName>,
    /// What it is.
    pub kind: TypeKind,
    /// Documentation and appinfo.
    pub annotation: Aside<Annotation>,
    /// Where it stands.
    pub span: Aside<Span>,
}

/// The content of a type.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is no list of these in which most are small"
)]
pub enum TypeKind {
    /// `xs:simpleType`.
    Simple(Simple),
    /// `xs:complexType`.
    Complex(Complex),
}

/// The content of `xs:simpleType`.
#[derive(Clone, Debug, PartialEq)]
pub enum Simple {
    /// `xs:restriction`.
    Restriction(TypeUse, Facets),
    /// `xs:list`.
    List(TypeUse),
    /// `xs:union`.
    Union(Vec<TypeUse>),
}

/// A named or inline type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeUse {
    /// By name.
    Named(Reference),
    /// Inline.
    Inline(Box<Type>),
    /// Neither is there.
    Absent,
}

/// Facets, as they are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets(pub Vec<Facet>);

/// One facet.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    /// Local name of its element.
    pub kind: Arc<str>,
    /// Its value.
    pub value: Arc<str>,
    /// The value as a name, where it can be one.
    pub qname: Option<QName>,
    /// Documentation and appinfo.
    pub annotation: Aside<Annotation>,
    /// Where it stands.
    pub span: Aside<Span>,
}

/// The content of `xs:complexType`.
#[derive(Clone, Debug, PartialEq)]
pub struct Complex {
    /// `abstract`.
    pub is_abstract: bool,
    /// `mixed`, of the type or of its complexContent.
    pub mixed: bool,
    /// How it is derived.
    pub derivation: Derivation,
    /// Its content.
    pub content: Content,
    /// Attributes, in order.
    pub attributes: Vec<AttributeItem>,
    /// `xs:anyAttribute`.
    pub any_attribute: Option<Wildcard>,
    /// `wsdl:arrayType`: item type and dimensions.
    pub array_type: Option<(Reference, Arc<str>)>,
}

/// Derivation of a complex type.
#[derive(Clone, Debug, PartialEq)]
pub enum Derivation {
    /// None.
    None,
    /// `xs:extension`.
    Extension(Reference),
    /// `xs:restriction`.
    Restriction(Reference),
}

/// Content of a complex type.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Nothing.
    Empty,
    /// `xs:simpleContent`: the inline type and the facets of a restriction.
    Simple(Option<Box<Type>>, Facets),
    /// A particle.
    Particle(Particle),
}

/// A term with its occurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Particle {
    /// `minOccurs`.
    pub min: u32,
    /// `maxOccurs`; `None` is `unbounded`.
    pub max: Option<u32>,
    /// The term.
    pub term: Term,
    /// Where it stands.
    pub span: Aside<Span>,
}

/// What a particle holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A local element.
    Element(Box<Element>),
    /// A reference to a global element.
    Reference(Reference),
    /// A model group.
    Group(Compositor, Vec<Particle>),
    /// A reference to a named group.
    GroupReference(Reference),
    /// `xs:any`.
    Any(Wildcard),
}

/// `xs:any` or `xs:anyAttribute`.
#[derive(Clone, Debug, PartialEq)]
pub struct Wildcard {
    /// `namespace`.
    pub namespaces: NamespaceConstraint,
    /// `processContents`.
    pub process: ProcessContents,
    /// Documentation.
    pub annotation: Aside<Annotation>,
    /// Where it stands.
    pub span: Aside<Span>,
}

/// `xs:element`.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Effective name.
    pub name: QName,
    /// Its type.
    pub ty: TypeUse,
    /// `nillable`.
    pub nillable: bool,
    /// `abstract`.
    pub is_abstract: bool,
    /// `default` or `fixed`.
    pub value: Option<ValueConstraint>,
    /// `substitutionGroup`.
    pub substitution: Option<Reference>,
    /// Documentation and appinfo.
    pub annotation: Aside<Annotation>,
    /// Where it stands.
    pub span: Aside<Span>,
}

/// `xs:attribute` with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Effective name.
    pub name: QName,
    /// Its type.
    pub ty: TypeUse,
    /// `default` or `fixed`.
    pub value: Option<ValueConstraint>,
    /// Documentation and appinfo.
    pub annotation: Aside<Annotation>,
    /// Where it stands.
    pub span: Aside<Span>,
}

/// What may stand among the attributes of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeItem {
    /// A local attribute.
    Local(Box<Attribute>, Presence),
    /// A reference to a global one, with the value constraint of the use.
    Reference(Reference, Presence, Option<ValueConstraint>),
    /// A reference to an attribute group.
    Group(Reference),
}

/// `xs:group` with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Name.
    pub name: QName,
    /// Its model group.
    pub particle: Option<Particle>,
    /// Documentation.
    pub annotation: Aside<Annotation>,
    /// Where it stands.
    pub span: Aside<Span>,
}

/// `xs:attributeGroup` with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeGroup {
    /// Name.
    pub name: QName,
    /// Attributes, in order.
    pub attributes: Vec<AttributeItem>,
    /// `xs:anyAttribute`.
    pub any_attribute: Option<Wildcard>,
    /// Where it stands.
    pub span: Aside<Span>,
}

/// Reads an `xs:schema` element. `including` is the target namespace of the schema that includes it.
pub(crate) fn read(
    node: Node<'_>,
    including: Option<&str>,
    interner: &mut Interner,
    diagnostics: &mut Diagnostics,
) -> Document {
    let own = node.attribute("targetNamespace").map(str::trim);
    if own == Some("") {
        diagnostics
            .warning(
                Code::InvalidValue,
                node.span(),
                "the target namespace is the empty string",
            )
            .help("leave the attribute out for a schema without namespace");
    }
    let own = own.filter(|namespace| !namespace.is_empty());
    let target = interner.get(own.or(including).unwrap_or_default());
    let mut parser = Parser {
        interner,
        diagnostics,
        adopted: own.is_none() && including.is_some_and(|namespace| !namespace.is_empty()),
        target: target.clone(),
        qualified_elements: false,
        qualified_attributes: false,
        referenced: BTreeMap::new(),
    };
    parser.qualified_elements = parser.form(node, "elementFormDefault").unwrap_or(false);
    parser.qualified_attributes = parser.form(node, "attributeFormDefault").unwrap_or(false);
    let mut links = Vec::new();
    let mut components = Vec::new();
    for child in node.children() {
        if child.namespace() != NAMESPACE {
            continue;
        }
        match child.local() {
            "import" | "include" | "redefine" => links.extend(parser.link(child)),
            "annotation" | "notation" => {}
            "override" | "defaultOpenContent" => parser.schema_11(child),
            _ => components.extend(parser.component(child)),
        }
    }
    let referenced = parser.referenced;
    Document {
        span: node.span(),
        target,
        chameleon: own.is_none(),
        links,
        components,
        referenced,
    }
}

struct Parser<'a> {
    interner: &'a mut Interner,
    diagnostics: &'a mut Diagnostics,
    /// An included schema without target namespace takes that of the including one, for references too.
    adopted: bool,
    target: Arc<str>,
    qualified_elements: bool,
    qualified_attributes: bool,
    referenced: BTreeMap<Arc<str>, Span>,
}

impl Parser<'_> {
    fn link(&mut self, node: Node<'_>) -> Option<Link> {
        let location = node
            .attribute("schemaLocation")
            .map(str::trim)
            .filter(|location| !location.is_empty());
        let location = location.map(|location| self.interner.get(location));
        let (kind, namespace) = match node.local() {
            "import" => {
                let namespace = node
                    .attribute("namespace")
                    .map(str::trim)
                    .unwrap_or_default();
                (LinkKind::Import, self.interner.get(namespace))
            }
            other => {
                if location.is_none() {
                    self.missing(node, "schemaLocation");
                    return None;
                }
                let kind = if other == "include" {
                    LinkKind::Include
                } else {
                    let mut redefined = Vec::new();
                    for child in node.children() {
                        if child.namespace() == NAMESPACE && child.local() != "annotation" {
                            redefined.extend(self.component(child));
                        }
                    }
                    LinkKind::Redefine(redefined)
                };
                (kind, self.target.clone())
            }
        };
        Some(Link {
            kind,
            namespace,
            location,
            span: node.span(),
            target: None,
        })
    }

    fn component(&mut self, node: Node<'_>) -> Option<Component> {
        let known = matches!(
            node.local(),
            "simpleType" | "complexType" | "element" | "attribute" | "group" | "attributeGroup"
        );
        if !known {
            self.unexpected(node, "a schema");
            return None;
        }
        let name = self.name(node)?;
        let name = QName {
            namespace: self.target.clone(),
            local: name,
        };
        Some(match node.local() {
            "simpleType" => Component::Type(self.simple_type(node, Some(name))),
            "complexType" => Component::Type(self.complex_type(node, Some(name))),
            "element" => Component::Element(self.element(node, name, true)),
            "attribute" => Component::Attribute(self.attribute(node, name)),
            "group" => {
                let mut particle = None;
                for child in self.parts(node) {
                    match child.local() {
                        "sequence" | "choice" | "all" if particle.is_none() => {
                            particle = self.particle(child)
                        }
                        _ => self.unexpected(child, "a named group"),
                    }
                }
                Component::Group(Group {
                    name,
                    particle,
                    annotation: self.annotation(node),
                    span: Aside(node.span()),
                })
            }
            _ => {
                let mut attributes = Vec::new();
                let mut any_attribute = None;
                for child in self.parts(node) {
                    if !self.attribute_item(child, &mut attributes, &mut any_attribute, &mut None) {
                        self.unexpected(child, "an attribute group");
                    }
                }
                Component::AttributeGroup(AttributeGroup {
                    name,
                    attributes,
                    any_attribute,
                    span: Aside(node.span()),
                })
            }
        })
    }

    // Types

    fn simple_type(&mut self, node: Node<'_>, name: Option<QName>) -> Type {
        let mut kind = None;
        for child in self.parts(node) {
            if kind.is_some() {
                self.unexpected(child, "a simple type");
                continue;
            }
            kind = match child.local() {
                "restriction" => Some(self.simple_restriction(child)),
                "list" => {
                    let item = self.type_use(child, "itemType");
                    for other in self
                        .parts(child)
                        .filter(|other| other.local() != "simpleType")
                    {
                        self.unexpected(other, "a list");
                    }
                    Some(Simple::List(item))
                }
                "union" => Some(self.union(child)),
                _ => {
                    self.unexpected(child, "a simple type");
                    None
                }
            };
        }
        let kind = kind.unwrap_or_else(|| {
            self.diagnostics.error(
                Code::MissingAttribute,
                node.span(),
                "the simple type has no restriction, list or union",
            );
            Simple::Restriction(self.builtin("anySimpleType", node), Facets::default())
        });
        Type {
            name,
            kind: TypeKind::Simple(kind),
            annotation: self.annotation(node),
            span: Aside(node.span()),
        }
    }

    fn simple_restriction(&mut self, node: Node<'_>) -> Simple {
        let base = self.type_use(node, "base");
        let mut facets = Facets::default();
        for child in self.parts(node) {
            if child.local() != "simpleType" && !self.facet(child, &mut facets) {
                self.unexpected(child, "a restriction");
            }
        }
        Simple::Restriction(base, facets)
    }

    fn union(&mut self, node: Node<'_>) -> Simple {
        let mut members = Vec::new();
        for name in node
            .attribute("memberTypes")
            .unwrap_or_default()
            .split_ascii_whitespace()
        {
            members.push(TypeUse::Named(self.reference(node, name)));
        }
        for child in self.parts(node) {
            match child.local() {
                "simpleType" => {
                    members.push(TypeUse::Inline(Box::new(self.simple_type(child, None))))
                }
                _ => self.unexpected(child, "a union"),
            }
        }
        Simple::Union(members)
    }

    /// The type named by an attribute, or the inline simple type among the children.
    fn type_use(&mut self, node: Node<'_>, attribute: &str) -> TypeUse {
        let inline = self.parts(node).find(|child| child.local() == "simpleType");
        let named = node.attribute(attribute);
        if let (Some(_), Some(inline)) = (named, inline) {
            self.conflict(inline, &format!("both `{attribute}` and an inline type"));
        }
        match (named, inline) {
            (Some(name), _) => TypeUse::Named(self.reference(node, name)),
            (None, Some(inline)) => TypeUse::Inline(Box::new(self.simple_type(inline, None))),
            (None, None) => {
                self.missing(node, attribute);
                TypeUse::Absent
            }
        }
    }

    /// Whether the element is a facet.
    fn facet(&mut self, node: Node<'_>, facets: &mut Facets) -> bool {
        let known = matches!(
            node.local(),
            "enumeration"
                | "pattern"
                | "length"
                | "minLength"
                | "maxLength"
                | "minInclusive"
                | "maxInclusive"
                | "minExclusive"
                | "maxExclusive"
                | "totalDigits"
                | "fractionDigits"
                | "whiteSpace"
        );
        if !known {
            if matches!(node.local(), "assertion" | "explicitTimezone") {
                self.schema_11(node);
                return true;
            }
            return false;
        }
        let Some(value) = node.attribute("value") else {
            self.missing(node, "value");
            return true;
        };
        let problem = match node.local() {
            "length" | "minLength" | "maxLength" | "totalDigits" | "fractionDigits" => {
                let value = value.trim().trim_start_matches('+');
                match value.parse::<u64>() {
                    Ok(0) if node.local() == "totalDigits" => Some("is not positive"),
                    Ok(_) => None,
                    Err(_) => Some("is not a whole number"),
                }
            }
            "whiteSpace" if white_space(value).is_none() => {
                Some("is not `preserve`, `replace` or `collapse`")
            }
            _ => None,
        };
        if let Some(problem) = problem {
            self.diagnostics.error(
                Code::InvalidFacet,
                node.span(),
                format!(
                    "the value `{value}` of the facet `{}` {problem}",
                    node.local()
                ),
            );
            return true;
        }
        let qname = (node.local() == "enumeration")
            .then(|| self.value_as_name(node, value))
            .flatten();
        let facet = Facet {
            kind: self.interner.get(node.local()),
            value: self.interner.get(value),
            qname,
            annotation: self.annotation(node),
            span: Aside(node.span()),
        };
        facets.0.push(facet);
        true
    }

    fn value_as_name(&mut self, node: Node<'_>, value: &str) -> Option<QName> {
        let value = value.trim();
        let (prefix, local) = value.split_once(':').unwrap_or(("", value));
        if !is_name(local) {
            return None;
        }
        let namespace = node.lookup(prefix)?;
        Some(QName {
            namespace: self.interner.get(namespace),
            local: self.interner.get(local),
        })
    }

    fn complex_type(&mut self, node: Node<'_>, name: Option<QName>) -> Type {
        let mut complex = Complex {
            is_abstract: self.boolean(node, "abstract"),
            mixed: self.boolean(node, "mixed"),
            derivation: Derivation::None,
            content: Content::Empty,
            attributes: Vec::new(),
            any_attribute: None,
            array_type: None,
        };
        let mut first = true;
        for child in self.parts(node) {
            match child.local() {
                "complexContent" | "simpleContent" if first => self.derived(child, &mut complex),
                _ => self.content_item(child, &mut complex, "a complex type"),
            }
            first = false;
        }
        Type {
            name,
            kind: TypeKind::Complex(complex),
            annotation: self.annotation(node),
            span: Aside(node.span()),
        }
    }

    fn derived(&mut self, node: Node<'_>, complex: &mut Complex) {
        let is_simple = node.local() == "simpleContent";
        if node.attribute("mixed").is_some() && !is_simple {
            complex.mixed = self.boolean(node, "mixed");
        }
        let mut found = false;
        for child in self.parts(node) {
            let is_extension = child.local() == "extension";
            if found || !(is_extension || child.local() == "restriction") {
                self.unexpected(child, "the content of a type");
                continue;
            }
            found = true;
            let Some(base) = child.attribute("base") else {
                self.missing(child, "base");
                continue;
            };
            let base = self.reference(child, base);
            complex.derivation = if is_extension {
                Derivation::Extension(base)
            } else {
                Derivation::Restriction(base)
            };
            if is_simple {
                complex.content = Content::Simple(None, Facets::default());
            }
            for part in self.parts(child) {
                self.content_item(part, complex, child.local());
            }
        }
        if !found {
            self.diagnostics.error(
                Code::MissingAttribute,
                node.span(),
                format!(
                    "`{}` has neither an extension nor a restriction",
                    node.local()
                ),
            );
        }
    }

    fn content_item(&mut self, node: Node<'_>, complex: &mut Complex, place: &str) {
        match node.local() {
            "sequence" | "choice" | "all" | "group" if complex.content == Content::Empty => {
                if let Some(particle) = self.particle(node) {
                    complex.content = Content::Particle(particle);
                }
            }
            "simpleType" => match &complex.content {
                Content::Simple(None, facets) => {
                    let facets = facets.clone();
                    let inline = self.simple_type(node, None);
                    complex.content = Content::Simple(Some(Box::new(inline)), facets);
                }
                _ => self.unexpected(node, place),
            },
            "assert" | "openContent" => self.schema_11(node),
            _ => {
                let (attributes, wildcard) = (&mut complex.attributes, &mut complex.any_attribute);
                if self.attribute_item(node, attributes, wildcard, &mut complex.array_type) {
                    return;
                }
                if let Content::Simple(_, facets) = &mut complex.content {
                    let mut more = std::mem::take(facets);
                    let is_facet = self.facet(node, &mut more);
                    if let Content::Simple(_, facets) = &mut complex.content {
                        *facets = more;
                    }
                    if is_facet {
                        return;
                    }
                }
                self.unexpected(node, place);
            }
        }
    }

    // Particles

    fn particle(&mut self, node: Node<'_>) -> Option<Particle> {
        let (min, max) = self.occurs(node);
        let term = match node.local() {
            "element" => match (node.attribute("ref"), node.attribute("name")) {
                (Some(name), other) => {
                    if other.is_some() {
                        self.conflict(node, "both `name` and `ref`");
                    }
                    Term::Reference(self.reference(node, name))
                }
                (None, _) => {
                    let local = self.name(node)?;
                    let qualified = self.form(node, "form").unwrap_or(self.qualified_elements);
                    let namespace = self.namespace(qualified);
                    Term::Element(Box::new(self.element(
                        node,
                        QName { namespace, local },
                        false,
                    )))
                }
            },
            "group" => match node.attribute("ref") {
                Some(name) => Term::GroupReference(self.reference(node, name)),
                None => {
                    self.missing(node, "ref");
                    return None;
                }
            },
            "any" => Term::Any(self.wildcard(node)),
            kind @ ("sequence" | "choice" | "all") => {
                let compositor = match kind {
                    "sequence" => Compositor::Sequence,
                    "choice" => Compositor::Choice,
                    _ => Compositor::All,
                };
                let mut particles = Vec::new();
                for child in self.parts(node) {
                    match child.local() {
                        "element" | "any" | "group" | "sequence" | "choice" | "all" => {
                            let is_all = child.local() == "all"
                                || kind == "all" && child.local() != "element";
                            if is_all {
                                self.diagnostics.warning(
                                    Code::All,
                                    child.span(),
                                    format!("`{}` may not stand in `{kind}`", child.local()),
                                );
                            }
                            particles.extend(self.particle(child));
                        }
                        _ => self.unexpected(child, kind),
                    }
                }
                if kind == "all" && max != Some(1) && max != Some(0) {
                    self.diagnostics
                        .warning(Code::All, node.span(), "`all` may occur only once");
                }
                Term::Group(compositor, particles)
            }
            _ => {
                self.unexpected(node, "a particle");
                return None;
            }
        };
        Some(Particle {
            min,
            max,
            term,
            span: Aside(node.span()),
        })
    }

    fn occurs(&mut self, node: Node<'_>) -> (u32, Option<u32>) {
        let min = node.attribute("minOccurs").map(str::trim);
        let max = node.attribute("maxOccurs").map(str::trim);
        let min_value = min.map_or(Some(1), count);
        let max_value = match max {
            None => Some(Some(1)),
            Some("unbounded") => Some(None),
            Some(text) => count(text).map(Some),
        };
        let mut bad = |text: &str| {
            self.diagnostics
                .error(Code::InvalidOccurs, node.span(), text);
        };
        if min_value.is_none() {
            bad(&format!(
                "minOccurs=\"{}\" is not a whole number",
                min.unwrap_or_default()
            ));
        }
        if max_value.is_none() {
            bad(&format!(
                "maxOccurs=\"{}\" is neither a whole number nor `unbounded`",
                max.unwrap_or_default()
            ));
        }
        let (min, mut max) = (min_value.unwrap_or(1), max_value.unwrap_or(Some(1)));
        if let Some(most) = max.filter(|most| *most < min) {
            // maxOccurs="0" alone prohibits, by the default of minOccurs it would be illegal; it is clear what is meant.
            if node.attribute("minOccurs").is_some() {
                bad(&format!(
                    "minOccurs=\"{min}\" is greater than maxOccurs=\"{most}\""
                ));
                max = Some(min);
            } else {
                return (0, max);
            }
        }
        (min, max)
    }

    fn element(&mut self, node: Node<'_>, name: QName, global: bool) -> Element {
        if !global {
            for attribute in ["abstract", "substitutionGroup"] {
                if node
                    .attribute(attribute)
                    .is_some_and(|value| value != "false")
                {
                    self.conflict(node, &format!("a local element with `{attribute}`"));
                }
            }
        }
        let inline = self
            .parts(node)
            .find(|child| matches!(child.local(), "simpleType" | "complexType"));
        let ty = match (node.attribute("type"), inline) {
            (Some(name), inline) => {
                if let Some(inline) = inline {
                    self.conflict(inline, "both `type` and an inline type");
                }
                TypeUse::Named(self.reference(node, name))
            }
            (None, Some(inline)) if inline.local() == "simpleType" => {
                TypeUse::Inline(Box::new(self.simple_type(inline, None)))
            }
            (None, Some(inline)) => TypeUse::Inline(Box::new(self.complex_type(inline, None))),
            (None, None) => TypeUse::Absent,
        };
        for child in self.parts(node) {
            match child.local() {
                "simpleType" | "complexType"
                    if inline.is_some_and(|inline| inline.span() == child.span()) => {}
                "unique" | "key" | "keyref" => {}
                "alternative" => self.schema_11(child),
                _ => self.unexpected(child, "an element"),
            }
        }
        Element {
            name,
            ty,
            nillable: self.boolean(node, "nillable"),
            is_abstract: self.boolean(node, "abstract"),
            value: self.value_constraint(node),
            substitution: node
                .attribute("substitutionGroup")
                .map(|head| self.reference(node, head)),
            annotation: self.annotation(node),
            span: Aside(node.span()),
        }
    }

    fn wildcard(&mut self, node: Node<'_>) -> Wildcard {
        let namespaces = match node.attribute("namespace").map(str::trim) {
            None | Some("##any") => NamespaceConstraint::Any,
            Some("##other") => NamespaceConstraint::Other(self.target.clone()),
            Some(list) => {
                let mut namespaces = Vec::new();
                for word in list.split_ascii_whitespace() {
                    namespaces.push(match word {
                        "##targetNamespace" => self.target.clone(),
                        "##local" => self.interner.get(""),
                        other => self.interner.get(other),
                    });
                }
                NamespaceConstraint::List(namespaces)
            }
        };
        let process = match node.attribute("processContents").map(str::trim) {
            None | Some("strict") => ProcessContents::Strict,
            Some("lax") => ProcessContents::Lax,
            Some("skip") => ProcessContents::Skip,
            Some(other) => {
                self.invalid(node, "processContents", other, "`strict`, `lax` or `skip`");
                ProcessContents::Lax
            }
        };
        Wildcard {
            namespaces,
            process,
            annotation: self.annotation(node),
            span: Aside(node.span()),
        }
    }

    // Attributes

    /// Whether the element is an attribute, an attribute group or `xs:anyAttribute`.
    fn attribute_item(
        &mut self,
        node: Node<'_>,
        attributes: &mut Vec<AttributeItem>,
        wildcard: &mut Option<Wildcard>,
        array_type: &mut Option<(Reference, Arc<str>)>,
    ) -> bool {
        match node.local() {
            "attribute" => {
                let presence = match node.attribute("use").map(str::trim) {
                    None | Some("optional") => Presence::Optional,
                    Some("required") => Presence::Required,
                    Some("prohibited") => Presence::Prohibited,
                    Some(other) => {
                        self.invalid(node, "use", other, "`optional`, `required` or `prohibited`");
                        Presence::Optional
                    }
                };
                if let Some(value) = node.attribute(ARRAY_TYPE) {
                    let (name, dimensions) = value.split_at(value.find('[').unwrap_or(value.len()));
                    *array_type = Some((
                        self.reference(node, name),
                        self.interner.get(dimensions.trim()),
                    ));
                }
                if let Some(name) = node.attribute("ref") {
                    if node.attribute("name").is_some() {
                        self.conflict(node, "both `name` and `ref`");
                    }
                    let reference = self.reference(node, name);
                    let value = self.value_constraint(node);
                    attributes.push(AttributeItem::Reference(reference, presence, value));
                } else if let Some(local) = self.name(node) {
                    let qualified = self.form(node, "form").unwrap_or(self.qualified_attributes);
                    let namespace = self.namespace(qualified);
                    let attribute = self.attribute(node, QName { namespace, local });
                    attributes.push(AttributeItem::Local(Box::new(attribute), presence));
                }
            }
            "attributeGroup" => match node.attribute("ref") {
                Some(name) => attributes.push(AttributeItem::Group(self.reference(node, name))),
                None => self.missing(node, "ref"),
            },
            "anyAttribute" => *wildcard = Some(self.wildcard(node)),
            _ => return false,
        }
        true
    }

    fn attribute(&mut self, node: Node<'_>, name: QName) -> Attribute {
        let inline = self.parts(node).find(|child| child.local() == "simpleType");
        let ty = match (node.attribute("type"), inline) {
            (Some(name), inline) => {
                if let Some(inline) = inline {
                    self.conflict(inline, "both `type` and an inline type");
                }
                TypeUse::Named(self.reference(node, name))
            }
            (None, Some(inline)) => TypeUse::Inline(Box::new(self.simple_type(inline, None))),
            (None, None) => TypeUse::Absent,
        };
        for child in self
            .parts(node)
            .filter(|child| child.local() != "simpleType")
        {
            self.unexpected(child, "an attribute");
        }
        Attribute {
            name,
            ty,
            value: self.value_constraint(node),
            annotation: self.annotation(node),
            span: Aside(node.span()),
        }
    }

    // Small parts

    /// Children in the namespace of XML Schema but the annotation.
    fn parts<'n>(&self, node: Node<'n>) -> impl Iterator<Item = Node<'n>> + use<'n> {
        node.children()
            .filter(|child| child.namespace() == NAMESPACE && child.local() != "annotation")
    }

    fn annotation(&mut self, node: Node<'_>) -> Aside<Annotation> {
        Aside(annotation::of_component(node, self.interner))
    }

    fn namespace(&mut self, qualified: bool) -> Arc<str> {
        if qualified {
            self.target.clone()
        } else {
            self.interner.get("")
        }
    }

    fn name(&mut self, node: Node<'_>) -> Option<Arc<str>> {
        let Some(name) = node.attribute("name").map(str::trim) else {
            self.missing(node, "name");
            return None;
        };
        if !is_name(name) {
            self.diagnostics.error(
                Code::InvalidName,
                node.span(),
                format!("`{name}` is not a name without colon"),
            );
            return None;
        }
        Some(self.interner.get(name))
    }

    fn value_constraint(&mut self, node: Node<'_>) -> Option<ValueConstraint> {
        let (default, fixed) = (node.attribute("default"), node.attribute("fixed"));
        if default.is_some() && fixed.is_some() {
            self.conflict(node, "both `default` and `fixed`");
        }
        match (default, fixed) {
            (_, Some(fixed)) => Some(ValueConstraint::Fixed(self.interner.get(fixed))),
            (Some(default), None) => Some(ValueConstraint::Default(self.interner.get(default))),
            (None, None) => None,
        }
    }

    fn boolean(&mut self, node: Node<'_>, attribute: &str) -> bool {
        match node.attribute(attribute).map(str::trim) {
            None | Some("false" | "0") => false,
            Some("true" | "1") => true,
            Some(other) => {
                self.invalid(node, attribute, other, "`true` or `false`");
                false
            }
        }
    }

    fn form(&mut self, node: Node<'_>, attribute: &str) -> Option<bool> {
        match node.attribute(attribute).map(str::trim)? {
            "qualified" => Some(true),
            "unqualified" => Some(false),
            other => {
                self.invalid(node, attribute, other, "`qualified` or `unqualified`");
                None
            }
        }
    }

    fn builtin(&mut self, local: &str, node: Node<'_>) -> TypeUse {
        TypeUse::Named(Reference {
            name: QName {
                namespace: self.interner.get(NAMESPACE),
                local: self.interner.get(local),
            },
            broken: false,
            span: Aside(node.span()),
        })
    }

    fn reference(&mut self, node: Node<'_>, text: &str) -> Reference {
        let adopted = self.adopted.then(|| self.target.clone());
        let reference = reference(node, text, self.interner, self.diagnostics, adopted);
        // The types of XML Schema itself are built in; its elements (`<element ref="xs:schema"/>`) are not.
        let is_built_in =
            &*reference.name.namespace == NAMESPACE && node.attribute("ref").is_none();
        if !reference.broken
            && !is_built_in
            && !self.referenced.contains_key(&reference.name.namespace)
        {
            self.referenced
                .insert(reference.name.namespace.clone(), node.span());
        }
        reference
    }

    // Reports

    fn missing(&mut self, node: Node<'_>, attribute: &str) {
        missing(node, attribute, self.diagnostics);
    }

    fn unexpected(&mut self, node: Node<'_>, place: &str) {
        let severity_help = format!(
            "`{}` does not belong in {place}: it is ignored",
            node.local()
        );
        self.diagnostics
            .warning(Code::UnexpectedElement, node.span(), severity_help);
    }

    fn schema_11(&mut self, node: Node<'_>) {
        self.diagnostics.warning(
            Code::Schema11,
            node.span(),
            format!(
                "`{}` belongs to XML Schema 1.1: it is ignored",
                node.local()
            ),
        );
    }

    fn conflict(&mut self, node: Node<'_>, what: &str) {
        self.diagnostics.error(
            Code::Conflict,
            node.span(),
            format!("`{}` has {what}", node.local()),
        );
    }

    fn invalid(&mut self, node: Node<'_>, attribute: &str, value: &str, admitted: &str) {
        self.diagnostics.error(
            Code::InvalidValue,
            node.span(),
            format!("{attribute}=\"{value}\" is not {admitted}"),
        );
    }
}

/// Reports an attribute that is not there.
pub(super) fn missing(node: Node<'_>, attribute: &str, diagnostics: &mut Diagnostics) {
    diagnostics.error(
        Code::MissingAttribute,
        node.span(),
        format!("`{}` has no attribute `{attribute}`", node.local()),
    );
}

/// Resolves the prefix of a reference. `adopted` is the namespace for names without one.
pub(super) fn reference(
    node: Node<'_>,
    text: &str,
    interner: &mut Interner,
    diagnostics: &mut Diagnostics,
    adopted: Option<Arc<str>>,
) -> Reference {
    let text = text.trim();
    let (prefix, local) = text.split_once(':').unwrap_or(("", text));
    let mut broken = false;
    let mut namespace = "";
    if !is_name(local) || (!prefix.is_empty() && !is_name(prefix)) {
        diagnostics.error(
            Code::InvalidName,
            node.span(),
            format!("`{text}` is not a qualified name"),
        );
        broken = true;
    } else if let Some(found) = node.lookup(prefix) {
        namespace = found;
    } else {
        diagnostics
            .error(
                Code::UndeclaredPrefix,
                node.span(),
                format!("the prefix `{prefix}` of `{text}` is not declared"),
            )
            .help(format!("declare it with xmlns:{prefix}=\"...\""));
        broken = true;
    }
    let namespace = match adopted {
        Some(adopted) if namespace.is_empty() => adopted,
        _ => interner.get(namespace),
    };
    Reference {
        name: QName {
            namespace,
            local: interner.get(local),
        },
        broken,
        span: Aside(node.span()),
    }
}

/// An NCName, near enough: no colon, no white space, no character that could break a message or a path.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    (first.is_alphabetic() || first == '_')
        && chars.all(|c| {
            c.is_alphanumeric()
                || matches!(c, '_' | '-' | '.' | '\u{b7}')
                || (!c.is_ascii() && !c.is_whitespace() && !c.is_control())
        })
}

/// The value of `whiteSpace`.
pub(crate) fn white_space(text: &str) -> Option<WhiteSpace> {
    match text.trim() {
        "preserve" => Some(WhiteSpace::Preserve),
        "replace" => Some(WhiteSpace::Replace),
        "collapse" => Some(WhiteSpace::Collapse),
        _ => None,
    }
}

/// A count; more than 32 bits hold is as good as the greatest.
fn count(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(u32::MAX))
}
