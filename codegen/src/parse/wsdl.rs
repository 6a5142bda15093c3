//! The text of a WSDL 1.1 document.

use super::xml::Node;
use super::xsd::{is_name, missing};
use super::{Interner, Reference, annotation, xsd};
use crate::diagnostic::{Code, Diagnostics};
use crate::model::{Annotation, QName, Span};
use std::sync::Arc;

/// The namespace of WSDL 1.1.
pub const NAMESPACE: &str = "http://schemas.xmlsoap.org/wsdl/";
/// The namespaces of WSDL 2.0 and its drafts.
pub(crate) const WSDL_20: [&str; 2] = [
    "http://www.w3.org/ns/wsdl",
    "http://www.w3.org/2006/01/wsdl",
];
const SOAP_11: &str = "http://schemas.xmlsoap.org/wsdl/soap/";
const SOAP_12: &str = "http://schemas.xmlsoap.org/wsdl/soap12/";
const HTTP: &str = "http://schemas.xmlsoap.org/wsdl/http/";
const MIME: &str = "http://schemas.xmlsoap.org/wsdl/mime/";
const REQUIRED: &str = "{http://schemas.xmlsoap.org/wsdl/}required";
/// WS-Addressing gives input and output an action in one of these.
const ACTIONS: [&str; 4] = [
    "{http://www.w3.org/2006/05/addressing/wsdl}Action",
    "{http://www.w3.org/2007/05/addressing/metadata}Action",
    "{http://www.w3.org/2005/08/addressing}Action",
    "{http://schemas.xmlsoap.org/ws/2004/08/addressing}Action",
];
/// Extensions whose meaning does not change what is generated, even if they are marked as required.
const HARMLESS: [&str; 12] = [
    "http://www.w3.org/2006/05/addressing/wsdl",
    "http://www.w3.org/2007/05/addressing/metadata",
    "http://www.w3.org/2005/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
    "http://schemas.microsoft.com/ws/2005/12/wsdl/contract",
    "http://microsoft.com/wsdl/mime/textMatching/",
    "http://java.sun.com/xml/ns/jaxws",
    "http://jakarta.ee/xml/ns/jaxws",
    "https://jakarta.ee/xml/ns/jaxws",
    "http://schemas.xmlsoap.org/wsdl/",
    "http://www.w3.org/2001/XMLSchema",
];
const POLICIES: [&str; 3] = [
    "http://schemas.xmlsoap.org/ws/2004/09/policy",
    "http://www.w3.org/ns/ws-policy",
    "http://schemas.xmlsoap.org/ws/2002/12/policy",
];

/// One `wsdl:definitions`.
#[derive(Debug)]
pub struct Document {
    /// Where it stands.
    pub span: Span,
    /// Target namespace, empty for none.
    pub target: Arc<str>,
    /// Its `wsdl:import`s.
    pub imports: Vec<Import>,
    /// Indices of the schemas under `wsdl:types`.
    pub schemas: Vec<usize>,
    /// Messages, in order.
    pub messages: Vec<Message>,
    /// Port types, in order.
    pub port_types: Vec<PortType>,
    /// Bindings, in order.
    pub bindings: Vec<Binding>,
    /// Services, in order.
    pub services: Vec<Service>,
}

/// `wsdl:import`.
#[derive(Debug)]
pub struct Import {
    /// `namespace`.
    pub namespace: Arc<str>,
    /// `location`.
    pub location: Option<Arc<str>>,
    /// Where it stands.
    pub span: Span,
    /// Where it leads, once loaded.
    pub target: Option<Target>,
}

/// What a `wsdl:import` leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Index of a WSDL document.
    Wsdl(usize),
    /// Index of a schema: not legal, but common.
    Schema(usize),
}

