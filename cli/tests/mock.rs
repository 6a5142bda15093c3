//! `mock`, called by `call`.

mod run;

use run::{Served, folder, run, run_in, scratch, serve};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

fn mock(more: &[&str]) -> Served {
    mock_of(Path::new("shop-1.wsdl"), more)
}

fn mock_of(contract: &Path, more: &[&str]) -> Served {
    let contract = contract.display().to_string();
    serve(&[&["mock", &contract][..], more].concat())
}

#[test]
fn every_operation_answers_with_a_sample() {
    let mock = mock(&[]);
    let run = run(&[
        "call",
        "GetOrder",
        "shop-1.wsdl",
        "Number=7",
        "-e",
        &mock.url,
        "--strict",
    ]);
    assert_eq!(run.code(), 0, "{}", run.err());
    assert!(run.out().contains("\"State\""), "{}", run.out());
}

#[test]
fn answers_come_from_a_folder() {
    let at = scratch("mock-answers");
    let fault = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:Server</faultcode>\
        <faultstring>sold out</faultstring></s:Fault></s:Body></s:Envelope>";
    fs::write(at.join("GetOrder.1.json"), "{}").expect("written");
    fs::write(at.join("GetOrder.2.xml"), fault).expect("written");
    let mock = mock(&["--answers", &at.display().to_string()]);
    let call = || {
        run(&[
            "call",
            "GetOrder",
            "shop-1.wsdl",
            "Number=7",
            "-e",
            &mock.url,
        ])
    };
    let first = call();
    assert_eq!(first.out(), "{}\n", "{}", first.err());
    for _ in 0..2 {
        let next = call();
        assert_eq!(next.code(), 5, "{}", next.err());
        assert!(next.err().contains("sold out"), "{}", next.err());
    }
}

#[test]
fn an_answer_that_is_none_is_told_at_the_start() {
    let at = scratch("mock-wrong");
    fs::write(at.join("GetOrder.json"), "{\"Ordr\": null}").expect("written");
    let run = run(&[
        "mock",
        "shop-1.wsdl",
        "--answers",
        &at.display().to_string(),
    ]);
    assert_eq!(run.code(), 1);
    assert!(
        run.err().contains("GetOrder.json") && run.err().contains("Ordr"),
        "{}",
        run.err()
    );
}

/// The numbers of files are numbers: 10 comes after 2, and a file without one comes last.
#[test]
fn answers_of_files_come_in_the_order_of_their_numbers() {
    let at = scratch("mock-numbers");
    for (file, note) in [(".2", "second"), (".10", "tenth"), ("", "last")] {
        let order = format!(
            "{{\"Order\": {{\"@version\": 1, \"State\": \"Open\", \"Note\": \"{note}\"}}}}"
        );
        fs::write(at.join(format!("GetOrder{file}.json")), order).expect("written");
    }
    let mock = mock(&["--answers", &at.display().to_string()]);
    for note in ["second", "tenth", "last", "last"] {
        let (found, text) = call(&mock, &["Number=1"]);
        assert_eq!(found, 0, "{text}");
        assert!(text.contains(note), "{note}: {text}");
    }
}

/// A date of TOML is a text, as it is in JSON.
#[test]
fn answers_in_toml_have_dates() {
    let at = scratch("mock-dates");
    let answer = "[[answer]]\noperation = 'GetOrder'\n\
        json = { Order = { '@version' = 1, State = 'Open', Note = 2026-01-02, Lines = [] } }";
    fs::write(at.join("answers.toml"), answer).expect("written");
    let mock = mock(&["--answers", &at.display().to_string()]);
    let (found, text) = call(&mock, &["Number=1"]);
    assert_eq!(found, 0, "{text}");
    assert!(text.contains("\"Note\": \"2026-01-02\""), "{text}");
}

/// An operation that several ports have is named once.
#[test]
fn an_answer_of_no_operation_names_those_that_there_are() {
    let at = scratch("mock-nobody");
    fs::write(at.join("Nope.json"), "{}").expect("written");
    let run = run(&[
        "mock",
        "two-ports.wsdl",
        "--answers",
        &at.display().to_string(),
    ]);
    assert_eq!(run.code(), 1);
    assert!(run.err().ends_with("expected Add\n"), "{}", run.err());
}

