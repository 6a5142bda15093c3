//! Runs the W3C's XML Schema test suite: schemas by `wsdl-codegen check`, instances by the strict mode with facets.

mod judge;
mod sets;

pub use judge::{Judge, Verdict};
pub use sets::{Expected, Group, Instance, Set, read};

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A kind of outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// As the suite says.
    Agreed,
    /// A valid schema is refused.
    ValidSchemaRefused,
    /// A valid schema is accepted with a warning.
    ValidSchemaWarned,
    /// An invalid schema has no finding.
    InvalidSchemaUnnoticed,
    /// A valid instance is refused.
    ValidInstanceRefused,
    /// A valid instance is another one when it is written again.
    ValidInstanceChanged,
    /// An invalid instance is accepted.
    InvalidInstanceAccepted,
    /// The program panicked.
    Panicked,
    /// Not judged.
    Skipped,
}

impl Kind {
    /// Its name in the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::ValidSchemaRefused => "valid schema refused",
            Self::ValidSchemaWarned => "valid schema, warning",
            Self::InvalidSchemaUnnoticed => "invalid schema unnoticed",
            Self::ValidInstanceRefused => "valid instance refused",
            Self::ValidInstanceChanged => "valid instance changed",
            Self::InvalidInstanceAccepted => "invalid instance accepted",
            Self::Panicked => "panicked",
            Self::Skipped => "skipped",
        }
    }
}

/// The outcome of one test.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The name of the group, and of the instance.
    pub test: String,
    /// The expected validity.
    pub expected: Expected,
    /// Whether the test is about a schema.
    pub is_schema: bool,
    /// The kind of the outcome.
    pub kind: Kind,
    /// The reason for it.
    pub reason: String,
}

/// Judges all tests of a set.
pub fn run(judge: &Judge, set: &Set) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for group in &set.groups {
        if let Some(expected) = group.schema {
            let verdict = guarded(|| judge.schema(group));
            outcomes.push(outcome(group.name.clone(), true, expected, verdict));
        }
        // An invalid schema has no valid instances and no invalid ones.
        if group.schema == Some(Expected::Invalid) {
            continue;
        }
        for instance in &group.instances {
            let verdict = guarded(|| judge.instance(group, &instance.file));
            let test = format!("{}/{}", group.name, instance.name);
            outcomes.push(outcome(test, false, instance.expected, verdict));
        }
    }
    outcomes
}

fn guarded(judge: impl FnOnce() -> Verdict) -> Option<Verdict> {
    catch_unwind(AssertUnwindSafe(judge)).ok()
}

fn outcome(test: String, is_schema: bool, expected: Expected, verdict: Option<Verdict>) -> Outcome {
    let is_valid = expected == Expected::Valid;
    let (kind, reason) = match (verdict, is_schema) {
        (None, _) => (Kind::Panicked, String::new()),
        (Some(Verdict::Skipped(reason)), _) => (Kind::Skipped, reason.to_owned()),
        _ if expected == Expected::Open => (Kind::Skipped, "no expectation".to_owned()),
        (Some(Verdict::Refused(reason)), true) if is_valid => (Kind::ValidSchemaRefused, reason),
        (Some(Verdict::Warned(reason)), true) if is_valid => (Kind::ValidSchemaWarned, reason),
        (Some(Verdict::Accepted), true) if !is_valid => {
            (Kind::InvalidSchemaUnnoticed, String::new())
        }
        (Some(Verdict::Refused(reason)), false) if is_valid => (Kind::ValidInstanceRefused, reason),
        (Some(Verdict::Changed(reason)), false) if is_valid => (Kind::ValidInstanceChanged, reason),
        (Some(Verdict::Accepted | Verdict::Changed(_)), false) if !is_valid => {
            (Kind::InvalidInstanceAccepted, String::new())
        }
        (Some(Verdict::Refused(reason) | Verdict::Warned(reason)), _) => (Kind::Agreed, reason),
        (Some(_), _) => (Kind::Agreed, String::new()),
    };
    Outcome {
        test,
        expected,
        is_schema,
        kind,
        reason,
    }
}

/// The number of outcomes of each kind.
pub fn counts(outcomes: &[Outcome]) -> BTreeMap<Kind, usize> {
    let mut counts = BTreeMap::new();
    for outcome in outcomes {
        let count: &mut usize = counts.entry(outcome.kind).or_default();
        *count = count.saturating_add(1);
    }
    counts
}
