//! The messages to judge, and the names of differences.

use crate::compare::compare;
use crate::judges::{NAMES, Verdicts};
use crate::message::{Mutation, Node, Style, annotate};
use crate::ours::{Outcome, Refusal};
use crate::rulings::Rulings;
use crate::schema::Schema;

/// A message to judge.
#[derive(Clone)]
pub struct Message {
    /// Its number in the list of its schema.
    pub number: usize,
    /// The number of the message that it was made from; its own if it is an original.
    pub base: usize,
    /// The tree of the message.
    pub node: Node,
    /// Its spelling.
    pub style: Style,
    /// Its change.
    pub mutation: Option<Mutation>,
}

impl Message {
    /// Its text.
    pub fn text(&self) -> String {
        self.node.print(self.style)
    }
}

/// A difference.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The kind: the difference, the change of the message, and the construct.
    pub kind: String,
    /// The details.
    pub detail: String,
}

/// Compares the verdicts of the judges with that of our code.
pub fn judge(
    schema: &Schema,
    message: &Message,
    verdicts: &Verdicts,
    ours: &Outcome,
    rulings: &Rulings,
) -> Vec<Finding> {
    let mut judgement = Judgement {
        schema,
        message,
        what: message
            .mutation
            .as_ref()
            .map_or("valid by construction", |mutation| mutation.what),
        findings: Vec::new(),
    };
    let construct = judgement.construct(|| "message".to_owned());
    let valid = match verdict(schema, verdicts, judgement.what, &construct, rulings) {
        Ok(valid) => valid,
        Err(kind) => {
            judgement.findings.push(Finding {
                kind,
                detail: reasons(verdicts),
            });
            None
        }
    };
    match &ours.default {
        Some(refusal) if matches!(refusal.when.as_str(), "panic" | "crash") => {
            judgement.add("panics", &construct, String::new());
        }
        _ => {
            judgement.strict(valid, verdicts, ours);
            judgement.default(valid, ours);
        }
    }
    judgement.findings
}

struct Judgement<'a> {
    schema: &'a Schema,
    message: &'a Message,
    /// The change of the message.
    what: &'static str,
    findings: Vec<Finding>,
}

impl Judgement<'_> {
    /// The changed construct; `otherwise` if nothing was changed.
    fn construct(&self, otherwise: impl FnOnce() -> String) -> String {
        let mutation = self.message.mutation.as_ref();
        mutation.map_or_else(otherwise, |mutation| mutation.construct.clone())
    }

    fn refused(&self, refusal: &Refusal) -> String {
        self.construct(|| {
            place(
                self.schema,
                &self.message.node,
                &refusal.path,
                &refusal.kind,
            )
        })
    }

    fn add(&mut self, outcome: &str, construct: &str, detail: String) {
        self.findings.push(Finding {
            kind: format!("{outcome} | {} | {construct}", self.what),
            detail,
        });
    }

    fn add_refusal(&mut self, outcome: &str, refusal: &Refusal) {
        let construct = format!("{} | {}", self.refused(refusal), refusal.kind);
        let detail = format!("{} at {}", refusal.message, refusal.path);
        self.add(outcome, &construct, detail);
    }

    fn strict(&mut self, valid: Option<bool>, verdicts: &Verdicts, ours: &Outcome) {
        match (valid, &ours.strict) {
            // If default mode refuses or reports the message, that is the finding.
            (Some(true), Some(refusal))
                if ours.default.is_none()
                    && (ours.notes.is_empty() || loses_a_type(&ours.notes)) =>
            {
                self.add_refusal("strict refuses valid", refusal);
            }
            (Some(false), None) => {
                let construct = self.construct(|| rule(verdicts));
                self.add("strict accepts invalid", &construct, reasons(verdicts));
            }
            _ => {}
        }
    }

    fn default(&mut self, valid: Option<bool>, ours: &Outcome) {
        match &ours.default {
            Some(refusal) if valid == Some(true) => {
                let outcome = match refusal.when.as_str() {
                    "written" => "valid and not written",
                    _ => "default refuses valid",
                };
                self.add_refusal(outcome, refusal);
            }
            // An invalid message may be refused. A message that was read without a report must be written.
            Some(refusal) if refusal.when == "written" && ours.notes.is_empty() => {
                let detail = format!("{} at {}", refusal.message, refusal.path);
                self.add("read and not written", &self.refused(refusal), detail);
            }
            Some(_) => {}
            None if ours.notes.is_empty() => {
                let mut node = self.message.node.clone();
                let style = self.message.style;
                // The element has the declaration of its new name, by which its white space may mean something.
                if self.what == "element named like its sibling" {
                    node.space_out(style);
                    annotate(self.schema, &mut node);
                }
                if let Some(difference) = compare(self.schema, &node, style, &ours.written) {
                    let construct = self.construct(|| difference.construct);
                    self.add("changed without a word", &construct, difference.what);
                }
            }
            None if valid == Some(true) && !loses_a_type(&ours.notes) => {
                let path = ours.notes.split(": ").next().unwrap_or_default();
                let moved = ours.notes.contains("later") || ours.notes.contains("skipped");
                let kind = if moved { "Element" } else { "Value" };
                let construct =
                    self.construct(|| place(self.schema, &self.message.node, path, kind));
                self.add("valid and reported", &construct, ours.notes.clone());
            }
            None => {}
        }
    }
}

/// Whether all that is reported is that a simple value does not keep the type that `xsi:type` names, which is valid and no fault.
fn loses_a_type(notes: &str) -> bool {
    notes
        .split("; ")
        .all(|note| note.ends_with("which the value does not keep"))
}

