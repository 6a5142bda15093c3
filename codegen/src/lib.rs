//! Generates Rust types and SOAP clients from WSDL 1.1 and XML Schema.

mod builder;
pub mod contract;
pub mod diagnostic;
mod emit;
mod format;
mod ground;
mod import;
mod link;
pub mod model;
mod options;
mod parallel;
mod pattern;
pub mod pipeline;
mod plan;
mod select;
pub mod source;
pub mod syntax;
mod tokens;
mod validate;
mod write;

pub use builder::{Builder, Error, Generated};
pub use options::{Layout, OptionInfo, Options};
#[doc(hidden)]
pub use write::replace_files;
pub use write::{Difference, Drift, DriftedFile};
