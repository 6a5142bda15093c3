//! Server traits and dispatchers.

use super::{Emitter, attributes, doc, head, ident, path};
use crate::plan::output::Server;
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    pub(super) fn server(&self, item: &Server, out: &mut Vec<TokenStream>) {
        let runtime = self.runtime("server");
        let future = path(self.prelude.future);
        let arc = path(self.prelude.arc);
        let above = head(&item.head);
        let name = ident(&item.head.name);
        let send = path(self.prelude.send);
        let sync = path(self.prelude.sync);
        let methods = item.methods.iter().map(|method| {
            let docs = doc(&method.docs);
            let attributes = attributes(&method.attributes);
            let name = ident(&method.name);
            let request = self.ty(&method.request);
            let request_headers = self.headers(&method.request_headers);
            let response = self.ty(&method.response);
            let after = match &method.faults {
                None => self.headers(&method.response_headers),
                Some(faults) => {
                    let headers = self.ty(&method.response_headers);
                    let faults = path(faults);
                    quote!(, #headers, #faults)
                }
            };
            quote! {
                #docs
                #attributes
                fn #name(
                    &self,
                    request: #runtime::Request<#request #request_headers>,
                ) -> impl #future<Output = #runtime::Result<#response #after>> + #send;
            }
        });
        out.push(quote! {
            #above
            pub trait #name: #send + #sync + 'static { #(#methods)* }
        });

        let docs = doc(&item.dispatcher_docs);
        let operations = item.methods.iter().map(|method| {
            let operation = path(&method.operation);
            let name = ident(&method.name);
            quote!(.operation(&#operation, v1::route!(S, #name)))
        });
        out.push(quote! {
            #docs
            pub fn dispatcher<S: #name>(service: S) -> #runtime::Dispatcher {
                #runtime::Dispatcher::builder(#arc::new(service))
                    #(#operations)*
                    .build()
            }
        });
    }
}
