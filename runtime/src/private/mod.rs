//! The items that generated code names. Do not use them in other code: they change with the generator.

mod needs;
pub mod v1;
