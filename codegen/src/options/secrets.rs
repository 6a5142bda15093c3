//! The names of secrets: those that a user selects, and those that say so.

use super::glob;

/// The ends of names that secrets have, in lower case and without `_`, `-` and `.`.
///
/// The runtime has the same list, for what it masks in messages (`runtime/src/redact/names.rs`); a test of the command compares the two.
pub const SECRET_ENDS: [&str; 11] = [
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

/// Whether a local name ends as the names of secrets do.
pub(crate) fn ends_as_secret(local: &str) -> bool {
    let letters = local
        .chars()
        .filter(|letter| !matches!(letter, '_' | '-' | '.'));
    let name: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    SECRET_ENDS.iter().any(|end| name.ends_with(end))
}

/// Whether an element of this local name is a secret, where its owner is not known: the last part of a selector decides.
pub(crate) fn may_be_secret(selectors: &[String], local: &str) -> bool {
    let last = |selector: &String| {
        let name = selector.rsplit(['}', '.']).next();
        glob::matches(name.unwrap_or_default(), local)
    };
    ends_as_secret(local) || selectors.iter().any(last)
}
