//! The attributes and children of each element of a schema document (XML Schema Part 1, the representations of sections
//! 3.2 to 3.15, and its schema for schemas).

/// The values of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AttributeRule {
    /// Any text, or text that the reader checks.
    Text,
    /// A name without colon.
    NCName,
    Boolean,
    /// A whole number, or `unbounded`, which the reader checks.
    Occurs,
    Language,
    /// `#all`, or a list of these words.
    Derivations(&'static [&'static str]),
    /// One of these words.
    Word(&'static [&'static str]),
    /// `##any`, `##other`, or a list of namespaces, `##local` and `##targetNamespace`.
    Namespaces,
}

/// Children of these names, at least and at most as often.
pub(super) struct ChildRule {
    pub names: &'static [&'static str],
    pub min: u32,
    pub max: u32,
}

/// The attributes and children of an element.
pub(super) struct ElementShape {
    /// By name.
    pub attributes: &'static [(&'static str, AttributeRule)],
    pub children: &'static [ChildRule],
}

const MANY: u32 = u32::MAX;

const fn step(names: &'static [&'static str], min: u32, max: u32) -> ChildRule {
    ChildRule { names, min, max }
}

const ID: (&str, AttributeRule) = ("id", AttributeRule::NCName);
const NAME: (&str, AttributeRule) = ("name", AttributeRule::NCName);
const MIN: (&str, AttributeRule) = ("minOccurs", AttributeRule::Occurs);
const MAX: (&str, AttributeRule) = ("maxOccurs", AttributeRule::Occurs);
const fn text(name: &'static str) -> (&'static str, AttributeRule) {
    (name, AttributeRule::Text)
}
const BLOCK: AttributeRule =
    AttributeRule::Derivations(&["extension", "restriction", "substitution"]);
const COMPLEX: AttributeRule = AttributeRule::Derivations(&["extension", "restriction"]);
const SIMPLE: AttributeRule = AttributeRule::Derivations(&["list", "union", "restriction"]);
const ALL_METHODS: AttributeRule =
    AttributeRule::Derivations(&["extension", "restriction", "list", "union"]);

const ANNOTATION: ChildRule = step(&["annotation"], 0, 1);
const GROUPS: &[&str] = &["group", "all", "choice", "sequence"];
const ATTRIBUTES: ChildRule = step(&["attribute", "attributeGroup"], 0, MANY);
const ANY_ATTRIBUTE: ChildRule = step(&["anyAttribute"], 0, 1);
const SIMPLE_TYPE: ChildRule = step(&["simpleType"], 0, 1);
const FACETS: &[&str] = &[
    "minExclusive",
    "minInclusive",
    "maxExclusive",
    "maxInclusive",
    "totalDigits",
    "fractionDigits",
    "length",
    "minLength",
    "maxLength",
    "enumeration",
    "whiteSpace",
    "pattern",
];
const PARTICLES: &[&str] = &["element", "group", "choice", "sequence", "any"];

macro_rules! shapes {
    ($($name:ident: [$($attribute:expr),* $(,)?], [$($child:expr),* $(,)?];)*) => {
        $(pub(super) static $name: ElementShape = ElementShape { attributes: &[$($attribute),*], children: &[$($child),*] };)*
    };
}

