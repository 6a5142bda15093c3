//! Content-Encoding: compressed bodies.

use super::sniff::{BodyKind, sniff};
use bytes::Bytes;
use http::{HeaderMap, header};

/// Why a body cannot be decoded.
pub(crate) enum ContentCodingError {
    /// The coding is unknown, or the body does not match it.
    Unreadable(String),
    /// The decoded body would be larger than this many bytes.
    #[cfg(feature = "gzip")]
    TooLarge(usize),
}

/// The codings of a body, in the order in which they were applied.
fn codings(headers: &HeaderMap) -> Vec<String> {
    let mut codings: Vec<String> = Vec::new();
    for value in headers.get_all(header::CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes());
        codings.extend(
            value
                .split(',')
                .map(|coding| coding.trim().to_ascii_lowercase())
                .filter(|coding| !coding.is_empty() && coding != "identity"),
        );
    }
    codings
}

/// Undoes the content codings of a body.
pub(crate) fn decode(
    headers: &HeaderMap,
    body: Bytes,
    limit: usize,
) -> Result<Bytes, ContentCodingError> {
    let codings = codings(headers);
    let mut body = body;
    // An HTTP library that decompresses by itself may leave the header in place. The body is XML then.
    if codings.is_empty() || matches!(sniff(&body), BodyKind::Envelope | BodyKind::Xml) {
        return Ok(body);
    }
    // The last coding was applied last. A proxy may add a second one; more are an attack.
    if codings.len() > 2 {
        return Err(ContentCodingError::Unreadable(codings.join(", ")));
    }
    for coding in codings.into_iter().rev() {
        if body.is_empty() {
            break;
        }
        body = one(coding, &body, limit)?;
    }
    Ok(body)
}

#[cfg(feature = "gzip")]
fn one(coding: String, body: &[u8], limit: usize) -> Result<Bytes, ContentCodingError> {
    use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
    use std::io::Read;

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn inflate(reader: impl Read, limit: usize) -> std::io::Result<Option<Bytes>> {
        let mut out = Vec::new();
        reader.take(limit as u64 + 1).read_to_end(&mut out)?;
        Ok((out.len() <= limit).then(|| out.into()))
    }

    let zlib = is_zlib(body);
    let inflated = match coding.as_str() {
        "gzip" | "x-gzip" => inflate(MultiGzDecoder::new(body), limit),
        "deflate" if zlib => inflate(ZlibDecoder::new(body), limit),
        "deflate" => inflate(DeflateDecoder::new(body), limit),
        _ => return Err(ContentCodingError::Unreadable(coding)),
    };
    match inflated {
        Ok(Some(body)) => Ok(body),
        Ok(None) => Err(ContentCodingError::TooLarge(limit)),
        Err(_) => Err(ContentCodingError::Unreadable(coding)),
    }
}

/// Some servers send bare deflate where HTTP requires zlib. The first two bytes differ.
#[cfg(feature = "gzip")]
fn is_zlib(body: &[u8]) -> bool {
    body.first().is_some_and(|byte| byte & 0x0F == 8)
        && body.get(..2).is_some_and(|start| match *start {
            [high, low] => (u16::from(high) << 8 | u16::from(low)) % 31 == 0,
            _ => false,
        })
}

#[cfg(not(feature = "gzip"))]
fn one(coding: String, _: &[u8], _: usize) -> Result<Bytes, ContentCodingError> {
    Err(ContentCodingError::Unreadable(coding))
}

/// Undoes the content coding of a body that is still arriving.
pub(crate) struct ContentDecoder {
    #[cfg(feature = "gzip")]
    coding: Option<String>,
    /// The first bytes, before the state is known.
    first: Vec<u8>,
    state: State,
}

enum State {
    Unknown,
    Plain,
    #[cfg(feature = "gzip")]
    Gzip(Box<flate2::write::MultiGzDecoder<Vec<u8>>>),
    #[cfg(feature = "gzip")]
    Zlib(Box<flate2::write::ZlibDecoder<Vec<u8>>>),
    #[cfg(feature = "gzip")]
    Deflate(Box<flate2::write::DeflateDecoder<Vec<u8>>>),
}

/// The bytes that say whether a body is compressed at all.
const FIRST: usize = 64;
/// The compressed bytes that are taken at once: they become a thousand times as many at most.
#[cfg(feature = "gzip")]
const SLICE: usize = 512;

impl ContentDecoder {
    /// A body that is not compressed.
    pub(crate) fn plain() -> Self {
        Self {
            #[cfg(feature = "gzip")]
            coding: None,
            first: Vec::new(),
            state: State::Plain,
        }
    }

