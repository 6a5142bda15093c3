//! Many calls, and how long they took.

use super::arguments::Call;
use super::{Client, Console, Operation, Outcome, code};
use crate::exit_codes::{DONE, FAILED};
use soap_dynamic::Message;
use soap_runtime::{CallOptions, ErrorKind};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The duration of a call, and its error.
type Timed = (Duration, Option<(ErrorKind, String)>);

/// The widest bar of the histogram.
const BAR: usize = 40;

/// Makes the calls. The exit code is that of the first one that failed.
pub(super) fn run(
    operation: &Operation,
    client: &Client,
    request: &Message,
    arguments: &Call,
    console: &mut Console,
) -> Outcome {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Timed>> = Mutex::default();
    let client = client.with_options(CallOptions::new());
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..usize::from(arguments.parallel).min(arguments.repeat) {
            scope.spawn(|| {
                while next.fetch_add(1, Ordering::Relaxed) < arguments.repeat {
                    let start = Instant::now();
                    let result = operation.call(&client, request).wait();
                    let error = result.err().map(|error| (error.kind(), error.to_string()));
                    let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                    results.push((start.elapsed(), error));
                }
            });
        }
    });
    let all = started.elapsed();
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut times: Vec<Duration> = results.iter().map(|(time, _)| *time).collect();
    times.sort_unstable();
    let failed: Vec<_> = results
        .iter()
        .filter_map(|(_, error)| error.as_ref())
        .collect();
    console.print(&report(&times, failed.len(), all))?;
    match failed.first() {
        None => Ok(DONE),
        Some((kind, text)) => {
            console.error(text);
            Ok(code(*kind).unwrap_or(FAILED))
        }
    }
}

/// The figures, from sorted times.
fn report(times: &[Duration], failed: usize, all: Duration) -> String {
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let at = |share: usize| {
        let index = (times.len() * share).div_ceil(100).saturating_sub(1);
        times.get(index).copied().map_or(0.0, ms)
    };
    let mut out = format!(
        "calls {}, failed {failed}, {:.1} a second\n",
        times.len(),
        times.len() as f64 / all.as_secs_f64().max(1e-9)
    );
    let _ = writeln!(
        out,
        "ms: fastest {:.1}, median {:.1}, 90 % {:.1}, 99 % {:.1}, slowest {:.1}",
        at(0),
        at(50),
        at(90),
        at(99),
        at(100)
    );
    // Bounds of the histogram: 1, 2, 5, 10, 20, 50 ... of the unit below the fastest.
    let bounds = (-3..6).flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10_f64.powi(power)));
    let mut from = 0;
    for bound in bounds {
        let until = times.partition_point(|time| ms(*time) <= bound);
        if until > from {
            let count = until - from;
            let bar = "#".repeat((count * BAR).div_ceil(times.len()));
            let _ = writeln!(out, "{bound:>9} ms {count:>7} {bar}");
        }
        from = until;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_the_times() {
        let times: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        let text = report(&times, 1, Duration::from_secs(2));
        assert!(
            text.contains("calls 100, failed 1, 50.0 a second"),
            "{text}"
        );
        assert!(
            text.contains("fastest 1.0, median 50.0, 90 % 90.0, 99 % 99.0, slowest 100.0"),
            "{text}"
        );
        assert!(
            text.contains("      100 ms      50 ####################\n"),
            "{text}"
        );
    }
}
