//! The reader of generated types: the XML reader, and the state of prediction.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::encoded::Encoding;
use super::fast::{RecordedMarkup, Spelled};
use super::xop::Parts;
use crate::binding::Identifiers;
use crate::binding::{Components, Member, SECRET};
use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::xml::{self, ReadOptions, Scope};

/// A reader of one document into generated types.
///
/// Generated code passes it on. [`RawElement`](crate::RawElement) has the public methods.
pub struct Reader<'a> {
    pub(super) xml: xml::Reader<'a>,
    pub(super) spelled: [Spelled; 2],
    pub(super) recorded: RecordedMarkup,
    /// Whether the last value was empty, and its type has no empty value: the field decides.
    pub(in crate::binding) vacant: bool,
    /// The offset of an element, and namespaces of attributes that it may have, whatever its type.
    admitted: Option<(usize, &'static [&'static str])>,
    /// The last collapsed list that was begun.
    pub(super) list: Option<&'static Member>,
    /// The parts of the message for `xop:Include`, and the number of their bytes that were copied into values.
    pub(super) parts: Option<&'a dyn Parts>,
    pub(super) included: usize,
    /// The state of SOAP encoding, if parts of the document may be in it.
    pub(super) encoding: Option<Box<Encoding>>,
    /// Values of `xs:ID` and references to them.
    pub(super) identifiers: Identifiers,
    /// The components of the contract that messages may name, where they are checked.
    pub(super) components: Option<&'static Components>,
    /// Whether the element that is read is only checked, and its value is dropped.
    pub(super) is_checking: bool,
    /// Whether a nil element is read into a field that keeps nothing of it.
    pub(super) forgets_nil: bool,
    /// The declaration of an element that is read by another member, for its type.
    pub(super) declaration: Option<&'static Member>,
}

impl<'a> Reader<'a> {
    /// Makes a reader at the start of `text`.
    ///
    /// # Errors
    /// The text is too long, or holds a character that XML 1.0 forbids.
    pub(crate) fn new(
        text: &'a str,
        base: usize,
        options: &'a ReadOptions,
    ) -> Result<Self, DecodeError> {
        Ok(Self {
            xml: xml::Reader::new(text, base, options)?,
            spelled: [Spelled::default(); 2],
            recorded: RecordedMarkup::default(),
            vacant: false,
            admitted: None,
            list: None,
            parts: None,
            included: 0,
            encoding: None,
            identifiers: Identifiers::default(),
            components: None,
            is_checking: false,
            forgets_nil: false,
            declaration: None,
        })
    }

    /// The same reader, of a contract with these components.
    pub(crate) fn with_components(mut self, components: Option<&'static Components>) -> Self {
        self.components = components;
        self
    }

    /// Exchanges the identifiers of the message up to now.
    #[cfg(feature = "http")]
    pub(crate) fn swap_identifiers(&mut self, other: &mut Identifiers) {
        std::mem::swap(&mut self.identifiers, other);
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

    /// The notes: skipped elements and deviations.
    pub(crate) fn into_notes(self) -> xml::Notes {
        self.xml.into_notes()
    }

    /// Makes an error in the last simple value. Its element is still open, or `below` names it.
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
