//! Sends right, wrong and hostile requests over HTTP to the stand-in, which is the generated dispatcher behind axum.
//!
//! Each row has an expected answer and its source. `BLESS=1` writes `docs/robustness-server.md`.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use superoffice_services83::stand_in::StandIn;

const TNS: &str = "http://www.superoffice.net/ws/crm/NetServer/Services83";
const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";
const XML: &str = "text/xml; charset=utf-8";
const ACTION: &str =
    "http://www.superoffice.net/ws/crm/NetServer/Services83/CustomerService/UpdateFeatureToggles";
/// A secret in the caller's headers, which no answer may repeat.
const TOKEN: &str = "application-token-1f2e3d";

/// The answer that the server must give.
enum Expect {
    /// HTTP 200 and the reply, after which the toggles have these values.
    Reply(&'static [(&'static str, bool)]),
    /// HTTP 500 and a SOAP 1.1 fault with this code.
    Fault(&'static str),
    /// This HTTP status, and no SOAP message.
    Plain(u16),
}
use Expect::{Fault, Plain, Reply};

struct Request {
    method: &'static str,
    content_type: &'static str,
    action: Option<&'static str>,
    body: Vec<u8>,
}

struct Row {
    /// The number of the row in the table; several requests may share one.
    number: u32,
    what: &'static str,
    expect: Expect,
    source: &'static str,
    /// How many of six other servers answer such a request correctly.
    peers: u32,
    request: Request,
}

fn envelope(headers: &str, body: &str, ticket: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"{SOAP11}\"><s:Header>{headers}<ApplicationToken xmlns=\"{TNS}\">{TOKEN}</ApplicationToken>\
         <Credentials xmlns=\"{TNS}\"><Ticket>{ticket}</Ticket></Credentials></s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )
}

fn toggle(members: &str) -> String {
    format!("<CsFeatureToggle>{members}</CsFeatureToggle>")
}

fn update(toggles: &str) -> String {
    format!(
        "<UpdateFeatureToggles xmlns=\"{TNS}\"><FeatureToggles>{toggles}</FeatureToggles></UpdateFeatureToggles>"
    )
}

fn post(body: impl Into<Vec<u8>>) -> Request {
    Request {
        method: "POST",
        content_type: XML,
        action: Some(ACTION),
        body: body.into(),
    }
}

