//! SOAP 1.1 and 1.2: envelopes and faults.

#[cfg(any(feature = "client", feature = "server"))]
pub(crate) mod addressing;
mod encoded;
mod fault;
mod fault_read;
mod fault_write;
mod header_block;
mod headers;
mod operation;
#[cfg(any(feature = "client", feature = "server"))]
mod parts;
mod peek;
#[cfg(any(feature = "client", feature = "server"))]
mod raw_headers;
mod read;
#[cfg(feature = "http")]
pub(crate) mod stream;
mod version;
mod write;

#[cfg(any(feature = "client", feature = "server"))]
pub use addressing::{AddressingFault, AddressingFaultCode};
pub use fault::{Fault, FaultCode, Reason};
pub use fault_write::write_fault;
pub use header_block::HeaderBlock;
pub use operation::{Actions, FaultDetail, Operation, Unread, unread};
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use parts::{Later, PartIndex};
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use peek::peek_headers;
pub use peek::{Peeked, peek_body};
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use raw_headers::RawHeaders;
pub use read::{EnvelopeReader, Outcome, Received};
pub use version::SoapVersion;
pub use write::EnvelopeWriter;
