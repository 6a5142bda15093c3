//! Expressions and statics that describe members.

use super::{Emitter, ident, path, visibility};
use crate::plan::output::{
    AttributeWildcard, Elements, Flag, Member, MemberKind, MemberStatic, Name, Pair,
    ProcessContents, Wildcard,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    pub(super) fn namespace(&self, namespace: &Option<String>) -> TokenStream {
        match namespace {
            Some(constant) => {
                let constant = ident(constant);
                quote!(#constant)
            }
            None => quote!(""),
        }
    }

    pub(super) fn name(&self, name: &Name) -> TokenStream {
        let namespace = self.namespace(&name.namespace);
        let local = &name.local;
        quote!(v1::Name::new(#namespace, #local))
    }

    /// A member that stands alone.
    pub(super) fn member(&self, member: &Member) -> TokenStream {
        let flags = flags(&member.flags);
        let tokens = match &member.kind {
            MemberKind::Element { name, prefix } => {
                let namespace = self.namespace(&name.namespace);
                let local = &name.local;
                quote!(v1::element!(#namespace, #prefix, #local #flags))
            }
            MemberKind::Attribute { name, prefix } => {
                let namespace = self.namespace(&name.namespace);
                let local = &name.local;
                quote!(v1::attribute!(#namespace, #prefix, #local #flags))
            }
            _ => {
                let row = self.row(member, &Elements::default());
                return quote!(v1::member!(#row));
            }
        };
        self.details(tokens, member)
    }

    /// The namespace and prefix of the elements of a table, where they name none.
    pub(super) fn elements(&self, elements: &Elements) -> TokenStream {
        let namespace = self.namespace(&elements.namespace);
        let prefix = &elements.prefix;
        quote!(in (#namespace, #prefix))
    }

    /// The members of a table, one in a line.
    pub(super) fn rows<'m>(
        &self,
        members: impl Iterator<Item = (&'m String, &'m Member)>,
        elements: &Elements,
    ) -> TokenStream {
        let rows = members.enumerate().map(|(index, (name, member))| {
            let index = Literal::usize_unsuffixed(index);
            let name = ident(name);
            let member = self.row(member, elements);
            quote!(#index #name: #member)
        });
        quote!({ #(#rows,)* })
    }

    /// A row with the namespace and prefix of its element, whatever they are.
    pub(super) fn whole_row(&self, member: &Member) -> TokenStream {
        // No element has the prefix of one that is not there.
        let none = Elements {
            namespace: None,
            prefix: ":".to_owned(),
        };
        self.row(member, &none)
    }

    fn row(&self, member: &Member, elements: &Elements) -> TokenStream {
        let flags = flags(&member.flags);
        let tokens = match &member.kind {
            MemberKind::Element { name, prefix } => {
                let local = &name.local;
                if name.namespace == elements.namespace && *prefix == elements.prefix {
                    quote!(element(#local #flags))
                } else {
                    let namespace = self.namespace(&name.namespace);
                    quote!(element(#namespace, #prefix, #local #flags))
                }
            }
            MemberKind::Attribute { name, prefix } => {
                let local = &name.local;
                match &name.namespace {
                    None if prefix.is_empty() => quote!(attribute(#local #flags)),
                    namespace => {
                        let namespace = self.namespace(namespace);
                        quote!(attribute(#namespace, #prefix, #local #flags))
                    }
                }
            }
            MemberKind::Text => {
                let flags = flag_names(&member.flags);
                quote!(text(#(#flags)|*))
            }
            MemberKind::Group(group) => {
                let group = path(group);
                quote!(group(#group #flags))
            }
            MemberKind::Any(wildcard) => {
                let wildcard = path(wildcard);
                quote!(any(#wildcard #flags))
            }
            MemberKind::AnyAttribute(wildcard) => {
                let wildcard = wildcard.iter().map(|wildcard| ident(wildcard));
                quote!(any_attribute(#(#wildcard)*))
            }
            MemberKind::Unknown => quote!(unknown()),
        };
        self.details(tokens, member)
    }

    /// Adds what there is to say of a member beside its name.
    fn details(&self, mut tokens: TokenStream, member: &Member) -> TokenStream {
        if let Some(item) = &member.item {
            let item = path(item);
            tokens.extend(quote!(.item(&#item)));
        }
        if let Some(pair) = &member.pair {
            let pair = path(pair);
            tokens.extend(quote!(.pair(&#pair)));
        }
        if let Some(of) = &member.of {
            let of = path(of);
            tokens.extend(quote!(.of(&#of)));
        }
        if let Some(mixed) = &member.mixed {
            let mixed = self.ty(mixed);
            tokens.extend(quote!(.mixed(v1::check_mixed::<#mixed>)));
        }
        if !member.identities.is_empty() {
            let identities = member.identities.iter().map(|name| ident(name));
            tokens.extend(quote!(.identified(&[#(&#identities),*])));
        }
        if let Some(value) = &member.value {
            tokens.extend(quote!(.value(#value)));
        }
        if let Some(annotation) = &member.annotation {
            tokens.extend(quote!(.annotated(#annotation)));
        }
        if let Some(media) = &member.media {
            tokens.extend(quote!(.media(#media)));
        }
        if let Some(within) = &member.within {
            let within = self.name(within);
            tokens.extend(quote!(.within(&#within)));
        }
        tokens
    }

    pub(super) fn pair(&self, pair: &Pair) -> TokenStream {
        let visibility = visibility(&pair.head);
        let name = ident(&pair.head.name);
        let entry = self.member(&pair.entry);
        let key = self.member(&pair.key);
        let value = self.member(&pair.value);
        quote! {
            #visibility static #name: v1::Pair = v1::Pair::new(#entry, #key, #value);
        }
    }

    pub(super) fn member_static(&self, item: &MemberStatic) -> TokenStream {
        let visibility = visibility(&item.head);
        let name = ident(&item.head.name);
        let member = self.member(&item.member);
        quote!(#visibility static #name: v1::Member = #member;)
    }

    pub(super) fn wildcard(&self, wildcard: &Wildcard) -> TokenStream {
        let name = ident(&wildcard.name);
        let namespaces = wildcard
            .namespaces
            .iter()
            .map(|namespace| self.namespace(namespace));
        let new = ident(if wildcard.not { "except" } else { "of" });
        let process = match wildcard.process {
            ProcessContents::Lax => quote!(),
            ProcessContents::Skip => quote!(.skip()),
            ProcessContents::Strict => quote!(.strict()),
        };
        quote!(static #name: v1::Wildcard = v1::Wildcard::#new(&[#(#namespaces),*]) #process;)
    }
}

impl Emitter<'_> {
    pub(super) fn attribute_wildcard(&self, wildcard: &AttributeWildcard) -> TokenStream {
        let name = ident(&wildcard.name);
        let namespaces = wildcard
            .namespaces
            .iter()
            .map(|namespace| self.namespace(namespace));
        let of = ident(if wildcard.not { "except" } else { "of" });
        let new = ident(if wildcard.strict { "strict" } else { "lax" });
        let declared = wildcard.declared.iter().map(|one| {
            let member = self.member(&one.member);
            match &one.ty {
                Some(ty) => {
                    let ty = self.ty(ty);
                    quote!(v1::DeclaredAttribute::of::<#ty>(#member))
                }
                None => quote!(v1::DeclaredAttribute::named(#member)),
            }
        });
        quote! {
            static #name: v1::AttributeWildcard = v1::AttributeWildcard::#new(
                v1::Wildcard::#of(&[#(#namespaces),*]),
                &[#(#declared),*],
            );
        }
    }
}

/// Flags as another argument, if there are any.
fn flags(flags: &[Flag]) -> TokenStream {
    if flags.is_empty() {
        return quote!();
    }
    let flags = flag_names(flags);
    quote!(, #(#flags)|*)
}

fn flag_names(flags: &[Flag]) -> impl Iterator<Item = Ident> {
    flags.iter().map(|flag| {
        ident(match flag {
            Flag::Required => "REQUIRED",
            Flag::Nillable => "NILLABLE",
            Flag::Repeated => "REPEATED",
            Flag::Secret => "SECRET",
            Flag::Fixed => "FIXED",
            Flag::Collapse => "COLLAPSE",
            Flag::Replace => "REPLACE",
            Flag::Encoded => "ENCODED",
            Flag::Response => "RESPONSE",
            Flag::NilChecked => "NIL_CHECKED",
            Flag::BlocksExtension => "BLOCKS_EXTENSION",
            Flag::BlocksRestriction => "BLOCKS_RESTRICTION",
        })
    })
}
