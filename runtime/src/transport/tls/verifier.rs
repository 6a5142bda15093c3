//! The certificates of the system are read when the first connection asks: that are some hundred files, which plain `http`
//! has no need of.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier as Platform;
use std::sync::{Arc, OnceLock};

/// Verifies as the system does.
#[derive(Debug)]
pub(super) struct Verifier {
    provider: Arc<CryptoProvider>,
    /// Authorities that are trusted beside the system's.
    roots: Vec<CertificateDer<'static>>,
    /// `None` on a system without any certificates.
    platform: OnceLock<Option<Platform>>,
}

impl Verifier {
    pub(super) fn new(provider: Arc<CryptoProvider>, roots: Vec<CertificateDer<'static>>) -> Self {
        Self {
            provider,
            roots,
            platform: OnceLock::new(),
        }
    }

    fn platform(&self) -> Result<&Platform, Error> {
        let read = || match self.roots.is_empty() {
            true => Platform::new(self.provider.clone()).ok(),
            false => Platform::new_with_extra_roots(self.roots.clone(), self.provider.clone()).ok(),
        };
        self.platform
            .get_or_init(read)
            .as_ref()
            .ok_or(Error::InvalidCertificate(CertificateError::UnknownIssuer))
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.platform()?.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        )
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.platform()?.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.platform()?.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        match self.platform() {
            Ok(platform) => platform.supported_verify_schemes(),
            Err(_) => self
                .provider
                .signature_verification_algorithms
                .supported_schemes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_the_system_when_it_is_asked() {
        let provider = super::super::provider();
        let verifier = Verifier::new(provider.clone(), Vec::new());
        assert!(verifier.platform.get().is_none());

        let name = ServerName::try_from("example.org").unwrap();
        let nonsense = CertificateDer::from(vec![0; 8]);
        let now = UnixTime::now();
        let verdict = verifier.verify_server_cert(&nonsense, &[], &name, &[], now);
        assert!(verifier.platform.get().is_some());
        if let Ok(platform) = Platform::new(provider) {
            let expected = platform.verify_server_cert(&nonsense, &[], &name, &[], now);
            assert_eq!(format!("{verdict:?}"), format!("{expected:?}"));
            assert_eq!(
                verifier.supported_verify_schemes(),
                platform.supported_verify_schemes()
            );
        }
        assert!(verdict.is_err(), "{verdict:?}");
    }
}
