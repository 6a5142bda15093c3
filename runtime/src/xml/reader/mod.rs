//! The pull reader: its position and its errors.

mod cursor;
mod deviations;
mod markup;
mod names;
mod prolog;
mod skip;
mod start;
mod text;
mod visit;

pub use deviations::{Deviation, DeviationKind, Notes, Skipped};
pub(crate) use markup::Token;
pub(crate) use names::BUILT_IN;
pub use names::Scope;
use names::{Binding, Index};
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

/// An open element. Offsets into the text.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    /// Start of its name, with its prefix.
    start: u32,
    /// Start of the local part.
    local: u32,
    /// End of its name.
    end: u32,
    /// The number of bindings in scope outside it.
    bindings: u32,
}

/// The depth of the element of an operation: it is in Body, in Envelope.
const OPERATION: usize = 2;

/// The identity of an element that was not predicted.
pub(crate) const UNKNOWN: usize = 0;

/// The last start tag.
#[derive(Clone, Copy, Default)]
pub(super) struct Tag {
    /// The offset of its `<`.
    pub(super) offset: usize,
    /// Whether it is `<a/>`, and its end is not taken yet.
    pub(super) empty: bool,
    /// The binding of its namespace; set only on the general path.
    pub(super) namespace: usize,
    /// The identity under which it was opened. Elements with one identity and the same declarations have the same name, prefix
    /// included. `UNKNOWN` on the general path.
    opened_as: usize,
}

/// An attribute of the last start tag, other than a namespace declaration.
pub(crate) struct Attribute<'a> {
    pub(crate) prefix: &'a str,
    pub(crate) local: &'a str,
    pub(crate) value: Cow<'a, str>,
    pub(crate) offset: usize,
    namespace: usize,
}

/// A token that a nested group leaves to its parent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PendingToken {
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
    /// The start of the current visit.
    floor: Floor,
    bindings: Vec<Binding<'a>>,
    index: Index<'a>,
    /// The declarations of open elements that were kept, each with the number of bindings in scope.
    scopes: Vec<(usize, Namespaces)>,
    hasher: OnceCell<RandomState>,
    /// The number of declarations that searches for spellings have looked at.
    searched: Cell<usize>,
    /// Changes whenever `bindings` changes.
    generation: u32,
    tag: Tag,
    /// The namespace that the element at an offset is taken to be in, where its own is wrong. It is not a part of the tag, which
    /// is written for each element.
    adopted: Option<(usize, &'static str)>,
    attributes: Vec<Attribute<'a>>,
    pending: PendingToken,
    /// The depth of the element of mixed content that is checked; 0 for none.
    mixed_depth: usize,
    /// Whether the text holds carriage returns or `]]>`, so that texts need a full check.
    irregular: bool,
    /// The start of the last simple value.
    value_at: usize,
    options: &'a ReadOptions,
    depth_limit: usize,
    text_limit: usize,
    /// The most bytes of a text that needs no look at its characters: none in an irregular document.
    plain_limit: usize,
    /// The bytes that structs may still take.
    structs_left: usize,
    /// The bytes that kept elements may still take beside their own.
    kept_left: usize,
    notes: Notes,
    /// The bytes of the notes and refusals.
    note_bytes: usize,
    /// In strict mode, the refused deviations.
    refused: Vec<DecodeError>,
}

