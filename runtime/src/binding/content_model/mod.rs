//! Content models (XML Schema Part 1, sections 3.8 and 3.9): the child elements of a complex type, their order and
//! occurrence.
//!
//! Most tables need none: a struct is a sequence of its members, and a choice is one of its branches, with the
//! occurrence in their flags. Generated code declares a tree of [`Particle`]s only for other models. A [`Matcher`]
//! walks it along the elements of a message. By the unique particle attribution rule each element fits at most one
//! particle; which occurrence it belongs to may show later. If a schema breaks that rule, the first in document order wins.

mod divisions;
mod matcher;
#[cfg(test)]
mod tests;

pub(crate) use matcher::{END, Matcher, PathStep};

/// No upper bound: `maxOccurs="unbounded"`.
pub const UNBOUNDED: u32 = u32::MAX;

/// A term and its occurrence (Part 1, section 3.9).
///
/// `min` is 0 for every emptiable term (section 3.9.6).
#[derive(Debug)]
pub struct Particle {
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) term: Term,
}

/// The term of a particle.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Term {
    /// The element, wildcard or group at this index of the table.
    Member(u16),
    /// All of them, in order.
    Sequence(&'static [Particle]),
    /// One of them.
    Choice(&'static [Particle]),
    /// All of them, in any order.
    All(&'static [Particle]),
}

impl Particle {
    /// The element, wildcard or group at `index` of the table.
    pub const fn member(index: u16, min: u32, max: u32) -> Self {
        let term = Term::Member(index);
        Self { min, max, term }
    }

    /// All of `children`, in order.
    pub const fn sequence(min: u32, max: u32, children: &'static [Particle]) -> Self {
        let term = Term::Sequence(children);
        Self { min, max, term }
    }

    /// One of `children`.
    pub const fn choice(min: u32, max: u32, children: &'static [Particle]) -> Self {
        let term = Term::Choice(children);
        Self { min, max, term }
    }

    /// Whether it matters how often the member at `index` occurs, beyond once.
    #[cfg(feature = "http")]
    pub(crate) fn counts(&self, index: usize) -> bool {
        let is_counted = |min: u32, max: u32| min > 1 || max != 1 && max != UNBOUNDED;
        match self.term {
            Term::Member(at) => usize::from(at) == index && is_counted(self.min, self.max),
            Term::Choice(children) => children.iter().any(|child| {
                child.counts(index) || child.holds(index) && is_counted(self.min, self.max)
            }),
            // A sequence that comes again may hold one item each time.
            Term::Sequence(children) | Term::All(children) => children
                .iter()
                .any(|child| child.counts(index) || child.holds(index) && self.max != 1),
        }
    }

    #[cfg(feature = "http")]
    fn holds(&self, index: usize) -> bool {
        match self.term {
            Term::Member(at) => usize::from(at) == index,
            Term::Sequence(children) | Term::Choice(children) | Term::All(children) => {
                children.iter().any(|child| child.holds(index))
            }
        }
    }

    /// All of `children`, in any order.
    pub const fn all(min: u32, max: u32, children: &'static [Particle]) -> Self {
        let term = Term::All(children);
        Self { min, max, term }
    }
}
