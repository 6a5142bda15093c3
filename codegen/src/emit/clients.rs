//! Clients, the traits they implement, operations and faults.

use super::{Emitter, attributes, doc, head, ident, path, visibility};
use crate::plan::output::{self, Client, CommonOperation, Faults, Method, Operation, Trait, Type};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    pub(super) fn client(&self, client: &Client, out: &mut Vec<TokenStream>) {
        let above = head(&client.head);
        let name = ident(&client.head.name);
        let inner = self.runtime("Client");
        out.push(quote! {
            #above
            pub struct #name(#inner);
        });
        let addresses = client.addresses.iter().map(|address| {
            let docs = doc(&address.docs);
            let name = ident(&address.name);
            let uri = &address.text;
            quote!(#docs pub const #name: &'static str = #uri;)
        });
        let headers = client.headers.iter().map(|method| {
            let docs = doc(&method.docs);
            let name = ident(&method.name);
            let ty = self.ty(&method.headers);
            quote! {
                #docs
                #[inline]
                pub fn #name(&self, headers: #ty) -> Self {
                    Self(self.0.with_headers(headers))
                }
            }
        });
        let methods = client.methods.iter().map(|method| {
            let signature = self.signature(method);
            let operation = path(&method.operation);
            let request = if method.request.is_some() {
                quote!(request)
            } else {
                quote!(&())
            };
            quote! {
                #[inline]
                pub #signature {
                    self.0.call(&#operation, #request)
                }
            }
        });
        let docs = client.methods.iter().map(|method| {
            let docs = doc(&method.docs);
            let attributes = attributes(&method.attributes);
            quote!(#docs #attributes)
        });
        out.push(quote! {
            impl #name {
                #(#addresses)*
                v1::client!();
                #(#headers)*
                #(#docs #methods)*
            }
        });
        if let Some(implements) = &client.implements {
            let implements = ident(implements);
            let methods = client.methods.iter().map(|method| {
                let signature = self.signature(method);
                let own = ident(&method.name);
                let request = method.request.iter().map(|_| quote!(request));
                quote! {
                    #[inline]
                    #signature {
                        Self::#own(self, #(#request)*)
                    }
                }
            });
            out.push(quote!(impl #implements for #name { #(#methods)* }));
        }
    }

    /// `fn name(&self, request: &R) -> Call<B, H>`.
    fn signature(&self, method: &Method) -> TokenStream {
        let call = self.runtime("Call");
        let name = ident(&method.name);
        let request = method.request.iter().map(|ty| {
            let ty = self.ty(ty);
            quote!(request: &#ty)
        });
        let response = self.ty(&method.response);
        let headers = self.headers(&method.headers);
        quote!(fn #name(&self, #(#request)*) -> #call<#response #headers>)
    }

    /// The headers of a message behind its body, which has none by default.
    pub(super) fn headers(&self, ty: &Type) -> TokenStream {
        if matches!(ty, Type::Unit) {
            return quote!();
        }
        let headers = self.ty(ty);
        quote!(, #headers)
    }

    pub(super) fn interface(&self, item: &Trait) -> TokenStream {
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let methods = item.methods.iter().map(|method| {
            let docs = doc(&method.docs);
            let attributes = attributes(&method.attributes);
            let signature = self.signature(method);
            quote!(#docs #attributes #signature;)
        });
        quote!(#above pub trait #name { #(#methods)* })
    }

    /// The facts that operations have in common.
    pub(super) fn common_operation(&self, item: &CommonOperation) -> TokenStream {
        let name = ident(&item.name);
        let facts = self.facts(&item.facts);
        quote! {
            const #name: v1::Operation = v1::Operation { #facts ..v1::Operation::EMPTY };
        }
    }

    pub(super) fn operation(&self, item: &Operation) -> TokenStream {
        let visibility = visibility(&item.head);
        let name = ident(&item.head.name);
        let facts = self.facts(item);
        let common = match &item.common {
            Some(common) => {
                let common = ident(common);
                quote!(#common)
            }
            None => quote!(v1::Operation::EMPTY),
        };
        let unused = item.unused.then(|| quote!(#[allow(dead_code)]));
        quote! {
            #unused
            #visibility static #name: v1::Operation = v1::Operation { #facts ..#common };
        }
    }

    /// The fields of an operation that are not empty.
    fn facts(&self, item: &Operation) -> TokenStream {
        let mut fields = Vec::new();
        let mut text = |field: &str, text: &str| {
            if !text.is_empty() {
                let field = ident(field);
                fields.push(quote!(#field: #text));
            }
        };
        text("name", &item.xml_name);
        text("service", &item.service);
        text("soap_action", item.action.as_deref().unwrap_or_default());
        if item.soap12 {
            fields.push(quote!(version: v1::SoapVersion::Soap12));
        }
        if !item.declarations.is_empty() {
            let declarations = ident(&item.declarations);
            fields.push(quote!(declarations: #declarations));
        }
        if let Some(input) = &item.input {
            let input = self.member(input);
            fields.push(quote!(input: Some(&#input)));
        }
        if let Some(output) = &item.output {
            let output = self.member(output);
            fields.push(quote!(output: Some(&#output)));
        }
        if let Some(headers) = &item.input_headers {
            let headers = path(headers);
            fields.push(quote!(input_headers: Some(&#headers)));
        }
        if let Some(headers) = &item.output_headers {
            let headers = path(headers);
            fields.push(quote!(output_headers: Some(&#headers)));
        }
        if item.one_way {
            fields.push(quote!(one_way: true));
        }
        if item.void {
            fields.push(quote!(void: true));
        }
        if item.is_rpc {
            fields.push(quote!(style: v1::Style::Rpc));
        }
        if !item.faults.is_empty() {
            let faults = item.faults.iter().map(|fault| path(fault));
            fields.push(quote!(faults: &[#(&#faults),*]));
        }
        if let Some(fault) = &item.fault {
            let fault = path(fault);
            fields.push(quote!(unread: Some(v1::unread::<#fault>)));
        }
        if !item.secrets.is_empty() {
            let secrets = &item.secrets;
            fields.push(quote!(secrets: &[#(#secrets),*]));
        }
        if let Some(actions) = &item.actions {
            let output::Actions {
                input,
                output,
                faults,
            } = actions;
            fields.push(quote! {
                actions: Some(&v1::Actions { input: #input, output: #output, faults: &[#(#faults),*] })
            });
        }
        if let Some(components) = &item.components {
            let components = path(components);
            fields.push(quote!(components: Some(&#components)));
        }
        quote!(#(#fields,)*)
    }

    pub(super) fn faults(
        &self,
        item: &Faults,
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
        let members = item.variants.iter().map(|variant| {
            let name = ident(&variant.name);
            let member = path(&variant.member);
            quote!(#name: #member)
        });
        tables.push(quote!(v1::faults!(#name { #(#members,)* });));
    }
}
