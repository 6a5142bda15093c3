//! The items that generated code names. Do not use them in other code: they change with the generator.

pub mod v1;
