//! The request that follows a redirect.

use crate::http::endpoint;
use bytes::Bytes;

/// The request for the target of a redirect, if it has the same origin and the status asks to repeat the same request.
pub(super) fn redirected(
    mut request: http::Request<Bytes>,
    response: &http::Response<Bytes>,
) -> Option<http::Request<Bytes>> {
    if !matches!(
        response.status(),
        http::StatusCode::TEMPORARY_REDIRECT | http::StatusCode::PERMANENT_REDIRECT
    ) {
        return None;
    }
    let target = endpoint::location(
        request.uri(),
        response.headers().get(http::header::LOCATION)?,
    )?;
    if !endpoint::same_origin(request.uri(), &target) {
        return None;
    }
    *request.uri_mut() = target;
    Some(request)
}
