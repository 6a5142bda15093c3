//! The shape of values: for forms, and for other views of a contract.

use std::collections::HashSet;

use soap_runtime::__private::v1::{self, FIXED, Inner, Kind, NILLABLE, REQUIRED, SECRET};
use soap_runtime::json::{Layout, LeafTree, type_name};

use crate::scalar::ScalarType;
use crate::types::{Cell, ChoiceType, Container, Definition, FieldType, Items, StructType};

/// A type of a contract. Types refer to themselves in circles, so one level is looked at at a time, by [`kind`](Self::kind).
///
/// ```
/// use soap_dynamic::Contract;
/// use soap_dynamic::shape::{Part, ShapeKind};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/json/input.wsdl");
/// let contract = Contract::load(path)?;
/// let ShapeKind::Struct(echo) = contract.operation("Echo")?.request_shape().kind() else {
///     panic!("the request has members");
/// };
/// let Some(Part::Member(order)) = echo.parts.first() else {
///     panic!("the first one is no group");
/// };
/// assert_eq!((order.key.as_str(), order.is_repeated), ("order", false));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Shape(&'static Cell);

/// The kind of a type, and its parts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ShapeKind {
    /// An object.
    Struct(StructShape),
    /// One of several members: an item of a repeated choice.
    Choice(Vec<Part>),
    /// A type or one derived from it, which `"@type"` names.
    Derived(Vec<Variant>),
    /// A string out of these.
    Enumeration {
        /// The values.
        values: &'static [&'static str],
        /// Whether other values are kept.
        is_open: bool,
    },
    /// A string of one of these types.
    Union(Vec<Shape>),
    /// An array of simple values, which are one text in XML.
    List {
        /// The type of an item.
        item: Shape,
        /// Whether each item is there once: flags.
        is_set: bool,
    },
    /// A dictionary.
    Pairs {
        /// The type of the keys.
        key: Shape,
        /// The type of the values.
        value: Shape,
    },
    /// A value of a built-in type.
    Simple(Simple),
    /// Content of any type.
    Any,
    /// An element that the contract does not name.
    Element,
    /// An attribute that the contract does not name.
    Attribute,
}

/// A built-in type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Simple {
    /// Its name in XML Schema, such as `int`; `guid` for the identifiers of .NET.
    pub name: &'static str,
    /// Its form in JSON.
    pub form: Form,
}

/// The form of a value in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A string.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
}

/// The members of an object.
#[derive(Clone, Debug)]
pub struct StructShape {
    /// The name of the type, or of the element with the anonymous type.
    pub name: &'static str,
    /// The namespace of that name.
    pub namespace: &'static str,
    /// The members, and the groups of members that exclude or need each other.
    pub parts: Vec<Part>,
}

/// A part of an object.
#[derive(Clone, Debug)]
pub enum Part {
    /// A member.
    Member(MemberShape),
    /// Members of the same object that a nested choice or sequence has.
    Group {
        /// Whether one of the parts is there; all of them otherwise.
        is_choice: bool,
        /// Whether the group may be absent.
        is_optional: bool,
        /// The branches or members.
        parts: Vec<Part>,
    },
}

/// The XML form of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// An element.
    Element,
    /// An attribute.
    Attribute,
    /// The text of simple content.
    Text,
    /// Elements of a wildcard.
    Any,
    /// Attributes of a wildcard: members of the object that have no name yet.
    AnyAttribute,
    /// The occurrences of a choice or sequence.
    Group,
    /// Elements that the contract does not know.
    Unknown,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct MemberShape {
    /// Its name in the object.
    pub key: String,
    /// Its name in XML.
    pub name: &'static str,
    /// The namespace of that name.
    pub namespace: &'static str,
    /// Its form in XML.
    pub kind: MemberKind,
    /// Whether it must be there.
    pub is_required: bool,
    /// Whether it may be `null`.
    pub is_nillable: bool,
    /// Whether it is an array.
    pub is_repeated: bool,
    /// Whether items of the array may be `null`.
    pub has_nil_items: bool,
    /// Whether it is masked in what is shown.
    pub is_secret: bool,
    /// Whether the default is the only value.
    pub is_fixed: bool,
    /// The value of an absent attribute or an empty element.
    pub default: Option<&'static str>,
    /// The type of the member, or of an item of the array.
    pub shape: Shape,
}

/// A type that a value may have.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The value of `"@type"`; `None` for the declared type, which is not named.
    pub key: Option<String>,
    /// The name of the type.
    pub name: &'static str,
    /// The namespace of that name.
    pub namespace: &'static str,
    /// The type.
    pub shape: Shape,
}

