//! The `whiteSpace` facet (XML Schema Part 2, section 4.3.6).

use std::borrow::Cow;

/// The processing of white space before a text is read (XML Schema Part 2, section 4.3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhiteSpace {
    /// It stays.
    Preserve,
    /// Each becomes a blank.
    Replace,
    /// Each run becomes a blank, none at the ends.
    Collapse,
}

/// Whether `byte` is white space in XML: tab, line feed, carriage return or space.
///
/// ```
/// assert!(soap_runtime::lexical::is_space(b'\t') && !soap_runtime::lexical::is_space(0x0C));
/// ```
#[inline]
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The text without white space at both ends. For types whose lexical space has no white space inside, this is all that
/// collapsing does.
///
/// ```
/// assert_eq!(soap_runtime::lexical::trim("\n  true "), "true");
/// ```
#[inline]
pub fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

/// `whiteSpace="replace"`: every tab, line feed and carriage return becomes a space. Borrows the text if there is none.
///
/// ```
/// assert_eq!(soap_runtime::lexical::replace("a\r\nb"), "a  b");
/// ```
pub fn replace(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte != b' ' && is_space(byte)) {
        Cow::Owned(text.replace(['\t', '\n', '\r'], " "))
    } else {
        Cow::Borrowed(text)
    }
}

/// `whiteSpace="collapse"`: no white space at the ends, single spaces inside. Borrows the text where it is the result
/// already.
///
/// ```
/// assert_eq!(soap_runtime::lexical::collapse(" a \n b "), "a b");
/// ```
pub fn collapse(text: &str) -> Cow<'_, str> {
    let text = trim(text);
    let mut before = b'a';
    let collapsed = text.bytes().all(|byte| {
        let fine = if byte == b' ' {
            before != b' '
        } else {
            !is_space(byte)
        };
        before = byte;
        fine
    });
    if collapsed {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in text
        .split([' ', '\t', '\n', '\r'])
        .filter(|word| !word.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    Cow::Owned(out)
}
