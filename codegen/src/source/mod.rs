//! Everything that touches files: what the user named, and what those documents import.
//!
//! The network is never asked. A location is looked for in the user's map, by the user's [`Resolver`], in the lock of fetched
//! documents ([`LOCK`]) in the folder of the document that imports it, as a file next to the
//! document that imports it or below the folders named for imports, by namespace among the files of the folders that the user named, and in the built-in
//! catalog, in this order.

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

/// What the user names: a WSDL document or a schema.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file. Its folder may be read for what it imports.
    Path(PathBuf),
    /// A text.
    Text {
        /// How it is called in messages; imports of other texts by this name find it.
        name: String,
        /// The text.
        text: String,
    },
}

/// Gives documents that are not in the folders that the user named.
pub trait Resolver: Send + Sync {
    /// The document for an import, `None` if this resolver does not know it. `base` is the name of the importing document.
    fn resolve(&self, location: Option<&str>, namespace: &str, base: &str) -> Option<Resolved>;
}

/// What a [`Resolver`] gives.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// How the document is called in messages; two answers of one name are the same document.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// How documents are found.
#[derive(Clone)]
pub struct ReadOptions {
    /// Folders in which imported files may lie, besides those of the inputs. A relative location that is not there next to
    /// the importing document is also looked for below these.
    pub roots: Vec<PathBuf>,
    /// A folder from which imported files may be read, but in which nothing is looked for: the package of a build script.
    pub package: Option<PathBuf>,
    /// A URL, the start of a URL ending in `/`, or a namespace, to a file (to a folder for the start of a URL).
    pub map: Vec<(String, PathBuf)>,
    /// Asked before the folders.
    pub resolver: Option<Arc<dyn Resolver>>,
    /// Components that differ between inputs live side by side, where it would be an error otherwise.
    pub side_by_side: bool,
    /// rpc wrappers whose binding names no namespace are in the target namespace.
    pub rpc_target_namespace: bool,
    /// Greatest size of one document, in bytes.
    pub max_file: u64,
    /// Greatest size of all documents, in bytes.
    pub max_total: u64,
    /// Greatest number of documents.
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
