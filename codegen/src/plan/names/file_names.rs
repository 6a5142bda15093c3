//! Names of modules that are names of files, too.

use super::scope::NameScope;
use std::collections::BTreeSet;

/// Bytes of the longest name: a file name has 255 on most systems, a path 260 characters on some.
const LONGEST: usize = 80;
/// Names that a file cannot have on Windows, whatever follows the first dot.
const RESERVED: &[&str] = &["aux", "con", "nul", "prn"];

/// The names of one folder, which differ by more than case.
#[derive(Default)]
pub(super) struct FileNames {
    scope: NameScope,
    folded: BTreeSet<String>,
}

impl FileNames {
    /// Takes exactly this name.
    pub(super) fn reserve(&mut self, name: &str) {
        self.scope.reserve(name);
        self.folded.insert(folded(name));
    }

    /// Takes `wanted`, or what is like it and may be the name of a file.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let plain = wanted.trim_start_matches("r#");
        let safe = if is_reserved(plain) {
            format!("{plain}_module")
        } else if plain.len() > LONGEST {
            shortened(plain)
        } else {
            wanted.to_owned()
        };
        loop {
            let name = self.scope.take(&safe, &[]);
            // A number makes a port of `com`.
            if !is_reserved(&name) && self.folded.insert(folded(&name)) {
                return name;
            }
        }
    }
}

/// Whether Windows has a device of this name.
fn is_reserved(name: &str) -> bool {
    let port = name.strip_prefix("com").or(name.strip_prefix("lpt"));
    let is_port = port.is_some_and(|port| port.len() == 1 && port != "0");
    RESERVED.contains(&name) || is_port
}

/// A name without case. `ß` is `SS` in capital letters, and so it is to file systems.
fn folded(name: &str) -> String {
    let name = name.trim_start_matches("r#");
    name.to_uppercase().to_lowercase()
}

/// The start of a name, and a number that tells it from others of the same start.
fn shortened(name: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in name.bytes() {
        // FNV-1a.
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut end = LONGEST - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    let start = name.get(..end).unwrap_or_default();
    format!("{}_{:08x}", start.trim_end_matches('_'), hash as u32)
}

#[cfg(test)]
mod tests {
    use super::FileNames;

    #[test]
    fn names_are_those_of_files_everywhere() {
        let mut names = FileNames::default();
        for (wanted, name) in [
            ("aux", "aux_module"),
            ("con", "con_module"),
            ("com1", "com1_module"),
            ("lpt9", "lpt9_module"),
            ("com10", "com10"),
            ("console", "console"),
            ("r#type", "r#type"),
            ("Type", "Type2"),
            ("orders", "orders"),
            ("Orders", "Orders2"),
            ("com", "com"),
            ("com", "com11"),
            ("straße", "straße"),
            ("strasse", "strasse2"),
        ] {
            assert_eq!(names.take(wanted), name, "{wanted}");
        }
        let long = "\u{e4}".repeat(300);
        let first = names.take(&long);
        let second = names.take(&format!("{long}b"));
        assert!(first.len() <= 80 && second.len() <= 80, "{first} {second}");
        assert_ne!(first, second);
    }
}
