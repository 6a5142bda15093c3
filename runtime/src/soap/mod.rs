//! SOAP 1.1 and 1.2: envelopes and faults.

mod encoding;
mod fault;
mod fault_read;
mod fault_write;
mod headers;
mod operation;
mod peek;
mod read;
mod version;
mod write;

pub use fault::{Fault, FaultCode, Reason};
pub use fault_write::write_fault;
pub use operation::{FaultDetail, Operation};
pub use peek::{Peeked, peek_body};
pub use read::{EnvelopeReader, Outcome, Received};
pub use version::SoapVersion;
pub use write::EnvelopeWriter;
