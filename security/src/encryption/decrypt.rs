//! Decrypting parts of a message.

use super::cipher::{Cipher, failed};
use super::keys::Keys;
use crate::attachment;
use crate::error::{Error, ErrorKind};
use crate::key::SecretKey;
use crate::names::{DS, SWA, WSSE11, XENC};
use crate::signature::base64_of;
use crate::soap::Ids;
use crate::tree::{Document, NodeId};
use soap_runtime::Attachment;
use zeroize::Zeroizing;

/// Encrypted parts of one message.
const MOST: usize = 64;

/// A decrypted part.
pub(crate) enum Decrypted {
    /// The element above it, and its nodes.
    Nodes { parent: NodeId, nodes: Vec<NodeId> },
    /// The position of an attachment, and whether its header fields were encrypted, too.
    Attachment { index: usize, complete: bool },
}

impl Decrypted {
    fn first(&self) -> Option<NodeId> {
        match self {
            Self::Nodes { nodes, .. } => nodes.first().copied(),
            Self::Attachment { .. } => None,
        }
    }
}

impl Keys {
    /// Decrypts what a child of the security header says: an EncryptedKey or a ReferenceList what they refer to, EncryptedData itself.
    /// Gives the node that is looked at next.
    pub(crate) fn decrypt(
        &self,
        document: &mut Document,
        attachments: &mut [Attachment],
        node: NodeId,
        all: &mut Vec<Decrypted>,
    ) -> Result<Option<NodeId>, Error> {
        let list = match document.local(node) {
            "EncryptedData" => {
                let after = document.next_sibling(node);
                let secret = self.key_of(document, node)?;
                let one = self.data(document, attachments, node, secret.as_ref(), all.len())?;
                let next = one.first().or(after);
                all.push(one);
                return Ok(next);
            }
            "ReferenceList" => Some(node),
            _ => document.child(node, XENC, "ReferenceList"),
        };
        let references = list.map_or(Ok(Vec::new()), |list| references(document, list))?;
        let own = match references.is_empty() || document.is(node, XENC, "ReferenceList") {
            true => None,
            false => Some(self.unwrap(document, node, 0)?),
        };
        for uri in references {
            let data = Ids::of(document)?.resolve(&uri)?;
            let secret = match &own {
                Some(own) => own.clone(),
                None => self.key_of(document, data)?,
            };
            let one = self.data(document, attachments, data, secret.as_ref(), all.len())?;
            all.push(one);
        }
        Ok(document.next_sibling(node))
    }

    /// Decrypts every EncryptedData of any document. Of one that is the document, gives the content.
    #[allow(clippy::arithmetic_side_effects, reason = "less than the limit")]
    pub(crate) fn decrypt_all(&self, document: &mut Document) -> Result<Option<Vec<u8>>, Error> {
        let mut count = 0;
        loop {
            let next = document
                .descendants(Document::ROOT)
                .find(|node| document.is(*node, XENC, "EncryptedData"));
            let Some(node) = next else {
                return Ok(None);
            };
            let secret = self.key_of(document, node)?;
            if document.parent(node) == Some(Document::ROOT) {
                return self
                    .plain(
                        document,
                        node,
                        &cipher_value(document, node)?,
                        secret.as_ref(),
                    )
                    .map(|plain| Some(plain.to_vec()));
            }
            self.data(document, &mut [], node, secret.as_ref(), count)?;
            count += 1;
        }
    }

    fn plain(
        &self,
        document: &Document,
        data: NodeId,
        bytes: &[u8],
        secret: Option<&SecretKey>,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        if !document.is(data, XENC, "EncryptedData") {
            return Err(Error::malformed(
                "a DataReference leads to something that is not encrypted",
            ));
        }
        let cipher = self.cipher(document, data)?;
        // A key that is missing or of another length becomes a random one: all failures look the same and take the same time.
        let other = SecretKey::random(cipher.key_length())?;
        let key = secret
            .filter(|secret| secret.bytes().len() == cipher.key_length())
            .unwrap_or(&other);
        cipher.decrypt(key, bytes).ok_or_else(failed)
    }

    /// The cipher of EncryptedData, if it is allowed.
    pub(super) fn cipher(&self, document: &Document, data: NodeId) -> Result<Cipher, Error> {
        let method = document.child(data, XENC, "EncryptionMethod");
        let uri = method
            .and_then(|method| document.attribute(method, "", "Algorithm"))
            .unwrap_or("");
        let cipher = Cipher::from_uri(uri).filter(|cipher| match cipher {
            Cipher::TripleDesCbc => self.triple_des,
            cipher => self.cbc || !cipher.is_cbc(),
        });
        cipher.ok_or_else(|| {
            Error::algorithm(format!(
                "the cipher '{uri}' is not supported or not allowed"
            ))
        })
    }

