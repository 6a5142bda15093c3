//! Finds where markup ends, in text that is still arriving. It judges nothing: the reader does, when all of it is there.

use super::chars::is_space;

/// A piece of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScanToken {
    /// White space.
    Space,
    /// Other text, or a CDATA section.
    Text,
    /// A start tag. `empty`: it is an end tag, too.
    Start { empty: bool },
    /// An end tag.
    End,
    /// A comment or a processing instruction.
    Aside,
}

/// The outcome of a look at the next piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scan {
    /// A whole piece, and the offset after it.
    Whole(ScanToken, usize),
    /// The piece goes on after the text. Nothing before this offset ends it.
    Open(usize),
    /// No document goes on like this.
    Broken,
}

/// Looks at the piece at `at`. No end of it is before `searched`, as an earlier look has found.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
pub(crate) fn scan(text: &str, at: usize, searched: usize) -> Scan {
    let bytes = text.as_bytes();
    let rest = bytes.get(at..).unwrap_or_default();
    match rest {
        [] => Scan::Open(at),
        [b'<', b'/', ..] => until(bytes, searched.max(at + 2), b">", ScanToken::End),
        [b'<', b'?', ..] => until(bytes, searched.max(at + 2), b"?>", ScanToken::Aside),
        [b'<', b'!', ..] => {
            let is = |start: &[u8]| rest.starts_with(start);
            let may_be = |start: &[u8]| rest.len() < start.len() && start.starts_with(rest);
            if is(b"<!--") {
                until(bytes, searched.max(at + 4), b"-->", ScanToken::Aside)
            } else if is(b"<![CDATA[") {
                until(bytes, searched.max(at + 9), b"]]>", ScanToken::Text)
            } else if may_be(b"<!--") || may_be(b"<![CDATA[") {
                Scan::Open(at)
            } else {
                Scan::Broken
            }
        }
        [b'<'] => Scan::Open(at),
        [b'<', ..] => start_tag(bytes, at),
        _ => match find(bytes, searched.max(at), b'<') {
            Some(end) => {
                let text = bytes.get(at..end).unwrap_or_default();
                let blank = text.iter().copied().all(is_space);
                Scan::Whole(
                    if blank {
                        ScanToken::Space
                    } else {
                        ScanToken::Text
                    },
                    end,
                )
            }
            None => Scan::Open(bytes.len()),
        },
    }
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    let rest = bytes.get(from..)?;
    memchr::memchr(byte, rest).map(|length| from + length)
}

/// A piece that ends with `end`.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn until(bytes: &[u8], from: usize, end: &[u8], piece: ScanToken) -> Scan {
    let rest = bytes.get(from..).unwrap_or_default();
    match memchr::memmem::find(rest, end) {
        Some(length) => Scan::Whole(piece, from + length + end.len()),
        // The last bytes may be the start of it.
        None => Scan::Open(bytes.len().saturating_sub(end.len() - 1).max(from)),
    }
}

/// A start tag: the values of attributes may hold `>`.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn start_tag(bytes: &[u8], at: usize) -> Scan {
    let mut from = at + 1;
    loop {
        let rest = bytes.get(from..).unwrap_or_default();
        let Some(length) = memchr::memchr3(b'>', b'"', b'\'', rest) else {
            return Scan::Open(at);
        };
        let found = from + length;
        match bytes.get(found) {
            Some(b'>') => {
                let empty = found > at + 1 && bytes.get(found - 1) == Some(&b'/');
                return Scan::Whole(ScanToken::Start { empty }, found + 1);
            }
            Some(quote) => match find(bytes, found + 1, *quote) {
                Some(end) => from = end + 1,
                None => return Scan::Open(at),
            },
            None => return Scan::Open(at),
        }
    }
}

/// The name in a start tag, with its prefix.
pub(crate) fn raw_name(tag: &str) -> &str {
    let name = tag.strip_prefix('<').unwrap_or(tag);
    let end = name
        .bytes()
        .position(|byte| is_space(byte) || matches!(byte, b'>' | b'/'));
    name.get(..end.unwrap_or(name.len())).unwrap_or_default()
}

