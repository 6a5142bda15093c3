//! Complex types: the members of a struct, in the order predicted or in any other.

use super::{Progress, Seen};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::schema::{Complex, Kind, Member, REPEATED, REQUIRED, Struct};
use crate::xml::{Ahead, Begun, DeviationKind, Reader};

/// The namespace of the last element, which is that of most.
#[inline(always)]
fn usual(members: &'static [Member], last: &'static Member) -> &'static str {
    match last.kind {
        Kind::Element => last.name.namespace,
        _ => usual_of(members),
    }
}

#[inline(never)]
fn usual_of(members: &'static [Member]) -> &'static str {
    let mut elements = members.iter().filter(|one| one.kind == Kind::Element);
    elements.next_back().map_or("", |last| last.name.namespace)
}

impl Reader<'_> {
    /// Reads a struct: the element whose start tag was just taken, through its end tag.
    pub fn complex(
        &mut self,
        value: &mut dyn Complex,
        _: &'static Member,
    ) -> Result<(), DecodeError> {
        let table = value.descriptor();
        let mut progress = Progress::default();
        // A struct of elements, in the order of the schema, without attributes: nothing else is needed then.
        if let ([first, ..], [.., last]) = (table.members, table.members)
            && !matches!(first.kind, Kind::Attribute | Kind::AnyAttribute)
            && last.kind != Kind::Text
            && self.attributes().is_empty()
            && !self.is_empty()
            && let namespace = usual(table.members, last)
            && let Some(spelling) = self.spelling(namespace)
            && self.predicted(value, table.members, namespace, &spelling, &mut progress)?
        {
            for (index, member) in table.members.iter().enumerate() {
                if member.flags & REQUIRED != 0 && (index >= 64 || progress.low >> index & 1 == 0) {
                    self.missing(member)?;
                }
            }
            self.pop();
            return Ok(());
        }
        self.complex_slowly(value, table, progress)
    }

    /// The same for all others, from where prediction came to.
    #[inline(never)]
    fn complex_slowly(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        progress: Progress,
    ) -> Result<(), DecodeError> {
        let mut seen = Seen {
            low: progress.low,
            ..Seen::default()
        };
        // Once a child has been read, the start tag is not the last one any more, and had no attributes.
        if progress.low == 0 {
            let attributes = table
                .members
                .first()
                .is_some_and(|first| matches!(first.kind, Kind::Attribute | Kind::AnyAttribute));
            if attributes || !self.attributes().is_empty() {
                self.check_annotation(Some(table))?;
                self.read_attributes(value, table, &mut seen)?;
            }
        }
        if table
            .members
            .last()
            .is_some_and(|last| last.kind == Kind::Text)
        {
            self.simple_content(value, table)?;
            seen.set(table.members.len() - 1);
        } else {
            self.children(value, table, &mut seen, progress.next)?;
        }
        self.check_required(table, &seen)?;
        self.pop();
        Ok(())
    }

    /// Reads the child elements; the end tag is taken, the element still open.
    fn children(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        seen: &mut Seen,
        mut next: usize,
    ) -> Result<(), DecodeError> {
        let members = table.members;
        // The namespace of the next prediction, and its spelling.
        let mut namespace = members.last().map_or("", |last| usual(members, last));
        let mut spelling = self.spelling(namespace);
        if self.is_empty() {
            return self.next_child().map(drop);
        }
        loop {
            if let Some(spelling) = &spelling {
                let low = seen.low;
                let mut progress = Progress { low, next };
                let ended = self.predicted(value, members, namespace, spelling, &mut progress)?;
                seen.low = progress.low;
                next = progress.next;
                if ended {
                    return Ok(());
                }
            }
            match self.ahead(spelling) {
                Ahead::End => return Ok(()),
                Ahead::Name(local) => {
                    if let Some((index, member)) = self.predict(local, members, next)
                        && (std::ptr::eq(member.name.namespace, namespace)
                            || member.name.namespace == namespace)
                        && (!seen.has(index) || member.flags & REPEATED != 0)
                        && let Some(place) = value.member_mut(index)
                    {
                        let begun = self.begin(local, member)?;
                        if begun != Begun::No {
                            seen.set(index);
                            next = index + usize::from(member.flags & REPEATED == 0);
                            match begun {
                                Begun::Nil => self.make_nil(place, member)?,
                                Begun::Attributes => self.element(place, member)?,
                                _ => self.fill(place, member)?,
                            }
                            continue;
                        }
                    }
                }
                Ahead::Other => {}
            }
            // Perhaps the next member is in another namespace.
            if let Some(expected) = members
                .iter()
                .skip(next)
                .find(|one| one.kind == Kind::Element)
                && !std::ptr::eq(expected.name.namespace, namespace)
            {
                namespace = expected.name.namespace;
                spelling = self.spelling(namespace);
                continue;
            }
            if !self.general_child(value, table, seen, &mut next)? {
                return Ok(());
            }
        }
    }

    /// Reads one child element by the general path (and more, while groups leave some); `false` at the end tag, which is taken.
    #[inline(never)]
    fn general_child(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        seen: &mut Seen,
        next: &mut usize,
    ) -> Result<bool, DecodeError> {
        loop {
            if !self.next_child()? {
                return Ok(false);
            }
            match self.lookup(table.members, *next, seen)? {
                None => self.skip_unknown()?,
                Some(index) => self.child(value, table, seen, next, index)?,
            }
            if !self.has_pending() {
                return Ok(true);
            }
        }
    }

    /// Reads the child element whose start tag was just taken as the member at `index`.
    fn child(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        seen: &mut Seen,
        next: &mut usize,
        index: usize,
    ) -> Result<(), DecodeError> {
        let (Some(member), Some(place)) = (table.members.get(index), value.member_mut(index))
        else {
            return self.skip_unknown();
        };
        let was_seen = seen.has(index);
        if was_seen && member.flags & REPEATED == 0 && member.kind == Kind::Element {
            return Err(self.duplicate(member));
        }
        let ordered = index + 1 >= *next;
        if !ordered && member.kind != Kind::Unknown {
            self.out_of_order(member)?;
        }
        if member.kind != Kind::Unknown {
            *next = index + usize::from(member.flags & REPEATED == 0);
        }
        seen.set(index);
        match member.kind {
            Kind::Group => self.group_member(place, member, was_seen),
            Kind::Any | Kind::Unknown => place.fill(self, member),
            _ => self.element(place, member),
        }
    }

    /// A second occurrence of `member`, whose start tag was just taken.
    #[cold]
    pub(super) fn duplicate(&self, member: &Member) -> DecodeError {
        self.fail(
            DecodeErrorKind::Duplicate,
            self.tag_offset(),
            format!(
                "the element {} stands here a second time",
                member.name.local
            ),
        )
    }

    #[cold]
    fn out_of_order(&mut self, member: &Member) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        let message = || {
            format!(
                "the element {} stands later than the schema has it",
                member.name.local
            )
        };
        self.deviate(DeviationKind::Order, offset, &message, None)
    }
}
