//! Reading and writing Rust's own types exactly as XML Schema Part 2 says.

mod boolean;
mod float;
mod int;
mod space;

pub use crate::names::{is_name, is_ncname, is_nmtoken};
pub use boolean::{parse_boolean, write_boolean};
pub use float::{Float, parse_double, parse_float, write_double, write_float};
pub use int::{Int, parse_int, write_int};
pub use space::{WhiteSpace, collapse, is_space, replace, trim};
