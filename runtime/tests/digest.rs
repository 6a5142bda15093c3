//! Digest authentication: what is sent and when, against servers of our own and Apache.
#![cfg(all(feature = "digest", feature = "reqwest", feature = "ureq"))]

mod apache;
mod loopback;
mod service;

use apache::Apache;
use loopback::{Server, Step, response};
use md5::Md5;
use service::{enabled_reply, is_enabled};
use sha2::digest::Digest as Hash;
use sha2::{Sha256, Sha512_256};
use soap_runtime::transport::{MockResponse, MockTransport, Reqwest, Ureq};
use soap_runtime::{CallOptions, Client, Digest, Error, ErrorKind, Redirects};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

const URL: &str = "https://example.invalid/a.svc?x=1";

fn digest() -> Digest {
    Digest::new("ann", "p4ss-s3cret")
}

/// A client over each transport, with credentials of its own, and how to call it.
type Caller = (&'static str, Box<dyn Fn() -> Result<(), Error>>);

fn callers(url: &str, digest: impl Fn() -> Digest) -> [Caller; 2] {
    let blocking = Client::blocking(url, Ureq::new()).with_auth(digest());
    let awaited = Client::new(url, Reqwest::new().unwrap()).with_auth(digest());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let awaiting = move || {
        let call = async { is_enabled(&awaited).await.map(drop) };
        runtime.block_on(call)
    };
    [
        (
            "ureq",
            Box::new(move || is_enabled(&blocking).wait().map(drop)),
        ),
        ("reqwest", Box::new(awaiting)),
    ]
}

fn mocked(replies: impl IntoIterator<Item = MockResponse>) -> (MockTransport, Client) {
    let mock = MockTransport::new();
    for reply in replies {
        mock.respond(reply);
    }
    let client = Client::blocking(URL, mock.clone()).with_auth(digest());
    (mock, client)
}

fn challenge(parameters: &str) -> MockResponse {
    let value = format!("Digest realm=\"r\", qop=\"auth\", {parameters}");
    MockResponse::empty(401).header("www-authenticate", &value)
}

fn ok() -> MockResponse {
    MockResponse::xml(enabled_reply())
}

/// The parameters of credentials; quoted values have no comma and no quote in these tests.
fn parameters(header: &str) -> HashMap<String, String> {
    let Some(list) = header.strip_prefix("Digest ") else {
        return HashMap::new();
    };
    list.split(", ")
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((name.to_owned(), value.trim_matches('"').to_owned()))
        })
        .collect()
}

/// Nonce and count of each request; `-` for one without credentials.
fn counts(mock: &MockTransport) -> Vec<String> {
    let requests = mock.requests();
    let shown = requests.iter().map(|request| {
        let Some(value) = request.headers().get("authorization") else {
            return "-".to_owned();
        };
        assert!(value.is_sensitive());
        let all = parameters(value.to_str().unwrap());
        format!("{} {}", all["nonce"], all["nc"].trim_start_matches('0'))
    });
    shown.collect()
}

#[test]
fn a_nonce_is_used_until_the_server_names_another() {
    let next = |nonce: &str| {
        let info = format!("qop=auth, nextnonce=\"{nonce}\"");
        ok().header("authentication-info", &info)
    };
    let (mock, client) = mocked([
        challenge("nonce=\"n1\", opaque=\"o\""),
        ok(),
        ok(),
        next("n2"),
        ok(),
        challenge("nonce=\"n3\", stale=TRUE"),
        ok(),
        // Without `stale`: the nonce was good before, so it is what the server refuses.
        challenge("nonce=\"n4\""),
        ok(),
    ]);
    for _ in 0..6 {
        is_enabled(&client).wait().unwrap();
    }
    assert_eq!(
        counts(&mock),
        [
            "-", "n1 1", "n1 2", "n1 3", "n2 1", "n2 2", "n3 1", "n3 2", "n4 1"
        ]
    );
    let requests = mock.requests();
    let sent: Vec<HashMap<String, String>> = requests
        .iter()
        .skip(1)
        .map(|request| parameters(request.headers()["authorization"].to_str().unwrap()))
        .collect();
    assert_eq!(sent[0]["opaque"], "o");
    assert_eq!(
        (&*sent[0]["uri"], &*sent[0]["username"]),
        ("/a.svc?x=1", "ann")
    );
    assert_eq!(sent[0]["cnonce"], sent[1]["cnonce"]);
    assert_ne!(sent[2]["cnonce"], sent[3]["cnonce"]);
    assert_ne!(sent[0]["response"], sent[1]["response"]);
    assert_eq!(requests[0].body(), requests[1].body());
}

#[test]
fn a_wrong_password_is_sent_once_for_each_call() {
    let (mock, client) = mocked([
        challenge("nonce=\"n1\""),
        challenge("nonce=\"n2\""),
        challenge("nonce=\"n3\""),
        challenge("nonce=\"n4\""),
        // A stale nonce is worth a repetition, but only one.
        challenge("nonce=\"n5\""),
        challenge("nonce=\"n6\", stale=true"),
    ]);
    for _ in 0..3 {
        let error = is_enabled(&client).wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Http);
    }
    assert_eq!(counts(&mock), ["-", "n1 1", "-", "n3 1", "-", "n5 1"]);
}

