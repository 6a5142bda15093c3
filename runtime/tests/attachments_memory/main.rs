//! The memory that attachments take does not grow with them, in requests and in responses. A program of its own, because its allocator
//! counts.
#![cfg(all(feature = "reqwest", feature = "ureq"))]

#[cfg(all(feature = "http2", feature = "server"))]
#[path = "../attachments/both_ways.rs"]
mod both_ways;
#[cfg(feature = "gzip")]
mod compressed;
#[path = "../attachments/files.rs"]
mod files;
#[cfg(all(feature = "http2", feature = "server"))]
mod server;

use files::{Files, SEND, TYPE, envelope, include, package};
use peak_alloc::PeakAlloc;
use soap_runtime::transport::{Reqwest, Ureq};
use soap_runtime::{Base64Binary, ByteStream, CallOptions, Client, StreamedAttachment};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The memory of the process belongs to one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

const BLOCK: usize = 64 << 10;

/// A server on loopback. It counts the bytes of a request that is announced by its length, and answers with a package of as many.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/files", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(move || serve(stream.unwrap()));
        }
    });
    url
}

fn serve(mut stream: TcpStream) {
    let mut reader = BufReader::with_capacity(BLOCK, stream.try_clone().unwrap());
    loop {
        let mut head = String::new();
        while reader.read_line(&mut head).unwrap_or_default() > 2 {}
        let head = head.to_ascii_lowercase();
        let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
        let Some(length) = field("content-length: ") else {
            return;
        };
        let length: u64 = length.parse().unwrap();
        let read = std::io::copy(&mut (&mut reader).take(length), &mut std::io::sink()).unwrap();
        assert_eq!(read, length);
        let count: usize = field("x-bytes: ").unwrap().parse().unwrap();
        let message = envelope(&include("a"));
        let whole = package(&[("root@x", "", message.as_bytes()), ("a", "", b"")]);
        let (start, end) = whole.split_at(whole.len() - "\r\n--b-1--\r\nnor this".len());
        let length = whole.len() + count;
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: {TYPE}\r\nContent-Length: {length}\r\n\r\n"
        )
        .unwrap();
        stream.write_all(start).unwrap();
        let block = vec![b'x'; BLOCK];
        let mut left = count;
        while left > 0 {
            let piece = left.min(BLOCK);
            if stream.write_all(&block[..piece]).is_err() {
                return;
            }
            left -= piece;
        }
        stream.write_all(end).unwrap();
    }
}

/// Sends so many bytes and reads as many. Returns the peak of memory beyond what was there before.
fn both_ways(client: &Client, count: usize) -> usize {
    let options = CallOptions::new()
        .with_timeout(Duration::MAX)
        .with_http_header("x-bytes".parse().unwrap(), count.into());
    let client = client.with_options(options);
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let request = Files {
        name: None,
        file: vec![Base64Binary::in_part("f")],
    };
    let reader = std::io::repeat(b'y').take(count as u64);
    let stream = ByteStream::from_reader(reader).with_length(count as u64);
    let call = client.call::<Files, ()>(&SEND, &request);
    let call = call.attach(StreamedAttachment::new("f", "video/mp4", stream));
    let (response, mut attachments) = call.attachments().wait().unwrap();
    assert_eq!(response.body.file[0].content_id(), Some("a"));
    let part = attachments.next().unwrap().unwrap();
    let read = std::io::copy(&mut part.body.into_reader(), &mut std::io::sink()).unwrap();
    assert_eq!(read, count as u64);
    attachments.finish().unwrap();
    ALLOCATOR.peak_usage().saturating_sub(before)
}

fn clients() -> [(&'static str, Client); 2] {
    let url = server();
    [
        ("reqwest", Client::new(&url, Reqwest::new().unwrap())),
        ("ureq", Client::blocking(&url, Ureq::new())),
    ]
}

#[test]
fn nothing_is_collected() {
    let _alone = alone();
    for (name, client) in clients() {
        both_ways(&client, 1 << 20);
        let peak = both_ways(&client, 48 << 20);
        assert!(peak < 6 << 20, "{name}: {peak} bytes of memory");
    }
}

/// `cargo test --release -p soap-runtime --all-features --test attachments_memory -- --ignored --nocapture`
#[test]
#[ignore = "sends and reads 4 GB with each transport"]
fn four_gigabytes_each_way() {
    let _alone = alone();
    for (name, client) in clients() {
        both_ways(&client, 1 << 20);
        let begun = std::time::Instant::now();
        let peak = both_ways(&client, 4 << 30);
        println!("{name}: {peak} bytes of memory, {:.1?}", begun.elapsed());
        assert!(peak < 32 << 20, "{name}: {peak} bytes of memory");
    }
}
