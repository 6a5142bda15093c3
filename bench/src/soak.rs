//! Client and server of the runtime together for a time, with faults on the way between them.
//!
//! ```text
//! soak SECONDS [SVG]
//! ```
//! Calls of mixed sizes, plain and with attachments both ways, over `reqwest` (awaited) and `ureq` (blocking), go through a forwarder that
//! lets them pass, slows them down, cuts the response off, or resets the connection; some go to a port where nobody listens. Each call must have its own result, or
//! an error where there was a fault. After the first quarter neither the heap nor descriptors grow, and at the end no descriptor is left. The SVG
//! shows the memory over time. Linux.
//!
//! The heap is what is allocated. The memory of the process, which is noted beside it, has what the allocator keeps for later, too: as much
//! as it ever needed at once, for each of its arenas.
//!
//! A call holds four descriptors: both ends of the connections to the forwarder and from there to the server. Connections in the pools
//! hold as many, for a second. So their number goes up and down with the calls that meet no fault, between 110 and 160.

use bytes::Bytes;
use peak_alloc::PeakAlloc;
use soap_runtime::__private::v1;
use soap_runtime::server::{Dispatcher, Request, Response, TimeLimits};
use soap_runtime::soap::FaultCode;
use soap_runtime::transport::{Reqwest, Ureq};
use soap_runtime::{
    AttachmentLimits, Base64Binary, ByteStream, Client, Error, Fault, StreamedAttachment,
};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const NS: &str = "urn:soak";
/// Calls at once, over each transport.
const CALLERS: u64 = 8;
/// The largest attachment.
const LARGEST: u64 = 8 << 20;

#[derive(Clone, Debug, Default, PartialEq)]
struct Echo {
    token: u64,
    text: String,
    file: Option<Base64Binary>,
}
v1::structure!(ECHO: Echo = (NS, "Echo") in (NS, "") {
    0 token: element("Token", REQUIRED),
    1 text: element("Text", REQUIRED),
    2 file: element("File"),
});

static MEMBER: v1::Member = v1::element(NS, "Echo", "<Echo>", "</Echo>", v1::REQUIRED);
static SEND: v1::Operation = v1::Operation {
    name: "Send",
    service: "Soak",
    declarations: " xmlns=\"urn:soak\"",
    input: Some(&MEMBER),
    output: Some(&MEMBER),
    ..v1::Operation::EMPTY
};

/// Numbers that look random (Knuth's, of MMIX).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = (self.0)
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        self.0 >> 33
    }
}

/// The bytes of the attachment with a token.
fn pattern(token: u64, length: u64) -> ByteStream {
    let mut sent = 0;
    ByteStream::from_poll_fn(move |_| {
        let piece = (length - sent).min(50_000);
        let bytes: Vec<u8> = (sent..sent + piece)
            .map(|at| (at.wrapping_mul(31).wrapping_add(token) >> 3) as u8)
            .collect();
        sent += piece;
        Poll::Ready((piece > 0).then(|| Ok(Bytes::from(bytes))))
    })
    .with_length(length)
}

/// Whether a stream has these bytes.
async fn is_pattern(mut stream: ByteStream, token: u64, length: u64) -> std::io::Result<bool> {
    let mut at = 0_u64;
    while let Some(piece) = stream.next().await {
        for byte in piece? {
            if byte != (at.wrapping_mul(31).wrapping_add(token) >> 3) as u8 {
                return Ok(false);
            }
            at += 1;
        }
    }
    Ok(at == length)
}

/// Answers with the same token and text; and with an attachment of the same bytes, if those of the request are right.
async fn echo(mut request: Request<Echo>) -> soap_runtime::server::Result<Echo> {
    let refused = |text: String| Fault::new(FaultCode::Sender, text);
    let (token, text) = (request.body.token, request.body.text);
    let Some(id) = request
        .body
        .file
        .as_ref()
        .and_then(|file| file.content_id())
    else {
        return Ok(Response::new(Echo {
            token,
            text,
            file: None,
        }));
    };
    let length: u64 = text.parse().map_err(|_| refused("no length".into()))?;
    let part = request.attachments.part(id).await;
    let part = part.map_err(|error| refused(error.to_string()))?;
    let part = part.ok_or_else(|| refused("no part".into()))?;
    match is_pattern(part.body, token, length).await {
        Ok(true) => {}
        Ok(false) => return Err(refused("other bytes".into()).into()),
        Err(error) => return Err(refused(error.to_string()).into()),
    }
    let back = StreamedAttachment::new("back", "a/b", pattern(token, length));
    let file = Some(Base64Binary::in_part("back"));
    Ok(Response::new(Echo { token, text, file }).with_attachment(back))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Clean,
    Slow,
    Cut,
    Reset,
    Refused,
}

