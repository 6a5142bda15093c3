//! File names that every system allows.

use std::collections::BTreeSet;

/// The longest name without its extension, in bytes.
const LONGEST: usize = 80;
/// Names that Windows does not allow for a file, with any extension.
const RESERVED: &[&str] = &["aux", "con", "nul", "prn"];

/// Keeps letters, digits and `.-_`, which every file system allows. The name is not hidden.
pub(super) fn plain(text: &str) -> String {
    let safe: String = text
        .chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') => c,
            _ => '_',
        })
        .collect();
    safe.trim_matches('.').to_owned()
}

/// A file name for a plain stem, which is added to `taken`. It differs from the names in `taken` by more than case.
pub(super) fn free(stem: &str, extension: &str, taken: &mut BTreeSet<String>) -> String {
    let first = stem.split('.').next().unwrap_or_default();
    let first = first.to_ascii_lowercase();
    let port = first.strip_prefix("com").or(first.strip_prefix("lpt"));
    let is_reserved = RESERVED.contains(&&*first) || port.is_some_and(|port| port.len() == 1);
    let before = if is_reserved { "_" } else { "" };
    let mut stem = format!("{before}{stem}");
    stem.truncate(LONGEST);
    let mut number = 1;
    loop {
        let name = match number {
            1 => format!("{stem}.{extension}"),
            number => format!("{stem}-{number}.{extension}"),
        };
        if taken.insert(name.to_ascii_lowercase()) {
            return name;
        }
        number += 1;
    }
}
