//! `try`, without a browser: its page, its requests, and whom it refuses. `.ci/browser` tests the page in Chromium.

mod run;

use run::{folder, run, scratch, serve};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The page, served until the end of its test.
struct Served {
    host: String,
    /// With the token.
    path: String,
    _server: run::Served,
}

fn served(arguments: &[&str]) -> Served {
    let server = serve(arguments);
    let address = server.url.strip_prefix("http://").expect("an address");
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    Served {
        host: host.to_owned(),
        path: format!("/{path}/"),
        _server: server,
    }
}

impl Served {
    /// The status and the body of the answer to a request.
    fn asked(&self, method: &str, path: &str, headers: &[&str], body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        let is_host = |header: &&&str| header.starts_with("Host:");
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|header| is_host(&header)) {
            head.push_str(&format!("Host: {}\r\n", self.host));
        }
        for header in headers {
            head.push_str(&format!("{header}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        stream.write_all(head.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        let answer = String::from_utf8(answer).expect("UTF-8");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).expect("a status");
        assert!(head.contains("default-src 'none'"), "{head}");
        (status.parse().expect("a number"), body.to_owned())
    }

    fn got(&self, path: &str) -> Value {
        let (status, body) = self.asked("GET", &format!("{}{path}", self.path), &[], "");
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).expect("JSON")
    }

    fn posted(&self, path: &str, body: &Value) -> Value {
        let path = format!("{}{path}", self.path);
        let json = "Content-Type: application/json";
        let (_, body) = self.asked("POST", &path, &[json], &body.to_string());
        serde_json::from_str(&body).expect("JSON")
    }

    /// The JSON of the contract and the environments in the page.
    fn opened(&self) -> Value {
        let (status, page) = self.asked("GET", &self.path, &[], "");
        assert_eq!(status, 200, "{page}");
        let (_, data) = page.split_once("id=\"opened\">").expect("the element");
        let (data, _) = data.split_once("</script>").expect("its end");
        serde_json::from_str(data).expect("JSON")
    }

    /// The number of an operation.
    fn operation(&self, name: &str) -> Value {
        let opened = self.opened();
        let all = opened["contract"]["operations"]
            .as_array()
            .expect("operations");
        let found = all.iter().find(|one| one["name"] == name);
        found.expect("the operation")["id"].clone()
    }
}

fn tried(contract: &str, more: &[&str]) -> Served {
    served(&[&["try", contract][..], more].concat())
}

#[test]
fn texts_are_translated_and_their_mistakes_have_places() {
    let contract = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../codegen/tests/generate/json/input.wsdl"
    );
    let page = tried(contract, &[]);
    let operation = page.operation("Echo");
    let convert = |from: &str, text: &str| {
        page.posted(
            "api/convert",
            &json!({"operation": operation, "from": from, "text": text, "headers": "{}"}),
        )
    };
    let made = convert(
        "json",
        r#"{"order": {"number": 7, "lines": [{"article": "a", "price": 1}]}}"#,
    );
    assert_eq!(made["problems"], json!([]));
    let xml = made["xml"].as_str().expect("XML");
    assert!(
        xml.contains("\n      <t:number>7</t:number>\n")
            || xml.contains("<t:number>7</t:number>\n"),
        "{xml}"
    );
    let back = convert("xml", xml);
    let back: Value = serde_json::from_str(back["json"].as_str().expect("JSON")).expect("JSON");
    assert_eq!(back["order"]["lines"][0]["price"], 1);
    for (from, text, at, message) in [
        (
            "json",
            "{\"order\":\n {\"number\": \"7\"}}",
            (2, 13, json!(["order", "number"])),
            "expected a number",
        ),
        (
            "json",
            "{\"order\":\n {\"number\": 7,}}",
            (2, 15, json!([])),
            "key must be a string",
        ),
        (
            "json",
            "{\"order\":{\"number\":1,\n\"lines\":[{\"article\":\"a\",\"price\":1},\n{\"article\":\"b\"}]}}",
            (3, 1, json!(["order", "lines", 1])),
            "price",
        ),
        (
            "json",
            "{\"order\":{\"number\":1,\n \"payment\":{\"@type\":\"Cash\",\"due\":\"2026-02-30\"}}}",
            (2, 34, json!(["order", "payment", "due"])),
            "xs:date",
        ),
        (
            "xml",
            &xml.replace(">7<", ">seven<"),
            (5, 17, json!(["order"])),
            "xs:int",
        ),
    ] {
        let answer = convert(from, text);
        let problem = &answer["problems"][0];
        let said = problem["message"].as_str().unwrap_or_default();
        assert!(said.contains(message), "{text}: {answer}");
        assert_eq!(problem["line"], at.0, "{text}: {problem}");
        if from == "json" {
            assert_eq!(
                (&problem["column"], &problem["steps"]),
                (&json!(at.1), &at.2),
                "{text}: {problem}"
            );
        }
    }
}

