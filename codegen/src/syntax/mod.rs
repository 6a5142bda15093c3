//! Documents as written: nothing is looked up yet, and every node has a position.

mod annotation;
mod dtd;
pub mod wsdl;
pub(crate) mod xml;
pub mod xsd;

use crate::ground::{QName, Span};
use std::collections::HashSet;
use std::sync::Arc;

/// A value that comparisons of declarations ignore: positions and documentation.
#[derive(Clone, Debug, Default)]
pub struct NotCompared<T>(pub T);

impl<T> PartialEq for NotCompared<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl<T> Eq for NotCompared<T> {}

impl<T> std::ops::Deref for NotCompared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// A reference to a component by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameReference {
    /// The name, with its prefix resolved.
    pub name: QName,
    /// Whether the prefix is undeclared. This is reported, and the name has no meaning.
    pub broken: bool,
    /// The element with the reference.
    pub span: NotCompared<Span>,
}

/// Keeps a single copy of each string.
#[derive(Debug, Default)]
pub struct Interner(HashSet<Arc<str>>);

impl Interner {
    /// Returns the copy of `text`.
    pub fn get(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        self.0.insert(new.clone());
        new
    }
}
