//! A `ds:Signature` as written. Its structure is strict: what the schema does not allow is refused, so that nobody else reads it
//! otherwise.

use crate::algorithm::{DigestMethod, SignatureMethod};
use crate::c14n::{Canonicalization, Form};
use crate::error::Error;
use crate::names::{BASE64_TRANSFORM, DS, ENVELOPED, EXC, STR_TRANSFORM, SWA, WSSE};
use crate::tree::{Document, NodeId, View};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// References of one signature.
const MOST_REFERENCES: usize = 64;

pub(crate) struct Parsed {
    pub(crate) node: NodeId,
    pub(crate) signed_info: NodeId,
    pub(crate) form: Form,
    /// The method, if it is supported. Digests can be compared without.
    pub(crate) method: Result<SignatureMethod, Error>,
    pub(crate) references: Vec<Reference>,
    pub(crate) value: Vec<u8>,
    pub(crate) key_info: Option<NodeId>,
}

pub(crate) struct Reference {
    pub(crate) uri: String,
    pub(crate) transforms: Vec<Transform>,
    pub(crate) digest: DigestMethod,
    pub(crate) expected: Vec<u8>,
}

#[derive(Clone)]
pub(crate) enum Transform {
    Canonical(Form),
    /// The STR transform of WS-Security 1.0, section 8.3.
    Token(Form),
    Enveloped,
    /// An attachment, with its header fields or without.
    Attachment {
        complete: bool,
    },
    /// The text, decoded (XML Signature 1.1, section 6.6.2).
    Base64,
}

/// The child elements, where nothing but white space and comments is between them.
fn only_elements(document: &Document, id: NodeId) -> Result<Vec<NodeId>, Error> {
    let mut all = Vec::new();
    for child in document.children(id) {
        match document.view(child) {
            View::Element => all.push(child),
            View::Text(text) if !text.trim().is_empty() => {
                return Err(unexpected(document, id));
            }
            _ => {}
        }
    }
    Ok(all)
}

fn unexpected(document: &Document, id: NodeId) -> Error {
    Error::malformed(format!(
        "{} does not have the content that the standard gives it",
        document.path(id)
    ))
}

/// Base64 with white space, as `xs:base64Binary` has it.
pub(crate) fn base64(text: &str) -> Result<Vec<u8>, Error> {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\t' | '\r' | '\n'))
        .collect();
    STANDARD
        .decode(plain)
        .map_err(|_| Error::malformed("a value in the security header is no base64"))
}

pub(crate) fn base64_of(document: &Document, id: NodeId) -> Result<Vec<u8>, Error> {
    let text = document.text(id).ok_or_else(|| unexpected(document, id))?;
    base64(&text)
}

fn algorithm(document: &Document, id: NodeId) -> Result<&str, Error> {
    document
        .attribute(id, "", "Algorithm")
        .ok_or_else(|| unexpected(document, id))
}

impl Parsed {
    /// Whether a reference signs decoded text: without names and attributes, so that nothing that is read could be said to be covered.
    pub(crate) fn decodes(&self) -> bool {
        let mut all = self.references.iter().flat_map(|one| &one.transforms);
        all.any(|transform| matches!(transform, Transform::Base64))
    }

    pub(crate) fn read(document: &Document, node: NodeId) -> Result<Self, Error> {
        let wrong = || unexpected(document, node);
        let mut children = only_elements(document, node)?.into_iter().peekable();
        let mut take = |name: &str| children.next_if(|child| document.is(*child, DS, name));
        let signed_info = take("SignedInfo").ok_or_else(wrong)?;
        let value = take("SignatureValue").ok_or_else(wrong)?;
        let key_info = take("KeyInfo");
        while take("Object").is_some() {}
        if children.next().is_some() {
            return Err(wrong());
        }
        let value = base64_of(document, value)?;

        let mut parts = only_elements(document, signed_info)?.into_iter();
        let mut take = |name: &str| {
            parts
                .next()
                .filter(|child| document.is(*child, DS, name))
                .ok_or_else(|| unexpected(document, signed_info))
        };
        let form = canonical_form(document, take("CanonicalizationMethod")?)?;
        let method = signature_method(document, take("SignatureMethod")?);
        let mut references = Vec::new();
        for part in parts {
            if !document.is(part, DS, "Reference") {
                return Err(unexpected(document, signed_info));
            }
            if references.len() == MOST_REFERENCES {
                return Err(Error::limit("a signature has too many references"));
            }
            references.push(reference(document, part)?);
        }
        if references.is_empty() {
            return Err(unexpected(document, signed_info));
        }
        Ok(Self {
            node,
            signed_info,
            form,
            method,
            references,
            value,
            key_info,
        })
    }
}