shapes! {
    SCHEMA: [text("targetNamespace"), text("version"), ("finalDefault", ALL_METHODS), ("blockDefault", BLOCK),
        text("attributeFormDefault"), text("elementFormDefault"), ID,
        ("{http://www.w3.org/XML/1998/namespace}lang", AttributeRule::Language)],
        [step(&["include", "import", "redefine", "annotation"], 0, MANY),
            step(&["simpleType", "complexType", "group", "attributeGroup", "element", "attribute", "notation", "annotation"], 0, MANY)];
    INCLUDE: [text("schemaLocation"), ID], [ANNOTATION];
    IMPORT: [text("namespace"), text("schemaLocation"), ID], [ANNOTATION];
    REDEFINE: [text("schemaLocation"), ID],
        [step(&["annotation", "simpleType", "complexType", "group", "attributeGroup"], 0, MANY)];
    NOTATION: [NAME, text("public"), text("system"), ID], [ANNOTATION];
    ANNOTATION_SHAPE: [ID], [step(&["appinfo", "documentation"], 0, MANY)];
    APPINFO: [text("source")], [];
    DOCUMENTATION: [text("source"), ("{http://www.w3.org/XML/1998/namespace}lang", AttributeRule::Language)], [];

    ELEMENT: [NAME, text("type"), text("substitutionGroup"), text("default"), text("fixed"), text("nillable"), text("abstract"),
        ("final", COMPLEX), ("block", BLOCK), ID],
        [ANNOTATION, step(&["simpleType", "complexType"], 0, 1), step(&["unique", "key", "keyref"], 0, MANY)];
    LOCAL_ELEMENT: [NAME, MIN, MAX, text("type"), text("default"), text("fixed"), text("nillable"), ("block", BLOCK), text("form"), ID],
        [ANNOTATION, step(&["simpleType", "complexType"], 0, 1), step(&["unique", "key", "keyref"], 0, MANY)];
    ELEMENT_REFERENCE: [text("ref"), MIN, MAX, ID], [ANNOTATION];
    ATTRIBUTE: [NAME, text("type"), text("default"), text("fixed"), ID], [ANNOTATION, SIMPLE_TYPE];
    LOCAL_ATTRIBUTE: [NAME, text("type"), text("use"), text("default"), text("fixed"), text("form"), ID],
        [ANNOTATION, SIMPLE_TYPE];
    ATTRIBUTE_REFERENCE: [text("ref"), text("use"), text("default"), text("fixed"), ID], [ANNOTATION];

    COMPLEX_TYPE: [NAME, text("mixed"), text("abstract"), ("final", COMPLEX), ("block", COMPLEX), ID],
        [ANNOTATION, step(GROUPS, 0, 1), ATTRIBUTES, ANY_ATTRIBUTE];
    COMPLEX_TYPE_DERIVED: [NAME, text("mixed"), text("abstract"), ("final", COMPLEX), ("block", COMPLEX), ID],
        [ANNOTATION, step(&["simpleContent", "complexContent"], 1, 1)];
    LOCAL_COMPLEX_TYPE: [text("mixed"), ID], [ANNOTATION, step(GROUPS, 0, 1), ATTRIBUTES, ANY_ATTRIBUTE];
    LOCAL_COMPLEX_TYPE_DERIVED: [text("mixed"), ID], [ANNOTATION, step(&["simpleContent", "complexContent"], 1, 1)];
    SIMPLE_CONTENT: [ID], [ANNOTATION, step(&["restriction", "extension"], 1, 1)];
    COMPLEX_CONTENT: [("mixed", AttributeRule::Boolean), ID], [ANNOTATION, step(&["restriction", "extension"], 1, 1)];
    COMPLEX_DERIVATION: [text("base"), ID], [ANNOTATION, step(GROUPS, 0, 1), ATTRIBUTES, ANY_ATTRIBUTE];
    SIMPLE_CONTENT_EXTENSION: [text("base"), ID], [ANNOTATION, ATTRIBUTES, ANY_ATTRIBUTE];
    SIMPLE_CONTENT_RESTRICTION: [text("base"), ID],
        [ANNOTATION, SIMPLE_TYPE, step(FACETS, 0, MANY), ATTRIBUTES, ANY_ATTRIBUTE];

    GROUP: [NAME, ID], [ANNOTATION, step(&["all", "choice", "sequence"], 1, 1)];
    GROUP_REFERENCE: [text("ref"), MIN, MAX, ID], [ANNOTATION];
    ALL: [("minOccurs", AttributeRule::Word(&["0", "1"])), MAX, ID], [ANNOTATION, step(&["element"], 0, MANY)];
    ALL_OF_GROUP: [ID], [ANNOTATION, step(&["element"], 0, MANY)];
    SEQUENCE: [MIN, MAX, ID], [ANNOTATION, step(PARTICLES, 0, MANY)];
    SEQUENCE_OF_GROUP: [ID], [ANNOTATION, step(PARTICLES, 0, MANY)];
    ANY: [("namespace", AttributeRule::Namespaces), text("processContents"), MIN, MAX, ID], [ANNOTATION];
    ANY_ATTRIBUTE_SHAPE: [("namespace", AttributeRule::Namespaces), text("processContents"), ID], [ANNOTATION];
    ATTRIBUTE_GROUP: [NAME, ID], [ANNOTATION, ATTRIBUTES, ANY_ATTRIBUTE];
    ATTRIBUTE_GROUP_REFERENCE: [text("ref"), ID], [ANNOTATION];

    SIMPLE_TYPE_SHAPE: [NAME, ("final", SIMPLE), ID], [ANNOTATION, step(&["restriction", "list", "union"], 1, 1)];
    LOCAL_SIMPLE_TYPE: [ID], [ANNOTATION, step(&["restriction", "list", "union"], 1, 1)];
    SIMPLE_RESTRICTION: [text("base"), ID], [ANNOTATION, SIMPLE_TYPE, step(FACETS, 0, MANY)];
    LIST: [text("itemType"), ID], [ANNOTATION, SIMPLE_TYPE];
    UNION: [text("memberTypes"), ID], [ANNOTATION, step(&["simpleType"], 0, MANY)];
    FACET: [text("value"), ("fixed", AttributeRule::Boolean), ID], [ANNOTATION];
    FACET_OF_MANY: [text("value"), ID], [ANNOTATION];

    IDENTITY: [NAME, ID], [ANNOTATION, step(&["selector"], 1, 1), step(&["field"], 1, MANY)];
    KEY_REFERENCE: [NAME, text("refer"), ID], [ANNOTATION, step(&["selector"], 1, 1), step(&["field"], 1, MANY)];
    PATH: [text("xpath"), ID], [ANNOTATION];
}

