//! Values of generated types, as Rust, for the user to replace: only what the contract requires.

use syn::{Fields, FnArg, GenericArgument, ImplItem, Item, PathArguments, Type, TypeParamBound};

/// The deepest nesting of values that is written out.
const DEPTH: usize = 8;

/// The generated code that the values are of.
pub(super) struct Values<'a> {
    /// Its module.
    pub module: &'a str,
    /// Its files, by their names.
    pub files: &'a [(String, syn::File)],
}

impl Values<'_> {
    /// A value of the generated type of this name.
    pub fn of_name(&self, name: &str, depth: usize) -> String {
        let other = || "Default::default()".to_owned();
        if depth > DEPTH {
            return other();
        }
        for (stem, file) in self.files {
            let path = format!("{}::{stem}::{name}", self.module);
            for item in &file.items {
                match item {
                    Item::Struct(item) if item.ident == name => {
                        return match (constructor(file, name), &item.fields) {
                            (Some(arguments), _) => {
                                let values: Vec<_> =
                                    arguments.iter().map(|ty| self.of(ty, depth + 1)).collect();
                                format!("{path}::new({})", values.join(", "))
                            }
                            (None, Fields::Unit) => path,
                            (None, _) => format!("{path}::default()"),
                        };
                    }
                    Item::Enum(item) if item.ident == name => {
                        return item.variants.first().map_or_else(other, |first| {
                            let branch = format!("{path}::{}", first.ident);
                            match first.fields.iter().next() {
                                Some(field) => {
                                    format!("{branch}({})", self.of(&field.ty, depth + 1))
                                }
                                None => branch,
                            }
                        });
                    }
                    Item::Type(item) if item.ident == name => return self.of(&item.ty, depth + 1),
                    _ => {}
                }
            }
        }
        other()
    }

    /// A value of a type.
    fn of(&self, ty: &Type, depth: usize) -> String {
        let path = match ty {
            // `impl Into<String>`
            Type::ImplTrait(ty) => {
                return match ty.bounds.first() {
                    Some(TypeParamBound::Trait(_)) => "\"\"".to_owned(),
                    _ => "Default::default()".to_owned(),
                };
            }
            Type::Path(path) => path,
            _ => return "Default::default()".to_owned(),
        };
        let Some(last) = path.path.segments.last() else {
            return "Default::default()".to_owned();
        };
        let inner = match &last.arguments {
            PathArguments::AngleBracketed(list) => {
                list.args.iter().find_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                })
            }
            _ => None,
        };
        match (last.ident.to_string().as_str(), inner) {
            ("i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64", _) => "0".to_owned(),
            ("f32" | "f64", _) => "0.0".to_owned(),
            ("bool", _) => "false".to_owned(),
            ("String", _) => "String::new()".to_owned(),
            ("Option", _) => "None".to_owned(),
            ("Vec", _) => "Vec::new()".to_owned(),
            ("Box", Some(inner)) => format!("Box::new({})", self.of(inner, depth)),
            ("DateTime", _) => "\"2026-01-31T12:00:00Z\".parse()?".to_owned(),
            ("Date", _) => "\"2026-01-31\".parse()?".to_owned(),
            ("Time", _) => "\"12:00:00\".parse()?".to_owned(),
            (name, _) => self.of_name(name, depth),
        }
    }
}

/// The types of the arguments of `new` of a type.
fn constructor<'a>(file: &'a syn::File, name: &str) -> Option<Vec<&'a Type>> {
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
                        FnArg::Typed(typed) => Some(&*typed.ty),
                        FnArg::Receiver(_) => None,
                    })
                    .collect(),
            ),
            _ => None,
        })
    })
}
