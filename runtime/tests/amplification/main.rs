//! Messages built to cost more than they weigh. Reading any of them, as a client or as a server, takes at most eight times its bytes
//! and a megabyte of memory, and three times the time of a plain message of its size, and the time of one of 128 KiB. What a server
//! writes back counts, too.
//!
//! `AMPLIFICATION_SEEDS` says how many messages of each kind are made up (100).
#![cfg(feature = "client")]

mod messages;
#[path = "../support/mod.rs"]
mod support;
mod xml;

use messages::{Kind, Made};
use peak_alloc::PeakAlloc;
use std::time::{Duration, Instant};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The memory that reading takes at its peak, beside what was taken before, its time, and whether it fails.
fn measure(made: &Made) -> (usize, Duration, bool) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let start = Instant::now();
    let outcome = made.read();
    let time = start.elapsed();
    let peak = MEMORY.peak_usage();
    (peak.saturating_sub(before), time, outcome.failed)
}

/// What a message may take that is as short as can be.
const SMALL: usize = 1 << 20;
/// How often times are taken, as other programs run beside this one: the shortest count.
const ATTEMPTS: usize = 12;

/// Checks memory and time of one message; how much of what it may take it takes, in per cent.
fn check(kind: Kind, seed: u64, made: &Made, small: Duration) -> (usize, u32) {
    let (peak, mut time, failed) = measure(made);
    let most = 8 * made.size() + SMALL;
    assert!(
        peak <= most,
        "{kind:?}, seed {seed}: {} bytes take {peak}, more than {most}",
        made.size()
    );
    // Telling where an error is takes time, in a plain message too.
    let plain = kind.plain(made.size(), failed);
    let allowed = || 3 * measure(&plain).1 + small;
    let mut most_time = allowed();
    for _ in 0..ATTEMPTS {
        if time <= most_time {
            break;
        }
        time = time.min(measure(made).1);
        most_time = most_time.max(allowed());
    }
    assert!(
        time <= most_time,
        "{kind:?}, seed {seed}: {} bytes take {time:?}, more than {most_time:?}",
        made.size()
    );
    let per_cent = time.as_micros() * 100 / most_time.as_micros();
    (
        peak * 100 / most,
        u32::try_from(per_cent).unwrap_or(u32::MAX),
    )
}

#[test]
fn reading_is_linear() {
    let seeds: u64 = std::env::var("AMPLIFICATION_SEEDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(100);
    for kind in Kind::all() {
        let small = kind.plain(SMALL / 8, false);
        let small = measure(&small).1.max(measure(&small).1);
        let (mut memory, mut time, mut bytes) = ((0, 0), (0, 0), 0);
        for seed in 1..=seeds {
            let made = kind.amplifying(seed);
            let (one, other) = check(kind, seed, &made, small);
            memory = memory.max((one, seed));
            time = time.max((other, seed));
            bytes += made.size();
        }
        println!(
            "{kind:?}: {seeds} messages, {bytes} bytes; memory {} % of the most at seed {}, time {} % at seed {}",
            memory.0, memory.1, time.0, time.1
        );
    }
}