    fn data(
        &self,
        document: &mut Document,
        attachments: &mut [Attachment],
        data: NodeId,
        secret: Option<&SecretKey>,
        before: usize,
    ) -> Result<Decrypted, Error> {
        if before >= MOST {
            return Err(Error::limit("the message has too many encrypted parts"));
        }
        let kind = document.attribute(data, "", "Type").unwrap_or("");
        if let Some(covered) = kind.strip_prefix(SWA) {
            let complete = match covered {
                "Attachment-Content-Only" => false,
                "Attachment-Complete" => true,
                _ => return Err(unknown_type(kind)),
            };
            let index = self.attachment(document, attachments, (data, complete), secret)?;
            document.detach(data);
            return Ok(Decrypted::Attachment { index, complete });
        }
        let plain = self.plain(document, data, &cipher_value(document, data)?, secret)?;
        let kind = document.attribute(data, "", "Type").unwrap_or("");
        if !matches!(kind.strip_prefix(XENC), Some("Content" | "Element")) {
            return Err(unknown_type(kind));
        }
        let text = std::str::from_utf8(&plain).map_err(|_| failed())?;
        // An encrypted header has an element around it (WS-Security 1.1, section 9.3), which goes, too.
        let wrapper = document
            .parent(data)
            .filter(|parent| document.is(*parent, WSSE11, "EncryptedHeader"));
        let place = wrapper.unwrap_or(data);
        let parent = document.parent(place).ok_or_else(failed)?;
        let nodes = document.replace(place, text).map_err(|error| {
            if error.kind() == ErrorKind::Limit {
                error
            } else {
                failed()
            }
        })?;
        Ok(Decrypted::Nodes { parent, nodes })
    }

    /// Decrypts the attachment that EncryptedData refers to, and gives its position.
    fn attachment(
        &self,
        document: &Document,
        attachments: &mut [Attachment],
        (data, complete): (NodeId, bool),
        secret: Option<&SecretKey>,
    ) -> Result<usize, Error> {
        let uri = cipher_reference(document, data)?;
        let index = attachment::find(attachments, uri)?;
        let part = attachments.get_mut(index).ok_or_else(failed)?;
        let plain = self.plain(document, data, &part.body, secret)?;
        let kind = document.attribute(data, "", "MimeType");
        attachment::reveal(part, complete, kind, &plain).ok_or_else(failed)?;
        Ok(index)
    }
}

fn unknown_type(kind: &str) -> Error {
    Error::algorithm(format!(
        "encrypted content of the type '{kind}' is not supported"
    ))
}

/// The attachment that holds encrypted bytes.
fn cipher_reference(document: &Document, id: NodeId) -> Result<&str, Error> {
    let none = || wrong(document, id);
    let data = document.child(id, XENC, "CipherData").ok_or_else(none)?;
    let reference = document.child(data, XENC, "CipherReference");
    let reference = reference.ok_or_else(none)?;
    let transforms = document.child(reference, XENC, "Transforms");
    let transforms = transforms.map(|list| document.elements(list).collect::<Vec<_>>());
    let is_of_profile = |transform: &NodeId| {
        document.is(*transform, DS, "Transform")
            && document
                .attribute(*transform, "", "Algorithm")
                .and_then(|uri| uri.strip_prefix(SWA))
                == Some("Attachment-Ciphertext-Transform")
    };
    match transforms.as_deref() {
        Some([transform]) if is_of_profile(transform) => {
            document.attribute(reference, "", "URI").ok_or_else(none)
        }
        _ => Err(Error::algorithm(
            "an encrypted attachment without the transform of its profile is not supported",
        )),
    }
}

pub(crate) fn wrong(document: &Document, id: NodeId) -> Error {
    Error::malformed(format!(
        "{} does not have the content that the standard gives it",
        document.path(id)
    ))
}

pub(super) fn cipher_value(document: &Document, id: NodeId) -> Result<Vec<u8>, Error> {
    let data = document.child(id, XENC, "CipherData");
    if data.is_some_and(|data| document.child(data, XENC, "CipherReference").is_some()) {
        return Err(Error::algorithm("a CipherReference is not supported"));
    }
    let value = data.and_then(|data| document.child(data, XENC, "CipherValue"));
    base64_of(document, value.ok_or_else(|| wrong(document, id))?)
}

fn references(document: &Document, list: NodeId) -> Result<Vec<String>, Error> {
    let data = |one: &NodeId| !document.is(*one, XENC, "KeyReference");
    document
        .elements(list)
        .filter(data)
        .map(|one| {
            let uri = document.attribute(one, "", "URI");
            uri.filter(|_| document.is(one, XENC, "DataReference"))
                .map(str::to_owned)
                .ok_or_else(|| wrong(document, list))
        })
        .collect()
}

/// The children of a `ds:KeyInfo`.
pub(super) fn key_info(document: &Document, id: NodeId) -> Vec<NodeId> {
    let info = document.child(id, DS, "KeyInfo");
    info.map_or_else(Vec::new, |info| document.elements(info).collect())
}
