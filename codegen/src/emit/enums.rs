//! Enumerations and unions.

use super::{Emitter, doc, head, ident, path};
use crate::plan::output::{Enum, Head, Type, Union, WhiteSpace};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    pub(super) fn enumeration(
        &self,
        item: &Enum,
        out: &mut Vec<TokenStream>,
        tables: &mut Vec<TokenStream>,
    ) {
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let variants = item.variants.iter().map(|variant| {
            let docs = doc(&variant.docs);
            let default = variant.default.then(|| quote!(#[default]));
            let name = ident(&variant.name);
            quote!(#docs #default #name)
        });
        let boxed = path(self.prelude.boxed);
        let unknown = item.unknown.iter().map(|unknown| {
            let docs = doc(&unknown.docs);
            let unknown = ident(&unknown.name);
            quote!(#docs #unknown(#boxed<str>))
        });
        out.push(quote! {
            #above
            pub enum #name { #(#variants,)* #(#unknown,)* }
        });
        tables.push(texts(item));
    }

    pub(super) fn union(
        &self,
        item: &Union,
        out: &mut Vec<TokenStream>,
        tables: &mut Vec<TokenStream>,
    ) {
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let variants = item
            .variants
            .iter()
            .map(|variant| self.variant(&variant.docs, &variant.name, &variant.ty));
        out.push(quote!(#above pub enum #name { #(#variants,)* }));
        tables.extend(self.default(&item.head, &item.default));
        let members = item.variants.iter().map(|variant| {
            let name = ident(&variant.name);
            match &variant.of {
                Some(of) => {
                    let of = path(of);
                    quote!(#name(Some(&#of)))
                }
                None => quote!(#name(None)),
            }
        });
        let rest = item.variants.iter().find(|variant| variant.rest);
        let rest = rest.map(|variant| {
            let rest = ident(&variant.name);
            quote!(: #rest)
        });
        tables.push(quote!(v1::union!(#name #rest { #(#members,)* });));
    }

    /// A variant with a content.
    pub(super) fn variant(&self, docs: &[String], name: &str, ty: &Type) -> TokenStream {
        let docs = doc(docs);
        let name = ident(name);
        let ty = self.ty(ty);
        quote!(#docs #name(#ty))
    }

    /// Implements `Default` for an enum whose variants have contents: returns this variant.
    pub(super) fn default(&self, head: &Head, variant: &Option<String>) -> Option<TokenStream> {
        let default = path(self.prelude.default);
        let name = ident(&head.name);
        let variant = ident(variant.as_ref()?);
        Some(quote! {
            impl #default for #name {
                #[inline]
                fn default() -> Self {
                    Self::#variant(#default::default())
                }
            }
        })
    }
}

/// The table of an enumeration: the texts of its values, and their numbers.
fn texts(item: &Enum) -> TokenStream {
    let name = ident(&item.head.name);
    let unknown: Vec<Ident> = item.unknown.iter().map(|v| ident(&v.name)).collect();
    // Without a value for the default, the variant for unknown values means "not set".
    let derived = item.variants.iter().any(|variant| variant.default);
    let unset = unknown.iter().filter(|_| !derived);
    let numbered = item.numbered.then(|| quote!(numbered));
    let space = item.space.map(|space| {
        let space = ident(space);
        quote!(as #space)
    });
    // Around a string, white space is a part of the value, and tolerated.
    let settings = [
        (!item.collapse, "exact"),
        (item.white_space == WhiteSpace::Preserve, "preserve"),
        (item.white_space == WhiteSpace::Replace, "replace"),
        (item.empty, "empty"),
    ];
    let settings: Vec<Ident> = settings
        .into_iter()
        .filter(|(applies, _)| *applies)
        .map(|(_, name)| ident(name))
        .collect();
    let settings = (!settings.is_empty()).then(|| quote!([#(#settings),*]));
    let values = item.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let text = &variant.text;
        let number = variant.number.iter().map(|number| {
            let number = Literal::i64_unsuffixed(*number);
            quote!(=> #number)
        });
        quote!(#name = #text #(#number)*)
    });
    quote! {
        v1::enumeration!(#numbered #name #(: #unknown)* #(unset #unset)* #space #settings { #(#values,)* });
    }
}
