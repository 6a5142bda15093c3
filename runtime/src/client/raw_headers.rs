//! Asking for header blocks that no contract declares.

use super::{CallOptions, RequestContext};
use crate::soap::{Operation, RawHeaders, peek_headers};
use crate::{Error, Rejection};

/// Asks all providers for the headers of one message.
pub(super) fn ask(
    operation: &'static Operation,
    options: &CallOptions,
) -> Result<RawHeaders, Error> {
    let context = RequestContext {
        operation,
        endpoint: options.endpoint.as_deref().unwrap_or_default(),
    };
    let mut all = Vec::new();
    for provider in &options.raw_headers {
        all.extend(provider.headers(&context)?);
    }
    Ok(RawHeaders(all))
}

/// Shows the headers of a response to all providers. One that is no envelope is left to its reader.
pub(super) fn show(
    options: &CallOptions,
    request: &[u8],
    response: &[u8],
    charset: Option<&str>,
) -> Result<(), Rejection> {
    if options.raw_headers.is_empty() {
        return Ok(());
    }
    let read = options.read.clone().unwrap_or_default();
    let (Ok(sent), Ok(received)) = (
        peek_headers(request, None, &read),
        peek_headers(response, charset, &read),
    ) else {
        return Ok(());
    };
    let mut providers = options.raw_headers.iter();
    providers.try_for_each(|provider| provider.received(&sent, &received))
}
