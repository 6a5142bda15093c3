//! One request on one connection, as a state machine without I/O: the sign-in if it is needed, and the message.

use crate::mechanism::{Handshake, HandshakeError, Mechanism, Token};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use soap_runtime::transport::{SendLimits, StreamResponse, TransportError, TransportErrorKind};
use std::sync::Arc;
use std::time::Instant;

/// The longest token of a server, in Base64.
const LONGEST: usize = 64 << 10;

/// The next step.
pub(crate) enum Next {
    /// Send this, and report the response.
    Send(http::Request<Bytes>),
    /// The response to the message.
    Done(http::Response<Bytes>),
}

/// The step that was sent last.
#[derive(Clone, Copy, PartialEq)]
enum Sent {
    /// The message, on a connection that is signed in, or to a server that asks for nothing.
    Message,
    /// A token without the message.
    Token,
    /// The last token with the message.
    LastToken,
}

/// The state of one request.
pub(crate) struct Exchange {
    mechanism: Arc<dyn Mechanism>,
    request: http::Request<Bytes>,
    started: Instant,
    handshake: Option<Box<dyn Handshake>>,
    /// The index of the scheme that is tried.
    scheme: usize,
    sent: Sent,
    /// The sign-in was tried: the next refusal is final, so that a wrong password counts once.
    is_tried: bool,
    /// The connection is signed in.
    pub(crate) is_signed_in: bool,
}

impl Exchange {
    /// A request, on a connection that may be signed in already.
    pub(crate) fn new(
        mechanism: Arc<dyn Mechanism>,
        mut request: http::Request<Bytes>,
        is_signed_in: bool,
    ) -> Self {
        // The connection is not free before the whole response is there.
        request.extensions_mut().remove::<StreamResponse>();
        Self {
            mechanism,
            request,
            started: Instant::now(),
            handshake: None,
            scheme: 0,
            sent: Sent::Message,
            is_tried: false,
            is_signed_in,
        }
    }

    /// The next step may wait for another computer.
    pub(crate) fn waits(&self) -> bool {
        let host = self.request.uri().host().unwrap_or_default();
        self.mechanism.waits(host)
    }

    /// The first request to send.
    pub(crate) fn start(&mut self) -> Result<http::Request<Bytes>, TransportError> {
        match self.is_signed_in {
            true => Ok(self.message(None)),
            false => self.sign_in(),
        }
    }

    /// Takes a response.
    pub(crate) fn received(
        &mut self,
        response: http::Response<Bytes>,
    ) -> Result<Next, TransportError> {
        let is_refused = response.status() == StatusCode::UNAUTHORIZED;
        match self.sent {
            Sent::Message if is_refused && self.is_signed_in && !self.is_tried => {
                // The server has closed the connection, or forgotten who it is.
                self.is_signed_in = false;
                self.sign_in().map(Next::Send)
            }
            Sent::Message => Ok(Next::Done(response)),
            Sent::Token if !is_refused => {
                // The server asks for no sign-in: what it says of a request without a message is not the response.
                self.handshake = None;
                self.is_tried = true;
                self.sent = Sent::Message;
                Ok(Next::Send(self.message(None)))
            }
            Sent::Token => self.challenged(response),
            Sent::LastToken => {
                self.is_signed_in = !is_refused;
                if let Some(mut handshake) = self.handshake.take() {
                    let token = self.token_of(&response)?;
                    let looks = match is_refused {
                        true => handshake.refused(token.as_deref()),
                        false => handshake.accepted(token.as_deref()),
                    };
                    looks.map_err(failed)?;
                }
                Ok(Next::Done(response))
            }
        }
    }

    /// Starts a sign-in with the scheme that is tried.
    fn sign_in(&mut self) -> Result<http::Request<Bytes>, TransportError> {
        self.is_tried = true;
        let host = self.request.uri().host().unwrap_or_default();
        let mut handshake = self.mechanism.start(host).map_err(failed)?;
        let token = handshake.next(None).map_err(failed)?;
        self.handshake = Some(handshake);
        self.with_token(token)
    }

