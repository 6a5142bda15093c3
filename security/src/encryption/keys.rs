//! The key of encrypted content: `ds:KeyInfo` names it, `xenc:EncryptedKey` carries it.

use super::cipher::failed;
use super::decrypt::{cipher_value, key_info, wrong};
use super::transport::{self, Hash, Padding};
use super::wrap;
use crate::certificate::Certificate;
use crate::derived::{self, DerivedKey};
use crate::error::{Error, ErrorKind};
use crate::key::{PrivateKey, SecretKey};
use crate::key_info::{self, Named};
use crate::names::{DS, ENCRYPTED_KEY_SHA1, KERBEROS_SHA1, WSSE, XENC, XENC11};
use crate::signature::base64_of;
use crate::soap::Ids;
use crate::tree::{Document, NodeId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};

/// Keys that are wrapped in one another.
const DEEPEST: usize = 4;

/// Bytes of a key of Triple DES.
const TRIPLE_DES: usize = 24;

/// Bytes of a secret that takes the place of one that cannot be had.
const DERIVED_FROM: usize = 32;

/// A secret that a message brought: by itself, and the key of a signature with the digest of the encrypted form.
pub(crate) struct Brought {
    pub(crate) secret: SecretKey,
    pub(crate) key: (String, SecretKey),
}

/// The keys that decrypt, and what is accepted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    pub(crate) private: Vec<Own>,
    pub(crate) secrets: Vec<(Option<String>, SecretKey)>,
    pub(crate) pkcs1: bool,
    pub(crate) cbc: bool,
    pub(crate) triple_des: bool,
}

/// A private key, and its certificate if there is one.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    pub(crate) key: PrivateKey,
    pub(crate) certificate: Option<Certificate>,
}

/// A key; `None` if it cannot be had, which is told only together with the content: otherwise an attacker could ask which of the two
/// is wrong.
type Found = Option<SecretKey>;

fn not_here() -> Error {
    Error::new(
        ErrorKind::Decryption,
        "the message is encrypted for a key that is not here",
    )
}

impl Keys {
    pub(crate) fn is_empty(&self) -> bool {
        self.private.is_empty() && self.secrets.is_empty()
    }

    /// The key that EncryptedData names.
    pub(super) fn key_of(&self, document: &Document, data: NodeId) -> Result<Found, Error> {
        let length = self.cipher(document, data)?.key_length();
        self.named(document, data, length, 0)
    }

