//! The pull reader: where it stands, and how it says what is wrong.

mod cursor;
mod markup;
mod names;
mod notes;
mod prolog;
mod skip;
mod start;
mod text;
mod visit;

pub(crate) use markup::Token;
pub(crate) use names::BUILT_IN;
pub use names::Scope;
use names::{Binding, Index};
pub use notes::{Deviation, DeviationKind, Notes, Skipped};
pub(crate) use start::word;
use visit::Floor;
pub(crate) use visit::Left;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::hash::RandomState;

use super::namespaces::Namespaces;
use super::{OwnedName, ReadOptions, chars};
use crate::error::{DecodeError, DecodeErrorKind, Details};
use crate::redact;

/// An element that is open. Offsets into the text.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    /// Where its name starts, prefix included.
    start: u32,
    /// Where the local part starts.
    local: u32,
    /// Where its name ends.
    end: u32,
    /// How many bindings were in scope outside it.
    bindings: u32,
    /// What it was opened as, if the caller said so: elements that were opened as the same under the same declarations have the
    /// same name, prefix included. `UNKNOWN` on the general path.
    member: usize,
}

/// An element was opened as nothing in particular.
pub(crate) const UNKNOWN: usize = 0;

/// The start tag taken last.
#[derive(Clone, Copy, Default)]
pub(super) struct Tag {
    /// Where its `<` stands.
    pub(super) offset: usize,
    /// It was `<a/>`, and its end has not been taken yet.
    pub(super) empty: bool,
    /// Binding of its namespace; known after the general path only.
    pub(super) namespace: usize,
}

/// An attribute of the start tag taken last; not a namespace declaration.
pub(crate) struct Attribute<'a> {
    pub(crate) prefix: &'a str,
    pub(crate) local: &'a str,
    pub(crate) value: Cow<'a, str>,
    pub(crate) offset: usize,
    namespace: usize,
}

/// What a nested group found and left to its parent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pending {
    Nothing,
    Start,
    End,
}

