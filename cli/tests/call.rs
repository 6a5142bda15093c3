//! `call`, against a server of this test.

mod run;

use run::{folder, run};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::{Arc, Mutex};

const ORDER: &str = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
    <GetOrderResponse xmlns='urn:example:shop1'><Order version='1'><State>Open</State><Note>ring &amp; wait</Note></Order></GetOrderResponse>\
    </s:Body></s:Envelope>";

/// A server that answers everything in one way, and keeps what it was sent.
struct Server {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

fn server(status: &'static str, kind: &'static str, body: &'static str) -> Server {
    server_that(status, kind, move |_| body.to_owned())
}

/// A server that sets a cookie, and answers with what the function makes of each request.
fn server_that(
    status: &'static str,
    kind: &'static str,
    answer: impl Fn(&str) -> String + Send + 'static,
) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/shop", listener.local_addr().expect("an address"));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut reader = BufReader::new(stream.try_clone().expect("a clone"));
            let (mut text, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
                    break;
                }
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().expect("a number");
                }
                text.push_str(&line);
            }
            let mut bytes = vec![0; length];
            let _ = reader.read_exact(&mut bytes);
            text.push_str(&String::from_utf8_lossy(&bytes));
            let body = answer(&text);
            kept.lock().expect("the list").push(text);
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nSet-Cookie: a=s3t-s3cret\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    Server { url, seen }
}

impl Server {
    fn call(&self, more: &[&str]) -> run::Run {
        let mut arguments = vec![
            "call",
            "GetOrder",
            "shop-1.wsdl",
            "Number=7",
            "-e",
            &self.url,
        ];
        arguments.extend(more);
        run(&arguments)
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("the list").clone()
    }
}

#[test]
fn a_call_takes_words_and_prints_json() {
    let server = server("200 OK", "text/xml", ORDER);
    let run = server.call(&["--soap-header", "Token=t0ken"]);
    assert_eq!(run.code(), 0, "{}", run.err());
    let json: serde_json::Value = serde_json::from_str(&run.out()).expect("it is JSON");
    assert_eq!(json["Order"]["Note"], "ring & wait");
    let sent = server.seen().pop().expect("a request");
    assert!(
        sent.to_lowercase()
            .contains("soapaction: \"urn:example:shop1/getorder\""),
        "{sent}"
    );
    assert!(
        sent.contains("Number>7<") && sent.contains("Token>t0ken<"),
        "{sent}"
    );

    let table = server.call(&["--format", "table"]);
    assert_eq!(
        table.out(),
        "Order.@version  1\nOrder.State     Open\nOrder.Note      ring & wait\n"
    );
    let xml = server.call(&["--format", "xml"]);
    assert_eq!(xml.out().trim_end(), ORDER);
}

#[test]
fn load_is_counted() {
    let server = server("200 OK", "text/xml", ORDER);
    let run = server.call(&["--repeat", "20", "--parallel", "4"]);
    assert_eq!(run.code(), 0, "{}", run.err());
    assert!(
        run.out().starts_with("calls 20, failed 0, "),
        "{}",
        run.out()
    );
    assert_eq!(server.seen().len(), 20);
}

#[test]
fn each_failure_has_its_exit_code() {
    let fault = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:Client</faultcode>\
        <faultstring>no such order</faultstring></s:Fault></s:Body></s:Envelope>";
    let other = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><x/></s:Body></s:Envelope>";
    for (status, kind, body, code, said) in [
        ("500 Oops", "text/xml", fault, 5, "no such order"),
        (
            "502 Bad Gateway",
            "text/html",
            "<html>down</html>",
            6,
            "502",
        ),
        ("200 OK", "text/xml", other, 8, "GetOrderResponse"),
    ] {
        let run = server(status, kind, body).call(&[]);
        assert_eq!(run.code(), code, "{}", run.err());
        assert!(run.err().contains(said), "{}", run.err());
    }
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", closed.local_addr().expect("an address"));
    drop(closed);
    let run = run(&["call", "GetOrder", "shop-1.wsdl", "Number=7", "-e", &url]);
    assert_eq!(run.code(), 7, "{}", run.err());
}

