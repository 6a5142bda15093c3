//! Spans of calls. This is its own test binary: `tracing` caches for the whole process who is interested in a span.
#![cfg(feature = "tracing")]

mod service;

use service::{Credentials, RequestHeaders, enabled_reply, is_enabled};
use soap_runtime::transport::{MockResponse, MockTransport};
use soap_runtime::{CallOptions, Client};
use std::sync::{Arc, Mutex};

const URL: &str = "http://example.invalid/a.svc";
const TICKET: &str = "7T:s3cr3t-ticket";

fn headers(ticket: &str) -> RequestHeaders {
    RequestHeaders {
        application_token: None,
        credentials: Some(Credentials {
            ticket: Some(ticket.into()),
        }),
    }
}

#[test]
fn spans_tell_what_happened_and_no_secrets() {
    use std::fmt::Debug;
    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<String>>>);
    struct Fields<'a>(&'a mut String);
    impl Visit for Fields<'_> {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            *self.0 += &format!(" {}={value:?}", field.name());
        }
    }
    impl Lines {
        fn add(&self, start: &str, record: impl FnOnce(&mut Fields<'_>)) {
            let mut line = start.to_owned();
            record(&mut Fields(&mut line));
            if line != start || start == "event" {
                self.0.lock().unwrap().push(line);
            }
        }
    }
    impl tracing::Subscriber for Lines {
        fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
            metadata.target().starts_with("soap_runtime")
        }
        fn new_span(&self, span: &Attributes<'_>) -> Id {
            self.add(span.metadata().name(), |fields| span.record(fields));
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, values: &Record<'_>) {
            self.add("record", |fields| values.record(fields));
        }
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event(&self, event: &tracing::Event<'_>) {
            self.add("event", |fields| event.record(fields));
        }
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    let lines = Lines::default();
    let failure = MockResponse::empty(500).body(format!("<a>{TICKET}</a>"));
    let mock = MockTransport::new();
    mock.respond(MockResponse::xml(enabled_reply()))
        .respond(failure);
    let client = Client::blocking("http://u:p@h/a?b", mock)
        .with_options(CallOptions::new().with_endpoint(format!("{URL}?key=1")))
        .with_headers(headers(TICKET));
    tracing::subscriber::with_default(lines.clone(), || {
        is_enabled(&client).wait().unwrap();
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(async { is_enabled(&client).await })
            .unwrap_err();
    });
    let span = "soap.call otel.name=CustomerService/IsEnabled otel.kind=\"client\" rpc.system=\"soap\" rpc.service=\"CustomerService\" \
                rpc.method=\"IsEnabled\" server.address=\"example.invalid\" url.full=\"http://example.invalid/a.svc\"";
    let port = "record server.port=80";
    assert_eq!(
        *lines.0.lock().unwrap(),
        [
            span,
            port,
            "record http.response.status_code=200",
            span,
            port,
            "record http.response.status_code=500",
            "record otel.status_code=\"ERROR\"",
            "record error.type=\"Http\"",
            "event message=call failed error=CustomerService.IsEnabled: HTTP 500 Internal Server Error: <a>***</a>"
        ]
    );
}
