//! A secret for one message, by which it is signed and encrypted: the symmetric binding of WS-SecurityPolicy.

use crate::certificate::Certificate;
use crate::derived;
use crate::encryption::{Encryption, KeyTransport};
use crate::error::{Error, ErrorKind};
use crate::kerberos::{self, KerberosTokens};
use crate::key::SecretKey;
use crate::message::Message;
use crate::names::{
    BASE64, ENCRYPTED_KEY_SHA1, ENCRYPTED_KEY_TYPE, KERBEROS_SHA1, KERBEROS_TYPE, WSSE11,
};
use crate::signature::{KeyReference, key_xml};
use crate::tree::{NodeId, push_attribute, push_text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};
use std::fmt;
use std::sync::Arc;

/// Bytes of a new secret: those of AES-256.
const LENGTH: usize = 32;

/// A secret for one message, and the keys that follow from it (WS-SecureConversation 1.3, section 7).
///
/// ```no_run
/// use soap_security::{Certificate, Encryption, MessageKey, Outbound, Part, Signing};
/// use std::time::Duration;
///
/// let server = Certificate::from_pem(&std::fs::read_to_string("server.pem")?)?;
/// let outbound = Outbound::new()
///     .with_timestamp(Duration::from_secs(300))
///     .with_message_key(MessageKey::new(server))
///     .with_signature(Signing::with_message_key().with_parts([Part::Body, Part::Timestamp]))
///     .with_encryption(Encryption::with_message_key());
/// # let _ = outbound;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct MessageKey {
    source: Source,
    derives: bool,
    length: usize,
}

#[derive(Clone)]
enum Source {
    /// A new secret, encrypted for its recipient.
    New(Box<Encryption>),
    /// A secret that both sides have.
    Known(SecretKey, KeyName),
    /// The key of a ticket, which the message brings.
    Ticket(Arc<dyn KerberosTokens>),
    /// That of the request that is answered.
    Request,
}

#[derive(Clone)]
enum KeyName {
    /// The digest of the encrypted key of an earlier message, in Base64.
    EncryptedKey(String),
    /// The digest of a ticket of an earlier message, in Base64.
    Ticket(String),
    /// An address, such as that of a security context.
    Uri(String),
}

impl MessageKey {
    fn of(source: Source) -> Self {
        Self {
            source,
            derives: true,
            length: LENGTH,
        }
    }

    /// A new secret for each message, encrypted for the owner of this certificate.
    pub fn new(recipient: Certificate) -> Self {
        Self::of(Source::New(Box::new(Encryption::new(recipient))))
    }

    /// A secret that both sides have, by its name: the identifier of a security context, say.
    pub fn known(secret: SecretKey, name: impl Into<String>) -> Self {
        Self::of(Source::Known(secret, KeyName::Uri(name.into())))
    }

    /// The secret of an earlier message, which is named by the SHA-1 digest of its encrypted form, in Base64.
    pub fn of_encrypted_key(secret: SecretKey, digest: impl Into<String>) -> Self {
        Self::of(Source::Known(secret, KeyName::EncryptedKey(digest.into())))
    }

    /// The key of a Kerberos ticket, which each message brings as a token of the type `GSS_Kerberosv5_AP_REQ` (Kerberos Token Profile 1.1).
    ///
    /// ```
    /// use soap_security::{MessageKey, Outbound, SecretKey, Signing};
    ///
    /// // In a program: `account.token("orders.example.com")` of soap-negotiate.
    /// let token = || Ok((b"AP-REQ".to_vec(), SecretKey::new([7; 32])));
    /// let outbound = Outbound::new()
    ///     .with_message_key(MessageKey::kerberos(token))
    ///     .with_signature(Signing::with_message_key());
    /// let message = br#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>"#;
    /// let sent = String::from_utf8(outbound.apply(message)?)?;
    /// assert!(sent.contains("oasis-wss-kerberos-token-profile-1.1#GSS_Kerberosv5_AP_REQ"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn kerberos(tokens: impl KerberosTokens + 'static) -> Self {
        Self::of(Source::Ticket(Arc::new(tokens)))
    }

    /// The key of the Kerberos ticket of an earlier message, which is named by the SHA-1 digest of the token, in Base64.
    pub fn of_ticket(secret: SecretKey, digest: impl Into<String>) -> Self {
        Self::of(Source::Known(secret, KeyName::Ticket(digest.into())))
    }

    /// On a server: the secret that the request brought, for the answer. [`MessageSecurity`](crate::MessageSecurity) finds it in
    /// [`Verified::message_key`](crate::Verified::message_key).
    pub fn of_request() -> Self {
        Self::of(Source::Request)
    }

    /// Signs and encrypts with the secret itself, and with no keys that follow from it.
    #[must_use]
    pub fn without_derived_keys(mut self) -> Self {
        self.derives = false;
        self
    }

    /// Sets how many bytes a new secret has (32). Without derived keys they are those of the cipher.
    #[must_use]
    pub fn with_length(mut self, bytes: usize) -> Self {
        self.length = bytes;
        self
    }

    /// Sets how a new secret is encrypted, if the recipient's key is RSA.
    #[must_use]
    pub fn with_key_transport(mut self, transport: KeyTransport) -> Self {
        if let Source::New(encryption) = self.source {
            let encryption = Box::new(encryption.with_key_transport(transport));
            self.source = Source::New(encryption);
        }
        self
    }

    /// Sets how the recipient's key is named.
    #[must_use]
    pub fn with_key_reference(mut self, reference: KeyReference) -> Self {
        if let Source::New(encryption) = self.source {
            let encryption = Box::new(encryption.with_key_reference(reference));
            self.source = Source::New(encryption);
        }
        self
    }

    /// Puts the secret into the message, if it is a new one, and makes it the one of the steps that follow.
    pub(crate) fn add(&self, message: &mut Message, request: Option<&Self>) -> Result<(), Error> {
        let held = match &self.source {
            Source::Request => {
                let request = request.filter(|one| !matches!(one.source, Source::Request));
                let request = request.ok_or_else(|| {
                    let text = "the request has not brought a key for the answer";
                    Error::new(ErrorKind::Missing, text)
                })?;
                let own = Self {
                    derives: self.derives,
                    ..request.clone()
                };
                return own.add(message, None);
            }
            Source::New(encryption) => {
                let secret = SecretKey::random(self.length)?;
                let id = message.new_id("EK")?;
                let (token, wrapped) = encryption.send_key(message, &secret, &id)?;
                HeldKey {
                    secret,
                    digest: Some(STANDARD.encode(Sha1::digest(wrapped))),
                    reference: typed(
                        ENCRYPTED_KEY_TYPE,
                        &format!(
                            "<wsse:Reference URI=\"#{id}\" ValueType=\"{ENCRYPTED_KEY_TYPE}\"/>"
                        ),
                    ),
                    last: Some(token),
                    derives: self.derives,
                }
            }
            Source::Ticket(tokens) => {
                let (token, secret) = tokens
                    .token()
                    .map_err(|reason| kerberos::unavailable(&reason))?;
                let id = message.new_id("KT")?;
                let security = message.security()?;
                let (prefixes, before) = (message.prefixes(), message.insertion_point());
                let xml = format!(
                    "<wsse:BinarySecurityToken{prefixes} EncodingType=\"{BASE64}\" ValueType=\"{KERBEROS_TYPE}\" wsu:Id=\"{id}\">{}</wsse:BinarySecurityToken>",
                    STANDARD.encode(&token)
                );
                let added = message.document.insert(security, before, &xml)?;
                HeldKey {
                    secret,
                    digest: Some(kerberos::name(&token)),
                    reference: typed(
                        KERBEROS_TYPE,
                        &format!("<wsse:Reference URI=\"#{id}\" ValueType=\"{KERBEROS_TYPE}\"/>"),
                    ),
                    last: added.first().copied(),
                    derives: self.derives,
                }
            }
            Source::Known(secret, name) => HeldKey {
                secret: secret.clone(),
                digest: None,
                reference: name.reference(),
                last: None,
                derives: self.derives,
            },
        };
        message.key = Some(held);
        Ok(())
    }
}

