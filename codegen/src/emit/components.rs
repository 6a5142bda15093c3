//! Statics of the components that messages may name.

use super::{Emitter, ident, path};
use crate::plan::output::{Components, Declared, DerivationMethod, Handles, NamedType, TypedTypes};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

impl Emitter<'_> {
    pub(super) fn components(&self, item: &Components) -> TokenStream {
        let name = ident(&item.name);
        let simple = item.simple_types.iter().map(|of| path(of));
        let kept = (!item.types.is_empty() || !item.elements.is_empty()).then(|| {
            let types = item.types.iter().map(|ty| self.named_type(ty));
            let elements = item.elements.iter().map(|element| self.declared(element));
            quote!(.kept(&[#(#types),*], &[#(#elements),*]))
        });
        let attributes = item.attributes.iter().map(|attributes| {
            let attributes = path(attributes);
            quote!(.attributes(&#attributes))
        });
        quote! {
            static #name: v1::Components = v1::Components::new(&[#(&#simple),*]) #kept #(#attributes)*;
        }
    }

    pub(super) fn typed(&self, item: &TypedTypes) -> TokenStream {
        let declarations = ident(&item.declarations);
        let types = item.types.iter().map(|one| {
            let ty = ident(&one.ty);
            let namespace = self.namespace(&one.xml_name.namespace);
            let (prefix, local) = (&one.prefix, &one.xml_name.local);
            quote!(#ty = (#namespace, #prefix, #local),)
        });
        quote!(v1::typed!(#declarations { #(#types)* });)
    }

    pub(super) fn handles(&self, item: &Handles) -> TokenStream {
        let declarations = ident(&item.declarations);
        let elements = item.elements.iter().map(|one| {
            let name = ident(&one.name);
            let ty = self.ty(&one.ty);
            let member = self.whole_row(&one.member);
            quote!(#name: #ty = #member,)
        });
        quote!(v1::elements!(#declarations { #(#elements)* });)
    }

    fn declared(&self, item: &Declared) -> TokenStream {
        let member = self.member(&item.member);
        let is_abstract = item.is_abstract.then(|| quote!(.in_name_only()));
        match &item.ty {
            Some(ty) => {
                let ty = self.ty(ty);
                quote!(v1::Declared::of::<#ty>(#member) #is_abstract)
            }
            None => quote!(v1::Declared::named(#member) #is_abstract),
        }
    }

    fn named_type(&self, item: &NamedType) -> TokenStream {
        let declared = self.declared(&item.declared);
        let own = method(item.method);
        let derived = match &item.base {
            Some(base) => {
                let base = self.name(base);
                quote!(.derived(#base, v1::#own))
            }
            None if item.method == DerivationMethod::Extension => quote!(.by(v1::#own)),
            None => quote!(),
        };
        let blocks = (!item.blocks.is_empty()).then(|| {
            let blocks = item.blocks.iter().map(|one| method(*one));
            quote!(.blocks(#(v1::#blocks)|*))
        });
        quote!(v1::NamedType::new(#declared) #derived #blocks)
    }
}

fn method(method: DerivationMethod) -> Ident {
    ident(match method {
        DerivationMethod::Extension => "EXTENSION",
        DerivationMethod::Restriction => "RESTRICTION",
    })
}
