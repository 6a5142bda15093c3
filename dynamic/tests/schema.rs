//! JSON Schema says what the reader of JSON takes: an independent validator judges the samples of every contract, and the
//! same with mistakes in them.

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use soap_dynamic::{Contract, Error, Message, MessageKind, Operation};
use std::path::{Path, PathBuf};
use wsdl_codegen::Options;
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle, Sampler};
use wsdl_codegen::contract::{Direction, calls, read};

/// The most mistakes of a message that are tried.
const MOST: usize = 60;

/// What was judged.
#[derive(Debug, Default)]
struct Judged {
    messages: usize,
    /// Messages with a mistake, which the reader and the schema refuse.
    refused: usize,
    /// Changed messages that are right all the same.
    admitted: usize,
    wrong: Vec<String>,
}

/// The schemas of an operation's messages, and its samples.
fn judge(path: &Path, judged: &mut Judged) {
    let options = Options {
        wsdl: vec![path.to_path_buf()],
        facets: true,
        ..Options::default()
    };
    let Ok(contract) = Contract::with_options(&options) else {
        return;
    };
    let (Some(model), ..) = read(&options) else {
        return;
    };
    let whole = serde_json::to_value(contract.schema()).expect("a schema");
    if let Err(error) = jsonschema::draft202012::meta::validate(&whole) {
        let file = path.display();
        judged
            .wrong
            .push(format!("{file}: the schema is none: {error}"));
    }
    let sampler = Sampler::new(&model);
    for call in calls(&model) {
        let style = SampleStyle::of(&call);
        let operation = contract
            .operations()
            .find(|one| format!("{}.{}", one.port_type(), one.name()) == call.name());
        let Some(operation) = operation else { continue };
        for direction in [Direction::Request, Direction::Response] {
            if !call.has(direction) {
                continue;
            }
            let (is_request, part) = match direction {
                Direction::Request => (true, MessageKind::Request),
                _ => (false, MessageKind::Response),
            };
            let Ok(schema) = contract.schema_of(operation, &part) else {
                continue;
            };
            let schema = serde_json::to_value(schema).expect("a schema");
            let name = format!("{}: {} {direction:?}", path.display(), call.name());
            let validator = match jsonschema::draft202012::new(&schema) {
                Ok(validator) => validator,
                Err(error) => {
                    judged.wrong.push(format!("{name}: {error}"));
                    continue;
                }
            };
            for required_only in [false, true] {
                let wanted = SampleOptions {
                    style,
                    required_only,
                    ..SampleOptions::default()
                };
                let xml = sampler.sample(&call, direction, &wanted);
                let message = match is_request {
                    true => operation.request_from_xml(xml.as_bytes()),
                    false => operation.response_from_xml(xml.as_bytes()),
                };
                // Of operations with one name, the sample is of one.
                let Ok(message) = message else { continue };
                let Ok(json) = serde_json::to_value(&message) else {
                    continue;
                };
                judged.messages += 1;
                if let Some(error) = validator.iter_errors(&json).next() {
                    judged.wrong.push(format!(
                        "{name}: at {}: {error:.300}\n{json:.600}",
                        error.instance_path()
                    ));
                    continue;
                }
                mistakes(operation, is_request, &validator, &json, &name, judged);
            }
        }
    }
}

fn from_json(operation: &Operation, is_request: bool, json: &Value) -> Result<Message, Error> {
    match is_request {
        true => operation.request_from_json(&json.to_string()),
        false => operation.response_from_json(&json.to_string()),
    }
}

