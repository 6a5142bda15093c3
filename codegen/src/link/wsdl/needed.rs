//! The messages that calls over SOAP need.

use crate::import::Documents;
use crate::model::QName;
use crate::syntax::NameReference;
use crate::syntax::wsdl::{Header, Operation, PortType};
use std::collections::{BTreeMap, BTreeSet};

/// The names of messages that an operation has or a header names. Operations that have bindings, but none to SOAP, are left out, and
/// what is wrong with their messages does not matter: ASP.NET binds messages to plain HTTP that a schema cannot describe.
pub(super) fn messages(documents: &Documents) -> BTreeSet<QName> {
    let mut bound: BTreeMap<&QName, bool> = BTreeMap::new();
    let mut needed = BTreeSet::new();
    for binding in documents.wsdls.iter().flat_map(|wsdl| &wsdl.bindings) {
        let is_soap = binding.protocol.is_soap();
        if let Some(port_type) = &binding.port_type {
            *bound.entry(&port_type.name).or_default() |= is_soap;
        }
        let operations = binding.operations.iter();
        let messages = operations.flat_map(|one| one.input.iter().chain(&one.output));
        for header in messages.flat_map(|message| &message.headers) {
            needed.extend(named(header).map(|message| message.name.clone()));
        }
    }
    let port_types = documents.wsdls.iter().flat_map(|wsdl| &wsdl.port_types);
    let is_called = |of: &&PortType| bound.get(&of.name).copied().unwrap_or(true);
    for operation in port_types.filter(is_called).flat_map(|of| &of.operations) {
        needed.extend(of_operation(operation).map(|message| message.name.clone()));
    }
    needed
}

fn of_operation(operation: &Operation) -> impl Iterator<Item = &NameReference> {
    let messages = operation.input.iter().chain(&operation.output);
    messages.chain(&operation.faults).map(|one| &one.message)
}

fn named(header: &Header) -> impl Iterator<Item = &NameReference> {
    std::iter::once(header)
        .chain(&header.faults)
        .map(|one| &one.message)
}