#[test]
fn a_form_comes_with_the_types_that_are_near() {
    let page = tried("shop-1.wsdl", &[]);
    let operation = page.operation("GetOrder");
    let form = page.got(&format!("api/form?operation={operation}"));
    let body = &form["types"][form["body"].to_string()];
    assert_eq!(body["parts"][0]["key"], "Number");
    assert_eq!(body["parts"][0]["label"], "xs:int");
    assert_eq!(body["parts"][0]["required"], true);
    let headers = &form["types"][form["headers"].to_string()];
    assert_eq!(headers["parts"][0]["key"], "Token");
    let sample = page.posted(
        "api/sample",
        &json!({"operation": operation, "required": true}),
    );
    assert_eq!(sample["json"], "{\n  \"Number\": 0\n}");
    let (status, body) = page.asked(
        "GET",
        &format!("{}api/form?operation=99", page.path),
        &[],
        "",
    );
    assert!(
        status == 400 && body.contains("there is no operation 99"),
        "{body}"
    );
}

#[test]
fn a_call_goes_into_the_history_and_a_request_into_a_folder() {
    let mock = served(&["mock", "shop-1.wsdl"]);
    let requests = scratch("try-requests");
    let requests = requests.display().to_string();
    let endpoint = format!("http://{}/", mock.host);
    let page = tried(
        "shop-1.wsdl",
        &[
            "-e",
            &endpoint,
            "--requests",
            &requests,
            "--secrets",
            "Token",
        ],
    );
    let operation = page.operation("GetOrder");
    let request = json!({
        "operation": operation, "body": "{\"Number\": 7}", "headers": "{\"Token\": \"t0ken-t0ken\"}",
        "auth": "basic", "user": "ann", "secret": "s3cret-s3cret", "name": "seven",
    });
    let reply = page.posted("api/send", &request);
    assert_eq!(
        (&reply["status"], &reply["error"]),
        (&json!(200), &Value::Null),
        "{reply}"
    );
    assert!(
        reply["json"]
            .as_str()
            .is_some_and(|text| text.contains("State")),
        "{reply}"
    );
    let history = page.got(&format!("api/history?id={}", reply["history"]));
    assert_eq!(history["request"]["body"], request["body"]);
    assert!(!history.to_string().contains("s3cret-s3cret"), "{history}");
    // The request is shown without its secrets.
    for shown in [&reply["requestXml"], &reply["requestHeaders"]] {
        assert!(!shown.to_string().contains("t0ken-t0ken"), "{shown}");
        assert!(!shown.to_string().contains("YW5uO"), "{shown}");
    }
    let saved = page.posted("api/save", &request);
    assert_eq!(
        (&saved["name"], &saved["leftOut"]),
        (&json!("seven"), &json!(1)),
        "{saved}"
    );
    let file = format!("{requests}/Shop.GetOrder/seven.json");
    assert_eq!(
        std::fs::read_to_string(&file).expect("saved"),
        "{\n  \"Number\": 7\n}\n"
    );
    assert_eq!(
        page.got("api/saved")["requests"],
        json!([{"operation": "Shop.GetOrder", "name": "seven"}])
    );
    // `call` takes the file.
    let data = format!("@{file}");
    let again = run(&[
        "call",
        "GetOrder",
        "shop-1.wsdl",
        "-e",
        &endpoint,
        "--data",
        &data,
    ]);
    assert_eq!(again.code(), 0, "{}", again.err());
    for kind in ["curl", "call", "rust"] {
        let mut asked = request.clone();
        asked["as"] = json!(kind);
        let text = page.posted("api/copy", &asked)["text"].to_string();
        assert!(
            text.contains("GetOrder") && text.contains('7'),
            "{kind}: {text}"
        );
        assert!(
            !text.contains("t0ken-t0ken") && !text.contains("s3cret"),
            "{kind}: {text}"
        );
    }
    let (status, _) = page.asked(
        "GET",
        &format!("{}api/saved?operation=..&name=Cargo", page.path),
        &[],
        "",
    );
    assert_eq!(status, 400);
    let outside = json!({"operation": "..", "name": "x"});
    assert!(page.posted("api/delete", &outside)["error"].is_object());
    page.posted(
        "api/delete",
        &json!({"operation": "Shop.GetOrder", "name": "seven"}),
    );
    assert!(!std::path::Path::new(&file).exists());
    let kept = page.posted(
        "api/environments",
        &json!([{"name": "Test", "endpoint": endpoint, "password": "s3cret"}]),
    );
    assert!(!kept.to_string().contains("s3cret"));
    assert_eq!(page.opened()["environments"][0]["name"], "Test");
}

