//! Bindings.

use super::super::*;
use super::{HTTP, MIME, Parser, SOAP_11, SOAP_12, annotation, missing, policy};
use crate::diagnostic::Code;
use crate::ground::Protocol;
use crate::syntax::xml::XmlNode;

impl<'n> Parser<'_, 'n> {
    pub(super) fn binding(&mut self, node: XmlNode<'n>) -> Option<Binding> {
        let name = self.qualified_name(node)?;
        let port_type = match node.attribute("type") {
            Some(name) => Some(self.reference(node, name)),
            None => {
                missing(node, "type", self.diagnostics);
                None
            }
        };
        let mut protocol = Protocol::Other(None);
        let mut style = None;
        let mut addressing = None;
        let mut policy = policy::Attached::default();
        self.policies_of(node, &mut policy);
        let mut operations = Vec::new();
        for child in node.children() {
            match (child.namespace(), child.local()) {
                (namespace @ (SOAP_11 | SOAP_12), "binding") => {
                    let transport = child
                        .attribute("transport")
                        .map(str::trim)
                        .unwrap_or_default();
                    let transport = self.interner.get(transport);
                    self.leaf(child);
                    style = self.style(child);
                    protocol = if namespace == SOAP_11 {
                        Protocol::Soap11 { transport }
                    } else {
                        Protocol::Soap12 { transport }
                    };
                }
                (HTTP, "binding") => {
                    let verb = child.attribute("verb").map(str::trim).unwrap_or("GET");
                    protocol = Protocol::Http(self.interner.get(verb));
                }
                (NAMESPACE, "operation") => operations.push(child),
                (NAMESPACE, _) => self.other(child, "a binding"),
                (namespace, local) => {
                    if let Some(demand) = self.demand(child) {
                        addressing = addressing.max(Some(demand));
                        continue;
                    }
                    // An unknown element named `binding` names the protocol. Others are extensions of any protocol.
                    if local == "binding" && protocol == Protocol::Other(None) {
                        protocol = Protocol::Other(Some(QName {
                            namespace: self.interner.get(namespace),
                            local: self.interner.get(local),
                        }));
                    } else {
                        self.extension(child);
                    }
                }
            }
        }
        // Those of an operation and its messages: what one needs, a client has to do.
        for operation in &operations {
            self.policies_of(*operation, &mut policy);
            for message in operation.children() {
                self.policies_of(message, &mut policy);
            }
        }
        let (policy, demand) = policy.finish();
        let addressing = addressing.max(demand);
        let is_soap = protocol.is_soap();
        let operations = if is_soap {
            operations
                .into_iter()
                .filter_map(|child| self.binding_operation(child))
                .collect()
        } else {
            Vec::new()
        };
        Some(Binding {
            name,
            port_type,
            protocol,
            style,
            addressing,
            policy,
            operations,
            annotation: annotation::of_wsdl(node),
            span: node.span(),
        })
    }

    pub(super) fn binding_operation(&mut self, node: XmlNode<'_>) -> Option<BindingOperation> {
        let mut operation = BindingOperation {
            name: self.name(node)?,
            described: false,
            soap_action: None,
            soap_action_required: false,
            style: None,
            input: None,
            output: None,
            faults: Vec::new(),
            annotation: annotation::of_wsdl(node),
            span: node.span(),
        };
        for child in node.children() {
            match (child.namespace(), child.local()) {
                (SOAP_11 | SOAP_12, "operation") => {
                    self.leaf(child);
                    operation.described = true;
                    operation.soap_action = child
                        .attribute("soapAction")
                        .map(|action| self.interner.get(action.trim()));
                    let required = child.attribute("soapActionRequired").map(str::trim);
                    operation.soap_action_required = matches!(required, Some("true" | "1"));
                    operation.style = self.style(child);
                }
                (NAMESPACE, "input") => operation.input = Some(self.binding_message(child)),
                (NAMESPACE, "output") => operation.output = Some(self.binding_message(child)),
                (NAMESPACE, "fault") => operation.faults.push(self.binding_fault(child)),
                _ => self.other(child, "an operation of a binding"),
            }
        }
        Some(operation)
    }

    pub(super) fn binding_message(&mut self, node: XmlNode<'_>) -> BindingMessage {
        let mut message = BindingMessage {
            name: node
                .attribute("name")
                .map(|name| self.interner.get(name.trim())),
            body: None,
            headers: Vec::new(),
            multipart: false,
            attachments: Vec::new(),
            span: node.span(),
        };
        for child in node.children() {
            if child.is(MIME, "multipartRelated") {
                message.multipart = true;
                for part in child.children() {
                    if !part.is(MIME, "part") {
                        self.other(part, "multipartRelated");
                        continue;
                    }
                    for item in part.children() {
                        self.part_item(item, &mut message);
                    }
                }
            } else {
                self.message_item(child, &mut message);
            }
        }
        message
    }

    /// A way to write a part of a package. Those after the first are alternatives.
    fn part_item(&mut self, node: XmlNode<'_>, message: &mut BindingMessage) {
        let is_xml = match (node.namespace(), node.local()) {
            (MIME, "content") => false,
            (MIME, "mimeXml") => true,
            _ => return self.message_item(node, message),
        };
        self.leaf(node);
        let part = self.optional(node, "part");
        if !message.attachments.iter().any(|one| one.part == part) {
            message.attachments.push(Attachment {
                part,
                is_xml,
                span: node.span(),
            });
        }
    }

    pub(super) fn message_item(&mut self, node: XmlNode<'_>, message: &mut BindingMessage) {
        match (node.namespace(), node.local()) {
            (SOAP_11 | SOAP_12, "body") => {
                if message.body.is_some() {
                    self.diagnostics.warning(
                        Code::UnexpectedElement,
                        node.span(),
                        "a second `body`: it is ignored",
                    );
                    return;
                }
                self.leaf(node);
                message.body = Some(Body {
                    parts: node.attribute("parts").map(|parts| self.words(Some(parts))),
                    body_use: self.uses(node),
                    namespace: self.optional(node, "namespace"),
                    span: node.span(),
                });
            }
            (SOAP_11 | SOAP_12, "header") => {
                if let Some(mut header) = self.header(node) {
                    for child in node.children() {
                        match (child.namespace(), child.local()) {
                            (SOAP_11 | SOAP_12, "headerfault") => {
                                self.leaf(child);
                                header.faults.extend(self.header(child))
                            }
                            _ => self.other(child, "header"),
                        }
                    }
                    message.headers.push(header);
                }
            }
            (MIME, local @ ("content" | "mimeXml")) => {
                self.diagnostics.note(
                Code::UnknownExtension,
                node.span(),
                format!(
                    "`{local}` outside of `multipartRelated` describes a message without an envelope, which SOAP does not have: it is ignored"
                ),
            );
            }
            _ => self.other(node, "a message of a binding"),
        }
    }

    pub(super) fn header(&mut self, node: XmlNode<'_>) -> Option<Header> {
        for attribute in ["message", "part"] {
            if node.attribute(attribute).is_none() {
                missing(node, attribute, self.diagnostics);
            }
        }
        let (message, part) = (node.attribute("message")?, node.attribute("part")?);
        Some(Header {
            message: self.reference(node, message),
            part: self.interner.get(part.trim()),
            header_use: self.uses(node),
            namespace: self.optional(node, "namespace"),
            faults: Vec::new(),
            span: node.span(),
        })
    }

    pub(super) fn binding_fault(&mut self, node: XmlNode<'_>) -> BindingFault {
        let mut fault = BindingFault {
            name: node
                .attribute("name")
                .map(|name| self.interner.get(name.trim())),
            fault_use: crate::ground::Use::Literal,
            namespace: None,
            span: node.span(),
        };
        for child in node.children() {
            match (child.namespace(), child.local()) {
                (SOAP_11 | SOAP_12, "fault") => {
                    self.leaf(child);
                    fault.fault_use = self.uses(child);
                    fault.namespace = self.optional(child, "namespace");
                    let name = self.optional(child, "name");
                    if let (Some(name), Some(outer)) = (&name, &fault.name)
                        && name != outer
                    {
                        self.diagnostics.warning(
                            Code::Conflict,
                            child.span(),
                            format!(
                                "`{name}` is not the name of the fault around it: `{outer}` counts"
                            ),
                        );
                    }
                    fault.name = fault.name.take().or(name);
                }
                _ => self.other(child, "a fault of a binding"),
            }
        }
        fault
    }
}