#[rustfmt::skip]
fn rows(ticket: &str) -> Vec<Row> {
    let call = |name: &str| envelope("", &update(&toggle(&format!("<Name>{name}</Name><State>true</State>"))), ticket);
    let inside = |members: &str| envelope("", &update(&toggle(members)), ticket);
    let doctype = |subset: &str, name: &str| format!("<!DOCTYPE s:Envelope [{subset}]>{}", call(name));
    let laughs: String = (1..=9).fold("<!ENTITY l0 \"lol\">".to_owned(), |subset, level| {
        format!("{subset}<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10))
    });
    let deep = |levels: usize| inside(&format!("<Name>Deep</Name><State>true</State>{}{}", "<x>".repeat(levels), "</x>".repeat(levels)));
    let row = |number, what, expect, source, peers, request| Row { number, what, expect, source, peers, request };
    let body_decides = "WS-I Basic Profile 1.1, R1127: a receiver does not rely on the SOAPAction";
    let sender = "SOAP 1.1, 4.4.1: Client, the message was incorrectly formed or did not contain the appropriate information; 6.2: HTTP 500";
    let no_dtd = "SOAP 1.1, section 3: a message must not contain a document type declaration";
    let http = "RFC 9110";
    vec![
        row(0, "a good request", Reply(&[("Good", true)]), "the contract", 6, post(call("Good"))),
        row(1, "no SOAPAction", Reply(&[("NoAction", true)]), body_decides, 6, Request { action: None, ..post(call("NoAction")) }),
        row(1, "an empty SOAPAction", Reply(&[("EmptyAction", true)]), body_decides, 6, Request { action: Some(""), ..post(call("EmptyAction")) }),
        row(2, "the SOAPAction of another operation", Reply(&[("WrongAction", true)]), body_decides, 5, Request { action: Some("http://www.superoffice.net/ws/crm/NetServer/Services83/CustomerService/HasChatNotify"), ..post(call("WrongAction")) }),
        row(3, "the wrapper in another namespace", Fault("Client"), sender, 4, post(call("x").replace(&format!("<UpdateFeatureToggles xmlns=\"{TNS}\">"), "<UpdateFeatureToggles xmlns=\"urn:wrong\">"))),
        row(4, "an operation that does not exist", Fault("Client"), sender, 4, post(envelope("", &format!("<DropTables xmlns=\"{TNS}\"/>"), ticket))),
        row(5, "a SOAP 1.2 envelope", Fault("VersionMismatch"), "SOAP 1.1, 4.1.2 and 4.4.1; SOAP 1.2 Part 1, appendix A: the fault is a SOAP 1.1 message", 3, Request { content_type: "application/soap+xml; charset=utf-8", ..post(call("x").replace(SOAP11, SOAP12)) }),
        row(6, "not XML", Fault("Client"), sender, 5, post("hello")),
        row(6, "cut off", Fault("Client"), sender, 5, post({ let text = call("x"); text[..text.len() - 40].to_owned() })),
        row(6, "a web page", Fault("Client"), sender, 5, post("<!DOCTYPE html>\n<html><body><p>Sign in<br></p></body></html>")),
        row(7, "no HTTP body", Plain(400), "RFC 9110, 15.5.1: there is no message to answer with one", 2, post("")),
        row(7, "an empty Body", Fault("Client"), sender, 2, post(envelope("", "", ticket))),
        row(8, "an entity", Fault("Client"), no_dtd, 2, post(doctype("<!ENTITY a \"x\">", "&a;"))),
        row(9, "billion laughs", Fault("Client"), no_dtd, 5, post(doctype(&laughs, "&l9;"))),
        row(10, "an external entity, file:", Fault("Client"), no_dtd, 2, post(doctype("<!ENTITY a SYSTEM \"file:///etc/hostname\">", "&a;"))),
        row(10, "an external entity, http:", Fault("Client"), no_dtd, 2, post(doctype("<!ENTITY a SYSTEM \"http://127.0.0.1:9/\">", "&a;"))),
        row(11, "unknown elements 200 deep", Reply(&[("Deep", true)]), "the default limit admits 256 levels", 4, post(deep(200))),
        row(11, "unknown elements 100,000 deep", Fault("Client"), "the default limit admits 256 levels", 4, post(deep(100_000))),
        row(12, "the boolean \"maybe\"", Fault("Client"), "XML Schema Part 2, 3.2.2.1", 1, post(inside("<Name>x</Name><State>maybe</State>"))),
        row(13, "an unknown element", Reply(&[("Unknown", true)]), "design: skipped and reported to the service", 5, post(inside("<Name>Unknown</Name><Colour>red</Colour><State>true</State>"))),
        row(13, "members in another order", Reply(&[("Order", true)]), "design: read, and reported to the service", 5, post(inside("<State>true</State><Name>Order</Name>"))),
        row(14, "an unknown header with mustUnderstand", Fault("MustUnderstand"), "SOAP 1.1, 4.2.3", 1, post(envelope("<x:Alien xmlns:x=\"urn:x\" s:mustUnderstand=\"1\">alien-secret</x:Alien>", &update(&toggle("<Name>x</Name>")), ticket))),
        row(14, "the same for another actor", Reply(&[("Actor", true)]), "SOAP 1.1, 4.2.2", 6, post(envelope("<x:Alien xmlns:x=\"urn:x\" s:mustUnderstand=\"1\" s:actor=\"urn:other\">alien-secret</x:Alien>", &update(&toggle("<Name>Actor</Name><State>true</State>")), ticket))),
        row(15, "Content-Type application/json", Plain(415), "WS-I Basic Profile 1.1, R1115", 0, Request { content_type: "application/json", ..post(call("x")) }),
        row(16, "10 MB", Reply(&[("Ten", true)]), "the default limit admits 16 MiB", 2, post(inside(&format!("<Name>Ten</Name><State>true</State><Padding>{}</Padding>", "x".repeat(10 << 20))))),
        row(16, "17 MiB", Plain(413), "RFC 9110, 15.5.14; WS-I Basic Profile 1.1, R1125", 2, post(inside(&format!("<Name>x</Name><Padding>{}</Padding>", "x".repeat(17 << 20))))),
        row(17, "GET without ?wsdl", Plain(405), "WS-I Basic Profile 1.1, R1114", 3, Request { method: "GET", content_type: "", action: None, body: Vec::new() }),
        row(17, "DELETE", Plain(405), http, 3, Request { method: "DELETE", content_type: "", action: None, body: Vec::new() }),
        row(18, "one item in a list", Reply(&[("One", true)]), "the contract", 4, post(envelope("", &update(&toggle("<Name>One</Name><State>true</State>")), ticket))),
        row(18, "three items in a list", Reply(&[("A", true), ("B", false), ("C", true)]), "the contract", 4, post(envelope("", &update(&[
            toggle("<Name>A</Name><State>true</State>"), toggle("<Name>B</Name><State>0</State>"), toggle("<Name>C</Name><State> 1 </State>")].concat()), ticket))),
    ]
}

/// Status, content type, body.
fn send(base: &str, request: &Request) -> (u16, String, String) {
    let rest = base.strip_prefix("http://").expect("an http URL");
    let (host, path) = rest.split_once('/').expect("a path");
    let mut stream = TcpStream::connect(host).expect("the stand-in listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .expect("a time limit");
    let mut head = format!(
        "{} /{path}CustomerService.svc HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n",
        request.method,
        request.body.len()
    );
    if !request.content_type.is_empty() {
        let _ = write!(head, "Content-Type: {}\r\n", request.content_type);
    }
    if let Some(action) = request.action {
        let _ = write!(head, "SOAPAction: \"{action}\"\r\n");
    }
    head.push_str("\r\n");
    stream
        .write_all(head.as_bytes())
        .expect("the request is taken");
    // A server may close the connection before it has read everything.
    let _ = stream.write_all(&request.body);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    let content_type = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-type:")
                .map(|value| value.trim().to_owned())
        })
        .unwrap_or_default();
    (status, content_type, body.to_owned())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end)?.0)
}

