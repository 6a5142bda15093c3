//! Parsing side by side.

use super::xml;
use std::sync::Arc;

/// Parses texts, on two threads when there are several.
pub(super) fn parse_all(pending: Vec<(usize, u32, Arc<str>)>) -> Vec<(usize, u32, xml::Outcome)> {
    let parse = |list: Vec<(usize, u32, Arc<str>)>| -> Vec<_> {
        list.into_iter()
            .map(|(index, source, text)| (index, source, xml::parse(source, &text)))
            .collect()
    };
    if pending.len() < 2 {
        return parse(pending);
    }
    // Both halves take about the same time if they hold the same number of bytes.
    let total: usize = pending.iter().map(|(_, _, text)| text.len()).sum();
    let mut sum = 0;
    let middle = pending
        .iter()
        .position(|(_, _, text)| {
            sum += text.len();
            sum * 2 >= total
        })
        .unwrap_or(0);
    let mut first = pending;
    let second = first.split_off((middle + 1).min(first.len()));
    std::thread::scope(|scope| {
        let other = scope.spawn(|| parse(second));
        let mut done = parse(first);
        // A thread that panicked has said so; what it was given is then missing here.
        done.extend(other.join().unwrap_or_default());
        done
    })
}
