//! The folder of fetched documents, with its lock.

use super::file_names;
use super::resolver::Found;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use wsdl_codegen::internal::replace_files;
use wsdl_codegen::internal::{LOCK, Lock, Locked};

/// The documents of a folder.
#[derive(Default)]
pub(super) struct Folder {
    pub(super) lock: Lock,
    /// The contents by file; empty for a file that only the lock names.
    bytes: BTreeMap<String, Vec<u8>>,
}

/// Documents that go beside those of a folder.
pub(crate) struct Beside {
    /// The contents by file.
    pub(crate) documents: BTreeMap<String, Vec<u8>>,
    /// The files that the user named.
    pub(crate) named: Vec<String>,
    /// The lock of these documents and those of the folder.
    pub(crate) lock: String,
}

/// The change of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileChange {
    Same,
    New,
    Changed,
    /// The service has the fetched document, but the file differs from it.
    Edited,
    Gone,
}

impl fmt::Display for FileChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Same => "same",
            Self::New => "new",
            Self::Changed => "changed",
            Self::Edited => "edited here",
            Self::Gone => "gone",
        })
    }
}

impl Folder {
    /// Reads the documents that the lock of a folder names; none without a lock.
    pub(super) fn read(folder: &Path) -> Result<Self, String> {
        let path = folder.join(LOCK);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
        };
        let lock = Lock::parse(&text)
            .map_err(|line| format!("{}:{line}: this is no line of a lock", path.display()))?;
        Ok(Self {
            lock,
            bytes: BTreeMap::new(),
        })
    }

    /// The fetched documents. A URL that the old lock names keeps its file name.
    pub(super) fn new(found: Found, old: &Self) -> Self {
        let known: BTreeMap<&str, &String> = old
            .lock
            .documents
            .iter()
            .map(|(file, document)| (&*document.url, file))
            .collect();
        let mut taken: BTreeSet<String> = known
            .values()
            .map(|file| file.to_ascii_lowercase())
            .chain([LOCK.to_owned()])
            .collect();
        let files: Vec<String> = found
            .documents
            .iter()
            .map(|document| match known.get(&*document.url) {
                Some(file) => (*file).clone(),
                None => file_names::file(&document.url, &document.bytes, &mut taken),
            })
            .collect();
        let name = |index: usize| files.get(index).cloned();
        let mut new = Self::default();
        new.lock.imports = found
            .imports
            .iter()
            // The lock consists of lines, so a location with a line break is left out. No server has one. Without a
            // location the namespace says which document is meant.
            .filter(|(_, _, location)| !location.is_empty() && !location.contains(['\n', '\r']))
            .filter_map(|(from, to, location)| Some(((name(*from)?, location.clone()), name(*to)?)))
            .collect();
        for (document, file) in found.documents.into_iter().zip(files) {
            let locked = Locked {
                url: document.url,
                hash: hash(&document.bytes),
                named: document.named,
            };
            new.lock.documents.insert(file.clone(), locked);
            new.bytes.insert(file, document.bytes);
        }
        new
    }

    /// The URLs that the user named.
    pub(super) fn named(&self) -> Vec<String> {
        let documents = self.lock.documents.values();
        let named = documents.filter(|document| document.named);
        named.map(|document| document.url.clone()).collect()
    }

    /// The documents beside those of an older lock, which stay.
    pub(super) fn beside(mut self, old: &Self) -> Beside {
        let documents = &mut self.lock.documents;
        let named = documents.iter().filter(|(_, document)| document.named);
        let named = named.map(|(file, _)| file.clone()).collect();
        for (file, document) in &old.lock.documents {
            let new = documents.entry(file.clone());
            new.or_insert_with(|| document.clone()).named |= document.named;
        }
        for (key @ (from, _), to) in &old.lock.imports {
            if !self.bytes.contains_key(from) {
                self.lock.imports.insert(key.clone(), to.clone());
            }
        }
        Beside {
            documents: self.bytes,
            named,
            lock: self.lock.to_string(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.lock.documents.len()
    }

    /// The changes since the lock was written, by file name.
    pub(super) fn changes(&self, old: &Self, folder: &Path) -> Vec<(String, FileChange)> {
        let (was, is) = (&old.lock.documents, &self.lock.documents);
        let files: BTreeSet<&String> = is.keys().chain(was.keys()).collect();
        let state = |file: &String| match (was.get(file), is.get(file)) {
            (None, _) => FileChange::New,
            (_, None) => FileChange::Gone,
            (Some(was), Some(is)) if was.hash != is.hash => FileChange::Changed,
            (Some(_), Some(_)) => match fs::read(folder.join(file)) {
                Ok(bytes) if self.bytes.get(file) == Some(&bytes) => FileChange::Same,
                _ => FileChange::Edited,
            },
        };
        files
            .into_iter()
            .map(|file| (file.clone(), state(file)))
            .collect()
    }

    /// Writes the documents and the lock, and removes documents that only the old lock names. Equal files are not written.
    pub(super) fn write(&self, old: &Self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let lock = self.lock.to_string();
        let mut files: Vec<(PathBuf, &[u8])> = self
            .bytes
            .iter()
            .map(|(file, bytes)| (PathBuf::from(file), &**bytes))
            .collect();
        // The lock is written last: it must not name files that are missing.
        files.push((PathBuf::from(LOCK), lock.as_bytes()));
        replace_files(&files, folder, |name, _| {
            let name = name.to_str().unwrap_or_default();
            name == LOCK || old.lock.documents.contains_key(name)
        })?;
        for file in old.lock.documents.keys() {
            if !self.lock.documents.contains_key(file) {
                fs::remove_file(folder.join(file)).or_else(|error| match error.kind() {
                    io::ErrorKind::NotFound => Ok(()),
                    _ => Err(error),
                })?;
            }
        }
        Ok(())
    }
}

fn hash(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