#[test]
fn a_challenge_that_cannot_be_met_is_final() {
    let refusal = |value: &str| MockResponse::empty(401).header("www-authenticate", value);
    let (mock, client) = mocked([
        MockResponse::empty(401),
        refusal("Basic realm=\"r\""),
        refusal("Digest realm=\"r\", nonce=\"n\", algorithm=SHA-1, qop=\"auth\""),
        refusal("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\""),
        // The status decides, and not the header.
        challenge("nonce=\"n\"").status(403),
    ]);
    for _ in 0..5 {
        let error = is_enabled(&client).wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Http);
    }
    assert_eq!(counts(&mock), ["-"; 5]);

    // One of several, in one header or more.
    let several =
        refusal("Negotiate, Basic realm=\"a, b\", Digest realm=\"r\", nonce=\"n\", qop=auth");
    let (mock, client) = mocked([several, ok()]);
    is_enabled(&client).wait().unwrap();
    assert_eq!(counts(&mock), ["-", "n 1"]);
    let several =
        refusal("Negotiate").header("www-authenticate", "Digest nonce=\"n\", realm=r, qop=auth");
    let (mock, client) = mocked([several, ok()]);
    is_enabled(&client).wait().unwrap();
    assert_eq!(counts(&mock), ["-", "n 1"]);
}

#[test]
fn another_server_has_a_challenge_of_its_own() {
    let (mock, client) = mocked([
        challenge("nonce=\"n1\""),
        ok(),
        ok(),
        MockResponse::empty(307).header("location", "https://other.invalid/a.svc?x=1"),
    ]);
    let client = client.with_options(CallOptions::new().with_redirects(Redirects::SameOrigin));
    is_enabled(&client).wait().unwrap();
    is_enabled(&client.with_endpoint("https://other.invalid/a.svc"))
        .wait()
        .unwrap();
    let error = is_enabled(&client).wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Http);
    assert_eq!(counts(&mock), ["-", "n1 1", "-", "n1 2"]);
}

#[test]
fn a_redirected_request_is_authorized_for_its_new_url() {
    let redirect = || MockResponse::empty(308).header("location", "/b.svc");
    let (mock, client) = mocked([
        redirect(),
        challenge("nonce=\"n1\""),
        ok(),
        redirect(),
        ok(),
    ]);
    let client = client.with_options(CallOptions::new().with_redirects(Redirects::SameOrigin));
    is_enabled(&client).wait().unwrap();
    is_enabled(&client).wait().unwrap();
    assert_eq!(counts(&mock), ["-", "-", "n1 1", "n1 2", "n1 3"]);
    for request in &mock.requests()[2..] {
        let target = request.uri().path_and_query().unwrap().to_string();
        let value = request.headers()["authorization"].to_str().unwrap();
        assert_eq!(parameters(value)["uri"], target);
    }
    // Redirects in a circle end.
    let (mock, client) = mocked((0..20).map(|_| redirect()));
    let client = client.with_options(CallOptions::new().with_redirects(Redirects::SameOrigin));
    let error = is_enabled(&client).wait().unwrap_err();
    assert!(
        error.to_string().contains("more than 5 redirects"),
        "{error}"
    );
    assert_eq!(mock.requests().len(), 6);
}

#[test]
fn what_was_sent_is_not_shown() {
    let server = Server::judging(|_, request| {
        let head = String::from_utf8_lossy(request).into_owned();
        let Some((_, rest)) = head.split_once("response=\"") else {
            let header = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n";
            return response("401 Unauthorized", header, "");
        };
        let told = format!("wrong response {}", &rest[..32]);
        response("403 Forbidden", "Content-Type: text/plain\r\n", told)
    });
    for (name, call) in callers(&server.url, digest) {
        let error = call().unwrap_err();
        let shown = format!("{error} {error:?} {:?}", error.details());
        assert!(shown.contains("wrong response ***"), "{name}: {shown}");
    }
    let client = Client::without_transport(URL).with_auth(digest());
    let shown = format!("{:?} {client:?} {:?}", digest(), client.options());
    assert!(
        !shown.contains("s3cret") && !shown.contains("ann"),
        "{shown}"
    );
}

