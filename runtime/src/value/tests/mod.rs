//! Tables and properties of the lexical spaces.
