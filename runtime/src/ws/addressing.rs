//! WS-Addressing 1.0: Action, MessageID, To, ReplyTo.

use super::{element, escaped, random, refused};
use crate::{Error, RawElement, RawHeaderProvider, RequestContext};
use std::fmt::Write as _;

/// Namespace of WS-Addressing 1.0.
const WSA: &str = "http://www.w3.org/2005/08/addressing";
/// The address of the requester: the reply comes back on the connection of the request.
const ANONYMOUS: &str = "http://www.w3.org/2005/08/addressing/anonymous";

/// The headers of WS-Addressing 1.0 (W3C, Core, section 3): `Action`, a new `MessageID`, `To`, and an anonymous
/// `ReplyTo`.
///
/// Response headers of that namespace count as understood.
#[derive(Clone, Debug, Default)]
pub struct Addressing {
    action: Option<String>,
    to: Option<String>,
}

impl Addressing {
    /// The action is that of the operation: what the contract states for WS-Addressing, else the SOAPAction, else the default of
    /// the standard (Metadata, section 4.4). The address is the URL that is called.
    ///
    /// A call of an operation without any action fails before it is sent.
    pub fn new() -> Self {
        Self::default()
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
        let (action, to) = (escaped(action), escaped(to));
        let soap = context.operation.version.namespace();
        let id = uuid(id);
        [
            format!(
                "<wsa:Action xmlns:wsa=\"{WSA}\" xmlns:s=\"{soap}\" s:mustUnderstand=\"1\">{action}</wsa:Action>"
            ),
            format!("<wsa:MessageID xmlns:wsa=\"{WSA}\">urn:uuid:{id}</wsa:MessageID>"),
            format!(
                "<wsa:ReplyTo xmlns:wsa=\"{WSA}\"><wsa:Address>{ANONYMOUS}</wsa:Address></wsa:ReplyTo>"
            ),
            format!(
                "<wsa:To xmlns:wsa=\"{WSA}\" xmlns:s=\"{soap}\" s:mustUnderstand=\"1\">{to}</wsa:To>"
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
        &[WSA]
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
