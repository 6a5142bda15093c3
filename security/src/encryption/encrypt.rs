//! Encrypting parts of a message.

use super::cipher::Cipher;
use super::transport::KeyTransport;
use super::wrap;
use crate::algorithm::DigestMethod;
use crate::attachment;
use crate::certificate::Certificate;
use crate::error::Error;
use crate::key::{PrivateKey, SecretKey};
use crate::message::Message;
use crate::names::{DS, SWA, WSSE, XENC, XENC11};
use crate::signature::{KeyReference, key_xml};
use crate::soap::{Part, Target};
use crate::tree::{NodeId, push_attribute};
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
    /// `None` is the key of the message.
    recipient: Option<Certificate>,
    cipher: Cipher,
    transport: KeyTransport,
    reference: KeyReference,
    parts: Vec<Part>,
}

impl Encryption {
    /// For the owner of this certificate. Its key is RSA, or on a curve (P-256, P-384, P-521): then the key of the content is agreed on by
    /// ECDH-ES, and sent by AES Key Wrap.
    pub fn new(recipient: Certificate) -> Self {
        Self::of(Some(recipient))
    }

    /// With the secret of the message: [`Outbound::with_message_key`](crate::Outbound::with_message_key).
    pub fn with_message_key() -> Self {
        Self::of(None)
    }

    fn of(recipient: Option<Certificate>) -> Self {
        Self {
            recipient,
            cipher: Cipher::default(),
            transport: KeyTransport::default(),
            reference: KeyReference::IssuerSerial,
            parts: vec![Part::Body],
        }
    }

    /// Sets the parts that are encrypted: of the Body and of attachments the content, of elements the whole.
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

