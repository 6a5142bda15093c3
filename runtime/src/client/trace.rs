//! A `tracing` span per call, by the names of OpenTelemetry's semantic conventions for remote procedure calls and HTTP. Bodies and
//! headers are never recorded.

use super::{CallOptions, ResponseParts};
use crate::http::endpoint;
use crate::soap::Operation;
use crate::{Error, ErrorDetails};
use tracing::field::Empty;
use tracing::{Instrument, Span};

fn span(operation: &'static Operation, options: &CallOptions) -> Span {
    let endpoint = options.endpoint.as_deref().unwrap_or_default();
    let uri = endpoint::parse(endpoint).unwrap_or_default();
    let span = tracing::info_span!(
        "soap.call",
        otel.name = format_args!("{}/{}", operation.service, operation.name),
        otel.kind = "client",
        otel.status_code = Empty,
        rpc.system = "soap",
        rpc.service = operation.service,
        rpc.method = operation.name,
        server.address = uri.host().unwrap_or_default(),
        server.port = Empty,
        url.full = endpoint::shown(endpoint),
        http.response.status_code = Empty,
        error.r#type = Empty,
    );
    let port = match uri.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    };
    if let Some(port) = uri.port_u16().or(port) {
        span.record("server.port", port);
    }
    span
}

fn finish(span: &Span, result: &Result<ResponseParts, Error>) {
    match result {
        Ok(parts) => {
            span.record("http.response.status_code", parts.http.status.as_u16());
        }
        Err(error) => {
            if let ErrorDetails::Http(error) = error.details() {
                span.record("http.response.status_code", error.status.as_u16());
            }
            span.record("otel.status_code", "ERROR");
            span.record("error.type", error.kind_name());
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
    let result = call.instrument(span.clone()).await;
    finish(&span, &result);
    result
}

pub(super) fn blocking(
    operation: &'static Operation,
    options: &CallOptions,
    call: impl FnOnce() -> Result<ResponseParts, Error>,
) -> Result<ResponseParts, Error> {
    let span = span(operation, options);
    let result = span.in_scope(call);
    finish(&span, &result);
    result
}
