//! `multipart/related` (RFC 2387): reads and writes the packages of MTOM and of SOAP Messages with Attachments.

mod head;
mod incoming;
mod outgoing;

use super::InvalidRequest;
use super::media_type::MediaType;
use bytes::Bytes;
pub(crate) use head::PartHead;
use head::{Decoder, bare_id, end_of_head};
pub(crate) use incoming::{Malformed, PartReader};
pub(crate) use outgoing::{Outgoing, package, package_type, root_part};
use std::collections::BTreeSet;
use std::fmt;

/// A part other than the message itself, of a response or of a request
/// ([`CallOptions::attachments`](crate::CallOptions)).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attachment {
    /// `Content-ID` without its angle brackets; empty if the part has none.
    pub content_id: String,
    /// `Content-Type`, as sent.
    pub content_type: String,
    /// `Content-Location`, as sent.
    pub content_location: String,
    /// `Content-Disposition`, as sent: often with the name of a file.
    pub content_disposition: String,
    /// `Content-Description`, as sent.
    pub content_description: String,
    /// The decoded bytes, shared with the message.
    pub body: Bytes,
}

impl Attachment {
    /// Makes a part with a media type and a content id, which `cid:` URLs in the message refer to.
    ///
    /// ```
    /// use soap_runtime::{Attachment, CallOptions};
    /// let options = CallOptions::new().with_attachment(Attachment::new("scan-1", "image/png", b"\x89PNG".as_slice()));
    /// # let _ = options;
    /// ```
    pub fn new(
        content_id: impl Into<String>,
        content_type: impl Into<String>,
        body: impl Into<Bytes>,
    ) -> Self {
        Self {
            content_id: content_id.into(),
            content_type: content_type.into(),
            content_location: String::new(),
            content_disposition: String::new(),
            content_description: String::new(),
            body: body.into(),
        }
    }

    /// Sets `Content-Location`, by which URLs in the message may refer to the part, too.
    #[must_use]
    pub fn with_content_location(mut self, location: impl Into<String>) -> Self {
        self.content_location = location.into();
        self
    }

    /// Sets `Content-Disposition`.
    #[must_use]
    pub fn with_content_disposition(mut self, disposition: impl Into<String>) -> Self {
        self.content_disposition = disposition.into();
        self
    }

    /// Sets `Content-Description`.
    #[must_use]
    pub fn with_content_description(mut self, description: impl Into<String>) -> Self {
        self.content_description = description.into();
        self
    }
}

impl Attachment {
    pub(super) fn of(head: PartHead, body: Bytes) -> Self {
        Self {
            content_id: head.content_id,
            content_type: head.content_type,
            content_location: head.content_location,
            content_disposition: head.content_disposition,
            content_description: head.content_description,
            body,
        }
    }

    pub(super) fn head(&self) -> PartHead {
        PartHead {
            content_id: self.content_id.clone(),
            content_type: self.content_type.clone(),
            content_location: self.content_location.clone(),
            content_disposition: self.content_disposition.clone(),
            content_description: self.content_description.clone(),
            is_base64: false,
        }
    }
}

/// Shows the length of the content.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("content_id", &self.content_id)
            .field("content_type", &self.content_type)
            .field("content_location", &self.content_location)
            .field("content_disposition", &self.content_disposition)
            .field("content_description", &self.content_description)
            .field("body", &self.body.len())
            .finish()
    }
}

/// The parts of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    /// The root part: the one that `start` names, or the first.
    pub root: Bytes,
    /// `Content-Type` of the root part.
    pub root_type: String,
    /// The other parts, in order.
    pub attachments: Vec<Attachment>,
    /// Each Content-ID that several parts have, the root among them.
    pub repeated: Vec<String>,
}

