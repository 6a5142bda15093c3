//! Trace Context (W3C): headers that link the spans of callers and services.

use super::{Interceptor, Next};
use crate::Error;
use crate::transport::BoxFuture;
use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use std::fmt;
use std::str::FromStr;

/// The longest `tracestate` that is sent (Trace Context, 3.3.1.5: at least 512 characters).
const LONGEST_STATE: usize = 512;

/// The place of a request in a trace (W3C Trace Context, section 3): sent as the HTTP headers `traceparent` and `tracestate`.
///
/// ```
/// use soap_runtime::{Client, TraceContext, transport::MockTransport};
/// # fn current() -> Option<(u128, u64)> { Some((1, 2)) }
/// // `current` asks the library of your traces, with `tracing-opentelemetry` the context of `Span::current()`.
/// let client = Client::new("https://example.invalid/a.svc", MockTransport::new())
///     .with_interceptor(TraceContext::sent_by(|| current().map(|(trace, span)| TraceContext::new(trace, span, true))));
/// # let _ = client;
/// assert_eq!(
///     TraceContext::new(0x0af7, 0xb7ad, true).to_string(),
///     "00-00000000000000000000000000000af7-000000000000b7ad-01"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    trace_id: u128,
    span_id: u64,
    is_sampled: bool,
    state: Option<String>,
}

impl TraceContext {
    /// A context. Neither identifier is zero in a valid one; others are not sent.
    pub fn new(trace_id: u128, span_id: u64, is_sampled: bool) -> Self {
        Self {
            trace_id,
            span_id,
            is_sampled,
            state: None,
        }
    }

    /// Sets `tracestate`: what vendors of tracing systems add. It is left out if HTTP cannot carry it, or if it is longer than 512
    /// characters.
    #[must_use]
    pub fn with_state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
    }

    /// The interceptor that sends the context that `current` gives: it is called for each request, within the span of the call. With
    /// `None` nothing is sent.
    pub fn sent_by(
        current: impl Fn() -> Option<TraceContext> + Send + Sync + 'static,
    ) -> impl Interceptor {
        SentContext(current)
    }

    fn write(&self, headers: &mut http::HeaderMap) {
        if self.trace_id == 0 || self.span_id == 0 {
            return;
        }
        if let Ok(value) = HeaderValue::try_from(self.to_string()) {
            headers.insert(HeaderName::from_static("traceparent"), value);
        }
        let state = self.state.as_ref();
        if let Some(state) = state.filter(|state| state.len() <= LONGEST_STATE)
            && let Ok(value) = HeaderValue::try_from(state)
        {
            headers.insert(HeaderName::from_static("tracestate"), value);
        }
    }
}

/// `traceparent`.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags = u8::from(self.is_sampled);
        write!(
            f,
            "00-{:032x}-{:016x}-{flags:02x}",
            self.trace_id, self.span_id
        )
    }
}

/// Reads a `traceparent` of version 00.
impl FromStr for TraceContext {
    type Err = crate::ValueError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || crate::ValueError::new("traceparent", text, "");
        let is_hex = |part: &str, length: usize| {
            part.len() == length
                && part
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        let parts: Vec<&str> = text.split('-').collect();
        let ["00", trace, span, flags] = parts[..] else {
            return Err(refused());
        };
        if !is_hex(trace, 32) || !is_hex(span, 16) || !is_hex(flags, 2) {
            return Err(refused());
        }
        let trace_id = u128::from_str_radix(trace, 16).map_err(|_| refused())?;
        let span_id = u64::from_str_radix(span, 16).map_err(|_| refused())?;
        let flags = u8::from_str_radix(flags, 16).map_err(|_| refused())?;
        if trace_id == 0 || span_id == 0 {
            return Err(refused());
        }
        Ok(Self::new(trace_id, span_id, flags & 1 == 1))
    }
}

struct SentContext<F>(F);

impl<F: Fn() -> Option<TraceContext> + Send + Sync + 'static> Interceptor for SentContext<F> {
    fn intercept<'a>(
        &'a self,
        mut request: http::Request<Bytes>,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>> {
        if let Some(context) = self.0() {
            context.write(request.headers_mut());
        }
        next.run(request)
    }
}
