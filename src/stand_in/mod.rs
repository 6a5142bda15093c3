//! A stand-in NetServer, in memory, for examples and tests.
//!
//! It serves both services over HTTP on a free port of the loopback interface. It behaves as NetServer does where a
//! client can see it, and shows its state to tests:
//!
//! * sign-in checks the password and issues tickets; a wrong password gives `AuthenticationSucceeded=false`, not an
//!   error;
//! * a call without a valid ticket gets HTTP 200, `Succeeded=false` and an `ExceptionInfo`, and so does a refused call;
//! * it keeps feature toggles, sessions, the text message configuration and chat sessions, and computes statistics;
//! * `GET .../CustomerService.svc?wsdl` returns the contract; paths ignore case, as IIS does.
//!
//! ```
//! use superoffice_services83::stand_in::StandIn;
//!
//! let stand_in = StandIn::builder().user("anna", "secret").toggle("NewUi", false).start()?;
//! assert!(stand_in.base_url().ends_with("/Remote/Services83/"));
//! assert_eq!(stand_in.toggles().get("NewUi"), Some(&false));
//! # Ok::<(), std::io::Error>(())
//! ```

mod customer_service;
mod day;
mod server;
mod service;
mod so_principal;
mod state;
mod statistics;

use self::server::Server;
use self::service::Service;
use self::state::StandInState;
use crate::types::{EventHandlerType, SmsConfig};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::time::Duration;

pub use self::day::Day;
pub use self::state::{OpenSession, SupportRequest};

/// A running stand-in. Dropping it stops it.
///
/// It runs on its own thread, so it serves blocking and asynchronous callers, in a Tokio runtime or outside one.
pub struct StandIn {
    service: Service,
    server: Server,
}

impl StandIn {
    /// Returns a builder for a stand-in without data.
    pub fn builder() -> StandInBuilder {
        StandInBuilder {
            state: StandInState::new(),
        }
    }

    /// Starts a stand-in with the data of [`StandInBuilder::sample`].
    ///
    /// # Errors
    /// There is no free port on the loopback interface, or no thread can be started.
    pub fn start() -> io::Result<Self> {
        Self::builder().sample().start()
    }

    /// Its base URL, `http://127.0.0.1:PORT/Remote/Services83/`.
    pub fn base_url(&self) -> String {
        format!("http://{}/Remote/Services83/", self.server.address())
    }

    /// The feature toggles, by name.
    pub fn toggles(&self) -> BTreeMap<String, bool> {
        self.service.state().toggles.clone()
    }

    /// The Customer Service sessions that are open, by login id.
    pub fn sessions(&self) -> BTreeMap<i32, OpenSession> {
        self.service.state().sessions.clone()
    }

    /// The text message configuration.
    pub fn sms_config(&self) -> SmsConfig {
        self.service.state().sms.clone()
    }

    /// The ids of the chat sessions.
    pub fn chat_sessions(&self) -> Vec<i32> {
        self.service.state().chats.keys().copied().collect()
    }

    /// The number of sign-ins, failed ones included.
    pub fn sign_ins(&self) -> u64 {
        self.service.state().sign_ins
    }

    /// The number of calls of an operation, refused calls included.
    pub fn calls(&self, operation: &str) -> u64 {
        self.service
            .state()
            .calls
            .get(operation)
            .copied()
            .unwrap_or_default()
    }

    /// Issues a new ticket for a user, as sign-in does.
    pub fn issue_ticket(&self, user: &str) -> String {
        self.service.state().issue(user)
    }

    /// Makes all tickets invalid, as disuse or a restart of NetServer does.
    pub fn expire_tickets(&self) {
        self.service.state().tickets.clear();
    }

    /// Sets the password of a user, who is added if there is none of this name.
    pub fn set_password(&self, user: &str, password: &str) {
        self.service
            .state()
            .users
            .insert(user.to_owned(), password.to_owned());
    }
}

/// Leaves tickets and passwords out.
impl fmt::Debug for StandIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandIn")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}

