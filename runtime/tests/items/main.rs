//! Items that are read while the response arrives: the same results as reading at once.
#![cfg(feature = "client")]

mod differential;
#[cfg(all(feature = "reqwest", feature = "ureq"))]
mod over_http;
mod paths;
mod pieces;
mod requests;

use bytes::Bytes;
use pieces::rows::{
    self, Headers, InPieces, Item, LIST, ListResponse, Report, Row, Sent, envelope, report, row,
};
use pieces::{URL, block_on, read};
use soap_runtime::transport::MockTransport;
use soap_runtime::transport::{MockResponse, TransportErrorKind};
use soap_runtime::xml::{Limits, ReadOptions};
use soap_runtime::{CallOptions, Client, ErrorDetails, ErrorKind, HttpReason, ServiceError};

fn client(transport: InPieces) -> Client {
    Client::new(URL, transport)
}

fn ids(rows: &[Row]) -> Vec<i32> {
    rows.iter().map(|row| row.id).collect()
}

#[test]
fn rows_while_they_arrive_and_the_rest_after_them() {
    let text: String = (0..1000).map(row).collect();
    let message = report(&text);
    let cuts: Vec<usize> = (1..message.len()).step_by(5000).collect();
    let (rows, rest) = read(&client(InPieces::of(message.as_bytes(), &cuts)));
    assert_eq!(ids(&rows), (0..1000).collect::<Vec<_>>());
    assert_eq!(rows[999].name.as_deref(), Some("row 999 of many"));
    let rest = rest.unwrap();
    let expected = Report {
        title: "all".to_owned(),
        rows: Some(Vec::new()),
        codes: None,
        total: Some(7),
    };
    assert_eq!(rest.body.result, Some(expected));
    assert!(rest.deviations.is_empty() && rest.skipped.is_empty());
}

#[test]
fn the_first_row_is_returned_before_the_second_has_arrived() {
    let message = report(&(row(1) + &row(2)));
    let cut = message.find("<Row><Id>2").unwrap() + 8;
    let mut transport = InPieces::of(&message.as_bytes()[..cut], &[]);
    transport.pieces.push(Sent::Break);
    let (rows, end) = read(&client(transport));
    assert_eq!(ids(&rows), [1]);
    let error = end.unwrap_err();
    let ErrorDetails::Transport(error) = error.details() else {
        panic!("{error}");
    };
    assert_eq!(error.kind(), TransportErrorKind::Closed);
}

#[test]
fn what_is_not_taken_is_checked_all_the_same() {
    let end = |rows: String| {
        let message = report(&rows);
        let client = client(InPieces::of(message.as_bytes(), &[100, 1800]));
        block_on(async {
            let call = client.call::<ListResponse, Headers>(&LIST, &());
            let mut items = call.items::<Row>().await.unwrap();
            assert_eq!(items.next().await.unwrap().unwrap().id, 1);
            items.finish().await
        })
    };
    let rest = end(row(1) + &row(2) + &row(3)).unwrap();
    assert_eq!(rest.body.result.unwrap().total, Some(7));
    let error = end(row(1) + &row(2) + "<Row><Id>x</Id></Row>").unwrap_err();
    assert!(
        error.to_string().contains("\"x\" is not an xs:int"),
        "{error}"
    );
}

#[test]
fn the_end_after_an_error_tells_the_error() {
    let message = report(&(row(1) + "<Row><Id>x</Id></Row>"));
    let client = client(InPieces::of(message.as_bytes(), &[100]));
    let (read, end) = block_on(async {
        let call = client.call::<ListResponse, Headers>(&LIST, &());
        let mut items = call.items::<Row>().await.unwrap();
        let read = loop {
            if let Err(error) = items.next().await.unwrap() {
                break error;
            }
        };
        (read, items.finish().await.unwrap_err())
    });
    let (ErrorDetails::Decode(read), ErrorDetails::Decode(end)) = (read.details(), end.details())
    else {
        panic!("{read} {end}");
    };
    assert_eq!(
        (end.path(), end.offset(), end.kind()),
        (read.path(), read.offset(), read.kind())
    );
    assert!(read.path().ends_with("/Id"), "{read}");
    let wanted = "was not read to its end, because of an error before: \"x\" is not an xs:int";
    assert!(end.message().contains(wanted), "{end}");
}

#[test]
fn messages_without_rows_are_read_like_any_other() {
    let fault = envelope(
        "",
        "<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring></s:Fault>",
    );
    for status in [200, 500] {
        let mut transport = InPieces::of(fault.as_bytes(), &[50]);
        transport.status = status;
        let (rows, end) = read(&client(transport));
        assert!(rows.is_empty());
        let error = end.unwrap_err();
        assert_eq!(error.as_fault().unwrap().reason(), "no");
    }
    let (rows, end) = read(&client(InPieces::of(report("").as_bytes(), &[])));
    assert!(rows.is_empty());
    assert_eq!(end.unwrap().body.result.unwrap().rows, Some(Vec::new()));

    let reason = |transport: InPieces| {
        let (rows, end) = read(&client(transport));
        assert!(rows.is_empty());
        match end.unwrap_err().into_details() {
            ErrorDetails::Http(error) => (error.status.as_u16(), error.reason),
            other => panic!("{other:?}"),
        }
    };
    let mut transport = InPieces::of(report(&row(1)).as_bytes(), &[]);
    transport.status = 500;
    assert_eq!(reason(transport), (500, HttpReason::Status));
    assert_eq!(reason(InPieces::of(b"", &[])), (200, HttpReason::Empty));
    assert_eq!(
        reason(InPieces::of(b"<html></html>", &[3])),
        (200, HttpReason::NotSoap)
    );
}

