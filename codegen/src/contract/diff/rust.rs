//! The Rust items of a contract, as far as code that uses them depends on them.

use super::names::Translate;
use crate::model::Model;
use crate::plan::output::{Branch, DefaultForm, Item, Member, MemberKind, Origin, Origins, Type};
use std::collections::BTreeMap;

/// The module and the name of an item.
pub(super) type ItemPath = (String, String);

/// The items of a contract.
pub(super) struct GeneratedItems {
    shapes: BTreeMap<ItemPath, ItemShape>,
    places: BTreeMap<Origin, ItemPath>,
}

pub(super) enum ItemShape {
    Struct(Structure),
    Enum(Vec<Variant>),
    Alias(Rust),
}

pub(super) struct Structure {
    pub(super) is_unit: bool,
    pub(super) has_default: bool,
    pub(super) fields: Vec<Field>,
}

/// A Rust type.
#[derive(Clone)]
pub(super) struct Rust {
    pub(super) rust: String,
    /// The same, with the names of the contract in place of the names of items: a type with another name in Rust is told once, not at
    /// each of its places.
    pub(super) contract: String,
}

#[derive(Clone)]
pub(super) struct Field {
    /// Pairs the fields of two contracts.
    pub(super) key: String,
    /// The label of the member that it is of; `None` for a group of members.
    pub(super) label: Option<String>,
    pub(super) name: String,
    pub(super) ty: Rust,
    /// Whether it is an argument of `new`.
    pub(super) argument: bool,
    /// The item of a group.
    pub(super) group: Option<ItemPath>,
    pub(super) is_choice: bool,
}

#[derive(Clone)]
pub(super) struct Variant {
    /// Pairs the variants of two contracts.
    pub(super) key: String,
    pub(super) label: Option<String>,
    pub(super) name: String,
    pub(super) ty: Option<Rust>,
    pub(super) group: Option<ItemPath>,
}

impl ItemShape {
    pub(super) fn kind(&self) -> String {
        match self {
            Self::Struct(_) => "a struct".to_owned(),
            Self::Enum(_) => "an enum".to_owned(),
            Self::Alias(of) => format!("the type `{}`", of.rust),
        }
    }
}

impl GeneratedItems {
    /// `None` if the contract has errors.
    pub(super) fn of(model: &Model, translate: Translate<'_>) -> Option<Self> {
        let (plan, origins) = crate::pipeline::plan_with_origins(model)?;
        let items = plan.modules.iter().flat_map(|module| {
            let items = module.items.iter();
            items.map(move |item| (module.name.as_str(), item))
        });
        let mut shapes = BTreeMap::new();
        for (module, item) in items {
            let reader = Reader {
                model,
                translate,
                origins: &origins,
                module,
            };
            if let Some((name, shape)) = reader.shape(item) {
                shapes.insert((module.to_owned(), name.to_owned()), shape);
            }
        }
        let mut places = BTreeMap::new();
        for (place, origin) in &origins {
            places.entry(*origin).or_insert_with(|| place.clone());
        }
        Some(Self { shapes, places })
    }

    pub(super) fn place(&self, origin: Origin) -> Option<&ItemPath> {
        self.places.get(&origin)
    }

    pub(super) fn shape(&self, place: &ItemPath) -> Option<&ItemShape> {
        self.shapes.get(place)
    }
}

/// Reads the items of one module.
struct Reader<'a> {
    model: &'a Model,
    translate: Translate<'a>,
    origins: &'a Origins,
    module: &'a str,
}

