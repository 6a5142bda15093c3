//! Over HTTP, with both transports, awaited and blocking: chunked, slow, cut, compressed, and faults instead of rows.

#[path = "../loopback/mod.rs"]
mod loopback;

use super::rows::{Headers, LIST, ListResponse, Row, envelope, report, row};
use loopback::{Server, Step, chunked, response};
use soap_runtime::transport::{Reqwest, TransportErrorKind, Ureq};
use soap_runtime::{Call, Client, Error, ErrorDetails, Reply};
use std::time::{Duration, Instant};

const XML: &str = "Content-Type: text/xml; charset=utf-8\r\n";

type Read = (Vec<i32>, Result<Reply<ListResponse, Headers>, Error>);

/// Reads the rows of a call, in one of four ways.
fn read(way: usize, url: &str) -> Read {
    let limit = Duration::from_secs(10);
    let reqwest = || Reqwest::builder().timeout(limit).build().unwrap();
    let ureq = || Ureq::builder().timeout(limit).build().unwrap();
    let client = match way {
        0 | 1 => Client::new(url, reqwest()),
        _ => Client::blocking(url, ureq()),
    };
    let call = client.call::<ListResponse, Headers>(&LIST, &());
    match way {
        0 | 2 => awaited(call),
        _ => blocking(call),
    }
}

const WAYS: std::ops::Range<usize> = 0..4;

fn awaited(call: Call<ListResponse, Headers>) -> Read {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    runtime.block_on(async {
        let mut ids = Vec::new();
        let mut rows = match call.items::<Row>().await {
            Ok(rows) => rows,
            Err(error) => return (ids, Err(error)),
        };
        while let Some(row) = rows.next().await {
            match row {
                Ok(row) => ids.push(row.id),
                Err(error) => return (ids, Err(error)),
            }
        }
        (ids, rows.finish().await)
    })
}

fn blocking(call: Call<ListResponse, Headers>) -> Read {
    let mut ids = Vec::new();
    let mut rows = match call.items::<Row>().wait() {
        Ok(rows) => rows,
        Err(error) => return (ids, Err(error)),
    };
    for row in rows.by_ref() {
        match row {
            Ok(row) => ids.push(row.id),
            Err(error) => return (ids, Err(error)),
        }
    }
    (ids, rows.finish())
}

fn some(count: i32) -> String {
    report(&(0..count as usize).map(row).collect::<String>())
}

fn all(count: i32) -> Vec<i32> {
    (0..count).collect()
}

#[test]
fn chunked_and_with_a_length() {
    let message = some(500);
    for script in [
        chunked(XML, message.as_bytes(), 777),
        response("200 OK", XML, &message),
    ] {
        let server = Server::answering(script);
        for way in WAYS {
            let (ids, end) = read(way, &server.url);
            assert_eq!(ids, all(500), "{way}");
            assert_eq!(end.unwrap().body.result.unwrap().total, Some(7), "{way}");
        }
    }
}

#[test]
fn rows_arrive_one_by_one() {
    let message = some(3);
    let (head, rest) = message.split_at(message.find("<Row><Id>1").unwrap());
    let pause = Duration::from_millis(600);
    let head_of = format!(
        "HTTP/1.1 200 OK\r\n{XML}Content-Length: {}\r\n\r\n{head}",
        message.len()
    );
    let server = Server::answering(vec![
        Step::Send(head_of.into_bytes()),
        Step::Wait(pause),
        Step::Send(rest.as_bytes().to_vec()),
    ]);
    let client = Client::blocking(&server.url, Ureq::new());
    let call = client.call::<ListResponse, Headers>(&LIST, &());
    let begun = Instant::now();
    let mut rows = call.items::<Row>().wait().unwrap();
    assert_eq!(rows.next().unwrap().unwrap().id, 0);
    let first = begun.elapsed();
    assert_eq!(rows.next().unwrap().unwrap().id, 1);
    let second = begun.elapsed();
    assert!(first < pause && second >= pause, "{first:?} {second:?}");
    rows.finish().unwrap();
}