impl Shape {
    pub(crate) fn of(cell: &'static Cell) -> Self {
        Self(cell)
    }

    /// A number that no other type has, to look the type up by.
    pub fn id(&self) -> usize {
        std::ptr::from_ref(self.0).addr()
    }

    /// The members that an object of this type may have, those of derived types too; `None` where their names are not known.
    ///
    /// ```
    /// use soap_dynamic::Contract;
    ///
    /// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/json/input.wsdl");
    /// let contract = Contract::load(path)?;
    /// let members = contract.operation("Echo")?.request_shape().members();
    /// let names: Vec<_> = members.iter().flatten().map(|member| &*member.key).collect();
    /// assert_eq!(names, ["order"]);
    /// # Ok::<(), soap_dynamic::Error>(())
    /// ```
    pub fn members(&self) -> Option<Vec<MemberShape>> {
        let is_open = |one: &MemberShape| {
            use MemberKind::{Any, AnyAttribute, Unknown};
            matches!(one.kind, Any | AnyAttribute | Unknown)
        };
        self.known_members()
            .filter(|found| !found.iter().any(is_open))
    }

    /// The same where the type admits others beside them; what holds those is among them. `None` for content of any type and for
    /// dictionaries.
    pub fn known_members(&self) -> Option<Vec<MemberShape>> {
        fn collect(parts: Vec<Part>, found: &mut Vec<MemberShape>, keys: &mut HashSet<String>) {
            for part in parts {
                match part {
                    Part::Member(member) if !keys.insert(member.key.clone()) => {}
                    Part::Member(member) => found.push(member),
                    Part::Group { parts, .. } => collect(parts, found, keys),
                }
            }
        }
        let (mut found, mut keys) = (Vec::new(), HashSet::new());
        let kinds = match self.kind() {
            ShapeKind::Derived(variants) => variants.iter().map(|one| one.shape.kind()).collect(),
            kind => vec![kind],
        };
        for kind in kinds {
            match kind {
                ShapeKind::Struct(shape) => collect(shape.parts, &mut found, &mut keys),
                ShapeKind::Choice(parts) => collect(parts, &mut found, &mut keys),
                ShapeKind::Any
                | ShapeKind::Element
                | ShapeKind::Attribute
                | ShapeKind::Derived(_)
                | ShapeKind::Pairs { .. } => return None,
                ShapeKind::Enumeration { .. }
                | ShapeKind::Union(_)
                | ShapeKind::List { .. }
                | ShapeKind::Simple(_) => {}
            }
        }
        Some(found)
    }

    /// The kind of the type, and what it is made of.
    pub fn kind(&self) -> ShapeKind {
        let Some(definition) = self.0.get() else {
            return ShapeKind::Any;
        };
        match definition {
            Definition::Struct(ty) => ShapeKind::Struct(StructShape {
                name: ty.table.name.local,
                namespace: ty.table.name.namespace,
                parts: all_parts(ty.table.members, &ty.fields),
            }),
            Definition::Choice(ty) => {
                let members = ty.group.members;
                ShapeKind::Choice(all_parts(members, &ty.branches))
            }
            Definition::Polymorphic(ty) => {
                let variants = ty.types.iter().zip(&ty.variants);
                // The variant without a name holds types that are not known.
                let variants = variants.filter(|(one, _)| !one.name.local.is_empty());
                ShapeKind::Derived(
                    variants
                        .map(|(one, cell)| variant(ty.types, one, cell))
                        .collect(),
                )
            }
            Definition::Enumeration(ty) => ShapeKind::Enumeration {
                values: ty.values,
                is_open: ty.is_open,
            },
            Definition::Union(ty) => {
                ShapeKind::Union(ty.members.iter().map(|member| Self(member.ty)).collect())
            }
            Definition::List(ty) => ShapeKind::List {
                item: Self(ty.item),
                is_set: ty.is_set,
            },
            Definition::Pairs(ty) => ShapeKind::Pairs {
                key: Self(ty.key.ty),
                value: Self(ty.value.ty),
            },
            Definition::Scalar(of) => ShapeKind::Simple(simple(*of)),
            // A nil has no parts to show.
            Definition::MaybeNil(of) => Self(of.ty).kind(),
            Definition::AnyType => ShapeKind::Any,
            Definition::Element => ShapeKind::Element,
            Definition::Attribute => ShapeKind::Attribute,
        }
    }
}

