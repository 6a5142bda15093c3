//! WS-Security 1.0: UsernameToken and Timestamp.

use super::{element, escaped, instant, random};
use crate::{Error, RawElement, RawHeaderProvider, RequestContext};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};
use std::fmt;
use std::time::{Duration, SystemTime};

const WSSE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const WSU: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// The common prefix of the types of passwords.
const PROFILE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0";
const BASE64: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";

/// The header `Security` (OASIS WS-Security 1.0 and its UsernameToken profile 1.0). Each message gets a new one.
///
/// The password is sent as text ([`Security::text`]) or as a digest with a nonce ([`Security::digest`]). Use either on
/// HTTPS only. A `Security` header in a response counts as understood; nothing in it is verified.
#[derive(Clone)]
pub struct Security {
    token: Option<UsernameToken>,
    timestamp: Option<Duration>,
}

#[derive(Clone)]
struct UsernameToken {
    username: String,
    password: String,
    digest: bool,
}

impl Security {
    /// A UsernameToken with the password as text.
    pub fn text(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self::token(username.into(), password.into(), false)
    }

    /// A UsernameToken with `Base64(SHA-1(nonce + created + password))` as the password.
    pub fn digest(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self::token(username.into(), password.into(), true)
    }

    /// A Timestamp without a UsernameToken.
    pub fn timestamp(valid: Duration) -> Self {
        Self {
            token: None,
            timestamp: Some(valid),
        }
    }

    /// Adds a Timestamp that is valid from now for the time `valid`.
    #[must_use]
    pub fn with_timestamp(mut self, valid: Duration) -> Self {
        self.timestamp = Some(valid);
        self
    }

    fn token(username: String, password: String, digest: bool) -> Self {
        Self {
            token: Some(UsernameToken {
                username,
                password,
                digest,
            }),
            timestamp: None,
        }
    }

    fn header(&self, soap: &str, now: SystemTime, nonce: [u8; 16]) -> Result<RawElement, Error> {
        let created = instant(now);
        let mut xml = format!(
            "<wsse:Security xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{WSU}\" xmlns:s=\"{soap}\" s:mustUnderstand=\"1\">"
        );
        if let Some(valid) = self.timestamp {
            let expires = instant(now.checked_add(valid).unwrap_or(now));
            xml.push_str(&format!(
                "<wsu:Timestamp wsu:Id=\"Timestamp-1\"><wsu:Created>{created}</wsu:Created><wsu:Expires>{expires}</wsu:Expires></wsu:Timestamp>"
            ));
        }
        if let Some(token) = &self.token {
            let (kind, password) = if token.digest {
                ("PasswordDigest", digest(&nonce, &created, &token.password))
            } else {
                ("PasswordText", escaped(&token.password))
            };
            let username = escaped(&token.username);
            let nonce = STANDARD.encode(nonce);
            xml.push_str(&format!(
                "<wsse:UsernameToken wsu:Id=\"UsernameToken-1\"><wsse:Username>{username}</wsse:Username><wsse:Password Type=\"{PROFILE}#{kind}\">{password}</wsse:Password><wsse:Nonce EncodingType=\"{BASE64}\">{nonce}</wsse:Nonce><wsu:Created>{created}</wsu:Created></wsse:UsernameToken>"
            ));
        }
        xml.push_str("</wsse:Security>");
        element(&xml)
    }
}

/// The digest of the UsernameToken profile 1.0, section 3.1.
fn digest(nonce: &[u8], created: &str, password: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(nonce);
    hash.update(created.as_bytes());
    hash.update(password.as_bytes());
    STANDARD.encode(hash.finalize())
}

impl RawHeaderProvider for Security {
    fn headers(&self, context: &RequestContext<'_>) -> Result<Vec<RawElement>, Error> {
        let soap = context.operation.version.namespace();
        Ok(vec![self.header(soap, SystemTime::now(), random()?)?])
    }

    fn understood(&self) -> &'static [&'static str] {
        &[WSSE]
    }
}

/// Leaves the password out.
impl fmt::Debug for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let username = self.token.as_ref().map(|token| &token.username);
        f.debug_struct("Security")
            .field("username", &username)
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

    fn nonce() -> [u8; 16] {
        std::array::from_fn(|at| at as u8)
    }

    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(1_714_979_289_010)
    }

    /// The expected value was computed with Python's hashlib.
    #[test]
    fn the_digest_is_that_of_the_profile() {
        assert_eq!(
            digest(&nonce(), "2024-05-06T07:08:09.010Z", "s3cret<&>æ"),
            "NALvhoGHKawgWiZtl/p3/u639Ls="
        );
    }

    #[test]
    fn a_token_with_a_timestamp() {
        let security = Security::text("u<", "p&\"æ").with_timestamp(Duration::from_secs(300));
        let header = security.header(SOAP, now(), nonce()).expect("header");
        assert_eq!(
            header.attribute(SOAP, "mustUnderstand").as_deref(),
            Some("1")
        );
        let [timestamp, token] = &header.children()[..] else {
            panic!("two children")
        };
        let texts = |of: &RawElement| -> Vec<String> {
            of.children().iter().filter_map(RawElement::text).collect()
        };
        assert_eq!(
            texts(timestamp),
            ["2024-05-06T07:08:09.010Z", "2024-05-06T07:13:09.010Z"]
        );
        assert_eq!(
            texts(token),
            [
                "u<",
                "p&\"æ",
                "AAECAwQFBgcICQoLDA0ODw==",
                "2024-05-06T07:08:09.010Z"
            ]
        );
        assert!(!format!("{security:?}").contains("p&"));
    }

    #[test]
    fn what_xml_cannot_carry_is_an_error_that_shows_no_password() {
        let error = Security::text("user", "hush\u{1}")
            .header(SOAP, now(), nonce())
            .expect_err("refused");
        assert!(!format!("{error} {error:?}").contains("hush"));
    }
}