#[test]
fn conditions_name_items_of_lists_and_words_of_enumerations() {
    for (when, shown) in [
        (
            "'Line.Article' = 'A'",
            "Line is a list: name an item, as in Line[0].Article",
        ),
        ("Line = '*'", "Line is a list: name an item, as in Line[0]"),
        (
            "'Line[0].Artcle' = 'A'",
            "there is no member Artcle in Line: did you mean Article?",
        ),
        (
            "'Line[0].State[1]' = 'Opn'",
            "State is never `Opn`: did you mean Open?",
        ),
        ("'Line[0].Discount' = 'much'", ""),
    ] {
        let at = scratch("mock-lists");
        let answer = format!("[[answer]]\noperation = 'PlaceOrder'\nwhen = {{ {when} }}");
        fs::write(at.join("answers.toml"), answer).expect("written");
        if shown.is_empty() {
            drop(mock_of(
                Path::new("lines.wsdl"),
                &["--answers", &at.display().to_string()],
            ));
            continue;
        }
        let run = run(&["mock", "lines.wsdl", "--answers", &at.display().to_string()]);
        assert_eq!(run.code(), 1, "{when}");
        assert!(run.err().contains(shown), "{when}: {}", run.err());
    }
}

#[test]
fn details_of_faults_are_those_that_the_contract_declares() {
    let at = scratch("mock-details");
    let set = |detail: &str| {
        let answer = format!(
            "[[answer]]\noperation = 'SignIn'\nfault = {{ code = 'Sender', reason = 'no', detail = \"{detail}\" }}"
        );
        fs::write(at.join("answers.toml"), answer).expect("written");
    };
    let folder = at.display().to_string();
    for (detail, shown) in [
        (
            "<Lokced xmlns='urn:example:login'/>",
            "{urn:example:login}Lokced",
        ),
        (
            "<Locked/>",
            "the contract declares {urn:example:login}Locked",
        ),
        (
            "<Locked xmlns='urn:example:login'><Until>soon</Until></Locked>",
            "soon",
        ),
        ("<Locked xmlns='urn:example:login'/>", "Until"),
    ] {
        set(detail);
        let run = run(&["mock", "login.wsdl", "--answers", &folder]);
        assert_eq!(run.code(), 1, "{detail}");
        assert!(run.err().contains(shown), "{detail}: {}", run.err());
    }
    set("<Locked xmlns='urn:example:login'><Until>2026-01-31T12:00:00Z</Until></Locked>");
    let mock = mock_of(Path::new("login.wsdl"), &["--answers", &folder]);
    let data = r#"{"Login": {"SessionToken": "a", "Ticket": {"Value": "b"}}}"#;
    let run = run(&[
        "call",
        "SignIn",
        "login.wsdl",
        "--data",
        data,
        "-e",
        &mock.url,
    ]);
    assert_eq!(run.code(), 5, "{}", run.err());
    assert!(run.out().contains("2026-01-31"), "{}", run.out());
}

/// The code and the output of a call.
fn call(mock: &Served, words: &[&str]) -> (i32, String) {
    let mut arguments = vec!["call", "GetOrder", "shop-1.wsdl", "-e", &mock.url];
    arguments.extend(words);
    let run = run(&arguments);
    (run.code(), run.out() + &run.err())
}

#[test]
fn answers_have_conditions() {
    let at = scratch("mock-conditions");
    let answers = r#"
        [[answer]]
        operation = "GetOrder"
        when = { Number = 404 }
        fault = { code = "Sender", reason = "there is no such order", detail = "<x:gone xmlns:x='urn:x'/>" }

        [[answer]]
        operation = "Shop.GetOrder"
        http_headers = { x-tenant = "ac?e" }
        json = { Order = { "@version" = 1, State = "Sent", Note = "of acme" } }
        delay = 1

        [[answer]]
        operation = "GetOrder"
        soap_headers = { Token = "gold" }
        file = "gold.xml"

        [[answer]]
        operation = "GetOrder"
        when = { Number = "5*" }
        broken = "500"
    "#;
    fs::write(at.join("answers.toml"), answers).expect("written");
    let gold = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><GetOrderResponse xmlns='urn:example:shop1'>\
        <Order version='3'><State>Open</State></Order></GetOrderResponse></s:Body></s:Envelope>";
    fs::write(at.join("gold.xml"), gold).expect("written");
    fs::write(at.join("GetOrder.json"), "{}").expect("written");
    let mock = mock(&["--answers", &at.display().to_string()]);
    for (words, code, shown) in [
        (&["Number=404"][..], 5, "there is no such order"),
        (&["Number=1", "--header", "X-Tenant: acme"], 0, "of acme"),
        (
            &["Number=1", "--soap-header", "Token=gold"],
            0,
            "\"@version\": 3",
        ),
        (&["Number=51"], 6, "500"),
        (&["Number=1"], 0, "{}"),
    ] {
        let (found, text) = call(&mock, words);
        assert_eq!(found, code, "{words:?}: {text}");
        assert!(text.contains(shown), "{words:?}: {text}");
    }
}

