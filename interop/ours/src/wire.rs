//! Different forms of the same answer on the wire.

use axum::body::Body;
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::Response;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use std::convert::Infallible;
use std::io::Write;

/// Changes an answer of UTF-8 XML to this variant. An unknown variant changes nothing.
pub(crate) fn vary(variant: &str, answer: Response<Bytes>) -> Response<Body> {
    let (mut parts, bytes) = answer.into_parts();
    // The length changes.
    parts.headers.remove(http::header::CONTENT_LENGTH);
    let mut content_type = |value: &'static str| {
        parts
            .headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(value));
    };
    let text = || {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match text.strip_prefix("<?xml") {
            Some(rest) => rest.split_once("?>").map_or(String::new(), |(_, rest)| {
                rest.trim_start_matches(['\r', '\n']).to_owned()
            }),
            None => text,
        }
    };
    let body = match variant {
        "gzip" => {
            parts
                .headers
                .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            // Writing to memory does not fail.
            let _ = encoder.write_all(&bytes);
            Body::from(encoder.finish().unwrap_or_default())
        }
        "chunked" => {
            let pieces: Vec<Result<Bytes, Infallible>> = bytes
                .chunks(7)
                .map(|piece| Ok(Bytes::copy_from_slice(piece)))
                .collect();
            Body::from_stream(futures_util::stream::iter(pieces))
        }
        "quoted-charset" => {
            content_type("text/xml; charset=\"UTF-8\"");
            Body::from(bytes)
        }
        "bom" => Body::from([b"\xEF\xBB\xBF".as_slice(), &bytes].concat()),
        "utf16" => {
            content_type("text/xml; charset=utf-16");
            let text = format!(
                "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-16\"?>{}",
                text()
            );
            let little_endian: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            Body::from(little_endian)
        }
        "latin1" => {
            content_type("text/xml; charset=ISO-8859-1");
            let text = format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{}", text());
            let latin1: Vec<u8> = text
                .chars()
                .map(|char| u8::try_from(u32::from(char)).unwrap_or(b'?'))
                .collect();
            Body::from(latin1)
        }
        "html500" => {
            content_type("text/html; charset=utf-8");
            parts.status = http::StatusCode::INTERNAL_SERVER_ERROR;
            Body::from(
                "<html><head><title>Server Error</title><body><h1>Server Error in '/' Application.<br></h1></html>",
            )
        }
        _ => Body::from(bytes),
    };
    Response::from_parts(parts, body)
}
