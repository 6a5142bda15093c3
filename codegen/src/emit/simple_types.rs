//! Statics that describe simple types.

use super::{Emitter, ident, path};
use crate::plan::output::{BoundFacet, CountFacet, SimpleType, TypeVariety, WhiteSpace};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    pub(super) fn simple_type(&self, item: &SimpleType) -> TokenStream {
        let name = ident(&item.name);
        let made = match &item.variety {
            TypeVariety::BuiltIn(of) => {
                let of = ident(of);
                quote!(new(v1::BuiltIn::#of))
            }
            TypeVariety::List(of) => {
                let of = path(of);
                quote!(list(&#of))
            }
            TypeVariety::Union(members) => {
                let members = members.iter().map(|member| path(member));
                quote!(union(&[#(&#members),*]))
            }
        };
        let xml_name = item.xml_name.iter().map(|xml_name| {
            let xml_name = self.name(xml_name);
            quote!(.name(#xml_name))
        });
        let base = item.base.iter().map(|base| {
            let base = path(base);
            quote!(.base(&#base))
        });
        let white_space = item.white_space.map(|rule| {
            let rule = white_space(rule);
            quote!(.white_space(#rule))
        });
        let identifying = item.identifying.then(|| quote!(.identifying()));
        let facets = facets(item);
        quote! {
            static #name: v1::SimpleType =
                v1::SimpleType::#made #(#xml_name)* #(#base)* #identifying #white_space #facets;
        }
    }
}

/// A rule of white space.
pub(super) fn white_space(rule: WhiteSpace) -> TokenStream {
    let rule = ident(match rule {
        WhiteSpace::Preserve => "Preserve",
        WhiteSpace::Replace => "Replace",
        WhiteSpace::Collapse => "Collapse",
    });
    quote!(v1::WhiteSpace::#rule)
}

fn facets(item: &SimpleType) -> TokenStream {
    let counts = item.counts.iter().map(|(facet, value)| {
        let name = ident(match facet {
            CountFacet::Length => "length",
            CountFacet::MinLength => "min_length",
            CountFacet::MaxLength => "max_length",
            CountFacet::TotalDigits => "total_digits",
            CountFacet::FractionDigits => "fraction_digits",
        });
        let value = Literal::u64_unsuffixed(*value);
        quote!(.#name(#value))
    });
    let bounds = item.bounds.iter().map(|(facet, value)| {
        let name = ident(match facet {
            BoundFacet::MinInclusive => "min_inclusive",
            BoundFacet::MinExclusive => "min_exclusive",
            BoundFacet::MaxInclusive => "max_inclusive",
            BoundFacet::MaxExclusive => "max_exclusive",
        });
        quote!(.#name(#value))
    });
    let list = |name: &str, texts: &[String]| {
        let name = ident(name);
        let texts = texts.iter().map(|text| raw(text));
        (texts.len() > 0).then(|| quote!(.#name(&[#(#texts),*])))
    };
    let patterns = list("patterns", &item.patterns);
    let written = list("written", &item.written);
    let values = list("values", &item.values);
    quote!(#(#counts)* #(#bounds)* #patterns #written #values)
}

/// A text, with backslashes as they are.
fn raw(text: &str) -> Literal {
    let text_as_is = format!("r\"{text}\"");
    match text_as_is.parse() {
        Ok(literal) if text.contains('\\') && !text.contains('"') => literal,
        _ => Literal::string(text),
    }
}
