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
        "--user 'ann':\"$(head -n 1 'secret')\"",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert!(!text.contains("file-secret"), "{text}");
    let text = curl(&at, &["-P", "live"]);
    for shown in [
        "http://live.example/sums",
        "-H \"Authorization: Bearer $LIVE_TOKEN\"",
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

/// A profile is for all operations of a contract: each one is sent the headers that it has.
#[test]
fn headers_of_a_profile_go_to_the_operations_that_have_them() {
    let at = place("profiles-headers", "");
    fs::copy(folder().join("shop-1.wsdl"), at.join("shop.wsdl")).expect("copied");
    let call = |header: &str, operation: &str| {
        let profile = format!(
            "wsdl = ['shop.wsdl']\n[profiles.test]\nendpoint = 'http://127.0.0.1:1/'\nsoap_headers = ['{header}']\n"
        );
        fs::write(at.join("wsdl-codegen.toml"), profile).expect("written");
        run_in(
            &at,
            &["call", operation, "Number=7", "--dry-run", "-P", "test"],
        )
    };
    let sent = call("Token=a-token", "GetOrder");
    assert!(sent.out().contains("Token>***</"), "{}", sent.out());
    let sent = call("Token=a-token", "Cancel");
    assert_eq!(sent.code(), 0, "{}", sent.err());
    assert!(!sent.out().contains("Token"), "{}", sent.out());
    let sent = call("Tokn=a-token", "Cancel");
    assert_eq!(sent.code(), 1);
    assert!(sent.err().contains("did you mean Token?"), "{}", sent.err());
}

/// The printed command refers to the variables of the profile, and a shell that has them sends what the call sends.
#[test]
fn the_command_of_curl_names_the_variables_of_a_profile() {
    let at = place(
        "profiles-variables",
        r#"
        [profiles.basic]
        endpoint = "http://127.0.0.1:1/"
        user = "ann"
        password_env = "SUMS_PASSWORD"

        [profiles.text]
        endpoint = "http://127.0.0.1:1/"
        user = "ann"
        login = "text"
        password_env = "SUMS_PASSWORD"
    "#,
    );
    let printed = |how: &str, profile: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"))
            .current_dir(&at)
            .args(["call", "Add", "A=1", "B=2", how, "-P", profile])
            .env("SUMS_PASSWORD", "p<&s3cret")
            .output()
            .expect("the command runs");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{err}");
        String::from_utf8(output.stdout).expect("text")
    };
    let text = printed("--curl", "basic");
    assert!(text.contains("--user 'ann':\"$SUMS_PASSWORD\""), "{text}");
    let text = printed("--curl", "text");
    assert!(
        text.contains("$SUMS_PASSWORD") && !text.contains("s3cret"),
        "{text}"
    );
    // The shell puts the password into the message, escaped. It prints the words, and sends nothing.
    let output = Command::new("sh")
        .args(["-c", &text.replacen("curl ", "printf '%s\\n' ", 1)])
        .env("SUMS_PASSWORD", "p<&s3cret")
        .output()
        .expect("a shell");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(
        shown.contains(">p&lt;&amp;s3cret</wsse:Password>"),
        "{shown}"
    );
    // The request that is printed has the header that signs in.
    let text = printed("--dry-run", "basic");
    assert!(text.contains("\nauthorization: ***\n"), "{text}");
    assert!(!printed("--dry-run", "text").contains("authorization"));
}

#[test]
fn mistakes_of_profiles_are_told() {
    for (profiles, name, shown) in [
        (PROFILES, "tset", "has no profile tset: did you mean test?"),
        (PROFILES, "production", "it has test, live"),
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
            "[profiles.test]\nport = 'SumsSoap'\nsoap_version = '1.2'",
            "test",
            "a port and a soap_version",
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
        // A type that admits other members has those of the contract all the same.
        has(
            &[
                "call",
                "Echo",
                "../../../codegen/tests/generate/json/input.wsdl",
                "order.num",
            ],
            "order.number=",
        );
        has(&["insp"], "inspect");
    }
}

/// The shells themselves complete, once they have read the script.
#[test]
fn shells_themselves_complete() {
    let bash = "source <(wsdl-codegen completions bash)
        COMP_WORDS=(wsdl-codegen call GetOrder shop-1.wsdl Nu); COMP_CWORD=4; COMP_TYPE=9
        declare -F | grep -q _clap_complete_wsdl_codegen
        _clap_complete_wsdl_codegen; printf '%s\\n' \"${COMPREPLY[@]}\"";
    // The words that zsh would offer are printed: `_describe` has the name of an array as its third argument.
    let zsh = "autoload -U compinit; compinit -u -D
        source <(wsdl-codegen completions zsh)
        _describe() { print -l -- ${(P)3} }
        words=(wsdl-codegen call GetOrder shop-1.wsdl Nu); CURRENT=5
        ${_comps[wsdl-codegen]}";
    let fish = "wsdl-codegen completions fish | source
        complete -C'wsdl-codegen call GetOrder shop-1.wsdl Nu'";
    let bin = Path::new(env!("CARGO_BIN_EXE_wsdl-codegen"));
    let bin = bin.parent().expect("a folder").display().to_string();
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap_or_default());
    for (shell, option, script) in [
        ("bash", "--norc", bash),
        ("zsh", "-f", zsh),
        ("fish", "--no-config", fish),
    ] {
        let mut command = Command::new(shell);
        command.current_dir(folder()).env("PATH", &path);
        let output = match command.args([option, "-c", script]).output() {
            Ok(output) => output,
            Err(error) => {
                eprintln!("skipped: there is no {shell}: {error}");
                continue;
            }
        };
        let found = String::from_utf8_lossy(&output.stdout);
        assert!(
            found.lines().any(|line| line == "Number="),
            "{shell}: {found}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
