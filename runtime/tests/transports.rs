//! Both HTTP transports with the same servers: their results, and things that must not happen.
#![cfg(all(feature = "reqwest", feature = "ureq"))]

mod loopback;
mod ports;

use bytes::Bytes;
use loopback::{Server, Step, chunked, response};
use ports::without_ports;
use soap_runtime::transport::{
    BlockingTransport, Reqwest, SendLimits, Transport, TransportError, TransportErrorKind, Ureq,
};
use std::time::{Duration, Instant};

type Outcome = Result<http::Response<Bytes>, TransportError>;

/// One of the two transports, called from blocking code.
struct Sender {
    name: &'static str,
    send: Box<dyn Fn(http::Request<Bytes>) -> Outcome>,
}

fn senders() -> [Sender; 2] {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (reqwest, ureq) = (Reqwest::new().unwrap(), Ureq::new());
    [
        Sender {
            name: "reqwest",
            send: Box::new(move |request| runtime.block_on(Transport::send(&reqwest, request))),
        },
        Sender {
            name: "ureq",
            send: Box::new(move |request| BlockingTransport::send(&ureq, request)),
        },
    ]
}

fn request(url: &str, limits: SendLimits) -> http::Request<Bytes> {
    http::Request::post(url)
        .header("content-type", "text/xml")
        .extension(limits)
        .body(Bytes::from_static(b"<a/>"))
        .unwrap()
}

const LIMITS: SendLimits = SendLimits::new(Some(Duration::from_secs(5)), 1000);

fn shown(outcome: &Outcome) -> String {
    match outcome {
        Ok(response) => format!(
            "{} {}",
            response.status().as_u16(),
            String::from_utf8_lossy(response.body())
        ),
        Err(error) => without_ports(format!("{:?}: {error}", error.kind())),
    }
}

#[test]
fn what_comes_back() {
    let long = "x".repeat(1000);
    let cases: Vec<(&str, Vec<Step>, String)> = vec![
        ("ok", response("200 OK", "", "<b/>"), "200 <b/>".into()),
        ("empty", response("202 Accepted", "", ""), "202 ".into()),
        (
            "no content",
            vec![Step::Send(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())],
            "204 ".into(),
        ),
        (
            "until the end of the connection",
            vec![
                Step::Send(b"HTTP/1.1 200 OK\r\n\r\n<b/>".to_vec()),
                Step::Close,
            ],
            "200 <b/>".into(),
        ),
        (
            "chunked",
            chunked("", b"<b>chunked</b>", 3),
            "200 <b>chunked</b>".into(),
        ),
        (
            "html 500",
            response(
                "500 Internal Server Error",
                "Content-Type: text/html\r\n",
                "<html>",
            ),
            "500 <html>".into(),
        ),
        (
            "401",
            response(
                "401 Unauthorized",
                "WWW-Authenticate: Negotiate\r\n",
                "<html>",
            ),
            "401 <html>".into(),
        ),
        (
            "302",
            response("302 Found", "Location: http://127.0.0.1:1/\r\n", ""),
            "302 ".into(),
        ),
        (
            "307",
            response("307 Temporary Redirect", "Location: /\r\n", ""),
            "307 ".into(),
        ),
        (
            "gzip is not touched",
            response("200 OK", "Content-Encoding: gzip\r\n", "no gzip"),
            "200 no gzip".into(),
        ),
        (
            "as large as allowed",
            response("200 OK", "", &long),
            format!("200 {long}"),
        ),
        (
            "too large",
            response("200 OK", "", format!("{long}x")),
            "TooLarge: the response body is larger than 1000 bytes".into(),
        ),
        (
            "too large, chunked",
            chunked("", format!("{long}x").as_bytes(), 100),
            "TooLarge: the response body is larger than 1000 bytes".into(),
        ),
        (
            "dropped",
            vec![Step::Close],
            "Closed: the connection to 127.0.0.1:PORT broke before the whole response was there"
                .into(),
        ),
        (
            "lying length",
            vec![
                Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n<b/>".to_vec()),
                Step::Close,
            ],
            "Closed: the connection to 127.0.0.1:PORT broke before the whole response was there"
                .into(),
        ),
        (
            "cut in a chunk",
            vec![
                Step::Send(
                    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n<b/>".to_vec(),
                ),
                Step::Close,
            ],
            "Closed: the connection to 127.0.0.1:PORT broke before the whole response was there"
                .into(),
        ),
        (
            "no http",
            vec![
                Step::Send(b"220 smtp.example.com ready\r\n\r\n".to_vec()),
                Step::Close,
            ],
            "Protocol: 127.0.0.1:PORT does not answer in HTTP".into(),
        ),
    ];
    for sender in senders() {
        for (name, steps, expected) in &cases {
            let server = Server::answering(steps.clone());
            let outcome = (sender.send)(request(&server.url, LIMITS));
            assert_eq!(
                &shown(&outcome),
                expected,
                "{}: {name}: {outcome:?}",
                sender.name
            );
            assert_eq!(
                server.requests().len(),
                1,
                "{}: {name}: sent once",
                sender.name
            );
        }
    }
}

