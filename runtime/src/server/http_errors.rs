//! Plain HTTP responses to requests that are no SOAP messages.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};

fn text(status: StatusCode, text: &'static str) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::from_static(text.as_bytes()));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}

fn with(
    mut response: http::Response<Bytes>,
    name: HeaderName,
    value: &'static str,
) -> http::Response<Bytes> {
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static(value));
    response
}

pub(super) fn no_body() -> http::Response<Bytes> {
    text(StatusCode::BAD_REQUEST, "The request has no body.\n")
}

/// The reason is one of the parser's own: it quotes nothing.
pub(super) fn no_package(reason: &'static str) -> http::Response<Bytes> {
    let mut response = text(StatusCode::BAD_REQUEST, "");
    *response.body_mut() = format!("The request is no package: {reason}.\n").into();
    response
}

pub(super) fn broken_body() -> http::Response<Bytes> {
    text(
        StatusCode::BAD_REQUEST,
        "The body of the request could not be read.\n",
    )
}

pub(super) fn not_post(wsdl: bool) -> http::Response<Bytes> {
    let response = text(
        StatusCode::METHOD_NOT_ALLOWED,
        match wsdl {
            true => "This is a SOAP endpoint: use POST. Its contract is at ?wsdl.\n",
            false => "This is a SOAP endpoint: use POST.\n",
        },
    );
    with(
        response,
        header::ALLOW,
        if wsdl { "GET, HEAD, POST" } else { "POST" },
    )
}

pub(super) fn slow_body() -> http::Response<Bytes> {
    with(
        text(StatusCode::REQUEST_TIMEOUT, "The request took too long.\n"),
        header::CONNECTION,
        "close",
    )
}

pub(super) fn too_large() -> http::Response<Bytes> {
    with(
        text(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large.\n"),
        header::CONNECTION,
        "close",
    )
}

pub(super) fn not_xml() -> http::Response<Bytes> {
    let response = text(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "The Content-Type must be text/xml (SOAP 1.1) or application/soap+xml (SOAP 1.2).\n",
    );
    with(
        response,
        HeaderName::from_static("accept-post"),
        "text/xml, application/soap+xml",
    )
}

pub(super) fn compressed() -> http::Response<Bytes> {
    with(
        text(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The request must not be compressed.\n",
        ),
        header::ACCEPT_ENCODING,
        "identity",
    )
}

pub(super) fn accepted() -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::new());
    *response.status_mut() = StatusCode::ACCEPTED;
    response
}