const WAYS: [Way; 5] = [Way::Clean, Way::Slow, Way::Cut, Way::Reset, Way::Refused];

/// Forwards connections to a server in one way. Returns the URL.
async fn forwarder(server: std::net::SocketAddr, way: Way) -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/soak", listener.local_addr()?);
    if way == Way::Refused {
        return Ok(url);
    }
    tokio::spawn(async move {
        let mut numbers = Numbers(way as u64 + 77);
        loop {
            let Ok((client, _)) = listener.accept().await else {
                continue;
            };
            // Some faults come in the first bytes, some late.
            let bits = numbers.next() % 23;
            let most = numbers.next() % (1 << bits);
            tokio::spawn(async move {
                if let Ok(server) = TcpStream::connect(server).await {
                    let _ = forward(client, server, way, most).await;
                }
            });
        }
    });
    Ok(url)
}

async fn forward(client: TcpStream, server: TcpStream, way: Way, most: u64) -> std::io::Result<()> {
    if way == Way::Reset {
        client.set_zero_linger()?;
    }
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_client, &mut to_server).await;
    });
    let mut buffer = vec![0; 16 << 10];
    let mut sent = 0;
    loop {
        let length = from_server.read(&mut buffer).await?;
        if length == 0 {
            break;
        }
        if way == Way::Slow {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        if matches!(way, Way::Cut | Way::Reset) && sent + length as u64 > most {
            let rest = (most - sent) as usize;
            to_client.write_all(&buffer[..rest]).await?;
            break;
        }
        to_client.write_all(&buffer[..length]).await?;
        sent += length as u64;
    }
    // Both halves are dropped: the connection is closed, or reset.
    up.abort();
    let _ = up.await;
    Ok(())
}

#[derive(Default)]
struct Tally {
    right: AtomicU64,
    failed: AtomicU64,
    bytes: AtomicU64,
    token: AtomicU64,
}

struct Soak {
    urls: Vec<String>,
    tally: Tally,
    end: AtomicBool,
}