fn variant(types: &[v1::TypeName], one: &v1::TypeName, cell: &'static Cell) -> Variant {
    let is_named = !one.attribute.is_empty();
    Variant {
        key: is_named.then(|| type_name(types, one.name)),
        name: one.name.local,
        namespace: one.name.namespace,
        shape: Shape(cell),
    }
}

/// The parts that members are. Groups nest as deep as their table, which the generator limits.
fn parts(
    members: &'static [v1::Member],
    fields: &'static [FieldType],
    layout: &Layout,
    slots: &[LeafTree],
) -> Vec<Part> {
    let all = members.iter().zip(fields).zip(slots);
    all.map(|((member, field), slot)| match slot {
        LeafTree::Leaf(leaf) => {
            let key = layout.keys.get(*leaf).cloned().unwrap_or_default();
            Part::Member(self::leaf(member, field, &key))
        }
        LeafTree::Group(nest) => group(member, field, layout, &nest.slots),
    })
    .collect()
}

/// The parts of an object with these members.
fn all_parts(members: &'static [v1::Member], fields: &'static [FieldType]) -> Vec<Part> {
    let layout = Layout::of(members);
    parts(members, fields, &layout, &layout.slots)
}

fn group(
    member: &'static v1::Member,
    field: &'static FieldType,
    layout: &Layout,
    slots: &[LeafTree],
) -> Part {
    let (is_choice, members, fields): (bool, _, &'static [FieldType]) = match field.ty.get() {
        Some(Definition::Choice(ChoiceType {
            group, branches, ..
        })) => (true, group.members, branches),
        Some(Definition::Struct(StructType { table, fields })) => (false, table.members, fields),
        _ => (false, &[][..], &[]),
    };
    Part::Group {
        is_choice,
        is_optional: member.flags & REQUIRED == 0,
        parts: parts(members, fields, layout, slots),
    }
}

fn leaf(member: &'static v1::Member, field: &'static FieldType, key: &str) -> MemberShape {
    let (is_repeated, has_nil_items) = match field.outer {
        Container::List(items, _) => (true, items != Items::One),
        _ => (false, false),
    };
    MemberShape {
        key: key.to_owned(),
        name: member.name.local,
        namespace: member.name.namespace,
        kind: match member.kind {
            Kind::Element => MemberKind::Element,
            Kind::Attribute => MemberKind::Attribute,
            Kind::Text => MemberKind::Text,
            Kind::Any => MemberKind::Any,
            Kind::AnyAttribute => MemberKind::AnyAttribute,
            Kind::Group => MemberKind::Group,
            Kind::Unknown => MemberKind::Unknown,
        },
        is_required: member.flags & REQUIRED != 0 && member.default.is_none(),
        is_nillable: match member.inner {
            // The flag of a repeated element is that of its items.
            Inner::None | Inner::Simple(_) if is_repeated => false,
            _ => member.flags & NILLABLE != 0,
        },
        is_repeated,
        has_nil_items,
        is_secret: member.flags & SECRET != 0,
        is_fixed: member.flags & FIXED != 0,
        default: member.default.or(field.constant),
        shape: Shape(field.ty),
    }
}

/// The name and the form of a built-in type.
fn simple(of: ScalarType) -> Simple {
    use ScalarType as S;
    let name = match of {
        S::String => "string",
        S::Boolean => "boolean",
        S::Byte => "byte",
        S::Short => "short",
        S::Int => "int",
        S::Long => "long",
        S::UnsignedByte => "unsignedByte",
        S::UnsignedShort => "unsignedShort",
        S::UnsignedInt => "unsignedInt",
        S::UnsignedLong => "unsignedLong",
        S::Float => "float",
        S::Double => "double",
        S::Base64Binary => "base64Binary",
        S::Date => "date",
        S::DateTime => "dateTime",
        S::Decimal => "decimal",
        S::Duration => "duration",
        S::GDay => "gDay",
        S::GMonth => "gMonth",
        S::GMonthDay => "gMonthDay",
        S::GYear => "gYear",
        S::GYearMonth => "gYearMonth",
        S::Guid => "guid",
        S::HexBinary => "hexBinary",
        S::Integer => "integer",
        S::QName => "QName",
        S::Time => "time",
    };
    let form = match of.form().scalar {
        v1::Scalar::Boolean => Form::Boolean,
        v1::Scalar::Integer | v1::Scalar::Float => Form::Number,
        v1::Scalar::Text | v1::Scalar::Digits => Form::Text,
    };
    Simple { name, form }
}

impl PartialEq for Shape {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Shape {}

/// Shows the address only: types refer to themselves.
impl std::fmt::Debug for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Shape({:p})", self.0)
    }
}
