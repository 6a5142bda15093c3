//! The runtime's tables, made from the plan of the generator instead of from generated code.
//!
//! Tables are leaked: the runtime refers to them as `&'static`, as it does to those of generated code, so that reading
//! and writing has no reference counts. A contract is loaded once (see [`Contract`](crate::Contract)), so the memory is
//! bounded by the contracts of the program.

use std::collections::{HashMap, HashSet};
use std::sync::{OnceLock, PoisonError, RwLock};

use soap_runtime::__private::v1;
use wsdl_codegen::internal::output::{self, Item, Module, Plan, RuntimeType, Type};

use crate::Error;
use crate::scalar::ScalarType;
use crate::types::{Cell, Container, Definition, FieldType, Items, ListType, PairsType};

mod components;
mod identities;
mod members;
mod operations;
mod simple;
mod structs;

pub(crate) use operations::{NamedCell, Tables};
pub(crate) use simple::NamedSimpleType;

/// The types of the elements that messages have, by the address of the member.
static ELEMENTS: Known = Known::new();
/// The types that mixed content is checked by, in the same way.
static MIXED: Known = Known::new();

type Known = OnceLock<RwLock<HashMap<usize, &'static Cell>>>;

/// The type of an element of a message of a contract that was loaded.
pub(crate) fn cell_of(member: &'static v1::Member) -> Option<&'static Cell> {
    known(&ELEMENTS, member)
}

/// The type that the mixed content of an element is checked by.
pub(crate) fn mixed_of(member: &'static v1::Member) -> Option<&'static Cell> {
    known(&MIXED, member)
}

fn known(all: &Known, member: &'static v1::Member) -> Option<&'static Cell> {
    let all = all.get()?.read().unwrap_or_else(PoisonError::into_inner);
    all.get(&std::ptr::from_ref(member).addr()).copied()
}

fn remember(member: &'static v1::Member, cell: &'static Cell) {
    note(&ELEMENTS, member, cell);
}

fn remember_mixed(member: &'static v1::Member, cell: &'static Cell) {
    note(&MIXED, member, cell);
}

fn note(all: &Known, member: &'static v1::Member, cell: &'static Cell) {
    let all = all.get_or_init(RwLock::default);
    let mut all = all.write().unwrap_or_else(PoisonError::into_inner);
    all.insert(std::ptr::from_ref(member).addr(), cell);
}

/// A value for the rest of the program.
fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn leak_text(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn leak_all<T>(values: Vec<T>) -> &'static [T] {
    Box::leak(values.into_boxed_slice())
}

/// A thing with a name in a module.
type Key = (usize, String);

/// Makes tables from a plan.
struct TableBuilder<'p> {
    plan: &'p Plan,
    modules: HashMap<&'p str, usize>,
    /// The items that are types, by name.
    types: HashMap<Key, &'p Item>,
    /// The items that are statics, by name.
    statics: HashMap<Key, &'p Item>,
    /// The types of the details of faults, by the statics of their members.
    fault_types: HashMap<Key, &'p Type>,
    cells: HashMap<Key, &'static Cell>,
    /// The structs of headers whose members are noted.
    headers: HashSet<Key>,
    scalars: HashMap<ScalarType, &'static Cell>,
    lists: HashMap<(usize, bool), &'static Cell>,
    unit: &'static Cell,
    any: &'static Cell,
    element: &'static Cell,
    attribute: &'static Cell,
    texts: HashMap<String, &'static str>,
    members: HashMap<Key, &'static v1::Member>,
    pairs: HashMap<Key, &'static v1::Pair>,
    groups: HashMap<Key, &'static v1::Group>,
    structs: HashMap<Key, &'static v1::Struct>,
    wildcards: HashMap<Key, &'static v1::Wildcard>,
    attribute_wildcards: HashMap<Key, &'static v1::AttributeWildcard>,
    simple_types: HashMap<Key, &'static v1::SimpleType>,
    components: HashMap<Key, &'static v1::Components>,
    identities: HashMap<Key, &'static v1::Identity>,
}

impl<'p> TableBuilder<'p> {
    fn new(plan: &'p Plan) -> Self {
        let unit = Definition::Struct(crate::types::StructType {
            table: leak(v1::Struct::new(v1::Name::new("", ""), &[])),
            fields: Vec::new(),
        });
        let mut builder = Self {
            plan,
            modules: HashMap::new(),
            types: HashMap::new(),
            statics: HashMap::new(),
            fault_types: HashMap::new(),
            cells: HashMap::new(),
            headers: HashSet::new(),
            scalars: HashMap::new(),
            lists: HashMap::new(),
            unit: leak(Cell::of(unit)),
            any: leak(Cell::of(Definition::AnyType)),
            element: leak(Cell::of(Definition::Element)),
            attribute: leak(Cell::of(Definition::Attribute)),
            texts: HashMap::new(),
            members: HashMap::new(),
            pairs: HashMap::new(),
            groups: HashMap::new(),
            structs: HashMap::new(),
            wildcards: HashMap::new(),
            attribute_wildcards: HashMap::new(),
            simple_types: HashMap::new(),
            components: HashMap::new(),
            identities: HashMap::new(),
        };
        for (index, module) in plan.modules.iter().enumerate() {
            builder.modules.insert(&module.name, index);
            for item in &module.items {
                if let Some(name) = type_name(item) {
                    let key = (index, name.to_owned());
                    if !matches!(item, Item::Alias(_)) {
                        builder.cells.insert(key.clone(), leak(Cell::default()));
                    }
                    builder.types.insert(key, item);
                }
                for name in static_names(item) {
                    builder.statics.insert((index, name.to_owned()), item);
                }
            }
        }
        for (index, module) in plan.modules.iter().enumerate() {
            for item in &module.items {
                let Item::Faults(faults) = item else { continue };
                for variant in &faults.variants {
                    let key = builder.key(index, &variant.member);
                    if key.0 == index {
                        builder.fault_types.entry(key).or_insert(&variant.ty);
                    }
                }
            }
        }
        builder
    }

    fn module(&self, index: usize) -> Result<&'p Module, Error> {
        self.plan
            .modules
            .get(index)
            .ok_or_else(|| Error::internal("a module is missing"))
    }

    /// The module and the name that a path means in a module.
    fn key(&self, module: usize, path: &str) -> Key {
        match path.rsplit_once("::") {
            None => (module, path.to_owned()),
            Some((of, name)) => {
                let of = of.rsplit("::").next().unwrap_or_default();
                let of = self.modules.get(of).copied().unwrap_or(usize::MAX);
                (of, name.to_owned())
            }
        }
    }

    fn text(&mut self, text: &str) -> &'static str {
        if let Some(known) = self.texts.get(text) {
            return known;
        }
        let leaked = leak_text(text);
        self.texts.insert(text.to_owned(), leaked);
        leaked
    }

    /// The URI of the constant of a namespace.
    fn namespace(&mut self, module: usize, name: Option<&String>) -> Result<&'static str, Error> {
        let Some(name) = name else { return Ok("") };
        let constants = &self.module(module)?.constants;
        let constant = constants.iter().find(|one| one.name == *name);
        let text = constant.ok_or_else(|| Error::internal("a constant is missing"))?;
        Ok(self.text(&text.text))
    }

    fn name(&mut self, module: usize, name: &output::Name) -> Result<v1::Name, Error> {
        let namespace = self.namespace(module, name.namespace.as_ref())?;
        Ok(v1::Name::new(namespace, self.text(&name.local)))
    }

    /// The type of a field.
    fn field(&mut self, module: usize, ty: &'p Type) -> Result<FieldType, Error> {
        let (outer, ty, module) = self.unwrapped(module, ty)?;
        Ok(FieldType::new(outer, self.cell(module, ty)?))
    }

    /// Takes a type apart into what is around a value, and the type of the value with its module.
    fn unwrapped(
        &self,
        module: usize,
        ty: &'p Type,
    ) -> Result<(Container, &'p Type, usize), Error> {
        let prelude = self.module(module)?.prelude;
        let mut outer = Container::One;
        let (mut ty, mut module) = (ty, module);
        loop {
            let inner = match ty {
                Type::Path(path, arguments) if *path == prelude.boxed => arguments.first(),
                Type::Path(path, arguments) if *path == prelude.option => {
                    outer = match outer {
                        Container::List(_, optional) => Container::List(Items::Option, optional),
                        _ => Container::Option,
                    };
                    arguments.first()
                }
                Type::Path(path, arguments) if *path == prelude.vec => {
                    outer = Container::List(Items::One, outer == Container::Option);
                    arguments.first()
                }
                Type::Runtime(RuntimeType::Nillable, arguments) => {
                    outer = match outer {
                        Container::List(_, optional) => Container::List(Items::Nillable, optional),
                        _ => Container::Nillable,
                    };
                    arguments.first()
                }
                Type::Path(path, _) => {
                    let key = self.key(module, path);
                    match self.types.get(&key) {
                        Some(Item::Alias(alias)) => {
                            module = key.0;
                            Some(&alias.ty)
                        }
                        _ => return Ok((outer, ty, module)),
                    }
                }
                _ => return Ok((outer, ty, module)),
            };
            ty = inner.ok_or_else(|| Error::internal("a type has no argument"))?;
        }
    }

    /// The type of a value.
    fn cell(&mut self, module: usize, ty: &'p Type) -> Result<&'static Cell, Error> {
        match ty {
            Type::Unit => Ok(self.unit),
            Type::Mapped(_) => Err(Error::internal("a type is mapped")),
            Type::Path(path, _) => {
                let string = self.module(module)?.prelude.string;
                match primitive(path, string) {
                    Some(of) => Ok(self.scalar(of)),
                    None => {
                        let key = self.key(module, path);
                        let found = self.cells.get(&key).copied();
                        found.ok_or_else(|| Error::internal("a type is missing"))
                    }
                }
            }
            Type::Runtime(of, arguments) => self.runtime_type(module, *of, arguments),
        }
    }

    fn runtime_type(
        &mut self,
        module: usize,
        of: RuntimeType,
        arguments: &'p [Type],
    ) -> Result<&'static Cell, Error> {
        let first = || {
            let first = arguments.first();
            first.ok_or_else(|| Error::internal("a type has no argument"))
        };
        Ok(match of {
            RuntimeType::AnyType => self.any,
            RuntimeType::RawElement => self.element,
            RuntimeType::RawAttribute => self.attribute,
            RuntimeType::List | RuntimeType::FlagSet => {
                let item = self.field(module, first()?)?.ty;
                let is_set = of == RuntimeType::FlagSet;
                let key = (std::ptr::from_ref(item).addr(), is_set);
                let make = || leak(Cell::of(Definition::List(ListType { item, is_set })));
                self.lists.entry(key).or_insert_with(make)
            }
            RuntimeType::Dictionary => {
                let [key, value] = arguments else {
                    return Err(Error::internal("a dictionary has no value"));
                };
                let (key, value) = (self.field(module, key)?, self.field(module, value)?);
                leak(Cell::of(Definition::Pairs(PairsType { key, value })))
            }
            // Its attributes belong to the header, and are not kept.
            RuntimeType::HeaderBlock | RuntimeType::MaybeNil | RuntimeType::Nillable => {
                self.field(module, first()?)?.ty
            }
            other => match scalar(other) {
                Some(of) => self.scalar(of),
                None => return Err(Error::internal("a type of the runtime is missing")),
            },
        })
    }

    fn scalar(&mut self, of: ScalarType) -> &'static Cell {
        let make = || leak(Cell::of(Definition::Scalar(of)));
        self.scalars.entry(of).or_insert_with(make)
    }
}

