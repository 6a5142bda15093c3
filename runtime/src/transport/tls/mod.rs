//! One TLS set-up for both HTTP libraries: rustls with the `ring` provider, and the certificates that the system trusts unless
//! the user says otherwise.

mod refusal;
mod verifier;

pub(super) use refusal::{lacks_tls, no_tls, refusal};

use super::{TransportError, TransportErrorKind};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;

/// The only crypto provider.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Makes `ring` the crypto provider of this process, unless it has one already. Returns whether it was set here.
///
/// The transports of this crate need no such provider. A `reqwest::Client` that you build without them does: without one,
/// `reqwest::Client::new` panics. Call this first, at the start of `main`.
pub fn install_crypto_provider() -> bool {
    rustls::crypto::ring::default_provider()
        .install_default()
        .is_ok()
}

/// Whom to trust, and who we are.
#[derive(Default)]
pub(super) struct TlsSettings {
    roots: Vec<CertificateDer<'static>>,
    /// Only `roots` are trusted, not the system's authorities.
    only: bool,
    identity: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
    sni: Sni,
}

/// Whether the host's name is sent in the handshake.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Sni {
    #[default]
    Sent,
    #[cfg(feature = "ureq")]
    Hidden,
}

impl TlsSettings {
    /// Trusts the authorities in this PEM text.
    pub(super) fn add_roots_pem(&mut self, pem: &[u8]) -> Result<(), TransportError> {
        self.add_roots(certificates(pem)?)
    }

    /// Trusts these authorities.
    pub(super) fn add_roots(
        &mut self,
        roots: Vec<CertificateDer<'static>>,
    ) -> Result<(), TransportError> {
        for root in roots {
            RootCertStore::empty()
                .add(root.clone())
                .map_err(|error| setup("a root certificate cannot be used").caused_by(error))?;
            self.roots.push(root);
        }
        Ok(())
    }

    /// Does not trust the system's authorities.
    pub(super) fn only_added_roots(&mut self) {
        self.only = true;
    }

    /// Presents the certificates in this PEM text, our own first, with the private key in it.
    pub(super) fn set_identity_pem(&mut self, pem: &[u8]) -> Result<(), TransportError> {
        let chain = certificates(pem)?;
        // The error of the parser may quote the key.
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| {
            setup(
                "the PEM text of the client certificate holds no private key that is not encrypted",
            )
        })?;
        self.identity = Some((chain, key));
        Ok(())
    }

    #[cfg(feature = "ureq")]
    pub(super) fn set_identity(
        &mut self,
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
    ) {
        self.identity = Some((chain, key));
    }

    #[cfg(feature = "ureq")]
    pub(super) fn set_sni(&mut self, sni: Sni) {
        self.sni = sni;
    }

    /// The configuration for rustls. On a system without any certificates it trusts nobody but the added authorities, so that
    /// plain `http` works and `https` fails when it is used.
    pub(super) fn config(&self) -> Result<ClientConfig, rustls::Error> {
        let provider = provider();
        let verifier: Arc<dyn ServerCertVerifier> = if self.only {
            let mut roots = RootCertStore::empty();
            for root in &self.roots {
                roots.add(root.clone())?;
            }
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
                .build()
                .map_err(|error| rustls::Error::General(error.to_string()))?
        } else {
            Arc::new(verifier::Verifier::new(
                provider.clone(),
                self.roots.clone(),
            ))
        };
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let mut config = match &self.identity {
            Some((chain, key)) => builder.with_client_auth_cert(chain.clone(), key.clone_key())?,
            None => builder.with_no_client_auth(),
        };
        config.enable_sni = self.sni == Sni::Sent;
        Ok(config)
    }
}

/// The certificates in a PEM text: at least one.
fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TransportError> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match all {
        Ok(all) if !all.is_empty() => Ok(all),
        Ok(_) => Err(setup("the PEM text holds no certificate")),
        Err(_) => Err(setup("the certificate is no PEM text")),
    }
}

fn setup(message: &str) -> TransportError {
    TransportError::new(TransportErrorKind::Setup, message)
}
