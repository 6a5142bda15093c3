//! Finds and reads files in the folders that the user named.

use super::ReadOptions;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// The most files of one folder whose namespaces are read.
const MAX_LISTED: usize = 2_000;
/// The bytes of a file in which its namespace is looked for.
const HEAD: u64 = 16 << 10;
/// The most bytes in which a schema of a namespace is searched.
const SEARCHED: u64 = 8 << 20;

/// Why a file cannot be read.
#[derive(Debug)]
pub(crate) enum FileError {
    /// It is outside the folders.
    Outside,
    /// It does not exist.
    Missing,
    /// It exists, but cannot be read.
    Unreadable(String),
    /// It is too large.
    TooLarge,
}

/// Reads files in the allowed folders.
pub(crate) struct Files<'o> {
    options: &'o ReadOptions,
    /// Canonical.
    roots: Vec<PathBuf>,
    /// Canonical.
    package: Option<PathBuf>,
    /// The number of bytes read.
    total: u64,
    /// The files of the roots by namespace, in the order of their names. Filled on the first question.
    by_namespace: Option<BTreeMap<String, Vec<PathBuf>>>,
}

impl<'o> Files<'o> {
    pub fn new(options: &'o ReadOptions) -> Self {
        let mut files = Self {
            options,
            roots: Vec::new(),
            package: options
                .package
                .as_deref()
                .and_then(|folder| folder.canonicalize().ok()),
            total: 0,
            by_namespace: None,
        };
        for root in &options.roots {
            files.allow(root);
        }
        files
    }

    /// Allows the files of a folder.
    pub fn allow(&mut self, folder: &Path) {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        if let Ok(folder) = folder.canonicalize()
            && !self.roots.contains(&folder)
        {
            self.roots.push(folder);
        }
    }

    /// Returns the canonical path of `path` if it may be read. Nothing outside the folders is touched.
    pub fn locate(&self, path: &Path) -> Result<PathBuf, FileError> {
        let absolute =
            std::path::absolute(path).map_err(|error| FileError::Unreadable(error.to_string()))?;
        // The folder may be reached by links. `..` counts from the path as written.
        let lexical = normalize(&absolute);
        let base = absolute
            .parent()
            .and_then(|folder| folder.canonicalize().ok());
        let real = match (base, absolute.file_name()) {
            (Some(base), Some(name)) => base.join(name),
            _ => lexical.clone(),
        };
        if !self.admits(&real) && !self.admits(&lexical) {
            return Err(FileError::Outside);
        }
        let canonical = real.canonicalize().map_err(|_| FileError::Missing)?;
        if !self.admits(&canonical) {
            return Err(FileError::Outside);
        }
        if !canonical.is_file() {
            return Err(FileError::Missing);
        }
        Ok(canonical)
    }

    /// Whether a folder is allowed, or below an allowed one, by its name alone: the disk is not read.
    pub fn names_allowed(&self, folder: &Path) -> bool {
        std::path::absolute(folder).is_ok_and(|folder| self.admits(&normalize(&folder)))
    }

    fn admits(&self, path: &Path) -> bool {
        let mut folders = self.roots.iter().chain(&self.package);
        folders.any(|folder| path.starts_with(folder))
    }

