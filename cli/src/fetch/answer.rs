//! The outcome of a request: a document, or the reason why there is none.

/// A document and the URL that returned it.
pub(super) struct Answer {
    pub(super) url: String,
    pub(super) bytes: Vec<u8>,
}

/// The reason why there is no document.
pub(super) struct Unanswered {
    /// For the user.
    pub(super) reason: String,
    /// The server has answered, and may have the contract at another address or by another request.
    pub(super) may_be_elsewhere: bool,
}

impl Unanswered {
    pub(super) fn elsewhere(reason: String) -> Self {
        Self {
            reason,
            may_be_elsewhere: true,
        }
    }
}

impl From<String> for Unanswered {
    fn from(reason: String) -> Self {
        Self {
            reason,
            may_be_elsewhere: false,
        }
    }
}

impl From<&str> for Unanswered {
    fn from(reason: &str) -> Self {
        Self::from(reason.to_owned())
    }
}
