//! What the fuzz targets do with an input: each `run` panics if something is wrong, and does nothing else.
//!
//! * [`contract`]: reading contracts and generating code from them ends, without a panic, with code or with an error.
//! * [`reader`]: the reader against a conforming parser: both accept or refuse, and both see the same.
//! * [`round_trip`]: any value is written and read back as it was, or refused when it is written.
//! * [`respelled`]: the same message in another spelling (order, prefixes, white space, comments, CDATA) means the same: what is
//!   read by prediction and what is read by the general path agree.
//! * [`cut`]: a message that ends early is an error at every byte.
//! * [`well_formed`]: a damaged message is read or refused alike by prediction, by the general path alone and by another parser.
//! * [`response`]: no HTTP response makes the client panic, and no error shows the ticket that was sent.
//!
//! `tests/fixtures.rs` runs what was found once through them again.

pub mod contract;
pub mod cut;
pub mod reader;
pub mod respelled;
pub mod response;
pub mod round_trip;
mod values;
// The mutations and the comparison are those of the runtime's own test.
#[path = "../../runtime/tests/well_formed/case.rs"]
mod case;

/// Damages a message and reads it three ways.
pub fn well_formed(data: &[u8]) {
    case::run(data);
}