    /// The key that the KeyInfo of EncryptedData or EncryptedKey names.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "less than the limit of the depth"
    )]
    fn named(
        &self,
        document: &Document,
        of: NodeId,
        length: usize,
        depth: usize,
    ) -> Result<Found, Error> {
        if depth >= DEEPEST {
            return Err(Error::limit(
                "the keys of the message are wrapped too often",
            ));
        }
        let mut name = None;
        for child in key_info(document, of) {
            match (document.namespace(child), document.local(child)) {
                (XENC, "EncryptedKey") => return self.unwrap(document, child, depth + 1),
                (XENC, "AgreementMethod") => return self.agreed(document, child, length),
                (XENC11, "DerivedKey") => return self.derived(document, child, length),
                (WSSE, "SecurityTokenReference") => {
                    return self.referred(document, child, depth + 1);
                }
                (DS, "RetrievalMethod") => {
                    let uri = document.attribute(child, "", "URI").unwrap_or("");
                    let key = Ids::of(document)?.resolve(uri)?;
                    return self.unwrap(document, key, depth + 1);
                }
                (DS, "KeyName") => name = document.text(child),
                _ => {}
            }
        }
        let name = name.as_deref().map(str::trim);
        let known = self.secrets.iter().find(|(known, _)| {
            known.is_none()
                || known.as_deref() == name
                || (name.is_none() && self.secrets.len() == 1)
        });
        if let Some((_, secret)) = known {
            return Ok(Some(secret.clone()));
        }
        let Some(name) = name else {
            return Err(not_here());
        };
        self.carried(document, name, depth)
    }

    /// The key of an EncryptedKey that calls it so (XML Encryption 1.1, section 3.5.1): of the first that can be had.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "less than the limit of the depth"
    )]
    fn carried(&self, document: &Document, name: &str, depth: usize) -> Result<Found, Error> {
        const MOST: usize = 8;
        let called_so = |key: &NodeId| {
            document.is(*key, XENC, "EncryptedKey")
                && document
                    .child(*key, XENC, "CarriedKeyName")
                    .and_then(|called| document.text(called))
                    .is_some_and(|called| called.trim() == name)
        };
        let all = document.descendants(Document::ROOT).filter(called_so);
        for key in all.take(MOST) {
            if let Ok(Some(secret)) = self.unwrap(document, key, depth + 1) {
                return Ok(Some(secret));
            }
        }
        Err(not_here())
    }

    fn secret(&self, name: &str) -> Result<SecretKey, Error> {
        let mut all = self.secrets.iter();
        let known = all.find(|(known, _)| known.is_none() || known.as_deref() == Some(name));
        known.map(|(_, secret)| secret.clone()).ok_or_else(not_here)
    }

    /// The key that a SecurityTokenReference leads to: that of an EncryptedKey, one that is derived of another, or a secret that both
    /// sides have. One of an earlier message is named by the digest of its encrypted form (WS-Security 1.1, section 7.7), which is the
    /// name that the caller gave it.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "less than the limit of the depth"
    )]
    fn referred(
        &self,
        document: &Document,
        reference: NodeId,
        depth: usize,
    ) -> Result<Found, Error> {
        if depth >= DEEPEST {
            return Err(Error::limit(
                "the keys of the message are wrapped too often",
            ));
        }
        let ids = Ids::of(document)?;
        let direct = document.child(reference, WSSE, "Reference");
        let token = match direct.and_then(|direct| document.attribute(direct, "", "URI")) {
            Some(uri) if uri.starts_with('#') => Some(ids.resolve(uri)?),
            Some(_) => None,
            None => encrypted_key(document, reference)?,
        };
        if let Some(token) = token {
            if let Some(derived) = DerivedKey::read(document, token)? {
                let secret = self.referred(document, derived.reference, depth + 1)?;
                return secret.map(|secret| derived.of(&secret)).transpose();
            }
            if document.is(token, XENC, "EncryptedKey") {
                return self.unwrap(document, token, depth);
            }
        }
        let name = derived::secret_name(document, &ids, reference)?;
        let name = name.ok_or_else(|| wrong(document, token.unwrap_or(reference)))?;
        self.secret(&name).map(Some)
    }

    /// The secret of an EncryptedKey of this message by which a signature is made, or from which its key follows.
    pub(crate) fn brought(
        &self,
        document: &Document,
        ids: &Ids<'_>,
        info: Option<NodeId>,
    ) -> Result<Option<Brought>, Error> {
        let token = |reference: Option<NodeId>| {
            let direct = document.child(reference?, WSSE, "Reference")?;
            let uri = document.attribute(direct, "", "URI")?;
            uri.starts_with('#').then(|| ids.resolve(uri))
        };
        let reference = info.and_then(|info| document.child(info, WSSE, "SecurityTokenReference"));
        let Some(named) = token(reference).transpose()? else {
            return Ok(None);
        };
        let derived = DerivedKey::read(document, named)?;
        let sent = match &derived {
            Some(derived) => token(Some(derived.reference)).transpose()?,
            None => Some(named),
        };
        let Some(sent) = sent.filter(|sent| document.is(*sent, XENC, "EncryptedKey")) else {
            return Ok(None);
        };
        let digest = STANDARD.encode(Sha1::digest(cipher_value(document, sent)?));
        // A key that cannot be had is a random one: its signature is wrong, and nothing else is told.
        let secret = match self.unwrap(document, sent, 0)? {
            Some(secret) => secret,
            None => SecretKey::random(DERIVED_FROM)?,
        };
        let key = match derived {
            Some(derived) => derived.of(&secret)?,
            None => secret.clone(),
        };
        Ok(Some(Brought {
            secret,
            key: (digest, key),
        }))
    }

    /// The key of an EncryptedKey.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "less than the limit of the depth"
    )]
    pub(super) fn unwrap(
        &self,
        document: &Document,
        id: NodeId,
        depth: usize,
    ) -> Result<Found, Error> {
        if !document.is(id, XENC, "EncryptedKey") {
            return Err(wrong(document, id));
        }
        let method = document.child(id, XENC, "EncryptionMethod");
        let method = method.ok_or_else(|| wrong(document, id))?;
        let uri = document.attribute(method, "", "Algorithm").unwrap_or("");
        let bytes = cipher_value(document, id)?;
        if self.triple_des && uri.strip_prefix(XENC) == Some("kw-tripledes") {
            let key = self.named(document, id, TRIPLE_DES, depth + 1)?;
            return Ok(key.and_then(|key| wrap::unwrap_triple_des(&key, &bytes)));
        }
        if let Some(length) = wrap::key_length(uri) {
            let key = self.named(document, id, length, depth + 1)?;
            let key = key.filter(|key| key.bytes().len() == length);
            return Ok(key.and_then(|key| wrap::unwrap(&key, &bytes)));
        }
        let padding = self.padding(document, method, uri)?;
        let ids = Ids::of(document)?;
        let info = document.child(id, DS, "KeyInfo");
        let own = self.own(key_info::read(document, &ids, info)?)?;
        Ok(transport::decrypt(&own.key, &padding, &bytes).ok())
    }

    /// A key that follows from the keys of both sides: ECDH-ES with ConcatKDF.
    fn agreed(&self, document: &Document, id: NodeId, length: usize) -> Result<Found, Error> {
        let uri = document.attribute(id, "", "Algorithm").unwrap_or("");
        if uri.strip_prefix(XENC11) != Some("ECDH-ES") {
            return Err(Error::algorithm(format!(
                "the key agreement '{uri}' is not supported"
            )));
        }
        let (digest, other) = wrap::concat_parameters(document, id)?;
        let ids = Ids::of(document)?;
        let originator = document.child(id, XENC, "OriginatorKeyInfo");
        let Named::Key(theirs) = key_info::read(document, &ids, originator)? else {
            return Err(wrong(document, id));
        };
        let recipient = document.child(id, XENC, "RecipientKeyInfo");
        let named = key_info::read(document, &ids, recipient)?;
        let own = match named {
            // The curve of the other side says which of the own keys it may be.
            Named::Name(_) | Named::Token | Named::Derived(..) | Named::Assertion(_) => self
                .private
                .iter()
                .find(|own| own.key.public_key().kind() == theirs.kind())
                .ok_or_else(not_here)?,
            named => self.own(named)?,
        };
        let shared = own.key.agree(&theirs).ok_or_else(failed)?;
        Ok(Some(wrap::concat_kdf(digest, &shared, &other, length)))
    }

    /// A key that follows from a shared secret (XML Encryption 1.1, section 5.4).
    fn derived(&self, document: &Document, id: NodeId, length: usize) -> Result<Found, Error> {
        let (digest, other) = wrap::concat_parameters(document, id)?;
        let name = document.child(id, XENC11, "MasterKeyName");
        let name = name.and_then(|name| document.text(name));
        let master = self.secret(name.unwrap_or_default().trim())?;
        let key = wrap::concat_kdf(digest, master.bytes(), &other, length);
        Ok(Some(key))
    }

    fn padding(&self, document: &Document, method: NodeId, uri: &str) -> Result<Padding, Error> {
        let unknown = |uri: &str| {
            Error::algorithm(format!(
                "the key transport '{uri}' is not supported or not allowed"
            ))
        };
        let label = match document.child(method, XENC, "OAEPparams") {
            Some(label) => base64_of(document, label)?,
            None => Vec::new(),
        };
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
                "http://www.w3.org/2001/04/xmldsig-more#sha384"
                | "http://www.w3.org/2001/04/xmlenc#sha384" => Some(Hash::Sha384),
                "http://www.w3.org/2001/04/xmlenc#sha512" => Some(Hash::Sha512),
                _ => None,
            },
        );
        if uri == format!("{XENC}rsa-oaep-mgf1p") {
            return Ok(Padding::Oaep {
                digest: digest?,
                mask: Hash::Sha1,
                label,
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
                label,
            });
        }
        if uri == format!("{XENC}rsa-1_5") && self.pkcs1 {
            return Ok(Padding::Pkcs1);
        }
        Err(unknown(uri))
    }

    fn own(&self, named: Named) -> Result<&Own, Error> {
        let certified = |fits: &dyn Fn(&Certificate) -> bool| {
            let mut all = self.private.iter();
            all.find(|own| own.certificate.as_ref().is_some_and(fits))
        };
        let found = match named {
            Named::Certificate(certificate, _) => self
                .private
                .iter()
                .find(|own| own.key.public_key() == *certificate.public_key()),
            Named::Known(hint) => certified(&|own| hint.fits(own)),
            Named::Key(key) => self.private.iter().find(|own| own.key.public_key() == key),
            Named::Name(_) | Named::Token | Named::Derived(..) | Named::Assertion(_) => {
                self.private.first()
            }
        };
        found.ok_or_else(not_here)
    }
}

