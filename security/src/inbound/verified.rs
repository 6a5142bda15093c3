//! The result of a verification.

use crate::algorithm::SignatureMethod;
use crate::certificate::Certificate;
use crate::key::PublicKey;
use crate::message_key::MessageKey;
use crate::saml::VerifiedAssertion;
use soap_runtime::Attachment;
use std::fmt;
use std::time::SystemTime;

/// Who made a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedBy {
    /// The certificate, if the key has one.
    pub certificate: Option<Certificate>,
    /// The public key; `None` of a shared secret.
    pub public_key: Option<PublicKey>,
    /// The name of the shared secret, if it has one. Of one that the message brought, the digest of its encrypted form.
    pub secret: Option<String>,
    /// The method.
    pub method: SignatureMethod,
    /// The elements that the signature covers.
    pub covered: Vec<Covered>,
}

/// An element that a signature covers, with all below it, or an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Covered {
    /// The namespace; empty of the whole message and of an attachment.
    pub namespace: String,
    /// The local name; empty of the whole message and of an attachment.
    pub name: String,
    /// The names of the elements from the top, such as `/Envelope/Body`; of an attachment its URL, such as `cid:scan@example.invalid`.
    pub path: String,
    /// Of an attachment, whether the signature covers its header fields, too.
    pub with_headers: bool,
}

/// A message that was accepted.
///
/// `Debug` does not show the message.
#[derive(Clone)]
#[non_exhaustive]
pub struct Verified {
    /// The message: exactly what was verified, decrypted, without the security header and without comments, which no signature
    /// covers.
    ///
    /// Read this and not the bytes that came in. Then nothing is read that the verification did not see.
    pub envelope: Vec<u8>,
    /// The attachments, decrypted, with those that [`unsigned_attachments`](Self::unsigned_attachments) names. What the message includes (XOP) is
    /// in the envelope instead. Comments of XML are gone where its signature does not cover them.
    pub attachments: Vec<Attachment>,
    /// The Content-IDs of attachments that nobody signed, or not the one who signed what the policy asks for: anybody on the way could have
    /// made them.
    pub unsigned_attachments: Vec<String>,
    /// Who signed, one for each signature.
    pub signatures: Vec<SignedBy>,
    /// The name in the UsernameToken whose password is right.
    pub username: Option<String>,
    /// The assertion, if the policy asks for one.
    pub assertion: Option<VerifiedAssertion>,
    /// The client of the Kerberos ticket whose key has signed what the policy asks for: `ann@EXAMPLE.COM`.
    pub kerberos: Option<String>,
    /// The times of the Timestamp: created, and expires if the message says so.
    pub timestamp: Option<(SystemTime, Option<SystemTime>)>,
    /// The secret that the message brought, if it is signed by it: the answer may use it.
    pub message_key: Option<MessageKey>,
    /// Whether anything in the message was encrypted.
    pub decrypted: bool,
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("attachments", &self.attachments.len())
            .field("unsigned_attachments", &self.unsigned_attachments)
            .field("signatures", &self.signatures)
            .field("username", &self.username)
            .field("assertion", &self.assertion)
            .field("kerberos", &self.kerberos)
            .field("timestamp", &self.timestamp)
            .field("decrypted", &self.decrypted)
            .finish_non_exhaustive()
    }
}
