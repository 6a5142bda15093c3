//! Samples of a contract that makes it hard to write a valid message.

use corpus::samples::{self, Strict, Validator};
use std::path::Path;
use wsdl_codegen::Options;
use wsdl_codegen::contract::sample::{SampleOptions, Sampler};
use wsdl_codegen::contract::{self, Direction, calls};

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
    let mut counts = samples::SampleCounts::default();
    let mut contract = samples::contract(&file, Vec::new(), "hard", &mut counts).expect("readable");
    validator.give(&contract).expect("given");
    assert!(counts.refused().is_empty(), "{:?}", counts.refused());
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

/// The strict mode that judges samples sees what is wrong with one.
#[test]
fn the_strict_mode_refuses_a_sample_that_was_changed() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/hard.wsdl");
    let options = Options {
        wsdl: vec![file],
        ..Options::default()
    };
    let (model, _, _) = contract::read(&options);
    let model = model.expect("readable");
    let strict = Strict::of(&model, &options);
    let call = *calls(&model).first().expect("a call");
    let sampler = Sampler::new(&model);
    let text = sampler.sample(&call, Direction::Request, &SampleOptions::default());
    assert_eq!(strict.refuses(&call, Direction::Request, &text), None);
    let changed = text.replace(">AB002<", ">AB001<");
    assert_ne!(changed, text);
    let reason = strict.refuses(&call, Direction::Request, &changed);
    let reason = reason.expect("two keys are the same");
    assert!(
        reason.contains("the same values of byName as another one"),
        "{reason}"
    );
}
