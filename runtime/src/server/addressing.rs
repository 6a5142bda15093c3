//! WS-Addressing 1.0 on the server: the headers of a request, and those of its response.

use crate::soap::{Fault, Operation, peek_headers};
use crate::xml::{RawElement, ReadOptions, escape_attribute};

/// Namespace of WS-Addressing 1.0.
pub(super) const WSA: &str = "http://www.w3.org/2005/08/addressing";
/// The action of faults that no contract declares (SOAP Binding, section 6).
const SOAP_FAULT: &str = "http://www.w3.org/2005/08/addressing/soap/fault";

/// The headers of WS-Addressing in a request.
#[derive(Clone)]
pub(super) struct Addressed {
    /// `wsa:Action`; never empty.
    pub(super) action: Option<String>,
    /// `wsa:MessageID`.
    message_id: Option<String>,
}

impl Addressed {
    /// Reads the headers of a request. `None` if it has none of them, or is no envelope: reading it as a whole says why.
    pub(super) fn of(body: &[u8], charset: Option<&str>, options: &ReadOptions) -> Option<Self> {
        let headers = peek_headers(body, charset, options).ok()?;
        let text = |local: &str| {
            let header = headers.iter().find(|one| one.name().is(WSA, local))?;
            Some(header.text()?.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let (action, message_id) = (text("Action"), text("MessageID"));
        (action.is_some() || message_id.is_some()).then_some(Self { action, message_id })
    }

    /// The headers of the response. The contract's own headers of WS-Addressing are left to the service.
    pub(super) fn response(&self, operation: &Operation) -> Vec<RawElement> {
        let is_declared = operation.output_headers.is_some_and(|table| {
            let mut members = table.members.iter();
            members.any(|member| member.name.namespace == WSA)
        });
        if is_declared {
            return Vec::new();
        }
        let action = match operation.actions {
            Some(actions) if !actions.output.is_empty() => actions.output.to_owned(),
            // The contract says nothing of WS-Addressing: as its default pattern has it.
            _ => format!("{}Response", operation.action()),
        };
        self.headers(&action)
    }

    /// The headers of a fault.
    pub(super) fn fault(&self, operation: Option<&Operation>, fault: &Fault) -> Vec<RawElement> {
        let declared = operation.and_then(|operation| {
            let detail = fault.detail.first()?.name();
            let index = operation
                .faults
                .iter()
                .position(|member| detail.is(member.name.namespace, member.name.local))?;
            operation.actions?.faults.get(index).copied()
        });
        self.headers(declared.unwrap_or(SOAP_FAULT))
    }

    fn headers(&self, action: &str) -> Vec<RawElement> {
        let header = |local: &str, text: &str| {
            let mut xml = format!("<wsa:{local} xmlns:wsa=\"{WSA}\">");
            escape_attribute(text, &mut xml);
            xml.push_str(&format!("</wsa:{local}>"));
            RawElement::parse(&xml).ok()
        };
        let related = self.message_id.as_deref();
        let related = related.and_then(|id| header("RelatesTo", id));
        header("Action", action)
            .into_iter()
            .chain(related)
            .collect()
    }
}
