//! The static description of an operation.

use super::SoapVersion;
use crate::DecodeError;
use crate::binding::{Components, Content, Member, Struct, Style};
use crate::xml::RawElement;
use std::fmt;

/// An operation of a port type in one binding. Generated code holds one static per operation.
pub struct Operation {
    /// Name in the contract.
    pub name: &'static str,
    /// Name of the port type.
    pub service: &'static str,
    /// SOAPAction, without quotes; may be empty.
    pub soap_action: &'static str,
    /// SOAP version of the binding.
    pub version: SoapVersion,
    /// Namespace declarations for the Envelope start tag: ` xmlns="..." xmlns:xsi="..."`.
    pub declarations: &'static str,
    /// The element in the request's Body; `None` for an empty Body.
    pub input: Option<&'static Member>,
    /// The element in the response's Body; `None` for an empty Body.
    pub output: Option<&'static Member>,
    /// The table of the struct of request headers. Only headers in this table are sent.
    pub input_headers: Option<&'static Struct>,
    /// Table of the struct of response headers.
    pub output_headers: Option<&'static Struct>,
    /// Whether the contract has no output message: any 2xx status with an empty body is success.
    pub one_way: bool,
    /// Whether the output message is empty: an empty body with HTTP 202 or 204 is success, too.
    pub void: bool,
    /// The style of the messages.
    pub style: Style,
    /// Elements of the declared faults' details.
    pub faults: &'static [&'static Member],
    /// Why an element of a fault's detail cannot be read as the declared fault that it is; `None` if it can, or is none.
    #[doc(hidden)]
    pub unread: Option<Unread>,
    /// Local names whose values are masked, besides the general ones. They come from the generator's options.
    pub secrets: &'static [&'static str],
    /// The WS-Addressing actions of the messages. With `None` the request has the SOAPAction, and the response the
    /// SOAPAction with `Response`.
    pub actions: Option<&'static Actions>,
    /// The components of the contract that messages may name, where they are checked.
    pub components: Option<&'static Components>,
}

/// Names the operation. Its tables are left out.
impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation")
            .field("service", &self.service)
            .field("name", &self.name)
            .field("soap_action", &self.soap_action)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// The actions of an operation's messages (WS-Addressing 1.0, Metadata, section 4.4). Generated code names all fields,
/// so no field is added later.
#[derive(Debug)]
pub struct Actions {
    /// Action of the request.
    pub input: &'static str,
    /// Action of the response; empty if there is none.
    pub output: &'static str,
    /// Actions of the declared faults, in the order of [`Operation::faults`].
    pub faults: &'static [&'static str],
}

impl Operation {
    /// Defaults for generated code, which ends in `..Operation::EMPTY`: new fields do not break it.
    pub const EMPTY: Self = Self {
        name: "",
        service: "",
        soap_action: "",
        version: SoapVersion::Soap11,
        declarations: "",
        input: None,
        output: None,
        input_headers: None,
        output_headers: None,
        one_way: false,
        void: false,
        style: Style::Document,
        faults: &[],
        unread: None,
        secrets: &[],
        actions: None,
        components: None,
    };

    /// The WS-Addressing action of the request. It is empty only if the contract has none.
    pub fn action(&self) -> &'static str {
        match self.actions {
            Some(actions) if !actions.input.is_empty() => actions.input,
            _ => self.soap_action,
        }
    }
}

/// Tries to read an element of a fault's detail.
#[doc(hidden)]
pub type Unread = fn(&Operation, &RawElement) -> Option<DecodeError>;

/// `Operation::unread` of an operation with these declared faults.
#[doc(hidden)]
pub fn unread<T: FaultDetail>(_: &Operation, detail: &RawElement) -> Option<DecodeError> {
    T::from_detail(detail)?.err()
}

/// The declared faults of an operation. It is sealed: only generated enums implement it.
pub trait FaultDetail: crate::__private::Generated + Sized {
    /// Reads the fault from an element of a fault's detail; `None` if the element is another one.
    #[doc(hidden)]
    fn from_detail(detail: &RawElement) -> Option<Result<Self, DecodeError>>;

    /// The element of the detail, and its content.
    #[doc(hidden)]
    fn element(&self) -> (&'static Member, &dyn Content);
}
