//! Messages built to cost more than they weigh. Reading any of them, as a client or as a server, takes at most eight times its bytes
//! and a megabyte of memory, and three times the instructions of a plain message of its size, and those of one of 128 KiB. What a
//! server writes back counts, too.
//!
//! For every message, allocations are counted, which says nearly the same as instructions and does not slow anything down; callgrind
//! counts instructions for some (`INSTRUCTION_SEEDS`, 2).
//! `AMPLIFICATION_SEEDS` says how many messages of each kind are made up (100). `docs/amplification.md` is the record of ten thousand:
//! `BLESS=1 AMPLIFICATION_SEEDS=10000 cargo test --release -p soap-runtime --features server --test amplification reading_is_linear`.
#![cfg(feature = "client")]

mod instructions;
mod messages;
#[path = "../support/mod.rs"]
mod support;
mod unusual;
mod xml;

use allocation_counter::AllocationInfo;
use messages::{Kind, Made};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What reading allocates, and whether it fails.
fn measure(made: &Made) -> (AllocationInfo, bool) {
    let mut outcome = None;
    // What was read is there until all of it is counted.
    let counted = allocation_counter::measure(|| outcome = Some(made.read()));
    (counted, outcome.is_some_and(|outcome| outcome.failed))
}

/// What a message may take that is as short as can be.
const SMALL: usize = 1 << 20;

/// The number that an environment variable sets.
fn number(variable: &str, otherwise: u64) -> u64 {
    let text = std::env::var(variable).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The highest share of what is allowed, in per cent, and its seed.
#[derive(Default)]
struct Highest(u64, u64);

impl Highest {
    fn take(&mut self, value: u64, allowed: u64, seed: u64) -> bool {
        let share = value * 100 / allowed.max(1);
        if share > self.0 {
            *self = Self(share, seed);
        }
        value <= allowed
    }
}

impl std::fmt::Display for Highest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} % ({})", self.0, self.1)
    }
}

/// What the messages of the record are made by.
const GENERATORS: [&str; 2] = [include_str!("messages.rs"), include_str!("xml.rs")];
const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/amplification.md");

/// A hash of the generators (FNV-1a).
fn hash() -> String {
    let bytes = GENERATORS.iter().flat_map(|text| text.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[test]
fn the_record_is_of_these_messages() {
    let record = std::fs::read_to_string(RECORD).unwrap();
    assert!(
        record.contains(&hash()),
        "{RECORD} is of other messages: make it again, with the command at the top of this file"
    );
}

/// The row of the record for a kind of messages, all of which take no more than they may.
fn row(kind: Kind, seeds: u64) -> String {
    let small = measure(&kind.plain(SMALL / 8, false)).0;
    let (mut memory, mut blocks, mut traffic) =
        (Highest::default(), Highest::default(), Highest::default());
    let mut bytes = 0;
    for seed in 1..=seeds {
        let made = kind.amplifying(seed);
        let size = made.size();
        let (own, failed) = measure(&made);
        let most = (8 * size + SMALL) as u64;
        assert!(
            memory.take(own.bytes_max, most, seed),
            "{kind:?}, seed {seed}: {size} bytes take {}, more than {most}",
            own.bytes_max
        );
        // Telling where an error is takes work, in a plain message too.
        let plain = measure(&kind.plain(size, failed)).0;
        // A plain message of text that is left out allocates nothing for it.
        let most = 3 * plain.count_total + small.count_total + (size / 8) as u64;
        assert!(
            blocks.take(own.count_total, most, seed),
            "{kind:?}, seed {seed}: {size} bytes take {} allocations, more than {most}",
            own.count_total
        );
        let most = 3 * plain.bytes_total + small.bytes_total + 8 * size as u64;
        assert!(
            traffic.take(own.bytes_total, most, seed),
            "{kind:?}, seed {seed}: {size} bytes allocate {} bytes, more than {most}",
            own.bytes_total
        );
        bytes += size;
    }
    println!(
        "{kind:?}: {seeds} messages, {bytes} bytes; of what is allowed: memory {memory}, allocations {blocks}, bytes allocated {traffic}"
    );
    format!("| {kind:?} | {seeds} | {bytes} | {memory} | {blocks} | {traffic} |\n")
}

#[test]
fn reading_is_linear() {
    let seeds = number("AMPLIFICATION_SEEDS", 100);
    let kinds = Kind::all();
    let mut rows = vec![String::new(); kinds.len()];
    // Each thread counts what it allocates itself.
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(kind) = kinds.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((*kind, row(*kind, seeds)));
        }
        done
    };
    std::thread::scope(|scope| {
        let count = std::thread::available_parallelism().map_or(1, NonZero::get);
        let threads: Vec<_> = (0..count).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            for (kind, row) in thread.join().expect("a message takes too much") {
                rows[kinds.iter().position(|one| *one == kind).unwrap()] = row;
            }
        }
    });
    assert!(rows.iter().all(|row| !row.is_empty()));
    if std::env::var_os("BLESS").is_some() {
        let rows = rows.concat();
        let page = format!("{TITLE}{rows}\nHash of the generators: `{}`.\n", hash());
        std::fs::write(RECORD, page).unwrap();
    }
}

const TITLE: &str = "<!-- Written by the command below. -->
# Messages built to amplify

Made-up messages with many declarations, deep scopes, long names, wide attributes, repeated references, tiny parts and tiny items are
read by a client (over the mock transport) or by a server that writes them back. Allowed are, for each message:

* memory at the peak: eight times its bytes, and a megabyte;
* allocations: three times those of a plain message of its size, those of one of 128 KiB, and one for each eight bytes;
* bytes allocated: three times those of a plain message of its size, those of one of 128 KiB, and eight times its bytes.

The table has the largest share of what is allowed that any message took, and the seed of that message:
`BLESS=1 AMPLIFICATION_SEEDS=10000 cargo test --release -p soap-runtime --features server --test amplification reading_is_linear`.
Each CI run tries a hundred seeds of each kind, and compares instructions, which callgrind counts, for two: three times those of a plain
message of the size, and those of one of 128 KiB.

Tested beside them are messages that are not random (`unusual.rs`): encodings, markup, headers, faults, attachments and values that few
messages have. They take eight times their bytes and a megabyte at most, too. A kept element has 24 bytes beside its own, and while a list
grows there are two, one twice as long: `Limits::kept` refuses tens of thousands of elements that are shorter than eleven bytes. Structs
that are much larger than their elements cost more, by construction: a struct has room for all of its members. `Limits::values` says how
much all structs of a message take: 16 times its bytes, and 64 MiB.

| kind | messages | bytes | memory | allocations | bytes allocated |
|---|---:|---:|---:|---:|---:|
";
