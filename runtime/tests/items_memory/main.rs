//! The memory that reading items takes does not grow with the response. A program of its own, because its allocator counts.
#![cfg(feature = "client")]

#[path = "../items/rows.rs"]
mod rows;
#[cfg(all(feature = "reqwest", feature = "server"))]
mod server;

use bytes::Bytes;
use peak_alloc::PeakAlloc;
use rows::{Headers, LIST, ListResponse, Row, report, row};
use soap_runtime::Client;
use soap_runtime::transport::{BlockingTransport, BodyStream, Pieces, TransportError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The memory of the process belongs to one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers with this many rows, which are made when they are asked for.
struct Many(usize);

struct Made {
    start: Option<Bytes>,
    next: usize,
    count: usize,
    end: Option<Bytes>,
}

impl Pieces for Made {
    fn poll_piece(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        if let Some(start) = self.start.take() {
            return Poll::Ready(Ok(Some(start)));
        }
        if self.next == self.count {
            return Poll::Ready(Ok(self.end.take()));
        }
        let end = (self.next + 64).min(self.count);
        let rows: String = (self.next..end).map(row).collect();
        self.next = end;
        Poll::Ready(Ok(Some(rows.into())))
    }
}

impl BlockingTransport for Many {
    fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let message = report("|");
        let (start, end) = message.split_once('|').unwrap();
        let made = Made {
            start: Some(Bytes::copy_from_slice(start.as_bytes())),
            next: 0,
            count: self.0,
            end: Some(Bytes::copy_from_slice(end.as_bytes())),
        };
        let mut response = http::Response::new(Bytes::new());
        response.extensions_mut().insert(BodyStream::new(made));
        Ok(response)
    }
}

/// Reads so many rows. Returns their bytes, and the peak of memory beyond what was there before.
fn read(count: usize) -> (usize, usize) {
    let _alone = alone();
    let client = Client::blocking("http://localhost/", Many(count));
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let call = client.call::<ListResponse, Headers>(&LIST, &());
    let mut items = call.items::<Row>().wait().unwrap();
    let (mut next, mut bytes) = (0, 0);
    for item in items.by_ref() {
        let item = item.unwrap();
        assert_eq!(item.id, next);
        next += 1;
        bytes += item.tags.iter().map(String::len).sum::<usize>();
    }
    assert_eq!(next as usize, count);
    assert_eq!(items.finish().unwrap().body.result.unwrap().total, Some(7));
    (bytes, ALLOCATOR.peak_usage().saturating_sub(before))
}

#[test]
fn the_peak_does_not_grow_with_the_rows() {
    let (bytes, peak) = read(10_000);
    assert!(bytes > 5 << 20);
    assert!(peak < 4 << 20, "{peak} bytes for {bytes} bytes of text");
}

/// `cargo test --release -p soap-runtime --test items_memory -- --ignored --nocapture`
#[test]
#[ignore = "reads a gigabyte"]
fn a_million_rows_through_16_mb() {
    let (bytes, peak) = read(1_000_000);
    println!("{bytes} bytes of text, {peak} bytes of memory");
    assert!(peak < 16 << 20, "{peak}");
}
