//! Decodes bytes to text.

/// Decodes a document. Reads UTF-8, UTF-16 with a byte order mark (or recognizable without), and, by declaration,
/// ISO-8859-1, US-ASCII and windows-1252; with the feature `encodings` all encodings of the WHATWG's Encoding Standard.
/// Line ends become `
/// `.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, DecodeError> {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0, b'<', ..] => utf16(bytes, u16::from_be_bytes)?,
        [b'<', 0, ..] => utf16(bytes, u16::from_le_bytes)?,
        _ => match declared(bytes).as_deref() {
            None | Some("utf-8" | "utf8" | "us-ascii" | "ascii" | "utf-16" | "utf16") => {
                utf8(bytes)?
            }
            Some("iso-8859-1" | "latin1" | "iso8859-1" | "iso_8859-1") => {
                bytes.iter().map(|b| char::from(*b)).collect()
            }
            Some("windows-1252" | "cp1252") => bytes.iter().map(|b| windows_1252(*b)).collect(),
            Some(other) => match std::str::from_utf8(bytes) {
                // Most encodings agree on ASCII.
                Ok(text) if text.is_ascii() => text.to_owned(),
                _ => decode_other(bytes, other)?,
            },
        },
    };
    Ok(with_line_ends(text))
}

/// Decodes bytes in one of the rare encodings, by its name.
#[cfg(feature = "encodings")]
fn decode_other(bytes: &[u8], name: &str) -> Result<String, DecodeError> {
    let Some(encoding) = encoding_rs::Encoding::for_label(name.as_bytes()) else {
        let message = format!("the encoding `{name}` is not supported");
        return Err(DecodeError::new(message, bytes));
    };
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text.into_owned()),
        None => {
            let message = format!("the bytes are not {}", encoding.name());
            Err(DecodeError::new(message, bytes))
        }
    }
}

#[cfg(not(feature = "encodings"))]
fn decode_other(bytes: &[u8], name: &str) -> Result<String, DecodeError> {
    let message = format!("the encoding `{name}` is not supported");
    Err(DecodeError::new(message, bytes))
}

/// Bytes that are not text in their encoding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DecodeError {
    pub message: String,
    /// The text before the error, as far as it can be shown.
    pub before: String,
}

impl DecodeError {
    /// Makes an error after the bytes `before`.
    fn new(message: String, before: &[u8]) -> Self {
        let valid = match std::str::from_utf8(before) {
            Ok(text) => text,
            Err(error) => {
                std::str::from_utf8(before.get(..error.valid_up_to()).unwrap_or_default())
                    .unwrap_or_default()
            }
        };
        Self {
            message,
            before: with_line_ends(valid.to_owned()),
        }
    }
}

fn with_line_ends(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

fn utf8(bytes: &[u8]) -> Result<String, DecodeError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(DecodeError::new(
            format!(
                "the bytes are not UTF-8 from byte {} on",
                error.valid_up_to()
            ),
            bytes,
        )),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    if !bytes.len().is_multiple_of(2) {
        let message = "the bytes are not UTF-16: their number is odd".to_owned();
        return Err(DecodeError::new(message, &[]));
    }
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        _ => 0,
    });
    char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .map_err(|_| {
            let message = "the bytes are not UTF-16: a surrogate is alone".to_owned();
            DecodeError::new(message, &[])
        })
}

/// The encoding of the XML declaration, in lower case.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn declared(bytes: &[u8]) -> Option<String> {
    let start = bytes.get(..bytes.len().min(200))?;
    let start: String = start.iter().map(|b| char::from(*b)).collect();
    let declaration = start.strip_prefix("<?xml")?;
    let declaration = declaration.get(..declaration.find("?>")?)?;
    let after = declaration.get(declaration.find("encoding")? + "encoding".len()..)?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(
        value
            .get(1..)?
            .split(quote)
            .next()?
            .trim()
            .to_ascii_lowercase(),
    )
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}',
        '\u{2021}', '\u{2c6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}',
        '\u{8f}', '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}',
        '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}',
        '\u{178}',
    ];
    match byte {
        0x80..=0x9f => HIGH
            .get(usize::from(byte) - 0x80)
            .copied()
            .unwrap_or('\u{fffd}'),
        _ => char::from(byte),
    }
}

#[cfg(all(test, feature = "encodings"))]
mod tests {
    use super::decode;

    #[test]
    fn encodings_of_the_standard() {
        for (declared, byte, char) in [
            ("iso-8859-2", 0xB1, 'ą'),
            ("ISO-8859-15", 0xA4, '€'),
            ("windows-1251", 0xCF, 'П'),
        ] {
            let mut bytes = format!("<?xml version='1.0' encoding='{declared}'?>").into_bytes();
            bytes.push(byte);
            let text = decode(&bytes).expect(declared);
            assert!(text.ends_with(char), "{text}");
        }
        let unknown = decode(b"<?xml version='1.0' encoding='ebcdic'?>\xC1").unwrap_err();
        assert_eq!(unknown.message, "the encoding `ebcdic` is not supported");
    }
}
