//! JSON Schema (draft 2020-12) of messages and types: what the mapping of [`soap_runtime::json`] writes, and no more.

mod any;
mod nulls;
mod object;
mod simple;
mod types;

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;

use serde::{Serialize, Serializer};
use soap_runtime::__private::v1::{ENCODED, Inner, Kind, Member, NILLABLE, REPEATED, REQUIRED};
use soap_runtime::json::Tree;

use any::{ANY, ELEMENT};
use nulls::{null, or_null};

use crate::tables::{NamedCell, Tables};
use crate::types::{Cell, Container, Definition, FieldType, Items, PairsType};
use crate::{Contract, Error, Operation};

/// The dialect of the schemas.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// A JSON Schema. `Display` writes it with line breaks.
///
/// ```
/// use soap_dynamic::{Contract, MessageKind};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/json/input.wsdl");
/// let contract = Contract::load(path)?;
/// let schema = contract.schema_of(contract.operation("Echo")?, &MessageKind::Request)?;
/// assert!(schema.to_string().contains(r##""$ref": "#/$defs/Echo""##));
/// assert!(contract.schema_of_type("Order")?.to_string().contains(r#""payment""#));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Schema(pub(crate) Tree);

/// A message of an exchange, or what is in one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MessageKind {
    /// The body of the request.
    Request,
    /// The body of the response.
    Response,
    /// The headers of the request, as an object.
    RequestHeaders,
    /// The headers of the response.
    ResponseHeaders,
    /// The detail of a declared fault, by the local name of its element.
    Fault(String),
}

impl Contract {
    /// The schema of all messages and types: each is a definition. Messages are `Operation.request`, `Operation.response`,
    /// `Operation.requestHeaders`, `Operation.responseHeaders` and `Operation.fault.Element`; types have the names of the
    /// contract.
    pub fn schema(&self) -> Schema {
        let mut builder = SchemaBuilder::new(self.tables(), "#/$defs/");
        let mut definitions = Vec::new();
        for operation in self.operations() {
            for kind in operation.message_kinds() {
                if let Some((cell, member)) = operation.message_type(&kind) {
                    let tree = builder.content(cell, member);
                    definitions.push((builder.message_name(operation, &kind), tree));
                }
            }
        }
        builder.all();
        definitions.extend(builder.definitions());
        Schema(document(Vec::new(), definitions))
    }

    /// The schema of a message of an operation.
    ///
    /// # Errors
    /// The operation has no such message.
    pub fn schema_of(&self, operation: &Operation, kind: &MessageKind) -> Result<Schema, Error> {
        let found = operation.message_type(kind).ok_or_else(|| {
            let name = operation.name();
            Error::Operation(match kind {
                MessageKind::Fault(fault) => {
                    format!("the operation {name} has no fault {fault}")
                }
                _ => format!("the operation {name} has no such message"),
            })
        })?;
        let mut builder = SchemaBuilder::new(self.tables(), "#/$defs/");
        let root = builder.content(found.0, found.1);
        let title = builder.message_name(operation, kind);
        let mut members = vec![("title", text(title))];
        members.extend(into_members(root));
        Ok(Schema(document(members, builder.definitions())))
    }
}

