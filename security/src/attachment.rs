//! Attachments under signatures and encryption (SOAP Messages with Attachments Profile 1.1.1).

use crate::c14n::{Budget, Canonicalization, Form, canonicalize};
use crate::error::{Error, ErrorKind};
use crate::tree::{Document, NodeId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use soap_runtime::Attachment;
use soap_runtime::xml::Limits;

const XOP: &str = "http://www.w3.org/2004/08/xop/include";

/// Header fields of a decrypted part.
const MOST_FIELDS: usize = 32;

/// The parameters whose values are not case-sensitive (section 5.4.1 of the profile).
const LOWER: [&str; 8] = [
    "charset",
    "creation-date",
    "filename",
    "modification-date",
    "padding",
    "read-date",
    "size",
    "type",
];

fn reference(message: String) -> Error {
    Error::new(ErrorKind::Reference, message)
}

/// The URL of a part.
pub(crate) fn url(content_id: &str) -> String {
    let mut url = String::from("cid:");
    for byte in content_id.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => url.push(char::from(byte)),
            _ if b"-._~@!$'()*+,;=:".contains(&byte) => url.push(char::from(byte)),
            _ => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url
}

/// The Content-ID in a URL of a part.
fn content_id(url: &str) -> Option<String> {
    let (scheme, id) = url.split_at_checked(4)?;
    if !scheme.eq_ignore_ascii_case("cid:") {
        return None;
    }
    let mut bytes = Vec::with_capacity(id.len());
    let mut rest = id.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let value = digit()?.checked_mul(16)?.checked_add(digit()?)?;
        bytes.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// Whether a reference leads to a part beside the message.
pub(crate) fn is_url(uri: &str) -> bool {
    uri.get(..4)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("cid:"))
}

/// The position of the only part with this URL.
pub(crate) fn find(parts: &[Attachment], uri: &str) -> Result<usize, Error> {
    let id = content_id(uri)
        .filter(|id| !id.is_empty())
        .ok_or_else(|| reference(format!("the reference '{uri}' names no attachment")))?;
    let mut fitting = (0..).zip(parts).filter(|(_, part)| part.content_id == id);
    match (fitting.next(), fitting.next()) {
        (Some((index, _)), None) => Ok(index),
        (Some(_), Some(_)) => Err(reference(format!(
            "the Content-ID '{id}' is that of more than one attachment"
        ))),
        (None, _) => Err(reference(format!(
            "the message has no attachment with the Content-ID '{id}'"
        ))),
    }
}

/// Gives each part without a Content-ID one, so that references can name it.
pub(crate) fn identify(
    parts: &mut [Attachment],
    new_id: impl Fn() -> Result<String, Error>,
) -> Result<(), Error> {
    for part in parts.iter_mut().filter(|part| part.content_id.is_empty()) {
        part.content_id = new_id()?;
    }
    Ok(())
}

/// Puts the bytes of parts in the places of the `xop:Include` that name them: a signature covers what the message means, and not how it was
/// packed. Gives the positions of these parts, which are no longer needed beside the message.
pub(crate) fn inline(document: &mut Document, parts: &[Attachment]) -> Result<Vec<usize>, Error> {
    let mut inlined = Vec::new();
    if parts.is_empty() {
        return Ok(inlined);
    }
    let all: Vec<NodeId> = document
        .descendants(Document::ROOT)
        .filter(|node| document.is(*node, XOP, "Include"))
        .collect();
    for node in all {
        let href = document.attribute(node, "", "href").unwrap_or_default();
        let index = find(parts, href)?;
        // Otherwise a small message could be made as large as one likes.
        if inlined.contains(&index) {
            return Err(Error::limit(format!(
                "'{href}' is included twice, which a protected message may not do"
            )));
        }
        if let Some(part) = parts.get(index) {
            document.replace(node, &STANDARD.encode(&part.body))?;
        }
        inlined.push(index);
    }
    Ok(inlined)
}

/// The parts without those that are in the message now.
pub(crate) fn without(parts: Vec<Attachment>, inlined: &[usize]) -> Vec<Attachment> {
    let all = (0..).zip(parts);
    all.filter(|(index, _)| !inlined.contains(index))
        .map(|(_, part)| part)
        .collect()
}

fn is_xml(content_type: &str) -> bool {
    let essence = essence(content_type);
    matches!(essence.as_str(), "text/xml" | "application/xml") || essence.ends_with("+xml")
}

fn essence(content_type: &str) -> String {
    let (essence, _) = content_type.split_once(';').unwrap_or((content_type, ""));
    essence.trim().to_ascii_lowercase()
}

/// The bytes of a part that are signed: of XML its canonical form, of other text with the line ends of the Internet (section 5.4 of the
/// profile). With `complete` the header fields come first.
pub(crate) fn canonical(
    part: &Attachment,
    complete: bool,
    limits: &Limits,
    budget: &mut Budget,
    sink: &mut dyn FnMut(&[u8]),
) -> Result<(), Error> {
    if complete {
        sink(header_fields(part)?.as_bytes());
    }
    if is_xml(&part.content_type) {
        let document = Document::parse(&part.body, limits).map_err(|error| {
            let id = &part.content_id;
            Error::new(error.kind(), format!("the attachment '{id}': {error}"))
        })?;
        let form = Form::new(Canonicalization::Exclusive);
        return canonicalize(&document, Document::ROOT, &form, budget, sink);
    }
    budget.spend(part.body.len())?;
    if !essence(&part.content_type).starts_with("text/") {
        sink(&part.body);
        return Ok(());
    }
    let mut lines = part
        .body
        .split_inclusive(|byte| matches!(byte, b'\r' | b'\n'))
        .peekable();
    while let Some(line) = lines.next() {
        match line.split_last() {
            Some((b'\r', text)) => {
                sink(text);
                sink(b"\r\n");
                lines.next_if(|next| **next == *b"\n");
            }
            Some((b'\n', text)) => {
                sink(text);
                sink(b"\r\n");
            }
            _ => sink(line),
        }
    }
    Ok(())
}

/// A part as it is read after its signature was found right: comments of XML, which no signature covers, are gone.
pub(crate) fn as_signed(part: &mut Attachment, limits: &Limits) {
    if is_xml(&part.content_type)
        && may_have_comments(&part.body)
        && let Ok(mut document) = Document::parse(&part.body, limits)
    {
        document.remove_comments();
        part.body = document.to_message().into();
    }
}

fn may_have_comments(bytes: &[u8]) -> bool {
    // In UTF-16 the characters are apart.
    memchr::memchr(0, bytes).is_some() || memchr::memmem::find(bytes, b"<!--").is_some()
}

/// The canonical header fields (section 5.4.1 of the profile).
fn header_fields(part: &Attachment) -> Result<String, Error> {
    let mut out = String::new();
    let id = match part.content_id.is_empty() {
        true => String::new(),
        false => format!("<{}>", part.content_id),
    };
    if part.content_description.contains("=?") {
        return Err(Error::algorithm(
            "a Content-Description in an encoding cannot be signed",
        ));
    }
    let kind = match part.content_type.is_empty() {
        true => "text/plain;charset=\"us-ascii\"".to_owned(),
        false => parameters(&uncommented(&part.content_type))?,
    };
    let disposition = parameters(&uncommented(&part.content_disposition))?;
    for (name, value) in [
        (
            "Content-Description",
            uncommented(&part.content_description),
        ),
        ("Content-Disposition", disposition),
        ("Content-ID", uncommented(&id)),
        ("Content-Location", uncommented(&part.content_location)),
        ("Content-Type", kind),
    ] {
        if !value.is_empty() {
            out.push_str(&format!("{name}:{value}\r\n"));
        }
    }
    Ok(out)
}

/// A field without comments, which are in parentheses outside of quotes.
fn uncommented(text: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut quoted) = (0_usize, false);
    for c in text.chars() {
        match c {
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth = depth.saturating_add(1),
            ')' if depth > 0 => {
                depth = depth.saturating_sub(1);
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            out.push(c);
        }
    }
    out
}

/// A field with its parameters in order, each in quotes.
fn parameters(field: &str) -> Result<String, Error> {
    let mut parts = split_parameters(field).into_iter();
    let first = parts.next().unwrap_or_default();
    let mut all = std::collections::BTreeMap::new();
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let name = name.trim().to_ascii_lowercase();
        if name.contains('*') {
            return Err(Error::algorithm(format!(
                "the parameter '{name}' of an attachment is in an encoding, and cannot be signed"
            )));
        }
        let value = value.trim();
        let inner = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'));
        let mut value = quoted(inner.unwrap_or(value));
        if LOWER.contains(&name.as_str()) {
            value = value.to_lowercase();
        }
        if !name.is_empty() {
            all.insert(name, value);
        }
    }
    if all.is_empty() && !field.contains(';') {
        return Ok(field.trim().to_owned());
    }
    let mut out = first.trim().to_lowercase();
    for (name, value) in all {
        out.push_str(&format!(";{name}={value}"));
    }
    Ok(out)
}

