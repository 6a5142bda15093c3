//! What generated code names. Not for anyone else: it changes with the generator.

pub mod v1;
