//! The plan: the output with all decisions made. `emit` only renders it. Public, and hidden, for `soap-dynamic`.

#![allow(missing_docs)]

pub use super::content::{Compositor, ParticleNode as Particle, TermNode as Term};
use crate::model::{ElementId, TypeId};
pub use crate::model::{ProcessContents, WhiteSpace};
use crate::tokens::Tokens;
pub use components::*;
pub use identities::*;
pub use runtime_types::RuntimeType;
pub use services::*;
pub use simple_types::*;
use std::collections::{BTreeMap, BTreeSet};

mod components;
mod identities;
mod runtime_types;
mod services;
mod simple_types;

/// All files.
#[derive(Debug, Hash)]
pub struct Plan {
    /// Path of the runtime crate.
    pub runtime: Tokens,
    /// First lines of `mod.rs`, without comment signs.
    pub header: Vec<String>,
    /// First lines of the other files.
    pub short_header: Vec<String>,
    /// Modules in the order of `mod.rs`.
    pub modules: Vec<Module>,
    /// The re-exports at the top of `mod.rs`.
    pub exports: Vec<Export>,
    /// The named simple types of the contract, for who describes them. Code is generated without them.
    pub simple_types: Vec<NamedSimpleType>,
}

/// The component of the contract that an item is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    Type(TypeId),
    /// A type, or one derived from it.
    Derived(TypeId),
    /// An element, or one of its substitution group.
    Substitution(ElementId),
}

/// The components of items, by module and name. Those of other items have no name or several.
pub type Origins = BTreeMap<(String, String), Origin>;

/// A module whose names are those of its parent, too.
#[derive(Debug, Hash)]
pub struct Export {
    pub module: String,
    /// Whether another module has a type of the same name, which is then at the top under neither.
    pub is_ambiguous: bool,
    /// Cargo features that the module needs.
    pub features: Vec<String>,
}

/// One module and its file.
#[derive(Debug, Hash)]
pub struct Module {
    pub name: String,
    pub file: String,
    pub docs: Vec<String>,
    /// Cargo features that it needs, all of them.
    pub features: Vec<String>,
    /// Features of the runtime that it needs.
    pub needs: Vec<&'static str>,
    /// Sibling modules that it names.
    pub uses: Vec<String>,
    /// The names of the runtime that it imports. Others it names by their paths.
    pub imports: BTreeSet<&'static str>,
    /// The paths of the standard library that it imports.
    pub std_imports: Vec<&'static str>,
    /// Whether it names the runtime's module for generated code.
    pub uses_v1: bool,
    /// Constants of namespaces, and of their declarations.
    pub constants: Vec<Constant>,
    /// The paths of the names of the prelude.
    pub prelude: Prelude,
    pub items: Vec<Item>,
}

/// A text.
#[derive(Debug, Hash)]
pub struct Constant {
    pub docs: Vec<String>,
    pub name: String,
    pub text: String,
}

/// The paths of names of the standard prelude in a module: short, unless the module has a type with that name.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Prelude {
    pub option: &'static str,
    pub vec: &'static str,
    pub string: &'static str,
    pub boxed: &'static str,
    pub default: &'static str,
    pub future: &'static str,
    pub into: &'static str,
    pub arc: &'static str,
    pub send: &'static str,
    pub sync: &'static str,
}

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Type {
    /// A path and its arguments. The path is relative to the module, or begins with `::` or a crate name.
    Path(String, Vec<Type>),
    /// A type of the runtime, and its arguments.
    Runtime(RuntimeType, Vec<Type>),
    /// A path that the user gave.
    Mapped(Tokens),
    /// `()`.
    Unit,
}

#[derive(Debug, Hash)]
pub enum Item {
    Struct(Struct),
    Enum(Enum),
    Alias(Alias),
    Union(Union),
    Choice(Choice),
    Polymorphic(Polymorphic),
    Pair(Box<Pair>),
    Member(MemberStatic),
    Wildcard(Wildcard),
    AttributeWildcard(AttributeWildcard),
    SimpleType(Box<SimpleType>),
    Components(Components),
    Typed(TypedTypes),
    Handles(Handles),
    Identity(Identity),
    /// The types that are written and read by serde.
    Serde(Vec<String>),
    /// The types that have made-up values.
    Arbitrary(Vec<String>),
    Client(Client),
    Trait(Trait),
    CommonOperation(Box<CommonOperation>),
    Operation(Box<Operation>),
    Faults(Faults),
    Server(Server),
}

impl Item {
    /// The names that users have for it.
    pub(crate) fn public_names(&self) -> Vec<&str> {
        let head = match self {
            Self::Struct(item) => &item.head,
            Self::Enum(item) => &item.head,
            Self::Alias(item) => &item.head,
            Self::Union(item) => &item.head,
            Self::Choice(item) => &item.head,
            Self::Polymorphic(item) => &item.head,
            Self::Client(item) => &item.head,
            Self::Trait(item) => &item.head,
            Self::Faults(item) => &item.head,
            Self::Server(item) => return vec![&item.head.name, "dispatcher"],
            _ => return Vec::new(),
        };
        vec![&head.name]
    }
}

