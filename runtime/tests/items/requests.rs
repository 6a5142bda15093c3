//! Requests whose items are written while they are sent.

use super::rows::{IMPORT, Import, ListResponse, Row, envelope};
use super::{URL, block_on};
use soap_runtime::transport::{MockResponse, MockTransport};
use soap_runtime::{CallOptions, Client, Error, ErrorKind};

fn row(id: i32) -> Row {
    Row {
        id,
        name: Some(format!("row {id} <&>")),
        tags: vec!["a".to_owned(); 3],
        ..Row::default()
    }
}

fn import(rows: impl IntoIterator<Item = i32>) -> Import {
    Import {
        source: "here".to_owned(),
        rows: Some(rows.into_iter().map(row).collect()),
        note: Some("and <Row> no more".to_owned()),
    }
}

fn mock() -> MockTransport {
    let mock = MockTransport::new();
    mock.respond(MockResponse::xml(envelope("", "")));
    mock
}

fn send(client: &Client, first: &Import, rows: std::ops::Range<i32>) -> Result<(), Error> {
    let call = client.call::<(), ()>(&IMPORT, first);
    let call = call.followed_by::<Import, Row, _>(rows.map(row));
    block_on(call).map(drop)
}

#[test]
fn the_bytes_are_those_of_a_whole_request() {
    for (first, all) in [(1, 1), (1, 2), (3, 2000)] {
        let mock = mock();
        let client = Client::new(URL, mock.clone());
        send(&client, &import(0..first), first..all).unwrap();
        let whole = client.request(&IMPORT, &import(0..all)).unwrap();
        assert_eq!(mock.requests()[0].body(), whole.body(), "{first} {all}");
    }
}

#[test]
fn what_cannot_be_sent() {
    let client = Client::new(URL, mock());
    let error = send(&client, &import([]), 0..1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(
        error
            .to_string()
            .contains("has no item that others could follow"),
        "{error}"
    );

    let error = client.call::<(), ()>(&IMPORT, &import([1]));
    let error = block_on(error.followed_by::<ListResponse, Row, _>([row(1)]))
        .map(drop)
        .unwrap_err();
    assert!(error.to_string().contains("has no item"), "{error}");

    let packed = client.with_options(CallOptions::new().with_mtom(1000));
    let error = send(&packed, &import([1]), 0..1).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("packages and envelope interceptors"),
        "{error}"
    );

    // An item that cannot be written ends the request.
    let bad = Row {
        name: Some("\u{1}".to_owned()),
        ..row(2)
    };
    let call = client.call::<(), ()>(&IMPORT, &import([1]));
    let error = block_on(call.followed_by::<Import, Row, _>([row(2), bad]))
        .map(drop)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode, "{error}");
}

#[cfg(all(feature = "reqwest", feature = "ureq"))]
mod over_http {
    use super::*;
    use soap_runtime::transport::{Reqwest, Ureq};
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;
    use std::thread::JoinHandle;

    /// Answers one request with a chunked body, and returns that.
    fn server(status: &'static str) -> (String, JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/rows", listener.local_addr().unwrap());
        let served = std::thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut head, mut body) = (String::new(), Vec::new());
            while reader.read_line(&mut head).unwrap() > 2 {}
            // A client that gives up at once sends nothing.
            if head.is_empty() {
                return body;
            }
            assert!(
                head.to_ascii_lowercase()
                    .contains("transfer-encoding: chunked"),
                "{head}"
            );
            loop {
                let mut size = String::new();
                // A client that gives up closes the connection.
                if reader.read_line(&mut size).unwrap_or_default() == 0 {
                    return body;
                }
                let size = usize::from_str_radix(size.trim(), 16).unwrap();
                let mut chunk = vec![0; size + 2];
                reader.read_exact(&mut chunk).unwrap();
                body.extend(&chunk[..size]);
                if size == 0 {
                    break;
                }
            }
            let reply = envelope("", "");
            let mut stream = stream;
            write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nLocation: /other\r\nContent-Length: {}\r\n\r\n{reply}",
                reply.len()
            )
            .unwrap();
            body
        });
        (url, served)
    }

    /// Calls with both transports, blocking and awaited.
    fn each_way(status: &'static str, check: impl Fn(Result<(), Error>, Vec<u8>), rows: &[Row]) {
        for way in 0..4 {
            let (url, served) = server(status);
            let client = match way {
                0 | 1 => Client::new(url, Reqwest::new().unwrap()),
                _ => Client::blocking(url, Ureq::new()),
            };
            let client = client.with_options(
                CallOptions::new().with_redirects(soap_runtime::Redirects::SameOrigin),
            );
            let call = client.call::<(), ()>(&IMPORT, &import([0]));
            let call = call.followed_by::<Import, Row, _>(rows.to_vec());
            let result = match way {
                0 | 2 => block_on(call),
                _ => call.wait(),
            };
            check(result.map(drop), served.join().unwrap());
        }
    }

    #[test]
    fn in_chunks() {
        let client = Client::without_transport(URL);
        let whole = client
            .request(&IMPORT, &import(0..3000))
            .unwrap()
            .into_body();
        let rows: Vec<Row> = (1..3000).map(row).collect();
        each_way(
            "200 OK",
            |result, body| {
                result.unwrap();
                assert!(body == whole);
            },
            &rows,
        );
    }

    #[test]
    fn it_is_sent_once() {
        each_way(
            "307 Temporary Redirect",
            |result, _| {
                let error = result.unwrap_err();
                assert!(
                    error.to_string().contains("cannot be sent again"),
                    "{error}"
                );
            },
            &[row(1)],
        );
    }

    #[test]
    fn items_that_cannot_be_written() {
        let bad = Row {
            name: Some("\u{1}".to_owned()),
            ..row(2)
        };
        each_way(
            "200 OK",
            |result, body| {
                assert_eq!(result.unwrap_err().kind(), ErrorKind::Encode);
                assert!(!body.ends_with(b"</s:Envelope>"));
            },
            &[row(1), bad],
        );
    }
}
