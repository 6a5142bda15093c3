//! Encrypting parts of a message.

use super::cipher::Cipher;
use super::transport::KeyTransport;
use crate::certificate::Certificate;
use crate::error::{Error, ErrorKind};
use crate::key::SecretKey;
use crate::message::Message;
use crate::names::{DS, WSSE, XENC, XENC11};
use crate::signature::{KeyReference, key_xml};
use crate::soap::Part;
use crate::tree::NodeId;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// An encryption of parts of messages for one recipient.
///
/// Unless told otherwise, it covers the content of the Body with AES-256-GCM; a new key for each message is sent by RSA-OAEP.
///
/// ```no_run
/// use soap_security::{Certificate, Encryption, Identity, Outbound, Signing};
///
/// let identity = Identity::from_pkcs12(&std::fs::read("client.p12")?, "password")?;
/// let server = Certificate::from_pem(&std::fs::read_to_string("server.pem")?)?;
/// // First signed, then encrypted.
/// let outbound = Outbound::new()
///     .with_signature(Signing::new(identity))
///     .with_encryption(Encryption::new(server));
/// # let _ = outbound;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Encryption {
    recipient: Certificate,
    cipher: Cipher,
    transport: KeyTransport,
    reference: KeyReference,
    parts: Vec<Part>,
}

impl Encryption {
    /// For the owner of this certificate, whose key is RSA.
    pub fn new(recipient: Certificate) -> Self {
        Self {
            recipient,
            cipher: Cipher::default(),
            transport: KeyTransport::default(),
            reference: KeyReference::IssuerSerial,
            parts: vec![Part::Body],
        }
    }

    /// Sets the parts that are encrypted: of the Body its content, of all others the whole element.
    #[must_use]
    pub fn with_parts(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.parts = parts.into_iter().collect();
        self
    }

    /// Sets the cipher of the content.
    #[must_use]
    pub fn with_cipher(mut self, cipher: Cipher) -> Self {
        self.cipher = cipher;
        self
    }

    /// Sets how the key of the content is sent.
    #[must_use]
    pub fn with_key_transport(mut self, transport: KeyTransport) -> Self {
        self.transport = transport;
        self
    }

    /// Sets how the recipient's key is named: issuer and serial number, subject key identifier, thumbprint or X509Data.
    #[must_use]
    pub fn with_key_reference(mut self, reference: KeyReference) -> Self {
        self.reference = reference;
        self
    }

    pub(crate) fn apply(&self, message: &mut Message) -> Result<(), Error> {
        let security = message.security()?;
        let secret = SecretKey::random(self.cipher.key_length())?;
        let key_id = message.new_id("EK")?;
        let mut references = String::new();
        for part in &self.parts {
            let found = message.parts(part);
            if found.is_empty() {
                return Err(Error::new(
                    ErrorKind::Missing,
                    format!("the message has no {part} to encrypt"),
                ));
            }
            for node in found {
                let id = self.data(message, &secret, &key_id, node, *part == Part::Body)?;
                references.push_str(&format!("<xenc:DataReference URI=\"#{id}\"/>"));
            }
        }
        let wrapped = self
            .transport
            .encrypt(self.recipient.public_key(), &secret)?;
        let method = match self.transport {
            KeyTransport::RsaOaep => format!(
                "<xenc:EncryptionMethod Algorithm=\"{XENC}rsa-oaep-mgf1p\"><ds:DigestMethod Algorithm=\"{DS}sha1\"/></xenc:EncryptionMethod>"
            ),
            KeyTransport::RsaOaepSha256 => format!(
                "<xenc:EncryptionMethod Algorithm=\"{XENC11}rsa-oaep\"><ds:DigestMethod Algorithm=\"{XENC}sha256\"/><xenc11:MGF xmlns:xenc11=\"{XENC11}\" Algorithm=\"{XENC11}mgf1sha256\"/></xenc:EncryptionMethod>"
            ),
        };
        let key_info = key_xml::key_info(self.key_name()?);
        let value = STANDARD.encode(wrapped);
        let xml = format!(
            "<xenc:EncryptedKey xmlns:xenc=\"{XENC}\" xmlns:ds=\"{DS}\" Id=\"{key_id}\">{method}{key_info}<xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue></xenc:CipherData><xenc:ReferenceList>{references}</xenc:ReferenceList></xenc:EncryptedKey>"
        );
        let before = message.insertion_point();
        message.document.insert(security, before, &xml)?;
        Ok(())
    }

    fn key_name(&self) -> Result<String, Error> {
        let recipient = &self.recipient;
        let token = match self.reference {
            KeyReference::IssuerSerial => key_xml::issuer_serial(recipient),
            KeyReference::SubjectKeyIdentifier => key_xml::subject_key_identifier(recipient),
            KeyReference::Thumbprint => key_xml::thumbprint(recipient),
            KeyReference::X509Data => {
                return Ok(key_xml::x509_certificates(std::slice::from_ref(recipient)));
            }
            other => {
                return Err(Error::algorithm(format!(
                    "the recipient of an encryption cannot be named by {other:?}"
                )));
            }
        };
        Ok(key_xml::token_reference(&token))
    }

    /// Replaces an element, or its content, and gives the id of what stands there.
    fn data(
        &self,
        message: &mut Message,
        secret: &SecretKey,
        key_id: &str,
        node: NodeId,
        content: bool,
    ) -> Result<String, Error> {
        let document = &mut message.document;
        let mut plain = Zeroizing::new(String::new());
        let children: Vec<NodeId> = document.children(node).collect();
        if content {
            for child in &children {
                document.write_node(*child, &mut plain);
            }
        } else {
            document.write_node(node, &mut plain);
        }
        let value = STANDARD.encode(self.cipher.encrypt(secret, plain.as_bytes())?);
        let kind = if content { "Content" } else { "Element" };
        let id = message.new_id("ED")?;
        let xml = format!(
            "<xenc:EncryptedData xmlns:xenc=\"{XENC}\" Id=\"{id}\" Type=\"{XENC}{kind}\"><xenc:EncryptionMethod Algorithm=\"{}\"/><ds:KeyInfo xmlns:ds=\"{DS}\"><wsse:SecurityTokenReference xmlns:wsse=\"{WSSE}\"><wsse:Reference URI=\"#{key_id}\"/></wsse:SecurityTokenReference></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>",
            self.cipher.uri()
        );
        let document = &mut message.document;
        if content {
            for child in children {
                document.detach(child);
            }
            document.insert(node, None, &xml)?;
        } else {
            document.replace(node, &xml)?;
        }
        Ok(id)
    }
}
