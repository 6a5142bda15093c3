//! Every command of the guide runs, in a folder with the contracts of the guide, and prints what the page shows.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Exit codes that are no failure: `diff` tells by them what it found.
const FINE: [i32; 3] = [0, 1, 2];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// The commands of a page, each with the lines that it is shown to print.
fn commands(page: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside {
            match line.strip_prefix("$ ") {
                Some(command) => found.push((command.to_owned(), Vec::new())),
                None => found.last_mut().expect("a command").1.push(line.to_owned()),
            }
        }
    }
    found
}

#[test]
fn commands_run() {
    let mut count = 0;
    for entry in fs::read_dir(root().join("docs/guide")).expect("the guide") {
        let page = entry.expect("a page").path();
        let commands = commands(&fs::read_to_string(&page).expect("a page"));
        if commands.is_empty() {
            continue;
        }
        let name = page.file_stem().expect("a name").to_string_lossy();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("guide-{name}"));
        let _ = fs::remove_dir_all(&folder);
        copy(&root().join("examples/guide/wsdl"), &folder.join("wsdl"));
        fs::create_dir_all(folder.join("src")).expect("a folder");
        fs::write(folder.join("src/main.rs"), "fn main() {}\n").expect("written");
        let manifest = "[package]\nname = \"mine\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n";
        fs::write(folder.join("Cargo.toml"), manifest).expect("written");
        for (command, shown) in commands {
            let mut words = command.split_whitespace();
            assert_eq!(words.next(), Some("wsdl-codegen"), "{name}: {command}");
            let output = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"))
                .args(words)
                .current_dir(&folder)
                .output()
                .expect("the command");
            let printed =
                String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
            let code = output.status.code().unwrap_or(-1);
            let fine = code == 0 || command.contains(" diff ") && FINE.contains(&code);
            assert!(fine, "{name}: {command}: {code}\n{printed}");
            let mut lines = printed.lines();
            for line in &shown {
                assert!(
                    lines.any(|printed| printed == line),
                    "{name}: {command}: {line}\n{printed}"
                );
            }
            count += 1;
        }
    }
    assert!(count >= 9, "only {count} commands were found");
}
