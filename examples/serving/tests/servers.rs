//! The servers under clients of the runtime.

use example_services::vat::VatCheckClient;
use example_services::vat::vat_check::CheckVat;
use example_services::vat_stand_in;
use serving::{Ready, router, serve, serve_tls};
use soap_runtime::Client;
use soap_runtime::transport::{Reqwest, Ureq};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

struct Running {
    address: std::net::SocketAddr,
    ready: Ready,
    end: Option<oneshot::Sender<()>>,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

async fn start(at_once: usize) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, ended) = oneshot::channel::<()>();
    let ready = Ready::default();
    let router = router(at_once, &ready);
    let server = tokio::spawn(serve(listener, router, ready.clone(), async {
        let _ = ended.await;
    }));
    Running {
        address,
        ready,
        end: Some(end),
        server,
    }
}

fn check(number: &str) -> CheckVat {
    CheckVat::new("DK", number)
}

async fn is_valid(client: Client) -> bool {
    let reply = VatCheckClient::new(client).check_vat(&check("123456789"));
    reply.await.unwrap().body.valid
}

/// The status line and the rest of an answer to a request in text.
async fn ask(address: std::net::SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn get(address: std::net::SocketAddr, path: &str) -> String {
    ask(
        address,
        &format!("GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
    )
    .await
}

/// A request whose body does not come: it holds its place.
async fn hold(address: std::net::SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = "POST /vat HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\nContent-Length: 3\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    stream
}

#[tokio::test]
async fn two_services_and_health() {
    let running = start(10).await;
    let address = running.address;
    for path in ["/vat?wsdl", "/orders?wsdl", "/health/live", "/health/ready"] {
        let answer = get(address, path).await;
        assert!(
            answer.starts_with("HTTP/1.1 200 OK\r\n"),
            "{path}: {answer}"
        );
    }
    running.ready.set(false);
    assert!(
        get(address, "/health/ready")
            .await
            .starts_with("HTTP/1.1 503")
    );
    let url = format!("http://{address}/vat");
    assert!(is_valid(Client::new(&url, Reqwest::new().unwrap())).await);
    assert!(is_valid(Client::blocking(&url, Ureq::new())).await);
    let http2 = Reqwest::builder().http2_prior_knowledge().build().unwrap();
    let client = VatCheckClient::new(Client::new(&url, http2));
    let reply = client.check_vat(&check("1")).await.unwrap();
    assert_eq!(format!("{:?}", reply.http.version), "HTTP/2.0");
    assert!(!reply.body.valid);
}

#[tokio::test]
async fn too_many_at_once() {
    let running = start(1).await;
    let address = running.address;
    let held = hold(address).await;
    let request =
        "POST /orders HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let answer = ask(address, request).await;
    assert!(
        answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after: 1"),
        "{answer}"
    );
    // Health is not limited.
    assert!(
        get(address, "/health/live")
            .await
            .starts_with("HTTP/1.1 200")
    );
    drop(held);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(ask(address, request).await.starts_with("HTTP/1.1 415"));
}

#[tokio::test]
async fn requests_finish_before_the_end() {
    let mut running = start(10).await;
    let address = running.address;
    let mut held = hold(address).await;
    running.end.take().unwrap().send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(
        TcpStream::connect(address).await.is_err(),
        "a connection after the end"
    );
    assert!(!running.server.is_finished());
    held.write_all(b"<a>").await.unwrap();
    let mut answer = String::new();
    held.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
    assert!(answer.contains("Fault"), "{answer}");
    running.server.await.unwrap().unwrap();
}

#[tokio::test]
async fn hyper_with_tls() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let tls = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, ended) = oneshot::channel::<()>();
    let server = tokio::spawn(serve_tls(listener, vat_stand_in::server(), tls, async {
        let _ = ended.await;
    }));
    let url = format!("https://localhost:{}/vat", address.port());
    let authority = made.cert.pem();
    let builder = || {
        Reqwest::builder()
            .only_root_certificates_pem(authority.as_bytes())
            .resolve("localhost", address.ip())
    };
    for (builder, version) in [
        (builder(), "HTTP/2.0"),
        (builder().http1_only(), "HTTP/1.1"),
    ] {
        let client = VatCheckClient::new(Client::new(&url, builder.build().unwrap()));
        let reply = client.check_vat(&check("123456789")).await.unwrap();
        assert_eq!(format!("{:?}", reply.http.version), version);
        assert!(reply.body.valid);
    }
    end.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
