//! Signing in, and calling as who has signed in.

mod base_url;
mod builder;
mod retry;
mod sign_in;
mod single_flight;
mod ticket;
mod tickets;
mod time_zone;

pub use self::base_url::{BaseUrl, BaseUrlError, SERVICES_VERSION};
pub use self::builder::{BuildError, SessionBuilder};
pub use self::sign_in::{BoxError, SignInError, TicketProvider};
pub use self::ticket::Ticket;
pub use self::time_zone::TimeZone;

use self::tickets::Tickets;
use crate::customer_service::CustomerServiceClient;
use crate::so_principal::SoPrincipalClient;
use soap_runtime::{CallOptions, Client};
use std::fmt;
use std::sync::Arc;

/// A signed-in user of one installation or tenant.
///
/// The clients that it gives send the application token, the ticket and the time zone with each call. The session gets the
/// ticket when the first call needs it, and keeps it; NetServer keeps it alive as long as it is used. When a call is refused
/// because it had no valid ticket, the session signs in once more and sends the call once more, and that is all: a second
/// refusal is the call's error. Calls that need a ticket at the same time share one sign-in and its outcome.
///
/// A session is a cheap clone of a handle, and serves any number of threads and tasks. The transport decides whether its calls
/// are asynchronous (`.await`) or blocking (`.wait()`).
///
/// ```no_run
/// use superoffice_services83::Session;
/// use superoffice_services83::customer_service::UpdateFeatureToggles;
/// use superoffice_services83::types::CsFeatureToggle;
///
/// # #[cfg(feature = "reqwest")]
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let session = Session::builder("https://crm.example.com/Remote/Services83/")
///     .password("anna", std::env::var("SUPEROFFICE_PASSWORD")?)
///     .build()?;
/// let toggle = CsFeatureToggle { name: Some("ChatBot".into()), state: Some(true), ..Default::default() };
/// let request = UpdateFeatureToggles { feature_toggles: Some(vec![toggle]) };
/// session.customer_service().update_feature_toggles(&request).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Session {
    tickets: Arc<Tickets>,
    client: Client,
    base_url: BaseUrl,
}

impl Session {
    /// A session to be set up, for the installation at `base_url`.
    pub fn builder(base_url: impl Into<String>) -> SessionBuilder {
        SessionBuilder::new(base_url.into())
    }

    /// CustomerService, for the signed-in user.
    pub fn customer_service(&self) -> CustomerServiceClient {
        CustomerServiceClient::new(self.client("CustomerService"))
    }

    /// SoPrincipal. Its calls need no ticket, and make the session get none.
    pub fn so_principal(&self) -> SoPrincipalClient {
        self.tickets.principal()
    }

    /// The client for a service of the installation: `name` is that of the service, such as `Contact`. With
    /// code that you have generated from other contracts of Services83, `ContactClient::new(session.client("Contact"))`. Such
    /// code has types of its own: pass an error header for its response headers to [`SessionBuilder::options`].
    pub fn client(&self, name: &str) -> Client {
        self.client.with_options(CallOptions {
            endpoint: Some(self.base_url.service(name)),
            ..CallOptions::default()
        })
    }

    /// The base URL.
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// Signs in, unless there is a ticket already. Calls do this by themselves; this is for programs that want to know first.
    ///
    /// # Errors
    /// [`SignInError`] says why there is no ticket.
    pub async fn sign_in(&self) -> Result<Ticket, SignInError> {
        Ok(self.tickets.granted().await?.ticket)
    }

    /// Like [`sign_in`](Self::sign_in), for sessions over a blocking transport.
    ///
    /// # Errors
    /// [`SignInError`] says why there is no ticket.
    pub fn sign_in_blocking(&self) -> Result<Ticket, SignInError> {
        Ok(self.tickets.granted_blocking()?.ticket)
    }
}

/// Secrets stay out of it.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("base_url", &self.base_url.as_str())
            .field("tickets", &self.tickets)
            .finish_non_exhaustive()
    }
}
