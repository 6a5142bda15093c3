//! The contract that a server shows: `GET ?wsdl`, and the documents that it imports.

use crate::DecodeError;
use crate::xml::{ReadOptions, Reader, Token, escape_attribute};
use bytes::Bytes;
use http::uri::Authority;
use http::{HeaderValue, header};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The most links in one document that are looked at.
const LINKS: usize = 10_000;

/// A contract with the documents that it imports, for [`Dispatcher::wsdl`](super::Dispatcher::wsdl).
///
/// `GET ?wsdl` answers with the contract, `?wsdl=1` and `?xsd=2` with the documents after it. Everywhere in them the locations of
/// imports and includes lead to these URLs of the host that was asked, and the addresses of ports are the URL that was asked.
///
/// ```
/// # const WSDL: &str = "<definitions/>"; const XSD: &str = "<schema/>";
/// use soap_runtime::server::Contract;
/// // With files: Contract::new("orders.wsdl", include_str!("../wsdl/orders.wsdl"))
/// let contract = Contract::new("wsdl/orders.wsdl", WSDL).with_document("wsdl/types/orders.xsd", XSD);
/// # let _ = contract;
/// ```
#[derive(Clone, Debug)]
pub struct Contract {
    documents: Vec<Document>,
}

#[derive(Clone, Debug)]
struct Document {
    /// Its path or URL, which the locations in it are relative to.
    name: String,
    text: Arc<str>,
}

impl Contract {
    /// The contract itself. `name` is its path or URL: locations in it are relative to that.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self {
            documents: Vec::new(),
        }
        .with_document(name, text)
    }

    /// Adds a document that the contract or one of its documents imports or includes, by its path or URL. A location that leads to none
    /// of them stays as it is.
    #[must_use]
    pub fn with_document(mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        self.documents.push(Document {
            name: normalized(&name.into()),
            text: text.into(),
        });
        self
    }

    /// The document that the query asks for: `wsdl` or `singleWsdl`, in any case, or the number of another document.
    pub(super) fn asked(&self, uri: &http::Uri) -> Option<usize> {
        let query = uri.query()?;
        let (name, number) = query.split_once('=').unwrap_or((query, "0"));
        let is_known = ["wsdl", "singlewsdl", "xsd"].map(|known| name.eq_ignore_ascii_case(known));
        let number = number.parse().ok()?;
        (is_known.contains(&true) && number < self.documents.len()).then_some(number)
    }

    /// Answers with a document.
    pub(super) fn response(
        &self,
        asked: usize,
        request: &http::request::Parts,
    ) -> http::Response<Bytes> {
        let document = self.documents.get(asked);
        let text = document.map_or(String::new(), |document| match address(request) {
            Some(address) => self.rewrite(document, &address),
            None => document.text.to_string(),
        });
        let mut response = http::Response::new(text.into());
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/xml; charset=utf-8"),
        );
        response
    }

    /// Replaces locations. A document that is not well-formed is returned unchanged.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn rewrite(&self, document: &Document, address: &str) -> String {
        let text = &*document.text;
        let numbers: BTreeMap<&str, usize> = self
            .documents
            .iter()
            .enumerate()
            .map(|(number, document)| (document.name.as_str(), number))
            .rev()
            .collect();
        let mut out = String::with_capacity(text.len() + address.len());
        let mut copied = 0;
        for link in links(text).unwrap_or_default() {
            let new = match &link.kind {
                LinkKind::Address => address.to_owned(),
                LinkKind::Import(location) => {
                    let target = resolved(&document.name, location);
                    let Some(&number) = numbers.get(target.as_str()) else {
                        continue;
                    };
                    let query = match self.documents.get(number) {
                        Some(target) if is_schema(&target.text) => "xsd",
                        _ => "wsdl",
                    };
                    format!("{address}?{query}={number}")
                }
            };
            out.push_str(text.get(copied..link.value.start).unwrap_or_default());
            let mut escaped = String::with_capacity(new.len());
            escape_attribute(&new, &mut escaped);
            // The value may stand in either quotes.
            out.push_str(&escaped.replace('\'', "&apos;"));
            copied = link.value.end;
        }
        out.push_str(text.get(copied..).unwrap_or_default());
        out
    }
}

/// A contract of one document.
impl<T: Into<Arc<str>>> From<T> for Contract {
    fn from(text: T) -> Self {
        Self::new("", text)
    }
}

/// The requested URL without its query. Behind a proxy that ends TLS the scheme is unknown.
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

/// An attribute that names another place.
struct Link {
    /// The range of its value.
    value: Range<usize>,
    kind: LinkKind,
}

enum LinkKind {
    /// The address of a port.
    Address,
    /// A document.
    Import(String),
}

