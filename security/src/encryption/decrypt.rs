//! Decrypting parts of a message.

use super::cipher::{Cipher, failed};
use super::transport::{self, Hash, Padding};
use crate::certificate::Certificate;
use crate::error::{Error, ErrorKind};
use crate::key::{Identity, SecretKey};
use crate::key_info::{self, Named};
use crate::names::{DS, WSSE11, XENC, XENC11};
use crate::signature::base64_of;
use crate::soap::Ids;
use crate::tree::{Document, NodeId};

/// Encrypted parts of one message.
const MOST: usize = 64;

/// The keys that decrypt, and what is accepted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    pub(crate) identities: Vec<Identity>,
    pub(crate) pkcs1: bool,
    pub(crate) cbc: bool,
}

/// A decrypted part: the element above it, and its nodes.
pub(crate) struct Decrypted {
    pub(crate) parent: NodeId,
    pub(crate) nodes: Vec<NodeId>,
}

impl Keys {
    /// Decrypts what an EncryptedKey in the security header refers to.
    pub(crate) fn decrypt(
        &self,
        document: &mut Document,
        key: NodeId,
        all: &mut Vec<Decrypted>,
    ) -> Result<(), Error> {
        let references = references(document, key)?;
        if references.is_empty() {
            return Ok(());
        }
        let secret = self.unwrap(document, key)?;
        for uri in references {
            if all.len() == MOST {
                return Err(Error::limit("the message has too many encrypted parts"));
            }
            let data = Ids::of(document)?.resolve(&uri)?;
            let one = self.data(document, data, secret.as_ref())?;
            all.push(one);
        }
        Ok(())
    }

    /// The key of the content; `None` if it cannot be had, which is told only together with the content: otherwise an attacker
    /// could ask which of the two is wrong.
    fn unwrap(&self, document: &Document, id: NodeId) -> Result<Option<SecretKey>, Error> {
        let method = document.child(id, XENC, "EncryptionMethod");
        let padding = self.padding(document, method.ok_or_else(|| wrong(document, id))?)?;
        let ids = Ids::of(document)?;
        let key_info = document.child(id, DS, "KeyInfo");
        let identity = self.identity(key_info::read(document, &ids, key_info)?)?;
        let bytes = cipher_value(document, id)?;
        Ok(transport::decrypt(identity.key(), padding, &bytes).ok())
    }

    fn padding(&self, document: &Document, method: NodeId) -> Result<Padding, Error> {
        let uri = document.attribute(method, "", "Algorithm").unwrap_or("");
        let unknown = |uri: &str| {
            Error::algorithm(format!(
                "the key transport '{uri}' is not supported or not allowed"
            ))
        };
        if document.child(method, XENC, "OAEPparams").is_some() {
            return Err(Error::algorithm("OAEP with parameters is not supported"));
        }
        let hash = |child: Option<NodeId>, of: fn(&str) -> Option<Hash>| match child {
            None => Ok(Hash::Sha1),
            Some(child) => {
                let uri = document.attribute(child, "", "Algorithm").unwrap_or("");
                of(uri).ok_or_else(|| unknown(uri))
            }
        };
        let digest = hash(
            document.child(method, DS, "DigestMethod"),
            |uri| match uri {
                "http://www.w3.org/2000/09/xmldsig#sha1" => Some(Hash::Sha1),
                "http://www.w3.org/2001/04/xmlenc#sha256" => Some(Hash::Sha256),
                "http://www.w3.org/2001/04/xmldsig-more#sha384" => Some(Hash::Sha384),
                "http://www.w3.org/2001/04/xmlenc#sha512" => Some(Hash::Sha512),
                _ => None,
            },
        );
        if uri == format!("{XENC}rsa-oaep-mgf1p") {
            return Ok(Padding::Oaep {
                digest: digest?,
                mask: Hash::Sha1,
            });
        }
        if uri == format!("{XENC11}rsa-oaep") {
            let mask = hash(document.child(method, XENC11, "MGF"), |uri| {
                match uri.strip_prefix(XENC11)? {
                    "mgf1sha1" => Some(Hash::Sha1),
                    "mgf1sha256" => Some(Hash::Sha256),
                    "mgf1sha384" => Some(Hash::Sha384),
                    "mgf1sha512" => Some(Hash::Sha512),
                    _ => None,
                }
            });
            return Ok(Padding::Oaep {
                digest: digest?,
                mask: mask?,
            });
        }
        if uri == format!("{XENC}rsa-1_5") && self.pkcs1 {
            return Ok(Padding::Pkcs1);
        }
        Err(unknown(uri))
    }

