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

/// The bytes of a name without a colon. Characters beyond ASCII need another check.
#[allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "byte is less than 256"
)]
pub(crate) static NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(byte as u8, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | 0x80..=0xFF);
        byte += 1;
    }
    table
};

fn is_name_start(char: char) -> bool {
    matches!(char,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn is_name_char(char: char) -> bool {
    is_name_start(char)
        || matches!(char, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Whether `text` is a name without a colon.
pub(crate) fn is_ncname(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_name_start) && chars.all(is_name_char)
}

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

    #[test]
    fn names() {
        for good in ["a", "_", "Æ", "a-b.c1", "é\u{301}"] {
            assert!(is_ncname(good), "{good}");
        }
        for bad in ["", "1", "-a", "a:b", "a b", "\u{301}", "a\u{D7}"] {
            assert!(!is_ncname(bad), "{bad}");
        }
    }
}
