//! The verification of a message.

use super::coverage::{check_parts, unsigned};
use super::kerberos::Ticket;
use super::policy::Inbound;
use super::saml::Asserted;
use super::trust::{Trust, Trusted};
use super::verified::{Covered, SignedBy, Verified};
use crate::algorithm::{Scheme, SignatureMethod};
use crate::attachment;
use crate::c14n::Budget;
use crate::encryption::Decrypted;
use crate::error::{Error, ErrorKind};
use crate::instant;
use crate::key::{PublicKey, SecretKey};
use crate::key_info::{self, Named};
use crate::message_key::MessageKey;
use crate::names::{BASE64_TRANSFORM, DS, WSU, XENC};
use crate::replay::Seen;
use crate::signature::{Checked, Parsed, check_references, signed_bytes};
use crate::soap::{Envelope, Ids, Part, Target};
use crate::tree::{Document, NodeId};
use crate::username;
use sha2::{Digest as _, Sha256};
use soap_runtime::Attachment;
use std::time::{Duration, SystemTime};
use subtle::ConstantTimeEq as _;

/// Signatures of one message.
const MOST_SIGNATURES: usize = 8;

/// A signature that is right, of a trusted key.
pub(super) struct Good {
    pub(super) by: SignedBy,
    pub(super) checked: Vec<Checked>,
    /// Its key is trusted because an assertion gives it to its subject.
    pub(super) is_by_holder: bool,
    /// The secret that the message brought, if its key is that or follows from it.
    brought: Option<SecretKey>,
    /// Stands for the message in the replay cache.
    id: Vec<u8>,
}

impl Good {
    pub(super) fn is_of_the_same(&self, other: &Self) -> bool {
        self.by.certificate == other.by.certificate
            && self.by.public_key == other.by.public_key
            && self.by.secret == other.by.secret
    }
}

/// A message while it is verified.
pub(super) struct Received {
    pub(super) document: Document,
    pub(super) envelope: Envelope,
    security: Option<NodeId>,
    /// All that came beside it. Those that are in the message now stay until the end: their positions are those of the others.
    pub(super) attachments: Vec<Attachment>,
    inlined: Vec<usize>,
}

impl Received {
    fn parse(
        inbound: &Inbound,
        message: &[u8],
        attachments: Vec<Attachment>,
    ) -> Result<Self, Error> {
        let mut document = Document::parse(message, &inbound.limits)?;
        let inlined = attachment::inline(&mut document, &attachments)?;
        let envelope = Envelope::find(&document)?;
        let security = envelope.security(&document, inbound.actor.as_deref())?;
        Ok(Self {
            document,
            envelope,
            security,
            attachments,
            inlined,
        })
    }

    /// The elements of a part.
    pub(super) fn parts(&self, part: &Part) -> Vec<NodeId> {
        self.envelope.parts(&self.document, self.security, part)
    }

    /// The attachments that stay beside the message.
    pub(super) fn attachments(&self, complete: bool) -> Vec<Target> {
        let all = (0..self.attachments.len()).filter(|index| !self.inlined.contains(index));
        all.map(|index| Target::Attachment { index, complete })
            .collect()
    }

    /// The text that may be read: without the security header and without comments.
    fn finish(mut self) -> (Vec<u8>, Vec<Attachment>) {
        if let Some(security) = self.security {
            self.document.detach(security);
            self.document.remove_comments();
        }
        (
            self.document.to_message(),
            attachment::without(self.attachments, &self.inlined),
        )
    }
}

impl Inbound {
    /// Checks a message and gives what may be read of it.
    ///
    /// # Errors
    /// If anything that the policy asks for is missing or wrong. The kind and the text give the reason.
    pub fn verify(&self, message: &[u8]) -> Result<Verified, Error> {
        self.verify_with_attachments(message, Vec::new())
    }

