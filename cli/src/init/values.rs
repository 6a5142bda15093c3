//! Values of generated types, as Rust, for the user to replace: only what the contract requires.

use super::code::Expression;
use serde_json::Value;
use syn::{
    Attribute, Expr, Fields, FnArg, GenericArgument, ImplItem, Item, Lit, Meta, Pat, PathArguments,
    PathSegment, Type, TypeParamBound, Variant,
};

/// The deepest nesting of values that is written out.
const DEPTH: usize = 32;

/// The most items of a list that are written out.
const ITEMS: usize = 16;

/// The most types that are looked at to see that one ends.
const LOOKED_AT: usize = 1_000;

/// The generated code that the values are of.
pub(super) struct Values<'a> {
    /// Its module.
    pub module: &'a str,
    /// Its files, by their names.
    pub files: &'a [(String, syn::File)],
}

impl Values<'_> {
    /// A value of a type, as code in the file `from` writes it: that of the sample, as far as there is one.
    pub fn of(&self, ty: &Type, from: &str, depth: usize, sample: Option<&Value>) -> Expression {
        // `impl Into<String>`: what is passed has to say its type.
        if let Type::ImplTrait(bounds) = ty {
            let into = bounds.bounds.iter().find_map(|bound| match bound {
                TypeParamBound::Trait(bound) => argument(bound.path.segments.last()?),
                _ => None,
            });
            return match into {
                Some(ty) if last(ty).is_some_and(|last| last.ident == "String") => {
                    Expression::text(format!("{:?}", text(sample)))
                }
                Some(ty) => self.written(ty, from, depth, sample).unwrap_or_else(|| {
                    Expression::text(format!("<{}>::default()", self.named(ty, from)))
                }),
                None => Expression::text(OTHER),
            };
        }
        self.written(ty, from, depth, sample)
            .unwrap_or_else(|| Expression::text(OTHER))
    }

    /// The headers of requests that a sample has.
    pub fn headers(&self, ty: &Type, from: &str, sample: &Value) -> Option<Expression> {
        let FoundItem { stem, item, .. } = self.item(ty, from)?;
        let Item::Struct(item) = item else {
            return None;
        };
        let mut fields = Vec::new();
        for field in &item.fields {
            let name = field.ident.as_ref()?.to_string();
            if let Some(value) = member(&field.attrs, Some(sample)).filter(|value| !value.is_null())
            {
                fields.push((name, self.of(&field.ty, stem, 0, Some(value))));
            }
        }
        let has_others = fields.len() < item.fields.len();
        let path = self.path(stem, &item.ident.to_string());
        (!fields.is_empty()).then_some(Expression::Struct(path, fields, has_others))
    }

    /// A value that says its type; `None` if there is nothing to say but its default.
    fn written(
        &self,
        ty: &Type,
        from: &str,
        depth: usize,
        sample: Option<&Value>,
    ) -> Option<Expression> {
        let last = last(ty)?;
        let name = last.ident.to_string();
        let parsed = |text: &str| {
            let name = self.named(ty, from);
            Some(Expression::text(format!("{text:?}.parse::<{name}>()?")))
        };
        if let Some(scalar) = scalar(&name, sample) {
            return Some(Expression::Text(scalar));
        }
        match name.as_str() {
            "Box" => {
                let inner = argument(last)?;
                let inner = self.of(inner, from, depth, sample);
                Some(Expression::call("Box::new", vec![inner]))
            }
            "Option" => match sample? {
                Value::Null => Some(Expression::text("None")),
                value => {
                    let inner = self.of(argument(last)?, from, depth, Some(value));
                    Some(Expression::call("Some", vec![inner]))
                }
            },
            "Vec" => Some(self.list(ty, from, depth, (1, sample))),
            name => match self.item(ty, from) {
                Some(found) if depth <= DEPTH => self.of_item(&found, depth, sample),
                Some(_) => None,
                None => match (name, sample) {
                    ("List", Some(Value::Array(all))) if !all.is_empty() => {
                        let items = self.list(ty, from, depth, (1, sample));
                        Some(Expression::call("soap_runtime::List", vec![items]))
                    }
                    ("AnyType", Some(Value::String(text))) => Some(Expression::text(format!(
                        "soap_runtime::AnyType::from_text({text:?})"
                    ))),
                    _ => parsed(value_of(name, sample.and_then(Value::as_str))?),
                },
            },
        }
    }

    fn of_item(
        &self,
        found: &FoundItem<'_>,
        depth: usize,
        sample: Option<&Value>,
    ) -> Option<Expression> {
        let FoundItem { stem, file, item } = *found;
        let deeper = depth.saturating_add(1);
        match item {
            Item::Struct(item) => {
                let path = self.path(stem, &item.ident.to_string());
                match (constructor(file, &item.ident.to_string()), &item.fields) {
                    (Some(arguments), fields) => {
                        let value = |(name, ty): (String, &Type)| {
                            let field = fields.iter().find(|field| {
                                field.ident.as_ref().is_some_and(|ident| *ident == name)
                            });
                            let attributes = field.map_or(&[][..], |field| &field.attrs);
                            let sample = member(attributes, sample);
                            match last(ty) {
                                Some(last) if last.ident == "Vec" => {
                                    self.list(ty, stem, deeper, (least(attributes), sample))
                                }
                                _ => self.of(ty, stem, deeper, sample),
                            }
                        };
                        let values = arguments.into_iter().map(value).collect();
                        Some(Expression::call(&format!("{path}::new"), values))
                    }
                    (None, Fields::Unit) => Some(Expression::Text(path)),
                    (None, _) => Some(Expression::text(format!("{path}::default()"))),
                }
            }
            Item::Enum(item) => {
                let path = self.path(stem, &item.ident.to_string());
                let told = item.variants.iter().find_map(|variant| {
                    let sample = self.chosen(variant, stem, sample?)?;
                    Some((variant, Some(sample)))
                });
                let ends = |variant: &&Variant| {
                    let mut search = Search::default();
                    search.open.push((stem, item.ident.to_string()));
                    let mut types = variant.fields.iter().map(|field| &field.ty);
                    types.all(|ty| self.ends(ty, stem, &mut search))
                };
                let (first, sample) = match told {
                    Some(told) => told,
                    None => {
                        let first = item.variants.iter().find(ends);
                        (first.or(item.variants.first())?, None)
                    }
                };
                let path = format!("{path}::{}", first.ident);
                let inner = |ty: &Type| self.of(ty, stem, deeper, sample);
                let values: Vec<_> = first.fields.iter().map(|field| inner(&field.ty)).collect();
                match &first.fields {
                    Fields::Unit => Some(Expression::Text(path)),
                    Fields::Unnamed(_) => Some(Expression::call(&path, values)),
                    Fields::Named(_) => None,
                }
            }
            Item::Type(item) => self.written(&item.ty, stem, deeper, sample),
            _ => None,
        }
    }

    /// The part of a sample that a variant holds, if the sample is of that variant: a value of an enumeration, an alternative of a choice, or
    /// a value of a member type of a union.
    fn chosen<'v>(&self, variant: &Variant, from: &str, sample: &'v Value) -> Option<&'v Value> {
        let facts = variant.attrs.iter().filter_map(text_of);
        for fact in facts {
            let fact = fact.trim();
            if fact.starts_with("A value of `") {
                let mut types = variant.fields.iter().map(|field| &field.ty);
                return types
                    .all(|ty| self.fits(ty, from, sample))
                    .then_some(sample);
            }
            let Some(name) = quoted(fact) else { continue };
            match (&variant.fields, sample) {
                (Fields::Unit, Value::String(text)) if *text == name => return Some(sample),
                (Fields::Unnamed(_), Value::Object(members)) => {
                    if let Some(value) = members.get(&name) {
                        return Some(value);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Whether a type of a union has this value.
    fn fits(&self, ty: &Type, from: &str, sample: &Value) -> bool {
        let Some(name) = last(ty).map(|last| last.ident.to_string()) else {
            return false;
        };
        match (self.item(ty, from), sample) {
            (Some(FoundItem { stem, item, .. }), _) => match item {
                Item::Enum(item) => {
                    let mut variants = item.variants.iter();
                    variants.any(|variant| self.chosen(variant, stem, sample).is_some())
                }
                Item::Type(item) => self.fits(&item.ty, stem, sample),
                _ => false,
            },
            (None, Value::String(text)) => match name.as_str() {
                "String" | "str" => true,
                "bool" => false,
                name => scalar(name, Some(sample)).is_some_and(|code| code.starts_with(&**text)),
            },
            (None, Value::Bool(_)) => name == "bool",
            (None, Value::Number(_)) => is_number(&name),
            (None, _) => false,
        }
    }

    /// A list of the items of the sample, or else of this many; without one, if an item had another one in it without an end.
    fn list(
        &self,
        ty: &Type,
        from: &str,
        depth: usize,
        (least, sample): (usize, Option<&Value>),
    ) -> Expression {
        let item = last(ty).and_then(argument);
        match item.filter(|item| self.ends(item, from, &mut Search::default())) {
            Some(item) => Expression::list(match sample.and_then(Value::as_array) {
                Some(all) if (least..=ITEMS).contains(&all.len()) => {
                    let one = |sample| self.of(item, from, depth, Some(sample));
                    all.iter().map(one).collect()
                }
                all => {
                    let first = all.and_then(|all| all.first());
                    vec![self.of(item, from, depth, first); least.clamp(1, ITEMS)]
                }
            }),
            None => Expression::text("Vec::new()"),
        }
    }

    /// Whether a value of a type can be written without another value of a type around it.
    fn ends<'s>(&'s self, ty: &Type, from: &str, search: &mut Search<'s>) -> bool {
        if let Type::ImplTrait(bounds) = ty {
            return bounds.bounds.iter().all(|bound| match bound {
                TypeParamBound::Trait(bound) => (bound.path.segments.last())
                    .and_then(argument)
                    .is_none_or(|ty| self.ends(ty, from, search)),
                _ => true,
            });
        }
        match last(ty) {
            Some(last) if last.ident == "Box" || last.ident == "Vec" => {
                return argument(last).is_none_or(|ty| self.ends(ty, from, search));
            }
            _ => {}
        }
        let Some(FoundItem { stem, file, item }) = self.item(ty, from) else {
            return true;
        };
        let name = match item {
            Item::Struct(item) => item.ident.to_string(),
            Item::Enum(item) => item.ident.to_string(),
            Item::Type(item) => return self.ends(&item.ty, stem, search),
            _ => return true,
        };
        let one = (stem, name);
        if search.looked_at == LOOKED_AT || search.open.contains(&one) {
            return false;
        }
        search.looked_at = search.looked_at.saturating_add(1);
        search.open.push(one.clone());
        let ends = match item {
            Item::Enum(item) => item.variants.iter().any(|variant| {
                let mut types = variant.fields.iter().map(|field| &field.ty);
                types.all(|ty| self.ends(ty, stem, search))
            }),
            _ => constructor(file, &one.1)
                .unwrap_or_default()
                .into_iter()
                .all(|(_, ty)| self.ends(ty, stem, search)),
        };
        search.open.pop();
        ends
    }

    /// The generated item that a type names: in the module that it says, in that of `from`, or else in another.
    fn item<'s>(&'s self, ty: &Type, from: &str) -> Option<FoundItem<'s>> {
        let Type::Path(path) = ty else { return None };
        let mut segments = path.path.segments.iter().rev();
        let name = &segments.next()?.ident;
        let module = segments.next().map(|one| one.ident.to_string());
        let wanted = module.as_deref().unwrap_or(from);
        let is_it = |item: &&Item| match item {
            Item::Struct(item) => item.ident == *name,
            Item::Enum(item) => item.ident == *name,
            Item::Type(item) => item.ident == *name,
            _ => false,
        };
        let (own, others): (Vec<_>, Vec<_>) =
            self.files.iter().partition(|(stem, _)| stem == wanted);
        own.into_iter().chain(others).find_map(|(stem, file)| {
            let item = file.items.iter().find(is_it)?;
            Some(FoundItem { stem, file, item })
        })
    }

    fn path(&self, stem: &str, name: &str) -> String {
        path(self.module, self.files, stem, name)
    }

    /// A type as the example names it.
    fn named(&self, ty: &Type, from: &str) -> String {
        let Some(last) = last(ty) else {
            return "_".to_owned();
        };
        let name = last.ident.to_string();
        let path = match (self.item(ty, from), name.as_str()) {
            (Some(found), _) => self.path(found.stem, &name),
            (None, "Vec" | "Option" | "Box" | "String" | "bool") => name,
            (None, text) if text.starts_with(|first: char| first.is_lowercase()) => name,
            (None, _) => format!("soap_runtime::{name}"),
        };
        let PathArguments::AngleBracketed(list) = &last.arguments else {
            return path;
        };
        let types = list.args.iter().filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(self.named(ty, from)),
            _ => None,
        });
        format!("{path}<{}>", types.collect::<Vec<_>>().join(", "))
    }
}

