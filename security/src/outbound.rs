//! Signatures, tokens and encryption, added to messages before they are sent.

use crate::encryption::Encryption;
use crate::error::{Error, ErrorKind};
use crate::instant;
use crate::message::{Message, Sent};
use crate::message_key::MessageKey;
use crate::saml::SamlAssertion;
use crate::signature::{Key, Prepared, Signing};
use crate::soap::Part;
use crate::username::UsernameToken;
use soap_runtime::Attachment;
use soap_runtime::xml::Limits;
use std::time::{Duration, SystemTime};

/// A protection of outgoing messages: the steps in their order.
///
/// Sign and then encrypt, or the reverse, is the order of the calls.
#[derive(Clone, Debug)]
pub struct Outbound {
    steps: Vec<Step>,
    actor: Option<String>,
    must_understand: bool,
    limits: Limits,
    now: Option<SystemTime>,
}

#[derive(Clone, Debug)]
enum Step {
    Timestamp(Duration),
    Username(UsernameToken),
    Assertion(SamlAssertion),
    Key(MessageKey),
    Signature(Box<Signing>),
    Encryption(Box<Encryption>),
}

impl Default for Outbound {
    fn default() -> Self {
        Self {
            steps: Vec::new(),
            actor: None,
            must_understand: true,
            limits: Limits::default(),
            now: None,
        }
    }
}

impl Outbound {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a Timestamp that is valid from now for this time.
    #[must_use]
    pub fn with_timestamp(mut self, valid: Duration) -> Self {
        self.steps.push(Step::Timestamp(valid));
        self
    }

    /// Adds a UsernameToken.
    #[must_use]
    pub fn with_username(mut self, token: UsernameToken) -> Self {
        self.steps.push(Step::Username(token));
        self
    }

    /// Adds an assertion. A signature after it may name it, by [`KeyReference::Assertion`](crate::KeyReference::Assertion).
    #[must_use]
    pub fn with_assertion(mut self, assertion: SamlAssertion) -> Self {
        self.steps.push(Step::Assertion(assertion));
        self
    }

    /// Gives the message a secret, by which the signatures and encryptions after this are made that ask for it:
    /// [`Signing::with_message_key`], [`Encryption::with_message_key`].
    #[must_use]
    pub fn with_message_key(mut self, key: MessageKey) -> Self {
        self.steps.push(Step::Key(key));
        self
    }

    /// Adds a signature. A part that is signed has to be there: add the Timestamp and the UsernameToken before.
    #[must_use]
    pub fn with_signature(mut self, signing: Signing) -> Self {
        self.steps.push(Step::Signature(Box::new(signing)));
        self
    }

    /// Encrypts parts for a recipient.
    #[must_use]
    pub fn with_encryption(mut self, encryption: Encryption) -> Self {
        self.steps.push(Step::Encryption(Box::new(encryption)));
        self
    }

    /// Sets the actor (SOAP 1.1) or role (1.2) of the security header.
    #[must_use]
    pub fn with_actor(mut self, actor: impl Into<String>) -> Self {
        self.actor = Some(actor.into());
        self
    }

    /// Whether the recipient must understand the security header. It must unless told otherwise.
    #[must_use]
    pub fn with_must_understand(mut self, must_understand: bool) -> Self {
        self.must_understand = must_understand;
        self
    }

    /// Sets the limits on the message.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the time, for tests.
    #[must_use]
    pub fn at(mut self, now: SystemTime) -> Self {
        self.now = Some(now);
        self
    }

    /// Whether a signer answers later, so that only [`apply_async`](Self::apply_async) works.
    pub fn is_async(&self) -> bool {
        self.steps.iter().any(|step| match step {
            Step::Signature(signing) => matches!(signing.key(), Key::AsyncSigner(_)),
            _ => false,
        })
    }

    fn parse(&self, envelope: &[u8], attachments: Vec<Attachment>) -> Result<Message, Error> {
        Message::parse(
            (envelope, attachments),
            &self.limits,
            self.actor.as_deref(),
            self.must_understand,
        )
    }

    fn now(&self) -> SystemTime {
        self.now.unwrap_or_else(SystemTime::now)
    }

    /// Gives the message with all that was asked for.
    ///
    /// # Errors
    /// If it is no SOAP envelope, a part to sign is not there, or a key does not fit.
    pub fn apply(&self, envelope: &[u8]) -> Result<Vec<u8>, Error> {
        let done = self.apply_with_attachments(envelope, Vec::new());
        done.map(|(message, _)| message)
    }

    /// Gives the message and its attachments with all that was asked for. An attachment without a Content-ID gets one. Where the message includes
    /// an attachment (XOP), its bytes go into the message.
    ///
    /// ```
    /// use soap_runtime::Attachment;
    /// use soap_security::{Inbound, Outbound, Part, SecretKey, Signing};
    ///
    /// let secret = SecretKey::random(32)?;
    /// let parts = [Part::Body, Part::Attachments];
    /// let outbound = Outbound::new().with_signature(Signing::with_secret(secret.clone(), None).with_parts(parts.clone()));
    /// let inbound = Inbound::new().trust_secret(secret, None).require_signed(parts);
    ///
    /// let message = br#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><scan/></s:Body></s:Envelope>"#;
    /// let scan = Attachment::new("scan@example.invalid", "image/png", b"\x89PNG".as_slice());
    /// let (signed, mut sent) = outbound.apply_with_attachments(message, vec![scan])?;
    /// let verified = inbound.verify_with_attachments(&signed, sent.clone())?;
    /// assert_eq!(verified.signatures[0].covered[1].path, "cid:scan@example.invalid");
    ///
    /// sent[0].body = "another scan".into();
    /// assert!(inbound.verify_with_attachments(&signed, sent).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`apply`](Self::apply), and if several attachments have one Content-ID.
    pub fn apply_with_attachments(
        &self,
        envelope: &[u8],
        attachments: Vec<Attachment>,
    ) -> Result<(Vec<u8>, Vec<Attachment>), Error> {
        let sent = self.run(envelope, attachments, None)?;
        Ok((sent.message, sent.attachments))
    }

