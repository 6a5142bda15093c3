//! A `tracing` span per call. Bodies and headers are never recorded.

use super::{CallOptions, ResponseParts};
use crate::Error;
use crate::http::endpoint;
use crate::soap::Operation;
use std::time::Instant;
use tracing::field::Empty;
use tracing::{Instrument, Span};

fn span(operation: &'static Operation, options: &CallOptions) -> Span {
    let endpoint = options
        .endpoint
        .as_deref()
        .map(endpoint::shown)
        .unwrap_or_default();
    tracing::info_span!(
        "soap_call",
        service = operation.service,
        operation = operation.name,
        endpoint,
        status = Empty,
        error = Empty,
        elapsed_ms = Empty
    )
}

fn finish(span: &Span, started: Instant, result: &Result<ResponseParts, Error>) {
    span.record(
        "elapsed_ms",
        u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    );
    match result {
        Ok(parts) => {
            span.record("status", parts.http.status.as_u16());
        }
        Err(error) => {
            span.record("error", error.kind_name());
            span.in_scope(|| tracing::debug!(%error, "call failed"));
        }
    }
}

pub(super) async fn asynchronous(
    operation: &'static Operation,
    options: &CallOptions,
    call: impl Future<Output = Result<ResponseParts, Error>> + Send,
) -> Result<ResponseParts, Error> {
    let span = span(operation, options);
    let started = Instant::now();
    let result = call.instrument(span.clone()).await;
    finish(&span, started, &result);
    result
}

pub(super) fn blocking(
    operation: &'static Operation,
    options: &CallOptions,
    call: impl FnOnce() -> Result<ResponseParts, Error>,
) -> Result<ResponseParts, Error> {
    let span = span(operation, options);
    let started = Instant::now();
    let result = span.in_scope(call);
    finish(&span, started, &result);
    result
}
