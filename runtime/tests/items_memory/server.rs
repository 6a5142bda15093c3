//! Long lists between client and server of the runtime, over HTTP on loopback, both ways.

use super::rows::{Headers, IMPORT, Import, LIST, ListResponse, Report, Row};
use super::{ALLOCATOR, alone};
use soap_runtime::server::{Dispatcher, Error, Request, Response, TimeLimits};
use soap_runtime::transport::Reqwest;
use soap_runtime::{CallOptions, Client};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

/// A row of about a kilobyte.
fn row(id: i32) -> Row {
    Row {
        id,
        name: Some(format!("row {id} of many")),
        tags: vec!["a text of a column, with some more words".to_owned(); 16],
        ..Row::default()
    }
}

/// Lists as many rows as were imported last.
fn dispatcher() -> Dispatcher {
    Dispatcher::builder(Arc::new(AtomicI32::new(0)))
        .operation(
            &IMPORT,
            |count: Arc<AtomicI32>, request: Request<Import>| async move {
                let mut rows = request.into_items::<Row>()?;
                let mut next = 0;
                while let Some(read) = rows.next().await {
                    assert_eq!(read?.id, next);
                    next += 1;
                }
                let rest = rows.finish().await?;
                assert_eq!(rest.body.note.as_deref(), Some("the end"));
                count.store(next, Ordering::Relaxed);
                Ok::<_, Error>(Response::<(), ()>::new(()))
            },
        )
        .operation(&LIST, |count: Arc<AtomicI32>, _: Request<()>| async move {
            let count = count.load(Ordering::Relaxed);
            let first = ListResponse {
                result: Some(Report {
                    title: "all".to_owned(),
                    rows: Some(vec![row(0)]),
                    total: Some(count),
                    ..Report::default()
                }),
                ..ListResponse::default()
            };
            let response = Response::<_, Headers>::new(first);
            Ok::<_, Error>(response.followed_by::<Row, _>((1..count).map(row)))
        })
        .build()
        .stream_items::<Import, Row>()
        .unwrap()
        .time_limits(TimeLimits::each(None))
}

async fn send(client: &Client, count: i32) {
    let first = Import {
        source: "here".to_owned(),
        rows: Some(vec![row(0)]),
        note: Some("the end".to_owned()),
    };
    let call = client.call::<(), ()>(&IMPORT, &first);
    let more = (1..count).map(row);
    call.followed_by::<Import, Row, _>(more).await.unwrap();
}

async fn list(client: &Client, count: i32) {
    let call = client.call::<ListResponse, Headers>(&LIST, &());
    let mut items = call.items::<Row>().await.unwrap();
    let mut next = 0;
    while let Some(item) = items.next().await {
        assert_eq!(item.unwrap().id, next);
        next += 1;
    }
    assert_eq!(next, count);
    let rest = items.finish().await.unwrap().body.result.unwrap();
    assert_eq!(rest.total, Some(count));
}

/// The peak of memory beyond what was there before, of both sides, and the time: of a request, and of a response.
fn measured(count: i32) -> [(usize, Duration); 2] {
    let _alone = alone();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let router = axum::Router::new().fallback_service(dispatcher());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = Client::new(&url, Reqwest::new().unwrap());
        let client = client.with_options(CallOptions::new().with_timeout(Duration::MAX));
        send(&client, 100).await;
        list(&client, 100).await;
        let begin = || {
            ALLOCATOR.reset_peak_usage();
            (ALLOCATOR.current_usage(), Instant::now())
        };
        let end = |(before, begun): (usize, Instant)| {
            let peak = ALLOCATOR.peak_usage().saturating_sub(before);
            (peak, begun.elapsed())
        };
        let begun = begin();
        send(&client, count).await;
        let sent = end(begun);
        let begun = begin();
        list(&client, count).await;
        [sent, end(begun)]
    })
}

#[test]
fn neither_side_holds_the_rows() {
    for (peak, _) in measured(10_000) {
        assert!(peak < 6 << 20, "{peak} bytes of memory");
    }
}

/// `cargo test --release -p soap-runtime --all-features --test items_memory -- --ignored --nocapture`
#[test]
#[ignore = "sends and reads a gigabyte"]
fn a_million_rows_through_our_server() {
    let message = |rows: Vec<Row>| {
        let client = Client::without_transport("http://h/");
        let import = Import {
            rows: Some(rows),
            ..Import::default()
        };
        client.request(&IMPORT, &import).unwrap().body().len()
    };
    let bytes = message(vec![row(500_000), row(500_001)]) - message(vec![row(500_000)]);
    for (name, (peak, time)) in ["request", "response"].iter().zip(measured(1_000_000)) {
        let rate = bytes as f64 / time.as_secs_f64();
        println!("{name}: {bytes} bytes a row, {peak} bytes of memory, {time:.1?}, {rate:.0} MB/s");
        assert!(peak < 16 << 20, "{name}: {peak} bytes of memory");
    }
}
