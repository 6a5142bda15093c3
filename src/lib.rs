//! Client for the SuperOffice NetServer Services83 SOAP services, generated from their contracts.
//!
//! [`Session`] signs in and gives the clients of the services; their requests and responses are in the module of the service
//! ([`customer_service`], [`so_principal`]), and what they share in [`types`].
//!
//! # Features
//! * `reqwest` (default): asynchronous sessions, over the `reqwest` library.
//! * `ureq`: blocking sessions, over the `ureq` library.
//! * `server`: per service a trait to implement and a dispatcher.
//! * `stand-in`: a stand-in NetServer in memory, for tests.
//! * `tracing`: spans for calls.
//! * `build-time` (default): generates the services while building; without it the same code comes from `generated/`, and the
//!   build needs no generator.

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
soap_runtime::include_generated!("services83");
#[cfg(not(feature = "build-time"))]
include!("../generated/mod.rs");

/// The README's listing of a session is compiled; its first two are files of `.ci/consumer`.
#[cfg(all(doctest, feature = "reqwest"))]
#[doc = include_str!("../README.md")]
struct Readme;