    /// Goes on after a refusal with a token, or tries the next scheme that the server offers.
    fn challenged(&mut self, response: http::Response<Bytes>) -> Result<Next, TransportError> {
        if let Some(token) = self.token_of(&response)? {
            let Some(handshake) = &mut self.handshake else {
                return Ok(Next::Done(response));
            };
            let token = handshake.next(Some(&token)).map_err(failed)?;
            return self.with_token(token).map(Next::Send);
        }
        let schemes = self.mechanism.schemes().iter().enumerate();
        let mut later = schemes.skip(self.scheme.saturating_add(1));
        match later.find(|(_, scheme)| credentials(&response, scheme).is_some()) {
            Some((index, _)) => {
                self.scheme = index;
                self.sign_in().map(Next::Send)
            }
            None => Ok(Next::Done(response)),
        }
    }

    fn scheme(&self) -> &'static str {
        let schemes = self.mechanism.schemes();
        schemes.get(self.scheme).copied().unwrap_or("Negotiate")
    }

    /// The token that the server has sent by the scheme that is tried.
    fn token_of(
        &self,
        response: &http::Response<Bytes>,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        let token = credentials(response, self.scheme()).unwrap_or_default();
        if token.is_empty() {
            return Ok(None);
        }
        let token = match token.len() > LONGEST {
            true => None,
            false => STANDARD.decode(&token).ok(),
        };
        let unreadable = || failed(HandshakeError::new("the server's token is no Base64"));
        token.map(Some).ok_or_else(unreadable)
    }

    fn with_token(&mut self, token: Token) -> Result<http::Request<Bytes>, TransportError> {
        let text = format!("{} {}", self.scheme(), STANDARD.encode(&token.bytes));
        let mut value = HeaderValue::try_from(text)
            .map_err(|_| failed(HandshakeError::new("the token cannot be sent")))?;
        value.set_sensitive(true);
        self.sent = match token.is_last {
            true => Sent::LastToken,
            false => Sent::Token,
        };
        let mut request = self.message(Some(value));
        if !token.is_last {
            // The server would read it for nothing.
            *request.body_mut() = Bytes::new();
            request.headers_mut().remove(CONTENT_LENGTH);
        }
        Ok(request)
    }

    /// The message, within what is left of its time.
    fn message(&self, authorization: Option<HeaderValue>) -> http::Request<Bytes> {
        let mut request = self.request.clone();
        if let Some(value) = authorization {
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        let mut limits = SendLimits::of(&request);
        let passed = self.started.elapsed();
        limits.timeout = limits.timeout.map(|time| time.saturating_sub(passed));
        request.extensions_mut().insert(limits);
        request
    }
}

/// The text after the name of the scheme in the challenges of a response; `None` if there is no such challenge. A token is Base64 and
/// has no comma, so that commas part challenges, but for those in the quoted values of other schemes.
fn credentials(response: &http::Response<Bytes>, scheme: &str) -> Option<String> {
    let headers = response.headers().get_all(WWW_AUTHENTICATE);
    let texts = headers.iter().filter_map(|value| value.to_str().ok());
    texts.flat_map(parts).find_map(|one| {
        let (name, token) = one.trim().split_once(' ').unwrap_or((one.trim(), ""));
        name.eq_ignore_ascii_case(scheme)
            .then(|| token.trim().to_owned())
    })
}

/// The parts of a header between its commas, of which a quoted string (RFC 9110, section 5.6.4) may hold some.
fn parts(header: &str) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    header.split(move |one| {
        let was_escaped = std::mem::take(&mut is_escaped);
        match one {
            '"' if !was_escaped => is_quoted = !is_quoted,
            '\\' => is_escaped = is_quoted && !was_escaped,
            _ => {}
        }
        one == ',' && !is_quoted
    })
}

fn failed(error: HandshakeError) -> TransportError {
    let message = "the sign-in cannot go on";
    TransportError::new(TransportErrorKind::Protocol, message).caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(header: &str) -> Option<String> {
        let response = http::Response::builder().header(WWW_AUTHENTICATE, header);
        credentials(&response.body(Bytes::new()).expect("a response"), "NTLM")
    }

    #[test]
    fn challenges_are_parted_by_commas_outside_quotes() {
        assert_eq!(found("Negotiate, ntlm").as_deref(), Some(""));
        assert_eq!(
            found(r#"Basic realm="a, b",NTLM TlRM=="#).as_deref(),
            Some("TlRM==")
        );
        assert_eq!(found(r#"Basic realm="a, NTLM b""#), None);
        assert_eq!(found(r#"Basic realm="a \", NTLM b""#), None);
        assert_eq!(found(r#"Basic realm="a \\", NTLM b"#).as_deref(), Some("b"));
    }
}
