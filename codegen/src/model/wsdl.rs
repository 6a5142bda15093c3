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
    /// Its name.
    pub name: QName,
    /// Parts, in order.
    pub parts: Vec<Part>,
    /// Its position.
    pub span: Span,
}

/// `wsdl:part`.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub name: Arc<str>,
    /// Its content.
    pub content: PartContent,
    /// Its position.
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
    /// Its name.
    pub name: QName,
    /// Operations, in order. Overloads have the same name.
    pub operations: Vec<Operation>,
    /// Its documentation.
    pub annotation: Annotation,
    /// Its position.
    pub span: Span,
}

/// `wsdl:operation` of a port type.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its name.
    pub name: Arc<str>,
    /// The transmission primitive.
    pub exchange: Exchange,
    /// Input, for all but notifications.
    pub input: Option<MessageRef>,
    /// Output, for all but one-way operations.
    pub output: Option<MessageRef>,
    /// Faults, by name.
    pub faults: Vec<MessageRef>,
    /// Its documentation.
    pub annotation: Annotation,
    /// Its position.
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
    /// Its message.
    pub message: MessageId,
    /// `wsam:Action`, `wsaw:Action` or `wsa:Action`.
    pub action: Option<Arc<str>>,
    /// Its position.
    pub span: Span,
}

/// `wsdl:binding`.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Its name.
    pub name: QName,
    /// Its port type.
    pub port_type: PortTypeId,
    /// The version of SOAP, and the transport.
    pub protocol: Protocol,
    /// Whether it asks for WS-Addressing.
    pub addressing: Option<Addressing>,
    /// The requirements of its policies.
    pub policy: Arc<[Demand]>,
    /// Bound operations, in order. Empty unless the protocol is SOAP.
    pub operations: Vec<BindingOperation>,
    /// Its documentation.
    pub annotation: Annotation,
    /// Its position.
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
    /// The request.
    pub input: Option<BindingMessage>,
    /// The response.
    pub output: Option<BindingMessage>,
    /// Faults: name and body.
    pub faults: Vec<BindingFault>,
    /// Its documentation.
    pub annotation: Annotation,
    /// Its position.
    pub span: Span,
}

impl BindingOperation {
    /// The header blocks of its messages, with header faults.
    pub(crate) fn all_headers(&self) -> impl Iterator<Item = &BindingHeader> {
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
    /// Its position.
    pub span: Span,
}

/// `soap:header`.
#[derive(Clone, Debug)]
pub struct BindingHeader {
    /// Its message.
    pub message: MessageId,
    /// Index of the part.
    pub part: usize,
    /// `use`.
    pub header_use: Use,
    /// `namespace`.
    pub namespace: Option<Arc<str>>,
    /// `soap:headerfault`s. They have none themselves.
    pub faults: Vec<BindingHeader>,
    /// Its position.
    pub span: Span,
}

/// `soap:fault` of a bound operation.
#[derive(Clone, Debug)]
pub struct BindingFault {
    /// Index into [`Operation::faults`].
    pub fault: usize,
    /// `use`.
    pub fault_use: Use,
    /// `namespace`, for a part that has a type.
    pub namespace: Option<Arc<str>>,
    /// Its position.
    pub span: Span,
}

/// `wsdl:service`.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name.
    pub name: QName,
    /// Ports, in order.
    pub ports: Vec<Port>,
    /// Its documentation.
    pub annotation: Annotation,
    /// Its position.
    pub span: Span,
}

/// `wsdl:port`.
#[derive(Clone, Debug)]
pub struct Port {
    /// Its name.
    pub name: Arc<str>,
    /// Its binding.
    pub binding: BindingId,
    /// `soap:address`.
    pub address: Option<Arc<str>>,
    /// Whether it asks for WS-Addressing.
    pub addressing: Option<Addressing>,
    /// The requirements of its policies.
    pub policy: Arc<[Demand]>,
    /// Its documentation.
    pub annotation: Annotation,
    /// Its position.
    pub span: Span,
}