/// The shape of an element below an element named `parent`; `None` if it is not admitted there.
pub(super) fn shape(
    local: &str,
    parent: &str,
    grandparent: &str,
    has_ref: bool,
    is_derived: bool,
) -> Option<&'static ElementShape> {
    let is_global = matches!(parent, "schema" | "redefine");
    Some(match local {
        "include" => &INCLUDE,
        "import" => &IMPORT,
        "redefine" => &REDEFINE,
        "notation" => &NOTATION,
        "annotation" => &ANNOTATION_SHAPE,
        "element" if is_global => &ELEMENT,
        "element" if has_ref => &ELEMENT_REFERENCE,
        "element" => &LOCAL_ELEMENT,
        "attribute" if is_global => &ATTRIBUTE,
        "attribute" if has_ref => &ATTRIBUTE_REFERENCE,
        "attribute" => &LOCAL_ATTRIBUTE,
        "complexType" => match (is_global, is_derived) {
            (true, false) => &COMPLEX_TYPE,
            (true, true) => &COMPLEX_TYPE_DERIVED,
            (false, false) => &LOCAL_COMPLEX_TYPE,
            (false, true) => &LOCAL_COMPLEX_TYPE_DERIVED,
        },
        "simpleContent" => &SIMPLE_CONTENT,
        "complexContent" => &COMPLEX_CONTENT,
        "restriction" if parent == "simpleType" => &SIMPLE_RESTRICTION,
        "restriction" if parent == "simpleContent" => &SIMPLE_CONTENT_RESTRICTION,
        "extension" if parent == "simpleContent" => &SIMPLE_CONTENT_EXTENSION,
        "restriction" | "extension" => &COMPLEX_DERIVATION,
        "group" if is_global => &GROUP,
        "group" => &GROUP_REFERENCE,
        "all" if parent == "group" => &ALL_OF_GROUP,
        "all" => &ALL,
        "sequence" | "choice" if parent == "group" && is_group_definition(grandparent) => {
            &SEQUENCE_OF_GROUP
        }
        "sequence" | "choice" => &SEQUENCE,
        "any" => &ANY,
        "anyAttribute" => &ANY_ATTRIBUTE_SHAPE,
        "attributeGroup" if is_global => &ATTRIBUTE_GROUP,
        "attributeGroup" => &ATTRIBUTE_GROUP_REFERENCE,
        "simpleType" if is_global => &SIMPLE_TYPE_SHAPE,
        "simpleType" => &LOCAL_SIMPLE_TYPE,
        "list" => &LIST,
        "union" => &UNION,
        "pattern" | "enumeration" => &FACET_OF_MANY,
        facet if FACETS.contains(&facet) => &FACET,
        "unique" | "key" => &IDENTITY,
        "keyref" => &KEY_REFERENCE,
        "selector" | "field" => &PATH,
        "appinfo" => &APPINFO,
        "documentation" => &DOCUMENTATION,
        _ => return None,
    })
}

fn is_group_definition(grandparent: &str) -> bool {
    matches!(grandparent, "schema" | "redefine")
}

/// Elements whose content does not belong to the schema.
pub(super) fn is_opaque(local: &str) -> bool {
    matches!(local, "appinfo" | "documentation")
}
