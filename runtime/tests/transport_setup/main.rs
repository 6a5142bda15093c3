//! Both transports, set up by their builders, against real parts on loopback: proxies, private authorities, servers that ask for
//! a client certificate, cookies.
#![cfg(all(feature = "reqwest", feature = "ureq"))]

mod certificates;
mod modes;
#[path = "../ports/mod.rs"]
mod ports;
mod servers;
#[path = "../service/mod.rs"]
mod service;

use bytes::Bytes;
use certificates::{Authority, self_signed, self_signed_authority};
use ports::without_ports;
use servers::{Server, answer, ok};
use service::is_enabled;
use soap_runtime::Client;
use soap_runtime::transport::{
    BlockingTransport, Proxy, Reqwest, ReqwestBuilder, SendLimits, Transport, TransportError,
    TransportErrorKind, Ureq, UreqBuilder, install_crypto_provider, reqwest, ureq,
};
use std::error::Error as _;
use std::time::{Duration, Instant};

type Outcome = Result<http::Response<Bytes>, TransportError>;

/// A transport, driven from blocking code.
struct Sender {
    name: &'static str,
    send: Box<dyn Fn(http::Request<Bytes>) -> Outcome>,
}

impl Sender {
    fn reqwest(transport: Reqwest) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        Self {
            name: "reqwest",
            send: Box::new(move |request| runtime.block_on(Transport::send(&transport, request))),
        }
    }

    fn ureq(transport: Ureq) -> Self {
        Self {
            name: "ureq",
            send: Box::new(move |request| BlockingTransport::send(&transport, request)),
        }
    }

    fn post(&self, url: &str) -> Outcome {
        (self.send)(request(url))
    }
}

fn request(url: &str) -> http::Request<Bytes> {
    http::Request::post(url)
        .extension(SendLimits::new(Some(Duration::from_secs(10)), 1000))
        .body(Bytes::from_static(b"<a/>"))
        .unwrap()
}

/// The same settings on both builders.
macro_rules! both {
    (|$builder:ident| $settings:expr) => {{
        let reqwest = |$builder: ReqwestBuilder| $settings;
        let ureq = |$builder: UreqBuilder| $settings;
        [
            Sender::reqwest(reqwest(Reqwest::builder()).build().unwrap()),
            Sender::ureq(ureq(Ureq::builder()).build().unwrap()),
        ]
    }};
}

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

/// The error and all of its causes, in both forms.
fn everything(error: &TransportError) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    text
}

const BASIC: &str = "Basic YW5uOnMzY3JldA==";

#[test]
fn plain_calls_go_through_a_proxy_in_absolute_form() {
    let server = Server::answering(|_| ok("", "<b/>"));
    let url = format!("http://127.0.0.1:{}/a/b.svc?c=d", server.port);
    for with_credentials in [false, true] {
        let proxy = Server::proxy(with_credentials.then_some(BASIC));
        let mut setting = Proxy::new(format!("http://127.0.0.1:{}", proxy.port));
        if with_credentials {
            setting = setting.basic_auth("ann", "s3cret");
        }
        for (index, sender) in both!(|b| b.proxy(setting.clone())).iter().enumerate() {
            // The second call goes over the connection of the first one.
            for again in 0..2 {
                assert_eq!(shown(&sender.post(&url)), "200 <b/>", "{}", sender.name);
                let seen = &proxy.requests()[2 * index + again];
                assert!(
                    seen.starts_with(&format!("POST {url} HTTP/1.1\r\n")),
                    "{}: {seen}",
                    sender.name
                );
            }
        }
    }
    for seen in server.requests() {
        assert!(seen.starts_with("POST /a/b.svc?c=d HTTP/1.1\r\n"), "{seen}");
        assert!(seen.ends_with("\r\n\r\n<a/>"), "{seen}");
    }
    assert_eq!(server.requests().len(), 8);
}

