//! Digest authentication at a proxy: Apache as a forward proxy with `mod_auth_digest`, over both transports, and a proxy of our own.
#![cfg(all(feature = "digest", feature = "reqwest", feature = "ureq"))]

mod apache;
mod loopback;
mod service;

use apache::Apache;
use loopback::{Server, Step, response};
use service::{enabled_reply, is_enabled};
use soap_runtime::transport::{Reqwest, Ureq};
use soap_runtime::{Client, Error, ErrorKind, ProxyDigest};
use std::time::Duration;

/// The name of a transport, and a call over it.
type Caller = (&'static str, Box<dyn Fn() -> Result<(), Error>>);

/// Calls of a URL through a proxy, over each transport.
fn callers(url: &str, proxy: &str, password: &str) -> [Caller; 2] {
    let digest = || ProxyDigest::new("ann", password);
    let ureq = Ureq::builder().proxy(proxy).build().unwrap();
    let reqwest = Reqwest::builder().proxy(proxy).build().unwrap();
    let blocking = Client::blocking(url, ureq).with_interceptor(digest());
    let awaited = Client::new(url, reqwest).with_interceptor(digest());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let awaiting = move || runtime.block_on(async { is_enabled(&awaited).await.map(drop) });
    [
        (
            "ureq",
            Box::new(move || is_enabled(&blocking).wait().map(drop)),
        ),
        ("reqwest", Box::new(awaiting)),
    ]
}

#[test]
fn apache_accepts_what_is_sent() {
    let origin = Server::answering(response(
        "200 OK",
        "Content-Type: text/xml\r\n",
        enabled_reply(),
    ));
    let before = "ProxyRequests On\nProxyVia Off\n<Proxy \"*\">";
    let Some(apache) = Apache::start(&["proxy_connect"], before, "</Proxy>") else {
        return;
    };
    let proxy = format!("http://{}", apache.address);
    let url = format!("{}?x=%20y&z='1'", origin.url);
    for (name, call) in callers(&url, &proxy, "p4ss-s3cret") {
        for pause in [0, 0, 3] {
            // After the pause the nonce is too old: Apache says `stale`.
            std::thread::sleep(Duration::from_secs(pause));
            call().unwrap_or_else(|error| panic!("{name}: {error}: {}", apache.log()));
        }
    }
    let requests = origin.requests();
    assert_eq!(requests.len(), 6);
    for request in requests {
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        assert!(!text.contains("proxy-authorization"), "{text}");
    }
    for (name, call) in callers(&url, &proxy, "other") {
        let error = call().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Http, "{name}");
        assert!(error.to_string().contains("407"), "{name}: {error}");
    }
    assert_eq!(origin.requests().len(), 6);
    // A tunnel is the HTTP library's: it answers no challenge.
    for (name, call) in callers("https://example.invalid/", &proxy, "p4ss-s3cret") {
        let error = call().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{name}: {error}");
        assert!(
            !format!("{error:?} {error}").contains("s3cret"),
            "{name}: {error:?}"
        );
    }
}

fn authorizations(server: &Server) -> Vec<String> {
    let requests = server.requests();
    let text = requests
        .iter()
        .map(|request| String::from_utf8_lossy(request));
    let lines = text.map(|text| {
        let mut lines = text.lines().map(str::to_ascii_lowercase);
        lines.find_map(|line| {
            line.strip_prefix("proxy-authorization: ")
                .map(str::to_owned)
        })
    });
    lines.map(Option::unwrap_or_default).collect()
}

/// A host that has not asked gets no credentials, and a wrong password is sent once for each call.
#[test]
fn only_who_asks_gets_credentials() {
    let steps = |status: &str, headers: &str| response(status, headers, "");
    let proxy = Server::judging(move |_, request| -> Vec<Step> {
        let is_asking = request.starts_with(b"POST http://asking.invalid/");
        match is_asking {
            true => steps(
                "407 Proxy Authentication Required",
                "Proxy-Authenticate: Digest realm=\"r\", qop=\"auth\", nonce=\"n\"\r\n",
            ),
            false => response("200 OK", "Content-Type: text/xml\r\n", enabled_reply()),
        }
    });
    let (address, _) = proxy.url.split_at(proxy.url.find("/Remote").unwrap());
    let ureq = Ureq::builder().proxy(address).build().unwrap();
    let client = Client::blocking("http://asking.invalid/a", ureq)
        .with_interceptor(ProxyDigest::new("ann", "p4ss-s3cret"));
    let other = client.clone().with_endpoint("http://other.invalid/a");
    let error = is_enabled(&client).wait().map(drop).unwrap_err();
    assert!(error.to_string().contains("407"), "{error}");
    is_enabled(&other).wait().unwrap();
    let sent = authorizations(&proxy);
    assert_eq!(sent.len(), 3);
    assert!(sent[0].is_empty() && sent[2].is_empty(), "{sent:?}");
    assert!(
        sent[1].contains("uri=\"http://asking.invalid/a\""),
        "{sent:?}"
    );
    let (_, proof) = sent[1].split_once("response=\"").unwrap();
    let proof = &proof[..32];
    assert!(!format!("{error:?} {error}").contains(proof), "{error:?}");
}
