//! WSDL 1.1 components (sections 2 and 3).

use super::{
    Addressing, Annotation, Demand, ElementId, Id, Protocol, QName, Span, Style, TypeId, Use,
};
use std::sync::Arc;

/// Id of a message.
pub type MessageId = Id<Message>;
/// Id of a port type.
pub type PortTypeId = Id<PortType>;
/// Id of a binding.
pub type BindingId = Id<Binding>;
/// Id of a service.
pub type ServiceId = Id<Service>;

/// `wsdl:message`.
#[derive(Clone, Debug)]
pub struct Message {
    pub name: QName,
    /// Parts, in order.
    pub parts: Vec<Part>,
    pub span: Span,
}

/// `wsdl:part`.
#[derive(Clone, Debug)]
pub struct Part {
    pub name: Arc<str>,
    /// Its content.
    pub content: PartContent,
    pub span: Span,
}

/// The content of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartContent {
    /// `element=`: a global element.
    Element(ElementId),
    /// `type=`: a type.
    Type(TypeId),
}

/// `wsdl:portType`.
#[derive(Clone, Debug)]
pub struct PortType {
    pub name: QName,
    /// Operations, in order. Overloads have the same name.
    pub operations: Vec<Operation>,
    pub annotation: Annotation,
    pub span: Span,
}

/// `wsdl:operation` of a port type.
#[derive(Clone, Debug)]
pub struct Operation {
    pub name: Arc<str>,
    /// The transmission primitive.
    pub exchange: Exchange,
    /// Input, for all but notifications.
    pub input: Option<MessageRef>,
    /// Output, for all but one-way operations.
    pub output: Option<MessageRef>,
    /// Faults, by name.
    pub faults: Vec<MessageRef>,
    pub annotation: Annotation,
    pub span: Span,
}

/// Transmission primitives (WSDL 1.1, section 2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// Input, then output.
    RequestResponse,
    /// Input only.
    OneWay,
    /// Output, then input: no client can call it.
    SolicitResponse,
    /// Output only: no client can call it.
    Notification,
}

/// `wsdl:input`, `wsdl:output` or `wsdl:fault` of an operation.
#[derive(Clone, Debug)]
pub struct MessageRef {
    /// Its name, or the default of WSDL 1.1, section 2.4.5.
    pub name: Arc<str>,
    pub message: MessageId,
    /// `wsam:Action`, `wsaw:Action` or `wsa:Action`.
    pub action: Option<Arc<str>>,
    pub span: Span,
}

/// `wsdl:binding`.
#[derive(Clone, Debug)]
pub struct Binding {
    pub name: QName,
    pub port_type: PortTypeId,
    pub protocol: Protocol,
    /// Whether it asks for WS-Addressing.
    pub addressing: Option<Addressing>,
    /// What its policies ask for.
    pub policy: Vec<Demand>,
    /// Bound operations, in order. Empty unless the protocol is SOAP.
    pub operations: Vec<BindingOperation>,
    pub annotation: Annotation,
    pub span: Span,
}

/// `wsdl:operation` of a SOAP binding.
#[derive(Clone, Debug)]
pub struct BindingOperation {
    /// Index into [`PortType::operations`].
    pub operation: usize,
    /// `soapAction`; `None` if the attribute or the whole `soap:operation` is absent.
    pub soap_action: Option<Arc<str>>,
    /// The effective style: that of the operation, otherwise of the binding, otherwise document.
    pub style: Style,
    pub input: Option<BindingMessage>,
    pub output: Option<BindingMessage>,
    /// Faults: name and body.
    pub faults: Vec<BindingFault>,
    pub annotation: Annotation,
    pub span: Span,
}

impl BindingOperation {
    /// The header blocks of its messages, with header faults.
    pub fn all_headers(&self) -> impl Iterator<Item = &BindingHeader> {
        let messages = self.input.iter().chain(&self.output);
        messages
            .flat_map(|message| &message.headers)
            .flat_map(|header| std::iter::once(header).chain(&header.faults))
    }
}

/// An input or output in a binding.
#[derive(Clone, Debug)]
pub struct BindingMessage {
    /// Headers, in order.
    pub headers: Vec<BindingHeader>,
    /// The parts of the message in the body: their indices, in order.
    pub body: Vec<usize>,
    /// `use` of the body.
    pub body_use: Use,
    /// `namespace` of the body (rpc wrappers).
    pub body_namespace: Option<Arc<str>>,
    /// Whether it is `mime:multipartRelated`: other parts are attachments.
    pub multipart: bool,
    pub span: Span,
}

/// `soap:header`.
#[derive(Clone, Debug)]
pub struct BindingHeader {
    pub message: MessageId,
    /// Index of the part.
    pub part: usize,
    pub header_use: Use,
    pub namespace: Option<Arc<str>>,
    /// `soap:headerfault`s. They have none themselves.
    pub faults: Vec<BindingHeader>,
    pub span: Span,
}

/// `soap:fault` of a bound operation.
#[derive(Clone, Debug)]
pub struct BindingFault {
    /// Index into [`Operation::faults`].
    pub fault: usize,
    pub fault_use: Use,
    /// `namespace`, for a part that has a type.
    pub namespace: Option<Arc<str>>,
    pub span: Span,
}

/// `wsdl:service`.
#[derive(Clone, Debug)]
pub struct Service {
    pub name: QName,
    /// Ports, in order.
    pub ports: Vec<Port>,
    pub annotation: Annotation,
    pub span: Span,
}

/// `wsdl:port`.
#[derive(Clone, Debug)]
pub struct Port {
    pub name: Arc<str>,
    pub binding: BindingId,
    /// `soap:address`.
    pub address: Option<Arc<str>>,
    /// Whether it asks for WS-Addressing.
    pub addressing: Option<Addressing>,
    /// What its policies ask for.
    pub policy: Vec<Demand>,
    pub annotation: Annotation,
    pub span: Span,
}
