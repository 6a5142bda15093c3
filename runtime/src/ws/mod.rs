//! Headers of WS-Security and WS-Addressing, for services that require them although their contracts do not declare
//! them.
//!
//! No contract switches them on: a client sends them only if it is told to.
//!
//! ```
//! use soap_runtime::ws::{Addressing, Security};
//! use soap_runtime::Client;
//! use std::time::Duration;
//!
//! let client = Client::without_transport("https://example.invalid/service")
//!     .with_raw_headers(Security::digest("user", "password").with_timestamp(Duration::from_secs(300)))
//!     .with_raw_headers(Addressing::new());
//! # let _ = client;
//! ```

mod addressing;
mod security;

pub use addressing::Addressing;
pub use security::Security;

use crate::http::InvalidRequest;
use crate::xml::escape_attribute;
use crate::{DateTime, Error, Fraction, RawElement};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Escapes text for XML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_attribute(text, &mut out);
    out
}

/// Parses a header. The error shows no value: it may be the password.
fn element(xml: &str) -> Result<RawElement, Error> {
    RawElement::parse(xml).map_err(|error| {
        // The message of the error may show the password.
        let _ = error;
        refused("a value of a WS header holds a character that XML cannot carry")
    })
}

fn refused(message: &'static str) -> Error {
    InvalidRequest::new(message).into()
}

/// Returns random bytes of the operating system.
fn random() -> Result<[u8; 16], Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|_| refused("the operating system has no random numbers"))?;
    Ok(bytes)
}

/// A point in time in UTC with milliseconds, such as `2024-05-06T07:08:09.010Z`.
fn instant(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let millis = Fraction::from_digits(&format!("{:03}", since.subsec_millis()));
    DateTime::from_unix(since.as_secs())
        .with_fraction(millis.unwrap_or_default())
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants() {
        let at = |seconds: u64, millis: u64| {
            instant(UNIX_EPOCH + Duration::from_millis(seconds * 1000 + millis))
        };
        assert_eq!(at(0, 0), "1970-01-01T00:00:00.000Z");
        assert_eq!(at(951_782_400, 7), "2000-02-29T00:00:00.007Z");
        assert_eq!(at(1_714_979_289, 10), "2024-05-06T07:08:09.010Z");
        assert_eq!(at(4_107_542_399, 999), "2100-02-28T23:59:59.999Z");
        assert_eq!(at(4_107_542_400, 0), "2100-03-01T00:00:00.000Z");
    }
}
