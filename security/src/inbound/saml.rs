//! The check of an assertion: who signed it, whom it is for, until when, and who may present it.

use super::coverage::uncovered;
use super::policy::Inbound;
use super::verify::{Good, later};
use crate::c14n::Budget;
use crate::error::{Error, ErrorKind};
use crate::instant;
use crate::key::PublicKey;
use crate::key_info::{self, Named};
use crate::names::{DS, SAML1, SAML2};
use crate::saml::{SamlPolicy, SubjectConfirmation, VerifiedAssertion, identity};
use crate::soap::{Envelope, Ids, Part, Target};
use crate::tree::{Document, NodeId};
use std::time::SystemTime;

/// The most attributes of an assertion, and values of each, that are kept.
const MOST_ATTRIBUTES: usize = 256;

/// The most keys of holders that are tried.
const MOST_HOLDERS: usize = 16;

/// An assertion whose signature and conditions are right.
pub(super) struct Asserted {
    pub(super) verified: VerifiedAssertion,
    /// The ways in which its use may be confirmed. One of them has to hold.
    ways: Vec<Way>,
    /// It may be used once.
    pub(super) is_once: bool,
}

/// One way in which the use of an assertion may be confirmed.
struct Way {
    kind: SubjectConfirmation,
    /// The keys of the holder.
    holders: Vec<PublicKey>,
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
    /// Checks the assertion that the message has to have. Who confirms it by a signature has signed all that must be signed: the Body where
    /// the policy names nothing.
    pub(super) fn asserted(
        &self,
        document: &Document,
        envelope: &Envelope,
        security: NodeId,
        required: &[Target],
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
        let mut asserted = self.assertion(document, &ids, node, &mut budget, now)?;
        let mut required = required.to_vec();
        if required.is_empty() {
            required.push(Target::Element(envelope.body));
        }
        let is_by_holder = |keys: &[PublicKey]| {
            keys.iter().any(|key| {
                let own = good
                    .iter()
                    .filter(|good| good.by.public_key.as_ref() == Some(key));
                uncovered(document, &required, own).is_none()
            })
        };
        let mut with_assertion = required.clone();
        with_assertion.push(Target::Element(node));
        let is_vouched_for = || {
            let senders = good.iter().filter(|good| !good.is_by_holder);
            senders.clone().any(|first| {
                let own = senders.clone().filter(|other| first.is_of_the_same(other));
                uncovered(document, &with_assertion, own).is_none()
            })
        };
        let holds = |way: &Way| match way.kind {
            SubjectConfirmation::HolderOfKey => is_by_holder(&way.holders),
            SubjectConfirmation::SenderVouches => policy.sender_vouches && is_vouched_for(),
            SubjectConfirmation::Bearer => policy.bearer,
        };
        // The strongest that holds is the one to report.
        let found = [
            SubjectConfirmation::HolderOfKey,
            SubjectConfirmation::SenderVouches,
            SubjectConfirmation::Bearer,
        ]
        .into_iter()
        .find(|kind| {
            asserted
                .ways
                .iter()
                .any(|way| way.kind == *kind && holds(way))
        });
        match found {
            Some(kind) => {
                asserted.verified.confirmation = kind;
                Ok(Some(asserted))
            }
            None => Err(untrusted(match asserted.verified.confirmation {
                SubjectConfirmation::Bearer => "a bearer may not present assertions here",
                SubjectConfirmation::HolderOfKey => {
                    "the holder of the key in the assertion has not signed the message, or not all of it that must be signed"
                }
                SubjectConfirmation::SenderVouches => {
                    "no trusted signer of the message vouches for the assertion here"
                }
            })),
        }
    }

