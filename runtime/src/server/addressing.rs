//! WS-Addressing (1.0, and its submission of August 2004) on the server: the headers of a request, and those of its response.

use super::settings::Settings;
use crate::soap::addressing::{
    ANONYMOUS, ANONYMOUS_2004, AddressingProblem, NONE, UNSPECIFIED, UNSPECIFIED_2004, WSA,
    WSA_2004,
};
use crate::soap::{AddressingFaultCode, Fault, Operation, SoapVersion, peek_headers};
use crate::xml::{RawElement, ReadOptions, escape_attribute};

/// Reference parameters of one request.
const MOST_PARAMETERS: usize = 64;

/// The headers that a message has once at most.
const SINGLE: [&str; 6] = ["To", "Action", "MessageID", "From", "ReplyTo", "FaultTo"];

/// The headers of WS-Addressing in a request.
#[derive(Clone)]
pub(super) struct Addressed {
    namespace: &'static str,
    /// `wsa:Action`; never empty.
    pub(super) action: Option<String>,
    /// `wsa:MessageID`.
    message_id: Option<String>,
    /// `wsa:ReplyTo` and `wsa:FaultTo`.
    reply: ReplyTarget,
    fault: ReplyTarget,
    /// The fault of the headers, whatever the operation is.
    problem: Option<AddressingProblem>,
    /// The fault of `wsa:ReplyTo` or `wsa:FaultTo`, if there is something to send there.
    target_problem: Option<AddressingProblem>,
    has_reply_to: bool,
}

/// The endpoint that a response is for.
#[derive(Clone, Default)]
struct ReplyTarget {
    /// The reference parameters.
    parameters: Vec<RawElement>,
    /// Nobody wants the response.
    is_none: bool,
}

impl Addressed {
    /// Reads the headers of a request. `None` if it has none of them, or is no envelope: reading it as a whole says why.
    fn of(body: &[u8], charset: Option<&str>, options: &ReadOptions) -> Option<Self> {
        let headers = peek_headers(body, charset, options).ok()?;
        let headers: Vec<RawElement> = headers.into_iter().filter(is_for_us).collect();
        [WSA, WSA_2004].into_iter().find_map(|namespace| {
            let any = |one: &RawElement| SINGLE.iter().any(|name| one.name().is(namespace, name));
            headers
                .iter()
                .any(any)
                .then(|| Self::read(&headers, namespace))
        })
    }

    /// The headers, where the dispatcher is told to look at them.
    pub(super) fn asked(body: &[u8], charset: Option<&str>, settings: &Settings) -> Option<Self> {
        if !settings.addressing {
            return None;
        }
        let found = Self::of(body, charset, &settings.read);
        found.or_else(|| settings.needs_addressing.then(|| Self::read(&[], WSA)))
    }

