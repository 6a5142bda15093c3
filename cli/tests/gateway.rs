//! `gateway` over real HTTP: before the stand-in NetServer, and before `mock`.

mod run;

use bytes::Bytes;
use run::{scratch, serve};
use serde_json::{Value, json};
use soap_runtime::transport::{BlockingTransport, Ureq};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use superoffice_services83::stand_in::StandIn;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn shop() -> PathBuf {
    repository().join("examples/guide/wsdl/shop.wsdl")
}

fn served(command: &str, contract: &Path, more: &[&str]) -> Served {
    let contract = contract.display().to_string();
    let mut words = vec![command, &contract];
    words.extend(more);
    Served(serve(&words))
}

/// A server of JSON.
struct Served(run::Served);

impl Served {
    fn send(&self, request: http::request::Builder, body: &str) -> (u16, Value) {
        let request = request.body(Bytes::from(body.to_owned()));
        let transport = Ureq::new();
        let response = transport
            .send(request.expect("a request"))
            .expect("a response");
        let kind = response.headers().get("content-type");
        let status = response.status().as_u16();
        if !response.body().is_empty() {
            let wanted = match status {
                200 => "application/json",
                _ => "application/problem+json",
            };
            assert_eq!(kind.expect("a type"), wanted, "{status}");
        }
        let json = serde_json::from_slice(response.body()).unwrap_or_default();
        (status, json)
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = http::Request::post(format!("{}{path}", self.0.url));
        let request = request.header("content-type", "application/json");
        self.send(request, &body.to_string())
    }
}

/// The operations of CustomerService, after signing in: all by JSON.
#[test]
fn net_server_is_called_by_json() {
    let stand_in = StandIn::start().expect("it starts");
    let base = stand_in.base_url();
    let gateway = |service: &str| {
        let contract = repository().join(format!("wsdl/Services83-{service}.wsdl"));
        let to = format!("{base}{service}.svc");
        served("gateway", &contract, &["--to", &to])
    };
    let (principal, customers) = (gateway("SoPrincipal"), gateway("CustomerService"));

    let sign_in = json!({"headers": {}, "body": {"UserName": "anna", "Password": "secret"}});
    let (status, reply) = principal.post("/SoPrincipal/AuthenticateUsernamePassword", &sign_in);
    assert_eq!(status, 200, "{reply}");
    assert_eq!(reply["body"]["AuthenticationSucceeded"], true, "{reply}");
    let ticket = &reply["body"]["Credentials"]["Ticket"];
    assert!(ticket.is_string(), "{reply}");

    let call = |operation: &str, body: Value| {
        let message = json!({"headers": {"Credentials": {"Ticket": ticket}}, "body": body});
        let (status, reply) = customers.post(&format!("/CustomerService/{operation}"), &message);
        assert_eq!(status, 200, "{operation}: {reply}");
        assert_eq!(reply["headers"]["Succeeded"], true, "{operation}: {reply}");
        reply["body"]["Response"].clone()
    };
    let config = call("CreateDefaultSmsConfig", json!({}));
    let mut changed = config.clone();
    changed["DefaultSmsCountry"] = json!("SE");
    call("SaveSmsConfig", json!({"SmsConfig": changed}));
    let stored = call("GetSmsConfig", json!({}));
    assert_eq!(stored["DefaultSmsCountry"], "SE");
    let session = call("CreateSession", json!({"RemoteIp": "192.0.2.7"}));
    let valid = call("SessionIsValid", json!({"CsSessionKey": session["Key"]}));
    assert_eq!(valid, true);
    call("RemoveSession", json!({"LoginId": session["LoginId"]}));
    assert!(stand_in.sessions().is_empty());
    assert!(call("HasChatNotify", json!({})).is_boolean());
    let toggles = json!([{"Name": "NewUi", "State": true}, {"Name": "Old", "State": false}]);
    call("UpdateFeatureToggles", json!({"FeatureToggles": toggles}));
    assert_eq!(stand_in.toggles().get("NewUi"), Some(&true));
    let handler = json!({"EventHandlerType": "SalesBeforeSaveSale"});
    assert!(call("EventHandlerExists", handler).is_boolean());
    let functions = json!({"Functions": ["OpenRequestsPerCategory"]});
    assert_eq!(
        call("GetStatistics", functions).as_array().map(Vec::len),
        Some(1)
    );
    let chats = call("ChatSessionsForUser", json!({}));
    assert!(chats.is_array(), "{chats}");
    let ids = stand_in.chat_sessions();
    call("DeleteChatSessions", json!({"Ids": ids}));
    assert!(stand_in.chat_sessions().is_empty());
    let (_, document) = customers.send(
        http::Request::get(format!("{}/openapi.json", customers.0.url)),
        "",
    );
    let paths = document["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), 12);
    for path in paths.keys() {
        let operation = path.rsplit('/').next().expect("a name");
        assert_eq!(stand_in.calls(operation), 1, "{path} was called");
    }

    // Without a ticket the service says so in a header.
    let (status, reply) = customers.post("/CustomerService/HasChatNotify", &json!({"body": {}}));
    assert_eq!(status, 200, "{reply}");
    assert_eq!(reply["headers"]["Succeeded"], false, "{reply}");
}

#[test]
fn faults_are_problems() {
    let answers = scratch("gateway-faults");
    let fault = |code: &str, detail: &str| {
        format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:{code}</faultcode>\
             <faultstring>sold out</faultstring><detail>{detail}</detail></s:Fault></s:Body></s:Envelope>"
        )
    };
    let declared = "<OutOfStock xmlns='urn:example:shop'><isbn>9780141439587</isbn><left>2</left></OutOfStock>";
    let other = "<trace xmlns='urn:other'>line 7</trace>";
    for (number, text) in [fault("Client", declared), fault("Server", other)]
        .iter()
        .enumerate()
    {
        let name = format!("PlaceOrder.{}.xml", number + 1);
        std::fs::write(answers.join(name), text).expect("written");
    }
    let answers = answers.display().to_string();
    let mock = served("mock", &shop(), &["--answers", &answers]);
    let gateway = served("gateway", &shop(), &["--to", &mock.0.url]);
    let order = json!({"body": {
        "customer": {"@type": "Person", "email": "ann@example.com", "name": "Ann"},
        "isbn": ["9780141439587"],
        "invoice": "4711",
    }, "headers": {"Session": {"ticket": "t0ken"}}});
    let (status, problem) = gateway.post("/BookShop/PlaceOrder", &order);
    assert_eq!(status, 422, "{problem}");
    assert_eq!(problem["status"], 422);
    assert_eq!(problem["detail"], "sold out");
    assert_eq!(problem["fault"]["code"], "Sender");
    let detail = json!({"OutOfStock": {"isbn": "9780141439587", "left": 2}});
    assert_eq!(problem["fault"]["detail"], detail);
    let kind = "/openapi.json#/components/schemas/PlaceOrder.fault.OutOfStock";
    assert_eq!(problem["type"], kind);
    let (status, problem) = gateway.post("/BookShop/PlaceOrder", &order);
    assert_eq!(status, 500, "{problem}");
    let element = json!({"@element": "{urn:other}trace", "$": "line 7"});
    assert_eq!(problem["fault"]["elements"], json!([element]));
}

