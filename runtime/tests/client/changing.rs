//! Interceptors that change requests and responses, and both ways to make a call over each kind of transport.

use super::*;
use soap_runtime::{EnvelopeContext, EnvelopeInterceptor, ErrorKind, Next, Observer, Rejection};
use soap_runtime::{Interceptor, TraceContext};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

/// Makes a call in both ways.
fn both<T>(call: impl Fn(bool) -> T) -> [T; 2] {
    [call(true), call(false)]
}

fn finish<B, H>(call: Call<B, H>, awaited: bool) -> Result<Reply<B, H>, Error>
where
    B: v1::Content + v1::Blank + Send + 'static,
    H: v1::Complex + v1::Blank + Send + Sync + 'static,
{
    match awaited {
        true => block_on(call),
        false => call.wait(),
    }
}

/// Repeats what has failed with HTTP 503, after a pause.
struct Retry(AtomicU32);

impl Interceptor for Retry {
    fn intercept<'a>(
        &'a self,
        request: http::Request<Bytes>,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>> {
        Box::pin(async move {
            loop {
                let response = next.run(request.clone()).await?;
                if response.status() != 503 {
                    return Ok(response);
                }
                self.0.fetch_add(1, Ordering::SeqCst);
                next.sleep(Duration::from_millis(20)).await;
            }
        })
    }
}

#[derive(Default)]
struct Attempts(Mutex<Vec<(u32, String)>>);

impl Observer for Attempts {
    fn before(&self, call: &CallContext, request: &http::Request<Bytes>) {
        let header = request.headers().get("x-sign");
        let header = header
            .map_or("", |value| value.to_str().unwrap())
            .to_owned();
        self.0.lock().unwrap().push((call.attempt, header));
    }
}

fn sign(_: &CallContext, request: &mut http::Request<Bytes>) -> Result<(), Error> {
    let sum = request
        .body()
        .iter()
        .map(|byte| u64::from(*byte))
        .sum::<u64>();
    request.headers_mut().insert("x-sign", sum.into());
    Ok(())
}

#[test]
fn requests_are_signed_and_repeated() {
    both(|awaited| {
        let mock = mock([MockResponse::empty(503), MockResponse::empty(503), ok()]);
        let attempts = Arc::new(Attempts::default());
        let client = Client::new(URL, mock.clone())
            .with_interceptor(Retry(AtomicU32::new(0)))
            .with_interceptor(sign)
            .with_observer(attempts.clone());
        let started = Instant::now();
        finish(is_enabled(&client), awaited).unwrap();
        assert!(started.elapsed() >= Duration::from_millis(40));
        let sum = sent(&mock, 0)
            .bytes()
            .map(u64::from)
            .sum::<u64>()
            .to_string();
        assert_eq!(
            *attempts.0.lock().unwrap(),
            [(1, sum.clone()), (2, sum.clone()), (3, sum)]
        );
    });
}

#[test]
fn an_interceptor_may_refuse_or_answer() {
    both(|awaited| {
        let mock = mock([ok()]);
        let closed = |_: &CallContext, _: &mut http::Request<Bytes>| {
            Err(Rejection::new("closed on Sundays")
                .caused_by(std::io::Error::other("calendar"))
                .into())
        };
        let client = Client::new(URL, mock.clone()).with_interceptor(closed);
        let error = finish(is_enabled(&client), awaited).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected);
        assert_eq!(
            error.to_string(),
            "CustomerService.IsEnabled: closed on Sundays"
        );
        assert_eq!(
            std::error::Error::source(&error).unwrap().to_string(),
            "calendar"
        );
        assert_eq!(mock.requests().len(), 0);
    });
    struct Cached;
    impl Interceptor for Cached {
        fn intercept<'a>(
            &'a self,
            _: http::Request<Bytes>,
            _: Next<'a>,
        ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>> {
            Box::pin(async { Ok(http::Response::new(enabled_reply().into())) })
        }
    }
    let client = Client::new(URL, mock([])).with_interceptor(Cached);
    assert_eq!(
        is_enabled(&client).wait().unwrap().body.response,
        Some(true)
    );
}

/// Puts a mark around the envelope, and demands one on the response.
struct Marks;

const MARK: &str = "<!--signed-->";

