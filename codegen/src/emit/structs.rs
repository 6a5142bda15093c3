//! Structs and their tables.

use super::contents::content;
use super::{Emitter, attributes, doc, head, ident, path, visibility};
use crate::plan::output::{DebugField, DefaultForm, Field, Shown, Struct};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    pub(super) fn structure(
        &self,
        item: &Struct,
        out: &mut Vec<TokenStream>,
        tables: &mut Vec<TokenStream>,
    ) {
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let fields = item.fields.iter().map(|field| self.field(field));
        out.push(match item.unit {
            true => quote!(#above pub struct #name;),
            false => quote!(#above pub struct #name { #(#fields),* }),
        });
        out.extend(self.constructor(item));
        tables.extend(self.setters(item));
        if item.default == DefaultForm::Written {
            out.push(self.default_struct(item));
        }
        if let Some(debug) = &item.debug {
            tables.push(masked(item, debug));
        }

        let table = ident(&item.table);
        let of = self.namespace(&item.xml_name.namespace);
        let local = &item.xml_name.local;
        // The table of a nested sequence is its group.
        let (of_struct, of_group) = match item.group {
            Some(_) => (quote!(), content(&item.content)),
            None => (content(&item.content), quote!()),
        };
        let identified = item.identified.then(|| quote!(.with_identities()));
        let element_only = item.element_only.then(|| quote!(.element_only()));
        let rows = self.rows(
            item.fields.iter().map(|field| (&field.name, &field.member)),
            &item.elements,
        );
        let named = (item.is_static).then(|| quote!(#table:));
        let blank = (item.default == DefaultForm::Missing).then(|| quote!(blank));
        let rows = (!item.fields.is_empty()).then_some(rows);
        let elements = rows.as_ref().map(|_| self.elements(&item.elements));
        tables.push(quote! {
            v1::structure!(#blank #named #name = (#of, #local) #elements #of_struct #identified #element_only #rows);
        });
        if let Some(group) = &item.group {
            let visibility = visibility(group);
            let group = ident(&group.name);
            tables.push(quote! {
                #visibility static #group: v1::Group = v1::Group::sequence(#table.members)#of_group;
            });
        }
    }

    /// `new`, with an argument for each required member.
    fn constructor(&self, item: &Struct) -> Option<TokenStream> {
        let into = path(self.prelude.into);
        let given = item.fields.iter().filter(|field| field.argument.is_some());
        let mut arguments = Vec::new();
        let mut fields = Vec::new();
        for field in given {
            let name = ident(&field.name);
            let Some(argument) = &field.argument else {
                continue;
            };
            let given = ident(&argument.name);
            let ty = self.ty(&argument.ty);
            arguments.push(match argument.converts {
                true => quote!(#given: impl #into<#ty>),
                false => quote!(#given: #ty),
            });
            let value = match argument.converts {
                true => quote!(#given.into()),
                false => quote!(#given),
            };
            fields.push(match argument.optional {
                true => quote!(#name: Some(#value)),
                false if !argument.converts && argument.name == field.name => quote!(#name),
                false => quote!(#name: #value),
            });
        }
        if arguments.is_empty() {
            return None;
        }
        let name = ident(&item.head.name);
        let constants = item.fields.iter().filter_map(|field| {
            let text = field.constant.as_ref()?;
            let name = ident(&field.name);
            Some(quote!(#name: v1::constant(#text)))
        });
        fields.extend(constants);
        let rest = (fields.len() < item.fields.len()).then(|| quote!(, ..v1::blank()));
        // The most that clippy admits.
        let lint = (arguments.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        let docs = match rest {
            Some(_) => {
                " Makes a value of its required members. The others are absent, or have their default."
            }
            None => " Makes a value of its members.",
        };
        Some(quote! {
            impl #name {
                #[doc = #docs]
                #lint
                #[inline]
                pub fn new(#(#arguments),*) -> Self {
                    Self { #(#fields),* #rest }
                }
            }
        })
    }

    /// The methods that set the members that `new` does not take.
    fn setters(&self, item: &Struct) -> Option<TokenStream> {
        let mut lines = Vec::new();
        for field in &item.fields {
            if let Some(setter) = &field.setter {
                let with = ident(&setter.name);
                let field = ident(&field.name);
                let kind = ident(setter.kind);
                let ty = self.ty(&setter.ty);
                lines.push(quote!(#with = #field: #kind(#ty)));
            }
        }
        let name = ident(&item.head.name);
        (!lines.is_empty()).then(|| quote!(v1::setters!(#name { #(#lines,)* });))
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
                #[inline]
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
}

/// `Debug` that does not show secrets.
fn masked(item: &Struct, fields: &[DebugField]) -> TokenStream {
    let name = ident(&item.head.name);
    let fields = fields.iter().map(|field| {
        let name = ident(&field.name);
        let shown = ident(match field.shown {
            Shown::Plain => "plain",
            Shown::Masked => "masked",
            Shown::MaskedOption => "masked_option",
        });
        quote!(#name: #shown)
    });
    quote!(v1::debug!(#name { #(#fields,)* });)
}
