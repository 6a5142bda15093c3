//! The names of secrets.

use std::sync::Arc;

/// The ends of names that secrets have, in lower case and without `_`, `-` and `.`.
///
/// The generator has the same list, for `Debug` (`codegen/src/options/secrets.rs`); a test of the command compares the two. Neither crate
/// depends on the other.
const ENDS: [&str; 11] = [
    "accesskey",
    "apikey",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "secretkey",
    "sessionid",
    "ticket",
    "token",
];

/// An element of WS-Security that ends as secrets do and holds a user's name, too: what is in it is masked by its own name.
const NO_SECRET: &str = "UsernameToken";

/// Local names of elements and attributes whose values are masked, in any namespace and any case.
///
/// The default is each name that ends in `AccessKey`, `ApiKey`, `Passphrase`, `Passwd`, `Password`, `PrivateKey`, `Secret`, `SecretKey`,
/// `SessionId`, `Ticket` or `Token`, in any case and with `_`, `-` or `.` between words. Clones share the names.
///
/// ```
/// use soap_runtime::xml::SecretNames;
///
/// let names = SecretNames::default().with("Pin");
/// assert!(names.contains("password") && names.contains("Session_Token") && names.contains("pin"));
/// assert!(!names.contains("TokenType"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretNames {
    /// Whether names that end as secrets do are none.
    has_no_ends: bool,
    names: Option<Arc<[&'static str]>>,
}

impl SecretNames {
    /// Makes an empty list.
    pub fn none() -> Self {
        Self {
            has_no_ends: true,
            names: None,
        }
    }

    /// Adds a name.
    pub fn with(mut self, local_name: &'static str) -> Self {
        if !self.has(local_name) {
            let names = self.as_slice().iter().copied();
            self.names = Some(names.chain([local_name]).collect());
        }
        self
    }

    /// The added names only.
    pub(super) fn of_additions(self) -> Self {
        Self {
            has_no_ends: true,
            ..self
        }
    }

    /// Adds the names of another list.
    #[cfg(feature = "client")]
    pub(crate) fn and(mut self, other: &Self) -> Self {
        self.has_no_ends &= other.has_no_ends;
        let names = other.as_slice().iter();
        names.fold(self, |all, name| all.with(name))
    }

    /// Whether values of this local name are masked.
    pub fn contains(&self, local_name: &str) -> bool {
        let ends_so = || ENDS.iter().any(|end| ends(local_name, end));
        self.has(local_name) || (!self.has_no_ends && local_name != NO_SECRET && ends_so())
    }

    /// Whether it is one of the added names.
    pub(crate) fn has(&self, local_name: &str) -> bool {
        let mut names = self.as_slice().iter();
        names.any(|name| name.eq_ignore_ascii_case(local_name))
    }

    /// Whether a text is no more than the name of a secret, like the key of a dictionary. `InvalidToken` is none: it is about one.
    pub(super) fn is_key(&self, text: &str) -> bool {
        let is_end = |end: &&str| ends(text, end) && letters(text).count() == end.len();
        self.has(text) || (!self.has_no_ends && ENDS.iter().any(is_end))
    }

    /// The added names.
    pub fn as_slice(&self) -> &[&'static str] {
        self.names.as_deref().unwrap_or_default()
    }
}

impl std::fmt::Debug for SecretNames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let general: &[&str] = if self.has_no_ends { &[] } else { &ENDS };
        let general = general.iter().map(|end| format!("*{end}"));
        let names = self.as_slice().iter().map(|name| (*name).to_owned());
        f.debug_list().entries(general.chain(names)).finish()
    }
}

/// The letters of a name from its end, in lower case, without what stands between words.
fn letters(name: &str) -> impl Iterator<Item = char> {
    let letters = name.chars().rev();
    letters
        .filter(|letter| !matches!(letter, '_' | '-' | '.'))
        .map(|letter| letter.to_ascii_lowercase())
}

/// Whether a name ends in a word.
fn ends(name: &str, end: &str) -> bool {
    let mut letters = letters(name);
    end.chars()
        .rev()
        .all(|expected| letters.next() == Some(expected))
}