#[test]
fn https_calls_go_through_a_tunnel() {
    let authority = Authority::new();
    let server = Server::tls(authority.server("localhost").tls(None));
    let proxy = Server::proxy(Some(BASIC));
    let url = format!("https://localhost:{}/a", server.port);
    let setting = format!("http://ann:s3cret@127.0.0.1:{}", proxy.port);
    for sender in both!(|b| b
        .proxy(setting.as_str())
        .add_root_certificates_pem(authority.pem.as_bytes()))
    {
        assert_eq!(shown(&sender.post(&url)), "200 <b/>", "{}", sender.name);
    }
    for seen in proxy.requests() {
        assert!(
            seen.starts_with(&format!("CONNECT localhost:{} HTTP/1.1\r\n", server.port)),
            "{seen}"
        );
    }
    assert_eq!(proxy.requests().len(), 2);
}

#[test]
fn a_proxy_that_refuses_is_an_error_without_credentials_in_it() {
    let proxy = Server::proxy(Some("Basic other"));
    let setting = format!("http://ann:s3cret@127.0.0.1:{}", proxy.port);
    for sender in both!(|b| b.proxy(setting.as_str())) {
        assert_eq!(shown(&sender.post("http://127.0.0.1:1/a")), "407 ");
        let error = sender.post("https://localhost:1/a").unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Connect, "{}", sender.name);
        let text = everything(&error);
        assert!(!text.contains("s3cret") && !text.contains("YW5u"), "{text}");
    }
}

#[test]
fn exceptions_of_a_proxy() {
    let server = Server::answering(|_| ok("", "<b/>"));
    let url = format!("http://127.0.0.1:{}/", server.port);
    let proxy = Proxy::new("http://127.0.0.1:1").no_proxy("example.com, 127.0.0.1");
    for sender in both!(|b| b.proxy(proxy.clone())) {
        assert_eq!(shown(&sender.post(&url)), "200 <b/>", "{}", sender.name);
    }
    for sender in both!(|b| b.proxy("http://127.0.0.1:1")) {
        let error = sender.post(&url).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Connect, "{}", sender.name);
    }
}

