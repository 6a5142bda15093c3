//! Clients, the traits they implement, operations and faults.

use super::{Emitter, attributes, doc, head, ident, path, visibility};
use crate::plan::output::{self, Client, Faults, Method, Operation, Style, Trait};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    pub(super) fn client(&self, client: &Client, out: &mut Vec<TokenStream>) {
        let runtime = self.runtime;
        let above = head(&client.head);
        let name = ident(&client.head.name);
        out.push(quote! {
            #above
            pub struct #name(#runtime::Client);
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
        let runtime = self.runtime;
        let name = ident(&method.name);
        let request = method.request.iter().map(|ty| {
            let ty = self.ty(ty);
            quote!(request: &#ty)
        });
        let response = self.ty(&method.response);
        let headers = self.ty(&method.headers);
        quote!(fn #name(&self, #(#request)*) -> #runtime::Call<#response, #headers>)
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

    pub(super) fn operation(&self, item: &Operation) -> TokenStream {
        let visibility = visibility(&item.head);
        let name = ident(&item.head.name);
        let mut fields = Vec::new();
        let xml_name = &item.xml_name;
        let service = &item.service;
        fields.push(quote!(name: #xml_name));
        fields.push(quote!(service: #service));
        if let Some(action) = &item.action {
            fields.push(quote!(soap_action: #action));
        }
        if item.soap12 {
            fields.push(quote!(version: v1::SoapVersion::Soap12));
        }
        let declarations = ident(&item.declarations);
        fields.push(quote!(declarations: #declarations));
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
        if let Some(style) = item.style {
            let style = ident(match style {
                Style::Rpc => "Rpc",
            });
            fields.push(quote!(style: v1::Style::#style));
        }
        if !item.faults.is_empty() {
            let faults = item.faults.iter().map(|fault| path(fault));
            fields.push(quote!(faults: &[#(&#faults),*]));
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
        if let Some(types) = &item.simple_types {
            let types = path(types);
            fields.push(quote!(simple_types: #types));
        }
        let unused = if item.unused {
            quote!(#[allow(dead_code)])
        } else {
            quote!()
        };
        quote! {
            #unused
            #visibility static #name: v1::Operation = v1::Operation { #(#fields,)* ..v1::Operation::EMPTY };
        }
    }

    pub(super) fn faults(&self, item: &Faults, out: &mut Vec<TokenStream>) {
        let runtime = self.runtime;
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let option = path(self.prelude.option);
        let result = path(self.prelude.result);
        let variants = item.variants.iter().map(|variant| {
            let docs = doc(&variant.docs);
            let name = ident(&variant.name);
            let ty = self.ty(&variant.ty);
            quote!(#docs #name(#ty))
        });
        out.push(quote! {
            #above
            pub enum #name { #(#variants,)* }
        });
        let attempts = item.variants.iter().map(|variant| {
            let name = ident(&variant.name);
            let member = path(&variant.member);
            let namespace = self.namespace(&variant.xml_name.namespace);
            let local = &variant.xml_name.local;
            quote! {
                if detail.name().is(#namespace, #local) {
                    return Some(detail.decode(&#member).map(Self::#name));
                }
            }
        });
        out.push(quote! {
            impl v1::FaultDetail for #name {
                fn from_detail(detail: &#runtime::RawElement) -> #option<#result<Self, #runtime::DecodeError>> {
                    #(#attempts)*
                    None
                }
            }
        });
    }
}
