//! Made-up messages are valid: of every contract of the generator's tests they are written, read in the strict mode with
//! facets, and come back unchanged.

use arbitrary::Unstructured;
use soap_dynamic::{Contract, Message, Operation};
use soap_runtime::xml::ReadOptions;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use wsdl_codegen::Options;

/// Bytes that look random, the same for the same seed.
fn bytes(seed: u64, count: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..count).map(next).collect()
}

/// The contracts of the generator's tests.
fn contracts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/generate");
    let cases = std::fs::read_dir(folder).expect("the cases");
    let mut found: Vec<PathBuf> = cases
        .map(|case| case.expect("a case").path().join("input.wsdl"))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    found
}

/// Messages that are left out: the case, the operation, whether it is the request.
const LEFT_OUT: [(&str, &str, bool); 2] = [
    // A required element of mixed content, which is kept as XML, with a required attribute: none is made.
    ("catalog", "GetCurrentMessage", true),
    // The strict mode reads no array of two dimensions.
    ("encoded-use", "exchange", false),
];

fn made(operation: &Operation, is_request: bool, source: &[u8]) -> arbitrary::Result<Message> {
    let mut source = Unstructured::new(source);
    match is_request {
        true => operation.arbitrary_request(&mut source),
        false => operation.arbitrary_response(&mut source),
    }
}

/// The fault of a message that was made up.
fn problem(
    operation: &Operation,
    is_request: bool,
    source: &[u8],
    is_ambiguous: bool,
) -> Option<String> {
    let message = match made(operation, is_request, source) {
        Ok(message) => message,
        Err(error) => return Some(format!("not made: {error}")),
    };
    let xml = match message.to_xml() {
        Ok(xml) => xml,
        Err(error) => return Some(format!("not written: {error}")),
    };
    let read = match operation.read(is_request, xml.as_bytes(), &ReadOptions::strict()) {
        Ok(read) => read,
        Err(error) => return Some(format!("not read: {error}\n{xml}")),
    };
    let again = read.to_xml();
    let (made, read) = (message.to_json(), read.to_json());
    match (made, read) {
        (Ok(made), Ok(read)) if made == read => None,
        // An element may be that of either of two branches.
        (Ok(_), Ok(_)) if is_ambiguous && again.is_ok_and(|again| again == xml) => None,
        (made, read) => Some(format!("changed: {made:?}\n to {read:?}\n{xml}")),
    }
}

#[test]
fn made_up_messages_are_valid() {
    let mut problems = Vec::new();
    let mut count = 0;
    for path in contracts() {
        let case = path
            .parent()
            .and_then(Path::file_name)
            .expect("a name")
            .to_owned();
        let options = Options {
            wsdl: vec![path],
            facets: true,
            keep_going: true,
            ..Options::default()
        };
        let contract = match Contract::with_options(&options) {
            Ok(contract) => contract,
            Err(error) => panic!("{case:?}: {error}"),
        };
        for operation in contract.operations() {
            for is_request in [true, false] {
                let is_left_out = |(of, name, request): &(&str, &str, bool)| {
                    case == *of && *name == operation.name() && is_request == *request
                };
                if LEFT_OUT.iter().any(is_left_out) {
                    continue;
                }
                let sizes = [0, 8, 64, 512, 4096];
                let sources = sizes
                    .iter()
                    .flat_map(|size| (0..6).map(|seed| bytes(seed, *size)));
                let found = sources
                    .inspect(|_| count += 1)
                    .find_map(|source| problem(operation, is_request, &source, case == "groups"));
                if let Some(problem) = found {
                    problems.push(format!("{case:?} {operation:?} {is_request}: {problem}"));
                }
            }
        }
    }
    assert!(
        problems.is_empty(),
        "{} of {count}:\n{}",
        problems.len(),
        problems.join("\n\n")
    );
}

#[test]
fn messages_differ_and_reach_every_branch() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/generate/choices/input.wsdl");
    let contract = Contract::load(path).expect("the contract is right");
    let operation = contract.operation("Echo").expect("an operation");
    let messages: BTreeSet<String> = (0..200)
        .filter_map(|seed| {
            made(operation, true, &bytes(seed, 300))
                .ok()?
                .to_json()
                .ok()
        })
        .collect();
    assert!(messages.len() > 80, "{} of 200 differ", messages.len());
    for branch in ["\"card\"", "\"word\"", "\"number\"", "\"@any\"", "\"many\""] {
        assert!(
            messages.iter().any(|one| one.contains(branch)),
            "no {branch}: {messages:?}"
        );
    }
}

#[test]
fn a_type_that_contains_itself_ends() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../codegen/tests/generate/recursion/input.wsdl");
    let contract = Contract::load(path).expect("the contract is right");
    let operation = contract.operation("Echo").expect("an operation");
    for seed in 0..20 {
        let message = made(operation, true, &bytes(seed, 1 << 16)).expect("a message");
        assert!(message.to_xml().expect("XML").len() < 1 << 20);
    }
}
