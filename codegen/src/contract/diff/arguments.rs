//! Compares the arguments of the function `new` of a generated struct: those of the same types may change places without an error.

use super::types::Key;
use super::{Diff, Directions, Impact};
use crate::contract::Member;
use std::collections::BTreeSet;

impl Diff<'_> {
    /// Reports arguments of which a call with as many of them may mean others. With another number of them the compiler shows it.
    pub(super) fn arguments(
        &mut self,
        subject: &str,
        usage: Directions,
        old: &[(Key, Member)],
        new: &[(Key, Member)],
    ) {
        let (was, is) = (required(old), required(new));
        let mut pairs = was.iter().zip(&is);
        if was.len() != is.len() || pairs.all(|(was, is)| !was.0.is_disjoint(&is.0)) {
            return;
        }
        let labels = |all: &[Argument]| {
            let labels: Vec<&str> = all.iter().map(|(_, label)| label.as_str()).collect();
            labels.join(", ")
        };
        let impact = match usage.request {
            true => Impact::Breaking,
            false => Impact::Compatible,
        };
        self.report(
            impact,
            "arguments-changed",
            subject,
            format!("the arguments of `new` are {} and now {}", labels(&was), labels(&is)),
            "after generating again, a call with arguments of the same types compiles and means others: look at each call",
        );
    }
}

/// The members that an argument is of, and its text. A choice keeps its place as long as it keeps one of its alternatives.
type Argument = (BTreeSet<Key>, String);

/// The arguments in their order: the required members, and a required choice in the place of its alternatives.
fn required(all: &[(Key, Member)]) -> Vec<Argument> {
    let choice = |member: &Member| member.choice.map(|choice| choice.number);
    let groups =
        all.chunk_by(|(_, one), (_, next)| choice(one).is_some() && choice(one) == choice(next));
    let argument = |group: &[(Key, Member)]| {
        let (_, first) = group.first()?;
        let label = match first.choice {
            Some(choice) if choice.is_optional => return None,
            Some(_) => {
                let labels: Vec<String> = group.iter().map(|(_, one)| one.label()).collect();
                format!("the choice of {}", labels.join(" | "))
            }
            None if first.min > 0 => first.label(),
            None => return None,
        };
        Some((group.iter().map(|(key, _)| key.clone()).collect(), label))
    };
    groups.filter_map(argument).collect()
}
