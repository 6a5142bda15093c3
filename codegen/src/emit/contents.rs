//! Content models.

use crate::plan::output::{Compositor, Content, Particle, Term};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The calls that add what a table says of its content.
pub(super) fn content(content: &Content) -> TokenStream {
    match content {
        Content::Implied => quote!(),
        Content::AnyOrder => quote!(.in_any_order()),
        Content::Unpredictable => quote!(.unpredictable()),
        Content::Bounded(bounds) => {
            let bounds = bounds.iter().map(|(index, min, max)| {
                let index = Literal::usize_unsuffixed(*index);
                let (min, max) = occurs(*min, *max);
                quote!((#index, #min, #max))
            });
            quote!(.with_bounds(&[#(#bounds),*]))
        }
        Content::Declared(root) => {
            let root = particle(root);
            quote!(.with_content(&#root))
        }
    }
}

fn occurs(min: u32, max: Option<u32>) -> (TokenStream, TokenStream) {
    let number = |number| {
        let number = Literal::u32_unsuffixed(number);
        quote!(#number)
    };
    (number(min), max.map_or(quote!(u32::MAX), number))
}

fn particle(one: &Particle) -> TokenStream {
    let (min, max) = occurs(one.min, one.max);
    match &one.term {
        Term::Member(index) => {
            let index = Literal::usize_unsuffixed(*index);
            quote!(v1::Particle::member(#index, #min, #max))
        }
        Term::Group(compositor, children) => {
            let children = children.iter().map(particle);
            let kind = match compositor {
                Compositor::Sequence => quote!(sequence),
                Compositor::Choice => quote!(choice),
                Compositor::All => quote!(all),
            };
            quote!(v1::Particle::#kind(#min, #max, &[#(#children),*]))
        }
    }
}