    /// Checks a message with its attachments, and gives what may be read of both.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_with_attachments(
        &self,
        message: &[u8],
        attachments: Vec<Attachment>,
    ) -> Result<Verified, Error> {
        let now = self.now.unwrap_or_else(SystemTime::now);
        let received = Received::parse(self, message, attachments)?;
        let Some(security) = received.security else {
            if self.signature_required || self.passwords.is_some() || self.saml.is_some() {
                return Err(Error::new(
                    ErrorKind::Missing,
                    "the message has no security header",
                ));
            }
            let unsigned_attachments = unsigned(&received, None, &[]);
            let (envelope, attachments) = received.finish();
            return Ok(Verified {
                envelope,
                attachments,
                unsigned_attachments,
                signatures: Vec::new(),
                username: None,
                assertion: None,
                kerberos: None,
                timestamp: None,
                message_key: None,
                decrypted: false,
            });
        };
        let ticket = self.ticket(&received.document, security)?;
        match &ticket {
            Some((policy, ticket)) => policy.judge(received, security, Some(ticket), now),
            None => self.judge(received, security, None, now),
        }
    }

    /// Checks a message whose security header was found.
    fn judge(
        &self,
        mut received: Received,
        security: NodeId,
        ticket: Option<&Ticket>,
        now: SystemTime,
    ) -> Result<Verified, Error> {
        let (good, decrypted) = self.process(&mut received, security, now)?;
        let (document, envelope) = (&received.document, &received.envelope);
        let found = Envelope::find(document)?;
        let unmoved = found.header == envelope.header && found.body == envelope.body;
        if !unmoved || found.security(document, self.actor.as_deref())? != Some(security) {
            return Err(Error::malformed(
                "decryption moved the parts of the envelope",
            ));
        }
        let timestamp = self.timestamp(document, envelope, security, now)?;
        let targets = self.required(&received)?;
        let may_sign = |good: &Good| ticket.is_none_or(|ticket| ticket.has_signed(good));
        let signer = check_parts(&received, &targets, &good, may_sign)?;
        if ticket.is_some() && signer.is_none() {
            return Err(Error::new(
                ErrorKind::Missing,
                "the key of the Kerberos ticket has signed nothing",
            ));
        }
        self.check_encrypted(&received, &decrypted)?;
        let presented = self.username(document, envelope, security, now)?;
        let asserted = self.asserted(document, envelope, security, &targets, &good, now)?;
        self.check_replay(&good, presented.as_ref(), asserted.as_ref(), timestamp, now)?;
        let unsigned_attachments = unsigned(&received, signer, &good);
        for part in &mut received.attachments {
            if !unsigned_attachments.contains(&part.content_id) {
                attachment::as_signed(part, &self.limits);
            }
        }
        let message_key = signer.and_then(|signer| {
            if let Some(ticket) = ticket {
                return Some(MessageKey::of_ticket(ticket.secret.clone(), &*ticket.name));
            }
            let digest = signer.by.secret.clone()?;
            let secret = signer.brought.clone()?;
            Some(MessageKey::of_encrypted_key(secret, digest))
        });
        let (envelope, attachments) = received.finish();
        Ok(Verified {
            envelope,
            attachments,
            unsigned_attachments,
            message_key,
            signatures: good.into_iter().map(|good| good.by).collect(),
            username: presented.map(|presented| presented.username),
            assertion: asserted.map(|asserted| asserted.verified),
            kerberos: ticket.map(|ticket| ticket.client.clone()),
            timestamp,
            decrypted: !decrypted.is_empty(),
        })
    }

    /// Decrypts every `xenc:EncryptedData` of any XML document, such as an encrypted assertion, and gives the document. If the document
    /// itself is `EncryptedData`, gives its content, which may be any bytes. Nothing is verified.
    ///
    /// # Errors
    /// If it is not well-formed, a key is missing, an algorithm is not allowed, or the content cannot be decrypted.
    pub fn decrypt(&self, xml: &[u8]) -> Result<Vec<u8>, Error> {
        let mut document = Document::parse(xml, &self.limits)?;
        match self.keys.decrypt_all(&mut document)? {
            Some(content) => Ok(content),
            None => Ok(document.to_message()),
        }
    }

    /// Works through the security header from the first child to the last (WS-Security 1.0, section 5): an encryption before a
    /// signature was made after it.
    fn process(
        &self,
        received: &mut Received,
        security: NodeId,
        now: SystemTime,
    ) -> Result<(Vec<Good>, Vec<Decrypted>), Error> {
        let (document, attachments) = (&mut received.document, &mut received.attachments);
        let mut budget = Budget::of(document).with(attachments);
        let mut good = Vec::new();
        let mut decrypted = Vec::new();
        let mut next = document.first_child(security);
        while let Some(node) = next {
            let encryption = document.namespace(node) == XENC
                && matches!(
                    document.local(node),
                    "EncryptedKey" | "ReferenceList" | "EncryptedData"
                );
            if encryption && !self.keys.is_empty() {
                next = self
                    .keys
                    .decrypt(document, attachments, node, &mut decrypted)?;
                continue;
            }
            if document.is(node, DS, "Signature") {
                if good.len() == MOST_SIGNATURES {
                    return Err(Error::limit("the message has too many signatures"));
                }
                let ids = Ids::of(document)?.beside(attachments);
                good.push(self.signature(document, &ids, node, &mut budget, now, None)?);
            }
            next = document.next_sibling(node);
        }
        if good.is_empty() && self.signature_required {
            return Err(Error::new(
                ErrorKind::Missing,
                "the security header has no signature",
            ));
        }
        Ok((good, decrypted))
    }

    /// Checks a signature of the message, or that of an issuer whom `issuers` trust.
    pub(super) fn signature(
        &self,
        document: &Document,
        ids: &Ids<'_>,
        node: NodeId,
        budget: &mut Budget,
        now: SystemTime,
        issuers: Option<&Trust>,
    ) -> Result<Good, Error> {
        let signature = Parsed::read(document, node)?;
        let method = signature.method.clone()?;
        if !self.algorithms.has_signature(method) {
            return Err(Error::algorithm(format!(
                "the signature method '{}' is not allowed",
                method.uri()
            )));
        }
        if signature.decodes() {
            return Err(Error::algorithm(format!(
                "the transform '{BASE64_TRANSFORM}' is not supported in a message"
            )));
        }
        let named = key_info::read(document, ids, signature.key_info)?;
        let hmac = method.scheme() == Scheme::Hmac;
        let brought = match (self.message_keys && hmac, issuers) {
            (true, None) => self.keys.brought(document, ids, signature.key_info)?,
            _ => None,
        };
        let (brought, own) = brought.map(|one| (one.secret, one.key)).unzip();
        let (trusted, keys) = match (named, issuers) {
            _ if own.is_some() => (
                own.map(|(name, key)| Trusted::Secret(Some(name), key)),
                Vec::new(),
            ),
            (Named::Assertion(token), None) => {
                let keys = self.holders(document, ids, (node, token), budget, now)?;
                (None, keys)
            }
            (named, issuers) => {
                let trusted = issuers.unwrap_or(&self.trust).decide(named, hmac, now)?;
                let key = match &trusted {
                    Trusted::Certificate(certificate) => Some(certificate.public_key().clone()),
                    Trusted::Key(key) => Some(key.clone()),
                    Trusted::Secret(..) => None,
                };
                (Some(trusted), key.into_iter().collect())
            }
        };
        let bytes = signed_bytes(document, &signature, budget)?;
        let public_key = match &trusted {
            Some(Trusted::Secret(_, secret)) if hmac => {
                let found = secret.mac(method, &bytes)?;
                if !bool::from(found.ct_eq(&signature.value)) {
                    return Err(wrong_value());
                }
                None
            }
            _ => Some(self.signer(keys, method, &bytes, &signature.value)?),
        };
        let checked = check_references(document, ids, &signature, &self.algorithms, budget)?;
        let covered = checked
            .iter()
            .map(|one| covered(document, ids.attachments, one))
            .collect();
        let is_by_holder = trusted.is_none();
        let (certificate, secret) = match trusted {
            Some(Trusted::Certificate(certificate)) => (Some(*certificate), None),
            Some(Trusted::Secret(name, _)) => (None, name),
            Some(Trusted::Key(_)) | None => (None, None),
        };
        Ok(Good {
            by: SignedBy {
                certificate,
                public_key,
                secret,
                method,
                covered,
            },
            checked,
            is_by_holder,
            brought,
            // An ECDSA signature has a second value that is right, too, so the value does not stand for the message.
            id: Sha256::digest(&bytes).to_vec(),
        })
    }

    /// The key that made the signature value.
    fn signer(
        &self,
        keys: Vec<PublicKey>,
        method: SignatureMethod,
        bytes: &[u8],
        value: &[u8],
    ) -> Result<PublicKey, Error> {
        let mut failed = Error::algorithm("the signature method does not fit the key");
        for key in keys {
            if key.rsa().is_some() && key.bits() < self.least_bits {
                failed = Error::new(
                    ErrorKind::Untrusted,
                    format!("the RSA key has {} bits, which are too few", key.bits()),
                );
                continue;
            }
            match key.verify(method, bytes, value) {
                Ok(()) => return Ok(key),
                Err(error) if error.kind() == ErrorKind::Signature => failed = wrong_value(),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    fn timestamp(
        &self,
        document: &Document,
        envelope: &Envelope,
        security: NodeId,
        now: SystemTime,
    ) -> Result<Option<(SystemTime, Option<SystemTime>)>, Error> {
        let all = envelope.parts(document, Some(security), &Part::Timestamp);
        let timestamp = match all.as_slice() {
            [] => return Ok(None),
            [one] => *one,
            _ => return Err(Error::malformed("the message has two Timestamps")),
        };
        let time = |local: &str| -> Result<Option<SystemTime>, Error> {
            let mut found = document
                .elements(timestamp)
                .filter(|child| document.is(*child, WSU, local));
            let Some(node) = found.next() else {
                return Ok(None);
            };
            let text = document.text(node).unwrap_or_default();
            let time = instant::read(&text).filter(|_| found.next().is_none());
            time.map(Some).ok_or_else(|| {
                Error::malformed(format!("the Timestamp has no single valid {local}"))
            })
        };
        let created =
            time("Created")?.ok_or_else(|| Error::malformed("the Timestamp has no Created"))?;
        let expires = time("Expires")?;
        self.check_age(created, now, "the message")?;
        if expires.is_some_and(|expires| later(expires, self.clock_skew) < now) {
            return Err(Error::new(
                ErrorKind::Expired,
                format!(
                    "the message expired at {}",
                    expires.map(instant::write).unwrap_or_default()
                ),
            ));
        }
        Ok(Some((created, expires)))
    }

    fn check_age(&self, created: SystemTime, now: SystemTime, of: &str) -> Result<(), Error> {
        let wrong = if created > later(now, self.clock_skew) {
            "the future: the clocks differ"
        } else if later(later(created, self.max_age), self.clock_skew) < now {
            "too long ago"
        } else {
            return Ok(());
        };
        Err(Error::new(
            ErrorKind::Expired,
            format!("{of} was made at {}, {wrong}", instant::write(created)),
        ))
    }

    fn username(
        &self,
        document: &Document,
        envelope: &Envelope,
        security: NodeId,
        now: SystemTime,
    ) -> Result<Option<username::Presented>, Error> {
        let Some(passwords) = &self.passwords else {
            return Ok(None);
        };
        let all = envelope.parts(document, Some(security), &Part::UsernameToken);
        let token = match all.as_slice() {
            [] => {
                return Err(Error::new(
                    ErrorKind::Missing,
                    "the message has no UsernameToken",
                ));
            }
            [one] => *one,
            _ => return Err(Error::malformed("the message has two UsernameTokens")),
        };
        let presented = username::check(document, token, passwords.as_ref(), self.text_passwords)?;
        if let Some((_, created)) = &presented.once {
            self.check_age(*created, now, "the password digest")?;
        }
        Ok(Some(presented))
    }

    /// The last check, so that a refused message does not use up an id.
    fn check_replay(
        &self,
        good: &[Good],
        presented: Option<&username::Presented>,
        asserted: Option<&Asserted>,
        timestamp: Option<(SystemTime, Option<SystemTime>)>,
        now: SystemTime,
    ) -> Result<(), Error> {
        let Some(cache) = &self.replay else {
            return match asserted.is_some_and(|asserted| asserted.is_once) {
                true => Err(Error::new(
                    ErrorKind::Replayed,
                    "the assertion may be used once: that needs a replay cache",
                )),
                false => Ok(()),
            };
        };
        let until = |created: SystemTime| {
            let margin = self.clock_skew.saturating_mul(2);
            later(later(created, self.max_age), margin)
        };
        let until_message = until(timestamp.map_or(now, |(created, _)| created));
        let mut ids: Vec<(Vec<u8>, SystemTime)> = good
            .iter()
            .map(|good| (good.id.clone(), until_message))
            .collect();
        if let Some(username::Presented {
            username,
            once: Some((nonce, created)),
        }) = presented
        {
            let mut hash = Sha256::new();
            hash.update(b"nonce");
            hash.update(nonce);
            hash.update(username.as_bytes());
            ids.push((hash.finalize().to_vec(), until(*created)));
        }
        if let Some(asserted) = asserted.filter(|asserted| asserted.is_once) {
            let mut hash = Sha256::new();
            hash.update(b"assertion");
            hash.update(&asserted.verified.issuer);
            hash.update([0]);
            hash.update(&asserted.verified.id);
            let end = asserted.verified.not_on_or_after.unwrap_or(now);
            ids.push((hash.finalize().to_vec(), until(end.max(now))));
        }
        for (id, until) in ids {
            let message = match cache.insert(&id, until, now) {
                Seen::New => continue,
                Seen::Before => "the message was received before",
                Seen::Full => "too many messages were received to know whether this one is new",
            };
            return Err(Error::new(ErrorKind::Replayed, message));
        }
        Ok(())
    }
}

pub(super) fn wrong_value() -> Error {
    Error::new(
        ErrorKind::Signature,
        "the signature value is wrong: another key, or SignedInfo was changed",
    )
}

pub(super) fn later(time: SystemTime, by: Duration) -> SystemTime {
    time.checked_add(by).unwrap_or(time)
}

fn covered(document: &Document, attachments: &[Attachment], checked: &Checked) -> Covered {
    let node = match checked.target {
        Target::Element(node) => node,
        Target::Attachment { complete, .. } => {
            return Covered {
                namespace: String::new(),
                name: String::new(),
                path: checked.target.place(document, attachments),
                with_headers: complete,
            };
        }
    };
    Covered {
        namespace: document.namespace(node).to_owned(),
        name: document.local(node).to_owned(),
        path: document.path(node),
        with_headers: false,
    }
}
