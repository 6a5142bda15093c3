//! The ticket of a session: signs in when one is needed, and keeps it until NetServer refuses it.

use super::sign_in::{SignIn, SignInError, TicketProvider};
use super::single_flight::SingleFlight;
use super::{BaseUrl, Ticket};
use crate::customer_service::RequestHeaders;
use crate::so_principal::{
    self, AuthenticateGeneric, AuthenticateImplicit, AuthenticateResponse,
    AuthenticateUsernamePassword, SoPrincipalClient,
};
use crate::types::{SoCredentials, SoTimeZone};
use soap_runtime::{Call, Client, Error, Headers, Reply};
use std::fmt;
use std::sync::Arc;

/// Tells whether an error means that NetServer refused the call because it had no valid ticket.
pub(super) type IsRefusal = Arc<dyn Fn(&Error) -> bool + Send + Sync>;

/// The way in which a session signs in, and its ticket.
pub(super) struct Tickets {
    pub sign_in: SignIn,
    pub principal: Client,
    pub application_token: Option<String>,
    pub time_zone: Option<SoTimeZone>,
    pub refusal: IsRefusal,
    pub single_flight: SingleFlight<Granted, SignInError>,
}

/// A ticket and the headers that carry it.
#[derive(Clone)]
pub(super) struct Granted {
    pub ticket: Ticket,
    pub headers: Headers,
}

/// The source of the next ticket.
enum Source<'a> {
    /// The provider, and the ticket that was refused.
    Provider(&'a dyn TicketProvider, Option<Ticket>),
    /// The call that signs in.
    Call(Authenticate),
}

type Authenticated = Result<Reply<AuthenticateResponse, so_principal::ResponseHeaders>, Error>;
type Authenticate = Call<AuthenticateResponse, so_principal::ResponseHeaders>;

impl Tickets {
    /// Returns the client for sign-in.
    pub fn principal(&self) -> SoPrincipalClient {
        SoPrincipalClient::new(self.principal.clone())
    }

    /// Returns a client of SoPrincipal. The application token is its only header.
    pub fn principal_client(
        client: &Client,
        base_url: &BaseUrl,
        application_token: Option<&String>,
    ) -> Client {
        client
            .with_endpoint(base_url.service("SoPrincipal"))
            .with_headers(so_principal::RequestHeaders {
                application_token: application_token.cloned(),
            })
    }

    /// Keeps a ticket that was obtained elsewhere.
    pub fn keep(&mut self, ticket: Ticket) {
        self.single_flight = SingleFlight::new(Some(self.grant(ticket)));
    }

    /// Returns the ticket and its headers; signs in if there is none.
    pub async fn granted(&self) -> Result<Granted, SignInError> {
        self.single_flight.get(self.obtain()).await
    }

    /// Like [`granted`](Self::granted), but blocks the thread.
    pub fn granted_blocking(&self) -> Result<Granted, SignInError> {
        self.single_flight.get_blocking(|| self.obtain_blocking())
    }

    async fn obtain(&self) -> Result<Granted, SignInError> {
        match self.source()? {
            Source::Provider(provider, refused) => {
                self.provided(provider.ticket(refused.as_ref()).await)
            }
            Source::Call(call) => self.authenticated(call.await),
        }
    }

    fn obtain_blocking(&self) -> Result<Granted, SignInError> {
        match self.source()? {
            Source::Provider(provider, refused) => {
                self.provided(provider.ticket_blocking(refused.as_ref()))
            }
            Source::Call(call) => self.authenticated(call.wait()),
        }
    }

    /// Returns the source of the next ticket.
    fn source(&self) -> Result<Source<'_>, SignInError> {
        if let SignIn::Provider(provider) = &self.sign_in {
            return Ok(Source::Provider(&**provider, self.last()));
        }
        self.authenticate()
            .map(Source::Call)
            .ok_or(SignInError::Refused)
    }

    /// Returns the previous ticket. It was refused, otherwise nobody asks for another.
    fn last(&self) -> Option<Ticket> {
        self.single_flight.held().map(|held| held.value.ticket)
    }

    /// Returns the call that signs in, unless a provider gives tickets.
    fn authenticate(&self) -> Option<Authenticate> {
        let principal = self.principal();
        match &self.sign_in {
            SignIn::Password { user, password } => Some(principal.authenticate_username_password(
                &AuthenticateUsernamePassword {
                    user_name: Some(user.clone()),
                    password: Some(password.clone()),
                },
            )),
            SignIn::Generic(pairs) => {
                let pairs = pairs
                    .iter()
                    .map(|(name, value)| (name.clone(), Some(value.clone())));
                Some(principal.authenticate_generic(&AuthenticateGeneric {
                    authentication_data: Some(pairs.collect()),
                }))
            }
            SignIn::Implicit => Some(principal.authenticate_implicit(&AuthenticateImplicit)),
            SignIn::Ticket | SignIn::Provider(_) => None,
        }
    }

    /// The user is signed in when the call succeeded (a fault and an `ExceptionInfo` are errors already), NetServer
    /// says so, and there is a ticket.
    fn authenticated(&self, reply: Authenticated) -> Result<Granted, SignInError> {
        let AuthenticateResponse {
            credentials,
            authentication_succeeded,
            ..
        } = reply
            .map_err(|error| SignInError::Call(Arc::new(error)))?
            .body;
        if authentication_succeeded != Some(true) {
            return Err(SignInError::Refused);
        }
        let ticket = credentials
            .and_then(|credentials| credentials.ticket)
            .unwrap_or_default();
        self.checked(Ticket::new(ticket))
    }

    fn provided(&self, ticket: Result<Ticket, super::BoxError>) -> Result<Granted, SignInError> {
        self.checked(ticket.map_err(|error| SignInError::Provider(error.into()))?)
    }

    fn checked(&self, ticket: Ticket) -> Result<Granted, SignInError> {
        if ticket.reveal().trim().is_empty() {
            Err(SignInError::NoTicket)
        } else {
            Ok(self.grant(ticket))
        }
    }

    fn grant(&self, ticket: Ticket) -> Granted {
        let headers = Headers::of(RequestHeaders {
            application_token: self.application_token.clone(),
            credentials: Some(SoCredentials {
                ticket: Some(ticket.reveal().to_owned()),
            }),
            time_zone: self.time_zone.clone(),
        });
        Granted { ticket, headers }
    }
}

/// Leaves tickets and passwords out.
impl fmt::Debug for Tickets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tickets")
            .field("sign_in", &self.sign_in)
            .field("time_zone", &self.time_zone)
            .finish_non_exhaustive()
    }
}