impl KeyName {
    /// The SecurityTokenReference.
    fn reference(&self) -> String {
        match self {
            Self::EncryptedKey(digest) => {
                typed(ENCRYPTED_KEY_TYPE, &identifier(ENCRYPTED_KEY_SHA1, digest))
            }
            Self::Ticket(digest) => typed(KERBEROS_TYPE, &identifier(KERBEROS_SHA1, digest)),
            Self::Uri(name) => {
                let mut uri = String::new();
                push_attribute(name, &mut uri);
                key_xml::token_reference(&format!("<wsse:Reference URI=\"{uri}\"/>"))
            }
        }
    }
}

/// A KeyIdentifier with a digest.
fn identifier(kind: &str, digest: &str) -> String {
    let mut text = String::new();
    push_text(digest, &mut text);
    format!(
        "<wsse:KeyIdentifier EncodingType=\"{BASE64}\" ValueType=\"{kind}\">{text}</wsse:KeyIdentifier>"
    )
}

/// A reference to a token, which says of which type that is (WS-Security 1.1, section 7.7; Kerberos Token Profile 1.1, section 3.3).
fn typed(kind: &str, inner: &str) -> String {
    let plain = key_xml::token_reference(inner);
    plain.replacen(
        "<wsse:SecurityTokenReference ",
        &format!(
            "<wsse:SecurityTokenReference xmlns:wsse11=\"{WSSE11}\" wsse11:TokenType=\"{kind}\" "
        ),
        1,
    )
}

impl fmt::Debug for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageKey")
            .field("is_new", &matches!(self.source, Source::New(_)))
            .field("derives", &self.derives)
            .finish_non_exhaustive()
    }
}

/// The secret of a message that is being protected.
pub(crate) struct HeldKey {
    pub(crate) secret: SecretKey,
    /// The name that the answer may use.
    pub(crate) digest: Option<String>,
    reference: String,
    /// The last element of the security header that belongs to it.
    last: Option<NodeId>,
    derives: bool,
}

impl Message {
    /// A key of this many bytes, and the SecurityTokenReference to it.
    pub(crate) fn derive(&mut self, length: usize) -> Result<(SecretKey, String), Error> {
        let Some(held) = &self.key else {
            return Err(Error::new(
                ErrorKind::Missing,
                "the message has no key: add one with Outbound::with_message_key before",
            ));
        };
        if !held.derives {
            return Ok((held.secret.clone(), held.reference.clone()));
        }
        let (secret, reference, last) = (held.secret.clone(), held.reference.clone(), held.last);
        let id = self.new_id("DK")?;
        let made = derived::make(&secret, length, &reference)?;
        let prefixes = self.prefixes();
        let security = self.security()?;
        let before = match last {
            Some(last) => self.document.next_sibling(last),
            None => self.insertion_point(),
        };
        let token = self
            .document
            .insert(security, before, &made.xml(&id, &prefixes))?
            .first()
            .copied();
        if let Some(held) = &mut self.key {
            held.last = token.or(held.last);
        }
        Ok((made.key, derived::reference(&id)))
    }

    /// The place of a step that uses the key: after the tokens that it needs.
    pub(crate) fn place_after_key(&self) -> Option<NodeId> {
        match self.key.as_ref().and_then(|held| held.last) {
            Some(last) => self.document.next_sibling(last),
            None => self.insertion_point(),
        }
    }
}
