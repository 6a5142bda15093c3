//! Statics of identity constraints.

use super::{Emitter, ident, path};
use crate::plan::output::{Identity, IdentityKind, IdentityLeaf, IdentityPath, NameTest};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    pub(super) fn identity(&self, identity: &Identity) -> TokenStream {
        let name = ident(&identity.name);
        let xml_name = &identity.xml_name;
        let selector = self.identity_paths(&identity.selector);
        let fields = identity.fields.iter().map(|field| {
            let paths = self.identity_paths(&field.paths);
            let of = path(&field.of);
            let nillable = field.nillable.then(|| quote!(.nillable()));
            let leaves = field.leaves.iter().map(|leaf| self.identity_leaf(leaf));
            let leaves = (!field.leaves.is_empty()).then(|| quote!(.leaves(&[#(#leaves),*])));
            quote!(v1::IdentityField::new(#paths, &#of)#leaves #nillable)
        });
        let (new, refers) = match &identity.kind {
            IdentityKind::Key => ("key", None),
            IdentityKind::Unique => ("unique", None),
            IdentityKind::KeyRef(key, scope) => {
                let key = ident(key);
                let scope = match scope {
                    Some(name) => {
                        let name = self.name(name);
                        quote!(Some(#name))
                    }
                    None => quote!(None),
                };
                ("unique", Some(quote!(.refers(&#key, #scope))))
            }
        };
        let new = ident(new);
        quote! {
            static #name: v1::Identity =
                v1::Identity::#new(#xml_name, #selector, &[#(#fields),*])#refers;
        }
    }

    fn identity_leaf(&self, leaf: &IdentityLeaf) -> TokenStream {
        let name = self.name(&leaf.name);
        let of = path(&leaf.of);
        let default = leaf.default.as_ref().map(|text| quote!(.or(#text)));
        let owner = leaf.owner.as_ref().map(|owner| self.name(owner));
        match (owner, leaf.is_attribute) {
            (Some(owner), true) => {
                quote!(v1::IdentityLeaf::attribute(#owner, #name, &#of)#default)
            }
            (Some(owner), false) => {
                quote!(v1::IdentityLeaf::element(#name, &#of).within(#owner)#default)
            }
            (None, _) => quote!(v1::IdentityLeaf::element(#name, &#of)#default),
        }
    }

    fn identity_paths(&self, paths: &[IdentityPath]) -> TokenStream {
        let paths = paths.iter().map(|path| {
            let steps = path.steps.iter().map(|step| self.name_test(step));
            let new = ident(match path.from_descendants {
                true => "descendants",
                false => "children",
            });
            let attribute = path.attribute.as_ref().map(|test| {
                let test = self.name_test(test);
                quote!(.at(#test))
            });
            quote!(v1::IdentityPath::#new(&[#(#steps),*])#attribute)
        });
        quote!(&[#(#paths),*])
    }

    fn name_test(&self, test: &NameTest) -> TokenStream {
        match test {
            NameTest::Any => quote!(v1::NameTest::Any),
            NameTest::Namespace(uri) => {
                let uri = self.namespace(uri);
                quote!(v1::NameTest::Namespace(#uri))
            }
            NameTest::Name(name) => {
                let name = self.name(name);
                quote!(v1::NameTest::Name(#name))
            }
        }
    }
}
