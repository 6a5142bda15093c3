//! Enumerations and unions.

use super::{Emitter, doc, head, ident, path};
use crate::plan::output::{Enum, Head, Union};
use proc_macro2::{Ident, Literal, TokenStream};
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
        out.push(self.values_of_enumeration(item));
        out.push(self.simple_enumeration(item));
        // Without a value for the default, the variant for unknown values means "not set".
        let derived = item.variants.iter().any(|variant| variant.default);
        let unknown = item.unknown.iter().filter(|_| !derived).map(|unknown| {
            let unknown = ident(&unknown.name);
            quote!(, #unknown)
        });
        // Around a string, white space is a part of the value, and tolerated.
        let collapse = item.collapse.then(|| quote!(: collapse));
        out.push(quote!(v1::enumeration!(#name #(#unknown)* #collapse);));
    }

    /// The values of an enumeration: their texts and numbers.
    fn values_of_enumeration(&self, item: &Enum) -> TokenStream {
        let name = ident(&item.head.name);
        let names: Vec<Ident> = item.variants.iter().map(|v| ident(&v.name)).collect();
        let texts = item.variants.iter().map(|variant| &variant.text);
        let unknown: Vec<Ident> = item.unknown.iter().map(|v| ident(&v.name)).collect();
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
        quote! {
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
        }
    }

    /// Implements the runtime's trait of simple types.
    fn simple_enumeration(&self, item: &Enum) -> TokenStream {
        let name = ident(&item.head.name);
        let names = item.variants.iter().map(|variant| ident(&variant.name));
        let texts = item.variants.iter().map(|variant| &variant.text);
        let result = path(self.prelude.result);
        let expected = &item.head.name;
        let otherwise = match &item.unknown {
            Some(unknown) => {
                let unknown = ident(&unknown.name);
                quote!(_ => Self::#unknown(v1::unknown_value(text, scope)))
            }
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
        let scope = match &item.unknown {
            Some(_) => quote!(scope),
            None => quote!(_),
        };
        let spelled = match item.space {
            Some(space) => {
                let space = ident(space);
                let texts = texts.clone();
                quote!(v1::canonical(v1::BuiltIn::#space, text, &[#(#texts),*]))
            }
            None => quote!(text),
        };
        // Only where the contract has it is the empty text a value.
        let write = ident(if item.empty { "push" } else { "word" });
        quote! {
            impl v1::Simple for #name {
                #constants
                fn parse(text: &str, #scope: &dyn v1::Scope) -> #result<Self, v1::ValueError> {
                    let value = match #spelled {
                        #(#texts => Self::#names,)*
                        #otherwise,
                    };
                    Ok(value)
                }
                fn write(&self, out: &mut v1::Text<'_>) {
                    out.#write(self.as_str());
                }
            }
        }
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
        let attempts = item.variants.iter().map(|variant| {
            let name = ident(&variant.name);
            let of = match &variant.of {
                Some(of) => {
                    let of = path(of);
                    quote!(Some(&#of))
                }
                None => quote!(None),
            };
            quote! {
                if let Some(value) = v1::union_member(text, scope, #of) {
                    return Ok(Self::#name(value));
                }
            }
        });
        let rest = item.variants.iter().find(|variant| variant.rest);
        let rest = match rest {
            Some(variant) => {
                let name = ident(&variant.name);
                quote!(v1::union_rest(text, scope).map(Self::#name))
            }
            None => {
                quote!(Err(v1::ValueError::new(#expected, text, "no type of the union admits it")))
            }
        };
        out.push(quote! {
            impl v1::Simple for #name {
                const WHITE_SPACE: v1::WhiteSpace = v1::WhiteSpace::Preserve;
                fn parse(text: &str, scope: &dyn v1::Scope) -> #result<Self, v1::ValueError> {
                    #(#attempts)*
                    #rest
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

    /// Implements `Default` for an enum whose variants have contents: returns this variant.
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
