//! Reads an element elsewhere in the message, and comes back.

use super::names::Binding;
use super::{Reader, Tag};
use crate::error::DecodeError;
use crate::xml::namespaces::Namespaces;

/// The start of a visit.
#[derive(Clone, Copy, Default)]
pub(super) struct Floor {
    /// The number of open elements; 0 outside a visit.
    pub(super) frames: usize,
    /// The number of declarations that are in scope in both places.
    pub(super) shared: usize,
}

/// The state to which a reader returns after a visit.
pub(crate) struct Left<'a> {
    pos: usize,
    tag: Tag,
    adopted: Option<(usize, &'static str)>,
    /// That of the visit around this one.
    floor: Floor,
    shared: usize,
    /// The other declarations in scope here.
    bindings: Vec<Binding<'a>>,
    scopes: Vec<(usize, Namespaces)>,
}

impl<'a> Reader<'a> {
    /// The number of declarations in scope.
    pub(crate) fn scope_len(&self) -> usize {
        self.bindings.len()
    }

    /// Takes the start tag at `target`, an element elsewhere in the message. The first `shared` declarations are in
    /// scope there, too, and so are those of the start tags at `around`, from the outermost on.
    pub(crate) fn visit(
        &mut self,
        target: usize,
        shared: usize,
        around: &[usize],
    ) -> Result<Left<'a>, DecodeError> {
        let left = Left {
            pos: self.pos,
            tag: self.tag,
            adopted: self.adopted.take(),
            floor: self.floor,
            shared,
            scopes: self.scopes.split_off(
                self.scopes
                    .partition_point(|(bindings, _)| *bindings <= shared),
            ),
            bindings: self.set_aside(shared),
        };
        self.floor = Floor {
            frames: self.frames.len(),
            shared,
        };
        for tag in around {
            self.pos = *tag;
            self.start_tag()?;
            // Its declarations stay, although the element is not open.
            self.frames.pop();
        }
        self.pos = target;
        self.start_tag()?;
        Ok(left)
    }

    /// Returns to the start of a visit, after the end of the visited element.
    pub(crate) fn come_back(&mut self, left: Left<'a>) {
        self.undeclare(left.shared);
        self.put_back(left.bindings);
        self.scopes.extend(left.scopes);
        self.floor = left.floor;
        self.pos = left.pos;
        self.tag = left.tag;
        self.adopted = left.adopted;
        self.attributes.clear();
    }

    /// Whether the element that starts at `offset` is open.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn is_open_at(&self, offset: usize) -> bool {
        self.frames
            .iter()
            .any(|frame| frame.start as usize == offset + 1)
    }
}
