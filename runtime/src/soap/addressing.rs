//! Names of WS-Addressing that clients and servers share, and its faults.

#[cfg(feature = "server")]
use super::SoapVersion;
use super::{Fault, FaultCode};
use crate::xml::{OwnedName, RawElement};
use std::fmt;
use std::time::Duration;

/// Namespace of WS-Addressing 1.0.
pub(crate) const WSA: &str = "http://www.w3.org/2005/08/addressing";
/// Namespace of the submission of August 2004.
pub(crate) const WSA_2004: &str = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
/// The address of the connection that a request came on.
#[cfg(any(feature = "server", feature = "ws-security"))]
pub(crate) const ANONYMOUS: &str = "http://www.w3.org/2005/08/addressing/anonymous";
/// The same in the submission of August 2004.
#[cfg(any(feature = "server", feature = "ws-security"))]
pub(crate) const ANONYMOUS_2004: &str =
    "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";
/// The address of nobody: such a message is not sent. The submission of August 2004 has none.
#[cfg(any(feature = "server", feature = "ws-security"))]
pub(crate) const NONE: &str = "http://www.w3.org/2005/08/addressing/none";
/// The identifier of a message whose own is not known.
#[cfg(any(feature = "server", feature = "ws-security"))]
pub(crate) const UNSPECIFIED: &str = "http://www.w3.org/2005/08/addressing/unspecified";
/// The same in the submission of August 2004.
#[cfg(any(feature = "server", feature = "ws-security"))]
pub(crate) const UNSPECIFIED_2004: &str =
    "http://schemas.xmlsoap.org/ws/2004/08/addressing/id/unspecified";

/// The predefined faults of WS-Addressing (1.0, SOAP Binding, section 6.4; of August 2004, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AddressingFaultCode {
    /// A header is not valid; the other codes from here to `OnlyNonAnonymousAddressSupported` say why.
    InvalidAddressingHeader,
    /// An address is not valid.
    InvalidAddress,
    /// An endpoint reference is not valid.
    InvalidEpr,
    /// There are more headers of a kind than there may be.
    InvalidCardinality,
    /// An endpoint reference has no address.
    MissingAddressInEpr,
    /// The identifier of the message is one of a message that came before.
    DuplicateMessageId,
    /// `Action` and SOAPAction differ.
    ActionMismatch,
    /// The endpoint answers on the connection of the request, and nowhere else.
    OnlyAnonymousAddressSupported,
    /// The endpoint does not answer on the connection of the request.
    OnlyNonAnonymousAddressSupported,
    /// A header is missing.
    MessageAddressingHeaderRequired,
    /// There is no way to the destination.
    DestinationUnreachable,
    /// The endpoint knows no such `Action`.
    ActionNotSupported,
    /// The endpoint cannot do it now; it may say when to try again.
    EndpointUnavailable,
}

use AddressingFaultCode as Code;

/// Each code with its name in 1.0 and in the submission of August 2004.
const NAMES: [(Code, &str, &str); 13] = [
    (
        Code::InvalidAddressingHeader,
        "InvalidAddressingHeader",
        "InvalidMessageInformationHeader",
    ),
    (Code::InvalidAddress, "InvalidAddress", ""),
    (Code::InvalidEpr, "InvalidEPR", ""),
    (Code::InvalidCardinality, "InvalidCardinality", ""),
    (Code::MissingAddressInEpr, "MissingAddressInEPR", ""),
    (Code::DuplicateMessageId, "DuplicateMessageID", ""),
    (Code::ActionMismatch, "ActionMismatch", ""),
    (
        Code::OnlyAnonymousAddressSupported,
        "OnlyAnonymousAddressSupported",
        "",
    ),
    (
        Code::OnlyNonAnonymousAddressSupported,
        "OnlyNonAnonymousAddressSupported",
        "",
    ),
    (
        Code::MessageAddressingHeaderRequired,
        "MessageAddressingHeaderRequired",
        "MessageInformationHeaderRequired",
    ),
    (
        Code::DestinationUnreachable,
        "DestinationUnreachable",
        "DestinationUnreachable",
    ),
    (
        Code::ActionNotSupported,
        "ActionNotSupported",
        "ActionNotSupported",
    ),
    (
        Code::EndpointUnavailable,
        "EndpointUnavailable",
        "EndpointUnavailable",
    ),
];

