//! The command helps people who mistype, name the wrong thing, or have a narrow terminal.

mod run;

use run::{folder, run, run_in, scratch};
use serde_json::Value;
use std::fs;
use std::path::Path;

const ADDRESS: &str = "https://orders.example/Orders.svc?wsdl";

fn commands() -> Vec<String> {
    let help = run(&["--help"]).out();
    let list = help
        .split("Commands:\n")
        .nth(1)
        .expect("there are commands");
    let list = list.split("\n\n").next().expect("they end");
    list.lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn help_fits_80_columns() {
    let commands = commands();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in commands.iter().map(String::as_str).chain([""]) {
        for wanted in ["--help", "-h"] {
            let arguments: Vec<_> = [command, wanted]
                .into_iter()
                .filter(|a| !a.is_empty())
                .collect();
            let help = run(&arguments);
            for line in help.out().lines() {
                assert!(line.chars().count() <= 80, "{arguments:?}: {line}");
            }
        }
    }
}

/// The table of the help has a row `CODE  meaning` for each code, the guide `| CODE | meaning |`.
#[test]
fn exit_codes_are_in_one_table() {
    let help = run(&["--help"]).out();
    let table = help.split("Exit codes:\n").nth(1).expect("a table");
    let mut rows: Vec<String> = Vec::new();
    for line in table.lines() {
        let line = line.trim();
        if line.starts_with(|c: char| c.is_ascii_digit()) {
            rows.push(line.replacen("  ", " | ", 1));
        } else if let Some(row) = rows.last_mut() {
            row.push(' ');
            row.push_str(line);
        }
    }
    let codes: Vec<_> = rows
        .iter()
        .filter_map(|row| row.split(' ').next())
        .collect();
    assert_eq!(codes, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "64"]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/command.md");
    let guide = fs::read_to_string(path).expect("the guide");
    for row in rows {
        assert!(
            guide.contains(&format!("| {row} |")),
            "{row} is missing in docs/command.md"
        );
    }
}

#[test]
fn an_address_leads_to_fetch() {
    for command in ["check", "inspect", "generate", "docs"] {
        let run = run(&[command, ADDRESS]);
        assert_eq!((run.code(), run.out().as_str()), (64, ""), "{command}");
        let advice = format!("wsdl-codegen fetch '{ADDRESS}' -o wsdl");
        assert!(run.err().contains(&advice), "{}", run.err());
    }
    let sample = run(&["sample", ADDRESS, "GetOrder"]);
    assert!(
        sample.err().contains("wsdl-codegen fetch"),
        "{}",
        sample.err()
    );
    let diff = run(&["diff", "shop-1.wsdl", ADDRESS]);
    assert_eq!(diff.code(), 64, "{}", diff.err());
}

#[test]
fn a_folder_is_input_for_every_command() {
    let at = scratch("folder-input");
    fs::copy(folder().join("shop-1.wsdl"), at.join("shop.wsdl")).expect("copied");
    let path = at.display().to_string();
    let out = at.join("out").display().to_string();
    for arguments in [
        &["check", &path][..],
        &["inspect", &path],
        &["sample", "GetOrder", &path],
        &["docs", &path],
        &["diff", &path, &path],
        &["generate", &path, "-o", &out],
    ] {
        let run = run(arguments);
        assert_eq!(run.code(), 0, "{arguments:?}: {}", run.err());
    }
    // Of a fetched contract, the documents that were asked for are read, not each file.
    fs::copy(folder().join("broken.wsdl"), at.join("other.wsdl")).expect("copied");
    assert_eq!(run(&["check", &path]).code(), 1);
    let hash = "0".repeat(64);
    let lock = format!("named {hash} shop.wsdl http://shop.example/?wsdl\n");
    fs::write(at.join("wsdl.lock"), lock).expect("written");
    assert_eq!(
        run(&["check", &path]).out(),
        "ok: 1 file, 2 operations, 4 types\n"
    );
    let empty = run(&["check", &scratch("folder-empty").display().to_string()]);
    assert_eq!(empty.code(), 1);
    assert!(
        empty.err().contains("no file that ends in .wsdl"),
        "{}",
        empty.err()
    );
}

#[test]
fn arguments_come_in_either_order() {
    let expected = run(&["sample", "GetOrder", "shop-1.wsdl"]);
    assert_eq!(expected.code(), 0);
    assert_eq!(
        run(&["sample", "shop-1.wsdl", "GetOrder"]).out(),
        expected.out()
    );
}

#[test]
fn similar_names_are_suggested() {
    let out = scratch("similar").join("out").display().to_string();
    for (arguments, advice) in [
        (
            &["sample", "GtOrder", "shop-1.wsdl"][..],
            "did you mean Shop.GetOrder?",
        ),
        (
            &["sample", "Shop.getordr", "shop-1.wsdl"],
            "did you mean Shop.GetOrder?",
        ),
        (
            &[
                "generate",
                "shop-1.wsdl",
                "-o",
                &out,
                "--include-operations",
                "GetOrder",
            ],
            "did you mean `Shop.GetOrder`?",
        ),
        (
            &[
                "generate",
                "shop-1.wsdl",
                "-o",
                &out,
                "--include-operations",
                "Shop.GetOder",
            ],
            "did you mean `Shop.GetOrder`?",
        ),
        (
            &[
                "generate",
                "shop-1.wsdl",
                "-o",
                &out,
                "--rename-types",
                "Artcle=Item",
            ],
            "did you mean `Article`?",
        ),
        (
            &[
                "generate",
                "shop-1.wsdl",
                "-o",
                &out,
                "--include-services",
                "Shopp",
            ],
            "did you mean `Shop`?",
        ),
        (
            &[
                "generate",
                "shop-1.wsdl",
                "-o",
                &out,
                "--rename-modules",
                "Shpo=store",
            ],
            "did you mean `Shop`?",
        ),
        (
            &[
                "generate",
                "shop-1.wsdl",
                "-o",
                &out,
                "--nillable",
                "Order.Not",
            ],
            "did you mean `Order.Note`?",
        ),
        (&["generate", "shop-1.wsdl", "--modul", "x"], "'--module'"),
        (&["inspekt", "shop-1.wsdl"], "'inspect'"),
        (
            &["inspect", "shop-1.wsdl", "--filter", "GetOder"],
            "did you mean `GetOrder`?",
        ),
        (
            &["check", "--explain", "WSDL01011"],
            "did you mean WSDL0101?",
        ),
        (
            &["explain", "WSDL0101"],
            "tip: did you mean `wsdl-codegen check --explain CODE`?",
        ),
    ] {
        let run = run(arguments);
        assert!(run.err().contains(advice), "{arguments:?}: {}", run.err());
    }
    let at = scratch("similar-key");
    fs::write(at.join("wsdl-codegen.toml"), "modle = 'x'\n").expect("written");
    let run = run_in(&at, &["check"]);
    assert!(
        run.err().contains("did you mean `module`?"),
        "{}",
        run.err()
    );
}

#[test]
fn all_codes_are_listed() {
    let list = run(&["check", "--explain"]);
    assert_eq!(list.code(), 0, "{}", list.err());
    assert!(list.out().contains("WSDL0101  "), "{}", list.out());
    assert!(list.out().lines().count() > 50);
}

#[test]
fn what_was_left_out_is_summed_up() {
    let out = scratch("left-out").join("out").display().to_string();
    let chosen = [
        "generate",
        "shop-1.wsdl",
        "-o",
        &out,
        "--include-operations",
        "Shop.Cancel",
    ];
    let short = run(&chosen);
    let expected = "left out by your choice: 1 operation, 4 types (--verbose lists them)\n";
    assert!(short.err().starts_with(expected), "{}", short.err());
    assert!(!short.err().contains("left out: "), "{}", short.err());
    let long = run(&[&chosen[..], &["--verbose"]].concat());
    assert_eq!(
        long.err().matches("left out: ").count(),
        5,
        "{}",
        long.err()
    );
    assert!(
        long.err().contains("left out: operation Shop.GetOrder\n"),
        "{}",
        long.err()
    );
}

#[test]
fn files_of_others_are_not_replaced() {
    let out = scratch("not-ours");
    fs::write(out.join("mod.rs"), "fn main() {}\n").expect("written");
    let run = run(&["generate", "shop-1.wsdl", "-o", &out.display().to_string()]);
    assert_eq!(run.code(), 1);
    assert!(
        run.err().contains("is not ours to replace"),
        "{}",
        run.err()
    );
    assert_eq!(
        fs::read_to_string(out.join("mod.rs")).expect("it is there"),
        "fn main() {}\n"
    );
    let files: Vec<_> = fs::read_dir(&out).expect("a folder").collect();
    assert_eq!(files.len(), 1, "{files:?}");
}

#[test]
fn findings_are_json() {
    let run = run(&["check", "broken.wsdl", "--format", "json"]);
    assert_eq!(run.code(), 1);
    let json: Value = serde_json::from_str(&run.out()).expect("it is JSON");
    assert_eq!(json["errors"], 1);
    let finding = &json["findings"][0];
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["file"], "broken.wsdl");
    assert_eq!(
        (&finding["line"], &finding["column"]),
        (&57.into(), &35.into())
    );
    assert!(
        finding["message"]
            .as_str()
            .is_some_and(|text| text.contains("GetOder"))
    );
    let clean: Value =
        serde_json::from_str(&self::run(&["check", "shop-1.wsdl", "--format", "json"]).out())
            .expect("it is JSON");
    assert_eq!(clean["findings"], Value::Array(Vec::new()));
}