impl<'a> Reader<'a> {
    /// Makes a reader at the start of `text`.
    ///
    /// # Errors
    /// The text is too long, or holds a character that XML 1.0 forbids.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
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
            adopted: None,
            attributes: Vec::new(),
            pending: PendingToken::Nothing,
            mixed_depth: 0,
            irregular: survey.irregular,
            value_at: 0,
            options,
            depth_limit: options.limits.depth,
            text_limit: options.limits.text,
            plain_limit: match survey.irregular {
                true => 0,
                false => options.limits.text,
            },
            structs_left: options.limits.structs(text.len()),
            kept_left: options.limits.kept_bytes(text.len()),
            notes: Notes::default(),
            note_bytes: 0,
            refused: Vec::new(),
        })
    }

    /// The settings.
    pub(crate) fn options(&self) -> &'a ReadOptions {
        self.options
    }

    /// Counts a struct of this size. [`Self::check_structs`] says whether it was one too many.
    #[inline]
    pub(crate) fn count_struct(&mut self, bytes: usize) {
        self.structs_left = self.structs_left.saturating_sub(bytes);
    }

    /// Whether structs take all that they may.
    #[inline]
    pub(crate) fn has_all_structs(&self) -> bool {
        self.structs_left == 0
    }

    /// Fails if structs take all that they may.
    #[inline]
    pub(crate) fn check_structs(&self) -> Result<(), DecodeError> {
        match self.has_all_structs() {
            true => Err(self.too_many_structs()),
            false => Ok(()),
        }
    }

    #[cold]
    fn too_many_structs(&self) -> DecodeError {
        let most = self.options.limits.structs(self.text.len());
        let message = format!("the structs of the message take more than {most} bytes of memory");
        self.fail(DecodeErrorKind::Limit, self.pos, message)
    }

    /// The number of open elements.
    pub(crate) fn depth(&self) -> usize {
        self.frames.len()
    }

    /// The notes: skipped elements and deviations.
    pub(crate) fn into_notes(self) -> Notes {
        self.notes
    }

    /// The current offset.
    pub(crate) fn position(&self) -> usize {
        self.pos
    }

    /// The offset of the last start tag.
    pub(crate) fn tag_offset(&self) -> usize {
        self.tag.offset
    }

    /// The offset of the open element.
    pub(crate) fn element_offset(&self) -> usize {
        let left = usize::from(self.pending == PendingToken::Start);
        self.frames
            .iter()
            .rev()
            .nth(left)
            .map_or(0, |frame| (frame.start as usize).saturating_sub(1))
    }

    /// The prefixes that the last start tag declares, with their namespaces.
    pub(crate) fn own_declarations(&self) -> impl Iterator<Item = (&'a str, &str)> {
        let outer = self
            .frames
            .last()
            .map_or(usize::MAX, |frame| frame.bindings as usize);
        let own = self.bindings.get(outer..).unwrap_or_default();
        own.iter().map(|binding| (binding.prefix, &*binding.uri))
    }

    /// The name of the element whose start tag the general path took last, as an owned name.
    pub(crate) fn owned_name(&self) -> OwnedName {
        let (_, local) = self.name();
        self.name_in(self.tag.namespace, local)
    }

    /// The name of an attribute, as an owned name.
    pub(crate) fn attribute_name(&self, attribute: &Attribute<'_>) -> OwnedName {
        self.name_in(attribute.namespace, attribute.local)
    }

    /// Namespace and local name of the element whose start tag the general path took last.
    pub(crate) fn name(&self) -> (&str, &'a str) {
        let local = self
            .frames
            .last()
            .map_or("", |frame| self.slice(frame.local, frame.end));
        match self.adopted {
            Some((offset, namespace)) if offset == self.tag.offset => (namespace, local),
            _ => (self.uri(self.tag.namespace), local),
        }
    }

    /// Takes the element whose start tag was just taken to be in another namespace.
    pub(crate) fn adopt_namespace(&mut self, namespace: &'static str) {
        self.adopted = Some((self.tag.offset, namespace));
    }

    /// The attributes of the last start tag.
    pub(crate) fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// Keeps only the attributes of the last start tag that `keep` accepts. It gets each with its namespace.
    pub(crate) fn retain_attributes(&mut self, keep: impl Fn(&Attribute<'a>, &str) -> bool) {
        let bindings = &self.bindings;
        self.attributes.retain(|one| {
            let namespace = bindings.get(one.namespace).map_or("", |it| &*it.uri);
            keep(one, namespace)
        });
    }

    /// Takes the attributes out, so that they can be used while reading. Return the memory with `recycle`.
    pub(crate) fn take_attributes(&mut self) -> Vec<Attribute<'a>> {
        std::mem::take(&mut self.attributes)
    }

    /// Returns the memory of `take_attributes`.
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

    /// Whether the element has an empty tag whose end is not taken yet.
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

    /// The length of the path.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn path_len(&self) -> usize {
        self.frames
            .iter()
            .map(|frame| 1 + (frame.end - frame.local) as usize)
            .sum()
    }

    /// The path: local names of the open elements.
    pub(crate) fn path(&self) -> String {
        // A start tag that was left to the parent is not open yet.
        let left = usize::from(self.pending == PendingToken::Start);
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

    /// Makes an error in the open element.
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

    /// Makes an error below the open element, with the expected value.
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
        let snippet = Some(self.snippet(offset));
        self.fail_with(kind, offset, message, below, (expected, snippet))
    }

    /// The same without an excerpt, or with this one: finding the secrets around one takes time.
    #[cold]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(super) fn fail_with(
        &self,
        kind: DecodeErrorKind,
        offset: usize,
        message: String,
        below: Option<&str>,
        (expected, snippet): (Option<String>, Option<String>),
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
            snippet,
            further: Vec::new(),
        })
    }

    /// About 100 characters around `offset`, with secrets masked.
    fn snippet(&self, offset: usize) -> String {
        // The start tag of an open element may be too far away to be looked at.
        if offset > redact::CONTEXT && self.is_in_secret() {
            return format!("…{}…", redact::MASK);
        }
        redact::snippet(self.text, offset, self.tag.offset, &self.options.secrets)
    }

    /// Whether the text of an open element is secret. That of an operation is not, if it has the name of what it is about.
    pub(crate) fn is_in_secret(&self) -> bool {
        let secrets = &self.options.secrets;
        let mut open = self.frames.iter().enumerate();
        open.any(|(depth, frame)| {
            let local = self.slice(frame.local, frame.end);
            let is_operation = depth == OPERATION && self.frames.len() > depth.saturating_add(1);
            self.is_secret(local) && (!is_operation || secrets.has(local))
        })
    }

    /// Whether the text of elements of this local name is secret.
    pub(crate) fn is_secret(&self, local: &str) -> bool {
        self.options.secrets.contains(local)
    }

    /// The start of the last simple value.
    pub(crate) fn value_offset(&self) -> usize {
        self.value_at
    }
}
