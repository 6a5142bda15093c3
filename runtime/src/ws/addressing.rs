//! WS-Addressing: Action, MessageID, To, ReplyTo; RelatesTo of the response.

use super::{element, escaped, random, refused};
use crate::soap::addressing::{
    ANONYMOUS, ANONYMOUS_2004, NONE, UNSPECIFIED, UNSPECIFIED_2004, WSA, WSA_2004, marked,
};
use crate::{Error, RawElement, RawHeaderProvider, Rejection, RequestContext};
use std::fmt::{self, Write as _};

/// The headers of WS-Addressing 1.0 (W3C, Core, section 3): `Action`, a new `MessageID`, `To`, and an anonymous
/// `ReplyTo`.
///
/// Response headers of that namespace, and of August 2004, count as understood. A response whose `RelatesTo` names another message than
/// the request is refused: something on the way has mixed up two calls. A fault of WS-Addressing is read by
/// [`AddressingFault::of`](crate::soap::AddressingFault::of).
///
/// ```
/// use soap_runtime::{RawElement, ws::Addressing};
///
/// // An endpoint that a service has named: a resource of it, or the subscription of an event.
/// let endpoint = RawElement::parse(
///     r#"<r xmlns:a="http://www.w3.org/2005/08/addressing"><a:Address>http://camera/events</a:Address>
///        <a:ReferenceParameters><id xmlns="urn:camera">7</id></a:ReferenceParameters></r>"#,
/// )?;
/// let headers = Addressing::new().with_endpoint(&endpoint)?.require_relates_to();
/// # let _ = headers;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Addressing {
    action: Option<String>,
    to: Option<String>,
    /// Reference parameters of the address, as they are sent.
    parameters: Vec<RawElement>,
    is_2004: bool,
    without_reply: bool,
    needs_relates_to: bool,
}

impl Addressing {
    /// The action is that of the operation: what the contract states for WS-Addressing, else the SOAPAction, else the default of
    /// the standard (Metadata, section 4.4). The address is the URL that is called.
    ///
    /// A call of an operation without any action fails before it is sent.
    pub fn new() -> Self {
        Self::default()
    }

    /// The headers as the submission of August 2004 has them, which old services of WCF, WSE 3 and Axis ask for. The default of actions
    /// is that of 1.0.
    ///
    /// ```
    /// use soap_runtime::ws::Addressing;
    /// let headers = Addressing::august_2004().with_action("urn:orders/place");
    /// # let _ = headers;
    /// ```
    pub fn august_2004() -> Self {
        Self {
            is_2004: true,
            ..Self::default()
        }
    }

    /// Sets the action of all operations.
    #[must_use]
    pub fn with_action(mut self, action: impl Into<String>) -> Self {
        self.action = Some(action.into());
        self
    }

    /// Sets the address. A service behind a gateway may require its own.
    #[must_use]
    pub fn with_to(mut self, to: impl Into<String>) -> Self {
        self.to = Some(to.into());
        self
    }

    /// Sends to an endpoint that the service has named: its address is `To`, and its reference parameters are headers (1.0, Core,
    /// section 3.3). `endpoint` is an element of type `EndpointReferenceType` of either version. The URL of the call stays that of the client.
    ///
    /// # Errors
    /// The endpoint has no address.
    pub fn with_endpoint(mut self, endpoint: &RawElement) -> Result<Self, Error> {
        let children = endpoint.children();
        let version = children.iter().find_map(|one| {
            let version = [WSA, WSA_2004];
            let found = version
                .into_iter()
                .find(|wsa| one.name().is(wsa, "Address"))?;
            Some((found, one.text()?.trim().to_owned()))
        });
        let Some((namespace, address)) = version.filter(|(_, address)| !address.is_empty()) else {
            return Err(refused("the endpoint has no wsa:Address"));
        };
        self.to = Some(address);
        let lists = children.iter().filter(|list| {
            let names = ["ReferenceParameters", "ReferenceProperties"];
            names.iter().any(|local| list.name().is(namespace, local))
        });
        for parameter in lists.flat_map(RawElement::children) {
            self.parameters.push(parameter);
        }
        Ok(self)
    }

    /// Says that no response is wanted: `ReplyTo` is the address `none` of 1.0. A service answers such a request with HTTP 202. The
    /// submission of August 2004 has no such address: there `ReplyTo` is left out.
    #[must_use]
    pub fn without_reply(mut self) -> Self {
        self.without_reply = true;
        self
    }

    /// Refuses responses without `RelatesTo`. Without this, only one that names another message is refused: many services send none.
    #[must_use]
    pub fn require_relates_to(mut self) -> Self {
        self.needs_relates_to = true;
        self
    }