impl Soak {
    /// Notes the outcome of a call. An error without a fault on the way, or a result that is not its own, ends the program.
    fn note(&self, way: Way, outcome: Result<u64, Failure>) {
        match outcome {
            Ok(bytes) => {
                assert!(way != Way::Refused, "a call went where nobody listens");
                self.tally.right.fetch_add(1, Ordering::Relaxed);
                self.tally.bytes.fetch_add(bytes, Ordering::Relaxed);
            }
            Err(error) => {
                let is_fault_due = matches!(way, Way::Cut | Way::Reset | Way::Refused);
                assert!(is_fault_due, "{way:?}: {error}");
                self.tally.failed.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    async fn caller(self: Arc<Self>, client: Client, seed: u64) {
        let mut numbers = Numbers(seed);
        while !self.end.load(Ordering::Relaxed) {
            // Most calls meet no fault.
            let way = match numbers.next() % 16 {
                0..10 => Way::Clean,
                10 | 11 => Way::Slow,
                12 | 13 => Way::Cut,
                14 => Way::Reset,
                _ => Way::Refused,
            };
            let place = WAYS.iter().position(|one| *one == way).unwrap_or_default();
            let client = client.with_endpoint(&self.urls[place]);
            let token = self.tally.token.fetch_add(1, Ordering::Relaxed);
            let outcome = match numbers.next() % 4 {
                0 => {
                    let bits = numbers.next() % 24;
                    let mut length = numbers.next() % (1 << bits);
                    if way == Way::Slow {
                        length %= 1 << 20;
                    }
                    with_attachments(&client, token, length.min(LARGEST)).await
                }
                _ => {
                    let bits = numbers.next() % 18;
                    plain(&client, token, (numbers.next() % (1 << bits)) as usize).await
                }
            };
            self.note(way, outcome);
        }
    }
}

async fn plain(client: &Client, token: u64, length: usize) -> Result<u64, Failure> {
    let text = format!("{token}:").repeat(length / 8 + 1);
    let request = Echo {
        token,
        text,
        file: None,
    };
    let reply = client.call::<Echo, ()>(&SEND, &request).await?;
    if reply.body != request {
        // No fault explains that.
        panic!(
            "the reply of another call: {} for {token}",
            reply.body.token
        );
    }
    Ok(length as u64)
}

async fn with_attachments(client: &Client, token: u64, length: u64) -> Result<u64, Failure> {
    let request = Echo {
        token,
        text: length.to_string(),
        file: Some(Base64Binary::in_part("there")),
    };
    let call = client.call::<Echo, ()>(&SEND, &request);
    let call = call.attach(StreamedAttachment::new(
        "there",
        "a/b",
        pattern(token, length),
    ));
    let (reply, mut attachments) = call.attachments().await.map_err(not_ours)?;
    if reply.body.token != token || reply.body.text != request.text {
        panic!(
            "the reply of another call: {} for {token}",
            reply.body.token
        );
    }
    let part = attachments.part("back").await?.ok_or("no part")?;
    if !is_pattern(part.body, token, length).await? {
        panic!("other bytes in the reply of {token}");
    }
    attachments.finish().await?;
    Ok(2 * length)
}

/// A fault of the server's own would be an error of the test.
fn not_ours(error: Error) -> Error {
    let text = error.to_string();
    assert!(!text.contains("other bytes"), "{text}");
    error
}

/// Memory in KiB and descriptors of this process.
fn resources() -> (u64, usize) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    let descriptors = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    (kib.unwrap_or_default(), descriptors)
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let seconds: u64 = arguments
        .next()
        .ok_or("usage: soak SECONDS [SVG]")?
        .parse()?;
    let svg = arguments.next();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let samples = runtime.block_on(run(Duration::from_secs(seconds)))?;
    if let Some(svg) = svg {
        std::fs::write(svg, chart(&samples))?;
    }
    Ok(())
}

/// The resources at a time.
#[derive(Clone, Copy)]
struct Sample {
    seconds: f64,
    /// Of the process.
    kib: u64,
    /// Of the heap.
    heap: u64,
    descriptors: usize,
}

async fn run(time: Duration) -> Result<Vec<Sample>, Failure> {
    let dispatcher = Dispatcher::builder(Arc::new(()))
        .operation(&SEND, |_, request: Request<Echo>| echo(request))
        .build()
        .time_limits(TimeLimits::default())
        .stream_attachments(AttachmentLimits::new().with_part_bytes(LARGEST));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let server = listener.local_addr()?;
    let router = axum::Router::new().fallback_service(dispatcher);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut urls = Vec::new();
    for way in WAYS {
        urls.push(forwarder(server, way).await?);
    }
    let soak = Arc::new(Soak {
        urls,
        tally: Tally::default(),
        end: AtomicBool::new(false),
    });
    // Its connections are counted at the end, so the pool is empty then.
    let idle = Duration::from_secs(1);
    let reqwest = Reqwest::builder().pool_idle_timeout(idle).build()?;
    let ureq = Ureq::builder().pool_idle_timeout(idle).build()?;
    let (_, first_descriptors) = resources();
    let mut callers = Vec::new();
    let mut threads = Vec::new();
    for caller in 0..CALLERS {
        let client = Client::new("http://localhost/", reqwest.clone());
        callers.push(tokio::spawn(soak.clone().caller(client, caller)));
        let (soak, client) = (
            soak.clone(),
            Client::blocking("http://localhost/", ureq.clone()),
        );
        threads.push(std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build()?;
            runtime.block_on(soak.caller(client, caller + 100));
            Ok::<_, std::io::Error>(())
        }));
    }
    let samples = sample(&soak, time).await;
    soak.end.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await?;
    }
    for thread in threads {
        thread.join().map_err(|_| "a caller panicked")??;
    }
    drop((reqwest, ureq));
    judge(&samples, first_descriptors, time).await?;
    Ok(samples)
}