/// As `call` takes it, and as the help of the command shows it.
#[test]
fn a_request_without_headers_may_be_the_plain_body() {
    let mock = served("mock", &shop(), &[]);
    let gateway = served("gateway", &shop(), &["--to", &mock.0.url]);
    let find = "/BookShop/FindBooks";
    for request in [
        json!({"title": "Emma"}),
        json!({"body": {"title": "Emma"}}),
        json!({"headers": {"Session": {"ticket": "t"}}, "body": {"title": "Emma"}}),
    ] {
        let (status, reply) = gateway.post(find, &request);
        assert_eq!(status, 200, "{request}: {reply}");
    }
}

#[test]
fn paths_that_are_misspelt_are_suggested() {
    let gateway = served("gateway", &shop(), &["--to", "http://127.0.0.1:9/"]);
    let list = "GET /openapi.json lists the operations";
    for (path, hint) in [
        ("/BookShop/findbooks", "did you mean /BookShop/FindBooks? "),
        ("/FindBooks", "did you mean /BookShop/FindBooks? "),
        ("/BookShop/FindBook", "did you mean /BookShop/FindBooks? "),
        ("/", ""),
        ("/%", ""),
    ] {
        let (status, problem) = gateway.post(path, &json!({}));
        assert_eq!(status, 404, "{path}");
        assert_eq!(problem["detail"], format!("{hint}{list}"), "{path}");
    }
}

