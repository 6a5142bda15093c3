//! Over HTTP, with both transports, awaited and blocking.

use super::files::{Files, SEND, TYPE, bytes, envelope, include, package};
use soap_runtime::transport::{Reqwest, Ureq};
use soap_runtime::{Base64Binary, ByteStream, Call, Client, Error, StreamedAttachment};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Answers one request with what a function writes. Returns the head and the body of the request.
fn server(
    answer: impl FnOnce(&mut TcpStream) + Send + 'static,
) -> (String, JoinHandle<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/files", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut head, mut body) = (String::new(), Vec::new());
        while reader.read_line(&mut head).unwrap() > 2 {}
        let head = head.to_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        match length {
            Some(length) => {
                body.resize(length.parse().unwrap(), 0);
                reader.read_exact(&mut body).unwrap();
            }
            None => loop {
                let mut size = String::new();
                if reader.read_line(&mut size).unwrap_or_default() == 0 {
                    break;
                }
                let size = usize::from_str_radix(size.trim(), 16).unwrap();
                let mut chunk = vec![0; size + 2];
                reader.read_exact(&mut chunk).unwrap();
                body.extend(&chunk[..size]);
                if size == 0 {
                    break;
                }
            },
        }
        answer(&mut stream);
        (head, body)
    });
    (url, served)
}

fn client(way: usize, url: &str) -> Client {
    match way {
        0 | 1 => Client::new(url, Reqwest::new().unwrap()),
        _ => Client::blocking(url, Ureq::new()),
    }
}

fn runtime() -> tokio::runtime::Runtime {
    let runtime = tokio::runtime::Builder::new_current_thread();
    { runtime }.enable_all().build().unwrap()
}

fn finish(way: usize, call: Call<Files, ()>) -> Result<(), Error> {
    match way {
        0 | 2 => runtime().block_on(call.into_future()).map(drop),
        _ => call.wait().map(drop),
    }
}

const WAYS: std::ops::Range<usize> = 0..4;

fn answer_xml(stream: &mut TcpStream) {
    let reply = envelope("");
    let length = reply.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n\r\n{reply}"
    )
    .unwrap();
}

#[test]
fn sent_with_and_without_a_length() {
    let file = bytes(700_000, 5);
    let request = Files {
        name: None,
        file: vec![Base64Binary::in_part("a")],
    };
    for way in WAYS {
        for knows_length in [true, false] {
            let (url, served) = server(answer_xml);
            let mut stream = ByteStream::from_reader(std::io::Cursor::new(file.clone()));
            if knows_length {
                stream = stream.with_length(file.len() as u64);
            }
            let part = StreamedAttachment::new("a", "image/png", stream);
            let call = client(way, &url).call(&SEND, &request).attach(part);
            finish(way, call).unwrap();
            let (head, body) = served.join().unwrap();
            assert_eq!(
                head.contains("\r\ncontent-length: "),
                knows_length,
                "{way}: {head}"
            );
            assert_eq!(
                head.contains("transfer-encoding: chunked"),
                !knows_length,
                "{head}"
            );
            let at = body.windows(4).rposition(|it| it == b"\r\n--").unwrap();
            assert!(body[..at].ends_with(&file), "{way}");
        }
    }
}

/// Reads attachments in one of four ways: their bytes, and the error after them.
fn read(way: usize, url: &str) -> (usize, Option<std::io::Error>) {
    let call = client(way, url)
        .call::<Files, ()>(&SEND, &Files::default())
        .attachments();
    let mut seen = 0;
    let mut take = |piece: &[u8]| seen += piece.len();
    let end = match way {
        0 | 2 => runtime().block_on(async {
            let (_, mut attachments) = call.await.unwrap();
            while let Some(part) = attachments.next().await {
                let mut part = part?;
                while let Some(piece) = part.body.next().await {
                    take(&piece?);
                }
            }
            attachments.finish().await
        }),
        _ => (|| {
            let (_, attachments) = call.wait().unwrap();
            for part in attachments {
                let mut reader = part?.body.into_reader();
                let mut buffer = [0; 1000];
                loop {
                    match reader.read(&mut buffer)? {
                        0 => break,
                        length => take(&buffer[..length]),
                    }
                }
            }
            Ok(())
        })(),
    };
    (seen, end.err())
}