impl Reader<'_> {
    fn shape<'i>(&self, item: &'i Item) -> Option<(&'i str, ItemShape)> {
        Some(match item {
            Item::Struct(item) => {
                let mut keys = Keys::default();
                let field = |field: &crate::plan::output::Field| Field {
                    key: keys.key(&field.member, &field.name),
                    label: label(&field.member),
                    name: field.name.clone(),
                    ty: self.ty(&field.ty),
                    argument: field.argument.is_some(),
                    group: self.group(&field.member, &field.ty),
                    is_choice: matches!(field.member.kind, MemberKind::Group(_)),
                };
                let shape = ItemShape::Struct(Structure {
                    is_unit: item.unit,
                    has_default: item.default != DefaultForm::Missing,
                    fields: item.fields.iter().map(field).collect(),
                });
                (&item.head.name, shape)
            }
            Item::Enum(item) => {
                let value = |one: &crate::plan::output::Variant| Variant {
                    // A value may be spelled like the name of the variant for unknown ones.
                    key: format!("value {}", one.text),
                    ..plain(&one.name, None)
                };
                let unknown = item.unknown.iter().map(|one| plain(&one.name, None));
                let variants = item.variants.iter().map(value).chain(unknown);
                (&item.head.name, ItemShape::Enum(variants.collect()))
            }
            Item::Union(item) => {
                let variants = item.variants.iter();
                let variants = variants.map(|one| plain(&one.name, Some(self.ty(&one.ty))));
                (&item.head.name, ItemShape::Enum(variants.collect()))
            }
            Item::Polymorphic(item) => {
                let variants = item.variants.iter();
                let variants = variants.map(|one| plain(&one.name, Some(self.ty(&one.ty))));
                (&item.head.name, ItemShape::Enum(variants.collect()))
            }
            Item::Choice(item) => {
                let mut keys = Keys::default();
                let branch = |one: &Branch| Variant {
                    key: keys.key(&one.member, &one.name),
                    label: label(&one.member),
                    group: self.group(&one.member, &one.ty),
                    ..plain(&one.name, Some(self.ty(&one.ty)))
                };
                let variants = item.branches.iter().map(branch);
                (&item.head.name, ItemShape::Enum(variants.collect()))
            }
            Item::Alias(item) => (&item.head.name, ItemShape::Alias(self.ty(&item.ty))),
            _ => return None,
        })
    }

    /// The item of a group of members: the innermost type of its field.
    fn group(&self, member: &Member, ty: &Type) -> Option<ItemPath> {
        let MemberKind::Group(_) = member.kind else {
            return None;
        };
        let mut inner = ty;
        while let Type::Path(_, arguments) | Type::Runtime(_, arguments) = inner
            && let Some(first) = arguments.first()
        {
            inner = first;
        }
        match inner {
            Type::Path(path, _) => Some(self.place(path)),
            _ => None,
        }
    }

    fn place(&self, path: &str) -> ItemPath {
        let (module, name) = path.rsplit_once("::").unwrap_or((self.module, path));
        (module.to_owned(), name.to_owned())
    }

    fn ty(&self, ty: &Type) -> Rust {
        match ty {
            Type::Path(path, arguments) => {
                let place = self.place(path);
                let name = self.origins.get(&place).and_then(|origin| match origin {
                    Origin::Type(ty) | Origin::Derived(ty) => self.model.types[*ty].name.as_ref(),
                    Origin::Substitution(_) => None,
                });
                let contract = name.map(|name| self.translate.ty(name).to_string());
                self.applied(&place.1, contract.as_deref(), arguments)
            }
            Type::Runtime(of, arguments) => self.applied(of.name(), None, arguments),
            Type::Mapped(path) => self.applied(&path.to_string(), None, &[]),
            Type::Unit => self.applied("()", None, &[]),
        }
    }

    fn applied(&self, name: &str, contract: Option<&str>, arguments: &[Type]) -> Rust {
        let arguments: Vec<Rust> = arguments.iter().map(|one| self.ty(one)).collect();
        let with = |name: &str, of: &dyn Fn(&Rust) -> &str| match arguments.as_slice() {
            [] => name.to_owned(),
            all => format!(
                "{name}<{}>",
                all.iter().map(of).collect::<Vec<_>>().join(", ")
            ),
        };
        Rust {
            rust: with(name, &|one| &one.rust),
            contract: with(contract.unwrap_or(name), &|one| &one.contract),
        }
    }
}

/// The keys of the members of one item: the label, or the name of a group, and how many before have the same.
#[derive(Default)]
struct Keys(BTreeMap<String, usize>);

impl Keys {
    fn key(&mut self, member: &Member, name: &str) -> String {
        let label = label(member).unwrap_or_else(|| name.to_owned());
        let count = self.0.entry(label.clone()).or_default();
        *count = count.saturating_add(1);
        match *count {
            1 => label,
            count => format!("{label} {count}"),
        }
    }
}

fn plain(name: &str, ty: Option<Rust>) -> Variant {
    Variant {
        key: name.to_owned(),
        label: None,
        name: name.to_owned(),
        ty,
        group: None,
    }
}

/// The label of a member as changes have it.
fn label(member: &Member) -> Option<String> {
    match &member.kind {
        MemberKind::Element { name, .. } => Some(name.local.clone()),
        MemberKind::Attribute { name, .. } => Some(format!("@{}", name.local)),
        MemberKind::Text => Some("text".to_owned()),
        MemberKind::Any(_) => Some("any element".to_owned()),
        MemberKind::AnyAttribute(_) => Some("any attribute".to_owned()),
        MemberKind::Group(_) | MemberKind::Unknown => None,
    }
}