/// Name, documentation, derives and attributes of an item.
#[derive(Debug, Default, Hash)]
pub struct Head {
    pub docs: Vec<String>,
    /// Traits to derive.
    pub derives: Vec<Tokens>,
    /// Attributes, without `#[` and `]`.
    pub attributes: Vec<Tokens>,
    pub name: String,
}

impl Head {
    /// Makes a head without derives and attributes.
    pub(crate) fn new(name: String, docs: Vec<String>) -> Self {
        Self {
            docs,
            name,
            ..Self::default()
        }
    }
}

/// The name of a static, and whether other modules name it.
#[derive(Debug, Default, Hash)]
pub struct StaticHead {
    pub name: String,
    pub visible: bool,
}

impl StaticHead {
    pub(crate) fn private(name: String) -> Self {
        Self {
            name,
            visible: false,
        }
    }
}

/// An expanded name as an expression.
#[derive(Clone, Debug, Hash)]
pub struct Name {
    /// Name of the constant of the namespace; `None` for no namespace.
    pub namespace: Option<String>,
    pub local: String,
}

#[derive(Debug, Hash)]
pub struct Struct {
    pub head: Head,
    /// Whether it has no fields, and no braces either.
    pub unit: bool,
    /// The form of its `Default`.
    pub default: DefaultForm,
    pub fields: Vec<Field>,
    pub elements: Elements,
    /// Name of the table.
    pub table: String,
    /// Whether the table is a static of that name: because others name it, or because it refers to parts that only a static may
    /// hold. Any other is evaluated when code is made of it.
    pub is_static: bool,
    pub xml_name: Name,
    /// Whether elements of this type have identity constraints to check.
    pub identified: bool,
    /// Whether it checks values that are kept, and have no text between their elements.
    pub element_only: bool,
    /// The static group of a nested sequence.
    pub group: Option<StaticHead>,
    pub content: Content,
    /// The fields of a hand-written `Debug`, if there are secrets to mask.
    pub debug: Option<Vec<DebugField>>,
}

/// The namespace and prefix of most elements of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Elements {
    /// Name of the constant of the namespace; `None` for no namespace.
    pub namespace: Option<String>,
    pub prefix: String,
}

#[derive(Debug, Hash)]
pub struct Field {
    pub docs: Vec<String>,
    pub attributes: Vec<Tokens>,
    pub name: String,
    pub ty: Type,
    pub member: Member,
    /// The text of the value that the contract gives to it by default.
    pub constant: Option<String>,
    /// Its form as an argument of `new`; `None` where it may be left out.
    pub argument: Option<Argument>,
    /// The method that sets it.
    pub setter: Option<Setter>,
}

/// A method that sets a field.
#[derive(Debug, Hash)]
pub struct Setter {
    pub name: String,
    /// The kind of field, as the runtime's macro has it.
    pub kind: &'static str,
    /// The type of the value.
    pub ty: Type,
}

/// The form of the `Default` of a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefaultForm {
    /// There is none: it has members that only its users know.
    Missing,
    /// It is derived.
    Derived,
    /// It is written out, because the contract gives values to members.
    Written,
}

/// An argument of `new`.
#[derive(Debug, Hash)]
pub struct Argument {
    pub name: String,
    pub ty: Type,
    /// Whether all that converts to the type is taken.
    pub converts: bool,
    /// Whether the field is an `Option` of it.
    pub optional: bool,
}

/// A variant that is made of its value and asked for.
#[derive(Debug, Hash)]
pub struct OfType {
    pub variant: String,
    pub ty: Type,
    /// Name of the method that lends the value.
    pub get: String,
    /// Name of the method that gives it.
    pub into: String,
    /// Whether its type tells it apart, so that the enum is made of its value.
    pub is_unique: bool,
}

/// The order and number of members in a table.
#[derive(Debug, Hash)]
pub enum Content {
    /// The members in order.
    Implied,
    /// The members in order, where the name of an element does not determine its member.
    Unpredictable,
    /// The members in any order.
    AnyOrder,
    /// The occurrence of repeated members: index, least, most.
    Bounded(Vec<(usize, u32, Option<u32>)>),
    /// A content model.
    Declared(Particle),
}

/// A field in a hand-written `Debug`.
#[derive(Debug, Hash)]
pub struct DebugField {
    pub name: String,
    pub shown: Shown,
}

/// The form of a field in `Debug`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shown {
    /// Unchanged.
    Plain,
    /// Masked.
    Masked,
    /// Masked inside `Option`: `None` is shown.
    MaskedOption,
}