/// `wsdl:message`.
#[derive(Debug)]
pub struct Message {
    /// Name.
    pub name: QName,
    /// Parts, in order.
    pub parts: Vec<Part>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:part`.
#[derive(Debug)]
pub struct Part {
    /// Name.
    pub name: Arc<str>,
    /// `element`.
    pub element: Option<Reference>,
    /// `type`.
    pub ty: Option<Reference>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:portType`.
#[derive(Debug)]
pub struct PortType {
    /// Name.
    pub name: QName,
    /// Operations, in order.
    pub operations: Vec<Operation>,
    /// Documentation.
    pub annotation: Annotation,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:operation` of a port type.
#[derive(Debug)]
pub struct Operation {
    /// Name.
    pub name: Arc<str>,
    /// `wsdl:input`.
    pub input: Option<MessageUse>,
    /// `wsdl:output`.
    pub output: Option<MessageUse>,
    /// Whether the output stands before the input.
    pub output_first: bool,
    /// `wsdl:fault`s.
    pub faults: Vec<MessageUse>,
    /// `parameterOrder`.
    pub parameter_order: Vec<Arc<str>>,
    /// Documentation.
    pub annotation: Annotation,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:input`, `wsdl:output` or `wsdl:fault` of a port type.
#[derive(Debug)]
pub struct MessageUse {
    /// `name`.
    pub name: Option<Arc<str>>,
    /// `message`.
    pub message: Reference,
    /// WS-Addressing action.
    pub action: Option<Arc<str>>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:binding`.
#[derive(Debug)]
pub struct Binding {
    /// Name.
    pub name: QName,
    /// `type`.
    pub port_type: Option<Reference>,
    /// Protocol.
    pub protocol: crate::model::Protocol,
    /// `style` of the protocol element.
    pub style: Option<crate::model::Style>,
    /// Operations, in order.
    pub operations: Vec<BindingOperation>,
    /// Documentation.
    pub annotation: Annotation,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:operation` of a binding.
#[derive(Debug)]
pub struct BindingOperation {
    /// Name.
    pub name: Arc<str>,
    /// Whether there is a `soap:operation`.
    pub described: bool,
    /// `soapAction`.
    pub soap_action: Option<Arc<str>>,
    /// `style`.
    pub style: Option<crate::model::Style>,
    /// `wsdl:input`.
    pub input: Option<BindingMessage>,
    /// `wsdl:output`.
    pub output: Option<BindingMessage>,
    /// `wsdl:fault`s.
    pub faults: Vec<BindingFault>,
    /// Documentation.
    pub annotation: Annotation,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:input` or `wsdl:output` of a binding.
#[derive(Debug)]
pub struct BindingMessage {
    /// `name`.
    pub name: Option<Arc<str>>,
    /// `soap:body`.
    pub body: Option<Body>,
    /// `soap:header`s.
    pub headers: Vec<Header>,
    /// Whether there is a `mime:multipartRelated`.
    pub multipart: bool,
    /// Parts that `mime:content` names.
    pub attachments: Vec<Arc<str>>,
    /// Where it stands.
    pub span: Span,
}

/// `soap:body`.
#[derive(Debug)]
pub struct Body {
    /// `parts`.
    pub parts: Option<Vec<Arc<str>>>,
    /// `use` and `encodingStyle`.
    pub body_use: crate::model::Use,
    /// `namespace`.
    pub namespace: Option<Arc<str>>,
    /// Where it stands.
    pub span: Span,
}

/// `soap:header` or `soap:headerfault`.
#[derive(Debug)]
pub struct Header {
    /// `message`.
    pub message: Reference,
    /// `part`.
    pub part: Arc<str>,
    /// `use` and `encodingStyle`.
    pub header_use: crate::model::Use,
    /// `namespace`.
    pub namespace: Option<Arc<str>>,
    /// `soap:headerfault`s.
    pub faults: Vec<Header>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:fault` of a binding.
#[derive(Debug)]
pub struct BindingFault {
    /// Its name, or that of its `soap:fault`.
    pub name: Option<Arc<str>>,
    /// `use` and `encodingStyle`.
    pub fault_use: crate::model::Use,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:service`.
#[derive(Debug)]
pub struct Service {
    /// Name.
    pub name: QName,
    /// Ports, in order.
    pub ports: Vec<Port>,
    /// Documentation.
    pub annotation: Annotation,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:port`.
#[derive(Debug)]
pub struct Port {
    /// Name.
    pub name: Arc<str>,
    /// `binding`.
    pub binding: Option<Reference>,
    /// `location` of the address.
    pub address: Option<Arc<str>>,
    /// Documentation.
    pub annotation: Annotation,
    /// Where it stands.
    pub span: Span,
}

/// Reads a `wsdl:definitions` element; the schemas in it are read by the caller, who gets their elements.
pub(crate) fn read<'n>(
    node: Node<'n>,
    interner: &mut Interner,
    diagnostics: &mut Diagnostics,
) -> (Document, Vec<Node<'n>>) {
    let target = node
        .attribute("targetNamespace")
        .map(str::trim)
        .unwrap_or_default();
    let target = interner.get(target);
    let mut parser = Parser {
        interner,
        diagnostics,
        target: target.clone(),
        policy: None,
    };
    let mut document = Document {
        span: node.span(),
        target,
        imports: Vec::new(),
        schemas: Vec::new(),
        messages: Vec::new(),
        port_types: Vec::new(),
        bindings: Vec::new(),
        services: Vec::new(),
    };
    let mut schemas = Vec::new();
    for child in node.children() {
        if child.namespace() != NAMESPACE {
            parser.extension(child);
            continue;
        }
        match child.local() {
            "import" => document.imports.push(parser.import(child)),
            "types" => {
                for schema in child.children() {
                    if schema.is(xsd::NAMESPACE, "schema") {
                        schemas.push(schema);
                    } else if schema.local() == "schema"
                        && xsd::DRAFTS.contains(&schema.namespace())
                    {
                        draft(parser.diagnostics, schema.span(), schema.namespace());
                    } else if !schema.is(NAMESPACE, "documentation") {
                        parser.extension(schema);
                    }
                }
            }
            "message" => document.messages.extend(parser.message(child)),
            "portType" => document.port_types.extend(parser.port_type(child)),
            "binding" => document.bindings.extend(parser.binding(child)),
            "service" => document.services.extend(parser.service(child)),
            "documentation" => {}
            _ => parser.unexpected(child, "definitions"),
        }
    }
    if let Some(span) = parser.policy {
        parser.diagnostics.note(
            Code::Policy,
            span,
            "the policies of this document are not looked at",
        );
    }
    (document, schemas)
}

/// Reports a schema in the language of a draft.
pub(crate) fn draft(diagnostics: &mut Diagnostics, span: Span, namespace: &str) {
    diagnostics
        .error(
            Code::DraftSchema,
            span,
            format!("the schema is written in a draft of XML Schema ({namespace})"),
        )
        .help(format!(
            "only the recommendation is read: {}",
            xsd::NAMESPACE
        ));
}

struct Parser<'a> {
    interner: &'a mut Interner,
    diagnostics: &'a mut Diagnostics,
    target: Arc<str>,
    /// The first policy.
    policy: Option<Span>,
}

impl Parser<'_> {
    fn import(&mut self, node: Node<'_>) -> Import {
        let namespace = node
            .attribute("namespace")
            .map(str::trim)
            .unwrap_or_default();
        let location = node
            .attribute("location")
            .map(str::trim)
            .filter(|location| !location.is_empty());
        Import {
            namespace: self.interner.get(namespace),
            location: location.map(|location| self.interner.get(location)),
            span: node.span(),
            target: None,
        }
    }

