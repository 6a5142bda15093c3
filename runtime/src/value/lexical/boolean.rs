//! `xs:boolean`.

use crate::ValueError;

/// Reads `xs:boolean`, section 3.2.2: `true`, `false`, `1`, `0`, and nothing else.
///
/// # Errors
/// For any other text.
///
/// ```
/// use soap_runtime::lexical::parse_boolean;
///
/// assert!(parse_boolean("1")?);
/// assert_eq!(parse_boolean("True").unwrap_err().to_string(), r#""True" is not an xs:boolean"#);
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[inline]
pub fn parse_boolean(text: &str) -> Result<bool, ValueError> {
    match text.as_bytes() {
        b"true" | b"1" => Ok(true),
        b"false" | b"0" => Ok(false),
        _ => Err(ValueError::new("xs:boolean", text, "")),
    }
}

/// Appends `true` or `false`, the canonical form of `xs:boolean`.
///
/// ```
/// let mut out = Vec::new();
/// soap_runtime::lexical::write_boolean(true, &mut out);
/// assert_eq!(out, b"true");
/// ```
#[inline]
pub fn write_boolean(value: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(if value { b"true" } else { b"false" });
}
