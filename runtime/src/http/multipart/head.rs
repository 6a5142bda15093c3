//! The header fields of a part.

use super::super::InvalidRequest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

/// The header fields of a part that mean something here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PartHead {
    pub(crate) content_id: String,
    pub(crate) content_type: String,
    pub(crate) content_location: String,
    pub(crate) content_disposition: String,
    pub(crate) content_description: String,
    pub(crate) is_base64: bool,
}

/// Where the header fields of a part end, and where its body begins, if the empty line between them is there.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
pub(super) fn end_of_head(part: &[u8]) -> Option<(usize, usize)> {
    if part.starts_with(b"\r\n") {
        return Some((0, 2));
    }
    if part.starts_with(b"\n") {
        return Some((0, 1));
    }
    memchr::memchr_iter(b'\n', part).find_map(|at| match part.get(at + 1..)? {
        [b'\n', ..] => Some((at, at + 2)),
        [b'\r', b'\n', ..] => Some((at, at + 3)),
        _ => None,
    })
}

impl PartHead {
    pub(super) fn parse(head: &[u8]) -> Result<Self, &'static str> {
        let head = std::str::from_utf8(head).map_err(|_| "the headers of a part are not UTF-8")?;
        // A line that begins with white space continues the header before it.
        let head = head
            .replace("\r\n", "\n")
            .replace("\n ", " ")
            .replace("\n\t", " ");
        const NAMES: [&str; 6] = [
            "Content-Transfer-Encoding",
            "Content-ID",
            "Content-Type",
            "Content-Location",
            "Content-Disposition",
            "Content-Description",
        ];
        // Of a field that is there twice, the first one counts.
        let mut values = [None; 6];
        for (key, value) in head.lines().filter_map(|line| line.split_once(':')) {
            let named = |(name, _): &(&str, _)| name.eq_ignore_ascii_case(key.trim());
            if let Some((_, first)) = NAMES.into_iter().zip(&mut values).find(named) {
                first.get_or_insert(value.trim());
            }
        }
        let [encoding, id, kind, location, disposition, description] =
            values.map(Option::unwrap_or_default);
        let is_base64 = match encoding.to_ascii_lowercase().as_str() {
            "" | "binary" | "8bit" | "7bit" => false,
            "base64" => true,
            _ => {
                return Err(
                    "a part of multipart/related has a transfer encoding other than binary, 8bit, 7bit and base64",
                );
            }
        };
        Ok(Self {
            content_id: bare_id(id).to_owned(),
            content_type: kind.to_owned(),
            content_location: location.to_owned(),
            content_disposition: disposition.to_owned(),
            content_description: description.to_owned(),
            is_base64,
        })
    }

    /// The header fields of a part that is sent.
    pub(super) fn write(&self) -> Result<String, InvalidRequest> {
        let odd = |text: &str| text.chars().any(|c| c.is_control() || !c.is_ascii());
        let id = self.content_id.as_str();
        let fields = [
            ("Content-Type", "", self.content_type.as_str(), ""),
            ("Content-Transfer-Encoding", "", "binary", ""),
            ("Content-ID", "<", id, ">"),
            ("Content-Location", "", &self.content_location, ""),
            ("Content-Disposition", "", &self.content_disposition, ""),
            ("Content-Description", "", &self.content_description, ""),
        ];
        if fields.iter().any(|(_, _, value, _)| odd(value)) || id.contains(['<', '>']) {
            return Err(InvalidRequest::new(
                "the header fields of an attachment, such as Content-Type and Content-ID, are visible ASCII",
            ));
        }
        let mut head = String::new();
        for (name, before, value, after) in fields {
            if !value.is_empty() {
                head.push_str(&format!("{name}: {before}{value}{after}\r\n"));
            }
        }
        Ok(head)
    }
}

/// A Content-ID without its angle brackets.
pub(super) fn bare_id(id: &str) -> &str {
    let id = id.trim();
    id.strip_prefix('<')
        .and_then(|id| id.strip_suffix('>'))
        .unwrap_or(id)
}

const NOT_BASE64: &str = "a part of multipart/related is not base64";

/// Undoes the transfer encoding base64 (RFC 2045, section 6.8), piece by piece.
#[derive(Default)]
pub(super) struct Decoder {
    /// Characters that are no group of four yet.
    unread: Vec<u8>,
    ended: bool,
}

impl Decoder {
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "lengths in memory, below isize::MAX"
    )]
    pub(super) fn push(&mut self, text: &[u8]) -> Result<Bytes, &'static str> {
        let text = text.iter().copied();
        self.unread
            .extend(text.filter(|byte| !byte.is_ascii_whitespace()));
        let whole = self.unread.len() / 4 * 4;
        let rest = self.unread.split_off(whole);
        let groups = std::mem::replace(&mut self.unread, rest);
        if self.ended && !(groups.is_empty() && self.unread.is_empty()) {
            return Err(NOT_BASE64);
        }
        self.ended |= groups.last() == Some(&b'=');
        let bytes = STANDARD.decode(groups).map_err(|_| NOT_BASE64)?;
        Ok(bytes.into())
    }

    pub(super) fn end(&self) -> Result<(), &'static str> {
        match self.unread.is_empty() {
            true => Ok(()),
            false => Err(NOT_BASE64),
        }
    }
}
