//! The builder of sessions.

use super::sign_in::{SignIn, TicketProvider};
use super::single_flight::SingleFlight;
use super::tickets::{IsRefusal, Tickets};
use super::{BaseUrl, BaseUrlError, Session, Ticket, TimeZone};
use crate::exception;
use soap_runtime::transport::{BlockingTransport, Transport, TransportError};
use soap_runtime::{CallOptions, Client, Error, ErrorHeaderHook, Redaction};
use std::fmt;
use std::sync::Arc;

/// Builds a [`Session`]. Give the base URL ([`Session::builder`]) and a way to sign in: [`password`](Self::password),
/// [`generic`](Self::generic), [`implicit`](Self::implicit), [`ticket`](Self::ticket) or
/// [`ticket_provider`](Self::ticket_provider). The last one wins. Then build over a transport.
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

    /// Sets the application token. Tenants of SuperOffice Online require it, installations on site do not.
    pub fn application_token(mut self, token: impl Into<String>) -> Self {
        self.application_token = Some(token.into());
        self
    }

    /// Sets the time zone of dates in requests and responses. The default is the zone of the installation.
    pub fn time_zone(mut self, zone: TimeZone) -> Self {
        self.time_zone = Some(zone);
        self
    }

    /// Signs in with user name and password (`AuthenticateUsernamePassword`). The password is sent as plain text: use
    /// `https`.
    pub fn password(self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.by(SignIn::Password {
            user: user.into(),
            password: password.into(),
        })
    }

    /// Signs in with named values for an authentication plug-in of the installation (`AuthenticateGeneric`).
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

    /// Signs in as the user of the HTTP connection (`AuthenticateImplicit`). Build the session over your own transport
    /// that does NTLM or Negotiate.
    pub fn implicit(self) -> Self {
        self.by(SignIn::Implicit)
    }

    /// Uses a ticket that was obtained elsewhere. When NetServer refuses it, calls fail: the session cannot get another
    /// one.
    pub fn ticket(mut self, ticket: impl Into<Ticket>) -> Self {
        self.ticket = Some(ticket.into());
        self.sign_in = Some(SignIn::Ticket);
        self
    }

    /// Asks `provider` for a ticket before the first call, and again when a ticket is refused. A closure that returns a
    /// future is a provider.
    pub fn ticket_provider(self, provider: impl TicketProvider) -> Self {
        self.by(SignIn::Provider(Box::new(provider)))
    }

    /// Sets the test for errors that mean: the call had no valid ticket, and NetServer did not act on it. The default
    /// is [`is_authentication_error`](crate::is_authentication_error).
    pub fn authentication_error(
        mut self,
        is_one: impl Fn(&Error) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.refusal = Arc::new(is_one);
        self
    }

    /// Sets options for all calls, sign-in included: time limit, interceptors, HTTP headers, error headers. The session
    /// replaces the endpoint and the header provider.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    fn by(mut self, sign_in: SignIn) -> Self {
        self.sign_in = Some(sign_in);
        self.ticket = None;
        self
    }

    /// Builds an asynchronous session over HTTP with the `reqwest` library. Calls are awaited in any executor.
    ///
    /// # Errors
    /// [`BuildError`] says what is missing or wrong. Nothing is sent.
    #[cfg(feature = "reqwest")]
    pub fn build(self) -> Result<Session, BuildError> {
        let transport = soap_runtime::transport::Reqwest::new().map_err(BuildError::Transport)?;
        self.build_over(transport)
    }

    /// Builds a blocking session over HTTP with the `ureq` library.
    ///
    /// # Errors
    /// [`BuildError`] says what is missing or wrong. Nothing is sent.
    #[cfg(feature = "ureq")]
    pub fn build_blocking(self) -> Result<Session, BuildError> {
        self.build_blocking_over(soap_runtime::transport::Ureq::new())
    }

    /// Builds an asynchronous session over your own transport.
    ///
    /// # Errors
    /// [`BuildError`] says what is missing or wrong. Nothing is sent.
    pub fn build_over(self, transport: impl Transport) -> Result<Session, BuildError> {
        self.finish(|endpoint| Client::new(endpoint, transport))
    }

    /// Builds a blocking session over your own transport.
    ///
    /// # Errors
    /// [`BuildError`] says what is missing or wrong. Nothing is sent.
    pub fn build_blocking_over(
        self,
        transport: impl BlockingTransport,
    ) -> Result<Session, BuildError> {
        self.finish(|endpoint| Client::blocking(endpoint, transport))
    }

    fn finish(self, client: impl FnOnce(&str) -> Client) -> Result<Session, BuildError> {
        let base_url = BaseUrl::parse(&self.base_url).map_err(BuildError::BaseUrl)?;
        let sign_in = self.sign_in.ok_or(BuildError::NoSignIn)?;
        let mut redaction = self.options.redaction.clone().unwrap_or_else(redaction);
        for secret in sign_in.secrets().chain(&self.application_token) {
            redaction = redaction.value(secret);
        }
        let mut options = self.options;
        options.endpoint = None;
        options.header_provider = None;
        options.redaction = Some(redaction);
        options.error_header = Some(error_header(options.error_header.take()));
        let client = client(base_url.as_str()).with_options(options);
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
        let client = client.with_options(CallOptions::new().with_header_provider(tickets.clone()));
        Ok(Session {
            tickets,
            client,
            base_url,
        })
    }
}

/// Masks the secrets in NetServer's headers, too.
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

/// Leaves secrets out.
impl fmt::Debug for SessionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionBuilder")
            .field("sign_in", &self.sign_in)
            .field("time_zone", &self.time_zone)
            .finish_non_exhaustive()
    }
}

/// Why a session cannot be built.
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
        // The message contains the wrapped error's text, so the source is that error's own source.
        match self {
            Self::BaseUrl(_) | Self::NoSignIn => None,
            Self::Transport(error) => error.source(),
        }
    }
}
