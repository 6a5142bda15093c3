//! The lock of a folder of fetched documents. It says which file each import of a document refers to.
//!
//! `wsdl-codegen fetch` writes it. A line is one of
//!
//! ```text
//! named HASH FILE URL         a document that the user named, its SHA-256
//! found HASH FILE URL         one that another document imports
//! import FILE TARGET LOCATION the document that FILE means by LOCATION, as it is written there
//! ```
//!
//! One blank separates fields. Lines that begin with `#` are comments. The files are beside the lock.

use std::collections::BTreeMap;
use std::fmt;

/// Name of the file.
pub const LOCK: &str = "wsdl.lock";

/// The contents of a lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The documents, by file.
    pub documents: BTreeMap<String, Locked>,
    /// The imported files, by the importing file and the location in it.
    pub imports: BTreeMap<(String, String), String>,
}

/// A fetched document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The requested URL.
    pub url: String,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub hash: String,
    /// Whether the user named it.
    pub named: bool,
}

impl Lock {
    /// Reads the text of a lock.
    ///
    /// # Errors
    /// The number of the first line that is not valid, or that names a file outside the folder.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut lock = Self::default();
        for (index, line) in text.lines().enumerate() {
            let mut fields = line.splitn(4, ' ');
            let mut next = || fields.next().unwrap_or_default();
            let (kind, first, second, rest) = (next(), next(), next(), next());
            match kind {
                "import" if is_plain(first) && is_plain(second) && !rest.is_empty() => {
                    let key = (first.to_owned(), rest.to_owned());
                    lock.imports.insert(key, second.to_owned());
                }
                "named" | "found" if is_plain(second) && !rest.is_empty() => {
                    let document = Locked {
                        url: rest.to_owned(),
                        hash: first.to_owned(),
                        named: kind == "named",
                    };
                    lock.documents.insert(second.to_owned(), document);
                }
                "" => {}
                kind if kind.starts_with('#') => {}
                _ => return Err(index + 1),
            }
        }
        Ok(lock)
    }

    /// Returns the file that `location` in `file` refers to.
    pub fn target(&self, file: &str, location: &str) -> Option<&str> {
        let key = (file.to_owned(), location.to_owned());
        self.imports.get(&key).map(String::as_str)
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("# Written by `wsdl-codegen fetch`: documents, where they came from, and what their imports mean.\n")?;
        for (file, Locked { url, hash, named }) in &self.documents {
            let kind = if *named { "named" } else { "found" };
            writeln!(f, "{kind} {hash} {file} {url}")?;
        }
        for ((from, location), to) in &self.imports {
            writeln!(f, "import {from} {to} {location}")?;
        }
        Ok(())
    }
}

/// Whether a name is that of a file beside the lock. No other name is allowed.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name != LOCK
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::Lock;

    #[test]
    fn imports_are_found() {
        let lock = Lock::parse(
            "# a remark\nnamed 00 a.wsdl http://h/a?wsdl\nfound 00 b.xsd http://h/a?xsd=b\n\nimport a.wsdl b.xsd ?xsd=b c\n",
        )
        .expect("a lock");
        assert_eq!(lock.target("a.wsdl", "?xsd=b c"), Some("b.xsd"));
        assert!(lock.target("b.xsd", "?xsd=b c").is_none());
        assert_eq!(Lock::parse(&lock.to_string()), Ok(lock));
    }

    #[test]
    fn nothing_outside_the_folder_is_named() {
        for target in [
            "../b.xsd",
            "/etc/passwd",
            "a/b.xsd",
            "a\\b.xsd",
            "..",
            ".b",
            "C:b",
            "",
        ] {
            let text = format!("# 1\nimport a.wsdl {target} b.xsd\n");
            assert_eq!(Lock::parse(&text).err(), Some(2), "{target}");
        }
        for line in [
            "import a.wsdl b.xsd",
            "import a.wsdl b.xsd ",
            "other a b c",
            "named 00 ../a http://h/",
        ] {
            assert_eq!(Lock::parse(line).err(), Some(1), "{line}");
        }
    }
}
