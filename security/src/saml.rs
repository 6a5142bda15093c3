//! SAML assertions (SAML Token Profile 1.1): sent as tokens, and what is asked of those that come in.

use crate::certificate::Certificate;
use crate::error::Error;
use crate::inbound::Trust;
use crate::key::PublicKey;
use crate::message::Message;
use crate::names::{SAML1, SAML2};
use crate::tree::{Document, NodeId};
use soap_runtime::xml::Limits;
use std::fmt;
use std::time::SystemTime;
use zeroize::Zeroizing;

/// An assertion of SAML 1.1 or 2.0 to send, as its issuer has signed it. `Debug` shows its id and nothing else: who has a bearer token is
/// taken for its subject.
///
/// ```no_run
/// use soap_security::{Identity, KeyReference, Outbound, Part, SamlAssertion, Signing};
/// use std::time::Duration;
///
/// let assertion = SamlAssertion::new(std::fs::read_to_string("assertion.xml")?)?;
/// // A bearer token is sent as it is, over TLS.
/// let bearer = Outbound::new().with_assertion(assertion.clone());
/// // The holder of the key in it signs the message.
/// let identity = Identity::from_pkcs12(&std::fs::read("client.p12")?, "password")?;
/// let signing = Signing::new(identity).with_key_reference(KeyReference::Assertion);
/// let holder = Outbound::new()
///     .with_timestamp(Duration::from_secs(300))
///     .with_assertion(assertion)
///     .with_signature(signing.with_parts([Part::Body, Part::Timestamp]));
/// # let _ = (bearer, holder);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SamlAssertion {
    xml: Zeroizing<String>,
    id: String,
}

impl SamlAssertion {
    /// The assertion as XML.
    ///
    /// # Errors
    /// It is no well-formed assertion with an id.
    pub fn new(xml: impl Into<String>) -> Result<Self, Error> {
        let xml = Zeroizing::new(xml.into());
        let document = Document::parse(xml.as_bytes(), &Limits::default())?;
        let none = || Error::malformed("the text is no SAML assertion with an id");
        let top = document.document_element().ok_or_else(none)?;
        let (_, id) = identity(&document, top).ok_or_else(none)?;
        let id = id.to_owned();
        let mut own = String::new();
        // Without the XML declaration, which cannot be in a message.
        document.write_node(top, &mut own);
        Ok(Self {
            xml: Zeroizing::new(own),
            id,
        })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn xml(&self) -> &str {
        &self.xml
    }

    pub(crate) fn add(&self, message: &mut Message) -> Result<(), Error> {
        let security = message.security()?;
        let before = message.insertion_point();
        message.document.insert(security, before, &self.xml)?;
        Ok(())
    }
}

impl fmt::Debug for SamlAssertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SamlAssertion")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Whether an assertion is one of SAML 2.0, and its id; `None` of other elements.
pub(crate) fn identity(document: &Document, node: NodeId) -> Option<(bool, &str)> {
    if document.is(node, SAML2, "Assertion") {
        return Some((true, document.attribute(node, "", "ID")?));
    }
    match document.is(node, SAML1, "Assertion") {
        true => Some((false, document.attribute(node, "", "AssertionID")?)),
        false => None,
    }
}

/// The reference to an assertion in the message (SAML Token Profile 1.1, section 3.4).
pub(crate) fn reference(document: &Document, node: NodeId) -> Result<String, Error> {
    let none = || Error::malformed("the assertion in the message has no id");
    let (is_2, id) = identity(document, node).ok_or_else(none)?;
    let (token, value) = match is_2 {
        true => (
            "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0",
            "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLID",
        ),
        false => (
            "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1",
            "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.0#SAMLAssertionID",
        ),
    };
    let mut text = String::new();
    crate::tree::push_text(id, &mut text);
    Ok(format!(
        "<wsse:SecurityTokenReference xmlns:wsse=\"{}\" xmlns:wsse11=\"{}\" wsse11:TokenType=\"{token}\"><wsse:KeyIdentifier ValueType=\"{value}\">{text}</wsse:KeyIdentifier></wsse:SecurityTokenReference>",
        crate::names::WSSE,
        crate::names::WSSE11
    ))
}

/// The demands on the assertion of an incoming message: who issued it, and for whom. An issuer signs it; a bearer, or the holder of the key
/// in it, presents it.
///
/// ```no_run
/// use soap_security::{Certificate, Inbound, SamlPolicy};
///
/// let issuer = Certificate::from_pem(&std::fs::read_to_string("issuer.pem")?)?;
/// let saml = SamlPolicy::new()
///     .trust_certificate(issuer)
///     .with_issuer("https://sts.example")
///     .with_audience("https://orders.example")
///     .allow_bearer();
/// let inbound = Inbound::new().without_signature().require_assertion(saml);
/// # let _ = inbound;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct SamlPolicy {
    pub(crate) trust: Trust,
    pub(crate) issuers: Vec<String>,
    pub(crate) audiences: Vec<String>,
    pub(crate) recipients: Vec<String>,
    pub(crate) bearer: bool,
    pub(crate) sender_vouches: bool,
}

