//! URLs of services.

use super::InvalidRequest;
pub(crate) use super::url::shown;
use http::Uri;

/// Parses a URL that requests can be sent to.
pub(crate) fn parse(endpoint: &str) -> Result<Uri, InvalidRequest> {
    let wrong =
        |why: &str| InvalidRequest::new(format!("the endpoint {:?} {why}", shown(endpoint)));
    let uri: Uri = endpoint.trim().parse().map_err(|_| wrong("is no URL"))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none_or(str::is_empty) {
        return Err(wrong("is no absolute http or https URL"));
    }
    if uri
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
    {
        return Err(wrong(
            "holds credentials: put them in an Authorization header",
        ));
    }
    Ok(uri)
}

/// Whether two URLs have the same scheme, host and port.
pub(crate) fn same_origin(a: &Uri, b: &Uri) -> bool {
    let port = |uri: &Uri| {
        uri.port_u16().or(match uri.scheme_str() {
            Some("http") => Some(80),
            Some("https") => Some(443),
            _ => None,
        })
    };
    a.scheme() == b.scheme()
        && port(a) == port(b)
        && a.host()
            .zip(b.host())
            .is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// The URL that a Location header refers to.
pub(crate) fn location(base: &Uri, location: &http::HeaderValue) -> Option<Uri> {
    let location = location.to_str().ok()?.trim();
    if location.contains("://") {
        return location.parse().ok();
    }
    if let Some(rest) = location.strip_prefix("//") {
        return format!("{}://{rest}", base.scheme_str()?).parse().ok();
    }
    let path = if location.starts_with('/') {
        location.to_owned()
    } else {
        let folder = base
            .path()
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        format!("{folder}/{location}")
    };
    Uri::builder()
        .scheme(base.scheme()?.clone())
        .authority(base.authority()?.clone())
        .path_and_query(path)
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::{location, parse, same_origin};
    use http::{HeaderValue, Uri};

    #[test]
    fn endpoints() {
        for good in ["http://h/a.svc", "https://h:1/a?b", "http://[::1]:80/"] {
            assert_eq!(parse(good).unwrap().to_string(), good);
        }
        for (bad, why) in [
            ("", r#"the endpoint "" is no URL"#),
            (
                "a.svc",
                r#"the endpoint "a.svc" is no absolute http or https URL"#,
            ),
            (
                "ftp://h/",
                r#"the endpoint "ftp://h/" is no absolute http or https URL"#,
            ),
            (
                "http://u:p@h/?k=secret",
                r#"the endpoint "http://h/" holds credentials: put them in an Authorization header"#,
            ),
        ] {
            assert_eq!(parse(bad).unwrap_err().to_string(), why);
        }
    }

    #[test]
    fn origins_and_locations() {
        let base: Uri = "http://h/a/b.svc".parse().unwrap();
        for (header, target, same) in [
            ("/c", "http://h/c", true),
            ("c?d", "http://h/a/c?d", true),
            ("http://H:80/c", "http://H:80/c", true),
            ("https://h/c", "https://h/c", false),
            ("//other/c", "http://other/c", false),
            ("http://h:81/", "http://h:81/", false),
        ] {
            let uri = location(&base, &HeaderValue::from_static(header)).unwrap();
            assert_eq!(
                (uri.to_string().as_str(), same_origin(&base, &uri)),
                (target, same),
                "{header}"
            );
        }
    }
}
