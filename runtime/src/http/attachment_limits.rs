//! Limits of parts that are read as streams.

use std::fmt;
use std::fs::File;
use std::io;
use std::sync::Arc;

/// Gives files for parts that are too large for memory.
pub(super) type Spool = Arc<dyn Fn() -> io::Result<File> + Send + Sync>;

/// Limits of parts that are read as streams.
///
/// ```
/// use soap_runtime::AttachmentLimits;
/// let limits = AttachmentLimits::new().with_part_bytes(4 << 30).with_parts(10);
/// # let _ = limits;
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct AttachmentLimits {
    /// The most parts beside the message: 1000.
    pub parts: usize,
    /// The most bytes of one part, read or skipped. Unlimited, because they are not held.
    pub part_bytes: u64,
    /// The most bytes of all parts, and of the text before the first and after the last one. Unlimited, too.
    pub total_bytes: u64,
    /// The most bytes of parts that are kept in memory, because they come before the message, or before a part that was asked for by
    /// its Content-ID: 1 MiB.
    pub kept_bytes: usize,
    pub(super) spool: Option<(u64, Spool)>,
}

impl Default for AttachmentLimits {
    fn default() -> Self {
        Self {
            parts: 1000,
            part_bytes: u64::MAX,
            total_bytes: u64::MAX,
            kept_bytes: 1 << 20,
            spool: None,
        }
    }
}

impl AttachmentLimits {
    /// The default limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`AttachmentLimits::parts`].
    #[must_use]
    pub fn with_parts(mut self, parts: usize) -> Self {
        self.parts = parts;
        self
    }

    /// Sets [`AttachmentLimits::part_bytes`].
    #[must_use]
    pub fn with_part_bytes(mut self, bytes: u64) -> Self {
        self.part_bytes = bytes;
        self
    }

    /// Sets [`AttachmentLimits::total_bytes`].
    #[must_use]
    pub fn with_total_bytes(mut self, bytes: u64) -> Self {
        self.total_bytes = bytes;
        self
    }

    /// Sets [`AttachmentLimits::kept_bytes`].
    #[must_use]
    pub fn with_kept_bytes(mut self, bytes: usize) -> Self {
        self.kept_bytes = bytes;
        self
    }

    /// Keeps what is more than [`AttachmentLimits::kept_bytes`] in files that `open` gives, empty and to be read and written: at most so many
    /// bytes in all of them. Without it, such a part is an error. Who opens a file also says when it is deleted.
    ///
    /// ```
    /// # fn open_temporary_file() -> std::io::Result<std::fs::File> { Err(std::io::ErrorKind::Unsupported.into()) }
    /// use soap_runtime::AttachmentLimits;
    /// // `tempfile::tempfile` of the crate of that name, say.
    /// let limits = AttachmentLimits::new().with_spool(10 << 30, open_temporary_file);
    /// # let _ = limits;
    /// ```
    #[must_use]
    pub fn with_spool(
        mut self,
        most_bytes: u64,
        open: impl Fn() -> io::Result<File> + Send + Sync + 'static,
    ) -> Self {
        self.spool = Some((most_bytes, Arc::new(open)));
        self
    }
}

impl fmt::Debug for AttachmentLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttachmentLimits")
            .field("parts", &self.parts)
            .field("part_bytes", &self.part_bytes)
            .field("total_bytes", &self.total_bytes)
            .field("kept_bytes", &self.kept_bytes)
            .field("spool", &self.spool.as_ref().map(|(most, _)| most))
            .finish()
    }
}
