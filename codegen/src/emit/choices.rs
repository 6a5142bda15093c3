//! Choices and polymorphic enums.

use super::contents::content;
use super::{Emitter, doc, head, ident, path, visibility};
use crate::plan::output::{Choice, Polymorphic};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    pub(super) fn choice(&self, item: &Choice, out: &mut Vec<TokenStream>) {
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let text = &item.head.name;
        let variants = item.branches.iter().map(|branch| {
            let docs = doc(&branch.docs);
            let name = ident(&branch.name);
            let ty = self.ty(&branch.ty);
            quote!(#docs #name(#ty))
        });
        out.push(quote! {
            #above
            pub enum #name { #(#variants,)* }
        });
        if item.masked {
            out.push(quote! {
                impl ::core::fmt::Debug for #name {
                    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        f.write_str(#text)
                    }
                }
            });
        }
        let default = path(self.prelude.default);
        let option = path(self.prelude.option);
        let names: Vec<_> = item
            .branches
            .iter()
            .map(|branch| ident(&branch.name))
            .collect();
        let indices: Vec<_> = (0..names.len()).map(Literal::usize_unsuffixed).collect();
        out.extend(self.default(&item.head, &item.default));
        let group = ident(&item.group.name);
        let visibility = visibility(&item.group);
        let members = item
            .branches
            .iter()
            .map(|branch| self.member(&branch.member));
        let content = content(&item.content);
        out.push(quote! {
            #visibility static #group: v1::Group = v1::Group::choice(&[#(#members),*])#content;
        });
        out.push(quote! {
            impl v1::Choice for #name {
                fn group(&self) -> &'static v1::Group {
                    &#group
                }
                fn branch(&self) -> usize {
                    match self {
                        #(Self::#names(_) => #indices,)*
                    }
                }
                fn member(&self) -> &dyn v1::Field {
                    match self {
                        #(Self::#names(value) => value,)*
                    }
                }
                fn select(&mut self, branch: usize) -> #option<&mut dyn v1::Field> {
                    if self.branch() != branch {
                        *self = match branch {
                            #(#indices => Self::#names(#default::default()),)*
                            _ => return None,
                        };
                    }
                    match self {
                        #(Self::#names(value) => Some(value),)*
                    }
                }
            }
        });
        out.push(quote!(v1::choice!(#name);));
    }

    pub(super) fn polymorphic(&self, item: &Polymorphic, out: &mut Vec<TokenStream>) {
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let variants = item.variants.iter().map(|variant| {
            let docs = doc(&variant.docs);
            let name = ident(&variant.name);
            let ty = self.ty(&variant.ty);
            quote!(#docs #name(#ty))
        });
        out.push(quote! {
            #above
            pub enum #name { #(#variants,)* }
        });
        let default = path(self.prelude.default);
        let option = path(self.prelude.option);
        let names: Vec<_> = item
            .variants
            .iter()
            .map(|variant| ident(&variant.name))
            .collect();
        let indices: Vec<_> = (0..names.len()).map(Literal::usize_unsuffixed).collect();
        out.extend(self.default(&item.head, &item.default));
        let table = ident(&item.table);
        let types = item.variants.iter().map(|variant| {
            let xml_name = self.name(&variant.xml_name);
            let attribute = &variant.attribute;
            quote!(v1::TypeName::new(#xml_name, #attribute))
        });
        out.push(quote!(static #table: &[v1::TypeName] = &[#(#types),*];));
        out.push(quote! {
            impl v1::Polymorphic for #name {
                fn types(&self) -> &'static [v1::TypeName] {
                    #table
                }
                fn variant(&self) -> usize {
                    match self {
                        #(Self::#names(_) => #indices,)*
                    }
                }
                fn content(&self) -> &dyn v1::Content {
                    match self {
                        #(Self::#names(value) => value,)*
                    }
                }
                fn select(&mut self, variant: usize) -> #option<&mut dyn v1::Content> {
                    *self = match variant {
                        #(#indices => Self::#names(#default::default()),)*
                        _ => return None,
                    };
                    match self {
                        #(Self::#names(value) => Some(value),)*
                    }
                }
            }
        });
        out.push(quote!(v1::polymorphic!(#name);));
    }
}
