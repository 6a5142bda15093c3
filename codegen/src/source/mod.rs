//! Reads files: the user's, and those that they import.
//!
//! The network is never used. A location is looked for in this order: in the user's map; by the user's [`Resolver`]; in
//! the lock of fetched documents ([`LOCK`]) in the folder of the importing document; as a file beside the importing
//! document or below the folders for imports; by namespace among the files of the folders that the user named; in the
//! built-in catalog.

pub(crate) mod catalog;
pub(crate) mod decode;
pub(crate) mod files;
pub(crate) mod lock;
mod sources;

pub use catalog::NAMESPACES as CATALOG;
pub use lock::{LOCK, Lock, Locked};
pub use sources::Sources;

use std::path::PathBuf;
use std::sync::Arc;

/// A WSDL document or schema that the user names.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file. Imports may be read from its folder.
    Path(PathBuf),
    /// A text.
    Text {
        /// Its name in messages. Imports of other texts find it by this name.
        name: String,
        /// The text.
        text: String,
    },
}

/// Finds documents outside the folders that the user named.
pub trait Resolver: Send + Sync {
    /// Returns the document for an import, or `None` if this resolver does not know it. `base` is the name of the
    /// importing document.
    fn resolve(&self, location: Option<&str>, namespace: &str, base: &str) -> Option<Resolved>;
}

/// A document from a [`Resolver`].
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Its name in messages. Two answers with one name are the same document.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The ways to documents.
#[derive(Clone)]
pub struct ReadOptions {
    /// Folders for imported files, besides those of the inputs. A relative location that does not exist beside the
    /// importing document is also looked for below these.
    pub roots: Vec<PathBuf>,
    /// A folder from which imported files may be read, but which is not searched: the package of a build script.
    pub package: Option<PathBuf>,
    /// Files by URL, start of a URL ending in `/` (then a folder), or namespace.
    pub map: Vec<(String, PathBuf)>,
    /// The resolver, which is asked before the folders.
    pub resolver: Option<Arc<dyn Resolver>>,
    /// Whether components that differ between inputs are both kept. Otherwise they are an error.
    pub side_by_side: bool,
    /// rpc wrappers whose binding names no namespace are in the target namespace.
    pub rpc_target_namespace: bool,
    /// The most bytes of one document.
    pub max_file: u64,
    /// The most bytes of all documents.
    pub max_total: u64,
    /// The most documents.
    pub max_files: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            roots: Vec::new(),
            package: None,
            map: Vec::new(),
            resolver: None,
            side_by_side: false,
            rpc_target_namespace: false,
            max_file: 64 << 20,
            max_total: 256 << 20,
            max_files: 5_000,
        }
    }
}
