//! Generates Rust types and SOAP clients from WSDL 1.1 and XML Schema.
//!
//! Build scripts use [`Builder`]. The module [`contract`] reads a contract without generating code. All else is
//! private.

// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod builder;
pub mod contract;
pub mod diagnostic;
mod emit;
mod format;
mod ground;
mod import;
mod link;
mod model;
mod options;
mod parallel;
mod pattern;
mod pipeline;
mod plan;
mod progress;
mod select;
mod source;
mod syntax;
mod tokens;
mod validate;
mod write;

pub use builder::{Builder, Error, Gaps, Generated};
pub use options::{Layout, OptionInfo, Options};
pub use source::{Resolved, Resolver, Sources};
pub use write::{Difference, Drift, DriftedFile};

/// For the command, the tests and the tools of this project: not a part of the interface.
#[doc(hidden)]
pub mod internal {
    pub use crate::diagnostic::suggest::nearest;
    pub use crate::pipeline::{Input, ReadOptions, plan, read};
    pub use crate::plan::output;
    pub use crate::progress::{Progress, Stage};
    pub use crate::source::{CATALOG, LOCK, Lock, Locked};
    pub use crate::write::replace_files;
}