/// Parses a package with at most `most` parts beside the root. The error is the reason.
pub(crate) fn parse(
    media_type: &MediaType,
    body: &Bytes,
    most: usize,
) -> Result<Package, &'static str> {
    let parameters = Parameters::of(media_type)?;
    let mut parts = split(body, parameters.boundary, most.saturating_add(1))?;
    if parts.is_empty() {
        return Err(NO_PARTS);
    }
    let root = match parameters.start {
        Some(id) => parts
            .iter()
            .position(|part| part.content_id == id)
            .ok_or(NO_ROOT)?,
        None => 0,
    };
    let ids = parts.iter().map(|part| part.content_id.as_str());
    let repeated = repeated(ids).into_iter().map(str::to_owned).collect();
    let root = parts.remove(root);
    Ok(Package {
        root: root.body,
        root_type: root.content_type,
        attachments: parts,
        repeated,
    })
}

pub(crate) const NO_PARTS: &str = "multipart/related without parts";
pub(crate) const NO_ROOT: &str = "the root part that `start` names is missing";
const NO_END: &str = "multipart/related without its closing boundary";
pub(crate) const TOO_MANY: &str = "multipart/related with more parts than the limit";

/// The parameters of a package (RFC 2387, section 3).
pub(crate) struct Parameters<'a> {
    pub(crate) boundary: &'a str,
    /// The Content-ID of the root part; without it that is the first.
    pub(crate) start: Option<&'a str>,
}

impl<'a> Parameters<'a> {
    pub(crate) fn of(media_type: &'a MediaType) -> Result<Self, &'static str> {
        if media_type.essence != "multipart/related" {
            return Err("a multipart message that is not multipart/related");
        }
        let boundary = media_type
            .parameter("boundary")
            .ok_or("multipart/related without a boundary")?;
        if boundary.is_empty() || boundary.len() > 70 {
            return Err("a boundary has 1 to 70 characters");
        }
        let start = media_type.parameter("start").map(bare_id);
        Ok(Self { boundary, start })
    }
}

/// Returns each Content-ID that occurs several times.
fn repeated<'a>(ids: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    ids.filter(|id| !id.is_empty() && !seen.insert(*id))
        .collect()
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn split(body: &Bytes, boundary: &str, most: usize) -> Result<Vec<Attachment>, &'static str> {
    let delimiter = format!("--{boundary}");
    let finder = memchr::memmem::Finder::new(delimiter.as_bytes());
    let mut parts = Vec::new();
    let mut part_start = None;
    let mut at = 0;
    let rest = |at: usize| body.get(at..).unwrap_or_default();
    while let Some(found) = finder.find(rest(at)).map(|offset| at + offset) {
        let before = |at: usize| at.checked_sub(1).and_then(|at| body.get(at)).copied();
        let line_start = before(found).is_none_or(|byte| byte == b'\n');
        let mut after = found + delimiter.len();
        if !line_start {
            at = after;
            continue;
        }
        let last = rest(after).starts_with(b"--");
        // White space may follow before the end of the line. Any other text makes it a longer boundary with the same
        // start.
        let line_end =
            memchr::memchr(b'\n', rest(after)).map_or(body.len(), |offset| after + offset + 1);
        let line = body.get(after..line_end).unwrap_or_default();
        if !last && !line.iter().all(u8::is_ascii_whitespace) {
            at = after;
            continue;
        }
        if let Some(start) = part_start {
            let end = found.saturating_sub(1);
            let end = if end > start && before(end) == Some(b'\r') {
                end - 1
            } else {
                end.max(start)
            };
            if parts.len() == most {
                return Err(TOO_MANY);
            }
            parts.push(part(&body.slice(start..end))?);
        }
        if last {
            return Ok(parts);
        }
        after = line_end;
        part_start = Some(after);
        at = after;
    }
    Err(NO_END)
}

fn part(part: &Bytes) -> Result<Attachment, &'static str> {
    // The line break before the boundary may be that of the empty line.
    let whole = part.ends_with(b"\n").then_some((part.len(), part.len()));
    let (end, start) = end_of_head(part).or(whole).ok_or(NO_EMPTY_LINE)?;
    let head = PartHead::parse(&part.slice(..end))?;
    let mut body = part.slice(start..);
    if head.is_base64 {
        let mut decoder = Decoder::default();
        body = decoder.push(&body)?;
        decoder.end()?;
    }
    Ok(Attachment::of(head, body))
}

