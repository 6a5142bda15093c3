//! Setting up a session.

use super::sign_in::{SignIn, TicketProvider};
use super::single_flight::SingleFlight;
use super::tickets::{IsRefusal, Tickets};
use super::{BaseUrl, BaseUrlError, Session, Ticket, TimeZone};
use crate::exception;
use soap_runtime::transport::{BlockingTransport, Transport, TransportError};
use soap_runtime::{CallOptions, Client, Error, ErrorHeaderHook, Redaction};
use std::fmt;
use std::sync::Arc;

/// Builds a [`Session`]: say where ([`Session::builder`]), how to sign in (one of [`password`](Self::password),
/// [`generic`](Self::generic), [`implicit`](Self::implicit), [`ticket`](Self::ticket),
/// [`ticket_provider`](Self::ticket_provider): the last one counts), and build it over a transport.
pub struct SessionBuilder {
    base_url: String,
    application_token: Option<String>,
    time_zone: Option<TimeZone>,
    sign_in: Option<SignIn>,
    ticket: Option<Ticket>,
    refusal: IsRefusal,
    options: CallOptions,
}

impl SessionBuilder {
    pub(super) fn new(base_url: String) -> Self {
        Self {
            base_url,
            application_token: None,
            time_zone: None,
            sign_in: None,
            ticket: None,
            refusal: Arc::new(exception::is_authentication_error),
            options: CallOptions::default(),
        }
    }

    /// The application token: tenants of SuperOffice Online ask for it, installations on site do not.
    pub fn application_token(mut self, token: impl Into<String>) -> Self {
        self.application_token = Some(token.into());
        self
    }

    /// The zone of dates in requests and responses; that of the installation by default.
    pub fn time_zone(mut self, zone: TimeZone) -> Self {
        self.time_zone = Some(zone);
        self
    }

    /// Signs in with user name and password (`AuthenticateUsernamePassword`). The password goes out as plain text: use `https`.
    pub fn password(self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.by(SignIn::Password {
            user: user.into(),
            password: password.into(),
        })
    }

    /// Signs in with named values that an authentication plug-in of the installation understands (`AuthenticateGeneric`).
    pub fn generic<N: Into<String>, V: Into<String>>(
        self,
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.by(SignIn::Generic(
            pairs
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        ))
    }

    /// Signs in as the user of the HTTP connection (`AuthenticateImplicit`): build the session over a transport of your own
    /// that does NTLM or Negotiate.
    pub fn implicit(self) -> Self {
        self.by(SignIn::Implicit)
    }

    /// Uses a ticket that was obtained elsewhere. When it is refused there is no way to another, and calls fail.
    pub fn ticket(mut self, ticket: impl Into<Ticket>) -> Self {
        self.ticket = Some(ticket.into());
        self.sign_in = Some(SignIn::Ticket);
        self
    }

    /// Asks `provider` for tickets: now, and again when one is refused. A closure that returns a future will do.
    pub fn ticket_provider(self, provider: impl TicketProvider) -> Self {
        self.by(SignIn::Provider(Box::new(provider)))
    }

    /// Which errors mean that a call was refused because it had no valid ticket, and that NetServer did not act on it; instead
    /// of [`is_authentication_error`](crate::is_authentication_error).
    pub fn authentication_error(
        mut self,
        is_one: impl Fn(&Error) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.refusal = Arc::new(is_one);
        self
    }