    fn namespace(&self) -> &'static str {
        if self.is_2004 { WSA_2004 } else { WSA }
    }

    fn headers_with(
        &self,
        context: &RequestContext<'_>,
        id: [u8; 16],
    ) -> Result<Vec<RawElement>, Error> {
        let action = self
            .action
            .as_deref()
            .unwrap_or_else(|| context.operation.action());
        if action.trim().is_empty() {
            return Err(refused(
                "the operation has no action: give one with Addressing::with_action",
            ));
        }
        let to = self.to.as_deref().unwrap_or(context.endpoint);
        if to.trim().is_empty() {
            return Err(refused(
                "the call has no address: give one with Addressing::with_to",
            ));
        }
        let (action, to) = (escaped(action), escaped(to));
        let wsa = self.namespace();
        // The anonymous address says that the reply comes back on the connection of the request.
        let reply_to = match (self.is_2004, self.without_reply) {
            (false, false) => Some(ANONYMOUS),
            (false, true) => Some(NONE),
            (true, false) => Some(ANONYMOUS_2004),
            (true, true) => None,
        };
        let reply_to = reply_to.map(|address| {
            format!(
                "<wsa:ReplyTo xmlns:wsa=\"{wsa}\"><wsa:Address>{address}</wsa:Address></wsa:ReplyTo>"
            )
        });
        let soap = context.operation.version.namespace();
        let id = uuid(id);
        let own = [
            format!(
                "<wsa:Action xmlns:wsa=\"{wsa}\" xmlns:s=\"{soap}\" s:mustUnderstand=\"1\">{action}</wsa:Action>"
            ),
            format!("<wsa:MessageID xmlns:wsa=\"{wsa}\">urn:uuid:{id}</wsa:MessageID>"),
        ];
        let to = format!(
            "<wsa:To xmlns:wsa=\"{wsa}\" xmlns:s=\"{soap}\" s:mustUnderstand=\"1\">{to}</wsa:To>"
        );
        let own = own.into_iter().chain(reply_to).chain([to]);
        let mut headers = own
            .map(|xml| element(&xml))
            .collect::<Result<Vec<_>, _>>()?;
        for parameter in &self.parameters {
            let sent = match self.is_2004 {
                true => Some(parameter.clone()),
                false => marked(parameter),
            };
            headers.push(sent.ok_or_else(|| refused("a reference parameter cannot be sent"))?);
        }
        Ok(headers)
    }

    fn check(&self, sent: &[RawElement], received: &[RawElement]) -> Result<(), Rejection> {
        let is = |one: &RawElement, local: &str| {
            let namespaces = [WSA, WSA_2004];
            namespaces.iter().any(|wsa| one.name().is(wsa, local))
        };
        let text = |one: &RawElement| one.text().unwrap_or_default().trim().to_owned();
        let mut ids = sent
            .iter()
            .filter(|one| one.name().is(self.namespace(), "MessageID"));
        let Some(own) = ids.next().map(text) else {
            return Ok(());
        };
        // A message may have several relationships, also of one type. Others than that of a response are nothing to us.
        let related = received
            .iter()
            .filter(|one| is(one, "RelatesTo") && is_reply(one));
        let related: Vec<String> = related.map(text).collect();
        if related.is_empty() && self.needs_relates_to {
            return Err(Rejection::new("the response has no wsa:RelatesTo"));
        }
        let is_fine =
            |id: &String| *id == own || [UNSPECIFIED, UNSPECIFIED_2004].contains(&id.as_str());
        match related.is_empty() || related.iter().any(is_fine) {
            true => Ok(()),
            false => Err(Rejection::new(
                "the response is for another request: its wsa:RelatesTo is not the wsa:MessageID that was sent",
            )),
        }
    }
}

/// Leaves out the reference parameters: they may say who the caller is.
impl fmt::Debug for Addressing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Addressing")
            .field("action", &self.action)
            .field("to", &self.to)
            .field("is_2004", &self.is_2004)
            .finish_non_exhaustive()
    }
}

/// Whether a `RelatesTo` relates a response to its request, as it does without a type. The type is an IRI (1.0, Core, section 3.1), or a
/// qualified name (the submission, section 3), which some services write with the namespace of 1.0.
fn is_reply(related: &RawElement) -> bool {
    let Some(kind) = related.attribute("", "RelationshipType") else {
        return true;
    };
    let kind = kind.trim();
    if kind == "http://www.w3.org/2005/08/addressing/reply" {
        return true;
    }
    let (prefix, local) = kind.split_once(':').unwrap_or(("", kind));
    let namespace = related.namespace_of(prefix);
    local == "Reply" && namespace.is_some_and(|found| [WSA, WSA_2004].contains(&&*found))
}

impl RawHeaderProvider for Addressing {
    fn headers(&self, context: &RequestContext<'_>) -> Result<Vec<RawElement>, Error> {
        self.headers_with(context, random()?)
    }

    fn understood(&self) -> &'static [&'static str] {
        &[WSA, WSA_2004]
    }

    fn received(&self, sent: &[RawElement], received: &[RawElement]) -> Result<(), Rejection> {
        self.check(sent, received)
    }
}

/// A version 4 UUID (RFC 9562) of random bytes.
fn uuid(mut bytes: [u8; 16]) -> String {
    if let Some(byte) = bytes.get_mut(6) {
        *byte = (*byte & 0x0F) | 0x40;
    }
    if let Some(byte) = bytes.get_mut(8) {
        *byte = (*byte & 0x3F) | 0x80;
    }
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids() {
        assert_eq!(uuid([0xFF; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
    }
}