#[test]
fn cut_in_the_middle() {
    let message = some(50);
    let Step::Send(whole) = &response("200 OK", XML, &message)[0] else {
        unreachable!("it is sent")
    };
    let cut = whole.len() - 2000;
    let server = Server::answering(vec![Step::Send(whole[..cut].to_vec()), Step::Close]);
    for way in WAYS {
        let (ids, end) = read(way, &server.url);
        assert!(ids.len() >= 40 && ids.len() < 50, "{way}: {ids:?}");
        let error = end.unwrap_err();
        let ErrorDetails::Transport(cause) = error.details() else {
            panic!("{way}: {error}");
        };
        assert_eq!(cause.kind(), TransportErrorKind::Closed, "{way}");
    }
}

#[test]
fn faults_instead_of_rows() {
    let fault = envelope(
        "",
        "<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring></s:Fault>",
    );
    let server = Server::answering(response("500 Internal Server Error", XML, fault));
    for way in WAYS {
        let (ids, end) = read(way, &server.url);
        assert!(ids.is_empty() && end.unwrap_err().is_fault(), "{way}");
    }
}

#[test]
fn the_time_limit_is_that_of_the_whole_response() {
    let message = some(3);
    let cut = message.find("<Row><Id>1").unwrap();
    let head = format!(
        "HTTP/1.1 200 OK\r\n{XML}Content-Length: {}\r\n\r\n{}",
        message.len(),
        &message[..cut]
    );
    let server = Server::answering(vec![
        Step::Send(head.into_bytes()),
        Step::Wait(Duration::from_secs(20)),
    ]);
    for way in WAYS {
        let client = match way {
            0 | 1 => Client::new(&server.url, Reqwest::new().unwrap()),
            _ => Client::blocking(&server.url, Ureq::new()),
        };
        let client = client.with_timeout(Duration::from_millis(500));
        let call = client.call::<ListResponse, Headers>(&LIST, &());
        let (ids, end) = match way {
            0 | 2 => awaited(call),
            _ => blocking(call),
        };
        assert_eq!(ids, [0], "{way}");
        assert!(end.unwrap_err().is_timeout(), "{way}");
    }
}

#[test]
#[cfg(feature = "gzip")]
fn compressed() {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(some(300).as_bytes()).unwrap();
    let body = encoder.finish().unwrap();
    let headers = format!("{XML}Content-Encoding: gzip\r\n");
    let server = Server::answering(chunked(&headers, &body, 333));
    for way in WAYS {
        let (ids, end) = read(way, &server.url);
        assert_eq!(ids, all(300), "{way}");
        end.unwrap();
    }
}

#[test]
fn the_limit_of_the_transport_is_that_of_the_whole_response() {
    let server = Server::answering(response("200 OK", XML, some(100)));
    let clients = [
        Client::new(
            &server.url,
            Reqwest::builder().response_limit(50_000).build().unwrap(),
        ),
        Client::blocking(
            &server.url,
            Ureq::builder().response_limit(50_000).build().unwrap(),
        ),
    ];
    for client in clients {
        let (ids, end) = blocking(client.call(&LIST, &()));
        assert!(ids.len() < 60);
        let error = end.unwrap_err();
        assert!(
            error.to_string().contains("larger than 50000 bytes"),
            "{error}"
        );
    }
}

#[test]
fn a_server_waits_while_nobody_takes_rows() {
    use std::io::{Read as _, Write as _};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/rows", listener.local_addr().unwrap());
    let written = Arc::new(AtomicUsize::new(0));
    let counter = written.clone();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = vec![0; 4096];
        let _ = stream.read(&mut request).unwrap();
        let head = format!("HTTP/1.1 200 OK\r\n{XML}Connection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let (start, _) = report("")
            .split_once("</Rows>")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        stream.write_all(start.as_bytes()).unwrap();
        let many: String = (0..100).map(row).collect();
        // Until the client hangs up.
        while stream.write_all(many.as_bytes()).is_ok() {
            counter.fetch_add(many.len(), Ordering::Relaxed);
        }
    });
    let client = Client::new(&url, Reqwest::new().unwrap());
    let call = client.call::<ListResponse, Headers>(&LIST, &());
    let mut rows = call.items::<Row>().wait().unwrap();
    rows.next().unwrap().unwrap();
    let mut before = 0;
    // The buffers of the connection fill, and then nothing more is written.
    loop {
        std::thread::sleep(Duration::from_millis(300));
        let now = written.load(Ordering::Relaxed);
        if now == before {
            break;
        }
        before = now;
        assert!(now < 64 << 20, "the server does not wait");
    }
    drop(rows);
    server.join().unwrap();
}
