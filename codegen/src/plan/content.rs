//! Content models: the order and occurrence of the members of a struct or the branches of a choice.

#![allow(missing_docs)]

pub use crate::model::Compositor;

/// A particle over the members of one node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParticleNode {
    /// 0 for every emptiable term (Part 1, section 3.9.6).
    pub min: u32,
    /// `None` for unbounded.
    pub max: Option<u32>,
    pub term: TermNode,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TermNode {
    /// The member at this index.
    Member(usize),
    Group(Compositor, Vec<ParticleNode>),
}

impl ParticleNode {
    pub(crate) fn member(index: usize, min: u32, max: Option<u32>) -> Self {
        let term = TermNode::Member(index);
        Self { min, max, term }
    }

    /// An empty particle.
    pub(crate) fn empty() -> Self {
        Self::group(Compositor::Sequence, 0, Some(1), Vec::new())
    }

    /// A group of particles in its simplest form.
    pub(crate) fn group(
        compositor: Compositor,
        min: u32,
        max: Option<u32>,
        children: Vec<Self>,
    ) -> Self {
        let is_emptiable = match compositor {
            Compositor::Choice => {
                children.is_empty() || children.iter().any(|child| child.min == 0)
            }
            Compositor::Sequence | Compositor::All => children.iter().all(|child| child.min == 0),
        };
        let min = if is_emptiable { 0 } else { min };
        let mut flat = Vec::new();
        for child in children {
            match child {
                Self {
                    max: Some(1),
                    min: _,
                    term: TermNode::Group(inner, items),
                } if inner == compositor
                    && (compositor == Compositor::Choice
                        || compositor == Compositor::Sequence && child.min == least(&items)) =>
                {
                    flat.extend(items);
                }
                Self {
                    term: TermNode::Group(_, items),
                    ..
                } if items.is_empty() => {}
                child => flat.push(child),
            }
        }
        if let [only] = flat.as_slice()
            && let Some((min, max)) = multiplied((min, max), (only.min, only.max))
        {
            return Self {
                min,
                max,
                term: only.term.clone(),
            };
        }
        let term = TermNode::Group(compositor, flat);
        Self { min, max, term }
    }

    /// The same particle over members that begin at `offset` of another list.
    pub(crate) fn shifted(mut self, offset: usize) -> Self {
        self.shift(offset);
        self
    }

    fn shift(&mut self, offset: usize) {
        match &mut self.term {
            TermNode::Member(index) => *index += offset,
            TermNode::Group(_, children) => {
                for child in children {
                    child.shift(offset);
                }
            }
        }
    }
}

/// The least occurrence of a sequence that occurs once: 0 if it is emptiable.
fn least(children: &[ParticleNode]) -> u32 {
    u32::from(children.iter().any(|child| child.min > 0))
}

/// The occurrence of the only particle of a group, multiplied with that of the group; `None` if the product differs in
/// meaning.
fn multiplied(outer: (u32, Option<u32>), inner: (u32, Option<u32>)) -> Option<(u32, Option<u32>)> {
    let is_plain = |(min, max): (u32, Option<u32>)| min <= 1 && matches!(max, None | Some(1));
    match (outer, inner) {
        ((1, Some(1)), other) | (other, (1, Some(1))) => Some(other),
        ((_, max), (0, Some(1))) => Some((0, max)),
        (outer, inner) if is_plain(outer) && is_plain(inner) => Some((
            outer.0 * inner.0,
            match (outer.1, inner.1) {
                (Some(_), Some(_)) => Some(1),
                _ => None,
            },
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(min: u32, max: Option<u32>) -> ParticleNode {
        ParticleNode::member(0, min, max)
    }

    #[test]
    fn groups_of_one_particle_are_that_particle() {
        let wrapped = |outer: (u32, Option<u32>), inner| {
            ParticleNode::group(Compositor::Sequence, outer.0, outer.1, vec![inner])
        };
        assert_eq!(wrapped((0, None), member(1, Some(1))), member(0, None));
        assert_eq!(
            wrapped((2, Some(3)), member(1, Some(1))),
            member(2, Some(3))
        );
        assert_eq!(wrapped((1, None), member(0, Some(1))), member(0, None));
        // Two to three times one to two stays a group, with both occurrences.
        let nested = wrapped((2, Some(3)), member(1, Some(2)));
        assert!(matches!(nested.term, TermNode::Group(..)));
    }

    #[test]
    fn what_admits_nothing_need_not_occur() {
        let inner = vec![member(0, Some(1)), ParticleNode::member(1, 0, None)];
        let group = ParticleNode::group(Compositor::Sequence, 2, Some(2), inner);
        assert_eq!(group.min, 0);
        let branches = vec![member(1, Some(1)), ParticleNode::member(1, 0, None)];
        let choice = ParticleNode::group(Compositor::Choice, 1, Some(1), branches);
        assert_eq!(choice.min, 0);
    }

    #[test]
    fn sequences_in_sequences_are_one() {
        let optional = ParticleNode::group(
            Compositor::Sequence,
            0,
            Some(1),
            vec![
                ParticleNode::member(1, 1, Some(1)),
                ParticleNode::member(2, 1, Some(1)),
            ],
        );
        let whole = ParticleNode::group(
            Compositor::Sequence,
            1,
            Some(1),
            vec![member(1, Some(1)), optional.clone()],
        );
        // Both or none of the two: this differs from making each optional.
        assert_eq!(
            whole.term,
            TermNode::Group(Compositor::Sequence, vec![member(1, Some(1)), optional])
        );
    }
}
