//! `schema`, `openapi`: the JSON of a contract, described.

mod run;

use run::{run, run_in, scratch};
use std::path::{Path, PathBuf};

/// A folder with the contract of the guide.
fn shop(name: &str) -> PathBuf {
    let folder = scratch(name);
    let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/guide/wsdl/shop.wsdl");
    std::fs::copy(contract, folder.join("shop.wsdl")).expect("copied");
    folder
}

/// The examples of the help of a command, with their arguments.
fn examples(folder: &Path, command: &str) -> Vec<Vec<String>> {
    let help = run_in(folder, &[command, "--help"]).out();
    let lines = help.lines().map(str::trim);
    let lines = lines.filter_map(|line| line.strip_prefix("wsdl-codegen "));
    lines
        .map(|line| line.split(' ').map(str::to_owned).collect())
        .collect()
}

#[test]
fn the_examples_of_the_help_work() {
    let folder = shop("json-help");
    let examples = examples(&folder, "schema");
    assert_eq!(examples.len(), 5);
    for example in examples {
        let words: Vec<&str> = example.iter().map(String::as_str).collect();
        let run = run_in(&folder, &words);
        assert_eq!(run.code(), 0, "{words:?}: {}", run.err());
        let json: serde_json::Value = serde_json::from_str(&run.out()).expect("JSON");
        assert_eq!(
            json["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
        assert!(json["$defs"].is_object(), "{words:?}");
    }
}

#[test]
fn the_examples_of_openapi_work() {
    let folder = shop("json-openapi");
    let examples = examples(&folder, "openapi");
    assert_eq!(examples.len(), 2);
    for example in examples {
        let words: Vec<&str> = example.iter().map(String::as_str).collect();
        let run = run_in(&folder, &words);
        assert_eq!(run.code(), 0, "{words:?}: {}", run.err());
        let json: serde_json::Value = serde_json::from_str(&run.out()).expect("JSON");
        assert_eq!(json["openapi"], "3.1.0");
        let post = &json["paths"]["/BookShop/PlaceOrder"]["post"];
        assert_eq!(post["operationId"], "PlaceOrder");
        let message = "#/components/schemas/PlaceOrder.requestMessage";
        let body = &post["requestBody"]["content"]["application/json"];
        assert_eq!(body["schema"]["$ref"], message);
        let titled = words.contains(&"--title");
        assert_eq!(json["info"]["title"] == "Books", titled);
    }
}

/// The message of docs/json.md is one of the contract of the guide.
#[test]
fn the_message_of_the_documentation_is_sent() {
    let folder = shop("json-page");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/json.md");
    let page = std::fs::read_to_string(page).expect("a page");
    let (_, rest) = page.split_once("```json\n").expect("a message");
    let (message, _) = rest.split_once("```").expect("its end");
    std::fs::write(folder.join("order.json"), message).expect("written");
    let words = ["call", "PlaceOrder", "shop.wsdl", "--dry-run"];
    let run = run_in(&folder, &[&words[..], &["--data", "@order.json"]].concat());
    assert_eq!(run.code(), 0, "{}", run.err());
    let order = [
        "<isbn>9780141199078</isbn>",
        ">Ann</",
        ">2027-01</",
        ">***</ticket>",
    ];
    for shown in order {
        let is_there =
            run.out().contains(shown) || run.out().contains(&shown.replace("</", "</tns:"));
        assert!(is_there, "{shown}: {}", run.out());
    }
    let path = [
        "card:={\"number\": \"4000\", \"expires\": \"2027-01\"}",
        "isbn[0]=9780141439587",
    ];
    let more = [
        "customer.@type=Person",
        "customer.email=a@b",
        "customer.name=Ann",
    ];
    let run = run_in(&folder, &[&words[..], &path, &more].concat());
    assert_eq!(run.code(), 0, "{}", run.err());
}

/// A pattern that cannot be built is left out, as `check` warns: the contract is served and described all the same.
#[test]
fn a_pattern_that_is_too_large_is_left_out() {
    let folder = scratch("json-large");
    let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contracts/shop-1.wsdl");
    let text = std::fs::read_to_string(contract).expect("a contract");
    let text = text.replace(
        "<xs:length value=\"6\"/>",
        "<xs:pattern value=\"(a{1000}){1000}\"/>",
    );
    std::fs::write(folder.join("shop.wsdl"), text).expect("written");
    let check = run_in(&folder, &["check", "shop.wsdl"]);
    assert_eq!(check.code(), 0, "{}", check.err());
    assert!(
        check.err().contains("values are not checked with it"),
        "{}",
        check.err()
    );
    let schema = run_in(&folder, &["schema", "shop.wsdl"]);
    assert_eq!(schema.code(), 0, "{}", schema.err());
    assert!(!schema.out().contains("a{1000}"), "{}", schema.out());
    let call = ["call", "GetOrder", "shop.wsdl", "Number=7", "--dry-run"];
    let call = run_in(&folder, &call);
    assert_eq!(call.code(), 0, "{}", call.err());
    // Who asks for facets in generated code is told that it cannot be.
    let facets = run_in(&folder, &["generate", "shop.wsdl", "--facets", "-o", "out"]);
    assert_eq!(facets.code(), 1);
}

/// Lists, words and `null`, as the reader and the writer take them.
#[test]
fn a_schema_says_what_may_be_sent() {
    let contracts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contracts");
    let run = run_in(&contracts, &["schema", "lines.wsdl", "PlaceOrder"]);
    let json: serde_json::Value = serde_json::from_str(&run.out()).expect("JSON");
    let members = &json["$defs"]["PlaceOrder"]["properties"];
    let least = |name: &str| members[name]["minItems"].as_u64();
    let found = ["Line", "Reader", "Code", "@choice", "Note"].map(least);
    assert_eq!(found, [Some(1), Some(2), Some(3), Some(1), None]);
    let line = &json["$defs"]["Line"]["properties"];
    let words = serde_json::json!({"type": "string", "enum": ["Open", "Sent"]});
    assert_eq!(line["State"]["items"], words);
    let run = run_in(&contracts, &["schema", "shop-1.wsdl", "Order"]);
    let json: serde_json::Value = serde_json::from_str(&run.out()).expect("JSON");
    let note = &json["$defs"]["Order"]["properties"]["Note"];
    assert_eq!(*note, serde_json::json!({"type": ["string", "null"]}));
}

#[test]
fn a_name_that_is_none_is_told() {
    let folder = shop("json-names");
    let run = run_in(&folder, &["schema", "shop.wsdl", "PlaceOder"]);
    assert_eq!(run.code(), 1);
    assert!(
        run.err().contains("did you mean PlaceOrder?"),
        "{}",
        run.err()
    );
    let run = run_in(
        &folder,
        &["schema", "shop.wsdl", "PlaceOrder", "--fault", "Fire"],
    );
    assert_eq!(run.code(), 1);
    assert!(run.err().contains("has no fault Fire"), "{}", run.err());
}

/// A member that stands in an object twice is told with its path, and none of its values is taken.
#[test]
fn a_member_does_not_stand_twice() {
    for (arguments, said) in [
        (
            &["--data", r#"{"Number": 1, "Number": 2}"#][..],
            "/Number: the member occurs a second time",
        ),
        (
            &["--data", r#"{"a": [{"b": 1, "b": 1}]}"#, "Number=7"],
            "/a/0/b: the member occurs a second time",
        ),
        (
            &[r#"Number:={"a": 1, "a": 2}"#],
            "Number: /a: the member occurs a second time",
        ),
    ] {
        let call = ["call", "GetOrder", "shop-1.wsdl", "--dry-run"];
        let run = run(&[&call[..], arguments].concat());
        assert_eq!(run.code(), 1, "{arguments:?}: {}", run.err());
        assert!(run.err().contains(said), "{arguments:?}: {}", run.err());
    }
}