    fn message(&mut self, node: Node<'_>) -> Option<Message> {
        let name = self.qualified_name(node)?;
        let mut parts: Vec<Part> = Vec::new();
        for child in node.children() {
            if !child.is(NAMESPACE, "part") {
                self.other(child, "a message");
                continue;
            }
            let Some(name) = self.name(child) else {
                continue;
            };
            if let Some(twin) = parts.iter().find(|part| part.name == name) {
                let span = twin.span;
                self.diagnostics
                    .error(
                        Code::DuplicateName,
                        child.span(),
                        format!("the message has two parts `{name}`"),
                    )
                    .related(span, "the other one");
                continue;
            }
            parts.push(Part {
                name,
                element: child
                    .attribute("element")
                    .map(|name| self.reference(child, name)),
                ty: child
                    .attribute("type")
                    .map(|name| self.reference(child, name)),
                span: child.span(),
            });
        }
        Some(Message {
            name,
            parts,
            span: node.span(),
        })
    }

    fn port_type(&mut self, node: Node<'_>) -> Option<PortType> {
        let name = self.qualified_name(node)?;
        let mut operations = Vec::new();
        for child in node.children() {
            if child.is(NAMESPACE, "operation") {
                operations.extend(self.operation(child));
            } else {
                self.other(child, "a port type");
            }
        }
        Some(PortType {
            name,
            operations,
            annotation: annotation::of_wsdl(node),
            span: node.span(),
        })
    }

