//! The text of a WSDL 1.1 document.

mod read;

pub(crate) use read::{draft, read};

use super::NameReference;
use crate::ground::{Annotation, QName, Span};
use std::sync::Arc;

/// The namespace of WSDL 1.1.
pub const NAMESPACE: &str = "http://schemas.xmlsoap.org/wsdl/";
/// The namespaces of WSDL 2.0 and its drafts.
pub(crate) const WSDL_20: [&str; 2] = [
    "http://www.w3.org/ns/wsdl",
    "http://www.w3.org/2006/01/wsdl",
];

/// One `wsdl:definitions`.
#[derive(Debug)]
pub struct Document {
    pub span: Span,
    /// `targetNamespace`.
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
    pub namespace: Arc<str>,
    /// `location`.
    pub location: Option<Arc<str>>,
    pub span: Span,
    /// Its document, once loaded.
    pub target: Option<Target>,
}

/// The document of a `wsdl:import`.
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
    pub name: QName,
    /// Parts, in order.
    pub parts: Vec<Part>,
    pub span: Span,
}

/// `wsdl:part`.
#[derive(Debug)]
pub struct Part {
    pub name: Arc<str>,
    /// `element`.
    pub element: Option<NameReference>,
    /// `type`.
    pub ty: Option<NameReference>,
    pub span: Span,
}

/// `wsdl:portType`.
#[derive(Debug)]
pub struct PortType {
    pub name: QName,
    /// Operations, in order.
    pub operations: Vec<Operation>,
    /// Names of operations that could not be read, which was reported.
    pub left_out: Vec<Arc<str>>,
    pub annotation: Annotation,
    pub span: Span,
}

/// `wsdl:operation` of a port type.
#[derive(Debug)]
pub struct Operation {
    pub name: Arc<str>,
    /// `wsdl:input`.
    pub input: Option<MessageUse>,
    /// `wsdl:output`.
    pub output: Option<MessageUse>,
    /// Whether the output comes before the input.
    pub output_first: bool,
    /// `wsdl:fault`s.
    pub faults: Vec<MessageUse>,
    /// `parameterOrder`.
    pub parameter_order: Vec<Arc<str>>,
    pub annotation: Annotation,
    pub span: Span,
}

/// `wsdl:input`, `wsdl:output` or `wsdl:fault` of a port type.
#[derive(Debug)]
pub struct MessageUse {
    /// `name`.
    pub name: Option<Arc<str>>,
    /// `message`.
    pub message: NameReference,
    /// WS-Addressing action; never empty.
    pub action: Option<Arc<str>>,
    pub span: Span,
}

/// `wsdl:binding`.
#[derive(Debug)]
pub struct Binding {
    pub name: QName,
    /// `type`.
    pub port_type: Option<NameReference>,
    /// Protocol.
    pub protocol: crate::ground::Protocol,
    /// `style` of the protocol element.
    pub style: Option<crate::ground::Style>,
    /// Whether it asks for WS-Addressing.
    pub addressing: Option<crate::ground::Addressing>,
    /// The requirements of its policies.
    pub policy: Arc<[crate::ground::Demand]>,
    /// Operations, in order.
    pub operations: Vec<BindingOperation>,
    pub annotation: Annotation,
    pub span: Span,
}

/// `wsdl:operation` of a binding.
#[derive(Debug)]
pub struct BindingOperation {
    pub name: Arc<str>,
    /// Whether there is a `soap:operation`.
    pub described: bool,
    pub soap_action: Option<Arc<str>>,
    /// Whether `soapActionRequired` is true (SOAP 1.2).
    pub soap_action_required: bool,
    /// `style`.
    pub style: Option<crate::ground::Style>,
    /// `wsdl:input`.
    pub input: Option<BindingMessage>,
    /// `wsdl:output`.
    pub output: Option<BindingMessage>,
    /// `wsdl:fault`s.
    pub faults: Vec<BindingFault>,
    pub annotation: Annotation,
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
    /// Parts that `mime:content` and `mime:mimeXml` name.
    pub attachments: Vec<Attachment>,
    pub span: Span,
}

/// A part that is an attachment.
#[derive(Debug)]
pub(crate) struct Attachment {
    /// The name of the part; the only one of the message if it is absent.
    pub part: Option<Arc<str>>,
    /// Whether it is written as XML by its schema (`mime:mimeXml`), and not as other content.
    pub is_xml: bool,
    pub span: Span,
}

/// `soap:body`.
#[derive(Debug)]
pub struct Body {
    /// `parts`.
    pub parts: Option<Vec<Arc<str>>>,
    /// `use` and `encodingStyle`.
    pub body_use: crate::ground::Use,
    pub namespace: Option<Arc<str>>,
    pub span: Span,
}

/// `soap:header` or `soap:headerfault`.
#[derive(Debug)]
pub struct Header {
    /// `message`.
    pub message: NameReference,
    /// `part`.
    pub part: Arc<str>,
    /// `use` and `encodingStyle`.
    pub header_use: crate::ground::Use,
    pub namespace: Option<Arc<str>>,
    /// `soap:headerfault`s.
    pub faults: Vec<Header>,
    pub span: Span,
}

/// `wsdl:fault` of a binding.
#[derive(Debug)]
pub struct BindingFault {
    /// Its name, or that of its `soap:fault`.
    pub name: Option<Arc<str>>,
    /// `use` and `encodingStyle`.
    pub fault_use: crate::ground::Use,
    /// `namespace` of the `soap:fault`.
    pub namespace: Option<Arc<str>>,
    pub span: Span,
}

/// `wsdl:service`.
#[derive(Debug)]
pub struct Service {
    pub name: QName,
    /// Ports, in order.
    pub ports: Vec<Port>,
    pub annotation: Annotation,
    pub span: Span,
}

/// `wsdl:port`.
#[derive(Debug)]
pub struct Port {
    pub name: Arc<str>,
    /// `binding`.
    pub binding: Option<NameReference>,
    /// `location` of the address.
    pub address: Option<Arc<str>>,
    /// Whether it asks for WS-Addressing.
    pub addressing: Option<crate::ground::Addressing>,
    /// The requirements of its policies.
    pub policy: Arc<[crate::ground::Demand]>,
    pub annotation: Annotation,
    pub span: Span,
}
