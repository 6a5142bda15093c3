//! HTTP responses of all kinds.

use arbitrary::{Result, Unstructured};
use bytes::Bytes;
use soap_runtime::__private::v1;
use soap_runtime::{CallOptions, Client};
use std::io::Write;
use superoffice_services83::customer_service::{RequestHeaders, ResponseHeaders};
use superoffice_services83::types::{SmsConfig, SoCredentials};

use crate::values::{self, CONFIG};

static OPERATION: v1::Operation = v1::Operation {
    name: "Fuzz",
    service: "Fuzz",
    output: Some(&CONFIG),
    ..v1::Operation::EMPTY
};
static ONE_WAY: v1::Operation = v1::Operation {
    name: "OneWay",
    service: "Fuzz",
    one_way: true,
    ..v1::Operation::EMPTY
};

const TICKET: &str = "7T:c2VjcmV0LXRpY2tldC0x";

/// Decodes a response.
pub fn run(data: &[u8]) {
    let _ = decode(&mut Unstructured::new(data));
}

fn decode(u: &mut Unstructured<'_>) -> Result<()> {
    let status = *u.choose(&[
        200, 200, 200, 202, 204, 302, 307, 400, 401, 404, 500, 500, 503, 100, 999,
    ])?;
    let content_type = *u.choose(&[
        "text/xml; charset=utf-8",
        "text/xml",
        "text/xml; charset=utf-16",
        "text/xml; charset=iso-8859-1",
        "text/xml; charset=\"",
        "application/soap+xml; action=\"a\"",
        "text/html",
        "application/octet-stream",
        "multipart/related; boundary=b; type=\"application/xop+xml\"",
        "multipart/related; boundary=\"b\"; start=\"<r>\"",
        "multipart/mixed",
        ";=\"",
        "",
    ])?;
    let coding = *u.choose(&[
        "",
        "",
        "",
        "gzip",
        "deflate",
        "identity",
        "br",
        "gzip, gzip",
    ])?;
    let location = *u.choose(&["", "http://127.0.0.2/", "/a", "//a", "::", "http://u:p@h/"])?;
    let one_way = u.ratio(1, 8u8)?;
    let mut body = match u.int_in_range(0..=3u8)? {
        // A valid response, perhaps with one byte changed.
        0 => {
            let message = values::message(u)?;
            let mut body = message.write().unwrap_or_default();
            if u.arbitrary()? && !body.is_empty() {
                let at = u.int_in_range(0..=body.len() - 1)?;
                if let Some(byte) = body.get_mut(at) {
                    *byte = u.arbitrary()?;
                }
            }
            body
        }
        // The response repeats the ticket.
        1 => [TICKET.as_bytes(), u.bytes(u.len() / 2)?, TICKET.as_bytes()].concat(),
        _ => u.bytes(u.len())?.to_vec(),
    };
    if content_type.starts_with("multipart/related") && u.len() % 2 == 0 {
        body = [
            b"--b\r\nContent-ID: <r>\r\nContent-Type: application/xop+xml\r\n\r\n",
            body.as_slice(),
            b"\r\n--b--",
        ]
        .concat();
    }
    if coding == "gzip" && u.len() % 2 == 0 {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        if encoder.write_all(&body).is_ok() {
            body = encoder.finish().unwrap_or_default();
        }
    }
    let mut response = http::Response::builder().status(status);
    for (name, value) in [
        ("Content-Type", content_type),
        ("Content-Encoding", coding),
        ("Location", location),
    ] {
        if !value.is_empty() {
            response = response.header(name, value);
        }
    }
    let Ok(response) = response.body(Bytes::from(body)) else {
        return Ok(());
    };
    let client = Client::without_transport("http://127.0.0.1/a.svc").with_options(
        CallOptions::new().with_headers(RequestHeaders {
            credentials: Some(SoCredentials {
                ticket: Some(TICKET.into()),
            }),
            ..RequestHeaders::default()
        }),
    );
    if one_way {
        let _ = client
            .decode::<(), ()>(&ONE_WAY, response)
            .map_err(|error| format!("{error} {error:?}"));
    } else {
        let _ = client
            .decode::<SmsConfig, ResponseHeaders>(&OPERATION, response)
            .map_err(|error| format!("{error} {error:?}"));
    }
    Ok(())
}
