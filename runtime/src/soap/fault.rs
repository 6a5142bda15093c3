//! Faults.

use std::fmt;

use super::SoapVersion;
use crate::DecodeError;
use crate::binding::{Blank, Content, Member};
use crate::xml::{OwnedName, RawElement};

/// The reason of a fault, by the names of SOAP 1.2 (section 5.4.6). Those of SOAP 1.1 (section 4.4.1) are mapped to
/// them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultCode {
    /// The receiver does not support the version of the envelope.
    VersionMismatch,
    /// The receiver does not understand a header with mustUnderstand.
    MustUnderstand,
    /// SOAP 1.2: the receiver does not support an encoding.
    DataEncodingUnknown,
    /// The message is wrong: `Client` in SOAP 1.1.
    Sender,
    /// The service failed: `Server` in SOAP 1.1.
    Receiver,
    /// A code of the service's own (SOAP 1.1). If its prefix is not declared, the namespace is empty and the local part
    /// is the whole text.
    Other(OwnedName),
}

impl FaultCode {
    /// Whether the sender is to blame: `Sender`, or a code of SOAP 1.1 that says more of it after a dot, such as
    /// `Client.Authentication` (SOAP 1.1, section 4.4.1).
    ///
    /// ```
    /// use soap_runtime::{soap::FaultCode, xml::OwnedName};
    ///
    /// let envelope = "http://schemas.xmlsoap.org/soap/envelope/";
    /// assert!(FaultCode::Other(OwnedName::new(envelope, "Client.Authentication")).is_sender());
    /// assert!(!FaultCode::Other(OwnedName::new(envelope, "Server.Busy")).is_sender());
    /// ```
    pub fn is_sender(&self) -> bool {
        match self {
            Self::Sender => true,
            Self::Other(name) => {
                *name.namespace == *SoapVersion::Soap11.namespace()
                    && name.local.starts_with("Client.")
            }
            _ => false,
        }
    }
}

impl fmt::Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::VersionMismatch => "VersionMismatch",
            Self::MustUnderstand => "MustUnderstand",
            Self::DataEncodingUnknown => "DataEncodingUnknown",
            Self::Sender => "Sender",
            Self::Receiver => "Receiver",
            Self::Other(name) => &name.local,
        })
    }
}

/// The text of a fault in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Reason {
    /// `xml:lang`; empty if there is none.
    pub lang: String,
    /// The text.
    pub text: String,
}

impl Reason {
    /// A text in a language, such as `en`.
    pub fn new(lang: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            lang: lang.into(),
            text: text.into(),
        }
    }
}

/// A SOAP fault, 1.1 or 1.2.
///
/// `Display` shows code and reason, never the detail. `Debug` shows only the names of the elements in detail and
/// headers: they may hold secrets. In a fault that a client received, secrets of the request are masked everywhere but
/// in these elements.
#[derive(Clone)]
#[non_exhaustive]
pub struct Fault {
    /// The code.
    pub code: FaultCode,
    /// SOAP 1.2: the subcodes, from the outermost. SOAP 1.1 writes the innermost as the code itself.
    pub subcodes: Vec<OwnedName>,
    /// The reason, in several languages; SOAP 1.1 has one.
    pub reasons: Vec<Reason>,
    /// SOAP 1.2: the URI of the node that failed.
    pub node: Option<String>,
    /// The URI of the role that failed: `faultactor` in SOAP 1.1.
    pub role: Option<String>,
    /// The elements of the detail.
    pub detail: Vec<RawElement>,
    /// The text of the detail, if it holds text instead of elements.
    pub detail_text: Option<String>,
    /// The header blocks of the fault's message. A server writes them, such as a header fault of the contract. A client
    /// finds here those that the contract does not declare.
    pub headers: Vec<RawElement>,
    /// Whether it was read in the form of SOAP 1.1, whose words `Display` has then.
    pub(super) is_soap_11: bool,
}

/// The form in which a fault was read does not matter.
impl PartialEq for Fault {
    fn eq(&self, other: &Self) -> bool {
        let codes = (&self.code, &self.subcodes) == (&other.code, &other.subcodes);
        let origin = (&self.node, &self.role) == (&other.node, &other.role);
        let detail = (&self.detail, &self.detail_text) == (&other.detail, &other.detail_text);
        codes && origin && detail && self.reasons == other.reasons && self.headers == other.headers
    }
}

