//! The values of XML Schema's built-in types (XML Schema Part 2), without loss.
//!
//! Every type reads exactly its lexical space, and writes a text that reads back to an equal value. A text that a type
//! cannot hold exactly is an error, never another value.
//!
//! `parse` and `FromStr` are the same and expect collapsed white space ([`lexical::trim`] or [`lexical::collapse`]
//! gives it). `write_to` appends the text of `Display` to bytes.

#[macro_use]
mod macros;

mod assumed;
mod base64;
mod built_in;
mod calendar;
mod convert;
mod date;
mod date_time;
mod decimal;
mod duration;
mod fraction;
mod gregorian;
mod guid;
mod hex;
mod integer;
pub mod lexical;
mod number;
mod qname;
mod small;
mod time;

pub use assumed::{Assumed, Offset, Utc, Zone};
pub use base64::Base64Binary;
pub use built_in::BuiltIn;
pub use date::Date;
pub use date_time::DateTime;
pub use decimal::Decimal;
pub use duration::Duration;
pub use fraction::Fraction;
pub use gregorian::{GDay, GMonth, GMonthDay, GYear, GYearMonth};
pub use guid::Guid;
pub use hex::HexBinary;
pub use integer::Integer;
pub use qname::QName;
pub(crate) use qname::UNBOUND;
pub use time::Time;
