//! Refusals in plain words.

use super::clock::{Moment, readable};
use super::der;
use crate::mechanism::HandshakeError;
use std::fmt;

/// `KRB_ERROR` of a KDC or a service.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: i64,
    /// The clock of who refuses.
    time: String,
    /// The reason in words of its own, of which letters are kept.
    text: String,
    /// The KDC's demands on a client that has not proved who it is.
    pub(super) data: Vec<u8>,
}

/// Codes of RFC 4120, section 7.5.9.
pub(super) const PREAUTHENTICATION_REQUIRED: i64 = 25;
const CLOCK_SKEW: i64 = 37;
const GENERIC: i64 = 60;
/// The most letters of a reason that are shown.
const LETTERS: usize = 80;

impl Refusal {
    /// Reads `KRB_ERROR`.
    pub(super) fn read(message: &[u8]) -> Option<Self> {
        let fields = der::inside(message, &[der::application(30), der::SEQUENCE])?;
        let time = der::typed(fields, 4, der::TIME)?;
        Some(Self {
            code: der::number(fields, 6)?,
            // A time, and nothing else, is shown to people.
            time: std::str::from_utf8(time)
                .ok()
                .filter(|text| {
                    text.bytes()
                        .all(|byte| byte.is_ascii_digit() || byte == b'Z')
                })
                .unwrap_or_default()
                .to_owned(),
            text: der::typed(fields, 11, der::TEXT)
                .unwrap_or_default()
                .iter()
                .map(|byte| char::from(*byte))
                .filter(|letter| letter.is_ascii_graphic() || *letter == ' ')
                .take(LETTERS)
                .collect(),
            data: der::typed(fields, 12, der::OCTETS)
                .unwrap_or_default()
                .to_vec(),
        })
    }

    /// The error of the sign-in. The same code of the KDC and of the service means two things.
    pub(super) fn of_kdc(self) -> HandshakeError {
        HandshakeError::new(match self.code {
            6 => "the KDC knows no such user in this realm",
            7 => "the KDC knows no such service: no principal with the name of the host",
            12 => "the KDC's policy does not let this user sign in, or not from here or now",
            14 => "the KDC has no key of an encryption type that is spoken here (AES)",
            18 => "the account is locked, disabled or expired",
            23 => "the password has expired",
            24 | 31 => "the KDC refuses the password",
            25 => "the KDC wants another proof of the user than the password",
            32 => "the ticket has expired",
            CLOCK_SKEW => "the clocks of this computer and of the KDC differ by too much",
            68 => "the KDC is not one of this realm",
            _ => "the KDC refuses",
        })
        .caused_by(self)
    }

    /// The error of the sign-in, of a refusal by the service.
    pub(super) fn of_service(self) -> HandshakeError {
        HandshakeError::new(match self.code {
            31 | 41 => {
                "the service cannot decrypt the ticket: it has another key than the KDC knows of it"
            }
            32 => "the ticket has expired by the clock of the service",
            33 => "the ticket is not yet valid by the clock of the service",
            34 => "the service has seen this ticket's proof before",
            35 => "the ticket is for another service",
            CLOCK_SKEW => "the clocks of this computer and of the service differ by too much",
            44 | 45 => "the service has not the key that the ticket is for",
            _ => "the service refuses the ticket",
        })
        .caused_by(self)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kerberos error {}", self.code)?;
        if self.code == CLOCK_SKEW {
            let here = Moment::now().text;
            let (here, there) = (readable(&here), readable(&self.time));
            write!(f, ": it is {here} here and {there} there")?;
        }
        if self.code == GENERIC && !self.text.is_empty() {
            // The code alone says nothing.
            write!(f, ", \"{}\"", self.text)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