#[test]
fn private_authorities() {
    let (authority, other) = (Authority::new(), Authority::new());
    let server = Server::tls(authority.server("localhost").tls(None));
    let url = format!("https://localhost:{}/", server.port);
    let trusting = [
        both!(|b| b
            .no_proxy()
            .add_root_certificates_pem(authority.pem.as_bytes())),
        both!(|b| b
            .no_proxy()
            .only_root_certificates_pem(authority.pem.as_bytes())),
    ];
    for sender in trusting.iter().flatten() {
        assert_eq!(shown(&sender.post(&url)), "200 <b/>", "{}", sender.name);
    }
    let refusing = [
        both!(|b| b.no_proxy()),
        both!(|b| b.no_proxy().add_root_certificates_pem(other.pem.as_bytes())),
        both!(|b| b
            .no_proxy()
            .only_root_certificates_pem(other.pem.as_bytes())),
    ];
    for sender in refusing.iter().flatten() {
        let outcome = sender.post(&url);
        assert_eq!(
            shown(&outcome),
            "Certificate: the certificate of localhost:PORT is refused: its issuer is not trusted: it is self-signed, or of an \
             authority that has to be added",
            "{}",
            sender.name
        );
        assert!(outcome.unwrap_err().is_not_sent());
    }
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn bad_certificates_are_called_that() {
    let authority = Authority::new();
    for (certificate, reason) in [
        (
            self_signed("localhost"),
            "its issuer is not trusted: it is self-signed, or of an authority that has to be added",
        ),
        (authority.expired_server("localhost"), "it has expired"),
        (
            authority.server("example.com"),
            "it is for another host than localhost",
        ),
    ] {
        let server = Server::tls(certificate.tls(None));
        let url = format!("https://localhost:{}/", server.port);
        for sender in both!(|b| b
            .no_proxy()
            .add_root_certificates_pem(authority.pem.as_bytes()))
        {
            let outcome = sender.post(&url);
            assert_eq!(
                shown(&outcome),
                format!("Certificate: the certificate of localhost:PORT is refused: {reason}"),
                "{}: {outcome:?}",
                sender.name
            );
        }
        assert!(server.requests().is_empty());
    }
}

/// OpenSSL marks a self-signed certificate as that of an authority. It is not accepted as that of a server, although it is trusted:
/// the message says what to do, and one without the mark is accepted.
#[test]
fn a_certificate_of_an_authority_is_none_of_a_server() {
    let marked = self_signed_authority("localhost");
    let plain = self_signed("localhost");
    for (issued, wanted) in [
        (
            &marked,
            "Certificate: the certificate of localhost:PORT is refused: it is marked as that of an authority (CA:TRUE), which is \
             refused even where it is trusted: make one with basicConstraints=CA:FALSE, or have an authority issue one",
        ),
        (&plain, "200 <b/>"),
    ] {
        let server = Server::tls(issued.tls(None));
        let url = format!("https://localhost:{}/", server.port);
        for sender in both!(|b| b
            .no_proxy()
            .add_root_certificates_pem(issued.certificate.as_bytes()))
        {
            let outcome = sender.post(&url);
            assert_eq!(shown(&outcome), wanted, "{}: {outcome:?}", sender.name);
        }
    }
}

/// An address with `https` of a port that has no TLS, and one whose server hangs up: nothing was sent, over both transports.
#[test]
fn https_where_there_is_no_tls() {
    for (answer, reason) in [
        (
            &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
            " does not speak TLS: https has another port than http, or the service has http only",
        ),
        (b"", ""),
    ] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
                let _ = std::io::Write::write_all(&mut stream, answer);
            }
        });
        for sender in both!(|b| b.no_proxy()) {
            let outcome = sender.post(&format!("https://{address}/"));
            let start = match reason {
                "" => "Connect: no connection to 127.0.0.1:PORT: ".to_owned(),
                reason => format!("Connect: 127.0.0.1:PORT{reason}"),
            };
            let text = shown(&outcome);
            assert!(text.starts_with(&start), "{}: {text}", sender.name);
            assert!(
                reason.is_empty() || text == start,
                "{}: {text}",
                sender.name
            );
            assert!(outcome.unwrap_err().is_not_sent());
        }
    }
}

