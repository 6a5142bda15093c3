//! The base URL of an installation.

use std::fmt;

/// The version of the services that this crate was generated from. It is part of their namespace, addresses and
/// actions.
pub const SERVICES_VERSION: u32 = 83;

/// The address that all services of an installation or tenant share, such as `https://host/Remote/Services83/`.
///
/// A service has the address of the base URL, its name and `.svc`. The contract names a version of the services, so a
/// base URL that names another version is refused. A base URL without a version (a proxy, say) is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Parses a base URL. The `/` at its end may be missing.
    ///
    /// # Errors
    /// [`BaseUrlError`] says why the URL is refused.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let text = text.trim();
        let uri: http::Uri = text.parse().map_err(|_| BaseUrlError::NotAUrl)?;
        let (Some("http" | "https"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(BaseUrlError::NotAUrl);
        };
        if authority.as_str().contains('@') {
            return Err(BaseUrlError::UserInfo);
        }
        if uri.query().is_some() || text.contains('#') {
            return Err(BaseUrlError::Query);
        }
        let segments = || uri.path().split('/').filter(|segment| !segment.is_empty());
        if segments()
            .next_back()
            .is_some_and(|last| ends_with_ignoring_case(last, ".svc"))
        {
            return Err(BaseUrlError::Service);
        }
        // IIS ignores case in paths, so addresses that administrators copy differ in case.
        match segments().filter_map(version).next_back() {
            Some(found) if found != SERVICES_VERSION => Err(BaseUrlError::Version { found }),
            _ => Ok(Self(format!("{}/", text.trim_end_matches('/')))),
        }
    }

    /// The base URL, with a `/` at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of a service, such as `CustomerService`.
    pub fn service(&self, name: &str) -> String {
        format!("{}{name}.svc", self.0)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The number in `Services83`.
fn version(segment: &str) -> Option<u32> {
    const NAME: &str = "services";
    let (name, number) = segment.split_at_checked(NAME.len())?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if digits && name.eq_ignore_ascii_case(NAME) {
        Some(number.parse().unwrap_or(u32::MAX))
    } else {
        None
    }
}

fn ends_with_ignoring_case(text: &str, end: &str) -> bool {
    text.len()
        .checked_sub(end.len())
        .and_then(|at| text.get(at..))
        .is_some_and(|last| last.eq_ignore_ascii_case(end))
}

/// Why a base URL was refused. The text of the URL is not kept, since it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BaseUrlError {
    /// It is not an absolute `http` or `https` URL.
    NotAUrl,
    /// It has a user name or password before the host.
    UserInfo,
    /// It has a query or a fragment.
    Query,
    /// It is the address of one service, not of the installation.
    Service,
    /// It names another version of the services.
    Version {
        /// The version that it names.
        found: u32,
    },
}

impl fmt::Display for BaseUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAUrl => f.write_str("the base URL is not an absolute URL such as https://host/Remote/Services83/"),
            Self::UserInfo => f.write_str("the base URL has a user name in it; sign in through the session instead"),
            Self::Query => f.write_str("the base URL has a query or a fragment; it must end in a path such as /Remote/Services83/"),
            Self::Service => f.write_str("the base URL is the address of one service; leave out its last part (the one that ends in .svc)"),
            Self::Version { found } => write!(
                f,
                "the base URL is that of Services{found}, but this client was generated for Services{SERVICES_VERSION}: use the \
                 address of Services{SERVICES_VERSION}, or generate a client from the contracts of Services{found}"
            ),
        }
    }
}

impl std::error::Error for BaseUrlError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_services_lie_below_it() {
        for text in [
            "https://host/Remote/Services83/",
            "https://host/Remote/Services83",
            " https://host/Remote/Services83// ",
        ] {
            let base = BaseUrl::parse(text).expect(text);
            assert_eq!(base.as_str(), "https://host/Remote/Services83/");
            assert_eq!(
                base.service("CustomerService"),
                "https://host/Remote/Services83/CustomerService.svc"
            );
        }
    }

    #[test]
    fn the_version_is_compared_without_regard_to_case() {
        for text in [
            "http://h/remote/services83",
            "http://h:8080/Cust12345/Remote/SERVICES83/",
            "http://h/services/",
            "http://h",
        ] {
            assert!(BaseUrl::parse(text).is_ok(), "{text}");
        }
        for (text, found) in [
            ("http://h/remote/services88", 88),
            ("http://h/Services86/x/", 86),
            ("http://h/Services99999999999", u32::MAX),
        ] {
            let error = BaseUrl::parse(text).expect_err(text);
            assert_eq!(error, BaseUrlError::Version { found });
            let message = error.to_string();
            assert!(
                message.contains(&format!("Services{found}")) && message.contains("Services83"),
                "{message}"
            );
        }
    }

    #[test]
    fn what_is_no_base_url_is_refused() {
        for (text, error) in [
            ("", BaseUrlError::NotAUrl),
            ("host/Remote", BaseUrlError::NotAUrl),
            ("ftp://host/Remote", BaseUrlError::NotAUrl),
            (
                "https://anna:pw@host/Remote/Services83",
                BaseUrlError::UserInfo,
            ),
            ("https://host/Remote/Services83?x=1", BaseUrlError::Query),
            (
                "https://host/Remote/Services83/CustomerService.SVC",
                BaseUrlError::Service,
            ),
        ] {
            assert_eq!(BaseUrl::parse(text), Err(error), "{text}");
        }
    }
}
