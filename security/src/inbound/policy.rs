//! The policy of incoming messages.

use super::trust::Trust;
use crate::algorithm::AllowedAlgorithms;
use crate::certificate::Certificate;
use crate::encryption::{Keys, Own};
use crate::kerberos::KerberosAcceptor;
use crate::key::{Identity, PrivateKey, PublicKey, SecretKey};
use crate::replay::ReplayCache;
use crate::saml::SamlPolicy;
use crate::soap::Part;
use crate::username::Passwords;
use soap_runtime::xml::Limits;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// The demands on an incoming message: which parts are signed and by whom, how old it may be, which user sent it.
///
/// Unless told otherwise: the Body and, if there are any, the Timestamp and the content of attachments are signed; algorithms with SHA-1 are refused; RSA keys have 2048
/// bits or more; a message is at most five minutes old, and clocks differ by at most one minute.
///
/// ```no_run
/// use soap_security::{Certificate, Inbound, MemoryReplayCache, Part};
/// use std::sync::Arc;
///
/// let authority = Certificate::from_pem(&std::fs::read_to_string("authority.pem")?)?;
/// let inbound = Inbound::new()
///     .trust_authority(authority)
///     .require_signed([Part::Body, Part::Timestamp])
///     .with_replay_cache(Arc::new(MemoryReplayCache::default()));
/// let message = std::fs::read("message.xml")?;
/// let verified = inbound.verify(&message)?;
/// println!("{:?}", verified.signatures);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Inbound {
    pub(super) trust: Trust,
    pub(super) signed: Vec<Part>,
    pub(super) signature_required: bool,
    pub(super) unsigned_attachments: bool,
    pub(super) message_keys: bool,
    pub(super) algorithms: AllowedAlgorithms,
    pub(super) least_bits: usize,
    pub(super) max_age: Duration,
    pub(super) clock_skew: Duration,
    pub(super) replay: Option<Arc<dyn ReplayCache>>,
    pub(super) passwords: Option<Arc<dyn Passwords>>,
    pub(super) text_passwords: bool,
    pub(super) saml: Option<SamlPolicy>,
    pub(super) kerberos: Option<Arc<dyn KerberosAcceptor>>,
    pub(super) keys: Keys,
    pub(super) encrypted: Vec<Part>,
    pub(super) actor: Option<String>,
    pub(crate) limits: Limits,
    pub(super) now: Option<SystemTime>,
}

impl Default for Inbound {
    fn default() -> Self {
        Self {
            trust: Trust::default(),
            signed: vec![Part::Body],
            signature_required: true,
            unsigned_attachments: false,
            message_keys: false,
            algorithms: AllowedAlgorithms::default(),
            least_bits: 2048,
            max_age: Duration::from_secs(300),
            clock_skew: Duration::from_secs(60),
            replay: None,
            passwords: None,
            text_passwords: false,
            saml: None,
            kerberos: None,
            keys: Keys::default(),
            encrypted: Vec::new(),
            actor: None,
            limits: Limits::default(),
            now: None,
        }
    }
}

impl Inbound {
    /// A signed Body is asked for, and nobody is trusted yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts every certificate that was issued, directly or by others, by this one. Add
    /// [`with_subject_check`](Self::with_subject_check) unless everybody whom the authority knows may send messages.
    #[must_use]
    pub fn trust_authority(mut self, authority: Certificate) -> Self {
        self.trust.authorities.push(authority);
        self
    }

    /// Trusts exactly this certificate while it is valid, whoever issued it.
    #[must_use]
    pub fn trust_certificate(mut self, certificate: Certificate) -> Self {
        self.trust.certificates.push(certificate);
        self
    }

    /// Trusts this public key, with any certificate or without one.
    #[must_use]
    pub fn trust_key(mut self, key: PublicKey) -> Self {
        self.trust.keys.push(key);
        self
    }

