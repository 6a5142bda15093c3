//! Text that is not in the lexical space of its type.

use std::fmt;

/// The most characters of the text that the error keeps.
const CLIP: usize = 64;

/// A text is not in the lexical space of its XML Schema type, or another type cannot hold the value.
///
/// With the feature `client`, `?` makes the error of a call of it (`From<ValueError> for Error`), of the kind `InvalidRequest`.
///
/// ```
/// use soap_runtime::ValueError;
///
/// let error = ValueError::new("xs:boolean", "maybe", "");
/// assert_eq!(error.to_string(), r#""maybe" is not an xs:boolean"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The name of the type, such as `xs:boolean`.
    pub expected: &'static str,
    /// The text, cut to 64 characters (then it ends with `…`).
    pub text: Box<str>,
    /// The reason; empty where the whole text does not have the form of the type.
    pub reason: &'static str,
}

impl ValueError {
    /// Makes an error: `text` is not of the type `expected` because of `reason`, which may be empty.
    #[cold]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub fn new(expected: &'static str, text: &str, reason: &'static str) -> Self {
        let text = match text.char_indices().nth(CLIP) {
            Some((end, _)) => {
                let mut clipped = String::with_capacity(end + '…'.len_utf8());
                clipped.push_str(text.get(..end).unwrap_or_default());
                clipped.push('…');
                clipped.into_boxed_str()
            }
            None => text.into(),
        };
        Self {
            expected,
            text,
            reason,
        }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // "an xs:int", since `x` is spoken as "ex".
        let article = if self
            .expected
            .starts_with(['a', 'e', 'i', 'o', 'x', 'A', 'E', 'I', 'O'])
        {
            "an"
        } else {
            "a"
        };
        write!(f, "{:?} is not {article} {}", self.text, self.expected)?;
        if self.reason.is_empty() {
            return Ok(());
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for ValueError {}

#[cfg(test)]
mod tests {
    use super::ValueError;

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(
            ValueError::new("xs:boolean", "maybe", "").to_string(),
            r#""maybe" is not an xs:boolean"#
        );
        assert_eq!(
            ValueError::new("guid", "a\tb", "too short").to_string(),
            r#""a\tb" is not a guid: too short"#
        );
    }

    #[test]
    fn clips_by_characters() {
        let error = ValueError::new("xs:int", &"é".repeat(65), "");
        assert_eq!(&*error.text, format!("{}…", "é".repeat(64)));
        assert_eq!(
            &*ValueError::new("xs:int", &"é".repeat(64), "").text,
            "é".repeat(64)
        );
    }
}
