//! Types and aliases.

use super::{Emitter, head, ident, path};
use crate::plan::output::{Alias, Type};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    pub(super) fn ty(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Path(name, arguments) => {
                let name = path(name);
                let arguments = self.arguments(arguments);
                quote!(#name #arguments)
            }
            Type::Runtime(name, arguments) => {
                let name = self.runtime(name.name());
                let arguments = self.arguments(arguments);
                quote!(#name #arguments)
            }
            Type::Mapped(tokens) => quote!(#tokens),
            Type::Unit => quote!(()),
        }
    }

    /// A name of the runtime: short where the module imports it.
    pub(super) fn runtime(&self, name: &str) -> TokenStream {
        let crate_path = self.runtime;
        let short = ident(name);
        match self.imports.contains(name) {
            true => quote!(#short),
            false => quote!(#crate_path::#short),
        }
    }

    fn arguments(&self, arguments: &[Type]) -> TokenStream {
        if arguments.is_empty() {
            return TokenStream::new();
        }
        let arguments = arguments.iter().map(|ty| self.ty(ty));
        quote!(<#(#arguments),*>)
    }

    pub(super) fn alias(&self, alias: &Alias, out: &mut Vec<TokenStream>) {
        let head = head(&alias.head);
        let name = ident(&alias.head.name);
        let ty = self.ty(&alias.ty);
        out.push(quote!(#head pub type #name = #ty;));
    }
}