/// A path may be a table in a table, as TOML reads `Query.Number = 404`; a fault has its code in the words of either version.
#[test]
fn conditions_are_tables_in_tables_and_codes_those_of_both_versions() {
    let at = scratch("mock-nested");
    let contract = fs::read_to_string(folder().join("shop-1.wsdl")).expect("a contract");
    let number = "<xs:element name=\"Number\" type=\"xs:int\"/>";
    let query = format!(
        "<xs:element name=\"Query\"><xs:complexType><xs:sequence>{number}</xs:sequence></xs:complexType></xs:element>"
    );
    fs::write(at.join("shop.wsdl"), contract.replacen(number, &query, 1)).expect("written");
    let folder = at.join("answers");
    fs::create_dir_all(&folder).expect("a folder");
    let answer = |number: u32, when: &str, code: &str| {
        format!(
            "[[answer]]\noperation = 'GetOrder'\n{when}\nfault = {{ code = '{code}', reason = 'number {number}' }}\n"
        )
    };
    let answers = [
        answer(1, "when = { Query.Number = 1 }", "Client"),
        answer(2, "when = { 'Query.Number' = 2 }", "Server"),
        answer(3, "when.Query.Number = 3", "Sender"),
        answer(4, "when = { Query = { Number = 4 } }", "Receiver"),
    ];
    fs::write(folder.join("answers.toml"), answers.concat()).expect("written");
    let mock = mock_of(
        &at.join("shop.wsdl"),
        &["--answers", &folder.display().to_string()],
    );
    for (number, code) in [(1, "Client"), (2, "Server"), (3, "Client"), (4, "Server")] {
        let body = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><GetOrder xmlns='urn:example:shop1'>\
             <Query><Number>{number}</Number></Query></GetOrder></s:Body></s:Envelope>"
        );
        let text = posted(
            &mock,
            &format!("Content-Type: text/xml\r\nContent-Length: {}", body.len()),
            &body,
        );
        assert!(text.contains(&format!("number {number}")), "{text}");
        assert!(text.contains(&format!(":{code}<")), "{text}");
    }
    fs::write(
        folder.join("answers.toml"),
        answer(1, "when = { Query = {} }", "Client"),
    )
    .expect("written");
    let run = run_in(&at, &["mock", "shop.wsdl", "--answers", "answers"]);
    assert!(
        run.err()
            .contains("Query: expected a text or a number, or the members in it: Query.number"),
        "{}",
        run.err()
    );
}

#[test]
fn mistakes_of_conditions_are_told_at_the_start() {
    for (answers, shown) in [
        (
            "[[answer]]\noperation = 'GetOrder'\nwhen = { Numbr = 1 }",
            "answer 1, of GetOrder: Numbr: there is no member Numbr in the request: did you mean Number?",
        ),
        (
            "[[answer]]\noperation = 'GetOrder'\nwhen = { Number = 'seven' }",
            "Number is never `seven`: it is of xs:int",
        ),
        (
            "[[answer]]\noperation = 'GetOrder'\nwhen = { 'Number[0]' = 7 }",
            "Number[0]: Number is no list",
        ),
        (
            "[[answer]]\noperation = 'GetOrder'\nfil = 'x.json'",
            "unknown field `fil`",
        ),
        (
            "[[answer]]\noperation = 'GetOrder'\nfile = 'x.json'",
            "x.json: ",
        ),
        (
            "[[answer]]\noperation = 'GetOrder'\nfile = '../x.json'",
            "../x.json is outside of the folder",
        ),
        (
            "[[answer]]\noperation = 'GetOrder'\nrequest = '/x.xml'",
            "/x.xml is outside of the folder",
        ),
        ("[[answer]]\noperation = 'GetOrdr'", "GetOrdr"),
        (
            "[[answer]]\noperation = 'GetOrder'\nstatus = 7",
            "7 is no HTTP status",
        ),
        (
            "[[answer]]\noperation = 'GetOrder'\njson = {}\nbroken = 'cut'",
            "one of file, json, fault and broken",
        ),
    ] {
        let at = scratch("mock-mistakes");
        fs::write(at.join("answers.toml"), answers).expect("written");
        let run = run(&[
            "mock",
            "shop-1.wsdl",
            "--answers",
            &at.display().to_string(),
        ]);
        assert_eq!(run.code(), 1);
        assert!(
            run.err().contains("answers.toml") && run.err().contains(shown),
            "{}",
            run.err()
        );
    }
}

