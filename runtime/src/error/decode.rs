//! Messages that cannot be read.

use std::fmt;

/// What is wrong with a message, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes are not text in the encoding that they claim, or the encoding is not supported.
    Encoding,
    /// The text is not well-formed XML, or ends early.
    Syntax,
    /// A document type declaration, or something else that SOAP forbids.
    Forbidden,
    /// A limit of [`Limits`](crate::xml::Limits) is exceeded.
    Limit,
    /// A prefix without a declaration.
    Prefix,
    /// Not a SOAP envelope, or one without what belongs in it.
    Envelope,
    /// An envelope in a namespace that is neither SOAP 1.1 nor 1.2.
    Version,
    /// An element where another one is due, or one of the right name in the wrong namespace.
    Element,
    /// A second occurrence of a member that may occur once.
    Duplicate,
    /// A required member is not there.
    Missing,
    /// `xsi:nil` where no nil is allowed, or with content.
    Nil,
    /// Text that is not a value of the type.
    Value,
    /// `xsi:type` names a type that is not known here.
    Type,
    /// Text between elements, or an element inside a simple value.
    Content,
    /// A header that must be understood and is not.
    MustUnderstand,
    /// rpc/encoded: a reference that names nothing, or the value that it stands in.
    Reference,
    /// A deviation that only the strict mode refuses.
    Strict,
}

/// A message that cannot be read: what, where (element path and byte offset), and an excerpt.
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

    /// A plain error at a byte of the message, outside any element.
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

    /// With what else the strict mode refuses.
    pub(crate) fn with_further(mut self, further: Vec<DecodeError>) -> Self {
        self.0.further = further;
        self
    }

    /// Changes the texts that are shown, to take secrets out of them.
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

    /// What is wrong, in one word.
    pub fn kind(&self) -> DecodeErrorKind {
        self.0.kind
    }

    /// What is wrong, such as `"maybe" is not an xs:boolean`.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Where: local names from the root, such as `/Envelope/Body/GetResponse/Response`; `@name` for an attribute.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Where: offset in bytes into the message (into its text as UTF-8, if it came in another encoding).
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// What would have been right there, where that can be said.
    pub fn expected(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }

    /// A short excerpt of the message around the place, with secrets masked.
    pub fn snippet(&self) -> Option<&str> {
        self.0.snippet.as_deref()
    }

    /// The strict mode: where else the message departs from the contract, in its order, up to
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
