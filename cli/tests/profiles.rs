//! `call` with profiles, with headers beside the body, and completed by shells.

mod run;

use run::{folder, run, run_in, scratch};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder with a contract and profiles.
fn place(name: &str, profiles: &str) -> PathBuf {
    let at = scratch(name);
    fs::copy(folder().join("two-ports.wsdl"), at.join("sums.wsdl")).expect("copied");
    fs::write(at.join("secret"), "file-secret\n").expect("written");
    fs::write(
        at.join("wsdl-codegen.toml"),
        format!("wsdl = [\"sums.wsdl\"]\n{profiles}"),
    )
    .expect("written");
    at
}

const PROFILES: &str = r#"
    [profiles.test]
    endpoint = "http://test.example/sums"
    user = "ann"
    password_file = "secret"
    headers = ["X-Tenant: acme"]
    soap_headers = ["Region=north"]

    [profiles.live]
    endpoint = "http://live.example/sums"
    port = "SumsSoap12"
    token_env = "LIVE_TOKEN"
"#;

fn curl(at: &Path, words: &[&str]) -> String {
    let mut arguments = vec!["call", "Add", "A=1", "B=2", "--curl"];
    arguments.extend(words);
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"));
    let output = command
        .current_dir(at)
        .args(arguments)
        .env("LIVE_TOKEN", "env-secret")
        .output();
    let output = output.expect("the command runs");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{err}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_profile_says_where_and_as_whom() {
    let at = place("profiles", PROFILES);
    let text = curl(&at, &["--profile", "test"]);
    for shown in [
        "http://test.example/sums",
        "x-tenant: acme",
        "<Region>north</Region>",
        "--user 'ann'",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert!(!text.contains("file-secret"), "{text}");
    let text = curl(&at, &["-P", "live"]);
    for shown in [
        "http://live.example/sums",
        "Authorization: Bearer",
        "soap+xml",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert!(!text.contains("env-secret"), "{text}");
    // The command line wins.
    let text = curl(
        &at,
        &[
            "-P",
            "test",
            "-e",
            "http://other.example/",
            "--soap-header",
            "Region=south",
        ],
    );
    assert!(
        text.contains("http://other.example/") && text.contains("<Region>south</Region>"),
        "{text}"
    );
}

#[test]
fn mistakes_of_profiles_are_told() {
    for (profiles, name, shown) in [
        (PROFILES, "tset", "has no profile tset: did you mean test?"),
        (PROFILES, "production", "there are test, live"),
        ("", "test", "it has none"),
        (
            "[profiles.test]\npassword = 'secret'",
            "test",
            "unknown field `password`",
        ),
        (
            "[profiles.test]\nuser = 'ann'\ntoken_env = 'T'",
            "test",
            "a user and a token",
        ),
        (
            "[profiles.test]\nuser = 'ann'\npassword_env = 'NOT_THERE'",
            "test",
            "NOT_THERE",
        ),
    ] {
        let at = place("profiles-wrong", profiles);
        let run = run_in(
            &at,
            &["call", "Add", "A=1", "B=2", "--curl", "--profile", name],
        );
        assert_eq!(run.code(), 1, "{}", run.err());
        assert!(run.err().contains(shown), "{shown}: {}", run.err());
    }
    // Other commands read the file as before.
    let at = place("profiles-check", PROFILES);
    assert_eq!(run_in(&at, &["check"]).code(), 0);
}

#[test]
fn headers_may_stand_beside_the_body() {
    let data =
        r#"{"headers": {"Region": "north", "ApiKey": "key-secret"}, "body": {"A": 1, "B": 2}}"#;
    let call = |more: &[&str]| {
        let mut arguments = vec!["call", "Add", "two-ports.wsdl", "--data", data, "--dry-run"];
        arguments.extend(more);
        run(&arguments)
    };
    let sent = call(&[]);
    assert_eq!(sent.code(), 0, "{}", sent.err());
    for shown in ["<Region>north</Region>", "<A>1</A>"] {
        assert!(sent.out().contains(shown), "{shown}: {}", sent.out());
    }
    assert!(!sent.out().contains("key-secret"), "{}", sent.out());
    let sent = call(&["--soap-header", "Region=south", "B=3"]);
    for shown in ["<Region>south</Region>", "<ApiKey>***</ApiKey>", "<B>3</B>"] {
        assert!(sent.out().contains(shown), "{shown}: {}", sent.out());
    }
    let wrong = data.replace("Region", "Regoin");
    let told = run(&[
        "call",
        "Add",
        "two-ports.wsdl",
        "--data",
        &wrong,
        "--dry-run",
    ]);
    assert_eq!(told.code(), 1);
    assert!(
        told.err().contains("did you mean Region?"),
        "{}",
        told.err()
    );
}

/// The candidates for the last word, as a shell asks for them.
fn completed(shell: &str, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"));
    command
        .current_dir(folder())
        .env("COMPLETE", shell)
        .args(["--", "wsdl-codegen"])
        .args(words);
    let index = words.len().to_string();
    command
        .env("_CLAP_COMPLETE_INDEX", &index)
        .env("_CLAP_IFS", "\n");
    command
        .env("_CLAP_COMPLETE_COMP_TYPE", "9")
        .env("_CLAP_COMPLETE_SPACE", "false");
    let output = command.output().expect("the command runs");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn shells_complete_operations_members_and_headers() {
    for shell in ["bash", "zsh", "fish"] {
        let has = |words: &[&str], wanted: &str| {
            let found = completed(shell, words);
            let is_there = found
                .lines()
                .any(|line| line.split([':', '\t']).next() == Some(wanted));
            assert!(is_there, "{shell} {words:?}: {wanted}: {found}");
        };
        has(&["call", "shop-1.wsdl", "Get"], "GetOrder");
        has(&["call", "GetOrder", "shop-1.wsdl", "Num"], "Number=");
        has(
            &["call", "GetOrder", "shop-1.wsdl", "--soap-header", ""],
            "Token=",
        );
        has(&["call", "GetOrder", "shop-"], "shop-1.wsdl");
        has(&["insp"], "inspect");
    }
}

/// A bash that has read the script completes.
#[test]
fn bash_itself_completes() {
    let bin = Path::new(env!("CARGO_BIN_EXE_wsdl-codegen"));
    let path = bin.parent().expect("a folder").display().to_string();
    let script = "source <(wsdl-codegen completions bash)
        COMP_WORDS=(wsdl-codegen call GetOrder shop-1.wsdl Nu); COMP_CWORD=4; COMP_TYPE=9
        declare -F | grep -q _clap_complete_wsdl_codegen
        _clap_complete_wsdl_codegen; printf '%s\\n' \"${COMPREPLY[@]}\"";
    let mut command = Command::new("bash");
    command.current_dir(folder()).args(["--norc", "-c", script]);
    command.env(
        "PATH",
        format!("{path}:{}", std::env::var("PATH").unwrap_or_default()),
    );
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("skipped: there is no bash: {error}");
            return;
        }
    };
    let found = String::from_utf8_lossy(&output.stdout);
    assert!(
        found.lines().any(|line| line == "Number="),
        "{found}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
