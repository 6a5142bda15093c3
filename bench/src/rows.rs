//! A long list of a reply, read at once and item by item.
//!
//! ```text
//! rows serve                                       a server of long lists; prints its URL
//! rows read WAY URL COUNT                          reads so many rows; prints rows, bytes, nanoseconds and the peak of memory in KiB
//! ```
//! WAY is `at-once` or `items`, over `ureq`; `at-once-reqwest` or `items-reqwest`, on one thread; or `at-once-memory` or `items-memory`:
//! without a network, the URL is not used. A row has about 1000 bytes, in 20 elements. The peak is the `VmHWM` of the process (Linux).

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use soap_runtime::__private::v1;
use soap_runtime::transport::{
    BlockingTransport, BodyStream, Pieces, Reqwest, StreamResponse, TransportError, Ureq,
};
use soap_runtime::xml::{Limits, ReadOptions};
use soap_runtime::{CallOptions, Client};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const NS: &str = "urn:rows";
const HEAD: &str = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><ListResponse xmlns=\"urn:rows\"><Rows>";
const END: &str = "</Rows></ListResponse></s:Body></s:Envelope>";
/// Rows that are sent at once.
const BLOCK: usize = 64;

#[derive(Clone, Debug, Default, PartialEq)]
struct Row {
    id: i64,
    name: String,
    active: bool,
    price: f64,
    texts: Vec<String>,
}
v1::structure!(ROW: Row = (NS, "Row") in (NS, "") {
    0 id: element("Id", REQUIRED),
    1 name: element("Name", REQUIRED),
    2 active: element("Active", REQUIRED),
    3 price: element("Price", REQUIRED),
    4 texts: element("Text", REPEATED),
});

#[derive(Clone, Debug, Default, PartialEq)]
struct ListResponse {
    rows: Option<Vec<Row>>,
}
static ITEM: v1::Member = v1::element(NS, "Row", "<Row>", "</Row>", v1::REPEATED);
v1::structure!(LIST_RESPONSE: ListResponse = (NS, "ListResponse") in (NS, "") {
    0 rows: element("Rows").item(&ITEM),
});

static OUTPUT: v1::Member = v1::element(
    NS,
    "ListResponse",
    "<ListResponse>",
    "</ListResponse>",
    v1::REQUIRED,
);
static LIST: v1::Operation = v1::Operation {
    name: "List",
    service: "Rows",
    declarations: " xmlns=\"urn:rows\"",
    output: Some(&OUTPUT),
    ..v1::Operation::EMPTY
};

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["serve"] => serve(),
        ["read", way, url, count] => read(way, url, count.parse()?),
        _ => Err("usage: rows serve | read WAY URL COUNT".into()),
    }
}

fn row(id: usize) -> String {
    let text = "a text of a column, with some words in it";
    let texts = format!("<Text>{text}</Text>").repeat(16);
    format!(
        "<Row><Id>{id}</Id><Name>row {id} of many</Name><Active>true</Active><Price>12.5</Price>{texts}</Row>"
    )
}

fn block() -> Bytes {
    let rows: String = (1_000_000..1_000_000 + BLOCK).map(row).collect();
    rows.into()
}

/// Answers a request for `/COUNT`.
fn serve() -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}/", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                // A client that hangs up is none of our business.
                let _ = answer(stream);
            });
        }
    });
    // Waits until the parent process ends.
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn answer(mut stream: TcpStream) -> Result<(), Failure> {
    let mut head = String::new();
    let mut reader = BufReader::new(stream.try_clone()?);
    while reader.read_line(&mut head)? > 2 {}
    // A body that is not read would reset the connection.
    let length = head.lines().find_map(|line| {
        line.to_ascii_lowercase()
            .strip_prefix("content-length:")?
            .trim()
            .parse()
            .ok()
    });
    reader.read_exact(&mut vec![0; length.unwrap_or_default()])?;
    let count: usize = head
        .split_whitespace()
        .nth(1)
        .and_then(|path| path.trim_start_matches('/').parse().ok())
        .ok_or("no count in the path")?;
    let block = block();
    let blocks = count / BLOCK;
    let length = HEAD.len() + blocks * block.len() + END.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {length}\r\n\r\n{HEAD}"
    )?;
    for _ in 0..blocks {
        stream.write_all(&block)?;
    }
    stream.write_all(END.as_bytes())?;
    Ok(())
}

