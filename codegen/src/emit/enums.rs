//! Enumerations and unions.

use super::{Emitter, doc, head, ident, path};
use crate::plan::output::{Enum, Type, Union, WhiteSpace};
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
            let name = ident(&variant.name);
            quote!(#docs #name)
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
        let blank = blank(&item.blank);
        tables.push(quote!(v1::union!(#name #blank #rest { #(#members,)* });));
    }

    /// A variant with a content.
    pub(super) fn variant(&self, docs: &[String], name: &str, ty: &Type) -> TokenStream {
        let docs = doc(docs);
        let name = ident(name);
        let ty = self.ty(ty);
        quote!(#docs #name(#ty))
    }
}

/// The variant that is read into first.
pub(super) fn blank(variant: &Option<String>) -> TokenStream {
    let variant = variant.iter().map(|variant| ident(variant));
    quote!(#(blank #variant)*)
}

/// The table of an enumeration: the texts of its values, and their numbers.
fn texts(item: &Enum) -> TokenStream {
    let name = ident(&item.head.name);
    let unknown: Vec<Ident> = item.unknown.iter().map(|v| ident(&v.name)).collect();
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
        v1::enumeration!(#numbered #name #(: #unknown)* #space #settings { #(#values,)* });
    }
}