#[test]
fn every_request_is_answered_as_the_specifications_have_it() {
    let stand_in = StandIn::start().expect("a stand-in");
    let ticket = stand_in.issue_ticket("anna");
    let base = stand_in.base_url();
    let mut table = String::from(
        "| # | request | expected | source | ours | of 6 other servers |\n|---|---|---|---|---|---|\n",
    );
    let mut wrong = Vec::new();
    let mut right_rows = [true; 19];
    for row in rows(&ticket) {
        let start = Instant::now();
        let (status, content_type, body) = send(&base, &row.request);
        let elapsed = start.elapsed();
        let code = between(&body, "<faultcode>s:", "</faultcode>");
        let (right, expected) = match row.expect {
            Reply(toggles) => {
                let set = stand_in.toggles();
                let right = status == 200
                    && content_type == XML
                    && body.contains("<UpdateFeatureTogglesResponse")
                    && toggles.iter().all(|(name, on)| set.get(*name) == Some(on));
                (right, "200, reply".to_owned())
            }
            Fault(expected) => {
                let right = status == 500
                    && content_type == XML
                    && code == Some(expected)
                    && body.starts_with(
                        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"",
                    );
                (right, format!("500, fault {expected}"))
            }
            Plain(expected) => (status == expected && code.is_none(), expected.to_string()),
        };
        let ours = match (
            code,
            between(&body, "<faultstring xml:lang=\"en\">", "</faultstring>"),
        ) {
            (Some(code), Some(reason)) => format!("{status}, fault {code}: {}", clip(reason)),
            _ if status == 200 => "200, reply".to_owned(),
            _ => format!("{status}: {}", clip(body.trim())),
        };
        // The answer shows neither the caller's headers nor the server's internals.
        for secret in [
            TOKEN,
            ticket.as_str(),
            "alien-secret",
            "alien-secret",
            ".rs",
            "/home",
            "/srv",
            "/work",
            "panicked",
            "stack",
        ] {
            if body.contains(secret) {
                wrong.push(format!("{}: the answer says {secret}: {body}", row.what));
            }
        }
        if !right || elapsed > Duration::from_secs(5) {
            if let Some(right) = right_rows.get_mut(row.number as usize) {
                *right = false;
            }
            wrong.push(format!(
                "{}: {status} {content_type} {} after {elapsed:?}, expected {expected}",
                row.what,
                clip(&body)
            ));
        }
        let number = if row.number == 0 {
            "–".to_owned()
        } else {
            row.number.to_string()
        };
        let _ = writeln!(
            table,
            "| {number} | {} | {expected} | {} | {ours} | {} |",
            row.what, row.source, row.peers
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let score = right_rows.iter().skip(1).filter(|right| **right).count();
    let page = format!(
        "<!-- Written by `BLESS=1 cargo test --test hostile_requests`. -->\n# Right and wrong requests\n\n\
         Requests to the stand-in: the generated dispatcher behind axum. Right: {score} of 18. The last column says how many of six server \
         configurations (spyne three ways, node-soap, strong-soap, PHP) answer such a request right.\n\n{table}"
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/robustness-server.md");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &page).expect("docs/ can be written");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let file = "docs/robustness-server.md";
    if let Some(difference) = testkit::first_difference(file, &committed, &page) {
        panic!("{difference}\nto accept: BLESS=1 cargo test --test hostile_requests");
    }
}

fn clip(text: &str) -> String {
    let mut short: String = text.chars().take(120).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
        .replace('|', "\\|")
        .replace('<', "&lt;")
        .replace('\n', " ")
}