#[test]
fn mistakes_are_told_before_anything_is_sent() {
    for (arguments, said) in [
        (&["GetOrdr", "shop-1.wsdl"][..], "did you mean"),
        (
            &["GetOrder", "shop-1.wsdl", "Number=seven"],
            "/Number: expected a number",
        ),
        (&["GetOrder", "shop-1.wsdl", "Numbr=7"], "Number"),
        (
            &[
                "GetOrder",
                "shop-1.wsdl",
                "Number=7",
                "--soap-header",
                "Tokn=1",
            ],
            "did you mean Token?",
        ),
        (
            &["GetOrder", "shop-1.wsdl", "Number=7", "--user", "ann"],
            "WSDL_PASSWORD",
        ),
    ] {
        let run = run(&[&["call"], arguments].concat());
        assert_eq!(run.code(), 1, "{arguments:?}: {}", run.err());
        assert!(run.err().contains(said), "{arguments:?}: {}", run.err());
    }
}

#[test]
fn secrets_are_not_shown() {
    let server = server("200 OK", "text/xml", ORDER);
    for login in ["basic", "text"] {
        let output = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"))
            .current_dir(folder())
            .args([
                "call",
                "GetOrder",
                "shop-1.wsdl",
                "Number=7",
                "-e",
                &server.url,
            ])
            .args(["--user", "ann", "--login", login, "--verbose"])
            .env("WSDL_PASSWORD", "s3cret-word")
            .output()
            .expect("it runs");
        let shown = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{shown}");
        assert!(
            shown.contains("Number>7<") && shown.contains("***"),
            "{shown}"
        );
        assert!(!shown.contains("s3cret-word"), "{shown}");
        let sent = server.seen().pop().expect("a request");
        let expected = match login {
            "basic" => "Basic YW5uOnMzY3JldC13b3Jk",
            _ => ">s3cret-word<",
        };
        assert!(sent.contains(expected), "{sent}");
    }
}

/// All that the command prints, with a server that says back what it was sent, in each way of printing.
#[test]
fn nothing_that_is_printed_holds_a_secret() {
    let server = server_that("500 Oops", "text/plain", |request| {
        format!("s3t-s3cret {request}")
    });
    let url = format!("{}?apikey=qu3ry-s3cret", server.url);
    let headers = [
        "X-Api-Key: k3y-s3cret",
        "Cookie: session=c00kie-s3cret",
        "X-Auth: 4uth-s3cret",
    ];
    let headers = headers.iter().flat_map(|header| ["--header", header]);
    let headers: Vec<&str> = headers.collect();
    let logins: [&[&str]; 4] = [
        &["--user", "ann", "--login", "basic"],
        &["--user", "ann", "--login", "text"],
        &["--user", "ann", "--login", "digest"],
        &["--bearer"],
    ];
    for how in ["--verbose", "--curl", "--dry-run", "--quiet"] {
        for login in logins {
            let output = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"))
                .current_dir(folder())
                .args([
                    "call",
                    "GetOrder",
                    "shop-1.wsdl",
                    "Number=7",
                    "-e",
                    &url,
                    how,
                ])
                .args(["--soap-header", "Token=t0ken-s3cret"])
                .args(&headers)
                .args(login)
                .env("WSDL_PASSWORD", "w0rd-s3cret")
                .env("WSDL_TOKEN", "b3arer-s3cret")
                .output()
                .expect("it runs");
            let shown = [output.stdout, output.stderr].concat();
            let shown = String::from_utf8_lossy(&shown);
            assert!(
                shown.contains("***") || how == "--quiet",
                "{how} {login:?}: {shown}"
            );
            for secret in ["s3cret", "YW5uOncwcmQtczNjcmV0"] {
                assert!(!shown.contains(secret), "{how} {login:?}: {shown}");
            }
        }
    }
    let sent = server.seen().concat();
    for secret in ["qu3ry", "k3y", "c00kie", "4uth", "t0ken", "w0rd", "b3arer"] {
        assert!(
            sent.contains(&format!("{secret}-s3cret")),
            "{secret}: {sent}"
        );
    }
}