/// The path of an item of the generated code. The module exports each name that only one of its files has.
pub(super) fn path(module: &str, files: &[(String, syn::File)], stem: &str, name: &str) -> String {
    let is_it = |item: &&Item| match item {
        Item::Struct(item) => item.ident == *name,
        Item::Enum(item) => item.ident == *name,
        Item::Type(item) => item.ident == *name,
        Item::Trait(item) => item.ident == *name,
        _ => false,
    };
    let count = files
        .iter()
        .flat_map(|(_, file)| &file.items)
        .filter(is_it)
        .count();
    match count {
        1 => format!("{module}::{name}"),
        _ => format!("{module}::{stem}::{name}"),
    }
}

/// A value whose type is known where it stands.
const OTHER: &str = "Default::default()";

/// The search for a value that ends.
#[derive(Default)]
struct Search<'a> {
    /// The types around a value, each with its file.
    open: Vec<(&'a str, String)>,
    looked_at: usize,
}

/// A generated item, and where it is.
struct FoundItem<'a> {
    stem: &'a str,
    file: &'a syn::File,
    item: &'a Item,
}

fn last(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// The first type in angle brackets.
fn argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(list) = &segment.arguments else {
        return None;
    };
    list.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The arguments of `new` of a type.
fn constructor<'a>(file: &'a syn::File, name: &str) -> Option<Vec<(String, &'a Type)>> {
    file.items.iter().find_map(|item| {
        let Item::Impl(block) = item else { return None };
        let of_type = matches!(&*block.self_ty, Type::Path(path) if path.path.is_ident(name));
        if block.trait_.is_some() || !of_type {
            return None;
        }
        block.items.iter().find_map(|item| match item {
            ImplItem::Fn(method) if method.sig.ident == "new" => Some(
                method
                    .sig
                    .inputs
                    .iter()
                    .filter_map(|argument| match argument {
                        FnArg::Typed(typed) => {
                            let name = match &*typed.pat {
                                Pat::Ident(name) => name.ident.to_string(),
                                _ => String::new(),
                            };
                            Some((name, &*typed.ty))
                        }
                        FnArg::Receiver(_) => None,
                    })
                    .collect(),
            ),
            _ => None,
        })
    })
}

