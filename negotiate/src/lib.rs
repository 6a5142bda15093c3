//! NTLM, Kerberos and Negotiate over HTTP (MS-NTHT, RFC 4559) for clients of `soap-runtime`.
//!
//! ```toml
//! [dependencies]
//! soap-negotiate = "0.1" # features = ["kerberos"] for Kerberos
//! soap-runtime = { version = "0.1", features = ["ureq"] } # or "reqwest" for async
//! ```
//!
//! ```
//! use soap_negotiate::{Negotiated, Ntlm};
//! use soap_runtime::{Client, transport::Ureq};
//!
//! let transport = Negotiated::new(Ntlm::new(r"EXAMPLE\ann", "s3cret"), || Ureq::builder().build());
//! assert!(!format!("{transport:?}").contains("s3cret"));
//! let client = Client::new("https://exchange.example/EWS/Exchange.asmx", transport);
//! # let _ = client;
//! ```
//!
//! | to | use |
//! |---|---|
//! | sign in with user and password by NTLM | [`Ntlm`] |
//! | sign in with user and password by Kerberos | `Kerberos`, of the feature `kerberos` |
//! | put a ticket into a message, or accept one | `Kerberos::token`, `KerberosService`, of the feature `kerberos` |
//! | sign in by tickets of the system | a [`Mechanism`] of your own |
//! | carry the calls of a client | [`Negotiated`] |
//!
//! # Features
//! * `kerberos`: sign-in by Kerberos version 5, and tickets for messages.
//!
//! Transports are features of `soap-runtime`: the example needs its `ureq`.
//!
//! # Connections
//! **A connection is signed in, not a request.** A call has a connection to itself, from the first message of the sign-in to the end of the
//! response. Later calls use it without another sign-in.

// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
// No input may cause a panic or a wrong number. Each exception to these lints has its reason. Tests may panic.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

mod exchange;
#[cfg(feature = "kerberos")]
mod kerberos;
mod mechanism;
mod ntlm;
mod thread;
mod transport;

#[cfg(feature = "kerberos")]
pub use kerberos::{Kerberos, KerberosClient, KerberosService, KerberosToken};
pub use mechanism::{Handshake, HandshakeError, Mechanism, Token};
pub use ntlm::Ntlm;
pub use transport::Negotiated;

/// Compiles the listing of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