/// Secrets are masked by the names of members and headers, as words, as JSON, and inside of others.
#[test]
fn secrets_of_headers_and_members_are_not_shown() {
    for how in ["--dry-run", "--verbose", "--curl", "--rust"] {
        for more in [
            &["Number=7", "--soap-header", "Token:=\"s3cret\""][..],
            &[
                "--data",
                r#"{"headers": {"Token": "s3cret"}, "body": {"Number": 7}}"#,
            ],
        ] {
            let mut arguments = vec![
                "call",
                "GetOrder",
                "shop-1.wsdl",
                "-e",
                "http://127.0.0.1:1/",
                how,
            ];
            arguments.extend(more);
            let run = run(&arguments);
            let shown = run.out() + &run.err();
            assert!(
                shown.contains("***") && !shown.contains("s3cret"),
                "{how} {more:?}: {shown}"
            );
        }
        let user =
            "{\"Login\": {\"SessionToken\": \"s3cret\", \"Ticket\": {\"Value\": \"s3cret\"}}}";
        let mut arguments = vec![
            "call",
            "SignIn",
            "login.wsdl",
            "-e",
            "http://127.0.0.1:1/",
            how,
        ];
        arguments.extend(["--data", user]);
        let run = run(&arguments);
        let shown = run.out() + &run.err();
        assert!(
            shown.contains("***") && !shown.contains("s3cret"),
            "{how}: {shown}"
        );
    }
}

/// The examples of the help are run as they are printed, with the address of a server.
#[test]
fn the_examples_of_the_help_work() {
    let server = server("200 OK", "text/xml", ORDER);
    let help = run(&["call", "--help"]).out();
    let flat = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let config = run::scratch("call-examples").join("wsdl-codegen.toml");
    let profile = "[profiles.test]\nheaders = [\"X-Tenant: acme\"]\n";
    std::fs::write(&config, profile).expect("written");
    for file in ["number.txt", "number.json"] {
        std::fs::write(config.with_file_name(file), "7").expect("written");
    }
    let at_files = format!("@{}", config.with_file_name("number").display());
    let config = config.display().to_string();
    let flat = flat.replace("@number", &at_files);
    let mut count = 0;
    for example in flat
        .split("wsdl-codegen call GetOrder shop-1.wsdl ")
        .skip(1)
    {
        let json = example
            .strip_prefix("--data '")
            .and_then(|rest| rest.split_once('\''));
        let words: Vec<&str> = match json {
            Some((json, _)) => vec!["--data", json],
            None => {
                let is_word = |word: &&str| word.starts_with("--") || word.contains('=');
                let mut words = Vec::new();
                let mut all = example.split(' ').peekable();
                while let Some(word) = all.next_if(is_word) {
                    words.push(word);
                    if matches!(
                        word,
                        "--format" | "--repeat" | "--parallel" | "--profile" | "--soap-version"
                    ) {
                        words.extend(all.next());
                    }
                }
                words
            }
        };
        let mut arguments = vec!["call", "GetOrder", "shop-1.wsdl", "-e", &server.url];
        arguments.extend(&words);
        if words.contains(&"--profile") {
            arguments.extend(["--config", &config]);
        }
        let run = run(&arguments);
        assert_eq!(run.code(), 0, "{words:?}: {}", run.err());
        assert!(!run.out().is_empty(), "{words:?}");
        count += 1;
    }
    assert_eq!(count, 12, "{help}");
}

/// The command that `--curl` prints sends the same request.
#[test]
fn the_command_of_curl_sends_the_same() {
    let server = server("200 OK", "text/xml", ORDER);
    let printed = server.call(&["--curl"]).out();
    assert!(server.seen().is_empty(), "nothing is sent");
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: there is no curl");
        return;
    }
    let output = Command::new("sh")
        .args(["-c", &printed])
        .output()
        .expect("it runs");
    assert!(output.status.success());
    assert_eq!(server.call(&[]).code(), 0);
    let seen = server.seen();
    let body = |text: &str| text[text.find("<s:Envelope").expect("an envelope")..].to_owned();
    assert_eq!(body(&seen[0]), body(&seen[1]));
}

#[test]
fn headers_that_all_operations_share_are_sent() {
    let contract = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../wsdl/Services83-CustomerService.wsdl"
    );
    let run = run(&[
        "call",
        "UpdateFeatureToggles",
        contract,
        "--soap-header",
        "TimeZone.SoTimeZoneId=7",
        "--dry-run",
    ]);
    assert_eq!(run.code(), 0, "{}", run.err());
    assert!(
        run.out()
            .contains("<SoTimeZoneId>7</SoTimeZoneId></TimeZone></s:Header>"),
        "{}",
        run.out()
    );
}