    fn read(headers: &[RawElement], namespace: &'static str) -> Self {
        let all = |local: &'static str| {
            let headers = headers.iter();
            headers.filter(move |one| one.name().is(namespace, local))
        };
        let text = |local| {
            let text = all(local).next()?.text()?;
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let header = AddressingProblem::Header;
        let action = text("Action");
        let repeated = SINGLE.iter().find(|local| all(local).nth(1).is_some());
        let problem = match (repeated, &action) {
            (Some(local), _) => Some(header(AddressingFaultCode::InvalidCardinality, local)),
            (None, None) => Some(header(
                AddressingFaultCode::MessageAddressingHeaderRequired,
                "Action",
            )),
            (None, Some(_)) => None,
        };
        let (reply_to, fault_to) = (all("ReplyTo").next(), all("FaultTo").next());
        let mut target_problem = None;
        let mut target = |local: &'static str, endpoint: Option<&RawElement>| {
            let Some(endpoint) = endpoint else {
                return ReplyTarget::default();
            };
            match ReplyTarget::read(endpoint, namespace) {
                Ok(target) => target,
                Err(code) => {
                    target_problem.get_or_insert(header(code, local));
                    ReplyTarget::default()
                }
            }
        };
        let reply = target("ReplyTo", reply_to);
        let fault = match fault_to {
            Some(endpoint) => target("FaultTo", Some(endpoint)),
            None => reply.clone(),
        };
        Self {
            namespace,
            action,
            message_id: text("MessageID"),
            reply,
            fault,
            problem,
            target_problem,
            has_reply_to: reply_to.is_some(),
        }
    }

    /// The fault for headers that are wrong whatever the operation is.
    pub(super) fn problem(&self, version: SoapVersion) -> Option<Fault> {
        let problem = self.problem.as_ref()?;
        Some(problem.fault(version, self.namespace))
    }

    /// The fault for the headers of a request for this operation. `soap_action` is the SOAPAction.
    pub(super) fn problem_of(
        &self,
        operation: &Operation,
        soap_action: Option<&str>,
        version: SoapVersion,
    ) -> Option<Fault> {
        let action = self.action.as_deref().unwrap_or_default();
        let is_known = [operation.action(), operation.soap_action].contains(&action);
        let problem = if !is_known && !operation.action().is_empty() {
            let code = AddressingFaultCode::ActionNotSupported;
            Some(AddressingProblem::Action(code, action.to_owned()))
        } else if soap_action.is_some_and(|one| one != action && one != operation.soap_action) {
            // A contract may state two: one for HTTP, one for the header.
            let code = AddressingFaultCode::ActionMismatch;
            Some(AddressingProblem::Action(code, action.to_owned()))
        } else if operation.one_way {
            None
        } else if self.message_id.is_none() && self.wants_id() {
            let code = AddressingFaultCode::MessageAddressingHeaderRequired;
            Some(AddressingProblem::Header(code, "MessageID"))
        } else {
            self.target_problem.clone()
        };
        Some(problem?.fault(version, self.namespace))
    }

    /// Whether a response needs the identifier of the request (1.0, Core, section 3.4; of the submission, section 3).
    fn wants_id(&self) -> bool {
        match self.namespace {
            WSA => !self.reply.is_none,
            _ => self.has_reply_to,
        }
    }

    /// Whether nobody wants the response.
    pub(super) fn drops_response(&self) -> bool {
        self.reply.is_none
    }

    /// Whether nobody wants a fault.
    pub(super) fn drops_fault(&self) -> bool {
        self.fault.is_none
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
        self.headers(&action, self.message_id.as_deref(), &self.reply.parameters)
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
        // The action of its own faults, and of those that no contract declares (SOAP Binding, section 6; of the submission, section 4).
        let is_own = fault
            .subcodes
            .iter()
            .any(|code| &*code.namespace == self.namespace);
        let (undeclared, unspecified) = match self.namespace {
            WSA if is_own => ("http://www.w3.org/2005/08/addressing/fault", UNSPECIFIED),
            WSA => (
                "http://www.w3.org/2005/08/addressing/soap/fault",
                UNSPECIFIED,
            ),
            _ => (
                "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault",
                UNSPECIFIED_2004,
            ),
        };
        let related = self.message_id.as_deref().unwrap_or(unspecified);
        let action = declared.unwrap_or(undeclared);
        self.headers(action, Some(related), &self.fault.parameters)
    }

    fn headers(
        &self,
        action: &str,
        related: Option<&str>,
        parameters: &[RawElement],
    ) -> Vec<RawElement> {
        let namespace = self.namespace;
        let header = |local: &str, text: &str| {
            let mut xml = format!("<wsa:{local} xmlns:wsa=\"{namespace}\">");
            escape_attribute(text, &mut xml);
            xml.push_str(&format!("</wsa:{local}>"));
            RawElement::parse(&xml).ok()
        };
        let related = related.and_then(|id| header("RelatesTo", id));
        header("Action", action)
            .into_iter()
            .chain(related)
            .chain(parameters.iter().cloned())
            .collect()
    }
}

/// Whether the header block is for this node, and not for one on the way.
fn is_for_us(header: &RawElement) -> bool {
    let role = [
        (SoapVersion::Soap11.namespace(), "actor"),
        (SoapVersion::Soap12.namespace(), "role"),
    ];
    let mut role = role
        .iter()
        .filter_map(|(namespace, local)| header.attribute(namespace, local));
    role.all(|uri| SoapVersion::is_for_us(uri.trim()))
}

impl ReplyTarget {
    fn read(endpoint: &RawElement, namespace: &str) -> Result<Self, AddressingFaultCode> {
        let children = endpoint.children();
        let mut addresses = children
            .iter()
            .filter(|one| one.name().is(namespace, "Address"));
        let address = addresses
            .next()
            .and_then(RawElement::text)
            .unwrap_or_default();
        let is_none = match address.trim() {
            "" => return Err(AddressingFaultCode::MissingAddressInEpr),
            _ if addresses.next().is_some() => return Err(AddressingFaultCode::InvalidEpr),
            ANONYMOUS if namespace == WSA => false,
            NONE if namespace == WSA => true,
            ANONYMOUS_2004 if namespace == WSA_2004 => false,
            _ => return Err(AddressingFaultCode::OnlyAnonymousAddressSupported),
        };
        Ok(Self {
            parameters: parameters(&children, namespace),
            is_none,
        })
    }
}

/// The reference parameters of an endpoint, as they go into the header of a message to it (1.0, Core, section 3.3; of the submission,
/// section 2.3).
fn parameters(children: &[RawElement], namespace: &str) -> Vec<RawElement> {
    let lists = children.iter().filter(|list| {
        ["ReferenceParameters", "ReferenceProperties"]
            .iter()
            .any(|local| list.name().is(namespace, local))
    });
    lists
        .flat_map(RawElement::children)
        .take(MOST_PARAMETERS)
        .filter_map(|one| match namespace {
            WSA => crate::soap::addressing::marked(&one),
            _ => Some(one),
        })
        .collect()
}