/// Notes the memory ten times a second at most, 600 times in all.
async fn sample(soak: &Soak, time: Duration) -> Vec<Sample> {
    let begun = Instant::now();
    let mut samples = Vec::new();
    let step = (time / 600).max(Duration::from_millis(100));
    let mut said = begun;
    while begun.elapsed() < time {
        tokio::time::sleep(step).await;
        let (kib, descriptors) = resources();
        let heap = ALLOCATOR.current_usage() as u64 >> 10;
        samples.push(Sample {
            seconds: begun.elapsed().as_secs_f64(),
            kib,
            heap,
            descriptors,
        });
        if said.elapsed() > Duration::from_secs(60) || begun.elapsed() >= time {
            said = Instant::now();
            let tally = &soak.tally;
            println!(
                "{:.0} s: {} calls right, {} failed by a fault, {} MB in attachments and texts, {kib} KiB, of which {heap} KiB are allocated, {descriptors} descriptors",
                begun.elapsed().as_secs_f64(),
                tally.right.load(Ordering::Relaxed),
                tally.failed.load(Ordering::Relaxed),
                tally.bytes.load(Ordering::Relaxed) >> 20,
            );
        }
    }
    samples
}

/// Whether memory or descriptors grow after the first quarter.
fn growth(samples: &[Sample]) -> Result<(), Failure> {
    let (warm, rest) = samples.split_at(samples.len() / 4);
    for (name, slack, value) in [
        ("KiB of heap", 8192, (|it| it.heap) as fn(&Sample) -> u64),
        ("descriptors", 16, |it| it.descriptors as u64),
    ] {
        let most = |samples: &[Sample]| samples.iter().map(value).max().unwrap_or(0);
        let (warm, rest) = (most(warm), most(rest));
        println!("{name}: {warm} at most in the first quarter, {rest} after it");
        if rest > warm + warm / 4 + slack {
            return Err(format!("the {name} grow: {warm}, then {rest}").into());
        }
    }
    Ok(())
}

async fn judge(samples: &[Sample], first: usize, time: Duration) -> Result<(), Failure> {
    if time >= Duration::from_secs(20) {
        growth(samples)?;
    }
    let mut last = 0;
    for _ in 0..100 {
        last = resources().1;
        if last <= first {
            println!("descriptors: {first} before, {last} after");
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Err(format!("descriptors are lost: {first} before, {last} after").into())
}

/// The memory over time.
fn chart(samples: &[Sample]) -> String {
    let end = samples.last().map_or(1.0, |it| it.seconds);
    let most = samples.iter().map(|it| it.kib).max().unwrap_or(1) as f64 * 1.1;
    let mut points = String::new();
    for Sample { seconds, kib, .. } in samples {
        let (x, y) = (
            60.0 + seconds / end * 700.0,
            260.0 - *kib as f64 / most * 230.0,
        );
        let _ = write!(points, "{x:.1},{y:.1} ");
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 300\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"800\" height=\"300\" fill=\"white\"/>\n\
         <path d=\"M60 30V260H760\" fill=\"none\" stroke=\"black\"/>\n\
         <text x=\"5\" y=\"40\">{:.0} MB</text><text x=\"40\" y=\"264\">0</text><text x=\"700\" y=\"280\">{end:.0} s</text>\n\
         <polyline points=\"{}\" fill=\"none\" stroke=\"steelblue\"/>\n</svg>\n",
        most / 1024.0,
        points.trim_end()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(descriptors: impl Fn(usize) -> usize) -> Vec<Sample> {
        let sample = |at| Sample {
            seconds: at as f64,
            kib: 50_000,
            heap: 20_000,
            descriptors: descriptors(at),
        };
        (0..600).map(sample).collect()
    }

    /// Numbers that go up and down pass; a descriptor that is lost every two seconds does not.
    #[test]
    fn a_leak_is_found() {
        assert!(growth(&samples(|at| 110 + at * 7 % 50)).is_ok());
        assert!(growth(&samples(|at| 110 + at * 7 % 50 + at / 2)).is_err());
    }
}
