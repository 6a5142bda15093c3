//! WS-Security for SOAP messages (OASIS SOAP Message Security 1.0 and 1.1): X.509 signatures, encryption, UsernameToken,
//! Timestamp.
//!
//! ```toml
//! [dependencies]
//! soap-runtime = { version = "0.1", features = ["ureq"] } # or "reqwest" for async; "server" to serve
//! soap-security = "0.1"
//! ```
//!
//! A client of `soap-runtime` takes a [`MessageSecurity`], and so does each generated client. This one signs what it sends by its certificate,
//! and refuses answers that the server has not signed:
//!
//! ```
//! use soap_runtime::Client;
//! use soap_security::{Certificate, Identity, Inbound, MessageSecurity, Outbound, Part, Signing};
//! use std::time::Duration;
//!
//! /// For `ShopClient::new(signed(Client::blocking(url, Ureq::new()))?)`.
//! fn signed(client: Client) -> Result<Client, Box<dyn std::error::Error>> {
//!     let identity = Identity::from_pkcs12(&std::fs::read("client.p12")?, "password")?;
//!     let server = Certificate::from_pem(&std::fs::read_to_string("server.pem")?)?;
//!     let parts = [Part::Body, Part::Timestamp];
//!     let outbound = Outbound::new()
//!         .with_timestamp(Duration::from_secs(300))
//!         .with_signature(Signing::new(identity).with_parts(parts.clone()));
//!     let inbound = Inbound::new().trust_certificate(server).require_signed(parts);
//!     let security = MessageSecurity::new().with_outbound(outbound).with_inbound(inbound);
//!     Ok(client.with_envelope_interceptor(security))
//! }
//! ```
//!
//! [`Outbound`] protects messages before they are sent, [`Inbound`] checks messages that came in. Both work on bytes, so they fit
//! any other client and server, too:
//!
//! ```
//! use soap_security::{Inbound, Outbound, Part, SecretKey, Signing};
//! use std::time::Duration;
//!
//! let secret = SecretKey::random(32)?;
//! let parts = [Part::Body, Part::Timestamp];
//! let outbound = Outbound::new()
//!     .with_timestamp(Duration::from_secs(300))
//!     .with_signature(Signing::with_secret(secret.clone(), None).with_parts(parts.clone()));
//! let inbound = Inbound::new().trust_secret(secret, None).require_signed(parts);
//!
//! let message = br#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><ping/></s:Body></s:Envelope>"#;
//! let signed = outbound.apply(message)?;
//! let verified = inbound.verify(&signed)?;
//! assert_eq!(verified.signatures[0].covered[0].path, "/Envelope/Body");
//!
//! let changed = String::from_utf8(signed)?.replace("ping", "pong");
//! assert!(inbound.verify(changed.as_bytes()).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | to | use |
//! |---|---|
//! | sign with a certificate | [`Signing`] with an [`Identity`], from PEM or PKCS#12 |
//! | sign with a key in hardware or behind a service | [`Signer`], [`AsyncSigner`] |
//! | say who may sign, and what must be signed | [`Inbound`] |
//! | connect a client or server of `soap-runtime` | [`MessageSecurity`] |
//! | find out why a signature is refused | [`Inbound::diagnose`] |
//! | log in with a password | [`UsernameToken`]; on a server [`Passwords`] |
//! | sign and encrypt with one secret for a message, and keys derived of it | [`MessageKey`] |
//! | send an assertion of SAML, or ask for one | [`SamlAssertion`], [`SamlPolicy`] |
//! | ask a security token service for one (WS-Trust) | [`SecurityTokenService`], [`IssuedTokens`] |
//! | refuse a message that is sent again | [`ReplayCache`] |
//! | protect attachments, too | [`Part::Attachments`]; without a client or server [`Outbound::apply_with_attachments`] |
//!
//! **The message that is read is the one that was signed.** A reference has to lead to exactly one element, and the policy compares elements, not names:
//! the Body that must be signed is the child of the envelope that the reader reads. [`Verified::envelope`] is written from the
//! tree that was verified, without comments and without the security header.

// No input may cause a panic or a wrong number. Each exception to these lints has its reason. Tests may panic.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

mod algorithm;
mod attachment;
mod c14n;
mod certificate;
mod chain;
mod derived;
mod encryption;
mod error;
mod hook;
mod inbound;
mod instant;
mod kerberos;
mod key;
mod key_info;
mod message;
mod message_key;
mod names;
mod outbound;
mod replay;
mod saml;
mod signature;
mod soap;
mod sts;
mod tree;
mod username;
mod xml_base;

pub use algorithm::{AllowedAlgorithms, DigestMethod, SignatureMethod};
pub use c14n::Canonicalization;
pub use certificate::Certificate;
pub use encryption::{Cipher, Encryption, KeyTransport};
pub use error::{Error, ErrorKind};
pub use hook::MessageSecurity;
pub use inbound::{
    Covered, Diagnosis, Inbound, ReferenceDiagnosis, SignatureDiagnosis, SignedBy, Verified,
};
pub use kerberos::{KerberosAcceptor, KerberosTokens};
pub use key::{Identity, PrivateKey, PublicKey, SecretKey};
pub use message_key::MessageKey;
pub use outbound::Outbound;
pub use replay::{MemoryReplayCache, ReplayCache, Seen};
pub use saml::{SamlAssertion, SamlPolicy, SubjectConfirmation, VerifiedAssertion};
pub use signature::{AsyncSigner, KeyReference, Signer, Signing, SigningFuture};
pub use soap::Part;
pub use sts::{IssuedToken, IssuedTokens, SecurityTokenService, TokenRequest, TrustVersion};
pub use username::{Passwords, UsernameToken};

/// Compiles the listing of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