fn signature_method(document: &Document, id: NodeId) -> Result<SignatureMethod, Error> {
    let uri = algorithm(document, id)?;
    // A shortened HMAC can be guessed (CVE-2009-0217), and other parameters are not read.
    if document.elements(id).next().is_some() {
        return Err(Error::algorithm(
            "a signature method with parameters is not supported",
        ));
    }
    SignatureMethod::from_uri(uri)
        .ok_or_else(|| Error::algorithm(format!("the signature method '{uri}' is not supported")))
}

/// A canonicalization with its PrefixList.
fn canonical_form(document: &Document, id: NodeId) -> Result<Form, Error> {
    let uri = algorithm(document, id)?;
    let method = Canonicalization::from_uri(uri).ok_or_else(|| {
        Error::algorithm(format!("the canonicalization '{uri}' is not supported"))
    })?;
    let mut form = Form::new(method);
    let mut children = only_elements(document, id)?.into_iter();
    match children.next() {
        None => {}
        Some(list) if method.is_exclusive() && document.is(list, EXC, "InclusiveNamespaces") => {
            let prefixes = document.attribute(list, "", "PrefixList").unwrap_or("");
            form.prefixes = prefixes
                .split_whitespace()
                .map(|prefix| match prefix {
                    "#default" => String::new(),
                    prefix => prefix.to_owned(),
                })
                .collect();
        }
        Some(_) => return Err(unexpected(document, id)),
    }
    if children.next().is_some() {
        return Err(unexpected(document, id));
    }
    Ok(form)
}

fn reference(document: &Document, id: NodeId) -> Result<Reference, Error> {
    let wrong = || unexpected(document, id);
    let uri = document
        .attribute(id, "", "URI")
        .ok_or_else(|| Error::algorithm("a reference without a URI is not supported"))?
        .to_owned();
    let mut children = only_elements(document, id)?.into_iter().peekable();
    let list = children.next_if(|child| document.is(*child, DS, "Transforms"));
    let mut transforms = Vec::new();
    for one in list.map_or(Ok(Vec::new()), |list| only_elements(document, list))? {
        if !document.is(one, DS, "Transform") {
            return Err(wrong());
        }
        transforms.push(transform(document, one)?);
    }
    let method = children
        .next()
        .filter(|child| document.is(*child, DS, "DigestMethod"))
        .ok_or_else(wrong)?;
    let value = children
        .next()
        .filter(|child| document.is(*child, DS, "DigestValue"))
        .ok_or_else(wrong)?;
    if children.next().is_some() {
        return Err(wrong());
    }
    let digest = algorithm(document, method)?;
    let digest = DigestMethod::from_uri(digest).ok_or_else(|| {
        Error::algorithm(format!("the digest method '{digest}' is not supported"))
    })?;
    Ok(Reference {
        uri,
        transforms,
        digest,
        expected: base64_of(document, value)?,
    })
}

fn transform(document: &Document, id: NodeId) -> Result<Transform, Error> {
    match algorithm(document, id)? {
        ENVELOPED => Ok(Transform::Enveloped),
        BASE64_TRANSFORM => Ok(Transform::Base64),
        STR_TRANSFORM => {
            let parameters = document.child(id, WSSE, "TransformationParameters");
            let method = parameters.and_then(|it| document.child(it, DS, "CanonicalizationMethod"));
            let method = method.ok_or_else(|| unexpected(document, id))?;
            Ok(Transform::Token(canonical_form(document, method)?))
        }
        uri if uri.strip_prefix(SWA) == Some("Attachment-Content-Signature-Transform") => {
            Ok(Transform::Attachment { complete: false })
        }
        uri if uri.strip_prefix(SWA) == Some("Attachment-Complete-Signature-Transform") => {
            Ok(Transform::Attachment { complete: true })
        }
        uri if Canonicalization::from_uri(uri).is_some() => {
            Ok(Transform::Canonical(canonical_form(document, id)?))
        }
        uri => Err(Error::algorithm(format!(
            "the transform '{uri}' is not supported"
        ))),
    }
}
