//! Choices and polymorphic enums.

use super::contents::content;
use super::enums::blank;
use super::{Emitter, head, ident, visibility};
use crate::plan::output::{Choice, OfType, Polymorphic};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    pub(super) fn choice(
        &self,
        item: &Choice,
        out: &mut Vec<TokenStream>,
        tables: &mut Vec<TokenStream>,
    ) {
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let variants = item
            .branches
            .iter()
            .map(|branch| self.variant(&branch.docs, &branch.name, &branch.ty));
        out.push(quote! {
            #above
            pub enum #name { #(#variants,)* }
        });
        if item.masked {
            tables.push(quote!(v1::debug!(#name);));
        }
        let group = ident(&item.group.name);
        let visibility = visibility(&item.group);
        let members = item
            .branches
            .iter()
            .map(|branch| (&branch.name, &branch.member));
        let rows = self.rows(members, &item.elements);
        let elements = self.elements(&item.elements);
        let content = content(&item.content);
        let blank = blank(&item.blank);
        tables.push(quote! {
            v1::choice!(#visibility #group: #name #blank #elements #content #rows);
        });
        tables.extend(self.of_types(&name, &item.of_types));
    }

    pub(super) fn polymorphic(
        &self,
        item: &Polymorphic,
        out: &mut Vec<TokenStream>,
        tables: &mut Vec<TokenStream>,
    ) {
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let variants = item
            .variants
            .iter()
            .map(|variant| self.variant(&variant.docs, &variant.name, &variant.ty));
        out.push(quote! {
            #above
            pub enum #name { #(#variants,)* }
        });
        let table = ident(&item.table);
        let types = item.variants.iter().enumerate().map(|(index, variant)| {
            let index = Literal::usize_unsuffixed(index);
            let name = ident(&variant.name);
            let namespace = self.namespace(&variant.xml_name.namespace);
            let local = &variant.xml_name.local;
            let prefix = variant.prefix.iter();
            quote!(#index #name: (#namespace, #local #(, #prefix)*))
        });
        let blank = blank(&item.blank);
        tables.push(quote!(v1::polymorphic!(#table: #name #blank { #(#types,)* });));
        tables.extend(self.of_types(&name, &item.of_types));
        if !item.common.is_empty() {
            let known = item
                .variants
                .iter()
                .filter(|variant| Some(&variant.name) != item.unknown.as_ref());
            let variants = known.map(|variant| ident(&variant.name));
            let common = ident(if item.unknown.is_some() {
                "known"
            } else {
                "common"
            });
            let fields = item.common.iter().map(|(field, ty)| {
                let field = ident(field);
                let ty = self.ty(ty);
                quote!(#field: #ty)
            });
            tables.push(quote!(v1::#common!(#name [#(#variants),*] { #(#fields,)* });));
        }
    }

    /// The variants that are made of their values and asked for, and those that are asked for only.
    fn of_types(&self, name: &Ident, variants: &[OfType]) -> Vec<TokenStream> {
        let table = |is_unique: bool| {
            let variants = variants.iter().filter(|of| of.is_unique == is_unique);
            let variants: Vec<TokenStream> = variants
                .map(|of| {
                    let variant = ident(&of.variant);
                    let ty = self.ty(&of.ty);
                    let (get, into) = (ident(&of.get), ident(&of.into));
                    quote!(#variant(#ty): #get #into)
                })
                .collect();
            let kind = ident(if is_unique { "variants" } else { "asked" });
            (!variants.is_empty()).then(|| quote!(v1::#kind!(#name { #(#variants,)* });))
        };
        [table(true), table(false)].into_iter().flatten().collect()
    }
}
