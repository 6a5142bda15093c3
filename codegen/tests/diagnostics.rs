//! Each folder of `tests/diagnostics` holds a contract, and its diagnostics in `expected.txt`.
//!
//! `BLESS=1 cargo test -p wsdl-codegen --test diagnostics` rewrites the expected files; review them with `git diff`.
//!
//! The input is `main.wsdl` or `main.xsd`, or every `*.wsdl` of the folder. A file `options.txt` holds lines `map FROM = FILE`,
//! `max_file = BYTES`, `max_files = NUMBER` or `input FILE`.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use testkit::first_difference;
use wsdl_codegen::diagnostic::Code;
use wsdl_codegen::internal::{Input, ReadOptions, read};

fn folders() -> Vec<PathBuf> {
    // The paths are relative, since messages show them: cargo runs tests in the folder of the package.
    let mut folders: Vec<PathBuf> = fs::read_dir("tests/diagnostics")
        .expect("the folder of fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn said(folder: &Path) -> String {
    let mut options = ReadOptions::default();
    let mut inputs = Vec::new();
    for line in fs::read_to_string(folder.join("options.txt"))
        .unwrap_or_default()
        .lines()
    {
        let (key, value) = line
            .split_once(" = ")
            .or_else(|| line.split_once(' '))
            .expect("a key and a value");
        match key.split_once(' ').unwrap_or((key, "")) {
            ("map", from) => options.map.push((from.to_owned(), folder.join(value))),
            ("max_file", _) => options.max_file = value.parse().expect("a number"),
            ("max_files", _) => options.max_files = value.parse().expect("a number"),
            ("input", _) => inputs.push(Input::Path(folder.join(value))),
            _ => panic!("{line}"),
        }
    }
    if inputs.is_empty() {
        let main = ["main.wsdl", "main.xsd"]
            .map(|name| folder.join(name))
            .into_iter()
            .find(|path| path.exists());
        let mut paths: Vec<PathBuf> = match main {
            Some(main) => vec![main],
            None => fs::read_dir(folder)
                .expect("a folder")
                .map(|entry| entry.expect("an entry").path())
                .filter(|path| {
                    path.extension()
                        .is_some_and(|extension| extension == "wsdl")
                })
                .collect(),
        };
        paths.sort();
        inputs = paths.into_iter().map(Input::Path).collect();
    }
    let (model, sources, diagnostics) = read(&inputs, &options);
    let mut text = diagnostics.render(&sources, false);
    let summary = diagnostics.summary();
    let _ = writeln!(
        text,
        "{}",
        if summary.is_empty() {
            "nothing to say"
        } else {
            &summary
        }
    );
    if let Some(model) = model.filter(|_| !diagnostics.has_errors()) {
        let operations: usize = model
            .port_types
            .iter()
            .map(|(_, port_type)| port_type.operations.len())
            .sum();
        let _ = writeln!(text, "operations: {operations}");
    }
    text
}

/// The fixtures whose text is not the expected one. With `BLESS` the texts are written first, since another test reads them.
static WRONG: LazyLock<Vec<String>> = LazyLock::new(|| {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for folder in folders() {
        let said = said(&folder).replace('\\', "/");
        let expected = folder.join("expected.txt");
        let old = fs::read_to_string(&expected).unwrap_or_default();
        let path = format!("codegen/{}", expected.display());
        match first_difference(&path, &old, &said) {
            // Writes only files that changed: another test reads them at the same time.
            Some(_) if bless => fs::write(&expected, &said).expect("written"),
            difference => wrong.extend(difference),
        }
    }
    wrong
});

#[test]
fn fixtures_say_what_is_expected() {
    assert!(
        WRONG.is_empty(),
        "{}\nto accept: BLESS=1 cargo test -p wsdl-codegen --test diagnostics",
        WRONG.join("\n")
    );
}

/// The expected diagnostics of all fixtures, those of the generator included, by the name of the folder.
fn all_expected() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = folders()
        .into_iter()
        .map(|folder| (folder.clone(), folder.join("expected.txt")))
        .chain(
            fs::read_dir("tests/generate")
                .expect("the folder of cases")
                .map(|entry| entry.expect("an entry").path())
                .map(|case| (case.clone(), case.join("expected/diagnostics.txt"))),
        )
        .filter_map(|(folder, file)| {
            let name = folder.strip_prefix("tests").expect("in tests");
            let name = name.display().to_string().replace('\\', "/");
            Some((name, fs::read_to_string(file).ok()?))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn every_code_has_a_fixture_and_every_finding_a_help() {
    let all = all_expected();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| {
            !all.iter()
                .any(|(_, text)| text.contains(&format!("[{code}]")))
        })
        .map(|code| code.as_str())
        .collect();
    // No input may cause this one.
    assert_eq!(missing, ["WSDL0699"]);
    let mut found = 0;
    for (name, text) in &all {
        for finding in text.split("\n\n") {
            if ["error[", "warning[", "note["]
                .iter()
                .any(|start| finding.trim_start().starts_with(start))
            {
                found += 1;
                assert!(finding.contains("   = help: "), "{name}: {finding}");
            }
        }
    }
    assert!(found > 150, "{found}");
}

/// `docs/diagnostics.md` lists every code with its meaning, its advice, and the fixtures that produce it.
#[test]
fn the_list_of_codes_is_current() {
    let bless = std::env::var_os("BLESS").is_some();
    if bless {
        LazyLock::force(&WRONG);
    }
    let said = all_expected();
    let mut list = String::from(
        "# Diagnostics of the generator\n\n\
         Every message has a stable code. This list is written by `BLESS=1 cargo test -p wsdl-codegen --test diagnostics`;\n\
         the folders are fixtures in `tests`.\n",
    );
    for code in Code::ALL {
        let _ = writeln!(
            list,
            "\n## {code}\n\n{}\n\nHelp: {}.\n",
            code.explanation(),
            code.help()
        );
        let mark = format!("[{code}]");
        let mut folders = said.iter().filter(|(_, text)| text.contains(&mark));
        if let Some((folder, text)) = folders.next() {
            let example: Vec<&str> = text
                .split("\n\n")
                .find(|part| part.contains(&mark))
                .unwrap_or_default()
                .lines()
                .collect();
            let also: Vec<String> = folders.map(|(folder, _)| format!("`{folder}`")).collect();
            let also = if also.is_empty() {
                String::new()
            } else {
                format!("; also {}", also.join(", "))
            };
            let _ = writeln!(
                list,
                "Fixture `{folder}`{also}:\n\n```text\n{}\n```",
                example.join("\n")
            );
        }
    }
    if bless {
        fs::write("../docs/diagnostics.md", list).expect("written");
    } else {
        let current = fs::read_to_string("../docs/diagnostics.md").unwrap_or_default();
        if let Some(difference) = first_difference("docs/diagnostics.md", &current, &list) {
            panic!(
                "{difference}\nto accept: BLESS=1 cargo test -p wsdl-codegen --test diagnostics (after `--test generate`, if that changes too)"
            );
        }
    }
}

#[test]
fn numbers_are_unique_and_ascending() {
    for pair in Code::ALL.windows(2) {
        assert!(
            pair[0].as_str() < pair[1].as_str(),
            "{} {}",
            pair[0],
            pair[1]
        );
    }
}
