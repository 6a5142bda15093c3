//! Compares the arguments of the function `new` of a generated struct: those of the same types may change places without an error.

use super::types::Key;
use super::{Diff, Impact, Use};
use crate::contract::Member;

impl Diff<'_> {
    /// Reports arguments of which a call with as many of them may mean others. With another number of them the compiler shows it.
    pub(super) fn arguments(
        &mut self,
        subject: &str,
        usage: Use,
        old: &[(Key, Member)],
        new: &[(Key, Member)],
    ) {
        let required = |all: &[(Key, Member)]| -> Vec<(Key, String)> {
            let required = all.iter().filter(|(_, member)| member.min > 0);
            required
                .map(|(key, member)| (key.clone(), member.label()))
                .collect()
        };
        let (was, is) = (required(old), required(new));
        let keys = |all: &[(Key, String)]| -> Vec<Key> {
            all.iter().map(|(key, _)| key.clone()).collect()
        };
        if was.len() != is.len() || keys(&was) == keys(&is) {
            return;
        }
        let labels = |all: &[(Key, String)]| {
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
