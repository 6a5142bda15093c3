//! Content-Encoding: compressed bodies.

use super::sniff::{BodyKind, sniff};
use bytes::Bytes;
use http::{HeaderMap, header};

/// Why a body cannot be decoded.
pub(crate) enum ContentCodingError {
    /// The coding is unknown, or the body does not match it.
    Unreadable(String),
    /// The decoded body would be larger than this many bytes.
    #[cfg(feature = "gzip")]
    TooLarge(usize),
}

/// Undoes the content codings of a body.
pub(crate) fn decode(
    headers: &HeaderMap,
    body: Bytes,
    limit: usize,
) -> Result<Bytes, ContentCodingError> {
    let mut codings: Vec<String> = Vec::new();
    for value in headers.get_all(header::CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes());
        codings.extend(
            value
                .split(',')
                .map(|coding| coding.trim().to_ascii_lowercase())
                .filter(|coding| !coding.is_empty() && coding != "identity"),
        );
    }
    let mut body = body;
    // An HTTP library that decompresses by itself may leave the header in place. The body is XML then.
    if codings.is_empty() || matches!(sniff(&body), BodyKind::Envelope | BodyKind::Xml) {
        return Ok(body);
    }
    // The last coding was applied last. A proxy may add a second one; more are an attack.
    if codings.len() > 2 {
        return Err(ContentCodingError::Unreadable(codings.join(", ")));
    }
    for coding in codings.into_iter().rev() {
        if body.is_empty() {
            break;
        }
        body = one(coding, &body, limit)?;
    }
    Ok(body)
}

#[cfg(feature = "gzip")]
fn one(coding: String, body: &[u8], limit: usize) -> Result<Bytes, ContentCodingError> {
    use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
    use std::io::Read;

    fn inflate(reader: impl Read, limit: usize) -> std::io::Result<Option<Bytes>> {
        let mut out = Vec::new();
        reader.take(limit as u64 + 1).read_to_end(&mut out)?;
        Ok((out.len() <= limit).then(|| out.into()))
    }

    // Some servers send bare deflate where HTTP requires zlib. The first two bytes differ.
    let zlib = body.first().is_some_and(|byte| byte & 0x0F == 8)
        && body.get(..2).is_some_and(|start| match *start {
            [high, low] => (u16::from(high) << 8 | u16::from(low)) % 31 == 0,
            _ => false,
        });
    let inflated = match coding.as_str() {
        "gzip" | "x-gzip" => inflate(MultiGzDecoder::new(body), limit),
        "deflate" if zlib => inflate(ZlibDecoder::new(body), limit),
        "deflate" => inflate(DeflateDecoder::new(body), limit),
        _ => return Err(ContentCodingError::Unreadable(coding)),
    };
    match inflated {
        Ok(Some(body)) => Ok(body),
        Ok(None) => Err(ContentCodingError::TooLarge(limit)),
        Err(_) => Err(ContentCodingError::Unreadable(coding)),
    }
}

#[cfg(not(feature = "gzip"))]
fn one(coding: String, _: &[u8], _: usize) -> Result<Bytes, ContentCodingError> {
    Err(ContentCodingError::Unreadable(coding))
}