/// The least number of items of a field, by its documentation: `lines`, required, repeated, 2 to 3 times.
fn least(attributes: &[Attribute]) -> usize {
    let documented = attributes.iter();
    documented
        .filter_map(text_of)
        .find_map(|text| {
            let (_, remarks) = text.split_once(", repeated, ")?;
            let counted = remarks.trim_end_matches('.').split(", ");
            let mut counted = counted.filter(|remark| remark.ends_with(" times"));
            let count = counted.next()?.trim_start_matches("at least ");
            count.split(' ').next()?.parse().ok()
        })
        .unwrap_or(1)
}

/// The part of a sample that a field holds, by the field's documentation, which has the name in the contract.
fn member<'v>(attributes: &[Attribute], sample: Option<&'v Value>) -> Option<&'v Value> {
    let sample = sample?;
    let Value::Object(members) = sample else {
        let is_text = |text: String| text.trim() == "The text.";
        let mut texts = attributes.iter().filter_map(text_of);
        return texts.any(is_text).then_some(sample);
    };
    attributes.iter().filter_map(text_of).find_map(|text| {
        let text = text.trim();
        if text.starts_with("One of several elements, ") {
            // Its member is beside those of the struct, and in a list of its own if the choice is repeated.
            return Some(members.get("@choice").unwrap_or(sample));
        }
        if text == "The text." {
            return members.get("$");
        }
        match text.strip_prefix("Attribute ") {
            Some(name) => members.get(&format!("@{}", quoted(name)?)),
            None => members.get(&quoted(text)?),
        }
    })
}

