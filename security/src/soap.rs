//! The envelope, its security header, and the parts that are protected.

use crate::attachment;
use crate::error::{Error, ErrorKind};
use crate::names::{ADDRESSING, DS, SAML1, SAML2, SOAP11, SOAP12, WSSE, WSU};
use crate::tree::{Document, NodeId};
use soap_runtime::Attachment;
use std::fmt;

/// A part of a message that is signed or encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The SOAP Body.
    Body,
    /// The Timestamp in the security header.
    Timestamp,
    /// The UsernameToken in the security header.
    UsernameToken,
    /// The BinarySecurityToken of the signer.
    BinarySecurityToken,
    /// A SAML assertion in the security header.
    Assertion,
    /// The signatures in the security header, to encrypt them.
    Signature,
    /// All header blocks of WS-Addressing (1.0 or 2004/08).
    Addressing,
    /// The header blocks of this namespace and name.
    Header {
        /// The namespace.
        namespace: String,
        /// The local name.
        name: String,
    },
    /// The content of all attachments, if there are any (SOAP Messages with Attachments Profile 1.1.1).
    Attachments,
    /// The content of all attachments, if there are any, and their header fields: `Content-Type`, `Content-Disposition` and the like.
    AttachmentsWithHeaders,
}

/// A protected thing: an element, or an attachment by its position, with its header fields or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Element(NodeId),
    Attachment { index: usize, complete: bool },
}

impl Target {
    /// The place of an element, or the URL of an attachment.
    pub(crate) fn place(self, document: &Document, attachments: &[Attachment]) -> String {
        match self {
            Self::Element(Document::ROOT) => "the message".to_owned(),
            Self::Element(node) => document.path(node),
            Self::Attachment { index, .. } => attachments
                .get(index)
                .map(|part| attachment::url(&part.content_id))
                .unwrap_or_default(),
        }
    }
}

impl Part {
    /// Whether it is attachments, and whether with their header fields.
    pub(crate) fn attachments(&self) -> Option<bool> {
        match self {
            Self::Attachments => Some(false),
            Self::AttachmentsWithHeaders => Some(true),
            _ => None,
        }
    }

    /// The header blocks of this namespace and name.
    pub fn header(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self::Header {
            namespace: namespace.into(),
            name: name.into(),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => f.write_str("Body"),
            Self::Timestamp => f.write_str("Timestamp"),
            Self::UsernameToken => f.write_str("UsernameToken"),
            Self::BinarySecurityToken => f.write_str("BinarySecurityToken"),
            Self::Assertion => f.write_str("Assertion"),
            Self::Signature => f.write_str("Signature"),
            Self::Addressing => f.write_str("WS-Addressing headers"),
            Self::Header { namespace, name } => write!(f, "header {{{namespace}}}{name}"),
            Self::Attachments => f.write_str("attachments"),
            Self::AttachmentsWithHeaders => f.write_str("attachments with their header fields"),
        }
    }
}

/// The places of an envelope. The reader of the message reads the same: children of the document element, by position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Envelope {
    pub(crate) envelope: NodeId,
    pub(crate) header: Option<NodeId>,
    pub(crate) body: NodeId,
}

impl Envelope {
    pub(crate) fn find(document: &Document) -> Result<Self, Error> {
        let none = || Error::malformed("the message is not a SOAP envelope with one Body");
        let envelope = document.document_element().ok_or_else(none)?;
        let soap = document.namespace(envelope);
        if !document.is(envelope, SOAP11, "Envelope") && !document.is(envelope, SOAP12, "Envelope")
        {
            return Err(none());
        }
        let mut children = document.elements(envelope).peekable();
        let header = children.next_if(|child| document.is(*child, soap, "Header"));
        let body = children
            .next()
            .filter(|child| document.is(*child, soap, "Body"))
            .ok_or_else(none)?;
        if children.next().is_some() {
            return Err(Error::malformed("an element follows the SOAP Body"));
        }
        Ok(Self {
            envelope,
            header,
            body,
        })
    }

    /// The security header for this actor or role; `None` is the one without.
    pub(crate) fn security(
        &self,
        document: &Document,
        actor: Option<&str>,
    ) -> Result<Option<NodeId>, Error> {
        let Some(header) = self.header else {
            return Ok(None);
        };
        let soap = document.namespace(self.envelope);
        let of = |block: &NodeId| {
            document.is(*block, WSSE, "Security")
                && document
                    .attribute(*block, soap, "actor")
                    .or_else(|| document.attribute(*block, soap, "role"))
                    == actor
        };
        let mut blocks = document.elements(header).filter(of);
        let first = blocks.next();
        if blocks.next().is_some() {
            return Err(Error::malformed(
                "the message has two security headers for the same recipient",
            ));
        }
        Ok(first)
    }