    /// Trusts a shared secret, which a message may name by `ds:KeyName`.
    #[must_use]
    pub fn trust_secret(mut self, secret: SecretKey, name: Option<&str>) -> Self {
        self.trust.secrets.push((name.map(str::to_owned), secret));
        self
    }

    /// Knows a certificate without trusting it: messages may name it, and it may be between a signer and an authority.
    #[must_use]
    pub fn with_known_certificate(mut self, certificate: Certificate) -> Self {
        self.trust.known.push(certificate);
        self
    }

    /// Accepts of the certificates that an authority issued only those for which this returns true.
    #[must_use]
    pub fn with_subject_check(
        mut self,
        check: impl Fn(&Certificate) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.trust.subject = Some(Arc::new(check));
        self
    }

    /// Sets the parts that one signer has to cover. Body, Timestamp, UsernameToken and assertion have to be there; header blocks
    /// have to be signed if there are any.
    #[must_use]
    pub fn require_signed(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.signed = parts.into_iter().collect();
        self.signature_required = !self.signed.is_empty();
        self
    }

    /// Accepts a signature by a secret that the message brings, encrypted for this side (the symmetric binding of WS-SecurityPolicy). Everybody who
    /// has the certificate of this side can make one, so it does not say who: ask for a user name or an assertion that it covers.
    #[must_use]
    pub fn allow_message_keys(mut self) -> Self {
        self.message_keys = true;
        self
    }

    /// Accepts attachments that are not signed, although a signature is asked for. [`Verified::unsigned_attachments`](crate::Verified::unsigned_attachments)
    /// names them.
    #[must_use]
    pub fn allow_unsigned_attachments(mut self) -> Self {
        self.unsigned_attachments = true;
        self
    }

    /// Sets the algorithms that are accepted.
    #[must_use]
    pub fn with_algorithms(mut self, algorithms: AllowedAlgorithms) -> Self {
        self.algorithms = algorithms;
        self
    }

    /// Sets the fewest bits of an RSA key (2048).
    #[must_use]
    pub fn with_least_rsa_bits(mut self, bits: usize) -> Self {
        self.least_bits = bits;
        self
    }

    /// Sets how old a message with a Timestamp, or a password digest, may be (300 s), whatever its `Expires` says.
    #[must_use]
    pub fn with_max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// Sets by how much clocks may differ (60 s).
    #[must_use]
    pub fn with_clock_skew(mut self, skew: Duration) -> Self {
        self.clock_skew = skew;
        self
    }

    /// Refuses a message, or a password digest, that was received before. A signature is known by what it signs: ask for a signed
    /// Timestamp, or equal messages are taken for the same one.
    #[must_use]
    pub fn with_replay_cache(mut self, cache: Arc<dyn ReplayCache>) -> Self {
        self.replay = Some(cache);
        self
    }

    /// Asks for a UsernameToken with a password digest (UsernameToken profile 1.1), of one of these users.
    #[must_use]
    pub fn with_passwords(mut self, passwords: Arc<dyn Passwords>) -> Self {
        self.passwords = Some(passwords);
        self
    }

    /// Also accepts passwords as text, which only TLS protects.
    #[must_use]
    pub fn allow_text_passwords(mut self) -> Self {
        self.text_passwords = true;
        self
    }

    /// Asks for an assertion of SAML 1.1 or 2.0 in the security header. A signature by the key of its holder is one by a trusted key, so the
    /// parts that must be signed may be signed by it. Of a bearer ask for no signature ([`without_signature`](Self::without_signature)).
    #[must_use]
    pub fn require_assertion(mut self, policy: SamlPolicy) -> Self {
        self.saml = Some(policy);
        self
    }

