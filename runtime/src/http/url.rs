//! The parts of URLs, and what is shown of them.

/// The URL without the parts that may be secret: credentials and query.
pub(crate) fn shown(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    match url.split_once("//") {
        Some((scheme, rest)) => {
            let authority = rest.split('/').next().unwrap_or_default();
            let host = authority.rsplit('@').next().unwrap_or_default();
            format!(
                "{scheme}//{host}{}",
                rest.get(authority.len()..).unwrap_or_default()
            )
        }
        None => url.rsplit('@').next().unwrap_or_default().to_owned(),
    }
}

/// The user info of a URL, as it is written.
#[cfg(feature = "client")]
pub(crate) fn user_info(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("//")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    authority.rsplit_once('@').map(|(user, _)| user)
}

/// Undoes percent-encoding (RFC 3986, section 2.1). What is no encoding of a character stays.
#[cfg(feature = "client")]
pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after
            .get(..2)
            .filter(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.map(|hex| u8::from_str_radix(hex, 16)) {
            Some(Ok(byte)) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(all(test, feature = "client"))]
mod tests {
    use super::{percent_decoded, shown, user_info};

    #[test]
    fn parts_of_urls() {
        assert_eq!(shown("https://u:p@h/x@y?z"), "https://h/x@y");
        assert_eq!(user_info("https://u:p@@h/x@y?z"), Some("u:p@"));
        assert_eq!(user_info("https://h/x@y?z"), None);
        assert_eq!(percent_decoded("a%20%c3%A6%2"), "a æ%2");
        assert_eq!(percent_decoded("%zz%+1%"), "%zz%+1%");
    }
}