#[test]
fn client_certificates() {
    let (authority, other) = (Authority::new(), Authority::new());
    let server = Server::tls(authority.server("localhost").tls(Some(&authority)));
    let url = format!("https://localhost:{}/", server.port);
    let roots = authority.pem.as_bytes();
    let identity = authority.client().pem();
    for sender in both!(|b| b
        .no_proxy()
        .add_root_certificates_pem(roots)
        .identity_pem(identity.as_bytes()))
    {
        assert_eq!(shown(&sender.post(&url)), "200 <b/>", "{}", sender.name);
    }
    for sender in both!(|b| b.no_proxy().add_root_certificates_pem(roots)) {
        assert_eq!(
            shown(&sender.post(&url)),
            "Certificate: localhost:PORT asks for a client certificate",
            "{}",
            sender.name
        );
    }
    let identity = other.client().pem();
    for sender in both!(|b| b
        .no_proxy()
        .add_root_certificates_pem(roots)
        .identity_pem(identity.as_bytes()))
    {
        let outcome = sender.post(&url);
        assert!(
            shown(&outcome)
                .starts_with("Certificate: localhost:PORT refuses the client certificate"),
            "{}: {outcome:?}",
            sender.name
        );
    }
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn cookie_sessions() {
    let answer = |request: &str| {
        let known = request
            .to_ascii_lowercase()
            .contains("\r\ncookie: session=7t-abc\r\n");
        let headers = if known {
            ""
        } else {
            "Set-Cookie: session=7t-abc; Path=/; HttpOnly\r\n"
        };
        ok(headers, if known { "<known/>" } else { "<new/>" })
    };
    let server = Server::answering(answer);
    let url = format!("http://127.0.0.1:{}/a", server.port);
    for sender in both!(|b| b.no_proxy().cookie_store(true)) {
        assert_eq!(shown(&sender.post(&url)), "200 <new/>", "{}", sender.name);
        assert_eq!(shown(&sender.post(&url)), "200 <known/>", "{}", sender.name);
    }
    for sender in both!(|b| b.no_proxy()) {
        assert_eq!(shown(&sender.post(&url)), "200 <new/>", "{}", sender.name);
        assert_eq!(shown(&sender.post(&url)), "200 <new/>", "{}", sender.name);
    }
}

/// What the transport has added to a request is masked as what the client has.
#[test]
fn cookies_and_default_headers_stay_out_of_errors() {
    let server = Server::answering(|request| {
        let said = request.replace("\r\n", " ");
        answer("500 Oops", "Set-Cookie: session=c00kie-s3cret\r\n", &said)
    });
    let url = format!("http://127.0.0.1:{}/a", server.port);
    let mut headers = http::HeaderMap::new();
    headers.insert("x-api-key", http::HeaderValue::from_static("k3y-s3cret"));
    let transport = Ureq::builder()
        .no_proxy()
        .cookie_store(true)
        .default_headers(headers.clone())
        .build()
        .unwrap();
    let blocking = Client::blocking(url.as_str(), transport);
    let transport = Reqwest::builder()
        .no_proxy()
        .cookie_store(true)
        .default_headers(headers)
        .build()
        .unwrap();
    let client = Client::new(url.as_str(), transport);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for _ in 0..2 {
        let asynchronous = runtime.block_on(is_enabled(&client).into_future());
        for outcome in [is_enabled(&blocking).wait(), asynchronous] {
            let shown = format!("{:?} {client:?} {blocking:?}", outcome.unwrap_err());
            assert!(shown.contains("HTTP 500"), "{shown}");
            assert!(!shown.contains("s3cret"), "{shown}");
        }
    }
    let with_cookie = server.requests();
    let with_cookie = with_cookie
        .iter()
        .filter(|r| r.contains("session=c00kie-s3cret"));
    assert_eq!(with_cookie.count(), 2);
}

/// The server offers both versions. It does not speak HTTP/2: the first line that it gets tells.
#[cfg(feature = "http2")]
#[test]
fn versions_of_http() {
    let authority = Authority::new();
    let mut tls = (*authority.server("localhost").tls(None)).clone();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let server = Server::tls(tls.into());
    let url = format!("https://localhost:{}/", server.port);
    let builder = || {
        Reqwest::builder()
            .no_proxy()
            .add_root_certificates_pem(authority.pem.as_bytes())
    };
    let first = Sender::reqwest(builder().http1_only().build().unwrap());
    assert_eq!(shown(&first.post(&url)), "200 <b/>");
    assert!(server.requests()[0].starts_with("POST / HTTP/1.1\r\n"));
    let second = Sender::reqwest(builder().build().unwrap());
    let error = second.post(&url).unwrap_err();
    assert_eq!(server.requests()[1], "PRI * HTTP/2.0\r\n\r\n", "{error:?}");
}

#[test]
fn limits_and_headers() {
    let server = Server::answering(|request| {
        if request.starts_with("POST /late") {
            std::thread::sleep(Duration::from_secs(3));
        }
        ok("", &"x".repeat(100))
    });
    let url = format!("http://127.0.0.1:{}", server.port);
    let mut headers = http::HeaderMap::new();
    headers.insert("x-tenant", http::HeaderValue::from_static("acme"));
    for sender in both!(|b| b
        .no_proxy()
        .user_agent("orders/2.1")
        .default_headers(headers.clone())
        .timeout(Duration::from_millis(300))
        .pool_max_idle_per_host(0)
        .pool_idle_timeout(Duration::from_secs(1))
        .response_limit(99))
    {
        assert_eq!(
            shown(&sender.post(&url)),
            "TooLarge: the response body is larger than 99 bytes",
            "{}",
            sender.name
        );
        let seen = server.requests().pop().unwrap().to_ascii_lowercase();
        for line in ["user-agent: orders/2.1", "x-tenant: acme"] {
            let times = seen.lines().filter(|seen| *seen == line).count();
            assert_eq!(times, 1, "{}: {seen}", sender.name);
        }
        let started = Instant::now();
        assert_eq!(
            shown(&sender.post(&format!("{url}/late"))),
            "Timeout: no complete response from 127.0.0.1:PORT within the time limit of 300ms",
            "{}",
            sender.name
        );
        assert!(started.elapsed() < Duration::from_secs(2));
    }
}

/// A server that takes the connection and does not go on with the handshake.
#[test]
fn time_for_connecting() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", silent.local_addr().unwrap());
    for sender in both!(|b| b.no_proxy().connect_timeout(Duration::from_millis(200))) {
        let started = Instant::now();
        let outcome = sender.post(&url);
        let start = "Connect: no connection to 127.0.0.1:PORT within the time limit";
        let text = shown(&outcome);
        assert!(text.starts_with(start), "{}: {outcome:?}", sender.name);
        assert!(started.elapsed() < Duration::from_secs(2));
        assert!(outcome.unwrap_err().is_not_sent());
    }
}

