//! Generates Rust types and SOAP clients from WSDL 1.1 and XML Schema.
//!
//! A build script reads a contract and writes a module:
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), wsdl_codegen::Error> {
//!     wsdl_codegen::Builder::new()
//!         .wsdl("wsdl/orders.wsdl")
//!         .module("orders")
//!         .build()
//! }
//! ```
//!
//! `soap_runtime::include_module!(orders);` includes it in the crate. The module has a client for each port type, a struct for each type and
//! message, and documentation from the contract. Its code stands on the crate
//! [`soap-runtime`](https://docs.rs/soap-runtime). The command `wsdl-codegen init CONTRACT` sets all this up.
//!
//! | to | use |
//! |---|---|
//! | generate in a build script | [`Builder::build`] |
//! | keep generated code in the repository, and verify that it is current | [`Generated::write`], [`Generated::verify`] |
//! | have the files as texts | [`Builder::generate`] |
//! | read contracts from elsewhere than files | [`Builder::text`], [`Resolver`] |
//! | map an address in an import to a file | [`Builder::locations`] |
//! | generate some services, operations or types | [`Builder::include_services`], [`Builder::include_operations`], [`Builder::include_types`] |
//! | choose names and Rust types | [`Builder::rename_types`], [`Builder::rename_fields`], [`Builder::map_types`] |
//! | tell nil from absent | [`Builder::nillable`] |
//! | check facets when reading and writing | [`Builder::facets`] |
//! | make servers, traits for mocks, JSON, made-up values | [`Builder::server`], [`Builder::client_trait`], [`Builder::serde`], [`Builder::arbitrary`] |
//! | read what a contract has, without generating | the module [`contract`] |
//!
//! A problem in a contract is an [`Error`] with a code, file, line, column, excerpt and help for each finding; `wsdl-codegen check
//! --explain CODE` says more. Generating uses no network, and reads no file outside the folders that you name. The output is a
//! function of the contract and the options.
//!
//! # Features
//! * `encodings`: contracts in encodings beyond UTF-8, UTF-16, US-ASCII, ISO-8859-1 and windows-1252.
//! * `serde`: [`Options`] read from files.

// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod builder;
pub mod contract;
pub mod diagnostic;
mod emit;
mod format;
mod ground;
#[cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]
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
#[cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]
mod source;
// Input reaches this code first. Each exception to these lints has its reason.
#[cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]
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
    pub use crate::options::secrets::SECRET_ENDS;
    pub use crate::pipeline::{Input, ReadOptions, plan, plan_of, read};
    pub use crate::plan::output;
    pub use crate::progress::{Progress, Stage};
    pub use crate::source::{CATALOG, LOCK, Lock, Locked};
    pub use crate::write::replace_files;
}
