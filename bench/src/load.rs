//! Our side of the load test, and of the cost of a first call.
//!
//! ```text
//! load serve                                       the stand-in NetServer; prints the URL of CustomerService
//! load call TRANSPORT URL CONNECTIONS SECONDS      calls CreateSession; prints calls and nanoseconds
//! load start TRANSPORT URL COUNT                   so many calls, one after the other, and the end
//! ```
//! TRANSPORT is `ureq` (a thread for each connection), `reqwest` (a task for each, on all processors), `reqwest-one`
//! (the same on one thread), or, for `start`, `memory` (a reply from memory).

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bench::documents::{Document, Spelling};
use soap_runtime::Client;
use soap_runtime::transport::{BlockingTransport, Reqwest, TransportError, Ureq};
use superoffice_services83::customer_service::{
    CreateSession, CreateSessionResponse, CustomerServiceClient, RequestHeaders,
};
use superoffice_services83::stand_in::StandIn;
use superoffice_services83::types::{SoCredentials, SoTimeZone};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const TICKET: &str = "7T:load==";

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["serve"] => serve(),
        ["call", "ureq", url, connections, seconds] => {
            let seconds = Duration::from_secs_f64(seconds.parse()?);
            threads(url, connections.parse()?, seconds)
        }
        ["call", "reqwest", url, connections, seconds] => {
            let seconds = Duration::from_secs_f64(seconds.parse()?);
            runtime()?.block_on(tasks(url, connections.parse()?, seconds))
        }
        ["call", "reqwest-one", url, connections, seconds] => {
            let seconds = Duration::from_secs_f64(seconds.parse()?);
            one_thread()?.block_on(tasks(url, connections.parse()?, seconds))
        }
        ["start", transport, url, count] => start(transport, url, count.parse()?),
        _ => Err("usage: load serve | call TRANSPORT URL CONNECTIONS SECONDS | start TRANSPORT URL COUNT".into()),
    }
}

fn serve() -> Result<(), Failure> {
    let stand_in = StandIn::builder()
        .user("anna", "secret")
        .ticket("anna", TICKET)
        .start()?;
    println!("{}CustomerService.svc", stand_in.base_url());
    // Waits until the parent process ends.
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn headers() -> RequestHeaders {
    RequestHeaders {
        application_token: Some("1234567-1234-9876".to_owned()),
        credentials: Some(SoCredentials {
            ticket: Some(TICKET.to_owned()),
        }),
        time_zone: Some(SoTimeZone {
            so_time_zone_id: Some(8),
            so_time_zone_location_code: Some("NO-OSL".to_owned()),
        }),
    }
}

fn request() -> CreateSession {
    CreateSession {
        remote_ip: Some("127.0.0.1".to_owned()),
    }
}

fn check(reply: &CreateSessionResponse) -> Result<(), Failure> {
    match reply.response.as_ref().and_then(|key| key.key.as_ref()) {
        Some(_) => Ok(()),
        None => Err("no session".into()),
    }
}

fn blocking(url: &str) -> CustomerServiceClient {
    CustomerServiceClient::new(Client::blocking(url, Ureq::new()).with_headers(headers()))
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
}

fn one_thread() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
}

/// Each thread has its own client and with it its own connection.
fn threads(url: &str, connections: usize, limit: Duration) -> Result<(), Failure> {
    let count = AtomicU64::new(0);
    let start = Instant::now();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections)
            .map(|_| {
                scope.spawn(|| -> Result<(), Failure> {
                    let client = blocking(url);
                    let mut calls = 0;
                    while start.elapsed() < limit {
                        check(&client.create_session(&request()).wait()?.body)?;
                        calls += 1;
                    }
                    count.fetch_add(calls, Ordering::Relaxed);
                    Ok(())
                })
            })
            .collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().map_err(|_| "a thread panicked")?)
    })?;
    println!("{} {}", count.into_inner(), start.elapsed().as_nanos());
    Ok(())
}

/// All tasks share one client, which opens as many connections as there are calls at a time.
async fn tasks(url: &str, connections: usize, limit: Duration) -> Result<(), Failure> {
    let client = Client::new(url, Reqwest::new()?).with_headers(headers());
    let client = CustomerServiceClient::new(client);
    let stop = Arc::new(AtomicBool::new(false));
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..connections {
        let (client, stop) = (client.clone(), stop.clone());
        tasks.spawn(async move {
            let mut calls = 0_u64;
            while !stop.load(Ordering::Relaxed) {
                check(&client.create_session(&request()).await?.body)?;
                calls += 1;
            }
            Ok::<_, Failure>(calls)
        });
    }
    tokio::time::sleep(limit).await;
    stop.store(true, Ordering::Relaxed);
    let mut count = 0;
    while let Some(calls) = tasks.join_next().await {
        count += calls??;
    }
    println!("{count} {}", start.elapsed().as_nanos());
    Ok(())
}

/// A transport that gives the same reply to every request.
struct MemoryTransport(String);

impl BlockingTransport for MemoryTransport {
    fn send(
        &self,
        _: http::Request<bytes::Bytes>,
    ) -> Result<http::Response<bytes::Bytes>, TransportError> {
        Ok(http::Response::new(self.0.clone().into()))
    }
}

fn start(transport: &str, url: &str, count: usize) -> Result<(), Failure> {
    if count == 0 {
        return Ok(());
    }
    if transport == "reqwest" {
        return one_thread()?.block_on(async {
            let client = Client::new(url, Reqwest::new()?).with_headers(headers());
            let client = CustomerServiceClient::new(client);
            for _ in 0..count {
                check(&client.create_session(&request()).await?.body)?;
            }
            Ok(())
        });
    }
    let client = match transport {
        "ureq" => blocking(url),
        "memory" => {
            let reply = MemoryTransport(Document::D.text(Spelling::Wcf));
            CustomerServiceClient::new(Client::blocking(url, reply).with_headers(headers()))
        }
        _ => return Err(format!("no transport {transport}").into()),
    };
    for _ in 0..count {
        check(&client.create_session(&request()).wait()?.body)?;
    }
    Ok(())
}