/// A server that goes silent, before its response or in the middle of it, and one that is slow and goes on.
#[test]
fn time_for_reading() {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let mut request = [0; 1024];
                let length = stream.read(&mut request).unwrap();
                let wait = |millis| std::thread::sleep(Duration::from_millis(millis));
                if request[..length].starts_with(b"POST /before") {
                    wait(5000);
                }
                write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n").unwrap();
                for byte in b"<drip/>" {
                    // Who was not waited for any more is not told.
                    let _ = stream.write_all(&[*byte]);
                    wait(if request[..length].starts_with(b"POST /within") {
                        5000
                    } else {
                        100
                    });
                }
            });
        }
    });
    let limit = Duration::from_millis(400);
    for sender in both!(|b| b.no_proxy().read_timeout(limit)) {
        for path in ["before", "within"] {
            let started = Instant::now();
            let outcome = sender.post(&format!("{url}/{path}"));
            let text = "Timeout: no complete response from 127.0.0.1:PORT within the time limit";
            assert_eq!(
                shown(&outcome),
                text,
                "{}: {path}: {outcome:?}",
                sender.name
            );
            assert!(started.elapsed() < Duration::from_secs(3));
        }
        let started = Instant::now();
        let outcome = sender.post(&format!("{url}/slow"));
        assert_eq!(
            shown(&outcome),
            "200 <drip/>",
            "{}: {outcome:?}",
            sender.name
        );
        assert!(started.elapsed() > limit);
    }
}

#[test]
fn settings_that_cannot_be_used() {
    let identity = Authority::new().client();
    let mixed = format!("{}{}", identity.certificate, Authority::new().client().key);
    macro_rules! fails {
        (|$b:ident| $settings:expr, $message:expr) => {
            let reqwest = |$b: ReqwestBuilder| $settings;
            let ureq = |$b: UreqBuilder| $settings;
            for error in [
                reqwest(Reqwest::builder()).build().unwrap_err(),
                ureq(Ureq::builder()).build().unwrap_err(),
            ] {
                assert_eq!(error.kind(), TransportErrorKind::Setup);
                assert_eq!(error.to_string(), $message);
                assert!(!everything(&error).contains("s3cret"), "{error:?}");
            }
        };
    }
    fails!(
        |b| b.proxy("http://ann:s3cret@[bad"),
        "the URL of the proxy cannot be used: write http://host:port"
    );
    fails!(
        |b| b.add_root_certificates_pem(b"s3cret"),
        "the PEM text holds no certificate"
    );
    fails!(
        |b| b.identity_pem(identity.certificate.as_bytes()),
        "the PEM text of the client certificate holds no private key that is not encrypted"
    );
    fails!(
        |b| b.identity_pem(mixed.as_bytes()),
        "TLS could not be set up: keys may not be consistent: KeyMismatch"
    );
    fails!(
        |b| b.user_agent("a\nb"),
        "the user agent cannot be put into an HTTP header"
    );
}

