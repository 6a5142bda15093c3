//! Values of generated types, as Rust, for the user to replace: only what the contract requires.

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
    /// A value of a type, as code in the file `from` writes it.
    pub fn of(&self, ty: &Type, from: &str, depth: usize) -> String {
        // `impl Into<String>`: what is passed has to say its type.
        if let Type::ImplTrait(bounds) = ty {
            let into = bounds.bounds.iter().find_map(|bound| match bound {
                TypeParamBound::Trait(bound) => argument(bound.path.segments.last()?),
                _ => None,
            });
            return match into {
                Some(ty) if last(ty).is_some_and(|last| last.ident == "String") => {
                    "\"\"".to_owned()
                }
                Some(ty) => self
                    .written(ty, from, depth)
                    .unwrap_or_else(|| format!("<{}>::default()", self.named(ty, from))),
                None => OTHER.to_owned(),
            };
        }
        self.written(ty, from, depth)
            .unwrap_or_else(|| OTHER.to_owned())
    }

    /// A value that says its type; `None` if there is nothing to say but its default.
    fn written(&self, ty: &Type, from: &str, depth: usize) -> Option<String> {
        let last = last(ty)?;
        let parsed = |text: &str| {
            let name = self.named(ty, from);
            Some(format!("{text:?}.parse::<{name}>()?"))
        };
        match last.ident.to_string().as_str() {
            name @ ("i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64") => {
                Some(format!("0_{name}"))
            }
            "f32" | "f64" => Some("0.0".to_owned()),
            "bool" => Some("false".to_owned()),
            "str" => Some("\"\"".to_owned()),
            "String" => Some("String::new()".to_owned()),
            "Box" => {
                let inner = argument(last)?;
                Some(format!("Box::new({})", self.of(inner, from, depth)))
            }
            "Vec" => Some(self.list(ty, from, depth, 1)),
            name => match self.item(ty, from) {
                Some(found) if depth <= DEPTH => self.of_item(&found, depth),
                Some(_) => None,
                None => match name {
                    "DateTime" => parsed("2026-01-31T12:00:00Z"),
                    "Date" => parsed("2026-01-31"),
                    "Time" => parsed("12:00:00"),
                    _ => None,
                },
            },
        }
    }

    fn of_item(&self, found: &Found<'_>, depth: usize) -> Option<String> {
        let Found { stem, file, item } = *found;
        let inner = |ty: &Type| self.of(ty, stem, depth.saturating_add(1));
        match item {
            Item::Struct(item) => {
                let path = self.path(stem, &item.ident.to_string());
                match (constructor(file, &item.ident.to_string()), &item.fields) {
                    (Some(arguments), fields) => {
                        let value = |(name, ty): (String, &Type)| {
                            self.repeated(ty, stem, depth.saturating_add(1), least(fields, &name))
                        };
                        let values: Vec<_> = arguments.into_iter().map(value).collect();
                        Some(format!("{path}::new({})", values.join(", ")))
                    }
                    (None, Fields::Unit) => Some(path),
                    (None, _) => Some(format!("{path}::default()")),
                }
            }
            Item::Enum(item) => {
                let ends = |variant: &&Variant| {
                    let mut search = Search::default();
                    search.open.push((stem, item.ident.to_string()));
                    let mut types = variant.fields.iter().map(|field| &field.ty);
                    types.all(|ty| self.ends(ty, stem, &mut search))
                };
                let first = item.variants.iter().find(ends);
                let first = first.or(item.variants.first())?;
                let path = self.path(stem, &item.ident.to_string());
                let values: Vec<_> = first.fields.iter().map(|field| inner(&field.ty)).collect();
                Some(match &first.fields {
                    Fields::Unit => format!("{path}::{}", first.ident),
                    Fields::Unnamed(_) => format!("{path}::{}({})", first.ident, values.join(", ")),
                    Fields::Named(_) => return None,
                })
            }
            Item::Type(item) => self.written(&item.ty, stem, depth.saturating_add(1)),
            _ => None,
        }
    }

    /// The value of a member, which has this many items if it is a list.
    fn repeated(&self, ty: &Type, from: &str, depth: usize, least: usize) -> String {
        match last(ty) {
            Some(last) if last.ident == "Vec" => self.list(ty, from, depth, least),
            _ => self.of(ty, from, depth),
        }
    }

    /// A list of this many items; without one, if an item had another one in it without an end.
    fn list(&self, ty: &Type, from: &str, depth: usize, least: usize) -> String {
        let item = last(ty).and_then(argument);
        match item.filter(|item| self.ends(item, from, &mut Search::default())) {
            Some(item) => {
                let items = vec![self.of(item, from, depth); least.clamp(1, ITEMS)];
                format!("vec![{}]", items.join(", "))
            }
            None => "Vec::new()".to_owned(),
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
        let Some(Found { stem, file, item }) = self.item(ty, from) else {
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
    fn item<'s>(&'s self, ty: &Type, from: &str) -> Option<Found<'s>> {
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
            Some(Found { stem, file, item })
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
struct Found<'a> {
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
fn least(fields: &Fields, name: &str) -> usize {
    let field = fields
        .iter()
        .find(|field| field.ident.as_ref().is_some_and(|ident| ident == name));
    let documented = field.into_iter().flat_map(|field| &field.attrs);
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

/// The text of a doc comment.
fn text_of(attribute: &Attribute) -> Option<String> {
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
