//! Server modules: a trait, and its dispatcher.

use super::OutputBuilder;
use super::operations::differ_in_headers;
use crate::plan::docs;
use crate::plan::graph::ModuleId;
use crate::plan::names::ServiceNames;
use crate::plan::output::{self, Head, Item};
use crate::plan::service::ServiceNode;

impl OutputBuilder<'_> {
    /// Builds the server module of a service. Its operations are those of the first client.
    pub(super) fn server(&mut self, service: &ServiceNode, names: &ServiceNames) {
        let module = ModuleId::Server(service.index);
        let (Some(client), Some(client_names)) = (service.clients.first(), names.clients.first())
        else {
            return;
        };
        let tells_headers = differ_in_headers(client);
        let mut methods = Vec::new();
        for (operation, names) in client.operations.iter().zip(&client_names.operations) {
            let method = self.method(module, operation, names, tells_headers);
            let of = ModuleId::Service(service.index);
            methods.push(output::ServerMethod {
                docs: method.docs,
                attributes: method.attributes,
                name: method.name,
                operation: self.path(module, of, &names.table),
                request: method.request.unwrap_or(output::Type::Unit),
                request_headers: self.node_or_unit(operation.input.headers, module),
                response: method.response,
                response_headers: method.headers,
                faults: names
                    .faults
                    .as_ref()
                    .map(|faults| self.path(module, of, faults)),
            });
        }
        let port_type = docs::code(&service.name.local);
        let mut lines = docs::paragraphs(&service.documentation);
        docs::append(
            &mut lines,
            &format!("Operations of port type {port_type}, implemented by a server."),
        );
        let item = output::Server {
            head: Head::new(names.server_trait.clone(), lines),
            methods,
            dispatcher_docs: vec![format!(
                "Dispatches the requests of port type {port_type} to `service`."
            )],
        };
        self.push(module, Item::Server(item));
    }
}
