//! Types and aliases.

use super::{Emitter, head, ident, path};
use crate::plan::output::{Alias, RuntimeType, Type};
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
                let runtime = self.runtime;
                let name = ident(runtime_name(*name));
                let arguments = self.arguments(arguments);
                quote!(#runtime::#name #arguments)
            }
            Type::Mapped(tokens) => quote!(#tokens),
            Type::Unit => quote!(()),
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

/// The name of a type in the runtime.
fn runtime_name(ty: RuntimeType) -> &'static str {
    match ty {
        RuntimeType::AnyType => "AnyType",
        RuntimeType::Base64Binary => "Base64Binary",
        RuntimeType::Date => "Date",
        RuntimeType::DateTime => "DateTime",
        RuntimeType::Decimal => "Decimal",
        RuntimeType::Dictionary => "Dictionary",
        RuntimeType::Duration => "Duration",
        RuntimeType::FlagSet => "FlagSet",
        RuntimeType::GDay => "GDay",
        RuntimeType::GMonth => "GMonth",
        RuntimeType::GMonthDay => "GMonthDay",
        RuntimeType::GYear => "GYear",
        RuntimeType::GYearMonth => "GYearMonth",
        RuntimeType::Guid => "Guid",
        RuntimeType::HeaderBlock => "HeaderBlock",
        RuntimeType::HexBinary => "HexBinary",
        RuntimeType::Integer => "Integer",
        RuntimeType::List => "List",
        RuntimeType::Nillable => "Nillable",
        RuntimeType::QName => "QName",
        RuntimeType::RawAttribute => "RawAttribute",
        RuntimeType::RawElement => "RawElement",
        RuntimeType::Time => "Time",
    }
}
