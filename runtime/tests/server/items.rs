//! Requests read item by item while they arrive, and responses written item by item while they are sent.

use super::*;
#[path = "../items/rows.rs"]
mod rows;

use rows::{Headers, IMPORT, Import, LIST, ListResponse, Report, Row};
use soap_runtime::server::Items;
use soap_runtime::xml::ReadOptions;

fn row(id: i32) -> Row {
    Row {
        id,
        name: Some(format!("row {id} <&>")),
        tags: vec!["a".to_owned(); 3],
        ..Row::default()
    }
}

type Seen = Arc<Mutex<Vec<(Vec<i32>, Result<Import, String>)>>>;

/// Takes the rows of imports, and what is left of each.
fn importer(seen: &Seen) -> Dispatcher {
    Dispatcher::builder(seen.clone())
        .operation(&IMPORT, |seen: Seen, request: Request<Import>| async move {
            let mut ids = Vec::new();
            let outcome = take(request, &mut ids).await;
            let noted = outcome.as_ref().map(|request| request.body.clone());
            let noted = noted.map_err(|fault| fault.reason().to_owned());
            seen.lock()
                .unwrap()
                .push((ids, noted.map_err(|it| format!("{it:?}"))));
            outcome
                .map(|_| Response::<(), ()>::new(()))
                .map_err(Error::<soap_runtime::server::NoFault>::from)
        })
        .build()
}

async fn take(request: Request<Import>, ids: &mut Vec<i32>) -> Result<Request<Import>, Fault> {
    let mut items: Items<Row, Import> = request.into_items()?;
    while let Some(row) = items.next().await {
        ids.push(row?.id);
    }
    items.finish().await
}

fn import(rows: std::ops::Range<i32>) -> Import {
    Import {
        source: "here".to_owned(),
        rows: Some(rows.map(row).collect()),
        note: Some("after the rows".to_owned()),
    }
}

/// The request of an import.
fn message(import: &Import) -> Bytes {
    let client = soap_runtime_client();
    client.request(&IMPORT, import).unwrap().into_body()
}

fn soap_runtime_client() -> soap_runtime::Client {
    soap_runtime::Client::without_transport("http://h/")
}

/// Answers a request whose body comes in pieces of this size, and may break off.
fn answer_pieces(dispatcher: &Dispatcher, body: &Bytes, size: usize) -> (u16, String) {
    struct Pieces(Bytes, usize);
    impl http_body::Body for Pieces {
        type Data = Bytes;
        type Error = std::io::Error;
        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<std::io::Result<http_body::Frame<Bytes>>>> {
            let length = self.1.min(self.0.len());
            let piece = self.0.split_to(length);
            let frame = (!piece.is_empty()).then(|| Ok(http_body::Frame::data(piece)));
            std::task::Poll::Ready(frame)
        }
    }
    let (parts, _) = post(XML11, "").into_parts();
    let request = http::Request::from_parts(parts, Pieces(body.clone(), size));
    let mut dispatcher = dispatcher.clone();
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
        .block_on(async {
            let response = tower_service::Service::call(&mut dispatcher, request)
                .await
                .unwrap();
            let status = response.status().as_u16();
            let body = response.into_body().to_bytes(1 << 20).await.unwrap();
            (status, String::from_utf8(body.to_vec()).unwrap())
        })
}

#[test]
fn rows_of_requests_one_by_one() {
    let seen = Seen::default();
    let dispatcher = importer(&seen).stream_items::<Import, Row>().unwrap();
    for count in [0, 1, 2, 500] {
        let whole = import(0..count);
        let body = message(&whole);
        let rest = Import {
            rows: (count > 0).then(Vec::new),
            ..whole
        };
        for size in [1, 7, 100, 5000, 1 << 20] {
            let (status, text) = answer_pieces(&dispatcher, &body, size);
            assert_eq!(status, 200, "{count} in pieces of {size}: {text}");
            let (ids, found) = seen.lock().unwrap().pop().unwrap();
            assert_eq!(ids, (0..count).collect::<Vec<_>>(), "pieces of {size}");
            let found = found.unwrap();
            assert_eq!((&found.source, &found.note), (&rest.source, &rest.note));
            assert!(found.rows.unwrap_or_default().is_empty());
        }
    }
}

#[test]
fn what_is_wrong_after_some_rows() {
    let seen = Seen::default();
    let dispatcher = importer(&seen).stream_items::<Import, Row>().unwrap();
    let body = message(&import(0..500));
    let text = String::from_utf8(body.to_vec()).unwrap();
    let bad = text.replacen("<Id>400</Id>", "<Id>x</Id>", 1);
    assert_ne!(bad, text);
    for (body, expected) in [
        (text[..text.len() / 2].to_owned(), "the message ends"),
        (bad, "Id"),
        (text.replace("after the rows", "\u{1}"), ""),
    ] {
        let (status, answer) = answer_pieces(&dispatcher, &body.into(), 1000);
        assert_eq!(status, 500, "{answer}");
        assert!(
            answer.contains("Client") && answer.contains(expected),
            "{expected}: {answer}"
        );
        let (ids, found) = seen.lock().unwrap().pop().unwrap();
        assert!(ids.len() > 200 && found.is_err(), "{}", ids.len());
        assert_eq!(ids, (0..ids.len() as i32).collect::<Vec<_>>());
    }
    // Other media types, methods, and requests that are none, as ever.
    let wrong = answer_pieces(&dispatcher, &Bytes::from_static(b"<a/>"), 2);
    assert_eq!(wrong.0, 500);
    assert_eq!(answer_pieces(&dispatcher, &Bytes::new(), 2).0, 400);
}

