//! The plan: the output, decided to the last name. `emit` only spells it.

use super::facets::Restriction;
use crate::tokens::Tokens;

/// All files.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Path of the runtime crate.
    pub runtime: Tokens,
    /// First lines of `mod.rs`, without comment signs.
    pub header: Vec<String>,
    /// First lines of the other files.
    pub short_header: Vec<String>,
    /// Modules in the order of `mod.rs`.
    pub modules: Vec<Module>,
}

/// One module and its file.
#[derive(Debug)]
pub(crate) struct Module {
    pub name: String,
    pub file: String,
    pub docs: Vec<String>,
    /// Cargo features it needs, all of them.
    pub features: Vec<String>,
    /// Modules beside it that it names.
    pub uses: Vec<String>,
    /// Constants of namespaces: name and URI.
    pub namespaces: Vec<(String, String)>,
    /// Other constants: name, documentation and text.
    pub constants: Vec<(String, String, String)>,
    /// How the prelude is spelled here.
    pub prelude: Prelude,
    pub items: Vec<Item>,
}

/// How names of the standard prelude are spelled in a module: short, unless the module has a type of that name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prelude {
    pub option: &'static str,
    pub vec: &'static str,
    pub string: &'static str,
    pub boxed: &'static str,
    pub result: &'static str,
    pub default: &'static str,
    pub send: &'static str,
    pub sync: &'static str,
}

/// A Rust type.
#[derive(Clone, Debug)]
pub(crate) enum Type {
    /// A path and its arguments. The path is relative to the module, or starts with `::` or a crate name.
    Path(String, Vec<Type>),
    /// A path below the runtime crate.
    Runtime(&'static str, Vec<Type>),
    /// A path that the user gave.
    Mapped(Tokens),
    /// `()`.
    Unit,
}

#[derive(Debug)]
pub(crate) enum Item {
    Struct(Struct),
    Enum(Enum),
    Alias(Alias),
    Union(Union),
    Choice(Choice),
    Polymorphic(Polymorphic),
    Pair(Box<Pair>),
    Member(MemberStatic),
    Wildcard(Wildcard),
    Facets(Facets),
    Client(Client),
    Trait(Trait),
    Operation(Box<Operation>),
    Faults(Faults),
    Server(Server),
}

/// What stands above an item.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub docs: Vec<String>,
    /// Traits to derive.
    pub derives: Vec<Tokens>,
    /// Attributes, without `#[` and `]`.
    pub attributes: Vec<Tokens>,
    pub name: String,
}

/// An expanded name as an expression.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    /// Name of the constant of the namespace; `None` for no namespace.
    pub namespace: Option<String>,
    pub local: String,
}

#[derive(Debug)]
pub(crate) struct Struct {
    pub head: Head,
    pub fields: Vec<Field>,
    /// Name of the static table.
    pub table: String,
    pub table_visible: bool,
    pub xml_name: Name,
    /// For a nested sequence: the name of the static group.
    pub group: Option<String>,
    pub group_visible: bool,
    /// Whether `Debug` is written out, to mask secrets.
    pub masked: bool,
}

#[derive(Debug)]
pub(crate) struct Field {
    pub docs: Vec<String>,
    pub attributes: Vec<Tokens>,
    pub name: String,
    pub ty: Type,
    pub member: Member,
    pub secret: Secret,
}

/// How a field is shown by a written-out `Debug`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secret {
    /// As it is.
    Shown,
    /// Masked.
    Masked,
    /// Masked inside `Option`: `None` is shown.
    MaskedOption,
}

/// An expression that makes a member.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub kind: MemberKind,
    pub flags: Vec<&'static str>,
    /// Path of the static of the item of a collapsed list.
    pub item: Option<String>,
    /// Path of the static of a dictionary.
    pub pair: Option<String>,
    /// Name of the static of the facets to check.
    pub facets: Option<String>,
    pub value: Option<String>,
    pub annotation: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) enum MemberKind {
    /// The prefix has its colon, or is empty.
    Element {
        name: Name,
        prefix: String,
    },
    Attribute {
        name: Name,
        prefix: String,
    },
    Text,
    /// Path of the static of the group.
    Group(String),
    /// Path of the static of the wildcard.
    Any(String),
    AnyAttribute,
    Unknown,
}

#[derive(Debug)]
pub(crate) struct Enum {
    pub head: Head,
    pub variants: Vec<Variant>,
    /// Name of the variant for values that the contract does not name; `None` for a closed enumeration.
    pub unknown: Option<String>,
    /// Whether `number` is generated.
    pub numbered: bool,
    /// Whether white space is kept when values are compared.
    pub preserve: bool,
    /// Whether the empty text is one of the values.
    pub empty: bool,
}