/// The digest of an encrypted key, by which a SecurityTokenReference names it.
pub(crate) fn digest_name(document: &Document, reference: NodeId) -> Option<String> {
    let identifier = document.child(reference, WSSE, "KeyIdentifier");
    let identifier = identifier.filter(|identifier| {
        let kind = document.attribute(*identifier, "", "ValueType");
        kind.is_some_and(|kind| [ENCRYPTED_KEY_SHA1, KERBEROS_SHA1].contains(&kind))
    });
    let text = document.text(identifier?)?;
    Some(text.trim().to_owned())
}

/// The EncryptedKey of this message whose digest a SecurityTokenReference names.
fn encrypted_key(document: &Document, reference: NodeId) -> Result<Option<NodeId>, Error> {
    let identifier = document.child(reference, WSSE, "KeyIdentifier");
    let identifier = identifier.ok_or_else(|| wrong(document, reference))?;
    match document.attribute(identifier, "", "ValueType") {
        Some(ENCRYPTED_KEY_SHA1) => {}
        // A ticket is no encrypted key.
        Some(KERBEROS_SHA1) => return Ok(None),
        _ => return Err(wrong(document, reference)),
    }
    let digest = base64_of(document, identifier)?;
    let key = document
        .descendants(Document::ROOT)
        .filter(|node| document.is(*node, XENC, "EncryptedKey"))
        .find(|key| {
            cipher_value(document, *key).is_ok_and(|value| Sha1::digest(value).as_slice() == digest)
        });
    Ok(key)
}
