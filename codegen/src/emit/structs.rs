//! Structs, their tables, and access to their fields by index.

use super::{Emitter, attributes, doc, head, ident, path, visibility};
use crate::plan::output::{Field, Secret, Struct};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    pub(super) fn structure(&self, item: &Struct, out: &mut Vec<TokenStream>) {
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let fields = item.fields.iter().map(|field| self.field(field));
        out.push(quote!(#above pub struct #name { #(#fields),* }));
        if item.masked {
            out.push(self.masked(item));
        }

        let table = ident(&item.table);
        let table_visibility = visibility(item.table_visible);
        let xml_name = self.name(&item.xml_name);
        let members = item.fields.iter().map(|field| self.member(&field.member));
        out.push(quote! {
            #table_visibility static #table: v1::Struct = v1::Struct::new(#xml_name, &[#(#members),*]);
        });
        if let Some(group) = &item.group {
            let group = ident(group);
            let visibility = visibility(item.group_visible);
            out.push(quote! {
                #visibility static #group: v1::Group = v1::Group { choice: false, members: #table.members };
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
                fn member(&self, #unused: usize) -> #option<&dyn v1::Place> {
                    #read
                }
                fn member_mut(&mut self, #unused: usize) -> #option<&mut dyn v1::Place> {
                    #write
                }
            }
        });
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

    /// `Debug` that shows no secrets.
    fn masked(&self, item: &Struct) -> TokenStream {
        let name = ident(&item.head.name);
        let text = &item.head.name;
        let fields = item.fields.iter().map(|field| {
            let text = field.name.trim_start_matches("r#");
            let name = ident(&field.name);
            match field.secret {
                Secret::Shown => quote!(.field(#text, &self.#name)),
                Secret::Masked => quote!(.field(#text, &"***")),
                Secret::MaskedOption => quote!(.field(#text, &self.#name.as_ref().map(|_| "***"))),
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
}
