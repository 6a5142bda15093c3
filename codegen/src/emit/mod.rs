//! Turns the plan into tokens. This stage decides nothing, makes no names, and cannot fail.

mod choices;
mod clients;
mod components;
mod contents;
mod enums;
mod identities;
mod members;
mod servers;
mod simple_types;
mod structs;
mod types;

use crate::ground::visible;
use crate::plan::output::{Head, Item, Module, Plan, Prelude, StaticHead};
use crate::tokens::Tokens;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use std::collections::BTreeSet;

/// One file: its comment lines, its items and its tables, in order.
pub(crate) struct File {
    pub path: String,
    pub header: Vec<String>,
    pub items: Vec<TokenStream>,
    /// The tables of the runtime. They come last, because few people read them.
    pub tables: Vec<TokenStream>,
}

/// The plan of one file.
pub(crate) enum FilePlan<'a> {
    /// `mod.rs`.
    Root,
    /// A module.
    Module(&'a Module),
}

impl FilePlan<'_> {
    /// The approximate amount of work.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Root => 1,
            Self::Module(module) => module.items.len(),
        }
    }
}

/// The files of the plan.
pub(crate) fn files(plan: &Plan) -> Vec<FilePlan<'_>> {
    let modules = plan.modules.iter().map(FilePlan::Module);
    std::iter::once(FilePlan::Root).chain(modules).collect()
}

/// Renders one file.
pub(crate) fn emit(plan: &Plan, part: &FilePlan<'_>) -> File {
    match part {
        FilePlan::Root => root(plan),
        FilePlan::Module(module) => file(plan, module),
    }
}