/// The built-in type of a type of Rust.
fn primitive(path: &str, string: &str) -> Option<ScalarType> {
    Some(match path {
        _ if path == string => ScalarType::String,
        "bool" => ScalarType::Boolean,
        "i8" => ScalarType::Byte,
        "i16" => ScalarType::Short,
        "i32" => ScalarType::Int,
        "i64" => ScalarType::Long,
        "u8" => ScalarType::UnsignedByte,
        "u16" => ScalarType::UnsignedShort,
        "u32" => ScalarType::UnsignedInt,
        "u64" => ScalarType::UnsignedLong,
        "f32" => ScalarType::Float,
        "f64" => ScalarType::Double,
        _ => return None,
    })
}

/// The built-in type of a type of the runtime.
fn scalar(of: RuntimeType) -> Option<ScalarType> {
    Some(match of {
        RuntimeType::Base64Binary => ScalarType::Base64Binary,
        RuntimeType::Date => ScalarType::Date,
        RuntimeType::DateTime => ScalarType::DateTime,
        RuntimeType::Decimal => ScalarType::Decimal,
        RuntimeType::Duration => ScalarType::Duration,
        RuntimeType::GDay => ScalarType::GDay,
        RuntimeType::GMonth => ScalarType::GMonth,
        RuntimeType::GMonthDay => ScalarType::GMonthDay,
        RuntimeType::GYear => ScalarType::GYear,
        RuntimeType::GYearMonth => ScalarType::GYearMonth,
        RuntimeType::Guid => ScalarType::Guid,
        RuntimeType::HexBinary => ScalarType::HexBinary,
        RuntimeType::Integer => ScalarType::Integer,
        RuntimeType::QName => ScalarType::QName,
        RuntimeType::Time => ScalarType::Time,
        _ => return None,
    })
}

/// The name of an item that is a type.
fn type_name(item: &Item) -> Option<&str> {
    Some(match item {
        Item::Struct(item) => &item.head.name,
        Item::Enum(item) => &item.head.name,
        Item::Alias(item) => &item.head.name,
        Item::Union(item) => &item.head.name,
        Item::Choice(item) => &item.head.name,
        Item::Polymorphic(item) => &item.head.name,
        _ => return None,
    })
}

/// The names of the statics of an item.
fn static_names(item: &Item) -> Vec<&str> {
    match item {
        Item::Struct(item) => {
            let group = item.group.iter().map(|group| group.name.as_str());
            group.chain([item.table.as_str()]).collect()
        }
        Item::Choice(item) => vec![&item.group.name],
        Item::Pair(item) => vec![&item.head.name],
        Item::Member(item) => vec![&item.head.name],
        Item::Wildcard(item) => vec![&item.name],
        Item::AttributeWildcard(item) => vec![&item.name],
        Item::SimpleType(item) => vec![&item.name],
        Item::Components(item) => vec![&item.name],
        Item::Identity(item) => vec![&item.name],
        Item::Operation(item) => vec![&item.head.name],
        Item::CommonOperation(item) => vec![&item.name],
        _ => Vec::new(),
    }
}
