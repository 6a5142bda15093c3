//! Sessions: signing in, and calling as the signed-in user.

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
/// Its clients send the application token, the ticket and the time zone with each call. The session signs in before the
/// first call that needs a ticket, and keeps the ticket; NetServer keeps it alive while it is used. When NetServer
/// refuses a call for want of a valid ticket, the session signs in and sends the call once more. A second refusal is
/// the error of the call. Calls that need a ticket at the same time share one sign-in and its outcome.
///
/// Cloning a session is cheap: clones share one ticket, and any number of threads and tasks may use them. The transport
/// decides whether calls are asynchronous (`.await`) or blocking (`.wait()`).
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
    /// Returns a builder for a session with the installation at `base_url`.
    pub fn builder(base_url: impl Into<String>) -> SessionBuilder {
        SessionBuilder::new(base_url.into())
    }

    /// Returns the client of CustomerService for the signed-in user.
    pub fn customer_service(&self) -> CustomerServiceClient {
        CustomerServiceClient::new(self.client("CustomerService"))
    }

    /// Returns the client of SoPrincipal. Its calls need no ticket, so they start no sign-in.
    pub fn so_principal(&self) -> SoPrincipalClient {
        self.tickets.principal()
    }

    /// Returns the client for the service `name`, such as `Contact`. Use it with code generated from other contracts of
    /// Services83: `ContactClient::new(session.client("Contact"))`. Such code has its own types, so pass an error
    /// header for its response headers to [`SessionBuilder::options`].
    pub fn client(&self, name: &str) -> Client {
        self.client
            .with_options(CallOptions::new().with_endpoint(self.base_url.service(name)))
    }

    /// The base URL.
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// Signs in, unless the session has a ticket. Calls sign in by themselves; this method reports a failure before the
    /// first call.
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

/// Leaves secrets out.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("base_url", &self.base_url.as_str())
            .field("tickets", &self.tickets)
            .finish_non_exhaustive()
    }
}