/// Builds a stand-in with the data that it starts with. It has none at first.
pub struct StandInBuilder {
    state: StandInState,
}

impl StandInBuilder {
    /// Adds a user who signs in with a password.
    pub fn user(mut self, name: &str, password: &str) -> Self {
        self.state
            .users
            .insert(name.to_owned(), password.to_owned());
        self
    }

    /// Sets the pairs that `AuthenticateGeneric` accepts, and the user whom they sign in.
    pub fn generic<'a>(
        mut self,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
        user: &str,
    ) -> Self {
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.state.generic = Some((pairs.collect(), user.to_owned()));
        self
    }

    /// Sets the user whom `AuthenticateImplicit` signs in. The stand-in does no NTLM: every connection belongs to this
    /// user.
    pub fn connection_user(mut self, user: &str) -> Self {
        self.state.connection_user = Some(user.to_owned());
        self
    }

    /// Adds a ticket of a user that is valid from the start, for clients that do not sign in themselves.
    pub fn ticket(mut self, user: &str, ticket: &str) -> Self {
        self.state.grant(user, ticket);
        self
    }

    /// Sets how long a ticket lives after its last use; 6 hours by default.
    pub fn ticket_lifetime(mut self, lifetime: Duration) -> Self {
        self.state.ticket_lifetime = lifetime;
        self
    }

    /// Adds a feature toggle.
    pub fn toggle(mut self, name: &str, on: bool) -> Self {
        self.state.toggles.insert(name.to_owned(), on);
        self
    }

    /// Adds a chat session and its members.
    pub fn chat_session<'a>(mut self, id: i32, members: impl IntoIterator<Item = &'a str>) -> Self {
        self.state
            .chats
            .insert(id, members.into_iter().map(str::to_owned).collect());
        self
    }

    /// Adds an event handler.
    pub fn event_handler(mut self, handler: EventHandlerType) -> Self {
        self.state.event_handlers.push(handler);
        self
    }

    /// Adds a request for the statistics to count.
    pub fn request(mut self, request: SupportRequest) -> Self {
        self.state.requests.push(request);
        self
    }

    /// Adds the user `anna` with the password `secret`, three toggles, two chat sessions, an event handler and four
    /// requests.
    pub fn sample(self) -> Self {
        let request = |category: &str,
                       owner: Option<&str>,
                       priority: &str,
                       open: bool,
                       day: u8,
                       hours: Option<f64>| SupportRequest {
            category: category.to_owned(),
            owner: owner.map(str::to_owned),
            group: "Support".to_owned(),
            priority: priority.to_owned(),
            status: if open { "Open" } else { "Closed" }.to_owned(),
            origin: "E-mail".to_owned(),
            open,
            hot: priority == "High",
            created: Day::new(2026, 2, day),
            response_hours: hours,
        };
        self.user("anna", "secret")
            .toggle("NewRequestScreen", false)
            .toggle("ChatBot", false)
            .toggle("DarkMode", true)
            .chat_session(101, ["anna"])
            .chat_session(102, ["anna", "bjorn"])
            .event_handler(EventHandlerType::SalesBeforeSaveContact)
            .request(request(
                "Support/Installation",
                Some("anna"),
                "High",
                true,
                2,
                Some(1.5),
            ))
            .request(request("Support/Licence", None, "Normal", true, 3, None))
            .request(request(
                "Sales",
                Some("bjorn"),
                "Normal",
                true,
                10,
                Some(4.0),
            ))
            .request(request(
                "Support/Installation",
                Some("anna"),
                "Low",
                false,
                11,
                Some(0.25),
            ))
    }

    /// Starts the stand-in on a free port of the loopback interface. It accepts calls as soon as this function returns.
    ///
    /// # Errors
    /// There is no free port on the loopback interface, or no thread can be started.
    pub fn start(self) -> io::Result<StandIn> {
        let service = Service::new(self.state);
        let server = Server::start(&service)?;
        Ok(StandIn { service, server })
    }
}

/// Leaves passwords out.
impl fmt::Debug for StandInBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandInBuilder").finish_non_exhaustive()
    }
}