/// The parts of a field between semicolons outside of quotes.
fn split_parameters(field: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    field
        .split(|c: char| {
            let was_escaped = escaped;
            escaped = c == '\\' && !was_escaped;
            if c == '"' && !was_escaped {
                quoted = !quoted;
            }
            c == ';' && !quoted
        })
        .collect()
}

/// Text in quotes, where only quotes and backslashes are escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let c = match c {
            '\\' => chars.next().unwrap_or(c),
            c => c,
        };
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// The encrypted share of a part: its content, or its header fields too.
pub(crate) fn plain(part: &Attachment, complete: bool) -> Vec<u8> {
    let mut out = Vec::new();
    if complete {
        let id = format!("<{}>", part.content_id);
        for (name, value) in [
            ("Content-Description", &part.content_description),
            ("Content-Disposition", &part.content_disposition),
            ("Content-ID", &id),
            ("Content-Location", &part.content_location),
            ("Content-Type", &part.content_type),
        ] {
            if !value.is_empty() {
                out.extend_from_slice(format!("{name}:{value}\r\n").as_bytes());
            }
        }
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(&part.body);
    out
}

/// Puts encrypted bytes in the place of a part's content, and of its header fields.
pub(crate) fn hide(part: &mut Attachment, complete: bool, bytes: Vec<u8>) {
    part.body = bytes.into();
    part.content_type = "application/octet-stream".to_owned();
    if complete {
        part.content_description.clear();
        part.content_disposition.clear();
        part.content_location.clear();
    }
}

/// Puts decrypted bytes in the place of a part's content, and of its header fields. `None` if they are no header fields.
pub(crate) fn reveal(
    part: &mut Attachment,
    complete: bool,
    kind: Option<&str>,
    plain: &[u8],
) -> Option<()> {
    if !complete {
        if let Some(kind) = kind {
            part.content_type = kind.to_owned();
        }
        part.body = plain.to_vec().into();
        return Some(());
    }
    let mut rest = plain;
    let mut revealed = Attachment::new("", "", "");
    for count in 0.. {
        let end = rest.windows(2).position(|pair| pair == b"\r\n")?;
        let (line, after) = (rest.get(..end)?, rest.get(end.checked_add(2)?..)?);
        rest = after;
        if line.is_empty() {
            break;
        }
        let (name, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        if count == MOST_FIELDS || value.contains(char::is_control) {
            return None;
        }
        let field = match name.as_str() {
            "content-description" => &mut revealed.content_description,
            "content-disposition" => &mut revealed.content_disposition,
            "content-id" => &mut revealed.content_id,
            "content-location" => &mut revealed.content_location,
            "content-type" => &mut revealed.content_type,
            _ => continue,
        };
        let bare = value.strip_prefix('<').and_then(|id| id.strip_suffix('>'));
        *field = match name == "content-id" {
            true => bare.unwrap_or(value).to_owned(),
            false => value.to_owned(),
        };
    }
    if revealed.content_id.is_empty() {
        revealed.content_id.clone_from(&part.content_id);
    }
    revealed.body = rest.to_vec().into();
    *part = revealed;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_fields_have_one_form() {
        let mut part = Attachment::new(
            "a@x",
            "Text/Plain; Name=\"a;b\" ; charset=UTF-8 (a comment)",
            "",
        );
        part.content_disposition = "attachment; filename=\"Some File.TXT\"".into();
        part.content_description = "a (hidden) note".into();
        assert_eq!(
            header_fields(&part).unwrap(),
            "Content-Description:a  note\r\nContent-Disposition:attachment;filename=\"some file.txt\"\r\n\
             Content-ID:<a@x>\r\nContent-Type:text/plain;charset=\"utf-8\";name=\"a;b\"\r\n"
        );
        let bare = Attachment::new("", "", "");
        assert_eq!(
            header_fields(&bare).unwrap(),
            "Content-Type:text/plain;charset=\"us-ascii\"\r\n"
        );
        part.content_description = "=?utf-8?q?x?=".into();
        assert!(header_fields(&part).is_err());
    }

    #[test]
    fn urls_of_parts() {
        assert_eq!(url("a b@x%"), "cid:a%20b@x%25");
        let parts = [
            Attachment::new("a b@x%", "", ""),
            Attachment::new("é", "", ""),
        ];
        assert_eq!(find(&parts, "cid:a%20b%40x%25"), Ok(0));
        assert_eq!(find(&parts, &url("é")), Ok(1));
        for wrong in ["cid:", "cid:%", "cid:%zz", "cid:b", "mid:a", "é", "ci"] {
            assert!(find(&parts, wrong).is_err(), "{wrong}");
        }
    }
}