/// Without a crypto provider for the process, which the libraries ask for.
#[test]
fn clients_of_the_users_own() {
    let authority = Authority::new();
    let server = Server::tls(authority.server("localhost").tls(None));
    let url = format!("https://localhost:{}/", server.port);
    use ureq::tls::{Certificate, RootCerts, TlsConfig};

    let refused = "Certificate: the certificate of localhost:PORT is refused: its issuer is not trusted: it is self-signed, or of an \
                   authority that has to be added";
    let config = ureq::Agent::config_builder().proxy(None).build();
    let sender = Sender::ureq(Ureq::with_config(config.clone()).unwrap());
    assert_eq!(shown(&sender.post(&url)), refused);
    assert_eq!(
        shown(&Err(Ureq::with_agent(config.into()).unwrap_err())),
        "Setup: the agent trusts the authorities of webpki-roots, which are not compiled in: set \
         RootCerts::PlatformVerifier in its TlsConfig, or give its configuration to Ureq::with_config"
    );

    let root = Certificate::from_pem(authority.pem.as_bytes()).unwrap();
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[root]));
    let config = ureq::Agent::config_builder()
        .proxy(None)
        .tls_config(tls.build())
        .build();
    let sender = Sender::ureq(Ureq::with_config(config.clone()).unwrap());
    assert_eq!(shown(&sender.post(&url)), "200 <b/>");

    let tls = TlsConfig::builder().disable_verification(true).build();
    let blind = ureq::Agent::config_builder().tls_config(tls).build();
    for error in [
        Ureq::with_config(blind.clone()).unwrap_err(),
        Ureq::with_agent(blind.into()).unwrap_err(),
    ] {
        assert_eq!(
            shown(&Err(error)),
            "Setup: the agent does not verify certificates: trust the server's by \
             Ureq::builder().add_root_certificates_pem(..) instead"
        );
    }

    // `reqwest` asks for the provider when a client is built.
    assert!(install_crypto_provider());
    assert!(!install_crypto_provider());
    own_parts_of_an_agent(&url, &config);
    let root = reqwest::Certificate::from_pem(authority.pem.as_bytes()).unwrap();
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([root])
        .build()
        .unwrap();
    let sender = Sender::reqwest(Reqwest::with_client(client));
    assert_eq!(shown(&sender.post(&url)), "200 <b/>");
}

/// An agent keeps the connector and the resolver that its user has given it.
fn own_parts_of_an_agent(url: &str, config: &ureq::config::Config) {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
    use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

    #[derive(Clone, Debug, Default)]
    struct Counting(Arc<AtomicU32>);
    impl Resolver for Counting {
        fn resolve(
            &self,
            uri: &http::Uri,
            config: &ureq::config::Config,
            timeout: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            self.0.fetch_add(1, Ordering::SeqCst);
            DefaultResolver::default().resolve(uri, config, timeout)
        }
    }
    let counting = Counting::default();
    let connector = DefaultConnector::new();
    let agent = ureq::Agent::with_parts(config.clone(), connector, counting.clone());
    let sender = Sender::ureq(Ureq::with_agent(agent).unwrap());
    assert_eq!(shown(&sender.post(url)), "200 <b/>");
    assert_eq!(counting.0.load(Ordering::SeqCst), 1);
}
