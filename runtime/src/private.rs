//! The names that generated code uses. Not for anything else: they change with the generator.

/// The names that code of `wsdl-codegen` 0.1 uses.
pub mod v1 {
    pub use crate::binding::*;
    pub use crate::error::{DecodeError, ValueError};
    pub use crate::soap::{FaultDetail, Operation, SoapVersion};
    pub use crate::xml::{RawElement, Scope, Text};
}