fn hash(algorithm: &str, text: &str) -> String {
    fn hex<H: Hash>(text: &str) -> String {
        let bytes = H::digest(text.as_bytes());
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
    match algorithm.trim_end_matches("-sess") {
        "MD5" => hex::<Md5>(text),
        "SHA-256" => hex::<Sha256>(text),
        _ => hex::<Sha512_256>(text),
    }
}

/// Whether a request's credentials are those of ann, by RFC 7616, 3.4.
fn is_right(algorithm: &str, request: &str) -> bool {
    let mut lines = request.lines();
    let mut line = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (
        line.next().unwrap_or_default(),
        line.next().unwrap_or_default(),
    );
    let value = lines.find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("authorization").then_some(value)
    });
    let all = parameters(value.unwrap_or_default());
    let get = |name: &str| all.get(name).map_or("", String::as_str);
    let mut secret = hash(algorithm, "ann:r:p4ss-s3cret");
    if algorithm.ends_with("-sess") {
        secret = hash(
            algorithm,
            &format!("{secret}:{}:{}", get("nonce"), get("cnonce")),
        );
    }
    let request = hash(algorithm, &format!("{method}:{}", get("uri")));
    let (nonce, count, cnonce) = (get("nonce"), get("nc"), get("cnonce"));
    let text = format!("{secret}:{nonce}:{count}:{cnonce}:auth:{request}");
    get("response") == hash(algorithm, &text)
        && get("uri") == target
        && get("algorithm") == algorithm
        && get("userhash") == "true"
        && get("username") == hash(algorithm, "ann:r")
}

/// Each algorithm over each transport. The server takes a count once, as RFC 7616, 5.12 wants it.
#[test]
fn each_algorithm_over_each_transport() {
    for algorithm in [
        "MD5",
        "MD5-sess",
        "SHA-256",
        "SHA-256-sess",
        "SHA-512-256",
        "SHA-512-256-sess",
    ] {
        let seen = Mutex::new(Vec::<String>::new());
        let server = Server::judging(move |index, request| {
            let request = String::from_utf8_lossy(request).into_owned();
            let is_new = !seen.lock().unwrap().contains(&request);
            if is_new && is_right(algorithm, &request) {
                seen.lock().unwrap().push(request);
                return response("200 OK", "Content-Type: text/xml\r\n", enabled_reply());
            }
            let header = format!(
                "WWW-Authenticate: Digest realm=\"r\", qop=\"auth\", algorithm={algorithm}, nonce=\"n{index}\", userhash=true\r\n"
            );
            response("401 Unauthorized", &header, "")
        });
        for (name, call) in callers(&server.url, digest) {
            let before = server.requests().len();
            for _ in 0..3 {
                call().unwrap_or_else(|error| panic!("{algorithm} over {name}: {error}"));
            }
            assert_eq!(
                server.requests().len() - before,
                4,
                "{algorithm} over {name}"
            );
        }
        let wrong = || Digest::new("ann", "other");
        for (name, call) in callers(&server.url, wrong) {
            let before = server.requests().len();
            assert_eq!(call().unwrap_err().kind(), ErrorKind::Http, "{name}");
            assert_eq!(
                server.requests().len() - before,
                2,
                "{algorithm} over {name}"
            );
        }
    }
}

/// Calls at the same time share a nonce, and never a count.
#[test]
fn calls_at_the_same_time() {
    let server = Server::judging(|_, request| {
        if String::from_utf8_lossy(request).contains("response=") {
            let wait = Step::Wait(Duration::from_millis(20));
            let reply = response("200 OK", "Content-Type: text/xml\r\n", enabled_reply());
            return [vec![wait], reply].concat();
        }
        let header = "WWW-Authenticate: Digest realm=\"r\", qop=\"auth\", nonce=\"n\"\r\n";
        response("401 Unauthorized", header, "")
    });
    let client = Client::blocking(&*server.url, Ureq::new()).with_auth(digest());
    is_enabled(&client).wait().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..4 {
                    is_enabled(&client).wait().unwrap();
                }
            });
        }
    });
    let requests = server.requests();
    let mut counts: Vec<String> = requests
        .iter()
        .filter_map(|request| {
            let text = String::from_utf8_lossy(request).into_owned();
            let (_, rest) = text.split_once("nc=")?;
            Some(rest[..8].to_owned())
        })
        .collect();
    counts.sort();
    let expected: Vec<String> = (1..=33).map(|count| format!("{count:08x}")).collect();
    assert_eq!(counts, expected);
    assert_eq!(requests.len(), 34);
}

#[test]
fn apache_accepts_what_is_sent() {
    let behind = Server::answering(response(
        "200 OK",
        "Content-Type: text/xml\r\n",
        enabled_reply(),
    ));
    let (origin, _) = behind.url.split_at(behind.url.find("/Remote").unwrap());
    // Apache is in front of the server.
    let before = format!("ProxyPass \"/\" \"{origin}/\"\n<Location \"/\">");
    let Some(apache) = Apache::start(&[], &before, "</Location>") else {
        return;
    };
    let url = format!("http://{}/a/b.svc?x=%20y&z='1'", apache.address);
    for (name, call) in callers(&url, digest) {
        let shown = |error: Error| panic!("{name}: {error}: {}", apache.log());
        for _ in 0..3 {
            call().unwrap_or_else(shown);
        }
        // The nonce is too old: Apache says `stale`.
        std::thread::sleep(Duration::from_secs(3));
        call().unwrap_or_else(shown);
    }
    assert_eq!(behind.requests().len(), 8);
    for (name, call) in callers(&url, || Digest::new("ann", "other")) {
        let error = call().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Http, "{name}");
        assert!(error.to_string().contains("401"), "{name}: {error}");
    }
    assert_eq!(behind.requests().len(), 8);
}