#[test]
fn headers_are_judged_before_the_first_row() {
    let body = format!(
        "<ListResponse><Result><Rows>{}</Rows></Result></ListResponse>",
        row(1)
    );
    let reply = |header: &str| envelope(&format!("<s:Header>{header}</s:Header>"), &body);
    let transport = |message: &str| {
        // The end does not arrive: nothing waits for it.
        let mut transport = InPieces::of(&message.as_bytes()[..message.len() - 30], &[]);
        transport.pieces.push(Sent::Break);
        transport
    };
    let open = |client: Client| {
        let call = client.call::<ListResponse, Headers>(&LIST, &());
        block_on(call.items::<Row>())
    };
    let error = open(client(transport(&reply(
        "<x:A xmlns:x='urn:x' s:mustUnderstand='1'/>",
    ))));
    let error = error.map(drop).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the header A must be understood"),
        "{error}"
    );

    let message = reply("<Failed>true</Failed>");
    let failing =
        client(transport(&message)).with_options(CallOptions::new().with_error_header(|headers| {
            let headers = headers.downcast_ref::<Headers>()?;
            let failed = headers.failed == Some(true);
            failed.then(|| ServiceError::new("it failed", 7_i32))
        }));
    let error = open(failing).map(drop).unwrap_err();
    assert_eq!(
        (error.kind(), error.service::<i32>()),
        (ErrorKind::Service, Some(&7))
    );

    let items = open(client(transport(&reply("<Session>abc</Session>")))).unwrap();
    assert_eq!(items.headers().session.as_deref(), Some("abc"));
}

#[test]
fn limits_hold_for_items_and_for_the_rest() {
    let limited = |message: &str| {
        let limits = Limits::default().with_message(3000);
        let options = CallOptions::new().with_read(ReadOptions::default().with_limits(limits));
        let cuts: Vec<usize> = (1..message.len()).step_by(100).collect();
        let client = client(InPieces::of(message.as_bytes(), &cuts)).with_options(options);
        let (rows, end) = read(&client);
        (rows.len(), end.map(drop).map_err(|error| error.to_string()))
    };
    // The message as a whole may be longer.
    assert_eq!(
        limited(&report(&(0..50).map(row).collect::<String>())),
        (50, Ok(()))
    );
    let long = format!("<Row><Id>1</Id><Name>{}</Name></Row>", "x".repeat(4000));
    let (rows, end) = limited(&report(&(row(0) + &long)));
    assert_eq!(rows, 1);
    assert!(
        end.unwrap_err()
            .contains("an item is longer than 3000 bytes")
    );
    let comments = format!("<!--{}-->", "x".repeat(900)).repeat(4);
    let (rows, end) = limited(&envelope(&comments, ""));
    assert_eq!(rows, 0);
    assert!(
        end.unwrap_err()
            .contains("without its items is longer than 3000 bytes")
    );
}

#[test]
fn long_start_tags_around_many_short_lists_are_not_read_again_and_again() {
    let long = format!("<Rows a='{}'>", "x".repeat(20_000));
    for rows in [
        "<Row><Id>1</Id></Row><Other/>",
        "<Row xmlns='urn:rows'><Id>1</Id></Row>",
        "<p:Row xmlns:p='urn:p'/>",
    ] {
        let message = report(&rows.repeat(1_000)).replace("<Rows>", &long);
        let (_, end) = read(&client(InPieces::of(message.as_bytes(), &[])));
        let error = end.unwrap_err().to_string();
        assert!(error.contains("too long for so few of them"), "{error}");
    }
}