#[test]
fn wrong_requests_are_told_and_not_sent() {
    // Nobody listens there.
    let gateway = served(
        "gateway",
        &shop(),
        &["--to", "http://127.0.0.1:9/", "--body-limit", "2000"],
    );
    let find = "/BookShop/FindBooks";
    let headers = json!({"Session": {"ticket": "t0ken"}});
    let with = |body: Value| json!({"headers": headers, "body": body});
    let (status, problem) = gateway.post(find, &with(json!({"title": 7})));
    assert_eq!(
        (status, &problem["path"]),
        (400, &json!("/body/title")),
        "{problem}"
    );
    let (status, problem) = gateway.post(find, &with(json!({"title": "a", "tilte": "b"})));
    assert_eq!(
        (status, &problem["path"]),
        (400, &json!("/body/tilte")),
        "{problem}"
    );
    let wrong = json!({"headers": {"Session": {"tiket": "t"}}, "body": {"title": "a"}});
    let (status, problem) = gateway.post(find, &wrong);
    assert_eq!(
        (status, &problem["path"]),
        (400, &json!("/headers/Session/tiket")),
        "{problem}"
    );
    for (request, path) in [
        (json!({"headers": headers}), "/body"),
        (json!({"headers": headers, "title": "a"}), "/title"),
        (json!({"tilte": "a"}), "/tilte"),
    ] {
        let (status, problem) = gateway.post(find, &request);
        assert_eq!((status, &problem["path"]), (400, &json!(path)), "{problem}");
    }
    // The whole, by RFC 6901.
    let (status, problem) = gateway.post(find, &json!(7));
    assert_eq!((status, &problem["path"]), (400, &json!("")), "{problem}");
    // A facet is judged when the message is written.
    let order = json!({
        "customer": {"@type": "Person", "email": "a", "name": "Ann"}, "isbn": ["97"], "invoice": "4",
    });
    let (status, problem) = gateway.post("/BookShop/PlaceOrder", &with(order));
    assert_eq!(
        (status, &problem["path"]),
        (400, &json!("/body/isbn")),
        "{problem}"
    );
    let request = |kind: &str| {
        http::Request::post(format!("{}{find}", gateway.0.url)).header("content-type", kind)
    };
    assert_eq!(gateway.send(request("application/json"), "{").0, 400);
    assert_eq!(gateway.send(request("text/plain"), "{}").0, 415);
    let long = json!({"body": {"title": "a".repeat(3000)}});
    assert_eq!(gateway.post(find, &long).0, 413);
    assert_eq!(gateway.post("/BookShop/FindBook", &json!({})).0, 404);
    let get = http::Request::get(format!("{}{find}", gateway.0.url));
    assert_eq!(gateway.send(get, "").0, 405);
    // A name that somebody else gave to this address.
    let foreign = request("application/json").header("host", "evil.example");
    assert_eq!(gateway.send(foreign, "{}").0, 421);
    let (status, problem) = gateway.post(find, &with(json!({"title": "a"})));
    assert_eq!(status, 502, "{problem}");
}

/// A server that answers with this text, or not at all, and the head of the request that it gets.
fn upstream(answer: Option<&'static str>) -> (String, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("its address"));
    let (seen, received) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut open: Vec<TcpStream> = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut request = String::new();
            while !request.ends_with("Envelope>") {
                let mut bytes = [0; 8192];
                let count = stream.read(&mut bytes).expect("a request");
                request.push_str(&String::from_utf8_lossy(&bytes[..count]));
                assert!(count > 0, "the request ends early: {request}");
            }
            let _ = seen.send(request);
            if let Some(answer) = answer {
                let _ = stream.write_all(answer.as_bytes());
            }
            open.push(stream);
        }
    });
    (url, received)
}

#[test]
fn what_the_service_does_wrong_is_told() {
    let page =
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>";
    let body = json!({"headers": {"Session": {"ticket": "t"}}, "body": {"title": "a"}});
    for (answer, wanted) in [(Some(page), 502), (None, 504)] {
        let (url, _seen) = upstream(answer);
        let gateway = served("gateway", &shop(), &["--to", &url, "--timeout", "1"]);
        let (status, problem) = gateway.post("/BookShop/FindBooks", &body);
        assert_eq!(status, wanted, "{problem}");
    }
}

/// SOAP 1.1, section 4.4.1: more may be said of a code after a dot.
#[test]
fn a_code_with_a_dot_blames_who_its_first_word_does() {
    for (code, wanted) in [("Client.Authentication", 422), ("Server.Busy", 500)] {
        let body = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:{code}</faultcode>\
             <faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>"
        );
        let answer: &str = format!(
            "HTTP/1.1 500 X\r\ncontent-type: text/xml\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .leak();
        let (url, _seen) = upstream(Some(answer));
        let gateway = served("gateway", &shop(), &["--to", &url]);
        let body = json!({"headers": {"Session": {"ticket": "t"}}, "body": {"title": "a"}});
        let (status, problem) = gateway.post("/BookShop/FindBooks", &body);
        assert_eq!(
            (status, &problem["detail"]),
            (wanted, &json!("no")),
            "{problem}"
        );
    }
}

