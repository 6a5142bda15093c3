//! The reader of generated types: a reader of XML, and what is known of how the document is written.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::encoded::Encoding;
use super::fast::{Patterns, Spelled};
use super::identifiers::Identifiers;
use super::xop::Parts;
use crate::binding::{Member, SECRET, SimpleType};
use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::xml::{self, ReadOptions, Scope};

/// A reader of one document into generated types.
///
/// Generated code hands it on; what it offers to others is [`RawElement`](crate::RawElement).
pub struct Reader<'a> {
    pub(super) xml: xml::Reader<'a>,
    pub(super) spelled: [Spelled; 2],
    pub(super) patterns: Patterns,
    /// The value read last was empty and is none in its type: the place decides.
    pub(in crate::binding) vacant: bool,
    /// Namespaces of attributes that the element has whose start tag stands here, whatever its type.
    admitted: Option<(usize, &'static [&'static str])>,
    /// The list that was begun last, of those whose type is collapsed.
    pub(super) list: Option<&'static Member>,
    /// What came with the message, for `xop:Include`; and how many bytes of it have been put into values.
    pub(super) parts: Option<&'a dyn Parts>,
    pub(super) included: usize,
    /// Where parts of the document may be in SOAP encoding.
    pub(super) encoding: Option<Box<Encoding>>,
    /// Values of `xs:ID` and references to them.
    pub(super) identifiers: Identifiers,
    /// The named simple types that `xsi:type` may name.
    pub(super) simple_types: &'static [&'static SimpleType],
}

impl<'a> Reader<'a> {
    /// A reader at the start of `text`.
    ///
    /// # Errors
    /// When the text is too long or holds a character that XML 1.0 forbids.
    pub(crate) fn new(
        text: &'a str,
        base: usize,
        options: &'a ReadOptions,
    ) -> Result<Self, DecodeError> {
        Ok(Self {
            xml: xml::Reader::new(text, base, options)?,
            spelled: [Spelled::default(); 2],
            patterns: Patterns::default(),
            vacant: false,
            admitted: None,
            list: None,
            parts: None,
            included: 0,
            encoding: None,
            identifiers: Identifiers::default(),
            simple_types: &[],
        })
    }

    /// The same reader, of a contract with these named simple types.
    pub(crate) fn with_simple_types(mut self, types: &'static [&'static SimpleType]) -> Self {
        self.simple_types = types;
        self
    }

    /// Admits attributes of these namespaces on the element whose start tag was just taken.
    pub(crate) fn admit_attributes(&mut self, namespaces: &'static [&'static str]) {
        self.admitted = Some((self.tag_offset(), namespaces));
    }

    /// Whether attributes of a namespace are admitted on the element whose start tag was just taken.
    pub(super) fn is_admitted(&self, namespace: &str) -> bool {
        self.admitted
            .is_some_and(|(at, list)| at == self.tag_offset() && list.contains(&namespace))
    }

    /// What was skipped and what deviated.
    pub(crate) fn into_notes(self) -> xml::Notes {
        self.xml.into_notes()
    }

    /// An error in the simple value taken last, whose element is still open (or named by `below`).
    #[cold]
    #[inline(never)]
    pub(crate) fn fail_value(
        &self,
        member: &Member,
        mut error: ValueError,
        below: Option<&str>,
        offset: Option<usize>,
    ) -> DecodeError {
        if member.flags & SECRET != 0 || self.is_secret(member.name.local) || self.is_in_secret() {
            error.text = "***".into();
        }
        self.fail_below(
            DecodeErrorKind::Value,
            offset.unwrap_or(self.value_offset()),
            error.to_string(),
            below,
            Some(error.expected.to_owned()),
        )
    }
}

impl<'a> Deref for Reader<'a> {
    type Target = xml::Reader<'a>;

    #[inline(always)]
    fn deref(&self) -> &Self::Target {
        &self.xml
    }
}

impl DerefMut for Reader<'_> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.xml
    }
}

impl Scope for Reader<'_> {
    fn resolve(&self, prefix: &str) -> Option<&str> {
        self.xml.resolve(prefix)
    }

    fn resolve_shared(&self, prefix: &str) -> Option<Arc<str>> {
        self.xml.resolve_shared(prefix)
    }

    fn checks_facets(&self) -> bool {
        self.options().facets
    }
}
