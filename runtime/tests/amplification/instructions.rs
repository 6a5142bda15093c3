//! Instructions of reading, counted by callgrind.

use crate::messages::{Kind, Made, Outcome};
use crate::{Highest, SMALL, number};
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

/// The readings in the order in which they are counted.
fn read_all() {
    for kind in Kind::all() {
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
    read_all();
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
    let folder = std::env::temp_dir().join(format!("amplification-{}", std::process::id()));
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
    for kind in Kind::all() {
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
