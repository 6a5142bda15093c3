//! Two servers that share a Redis. Without the program `redis-server` (Debian has it in a package of that name) the tests are skipped.

use bytes::Bytes;
use guide::shop::{
    BookShopClient, FindBooks, RequestHeaders, ResponseHeaders, Session, SignIn, dispatcher,
};
use serving::redis::Redis;
use serving::shared::{SharedReplays, Shop};
use soap_runtime::server::Dispatcher;
use soap_runtime::transport::{BlockingTransport, TransportError, Ureq};
use soap_runtime::{CallOptions, Client, Error, Reply};
use soap_security::{
    Inbound, MemoryReplayCache, MessageSecurity, Outbound, ReplayCache, Seen, UsernameToken,
};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// A Redis of the test, which ends with it.
struct Store {
    child: Child,
    address: SocketAddr,
}

impl Store {
    /// `None` where there is no Redis.
    fn start() -> Option<Self> {
        // The port is free a moment later.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
        let address = address.unwrap();
        let port = address.port().to_string();
        let started = Command::new("redis-server")
            .args(["--port", &port, "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .stdout(Stdio::null())
            .spawn();
        let child = match started {
            Ok(child) => child,
            Err(error) => {
                eprintln!("skipped: redis-server cannot be started: {error}");
                return None;
            }
        };
        let store = Self { child, address };
        for _ in 0..100 {
            if TcpStream::connect(address).is_ok() {
                return Some(store);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("Redis does not listen");
    }

    fn redis(&self) -> Arc<Redis> {
        Arc::new(Redis::new(self.address))
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.end();
    }
}

fn options() -> CallOptions {
    let token = UsernameToken::digest("ann", "hush");
    let outbound = Outbound::new().with_username(token);
    CallOptions::new().with_envelope_interceptor(MessageSecurity::new().with_outbound(outbound))
}

fn secured(shop: Shop, replays: Arc<dyn ReplayCache>) -> String {
    let inbound = Inbound::new()
        .without_signature()
        .with_passwords(Arc::new(|user: &str| {
            (user == "ann").then(|| "hush".to_owned())
        }))
        .with_replay_cache(replays);
    let security = MessageSecurity::new().with_inbound(inbound);
    serve(dispatcher(shop).envelope_interceptor(security))
}

fn serve(dispatcher: Dispatcher) -> String {
    guide::start(dispatcher).unwrap()
}

type Found = Result<Reply<guide::shop::FindBooksResponse, ResponseHeaders>, Error>;

fn find(url: &str, ticket: &str) -> Found {
    let session = Some(Session::new(ticket.to_owned()));
    let headers = RequestHeaders { session };
    let shop = BookShopClient::new(Client::blocking(url, Ureq::new()));
    let shop = shop.with_headers(headers);
    shop.find_books(&FindBooks::new("Poems")).wait()
}

#[test]
fn a_ticket_of_one_server_is_good_for_the_other() {
    let Some(mut store) = Store::start() else {
        return;
    };
    let servers = [(); 2].map(|()| serve(dispatcher(Shop(store.redis()))));
    let shop = BookShopClient::new(Client::blocking(&servers[0], Ureq::new()));
    let signed_in = shop.sign_in(&SignIn::new("ann", "secret")).wait().unwrap();
    let ticket = signed_in.body.ticket;
    for server in &servers {
        find(server, &ticket).unwrap();
        let error = find(server, "guessed").unwrap_err().to_string();
        assert!(error.contains("There is no such session"), "{error}");
    }
    store.end();
    let error = find(&servers[1], &ticket).unwrap_err().to_string();
    assert!(error.contains("Try again later"), "{error}");
}

/// Sends a request to one server, and the same bytes to another, whose response it gives.
struct Replayed(String);

impl BlockingTransport for Replayed {
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let ureq = Ureq::new();
        let mut again = request.clone();
        *again.uri_mut() = self.0.parse().unwrap();
        let first = ureq.send(request)?;
        let text = String::from_utf8_lossy(first.body()).into_owned();
        assert!(text.contains("SignInResponse"), "{text}");
        ureq.send(again)
    }
}

fn replay(servers: [String; 2]) -> Result<(), String> {
    let [first, second] = servers;
    let client = Client::blocking(first, Replayed(second)).with_options(options());
    let shop = BookShopClient::new(client);
    let reply = shop.sign_in(&SignIn::new("ann", "secret")).wait();
    reply.map(drop).map_err(|error| error.to_string())
}

#[test]
fn a_message_to_one_server_is_not_taken_by_the_other() {
    let Some(mut store) = Store::start() else {
        return;
    };
    let own = || secured(Shop(store.redis()), Arc::new(MemoryReplayCache::default()));
    assert_eq!(replay([own(), own()]), Ok(()));
    let shared = || secured(Shop(store.redis()), Arc::new(SharedReplays(store.redis())));
    let servers = [shared(), shared()];
    assert!(replay(servers.clone()).is_err());
    let replays = SharedReplays(store.redis());
    let now = SystemTime::now();
    let insert = |id: &[u8]| replays.insert(id, now + Duration::from_millis(100), now);
    assert_eq!(insert(b"a\r\n\0"), Seen::New);
    assert_eq!(insert(b"a\r\n\0"), Seen::Before);
    assert_eq!(insert(b"a\r\n"), Seen::New);
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(insert(b"a\r\n\0"), Seen::New);
    // Without the store no message is taken.
    store.end();
    assert_eq!(insert(b"b"), Seen::Full);
}
