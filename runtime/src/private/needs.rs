//! Gates around generated code that needs a feature of this crate. Without the feature the code is left out, and one error says what
//! to do: an unresolved name for each use of the feature would not.

/// Code that needs the feature `client`.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "client")]
macro_rules! __soap_needs_client {
    ($($code:tt)*) => { $($code)* };
}

/// Code that needs the feature `client`.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "client"))]
macro_rules! __soap_needs_client {
    ($($code:tt)*) => {
        ::core::compile_error!("the generated client needs the feature `client` of soap-runtime: add it in Cargo.toml (it is one of the default features), or generate no client (option `client`)");
    };
}

/// Code that needs the feature `facets`.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "facets")]
macro_rules! __soap_needs_facets {
    ($($code:tt)*) => { $($code)* };
}

/// Code that needs the feature `facets`.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "facets"))]
macro_rules! __soap_needs_facets {
    ($($code:tt)*) => {
        ::core::compile_error!("the code was generated with the option `facets`: add the feature `facets` of soap-runtime in Cargo.toml, or leave the option out");
    };
}

/// Code that needs the feature `server`.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "server")]
macro_rules! __soap_needs_server {
    ($($code:tt)*) => { $($code)* };
}

/// Code that needs the feature `server`.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "server"))]
macro_rules! __soap_needs_server {
    ($($code:tt)*) => {
        ::core::compile_error!("the generated server needs the feature `server` of soap-runtime: add it in Cargo.toml, or generate no server (option `server`)");
    };
}

pub use crate::{
    __soap_needs_client as needs_client, __soap_needs_facets as needs_facets,
    __soap_needs_server as needs_server,
};
