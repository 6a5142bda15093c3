//! Client for the SuperOffice NetServer Services83 SOAP services, generated from their contracts.
//!
//! [`Session`] signs in and makes the clients of the services. Requests and responses are in the module of each service
//! ([`customer_service`], [`so_principal`]), shared types are in [`types`].
//!
//! ```toml
//! [dependencies]
//! superoffice-services83 = "0.1"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! Tokio is here the executor that awaits the calls. A blocking session needs none: with `default-features = false` and
//! `features = ["build-time", "ureq"]` it is built by `build_blocking`, and a call ends in `.wait()?`.
//!
#![cfg_attr(feature = "reqwest", doc = "```no_run")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! use superoffice_services83::Session;
//! use superoffice_services83::customer_service::UpdateFeatureToggles;
//! use superoffice_services83::types::CsFeatureToggle;
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let session = Session::builder("https://crm.example.com/remote/services83")
//!         .password("anna", std::env::var("PASSWORD")?)
//!         .build()?;
//!     let toggle = CsFeatureToggle { name: Some("NewDashboard".into()), state: Some(true), ..Default::default() };
//!     let request = UpdateFeatureToggles { feature_toggles: Some(vec![toggle]) };
//!     session.customer_service().update_feature_toggles(&request).await?;
//!     Ok(())
//! }
//! ```
//!
//! The session signs in before the first call that needs a ticket, keeps the ticket, and signs in again when the server refuses it.
//!
//! # Features
//! * `reqwest` (default): asynchronous sessions, over the `reqwest` library.
//! * `ureq`: blocking sessions, over the `ureq` library.
//! * `server`: a trait to implement and a dispatcher for each service.
//! * `stand-in`: a stand-in NetServer in memory, for tests.
//! * `tracing`: spans for calls.
//! * `build-time` (default): generates the services in the build script. Without it the same code comes from
//!   `generated/`, and the build needs no generator.

// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod exception;
mod session;
#[cfg(feature = "stand-in")]
pub mod stand_in;

pub use exception::{exception_info, is_authentication_error, service_error};
pub use session::{
    BaseUrl, BaseUrlError, BoxError, BuildError, SERVICES_VERSION, Session, SessionBuilder,
    SignInError, Ticket, TicketProvider, TimeZone,
};
pub use soap_runtime;

#[cfg(feature = "build-time")]
soap_runtime::include_module!(services83);
#[cfg(not(feature = "build-time"))]
mod services83 {
    include!("../generated/mod.rs");
}
pub use services83::{CustomerServiceClient, SoPrincipalClient};
pub use services83::{customer_service, so_principal, types};
#[cfg(feature = "server")]
pub use services83::{customer_service_server, so_principal_server};

/// Compiles the session example of the README. Its first two listings are files of `.ci/consumer`.
#[cfg(all(doctest, feature = "reqwest"))]
#[doc = include_str!("../README.md")]
struct Readme;
