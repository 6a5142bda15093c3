//! The errors of contracts and messages.

use std::fmt;

use soap_runtime::{DecodeError, EncodeError, Fault, json};

/// The reason why a contract cannot be used, or a message is none.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The contract cannot be read: all findings, as the generator reports them.
    Contract(String),
    /// The contract has no such operation, or several of the name.
    Operation(String),
    /// A text is no JSON.
    Syntax(String),
    /// A value has no JSON, or JSON is no such value: with the path.
    Json(json::Error),
    /// A message cannot be written: with the path.
    Encode(EncodeError),
    /// A message cannot be read: with the path and the offset.
    Decode(DecodeError),
    /// The message is a fault.
    Fault(Box<Fault>),
    /// A fault of this library.
    Internal(&'static str),
}

impl Error {
    pub(crate) fn internal(what: &'static str) -> Self {
        Self::Internal(what)
    }

    pub(crate) fn json(error: &serde_json::Error) -> Self {
        Self::Syntax(error.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contract(text) => write!(f, "the contract cannot be used:\n{text}"),
            Self::Operation(text) | Self::Syntax(text) => f.write_str(text),
            Self::Json(error) => error.fmt(f),
            Self::Encode(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Fault(fault) => write!(f, "the message is a fault: {}", fault.reason()),
            Self::Internal(what) => write!(f, "the plan of the contract is incomplete: {what}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<json::Error> for Error {
    fn from(error: json::Error) -> Self {
        Self::Json(error)
    }
}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}
