//! Selectors: globs that remember whether they matched, so that one without a match is reported.

use super::glob;
use crate::diagnostic::suggest::difference;
use crate::diagnostic::{Code, Diagnostics};
use crate::ground::QName;
use std::cell::{Cell, RefCell};

/// The most names that one selector is compared with, for a suggestion.
const COMPARED: usize = 10_000;

/// One selector of one option.
#[derive(Debug)]
pub(crate) struct Selector {
    /// The name of its option in messages.
    pub option: &'static str,
    /// The glob, as the user wrote it.
    pub text: String,
    used: Cell<bool>,
    /// The most similar name so far and its difference, until a name matches.
    nearest: RefCell<Option<(usize, String)>>,
    compared: Cell<usize>,
}

impl Selector {
    pub(crate) fn new(option: &'static str, text: &str) -> Self {
        Self {
            option,
            text: text.to_owned(),
            used: Cell::new(false),
            nearest: RefCell::default(),
            compared: Cell::new(0),
        }
    }

    /// Whether it matches `name`.
    pub(crate) fn matches(&self, name: &str) -> bool {
        let matched = glob::matches(&self.text, name);
        if matched {
            self.used.set(true);
        } else if !self.used.get() && self.compared.get() < COMPARED {
            self.compared.set(self.compared.get() + 1);
            self.compare(name);
        }
        matched
    }

    /// Remembers `name` if no other is as similar. A glob is not compared; a name without its owner is, so that
    /// `PlaceOrder` leads to `OrderService.PlaceOrder`.
    fn compare(&self, name: &str) {
        if self.text.contains(['*', '?']) {
            return;
        }
        let local = match name.rsplit_once('.') {
            Some((_, local)) if !self.text.contains(['.', '{']) => local,
            _ => name,
        };
        let Some(difference) = difference(&self.text, local) else {
            return;
        };
        let mut nearest = self.nearest.borrow_mut();
        let is_nearer = |(least, other): &(usize, String)| (difference, name) < (*least, other);
        if nearest.as_ref().is_none_or(is_nearer) {
            *nearest = Some((difference, name.to_owned()));
        }
    }

    /// Whether it matches a name, as `local` or as `{namespace}local`.
    pub(crate) fn matches_name(&self, name: &QName) -> bool {
        if self.text.starts_with('{') {
            self.matches(&format!("{{{}}}{}", name.namespace, name.local))
        } else {
            self.matches(&name.local)
        }
    }
}

/// The selectors of one option, each with a value for the names that it matches.
#[derive(Debug)]
pub(crate) struct Selectors<T>(Vec<(Selector, T)>);

impl<T> Selectors<T> {
    pub(crate) fn new<'a>(
        option: &'static str,
        given: impl IntoIterator<Item = (&'a String, T)>,
    ) -> Self {
        Self(
            given
                .into_iter()
                .map(|(text, value)| (Selector::new(option, text), value))
                .collect(),
        )
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values of all selectors that match `name`, in the order given.
    pub(crate) fn all(&self, name: &str) -> Vec<&T> {
        self.0
            .iter()
            .filter(|(selector, _)| selector.matches(name))
            .map(|(_, value)| value)
            .collect()
    }

    /// The value of the last selector that matches `name`: later selectors override earlier ones.
    pub(crate) fn last(&self, name: &str) -> Option<&T> {
        self.all(name).pop()
    }

    /// Whether any selector matches `name`.
    pub(crate) fn any(&self, name: &str) -> bool {
        !self.all(name).is_empty()
    }

    /// Like [`Self::last`], for selectors that may name the namespace.
    pub(crate) fn last_name(&self, name: &QName) -> Option<&T> {
        self.0
            .iter()
            .filter(|(selector, _)| selector.matches_name(name))
            .map(|(_, value)| value)
            .last()
    }

    /// Whether any selector matches, as `local` or `{namespace}local`.
    pub(crate) fn any_name(&self, name: &QName) -> bool {
        self.last_name(name).is_some()
    }

    /// Reports the selectors that matched nothing.
    pub(crate) fn report_unused(&self, diagnostics: &mut Diagnostics) {
        for (selector, _) in &self.0 {
            if !selector.used.get() {
                let found = diagnostics.error(
                    Code::SelectorUnused,
                    None,
                    format!(
                        "selector `{}` of `{}` matches nothing",
                        selector.text, selector.option
                    ),
                );
                if let Some((_, name)) = &*selector.nearest.borrow() {
                    found.help(format!("did you mean `{name}`?"));
                }
            }
        }
    }
}
