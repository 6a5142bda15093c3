//! Compressed packages that grow a thousand times when they are decoded.

use super::files::{Files, SEND, TYPE, envelope, include, package};
use super::{ALLOCATOR, alone};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use soap_runtime::transport::{BlockingTransport, BodyStream, Pieces, TransportError};
use soap_runtime::xml::ReadOptions;
use soap_runtime::{AttachmentLimits, BlockingAttachments, CallOptions, Client, Error, Reply};
use std::io::{self, Write};
use std::task::{Context, Poll};

/// The bytes of the part, decoded.
const LARGE: usize = 32 << 20;
/// The most memory that may be taken beyond the limits.
const MOST: usize = 3 << 20;

/// Answers with a body that is there in one piece.
struct Answer {
    coding: &'static str,
    body: Bytes,
}

struct OnePiece(Bytes);

impl Pieces for OnePiece {
    fn poll_piece(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        let piece = std::mem::take(&mut self.0);
        Poll::Ready(Ok((!piece.is_empty()).then_some(piece)))
    }
}

impl BlockingTransport for Answer {
    fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let mut response = http::Response::new(Bytes::new());
        let headers = response.headers_mut();
        headers.insert("content-type", TYPE.parse().unwrap());
        headers.insert("content-encoding", self.coding.parse().unwrap());
        let pieces = OnePiece(self.body.clone());
        response.extensions_mut().insert(BodyStream::new(pieces));
        Ok(response)
    }
}

/// A compressed package, which has a large part after or before the message, or a large message.
fn bomb(coding: &'static str, place: usize) -> Bytes {
    let message = envelope(&include("a"));
    let mut parts: Vec<(&str, &str, &[u8])> =
        vec![("root@x", "", message.as_bytes()), ("a", "", b"?")];
    parts.rotate_left(place % 2);
    let package = package(&parts);
    let mark: &[u8] = if place < 2 { b"?" } else { b"<File>" };
    let at = package.windows(mark.len()).position(|it| it == mark);
    let (start, end) = package.split_at(at.unwrap());
    let write = |to: &mut dyn Write| -> io::Result<()> {
        to.write_all(start)?;
        for _ in 0..LARGE >> 16 {
            to.write_all(&[b' '; 1 << 16])?;
        }
        to.write_all(end)
    };
    let level = Compression::fast();
    let mut raw = DeflateEncoder::new(Vec::new(), level);
    let mut zlib = ZlibEncoder::new(Vec::new(), level);
    let mut gzip = GzEncoder::new(Vec::new(), level);
    let body = match coding {
        "gzip" => write(&mut gzip).and_then(|()| gzip.finish()),
        "deflate" => write(&mut zlib).and_then(|()| zlib.finish()),
        _ => write(&mut raw).and_then(|()| raw.finish()),
    };
    body.unwrap().into()
}

type Outcome = Result<(Reply<Files, ()>, BlockingAttachments), Error>;

/// The result of `then` on the outcome of a call, and the peak of memory beyond that before the call.
fn peak<T>(
    (coding, body): (&'static str, &Bytes),
    limits: AttachmentLimits,
    then: impl FnOnce(Outcome) -> T,
) -> (T, usize) {
    let body = body.clone();
    let coding = coding.trim_start_matches("raw ");
    let client = Client::blocking("http://h/", Answer { coding, body });
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let call = client.call::<Files, ()>(&SEND, &Files::default());
    let outcome = then(call.attachments().limits(limits).wait());
    (outcome, ALLOCATOR.peak_usage().saturating_sub(before))
}

fn read_first(outcome: Outcome) -> io::Result<u64> {
    let (_, mut attachments) = outcome.unwrap();
    let part = attachments.next().unwrap()?;
    io::copy(&mut part.body.into_reader(), &mut io::sink())
}

fn skip(outcome: Outcome) -> io::Result<()> {
    outcome.unwrap().1.finish()
}

#[test]
fn a_slice_is_decoded_at_once() {
    let _alone = alone();
    for coding in ["gzip", "deflate", "raw deflate"] {
        let after = bomb(coding, 0);
        assert!(after.len() < LARGE / 200, "{} bytes", after.len());
        let after = (coding, &after);

        let (read, memory) = peak(after, AttachmentLimits::new(), read_first);
        assert_eq!(read.unwrap(), LARGE as u64 + 1);
        assert!(memory < MOST, "{coding}, read: {memory} bytes of memory");

        let limits = AttachmentLimits::new().with_part_bytes(1 << 20);
        let (read, memory) = peak(after, limits, read_first);
        assert_eq!(read.unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert!(memory < MOST, "{coding}, refused: {memory} bytes of memory");

        let limits = AttachmentLimits::new().with_total_bytes(1 << 20);
        let (skipped, memory) = peak(after, limits, skip);
        assert_eq!(skipped.unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert!(memory < MOST, "{coding}, skipped: {memory} bytes of memory");
    }
}

/// A part before the message, which is kept, and the message itself: no more than their limits are held.
#[test]
fn limits_are_seen_while_decoding() {
    let _alone = alone();
    let before = bomb("gzip", 1);
    let (error, memory) = peak(("gzip", &before), AttachmentLimits::new(), Outcome::err);
    let error = error.unwrap().to_string();
    assert!(error.contains("larger than the 1048576 bytes"), "{error}");
    assert!(memory < MOST + (1 << 20), "kept: {memory} bytes of memory");

    let message = bomb("gzip", 2);
    let client = Client::blocking(
        "http://h/",
        Answer {
            coding: "gzip",
            body: message,
        },
    );
    let mut read = ReadOptions::default();
    read.limits.message = 1 << 20;
    let client = client.with_options(CallOptions::new().with_read(read));
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let call = client.call::<Files, ()>(&SEND, &Files::default());
    let error = call.attachments().wait().unwrap_err().to_string();
    let memory = ALLOCATOR.peak_usage().saturating_sub(before);
    assert!(error.contains("more than 1048576 bytes"), "{error}");
    assert!(
        memory < MOST + (2 << 20),
        "message: {memory} bytes of memory"
    );
}
