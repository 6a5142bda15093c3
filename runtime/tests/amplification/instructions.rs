//! Instructions of reading, counted by callgrind.

use crate::messages::{Kind, Made, Outcome};
use crate::{Highest, SMALL, number};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The name of the function whose instructions are counted, for each of its calls.
const COUNTED: &str = "amplification::instructions::reading_that_is_counted";

#[inline(never)]
fn reading_that_is_counted(made: &Made) -> Outcome {
    made.read()
}

fn seeds() -> u64 {
    number("INSTRUCTION_SEEDS", 2)
}

/// A process that counts, of how many: each core has one.
#[derive(Clone, Copy)]
struct Part(usize, usize);

impl Part {
    /// Tells a process its part.
    const VARIABLE: &str = "INSTRUCTION_PART";

    fn all() -> impl Iterator<Item = Self> {
        let parts = std::thread::available_parallelism().map_or(1, NonZero::get);
        (0..parts).map(move |part| Self(part, parts))
    }

    fn told() -> Option<Self> {
        let text = std::env::var(Self::VARIABLE).ok()?;
        let (part, parts) = text.split_once('/')?;
        Some(Self(part.parse().ok()?, parts.parse().ok()?))
    }

    fn kinds(self) -> impl Iterator<Item = Kind> {
        let all = Kind::all().into_iter();
        all.skip(self.0).step_by(self.1)
    }
}

/// The readings of a part, in the order in which they are counted.
fn read_all(part: Part) {
    for kind in part.kinds() {
        reading_that_is_counted(&kind.plain(SMALL / 8, false));
        for seed in 1..=seeds() {
            let made = kind.amplifying(seed);
            let outcome = reading_that_is_counted(&made);
            reading_that_is_counted(&kind.plain(made.size(), outcome.failed));
        }
    }
    // The numbers of a reading are written when the next one begins.
    reading_that_is_counted(&Kind::Skipped.plain(0, false));
}

/// Not a test: what the next one runs under callgrind.
#[test]
#[ignore = "run by `instructions_are_in_proportion`"]
fn readings() {
    read_all(Part::told().unwrap_or(Part(0, 1)));
}

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The instructions in the file of that number, from 1 on.
fn counted(folder: &Path, number: usize) -> u64 {
    let path = folder.join(format!("out.{number}"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let line = text.lines().find_map(|line| line.strip_prefix("totals: "));
    line.and_then(|line| line.trim().parse().ok())
        .unwrap_or_else(|| panic!("{path:?} has no totals"))
}

#[test]
fn instructions_are_in_proportion() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("skipped: valgrind is missing");
        return;
    }
    std::thread::scope(|scope| {
        let parts: Vec<_> = Part::all()
            .map(|part| scope.spawn(move || count(part)))
            .collect();
        for part in parts {
            part.join().expect("instructions are in proportion");
        }
    });
}

/// Counts the instructions of a part, which are no more than they may be.
fn count(part: Part) {
    let Part(number, parts) = part;
    let folder =
        std::env::temp_dir().join(format!("amplification-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let folder = Folder(folder);
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet"])
        .arg(format!("--toggle-collect={COUNTED}"))
        .arg(format!("--dump-before={COUNTED}"))
        .arg(format!(
            "--callgrind-out-file={}",
            folder.0.join("out").display()
        ))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "instructions::readings", "--ignored"])
        .arg("--test-threads=1")
        .env(Part::VARIABLE, format!("{number}/{parts}"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // The first file is of what came before.
    let mut number = 1;
    let mut next = || {
        number += 1;
        counted(&folder.0, number)
    };
    for kind in part.kinds() {
        let small = next();
        let mut highest = Highest::default();
        for seed in 1..=seeds() {
            let (own, plain) = (next(), next());
            let most = 3 * plain + small;
            assert!(
                highest.take(own, most, seed),
                "{kind:?}, seed {seed}: {own} instructions, more than {most}"
            );
        }
        println!("{kind:?}: instructions, of what is allowed: {highest}");
    }
}