impl EnvelopeInterceptor for Marks {
    fn outgoing<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> BoxFuture<'a, Result<Bytes, Rejection>> {
        assert!(!context.is_server);
        assert_eq!(context.operation.unwrap().name, "IsEnabled");
        context.extensions.insert(envelope.len());
        Box::pin(async move {
            // Another task finishes it: the call waits for it in both ways.
            let (sender, receiver) = std::sync::mpsc::channel();
            std::thread::spawn(move || sender.send([&envelope, MARK.as_bytes()].concat()));
            Ok(receiver.recv().unwrap().into())
        })
    }

    fn incoming<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> BoxFuture<'a, Result<Bytes, Rejection>> {
        assert!(context.extensions.get::<usize>().is_some());
        Box::pin(async move {
            match envelope.strip_suffix(MARK.as_bytes()) {
                Some(plain) => Ok(envelope.slice_ref(plain)),
                None => Err(Rejection::new("the response is not signed")),
            }
        })
    }
}

#[test]
fn envelopes_are_changed_and_checked() {
    both(|awaited| {
        let mock = mock([
            MockResponse::xml(enabled_reply() + MARK),
            ok(),
            // A fault is an envelope, too.
            MockResponse::xml(fault_reply()).status(500),
            MockResponse::empty(502),
        ]);
        let client = Client::new(URL, mock.clone()).with_envelope_interceptor(Marks);
        let call = || finish(is_enabled(&client), awaited);
        assert_eq!(call().unwrap().body.response, Some(true));
        assert!(sent(&mock, 0).ends_with(&format!("</s:Envelope>{MARK}")));
        for _ in 0..2 {
            let error = call().unwrap_err();
            assert_eq!(
                (error.kind(), error.is_not_sent()),
                (ErrorKind::Rejected, false)
            );
            assert_eq!(
                error.to_string(),
                "CustomerService.IsEnabled: the response is not signed"
            );
        }
        assert_eq!(call().unwrap_err().kind(), ErrorKind::Http);
    });
    // By other means of sending, too.
    let client = Client::without_transport(URL).with_envelope_interceptor(Marks);
    let request = client.request(&IS_ENABLED, &Enabled::default()).unwrap();
    assert!(request.body().ends_with(MARK.as_bytes()));
}

#[test]
fn a_trace_is_continued() {
    let mock = mock([ok()]);
    let context: TraceContext = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        .parse()
        .unwrap();
    for wrong in [
        "",
        "00-0-0-00",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    ] {
        assert!(wrong.parse::<TraceContext>().is_err(), "{wrong}");
    }
    let sent = context.clone().with_state("vendor=1");
    let client = Client::new(URL, mock.clone())
        .with_interceptor(TraceContext::sent_by(move || Some(sent.clone())));
    is_enabled(&client).wait().unwrap();
    let request = &mock.requests()[0];
    assert_eq!(
        request.headers()["traceparent"],
        context.to_string().as_str()
    );
    assert_eq!(request.headers()["tracestate"], "vendor=1");
}

/// A transport that only blocks.
struct Blocking;

impl BlockingTransport for Blocking {
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        assert_ne!(request.uri().path(), "/panic");
        std::thread::sleep(Duration::from_millis(20));
        Ok(http::Response::new(enabled_reply().into()))
    }
}

#[test]
fn a_blocking_transport_is_awaited_on_a_thread() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let client = Client::blocking(URL, Blocking);
    runtime.block_on(async {
        // The thread of the runtime is free meanwhile.
        let (response, ticks) = tokio::join!(is_enabled(&client).into_future(), async {
            let started = Instant::now();
            tokio::time::sleep(Duration::from_millis(1)).await;
            started.elapsed()
        });
        assert_eq!(response.unwrap().body.response, Some(true));
        assert!(ticks < Duration::from_millis(20), "{ticks:?}");
        let error = is_enabled(&client.with_endpoint("http://example.invalid/panic"))
            .await
            .unwrap_err();
        assert!(
            error.to_string().ends_with("the transport panicked"),
            "{error}"
        );
    });
}

#[test]
fn secrets_of_interceptors_stay_out_of_errors() {
    let mock = mock([MockResponse::empty(500).body("<a>s3cret-of-an-interceptor</a>")]);
    let client = Client::new(URL, mock).with_interceptor(
        |_: &CallContext, request: &mut http::Request<Bytes>| {
            let value = http::HeaderValue::from_static("s3cret-of-an-interceptor");
            request.headers_mut().insert("x-api-key", value);
            Ok(())
        },
    );
    let error = is_enabled(&client).wait().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
}
