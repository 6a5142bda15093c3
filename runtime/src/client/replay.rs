//! Exchanges that were recorded, for tests.

use crate::redact::MASK;
use crate::soap::SoapVersion;
use crate::transport::{MockResponse, MockTransport, TransportError, TransportErrorKind};
use crate::xml::{OwnedName, ReadOptions, Reader, Token, decode};
use bytes::Bytes;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// Exchanges with a service that were recorded: each request with its response. `wsdl-codegen mock --record` writes them as
/// files, with a module that makes this of them.
///
/// A request is found by the content of its Body: elements, attributes and text have to be the same; prefixes, spaces between
/// elements, and headers do not matter. A text that was masked when it was recorded (`***`) is like any other text. Exchanges of
/// the same request are given in their order, and the last one stays.
///
/// ```
/// use soap_runtime::transport::MockResponse;
/// use soap_runtime::{Client, Replay};
///
/// let request = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Ping xmlns='urn:p'/></s:Body></s:Envelope>";
/// let response = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Pong xmlns='urn:p'/></s:Body></s:Envelope>";
/// let replay = Replay::new().exchange(request, MockResponse::xml(response));
/// let client = Client::new("http://localhost/", replay.transport());
/// # let _ = client;
/// ```
#[derive(Clone, Default)]
pub struct Replay(Vec<Recorded>);

#[derive(Clone)]
struct Recorded {
    body: Option<Vec<ContentToken>>,
    response: MockResponse,
    is_used: bool,
}

/// A part of the content of a Body.
#[derive(Clone, Debug, PartialEq, Eq)]
enum ContentToken {
    Start(OwnedName, Vec<(OwnedName, String)>),
    Text(String),
    End,
}

impl Replay {
    /// Makes a replay without exchanges.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an exchange: the envelope of a request, and its response. One whose request is no envelope answers no request.
    #[must_use]
    pub fn exchange(
        mut self,
        request: impl AsRef<[u8]>,
        response: impl Into<MockResponse>,
    ) -> Self {
        self.0.push(Recorded {
            body: pieces(request.as_ref()),
            response: response.into(),
            is_used: false,
        });
        self
    }

    /// A transport that answers with these exchanges. A request that is not among them fails with
    /// [`TransportErrorKind::Other`].
    pub fn transport(self) -> MockTransport {
        let exchanges = Mutex::new(self.0);
        MockTransport::answering(move |request| {
            let mut exchanges = exchanges.lock().unwrap_or_else(PoisonError::into_inner);
            answer(&mut exchanges, request.body()).ok_or_else(|| {
                let what = pieces(request.body()).and_then(|pieces| match pieces.first() {
                    Some(ContentToken::Start(name, _)) => Some(name.to_string()),
                    _ => None,
                });
                let what = what.unwrap_or_else(|| "no element".to_owned());
                TransportError::new(
                    TransportErrorKind::Other,
                    format!("no request with this content of {what} was recorded"),
                )
            })
        })
    }

    /// Whether two envelopes are the same request, as [`Replay`] compares them.
    pub fn is_same_request(recorded: &[u8], sent: &[u8]) -> bool {
        match (pieces(recorded), pieces(sent)) {
            (Some(recorded), Some(sent)) => is_same(&recorded, &sent),
            _ => false,
        }
    }
}

/// Shows the number of exchanges only: they may hold secrets.
impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Replay").field(&self.0.len()).finish()
    }
}

/// The response of the first exchange of this request that was not given yet, or of the last one.
fn answer(exchanges: &mut [Recorded], request: &Bytes) -> Option<MockResponse> {
    let sent = pieces(request)?;
    let mut last = None;
    for exchange in exchanges.iter_mut() {
        let recorded = exchange.body.as_deref();
        if recorded.is_some_and(|recorded| is_same(recorded, &sent)) {
            let is_new = !std::mem::replace(&mut exchange.is_used, true);
            last = Some(exchange.response.clone());
            if is_new {
                break;
            }
        }
    }
    last
}

fn is_same(recorded: &[ContentToken], sent: &[ContentToken]) -> bool {
    recorded.len() == sent.len()
        && recorded.iter().zip(sent).all(|pair| match pair {
            (ContentToken::Text(recorded), ContentToken::Text(sent)) => is_text(recorded, sent),
            (ContentToken::Start(name, attributes), ContentToken::Start(sent, others)) => {
                name == sent
                    && attributes.len() == others.len()
                    && attributes
                        .iter()
                        .zip(others)
                        .all(|((name, recorded), (other, sent))| {
                            name == other && is_text(recorded, sent)
                        })
            }
            (one, other) => one == other,
        })
}

fn is_text(recorded: &str, sent: &str) -> bool {
    recorded == MASK || recorded == sent
}

