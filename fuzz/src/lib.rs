//! The checks of the fuzz targets: each `run` takes an input and panics if something is wrong.
//!
//! * [`contract`]: reading contracts and generating code ends with code or an error, never with a panic.
//! * [`reader`]: the reader and a conforming parser accept or refuse alike, and see the same.
//! * [`round_trip`]: any value is written and read back unchanged, or refused when it is written.
//! * [`respelled`]: a message means the same in another spelling (order, prefixes, white space, comments, CDATA):
//!   prediction and the general path agree.
//! * [`cut`]: a message that ends early is an error at every byte.
//! * [`well_formed`]: prediction, the general path and another parser read or refuse a damaged message alike.
//! * [`response`]: no HTTP response makes the client panic, and no error shows the ticket that was sent.
//! * [`constructs`]: contracts of the constructs of a grammar end as those of [`contract`] do.
//! * [`items`]: items that are read while the message arrives are what reading at once gives, wherever it is cut.
//! * [`kerberos`]: a KDC or a service that has not the right key is refused, whatever it sends, and no error shows the password.
//! * [`lock`]: a lock is written back as it was read, and names no file elsewhere.
//! * [`package`]: attachments come back as they were sent; no `multipart/related` reply makes the client panic.
//! * [`planned`]: messages of made-up schemas: the learned path and the general one agree, and JSON keeps the message.
//! * [`headers`]: headers of WS-Security that nobody signed are refused, and those of WS-Addressing have a well-formed answer.
//! * [`challenge`]: no challenge of a server makes Digest authentication panic, or show the password.
//! * [`fetch`]: whatever a server sends, `fetch` asks only admitted hosts, each URL once, and its folder and lock hold safe names.
//! * [`json`]: JSON of a message made up for a schema is read or refused, and what was read comes back.
//! * [`options`]: options of `wsdl-codegen.toml` are read or refused with the place.
//! * [`policy`]: contracts with policies end as those of [`contract`] do.
//! * [`upload`]: a server finds the same parts in a package whether it collects them or reads them while they arrive.
//! * [`signed`]: a signed message that was taken apart is refused, or has the Body that was signed.
//!
//! `fixtures` runs earlier findings through them, as a unit test: for a test beside the library, cargo would link all targets first.

pub mod challenge;
pub mod constructs;
pub mod contract;
pub mod cut;
pub mod fetch;
#[cfg(test)]
mod fixtures;
pub mod headers;
pub mod items;
pub mod json;
pub mod kerberos;
pub mod lock;
mod message_id;
pub mod options;
pub mod package;
pub mod planned;
pub mod policy;
pub mod reader;
pub mod respelled;
pub mod response;
pub mod round_trip;
pub mod signed;
pub mod upload;
/// The terminal of the command, to which the resolver tells what it fetches.
mod terminal {
    pub(crate) fn tell(_: &str) {}
}
mod values;
// The mutations and the comparison are shared with the runtime's own test.
#[path = "../../runtime/tests/well_formed/case.rs"]
mod case;
// A service as the generator writes it.
#[path = "../../runtime/tests/service/mod.rs"]
mod service;

// So are parts of the command.
#[path = "../../cli/src/config.rs"]
#[allow(dead_code, reason = "no file is read here")]
mod config;
#[path = "../../cli/src/file_names.rs"]
mod file_names;

// So is the reading of Kerberos, of which this is a part.
#[path = "../../negotiate/src/mechanism.rs"]
#[allow(dead_code, reason = "no sign-in runs here")]
mod mechanism;

// So are the messages with items.
#[path = "../../runtime/tests/items/pieces.rs"]
mod pieces;

/// Damages a message and reads it three ways.
pub fn well_formed(data: &[u8]) {
    case::run(data);
}