#[test]
fn broken_answers_are_told_apart_by_clients() {
    for (kind, code, shown) in [("cut", 7, ""), ("html", 6, "502"), ("500", 6, "500")] {
        let mock = mock(&["--broken", kind]);
        let (found, text) = call(&mock, &["Number=1"]);
        assert_eq!(found, code, "{kind}: {text}");
        assert!(text.contains(shown), "{kind}: {text}");
    }
    let mock = mock(&["--broken", "slow"]);
    let (found, text) = call(&mock, &["Number=1", "--timeout", "1"]);
    assert_eq!(found, 7, "{text}");
}

/// The response to a GET, headers included.
fn get(mock: &Served, path: &str) -> String {
    let address = mock.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .expect("sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("text");
    text
}

/// The answer to a request with these headers and this body.
fn posted(mock: &Served, headers: &str, body: &str) -> String {
    let address = mock.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n\r\n{body}"
    )
    .expect("sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("text");
    text
}

/// A body that breaks off is not too large, and a package without a boundary has no status of HTTP.
#[test]
fn requests_that_cannot_be_read_are_told_as_they_are() {
    let mock = mock(&[]);
    let broken = posted(&mock, "Transfer-Encoding: chunked", "zz\r\n");
    assert!(
        broken.starts_with("HTTP/1.1 400 ") && broken.contains("could not be read"),
        "{broken}"
    );
    let package = posted(
        &mock,
        "Content-Type: multipart/related\r\nContent-Length: 3",
        "--x",
    );
    assert!(
        package.contains(">multipart/related without a boundary"),
        "{package}"
    );
}

#[test]
fn the_contract_is_served_with_its_imports() {
    let at = scratch("mock-imports");
    let whole = fs::read_to_string(folder().join("shop-1.wsdl")).expect("the contract");
    let (head, rest) = whole.split_once("<xs:schema ").expect("a schema");
    let (schema, tail) = rest.split_once("</xs:schema>").expect("its end");
    let declared = "xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:shop=\"urn:example:shop1\"";
    fs::write(
        at.join("shop.xsd"),
        format!("<xs:schema {declared} {schema}</xs:schema>"),
    )
    .expect("written");
    let import = "<xs:schema><xs:import namespace=\"urn:example:shop1\" schemaLocation=\"shop.xsd\"/></xs:schema>";
    fs::write(at.join("Shop.wsdl"), format!("{head}{import}{tail}")).expect("written");
    let mock = mock_of(&at.join("Shop.wsdl"), &[]);

    // The contract from the mock is all that a client needs.
    let url = format!("{}/Shop?wsdl", mock.url);
    let run = run(&["call", "GetOrder", &url, "Number=7", "--strict"]);
    assert_eq!(run.code(), 0, "{}", run.err());
    assert!(run.out().contains("\"State\""), "{}", run.out());

    let text = get(&mock, "/Shop?wsdl");
    assert!(
        text.starts_with("HTTP/1.1 200") && text.contains("?xsd=1\""),
        "{text}"
    );
    // The address of the mock alone is that of a service: the contract is at `?wsdl` of it.
    let fetch = run_in(&at, &["fetch", &mock.url, "-o", "fetched"]);
    assert_eq!(fetch.code(), 0, "{}", fetch.err());
    let lock = fs::read_to_string(at.join("fetched/wsdl.lock")).expect("a lock");
    assert!(lock.contains(&format!(" {}/?wsdl\n", mock.url)), "{lock}");

    let text = get(&mock, "/Shop?xsd=9");
    assert!(
        text.starts_with("HTTP/1.1 404") && text.contains("/Shop?wsdl"),
        "{text}"
    );
    let text = get(&mock, "/");
    assert!(
        text.starts_with("HTTP/1.1 200") && text.contains("/?wsdl\n"),
        "{text}"
    );
    // The commands of that page work.
    let commands = text.lines().map(str::trim);
    let commands = commands.filter_map(|line| line.strip_prefix("wsdl-codegen "));
    let commands: Vec<String> = commands
        .map(|line| {
            line.replace("OPERATION", "GetOrder Number=7")
                .replace('\'', "")
        })
        .collect();
    assert_eq!(commands.len(), 2, "{text}");
    for command in commands {
        let words: Vec<&str> = command.split(' ').collect();
        let run = run_in(&at, &words);
        assert_eq!(run.code(), 0, "{command}: {}", run.err());
    }
}

#[test]
fn changes_are_served_without_a_start() {
    let at = scratch("mock-changes");
    fs::write(at.join("GetOrder.json"), "{}").expect("written");
    let mock = mock(&["--answers", &at.display().to_string()]);
    assert_eq!(call(&mock, &["Number=1"]), (0, "{}\n".to_owned()));
    // A mistake changes nothing, and what comes after it does.
    let good = r#"{"Order": {"@version": 1, "State": "Open", "Note": "new"}}"#;
    for (text, shown) in [("{\"Ordr\": null}", "{}"), (good, "new")] {
        fs::write(at.join("GetOrder.json"), text).expect("written");
        let end = Instant::now() + Duration::from_secs(20);
        std::thread::sleep(Duration::from_millis(700));
        loop {
            let (code, said) = call(&mock, &["Number=1"]);
            assert_eq!(code, 0, "{said}");
            if said.contains(shown) {
                break;
            }
            assert!(Instant::now() < end, "{said}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// The answer to a request of SOAP 1.1 with these headers.
fn post(mock: &Served, headers: &str) -> String {
    let address = mock.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("it listens");
    let body = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' \
         xmlns:u='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'>\
         <s:Header>{headers}</s:Header><s:Body u:Id='b'><GetOrder xmlns='urn:example:shop1'><Number>7</Number></GetOrder>\
         </s:Body></s:Envelope>"
    );
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: text/xml\r\nSOAPAction: \
         \"urn:example:shop1/GetOrder\"\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .expect("sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("text");
    text
}

/// The mock looks at no password and no signature: it serves clients that sign in or sign.
#[test]
fn headers_of_specifications_are_accepted_and_not_checked() {
    let mock = mock(&[]);
    for login in ["text", "digest"] {
        let signed_in = ["call", "GetOrder", "shop-1.wsdl", "Number=7", "--strict"];
        let at = ["-e", &mock.url, "--user", "ann", "--login", login];
        let output = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"))
            .current_dir(folder())
            .args(signed_in.iter().chain(&at))
            .env("WSDL_PASSWORD", "word")
            .output()
            .expect("the command runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{login}: {said}");
    }
    let secext =
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    let security = format!(
        "<w:Security xmlns:w='{secext}' s:mustUnderstand='1'><u:Timestamp><u:Created>2026-01-01T00:00:00Z</u:Created>\
         <u:Expires>2026-01-01T00:05:00Z</u:Expires></u:Timestamp><w:UsernameToken><w:Username>ann</w:Username>\
         <w:Password>word</w:Password></w:UsernameToken>\
         <d:Signature xmlns:d='http://www.w3.org/2000/09/xmldsig#'/></w:Security>"
    );
    let to = |namespace: &str| {
        format!("<a:To xmlns:a='{namespace}' s:mustUnderstand='1'>http://shop.example/</a:To>")
    };
    for headers in [
        security.clone(),
        to("http://www.w3.org/2005/08/addressing"),
        to("http://schemas.xmlsoap.org/ws/2004/08/addressing"),
        security + &to("http://docs.oasis-open.org/ws-rx/wsrm/200702"),
    ] {
        let text = post(&mock, &headers);
        assert!(text.starts_with("HTTP/1.1 200"), "{headers}: {text}");
    }
    let text = post(&mock, &to("urn:unknown"));
    assert!(
        text.starts_with("HTTP/1.1 500") && text.contains("must be understood"),
        "{text}"
    );
}
