//! The error of this crate.

use std::error::Error as StdError;
use std::fmt;

/// The kind of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The message is not well-formed XML, no SOAP envelope, or its security header breaks the standard.
    Malformed,
    /// The message exceeds a limit.
    Limit,
    /// A key or certificate cannot be read, or does not fit its use.
    Key,
    /// An algorithm or a construct that this crate does not have, or that the policy does not allow.
    Algorithm,
    /// The message has no security header, or no signature that the policy asks for.
    Missing,
    /// A part that must be signed or encrypted is not.
    Unprotected,
    /// A reference does not point to exactly one element: the mark of a wrapping attack.
    Reference,
    /// A digest or a signature value is wrong.
    Signature,
    /// The key that signed is not trusted.
    Untrusted,
    /// A timestamp or a certificate is expired or not yet valid.
    Expired,
    /// The message was received before.
    Replayed,
    /// The user name or the password is wrong.
    Credentials,
    /// The content cannot be decrypted. The reason is not told, because it helps an attacker.
    Decryption,
    /// The caller's signer or the operating system's random numbers failed.
    Signer,
}

impl ErrorKind {
    /// The local name of the fault code in the namespace of WS-Security 1.0 (section 12).
    ///
    /// ```
    /// assert_eq!(soap_security::ErrorKind::Signature.fault_code(), "FailedCheck");
    /// ```
    pub fn fault_code(self) -> &'static str {
        match self {
            Self::Malformed | Self::Limit | Self::Missing | Self::Unprotected | Self::Reference => {
                "InvalidSecurity"
            }
            Self::Key | Self::Signer => "SecurityTokenUnavailable",
            Self::Algorithm => "UnsupportedAlgorithm",
            Self::Signature | Self::Decryption => "FailedCheck",
            Self::Untrusted => "InvalidSecurityToken",
            Self::Expired | Self::Replayed => "MessageExpired",
            Self::Credentials => "FailedAuthentication",
        }
    }
}

/// Why a message could not be protected, or was refused.
///
/// The text names elements, algorithms and digests, and no key, password or content.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Repr>);

#[derive(Clone, PartialEq, Eq)]
struct Repr {
    kind: ErrorKind,
    message: String,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Repr {
            kind,
            message: message.into(),
        }))
    }

    /// The error of a caller's [`Signer`](crate::Signer). The message is shown to people: leave secrets out.
    pub fn signer(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Signer, message)
    }

    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Malformed, message)
    }

    pub(crate) fn key(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Key, message)
    }

    pub(crate) fn algorithm(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Algorithm, message)
    }

    pub(crate) fn limit(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Limit, message)
    }

    pub(crate) fn random() -> Self {
        Self::new(
            ErrorKind::Signer,
            "the operating system has no random numbers",
        )
    }

    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.0.kind, self.0.message)
    }
}

impl StdError for Error {}