impl AddressingFaultCode {
    fn of(name: &OwnedName) -> Option<Self> {
        let mut names = NAMES.iter();
        let found = match &*name.namespace {
            WSA => names.find(|(_, new, _)| *new == &*name.local),
            WSA_2004 => names.find(|(_, _, old)| *old == &*name.local),
            _ => None,
        };
        found.map(|(code, ..)| *code)
    }

    fn name(self) -> &'static str {
        let mut names = NAMES.iter();
        let found = names.find(|(code, ..)| *code == self);
        found.map_or("", |(_, name, _)| name)
    }
}

/// The local name in WS-Addressing 1.0.
impl fmt::Display for AddressingFaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A fault of WS-Addressing, read from the fault of a message in either version of SOAP.
///
/// ```
/// use soap_runtime::Fault;
/// use soap_runtime::soap::{AddressingFault, AddressingFaultCode, FaultCode};
/// use soap_runtime::xml::OwnedName;
///
/// let name = OwnedName::new("http://www.w3.org/2005/08/addressing", "ActionNotSupported");
/// let fault = Fault::new(FaultCode::Other(name), "The [action] cannot be processed at the receiver");
/// let read = AddressingFault::of(&fault).expect("a fault of WS-Addressing");
/// assert_eq!(read.code, AddressingFaultCode::ActionNotSupported);
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AddressingFault {
    /// The innermost code.
    pub code: AddressingFaultCode,
    /// The header, action or address that the fault is about, if it says so. It may repeat a secret of the request.
    pub problem: Option<String>,
    /// When to try again, if the endpoint is unavailable and says so.
    pub retry_after: Option<Duration>,
}

impl AddressingFault {
    /// Reads the fault; `None` if it is none of WS-Addressing.
    pub fn of(fault: &Fault) -> Option<Self> {
        let own = match &fault.code {
            FaultCode::Other(name) => Some(name),
            _ => None,
        };
        let mut names = fault.subcodes.iter().rev().chain(own);
        let code = names.find_map(AddressingFaultCode::of)?;
        // SOAP 1.1 has the details in a header (SOAP Binding, section 6.3).
        let is_ours = |one: &RawElement| matches!(&*one.name().namespace, WSA | WSA_2004);
        let in_header = fault
            .headers
            .iter()
            .filter(|header| is_ours(header) && header.local_name() == "FaultDetail")
            .flat_map(RawElement::children);
        let details: Vec<RawElement> = fault.detail.iter().cloned().chain(in_header).collect();
        let named = |wanted: &str| {
            let mut all = details.iter();
            all.find(|one| is_ours(one) && one.local_name() == wanted)
        };
        let text = |one: &RawElement| Some(one.text()?.trim().to_owned());
        let header = named("ProblemHeaderQName").and_then(text).map(|name| {
            let local = name.rsplit(':').next();
            local.unwrap_or_default().to_owned()
        });
        let action = || {
            let action = named("ProblemAction")?.children();
            action
                .iter()
                .find(|one| one.local_name() == "Action")
                .and_then(text)
        };
        let address = || {
            named("ProblemIRI")
                .or_else(|| named("ProblemURI"))
                .and_then(text)
        };
        let inner = || {
            let header = named("ProblemHeader")?.children();
            header.first().map(|one| one.local_name().to_owned())
        };
        let milliseconds = named("RetryAfter").and_then(text);
        let milliseconds = milliseconds.and_then(|text| text.parse().ok());
        Some(Self {
            code,
            problem: header.or_else(action).or_else(address).or_else(inner),
            retry_after: milliseconds.map(Duration::from_millis),
        })
    }
}

/// Leaves out the problem.
impl fmt::Debug for AddressingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddressingFault")
            .field("code", &self.code)
            .field("retry_after", &self.retry_after)
            .finish_non_exhaustive()
    }
}

