//! Every published message goes from XML to JSON and back to XML. JSON loses nothing of what was read; what reading leaves out, and reports, is
//! told here by classes, each with its number of messages.

use soap_dynamic::Contract;
use soap_runtime::xml::ReadOptions;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use testkit::{Element, Rules, repository};
use wsdl_codegen::Options;

/// Lists with nil items in the published messages, as in the run of the corpus.
const NIL_ITEMS: [&str; 6] = [
    "ArrayOfSelectableMDOListItem",
    "ArrayOfMDOListItem",
    "ArrayOfArchiveRestrictionInfo",
    "ArrayOfLocalizedField.LocalizedField",
    "ArrayOfstring",
    "ArrayOfint",
];

/// The classes of what reading leaves out.
const NIL: &str = "nil where the schema admits none: absent";
const EMPTY: &str = "empty where the type has no empty value: absent";
const ENTRY: &str = "an entry of a dictionary whose key is empty: left out";
const UNKNOWN: &str = "a member that the schema does not have: skipped";
/// With the option `keep_unknown` such members are written behind those of the schema.
const MOVED: &str = "a member that the schema does not have: behind the others";

/// The element in the body.
fn content(text: &str) -> Element {
    let envelope = Element::parse(text).expect("it is well-formed");
    let mut children = envelope.children.into_iter();
    let body = children.find(|one| one.is_soap("Body"));
    let body = body.expect("an envelope has a body");
    body.children.into_iter().next().expect("a message")
}

/// The element at a path, such as `/Save/Item[2]`.
fn at<'e>(root: &'e Element, path: &str) -> Option<&'e Element> {
    let mut at = root;
    for step in path.split('/').skip(2) {
        let (name, index) = match step.strip_suffix(']').and_then(|step| step.split_once('[')) {
            Some((name, index)) => (name, index.parse::<usize>().ok()?),
            None => (step, 1),
        };
        let mut same = at.children.iter().filter(|one| *one.name.local == *name);
        at = same.nth(index - 1)?;
    }
    Some(at)
}

fn is_empty_key(element: &Element) -> bool {
    &*element.name.local == "Key" && element.text.trim().is_empty()
}

/// The classes of the differences between a message and what was written of it.
fn classes(published: &str, written: &str) -> BTreeSet<String> {
    let (left, right) = (content(published), content(written));
    let rules = Rules {
        limit: usize::MAX,
        ..Rules::default()
    };
    let found = testkit::compare_elements(content(published), right, &rules);
    // What is on the right only, by its place and name.
    let place = |path: &str| -> Option<(String, String)> {
        let (parent, name) = path.rsplit_once('/')?;
        let name = name.split('[').next()?;
        Some((parent.to_owned(), name.to_owned()))
    };
    let name_of = |what: &str| what.strip_prefix("only on the right: ").map(str::to_owned);
    let added = found
        .iter()
        .filter_map(|one| Some((one.path.clone(), name_of(&one.what)?)));
    let added: BTreeSet<(String, String)> = added.collect();
    let class = |one: testkit::Difference| {
        let is_moved = place(&one.path).is_some_and(|place| added.contains(&place));
        if is_moved || name_of(&one.what).is_some() {
            return MOVED.to_owned();
        }
        let element = at(&left, &one.path).filter(|_| one.what == "only on the left");
        match element {
            Some(element) if element.nil => NIL.to_owned(),
            Some(element) if element.children.is_empty() && element.text.trim().is_empty() => {
                EMPTY.to_owned()
            }
            Some(element) if element.children.iter().any(is_empty_key) => ENTRY.to_owned(),
            Some(_) => UNKNOWN.to_owned(),
            None => one.to_string(),
        }
    };
    found.into_iter().map(class).collect()
}

/// The messages of each class.
type Found = BTreeMap<String, Vec<PathBuf>>;

/// Reads messages, and returns those of each class.
fn judge(folder: &Path, messages: &[PathBuf], keep_unknown: &[&str]) -> Found {
    let contract = Contract::with_options(&Options {
        wsdl: repository::files(&folder.join("wsdl"), "wsdl").expect("contracts"),
        nil_items: NIL_ITEMS.map(str::to_owned).to_vec(),
        keep_unknown: keep_unknown.iter().map(ToString::to_string).collect(),
        ..Options::default()
    });
    let contract = contract.expect("the contracts are fine");
    let mut all = Found::new();
    for path in messages {
        let text = repository::read(path).expect("a message");
        let stem = path.file_stem().expect("a name").to_string_lossy();
        let (operation, word) = stem.rsplit_once('.').expect("a direction");
        let service = path.parent().and_then(Path::file_name).expect("a service");
        let name = format!("{}.{operation}", service.to_string_lossy());
        let operation = contract.operation(&name).expect("the contract has it");
        let is_request = word == "request";
        let read = operation.read(is_request, text.as_bytes(), &ReadOptions::default());
        let message = read.expect("it can be read");
        let json = message.to_json().expect("it has a form in JSON");
        let again = match is_request {
            true => operation.request_from_json(&json),
            false => operation.response_from_json(&json),
        };
        let again = again.and_then(|again| again.to_xml());
        let again = again.expect("it can be written");
        let once = message.to_xml().expect("it can be written");
        // Prefixes of elements that are kept as XML may be declared elsewhere.
        let changed = testkit::compare(&once, &again, &Rules::default());
        assert_eq!(
            changed,
            Ok(Vec::new()),
            "{name} {word}: JSON changes the message"
        );
        for class in classes(&text, &again) {
            all.entry(class).or_default().push(path.clone());
        }
    }
    all
}

#[test]
fn json_loses_nothing_that_was_read() {
    let folder = repository::root().join("../shared/corpus/services83");
    if !folder.is_dir() {
        eprintln!("skipped: {} is missing", folder.display());
        return;
    }
    let messages = repository::files(&folder.join("examples"), "xml").expect("messages");
    assert_eq!(messages.len(), 2624);
    let found = judge(&folder, &messages, &[]);
    let counts: Vec<_> = found
        .iter()
        .map(|(class, of)| (&**class, of.len()))
        .collect();
    assert_eq!(counts, [(UNKNOWN, 97), (ENTRY, 2), (EMPTY, 76), (NIL, 99)]);
    // The option keeps what the schema does not have.
    let kept = judge(&folder, &found[UNKNOWN], &["*"]);
    assert_eq!(kept.get(UNKNOWN), None);
    assert!(kept.contains_key(MOVED));
}
