//! Makes a thousand calls at a time through one session, while the ticket has expired and one reply in ten is dropped,
//! cut off, late or a fault. Each call must end in its own typed result, none may be carried out twice, and there must
//! be one new sign-in.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use soap_runtime::transport::TransportErrorKind;
use soap_runtime::{CallOptions, Error, ErrorDetails};
use superoffice_services83::customer_service::UpdateFeatureToggles;
use superoffice_services83::stand_in::StandIn;
use superoffice_services83::types::CsFeatureToggle;
use superoffice_services83::{Session, soap_runtime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

const CALLS: usize = 1000;
/// The time limit of a call.
const LIMIT: Duration = Duration::from_secs(10);
const FAULT: &str = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring>Out of order</faultstring></s:Fault></s:Body></s:Envelope>";

/// How the proxy treats the reply to the call with this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Well,
    Dropped,
    Cut,
    Late,
    Fault,
}

fn fate(number: usize) -> Fate {
    match number % 40 {
        3 => Fate::Dropped,
        13 => Fate::Cut,
        23 => Fate::Late,
        33 => Fate::Fault,
        _ => Fate::Well,
    }
}

/// The calls that passed through the proxy.
#[derive(Default)]
struct Seen {
    /// How often each call was carried out.
    done: Mutex<BTreeMap<usize, usize>>,
    requests: AtomicUsize,
}

/// A proxy in front of the stand-in, which spoils replies.
async fn proxy(listener: TcpListener, upstream: String, seen: Arc<Seen>) {
    // The number stays below the limit on open files.
    let permits = Arc::new(Semaphore::new(64));
    while let Ok((client, _)) = listener.accept().await {
        let (upstream, seen, permits) = (upstream.clone(), seen.clone(), permits.clone());
        tokio::spawn(async move {
            // A client that gave up is no error of the proxy.
            let _ = exchange(client, &upstream, &seen, &permits).await;
        });
    }
}

async fn exchange(
    mut client: TcpStream,
    upstream: &str,
    seen: &Seen,
    permits: &Semaphore,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    let (head, body) = loop {
        if client.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length:")
                        .and_then(|value| value.trim().parse().ok())
                })
                .unwrap_or(0);
            if body.len() >= length {
                break (head.to_owned(), body.to_owned());
            }
        }
    };
    seen.requests.fetch_add(1, Ordering::Relaxed);
    let mut reply = Vec::new();
    {
        let _permit = permits.acquire().await;
        let mut server = TcpStream::connect(upstream).await?;
        server
            .write_all(format!("{head}\r\nConnection: close\r\n\r\n{body}").as_bytes())
            .await?;
        server.read_to_end(&mut reply).await?;
    }
    let number = body
        .split_once("<Name>T")
        .and_then(|(_, rest)| rest.split_once('<'))
        .and_then(|(number, _)| number.parse().ok());
    let Some(number) = number else {
        return client.write_all(&reply).await;
    };
    if String::from_utf8_lossy(&reply).contains(">true</Succeeded>") {
        *seen
            .done
            .lock()
            .expect("no panic")
            .entry(number)
            .or_default() += 1;
    }
    match fate(number) {
        Fate::Well => client.write_all(&reply).await,
        Fate::Dropped => Ok(()),
        Fate::Cut => {
            client
                .write_all(reply.get(..reply.len() - 60).unwrap_or_default())
                .await
        }
        Fate::Late => {
            tokio::time::sleep(LIMIT + Duration::from_secs(3)).await;
            client.write_all(&reply).await
        }
        Fate::Fault => {
            let head = format!(
                "HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/xml; charset=utf-8\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{FAULT}",
                FAULT.len()
            );
            client.write_all(head.as_bytes()).await
        }
    }
}

fn is_right(number: usize, result: &Result<(), Error>) -> bool {
    match (fate(number), result) {
        (Fate::Well, Ok(())) => true,
        (Fate::Fault, Err(error)) => error.as_fault().is_some(),
        (Fate::Late, Err(error)) => error.is_timeout(),
        (Fate::Dropped | Fate::Cut, Err(error)) => {
            matches!(error.details(), ErrorDetails::Transport(error) if error.kind() == TransportErrorKind::Closed)
        }
        _ => false,
    }
}

/// Returns the memory in use, or 0 where there is no `/proc`.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

async fn all_at_once(session: &Session, first: usize) -> Vec<(usize, Result<(), Error>)> {
    let client = session.customer_service();
    let mut calls = tokio::task::JoinSet::new();
    for number in first..first + CALLS {
        let client = client.clone();
        calls.spawn(async move {
            let toggle = CsFeatureToggle {
                name: Some(format!("T{number}")),
                state: Some(true),
                ..CsFeatureToggle::default()
            };
            let request = UpdateFeatureToggles {
                feature_toggles: Some(vec![toggle]),
            };
            (
                number,
                client.update_feature_toggles(&request).await.map(|_| ()),
            )
        });
    }
    calls.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_at_a_time() {
    let stand_in = StandIn::start().expect("a stand-in");
    let base = stand_in.base_url();
    let upstream = base
        .trim_start_matches("http://")
        .split('/')
        .next()
        .expect("an address")
        .to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    let seen = Arc::new(Seen::default());
    let proxy = tokio::spawn(proxy(listener, upstream.clone(), seen.clone()));
    let session = Session::builder(base.replace(&upstream, &address))
        .password("anna", "secret")
        .options(CallOptions::new().with_timeout(LIMIT))
        .build()
        .expect("a session");
    session.sign_in().await.expect("signed in");
    assert_eq!(stand_in.sign_ins(), 1);
    // The ticket has expired: all calls are refused at first, and one of them signs in.
    stand_in.expire_tickets();

    let mut levels = Vec::new();
    for round in 0..2 {
        let start = Instant::now();
        let results = all_at_once(&session, round * CALLS).await;
        let elapsed = start.elapsed();
        assert!(elapsed < LIMIT * 4, "{elapsed:?}");
        assert_eq!(results.len(), CALLS);
        let wrong: Vec<String> = results
            .iter()
            .filter(|(number, result)| !is_right(*number, result))
            .map(|(number, result)| format!("{number} ({:?}): {result:?}", fate(*number)))
            .collect();
        assert!(
            wrong.is_empty(),
            "{} are wrong:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
        levels.push(memory());
    }
    assert_eq!(
        stand_in.sign_ins(),
        2,
        "one more sign-in for a thousand refusals"
    );
    let done = seen.done.lock().expect("no panic").clone();
    assert!(
        done.values().all(|times| *times == 1),
        "a call was carried out twice"
    );
    // At most: each call, each call of the first round once more, and two sign-ins.
    let requests = seen.requests.load(Ordering::Relaxed);
    assert!(requests <= 3 * CALLS + 2, "{requests} requests");
    // Memory does not grow from the first round to the second.
    if let [first, second] = levels[..] {
        assert!(second <= first + (32 << 10), "{first} kB, then {second} kB");
    }
    proxy.abort();
}
