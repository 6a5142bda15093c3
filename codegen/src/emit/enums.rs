//! Enumerations and unions.

use super::{Emitter, doc, head, ident, path};
use crate::plan::output::{Enum, Head, Union};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    pub(super) fn enumeration(&self, item: &Enum, out: &mut Vec<TokenStream>) {
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

        let texts: Vec<&str> = item
            .variants
            .iter()
            .map(|variant| variant.text.as_str())
            .collect();
        let names: Vec<_> = item
            .variants
            .iter()
            .map(|variant| ident(&variant.name))
            .collect();
        let unknown = item
            .unknown
            .iter()
            .map(|unknown| ident(&unknown.name))
            .collect::<Vec<_>>();
        let option = path(self.prelude.option);
        let number = item.number.as_ref().map(|docs| {
            let docs = doc(docs);
            let numbers = item.variants.iter().map(|variant| match variant.number {
                Some(number) => {
                    let number = Literal::i64_unsuffixed(number);
                    quote!(Some(#number))
                }
                None => quote!(None),
            });
            quote! {
                #docs
                pub fn number(&self) -> #option<i64> {
                    match self {
                        #(Self::#names => #numbers,)*
                        #(Self::#unknown(_) => None,)*
                    }
                }
            }
        });
        let text_docs = doc(&item.text_docs);
        out.push(quote! {
            impl #name {
                #text_docs
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#names => #texts,)*
                        #(Self::#unknown(text) => text,)*
                    }
                }
                #number
            }
        });

        let result = path(self.prelude.result);
        let expected = &item.head.name;
        let otherwise = match unknown.first() {
            Some(unknown) => quote!(_ => Self::#unknown(text.into())),
            None => {
                quote!(_ => return Err(v1::ValueError::new(#expected, text, "the contract does not name this value")))
            }
        };
        let mut constants = TokenStream::new();
        if item.preserve {
            constants.extend(quote!(
                const WHITE_SPACE: v1::WhiteSpace = v1::WhiteSpace::Preserve;
            ));
        }
        if item.empty {
            constants.extend(quote!(
                const EMPTY: v1::Empty = v1::Empty::Value;
            ));
        }
        out.push(quote! {
            impl v1::Simple for #name {
                #constants
                fn parse(text: &str, _: &dyn v1::Scope) -> #result<Self, v1::ValueError> {
                    let value = match text {
                        #(#texts => Self::#names,)*
                        #otherwise,
                    };
                    Ok(value)
                }
                fn write(&self, out: &mut v1::Text<'_>) {
                    out.push(self.as_str());
                }
            }
        });
        out.push(quote!(v1::simple!(#name);));
    }

    pub(super) fn union(&self, item: &Union, out: &mut Vec<TokenStream>) {
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let variants = item.variants.iter().map(|variant| {
            let docs = doc(&variant.docs);
            let name = ident(&variant.name);
            let ty = self.ty(&variant.ty);
            quote!(#docs #name(#ty))
        });
        out.push(quote!(#above pub enum #name { #(#variants,)* }));

        out.extend(self.default(&item.head, &item.default));

        let result = path(self.prelude.result);
        let expected = &item.head.name;
        let names: Vec<_> = item
            .variants
            .iter()
            .map(|variant| ident(&variant.name))
            .collect();
        let constants = if item.text {
            quote! {
                const WHITE_SPACE: v1::WhiteSpace = v1::WhiteSpace::Preserve;
                const EMPTY: v1::Empty = v1::Empty::Value;
            }
        } else {
            quote!()
        };
        let attempts = item.variants.iter().map(|variant| {
            let name = ident(&variant.name);
            let ty = self.ty(&variant.ty);
            let guard = match &variant.unless {
                Some(unknown) => {
                    let unknown = ident(unknown);
                    quote!(&&!matches!(value, #ty::#unknown(_)))
                }
                None => quote!(),
            };
            quote! {
                if let Ok(value) = <#ty as v1::Simple>::parse(text, scope) #guard {
                    return Ok(Self::#name(value));
                }
            }
        });
        out.push(quote! {
            impl v1::Simple for #name {
                #constants
                fn parse(text: &str, scope: &dyn v1::Scope) -> #result<Self, v1::ValueError> {
                    #(#attempts)*
                    Err(v1::ValueError::new(#expected, text, "no type of the union admits it"))
                }
                fn write(&self, out: &mut v1::Text<'_>) {
                    match self {
                        #(Self::#names(value) => v1::Simple::write(value, out),)*
                    }
                }
            }
        });
        out.push(quote!(v1::simple!(#name);));
    }

    /// `Default` of an enum whose variants have contents: this variant.
    pub(super) fn default(&self, head: &Head, variant: &Option<String>) -> Option<TokenStream> {
        let default = path(self.prelude.default);
        let name = ident(&head.name);
        let variant = ident(variant.as_ref()?);
        Some(quote! {
            impl #default for #name {
                fn default() -> Self {
                    Self::#variant(#default::default())
                }
            }
        })
    }
}