    fn identity(&self, named: Named) -> Result<&Identity, Error> {
        let own = |fits: &dyn Fn(&Certificate) -> bool| {
            let mut all = self.identities.iter();
            all.find(|identity| identity.chain().first().is_some_and(fits))
        };
        let found = match named {
            Named::Certificate(certificate, _) => own(&|own| *own == certificate),
            Named::Known(hint) => own(&|own| hint.fits(own)),
            Named::Key(key) => own(&|own| *own.public_key() == key),
            Named::Name(_) | Named::Token => self.identities.first(),
        };
        found.ok_or_else(|| {
            Error::new(
                ErrorKind::Decryption,
                "the message is encrypted for a key that is not here",
            )
        })
    }

    fn data(
        &self,
        document: &mut Document,
        data: NodeId,
        secret: Option<&SecretKey>,
    ) -> Result<Decrypted, Error> {
        if !document.is(data, XENC, "EncryptedData") {
            return Err(Error::malformed(
                "a DataReference leads to something that is not encrypted",
            ));
        }
        let method = document.child(data, XENC, "EncryptionMethod");
        let uri = method
            .and_then(|method| document.attribute(method, "", "Algorithm"))
            .unwrap_or("");
        let cipher = Cipher::from_uri(uri).filter(|cipher| self.cbc || !cipher.is_cbc());
        let cipher = cipher.ok_or_else(|| {
            Error::algorithm(format!(
                "the cipher '{uri}' is not supported or not allowed"
            ))
        })?;
        let kind = document.attribute(data, "", "Type").unwrap_or("");
        if !matches!(kind.strip_prefix(XENC), Some("Content" | "Element")) {
            return Err(Error::algorithm(format!(
                "encrypted content of the type '{kind}' is not supported"
            )));
        }
        let bytes = cipher_value(document, data)?;
        // A key that is missing or of another length becomes a random one: all failures look the same and take the same time.
        let other = SecretKey::random(cipher.key_length())?;
        let key = secret
            .filter(|secret| secret.bytes().len() == cipher.key_length())
            .unwrap_or(&other);
        let plain = cipher.decrypt(key, &bytes).ok_or_else(failed)?;
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
        Ok(Decrypted { parent, nodes })
    }
}

fn wrong(document: &Document, id: NodeId) -> Error {
    Error::malformed(format!(
        "{} does not have the content that the standard gives it",
        document.path(id)
    ))
}

fn cipher_value(document: &Document, id: NodeId) -> Result<Vec<u8>, Error> {
    let value = document
        .child(id, XENC, "CipherData")
        .and_then(|data| document.child(data, XENC, "CipherValue"));
    base64_of(document, value.ok_or_else(|| wrong(document, id))?)
}

fn references(document: &Document, key: NodeId) -> Result<Vec<String>, Error> {
    let Some(list) = document.child(key, XENC, "ReferenceList") else {
        return Ok(Vec::new());
    };
    document
        .elements(list)
        .map(|one| {
            let uri = document.attribute(one, "", "URI");
            uri.filter(|_| document.is(one, XENC, "DataReference"))
                .map(str::to_owned)
                .ok_or_else(|| wrong(document, list))
        })
        .collect()
}
