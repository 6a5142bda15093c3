//! Declarations of namespaces that kept elements share.

use std::fmt;
use std::sync::Arc;

use crate::redact::SecretNames;

/// The declarations in scope of an element (XML Information Set, section 2.2: in-scope namespaces). Kept elements share
/// them: each declaration is stored once, however many elements need it. The names of secrets are beside them, since a message may
/// consist of kept elements, and each of them is as large as what it holds itself.
#[derive(Clone, Default)]
pub(crate) struct Namespaces(Option<Arc<ElementDeclarations>>);

/// The declarations of one element.
struct ElementDeclarations {
    outer: Namespaces,
    /// Prefix and namespace, by prefix.
    own: Box<[(Box<str>, Arc<str>)]>,
    /// The names that `Debug` masks.
    secrets: SecretNames,
}

impl Namespaces {
    /// The names that `Debug` masks.
    pub(crate) fn secrets(&self) -> SecretNames {
        let declared = self.0.as_ref();
        declared.map_or_else(SecretNames::default, |declared| declared.secrets.clone())
    }

    /// The same declarations, with these names.
    pub(crate) fn with_secrets(self, secrets: &SecretNames) -> Self {
        let own = match &self.0 {
            None => *secrets == SecretNames::default(),
            Some(declared) => declared.secrets == *secrets,
        };
        match own {
            true => self,
            false => self.with_own(Vec::new(), secrets.clone()),
        }
    }

    /// These declarations, from the outermost on, with the declarations around them.
    pub(crate) fn within(&self, own: Vec<(Box<str>, Arc<str>)>) -> Self {
        self.with_own(own, self.secrets())
    }

    fn with_own(&self, mut own: Vec<(Box<str>, Arc<str>)>, secrets: SecretNames) -> Self {
        own.sort_by(|(one, _), (other, _)| one.cmp(other));
        // If several elements declare a prefix, the innermost declaration applies.
        own.dedup_by(|inner, outer| {
            let again = inner.0 == outer.0;
            if again {
                std::mem::swap(inner, outer);
            }
            again
        });
        Self(Some(Arc::new(ElementDeclarations {
            outer: self.clone(),
            own: own.into_boxed_slice(),
            secrets,
        })))
    }

    /// The namespace of a prefix; that of the empty one is the default namespace.
    pub(crate) fn resolve(&self, prefix: &str) -> Option<&Arc<str>> {
        let mut scope = self;
        while let Some(declared) = &scope.0 {
            let found = declared
                .own
                .binary_search_by(|(own, _)| (**own).cmp(prefix));
            if let Some((_, namespace)) = found.ok().and_then(|at| declared.own.get(at)) {
                return Some(namespace);
            }
            scope = &declared.outer;
        }
        None
    }
}

/// A chain of scopes may be long, so it is not dropped by recursion.
impl Drop for ElementDeclarations {
    fn drop(&mut self) {
        let mut outer = self.outer.0.take();
        while let Some(declared) = outer {
            outer = match Arc::try_unwrap(declared) {
                Ok(mut last) => last.outer.0.take(),
                Err(_) => None,
            };
        }
    }
}

impl fmt::Debug for Namespaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Namespaces")
    }
}