/// The content of the Body of an envelope; `None` if it is none.
fn pieces(envelope: &[u8]) -> Option<Vec<ContentToken>> {
    let options = ReadOptions::default();
    let (text, base) = decode(envelope, None).ok()?;
    let mut reader = Reader::new(&text, base, &options).ok()?;
    reader.root().ok()?;
    SoapVersion::of(reader.name().0)?;
    loop {
        match reader.token().ok()? {
            Token::Start if reader.name().1 == "Body" => return content(&mut reader),
            Token::Start => reader.skip().ok()?,
            Token::End => return None,
            Token::Text(_) | Token::Cdata(_) => {}
        }
    }
}

/// The content of the element whose start tag was taken.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "the depth is limited by the reader"
)]
fn content(reader: &mut Reader<'_>) -> Option<Vec<ContentToken>> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut depth = 0;
    loop {
        let token = reader.token().ok()?;
        match &token {
            Token::Text(range) => {
                text.push_str(&reader.resolve_text(range.clone()).ok()?);
                continue;
            }
            Token::Cdata(range) => {
                text.push_str(&reader.cdata(range.clone()));
                continue;
            }
            Token::Start | Token::End => {}
        }
        let text = std::mem::take(&mut text);
        // Spaces between elements are layout; those that are all of an element's content are its value.
        let is_value =
            matches!(token, Token::End) && matches!(pieces.last(), Some(ContentToken::Start(..)));
        if !text.is_empty() && (is_value || !text.trim().is_empty()) {
            pieces.push(ContentToken::Text(text));
        }
        if matches!(token, Token::Start) {
            let mut attributes: Vec<(OwnedName, String)> = reader
                .attributes()
                .iter()
                .map(|one| (reader.attribute_name(one), one.value.clone().into_owned()))
                .collect();
            attributes.sort();
            pieces.push(ContentToken::Start(reader.owned_name(), attributes));
            depth += 1;
        } else if depth == 0 {
            return Some(pieces);
        } else {
            reader.pop();
            pieces.push(ContentToken::End);
            depth -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(body: &str) -> String {
        format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header><t>1</t></s:Header><s:Body>{body}</s:Body></s:Envelope>"
        )
    }

    fn is_same(recorded: &str, sent: &str) -> bool {
        Replay::is_same_request(envelope(recorded).as_bytes(), envelope(sent).as_bytes())
    }

    #[test]
    fn spelling_does_not_matter() {
        let recorded = "\n <a xmlns='urn:a' x='1' y='2'>\n  <b>&#65;</b>\n </a>\n";
        assert!(is_same(
            recorded,
            "<p:a xmlns:p='urn:a' y='2' x=\"1\"><p:b><![CDATA[A]]></p:b></p:a>"
        ));
    }

    #[test]
    fn content_matters() {
        let recorded = "<a xmlns='urn:a' x='1'><b>A</b><c/></a>";
        for sent in [
            "<a xmlns='urn:b' x='1'><b>A</b><c/></a>",
            "<a xmlns='urn:a' x='2'><b>A</b><c/></a>",
            "<a xmlns='urn:a' x='1'><b>B</b><c/></a>",
            "<a xmlns='urn:a' x='1'><b>A</b><c> </c></a>",
            "<a xmlns='urn:a' x='1'><c/><b>A</b></a>",
            "<a xmlns='urn:a' x='1'><b>A</b></a>",
            "",
        ] {
            assert!(!is_same(recorded, sent), "{sent}");
        }
        assert!(is_same("<a><b/></a>", "<a><b></b></a>"));
    }

    #[test]
    fn a_masked_text_is_any_text() {
        assert!(is_same(
            "<a key='***'><b>***</b></a>",
            "<a key='7'><b>secret</b></a>"
        ));
        assert!(!is_same("<a><b>***</b></a>", "<a><b><c/></b></a>"));
    }

    #[test]
    fn what_is_no_envelope_is_nothing() {
        assert!(!Replay::is_same_request(b"<a/>", b"<a/>"));
        assert!(!Replay::is_same_request(b"", b""));
    }

    #[test]
    fn exchanges_of_one_request_are_a_sequence() {
        let mut exchanges = Replay::new()
            .exchange(envelope("<a/>"), MockResponse::empty(201))
            .exchange(envelope("<b/>"), MockResponse::empty(202))
            .exchange(envelope("<a/>"), MockResponse::empty(203))
            .0;
        let mut status = |body: &str| {
            let response = answer(&mut exchanges, &envelope(body).into())?;
            Some(format!("{response:?}"))
        };
        let given: Vec<_> = ["<a/>", "<a/>", "<a/>", "<b/>", "<c/>"]
            .map(&mut status)
            .into();
        let shown = |status: u16| Some(format!("{:?}", MockResponse::empty(status)));
        assert_eq!(
            given,
            [shown(201), shown(203), shown(203), shown(202), None]
        );
    }
}