#[derive(Debug)]
pub(crate) struct Variant {
    pub docs: Vec<String>,
    pub name: String,
    pub text: String,
    pub number: Option<i64>,
}

#[derive(Debug)]
pub(crate) struct Alias {
    pub head: Head,
    pub ty: Type,
}

#[derive(Debug)]
pub(crate) struct Union {
    pub head: Head,
    /// Whether the empty text may be a value, and white space is the members' business.
    pub text: bool,
    pub variants: Vec<UnionVariant>,
}

#[derive(Debug)]
pub(crate) struct UnionVariant {
    pub docs: Vec<String>,
    pub name: String,
    pub ty: Type,
    /// The catch-all variant of a member that is an enumeration: not taken here.
    pub unless: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Choice {
    pub head: Head,
    pub group: String,
    pub group_visible: bool,
    pub branches: Vec<Branch>,
    pub masked: bool,
}

#[derive(Debug)]
pub(crate) struct Branch {
    pub docs: Vec<String>,
    pub name: String,
    pub ty: Type,
    pub member: Member,
}

#[derive(Debug)]
pub(crate) struct Polymorphic {
    pub head: Head,
    pub table: String,
    pub variants: Vec<PolymorphicVariant>,
}

#[derive(Debug)]
pub(crate) struct PolymorphicVariant {
    pub docs: Vec<String>,
    pub name: String,
    pub ty: Type,
    pub xml_name: Name,
    pub attribute: String,
}

#[derive(Debug)]
pub(crate) struct Pair {
    pub name: String,
    pub visible: bool,
    pub entry: Member,
    pub key: Member,
    pub value: Member,
}

#[derive(Debug)]
pub(crate) struct MemberStatic {
    pub name: String,
    pub visible: bool,
    pub member: Member,
}

#[derive(Debug)]
pub(crate) struct Wildcard {
    pub name: String,
    pub visible: bool,
    /// Constants of namespaces; `None` for "no namespace".
    pub namespaces: Vec<Option<String>>,
    pub not: bool,
}

#[derive(Debug)]
pub(crate) struct Facets {
    pub name: String,
    pub of: Restriction,
    /// The static of the items of a list.
    pub item: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Client {
    pub head: Head,
    /// The address in the contract.
    pub addresses: Vec<Address>,
    /// Methods that set request headers, and the types they take.
    pub headers: Vec<(String, Type)>,
    /// The trait it implements.
    pub implements: Option<String>,
    pub methods: Vec<Method>,
}

#[derive(Debug)]
pub(crate) struct Address {
    pub docs: Vec<String>,
    pub name: String,
    pub uri: String,
}

#[derive(Debug)]
pub(crate) struct Method {
    pub docs: Vec<String>,
    pub attributes: Vec<Tokens>,
    pub name: String,
    /// Path of the operation's static.
    pub operation: String,
    /// `None` for an operation without input.
    pub request: Option<Type>,
    pub response: Type,
    pub headers: Type,
}

#[derive(Debug)]
pub(crate) struct Trait {
    pub head: Head,
    pub methods: Vec<Method>,
}

#[derive(Debug)]
pub(crate) struct Operation {
    pub name: String,
    pub visible: bool,
    /// Whether nothing may name it.
    pub unused: bool,
    pub xml_name: String,
    pub service: String,
    pub action: String,
    pub soap12: bool,
    /// Name of the constant of the declarations.
    pub declarations: String,
    pub style: &'static str,
    pub input: Option<Member>,
    pub output: Option<Member>,
    /// Paths of the tables of headers.
    pub input_headers: Option<String>,
    pub output_headers: Option<String>,
    pub one_way: bool,
    pub void: bool,
    /// Names of the statics of fault elements.
    pub faults: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Faults {
    pub head: Head,
    pub variants: Vec<FaultVariant>,
}

#[derive(Debug)]
pub(crate) struct FaultVariant {
    pub docs: Vec<String>,
    pub name: String,
    pub ty: Type,
    pub xml_name: Name,
    /// Path of the static member of its detail element.
    pub member: String,
}

#[derive(Debug)]
pub(crate) struct Server {
    pub head: Head,
    pub methods: Vec<ServerMethod>,
    pub dispatcher_docs: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct ServerMethod {
    pub docs: Vec<String>,
    pub attributes: Vec<Tokens>,
    pub name: String,
    pub operation: String,
    pub request: Type,
    pub request_headers: Type,
    pub response: Type,
    pub response_headers: Type,
}
