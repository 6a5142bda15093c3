//! Binary content in another part of the package (XOP 1.0, section 4.1).

use crate::binding::Reader;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::is_space;

const XOP: &str = "http://www.w3.org/2004/08/xop/include";

/// The parts of a message.
pub trait Parts {
    /// Returns the bytes of the part with this Content-ID (without angle brackets).
    fn part(&self, content_id: &str) -> Option<&[u8]>;

    /// Returns the number of bytes in all parts.
    fn size(&self) -> usize;

    /// Whether the parts arrive after the message, so that its values only name them.
    fn arrive_later(&self) -> bool {
        false
    }

    /// Returns each Content-ID that several parts have. They break a rule: the id is unique (RFC 2045, section 7).
    fn repeated(&self) -> &[String] {
        &[]
    }
}

/// Content that stands elsewhere.
pub(crate) enum Included<'a> {
    /// These bytes.
    Bytes(&'a [u8]),
    /// The part with this Content-ID, which arrives after the message.
    Later(String),
}

impl<'a> Reader<'a> {
    /// Sets the parts for `xop:Include`.
    pub(crate) fn with_parts(mut self, parts: Option<&'a dyn Parts>) -> Self {
        self.parts = parts;
        self
    }

    /// Whether the message has parts and the current element begins with an element, which should be `xop:Include`.
    #[inline]
    pub(crate) fn includes(&self) -> bool {
        if self.parts.is_none() || self.is_empty() {
            return false;
        }
        let at = self.rest().iter().position(|byte| !is_space(*byte));
        let rest = at.and_then(|at| self.rest().get(at..)).unwrap_or_default();
        matches!(rest, [b'<', next, ..] if !matches!(next, b'/' | b'!' | b'?'))
    }

    /// Returns the content that `xop:Include`, the only child of the current element, refers to. The end tag of that
    /// element is taken; the caller pops.
    pub(crate) fn included(&mut self) -> Result<Included<'a>, DecodeError> {
        self.skip_spaces();
        self.token()?;
        let offset = self.tag_offset();
        let (namespace, local) = self.name();
        if namespace != XOP || local != "Include" {
            let message = format!("the element <{local}> is where text is expected");
            return Err(self.fail(DecodeErrorKind::Content, offset, message));
        }
        let href = self.attribute("", "href").map(|one| one.value.clone());
        let id = href.as_deref().and_then(content_id);
        let part = id.as_deref().and_then(|id| self.parts?.part(id));
        let content = match (part, id) {
            (Some(bytes), _) => Some(Included::Bytes(bytes)),
            (None, Some(id)) if self.parts.is_some_and(Parts::arrive_later) => {
                Some(Included::Later(id))
            }
            _ => None,
        };
        let Some(content) = content else {
            let message = match href {
                Some(href) => format!("no part of the package is {href:?}"),
                None => "xop:Include has no href".to_owned(),
            };
            return Err(self.fail(DecodeErrorKind::Content, offset, message));
        };
        // A part may be included many times. A limit keeps a short message short.
        let parts = self.parts.map_or(0, Parts::size);
        let most = parts.saturating_add(self.options().limits.added(parts));
        let length = match &content {
            Included::Bytes(bytes) => bytes.len(),
            Included::Later(_) => 0,
        };
        self.included = self.included.saturating_add(length);
        if self.included > most {
            let message = format!("the parts included are longer than {most} bytes together");
            return Err(self.fail(DecodeErrorKind::Limit, offset, message));
        }
        // XOP allows foreign attributes and elements in an Include, and nothing beside it.
        self.skip()?;
        if self.next_child()? {
            let offset = self.tag_offset();
            return Err(self.fail(
                DecodeErrorKind::Content,
                offset,
                "an element is beside xop:Include",
            ));
        }
        Ok(content)
    }
}

/// The Content-ID in a `cid:` URL (RFC 2392). The text after the scheme is percent-encoded.
fn content_id(href: &str) -> Option<String> {
    let encoded = href.trim().strip_prefix("cid:")?;
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let hex = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
        match (first, hex(after.first()), hex(after.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high << 4 | low).ok()?);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::content_id;

    #[test]
    fn content_ids() {
        for (href, id) in [
            ("cid:a@b", Some("a@b")),
            (" cid:%3Ca%40b%3e ", Some("<a@b>")),
            ("cid:100%", Some("100%")),
            ("cid:%4", Some("%4")),
            ("cid:%ff", None),
            ("http://a/", None),
        ] {
            assert_eq!(content_id(href).as_deref(), id, "{href}");
        }
    }
}