    /// The keys of the holder of an assertion that a signature of the message names.
    pub(super) fn holders(
        &self,
        document: &Document,
        ids: &Ids<'_>,
        (signature, token): (NodeId, NodeId),
        budget: &mut Budget,
        now: SystemTime,
    ) -> Result<Vec<PublicKey>, Error> {
        if document.parent(signature) != document.parent(token) {
            return Err(Error::new(
                ErrorKind::Reference,
                "the assertion that a signature names is not beside it",
            ));
        }
        let asserted = self.assertion(document, ids, token, budget, now)?;
        let keys = asserted.ways.into_iter().flat_map(|way| way.holders);
        let keys: Vec<PublicKey> = keys.take(MOST_HOLDERS).collect();
        match keys.is_empty() {
            true => Err(untrusted(
                "a signature names an assertion that gives its subject no key",
            )),
            false => Ok(keys),
        }
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
        // The part that is read was signed: the signature is of this element, and of nothing else.
        let is_whole = match good.checked.as_slice() {
            [one] => one.target == Target::Element(node) && one.without == Some(signature),
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
        // The target of the holder's KeyInfo is signed, too: it is in the assertion, and not in its signature.
        let own = Ids::within(document, node, Some(signature))?;
        let (confirmation, ways) = self.ways(policy, reading, subject, &own, now)?;
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
            ways,
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

    /// The ways in which the use may be confirmed, of which one suffices (SAML 2.0 Core, section 2.4.1.1), and the first of them. Those that
    /// cannot hold are left out.
    fn ways(
        &self,
        policy: &SamlPolicy,
        reading: Reading<'_>,
        subject: Option<NodeId>,
        ids: &Ids<'_>,
        now: SystemTime,
    ) -> Result<(SubjectConfirmation, Vec<Way>), Error> {
        let none = || untrusted("the assertion does not say who may present it");
        let subject = subject.ok_or_else(none)?;
        let mut failed = None;
        let mut all = Vec::new();
        for confirmation in reading.children(subject, "SubjectConfirmation") {
            match self.confirmation(policy, reading, confirmation, now) {
                Ok((methods, data)) => {
                    for method in methods {
                        match way(reading, &method, data, ids) {
                            Ok(way) => all.push(way),
                            Err(error) => failed = Some(error),
                        }
                    }
                }
                Err(error) => failed = Some(error),
            }
        }
        match all.first() {
            Some(first) => Ok((first.kind, all)),
            None => Err(failed.unwrap_or_else(none)),
        }
    }

    /// The methods of a confirmation, and the element with its data.
    fn confirmation(
        &self,
        policy: &SamlPolicy,
        reading: Reading<'_>,
        confirmation: NodeId,
        now: SystemTime,
    ) -> Result<(Vec<String>, Option<NodeId>), Error> {
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
        Ok((methods, data))
    }
}

/// The way that a method names.
fn way(
    reading: Reading<'_>,
    method: &str,
    data: Option<NodeId>,
    ids: &Ids<'_>,
) -> Result<Way, Error> {
    let document = reading.document;
    let name = method.rsplit_once(':');
    let name = name.filter(|(start, _)| start.starts_with("urn:oasis:names:tc:SAML:"));
    let kind = match name {
        Some((_, "bearer")) => SubjectConfirmation::Bearer,
        Some((_, "sender-vouches")) => SubjectConfirmation::SenderVouches,
        Some((_, "holder-of-key")) => SubjectConfirmation::HolderOfKey,
        _ => {
            return Err(untrusted(
                "the assertion is confirmed in a way that is not known",
            ));
        }
    };
    let mut holders = Vec::new();
    if kind == SubjectConfirmation::HolderOfKey {
        let unsupported = || {
            Error::algorithm(
                "the assertion names the key of its holder in a way that is not supported",
            )
        };
        // Each KeyInfo names a key of the holder (SAML 2.0 Core, section 2.4.1.3).
        let all = data.into_iter().flat_map(|data| document.elements(data));
        let mut failed = None;
        for info in all.filter(|one| document.is(*one, DS, "KeyInfo")) {
            match key_info::read(document, ids, Some(info)) {
                Ok(Named::Certificate(own, _)) => holders.push(own.public_key().clone()),
                Ok(Named::Key(key)) => holders.push(key),
                Ok(_) => failed = Some(unsupported()),
                Err(error) => failed = Some(error),
            }
        }
        if holders.is_empty() {
            return Err(failed.unwrap_or_else(unsupported));
        }
    }
    Ok(Way { kind, holders })
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
