//! A message that is being protected.

use crate::attachment;
use crate::error::{Error, ErrorKind};
use crate::key::SecretKey;
use crate::message_key::HeldKey;
use crate::names::{WSSE, WSU};
use crate::soap::{Envelope, Part, Target};
use crate::tree::{Document, NodeId, push_attribute};
use soap_runtime::Attachment;
use soap_runtime::xml::Limits;

/// A message that is protected.
pub(crate) struct Sent {
    pub(crate) message: Vec<u8>,
    pub(crate) attachments: Vec<Attachment>,
    /// The secret that it brings, if it is a new one, with the name that the answer may use.
    pub(crate) key: Option<(String, SecretKey)>,
}

pub(crate) struct Message {
    pub(crate) document: Document,
    pub(crate) envelope: Envelope,
    /// The attachments, which go beside it.
    pub(crate) attachments: Vec<Attachment>,
    inlined: Vec<usize>,
    /// The secret by which it is signed and encrypted, if there is one.
    pub(crate) key: Option<HeldKey>,
    actor: Option<String>,
    must_understand: bool,
    security: Option<NodeId>,
}

impl Message {
    pub(crate) fn parse(
        (bytes, mut attachments): (&[u8], Vec<Attachment>),
        limits: &Limits,
        actor: Option<&str>,
        must_understand: bool,
    ) -> Result<Self, Error> {
        let mut document = Document::parse(bytes, limits)?;
        let inlined = attachment::inline(&mut document, &attachments)?;
        attachment::identify(&mut attachments, || new_id("part"))?;
        let envelope = Envelope::find(&document)?;
        let security = envelope.security(&document, actor)?;
        Ok(Self {
            document,
            envelope,
            attachments,
            inlined,
            key: None,
            actor: actor.map(str::to_owned),
            must_understand,
            security,
        })
    }

    pub(crate) fn parts(&self, part: &Part) -> Vec<NodeId> {
        self.envelope.parts(&self.document, self.security, part)
    }

    /// The elements and attachments of a part to sign or encrypt, which has to be there. Attachments may be none.
    pub(crate) fn targets(&self, part: &Part, to: &str) -> Result<Vec<Target>, Error> {
        if let Some(complete) = part.attachments() {
            let all = (0..self.attachments.len()).filter(|index| !self.inlined.contains(index));
            return Ok(all
                .map(|index| Target::Attachment { index, complete })
                .collect());
        }
        let found = self.parts(part);
        if found.is_empty() {
            return Err(Error::new(
                ErrorKind::Missing,
                format!("the message has no {part} to {to}"),
            ));
        }
        Ok(found.into_iter().map(Target::Element).collect())
    }

    /// The message and its attachments, as they are sent.
    pub(crate) fn finish(self) -> Sent {
        Sent {
            message: self.document.to_message(),
            attachments: attachment::without(self.attachments, &self.inlined),
            key: self.key.and_then(|held| Some((held.digest?, held.secret))),
        }
    }

    /// The security header, which is added if there is none.
    pub(crate) fn security(&mut self) -> Result<NodeId, Error> {
        if let Some(security) = self.security {
            return Ok(security);
        }
        let envelope = self.envelope.envelope;
        let soap = self.document.namespace(envelope).to_owned();
        let written = |prefix: &str, name: &str| match prefix {
            "" => name.to_owned(),
            prefix => format!("{prefix}:{name}"),
        };
        let prefix = self
            .document
            .name(self.document.prefix(envelope))
            .to_owned();
        let failed = || Error::malformed("the security header cannot be written");
        let header = match self.envelope.header {
            Some(header) => header,
            None => {
                let name = written(&prefix, "Header");
                let body = Some(self.envelope.body);
                let new = self
                    .document
                    .insert(envelope, body, &format!("<{name}></{name}>"))?;
                new.first().copied().ok_or_else(failed)?
            }
        };
        self.envelope.header = Some(header);
        // An attribute needs a prefix, which the envelope may not have.
        let mut attributes = String::new();
        if self.must_understand {
            attributes.push_str(" soap:mustUnderstand=\"1\"");
        }
        if let Some(actor) = &self.actor {
            let name = if soap == crate::names::SOAP11 {
                "actor"
            } else {
                "role"
            };
            attributes.push_str(&format!(" soap:{name}=\""));
            push_attribute(actor, &mut attributes);
            attributes.push('"');
        }
        if !attributes.is_empty() {
            attributes.insert_str(0, &format!(" xmlns:soap=\"{soap}\""));
        }
        let xml = format!(
            "<wsse:Security xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{WSU}\"{attributes}></wsse:Security>"
        );
        let first = self.document.elements(header).next();
        let new = self.document.insert(header, first, &xml)?;
        let security = new.first().copied().ok_or_else(failed)?;
        self.security = Some(security);
        Ok(security)
    }

    /// Declarations of the prefixes `wsse` and `wsu` that a child of the security header still needs.
    pub(crate) fn prefixes(&self) -> String {
        let mut out = String::new();
        for (prefix, namespace) in [("wsse", WSSE), ("wsu", WSU)] {
            let bound = self
                .security
                .and_then(|security| self.document.lookup(security, prefix));
            if bound.is_none_or(|bound| self.document.name(bound) != namespace) {
                out.push_str(&format!(" xmlns:{prefix}=\"{namespace}\""));
            }
        }
        out
    }

    /// Each step puts its elements before those of the step before, because a recipient works from the first to the last
    /// (WS-Security 1.0, section 5). The Timestamp stays in front: it is no step.
    pub(crate) fn insertion_point(&self) -> Option<NodeId> {
        let security = self.security?;
        let mut children = self.document.elements(security).peekable();
        children.next_if(|child| self.document.is(*child, WSU, "Timestamp"));
        children.next()
    }

    pub(crate) fn move_before(&mut self, node: NodeId, before: NodeId) {
        self.document.move_before(node, before);
    }

    /// An id that no element has.
    pub(crate) fn new_id(&self, start: &str) -> Result<String, Error> {
        new_id(start)
    }

    /// The id of an element. One without gets a `wsu:Id`.
    pub(crate) fn id_of(&mut self, node: NodeId) -> Result<String, Error> {
        for (namespace, local) in [(WSU, "Id"), (crate::tree::XML, "id"), ("", "ID")] {
            if let Some(id) = self.document.attribute(node, namespace, local)
                && !id.is_empty()
            {
                return Ok(id.to_owned());
            }
        }
        // Another id would break the signature of its issuer.
        if let Some((_, id)) = crate::saml::identity(&self.document, node) {
            return Ok(id.to_owned());
        }
        if let Some(id) = self.document.attribute(node, "", "Id")
            && self.document.namespace(node) == crate::names::XENC
        {
            return Ok(id.to_owned());
        }
        let id = self.new_id("id")?;
        let mut prefix = String::from("wsu");
        for number in 1..100 {
            match self.document.lookup(node, &prefix) {
                Some(bound) if self.document.name(bound) == WSU => break,
                None => {
                    self.document.declare(node, &prefix, WSU);
                    break;
                }
                Some(_) => prefix = format!("wsu{number}"),
            }
        }
        match self.document.lookup(node, &prefix) {
            Some(bound) if self.document.name(bound) == WSU => {}
            _ => {
                return Err(Error::new(
                    ErrorKind::Malformed,
                    "the message uses all prefixes for other namespaces",
                ));
            }
        }
        self.document.add_attribute(node, &prefix, WSU, "Id", &id);
        Ok(id)
    }
}

fn new_id(start: &str) -> Result<String, Error> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| Error::random())?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{start}-{digits}"))
}