/// A reply from memory, in pieces of a block.
struct Memory {
    count: usize,
}

struct Blocks {
    block: Bytes,
    left: usize,
    end: Option<Bytes>,
}

impl Pieces for Blocks {
    fn poll_piece(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        Poll::Ready(Ok(match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Some(self.block.clone())
            }
            None => self.end.take(),
        }))
    }
}

impl BlockingTransport for Memory {
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let mut response = http::Response::new(Bytes::new());
        let value = http::HeaderValue::from_static("text/xml; charset=utf-8");
        response.headers_mut().insert("content-type", value);
        let (block, blocks) = (block(), self.count / BLOCK);
        if request.extensions().get::<StreamResponse>().is_some() {
            struct First(Option<Bytes>, Blocks);
            impl Pieces for First {
                fn poll_piece(
                    &mut self,
                    context: &mut Context<'_>,
                ) -> Poll<Result<Option<Bytes>, TransportError>> {
                    match self.0.take() {
                        Some(first) => Poll::Ready(Ok(Some(first))),
                        None => self.1.poll_piece(context),
                    }
                }
            }
            let blocks = Blocks {
                block,
                left: blocks,
                end: Some(Bytes::from_static(END.as_bytes())),
            };
            let first = First(Some(Bytes::from_static(HEAD.as_bytes())), blocks);
            response.extensions_mut().insert(BodyStream::new(first));
            return Ok(response);
        }
        let mut body = Vec::with_capacity(HEAD.len() + blocks * block.len() + END.len());
        body.extend_from_slice(HEAD.as_bytes());
        (0..blocks).for_each(|_| body.extend_from_slice(&block));
        body.extend_from_slice(END.as_bytes());
        *response.body_mut() = body.into();
        Ok(response)
    }
}

fn read(way: &str, url: &str, count: usize) -> Result<(), Failure> {
    let count = count / BLOCK * BLOCK;
    let url = format!("{url}{count}");
    let client = match way.split('-').next_back() {
        Some("memory") => Client::blocking("http://localhost/", Memory { count }),
        Some("reqwest") => Client::new(url, Reqwest::new()?),
        _ => Client::blocking(url, Ureq::new()),
    };
    let most = Limits::default().with_message(u32::MAX as usize - 1);
    let options = CallOptions::new().with_timeout(Duration::MAX);
    let begun = Instant::now();
    let (mut rows, mut sum) = (0, 0);
    let mut see = |row: &Row| {
        rows += 1;
        sum += row.id as usize + row.texts.len();
    };
    if way.starts_with("at-once") {
        let options = options.with_read(ReadOptions::default().with_limits(most));
        let call = client
            .with_options(options)
            .call::<ListResponse, ()>(&LIST, &());
        let reply = match way {
            "at-once-reqwest" => one_thread()?.block_on(call.into_future())?,
            _ => call.wait()?,
        };
        reply.body.rows.iter().flatten().for_each(see);
    } else {
        let call = client
            .with_options(options)
            .call::<ListResponse, ()>(&LIST, &());
        let call = call.items::<Row>();
        if way == "items-reqwest" {
            one_thread()?.block_on(async {
                let mut items = call.await?;
                while let Some(row) = items.next().await {
                    see(&row?);
                }
                items.finish().await
            })?;
        } else {
            let mut items = call.wait()?;
            for row in items.by_ref() {
                see(&row?);
            }
            items.finish()?;
        }
    }
    let time = begun.elapsed().as_nanos();
    if rows != count || sum < rows {
        return Err(format!("{rows} rows instead of {count}").into());
    }
    let bytes = HEAD.len() + count / BLOCK * block().len() + END.len();
    println!("{rows} {bytes} {time} {}", peak());
    Ok(())
}

fn one_thread() -> Result<tokio::runtime::Runtime, Failure> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    Ok(runtime.enable_all().build()?)
}

/// The most memory that the process had, in KiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .unwrap_or_default()
}
