//! The check of an assertion: who signed it, whom it is for, until when, and who may present it.

use super::policy::Inbound;
use super::verify::{Good, later};
use crate::c14n::Budget;
use crate::error::{Error, ErrorKind};
use crate::instant;
use crate::key::PublicKey;
use crate::key_info::{self, Named};
use crate::names::{DS, SAML1, SAML2};
use crate::saml::{SamlPolicy, SubjectConfirmation, VerifiedAssertion, identity};
use crate::signature::covers;
use crate::soap::{Envelope, Ids, Part};
use crate::tree::{Document, NodeId};
use std::time::SystemTime;

/// The most attributes of an assertion, and values of each, that are kept.
const MOST_ATTRIBUTES: usize = 256;

/// An assertion whose signature and conditions are right.
pub(super) struct Asserted {
    pub(super) verified: VerifiedAssertion,
    /// The key of its holder, if that is how it is confirmed.
    pub(super) holder: Option<PublicKey>,
    /// It may be used once.
    pub(super) is_once: bool,
}

fn untrusted(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Untrusted, message)
}

/// An assertion in its document.
#[derive(Clone, Copy)]
struct Reading<'d> {
    document: &'d Document,
    node: NodeId,
    /// The namespace of its version.
    saml: &'static str,
}

impl<'d> Reading<'d> {
    fn children(self, of: NodeId, local: &'static str) -> impl Iterator<Item = NodeId> + 'd {
        let Self { document, saml, .. } = self;
        let all = document.elements(of);
        all.filter(move |child| document.is(*child, saml, local))
    }

    /// The only child of this name, if there is one.
    fn child(self, of: NodeId, local: &'static str) -> Result<Option<NodeId>, Error> {
        let mut all = self.children(of, local);
        let first = all.next();
        match all.next() {
            None => Ok(first),
            Some(_) => Err(Error::malformed(format!("an assertion has two {local}"))),
        }
    }

    fn text(self, of: NodeId) -> String {
        self.document.text(of).unwrap_or_default().trim().to_owned()
    }

    fn attribute(self, of: NodeId, local: &str) -> Option<String> {
        let value = self.document.attribute(of, "", local)?;
        Some(value.trim().to_owned())
    }

    fn time(self, of: NodeId, local: &str) -> Result<Option<SystemTime>, Error> {
        let Some(text) = self.attribute(of, local) else {
            return Ok(None);
        };
        let wrong = || Error::malformed(format!("the {local} of an assertion is no time"));
        instant::read(&text).map(Some).ok_or_else(wrong)
    }

    fn is_2(self) -> bool {
        self.saml == SAML2
    }
}

impl Inbound {
    /// Checks the assertion that the message has to have.
    pub(super) fn asserted(
        &self,
        document: &Document,
        envelope: &Envelope,
        security: NodeId,
        good: &[Good],
        now: SystemTime,
    ) -> Result<Option<Asserted>, Error> {
        let Some(policy) = &self.saml else {
            return Ok(None);
        };
        let all = envelope.parts(document, Some(security), &Part::Assertion);
        let node = match all.as_slice() {
            [one] => *one,
            [] => {
                return Err(Error::new(
                    ErrorKind::Missing,
                    "the message has no assertion",
                ));
            }
            _ => return Err(Error::malformed("the message has two assertions")),
        };
        let mut budget = Budget::of(document);
        let ids = Ids::of(document)?;
        let asserted = self.assertion(document, &ids, node, &mut budget, now)?;
        let confirmed = match asserted.verified.confirmation {
            SubjectConfirmation::Bearer => policy.bearer,
            SubjectConfirmation::HolderOfKey => good
                .iter()
                .any(|good| good.by.public_key.is_some() && good.by.public_key == asserted.holder),
            SubjectConfirmation::SenderVouches => {
                policy.sender_vouches
                    && good
                        .iter()
                        .any(|good| covers(document, &good.checked, node))
            }
        };
        match confirmed {
            true => Ok(Some(asserted)),
            false => Err(untrusted(match asserted.verified.confirmation {
                SubjectConfirmation::Bearer => "a bearer may not present assertions here",
                SubjectConfirmation::HolderOfKey => {
                    "the holder of the key in the assertion has not signed the message"
                }
                SubjectConfirmation::SenderVouches => {
                    "no trusted signer vouches for the assertion here"
                }
            })),
        }
    }

    /// The key of the holder of an assertion that a signature of the message names.
    pub(super) fn holder(
        &self,
        document: &Document,
        ids: &Ids<'_>,
        (signature, token): (NodeId, NodeId),
        budget: &mut Budget,
        now: SystemTime,
    ) -> Result<PublicKey, Error> {
        if document.parent(signature) != document.parent(token) {
            return Err(Error::new(
                ErrorKind::Reference,
                "the assertion that a signature names is not beside it",
            ));
        }
        let asserted = self.assertion(document, ids, token, budget, now)?;
        asserted.holder.ok_or_else(|| {
            untrusted("a signature names an assertion that gives its subject no key")
        })
    }

