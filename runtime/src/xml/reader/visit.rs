//! Reading an element at another place of the message, and coming back.

use super::names::Binding;
use super::{Reader, Tag};
use crate::error::DecodeError;
use crate::xml::namespaces::Namespaces;

/// Where a visit began.
#[derive(Clone, Copy, Default)]
pub(super) struct Floor {
    /// How many elements were open; 0 where no visit is under way.
    pub(super) frames: usize,
    /// How many declarations are in scope in both places.
    pub(super) shared: usize,
}

/// Where a reader goes on after a visit.
pub(crate) struct Left<'a> {
    pos: usize,
    tag: Tag,
    /// Of the visit around this one.
    floor: Floor,
    shared: usize,
    /// The other declarations in scope here.
    bindings: Vec<Binding<'a>>,
    scopes: Vec<(usize, Namespaces)>,
}

impl<'a> Reader<'a> {
    /// How many declarations are in scope.
    pub(crate) fn scope_len(&self) -> usize {
        self.bindings.len()
    }

    /// Takes the start tag at `target`, an element elsewhere in the message. The first `shared` declarations are in scope there
    /// too, and those of the start tags at `around`, from the outermost on.
    pub(crate) fn visit(
        &mut self,
        target: usize,
        shared: usize,
        around: &[usize],
    ) -> Result<Left<'a>, DecodeError> {
        let left = Left {
            pos: self.pos,
            tag: self.tag,
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
            // Its declarations stay, though the element is not open.
            self.frames.pop();
        }
        self.pos = target;
        self.start_tag()?;
        Ok(left)
    }

    /// Goes back to where a visit began; the visited element has been left.
    pub(crate) fn come_back(&mut self, left: Left<'a>) {
        self.undeclare(left.shared);
        self.put_back(left.bindings);
        self.scopes.extend(left.scopes);
        self.floor = left.floor;
        self.pos = left.pos;
        self.tag = left.tag;
        self.attributes.clear();
    }

    /// Whether the element that starts at `offset` is open.
    pub(crate) fn is_open_at(&self, offset: usize) -> bool {
        self.frames
            .iter()
            .any(|frame| frame.start as usize == offset + 1)
    }
}
