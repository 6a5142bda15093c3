//! Requests that cannot be made.

use std::borrow::Cow;
use std::fmt;

/// A request that cannot be made from what was asked for: the endpoint is no absolute `http` or `https` URL, say, or a value
/// cannot be put into a header. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidRequest {
    message: Cow<'static, str>,
}

impl InvalidRequest {
    /// An error with this message, which users see: it must not hold secrets.
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for InvalidRequest {}
