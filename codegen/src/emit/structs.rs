//! Structs, their tables, and access to their fields by index.

use super::contents::content;
use super::{Emitter, attributes, doc, head, ident, path, visibility};
use crate::plan::output::{DebugField, Field, Shown, Struct};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    pub(super) fn structure(&self, item: &Struct, out: &mut Vec<TokenStream>) {
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let fields = item.fields.iter().map(|field| self.field(field));
        out.push(quote!(#above pub struct #name { #(#fields),* }));
        if item.default {
            out.push(self.default_struct(item));
        }
        if let Some(debug) = &item.debug {
            out.push(masked(item, debug));
        }

        let table = ident(&item.table);
        let xml_name = self.name(&item.xml_name);
        let members = item.fields.iter().map(|field| self.member(&field.member));
        // The table of a nested sequence is its group.
        let (of_struct, of_group) = match item.group {
            Some(_) => (quote!(), content(&item.content)),
            None => (content(&item.content), quote!()),
        };
        let identified = item.identified.then(|| quote!(.with_identities()));
        out.push(quote! {
            static #table: v1::Struct = v1::Struct::new(#xml_name, &[#(#members),*])#of_struct #identified;
        });
        if let Some(group) = &item.group {
            let visibility = visibility(group);
            let group = ident(&group.name);
            out.push(quote! {
                #visibility static #group: v1::Group = v1::Group::sequence(#table.members)#of_group;
            });
        }

        let option = path(self.prelude.option);
        let read = self.access(item, &quote!(&));
        let write = self.access(item, &quote!(&mut));
        let unused = if item.fields.is_empty() {
            quote!(_)
        } else {
            quote!(index)
        };
        out.push(quote! {
            impl v1::Complex for #name {
                fn descriptor(&self) -> &'static v1::Struct {
                    &#table
                }
                fn member(&self, #unused: usize) -> #option<&dyn v1::Field> {
                    #read
                }
                fn member_mut(&mut self, #unused: usize) -> #option<&mut dyn v1::Field> {
                    #write
                }
            }
        });
    }

    /// `Default` of a struct with members that the contract gives a value.
    fn default_struct(&self, item: &Struct) -> TokenStream {
        let default = path(self.prelude.default);
        let name = ident(&item.head.name);
        let fields = item.fields.iter().map(|field| {
            let name = ident(&field.name);
            match &field.constant {
                Some(text) => quote!(#name: v1::constant(#text)),
                None => quote!(#name: #default::default()),
            }
        });
        quote! {
            impl #default for #name {
                fn default() -> Self {
                    Self { #(#fields),* }
                }
            }
        }
    }

    fn field(&self, field: &Field) -> TokenStream {
        let docs = doc(&field.docs);
        let attributes = attributes(&field.attributes);
        let name = ident(&field.name);
        let ty = self.ty(&field.ty);
        quote!(#docs #attributes pub #name: #ty)
    }

    fn access(&self, item: &Struct, reference: &TokenStream) -> TokenStream {
        if item.fields.is_empty() {
            return quote!(None);
        }
        let arms = item.fields.iter().enumerate().map(|(index, field)| {
            let index = Literal::usize_unsuffixed(index);
            let name = ident(&field.name);
            quote!(#index => Some(#reference self.#name))
        });
        quote! {
            match index {
                #(#arms,)*
                _ => None,
            }
        }
    }
}

/// Implements `Debug` without showing secrets.
fn masked(item: &Struct, fields: &[DebugField]) -> TokenStream {
    let name = ident(&item.head.name);
    let text = &item.head.name;
    let fields = fields.iter().map(|field| {
        let text = &field.label;
        let name = ident(&field.name);
        match field.shown {
            Shown::Plain => quote!(.field(#text, &self.#name)),
            Shown::Masked => quote!(.field(#text, &"***")),
            Shown::MaskedOption => quote!(.field(#text, &self.#name.as_ref().map(|_| "***"))),
        }
    });
    quote! {
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#text)#(#fields)*.finish()
            }
        }
    }
}