/// A reader of one document: names, tokens, texts, the namespaces in scope, and notes.
pub struct Reader<'a> {
    text: &'a str,
    pos: usize,
    base: usize,
    frames: Vec<Frame>,
    /// Where the visit under way began.
    floor: Floor,
    bindings: Vec<Binding<'a>>,
    index: Index<'a>,
    /// The declarations of open elements that were kept, each with how many bindings are in scope in it.
    scopes: Vec<(usize, Namespaces)>,
    hasher: OnceCell<RandomState>,
    /// How many declarations were looked at for spellings.
    searched: Cell<usize>,
    /// Changes whenever `bindings` does.
    generation: u32,
    tag: Tag,
    attributes: Vec<Attribute<'a>>,
    pending: Pending,
    /// The text holds carriage returns or `]]>`: texts need a closer look.
    irregular: bool,
    /// Where the simple value taken last starts.
    value_at: usize,
    options: &'a ReadOptions,
    depth_limit: usize,
    text_limit: usize,
    notes: Notes,
    /// How many bytes the notes and refusals hold.
    note_bytes: usize,
    /// The strict mode: what was refused.
    refused: Vec<DecodeError>,
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
        let most = options.limits.message.min(u32::MAX as usize - 1);
        if text.len() > most {
            return Err(DecodeError::at(
                DecodeErrorKind::Limit,
                most,
                format!("the message is longer than {most} bytes"),
            ));
        }
        let survey = chars::survey(text);
        if !options.any_character
            && let Some(at) = survey.forbidden
        {
            let code = text
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .unwrap_or_default();
            return Err(DecodeError::at(
                DecodeErrorKind::Syntax,
                base + at,
                format!("XML does not allow the character U+{:04X}", u32::from(code)),
            ));
        }
        Ok(Self {
            text,
            pos: 0,
            base,
            frames: Vec::with_capacity(16),
            floor: Floor::default(),
            bindings: names::initial(),
            index: None,
            scopes: Vec::new(),
            hasher: OnceCell::new(),
            searched: Cell::new(0),
            generation: 1,
            tag: Tag::default(),
            attributes: Vec::new(),
            pending: Pending::Nothing,
            irregular: survey.irregular,
            value_at: 0,
            options,
            depth_limit: options.limits.depth,
            text_limit: options.limits.text,
            notes: Notes::default(),
            note_bytes: 0,
            refused: Vec::new(),
        })
    }

    /// The settings.
    pub(crate) fn options(&self) -> &'a ReadOptions {
        self.options
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.frames.len()
    }

    /// What was skipped and what deviated.
    pub(crate) fn into_notes(self) -> Notes {
        self.notes
    }

    /// Where the reader stands.
    pub(crate) fn position(&self) -> usize {
        self.pos
    }

    /// Where the start tag taken last begins.
    pub(crate) fn tag_offset(&self) -> usize {
        self.tag.offset
    }

    /// Where the element that is open begins.
    pub(crate) fn element_offset(&self) -> usize {
        let left = usize::from(self.pending == Pending::Start);
        self.frames
            .iter()
            .rev()
            .nth(left)
            .map_or(0, |frame| (frame.start as usize).saturating_sub(1))
    }

    /// The prefixes that the start tag taken last declares, with their namespaces.
    pub(crate) fn own_declarations(&self) -> impl Iterator<Item = (&'a str, &str)> {
        let outer = self
            .frames
            .last()
            .map_or(usize::MAX, |frame| frame.bindings as usize);
        let own = self.bindings.get(outer..).unwrap_or_default();
        own.iter().map(|binding| (binding.prefix, &*binding.uri))
    }

    /// The name of the element whose start tag the general path took last, for what keeps it.
    pub(crate) fn owned_name(&self) -> OwnedName {
        let (_, local) = self.name();
        self.name_in(self.tag.namespace, local)
    }

    /// The name of an attribute, for what keeps it.
    pub(crate) fn attribute_name(&self, attribute: &Attribute<'_>) -> OwnedName {
        self.name_in(attribute.namespace, attribute.local)
    }

    /// Namespace and local name of the element whose start tag the general path took last.
    pub(crate) fn name(&self) -> (&str, &'a str) {
        let local = self
            .frames
            .last()
            .map_or("", |frame| self.slice(frame.local, frame.end));
        (self.uri(self.tag.namespace), local)
    }

    /// The attributes of the start tag taken last.
    pub(crate) fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// Keeps the attributes of the start tag taken last that `keep` admits, given their namespaces.
    pub(crate) fn retain_attributes(&mut self, keep: impl Fn(&Attribute<'a>, &str) -> bool) {
        let bindings = &self.bindings;
        self.attributes.retain(|one| {
            let namespace = bindings.get(one.namespace).map_or("", |it| &*it.uri);
            keep(one, namespace)
        });
    }

    /// Takes the attributes out, so that they can be used while reading; give the memory back with `recycle`.
    pub(crate) fn take_attributes(&mut self) -> Vec<Attribute<'a>> {
        std::mem::take(&mut self.attributes)
    }

    /// See `take_attributes`.
    pub(crate) fn recycle(&mut self, mut attributes: Vec<Attribute<'a>>) {
        attributes.clear();
        self.attributes = attributes;
    }

    /// The namespace of an attribute.
    pub(crate) fn attribute_namespace(&self, attribute: &Attribute<'_>) -> &str {
        self.uri(attribute.namespace)
    }

    /// The value of the attribute with this name.
    pub(crate) fn attribute(&self, namespace: &str, local: &str) -> Option<&Attribute<'a>> {
        self.attributes
            .iter()
            .find(|one| one.local == local && self.uri(one.namespace) == namespace)
    }

    /// Takes the attribute with this name off the start tag taken last.
    pub(crate) fn take_attribute(&mut self, namespace: &str, local: &str) -> Option<Attribute<'a>> {
        let index = self
            .attributes
            .iter()
            .position(|one| one.local == local && self.uri(one.namespace) == namespace)?;
        Some(self.attributes.remove(index))
    }

    /// Whether an element is empty by its tag, with its end not taken yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.tag.empty
    }

    /// Leaves the element whose end tag was taken.
    #[inline(always)]
    pub(crate) fn pop(&mut self) {
        if let Some(frame) = self.frames.pop()
            && frame.bindings as usize != self.bindings.len()
        {
            self.undeclare(frame.bindings as usize);
        }
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        self.text
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// How long the path is.
    fn path_len(&self) -> usize {
        self.frames
            .iter()
            .map(|frame| 1 + (frame.end - frame.local) as usize)
            .sum()
    }

    /// Local names of the open elements.
    pub(crate) fn path(&self) -> String {
        // A start tag that was left to the parent is not open yet.
        let left = usize::from(self.pending == Pending::Start);
        let open = self.frames.len().saturating_sub(left);
        if open == 0 {
            return "/".to_owned();
        }
        let mut path = String::new();
        for frame in self.frames.iter().take(open) {
            path.push('/');
            path.push_str(self.slice(frame.local, frame.end));
        }
        path
    }

    /// An error in the element that is open.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail(
        &self,
        kind: DecodeErrorKind,
        offset: usize,
        message: impl Into<String>,
    ) -> DecodeError {
        self.fail_below(kind, offset, message.into(), None, None)
    }

    /// An error below the element that is open, with what was expected.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail_below(
        &self,
        kind: DecodeErrorKind,
        offset: usize,
        message: String,
        below: Option<&str>,
        expected: Option<String>,
    ) -> DecodeError {
        let mut path = self.path();
        if let Some(below) = below {
            if path.len() > 1 {
                path.push('/');
            }
            path.push_str(below);
        }
        DecodeError::new(Details {
            kind,
            message,
            path,
            offset: self.base + offset,
            expected,
            snippet: Some(self.snippet(offset)),
            further: Vec::new(),
        })
    }

    /// About 100 characters around `offset`, with secrets masked.
    fn snippet(&self, offset: usize) -> String {
        // The start tag of an open element may be farther away than is looked at.
        if offset > redact::CONTEXT && self.is_in_secret() {
            return format!("…{}…", redact::MASK);
        }
        redact::snippet(self.text, offset, self.tag.offset, &self.options.secrets)
    }

    /// Whether the text of an open element is secret.
    pub(crate) fn is_in_secret(&self) -> bool {
        let mut open = self.frames.iter();
        open.any(|frame| self.is_secret(self.slice(frame.local, frame.end)))
    }

    /// Whether the text of elements of this local name is secret.
    pub(crate) fn is_secret(&self, local: &str) -> bool {
        self.options.secrets.contains(local)
    }

    /// Where the simple value taken last starts.
    pub(crate) fn value_offset(&self) -> usize {
        self.value_at
    }
}
