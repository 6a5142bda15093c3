//! WS-Addressing (1.0, and its submission of August 2004) on the server: the headers of a request, and those of its response.

use crate::soap::{Fault, Operation, peek_headers};
use crate::xml::{RawElement, ReadOptions, escape_attribute};

/// Namespace of WS-Addressing 1.0.
pub(super) const WSA: &str = "http://www.w3.org/2005/08/addressing";
/// Namespace of the submission of August 2004.
pub(super) const WSA_2004: &str = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
/// Reference parameters of one request.
const MOST_PARAMETERS: usize = 64;

/// The headers of WS-Addressing in a request.
#[derive(Clone)]
pub(super) struct Addressed {
    namespace: &'static str,
    /// `wsa:Action`; never empty.
    pub(super) action: Option<String>,
    /// `wsa:MessageID`.
    message_id: Option<String>,
    /// The reference parameters of `wsa:ReplyTo`, and below those of `wsa:FaultTo`.
    reply: Vec<RawElement>,
    fault: Vec<RawElement>,
}

impl Addressed {
    /// Reads the headers of a request. `None` if it has none of them, or is no envelope: reading it as a whole says why.
    pub(super) fn of(body: &[u8], charset: Option<&str>, options: &ReadOptions) -> Option<Self> {
        let headers = peek_headers(body, charset, options).ok()?;
        [WSA, WSA_2004].into_iter().find_map(|namespace| {
            let header = |local: &str| headers.iter().find(|one| one.name().is(namespace, local));
            let text = |local: &str| {
                Some(header(local)?.text()?.trim().to_owned()).filter(|text| !text.is_empty())
            };
            let (action, message_id) = (text("Action"), text("MessageID"));
            if action.is_none() && message_id.is_none() {
                return None;
            }
            let reply = header("ReplyTo");
            let parameters = |endpoint: Option<&RawElement>| {
                endpoint.map_or_else(Vec::new, |one| parameters(one, namespace))
            };
            Some(Self {
                namespace,
                action,
                message_id,
                reply: parameters(reply),
                fault: parameters(header("FaultTo").or(reply)),
            })
        })
    }

    /// The headers of the response. The contract's own headers of WS-Addressing are left to the service.
    pub(super) fn response(&self, operation: &Operation) -> Vec<RawElement> {
        let is_declared = operation.output_headers.is_some_and(|table| {
            let mut members = table.members.iter();
            members.any(|member| member.name.namespace == self.namespace)
        });
        if is_declared {
            return Vec::new();
        }
        let action = match operation.actions {
            Some(actions) if !actions.output.is_empty() => actions.output.to_owned(),
            // The contract says nothing of WS-Addressing: as its default pattern has it.
            _ => format!("{}Response", operation.action()),
        };
        self.headers(&action, &self.reply)
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
        // The action of faults that no contract declares (SOAP Binding, section 6; of the submission, section 4).
        let undeclared = match self.namespace {
            WSA => "http://www.w3.org/2005/08/addressing/soap/fault",
            _ => "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault",
        };
        self.headers(declared.unwrap_or(undeclared), &self.fault)
    }

    fn headers(&self, action: &str, parameters: &[RawElement]) -> Vec<RawElement> {
        let namespace = self.namespace;
        let header = |local: &str, text: &str| {
            let mut xml = format!("<wsa:{local} xmlns:wsa=\"{namespace}\">");
            escape_attribute(text, &mut xml);
            xml.push_str(&format!("</wsa:{local}>"));
            RawElement::parse(&xml).ok()
        };
        let related = self.message_id.as_deref();
        let related = related.and_then(|id| header("RelatesTo", id));
        header("Action", action)
            .into_iter()
            .chain(related)
            .chain(parameters.iter().cloned())
            .collect()
    }
}

/// The reference parameters of an endpoint, as they go into the header of a message to it (1.0, Core, section 3.3; of the submission,
/// section 2.3).
fn parameters(endpoint: &RawElement, namespace: &str) -> Vec<RawElement> {
    let lists = endpoint.children();
    let lists = lists.iter().filter(|list| {
        ["ReferenceParameters", "ReferenceProperties"]
            .iter()
            .any(|local| list.name().is(namespace, local))
    });
    lists
        .flat_map(RawElement::children)
        .take(MOST_PARAMETERS)
        .filter_map(|one| match namespace {
            WSA => marked(&one),
            _ => Some(one),
        })
        .collect()
}

/// The element with `wsa:IsReferenceParameter`.
fn marked(element: &RawElement) -> Option<RawElement> {
    if element.attribute(WSA, "IsReferenceParameter").is_some() {
        return Some(element.clone());
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
