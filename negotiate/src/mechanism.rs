//! The parts of a sign-in.

use std::error::Error as StdError;
use std::fmt;

/// A way to sign in: it makes the tokens that go into `Authorization` headers.
///
/// A mechanism that asks the system for Kerberos tickets, as with the cache of `kinit`, has one token, which is also the last:
///
/// ```
/// use soap_negotiate::{Handshake, HandshakeError, Mechanism, Token};
///
/// struct Kerberos;
/// struct OneTicket(Vec<u8>);
/// # fn ticket_of_the_system(_: &str) -> Result<Vec<u8>, HandshakeError> { Ok(Vec::new()) }
///
/// impl Mechanism for Kerberos {
///     fn schemes(&self) -> &'static [&'static str] {
///         &["Negotiate"]
///     }
///
///     fn start(&self, host: &str) -> Result<Box<dyn Handshake>, HandshakeError> {
///         Ok(Box::new(OneTicket(ticket_of_the_system(&format!("HTTP@{host}"))?)))
///     }
/// }
///
/// impl Handshake for OneTicket {
///     fn next(&mut self, _: Option<&[u8]>) -> Result<Token, HandshakeError> {
///         Ok(Token::last(std::mem::take(&mut self.0)))
///     }
/// }
/// ```
pub trait Mechanism: Send + Sync + 'static {
    /// The schemes of HTTP that carry its tokens, the preferred one first. The next one is tried where the server does not offer it.
    fn schemes(&self) -> &'static [&'static str];

    /// Starts a sign-in at a host.
    ///
    /// # Errors
    /// There are no credentials for it.
    fn start(&self, host: &str) -> Result<Box<dyn Handshake>, HandshakeError>;

    /// Says whether [`start`](Self::start) would wait for another computer now. An awaited call then starts on a thread of its own.
    fn waits(&self, host: &str) -> bool {
        let _ = host;
        false
    }
}

/// One sign-in, on one connection.
pub trait Handshake: Send {
    /// The next token for the server. `token` is the one that the server has sent; `None` at the start.
    ///
    /// # Errors
    /// The server's token cannot be read, or asks for more than the mechanism can do.
    fn next(&mut self, token: Option<&[u8]>) -> Result<Token, HandshakeError>;

    /// Looks at the token that the server sends with its acceptance, if it sends one: with Kerberos it proves who the server is.
    ///
    /// # Errors
    /// The server has not proved it. The response is refused.
    fn accepted(&mut self, token: Option<&[u8]>) -> Result<(), HandshakeError> {
        let _ = token;
        Ok(())
    }

    /// Looks at the token that the server sends with its refusal of the last token, if it sends one.
    ///
    /// # Errors
    /// The token says why. Without an error the response is the result of the call.
    fn refused(&mut self, token: Option<&[u8]>) -> Result<(), HandshakeError> {
        let _ = token;
        Ok(())
    }
}

/// A token for the server. `Debug` does not show it.
#[derive(Clone)]
pub struct Token {
    pub(crate) bytes: Vec<u8>,
    pub(crate) is_last: bool,
}

impl Token {
    /// A token that the server answers with another.
    pub fn more(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            is_last: false,
        }
    }

    /// A token that the server accepts or refuses. The message is sent with it.
    pub fn last(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            is_last: true,
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("is_last", &self.is_last)
            .finish_non_exhaustive()
    }
}

/// Why a sign-in cannot go on. It quotes nothing of what was sent.
#[derive(Debug)]
pub struct HandshakeError {
    message: &'static str,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl HandshakeError {
    /// An error with its reason.
    pub const fn new(message: &'static str) -> Self {
        Self {
            message,
            source: None,
        }
    }

    /// The same, caused by another error.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for HandshakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl StdError for HandshakeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