/// The element with `wsa:IsReferenceParameter`. One that says otherwise is a reference parameter all the same, and is corrected.
#[cfg(any(feature = "server", feature = "ws-security"))]
pub(crate) fn marked(element: &RawElement) -> Option<RawElement> {
    let mark = element.begun(|reader| {
        let mark = reader.attribute(WSA, "IsReferenceParameter")?;
        Some((mark.offset, matches!(mark.value.trim(), "true" | "1")))
    })?;
    if let Some((place, is_true)) = mark {
        return match is_true {
            true => Some(element.clone()),
            false => corrected(&element.to_xml(), place),
        };
    }
    let xml = element.to_xml();
    // A prefix that the element does not use.
    let prefix = (0..100)
        .map(|number| format!("wsa{number}"))
        .find(|prefix| !xml.contains(prefix.as_str()))?;
    let name = xml.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'))?;
    let (start, rest) = xml.split_at_checked(name)?;
    let marked =
        format!("{start} xmlns:{prefix}=\"{WSA}\" {prefix}:IsReferenceParameter=\"true\"{rest}");
    RawElement::parse(&marked).ok()
}

/// The element with the value `true` of the attribute at this place.
#[cfg(any(feature = "server", feature = "ws-security"))]
fn corrected(xml: &str, place: usize) -> Option<RawElement> {
    let (before, attribute) = xml.split_at_checked(place)?;
    let (name, value) = attribute.split_once('=')?;
    let value = value.trim_start();
    let quote = value.chars().next()?;
    let (_, rest) = value.strip_prefix(quote)?.split_once(quote)?;
    RawElement::parse(&format!("{before}{name}=\"true\"{rest}")).ok()
}

/// The fault of the headers of a request.
#[cfg(feature = "server")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AddressingProblem {
    /// A header, by its local name.
    Header(AddressingFaultCode, &'static str),
    /// An action.
    Action(AddressingFaultCode, String),
}

#[cfg(feature = "server")]
impl AddressingProblem {
    /// The fault, for an envelope of this version and a request in this namespace.
    pub(crate) fn fault(&self, version: SoapVersion, namespace: &'static str) -> Fault {
        let (code, detail) = match self {
            Self::Header(code, local) => (
                *code,
                format!(
                    "<wsa:ProblemHeaderQName xmlns:wsa=\"{namespace}\">wsa:{local}</wsa:ProblemHeaderQName>"
                ),
            ),
            Self::Action(code, action) => {
                let mut xml = format!("<wsa:ProblemAction xmlns:wsa=\"{namespace}\"><wsa:Action>");
                crate::xml::escape_attribute(action, &mut xml);
                xml.push_str("</wsa:Action></wsa:ProblemAction>");
                (*code, xml)
            }
        };
        let outer = match code {
            Code::MessageAddressingHeaderRequired
            | Code::DestinationUnreachable
            | Code::ActionNotSupported
            | Code::EndpointUnavailable => code,
            _ => Code::InvalidAddressingHeader,
        };
        let reason = match outer {
            Code::MessageAddressingHeaderRequired => {
                "A required header representing a Message Addressing Property is not present"
            }
            Code::DestinationUnreachable => "No route can be determined to reach [destination]",
            Code::ActionNotSupported => "The [action] cannot be processed at the receiver",
            Code::EndpointUnavailable => {
                "The endpoint is unable to process the message at this time"
            }
            _ => {
                "A header representing a Message Addressing Property is not valid and the message cannot be processed"
            }
        };
        let local = |code: Code| {
            let found = NAMES.iter().find(|(one, ..)| *one == code);
            found.map_or("", |(_, new, old)| if namespace == WSA { new } else { old })
        };
        let mut fault = Fault::new(FaultCode::Sender, reason);
        let names = [outer, code].into_iter().map(local);
        let names = names.filter(|name| !name.is_empty());
        fault.subcodes = names.map(|name| OwnedName::new(namespace, name)).collect();
        fault.subcodes.dedup();
        match version {
            SoapVersion::Soap12 => fault.detail.extend(RawElement::parse(&detail).ok()),
            SoapVersion::Soap11 => {
                let header = format!(
                    "<wsa:FaultDetail xmlns:wsa=\"{namespace}\">{detail}</wsa:FaultDetail>"
                );
                fault.headers.extend(RawElement::parse(&header).ok());
            }
        }
        fault
    }
}
