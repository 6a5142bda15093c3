//! Content-Type headers.

use http::{HeaderMap, header};

/// A media type and its parameters, parsed leniently (RFC 2045, section 5.1).
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct MediaType {
    /// Type and subtype in lower case, such as `text/xml`; empty if there is none.
    pub(crate) essence: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    /// The Content-Type of a message.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        match headers.get(header::CONTENT_TYPE) {
            Some(value) => Self::parse(&String::from_utf8_lossy(value.as_bytes())),
            None => Self::default(),
        }
    }

    pub(crate) fn parse(text: &str) -> Self {
        let (essence, mut rest) = text.split_once(';').unwrap_or((text, ""));
        let mut parameters = Vec::new();
        while !rest.is_empty() {
            let name_end = rest.find(['=', ';']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(name_end);
            let Some(after) = after.strip_prefix('=') else {
                rest = after.strip_prefix(';').unwrap_or("");
                continue;
            };
            let (value, next) = parameter_value(after.trim_start());
            if !value.is_empty() {
                parameters.push((name.trim().to_ascii_lowercase(), value));
            }
            rest = next;
        }
        Self {
            essence: essence.trim().to_ascii_lowercase(),
            parameters,
        }
    }

    /// The value of a parameter, without quotes; `None` if it is absent or empty. `name` is in lower case.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The charset.
    pub(crate) fn charset(&self) -> Option<&str> {
        self.unquoted("charset")
    }

    /// The same type with another charset.
    pub(crate) fn set_charset(&mut self, charset: &str) {
        self.parameters.retain(|(name, _)| name != "charset");
        let charset = ("charset".to_owned(), charset.to_owned());
        self.parameters.push(charset);
    }

    /// The action of SOAP 1.2.
    #[cfg(feature = "server")]
    pub(crate) fn action(&self) -> Option<&str> {
        self.unquoted("action")
    }

    /// Some peers write single quotes, which HTTP does not treat as quotes.
    fn unquoted(&self, name: &str) -> Option<&str> {
        let value = self.parameter(name)?.trim_matches('\'').trim();
        (!value.is_empty()).then_some(value)
    }

    /// Whether this is an XML media type.
    #[cfg(feature = "client")]
    pub(crate) fn is_xml(&self) -> bool {
        matches!(self.essence.as_str(), "text/xml" | "application/xml")
            || self.essence.ends_with("+xml")
    }
}

/// The value at the start of `text`, and the rest from the next parameter on.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, next) = text.split_once(';').unwrap_or((text, ""));
        return (value.trim().to_owned(), next);
    };
    let mut value = String::new();
    let mut end = quoted.len();
    let mut escaped = false;
    for (at, c) in quoted.char_indices() {
        match c {
            _ if escaped => {
                value.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => {
                end = at + 1;
                break;
            }
            c => value.push(c),
        }
    }
    let rest = quoted.get(end..).unwrap_or("");
    let next = rest.split_once(';').map_or("", |(_, next)| next);
    (value.trim().to_owned(), next)
}

#[cfg(test)]
mod tests {
    use super::MediaType;

    #[test]
    fn media_types() {
        for (text, essence, charset, action) in [
            ("text/xml; charset=utf-8", "text/xml", Some("utf-8"), None),
            (
                "Text/XML;CHARSET=\"UTF-8\"",
                "text/xml",
                Some("UTF-8"),
                None,
            ),
            (
                "application/soap+xml; action=\"urn:a;b\"; charset = 'x'",
                "application/soap+xml",
                Some("x"),
                Some("urn:a;b"),
            ),
            ("text/xml; charset=", "text/xml", None, None),
            ("text/xml; charset", "text/xml", None, None),
            ("text/xml; charset; action=a", "text/xml", None, Some("a")),
            (
                r#"text/xml;x="a\"; charset=no";CHARSET = "utf-8""#,
                "text/xml",
                Some("utf-8"),
                None,
            ),
            ("text/xml; charset=\"utf-8", "text/xml", Some("utf-8"), None),
            ("", "", None, None),
            (";;=", "", None, None),
        ] {
            let media_type = MediaType::parse(text);
            let unquoted = |name| media_type.unquoted(name);
            assert_eq!(
                (
                    media_type.essence.as_str(),
                    media_type.charset(),
                    unquoted("action")
                ),
                (essence, charset, action),
                "{text}"
            );
        }
    }
}
