//! Retries with back-off, a token that is fetched again, and metrics: an interceptor, credentials and an observer, over a mock.

use bytes::Bytes;
use example_services::vat::vat_check::{CheckVat, VatCheckClient};
use soap_runtime::transport::{BoxFuture, MockResponse, MockTransport, TransportError};
use soap_runtime::{Bearer, CallContext, Client, Error, Interceptor, Next, Observer};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Sends again what the service was too busy for (503), and what has not reached it: three times at most, after 100, 200 and 400 ms.
struct Retry;

impl Interceptor for Retry {
    fn intercept<'a>(
        &'a self,
        request: http::Request<Bytes>,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>> {
        Box::pin(async move {
            for attempt in 0..3 {
                match next.run(request.clone()).await {
                    Ok(response) if response.status() == 503 => {}
                    Err(error) if error.is_not_sent() => {}
                    result => return result,
                }
                next.sleep(Duration::from_millis(100) * 2_u32.pow(attempt))
                    .await;
            }
            next.run(request).await
        })
    }
}

/// Counts requests and failures, and adds up the time.
#[derive(Default)]
struct Metrics {
    requests: AtomicU32,
    failures: AtomicU32,
    started: Mutex<Vec<(u64, Instant)>>,
    time: Mutex<Duration>,
}

impl Observer for Metrics {
    fn before(&self, call: &CallContext, _: &http::Request<Bytes>) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        if let Ok(mut started) = self.started.lock() {
            started.push((call.id, Instant::now()));
        }
    }

    fn after(&self, call: &CallContext, response: Result<&http::Response<Bytes>, &TransportError>) {
        if !response.is_ok_and(|response| response.status().is_success()) {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        if let (Ok(mut started), Ok(mut time)) = (self.started.lock(), self.time.lock())
            && let Some(at) = started.iter().position(|(id, _)| *id == call.id)
        {
            *time += started.swap_remove(at).1.elapsed();
        }
    }
}

fn main() -> Result<(), Error> {
    let reply = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><checkVatResponse xmlns=\"urn:example:vat\">\
                 <countryCode>DK</countryCode><vatNumber>1</vatNumber><requestDate>2026-11-29</requestDate><valid>true</valid>\
                 </checkVatResponse></s:Body></s:Envelope>";
    let mock = MockTransport::new();
    mock.respond(MockResponse::empty(503))
        .respond(MockResponse::empty(401))
        .respond(MockResponse::xml(reply));
    let tokens = AtomicU32::new(0);
    let metrics = Arc::new(Metrics::default());
    let client = Client::blocking("https://vat.example/service", mock)
        .with_auth(Bearer::refreshed_by_blocking(move || {
            Ok(format!("token-{}", tokens.fetch_add(1, Ordering::Relaxed)))
        }))
        .with_interceptor(Retry)
        .with_observer(metrics.clone());
    let request = CheckVat {
        country_code: "DK".to_owned(),
        vat_number: "1".to_owned(),
    };
    let response = VatCheckClient::new(client).check_vat(&request).wait()?;
    println!("valid: {}", response.body.valid);
    println!(
        "{} requests, {} failures",
        metrics.requests.load(Ordering::Relaxed),
        metrics.failures.load(Ordering::Relaxed)
    );
    Ok(())
}