    /// Sets how the key of the content is sent, if the recipient's key is RSA.
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
        let length = self.cipher.key_length();
        if self.recipient.is_none() {
            let (secret, key_info) = message.derive(length)?;
            if secret.bytes().len() != length {
                return Err(Error::key(format!(
                    "the secret of the message has {} bytes, and the cipher needs {length}",
                    secret.bytes().len()
                )));
            }
            let key_info = format!("<ds:KeyInfo xmlns:ds=\"{DS}\">{key_info}</ds:KeyInfo>");
            let (list, beside) = self.parts(message, &secret, &key_info)?;
            let before = message.place_after_key();
            let list = list.replacen(
                "<xenc:ReferenceList>",
                &format!("<xenc:ReferenceList xmlns:xenc=\"{XENC}\">"),
                1,
            );
            message
                .document
                .insert(security, before, &format!("{list}{beside}"))?;
            return Ok(());
        }
        let secret = SecretKey::random(length)?;
        let id = message.new_id("EK")?;
        let (list, beside) = self.parts(message, &secret, &key_reference(&id))?;
        self.add_key(message, &secret, &id, (&list, &beside))?;
        Ok(())
    }

    /// Encrypts the parts, and gives the list of references to them, and what goes beside it. A message without attachments may have
    /// nothing to encrypt, and a list may not be empty.
    fn parts(
        &self,
        message: &mut Message,
        secret: &SecretKey,
        key_info: &str,
    ) -> Result<(String, String), Error> {
        let mut references = String::new();
        let mut beside = String::new();
        let key = (secret, key_info);
        for part in &self.parts {
            for target in message.targets(part, "encrypt")? {
                let id = match target {
                    Target::Element(node) => self.data(message, key, node, *part == Part::Body)?,
                    Target::Attachment { index, complete } => {
                        self.attachment(message, key, (index, complete), &mut beside)?
                    }
                };
                references.push_str(&format!("<xenc:DataReference URI=\"#{id}\"/>"));
            }
        }
        let list = match references.is_empty() {
            true => references,
            false => format!("<xenc:ReferenceList>{references}</xenc:ReferenceList>"),
        };
        Ok((list, beside))
    }

    /// Sends a secret to the recipient, for steps that follow. Gives the element and the encrypted form.
    pub(crate) fn send_key(
        &self,
        message: &mut Message,
        secret: &SecretKey,
        id: &str,
    ) -> Result<(NodeId, Vec<u8>), Error> {
        message.security()?;
        self.add_key(message, secret, id, ("", ""))
    }

    /// Adds the EncryptedKey, with the list of what it encrypts.
    fn add_key(
        &self,
        message: &mut Message,
        secret: &SecretKey,
        key_id: &str,
        (list, beside): (&str, &str),
    ) -> Result<(NodeId, Vec<u8>), Error> {
        let (method_and_info, wrapped) = self.wrap(secret)?;
        let value = STANDARD.encode(&wrapped);
        let xml = format!(
            "<xenc:EncryptedKey xmlns:xenc=\"{XENC}\" xmlns:ds=\"{DS}\" Id=\"{key_id}\">{method_and_info}<xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue></xenc:CipherData>{list}</xenc:EncryptedKey>{beside}"
        );
        let security = message.security()?;
        let before = message.insertion_point();
        let new = message.document.insert(security, before, &xml)?;
        let failed = || Error::malformed("the encrypted key cannot be written");
        Ok((new.first().copied().ok_or_else(failed)?, wrapped))
    }

    /// The key of the content as it is sent, as XML, and its encrypted form.
    fn wrap(&self, secret: &SecretKey) -> Result<(String, Vec<u8>), Error> {
        let recipient = self.recipient()?;
        if recipient.public_key().rsa().is_none() {
            return self.agree(secret);
        }
        let wrapped = self.transport.encrypt(recipient.public_key(), secret)?;
        let method = match self.transport {
            KeyTransport::RsaOaep => format!(
                "<xenc:EncryptionMethod Algorithm=\"{XENC}rsa-oaep-mgf1p\"><ds:DigestMethod Algorithm=\"{DS}sha1\"/></xenc:EncryptionMethod>"
            ),
            KeyTransport::RsaPkcs1 => {
                format!("<xenc:EncryptionMethod Algorithm=\"{XENC}rsa-1_5\"/>")
            }
            KeyTransport::RsaOaepSha256Mgf1Sha1 => format!(
                "<xenc:EncryptionMethod Algorithm=\"{XENC}rsa-oaep-mgf1p\"><ds:DigestMethod Algorithm=\"{XENC}sha256\"/></xenc:EncryptionMethod>"
            ),
            KeyTransport::RsaOaepSha256 => format!(
                "<xenc:EncryptionMethod Algorithm=\"{XENC11}rsa-oaep\"><ds:DigestMethod Algorithm=\"{XENC}sha256\"/><xenc11:MGF xmlns:xenc11=\"{XENC11}\" Algorithm=\"{XENC11}mgf1sha256\"/></xenc:EncryptionMethod>"
            ),
        };
        let key_info = key_xml::key_info(self.key_name()?);
        Ok((method + &key_info, wrapped))
    }

    fn recipient(&self) -> Result<&Certificate, Error> {
        self.recipient
            .as_ref()
            .ok_or_else(|| Error::key("the encryption has no recipient"))
    }

    /// A key that only the recipient can make again: that of a new pair of keys and the recipient's (ECDH-ES with ConcatKDF and
    /// SHA-256), which wraps the key of the content.
    fn agree(&self, secret: &SecretKey) -> Result<(String, Vec<u8>), Error> {
        const LENGTH: usize = 32;
        let theirs = self.recipient()?.public_key();
        let own = PrivateKey::ephemeral(theirs)?;
        let failed = || Error::key("the key cannot be encrypted for this recipient");
        let shared = own.agree(theirs).ok_or_else(failed)?;
        let key = wrap::concat_kdf(DigestMethod::Sha256, &shared, &[], LENGTH);
        let wrapped = wrap::wrap(&key, secret).ok_or_else(failed)?;
        let originator = key_xml::key_value(&own.public_key())?;
        let recipient = self.key_name()?;
        let xml = format!(
            "<xenc:EncryptionMethod Algorithm=\"{XENC}kw-aes256\"/><ds:KeyInfo><xenc:AgreementMethod Algorithm=\"{XENC11}ECDH-ES\"><xenc11:KeyDerivationMethod xmlns:xenc11=\"{XENC11}\" Algorithm=\"{XENC11}ConcatKDF\"><xenc11:ConcatKDFParams AlgorithmID=\"\" PartyUInfo=\"\" PartyVInfo=\"\"><ds:DigestMethod Algorithm=\"{XENC}sha256\"/></xenc11:ConcatKDFParams></xenc11:KeyDerivationMethod><xenc:OriginatorKeyInfo>{originator}</xenc:OriginatorKeyInfo><xenc:RecipientKeyInfo>{recipient}</xenc:RecipientKeyInfo></xenc:AgreementMethod></ds:KeyInfo>"
        );
        Ok((xml, wrapped))
    }

    fn key_name(&self) -> Result<String, Error> {
        let recipient = self.recipient()?;
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

    /// Encrypts an attachment, and gives the id of the element that says so.
    fn attachment(
        &self,
        message: &mut Message,
        (secret, info): (&SecretKey, &str),
        (index, complete): (usize, bool),
        beside: &mut String,
    ) -> Result<String, Error> {
        let id = message.new_id("ED")?;
        let Some(part) = message.attachments.get_mut(index) else {
            return Ok(id);
        };
        let plain = Zeroizing::new(attachment::plain(part, complete));
        let (mut uri, mut kind) = (String::new(), String::new());
        push_attribute(&attachment::url(&part.content_id), &mut uri);
        push_attribute(&part.content_type, &mut kind);
        if !kind.is_empty() {
            kind = format!(" MimeType=\"{kind}\"");
        }
        attachment::hide(part, complete, self.cipher.encrypt(secret, &plain)?);
        let covered = if complete { "Complete" } else { "Content-Only" };
        let start = data_start(&id);
        beside.push_str(&format!(
            "{start} Type=\"{SWA}Attachment-{covered}\"{kind}><xenc:EncryptionMethod Algorithm=\"{}\"/>{info}<xenc:CipherData><xenc:CipherReference URI=\"{uri}\"><xenc:Transforms><ds:Transform xmlns:ds=\"{DS}\" Algorithm=\"{SWA}Attachment-Ciphertext-Transform\"/></xenc:Transforms></xenc:CipherReference></xenc:CipherData></xenc:EncryptedData>",
            self.cipher.uri()
        ));
        Ok(id)
    }

    /// Replaces an element, or its content, and gives the id of what is there then.
    fn data(
        &self,
        message: &mut Message,
        (secret, info): (&SecretKey, &str),
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
        let start = data_start(&id);
        let xml = format!(
            "{start} Type=\"{XENC}{kind}\"><xenc:EncryptionMethod Algorithm=\"{}\"/>{info}<xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>",
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

/// The start of an EncryptedData.
fn data_start(id: &str) -> String {
    format!("<xenc:EncryptedData xmlns:xenc=\"{XENC}\" Id=\"{id}\"")
}

/// The KeyInfo that names a key of the security header.
fn key_reference(key_id: &str) -> String {
    format!(
        "<ds:KeyInfo xmlns:ds=\"{DS}\"><wsse:SecurityTokenReference xmlns:wsse=\"{WSSE}\"><wsse:Reference URI=\"#{key_id}\"/></wsse:SecurityTokenReference></ds:KeyInfo>"
    )
}