    /// Settings for all calls, sign-in included: time limit, interceptors, HTTP headers, further error headers. The endpoint
    /// and the header provider are those of the session: the ones given here are ignored.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    fn by(mut self, sign_in: SignIn) -> Self {
        self.sign_in = Some(sign_in);
        self.ticket = None;
        self
    }

    /// An asynchronous session, over HTTP with the `reqwest` library. Calls need a Tokio runtime.
    ///
    /// # Errors
    /// [`BuildError`] says what is missing or wrong. Nothing is sent.
    #[cfg(feature = "reqwest")]
    pub fn build(self) -> Result<Session, BuildError> {
        let transport = soap_runtime::transport::Reqwest::new().map_err(BuildError::Transport)?;
        self.build_over(transport)
    }

    /// A blocking session, over HTTP with the `ureq` library.
    ///
    /// # Errors
    /// [`BuildError`] says what is missing or wrong. Nothing is sent.
    #[cfg(feature = "ureq")]
    pub fn build_blocking(self) -> Result<Session, BuildError> {
        self.build_blocking_over(soap_runtime::transport::Ureq::new())
    }

    /// An asynchronous session, over a transport of your own.
    ///
    /// # Errors
    /// [`BuildError`] says what is missing or wrong. Nothing is sent.
    pub fn build_over(self, transport: impl Transport) -> Result<Session, BuildError> {
        self.finish(|endpoint| Client::new(endpoint, transport))
    }

    /// A blocking session, over a transport of your own.
    ///
    /// # Errors
    /// [`BuildError`] says what is missing or wrong. Nothing is sent.
    pub fn build_blocking_over(
        self,
        transport: impl BlockingTransport,
    ) -> Result<Session, BuildError> {
        self.finish(|endpoint| Client::blocking(endpoint, transport))
    }

    fn finish(mut self, client: impl FnOnce(&str) -> Client) -> Result<Session, BuildError> {
        let base_url = BaseUrl::parse(&self.base_url).map_err(BuildError::BaseUrl)?;
        let sign_in = self.sign_in.ok_or(BuildError::NoSignIn)?;
        let mut redaction = self.options.redaction.clone().unwrap_or_else(redaction);
        for secret in sign_in.secrets().chain(&self.application_token) {
            redaction = redaction.value(secret);
        }
        let client = client(base_url.as_str()).with_options(CallOptions {
            endpoint: None,
            header_provider: None,
            redaction: Some(redaction),
            error_header: Some(error_header(self.options.error_header.take())),
            ..self.options
        });
        let mut tickets = Tickets {
            principal: Tickets::principal_client(
                &client,
                &base_url,
                self.application_token.as_ref(),
            ),
            sign_in,
            application_token: self.application_token,
            time_zone: self.time_zone.map(Into::into),
            refusal: self.refusal,
            single_flight: SingleFlight::new(None),
        };
        if let Some(ticket) = self.ticket {
            if ticket.reveal().trim().is_empty() {
                return Err(BuildError::NoSignIn);
            }
            tickets.keep(ticket);
        }
        let tickets = Arc::new(tickets);
        let client = client.with_options(CallOptions {
            header_provider: Some(tickets.clone()),
            ..CallOptions::default()
        });
        Ok(Session {
            tickets,
            client,
            base_url,
        })
    }
}

/// Masks the secrets of NetServer's headers, too.
fn redaction() -> Redaction {
    Redaction::default().name("Ticket").name("ApplicationToken")
}

/// Asks the user's own hook first, then reads `ExceptionInfo`.
fn error_header(own: Option<Arc<ErrorHeaderHook>>) -> Arc<ErrorHeaderHook> {
    match own {
        Some(own) => {
            Arc::new(move |headers| own(headers).or_else(|| exception::service_error(headers)))
        }
        None => Arc::new(exception::service_error),
    }
}

/// Secrets stay out of it.
impl fmt::Debug for SessionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionBuilder")
            .field("sign_in", &self.sign_in)
            .field("time_zone", &self.time_zone)
            .finish_non_exhaustive()
    }
}

/// Why there is no session.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL is wrong.
    BaseUrl(BaseUrlError),
    /// No way to sign in was given, or the ticket is empty.
    NoSignIn,
    /// The HTTP library could not be set up.
    Transport(TransportError),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BaseUrl(error) => write!(f, "{error}"),
            Self::NoSignIn => f.write_str("say how to sign in: with a password, named values, a ticket that is not empty, or a ticket provider"),
            Self::Transport(error) => write!(f, "no HTTP client: {error}"),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // Their own text is in ours: their source comes next.
        match self {
            Self::BaseUrl(_) | Self::NoSignIn => None,
            Self::Transport(error) => error.source(),
        }
    }
}
