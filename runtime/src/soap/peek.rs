//! Finds the element in the Body before the message is read, for dispatch.

use super::SoapVersion;
#[cfg(any(feature = "client", feature = "server"))]
use super::headers::HeaderSink;
use super::read::{checked, envelope, to_body};
use crate::binding::Reader;
use crate::error::DecodeError;
#[cfg(any(feature = "client", feature = "server"))]
use crate::xml::RawElement;
use crate::xml::{OwnedName, ReadOptions};

/// The version of a message and the element in its Body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Peeked {
    /// The version of the envelope.
    pub version: SoapVersion,
    /// Name of the element in the Body; `None` if it is empty.
    pub name: Option<OwnedName>,
}

/// Returns the first element of the Body, unless it is a referenced value of SOAP encoding. Headers are skipped, and
/// not all errors in them are found. Nothing is read after the start tag of that element.
///
/// # Errors
/// The message is not an envelope up to there.
pub fn peek_body(
    input: &[u8],
    charset: Option<&str>,
    options: &ReadOptions,
) -> Result<Peeked, DecodeError> {
    let (text, base) = checked(input, charset, options)?;
    let mut reader = Reader::new(&text, base, options)?;
    let version = envelope(&mut reader)?;
    to_body(&mut reader, version, None)?;
    let mut name = None;
    while reader.next_child()? {
        // Referenced values may come first (SOAP 1.1, 5.6).
        let root = reader.is_serialization_root();
        let is_independent = root == Some(false) || root.is_none() && reader.has_id();
        if name.is_none() || !is_independent {
            let (namespace, local) = reader.name();
            name = Some(OwnedName::new(namespace, local));
        }
        if !is_independent {
            break;
        }
        reader.skip()?;
    }
    Ok(Peeked { version, name })
}

/// The header blocks of a message. Nothing is read after the start tag of the Body.
///
/// # Errors
/// The message is not an envelope up to there.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn peek_headers(
    input: &[u8],
    charset: Option<&str>,
    options: &ReadOptions,
) -> Result<Vec<RawElement>, DecodeError> {
    let (text, base) = checked(input, charset, options)?;
    let mut reader = Reader::new(&text, base, options)?;
    let version = envelope(&mut reader)?;
    let mut none = ();
    let mut headers = HeaderSink::new(&mut none);
    to_body(&mut reader, version, Some(&mut headers))?;
    Ok(headers.unknown)
}
