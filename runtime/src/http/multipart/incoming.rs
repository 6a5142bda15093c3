//! The parts of a package, one after the other, while it arrives.

use super::head::{Decoder, PartHead, end_of_head};
use super::{NO_EMPTY_LINE, NO_END};
use crate::http::byte_stream::ByteStream;
use bytes::{Bytes, BytesMut};
use memchr::memmem::Finder;
use std::io;
use std::task::{Context, Poll, ready};

/// The most bytes of the header fields of a part.
const HEAD: usize = 16 << 10;
/// The most white space after a boundary.
const PADDING: usize = 1 << 10;

/// Reads a package that arrives in pieces. Only a piece is in memory at once.
pub(crate) struct PartReader {
    stream: ByteStream,
    /// Whether the stream has ended.
    arrived: bool,
    /// The bytes that were not looked at yet.
    unread: Bytes,
    /// The bytes after those: part of the same piece.
    later: Bytes,
    finder: Finder<'static>,
    place: PartPosition,
    /// Whether the unread bytes begin a line.
    begins_line: bool,
    decoder: Option<Decoder>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PartPosition {
    /// Before the first part, or in one whose rest nobody wants.
    Skipped,
    /// After a boundary.
    Head,
    Body,
    End,
}

/// The start of the unread bytes.
enum Lookahead {
    /// This many bytes of the part, and perhaps more of it after them.
    Data(usize),
    /// The last bytes of the part, and then the boundary: where the former end, and where the latter ends.
    Boundary { end: usize, after: usize },
    /// The last boundary.
    Last { end: usize, after: usize },
    /// It cannot be said before there is more.
    Unknown,
}

fn malformed(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Malformed(reason))
}

