//! WS-Addressing: Action, MessageID, To, ReplyTo.

use super::{element, escaped, random, refused};
use crate::{Error, RawElement, RawHeaderProvider, RequestContext};
use std::fmt::Write as _;

/// Namespace of WS-Addressing 1.0.
const WSA: &str = "http://www.w3.org/2005/08/addressing";
/// Namespace of the submission of August 2004.
const WSA_2004: &str = "http://schemas.xmlsoap.org/ws/2004/08/addressing";

/// The headers of WS-Addressing 1.0 (W3C, Core, section 3): `Action`, a new `MessageID`, `To`, and an anonymous
/// `ReplyTo`.
///
/// Response headers of that namespace, and of August 2004, count as understood.
#[derive(Clone, Debug, Default)]
pub struct Addressing {
    action: Option<String>,
    to: Option<String>,
    is_2004: bool,
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
        // The anonymous address says that the reply comes back on the connection of the request.
        let (wsa, anonymous) = match self.is_2004 {
            false => (WSA, "http://www.w3.org/2005/08/addressing/anonymous"),
            true => (
                WSA_2004,
                "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous",
            ),
        };
        let soap = context.operation.version.namespace();
        let id = uuid(id);
        [
            format!(
                "<wsa:Action xmlns:wsa=\"{wsa}\" xmlns:s=\"{soap}\" s:mustUnderstand=\"1\">{action}</wsa:Action>"
            ),
            format!("<wsa:MessageID xmlns:wsa=\"{wsa}\">urn:uuid:{id}</wsa:MessageID>"),
            format!(
                "<wsa:ReplyTo xmlns:wsa=\"{wsa}\"><wsa:Address>{anonymous}</wsa:Address></wsa:ReplyTo>"
            ),
            format!(
                "<wsa:To xmlns:wsa=\"{wsa}\" xmlns:s=\"{soap}\" s:mustUnderstand=\"1\">{to}</wsa:To>"
            ),
        ]
        .iter()
        .map(|xml| element(xml))
        .collect()
    }
}

impl RawHeaderProvider for Addressing {
    fn headers(&self, context: &RequestContext<'_>) -> Result<Vec<RawElement>, Error> {
        self.headers_with(context, random()?)
    }

    fn understood(&self) -> &'static [&'static str] {
        &[WSA, WSA_2004]
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