    /// The message, its attachments, and its secret. `request` is that of the request that it answers.
    pub(crate) fn run(
        &self,
        envelope: &[u8],
        attachments: Vec<Attachment>,
        request: Option<&MessageKey>,
    ) -> Result<Sent, Error> {
        let mut message = self.parse(envelope, attachments)?;
        for step in &self.steps {
            let Step::Signature(signing) = step else {
                self.plain(step, &mut message, request)?;
                continue;
            };
            let prepared = signing.prepare(&mut message)?;
            let value = match signing.key() {
                Key::AsyncSigner(_) => {
                    return Err(Error::new(
                        ErrorKind::Signer,
                        "the signer answers later: use Outbound::apply_async",
                    ));
                }
                key => sign(key, signing, &prepared)?,
            };
            prepared.finish(&mut message, &value)?;
        }
        Ok(message.finish())
    }

    /// As [`apply`](Self::apply), with signers that answer later.
    ///
    /// # Errors
    /// As `apply`, and those of the signer.
    pub async fn apply_async(&self, envelope: &[u8]) -> Result<Vec<u8>, Error> {
        let done = self.apply_async_with_attachments(envelope, Vec::new());
        done.await.map(|(message, _)| message)
    }

    /// As [`apply_with_attachments`](Self::apply_with_attachments), with signers that answer later.
    ///
    /// # Errors
    /// As `apply_with_attachments`, and those of the signer.
    pub async fn apply_async_with_attachments(
        &self,
        envelope: &[u8],
        attachments: Vec<Attachment>,
    ) -> Result<(Vec<u8>, Vec<Attachment>), Error> {
        let sent = self.run_async(envelope, attachments, None).await?;
        Ok((sent.message, sent.attachments))
    }

    /// As [`run`](Self::run), with signers that answer later.
    pub(crate) async fn run_async(
        &self,
        envelope: &[u8],
        attachments: Vec<Attachment>,
        request: Option<&MessageKey>,
    ) -> Result<Sent, Error> {
        let mut message = self.parse(envelope, attachments)?;
        for step in &self.steps {
            let Step::Signature(signing) = step else {
                self.plain(step, &mut message, request)?;
                continue;
            };
            let prepared = signing.prepare(&mut message)?;
            let value = match signing.key() {
                Key::AsyncSigner(signer) => signer.sign(signing.method(), &prepared.bytes).await?,
                key => sign(key, signing, &prepared)?,
            };
            prepared.finish(&mut message, &value)?;
        }
        Ok(message.finish())
    }

    /// A step that waits for nobody.
    fn plain(
        &self,
        step: &Step,
        message: &mut Message,
        request: Option<&MessageKey>,
    ) -> Result<(), Error> {
        match step {
            Step::Timestamp(valid) => self.timestamp(message, *valid),
            Step::Username(token) => token.add(message, self.now()),
            Step::Assertion(assertion) => assertion.add(message),
            Step::Encryption(encryption) => encryption.apply(message),
            Step::Key(key) => key.add(message, request),
            Step::Signature(_) => Ok(()),
        }
    }

    fn timestamp(&self, message: &mut Message, valid: Duration) -> Result<(), Error> {
        let security = message.security()?;
        if !message.parts(&Part::Timestamp).is_empty() {
            return Err(Error::malformed("the message has a Timestamp already"));
        }
        let now = self.now();
        let created = instant::write(now);
        let expires = instant::write(now.checked_add(valid).unwrap_or(now));
        let id = message.new_id("TS")?;
        let prefixes = message.prefixes();
        let before = message.document.first_child(security);
        let xml = format!(
            "<wsu:Timestamp{prefixes} wsu:Id=\"{id}\"><wsu:Created>{created}</wsu:Created><wsu:Expires>{expires}</wsu:Expires></wsu:Timestamp>"
        );
        message.document.insert(security, before, &xml)?;
        Ok(())
    }
}

fn sign(key: &Key, signing: &Signing, prepared: &Prepared) -> Result<Vec<u8>, Error> {
    let bytes = &prepared.bytes;
    match key {
        Key::Message => match &prepared.secret {
            Some(secret) => secret.mac(signing.method(), bytes),
            None => Err(Error::key("the message has no key")),
        },
        Key::Private(key) => key.sign(signing.method(), bytes),
        Key::Secret(secret, _) => secret.mac(signing.method(), bytes),
        Key::Signer(signer) => signer.sign(signing.method(), bytes),
        Key::AsyncSigner(_) => Err(Error::signer("the signer answers later")),
    }
}
