//! Asking for header blocks that no contract declares.

use super::{CallOptions, RequestContext};
use crate::Error;
use crate::soap::{Operation, RawHeaders};

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