fn root(plan: &Plan) -> File {
    // A client uses only some operations. The rest of the contract is not dead code, even in a private module.
    let exports = plan.exports.iter().map(|export| {
        let cfg = cfg(&export.features);
        let module = ident(&export.module);
        // Whoever includes the module may not need all of its names.
        let ambiguous = export
            .is_ambiguous
            .then(|| quote!(ambiguous_glob_reexports,));
        quote!(#cfg #[allow(#ambiguous unused_imports)] pub use #module::*;)
    });
    let modules = plan.modules.iter().map(|module| {
        let docs = doc(&module.docs);
        let cfg = cfg(&module.features);
        let name = ident(&module.name);
        let file = &module.file;
        let runtime = &plan.runtime;
        // One error names a missing feature of the runtime, and the code that needs it is not there to cause more.
        let content = module
            .needs
            .iter()
            .fold(quote!(include!(#file);), |content, feature| {
                let gate = ident(&format!("needs_{feature}"));
                quote!(#runtime::__private::v1::#gate! { #content })
            });
        quote! {
            #docs
            #cfg
            #[allow(dead_code, clippy::enum_variant_names, clippy::module_inception)]
            pub mod #name { #content }
        }
    });
    let items = exports.chain(modules).collect();
    File {
        path: "mod.rs".to_owned(),
        header: plan.header.clone(),
        items,
        tables: Vec::new(),
    }
}

/// The condition of features, all of them.
fn cfg(features: &[String]) -> TokenStream {
    match features {
        [] => quote!(),
        [feature] => quote!(#[cfg(feature = #feature)]),
        features => quote!(#[cfg(all(#(feature = #features),*))]),
    }
}

fn file(plan: &Plan, module: &Module) -> File {
    let context = Emitter {
        runtime: &plan.runtime,
        imports: &module.imports,
        prelude: module.prelude,
    };
    let mut items = Vec::new();
    let mut body = Vec::new();
    let mut tables = Vec::new();
    for constant in &module.constants {
        let docs = doc(&constant.docs);
        let name = ident(&constant.name);
        let text = text(&constant.text);
        tables.push(quote!(#docs const #name: &str = #text;));
    }
    for item in &module.items {
        context.item(item, &mut body, &mut tables);
    }
    for module in &module.uses {
        let module = ident(module);
        items.push(quote!(use super::#module;));
    }
    let runtime = &plan.runtime;
    for import in &module.std_imports {
        let import = path(import);
        items.push(quote!(use #import;));
    }
    if module.uses_v1 {
        items.push(quote!(use #runtime::__private::v1;));
    }
    let names: Vec<Ident> = module.imports.iter().map(|name| ident(name)).collect();
    match names.as_slice() {
        [] => {}
        [name] => items.push(quote!(use #runtime::#name;)),
        names => items.push(quote!(use #runtime::{#(#names),*};)),
    }
    items.extend(body);
    File {
        path: module.file.clone(),
        header: plan.short_header.clone(),
        items,
        tables,
    }
}

/// Renders the items of one module.
struct Emitter<'a> {
    runtime: &'a Tokens,
    imports: &'a BTreeSet<&'static str>,
    prelude: Prelude,
}

impl Emitter<'_> {
    fn item(&self, item: &Item, out: &mut Vec<TokenStream>, tables: &mut Vec<TokenStream>) {
        match item {
            Item::Struct(item) => self.structure(item, out, tables),
            Item::Enum(item) => self.enumeration(item, out, tables),
            Item::Alias(item) => self.alias(item, out),
            Item::Union(item) => self.union(item, out, tables),
            Item::Choice(item) => self.choice(item, out, tables),
            Item::Polymorphic(item) => self.polymorphic(item, out, tables),
            Item::Pair(item) => tables.push(self.pair(item)),
            Item::Member(item) => tables.push(self.member_static(item)),
            Item::Wildcard(item) => tables.push(self.wildcard(item)),
            Item::AttributeWildcard(item) => tables.push(self.attribute_wildcard(item)),
            Item::SimpleType(item) => tables.push(self.simple_type(item)),
            Item::Components(item) => tables.push(self.components(item)),
            Item::Typed(item) => tables.push(self.typed(item)),
            Item::Handles(item) => out.push(self.handles(item)),
            Item::Identity(item) => tables.push(self.identity(item)),
            Item::Serde(types) => {
                let types = types.iter().map(|name| ident(name));
                tables.push(quote!(v1::serde!(#(#types),*);));
            }
            Item::Arbitrary(types) => {
                let types = types.iter().map(|name| ident(name));
                tables.push(quote!(v1::arbitrary!(#(#types),*);));
            }
            Item::Client(item) => self.client(item, out),
            Item::Trait(item) => out.push(self.interface(item)),
            Item::CommonOperation(item) => tables.push(self.common_operation(item)),
            Item::Operation(item) => tables.push(self.operation(item)),
            Item::Faults(item) => self.faults(item, out, tables),
            Item::Server(item) => self.server(item, out),
        }
    }
}

/// An identifier; raw if the plan says so.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// A path of the plan: identifiers between `::`.
fn path(text: &str) -> TokenStream {
    let mut tokens = TokenStream::new();
    for (index, part) in text.split("::").enumerate() {
        if index > 0 {
            tokens.extend(quote!(::));
        }
        if !part.is_empty() {
            let part = ident(part);
            tokens.extend(quote!(#part));
        }
    }
    tokens
}

/// A text, raw where quotes would be escaped.
fn text(text: &str) -> Literal {
    let raw = format!("r#\"{text}\"#");
    let plain =
        !text.contains(['\\', '\r', '\n']) && !text.contains("\"#") && text == visible(text);
    match raw.parse() {
        Ok(literal) if plain && text.contains('"') => literal,
        _ => Literal::string(text),
    }
}

/// Doc comments.
fn doc(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {}", visible(line))
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// Documentation, derives and attributes above an item.
fn head(head: &Head) -> TokenStream {
    let docs = doc(&head.docs);
    let derives = &head.derives;
    let derive = if derives.is_empty() {
        quote!()
    } else {
        quote!(#[derive(#(#derives),*)])
    };
    let attributes = attributes(&head.attributes);
    quote!(#docs #derive #attributes)
}

fn attributes(list: &[Tokens]) -> TokenStream {
    quote!(#(#[#list])*)
}

/// `pub(super)` for items that other modules name.
fn visibility(item: &StaticHead) -> TokenStream {
    if item.visible {
        quote!(pub(super))
    } else {
        quote!()
    }
}