    /// Checks one assertion.
    fn assertion(
        &self,
        document: &Document,
        ids: &Ids<'_>,
        node: NodeId,
        budget: &mut Budget,
        now: SystemTime,
    ) -> Result<Asserted, Error> {
        let policy = self.saml.as_ref().ok_or_else(|| {
            Error::algorithm(
                "an assertion is not expected here: name its issuer by require_assertion",
            )
        })?;
        let (is_2, id) = identity(document, node)
            .ok_or_else(|| Error::malformed("the message names an element that is no assertion"))?;
        let reading = Reading {
            document,
            node,
            saml: if is_2 { SAML2 } else { SAML1 },
        };
        let mut signatures = document
            .elements(node)
            .filter(|one| document.is(*one, DS, "Signature"));
        let (Some(signature), None) = (signatures.next(), signatures.next()) else {
            return Err(untrusted(
                "the assertion is not signed by its issuer, or twice",
            ));
        };
        let good = self.signature(document, ids, signature, budget, now, Some(&policy.trust))?;
        // What is read is what was signed: the signature is of this element, and of nothing else.
        let is_whole = match good.checked.as_slice() {
            [one] => one.node == node && one.without == Some(signature),
            _ => false,
        };
        if !is_whole {
            return Err(Error::new(
                ErrorKind::Unprotected,
                "the signature in the assertion does not cover it",
            ));
        }
        let issuer = match is_2 {
            true => reading.child(node, "Issuer")?.map(|one| reading.text(one)),
            false => reading.attribute(node, "Issuer"),
        };
        let issuer = issuer.unwrap_or_default();
        if !policy.issuers.is_empty() && !policy.issuers.contains(&issuer) {
            return Err(untrusted(format!(
                "assertions of '{issuer}' are not accepted"
            )));
        }
        let (not_on_or_after, is_once) = self.conditions(policy, reading, now)?;
        let subject = subject(reading)?;
        let (confirmation, holder) = self.confirmation(policy, reading, subject, ids, now)?;
        let name = match subject {
            Some(subject) if is_2 => reading.child(subject, "NameID")?,
            Some(subject) => reading.child(subject, "NameIdentifier")?,
            None => None,
        };
        Ok(Asserted {
            verified: VerifiedAssertion {
                id: id.to_owned(),
                issuer,
                subject: name.map(|name| reading.text(name)),
                subject_format: name.and_then(|name| reading.attribute(name, "Format")),
                confirmation,
                attributes: attributes(reading),
                not_on_or_after,
            },
            holder,
            is_once,
        })
    }

    /// Checks `Conditions` (SAML 2.0 Core, section 2.5; 1.1, section 2.3.2): the end of the validity, and whether the assertion may be used
    /// once only.
    fn conditions(
        &self,
        policy: &SamlPolicy,
        reading: Reading<'_>,
        now: SystemTime,
    ) -> Result<(Option<SystemTime>, bool), Error> {
        let Some(conditions) = reading.child(reading.node, "Conditions")? else {
            return Ok((None, false));
        };
        let end = self.validity(reading, conditions, now, "the assertion")?;
        let mut is_once = false;
        for condition in reading.document.elements(conditions) {
            let local = reading.document.local(condition);
            let is_ours = reading.document.namespace(condition) == reading.saml;
            match local {
                "AudienceRestriction" | "AudienceRestrictionCondition" if is_ours => {
                    let audiences = reading.children(condition, "Audience");
                    let audiences: Vec<String> = audiences.map(|one| reading.text(one)).collect();
                    if !audiences.iter().any(|one| policy.audiences.contains(one)) {
                        return Err(untrusted(format!(
                            "the assertion is for '{}', and not for this service",
                            audiences.join(", ")
                        )));
                    }
                }
                "OneTimeUse" | "DoNotCacheCondition" if is_ours => is_once = true,
                // It says what may be issued because of this assertion, which nobody does here.
                "ProxyRestriction" if is_ours => {}
                _ => {
                    return Err(untrusted(format!(
                        "the assertion has the condition '{local}', which is not known"
                    )));
                }
            }
        }
        Ok((end, is_once))
    }

    /// Checks `NotBefore` and `NotOnOrAfter`; the latter.
    fn validity(
        &self,
        reading: Reading<'_>,
        node: NodeId,
        now: SystemTime,
        of: &str,
    ) -> Result<Option<SystemTime>, Error> {
        let start = reading.time(node, "NotBefore")?;
        let end = reading.time(node, "NotOnOrAfter")?;
        let expired = |text: String| Err(Error::new(ErrorKind::Expired, text));
        if let Some(start) = start.filter(|start| *start > later(now, self.clock_skew)) {
            let start = instant::write(start);
            return expired(format!("{of} is not valid before {start}"));
        }
        if let Some(end) = end.filter(|end| later(*end, self.clock_skew) <= now) {
            let end = instant::write(end);
            return expired(format!("{of} was valid until {end}"));
        }
        Ok(end)
    }

