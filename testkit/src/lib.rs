//! Code that the tests and programs of this repository share: comparing XML documents as infosets, and files that
//! tests write; files, processes, tables.
//!
//! ```
//! let rules = testkit::Rules::default();
//! let xsi = "xmlns:i='http://www.w3.org/2001/XMLSchema-instance' xmlns:xs='http://www.w3.org/2001/XMLSchema'";
//! let left = format!("<a {xsi}><b i:type='xs:double'>0.0</b></a>");
//! assert_eq!(testkit::compare(&left, "<a> <b>0</b> </a>", &rules), Ok(Vec::new()));
//! let differences = testkit::compare(&left, "<a><b>1</b></a>", &rules).unwrap();
//! assert_eq!(differences[0].to_string(), "/a/b: value `0.0` against `1`");
//! ```

mod compare;
mod golden;
mod infoset;
pub mod process;
pub mod repository;
mod table;
mod value;

pub use compare::{Difference, Rules, compare, compare_elements};
pub use golden::first_difference;
pub use infoset::{Element, Name};
pub use table::Table;
pub use value::{ValueSpace, same_value};