    /// The body of a message with these headers; `None` if it can only be decoded as a whole.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut codings = codings(headers).into_iter();
        let Some(coding) = codings.next() else {
            return Some(Self::plain());
        };
        let is_known = cfg!(feature = "gzip")
            && matches!(coding.as_str(), "gzip" | "x-gzip" | "deflate")
            && codings.next().is_none();
        is_known.then(|| Self {
            #[cfg(feature = "gzip")]
            coding: Some(coding),
            first: Vec::new(),
            state: State::Unknown,
        })
    }

    /// Takes the next bytes of those that arrived, and returns what they become: some hundred thousand bytes at most, so that a limit is
    /// seen before a small body has grown. Call it until none is left.
    pub(crate) fn decode(&mut self, arrived: &mut Bytes) -> Result<Bytes, ContentCodingError> {
        match self.state {
            State::Plain => Ok(std::mem::take(arrived)),
            State::Unknown => {
                let more = FIRST.saturating_sub(self.first.len()).min(arrived.len());
                self.first.extend_from_slice(&arrived.split_to(more));
                match self.first.len() < FIRST {
                    true => Ok(Bytes::new()),
                    false => self.begin(),
                }
            }
            #[cfg(feature = "gzip")]
            _ => {
                let slice = arrived.split_to(SLICE.min(arrived.len()));
                self.inflate(&slice)
            }
        }
    }

    /// The last bytes of the message.
    pub(crate) fn end(&mut self) -> Result<Bytes, ContentCodingError> {
        let is_short = matches!(self.state, State::Unknown) && !self.first.is_empty();
        let short = match is_short {
            true => self.begin()?,
            false => Bytes::new(),
        };
        #[cfg(feature = "gzip")]
        {
            let finished = match &mut self.state {
                State::Gzip(it) => it.try_finish().map(|()| std::mem::take(it.get_mut())),
                State::Zlib(it) => it.try_finish().map(|()| std::mem::take(it.get_mut())),
                State::Deflate(it) => it.try_finish().map(|()| std::mem::take(it.get_mut())),
                State::Unknown | State::Plain => Ok(Vec::new()),
            };
            let last = finished.map_err(|_| self.unreadable())?;
            if !last.is_empty() {
                return Ok([&*short, &*last].concat().into());
            }
        }
        Ok(short)
    }

    /// Looks at the first bytes, and returns what they become.
    fn begin(&mut self) -> Result<Bytes, ContentCodingError> {
        let first = std::mem::take(&mut self.first);
        #[cfg(feature = "gzip")]
        if !matches!(sniff(&first), BodyKind::Envelope | BodyKind::Xml) {
            use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
            let is_gzip = self.coding.as_deref().is_some_and(|it| it != "deflate");
            self.state = match is_gzip {
                true => State::Gzip(Box::new(MultiGzDecoder::new(Vec::new()))),
                false if is_zlib(&first) => State::Zlib(Box::new(ZlibDecoder::new(Vec::new()))),
                false => State::Deflate(Box::new(DeflateDecoder::new(Vec::new()))),
            };
            return self.inflate(&first);
        }
        self.state = State::Plain;
        Ok(first.into())
    }

    #[cfg(feature = "gzip")]
    fn inflate(&mut self, slice: &[u8]) -> Result<Bytes, ContentCodingError> {
        let inflated = match &mut self.state {
            State::Gzip(decoder) => inflate(&mut **decoder, slice, |it| it.get_mut()),
            State::Zlib(decoder) => inflate(&mut **decoder, slice, |it| it.get_mut()),
            State::Deflate(decoder) => inflate(&mut **decoder, slice, |it| it.get_mut()),
            State::Unknown | State::Plain => None,
        };
        inflated.map(Bytes::from).ok_or_else(|| self.unreadable())
    }

    #[cfg(feature = "gzip")]
    fn unreadable(&self) -> ContentCodingError {
        ContentCodingError::Unreadable(self.coding.clone().unwrap_or_default())
    }
}

/// Gives bytes to a decoder. Returns what they become.
#[cfg(feature = "gzip")]
fn inflate<D: std::io::Write>(
    decoder: &mut D,
    bytes: &[u8],
    out: impl FnOnce(&mut D) -> &mut Vec<u8>,
) -> Option<Vec<u8>> {
    decoder.write_all(bytes).ok()?;
    decoder.flush().ok()?;
    Some(std::mem::take(out(decoder)))
}