    /// The way in which the use is confirmed, and the key of the holder: the first way that holds.
    fn confirmation(
        &self,
        policy: &SamlPolicy,
        reading: Reading<'_>,
        subject: Option<NodeId>,
        ids: &Ids<'_>,
        now: SystemTime,
    ) -> Result<(SubjectConfirmation, Option<PublicKey>), Error> {
        let none = || untrusted("the assertion does not say who may present it");
        let subject = subject.ok_or_else(none)?;
        let mut failed = None;
        for confirmation in reading.children(subject, "SubjectConfirmation") {
            match self.one_confirmation(policy, reading, confirmation, ids, now) {
                Ok(found) => return Ok(found),
                Err(error) => failed = Some(error),
            }
        }
        Err(failed.unwrap_or_else(none))
    }

    fn one_confirmation(
        &self,
        policy: &SamlPolicy,
        reading: Reading<'_>,
        confirmation: NodeId,
        ids: &Ids<'_>,
        now: SystemTime,
    ) -> Result<(SubjectConfirmation, Option<PublicKey>), Error> {
        let document = reading.document;
        let (methods, data) = match reading.is_2() {
            true => {
                let method = reading.attribute(confirmation, "Method");
                let data = reading.child(confirmation, "SubjectConfirmationData")?;
                (method.into_iter().collect::<Vec<_>>(), data)
            }
            false => {
                let methods = reading.children(confirmation, "ConfirmationMethod");
                (
                    methods.map(|one| reading.text(one)).collect(),
                    Some(confirmation),
                )
            }
        };
        if let Some(data) = data.filter(|_| reading.is_2()) {
            self.validity(reading, data, now, "the confirmation of the assertion")?;
            let recipient = reading.attribute(data, "Recipient");
            if let Some(recipient) = recipient
                && !policy.recipients.is_empty()
                && !policy.recipients.contains(&recipient)
            {
                return Err(untrusted(
                    "the assertion is to be presented at another address",
                ));
            }
        }
        let kind = methods.iter().find_map(|method| {
            let (start, kind) = method.rsplit_once(':')?;
            start
                .starts_with("urn:oasis:names:tc:SAML:")
                .then_some(kind)
        });
        match kind {
            Some("bearer") => Ok((SubjectConfirmation::Bearer, None)),
            Some("sender-vouches") => Ok((SubjectConfirmation::SenderVouches, None)),
            Some("holder-of-key") => {
                let info = data.and_then(|data| document.child(data, DS, "KeyInfo"));
                match key_info::read(document, ids, info)? {
                    Named::Certificate(own, _) => {
                        let key = own.public_key().clone();
                        Ok((SubjectConfirmation::HolderOfKey, Some(key)))
                    }
                    Named::Key(key) => Ok((SubjectConfirmation::HolderOfKey, Some(key))),
                    _ => Err(Error::algorithm(
                        "the assertion names the key of its holder in a way that is not supported",
                    )),
                }
            }
            _ => Err(untrusted(
                "the assertion is confirmed in a way that is not known",
            )),
        }
    }
}

/// The subject. In SAML 1.1 each statement has one, and all have to be the same.
fn subject(reading: Reading<'_>) -> Result<Option<NodeId>, Error> {
    if reading.is_2() {
        return reading.child(reading.node, "Subject");
    }
    let document = reading.document;
    let statements = document.elements(reading.node);
    let statements = statements.filter(|one| document.local(*one).ends_with("Statement"));
    let mut first: Option<(NodeId, String)> = None;
    for statement in statements {
        let Some(subject) = reading.child(statement, "Subject")? else {
            continue;
        };
        let mut text = String::new();
        document.write_node(subject, &mut text);
        match &first {
            None => first = Some((subject, text)),
            Some((_, other)) if *other == text => {}
            Some(_) => return Err(Error::malformed("an assertion has two subjects")),
        }
    }
    Ok(first.map(|(subject, _)| subject))
}

/// The attributes whose values are text.
fn attributes(reading: Reading<'_>) -> Vec<(String, Vec<String>)> {
    let name = if reading.is_2() {
        "Name"
    } else {
        "AttributeName"
    };
    let statements = reading.children(reading.node, "AttributeStatement");
    let all = statements.flat_map(|statement| reading.children(statement, "Attribute"));
    all.take(MOST_ATTRIBUTES)
        .map(|attribute| {
            let values = reading
                .children(attribute, "AttributeValue")
                .take(MOST_ATTRIBUTES);
            let values = values
                .filter_map(|one| reading.document.text(one))
                .collect();
            (
                reading.attribute(attribute, name).unwrap_or_default(),
                values,
            )
        })
        .collect()
}