    /// Reads a file, within the limits.
    pub fn read(&mut self, path: &Path) -> Result<Vec<u8>, FileError> {
        let unreadable = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => FileError::Missing,
            _ => FileError::Unreadable(error.to_string()),
        };
        let file = fs::File::open(path).map_err(unreadable)?;
        if !file.metadata().map_err(unreadable)?.is_file() {
            return Err(FileError::Unreadable("it is not a file".into()));
        }
        let limit = self
            .options
            .max_file
            .min(self.options.max_total.saturating_sub(self.total));
        let mut bytes = Vec::new();
        file.take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        self.account(bytes.len())?;
        Ok(bytes)
    }

    /// Counts bytes of other sources.
    pub fn account(&mut self, bytes: usize) -> Result<(), FileError> {
        let bytes = bytes as u64;
        self.total = self.total.saturating_add(bytes);
        if bytes > self.options.max_file || self.total > self.options.max_total {
            return Err(FileError::TooLarge);
        }
        Ok(())
    }

    /// Returns the files of the folders whose root element has this target namespace.
    pub fn with_namespace(&mut self, namespace: &str) -> Vec<PathBuf> {
        if self.by_namespace.is_none() {
            self.by_namespace = Some(self.list());
        }
        let found = self
            .by_namespace
            .as_ref()
            .and_then(|map| map.get(namespace));
        found.cloned().unwrap_or_default()
    }

    fn list(&self) -> BTreeMap<String, Vec<PathBuf>> {
        let mut map: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
        for root in &self.roots {
            let Ok(entries) = fs::read_dir(root) else {
                continue;
            };
            let mut paths: Vec<PathBuf> = entries
                .take(MAX_LISTED)
                .filter_map(|entry| Some(entry.ok()?.path()))
                .collect();
            paths.sort();
            for path in paths {
                let extension = path
                    .extension()
                    .and_then(|extension| extension.to_str())
                    .unwrap_or_default();
                if !matches!(
                    extension.to_ascii_lowercase().as_str(),
                    "xsd" | "wsdl" | "xml"
                ) {
                    continue;
                }
                let Ok(path) = self.locate(&path) else {
                    continue;
                };
                if let Some(namespace) = target_namespace(&path) {
                    let list = map.entry(namespace).or_default();
                    if !list.contains(&path) {
                        list.push(path);
                    }
                }
            }
        }
        map
    }
}

/// Reads the target namespace of the root element from the start of the file.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn target_namespace(path: &Path) -> Option<String> {
    let mut head = Vec::new();
    fs::File::open(path)
        .ok()?
        .take(HEAD)
        .read_to_end(&mut head)
        .ok()?;
    let text = match String::from_utf8(head) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(valid);
            String::from_utf8(bytes).ok()?
        }
    };
    let mut rest = text.trim_start_matches('\u{feff}');
    loop {
        rest = rest.get(rest.find('<')?..)?;
        if rest.starts_with("<?") {
            rest = rest.get(rest.find("?>")?..)?;
        } else if rest.starts_with("<!--") {
            rest = rest.get(rest.find("-->")?..)?;
        } else if rest.starts_with("<!") {
            rest = rest.get(rest.find('>')?..)?;
        } else {
            break;
        }
    }
    let tag = rest.get(..rest.find('>')?)?;
    let name = tag.split([' ', '\t', '\r', '\n', '>', '/']).next()?;
    let local = name.trim_start_matches('<').rsplit(':').next()?;
    if !matches!(local, "schema" | "definitions") {
        return None;
    }
    attribute(tag)
}

/// Whether a file has a schema of this target namespace: it is one, or a WSDL document with it.
pub fn has_schema(path: &Path, namespace: &str) -> bool {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(SEARCHED).read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes);
    let is_wanted = |tag: &str| {
        let name = tag.split([' ', '\t', '\r', '\n', '>', '/']).next();
        let local = name.and_then(|name| name.rsplit(':').next());
        local == Some("schema") && attribute(tag).as_deref() == Some(namespace)
    };
    let mut tags = text
        .split('<')
        .map(|tag| tag.split('>').next().unwrap_or(tag));
    read.is_ok() && tags.any(is_wanted)
}

/// The target namespace that a start tag says.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn attribute(tag: &str) -> Option<String> {
    let after = tag.get(tag.find("targetNamespace")? + "targetNamespace".len()..)?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = value.get(1..)?.split(quote).next()?;
    Some(value.trim().replace("&amp;", "&"))
}

/// Turns `a/../b` into `b` without reading the disk.
pub(crate) fn normalize(path: &Path) -> PathBuf {
    let mut parts: Vec<Component<'_>> = Vec::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => match parts.last() {
                Some(Component::Normal(_)) => {
                    parts.pop();
                }
                Some(Component::RootDir | Component::Prefix(_)) => {}
                _ => parts.push(part),
            },
            other => parts.push(other),
        }
    }
    parts.iter().collect()
}
