//! The static description of an operation.

use super::SoapVersion;
use crate::binding::{Member, SimpleType, Struct, Style};

/// An operation of a port type, as one binding carries it. Generated code holds one static per operation.
#[derive(Debug)]
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
    /// Table of the struct of request headers: only headers that are in it are sent.
    pub input_headers: Option<&'static Struct>,
    /// Table of the struct of response headers.
    pub output_headers: Option<&'static Struct>,
    /// The contract has no output message: any 2xx status with an empty body is success.
    pub one_way: bool,
    /// The output message holds nothing: an empty body with HTTP 202 or 204 is success too.
    pub void: bool,
    /// How messages are laid out.
    pub style: Style,
    /// Elements of the declared faults' details.
    pub faults: &'static [&'static Member],
    /// Local names whose values are masked, beside the general ones: those that the generator was told.
    pub secrets: &'static [&'static str],
    /// Actions of the messages in WS-Addressing. `None` if the SOAPAction is that of the request, and that of the response is the
    /// SOAPAction and `Response`.
    pub actions: Option<&'static Actions>,
    /// The contract's named simple types, where they are checked.
    pub simple_types: &'static [&'static SimpleType],
}

/// The actions of an operation's messages (WS-Addressing 1.0, Metadata, section 4.4). Generated code names
/// all fields: there will be no other.
#[derive(Debug)]
pub struct Actions {
    /// Action of the request.
    pub input: &'static str,
    /// Action of the response; empty where there is none.
    pub output: &'static str,
    /// Actions of the declared faults, in the order of [`Operation::faults`].
    pub faults: &'static [&'static str],
}

impl Operation {
    /// Defaults for generated code, with `..Operation::EMPTY`: a new field here breaks no generated code.
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
        secrets: &[],
        actions: None,
        simple_types: &[],
    };

    /// The action of the request in WS-Addressing: may be empty only if the contract says nothing of it.
    pub fn action(&self) -> &'static str {
        match self.actions {
            Some(actions) if !actions.input.is_empty() => actions.input,
            _ => self.soap_action,
        }
    }
}

/// A declared fault of an operation.
pub trait FaultDetail: Sized {
    /// The fault in one element of a fault's detail: `None` if the element is another one.
    fn from_detail(detail: &crate::xml::RawElement) -> Option<Result<Self, crate::DecodeError>>;
}