#[test]
fn other_pages_are_refused() {
    let page = tried("shop-1.wsdl", &[]);
    let path = format!("{}api/history", page.path);
    let json = "Content-Type: application/json";
    let own = format!("Origin: http://{}", page.host);
    assert_eq!(page.asked("GET", &path, &[], "").0, 200);
    assert_eq!(page.asked("GET", "/", &[], "").0, 404);
    assert_eq!(
        page.asked("GET", "/0123456789abcdef0123456789abcdef/", &[], "")
            .0,
        404
    );
    for headers in [
        &["Host: attacker.example"][..],
        &["Origin: http://127.0.0.1:1"],
        &["Origin: null"],
        &["Sec-Fetch-Site: cross-site"],
        &["Sec-Fetch-Site: same-site"],
    ] {
        assert_eq!(page.asked("GET", &path, headers, "").0, 403, "{headers:?}");
    }
    let send = format!("{}api/forget", page.path);
    assert_eq!(page.asked("POST", &send, &[json, &own], "{}").0, 200);
    assert_eq!(
        page.asked("POST", &send, &["Content-Type: text/plain"], "{}")
            .0,
        415
    );
    assert_eq!(
        page.asked("POST", &send, &[json, "Origin: http://localhost"], "{}")
            .0,
        403
    );
    let run = run(&["try", "shop-1.wsdl", "--listen", "0.0.0.0:0"]);
    assert_eq!(run.code(), 64, "{}", run.err());
}

/// The examples of the help are run as they are printed, but for the ports.
#[test]
fn the_examples_of_the_help_work() {
    let help = run(&["try", "--help"]).out();
    let flat = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut count = 0;
    for example in flat.split("wsdl-codegen ").skip(1) {
        let mut words: Vec<&str> = Vec::new();
        for word in example.split(' ') {
            let is_value = words.last().is_some_and(|last| last.starts_with("--"));
            let is_one = is_value || words.len() < 2 || word.starts_with("--");
            if !is_one {
                break;
            }
            words.push(word);
        }
        if !matches!(words.as_slice(), ["try" | "mock", "shop-1.wsdl", ..]) {
            continue;
        }
        let words = words
            .iter()
            .map(|word| word.replace("127.0.0.1:8080", "127.0.0.1:0"));
        let words: Vec<String> = words
            .map(|word| word.replace("http://127.0.0.1:0/", "http://127.0.0.1:8080/"))
            .collect();
        let page = served(&words.iter().map(String::as_str).collect::<Vec<_>>());
        if words[0] == "try" {
            let (status, body) = page.asked("GET", &page.path, &[], "");
            assert!(
                status == 200 && body.contains("<title>wsdl-codegen try"),
                "{words:?}: {body}"
            );
        }
        count += 1;
    }
    assert_eq!(count, 5, "{help}");
}

/// The time from the start of the command to the form of the first operation, for each published contract. The limit is that of a
/// release build; `--nocapture` prints the times.
#[test]
fn published_contracts_open_quickly() {
    let corpus = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/corpus/services83/wsdl"
    );
    let Ok(entries) = std::fs::read_dir(corpus) else {
        eprintln!("skipped: the folder ../shared is missing");
        return;
    };
    let limit = match cfg!(debug_assertions) {
        true => Duration::from_secs(10),
        false => Duration::from_millis(200),
    };
    let (mut slowest, mut count) = (Duration::ZERO, 0);
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "wsdl") {
            continue;
        }
        let began = Instant::now();
        let page = tried(&path.display().to_string(), &[]);
        page.opened();
        page.got("api/form?operation=0");
        let time = began.elapsed();
        println!("{:>6.1} ms {}", time.as_secs_f64() * 1000.0, path.display());
        assert!(time < limit, "{}: {time:?}", path.display());
        slowest = slowest.max(time);
        count += 1;
    }
    println!("slowest of {count}: {slowest:?}");
    assert!(count >= 40, "only {count} contracts");
}

/// A contract of 5,000 types, each of which has the next one as a member.
#[test]
fn a_contract_of_5000_types_opens_quickly() {
    let mut types = String::new();
    for number in 0..5000 {
        let next = (number + 1) % 5000;
        types.push_str(&format!(
            "<xs:complexType name='T{number}'><xs:sequence><xs:element name='a' type='xs:string'/><xs:element name='b' type='xs:int' minOccurs='0'/>\
             <xs:element name='next' type='t:T{next}' minOccurs='0'/></xs:sequence></xs:complexType>\n"
        ));
    }
    let shop = std::fs::read_to_string(folder().join("shop-1.wsdl")).expect("a contract");
    let (before, after) = shop.split_once("</xs:schema>").expect("a schema");
    let before = before.replace("xmlns:shop=", "xmlns:t=\"urn:example:shop1\" xmlns:shop=").replacen(
        "<xs:element name=\"Number\" type=\"xs:int\"/>",
        "<xs:element name=\"Number\" type=\"xs:int\"/><xs:element name=\"First\" type=\"shop:T0\" minOccurs=\"0\"/>",
        1,
    );
    let path = scratch("try-5000").join("big.wsdl");
    std::fs::write(&path, format!("{before}{types}</xs:schema>{after}")).expect("written");
    let began = Instant::now();
    let page = tried(&path.display().to_string(), &[]);
    let operation = page.operation("GetOrder");
    let form = page.got(&format!("api/form?operation={operation}"));
    let time = began.elapsed();
    println!("5,000 types: {time:?}");
    let types = form["types"].as_object().expect("types");
    assert!((50..=150).contains(&types.len()), "{}", types.len());
    let limit = if cfg!(debug_assertions) { 60 } else { 1 };
    assert!(time < Duration::from_secs(limit), "{time:?}");
}