/// The links of a document, in its order.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn links(text: &str) -> Result<Vec<Link>, DecodeError> {
    let options = ReadOptions::default();
    let mut reader = Reader::new(text, 0, &options)?;
    reader.root_of([])?;
    let mut found = Vec::new();
    let mut open = 1;
    while open > 0 {
        match reader.token()? {
            Token::Start => {
                open += 1;
                if found.len() < LINKS {
                    found.extend(link(&reader, text));
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

/// The link of the element whose start tag was read.
fn link(reader: &Reader<'_>, text: &str) -> Option<Link> {
    let (is_address, names): (bool, &[&str]) = match reader.name().1 {
        "address" => (true, &["location"]),
        "import" | "include" | "redefine" => (false, &["schemaLocation", "location"]),
        _ => return None,
    };
    let attribute = names.iter().find_map(|name| reader.attribute("", name))?;
    let kind = match is_address {
        true => LinkKind::Address,
        false => LinkKind::Import(attribute.value.trim().to_owned()),
    };
    let value = value_of(text, attribute.offset)?;
    Some(Link { value, kind })
}

/// The range of an attribute's value, between its quotes. `attribute` is the offset of its name.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn value_of(text: &str, attribute: usize) -> Option<Range<usize>> {
    let start = attribute + text.get(attribute..)?.find(['"', '\''])?;
    let (quote, value) = text.get(start..)?.split_at_checked(1)?;
    let start = start + 1;
    Some(start..start + value.find(quote)?)
}

/// Whether the root of a document is a schema.
fn is_schema(text: &str) -> bool {
    let options = ReadOptions::default();
    Reader::new(text, 0, &options)
        .is_ok_and(|mut reader| reader.root_of([]).is_ok() && reader.name().1 == "schema")
}

/// A location, as seen from the document `base`.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn resolved(base: &str, location: &str) -> String {
    if location.contains("://") || location.starts_with('/') && !base.contains("://") {
        return normalized(location);
    }
    let (base, _) = base.split_once('?').unwrap_or((base, ""));
    if location.starts_with('?') {
        return normalized(&format!("{base}{location}"));
    }
    let root = base.find("://").map_or(0, |at| {
        let rest = base.get(at + 3..).unwrap_or_default();
        at + 3 + rest.find('/').unwrap_or(rest.len())
    });
    let folder = match location.starts_with('/') {
        true => root,
        false => base.rfind('/').map_or(0, |at| at + 1).max(root),
    };
    let folder = base.get(..folder).unwrap_or_default();
    let slash = match folder.is_empty() || folder.ends_with('/') || location.starts_with('/') {
        true => "",
        false => "/",
    };
    normalized(&format!("{folder}{slash}{location}"))
}

/// A path or URL without `.` and `..`, and with `/`.
fn normalized(name: &str) -> String {
    let name = name.replace('\\', "/");
    let (path, query) = match name.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (&*name, None),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, "" | "..")) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let mut out = parts.join("/");
    if let Some(query) = query {
        out.push('?');
        out.push_str(query);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Contract, normalized, resolved};

    fn rewrite(text: &str, address: &str) -> String {
        let contract = Contract::new("wsdl/main.wsdl", text)
            .with_document("wsdl/types/a.xsd", "<schema/>")
            .with_document("http://old/a.svc?wsdl=x", "<definitions/>");
        contract.rewrite(&contract.documents[0], address)
    }

    #[test]
    fn locations() {
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
            (
                r#"<d><import schemaLocation="types/../types/./a.xsd"/><import namespace="a" location="http://old/a.svc?wsdl=x"/></d>"#,
                r#"<d><import schemaLocation="http://new/a.svc?xsd=1"/><import namespace="a" location="http://new/a.svc?wsdl=2"/></d>"#,
            ),
        ] {
            assert_eq!(rewrite(wsdl, NEW), rewritten);
        }
        for unchanged in [
            r#"<d><a b="address" location="x"/></d>"#,
            r#"<d><addressing location="x"/></d>"#,
            r#"<d><import location="x" address="y"/>address</d>"#,
            r#"<d><import schemaLocation="http://www.w3.org/2001/xml.xsd"/></d>"#,
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

    #[test]
    fn names() {
        for (base, location, target) in [
            ("a/b.wsdl", "c.xsd", "a/c.xsd"),
            ("a/b.wsdl", "../c.xsd", "c.xsd"),
            ("b.wsdl", "../c.xsd", "../c.xsd"),
            ("a\\b.wsdl", "x\\c.xsd", "a/x/c.xsd"),
            ("/a/b.wsdl", "/c/d.xsd", "/c/d.xsd"),
            (
                "http://h/a.svc?wsdl",
                "a.svc?xsd=xsd0",
                "http://h/a.svc?xsd=xsd0",
            ),
            ("http://h/a.svc?wsdl", "?xsd=1", "http://h/a.svc?xsd=1"),
            ("http://h/x/a.svc", "/y/b.xsd", "http://h/y/b.xsd"),
            ("http://h", "b.xsd", "http://h/b.xsd"),
            ("a/b.wsdl", "http://h/x/../b.xsd", "http://h/b.xsd"),
        ] {
            assert_eq!(
                resolved(&normalized(base), location),
                target,
                "{base} {location}"
            );
        }
    }
}