/// A nil header has no value, and what cannot be shown as JSON is told.
#[test]
fn headers_of_a_reply_are_shown_or_told() {
    const REPLY: &str = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' \
        xmlns='http://www.superoffice.net/ws/crm/NetServer/Services83' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>\
        <s:Header><ExceptionInfo i:nil='true'/><Succeeded>yes</Succeeded><TimeZone><SoTimeZoneId>8</SoTimeZoneId></TimeZone>\
        <o:Other xmlns:o='urn:other'>1</o:Other></s:Header>\
        <s:Body><HasChatNotifyResponse><Response>true</Response></HasChatNotifyResponse></s:Body></s:Envelope>";
    let contract = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../wsdl/Services83-CustomerService.wsdl"
    );
    let server = server("200 OK", "text/xml", REPLY);
    let run = run(&["call", "HasChatNotify", contract, "-e", &server.url]);
    assert_eq!(run.code(), 0, "{}", run.err());
    let json: serde_json::Value = serde_json::from_str(&run.out()).expect("it is JSON");
    assert_eq!(
        json,
        serde_json::json!({
            "headers": {"TimeZone": {"SoTimeZoneId": 8}},
            "body": {"Response": true}
        })
    );
    let said = run.err();
    assert!(
        said.contains("header Succeeded cannot be read: ") && said.contains("\"yes\""),
        "{said}"
    );
    assert!(
        said.contains("header Other is not in the contract"),
        "{said}"
    );
    assert!(!said.contains("ExceptionInfo"), "{said}");
}

/// The detail of a fault is shown, whether the contract declares it or not.
#[test]
fn a_fault_is_shown_as_a_reply_is() {
    const FAULT: &str = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault>\
        <faultcode>s:Client</faultcode><faultstring>no</faultstring>\
        <detail><x:Why xmlns:x='urn:x'>closed</x:Why></detail></s:Fault></s:Body></s:Envelope>";
    let server = server("500 Internal Server Error", "text/xml", FAULT);
    let element = "closed</x:Why>";
    for (format, shown) in [("json", element), ("table", element), ("xml", FAULT)] {
        let run = server.call(&["--format", format]);
        assert_eq!(run.code(), 5, "{}", run.err());
        assert!(run.err().ends_with("Client: no\n"), "{}", run.err());
        assert!(run.out().contains(shown), "{format}: {}", run.out());
    }
}

/// An operation with a port of SOAP 1.1 and one of SOAP 1.2 is called at the first, or at the one that is named.
#[test]
fn a_port_type_with_two_ports_is_called_at_the_first() {
    let call = ["call", "Add", "two-ports.wsdl", "A=1", "B=2", "--dry-run"];
    for (port, address, media_type) in [
        (&[][..], "/soap11", "content-type: text/xml"),
        (&["--port", "SumsSoap"], "/soap11", "content-type: text/xml"),
        (
            &["--port", "SumsSoap12"],
            "/soap12",
            "content-type: application/soap+xml",
        ),
        (
            &["--soap-version", "1.1"],
            "/soap11",
            "content-type: text/xml",
        ),
        (
            &["--soap-version", "1.2"],
            "/soap12",
            "content-type: application/soap+xml",
        ),
    ] {
        let run = run(&[&call[..], port].concat());
        assert_eq!(run.code(), 0, "{port:?}: {}", run.err());
        assert!(
            run.out().contains(address) && run.out().contains(media_type),
            "{port:?}: {}",
            run.out()
        );
    }
    let schema = run(&["schema", "two-ports.wsdl", "Add"]);
    assert_eq!(schema.code(), 0, "{}", schema.err());
}

#[test]
fn a_version_of_soap_that_no_port_has_is_told() {
    let call = |operation, contract, version| {
        run(&[
            "call",
            operation,
            contract,
            "--soap-version",
            version,
            "--dry-run",
        ])
    };
    let told = call("GetOrder", "shop-1.wsdl", "1.2");
    assert_eq!(told.code(), 1);
    let said = "no port has GetOrder over SOAP 1.2: it has ShopPort (SOAP 1.1)";
    assert!(told.err().contains(said), "{}", told.err());
    let told = call("Nope", "two-ports.wsdl", "1.2");
    assert!(
        told.err().contains("there is no operation Nope"),
        "{}",
        told.err()
    );
}