impl Eq for Fault {}

impl Fault {
    /// Makes a fault with a reason in English.
    pub fn new(code: FaultCode, reason: impl Into<String>) -> Self {
        Self {
            code,
            subcodes: Vec::new(),
            reasons: vec![Reason::new("en", reason)],
            node: None,
            role: None,
            detail: Vec::new(),
            detail_text: None,
            headers: Vec::new(),
            is_soap_11: false,
        }
    }

    /// Adds a subcode.
    pub fn with_subcode(mut self, subcode: OwnedName) -> Self {
        self.subcodes.push(subcode);
        self
    }

    /// Adds the reason in another language.
    pub fn with_reason(mut self, lang: impl Into<String>, text: impl Into<String>) -> Self {
        self.reasons.push(Reason::new(lang, text));
        self
    }

    /// Sets the URI of the node that failed: SOAP 1.2, Part 1, section 5.4.3. SOAP 1.1 has no place for it.
    ///
    /// ```
    /// use soap_runtime::Fault;
    /// use soap_runtime::soap::FaultCode;
    /// let fault = Fault::new(FaultCode::Receiver, "the archive is down").with_node("urn:example:archive");
    /// assert_eq!(fault.node.as_deref(), Some("urn:example:archive"));
    /// ```
    pub fn with_node(mut self, node: impl Into<String>) -> Self {
        self.node = Some(node.into());
        self
    }

    /// Sets the URI of the role that failed.
    pub fn with_role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// Adds an element to the detail.
    pub fn with_detail(mut self, detail: RawElement) -> Self {
        self.detail.push(detail);
        self
    }

    /// Adds a header block to the message.
    pub fn with_header(mut self, header: RawElement) -> Self {
        self.headers.push(header);
        self
    }

    /// Masks secrets in the texts that users see.
    #[cfg(feature = "client")]
    pub(crate) fn mask(&mut self, redaction: &crate::Redaction) {
        let code = match &mut self.code {
            FaultCode::Other(name) => Some(name),
            _ => None,
        };
        for name in code.into_iter().chain(&mut self.subcodes) {
            redaction.mask(&mut name.namespace);
            redaction.mask(&mut name.local);
        }
        for reason in &mut self.reasons {
            redaction.mask(&mut reason.lang);
            redaction.mask(&mut reason.text);
        }
        let texts = [&mut self.node, &mut self.role, &mut self.detail_text];
        texts
            .into_iter()
            .flatten()
            .for_each(|text| redaction.mask(text));
    }

    /// The first reason; empty if there is none.
    pub fn reason(&self) -> &str {
        self.reasons.first().map_or("", |reason| &reason.text)
    }

    /// Reads the element `member` of the detail as a value; `None` if there is none.
    ///
    /// # Errors
    /// The element is not such a value.
    pub fn decode_detail<T: Content + Blank>(
        &self,
        member: &'static Member,
    ) -> Option<Result<T, DecodeError>> {
        self.detail
            .iter()
            .find(|one| one.is_of(member))
            .map(|one| one.decode_as(member))
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let detail: Vec<_> = self.detail.iter().map(RawElement::name).collect();
        let headers: Vec<_> = self.headers.iter().map(RawElement::name).collect();
        f.debug_struct("Fault")
            .field("code", &self.code)
            .field("subcodes", &self.subcodes)
            .field("reasons", &self.reasons)
            .field("node", &self.node)
            .field("role", &self.role)
            .field("detail", &detail)
            .field("detail_text", &self.detail_text)
            .field("headers", &headers)
            .finish()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SOAP 1.1, section 4.4.1.
        match self.code {
            FaultCode::Sender if self.is_soap_11 => f.write_str("Client")?,
            FaultCode::Receiver if self.is_soap_11 => f.write_str("Server")?,
            _ => write!(f, "{}", self.code)?,
        }
        if let Some(subcode) = self.subcodes.last() {
            write!(f, " ({})", subcode.local)?;
        }
        if self.reason().is_empty() {
            return Ok(());
        }
        write!(f, ": {}", self.reason())
    }
}

impl std::error::Error for Fault {}
