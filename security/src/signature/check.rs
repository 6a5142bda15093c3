//! Digests of what a signature refers to.

use super::parse::{Parsed, Reference, Transform, base64};
use crate::algorithm::{AllowedAlgorithms, Hasher};
use crate::attachment;
use crate::c14n::{Budget, Canonicalization, Form, canonical, canonicalize};
use crate::error::{Error, ErrorKind};
use crate::names::{DS, WSSE};
use crate::soap::{Ids, Target};
use crate::tree::{Document, NodeId, View};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;

/// The part of a message that a reference covers: an element, less a part of it, or an attachment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Checked {
    pub(crate) target: Target,
    pub(crate) without: Option<NodeId>,
}

impl Checked {
    /// Whether it covers an element, by itself or with one around it, or an attachment.
    fn covers(&self, document: &Document, wanted: Target) -> bool {
        match (self.target, wanted) {
            (Target::Element(node), Target::Element(id)) => {
                let is_left_out = |without| document.is_inside(id, without);
                document.is_inside(id, node) && !self.without.is_some_and(is_left_out)
            }
            (
                Target::Attachment { index, complete },
                Target::Attachment {
                    index: wanted,
                    complete: with_headers,
                },
            ) => index == wanted && (complete || !with_headers),
            _ => false,
        }
    }
}

/// Whether the element or attachment is covered.
pub(crate) fn covers(document: &Document, checked: &[Checked], wanted: Target) -> bool {
    checked.iter().any(|one| one.covers(document, wanted))
}

/// The bytes that the signature value is of.
pub(crate) fn signed_bytes(
    document: &Document,
    signature: &Parsed,
    budget: &mut Budget,
) -> Result<Vec<u8>, Error> {
    canonical(document, signature.signed_info, &signature.form, budget)
}

/// The element and form that a reference means.
fn target(
    document: &Document,
    ids: &Ids<'_>,
    signature: NodeId,
    reference: &Reference,
) -> Result<(NodeId, Form, bool), Error> {
    let (mut node, comments) = resolve(ids, &reference.uri)?;
    let mut form = None;
    let mut without = None;
    let mut text_only = false;
    for transform in &reference.transforms {
        if form.is_some() || text_only {
            return Err(Error::algorithm(
                "a transform after canonicalization or base64 is not supported",
            ));
        }
        match transform {
            Transform::Attachment { .. } => {
                return Err(Error::algorithm(
                    "a transform for attachments on an element of the message",
                ));
            }
            // On an element that the signature is not in, it takes nothing away; node-soap writes it on every part.
            Transform::Enveloped => {
                without = document.is_inside(signature, node).then_some(signature);
            }
            Transform::Base64 => text_only = true,
            Transform::Canonical(canonical) => form = Some(canonical.clone()),
            Transform::Token(canonical) => {
                node = token(document, ids, node)?;
                form = Some(Form {
                    default_namespace: true,
                    ..canonical.clone()
                });
            }
        }
    }
    let mut form = form.unwrap_or_else(|| Form::new(Canonicalization::Inclusive));
    form.without = without;
    form.no_comments = !comments;
    Ok((node, form, text_only))
}

/// The element that a URI names, and whether comments belong to it: only with an XPointer (XML Signature 1.1, section 4.4.3.3).
fn resolve(ids: &Ids<'_>, uri: &str) -> Result<(NodeId, bool), Error> {
    if uri.is_empty() {
        return Ok((Document::ROOT, false));
    }
    let pointer = uri
        .strip_prefix("#xpointer(")
        .and_then(|rest| rest.strip_suffix(')'));
    match pointer {
        None => ids.resolve(uri).map(|node| (node, false)),
        Some("/") => Ok((Document::ROOT, true)),
        Some(pointer) => {
            let quoted = pointer
                .strip_prefix("id(")
                .and_then(|rest| rest.strip_suffix(')'));
            let id = quoted.and_then(|quoted| {
                ['\'', '"']
                    .iter()
                    .find_map(|quote| quoted.strip_prefix(*quote)?.strip_suffix(*quote))
            });
            let id = id.ok_or_else(|| {
                Error::algorithm(format!("the reference '{uri}' is not supported"))
            })?;
            ids.get(id).map(|node| (node, true))
        }
    }
}

/// The text of a node and of all below it.
fn all_text(document: &Document, top: NodeId, without: Option<NodeId>) -> String {
    let mut all = String::new();
    for node in document.descendants(top) {
        if let View::Text(text) = document.view(node)
            && !without.is_some_and(|without| document.is_inside(node, without))
        {
            all.push_str(text);
        }
    }
    all
}