/// The rule that Xerces names first, such as `cvc-id.2`.
pub fn rule(verdicts: &Verdicts) -> String {
    let reason = verdicts.last().and_then(|verdict| verdict.as_ref().err());
    let rule = reason.and_then(|reason| reason.split(": ").next());
    rule.unwrap_or("message").to_owned()
}

/// The verdict of the judges if they agree, otherwise that of the rulings; `None` if either is right. The error is the
/// kind of a dispute without a ruling.
fn verdict(
    schema: &Schema,
    verdicts: &Verdicts,
    what: &str,
    construct: &str,
    rulings: &Rulings,
) -> Result<Option<bool>, String> {
    let valid: Vec<_> = verdicts.iter().map(Result::is_ok).collect();
    let what = format!("{what} | {construct}");
    if valid.iter().all(|one| *one == valid[0]) {
        let is_reason_wrong = !valid[0] && rulings.overrule_all(schema, verdicts, &what);
        return Ok((!is_reason_wrong).then_some(valid[0]));
    }
    let alone = |wanted: bool| {
        let names = NAMES
            .iter()
            .zip(&valid)
            .filter(|(_, valid)| **valid == wanted);
        names.map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    };
    let kind = format!(
        "judges differ: {} valid, {} invalid | {what}",
        alone(true),
        alone(false)
    );
    rulings.of(schema, verdicts, &what).ok_or(kind)
}

/// The objections to a message, each with its judge: the reason, the change of the message, and facts of the schema.
pub fn objections(schema: &Schema, verdicts: &Verdicts, what: &str) -> Vec<(usize, String)> {
    let all = verdicts.iter().enumerate().filter_map(|(judge, verdict)| {
        let reason = verdict.as_ref().err()?;
        let mut text = format!("{}: {reason} | {what}", NAMES[judge]);
        for fact in schema.facts(parent(reason)) {
            text.push_str(" | ");
            text.push_str(fact);
        }
        Some((judge, text))
    });
    all.collect()
}

/// The local name of the element whose content an objection is about, if it tells.
fn parent(reason: &str) -> Option<&str> {
    let local = |name: &'_ str| -> usize { name.rfind(['}', ':']).map_or(0, |at| at + 1) };
    // xmlschema says where: `reason (/a:root/a:e1[2])`.
    let path = reason
        .strip_suffix(')')
        .and_then(|reason| reason.rsplit_once("(/"))
        .and_then(|(_, path)| path.rsplit('/').next())
        .and_then(|last| last.split('[').next());
    let named = || {
        let missing = reason.contains("Missing child") || reason.contains("The content of element");
        let (_, rest) = reason.split_once("lement '").filter(|_| missing)?;
        rest.split('\'').next()
    };
    let name = path.or_else(named)?;
    Some(&name[local(name)..])
}

/// The reasons of the judges that refuse the message.
pub fn reasons(verdicts: &Verdicts) -> String {
    let all = NAMES.iter().zip(verdicts).filter_map(|(name, verdict)| {
        let reason = verdict.as_ref().err()?;
        Some(format!("{name}: {reason}"))
    });
    all.collect::<Vec<_>>().join("\n")
}

/// The construct at the path of an error, such as `/Envelope/Body/root/e1/e2[2]`.
fn place(schema: &Schema, root: &Node, path: &str, kind: &str) -> String {
    let mut node = root;
    let mut attribute = None;
    for part in path.split('/').skip(4) {
        if let Some(name) = part.strip_prefix('@') {
            attribute = Some(name);
            continue;
        }
        let (name, index) = match part.split_once('[') {
            Some((name, index)) => (name, index.trim_end_matches(']').parse().unwrap_or(1)),
            None => (part, 1),
        };
        let mut all = node.nodes().filter(|node| node.local == name);
        match all.nth(usize::max(index, 1) - 1) {
            Some(next) => node = next,
            None => break,
        }
    }
    if let Some(name) = attribute {
        let name = name.rsplit(['}', ':']).next().unwrap_or(name);
        let of = node
            .attributes
            .iter()
            .find(|one| one.local == name)
            .and_then(|one| one.of.clone());
        let text = of.as_ref().and_then(|of| schema.text_type(of));
        return format!(
            "attribute, {}",
            text.map_or_else(|| "unknown".to_owned(), |text| text.label(schema))
        );
    }
    let nil = if node.is_nil() { "nil, " } else { "" };
    let text = schema.text_type(&node.origin.of);
    match (text, kind) {
        (Some(text), "Value" | "Facet" | "Nil") => format!("{nil}{}", text.label(schema)),
        // The missing part belongs in the element at the path.
        (_, "Missing") => {
            let first = node.nodes().next();
            first.map_or_else(
                || "element content".to_owned(),
                |first| first.origin.place.clone(),
            )
        }
        _ => format!("{nil}{}", node.origin.place),
    }
}

#[cfg(test)]
mod tests {
    use super::parent;

    #[test]
    fn objections_name_the_element() {
        for (reason, name) in [
            (
                "Unexpected child with tag 'a:x' at position 1. (/a:root/a:e6[2])",
                Some("e6"),
            ),
            (
                "cvc-complex-type.2.4.b: The content of element 'a:e1' is not complete.",
                Some("e1"),
            ),
            ("Element '{urn:a}e2': Missing child element(s).", Some("e2")),
            (
                "cvc-complex-type.2.4.a: Invalid content was found starting with element 'e'.",
                None,
            ),
        ] {
            assert_eq!(parent(reason), name, "{reason}");
        }
    }
}
