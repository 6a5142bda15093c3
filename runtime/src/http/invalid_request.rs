//! Requests that cannot be made.

use std::borrow::Cow;
use std::fmt;

/// A request cannot be made: the endpoint is no absolute `http` or `https` URL, for example, or a value is no valid
/// HTTP header. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidRequest {
    message: Cow<'static, str>,
}

impl InvalidRequest {
    /// Makes an error with this message. Users see it: it must not hold secrets.
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            message: message.into(),
        }
    }

    #[cfg(feature = "client")]
    pub(crate) fn for_each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        if let Cow::Owned(message) = &mut self.message {
            change(message);
        }
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for InvalidRequest {}