/// Makes one mistake after the other. What the reader refuses, the schema refuses; what the schema refuses, the reader or
/// the writer does.
fn mistakes(
    operation: &Operation,
    is_request: bool,
    validator: &Validator,
    json: &Value,
    name: &str,
    judged: &mut Judged,
) {
    let mut changed = Vec::new();
    changes(json, &mut Vec::new(), &mut changed);
    let step = changed.len().div_ceil(MOST).max(1);
    for (what, path, change) in changed.into_iter().step_by(step) {
        let mut mutant = json.clone();
        let Some(place) = path.iter().try_fold(&mut mutant, |at, step| match at {
            Value::Object(members) => members.get_mut(step),
            Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
            _ => None,
        }) else {
            continue;
        };
        change(place);
        let is_valid = validator.is_valid(&mutant);
        let read = from_json(operation, is_request, &mutant);
        let is_wrong = match (&read, is_valid) {
            // The schema does not say which texts a union admits.
            (Err(error), true) => {
                what != "another word" || !error.to_string().contains("no type of the union")
            }
            // A word that the writer refuses is none of the schema.
            (Ok(message), true) if what == "another word" => message
                .to_xml()
                .is_err_and(|error| error.to_string().contains("(enumeration)")),
            (Ok(message), false) => message.to_xml().is_ok(),
            (Err(_), false) => {
                judged.refused += 1;
                false
            }
            (Ok(_), true) => {
                judged.admitted += 1;
                false
            }
        };
        if is_wrong {
            let read = read.map(|_| "read").map_err(|error| error.to_string());
            let verdict = if is_valid { "valid" } else { "invalid" };
            judged.wrong.push(format!(
                "{name}: /{}: {what}: {verdict}, and {read:?}\n{mutant:.600}",
                path.join("/")
            ));
        }
    }
}

type Change = fn(&mut Value);
type Changes = Vec<(String, Vec<String>, Box<dyn Fn(&mut Value)>)>;

/// The changes of a value and of all below it.
fn changes(value: &Value, path: &mut Vec<String>, all: &mut Changes) {
    let mut add = |what: &str, change: Change| {
        all.push((what.to_owned(), path.clone(), Box::new(change)));
    };
    match value {
        Value::Object(_) => {
            add("a null", |value| *value = Value::Null);
            add("an unknown member", |value| {
                if let Value::Object(members) = value {
                    members.insert("no such member".to_owned(), json!({"a": [1]}));
                }
            });
            add("a number", |value| *value = json!(7));
        }
        Value::Array(_) => {
            add("an object", |value| *value = json!({"a": [1]}));
            add("no items", |value| *value = json!([]));
            add("a null", |value| *value = Value::Null);
        }
        Value::String(_) => {
            add("an object", |value| *value = json!({"a": [1]}));
            add("a boolean", |value| *value = json!(true));
            add("a null", |value| *value = Value::Null);
            add("another word", |value| *value = json!("no-such-word"));
        }
        Value::Number(_) => {
            add("a boolean", |value| *value = json!(true));
            add("a null", |value| *value = Value::Null);
            add("half of one", |value| *value = json!(0.5));
            add("a great number", |value| *value = json!(9_000_000_000_i64));
        }
        Value::Bool(_) => add("a string", |value| *value = json!("true")),
        Value::Null => add("an array", |value| *value = json!([[]])),
    }
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, one)| (name.clone(), one))
            .collect(),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.map(|(index, one)| (index.to_string(), one)).collect()
        }
        _ => Vec::new(),
    };
    for (step, inner) in inside {
        if let Value::Object(_) = value {
            let name = step.clone();
            let remove = move |value: &mut Value| {
                if let Value::Object(members) = value {
                    let rest: Map<String, Value> = std::mem::take(members);
                    members.extend(rest.into_iter().filter(|(one, _)| *one != name));
                }
            };
            let what = format!("without {step}");
            all.push((what, path.clone(), Box::new(remove)));
        }
        // The schema does not say which elements a wildcard admits.
        if step == "@element" {
            continue;
        }
        path.push(step);
        changes(inner, path, all);
        path.pop();
    }
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            below(&path, found);
        } else if path.extension().is_some_and(|one| one == "wsdl") {
            found.push(path);
        }
    }
}

fn run(folder: &str) -> Judged {
    let mut paths = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    below(&folder, &mut paths);
    paths.sort();
    let mut judged = Judged::default();
    for path in &paths {
        judge(path, &mut judged);
    }
    let first: Vec<&str> = judged.wrong.iter().take(40).map(String::as_str).collect();
    let count = judged.wrong.len();
    assert!(count == 0, "{count} of them:\n{}", first.join("\n"));
    judged
}

#[test]
fn schemas_of_the_cases_are_exact() {
    let judged = run("../codegen/tests/generate");
    assert!(judged.messages > 300 && judged.refused > 3000, "{judged:?}");
    assert!(judged.admitted > 500, "{judged:?}");
}

