//! A part that comes before it is wanted.

use super::attachment_limits::AttachmentLimits;
use super::byte_stream::{ByteStream, too_long};
use super::multipart::PartHead;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::task::{Context, Poll, ready};

/// The bytes of all parts that are kept.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct KeptBytes {
    memory: usize,
    spooled: u64,
}

/// A part that is read to be kept. It stays when nobody waits for it any more, so that the next one who reads goes on.
pub(super) struct Keeping {
    head: PartHead,
    body: ByteStream,
    memory: Vec<u8>,
    file: Option<File>,
}

impl Keeping {
    pub(super) fn new(head: PartHead, body: ByteStream) -> Self {
        Self {
            head,
            body,
            memory: Vec::new(),
            file: None,
        }
    }

    pub(super) fn content_id(&self) -> &str {
        &self.head.content_id
    }

    /// Reads to the end of the part, into memory or a file.
    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
        limits: &AttachmentLimits,
        held: &mut KeptBytes,
    ) -> Poll<io::Result<()>> {
        while let Some(piece) = ready!(self.body.poll_next(context)) {
            self.keep(&piece?, limits, held)?;
        }
        Poll::Ready(Ok(()))
    }

    /// The part, whose bytes are there.
    pub(super) fn finish(self) -> io::Result<(PartHead, ByteStream)> {
        let body = match self.file {
            None => ByteStream::from(self.memory),
            Some(mut file) => {
                let length = file.stream_position()?;
                file.rewind()?;
                ByteStream::from_reader(file).with_length(length)
            }
        };
        Ok((self.head, body))
    }

    fn keep(
        &mut self,
        piece: &[u8],
        limits: &AttachmentLimits,
        held: &mut KeptBytes,
    ) -> io::Result<()> {
        let kept = held.memory.saturating_add(piece.len());
        if self.file.is_none() && kept <= limits.kept_bytes {
            held.memory = kept;
            self.memory.extend_from_slice(piece);
            return Ok(());
        }
        let Some((most, open)) = &limits.spool else {
            let message = format!(
                "the attachment {:?} comes before it is wanted, and is larger than the {} bytes that are kept in memory",
                self.head.content_id, limits.kept_bytes
            );
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        };
        if self.file.is_none() {
            self.file = Some(open()?);
            held.memory = held.memory.saturating_sub(self.memory.len());
        }
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        for bytes in [&*std::mem::take(&mut self.memory), piece] {
            held.spooled = held.spooled.saturating_add(bytes.len() as u64);
            if held.spooled > *most {
                return Err(too_long(*most));
            }
            file.write_all(bytes)?;
        }
        Ok(())
    }
}
