//! `GET ?wsdl`.

use bytes::Bytes;
use http::uri::Authority;
use http::{HeaderValue, header};
use memchr::memmem;

/// Whether the query asks for the contract: `wsdl` or `singleWsdl`, in any case.
pub(super) fn is_asked(uri: &http::Uri) -> bool {
    uri.query().is_some_and(|query| {
        query.eq_ignore_ascii_case("wsdl") || query.eq_ignore_ascii_case("singlewsdl")
    })
}

/// The contract, with the addresses of its ports replaced by the URL that it was asked for at.
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

/// The URL that was asked for, as far as it can be told; behind a proxy that ends TLS the scheme cannot.
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

/// Replaces the `location` attribute of every element called `address`.
fn rewrite(wsdl: &str, address: &str) -> String {
    let address = address
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;");
    let mut out = String::with_capacity(wsdl.len() + address.len());
    let mut rest = wsdl;
    while let Some(at) = memmem::find(rest.as_bytes(), b"address") {
        let (before, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let name = before.rsplit('<').next().unwrap_or_default();
        let is_tag = before.contains('<')
            && (name.is_empty() || (name.ends_with(':') && !name.contains(char::is_whitespace)));
        let value = is_tag.then(|| location(tag)).flatten();
        let (kept, next) = match value {
            Some((from, to)) => {
                out.push_str(before);
                out.push_str(tag.get(..from).unwrap_or_default());
                out.push_str(&address);
                ("", to)
            }
            None => {
                out.push_str(before);
                ("address", "address".len())
            }
        };
        out.push_str(kept);
        rest = tag.get(next..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Where the value of `location` stands in a tag.
fn location(tag: &str) -> Option<(usize, usize)> {
    let tag = tag.get(..tag.find('>')?)?;
    let name = tag
        .match_indices("location")
        .find(|(at, _)| {
            tag.get(..*at)
                .is_some_and(|before| before.ends_with(char::is_whitespace))
        })?
        .0
        + "location".len();
    let rest = tag.get(name..)?;
    let quote = rest
        .trim_start()
        .strip_prefix('=')?
        .trim_start()
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\''))?;
    let from = name + rest.find(quote)? + 1;
    let to = from + tag.get(from..)?.find(quote)?;
    Some((from, to))
}

#[cfg(test)]
mod tests {
    use super::rewrite;

    #[test]
    fn addresses() {
        for (wsdl, rewritten) in [
            (
                r#"<soap:address location="http://old/"/>"#,
                r#"<soap:address location="http://new/a.svc"/>"#,
            ),
            (
                "<address\n a='b' location = 'x' />",
                "<address\n a='b' location = 'http://new/a.svc' />",
            ),
            (
                r#"<address location="x"><address location="x">"#,
                r#"<address location="http://new/a.svc"><address location="http://new/a.svc">"#,
            ),
            (
                r#"<a b="address" location="x"/>"#,
                r#"<a b="address" location="x"/>"#,
            ),
            (
                r#"<x:addressing location="x"/>"#,
                r#"<x:addressing location="http://new/a.svc"/>"#,
            ),
            (
                r#"<import location="x" address="y"/>address"#,
                r#"<import location="x" address="y"/>address"#,
            ),
            ("<address location", "<address location"),
            ("<address mylocation='x'/>", "<address mylocation='x'/>"),
        ] {
            assert_eq!(rewrite(wsdl, "http://new/a.svc"), rewritten);
        }
        assert_eq!(
            rewrite("<address location='x'/>", "http://new/?a&b'"),
            "<address location='http://new/?a&amp;b&apos;'/>"
        );
    }
}