/// An expression that makes a member.
#[derive(Clone, Debug, Hash)]
pub struct Member {
    pub kind: MemberKind,
    pub flags: Vec<Flag>,
    /// Path of the static of the item of a collapsed list.
    pub item: Option<String>,
    /// Path of the static of a dictionary.
    pub pair: Option<String>,
    /// Path of the static of the simple type to check.
    pub of: Option<String>,
    /// The struct of mixed content to check.
    pub mixed: Option<Type>,
    pub value: Option<String>,
    pub annotation: Option<String>,
    /// The statics of the identity constraints of an element.
    pub identities: Vec<String>,
    /// The name of the type around it, where no struct has it. The local part of an anonymous type is empty.
    pub within: Option<Name>,
    /// The content type of its bytes as a part of a package.
    pub media: Option<String>,
}

/// A property of a member that the runtime needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    Required,
    Nillable,
    Repeated,
    Secret,
    Fixed,
    Collapse,
    Replace,
    Encoded,
    Response,
    BlocksExtension,
    BlocksRestriction,
    NilChecked,
}

#[derive(Clone, Debug, Hash)]
pub enum MemberKind {
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
    /// Name of the static of the wildcard, unless it admits any attribute.
    AnyAttribute(Option<String>),
    Unknown,
}

#[derive(Debug, Hash)]
pub struct Enum {
    pub head: Head,
    pub variants: Vec<Variant>,
    /// `None` for a closed enumeration.
    pub unknown: Option<UnknownVariant>,
    /// Whether the contract numbers its values.
    pub numbered: bool,
    /// The white space rule by which texts are compared with the values.
    pub white_space: WhiteSpace,
    /// Whether white space around a value means nothing.
    pub collapse: bool,
    /// The variant of the runtime's `BuiltIn` that values compare as, where it is not by their text.
    pub space: Option<&'static str>,
    /// Whether the empty text is one of the values.
    pub empty: bool,
}

/// The variant for unknown values.
#[derive(Debug, Hash)]
pub struct UnknownVariant {
    pub docs: Vec<String>,
    pub name: String,
}

#[derive(Debug, Hash)]
pub struct Variant {
    pub docs: Vec<String>,
    pub name: String,
    pub text: String,
    pub number: Option<i64>,
}

#[derive(Debug, Hash)]
pub struct Alias {
    pub head: Head,
    pub ty: Type,
}

#[derive(Debug, Hash)]
pub struct Union {
    pub head: Head,
    /// The variant that is read into first.
    pub blank: Option<String>,
    pub variants: Vec<UnionVariant>,
}

#[derive(Debug, Hash)]
pub struct UnionVariant {
    pub docs: Vec<String>,
    pub name: String,
    pub ty: Type,
    /// Path of the static of the member's simple type, where there is more to check than its Rust type does.
    pub of: Option<String>,
    /// Whether it holds the texts that no member of the union admits.
    pub rest: bool,
}

#[derive(Debug, Hash)]
pub struct Choice {
    pub head: Head,
    pub group: StaticHead,
    pub elements: Elements,
    pub content: Content,
    /// The variant that is read into first.
    pub blank: Option<String>,
    pub branches: Vec<Branch>,
    pub of_types: Vec<OfType>,
    /// Whether `Debug` shows only the name, to mask secrets.
    pub masked: bool,
}

#[derive(Debug, Hash)]
pub struct Branch {
    pub docs: Vec<String>,
    pub name: String,
    pub ty: Type,
    pub member: Member,
}

#[derive(Debug, Hash)]
pub struct Polymorphic {
    pub head: Head,
    pub table: String,
    /// The variant that is read into first.
    pub blank: Option<String>,
    pub variants: Vec<PolymorphicVariant>,
    pub of_types: Vec<OfType>,
    /// The fields that all variants of known types have.
    pub common: Vec<(String, Type)>,
    /// The variant for types that are not known.
    pub unknown: Option<String>,
}

#[derive(Debug, Hash)]
pub struct PolymorphicVariant {
    pub docs: Vec<String>,
    pub name: String,
    pub ty: Type,
    pub xml_name: Name,
    /// The prefix in `xsi:type`, with its colon; `None` for the declared type, which needs none.
    pub prefix: Option<String>,
}

#[derive(Debug, Hash)]
pub struct Pair {
    pub head: StaticHead,
    pub entry: Member,
    pub key: Member,
    pub value: Member,
}

#[derive(Debug, Hash)]
pub struct MemberStatic {
    pub head: StaticHead,
    pub member: Member,
}

#[derive(Debug, Hash)]
pub struct Wildcard {
    pub name: String,
    /// Constants of namespaces; `None` for "no namespace".
    pub namespaces: Vec<Option<String>>,
    pub not: bool,
    pub process: ProcessContents,
}

/// The attributes beside the declared ones that a type admits.
#[derive(Debug, Hash)]
pub struct AttributeWildcard {
    pub name: String,
    /// Constants of namespaces; `None` for "no namespace".
    pub namespaces: Vec<Option<String>>,
    pub not: bool,
    /// Whether they have to be declared.
    pub strict: bool,
    /// Those that are.
    pub declared: Vec<DeclaredAttribute>,
}

/// A global attribute that a wildcard admits, and how its value is checked.
#[derive(Debug, Hash)]
pub struct DeclaredAttribute {
    pub member: Member,
    /// `None` where values are not checked.
    pub ty: Option<Type>,
}
