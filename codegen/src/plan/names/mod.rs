//! Names: identifiers, the scopes in which each is given once, and prefixes.

pub(crate) mod ident;
pub(crate) mod modules;
pub(crate) mod nodes;
pub(crate) mod prefixes;
pub(crate) mod scope;