    fn operation(&mut self, node: Node<'_>) -> Option<Operation> {
        let name = self.name(node)?;
        let mut operation = Operation {
            name,
            input: None,
            output: None,
            output_first: false,
            faults: Vec::new(),
            parameter_order: self.words(node.attribute("parameterOrder")),
            annotation: annotation::of_wsdl(node),
            span: node.span(),
        };
        let mut broken = false;
        for child in node.children() {
            let kind = if child.namespace() == NAMESPACE {
                child.local()
            } else {
                ""
            };
            if !matches!(kind, "input" | "output" | "fault") {
                self.other(child, "an operation");
                continue;
            }
            let Some(message) = child.attribute("message") else {
                missing(child, "message", self.diagnostics);
                broken = true;
                continue;
            };
            for extension in child.children() {
                self.other(extension, kind);
            }
            let found = MessageUse {
                name: child
                    .attribute("name")
                    .map(|name| self.interner.get(name.trim())),
                message: self.reference(child, message),
                action: ACTIONS
                    .iter()
                    .find_map(|key| child.attribute(key))
                    .map(|action| self.interner.get(action)),
                span: child.span(),
            };
            match kind {
                "input" if operation.input.is_none() => operation.input = Some(found),
                "output" if operation.output.is_none() => {
                    operation.output_first = operation.input.is_none();
                    operation.output = Some(found);
                }
                "fault" => operation.faults.push(found),
                _ => {
                    self.diagnostics.error(
                        Code::DuplicateName,
                        child.span(),
                        format!("the operation `{}` has two of `{kind}`", operation.name),
                    );
                }
            }
        }
        (!broken).then_some(operation)
    }

    fn binding(&mut self, node: Node<'_>) -> Option<Binding> {
        use crate::model::Protocol;
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
        let mut operations = Vec::new();
        for child in node.children() {
            match (child.namespace(), child.local()) {
                (namespace @ (SOAP_11 | SOAP_12), "binding") => {
                    let transport = child
                        .attribute("transport")
                        .map(str::trim)
                        .unwrap_or_default();
                    let transport = self.interner.get(transport);
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
                    // An unknown element called `binding` names the protocol; others are extensions of any protocol.
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
        let is_soap = matches!(protocol, Protocol::Soap11 { .. } | Protocol::Soap12 { .. });
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
            operations,
            annotation: annotation::of_wsdl(node),
            span: node.span(),
        })
    }

    fn binding_operation(&mut self, node: Node<'_>) -> Option<BindingOperation> {
        let mut operation = BindingOperation {
            name: self.name(node)?,
            described: false,
            soap_action: None,
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
                    operation.described = true;
                    operation.soap_action = child
                        .attribute("soapAction")
                        .map(|action| self.interner.get(action.trim()));
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

    fn binding_message(&mut self, node: Node<'_>) -> BindingMessage {
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
                        if item.is(MIME, "content") {
                            if let Some(name) = item.attribute("part") {
                                let name = self.interner.get(name.trim());
                                if !message.attachments.contains(&name) {
                                    message.attachments.push(name);
                                }
                            }
                        } else {
                            self.message_item(item, &mut message);
                        }
                    }
                }
            } else {
                self.message_item(child, &mut message);
            }
        }
        message
    }

