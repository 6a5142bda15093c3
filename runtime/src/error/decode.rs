//! Errors of messages that cannot be read.

use std::fmt;

/// The kind of an error in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes do not match the declared encoding, or the encoding is not supported.
    Encoding,
    /// The text is not well-formed XML, or ends early.
    Syntax,
    /// The message has a document type declaration, or something else that SOAP forbids.
    Forbidden,
    /// A limit of [`Limits`](crate::xml::Limits) is exceeded.
    Limit,
    /// A prefix has no declaration.
    Prefix,
    /// The document is no SOAP envelope, or lacks a required part of one.
    Envelope,
    /// The envelope's namespace is neither that of SOAP 1.1 nor of 1.2.
    Version,
    /// An element occurs where another is expected, or has the right name in the wrong namespace.
    Element,
    /// A member that may occur once occurs again.
    Duplicate,
    /// A required member is missing.
    Missing,
    /// `xsi:nil` on an element that is not nillable, or that has content.
    Nil,
    /// The text is no value of the type.
    Value,
    /// `xsi:type` names an unknown type.
    Type,
    /// There is text between elements, or an element inside a simple value.
    Content,
    /// A header must be understood and is not.
    MustUnderstand,
    /// rpc/encoded: a reference has no target, or refers to an element around it.
    Reference,
    /// A deviation that only strict mode refuses.
    Strict,
}

/// A message cannot be read. Holds the reason, the place (element path and byte offset) and an excerpt.
///
/// One pointer wide. Secrets are masked in the excerpt.
pub struct DecodeError(Box<Details>);

#[derive(Debug)]
pub(crate) struct Details {
    pub(crate) kind: DecodeErrorKind,
    pub(crate) message: String,
    pub(crate) path: String,
    pub(crate) offset: usize,
    pub(crate) expected: Option<String>,
    pub(crate) snippet: Option<String>,
    pub(crate) further: Vec<DecodeError>,
}

impl DecodeError {
    #[cold]
    pub(crate) fn new(details: Details) -> Self {
        Self(Box::new(details))
    }

    /// Makes an error at a byte of the message, outside any element.
    #[cold]
    pub(crate) fn at(kind: DecodeErrorKind, offset: usize, message: impl Into<String>) -> Self {
        Self::new(Details {
            kind,
            message: message.into(),
            path: "/".to_owned(),
            offset,
            expected: None,
            snippet: None,
            further: Vec::new(),
        })
    }

    /// Adds the further errors of strict mode.
    pub(crate) fn with_further(mut self, further: Vec<DecodeError>) -> Self {
        self.0.further = further;
        self
    }

    /// Applies a change to all texts, to remove secrets.
    #[cfg(feature = "client")]
    pub(crate) fn for_each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        let details = &mut *self.0;
        change(&mut details.message);
        change(&mut details.path);
        details
            .expected
            .iter_mut()
            .chain(&mut details.snippet)
            .for_each(&mut *change);
        for further in &mut details.further {
            further.for_each_text(change);
        }
    }

    /// Applies a change to all offsets.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn for_each_offset(&mut self, change: &dyn Fn(usize) -> usize) {
        self.0.offset = change(self.0.offset);
        for further in &mut self.0.further {
            further.for_each_offset(change);
        }
    }

    /// The kind of the error.
    pub fn kind(&self) -> DecodeErrorKind {
        self.0.kind
    }

    /// The reason, such as `"maybe" is not an xs:boolean`.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The path of the place: local names from the root, such as `/Envelope/Body/GetResponse/Response`; `@name` for an
    /// attribute.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The offset of the place in bytes of the message (of its text in UTF-8, if it has another encoding).
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The expected element or value, if there is a single one.
    pub fn expected(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }

    /// A short excerpt of the message around the place, with secrets masked.
    pub fn snippet(&self) -> Option<&str> {
        self.0.snippet.as_deref()
    }

    /// In strict mode, the further deviations from the contract in document order, up to
    /// [`Limits::notes`](crate::xml::Limits::notes) of them.
    pub fn further(&self) -> &[DecodeError] {
        &self.0.further
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} at {} (byte {})",
            self.0.message, self.0.path, self.0.offset
        )?;
        match self.0.further.len() {
            0 => Ok(()),
            count => write!(f, ", and {count} more"),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("path", &self.0.path)
            .field("offset", &self.0.offset)
            .field("expected", &self.0.expected)
            .field("snippet", &self.0.snippet)
            .field("further", &self.0.further)
            .finish()
    }
}

impl std::error::Error for DecodeError {}
