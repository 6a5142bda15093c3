//! Binary content that stands in another part of the package (XOP 1.0, section 4.1).

use crate::binding::Reader;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::is_space;

const XOP: &str = "http://www.w3.org/2004/08/xop/include";

/// The parts that came with a message.
pub trait Parts {
    /// The bytes of the part with this Content-ID (without angle brackets).
    fn part(&self, content_id: &str) -> Option<&[u8]>;

    /// How many bytes all parts have together.
    fn size(&self) -> usize;
}

impl<'a> Reader<'a> {
    /// Where `xop:Include` finds its bytes.
    pub(crate) fn with_parts(mut self, parts: Option<&'a dyn Parts>) -> Self {
        self.parts = parts;
        self
    }

    /// Whether parts came with the message and the element just begun starts with an element: `xop:Include`, if all is well.
    #[inline]
    pub(crate) fn includes(&self) -> bool {
        if self.parts.is_none() || self.is_empty() {
            return false;
        }
        let at = self.rest().iter().position(|byte| !is_space(*byte));
        let rest = at.and_then(|at| self.rest().get(at..)).unwrap_or_default();
        matches!(rest, [b'<', next, ..] if !matches!(next, b'/' | b'!' | b'?'))
    }

    /// The bytes that `xop:Include`, the only child of the element just begun, stands for. The end tag of that element is taken;
    /// the caller pops.
    pub(crate) fn included(&mut self) -> Result<&'a [u8], DecodeError> {
        self.skip_spaces();
        self.token()?;
        let offset = self.tag_offset();
        let (namespace, local) = self.name();
        if namespace != XOP || local != "Include" {
            let message = format!("the element <{local}> stands where text is expected");
            return Err(self.fail(DecodeErrorKind::Content, offset, message));
        }
        let href = self.attribute("", "href").map(|one| one.value.clone());
        let id = href.as_deref().and_then(content_id);
        let part = id.as_deref().and_then(|id| self.parts?.part(id));
        let Some(bytes) = part else {
            let message = match href {
                Some(href) => format!("no part of the package is {href:?}"),
                None => "xop:Include has no href".to_owned(),
            };
            return Err(self.fail(DecodeErrorKind::Content, offset, message));
        };
        // A part may be included many times: a short message must not become a long one.
        let parts = self.parts.map_or(0, Parts::size);
        let most = parts.saturating_add(self.options().limits.added(parts));
        self.included = self.included.saturating_add(bytes.len());
        if self.included > most {
            let message = format!("the parts included are longer than {most} bytes together");
            return Err(self.fail(DecodeErrorKind::Limit, offset, message));
        }
        // XOP admits foreign attributes and elements in an Include, and nothing beside it.
        self.skip()?;
        if self.next_child()? {
            let offset = self.tag_offset();
            return Err(self.fail(
                DecodeErrorKind::Content,
                offset,
                "an element stands beside xop:Include",
            ));
        }
        Ok(bytes)
    }
}

/// The Content-ID that a `cid:` URL names (RFC 2392): what follows is percent-encoded.
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
