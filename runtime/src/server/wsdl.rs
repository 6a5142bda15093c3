//! `GET ?wsdl`.

use crate::DecodeError;
use crate::xml::{ReadOptions, Reader, Token};
use bytes::Bytes;
use http::uri::Authority;
use http::{HeaderValue, header};
use std::ops::Range;

/// Whether the query asks for the contract: `wsdl` or `singleWsdl`, in any case.
pub(super) fn is_asked(uri: &http::Uri) -> bool {
    uri.query().is_some_and(|query| {
        query.eq_ignore_ascii_case("wsdl") || query.eq_ignore_ascii_case("singlewsdl")
    })
}

/// Returns the contract. The requested URL replaces the addresses of its ports.
pub(super) fn response(wsdl: &str, request: &http::request::Parts) -> http::Response<Bytes> {
    let text = match address(request) {
        Some(address) => rewrite(wsdl, &address),
        None => wsdl.to_owned(),
    };
    let mut response = http::Response::new(text.into());
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/xml; charset=utf-8"),
    );
    response
}

/// The requested URL. Behind a proxy that ends TLS the scheme is unknown.
fn address(request: &http::request::Parts) -> Option<String> {
    let host = request
        .headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let authority: Authority = match request.uri.authority() {
        Some(authority) => authority.clone(),
        None => host?.parse().ok()?,
    };
    let plain = authority.as_str().bytes().all(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']' | b'_')
    });
    let scheme = request.uri.scheme_str().unwrap_or("http");
    plain.then(|| format!("{scheme}://{authority}{}", request.uri.path()))
}

/// Replaces the `location` of every element named `address`. A contract that is not well-formed is returned unchanged.
fn rewrite(wsdl: &str, address: &str) -> String {
    let address = address
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;");
    let mut out = String::with_capacity(wsdl.len() + address.len());
    let mut copied = 0;
    for location in locations(wsdl).unwrap_or_default() {
        out.push_str(wsdl.get(copied..location.start).unwrap_or_default());
        out.push_str(&address);
        copied = location.end;
    }
    out.push_str(wsdl.get(copied..).unwrap_or_default());
    out
}

/// The ranges of the values of `location` in elements named `address`.
fn locations(wsdl: &str) -> Result<Vec<Range<usize>>, DecodeError> {
    let options = ReadOptions::default();
    let mut reader = Reader::new(wsdl, 0, &options)?;
    reader.root_of([])?;
    let mut found = Vec::new();
    let mut open = 1;
    while open > 0 {
        match reader.token()? {
            Token::Start => {
                open += 1;
                if reader.name().1 == "address"
                    && let Some(location) = reader.attribute("", "location")
                    && let Some(value) = value_of(wsdl, location.offset)
                {
                    found.push(value);
                }
            }
            Token::End => {
                open -= 1;
                reader.pop();
            }
            Token::Text(_) | Token::Cdata(_) => {}
        }
    }
    Ok(found)
}

/// The range of an attribute's value, between its quotes. `attribute` is the offset of its name.
fn value_of(wsdl: &str, attribute: usize) -> Option<Range<usize>> {
    let start = attribute + wsdl.get(attribute..)?.find(['"', '\''])?;
    let (quote, value) = wsdl.get(start..)?.split_at_checked(1)?;
    let start = start + 1;
    Some(start..start + value.find(quote)?)
}

#[cfg(test)]
mod tests {
    use super::rewrite;

    #[test]
    fn addresses() {
        const NEW: &str = "http://new/a.svc";
        for (wsdl, rewritten) in [
            (
                r#"<d><s:address xmlns:s="urn:s" location="http://old/"/></d>"#,
                r#"<d><s:address xmlns:s="urn:s" location="http://new/a.svc"/></d>"#,
            ),
            (
                "<d><address\n a='b' location = 'x' /></d>",
                "<d><address\n a='b' location = 'http://new/a.svc' /></d>",
            ),
            (
                r#"<?xml version="1.0"?><d>x<address location="x"/><!-- <address location="x"/> --><address location="x">y</address></d>"#,
                r#"<?xml version="1.0"?><d>x<address location="http://new/a.svc"/><!-- <address location="x"/> --><address location="http://new/a.svc">y</address></d>"#,
            ),
        ] {
            assert_eq!(rewrite(wsdl, NEW), rewritten);
        }
        for unchanged in [
            r#"<d><a b="address" location="x"/></d>"#,
            r#"<d><addressing location="x"/></d>"#,
            r#"<d><import location="x" address="y"/>address</d>"#,
            "<d><address mylocation='x'/></d>",
            "<d><address location",
            "<d><address location='x'/></e>",
        ] {
            assert_eq!(rewrite(unchanged, NEW), unchanged);
        }
        assert_eq!(
            rewrite("<d><address location='x'/></d>", "http://new/?a&b'"),
            "<d><address location='http://new/?a&amp;b&apos;'/></d>"
        );
    }
}
