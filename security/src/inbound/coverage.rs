//! Whether all that must be protected is.

use super::policy::Inbound;
use super::verify::{Good, Received};
use crate::encryption::Decrypted;
use crate::error::{Error, ErrorKind};
use crate::signature::{Checked, covers};
use crate::soap::{Part, Target};
use crate::tree::Document;

fn unprotected(message: String) -> Error {
    Error::new(ErrorKind::Unprotected, message)
}

impl Inbound {
    /// The elements and attachments that must be signed.
    pub(super) fn required(&self, received: &Received) -> Result<Vec<Target>, Error> {
        let mut required = self.signed.clone();
        if self.signature_required && !required.contains(&Part::Timestamp) {
            let timestamps = received.parts(&Part::Timestamp);
            if !timestamps.is_empty() {
                required.push(Part::Timestamp);
            }
        }
        if self.signature_required && !self.unsigned_attachments {
            required.push(Part::Attachments);
        }
        let mut targets = Vec::new();
        for part in &required {
            if let Some(complete) = part.attachments() {
                targets.extend(received.attachments(complete));
                continue;
            }
            let found = received.parts(part);
            let optional = matches!(part, Part::Addressing | Part::Header { .. });
            if found.is_empty() && !optional {
                return Err(Error::new(
                    ErrorKind::Missing,
                    format!("the message has no {part}, which must be signed"),
                ));
            }
            targets.extend(found.into_iter().map(Target::Element));
        }
        Ok(targets)
    }

    /// Checks that all parts that must be encrypted were.
    pub(super) fn check_encrypted(
        &self,
        received: &Received,
        decrypted: &[Decrypted],
    ) -> Result<(), Error> {
        for part in &self.encrypted {
            let targets = match part.attachments() {
                Some(complete) => received.attachments(complete),
                None => {
                    let nodes = received.parts(part).into_iter();
                    nodes.map(Target::Element).collect()
                }
            };
            for target in targets {
                if !was_encrypted(&received.document, decrypted, target) {
                    let place = target.place(&received.document, &received.attachments);
                    return Err(unprotected(format!("{place} is not encrypted")));
                }
            }
        }
        Ok(())
    }
}

fn was_encrypted(document: &Document, decrypted: &[Decrypted], target: Target) -> bool {
    let node = match target {
        Target::Element(node) => node,
        Target::Attachment {
            index: wanted,
            complete: with_headers,
        } => {
            return decrypted.iter().any(|one| match one {
                Decrypted::Attachment { index, complete } => {
                    *index == wanted && (*complete || !with_headers)
                }
                Decrypted::Nodes { .. } => false,
            });
        }
    };
    let elements = || {
        decrypted.iter().filter_map(|one| match one {
            Decrypted::Nodes { parent, nodes } => Some((*parent, nodes)),
            Decrypted::Attachment { .. } => None,
        })
    };
    let whole = elements().any(|(_, nodes)| nodes.contains(&node));
    let any = elements().any(|(parent, _)| parent == node);
    let content = document
        .elements(node)
        .all(|child| elements().any(|(parent, nodes)| parent == node && nodes.contains(&child)));
    whole || (content && any)
}

/// The first of the targets that these signatures do not cover together.
pub(super) fn uncovered<'g>(
    document: &Document,
    targets: &[Target],
    good: impl Iterator<Item = &'g Good>,
) -> Option<Target> {
    let checked: Vec<Checked> = good.flat_map(|good| good.checked.clone()).collect();
    let mut targets = targets.iter().copied();
    targets.find(|target| !covers(document, &checked, *target))
}

/// Checks that one signer covers all parts. Two signers who each sign a part have not signed the same message. Gives one signature of
/// this signer, if there is any. `may` says who counts.
pub(super) fn check_parts<'g>(
    received: &Received,
    targets: &[Target],
    good: &'g [Good],
    may: impl Fn(&Good) -> bool,
) -> Result<Option<&'g Good>, Error> {
    let mut reason = None;
    for first in good.iter().filter(|one| may(one)) {
        let of_signer = good.iter().filter(|other| first.is_of_the_same(other));
        match uncovered(&received.document, targets, of_signer) {
            None => return Ok(Some(first)),
            Some(target) => {
                reason.get_or_insert(target);
            }
        }
    }
    let Some(target) = reason else {
        return Ok(None);
    };
    let place = |target: Target| target.place(&received.document, &received.attachments);
    let covered = good.iter().flat_map(|good| &good.checked);
    let covered: Vec<String> = covered.map(|one| place(one.target)).collect();
    Err(unprotected(format!(
        "{} is not signed: the signature covers {}",
        place(target),
        covered.join(", ")
    )))
}

/// The Content-IDs of attachments that this signer does not cover.
pub(super) fn unsigned(received: &Received, signer: Option<&Good>, good: &[Good]) -> Vec<String> {
    let of_signer = || {
        good.iter()
            .filter(|other| signer.is_some_and(|first| first.is_of_the_same(other)))
    };
    let all = received.attachments(false).into_iter();
    all.filter(|target| uncovered(&received.document, &[*target], of_signer()).is_some())
        .filter_map(|target| match target {
            Target::Attachment { index, .. } => received.attachments.get(index),
            Target::Element(_) => None,
        })
        .map(|part| part.content_id.clone())
        .collect()
}