/// `.ci/sarif` validates the log by the schema of SARIF.
#[test]
fn findings_are_sarif() {
    let run = run(&["check", "broken.wsdl", "--format", "sarif"]);
    assert_eq!(run.code(), 1);
    let log: Value = serde_json::from_str(&run.out()).expect("it is JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let result = &run["results"][0];
    let rule = result["ruleIndex"].as_u64().expect("an index") as usize;
    assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
    assert_eq!(result["level"], "error");
    let at = &result["locations"][0]["physicalLocation"];
    assert_eq!(at["artifactLocation"]["uri"], "broken.wsdl");
    assert_eq!(at["region"]["startLine"], 57);
}

#[test]
fn findings_are_workflow_commands() {
    let run = run(&["check", "broken.wsdl", "--format", "github"]);
    let out = run.out();
    assert_eq!(out.lines().count(), 1, "{out}");
    let start = "::error title=WSDL";
    assert!(out.starts_with(start), "{out}");
    assert!(out.contains(",file=broken.wsdl,line=57,col=35::"), "{out}");
    assert!(out.contains("%0Ahelp: "), "{out}");
}

/// A terminal of its own: the command writes to it, and the test reads what a person sees.
#[cfg(unix)]
mod terminal {
    use super::*;
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{Winsize, tcsetwinsize};
    use std::fs::File;
    use std::io::Read;
    use std::process::Command;

    /// All that the command writes to a terminal of 80 columns.
    fn on_terminal(arguments: &[&str]) -> String {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&ours).expect("granted");
        unlockpt(&ours).expect("unlocked");
        let name = ptsname(&ours, Vec::new()).expect("a name");
        let theirs = File::options()
            .read(true)
            .write(true)
            .open(name.to_str().expect("a path"))
            .expect("its other end");
        let size = Winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&theirs, size).expect("sized");
        let mut command = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"));
        command
            .current_dir(folder())
            .args(arguments)
            .env("TERM", "xterm")
            .env_remove("NO_COLOR")
            .stdin(theirs.try_clone().expect("cloned"))
            .stdout(theirs.try_clone().expect("cloned"))
            .stderr(theirs);
        let mut child = command.spawn().expect("the command runs");
        // The command holds our copies of its end until it is dropped.
        drop(command);
        let mut seen = Vec::new();
        // Reading fails when the last writer has gone (EIO on Linux).
        let _ = File::from(ours).read_to_end(&mut seen);
        child.wait().expect("it ends");
        String::from_utf8(seen).expect("it is UTF-8")
    }

    /// The text that stays on the screen, without the sequences that control colours.
    fn plain(text: &str) -> String {
        let expression =
            regex::Regex::new("[^\n]*\x1b\\[2K|\x1b\\[[0-9;]*m").expect("an expression");
        expression.replace_all(text, "").replace('\r', "")
    }

    #[test]
    fn progress_is_shown_with_its_share_and_taken_away() {
        let out = scratch("progress").join("out").display().to_string();
        let seen = on_terminal(&["generate", "shop-1.wsdl", "-o", &out]);
        for part in [
            "reading ...",
            "planning ...",
            "formatting: 0 % ...",
            "formatting: 100 % ...",
        ] {
            assert!(seen.contains(part), "{part} is missing in {seen:?}");
        }
        let last = seen.rsplit("\x1b[2K").next().expect("a last line");
        assert!(
            last.contains(" files in ") && !last.contains("..."),
            "{last:?}"
        );
        let docs = scratch("progress-docs").join("out").display().to_string();
        let seen = on_terminal(&["docs", "shop-1.wsdl", "shop-2.wsdl", "-o", &docs]);
        assert!(seen.contains("50 %: "), "{seen:?}");
        let quiet = on_terminal(&["--quiet", "generate", "shop-1.wsdl", "-o", &out]);
        assert_eq!(quiet, "");
    }

    #[test]
    fn output_fits_the_terminal_and_has_colours() {
        for arguments in [
            &["check", "broken.wsdl"][..],
            &["check", "--explain"],
            &["inspect", "fleet-2.wsdl", "--types"],
            &["diff", "shop-1.wsdl", "shop-2.wsdl"],
        ] {
            let seen = on_terminal(arguments);
            assert!(seen.contains("\x1b["), "{arguments:?}: {seen:?}");
            for line in plain(&seen).lines() {
                assert!(line.chars().count() <= 80, "{arguments:?}: {line}");
            }
        }
    }
}