#[test]
fn schemas_of_netserver_are_exact() {
    let judged = run("../wsdl");
    assert!(judged.messages > 40 && judged.refused > 400, "{judged:?}");
}

/// Takes 40 s of processor time: `cargo test -p soap-dynamic --test schema -- --ignored`, which CI runs.
#[test]
#[ignore = "takes 40 s; CI runs it"]
fn schemas_of_the_published_contracts_are_exact() {
    for (folder, least) in [("services83", 5000), ("open", 10_000)] {
        let folder = format!("../../shared/corpus/{folder}");
        if !Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder).is_dir() {
            eprintln!("skipped: the folder ../shared is missing");
            continue;
        }
        let judged = run(&folder);
        assert!(judged.messages > least, "{judged:?}");
        eprintln!(
            "{folder}: {} messages, {} mistakes refused, {} changes admitted",
            judged.messages, judged.refused, judged.admitted
        );
    }
}

/// A value of an abstract type that names no type, or none that is known.
#[test]
fn an_abstract_type_needs_its_type() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../codegen/tests/generate/polymorphism/input.wsdl");
    let contract = Contract::load(path).expect("the contract is fine");
    let echo = contract.operation("Echo").expect("it is there");
    let read = |main: &str| {
        let drawing = r#"{"frame": {"name": "f", "side": 1}}"#;
        let text = format!(r#"{{"thing": {{"drawing": {drawing}, "main": {main}}}}}"#);
        echo.request_from_json(&text)
            .map(drop)
            .map_err(|error| error.to_string())
    };
    for (ty, reason) in [
        ("", "the member is missing, as the type is abstract"),
        (r#""@type": "Robot","#, "no such type"),
        (r#""@type": "Shape","#, "no such type"),
    ] {
        let error = read(&format!(r#"{{{ty} "name": "a", "radius": 1}}"#)).expect_err("no type");
        let wanted = format!("/thing/main/@type: {reason}: expected Circle, ");
        assert!(error.contains(&wanted), "{error}");
    }
    read(r#"{"@type": "Circle", "name": "a", "radius": 1}"#).expect("a circle");
    // Kept XML is still read.
    read(r#"{"@type": "{urn:other}Robot", "$": [{"@element": "{urn:other}name", "$": "a"}]}"#)
        .expect("another type");
}

/// A repeated choice without a member that could be there: its schema is valid, and admits no item.
#[test]
fn a_choice_of_nothing_has_a_schema() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("empty-choice.wsdl");
    std::fs::write(&path, EMPTY_CHOICE).expect("written");
    let contract = Contract::load(&path).expect("the contract is fine");
    let pick = contract.operation("Pick").expect("it is there");
    let schema = contract.schema_of(pick, &MessageKind::Request);
    let schema = serde_json::to_value(schema.expect("a schema")).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("the schema is valid");
    for (text, is_valid) in [("{}", true), (r#"{"@choice": [{}]}"#, false)] {
        let value: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(validator.is_valid(&value), is_valid, "{text}: {schema}");
        assert_eq!(pick.request_from_json(text).is_ok(), is_valid, "{text}");
    }
}

const EMPTY_CHOICE: &str = r#"<definitions targetNamespace="urn:pick" xmlns="http://schemas.xmlsoap.org/wsdl/"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:pick" xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <types><xs:schema targetNamespace="urn:pick">
    <xs:element name="Pick"><xs:complexType><xs:choice minOccurs="0">
      <xs:choice minOccurs="0" maxOccurs="unbounded"><xs:sequence/></xs:choice>
      <xs:element name="one" type="xs:string"/>
    </xs:choice></xs:complexType></xs:element>
    <xs:element name="PickResponse"><xs:complexType/></xs:element>
  </xs:schema></types>
  <message name="In"><part name="in" element="t:Pick"/></message>
  <message name="Out"><part name="out" element="t:PickResponse"/></message>
  <portType name="Pick"><operation name="Pick"><input message="t:In"/><output message="t:Out"/></operation></portType>
  <binding name="Soap" type="t:Pick"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Pick"><soap:operation soapAction=""/><input><soap:body use="literal"/></input>
      <output><soap:body use="literal"/></output></operation>
  </binding>
</definitions>"#;
