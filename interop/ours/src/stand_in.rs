//! Puts the stand-in NetServer in front of the peers' clients: it requires a ticket and keeps a session.

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use soap_runtime::transport::{BlockingTransport, Ureq};
use superoffice_services83::stand_in::StandIn;

/// The ticket of every peer's client.
const TICKET: &str = "7T:tick=et==";
/// The address that a client opens its session from.
const REMOTE_IP: &str = "Ærø";

/// Passes a request to its own stand-in, and looks up there whether the right session was opened.
pub(crate) async fn answer(parts: http::request::Parts, body: Bytes) -> Response<Body> {
    let passed = tokio::task::spawn_blocking(move || pass(&parts, body)).await;
    match passed {
        Ok(Ok(answer)) => answer.map(Body::from),
        Ok(Err(error)) => failed(error),
        Err(error) => failed(error.to_string()),
    }
}

fn pass(parts: &http::request::Parts, body: Bytes) -> Result<Response<Bytes>, String> {
    let stand_in = StandIn::builder()
        .user("interop", "secret")
        .ticket("interop", TICKET)
        .start()
        .map_err(|error| error.to_string())?;
    let mut request = Request::post(format!("{}CustomerService.svc", stand_in.base_url()));
    for name in ["content-type", "soapaction"] {
        if let Some(value) = parts.headers.get(name) {
            request = request.header(name, value);
        }
    }
    let request = request.body(body).map_err(|error| error.to_string())?;
    let mut answer = Ureq::new()
        .send(request)
        .map_err(|error| error.to_string())?;
    let sessions = stand_in.sessions();
    let opened = sessions
        .values()
        .map(|session| session.remote_ip.as_deref());
    if !opened.eq([Some(REMOTE_IP)]) {
        return Err(format!("the stand-in has opened {sessions:?}"));
    }
    // The length changes.
    answer.headers_mut().remove(http::header::CONTENT_LENGTH);
    answer.headers_mut().remove(http::header::TRANSFER_ENCODING);
    Ok(answer)
}

fn failed(message: String) -> Response<Body> {
    let mut response = Response::new(Body::from(message));
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response
}