/// The reason why a package is none.
#[derive(Debug)]
pub(crate) struct Malformed(pub(crate) &'static str);

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Malformed {}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
impl PartReader {
    pub(crate) fn new(stream: ByteStream, boundary: &str) -> Self {
        let delimiter = format!("--{boundary}");
        Self {
            stream,
            arrived: false,
            unread: Bytes::new(),
            later: Bytes::new(),
            finder: Finder::new(delimiter.as_bytes()).into_owned(),
            place: PartPosition::Skipped,
            begins_line: true,
            decoder: None,
        }
    }

    /// Skips bytes up to the head of the next part, or the end; `None` at that. Returns how many, as they are decoded.
    pub(crate) fn poll_skipped(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<Option<usize>>> {
        if matches!(self.place, PartPosition::Head | PartPosition::End) {
            return Poll::Ready(Ok(None));
        }
        self.place = PartPosition::Skipped;
        let Some(data) = ready!(self.poll_raw(context)?) else {
            return Poll::Ready(Ok(None));
        };
        let decoded = self.decoder.as_mut().map(|it| it.push(&data));
        Poll::Ready(Ok(Some(match decoded {
            None => data.len(),
            Some(Ok(decoded)) => decoded.len(),
            // Nobody wants these bytes.
            Some(Err(_)) => {
                self.decoder = None;
                data.len()
            }
        })))
    }

    /// The head of the next part, where the rest of the part before it was skipped; `None` after the last one.
    pub(crate) fn poll_part(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<Option<PartHead>>> {
        if self.place != PartPosition::Head {
            return Poll::Ready(Ok(None));
        }
        let head = ready!(self.poll_head(context));
        if head.is_err() {
            self.place = PartPosition::End;
        }
        Poll::Ready(head.map(Some))
    }

    /// The next bytes of the part; `None` at its end.
    pub(crate) fn poll_data(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        if self.place != PartPosition::Body {
            return Poll::Ready(None);
        }
        let data = ready!(self.poll_raw(context));
        let decoded = data.and_then(|data| match (&mut self.decoder, data) {
            (None, data) => Ok(data),
            (Some(decoder), Some(data)) => decoder.push(&data).map(Some).map_err(malformed),
            (Some(decoder), None) => decoder.end().map(|()| None).map_err(malformed),
        });
        if decoded.is_err() {
            self.place = PartPosition::End;
        }
        Poll::Ready(decoded.transpose())
    }

    /// Skips bytes after the last part, which mean nothing (RFC 2046, section 5.1.1), so that the connection can be used again; `None` at
    /// the end. Returns how many.
    pub(crate) fn poll_epilogue(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<Option<usize>>> {
        let rest = self.unread.len() + self.later.len();
        (self.unread, self.later) = (Bytes::new(), Bytes::new());
        if rest > 0 {
            return Poll::Ready(Ok(Some(rest)));
        }
        if self.arrived {
            return Poll::Ready(Ok(None));
        }
        let piece = ready!(self.stream.poll_next(context)).transpose();
        self.arrived = !matches!(piece, Ok(Some(_)));
        Poll::Ready(piece.map(|piece| piece.map(|piece| piece.len())))
    }

    fn poll_head(&mut self, context: &mut Context<'_>) -> Poll<io::Result<PartHead>> {
        loop {
            if let Some((end, start)) = end_of_head(&self.unread) {
                let head = self.unread.split_to(start);
                let head = head.get(..end).unwrap_or_default();
                let mut lines = head.split(|byte| *byte == b'\n');
                if lines.any(|line| self.is_boundary(line)) {
                    return Poll::Ready(Err(malformed(NO_EMPTY_LINE)));
                }
                let head = PartHead::parse(head).map_err(malformed)?;
                self.decoder = head.is_base64.then(Decoder::default);
                (self.place, self.begins_line) = (PartPosition::Body, true);
                return Poll::Ready(Ok(head));
            }
            if self.unread.len() > HEAD {
                let reason = "the headers of a part are longer than 16384 bytes";
                return Poll::Ready(Err(malformed(reason)));
            }
            if !ready!(self.poll_more(context))? {
                return Poll::Ready(Err(malformed(match self.unread.is_empty() {
                    true => NO_END,
                    false => NO_EMPTY_LINE,
                })));
            }
        }
    }

    /// Whether a line of a head is a boundary. One with other text behind it only has the same start.
    fn is_boundary(&self, line: &[u8]) -> bool {
        let rest = line.strip_prefix(self.finder.needle());
        rest.is_some_and(|rest| {
            let is_blank = rest.len() <= PADDING && rest.iter().all(u8::is_ascii_whitespace);
            is_blank || rest.starts_with(b"--")
        })
    }

    /// The next bytes up to the boundary, as they were sent; `None` at that.
    fn poll_raw(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Option<Bytes>>> {
        loop {
            match self.next() {
                Lookahead::Data(length) => {
                    let data = self.unread.split_to(length);
                    self.begins_line = false;
                    return Poll::Ready(Ok(Some(data)));
                }
                Lookahead::Boundary { end: 0, after } => {
                    let _ = self.unread.split_to(after);
                    self.place = PartPosition::Head;
                    return Poll::Ready(Ok(None));
                }
                Lookahead::Last { end: 0, after } => {
                    let _ = self.unread.split_to(after);
                    self.place = PartPosition::End;
                    return Poll::Ready(Ok(None));
                }
                Lookahead::Boundary { end, .. } | Lookahead::Last { end, .. } => {
                    let data = self.unread.split_to(end);
                    // The line break that belongs to the boundary is still there.
                    self.begins_line = false;
                    return Poll::Ready(Ok(Some(data)));
                }
                Lookahead::Unknown => match ready!(self.poll_more(context)) {
                    Ok(true) => {}
                    Ok(false) => {
                        self.place = PartPosition::End;
                        return Poll::Ready(Err(malformed(NO_END)));
                    }
                    Err(error) => {
                        self.place = PartPosition::End;
                        return Poll::Ready(Err(error));
                    }
                },
            }
        }
    }

    /// Looks for the next boundary.
    fn next(&self) -> Lookahead {
        let bytes = &*self.unread;
        let delimiter = self.finder.needle();
        let mut from = 0;
        while let Some(at) = self.finder.find(bytes.get(from..).unwrap_or_default()) {
            let (at, after) = (from + at, from + at + delimiter.len());
            from = after;
            let end = match bytes.get(..at).unwrap_or_default() {
                [] if self.begins_line => 0,
                [.., b'\r', b'\n'] => at - 2,
                [.., b'\n'] => at - 1,
                _ => continue,
            };
            let rest = bytes.get(after..).unwrap_or_default();
            if rest.starts_with(b"--") {
                let after = after + 2;
                return Lookahead::Last { end, after };
            }
            // White space may follow before the end of the line. Any other text makes it a longer boundary with the same start.
            let line_end = memchr::memchr(b'\n', rest);
            let line = rest.get(..line_end.unwrap_or(rest.len()));
            let line = line.unwrap_or_default();
            let is_blank = line.iter().all(u8::is_ascii_whitespace) && line.len() <= PADDING;
            match line_end {
                Some(line_end) if is_blank => {
                    let after = after + line_end + 1;
                    return Lookahead::Boundary { end, after };
                }
                None if is_blank || rest == b"-" => {
                    return match (self.is_whole(), end) {
                        // Bytes before it can be used.
                        (_, 1..) => Lookahead::Data(end),
                        (true, _) if is_blank => Lookahead::Boundary {
                            end,
                            after: bytes.len(),
                        },
                        _ => Lookahead::Unknown,
                    };
                }
                _ => {}
            }
        }
        // The last bytes may be the first ones of a boundary.
        let longest = delimiter.len() + 2;
        let start = from.max(bytes.len().saturating_sub(longest - 1));
        let unsure = (start..bytes.len()).find(|&start| {
            let tail = bytes.get(start..).unwrap_or_default();
            let line = match tail {
                [b'\r', b'\n', line @ ..] | [b'\n', line @ ..] => line,
                [b'\r'] => &[],
                _ if start == 0 && self.begins_line => tail,
                _ => return false,
            };
            delimiter.starts_with(line)
        });
        match unsure.unwrap_or(bytes.len()) {
            0 => Lookahead::Unknown,
            length => Lookahead::Data(length),
        }
    }

    fn is_whole(&self) -> bool {
        self.arrived && self.later.is_empty()
    }

    /// Adds to the unread bytes. `false` if there are no more.
    fn poll_more(&mut self, context: &mut Context<'_>) -> Poll<io::Result<bool>> {
        if self.later.is_empty() {
            if self.arrived {
                return Poll::Ready(Ok(false));
            }
            match ready!(self.stream.poll_next(context)) {
                Some(piece) => self.later = piece?,
                None => {
                    self.arrived = true;
                    return Poll::Ready(Ok(!self.unread.is_empty()));
                }
            }
        }
        if self.unread.is_empty() {
            self.unread = std::mem::take(&mut self.later);
            return Poll::Ready(Ok(true));
        }
        // So many that what was unread is decided; the rest of the piece is not copied.
        let few = self.finder.needle().len().max(256).min(self.later.len());
        let mut joined = BytesMut::with_capacity(self.unread.len() + few);
        joined.extend_from_slice(&self.unread);
        joined.extend_from_slice(&self.later.split_to(few));
        self.unread = joined.freeze();
        Poll::Ready(Ok(true))
    }
}