#[test]
fn time_limits() {
    let late = Duration::from_secs(3);
    let limits = SendLimits::new(Some(Duration::from_millis(200)), LIMITS.response_bytes);
    for sender in senders() {
        for (name, steps) in [
            ("no answer", vec![Step::Wait(late)]),
            (
                "slow body",
                vec![
                    Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<b".to_vec()),
                    Step::Wait(late),
                ],
            ),
            (
                "drop by drop",
                [Step::Send(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n".to_vec(),
                )]
                .into_iter()
                .chain((0..60).flat_map(|_| {
                    [
                        Step::Send(b"x".to_vec()),
                        Step::Wait(Duration::from_millis(50)),
                    ]
                }))
                .collect(),
            ),
        ] {
            let server = Server::answering(steps);
            let started = Instant::now();
            let outcome = (sender.send)(request(&server.url, limits));
            assert_eq!(
                shown(&outcome),
                "Timeout: no complete response from 127.0.0.1:PORT within the time limit of 200ms",
                "{}: {name}: {outcome:?}",
                sender.name
            );
            let took = started.elapsed();
            assert!(
                took < Duration::from_millis(1000) && took >= Duration::from_millis(190),
                "{}: {name}: {took:?}",
                sender.name
            );
        }
    }
}

#[test]
fn no_connection() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    for sender in senders() {
        for (server, path, why) in [
            (format!("127.0.0.1:{port}"), "", "refused"),
            ("name.invalid:80".to_owned(), "?secret=1", ""),
        ] {
            let outcome = (sender.send)(request(&format!("http://{server}/{path}"), LIMITS));
            let text = shown(&outcome);
            let start = without_ports(format!("Connect: no connection to {server}: "));
            let is_told = text.starts_with(&start) && text.len() > start.len();
            assert!(
                is_told && text.contains(why) && !text.contains("secret"),
                "{}: {text}: {outcome:?}",
                sender.name
            );
            assert!(outcome.unwrap_err().is_not_sent());
        }
    }
}

#[test]
fn tls_is_tls() {
    // A server without TLS.
    for sender in senders() {
        let server = Server::answering(response("200 OK", "", "<b/>"));
        let outcome = (sender.send)(request(
            &server.url.replace("http://", "https://"),
            SendLimits::new(Some(Duration::from_millis(500)), LIMITS.response_bytes),
        ));
        let kind = outcome.unwrap_err().kind();
        assert!(
            matches!(
                kind,
                TransportErrorKind::Connect | TransportErrorKind::Timeout
            ),
            "{}: {kind:?}",
            sender.name
        );
    }
}

#[test]
fn connections_are_kept_and_requests_not_repeated() {
    for sender in senders() {
        let server = Server::scripted(vec![
            response("200 OK", "", "<b/>"),
            response("200 OK", "", "<c/>"),
            vec![Step::Close],
        ]);
        assert_eq!(
            shown(&(sender.send)(request(&server.url, LIMITS))),
            "200 <b/>"
        );
        assert_eq!(
            shown(&(sender.send)(request(&server.url, LIMITS))),
            "200 <c/>"
        );
        assert_eq!(server.connections(), 1, "{}", sender.name);
        // The server took the request on a kept connection and closed it: it may have acted on the request.
        let outcome = (sender.send)(request(&server.url, LIMITS));
        assert_eq!(
            outcome.unwrap_err().kind(),
            TransportErrorKind::Closed,
            "{}",
            sender.name
        );
        assert_eq!(server.requests().len(), 3, "{}", sender.name);
    }
}

#[test]
fn the_request_arrives_as_it_was() {
    for sender in senders() {
        let server = Server::answering(response("200 OK", "", ""));
        let mut sent = request(&server.url, LIMITS);
        sent.headers_mut()
            .insert("soapaction", http::HeaderValue::from_static("\"urn:a\""));
        (sender.send)(sent).unwrap();
        let received = String::from_utf8(server.requests().remove(0)).unwrap();
        let (head, body) = received.split_once("\r\n\r\n").unwrap();
        assert!(
            head.starts_with("POST /Remote/Services83/CustomerService.svc HTTP/1.1\r\n"),
            "{head}"
        );
        let lower = head.to_ascii_lowercase();
        for line in [
            "content-type: text/xml",
            "soapaction: \"urn:a\"",
            "content-length: 4",
        ] {
            assert_eq!(
                lower.lines().filter(|l| *l == line).count(),
                1,
                "{}: {line}: {head}",
                sender.name
            );
        }
        for name in ["transfer-encoding", "accept-encoding", "expect"] {
            assert!(!lower.contains(name), "{}: {name}: {head}", sender.name);
        }
        assert_eq!(body, "<a/>");
    }
}
