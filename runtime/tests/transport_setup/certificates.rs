//! Certificates of a private authority, made for each run.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    date_time_ymd,
};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

pub struct Authority {
    pub pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate with its key.
pub struct Issued {
    pub certificate: String,
    pub key: String,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        // Each authority has a name of its own.
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("authority {}", NUMBER.fetch_add(1, Ordering::Relaxed));
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            pem,
            issuer: Issuer::new(params, key),
        }
    }

    /// A server's certificate for this host, which is valid now.
    pub fn server(&self, host: &str) -> Issued {
        self.issue(host, false, ExtendedKeyUsagePurpose::ServerAuth)
    }

    pub fn expired_server(&self, host: &str) -> Issued {
        self.issue(host, true, ExtendedKeyUsagePurpose::ServerAuth)
    }

    pub fn client(&self) -> Issued {
        self.issue("ann", false, ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn issue(&self, host: &str, expired: bool, usage: ExtendedKeyUsagePurpose) -> Issued {
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.extended_key_usages = vec![usage];
        if expired {
            params.not_after = date_time_ymd(2001, 2, 3);
        }
        let key = KeyPair::generate().unwrap();
        Issued {
            certificate: params.signed_by(&key, &self.issuer).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }
}

/// A certificate that its own key has signed.
pub fn self_signed(host: &str) -> Issued {
    let made = rcgen::generate_simple_self_signed(vec![host.to_owned()]).unwrap();
    Issued {
        certificate: made.cert.pem(),
        key: made.signing_key.serialize_pem(),
    }
}

/// A certificate that its own key has signed, and that is marked as that of an authority, as OpenSSL makes them.
pub fn self_signed_authority(host: &str) -> Issued {
    let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    Issued {
        certificate: params.self_signed(&key).unwrap().pem(),
        key: key.serialize_pem(),
    }
}

impl Issued {
    /// Certificate and key in one text.
    pub fn pem(&self) -> String {
        format!("{}{}", self.certificate, self.key)
    }

    /// The TLS set-up of a server that shows this certificate, and asks for one of `clients`.
    pub fn tls(&self, clients: Option<&Authority>) -> Arc<rustls::ServerConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = rustls::ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                let root = CertificateDer::from_pem_slice(authority.pem.as_bytes()).unwrap();
                roots.add(root).unwrap();
                builder.with_client_cert_verifier(
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                        .build()
                        .unwrap(),
                )
            }
        };
        let chain = vec![CertificateDer::from_pem_slice(self.certificate.as_bytes()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes()).unwrap();
        Arc::new(builder.with_single_cert(chain, key).unwrap())
    }
}
