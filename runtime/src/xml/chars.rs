//! The characters that XML 1.0 allows.

/// Whether a document may contain `char`.
pub(crate) fn is_char(char: char) -> bool {
    match char {
        '\t' | '\n' | '\r' => true,
        '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => false,
        _ => true,
    }
}

/// White space of XML.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// White space of XML, as a pattern for `str`.
pub(crate) fn is_space_char(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\n' | '\r')
}

/// The part of a byte in a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameByte {
    /// A character of ASCII that names have.
    Ascii,
    /// Of a character beyond ASCII, which another check judges.
    Beyond,
    Colon,
    /// None: the name ends before it.
    Stop,
}

impl NameByte {
    #[inline(always)]
    pub(crate) fn of(byte: u8) -> Self {
        NAME.get(usize::from(byte)).copied().unwrap_or(Self::Stop)
    }

    /// Whether names without a colon may have it.
    pub(crate) fn is_of_ncname(self) -> bool {
        matches!(self, Self::Ascii | Self::Beyond)
    }
}

#[allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "byte is less than 256"
)]
static NAME: [NameByte; 256] = {
    let mut table = [NameByte::Stop; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' => NameByte::Ascii,
            0x80..=0xFF => NameByte::Beyond,
            b':' => NameByte::Colon,
            _ => NameByte::Stop,
        };
        byte += 1;
    }
    table
};

/// The result of a pass over a whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Survey {
    /// Offset of the first character that XML 1.0 forbids.
    pub(crate) forbidden: Option<usize>,
    /// Whether there are carriage returns or `]]>`.
    pub(crate) irregular: bool,
}

/// Checks every byte of `text`, in blocks without branches, which the compiler turns into vector code. Rare blocks are
/// checked again.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
pub(crate) fn survey(text: &str) -> Survey {
    let bytes = text.as_bytes();
    let (blocks, _) = bytes.as_chunks::<128>();
    let mut found = Survey {
        forbidden: None,
        irregular: false,
    };
    for (index, block) in blocks.iter().enumerate() {
        // One comparison finds controls and all bytes beyond ASCII: most blocks have neither.
        let mut odd = false;
        for &byte in block {
            odd |= byte.cast_signed() < 0x20;
        }
        if odd {
            look_closer(bytes, index, block, &mut found);
        }
    }
    let start = 128 * blocks.len();
    let rest = bytes.get(start..).unwrap_or_default();
    found.irregular |= memchr::memchr(b'\r', rest).is_some();
    if found.forbidden.is_none() {
        found.forbidden = forbidden_in(bytes, start, bytes.len());
    }
    found.irregular |= memchr::memchr(b']', bytes)
        .and_then(|at| bytes.get(at..))
        .is_some_and(|rest| memchr::memmem::find(rest, b"]]>").is_some());
    found
}

/// Checks a block with controls, line ends included, or with characters beyond ASCII.
#[inline(never)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn look_closer(bytes: &[u8], index: usize, block: &[u8; 128], found: &mut Survey) {
    // Controls other than LF, and the first byte of U+FFFE and U+FFFF.
    let mut odd = 0u8;
    for &byte in block {
        odd |= u8::from(byte < 0x20) & u8::from(byte != b'\n') | u8::from(byte == 0xEF);
    }
    if odd != 0 {
        let (start, end) = (128 * index, 128 * index + 128);
        found.irregular |= memchr::memchr(b'\r', block).is_some();
        if found.forbidden.is_none() {
            found.forbidden = forbidden_in(bytes, start, end);
        }
    }
}

/// Offset of the first character that XML 1.0 forbids.
#[cfg(test)]
fn find_forbidden(text: &str) -> Option<usize> {
    survey(text).forbidden
}

fn forbidden_in(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    (start..end).find(|&at| match bytes.get(at..).unwrap_or_default() {
        // U+FFFE and U+FFFF.
        [0xEF, 0xBF, 0xBE | 0xBF, ..] => true,
        [byte, ..] => *byte < 0x20 && !is_space(*byte),
        [] => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_are_found_anywhere() {
        for length in [0usize, 1, 62, 63, 64, 65, 200] {
            let plain = "é".repeat(length);
            assert_eq!(find_forbidden(&plain), None);
            for bad in ['\0', '\u{1}', '\u{1F}', '\u{FFFE}', '\u{FFFF}'] {
                assert_eq!(
                    find_forbidden(&format!("{plain}{bad}{plain}")),
                    Some(plain.len())
                );
            }
            assert_eq!(find_forbidden(&format!("{plain}\u{FEFF}\u{FFFD}\t")), None);
        }
    }
}
