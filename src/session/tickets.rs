//! The ticket of a session: had when it is needed, kept, had anew when it is refused.

use super::flight::Keeper;
use super::sign_in::{SignIn, SignInError};
use super::{BaseUrl, Ticket};
use crate::customer_service::RequestHeaders;
use crate::so_principal::{
    self, AuthenticateGeneric, AuthenticateImplicit, AuthenticateResponse,
    AuthenticateUsernamePassword, SoPrincipalClient,
};
use crate::types::{SoCredentials, SoTimeZone};
use soap_runtime::transport::BoxFuture;
use soap_runtime::{Call, CallContext, CallOptions, Client, Error, HeaderSource, Headers, Reply};
use std::fmt;
use std::sync::Arc;

/// Tells whether an error means that NetServer refused the call for want of a valid ticket.
pub(super) type Refusal = Arc<dyn Fn(&Error) -> bool + Send + Sync>;

/// What a session signs in with, and what came of it.
pub(super) struct Tickets {
    pub sign_in: SignIn,
    pub principal: Client,
    pub application_token: Option<String>,
    pub time_zone: Option<SoTimeZone>,
    pub refusal: Refusal,
    pub keeper: Keeper<Granted, SignInError>,
}

/// A ticket and the headers that carry it.
#[derive(Clone)]
pub(super) struct Granted {
    ticket: Ticket,
    headers: Headers,
}

type Authenticated = Result<Reply<AuthenticateResponse, so_principal::ResponseHeaders>, Error>;
type Authenticate = Call<AuthenticateResponse, so_principal::ResponseHeaders>;

impl Tickets {
    /// What signs in.
    pub fn principal(&self) -> SoPrincipalClient {
        SoPrincipalClient::new(self.principal.clone())
    }

    /// The client for SoPrincipal: the application token is the only header that it has.
    pub fn principal_client(
        client: &Client,
        base_url: &BaseUrl,
        application_token: Option<&String>,
    ) -> Client {
        let headers = Headers::of(so_principal::RequestHeaders {
            application_token: application_token.cloned(),
        });
        client.with(CallOptions {
            endpoint: Some(base_url.service("SoPrincipal")),
            headers,
            ..CallOptions::default()
        })
    }

    /// Keeps a ticket that was had elsewhere.
    pub fn keep(&mut self, ticket: Ticket) {
        self.keeper = Keeper::new(Some(self.grant(ticket)));
    }

    pub async fn get(&self) -> Result<Ticket, SignInError> {
        self.keeper
            .get(self.obtain())
            .await
            .map(|granted| granted.ticket)
    }

    pub fn get_blocking(&self) -> Result<Ticket, SignInError> {
        self.keeper
            .get_blocking(|| self.obtain_blocking())
            .map(|granted| granted.ticket)
    }

    async fn obtain(&self) -> Result<Granted, SignInError> {
        if let SignIn::Provider(provider) = &self.sign_in {
            let question = provider.ticket(self.last().as_ref());
            return self.provided(question.await);
        }
        match self.authenticate() {
            Some(call) => self.authenticated(call.await),
            None => Err(SignInError::Refused),
        }
    }

    fn obtain_blocking(&self) -> Result<Granted, SignInError> {
        if let SignIn::Provider(provider) = &self.sign_in {
            return self.provided(provider.ticket_blocking(self.last().as_ref()));
        }
        match self.authenticate() {
            Some(call) => self.authenticated(call.wait()),
            None => Err(SignInError::Refused),
        }
    }

    /// The ticket before: it was refused, or there would be no need for another.
    fn last(&self) -> Option<Ticket> {
        self.keeper.held().map(|held| held.value.ticket)
    }

    /// The call that signs in, if it is a call.
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
            SignIn::Implicit => {
                Some(principal.authenticate_implicit(&AuthenticateImplicit::default()))
            }
            SignIn::Ticket | SignIn::Provider(_) => None,
        }
    }

    /// Signed in means: the call succeeded (a fault and an `ExceptionInfo` are errors already), NetServer says so, and there is
    /// a ticket.
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
        self.granted(Ticket::new(ticket))
    }

    fn provided(&self, ticket: Result<Ticket, super::BoxError>) -> Result<Granted, SignInError> {
        self.granted(ticket.map_err(|error| SignInError::Provider(error.into()))?)
    }

    fn granted(&self, ticket: Ticket) -> Result<Granted, SignInError> {
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

    /// Whether to send a call once more, after seeing to it that its ticket is not used again.
    fn again(&self, error: &Error, sent: &Headers) -> bool {
        if matches!(self.sign_in, SignIn::Ticket) || !(self.refusal)(error) {
            return false;
        }
        if let Some(held) = self.keeper.held()
            && held.value.headers.is_same(sent)
        {
            self.keeper.refuse(held.generation);
        }
        true
    }
}

impl HeaderSource for Tickets {
    fn headers<'a>(&'a self, _: &'a CallContext) -> BoxFuture<'a, Result<Headers, Error>> {
        Box::pin(async {
            self.keeper
                .get(self.obtain())
                .await
                .map(|granted| granted.headers)
                .map_err(Error::from)
        })
    }

    fn headers_blocking(&self, _: &CallContext) -> Result<Headers, Error> {
        self.keeper
            .get_blocking(|| self.obtain_blocking())
            .map(|granted| granted.headers)
            .map_err(Error::from)
    }

    fn retry<'a>(
        &'a self,
        _: &'a CallContext,
        error: &'a Error,
        sent: &'a Headers,
    ) -> BoxFuture<'a, bool> {
        Box::pin(std::future::ready(self.again(error, sent)))
    }

    fn retry_blocking(&self, _: &CallContext, error: &Error, sent: &Headers) -> bool {
        self.again(error, sent)
    }
}

/// The ticket and what it is had with stay out of it.
impl fmt::Debug for Tickets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tickets")
            .field("sign_in", &self.sign_in)
            .field("time_zone", &self.time_zone)
            .finish_non_exhaustive()
    }
}