#[test]
#[cfg(feature = "gzip")]
fn compressed_responses() {
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use std::io::Write;

    let message = report(&(0..300).map(row).collect::<String>());
    let gzip = |level| {
        let mut encoder = GzEncoder::new(Vec::new(), level);
        encoder.write_all(message.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    zlib.write_all(message.as_bytes()).unwrap();
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(message.as_bytes()).unwrap();
    for (coding, body) in [
        ("gzip", gzip(Compression::best())),
        ("gzip", gzip(Compression::none())),
        ("x-gzip", gzip(Compression::fast())),
        ("deflate", zlib.finish().unwrap()),
        ("deflate", deflate.finish().unwrap()),
        ("gzip", message.clone().into_bytes()),
        ("identity", message.clone().into_bytes()),
    ] {
        for step in [1, 7, 1000, body.len()] {
            let cuts: Vec<usize> = (step..body.len()).step_by(step).collect();
            let mut transport = InPieces::of(&body, &cuts);
            transport
                .headers
                .push(("content-encoding", coding.to_owned()));
            let (rows, end) = read(&client(transport));
            assert_eq!(ids(&rows), (0..300).collect::<Vec<_>>(), "{coding} {step}");
            assert_eq!(end.unwrap().body.result.unwrap().total, Some(7));
        }
        let mut transport = InPieces::of(&body[..body.len() - 5], &[10]);
        transport
            .headers
            .push(("content-encoding", coding.to_owned()));
        assert!(read(&client(transport)).1.is_err(), "{coding}");
    }
    let mut transport = InPieces::of(message.as_bytes(), &[]);
    transport
        .headers
        .push(("content-encoding", "br".to_owned()));
    // It is not compressed at all.
    assert_eq!(read(&client(transport)).0.len(), 300);
    let mut transport = InPieces::of(b"\x01\x02\x03", &[]);
    transport
        .headers
        .push(("content-encoding", "br".to_owned()));
    assert_eq!(
        read(&client(transport)).1.unwrap_err().kind(),
        ErrorKind::Http
    );
}

#[test]
fn transports_that_do_not_stream() {
    let message = report(&(0..9).map(row).collect::<String>());
    let mock = MockTransport::new();
    mock.respond(MockResponse::xml(message));
    let (rows, end) = read(&Client::new(URL, mock));
    assert_eq!(ids(&rows), (0..9).collect::<Vec<_>>());
    assert_eq!(end.unwrap().body.result.unwrap().total, Some(7));
}

#[test]
fn packages_are_read_as_a_whole() {
    let root = report(&row(1));
    let body = format!(
        "--b\r\nContent-Type: application/xop+xml; type=\"text/xml\"\r\nContent-ID: <r>\r\n\r\n{root}\r\n--b\r\nContent-ID: <p>\r\n\r\nbytes\r\n--b--"
    );
    let mut transport = InPieces::of(body.as_bytes(), &[20]);
    let media_type = "multipart/related; boundary=b; start=\"<r>\"; type=\"application/xop+xml\"";
    transport.headers = vec![("content-type", media_type.to_owned())];
    let (rows, end) = read(&client(transport));
    assert_eq!(ids(&rows), [1]);
    assert_eq!(end.unwrap().attachments[0].body, "bytes");
}

#[test]
fn other_encodings_are_read_as_a_whole() {
    let message = report("<Row><Id>1</Id><Name>\u{e9}</Name></Row>");
    let utf16: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(message.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin: Vec<u8> = message.chars().map(|c| c as u8).collect();
    let marked = [b"\xEF\xBB\xBF", message.as_bytes()].concat();
    for (body, charset) in [(utf16, ""), (latin, "; charset=iso-8859-1"), (marked, "")] {
        let mut transport = InPieces::of(&body, &[1, 2, 280]);
        transport.headers = vec![("content-type", format!("text/xml{charset}"))];
        let (rows, end) = read(&client(transport));
        assert_eq!(rows[0].name.as_deref(), Some("\u{e9}"));
        end.unwrap();
    }
}

#[test]
fn blocking_calls() {
    let message = report(&(0..9).map(row).collect::<String>());
    let client = client(InPieces::of(message.as_bytes(), &[500, 2000]));
    struct Blocking(InPieces);
    impl soap_runtime::transport::BlockingTransport for Blocking {
        fn send(
            &self,
            request: http::Request<Bytes>,
        ) -> Result<http::Response<Bytes>, soap_runtime::transport::TransportError> {
            block_on(soap_runtime::transport::Transport::send(&self.0, request))
        }
    }
    drop(client);
    let client = Client::blocking(
        URL,
        Blocking(InPieces::of(message.as_bytes(), &[500, 2000])),
    );
    let call = client.call::<ListResponse, Headers>(&LIST, &());
    let mut items = call.items::<Row>().wait().unwrap();
    let first: Vec<Row> = items.by_ref().take(3).map(Result::unwrap).collect();
    assert_eq!(ids(&first), [0, 1, 2]);
    assert_eq!(items.finish().unwrap().body.result.unwrap().title, "all");
    // Awaited, over a thread.
    let (rows, end) = read(&client);
    assert_eq!(rows.len(), 9);
    end.unwrap();
}

#[test]
fn types_are_what_they_promise() {
    fn send<T: Send>() {}
    send::<soap_runtime::Items<Item, ListResponse, Headers>>();
    send::<soap_runtime::BlockingItems<Item, ListResponse, Headers>>();
    send::<soap_runtime::ItemsCall<Item, ListResponse, Headers>>();
    #[cfg(feature = "stream")]
    {
        fn stream<T: futures_core::Stream<Item = Result<Item, soap_runtime::Error>>>() {}
        stream::<soap_runtime::Items<Item, ListResponse, Headers>>();
    }
}
