//! The positions of the targets of references.

use std::hash::{BuildHasher, RandomState};

use super::marks::{Mark, mark};
use crate::error::DecodeError;
use crate::xml::{ReadOptions, Reader, Token, is_space_char};

/// The elements with an `id`. One pass over the message finds them, and keeps none of its text.
pub(super) struct Targets {
    /// By the hash of their `id`.
    all: Vec<Target>,
    scopes: Vec<Declaring>,
    hasher: RandomState,
}

/// An element with an `id`. Small, because a message may consist of them.
#[derive(Clone, Copy)]
pub(super) struct Target {
    hash: u64,
    /// Where its start tag begins.
    pub(super) start: u32,
    /// Where its end tag ends.
    pub(super) end: u32,
    /// The innermost element around it that declares namespaces, or [`NOTHING`].
    scope: u32,
    /// Whether a reference to it costs nothing: it is not read in its own place, and has not been read yet.
    is_free: bool,
}

/// An element that declares namespaces.
struct Declaring {
    start: u32,
    /// The length of its start tag.
    length: u32,
    /// The next such element around it, or [`NOTHING`].
    around: u32,
}

const NOTHING: u32 = u32::MAX;
/// An independent element is a child of the Body (SOAP 1.1, 5.1 rule 1).
const INDEPENDENT: usize = 3;

/// The declarations in scope of a target.
pub(super) struct TargetScope {
    /// The number of declarations of the reader that are in scope.
    pub(super) shared: usize,
    /// The start tags of the elements with the other declarations, from the outermost on.
    pub(super) around: Vec<usize>,
    /// The length of these start tags together.
    pub(super) length: usize,
}

impl Targets {
    /// The targets in `text`, which starts at byte `base` of the message.
    pub(super) fn of(text: &str, base: usize, options: &ReadOptions) -> Result<Self, DecodeError> {
        let mut found = Self {
            all: Vec::new(),
            scopes: Vec::new(),
            hasher: RandomState::new(),
        };
        let mut reader = Reader::new(text, base, options)?;
        reader.root()?;
        // For each open element: its target, if it is one, and its scope.
        let mut open = vec![found.begin(&reader, NOTHING)];
        while let Some((target, scope)) = open.last().copied() {
            match reader.token()? {
                Token::Start => open.push(found.begin(&reader, scope)),
                Token::End => {
                    if let Some(target) = target.and_then(|at| found.all.get_mut(at)) {
                        target.end = short(reader.position());
                    }
                    reader.pop();
                    open.pop();
                }
                Token::Text(_) | Token::Cdata(_) => {}
            }
        }
        found.all.sort_unstable_by_key(|one| (one.hash, one.start));
        Ok(found)
    }

    /// Notes the element whose start tag was just taken.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn begin(&mut self, reader: &Reader<'_>, around: u32) -> (Option<usize>, u32) {
        let start = short(reader.tag_offset());
        let id = reader.attributes().iter().find(|one| {
            one.local == "id" && mark(one.local, reader.attribute_namespace(one)) == Some(Mark::Id)
        });
        let target = id.map(|id| {
            self.all.push(Target {
                hash: self.hash(id.value.trim_matches(is_space_char)),
                start,
                end: start,
                scope: around,
                is_free: reader.depth() == INDEPENDENT,
            });
            self.all.len() - 1
        });
        if reader.own_declarations().next().is_none() {
            return (target, around);
        }
        self.scopes.push(Declaring {
            start,
            length: short(reader.position()).saturating_sub(start),
            around,
        });
        (target, short(self.scopes.len() - 1))
    }

    fn hash(&self, id: &str) -> u64 {
        self.hasher.hash_one(id)
    }

    /// The elements with this `id`: one in a valid message.
    pub(super) fn find(&mut self, id: &str) -> &mut [Target] {
        let hash = self.hash(id);
        let first = self.all.partition_point(|one| one.hash < hash);
        let after = self.all.partition_point(|one| one.hash <= hash);
        self.all.get_mut(first..after).unwrap_or_default()
    }

    /// The declarations in scope around a target. `containers` are open elements, from the outermost on: the start of
    /// each, and the number of declarations of the reader in scope in it.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(super) fn scope(&self, target: Target, containers: &[(usize, usize)]) -> TargetScope {
        let mut found = TargetScope {
            shared: crate::xml::BUILT_IN,
            around: Vec::new(),
            length: 0,
        };
        let mut at = target.scope;
        while let Some(declaring) = self.scopes.get(at as usize) {
            let start = declaring.start as usize;
            let container = containers.iter().find(|(offset, _)| *offset == start);
            if let Some((_, shared)) = container {
                found.shared = *shared;
                break;
            }
            found.around.push(start);
            found.length += declaring.length as usize;
            at = declaring.around;
        }
        found.around.reverse();
        found
    }
}

impl Target {
    /// The bytes that a reference to it adds to the message.
    pub(super) fn cost(&mut self) -> usize {
        match std::mem::replace(&mut self.is_free, false) {
            true => 0,
            false => self.end.saturating_sub(self.start) as usize,
        }
    }
}

/// An offset. A text is shorter than 4 GiB.
fn short(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(NOTHING)
}
