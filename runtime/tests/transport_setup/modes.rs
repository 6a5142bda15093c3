//! Each transport with awaited and with blocking calls, proxies of the environment, and SOCKS.

use super::servers::{Server, ok};
use super::*;
use service::{enabled_reply, is_enabled};
use std::process::Command;

fn service() -> Server {
    Server::answering(|_| ok("Content-Type: text/xml\r\n", &enabled_reply()))
}

fn clients(url: &str) -> [Client; 4] {
    [
        Client::new(url, Reqwest::new().unwrap()),
        Client::blocking(url, Reqwest::new().unwrap()),
        Client::new(url, Ureq::new()),
        Client::blocking(url, Ureq::new()),
    ]
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn calls_are_awaited_or_waited_for_over_each_transport() {
    let server = service();
    let url = format!("http://127.0.0.1:{}/", server.port);
    for client in clients(&url) {
        is_enabled(&client).wait().unwrap();
        // The connection of the first call outlives the runtime of the second.
        runtime().block_on(async {
            is_enabled(&client).await.unwrap();
            // It blocks the thread of the runtime, and does not panic.
            is_enabled(&client).wait().unwrap();
        });
        is_enabled(&client).wait().unwrap();
        runtime().block_on(async { is_enabled(&client).await.unwrap() });
    }
    assert_eq!(server.requests().len(), 4 * 5);
}

/// Runtimes that share a client: one stands still, one ends while another waits over the connection that it opened.
#[test]
fn runtimes_that_share_a_client_end() {
    let server = Server::answering(|request| {
        if request.contains("slow") {
            std::thread::sleep(Duration::from_millis(300));
        }
        ok("Content-Type: text/xml\r\n", &enabled_reply())
    });
    let url = format!("http://127.0.0.1:{}/", server.port);
    for client in clients(&url) {
        let client = client.with_timeout(Duration::from_secs(5));
        let first = runtime();
        first.block_on(async { is_enabled(&client).await.unwrap() });
        runtime().block_on(async { is_enabled(&client).await.unwrap() });
        let slow = client.clone().with_endpoint(format!("{url}slow"));
        let waiting =
            std::thread::spawn(move || runtime().block_on(async { is_enabled(&slow).await }));
        std::thread::sleep(Duration::from_millis(100));
        drop(first);
        waiting.join().unwrap().unwrap();
        is_enabled(&client).wait().unwrap();
    }
}

/// An executor that is not Tokio's.
#[test]
fn calls_are_awaited_in_any_executor() {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let server = service();
    for client in clients(&format!("http://127.0.0.1:{}/", server.port)) {
        let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
        let mut context = std::task::Context::from_waker(&waker);
        let call = is_enabled(&client);
        let mut call = std::pin::pin!(async { call.await });
        loop {
            match call.as_mut().poll(&mut context) {
                std::task::Poll::Ready(result) => break drop(result.unwrap()),
                std::task::Poll::Pending => std::thread::park(),
            }
        }
    }
}

#[test]
fn a_time_limit_ends_both() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    for client in clients(&url) {
        let client = client.with_timeout(Duration::from_millis(100));
        assert!(is_enabled(&client).wait().unwrap_err().is_timeout());
        let runtime = runtime();
        let error = runtime.block_on(async { is_enabled(&client).await.unwrap_err() });
        assert!(error.is_timeout(), "{error}");
    }
}

/// The test program runs this test once more with the variables set: they belong to a whole process.
#[test]
fn proxies_of_the_environment() {
    const INSIDE: &str = "SOAP_RUNTIME_TEST_INSIDE";
    if std::env::var_os(INSIDE).is_some() {
        for client in clients("http://service.invalid/") {
            is_enabled(&client).wait().unwrap();
        }
        return;
    }
    let proxy = service();
    let run = |more: &[(&str, &str)]| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "modes::proxies_of_the_environment"])
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .env_remove("ALL_PROXY")
            .env("http_proxy", format!("http://127.0.0.1:{}", proxy.port))
            .env("HTTP_PROXY", format!("http://127.0.0.1:{}", proxy.port))
            .env(INSIDE, "1")
            .envs(more.iter().copied())
            .output()
            .unwrap()
    };
    let output = run(&[]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    let requests = proxy.requests();
    assert_eq!(requests.len(), 4);
    for request in &requests {
        assert!(
            request.starts_with("POST http://service.invalid/ HTTP/1.1"),
            "{request}"
        );
    }
    // An exception: the name cannot be resolved, and the proxy is not asked.
    assert!(
        !run(&[
            ("NO_PROXY", "service.invalid"),
            ("no_proxy", "service.invalid")
        ])
        .status
        .success()
    );
    assert_eq!(proxy.requests().len(), 4);
}

#[test]
fn socks() {
    let server = service();
    let socks = Server::socks5(server.port);
    // The proxy resolves the name.
    let address = format!("socks5h://127.0.0.1:{}", socks.port);
    let url = "http://service.invalid/";
    let transports = [
        Client::new(
            url,
            Reqwest::builder()
                .proxy(Proxy::new(&address))
                .build()
                .unwrap(),
        ),
        Client::blocking(
            url,
            Ureq::builder().proxy(Proxy::new(&address)).build().unwrap(),
        ),
    ];
    for client in transports {
        is_enabled(&client).wait().unwrap();
    }
    assert_eq!(server.requests().len(), 2);
    assert_eq!(socks.requests(), ["service.invalid:80"; 2]);
}

/// The name leads to the given address, in both libraries; the name is still what the server is told.
#[test]
fn hosts_are_mapped() {
    use soap_runtime::transport::{BlockingTransport, Reqwest, Ureq};
    let server = super::servers::Server::answering(|_| super::servers::ok("", "<b/>"));
    let here = std::net::Ipv4Addr::LOCALHOST.into();
    let reqwest = Reqwest::builder().no_proxy().resolve("Shop.invalid", here);
    let ureq = Ureq::builder().no_proxy().resolve("Shop.invalid", here);
    let transports: [Box<dyn BlockingTransport>; 2] = [
        Box::new(reqwest.build().expect("a transport")),
        Box::new(ureq.build().expect("a transport")),
    ];
    for transport in transports {
        let url = format!("http://shop.invalid:{}/", server.port);
        let request = http::Request::get(url).body(Bytes::new());
        let response = transport.send(request.expect("a request"));
        assert_eq!(response.expect("a response").body(), "<b/>");
    }
    for request in server.requests() {
        let host = format!("host: shop.invalid:{}", server.port);
        assert!(request.to_ascii_lowercase().contains(&host), "{request}");
    }
}

/// A server of both versions says in which one it was asked.
#[cfg(feature = "http2")]
#[test]
fn both_versions_of_http_are_spoken() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let said = |request: axum::extract::Request| async move { format!("{:?}", request.version()) };
    std::thread::spawn(move || {
        runtime().block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, axum::Router::new().fallback(said)).await
        })
    });
    for (builder, version) in [
        (Reqwest::builder().http1_only(), "HTTP/1.1"),
        (Reqwest::builder().http2_prior_knowledge(), "HTTP/2.0"),
    ] {
        let transport = builder.no_proxy().build().unwrap();
        let response = BlockingTransport::send(&transport, request(&url)).unwrap();
        assert_eq!(response.body(), version);
    }
}