const NO_EMPTY_LINE: &str = "a part of multipart/related has no empty line after its headers";

/// Writes parts one after the other. Returns the body of the package, and a boundary that occurs in no part.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
#[cfg(feature = "client")]
pub(crate) fn write(parts: &[Attachment]) -> Result<(Vec<u8>, String), InvalidRequest> {
    let ids = parts.iter().map(|part| part.content_id.as_str());
    if !repeated(ids).is_empty() {
        return Err(InvalidRequest::new(
            "each attachment has a Content-ID of its own",
        ));
    }
    let boundary = unused_boundary(parts);
    let mut package = Vec::with_capacity(parts.iter().map(|part| part.body.len() + 256).sum());
    for part in parts {
        for text in ["--", &boundary, "\r\n", &part.head().write()?, "\r\n"] {
            package.extend_from_slice(text.as_bytes());
        }
        package.extend_from_slice(&part.body);
        package.extend_from_slice(b"\r\n");
    }
    for text in ["--", &boundary, "--\r\n"] {
        package.extend_from_slice(text.as_bytes());
    }
    Ok((package, boundary))
}

/// A boundary that occurs in no part.
#[cfg(feature = "client")]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn unused_boundary(parts: &[Attachment]) -> String {
    let mut number = 0_u64;
    loop {
        let boundary = format!("soap-runtime-{number}");
        let finder = memchr::memmem::Finder::new(boundary.as_bytes());
        if parts.iter().all(|part| finder.find(&part.body).is_none()) {
            return boundary;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str =
        r#"multipart/related; boundary="b-1"; type="application/xop+xml"; start="<root@x>""#;

    fn package(text: &str) -> Result<Package, &'static str> {
        parse(
            &MediaType::parse(TYPE),
            &Bytes::copy_from_slice(text.as_bytes()),
            9,
        )
    }

    #[test]
    fn the_root_is_the_part_that_start_names() {
        let package = package(concat!(
            "preamble\r\n--b-1\r\nContent-ID: <a@x>\r\nContent-Type: image/png\r\n\r\n\r\n--b-10\r\n\r\n--b-1 \r\n",
            "content-id: <root@x>\r\nContent-Type: application/xop+xml;\r\n charset=UTF-8\r\n\r\n<e/>\r\n--b-1--\r\nepilogue"
        ))
        .expect("well formed");
        assert_eq!(package.root, "<e/>");
        assert_eq!(package.root_type, "application/xop+xml; charset=UTF-8");
        assert_eq!(package.attachments.len(), 1);
        assert_eq!(package.attachments[0].content_id, "a@x");
        assert_eq!(package.attachments[0].body, "\r\n--b-10\r\n");
    }

    #[test]
    fn transfer_encodings() {
        let with = |encoding: &str, body: &str| {
            package(&format!(
                "--b-1\nContent-ID: <root@x>\nContent-Transfer-Encoding: {encoding}\n\n{body}\n--b-1--"
            ))
        };
        assert_eq!(
            with("base64", "PGUv\nPg==").map(|package| package.root),
            Ok(Bytes::from_static(b"<e/>"))
        );
        assert_eq!(
            with("Binary", "<e/>").map(|package| package.root),
            Ok(Bytes::from_static(b"<e/>"))
        );
        assert!(with("base64", "?").is_err());
        assert!(with("quoted-printable", "<e/>").is_err());
    }

    #[test]
    fn what_is_cut_off_is_an_error() {
        let whole = "--b-1\r\nContent-ID: <root@x>\r\n\r\n<e/>\r\n--b-1--\r\n";
        assert!(package(whole).is_ok());
        for end in 0..whole.len() - 4 {
            assert!(package(&whole[..end]).is_err(), "cut at {end}");
        }
    }
}
