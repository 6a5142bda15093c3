//! One TLS set-up for both HTTP libraries: rustls with the `ring` provider and the certificates that the system trusts.

use rustls::crypto::CryptoProvider;
use std::sync::Arc;

/// The only crypto provider.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A configuration that trusts what the system trusts. On a system without any certificates it trusts nobody, so that plain
/// `http` works and `https` fails when it is used.
#[cfg(feature = "reqwest")]
pub(super) fn client_config() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = provider();
    let builder = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()?;
    Ok(match rustls_platform_verifier::Verifier::new(provider) {
        Ok(verifier) => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth(),
        Err(_) => builder
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth(),
    })
}