fn reply() -> Vec<u8> {
    let message = envelope(&include("a"));
    let (a, b) = (bytes(300_000, 7), bytes(200_000, 8));
    package(&[
        ("root@x", "", message.as_bytes()),
        ("a", "", &a),
        ("b", "", &b),
    ])
}

#[test]
fn read_and_cut_off() {
    for cut in [0, 40_000] {
        for way in WAYS {
            let body = reply();
            let (url, _served) = server(move |stream| {
                let length = body.len();
                write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Type: {TYPE}\r\nContent-Length: {length}\r\n\r\n"
                )
                .unwrap();
                stream.write_all(&body[..length - cut]).unwrap();
            });
            let (seen, error) = read(way, &url);
            match (cut, error) {
                (0, None) => assert_eq!(seen, 500_002, "{way}"),
                (40_000, Some(error)) => {
                    assert!(seen > 400_000 && seen < 500_000, "{way}: {seen}");
                    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof, "{way}");
                }
                (_, error) => panic!("{way}, cut {cut}: {error:?}"),
            }
        }
    }
}

#[test]
#[cfg(feature = "gzip")]
fn compressed() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&reply()).unwrap();
    let body = encoder.finish().unwrap();
    for way in WAYS {
        let body = body.clone();
        let (url, _served) = server(move |stream| {
            let length = body.len();
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: {TYPE}\r\nContent-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n").unwrap();
            stream.write_all(&body).unwrap();
        });
        assert_eq!(read(way, &url).0, 500_002, "{way}");
    }
}

/// While nobody takes bytes the server waits, and who drops the attachments hangs up.
#[test]
fn back_pressure_and_giving_up() {
    for way in WAYS {
        let written = Arc::new(AtomicUsize::new(0));
        let counter = written.clone();
        let (url, served) = server(move |stream| {
            let message = envelope(&include("a"));
            let start = package(&[("root@x", "", message.as_bytes()), ("a", "", b"")]);
            let start = &start[..start.len() - "\r\n--b-1--\r\nnor this".len()];
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: {TYPE}\r\nConnection: close\r\n\r\n"
            )
            .unwrap();
            stream.write_all(start).unwrap();
            let block = bytes(100_000, 1);
            while stream.write_all(&block).is_ok() {
                counter.fetch_add(block.len(), Ordering::Relaxed);
            }
        });
        let call = client(way, &url)
            .call::<Files, ()>(&SEND, &Files::default())
            .attachments();
        let stalls = || {
            let mut before = 0;
            loop {
                std::thread::sleep(Duration::from_millis(200));
                let now = written.load(Ordering::Relaxed);
                if now == before {
                    break;
                }
                before = now;
                assert!(now < 64 << 20, "{way}: the server does not wait");
            }
        };
        match way {
            0 | 2 => runtime().block_on(async {
                let (_, mut attachments) = call.await.unwrap();
                let mut part = attachments.next().await.unwrap().unwrap();
                part.body.next().await.unwrap().unwrap();
                stalls();
            }),
            _ => {
                let (_, mut attachments) = call.wait().unwrap();
                let part = attachments.next().unwrap().unwrap();
                part.body.into_reader().read_exact(&mut [0; 10]).unwrap();
                stalls();
            }
        }
        // All is dropped: the server sees that, and ends.
        served.join().unwrap();
    }
}

#[test]
fn what_is_read_once_is_not_sent_twice() {
    let redirects =
        soap_runtime::CallOptions::new().with_redirects(soap_runtime::Redirects::SameOrigin);
    for way in WAYS {
        let (url, served) = server(|stream| {
            write!(
                stream,
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"
            )
            .unwrap();
        });
        let client = client(way, &url).with_options(redirects.clone());
        let part = StreamedAttachment::new("a", "image/png", "PNG");
        let call = client
            .call::<Files, ()>(&SEND, &Files::default())
            .attach(part);
        let error = finish(way, call).unwrap_err();
        assert!(
            error.to_string().contains("cannot be sent again"),
            "{way}: {error}"
        );
        served.join().unwrap();
    }
}
