//! `mock --record`: exchanges with a service become files, which the mock replays, and which are fixtures of tests.
//!
//! The fixtures in `tests/recorded` are those that the test writes: `BLESS=1 cargo test -p wsdl-codegen-cli --test record` writes
//! them again.

#[path = "recorded/mod.rs"]
mod recorded;
mod run;

use run::{folder, run, scratch};
use soap_dynamic::Contract;
use soap_runtime::Client;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

struct Mock(Child, String);

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn mock(more: &[&str]) -> Mock {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"))
        .current_dir(folder())
        .args(["mock", "shop-1.wsdl", "--listen", "127.0.0.1:0", "--quiet"])
        .args(more)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let out = child.stdout.take().expect("its output");
    BufReader::new(out)
        .read_line(&mut line)
        .expect("an address");
    Mock(child, line.trim().to_owned())
}

/// The service that is recorded.
fn service(name: &str) -> Mock {
    let at = scratch(name);
    let answers = r#"
        [[answer]]
        operation = "GetOrder"
        when = { Number = 404 }
        fault = { code = "Sender", reason = "there is no such order" }

        [[answer]]
        operation = "GetOrder"
        when = { Number = 500 }
        broken = "html"
    "#;
    fs::write(at.join("answers.toml"), answers).expect("written");
    for (number, state) in ["Open", "Sent"].iter().enumerate() {
        let json = format!(r#"{{"Order": {{"@version": {number}, "State": "{state}"}}}}"#);
        fs::write(at.join(format!("GetOrder.{number}.json")), json).expect("written");
    }
    mock(&["--answers", &at.display().to_string()])
}

/// The codes and outputs of the calls that are recorded and replayed.
fn calls(mock: &Mock) -> Vec<(i32, String)> {
    let call = |words: &[&str]| {
        let mut arguments = vec!["call"];
        arguments.extend(words);
        arguments.extend(["shop-1.wsdl", "-e", &mock.1]);
        let run = run(&arguments);
        (run.code(), run.out() + &run.err().replace(&mock.1, ""))
    };
    vec![
        call(&["GetOrder", "Number=7", "--soap-header", "Token=very-secret"]),
        call(&["GetOrder", "Number=7"]),
        call(&["GetOrder", "Number=404"]),
        call(&["GetOrder", "Number=500"]),
        call(&["Cancel", "Number=7"]),
    ]
}

fn files(at: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(at).expect("a folder");
    entries
        .map(|entry| {
            let entry = entry.expect("an entry");
            let text = fs::read_to_string(entry.path()).expect("text");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect()
}

#[test]
fn exchanges_are_recorded_and_replayed() {
    let service = service("record-service");
    let at = scratch("recorded");
    let into = at.display().to_string();
    let url = service.1.replace("http://", "http://ann:pass-word@") + "Shop?key=k";
    let recorder = mock(&["--record", &url, "--into", &into]);
    let live = calls(&recorder);
    drop(recorder);
    let codes: Vec<i32> = live.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, [0, 0, 5, 6, 0], "{live:?}");

    let found = files(&at);
    for (name, text) in &found {
        for secret in ["very-secret", "pass-word", "key=k"] {
            assert!(!text.contains(secret), "{name}: {text}");
        }
    }
    // The port of the service is another one in each run.
    let port = url
        .rsplit(':')
        .next()
        .and_then(|rest| rest.split('/').next());
    let port = format!(":{}/", port.expect("a port"));
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded");
    if std::env::var_os("BLESS").is_some() {
        let _ = fs::remove_dir_all(&committed);
        fs::create_dir_all(&committed).expect("a folder");
        for (name, text) in &found {
            fs::write(committed.join(name), text.replace(&port, "/")).expect("written");
        }
    }
    let expected = files(&committed);
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>()
    );
    for (name, text) in &found {
        assert_eq!(text.replace(&port, "/"), expected[name], "{name}");
    }

    let replay = mock(&["--answers", &into]);
    assert_eq!(live, calls(&replay));
    // A request that was not recorded has no made-up answer.
    let unknown = [
        "call",
        "GetOrder",
        "shop-1.wsdl",
        "Number=99",
        "-e",
        &replay.1,
    ];
    let unknown = run(&unknown);
    assert_eq!(unknown.code(), 5, "{}", unknown.out());
    let said = "none of the 3 recorded requests of GetOrder is like this one";
    assert!(unknown.err().contains(said), "{}", unknown.err());
}

/// Files of the user stay as they are, whatever their names.
#[test]
fn recording_replaces_no_file() {
    let service = service("record-beside-service");
    let at = scratch("record-beside");
    fs::write(at.join("GetOrder.1.request.xml"), "mine").expect("written");
    fs::write(at.join("GetOrder.2.json"), "mine").expect("written");
    let recorder = mock(&["--record", &service.1, "--into", &at.display().to_string()]);
    run(&[
        "call",
        "GetOrder",
        "shop-1.wsdl",
        "Number=7",
        "-e",
        &recorder.1,
    ]);
    drop(recorder);
    let found = files(&at);
    assert_eq!(found["GetOrder.1.request.xml"], "mine");
    assert_eq!(found["GetOrder.2.json"], "mine");
    assert!(
        found["answers.toml"].contains("GetOrder.3.request.xml"),
        "{found:?}"
    );
    // A folder with recordings is refused, and named.
    let again = [
        "mock",
        "shop-1.wsdl",
        "--record",
        &service.1,
        "--into",
        &at.display().to_string(),
    ];
    let again = run(&again);
    assert_eq!(again.code(), 1);
    assert!(
        again.err().contains("has exchanges already"),
        "{}",
        again.err()
    );
}

#[test]
fn secrets_of_responses_are_masked_and_white_space_stays() {
    let at = scratch("record-secret-service");
    let response = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header><w:Security xmlns:w='urn:w'><w:Nonce>very-secret</w:Nonce>\
                    </w:Security></s:Header><s:Body><a xmlns='urn:a'><User> </User><SessionToken>very-secret</SessionToken><ApiKey>very-secret</ApiKey>\
                    </a></s:Body></s:Envelope>";
    fs::write(at.join("raw.xml"), response).expect("written");
    let answers =
        "[[answer]]\noperation = 'GetOrder'\nfile = 'raw.xml'\ncontent_type = 'text/xml'\n";
    fs::write(at.join("answers.toml"), answers).expect("written");
    let service = mock(&["--answers", &at.display().to_string()]);
    let at = scratch("record-secrets");
    let into = at.display().to_string();
    let recorder = mock(&["--record", &service.1, "--into", &into]);
    run(&[
        "call",
        "GetOrder",
        "Number=7",
        "shop-1.wsdl",
        "-e",
        &recorder.1,
    ]);
    let found = files(&at);
    let recorded = &found["GetOrder.1.response.xml"];
    assert!(!recorded.contains("very-secret"), "{recorded}");
    assert!(recorded.contains("<User> </User>"), "{recorded}");
    assert!(recorded.contains("<ApiKey>***</ApiKey>"), "{recorded}");
    assert!(found["answers.toml"].contains("before you commit"));
}

#[test]
fn a_folder_with_exchanges_is_not_written_over() {
    let at = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded");
    let into = at.display().to_string();
    let run = run(&[
        "mock",
        "shop-1.wsdl",
        "--record",
        "http://localhost:1/",
        "--into",
        &into,
    ]);
    assert_eq!(run.code(), 1);
    assert!(
        run.err().contains("the folder has exchanges already"),
        "{}",
        run.err()
    );
}

#[test]
fn a_service_that_does_not_answer_is_told() {
    let at = scratch("record-nobody");
    let recorder = mock(&[
        "--record",
        "http://127.0.0.1:1/",
        "--into",
        &at.display().to_string(),
    ]);
    let run = run(&[
        "call",
        "GetOrder",
        "shop-1.wsdl",
        "Number=7",
        "-e",
        &recorder.1,
    ]);
    assert_eq!(run.code(), 6, "{}", run.err());
    assert!(
        run.err().contains("the service does not answer"),
        "{}",
        run.err()
    );
    assert_eq!(fs::read_dir(&at).expect("a folder").count(), 0);
}

/// The module that was written is a fixture: no contract, no server, no network.
#[test]
fn a_test_uses_the_recorded_exchanges() {
    let contract = Contract::load(folder().join("shop-1.wsdl")).expect("the contract is fine");
    let get = contract.operation("GetOrder").expect("it is there");
    let transport = recorded::transport();
    let client = Client::blocking("http://localhost/", transport.clone());
    let call = |number: u32| {
        let request = get
            .request_from_json(&format!("{{\"Number\": {number}}}"))
            .expect("a request");
        let reply = get.call(&client, &request).wait();
        reply.map(|reply| get.response(reply.body).to_json().expect("JSON"))
    };
    for state in ["Open", "Sent", "Sent"] {
        let json = call(7).expect("a reply");
        assert!(json.contains(state), "{json}");
    }
    let fault = call(404).expect_err("a fault");
    assert!(
        fault.to_string().contains("there is no such order"),
        "{fault}"
    );
    let unknown = call(8).expect_err("it was not recorded");
    assert!(
        unknown.to_string().contains("no request with this content"),
        "{unknown}"
    );
    assert_eq!(transport.requests().len(), 5);
}