    /// The elements of a part.
    pub(crate) fn parts(
        &self,
        document: &Document,
        security: Option<NodeId>,
        part: &Part,
    ) -> Vec<NodeId> {
        let blocks = |of: &dyn Fn(NodeId) -> bool| -> Vec<NodeId> {
            let all = self.header.into_iter().flat_map(|it| document.elements(it));
            all.filter(|block| of(*block)).collect()
        };
        let inside = |of: &dyn Fn(NodeId) -> bool| -> Vec<NodeId> {
            let all = security.into_iter().flat_map(|it| document.elements(it));
            all.filter(|block| of(*block)).collect()
        };
        match part {
            Part::Body => vec![self.body],
            Part::Timestamp => inside(&|id| document.is(id, WSU, "Timestamp")),
            Part::UsernameToken => inside(&|id| document.is(id, WSSE, "UsernameToken")),
            Part::BinarySecurityToken => inside(&|id| document.is(id, WSSE, "BinarySecurityToken")),
            Part::Assertion => inside(&|id| {
                document.is(id, SAML2, "Assertion") || document.is(id, SAML1, "Assertion")
            }),
            Part::Signature => inside(&|id| document.is(id, DS, "Signature")),
            Part::Addressing => blocks(&|id| ADDRESSING.contains(&document.namespace(id))),
            Part::Header { namespace, name } => blocks(&|id| document.is(id, namespace, name)),
            // They are beside the message.
            Part::Attachments | Part::AttachmentsWithHeaders => Vec::new(),
        }
    }
}

/// The ids of a message.
///
/// Every attribute that some standard calls an id counts: `wsu:Id`, `xml:id`, and without a namespace `Id`, `ID`, `id` and `AssertionID`.
/// A reference has to lead to exactly one element, so a second element with the same id, whatever the attribute, makes it ambiguous.
pub(crate) struct Ids<'d> {
    by_id: std::collections::HashMap<&'d str, Option<NodeId>>,
    /// The attachments of the message, which references name by `cid:`.
    pub(crate) attachments: &'d [Attachment],
}

impl<'d> Ids<'d> {
    pub(crate) fn of(document: &'d Document) -> Result<Self, Error> {
        Self::within(document, Document::ROOT, None)
    }

    /// The same ids, with the attachments of the message.
    pub(crate) fn beside(self, attachments: &'d [Attachment]) -> Self {
        Self {
            attachments,
            ..self
        }
    }

    /// The ids of an element, less those of a part of it.
    pub(crate) fn within(
        document: &'d Document,
        top: NodeId,
        without: Option<NodeId>,
    ) -> Result<Self, Error> {
        let mut by_id = std::collections::HashMap::new();
        let mut declared = std::collections::HashSet::new();
        for id in document.descendants(top) {
            for attribute in document.attributes(id) {
                let local = document.attribute_local(attribute);
                let namespace = document.name(attribute.namespace);
                let standard = match namespace {
                    WSU => local == "Id",
                    crate::tree::XML => local == "id",
                    _ => false,
                };
                let plain =
                    namespace.is_empty() && matches!(local, "Id" | "ID" | "id" | "AssertionID");
                let is_left_out = || without.is_some_and(|part| document.is_inside(id, part));
                if (!standard && !plain) || is_left_out() {
                    continue;
                }
                let value = document.attribute_value(attribute);
                if standard && !declared.insert(value) {
                    return Err(Error::new(
                        ErrorKind::Reference,
                        format!("the id '{value}' is on two elements"),
                    ));
                }
                by_id
                    .entry(value)
                    .and_modify(|known: &mut Option<NodeId>| {
                        if *known != Some(id) {
                            *known = None;
                        }
                    })
                    .or_insert(Some(id));
            }
        }
        Ok(Self {
            by_id,
            attachments: &[],
        })
    }

    /// The only element with this id.
    pub(crate) fn get(&self, id: &str) -> Result<NodeId, Error> {
        match self.by_id.get(id) {
            Some(Some(node)) => Ok(*node),
            Some(None) => Err(Error::new(
                ErrorKind::Reference,
                format!("the id '{id}' is on more than one element"),
            )),
            None => Err(Error::new(
                ErrorKind::Reference,
                format!("no element has the id '{id}'"),
            )),
        }
    }

    /// The element that `#id` names.
    pub(crate) fn resolve(&self, uri: &str) -> Result<NodeId, Error> {
        match uri.strip_prefix('#') {
            Some(id) if !id.is_empty() => self.get(id),
            _ => Err(Error::new(
                ErrorKind::Reference,
                format!("the reference '{uri}' does not name an element of the message"),
            )),
        }
    }
}