/// A place in text that is still arriving.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cursor {
    /// The offset of the next piece.
    pub(crate) at: usize,
    /// No end of that piece is before this offset.
    searched: usize,
    /// The length of the text when that was found out.
    looked: usize,
}

/// Open pieces of more bytes than this are not looked at again for each byte that arrives.
const LONG: usize = 64 << 10;

impl Cursor {
    /// A place at the start of a piece.
    pub(crate) fn new(at: usize) -> Self {
        Self {
            at,
            ..Self::default()
        }
    }

    /// Follows the text, of which the first bytes are dropped.
    pub(crate) fn shift(&mut self, dropped: usize) {
        for offset in [&mut self.at, &mut self.searched, &mut self.looked] {
            *offset = offset.saturating_sub(dropped);
        }
    }

    /// Takes the next piece, if all of it is there.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn take(&mut self, text: &str) -> Scan {
        // A start tag is looked at from its start each time.
        let open = self.looked.saturating_sub(self.at);
        if open > LONG && self.searched <= self.at && (text.len() - self.looked) * 8 < open {
            return Scan::Open(self.at);
        }
        let scan = scan(text, self.at, self.searched);
        match scan {
            Scan::Whole(_, end) => *self = Self::new(end),
            Scan::Open(searched) => {
                self.searched = searched;
                self.looked = text.len();
            }
            Scan::Broken => {}
        }
        scan
    }

    /// Moves on to the end of an element, of whose elements `depth` are open here. `true` if it is there.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn close(&mut self, text: &str, depth: &mut usize) -> Result<bool, Broken> {
        while *depth > 0 {
            match self.take(text) {
                Scan::Whole(ScanToken::Start { empty: false }, _) => *depth += 1,
                Scan::Whole(ScanToken::End, _) => *depth -= 1,
                Scan::Whole(..) => {}
                Scan::Open(_) => return Ok(false),
                Scan::Broken => return Err(Broken),
            }
        }
        Ok(true)
    }
}

/// No document goes on like this.
pub(crate) struct Broken;

#[cfg(test)]
mod tests {
    use super::{Cursor, Scan, ScanToken};

    const TEXT: &str =
        "<?xml version='1.0'?><!-- > - --><a b='>' c=\"/>'\"> x<![CDATA[<b>]]]]><b/></a >\n";

    fn pieces(step: usize) -> Vec<(ScanToken, usize)> {
        let (mut cursor, mut found, mut end) = (Cursor::default(), Vec::new(), 0);
        loop {
            match cursor.take(&TEXT[..end]) {
                Scan::Whole(piece, at) => found.push((piece, at)),
                Scan::Open(_) if end == TEXT.len() => return found,
                Scan::Open(_) => end = (end + step).min(TEXT.len()),
                Scan::Broken => unreachable!("it is well-formed"),
            }
        }
    }

    #[test]
    fn the_pieces_do_not_depend_on_how_the_text_arrives() {
        let all = pieces(TEXT.len());
        let kinds: Vec<ScanToken> = all.iter().map(|(piece, _)| *piece).collect();
        let open = |empty| ScanToken::Start { empty };
        assert_eq!(
            kinds,
            [
                ScanToken::Aside,
                ScanToken::Aside,
                open(false),
                ScanToken::Text,
                ScanToken::Text,
                open(true),
                ScanToken::End
            ]
        );
        for step in 1..TEXT.len() {
            assert_eq!(pieces(step), all, "{step}");
        }
    }

    #[test]
    fn what_no_document_has() {
        assert_eq!(Cursor::default().take("<!ELEMENT a>"), Scan::Broken);
        assert_eq!(Cursor::default().take("<!"), Scan::Open(0));
    }

    #[test]
    fn a_long_tag_that_arrives_byte_by_byte_is_looked_at_now_and_then() {
        let mut text = format!("<a b='{}", "x".repeat(100_000));
        let mut cursor = Cursor::default();
        assert_eq!(cursor.take(&text), Scan::Open(0));
        text.push_str("'>");
        assert_eq!(cursor.take(&text), Scan::Open(0));
        text.push_str(&"x".repeat(20_000));
        assert_eq!(
            cursor.take(&text),
            Scan::Whole(ScanToken::Start { empty: false }, 100_008)
        );
    }
}