/// The limit of messages is that of each item, and of the rest.
#[test]
fn long_requests_within_the_limit_of_messages() {
    let seen = Seen::default();
    let mut read = ReadOptions::default();
    read.limits.message = 100_000;
    let whole = importer(&seen).read(read);
    let body = message(&import(0..5000));
    assert!(body.len() > 400_000);
    assert_eq!(answer_pieces(&whole, &body, 5000).0, 413);
    let dispatcher = whole.stream_items::<Import, Row>().unwrap();
    assert_eq!(answer_pieces(&dispatcher, &body, 5000).0, 200);
    assert_eq!(seen.lock().unwrap().pop().unwrap().0.len(), 5000);
}

#[test]
fn settings_that_cannot_be() {
    let seen = Seen::default();
    let error = importer(&seen)
        .stream_items::<ListResponse, Row>()
        .unwrap_err();
    assert!(error.to_string().contains("no operation"), "{error}");
    let error = importer(&seen)
        .stream_items::<Import, Report>()
        .unwrap_err();
    assert!(error.to_string().contains("no repeated member"), "{error}");
    // An operation that asks for items of a request that was read as a whole.
    let body = message(&import(0..2));
    assert_eq!(answer_pieces(&importer(&seen), &body, 100).0, 500);
}

/// Rows that are not there at once: each second question gets one.
#[cfg(feature = "stream")]
struct LateRows(std::ops::Range<i32>, bool);

#[cfg(feature = "stream")]
impl futures_core::Stream for LateRows {
    type Item = Row;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Row>> {
        self.1 = !self.1;
        if self.1 {
            context.waker().wake_by_ref();
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(self.0.next().map(row))
    }
}

#[derive(Clone, Copy)]
enum Rest {
    Iterator,
    #[cfg(feature = "stream")]
    Stream,
}

fn lister(count: i32, rest: Rest) -> Dispatcher {
    let first = move || ListResponse {
        result: Some(Report {
            title: "all".to_owned(),
            rows: Some(vec![row(0)]),
            total: Some(count),
            ..Report::default()
        }),
        ..ListResponse::default()
    };
    Dispatcher::builder(Arc::new(()))
        .operation(&LIST, move |_, _: Request<()>| async move {
            let response = Response::<_, Headers>::new(first());
            Ok::<_, Error>(match rest {
                Rest::Iterator => response.followed_by::<Row, _>((1..count).map(row)),
                #[cfg(feature = "stream")]
                Rest::Stream => response.followed_by_stream(LateRows(1..count, false)),
            })
        })
        .build()
}

#[test]
fn rows_of_responses_one_by_one() {
    let request = soap_runtime_client()
        .request(&LIST, &())
        .unwrap()
        .into_body();
    let rests = [
        Rest::Iterator,
        #[cfg(feature = "stream")]
        Rest::Stream,
    ];
    for (count, rest) in [1, 2, 3000]
        .into_iter()
        .flat_map(|count| rests.map(|rest| (count, rest)))
    {
        let (status, text) = answer_pieces(&lister(count, rest), &request, 1000);
        assert_eq!(status, 200, "{text}");
        let mut response = http::Response::new(Bytes::from(text));
        response
            .headers_mut()
            .insert("content-type", XML11.parse().unwrap());
        let client = soap_runtime_client();
        let read = client
            .decode::<ListResponse, Headers>(&LIST, response)
            .unwrap();
        let rows = read.body.result.unwrap().rows.unwrap();
        assert_eq!(rows, (0..count).map(row).collect::<Vec<_>>());
    }
}

#[test]
fn responses_that_cannot_be_written_so() {
    let empty = Dispatcher::builder(Arc::new(()))
        .operation(&LIST, |_, _: Request<()>| async move {
            let response = Response::<_, Headers>::new(ListResponse::default());
            Ok::<_, Error>(response.followed_by::<Row, _>([row(1)]))
        })
        .build();
    let failures = Arc::new(Mutex::new(Vec::new()));
    let noted = failures.clone();
    let empty = empty.on_error(move |failure| {
        let cause = std::error::Error::source(failure).map(ToString::to_string);
        noted.lock().unwrap().push(cause.unwrap_or_default());
    });
    let request = soap_runtime_client()
        .request(&LIST, &())
        .unwrap()
        .into_body();
    assert_eq!(answer_pieces(&empty, &request, 1000).0, 500);
    let failures = failures.lock().unwrap();
    assert!(
        failures[0].contains("no item that others could follow"),
        "{failures:?}"
    );
}