    /// Trusts the clients whose Kerberos tokens this accepts: the key of the ticket signs the parts that must be signed, and may encrypt.
    /// [`Verified::kerberos`](crate::Verified::kerberos) says who it was. A message with a ticket whose key has not signed them is refused.
    ///
    /// ```
    /// use soap_security::{Inbound, SecretKey};
    ///
    /// // In a program: `service.accept(token)` of soap-negotiate's KerberosService.
    /// let inbound = Inbound::new().trust_kerberos(|token: &[u8]| match token {
    ///     b"AP-REQ" => Ok(("ann@EXAMPLE.COM".to_owned(), SecretKey::new([7; 32]))),
    ///     _ => Err("not a ticket".into()),
    /// });
    /// # let _ = inbound;
    /// ```
    #[must_use]
    pub fn trust_kerberos(mut self, acceptor: impl KerberosAcceptor + 'static) -> Self {
        self.kerberos = Some(Arc::new(acceptor));
        self
    }

    /// Decrypts with this private key what is encrypted for its certificate: content by AES-GCM, keys by RSA-OAEP or, with a key on a
    /// curve, by ECDH-ES.
    #[must_use]
    pub fn with_decryption(mut self, identity: Identity) -> Self {
        self.keys.private.push(Own {
            key: identity.key().clone(),
            certificate: identity.chain().first().cloned(),
        });
        self
    }

    /// Decrypts with a private key that has no certificate: what names its public key, or no key at all.
    #[must_use]
    pub fn with_decryption_key(mut self, key: PrivateKey) -> Self {
        self.keys.private.push(Own {
            key,
            certificate: None,
        });
        self
    }

    /// Decrypts with a shared secret, by itself or as the key of a key wrap, which a message may name by `ds:KeyName`. A secret of an earlier
    /// message has the Base64 of its `EncryptedKeySHA1` as its name.
    #[must_use]
    pub fn with_decryption_secret(mut self, secret: SecretKey, name: Option<&str>) -> Self {
        self.keys.secrets.push((name.map(str::to_owned), secret));
        self
    }

    /// Sets the parts that have to be encrypted: of the Body and of attachments the content.
    #[must_use]
    pub fn require_encrypted(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.encrypted = parts.into_iter().collect();
        self
    }

    /// Also reads content by AES-CBC. It does not notice changes: who can send many messages and see which fail can decrypt it. Accept it
    /// only where the encrypted content is signed, from peers that know nothing else.
    #[must_use]
    pub fn allow_cbc(mut self) -> Self {
        self.keys.cbc = true;
        self
    }

    /// Also reads content by Triple DES, which is old and, as all of CBC, does not notice changes. Only for peers that know nothing else.
    #[must_use]
    pub fn allow_triple_des(mut self) -> Self {
        self.keys.triple_des = true;
        self
    }

    /// Also reads keys that are encrypted by RSA with the padding of PKCS#1 v1.5. A wrong padding looks like a wrong key.
    #[must_use]
    pub fn allow_rsa_pkcs1_encryption(mut self) -> Self {
        self.keys.pkcs1 = true;
        self
    }

    /// Asks for no signature. One that is there is checked all the same.
    #[must_use]
    pub fn without_signature(mut self) -> Self {
        self.signed.clear();
        self.signature_required = false;
        self
    }

    /// Reads the security header of this actor (SOAP 1.1) or role (1.2) instead of the one without.
    #[must_use]
    pub fn with_actor(mut self, actor: impl Into<String>) -> Self {
        self.actor = Some(actor.into());
        self
    }

    /// Sets the limits on the message.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the time, for tests and for messages from an archive.
    #[must_use]
    pub fn at(mut self, now: SystemTime) -> Self {
        self.now = Some(now);
        self
    }
}

impl fmt::Debug for Inbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbound")
            .field("trust", &self.trust)
            .field("signed", &self.signed)
            .field("max_age", &self.max_age)
            .field("clock_skew", &self.clock_skew)
            .field("replay", &self.replay.is_some())
            .field("passwords", &self.passwords.is_some())
            .field("saml", &self.saml)
            .field("kerberos", &self.kerberos.is_some())
            .finish_non_exhaustive()
    }
}
