//! Reads the Body of a message in SOAP encoding. Referenced values may be beside the root.

use super::read::{Outcome, child_of_body, empty_body, is_fault, second_child};
use crate::binding::{Content, Member, Reader};
use crate::error::DecodeError;

/// Reads the Body, whose start tag was just taken, through its end tag.
///
/// Its serialization root (SOAP 1.1, 5.6; SOAP 1.2 part 2, 3.1.6) is the element with the expected name, otherwise the
/// first one that is not marked as independent, otherwise the first one.
pub(super) fn read_body(
    reader: &mut Reader<'_>,
    mut due: Option<(&'static Member, &mut dyn Content)>,
) -> Result<Outcome, DecodeError> {
    let member = due.as_ref().map(|(member, _)| *member);
    let mut outcome = None;
    let mut first = None;
    while reader.next_child()? {
        let (is_root, is_independent) = {
            let root = reader.is_serialization_root();
            let (namespace, local) = reader.name();
            let is_due = member.is_none_or(|member| {
                member.name.local == local && member.name.namespace == namespace
            });
            let is_due = is_due || is_fault(reader);
            (
                root.unwrap_or(is_due),
                root == Some(false) || reader.has_id(),
            )
        };
        if outcome.is_none() && (is_root || !is_independent) {
            outcome = Some(child_of_body(reader, due.take())?);
            continue;
        }
        if !is_independent {
            return Err(second_child(reader));
        }
        first.get_or_insert(reader.tag_offset());
        reader.skip()?;
    }
    if outcome.is_none()
        && let Some(first) = first
    {
        let scope = reader.scope_len();
        let left = reader.visit(first, scope, &[])?;
        outcome = Some(child_of_body(reader, due)?);
        reader.come_back(left);
    }
    match outcome {
        Some(outcome) => {
            reader.pop();
            Ok(outcome)
        }
        None => empty_body(reader, member),
    }
}
