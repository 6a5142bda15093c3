//! `wsdl-codegen verify`, run as a user does, on messages that are signed here.

mod run;

use run::{Run, run_in, scratch};
use soap_security::{Identity, Outbound, Part, Signing, UsernameToken};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const MESSAGE: &str = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><o:Place xmlns:o=\"urn:orders\">hello</o:Place></s:Body></s:Envelope>";

fn key(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../security/tests/keys")
        .join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(key(name)).expect("a file of the tests")
}

/// A message signed at a time.
fn signed(at: SystemTime) -> String {
    let identity = Identity::from_pem(&text("p256.key.pem"), &text("p256.pem"));
    let parts = [Part::Body, Part::Timestamp, Part::UsernameToken];
    let message = Outbound::new()
        .at(at)
        .with_timestamp(Duration::from_secs(300))
        .with_username(UsernameToken::text("ann", "s3cret"))
        .with_signature(Signing::new(identity.expect("an identity")).with_parts(parts))
        .apply(MESSAGE.as_bytes());
    String::from_utf8(message.expect("signed")).expect("text")
}

fn verify(name: &str, message: &str, arguments: &[&str]) -> Run {
    let folder = scratch(name);
    std::fs::write(folder.join("message.xml"), message).expect("written");
    let mut all = vec!["verify", "message.xml"];
    all.extend(arguments);
    run_in(&folder, &all)
}

#[test]
fn a_right_signature() {
    let message = signed(SystemTime::now());
    let run = verify("verify-right", &message, &[]);
    assert_eq!(run.code(), 0, "{}", run.err());
    assert!(
        run.out().starts_with("the signatures are right"),
        "{}",
        run.out()
    );
    let authority = key("authority.pem");
    let authority = authority.to_str().expect("a path");
    let run = verify("verify-trusted", &message, &["--authority", authority]);
    assert_eq!(
        (run.code(), run.out().lines().next()),
        (0, Some("the message is accepted"))
    );
    let other = key("rsa.pem");
    let run = verify(
        "verify-other",
        &message,
        &["--trust", other.to_str().expect("a path")],
    );
    assert_eq!(run.code(), 1);
    assert!(
        run.out().contains("is not one of those that are trusted"),
        "{}",
        run.out()
    );
}

#[test]
fn a_changed_message() {
    let changed = signed(SystemTime::now()).replace(">hello<", ">hullo<");
    let run = verify("verify-changed", &changed, &[]);
    assert_eq!(run.code(), 1);
    let out = run.out();
    assert!(out.contains("the signatures are not right"), "{out}");
    let differ = out
        .lines()
        .filter(|line| line.trim_start().starts_with("expected "));
    assert_eq!(differ.count(), 3, "{out}");
    assert_eq!(
        out.matches("was changed after it was signed").count(),
        1,
        "{out}"
    );
}

#[test]
fn a_message_from_a_log_and_its_canonical_form() {
    let message = signed(SystemTime::now() - Duration::from_secs(86_400 * 30));
    let authority = key("authority.pem");
    let authority = authority.to_str().expect("a path");
    let run = verify("verify-log", &message, &["--authority", authority]);
    assert_eq!(run.code(), 1);
    assert!(run.out().contains("too long ago"), "{}", run.out());
    let run = verify(
        "verify-old",
        &message,
        &["--authority", authority, "--old", "--verbose"],
    );
    assert_eq!(run.code(), 0, "{}", run.out());
    assert!(run.out().contains("canonical form of '#"), "{}", run.out());
    assert!(!run.out().contains("s3cret"), "{}", run.out());
}

#[test]
fn what_is_no_signed_message() {
    let run = verify("verify-plain", MESSAGE, &[]);
    assert_eq!(run.code(), 1);
    assert!(
        run.out().contains("the message has no signature"),
        "{}",
        run.out()
    );
    let run = verify("verify-text", "hello", &[]);
    assert_eq!(run.code(), 1);
    assert!(run.err().contains("not well-formed"), "{}", run.err());
}

/// The examples of the help, with the messages that they name.
#[test]
fn the_examples_of_the_help_work() {
    let folder = scratch("verify-examples");
    let old = signed(SystemTime::now() - Duration::from_secs(86_400 * 30));
    for (name, text) in [
        ("request.xml", signed(SystemTime::now())),
        ("response.xml", old),
        ("partner.pem", text("p256.pem")),
    ] {
        std::fs::write(folder.join(name), text).expect("written");
    }
    let help = run_in(&folder, &["verify", "--help"]).out();
    let lines = help.lines().map(str::trim);
    let examples: Vec<&str> = lines
        .filter_map(|line| line.strip_prefix("wsdl-codegen verify "))
        .collect();
    assert_eq!(examples.len(), 3, "{help}");
    for example in examples {
        let words: Vec<&str> = ["verify"].into_iter().chain(example.split(' ')).collect();
        let run = run_in(&folder, &words);
        assert_eq!(run.code(), 0, "{example}: {}{}", run.out(), run.err());
    }
}