/// The token that a SecurityTokenReference leads to.
fn token(document: &Document, ids: &Ids<'_>, id: NodeId) -> Result<NodeId, Error> {
    if !document.is(id, WSSE, "SecurityTokenReference") {
        return Err(Error::malformed(
            "the STR transform on an element that is no SecurityTokenReference",
        ));
    }
    if let Some(reference) = document.child(id, WSSE, "Reference") {
        return ids.resolve(document.attribute(reference, "", "URI").unwrap_or(""));
    }
    if let Some(identifier) = document.child(id, WSSE, "KeyIdentifier")
        && document
            .attribute(identifier, "", "ValueType")
            .is_some_and(|kind| kind.contains("SAML"))
    {
        return ids.get(document.text(identifier).unwrap_or_default().trim());
    }
    Err(Error::algorithm(
        "the STR transform of a token that is not in the message is not supported",
    ))
}

/// The digest of what a reference means, and what it covers. `keep` gets the canonical form.
pub(crate) fn reference_digest(
    document: &Document,
    ids: &Ids<'_>,
    signature: NodeId,
    reference: &Reference,
    budget: &mut Budget,
    keep: Option<&mut Vec<u8>>,
) -> Result<(Vec<u8>, Checked), Error> {
    let mut hasher = Hasher::new(reference.digest);
    let mut keep = keep;
    let mut sink = |bytes: &[u8]| {
        hasher.update(bytes);
        if let Some(keep) = keep.as_deref_mut() {
            keep.extend_from_slice(bytes);
        }
    };
    if attachment::is_url(&reference.uri) {
        let target = beside(document, ids, reference, budget, &mut sink)?;
        let checked = Checked {
            target,
            without: None,
        };
        return Ok((hasher.finish(), checked));
    }
    let (node, form, text_only) = target(document, ids, signature, reference)?;
    if text_only {
        sink(&base64(&all_text(document, node, form.without))?);
    } else {
        canonicalize(document, node, &form, budget, &mut sink)?;
    }
    let checked = Checked {
        target: Target::Element(node),
        without: form.without,
    };
    Ok((hasher.finish(), checked))
}

/// Gives the bytes of the attachment that a reference names.
fn beside(
    document: &Document,
    ids: &Ids<'_>,
    reference: &Reference,
    budget: &mut Budget,
    sink: &mut dyn FnMut(&[u8]),
) -> Result<Target, Error> {
    let [Transform::Attachment { complete }] = reference.transforms.as_slice() else {
        return Err(Error::algorithm(format!(
            "the reference '{}' has not exactly one transform, which is one for attachments",
            reference.uri
        )));
    };
    let (index, complete) = (
        attachment::find(ids.attachments, &reference.uri)?,
        *complete,
    );
    if let Some(part) = ids.attachments.get(index) {
        attachment::canonical(part, complete, document.limits(), budget, sink)?;
    }
    Ok(Target::Attachment { index, complete })
}

/// Checks all references of a signature whose value is right, and says what they cover.
pub(crate) fn check_references(
    document: &Document,
    ids: &Ids<'_>,
    signature: &Parsed,
    allowed: &AllowedAlgorithms,
    budget: &mut Budget,
) -> Result<Vec<Checked>, Error> {
    let mut all = Vec::new();
    for reference in &signature.references {
        if !allowed.has_digest(reference.digest) {
            return Err(Error::algorithm(format!(
                "the digest method '{}' is not allowed",
                reference.digest.uri()
            )));
        }
        let (found, checked) =
            reference_digest(document, ids, signature.node, reference, budget, None)?;
        if !bool::from(found.ct_eq(&reference.expected)) {
            return Err(Error::new(
                ErrorKind::Signature,
                format!(
                    "{} was changed after it was signed: its digest is {}, and the signature says {}",
                    checked.target.place(document, ids.attachments),
                    STANDARD.encode(&found),
                    STANDARD.encode(&reference.expected)
                ),
            ));
        }
        // A signature that covers a part of itself says nothing.
        if let Target::Element(node) = checked.target
            && document.is_inside(node, signature.node)
            && !document.is(node, DS, "Object")
            && !document.is(node, DS, "KeyInfo")
            && !document.is(node, WSSE, "SecurityTokenReference")
        {
            return Err(Error::new(
                ErrorKind::Reference,
                "a signature refers to a part of itself",
            ));
        }
        all.push(checked);
    }
    Ok(all)
}
