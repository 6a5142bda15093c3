//! Writes bytes as parts of a package (XOP 1.0, section 4.1).

use crate::binding::{Inner, Member, Writer};
use crate::value::Base64Binary;

/// The `Content-ID` of the part at this position.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
pub(crate) fn part_id(position: usize) -> String {
    format!("{}@soap-runtime", position + 1)
}

/// The parts, and the size from which bytes become one.
#[derive(Default)]
pub(crate) struct Packed {
    least: Option<usize>,
    /// The bytes of the parts, each with its content type.
    pub(crate) parts: Vec<(Vec<u8>, &'static str)>,
    /// The Content-IDs of parts that values name, whose bytes come from elsewhere.
    pub(crate) named: Vec<String>,
}

#[cfg(feature = "client")]
impl Packed {
    /// Bytes become a part if there are at least `least`; none do without it.
    pub(crate) fn new(least: Option<usize>) -> Self {
        Self {
            least,
            ..Self::default()
        }
    }
}

impl Writer<'_> {
    /// Writes the element with a reference to the part that holds the bytes, if there is one, or if they are long enough to become one.
    pub(crate) fn include(&mut self, value: &Base64Binary, member: &'static Member) -> bool {
        let Some(packed) = &mut self.packed else {
            return false;
        };
        let id = match value.content_id() {
            Some(id) => {
                packed.named.push(id.to_owned());
                escaped(id)
            }
            // Facets are checked against the text.
            None if packed.least.is_some_and(|least| value.len() >= least)
                && matches!(member.inner, Inner::None) =>
            {
                let id = part_id(packed.parts.len());
                let media = match member.media {
                    "" => "application/octet-stream",
                    media => media,
                };
                packed.parts.push((value.to_vec(), media));
                id
            }
            None => return false,
        };
        self.start(member);
        self.raw("<xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:");
        self.raw(&id);
        self.raw("\"/>");
        self.end(member);
        true
    }
}

/// A Content-ID as it stands in a `cid:` URL (RFC 2392).
fn escaped(id: &str) -> String {
    let mut url = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => {
                url.push(char::from(byte));
            }
            _ => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url
}
