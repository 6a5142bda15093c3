//! `call`: what goes with a request and comes with a reply, and the way that both take: proxies, TLS, time limits.

mod run;

#[expect(dead_code, reason = "the tests of the runtime use more of it")]
#[path = "../../runtime/tests/transport_setup/certificates.rs"]
mod certificates;
#[expect(dead_code, reason = "the tests of the runtime use more of it")]
#[path = "../../runtime/tests/transport_setup/servers.rs"]
mod servers;

use certificates::Authority;
use run::{Run, folder, run_in, scratch};
use servers::{Server, ok};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const REPLY: &str = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
    <GetOrderResponse xmlns='urn:example:shop1'><Order version='1'><State>Open</State></Order></GetOrderResponse></s:Body></s:Envelope>";

/// A folder with the contract.
fn place(name: &str) -> PathBuf {
    let at = scratch(name);
    fs::copy(folder().join("shop-1.wsdl"), at.join("shop-1.wsdl")).expect("copied");
    at
}

fn call(at: &Path, url: &str, more: &[&str]) -> Run {
    run_in(
        at,
        &[&["call", "GetOrder", "shop-1.wsdl", "-e", url], more].concat(),
    )
}

fn shop() -> (Server, String) {
    let server = Server::answering(|_| ok("Content-Type: text/xml\r\n", REPLY));
    let url = format!("http://127.0.0.1:{}/", server.port);
    (server, url)
}

#[test]
fn a_request_is_an_envelope_of_a_file() {
    let at = place("call-xml");
    let (server, url) = shop();
    let envelope = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>\
        <o:GetOrder xmlns:o='urn:example:shop1'><o:Number>77</o:Number></o:GetOrder></e:Body></e:Envelope>";
    fs::write(at.join("order.xml"), envelope).expect("written");
    let run = call(&at, &url, &["--xml", "order.xml"]);
    assert_eq!(run.code(), 0, "{}", run.err());
    let sent = server.requests().pop().expect("a request");
    assert!(sent.contains("<Number>77</Number>"), "{sent}");
    fs::write(at.join("order.xml"), envelope.replace("77", "seven")).expect("written");
    let run = call(&at, &url, &["--xml", "order.xml"]);
    assert_eq!(run.code(), 1);
    assert!(run.err().contains("seven"), "{}", run.err());
}

#[test]
fn attachments_go_and_come() {
    let at = place("call-attachments");
    let server = Server::answering(|_| {
        let body = format!(
            "--b\r\nContent-Type: text/xml\r\n\r\n{REPLY}\r\n--b\r\nContent-Type: text/plain\r\nContent-ID: <1>\r\n\r\nscanned\r\n--b--\r\n"
        );
        ok(
            "Content-Type: multipart/related; boundary=b; type=\"text/xml\"\r\n",
            &body,
        )
    });
    let url = format!("http://127.0.0.1:{}/", server.port);
    fs::write(at.join("page.png"), "the page").expect("written");
    let attach = [
        "Number=7",
        "--attach",
        "page.png;image/png",
        "--save-attachments",
        "saved",
    ];
    let run = call(&at, &url, &attach);
    assert_eq!(run.code(), 0, "{}", run.err());
    let sent = server.requests().pop().expect("a request");
    let part = sent.split("image/png").nth(1).expect("a part");
    assert!(part.contains("\r\n\r\nthe page\r\n--"), "{sent}");
    assert!(
        sent.to_ascii_lowercase()
            .contains("content-type: multipart/related"),
        "{sent}"
    );
    let saved = fs::read_to_string(at.join("saved/attachment-1")).expect("a file");
    assert_eq!(saved, "scanned");
}

/// The bytes of a file, though the type around the member admits other elements besides.
#[test]
fn binary_members_are_parts_with_mtom() {
    let at = scratch("call-mtom");
    let contract = include_str!("../../codegen/tests/generate/json/input.wsdl");
    fs::write(at.join("json.wsdl"), contract).expect("written");
    fs::write(at.join("key.bin"), "KEYS").expect("written");
    let (server, url) = shop();
    let echo = |more: &[&str]| {
        let words = ["call", "Echo", "json.wsdl", "-e", &url, "order.number=7"];
        let order = ["order.pickup=depot", "order.values.base64=@key.bin"];
        run_in(&at, &[&words[..], &order, more].concat())
    };
    let replies = [echo(&[]), echo(&["--mtom"]), echo(&["--mtom=5"])];
    let [inline, part, small] = &server.requests()[..] else {
        panic!("{}", replies[0].err());
    };
    assert!(part.contains("application/xop+xml"), "{part}");
    assert!(part.contains("\r\n\r\nKEYS\r\n--"), "{part}");
    for text in [inline, small] {
        assert!(text.contains("base64>S0VZUw==</"), "{text}");
    }
}

#[test]
fn a_token_comes_from_a_file() {
    let at = place("call-token");
    let (server, url) = shop();
    fs::write(at.join("token"), "t0ken\n").expect("written");
    let run = call(&at, &url, &["Number=7", "--token-file", "token"]);
    assert_eq!(run.code(), 0, "{}", run.err());
    let sent = server
        .requests()
        .pop()
        .expect("a request")
        .to_ascii_lowercase();
    assert!(sent.contains("authorization: bearer t0ken\r\n"), "{sent}");
}

#[test]
fn calls_go_through_a_proxy() {
    let at = place("call-proxy");
    let (server, url) = shop();
    let proxy = Server::proxy(None);
    let through = format!("http://127.0.0.1:{}", proxy.port);
    let run = call(&at, &url, &["Number=7", "--proxy", &through]);
    assert_eq!(run.code(), 0, "{}", run.err());
    assert!(
        proxy.requests()[0].starts_with(&format!("POST {url} ")),
        "{:?}",
        proxy.requests()
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn an_authority_and_a_certificate_are_named() {
    let at = place("call-tls");
    let authority = Authority::new();
    let server = Server::tls(authority.server("localhost").tls(Some(&authority)));
    let url = format!("https://localhost:{}/", server.port);
    fs::write(at.join("authority.pem"), &authority.pem).expect("written");
    fs::write(at.join("identity.pem"), authority.client().pem()).expect("written");
    let secure = |more: &[&str]| call(&at, &url, &[&["Number=7"], more].concat());
    let run = secure(&[]);
    assert_eq!(run.code(), 7);
    assert!(
        run.err().contains("its issuer is not trusted"),
        "{}",
        run.err()
    );
    let run = secure(&["--ca", "authority.pem"]);
    assert_eq!(run.code(), 7, "{}", run.err());
    assert!(server.requests().is_empty());
    // The server says `<b/>`, which is no envelope; but it was asked.
    let run = secure(&["--ca", "authority.pem", "--cert", "identity.pem"]);
    assert_eq!(run.code(), 6, "{}", run.err());
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_call_has_a_time_limit() {
    let at = place("call-timeout");
    let server = Server::answering(|_| {
        std::thread::sleep(Duration::from_secs(20));
        ok("Content-Type: text/xml\r\n", REPLY)
    });
    let url = format!("http://127.0.0.1:{}/", server.port);
    let started = Instant::now();
    let run = call(&at, &url, &["Number=7", "--timeout", "1"]);
    assert_eq!(run.code(), 7, "{}", run.err());
    assert!(run.err().contains("within the time limit"), "{}", run.err());
    assert!(started.elapsed() < Duration::from_secs(15));
}
