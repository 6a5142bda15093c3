//! The occurrence of each member of a content model.

use super::{MOST, Maker};
use crate::binding::{Inner, Kind, Member, Particle, REPEATED, REQUIRED, Struct, Term};

impl Maker<'_, '_> {
    /// The occurrence of each member by a content model.
    pub(super) fn counts(&mut self, model: &'static Particle, members: usize) -> Vec<u64> {
        let mut counts = vec![0; members];
        self.count(model, &mut counts);
        counts
    }

    fn count(&mut self, particle: &'static Particle, counts: &mut [u64]) {
        let times = self.occurrence(particle.min.into(), particle.max.into());
        for _ in 0..times {
            self.made = self.made.saturating_add(1);
            if self.made > MOST {
                return;
            }
            match particle.term {
                Term::Member(at) => {
                    if let Some(count) = counts.get_mut(usize::from(at)) {
                        *count = count.saturating_add(1);
                    }
                }
                Term::Sequence(children) | Term::All(children) => {
                    for child in children {
                        self.count(child, counts);
                    }
                }
                Term::Choice(children) => {
                    let at = self.below(children.len());
                    if let Some(child) = children.get(at) {
                        self.count(child, counts);
                    }
                }
            }
        }
    }

    /// The occurrence of a member where no content model says it.
    pub(super) fn count_of(
        &mut self,
        table: &'static Struct,
        index: usize,
        member: &'static Member,
    ) -> u64 {
        let bounds = table.bounds.iter();
        let mut bounds = bounds.filter(|(at, ..)| usize::from(*at) == index);
        if let Some((_, least, most)) = bounds.next() {
            return self.occurrence((*least).into(), (*most).into());
        }
        self.count_alone(member)
    }

    /// The occurrence of a member by its flags.
    pub(super) fn count_alone(&mut self, member: &'static Member) -> u64 {
        let least = u64::from(member.flags & REQUIRED != 0);
        match member.kind {
            // The reader gives an absent attribute its default value.
            Kind::Attribute if member.default.is_some() => 1,
            Kind::Unknown | Kind::AnyAttribute => 0,
            // A declared element would have to be valid.
            Kind::Any if matches!(member.inner, Inner::Wildcard(of) if of.is_strict()) => least,
            _ if member.flags & REPEATED != 0 => self.occurrence(least, u64::MAX),
            _ => self.occurrence(least, 1),
        }
    }
}