impl SamlPolicy {
    /// Nobody is trusted yet; only the holder of the key in an assertion may present it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts assertions that are signed with the key of this certificate while it is valid.
    #[must_use]
    pub fn trust_certificate(mut self, issuer: Certificate) -> Self {
        self.trust.certificates.push(issuer);
        self
    }

    /// Trusts assertions that are signed with this key.
    #[must_use]
    pub fn trust_key(mut self, issuer: PublicKey) -> Self {
        self.trust.keys.push(issuer);
        self
    }

    /// Accepts only issuers of these names, one for each call. Without it the key alone decides.
    #[must_use]
    pub fn with_issuer(mut self, name: impl Into<String>) -> Self {
        self.issuers.push(name.into());
        self
    }

    /// Names this service, as an assertion for it names its audience. An assertion that is only for others is refused.
    #[must_use]
    pub fn with_audience(mut self, uri: impl Into<String>) -> Self {
        self.audiences.push(uri.into());
        self
    }

    /// Names the address of this service, for assertions of SAML 2.0 that say where they may be presented (`Recipient`).
    #[must_use]
    pub fn with_recipient(mut self, address: impl Into<String>) -> Self {
        self.recipients.push(address.into());
        self
    }

    /// Also accepts assertions that whoever has them may present. Only TLS protects them.
    #[must_use]
    pub fn allow_bearer(mut self) -> Self {
        self.bearer = true;
        self
    }

    /// Also accepts assertions whose sender vouches for the subject: a signer that the policy of the message trusts has to sign them, and
    /// all parts that must be signed.
    #[must_use]
    pub fn allow_sender_vouches(mut self) -> Self {
        self.sender_vouches = true;
        self
    }
}

/// The way in which the sender has shown that the assertion may be used (SAML 2.0 Profiles, section 3): the strongest way that holds, if the assertion
/// allows several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SubjectConfirmation {
    /// Whoever has it.
    Bearer,
    /// The holder of the key in it, who has signed all parts that must be signed: the Body, if the policy names none.
    HolderOfKey,
    /// A trusted signer of the same parts vouches for it.
    SenderVouches,
}

/// An assertion that was accepted. `Debug` shows the names of attributes, not their values.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedAssertion {
    /// The id.
    pub id: String,
    /// The name of the issuer.
    pub issuer: String,
    /// The name of the subject, if it has one.
    pub subject: Option<String>,
    /// The format of the subject's name, a URI.
    pub subject_format: Option<String>,
    /// The way in which its use is confirmed.
    pub confirmation: SubjectConfirmation,
    /// Names and values of attributes that are text.
    pub attributes: Vec<(String, Vec<String>)>,
    /// The end of its validity.
    pub not_on_or_after: Option<SystemTime>,
}

impl VerifiedAssertion {
    /// The values of an attribute.
    pub fn attribute(&self, name: &str) -> impl Iterator<Item = &str> {
        let all = self
            .attributes
            .iter()
            .filter(move |(known, _)| known == name);
        all.flat_map(|(_, values)| values).map(String::as_str)
    }
}

impl fmt::Debug for VerifiedAssertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.attributes.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("VerifiedAssertion")
            .field("id", &self.id)
            .field("issuer", &self.issuer)
            .field("subject", &self.subject)
            .field("confirmation", &self.confirmation)
            .field("attributes", &names)
            .finish_non_exhaustive()
    }
}