/// The name at the start of a remark: `name`, required.
pub(super) fn quoted(remark: &str) -> Option<String> {
    let (name, _) = remark.strip_prefix('`')?.split_once('`')?;
    Some(name.to_owned())
}

fn is_number(name: &str) -> bool {
    matches!(
        name,
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "f32" | "f64"
    )
}

fn text(sample: Option<&Value>) -> &str {
    sample.and_then(Value::as_str).unwrap_or_default()
}

/// The text of a value of a type of the runtime that is read from text: that of the sample, or one where the default cannot be sent.
fn value_of<'v>(name: &str, sample: Option<&'v str>) -> Option<&'v str> {
    let own = match name {
        "DateTime" => "2026-01-31T12:00:00Z",
        "Date" => "2026-01-31",
        "Time" => "12:00:00",
        "GYear" => "2026",
        "GYearMonth" => "2026-01",
        "GMonth" => "--01",
        "GMonthDay" => "--01-31",
        "GDay" => "---31",
        "QName" => "name",
        "Duration" | "Decimal" | "Integer" | "Guid" | "HexBinary" | "Base64Binary" => {
            return sample;
        }
        _ => return None,
    };
    Some(sample.unwrap_or(own))
}

/// A value of a type of Rust's own.
fn scalar(name: &str, sample: Option<&Value>) -> Option<String> {
    let shown = match sample {
        Some(Value::Number(number)) => number.to_string(),
        sample => text(sample).to_owned(),
    };
    match name {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => {
            let number = shown.parse::<i128>().unwrap_or_default();
            Some(format!("{number}_{name}"))
        }
        "f32" | "f64" => {
            let number = shown.parse().unwrap_or_default();
            let number = if f64::is_finite(number) { number } else { 0.0 };
            Some(format!("{number:?}"))
        }
        "bool" => Some((sample == Some(&Value::Bool(true))).to_string()),
        "str" => Some(format!("{shown:?}")),
        "String" if shown.is_empty() => Some("String::new()".to_owned()),
        "String" => Some(format!("{shown:?}.to_owned()")),
        _ => None,
    }
}

/// The text of a doc comment.
pub(super) fn text_of(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    match &pair.value {
        Expr::Lit(literal) if pair.path.is_ident("doc") => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
