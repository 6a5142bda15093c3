//! Samples of a contract that makes it hard to write a valid message.

use corpus::samples::{self, Validator};
use std::path::Path;

/// Keys and references, names as values, bounds and patterns that few values keep, types that end only where they are derived,
/// required attributes of nil elements and of restrictions, and branches without a message.
#[test]
fn samples_are_valid_where_that_is_hard() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/hard.wsdl");
    let mut validator = match Validator::start() {
        Ok(validator) => validator,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{error}");
            println!("skipped: {error}");
            return;
        }
    };
    let mut counts = samples::Counts::default();
    let mut contract = samples::contract(&file, Vec::new(), "hard", &mut counts).expect("readable");
    validator.give(&contract).expect("given");
    // The validator sees what is wrong.
    contract["contract"] = "broken".into();
    let text = contract["messages"][0]["text"].as_str().expect("a text");
    assert_eq!(text.matches(">AB002<").count(), 1, "{text}");
    contract["messages"][0]["text"] = text.replace(">AB002<", ">AB001<").into();
    validator.give(&contract).expect("given");
    let (checked, findings) = validator.outcome().expect("an outcome");
    assert_eq!(checked, 4);
    let findings: Vec<_> = findings.into_iter().collect();
    let [finding] = findings.as_slice() else {
        panic!("{}", findings.join("\n"));
    };
    assert!(finding.starts_with("broken: "), "{finding}");
    assert!(
        finding.contains("Duplicate key-sequence ['AB001']"),
        "{finding}"
    );
}