/// Many toolkits write headers that they have no value for as nil.
#[test]
fn a_nil_header_has_no_value() {
    const BODY: &str = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' \
        xmlns='http://www.superoffice.net/ws/crm/NetServer/Services83' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>\
        <s:Header><ExceptionInfo i:nil='true'/><Succeeded>true</Succeeded></s:Header>\
        <s:Body><HasChatNotifyResponse><Response>true</Response></HasChatNotifyResponse></s:Body></s:Envelope>";
    let answer: &str = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: {}\r\n\r\n{BODY}",
        BODY.len()
    )
    .leak();
    let (url, _seen) = upstream(Some(answer));
    let contract = repository().join("wsdl/Services83-CustomerService.wsdl");
    let gateway = served("gateway", &contract, &["--to", &url]);
    let (status, reply) = gateway.post("/CustomerService/HasChatNotify", &json!({"body": {}}));
    assert_eq!(status, 200, "{reply}");
    assert_eq!(
        reply,
        json!({"headers": {"Succeeded": true}, "body": {"Response": true}})
    );
}

#[test]
fn only_named_headers_go_on_and_secrets_are_not_logged() {
    let (url, seen) = upstream(Some("HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n"));
    let folder = scratch("gateway-secrets");
    let file = folder.join("password");
    std::fs::write(&file, "s3cret-word\n").expect("written");
    let file = file.display().to_string();
    let mut gateway = served(
        "gateway",
        &shop(),
        &[
            "--verbose",
            "--to",
            &url,
            "--user",
            "ann",
            "--login",
            "text",
            "--password-file",
            &file,
            "--pass-header",
            "x-tenant",
            "--pass-header",
            "host",
        ],
    );
    let request = http::Request::post(format!("{}/BookShop/SignIn", gateway.0.url))
        .header("content-type", "application/json")
        .header("x-tenant", "north")
        .header("x-other", "south")
        .header("authorization", "Bearer of-the-caller");
    let sign_in = json!({"user": "bob", "password": "bobs-w0rd"}).to_string();
    let (status, problem) = gateway.send(request, &sign_in);
    assert_eq!(status, 502, "{problem}");
    let sent = seen.recv().expect("a request");
    assert!(sent.contains("x-tenant: north"), "{sent}");
    assert!(sent.contains("s3cret-word"), "{sent}");
    for other in ["south", "of-the-caller"] {
        assert!(!sent.contains(other), "{sent}");
    }
    let _ = gateway.0.child.kill();
    let mut log = String::new();
    let mut errors = gateway.0.child.stderr.take().expect("its errors");
    errors.read_to_string(&mut log).expect("text");
    assert!(log.contains("POST /BookShop/SignIn 502"), "{log}");
    for secret in ["s3cret-word", "bobs-w0rd", "of-the-caller"] {
        assert!(!log.contains(secret), "{log}");
    }
}

/// The examples of the help are served as they are printed, at a free port, and the request of curl is answered.
#[test]
fn the_examples_of_the_help_work() {
    let folder = scratch("gateway-help");
    std::fs::copy(shop(), folder.join("shop.wsdl")).expect("copied");
    let help = run::run_in(&folder, &["gateway", "--help"]).out();
    let flat = help.replace("\\\n", " ");
    let lines = flat.lines().map(str::trim);
    let lines = lines.filter_map(|line| line.strip_prefix("wsdl-codegen gateway shop.wsdl "));
    let examples: Vec<&str> = lines.collect();
    assert_eq!(examples.len(), 3, "{help}");
    std::fs::write(folder.join("password"), "w0rd").expect("written");
    let password = folder.join("password").display().to_string();
    for example in examples {
        let mut words: Vec<&str> = example.split_whitespace().collect();
        if words.contains(&"--user") {
            words.extend(["--password-file", &password]);
        }
        let gateway = served("gateway", &folder.join("shop.wsdl"), &words);
        let document = http::Request::get(format!("{}/openapi.json", gateway.0.url));
        let (status, document) = gateway.send(document, "");
        assert_eq!((status, &document["openapi"]), (200, &json!("3.1.0")));
    }
    assert!(flat.contains("/BookShop/FindBooks"), "{help}");
}