#[test]
fn a_port_that_is_not_there_is_named_beside_those_that_are() {
    for (port, said) in [
        (
            "Nope",
            "there is no port Nope: the contract has SumsSoap, SumsSoap12",
        ),
        (
            "SumsSoap13",
            "there is no port SumsSoap13: did you mean SumsSoap12?",
        ),
    ] {
        let run = run(&["call", "Add", "two-ports.wsdl", "--port", port]);
        assert_eq!(run.code(), 1, "{}", run.err());
        assert!(run.err().contains(said), "{}", run.err());
        assert!(!run.err().contains("include_ports"), "{}", run.err());
    }
}

/// The program has the port, the headers and the login; secrets are variables, and what it does not have is said.
#[test]
fn a_program_has_what_the_command_line_says() {
    let call = ["call", "Add", "two-ports.wsdl", "A=1", "B=2", "--rust"];
    let program = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"))
            .current_dir(folder())
            .args(call)
            .args(more)
            .env("WSDL_PASSWORD", "w0rd-s3cret")
            .env("WSDL_TOKEN", "b3arer-s3cret")
            .output()
            .expect("it runs");
        let shown = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{more:?}: {shown}");
        assert!(!shown.contains("s3cret"), "{more:?}: {shown}");
        shown
    };
    assert!(!program(&[]).contains("CallOptions"));
    for (more, said) in [
        (
            &["--port", "SumsSoap12"][..],
            r#"contract.operation_of_port("SumsSoap12", "SumsSoap.Add")?"#,
        ),
        (
            &["--soap-header", "Region=north"],
            r##"headers_from_json(true, r#"{"Region":"north"}"#)?"##,
        ),
        (
            &["--soap-header", "ApiKey=k3y-s3cret"],
            r#"headers_from_json(true, &variable("SOAP_HEADERS")?)?"#,
        ),
        (
            &["--header", "X-Api-Key: k3y-s3cret"],
            r#".with_http_header("X-Api-Key".parse()?, variable("X_API_KEY")?.parse()?)"#,
        ),
        (
            &["--header", "X-Trace: 7"],
            r#".with_http_header("X-Trace".parse()?, "7".parse()?)"#,
        ),
        (
            &["-u", "ann"],
            r#".with_auth(Basic::new("ann", variable("WSDL_PASSWORD")?))"#,
        ),
        (
            &["-u", "ann", "--login", "digest"],
            r#".with_raw_headers(Security::digest("ann", &variable("WSDL_PASSWORD")?))"#,
        ),
        (
            &["--bearer"],
            r#".with_auth(Bearer::new(variable("WSDL_TOKEN")?))"#,
        ),
        (
            &["--cookies", "--strict"],
            "// Left out: --cookies, --strict.",
        ),
    ] {
        let program = program(more);
        assert!(program.contains(said), "{more:?}: {program}");
    }
}

/// The comment has the shape that `headers_from_json` takes.
#[test]
fn a_program_says_the_shape_of_the_headers_without_secrets() {
    let contract = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../wsdl/Services83-CustomerService.wsdl"
    );
    let run = run(&[
        "call",
        "HasChatNotify",
        contract,
        "--soap-header",
        "Credentials.Ticket=7T-s3cret",
        "--rust",
    ]);
    assert_eq!(run.code(), 0, "{}", run.err());
    let program = run.out();
    assert!(
        program.contains(r#"{"Credentials":{"Ticket":"***"}}"#) && !program.contains("7T-s3cret"),
        "{program}"
    );
}

#[test]
fn a_program_shows_no_secret_of_the_request() {
    let folder = run::scratch("program-with-secret");
    let text = std::fs::read_to_string(run::folder().join("two-ports.wsdl")).expect("it is there");
    let text = text.replace(
        r#"name="B" type="xs:int""#,
        r#"name="Password" type="xs:string""#,
    );
    std::fs::write(folder.join("sums.wsdl"), text).expect("written");
    let call = [
        "call",
        "Add",
        "sums.wsdl",
        "A=1",
        "Password=w0rd-s3cret",
        "--rust",
    ];
    let run = run::run_in(&folder, &call);
    assert_eq!(run.code(), 0, "{}", run.err());
    assert!(
        run.out().contains(r#""Password": "***""#) && run.out().contains("has secrets"),
        "{}",
        run.out()
    );
    assert!(!run.out().contains("s3cret"), "{}", run.out());
    // An empty text is none, and stays what is sent.
    let empty = ["call", "Add", "sums.wsdl", "A=1", "Password=", "--rust"];
    let program = run::run_in(&folder, &empty).out();
    assert!(
        program.contains(r#""Password": """#) && !program.contains("has secrets"),
        "{program}"
    );
}
