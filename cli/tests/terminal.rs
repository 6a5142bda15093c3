//! Texts of others do not act on a terminal: control characters and those that turn text around are written out.

mod run;

use run::{Run, run, serve};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// Clears the screen on terminals that know C1, and turns the text around.
const ODD: &str = "a\u{9b}2J\u{202e}b";
const SHOWN: &str = "a\\u009b2J\\u202eb";

/// An address that answers once, with a fault of these characters.
fn faulty() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a call");
        let mut request = Vec::new();
        while !request.ends_with(b"Envelope>") {
            let mut some = [0; 1024];
            let read = stream.read(&mut some).expect("a request");
            request.extend_from_slice(&some[..read]);
        }
        let body = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:Server</faultcode>\
             <faultstring>{ODD}</faultstring><detail><x>{ODD}</x></detail></s:Fault></s:Body></s:Envelope>"
        );
        let _ = write!(
            stream,
            "HTTP/1.1 500 Oops\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
    });
    url
}

fn call(more: &[&str]) -> Run {
    let url = faulty();
    let call = ["call", "GetOrder", "shop-1.wsdl", "Number=7", "-e", &url];
    run(&[&call[..], more].concat())
}

#[test]
fn the_text_of_a_fault_is_shown() {
    let run = call(&["--verbose", "--format", "xml"]);
    assert_eq!(run.code(), 5, "{}", run.err());
    // The message, and the error.
    assert_eq!(run.err().matches(SHOWN).count(), 3, "{}", run.err());
    assert!(!run.err().contains(['\u{9b}', '\u{202e}']), "{}", run.err());
    // Another program has the reply as it came.
    assert_eq!(run.out().matches(ODD).count(), 2, "{}", run.out());
    for format in ["xml", "json", "table"] {
        let styled = call(&["--color", "always", "--format", format]);
        assert!(!styled.out().contains(['\u{9b}', '\u{202e}']), "{format}");
        assert!(!styled.err().contains(['\u{9b}', '\u{202e}']), "{format}");
        assert!(styled.err().contains(SHOWN), "{}", styled.err());
    }
}

#[test]
fn a_request_to_the_mock_is_shown() {
    let mut mock = serve(&["mock", "shop-1.wsdl", "--verbose"]);
    let host = mock.url.trim_start_matches("http://").to_owned();
    let body = format!("<x>{ODD}</x>");
    let mut stream = TcpStream::connect(&host).expect("it listens");
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    mock.child.kill().expect("it ends");
    let mut said = String::new();
    let mut errors = mock.child.stderr.take().expect("its errors");
    errors.read_to_string(&mut said).expect("text");
    assert!(said.contains(SHOWN), "{said}");
    assert!(!said.contains(['\u{9b}', '\u{202e}']), "{said}");
}