    fn message_item(&mut self, node: Node<'_>, message: &mut BindingMessage) {
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
                                header.faults.extend(self.header(child))
                            }
                            _ => self.other(child, "header"),
                        }
                    }
                    message.headers.push(header);
                }
            }
            _ => self.other(node, "a message of a binding"),
        }
    }

    fn header(&mut self, node: Node<'_>) -> Option<Header> {
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

    fn binding_fault(&mut self, node: Node<'_>) -> BindingFault {
        let mut fault = BindingFault {
            name: node
                .attribute("name")
                .map(|name| self.interner.get(name.trim())),
            fault_use: crate::model::Use::Literal,
            span: node.span(),
        };
        for child in node.children() {
            match (child.namespace(), child.local()) {
                (SOAP_11 | SOAP_12, "fault") => {
                    fault.fault_use = self.uses(child);
                    if fault.name.is_none() {
                        fault.name = child
                            .attribute("name")
                            .map(|name| self.interner.get(name.trim()));
                    }
                }
                _ => self.other(child, "a fault of a binding"),
            }
        }
        fault
    }

    fn service(&mut self, node: Node<'_>) -> Option<Service> {
        let name = self.qualified_name(node)?;
        let mut ports: Vec<Port> = Vec::new();
        for child in node.children() {
            if !child.is(NAMESPACE, "port") {
                self.other(child, "a service");
                continue;
            }
            let Some(name) = self.name(child) else {
                continue;
            };
            if let Some(twin) = ports.iter().find(|port| port.name == name) {
                let span = twin.span;
                self.diagnostics
                    .error(
                        Code::DuplicateName,
                        child.span(),
                        format!("the service has two ports `{name}`"),
                    )
                    .related(span, "the other one");
                continue;
            }
            let binding = match child.attribute("binding") {
                Some(binding) => Some(self.reference(child, binding)),
                None => {
                    missing(child, "binding", self.diagnostics);
                    None
                }
            };
            let mut address = None;
            for part in child.children() {
                match (part.namespace(), part.local()) {
                    (SOAP_11 | SOAP_12 | HTTP, "address") => {
                        address = self.optional(part, "location")
                    }
                    (NAMESPACE, "documentation") => {}
                    (_, "address" | "EndpointReference") => {}
                    _ => self.other(part, "a port"),
                }
            }
            ports.push(Port {
                name,
                binding,
                address,
                annotation: annotation::of_wsdl(child),
                span: child.span(),
            });
        }
        Some(Service {
            name,
            ports,
            annotation: annotation::of_wsdl(node),
            span: node.span(),
        })
    }

    // Small parts

    fn style(&mut self, node: Node<'_>) -> Option<crate::model::Style> {
        match node.attribute("style").map(str::trim)? {
            "document" => Some(crate::model::Style::Document),
            "rpc" => Some(crate::model::Style::Rpc),
            "" => None,
            other => {
                self.diagnostics.error(
                    Code::InvalidValue,
                    node.span(),
                    format!("style=\"{other}\" is neither `document` nor `rpc`"),
                );
                None
            }
        }
    }

    fn uses(&mut self, node: Node<'_>) -> crate::model::Use {
        match node.attribute("use").map(str::trim) {
            None | Some("literal" | "") => crate::model::Use::Literal,
            Some("encoded") => {
                crate::model::Use::Encoded(self.words(node.attribute("encodingStyle")))
            }
            Some(other) => {
                self.diagnostics.error(
                    Code::InvalidValue,
                    node.span(),
                    format!("use=\"{other}\" is neither `literal` nor `encoded`"),
                );
                crate::model::Use::Literal
            }
        }
    }

    fn optional(&mut self, node: Node<'_>, attribute: &str) -> Option<Arc<str>> {
        let value = node
            .attribute(attribute)
            .map(str::trim)
            .filter(|value| !value.is_empty())?;
        Some(self.interner.get(value))
    }

    fn words(&mut self, text: Option<&str>) -> Vec<Arc<str>> {
        let words = text.unwrap_or_default().split_ascii_whitespace();
        words.map(|word| self.interner.get(word)).collect()
    }

    fn name(&mut self, node: Node<'_>) -> Option<Arc<str>> {
        let Some(name) = node.attribute("name").map(str::trim) else {
            missing(node, "name", self.diagnostics);
            return None;
        };
        if name.is_empty() {
            self.diagnostics.error(
                Code::InvalidName,
                node.span(),
                format!("the name of `{}` is empty", node.local()),
            );
            return None;
        }
        if !is_name(name) {
            self.diagnostics.warning(
                Code::InvalidName,
                node.span(),
                format!("`{name}` is not a name without colon"),
            );
        }
        Some(self.interner.get(name))
    }

    fn qualified_name(&mut self, node: Node<'_>) -> Option<QName> {
        let local = self.name(node)?;
        Some(QName {
            namespace: self.target.clone(),
            local,
        })
    }

    fn reference(&mut self, node: Node<'_>, text: &str) -> Reference {
        xsd::reference(node, text, self.interner, self.diagnostics, None)
    }

    /// A child that is none of those which the place admits.
    fn other(&mut self, node: Node<'_>, place: &str) {
        if node.is(NAMESPACE, "documentation") {
            return;
        }
        if node.namespace() == NAMESPACE {
            self.unexpected(node, place);
        } else {
            self.extension(node);
        }
    }

    fn unexpected(&mut self, node: Node<'_>, place: &str) {
        self.diagnostics.warning(
            Code::UnexpectedElement,
            node.span(),
            format!(
                "`{}` does not belong in {place}: it is ignored",
                node.local()
            ),
        );
    }

    fn extension(&mut self, node: Node<'_>) {
        let namespace = node.namespace();
        if POLICIES.contains(&namespace) {
            self.policy.get_or_insert(node.span());
            return;
        }
        let name = if namespace.is_empty() {
            node.local().to_owned()
        } else {
            format!("{{{namespace}}}{}", node.local())
        };
        let required = matches!(node.attribute(REQUIRED).map(str::trim), Some("true" | "1"));
        if HARMLESS.contains(&namespace) && !required {
            return;
        }
        if required {
            self.diagnostics.warning(
                Code::RequiredExtension,
                node.span(),
                format!("the extension `{name}` is required, but not known: the service may not answer without it"),
            );
        } else {
            self.diagnostics.note(
                Code::UnknownExtension,
                node.span(),
                format!("the extension `{name}` is not known: it is ignored"),
            );
        }
    }
}