/// The members of an object, with fixed names.
fn into_members(tree: Tree) -> Vec<(&'static str, Tree)> {
    match tree {
        Tree::Object(members) => members
            .into_iter()
            .filter_map(|(name, value)| match name {
                std::borrow::Cow::Borrowed(name) => Some((name, value)),
                std::borrow::Cow::Owned(_) => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn document(members: Vec<(&'static str, Tree)>, definitions: Vec<(String, Tree)>) -> Tree {
    let mut all = vec![("$schema", text(DIALECT))];
    all.extend(members);
    if !definitions.is_empty() {
        all.push(("$defs", named_object(definitions)));
    }
    object(all)
}

impl Operation {
    /// The messages of its exchange.
    pub fn message_kinds(&self) -> Vec<MessageKind> {
        let mut kinds = vec![MessageKind::Request];
        if !self.table.one_way {
            kinds.push(MessageKind::Response);
        }
        if self.header_names(true).next().is_some() {
            kinds.push(MessageKind::RequestHeaders);
        }
        if self.header_names(false).next().is_some() {
            kinds.push(MessageKind::ResponseHeaders);
        }
        let faults = self.faults.iter();
        kinds.extend(faults.map(|(member, _)| MessageKind::Fault(member.name.local.to_owned())));
        kinds
    }

    /// The type of a message, and the element that it is in.
    pub(crate) fn message_type(
        &self,
        kind: &MessageKind,
    ) -> Option<(&'static Cell, Option<&'static Member>)> {
        match kind {
            MessageKind::Request => Some((self.request, self.table.input)),
            MessageKind::Response if !self.table.one_way => {
                Some((self.response, self.table.output))
            }
            MessageKind::RequestHeaders if self.table.input_headers.is_some() => {
                Some((self.request_headers, None))
            }
            MessageKind::ResponseHeaders if self.table.output_headers.is_some() => {
                Some((self.response_headers, None))
            }
            MessageKind::Fault(name) => {
                let mut faults = self.faults.iter();
                let found = faults.find(|(member, _)| member.name.local == name);
                found.map(|(member, cell)| (*cell, Some(*member)))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string_pretty(&self.0).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl Serialize for Schema {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

pub(crate) fn text(text: impl Into<String>) -> Tree {
    Tree::Text(text.into())
}

pub(crate) fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Tree {
    Tree::List(texts.into_iter().map(text).collect())
}

pub(crate) fn object(members: Vec<(&'static str, Tree)>) -> Tree {
    let members = members.into_iter();
    Tree::Object(members.map(|(name, value)| (name.into(), value)).collect())
}

pub(crate) fn named_object(members: Vec<(String, Tree)>) -> Tree {
    let members = members.into_iter();
    Tree::Object(members.map(|(name, value)| (name.into(), value)).collect())
}

/// One of several schemas at least.
fn any_of(schemas: Vec<Tree>) -> Tree {
    some_of("anyOf", schemas)
}

/// One of several schemas, and no other.
fn one_of(schemas: Vec<Tree>) -> Tree {
    some_of("oneOf", schemas)
}

/// JSON Schema does not allow an empty list: of no schemas none holds (JSON Schema Core 2020-12, section 10.2.1).
fn some_of(word: &'static str, mut schemas: Vec<Tree>) -> Tree {
    match schemas.len() {
        0 => Tree::Boolean(false),
        1 => schemas.remove(0),
        _ => object(vec![(word, Tree::List(schemas))]),
    }
}

fn array(items: Tree) -> Tree {
    object(vec![("type", text("array")), ("items", items)])
}

/// Makes definitions, each when it is first referred to.
pub(crate) struct SchemaBuilder<'t> {
    tables: &'t Tables,
    /// The path of definitions in a reference, before a name.
    prefix: &'static str,
    /// The names of the definitions, by the address of the type.
    names: HashMap<usize, String>,
    /// The names of the operations, by the addresses of their tables.
    ids: HashMap<usize, String>,
    /// The types that others replace by `@type`, whose objects are closed where they are referred to.
    open: HashSet<usize>,
    /// The types whose definitions are to be made.
    wanted: VecDeque<&'static Cell>,
    asked: HashSet<usize>,
    made: Vec<(String, Tree)>,
    /// Whether there is content that the contract does not describe.
    has_any: bool,
}

pub(crate) fn address(cell: &'static Cell) -> usize {
    std::ptr::from_ref(cell).addr()
}

impl<'t> SchemaBuilder<'t> {
    pub(crate) fn new(tables: &'t Tables, prefix: &'static str) -> Self {
        let mut builder = Self {
            tables,
            prefix,
            names: HashMap::new(),
            ids: operation_ids(&tables.operations),
            open: HashSet::new(),
            wanted: VecDeque::new(),
            asked: HashSet::new(),
            made: Vec::new(),
            has_any: false,
        };
        let mut taken = Taken::default();
        for name in [ELEMENT, ANY] {
            taken.unique(name.to_owned());
        }
        // The type that others replace has the name of the contract, and its own members another one.
        let is_first =
            |one: &&NamedCell| matches!(one.cell.get(), Some(Definition::Polymorphic(_)));
        let first = tables.types.iter().filter(is_first);
        let rest = tables.types.iter().filter(|one| !is_first(one));
        for one in first.chain(rest) {
            if let Some(Definition::Polymorphic(of)) = one.cell.get() {
                builder
                    .open
                    .extend(of.variants.iter().map(|cell| address(cell)));
            }
            let name = taken.of_type(one);
            builder.names.insert(address(one.cell), name);
        }
        builder
    }

    /// The name of the definition of a message.
    pub(crate) fn message_name(&self, operation: &Operation, kind: &MessageKind) -> String {
        let key = self.operation_name(operation);
        match kind {
            MessageKind::Request => format!("{key}.request"),
            MessageKind::Response => format!("{key}.response"),
            MessageKind::RequestHeaders => format!("{key}.requestHeaders"),
            MessageKind::ResponseHeaders => format!("{key}.responseHeaders"),
            MessageKind::Fault(name) => format!("{key}.fault.{}", safe(name)),
        }
    }

    /// The name of an operation in definitions.
    pub(crate) fn operation_name(&self, operation: &Operation) -> String {
        let found = self.ids.get(&std::ptr::from_ref(operation.table).addr());
        found.map_or_else(|| safe(operation.name()), String::clone)
    }

    /// The type of a name: of a definition, or in the contract.
    fn named(&self, name: &str) -> Option<&'static Cell> {
        let of_definition = |one: &&NamedCell| {
            let own = self.names.get(&address(one.cell));
            own.is_some_and(|own| own == name)
        };
        let in_contract = |one: &&NamedCell| {
            let local = one.xml_name.map(|of| of.local);
            local == Some(name) || one.name == name
        };
        let mut all = self.tables.types.iter();
        let found = all.clone().find(of_definition);
        found.or_else(|| all.find(in_contract)).map(|one| one.cell)
    }

    /// Wants the definitions of all types.
    pub(crate) fn all(&mut self) {
        for one in &self.tables.types {
            self.want(one.cell);
        }
    }

    fn want(&mut self, cell: &'static Cell) {
        if self.asked.insert(address(cell)) {
            self.wanted.push_back(cell);
        }
    }

    /// The definitions that were referred to, in the order of their names.
    pub(crate) fn definitions(&mut self) -> Vec<(String, Tree)> {
        while let Some(cell) = self.wanted.pop_front() {
            let tree = self.definition(cell);
            let name = self.names.get(&address(cell));
            if let Some(name) = name.cloned() {
                self.made.push((name, tree));
            }
        }
        let mut made = std::mem::take(&mut self.made);
        if self.has_any {
            made.push((ELEMENT.to_owned(), self.element()));
            made.push((ANY.to_owned(), self.any_content()));
        }
        made.sort_by(|one, other| one.0.cmp(&other.0));
        made
    }

    pub(crate) fn path(&self, name: &str) -> Tree {
        text(format!("{}{name}", self.prefix))
    }

    fn definition(&mut self, cell: &'static Cell) -> Tree {
        let described = self.tables.types.iter();
        let described = described.filter(|one| std::ptr::eq(one.cell, cell));
        let docs = described.map(|one| one.docs).find(|docs| !docs.is_empty());
        let tree = match cell.get() {
            Some(Definition::Struct(of)) => {
                let is_open = self.open.contains(&address(cell));
                self.structure(of, is_open)
            }
            Some(Definition::Polymorphic(of)) => self.polymorphic(of, false),
            Some(Definition::Choice(of)) => self.choice(of),
            _ => self.simple(cell, None),
        };
        match (docs, tree) {
            (Some(docs), Tree::Object(members)) => {
                let mut all = vec![("description".into(), text(docs))];
                all.extend(members);
                Tree::Object(all)
            }
            (_, tree) => tree,
        }
    }

    /// The schema of a type: a reference if it has a name.
    fn reference(&mut self, cell: &'static Cell) -> Tree {
        let Some(name) = self.names.get(&address(cell)) else {
            return self.definition(cell);
        };
        let mut members = vec![("$ref", self.path(name))];
        if self.open.contains(&address(cell)) && matches!(cell.get(), Some(Definition::Struct(_))) {
            members.push(("unevaluatedProperties", Tree::Boolean(false)));
        }
        self.want(cell);
        object(members)
    }

    /// The schema of a value, which is in this element.
    pub(crate) fn content(&mut self, cell: &'static Cell, member: Option<&'static Member>) -> Tree {
        let is_text = member.is_some_and(|one| matches!(one.kind, Kind::Attribute | Kind::Text));
        match cell.get() {
            Some(Definition::AnyType) if is_text => object(vec![("type", text("string"))]),
            Some(Definition::AnyType) => self.any_reference(ANY),
            Some(Definition::Element) => self.any_reference(ELEMENT),
            Some(Definition::Attribute) => object(vec![("type", text("string"))]),
            Some(Definition::Pairs(of)) => self.pairs(of, member),
            Some(Definition::Struct(of)) if member.is_some_and(|one| one.kind == Kind::Group) => {
                self.structure(of, false)
            }
            Some(Definition::Choice(of)) => self.choice(of),
            Some(Definition::MaybeNil(of)) => match member {
                Some(member) => self.single(of.ty, member, true, true),
                None => self.content(of.ty, None),
            },
            Some(Definition::Struct(_) | Definition::Polymorphic(_)) => self.reference(cell),
            Some(Definition::Enumeration(_)) if !has_type(member) => self.reference(cell),
            Some(_) => self.simple(cell, member),
            // A body that is not there.
            None => object(vec![("type", text("object"))]),
        }
    }

    /// The schema of a field.
    fn field(&mut self, ty: &FieldType, member: &'static Member, bounds: (u32, u32)) -> Tree {
        let may_be_nil = |member: &Member| {
            member.flags & NILLABLE != 0
                || !member.annotation.is_empty()
                || member.flags & ENCODED != 0
        };
        let (item, is_wrapped) = match member.inner {
            Inner::Item(item) => (item, true),
            _ if member.flags & REPEATED != 0 => (member, false),
            _ => {
                let is_option = matches!(ty.outer, Container::Option | Container::Nillable);
                let nil = is_option && may_be_nil(member);
                let keeps = nil && ty.outer == Container::Nillable;
                let one = self.single(ty.ty, member, nil, keeps);
                return match is_option && !nil && !is_required(member) {
                    true => or_null(one),
                    false => one,
                };
            }
        };
        let Container::List(items, is_optional) = ty.outer else {
            return array(self.content(ty.ty, Some(item)));
        };
        let nil = may_be_nil(item) && items != Items::One;
        let one = self.single(ty.ty, item, nil, nil && items == Items::Nillable);
        let mut members = vec![("type", text("array")), ("items", one)];
        let (least, most) = match is_wrapped {
            true => (0, u32::MAX),
            // A list of SOAP encoding may be empty; of nillable items, none is written as a nil.
            false if may_be_nil(member) => bounds,
            false => (bounds.0.max(u32::from(is_required(member))), bounds.1),
        };
        if least > 0 {
            members.push(("minItems", Tree::Integer(least.into())));
        }
        if most != u32::MAX {
            members.push(("maxItems", Tree::Integer(most.into())));
        }
        let list = object(members);
        let nil = may_be_nil(member) || !is_required(member);
        match is_wrapped && is_optional && nil {
            true => or_null(list),
            false => list,
        }
    }

    /// The schema of one value, which may be nil.
    fn single(
        &mut self,
        cell: &'static Cell,
        member: &'static Member,
        nil: bool,
        keeps_attributes: bool,
    ) -> Tree {
        let content = self.content(cell, Some(member));
        if !nil {
            return content;
        }
        let mut all = vec![content, null()];
        if keeps_attributes && let Some(nil) = self.nil(cell) {
            all.push(nil);
        }
        any_of(all)
    }

    fn pairs(&mut self, of: &'static PairsType, member: Option<&'static Member>) -> Tree {
        let Some(Inner::Pair(table)) = member.map(|member| member.inner) else {
            return object(vec![("type", texts(["object", "array"]))]);
        };
        let once = (0, u32::MAX);
        let key = self.field(&of.key, &table.key, once);
        let value = self.field(&of.value, &table.value, once);
        let required = [("key", &table.key), ("value", &table.value)];
        let required = required
            .into_iter()
            .filter(|(_, one)| one.flags & REQUIRED != 0 && one.annotation.is_empty());
        let required = texts(required.map(|(name, _)| name));
        let entry = object(vec![
            ("type", text("object")),
            (
                "properties",
                object(vec![("key", key), ("value", value.clone())]),
            ),
            ("required", required),
            ("additionalProperties", Tree::Boolean(false)),
        ]);
        let list = array(entry);
        if !simple::is_word(of.key.ty) {
            return list;
        }
        let words = object(vec![
            ("type", text("object")),
            ("additionalProperties", value),
        ]);
        any_of(vec![words, list])
    }
}

fn is_required(member: &Member) -> bool {
    member.flags & REQUIRED != 0
}

/// Whether a member has a simple type that is more than that of the field.
fn has_type(member: Option<&'static Member>) -> bool {
    member.is_some_and(|one| matches!(one.inner, Inner::Simple(_)))
}

/// The names of operations, by the addresses of their tables: with that of the port type where several port types have one of the name, and
/// with a number where one has several.
fn operation_ids(operations: &[Operation]) -> HashMap<usize, String> {
    let mut taken = Taken::default();
    let mut port_types: HashMap<&str, HashSet<&str>> = HashMap::new();
    for one in operations {
        let of_name = port_types.entry(one.name()).or_default();
        of_name.insert(one.port_type());
    }
    let ids = operations.iter().map(|operation| {
        let (name, port_type) = (operation.name(), operation.port_type());
        let is_shared = port_types
            .get(name)
            .is_some_and(|of_name| of_name.len() > 1);
        let base = match is_shared {
            true => safe(&format!("{port_type}.{name}")),
            false => safe(name),
        };
        let address = std::ptr::from_ref(operation.table).addr();
        (address, taken.unique(base))
    });
    ids.collect()
}

/// The names that are taken.
#[derive(Default)]
struct Taken {
    names: HashSet<String>,
    /// The last number that was given to a name.
    numbers: HashMap<String, usize>,
}

impl Taken {
    /// Takes this name, or this one with a number.
    fn unique(&mut self, base: String) -> String {
        let mut name = base.clone();
        while !self.names.insert(name.clone()) {
            let number = self.numbers.entry(base.clone()).or_insert(1);
            *number = number.saturating_add(1);
            name = format!("{base}.{number}");
        }
        name
    }

    /// Takes the first name of a type that is free: that in the contract, that in generated code, that with a number.
    fn of_type(&mut self, one: &NamedCell) -> String {
        let own = one
            .xml_name
            .map(|of| of.local)
            .filter(|name| !name.is_empty());
        let mut words = own.into_iter().chain([one.name]).map(safe);
        match words.find(|name| !self.names.contains(name)) {
            Some(name) => self.unique(name),
            None => self.unique(safe(one.name)),
        }
    }
}

/// A name as a key of definitions: letters, digits, `.`, `_` and `-`.
fn safe(name: &str) -> String {
    let is_safe = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '-');
    let chars = name.chars();
    chars
        .map(|char| if is_safe(char) { char } else { '_' })
        .collect()
}
