//! The rules of the house: short files, short functions, plain words. What does not keep them yet is listed in
//! `house.txt`, exactly: a new entry and one that is no longer needed both fail, so the list can only shrink.
//! `BLESS=1` takes off what is no longer needed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const FILE: usize = 600;
const FUNCTION: usize = 100;
/// Folders with source. Tests, examples and generated files may be long.
const FOLDERS: [&str; 18] = [
    "bench/runner/src",
    "bench/src",
    "cli/src",
    "codegen/src",
    "conformance/src",
    "corpus/src",
    "differential/src",
    "dynamic/src",
    "fuzz/src",
    "interop/ours/src",
    "interop/runner/src",
    "negotiate/src",
    "runtime/src",
    "security/src",
    "src",
    "testkit/src",
    "xtask/regenerate/src",
    "xtask/src",
];
/// Words that a reader has to decode, in comments: write "from", "fix", "again", "is".
const RIDDLES: [&str; 5] = ["had from", "mend", "mends", "anew", "for people"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push(path);
        }
    }
}

/// The name and the lines of each function. rustfmt ends an item at the indentation of its first line, so no parser is needed.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut all = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        let Some((before, after)) = code.split_once("fn ") else {
            continue;
        };
        let modifiers = ["", "pub", "pub(crate)", "pub(super)", "const", "async"];
        if !before
            .trim()
            .split(' ')
            .all(|word| modifiers.contains(&word))
        {
            continue;
        }
        let end = format!("{indent}}}");
        let length = lines[start..].iter().position(|line| *line == end);
        let name: String = after
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        // A function on one line, or of a trait and without a body, has no such end of its own.
        let one = code.ends_with('}') || code.ends_with(';');
        all.extend(length.filter(|_| !one).map(|length| (name, length + 1)));
    }
    all
}

fn riddles(text: &str) -> usize {
    let comments = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("//"));
    comments
        .map(|comment| {
            let words: Vec<&str> = comment.split(|c: char| !c.is_alphanumeric()).collect();
            let comment = format!(" {} ", words.join(" "));
            RIDDLES
                .iter()
                .filter(|riddle| comment.contains(&format!(" {riddle} ")))
                .count()
        })
        .sum()
}

#[test]
fn files_and_functions_are_short_and_comments_plain() {
    let mut found = BTreeSet::new();
    for folder in FOLDERS {
        let mut files = Vec::new();
        sources(&root().join(folder), &mut files);
        for file in files {
            let text = std::fs::read_to_string(&file).expect("it is text");
            let name = file.strip_prefix(root()).expect("it is below the root");
            let name = name.to_string_lossy().replace('\\', "/");
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            if code.lines().count() > FILE {
                found.insert(format!("{name}: file"));
            }
            for (function, lines) in functions(code) {
                if lines > FUNCTION {
                    found.insert(format!("{name}: fn {function}"));
                }
            }
            if riddles(&text) > 0 {
                found.insert(format!("{name}: words"));
            }
        }
    }
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/house.txt");
    let text = std::fs::read_to_string(&list).expect("the list is there");
    let known: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    let new: Vec<_> = found.difference(&known).collect();
    let gone: Vec<_> = known.difference(&found).collect();
    if std::env::var_os("BLESS").is_some() && new.is_empty() {
        let lines = found.iter().map(|line| format!("{line}\n"));
        std::fs::write(&list, lines.collect::<String>()).expect("it can be written");
        return;
    }
    assert!(
        new.is_empty() && gone.is_empty(),
        "more than {FILE} lines a file, {FUNCTION} a function, or a word of RIDDLES: {new:#?}\nno longer so: {gone:#?}"
    );
}
