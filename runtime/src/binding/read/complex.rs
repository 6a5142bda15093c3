//! Complex types: reads the members of a struct in the predicted order or in any other.

use super::fast::{Ahead, Begun, Markup, Prediction, Stop};
use super::general::{ContentState, Table};
use super::{Progress, Seen};
use crate::binding::Reader;
use crate::binding::{Complex, Kind, Member, NestedMut, REPEATED, Shape, Struct};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::{DeviationKind, Token};

/// Whether elements of a struct have attributes only.
fn has_no_content(members: &[Member]) -> bool {
    let mut kinds = members.iter().map(|member| member.kind);
    kinds.all(|kind| matches!(kind, Kind::Attribute | Kind::AnyAttribute))
}

impl Reader<'_> {
    /// Reads a struct: the element whose start tag was just taken, through its end tag.
    pub fn complex(
        &mut self,
        value: &mut dyn Complex,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        self.count_struct(size_of_val(value));
        let table = value.descriptor();
        // A struct of elements in the order of the schema, without attributes, needs nothing else.
        if table.shape == Shape::Other || !self.attributes().is_empty() || self.is_empty() {
            return self.complex_general(value, table, member, Progress::default());
        }
        let owner = self.opened_as();
        match self.prediction(table, table.slot) {
            Prediction::Follow(markup) => match self.follow(value, &markup, owner)? {
                // No required member was missing when it was recorded.
                None => {
                    self.pop();
                    Ok(())
                }
                Some(done) => self.complex_after(value, member, &markup, done),
            },
            Prediction::Record(place) => {
                self.complex_fast(value, table, member, Progress::default(), Some(place))
            }
            Prediction::Nothing => {
                self.complex_fast(value, table, member, Progress::default(), None)
            }
        }
    }

    /// Reads the rest of a struct of which so many elements match the markup.
    #[cold]
    #[inline(never)]
    fn complex_after(
        &mut self,
        value: &mut dyn Complex,
        member: &'static Member,
        markup: &Markup,
        done: usize,
    ) -> Result<(), DecodeError> {
        let progress = self.progress_after(markup, done);
        let table = value.descriptor();
        self.complex_fast(value, table, member, progress, None)
    }

    /// Predicts as far as possible. Records the markup of the struct if asked to.
    #[inline(never)]
    fn complex_fast(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        member: &'static Member,
        mut progress: Progress,
        place: Option<usize>,
    ) -> Result<(), DecodeError> {
        self.check_structs()?;
        let stop = match place {
            Some(place) => self.predicted_and_recorded(value, table, place, &mut progress)?,
            None => self.predicted(value, table, table.namespace, &mut progress, None)?,
        };
        if stop != Stop::End {
            return self.complex_general(value, table, member, progress);
        }
        if table.required & !progress.low != 0 || table.members.len() > 64 {
            let low = progress.low;
            let seen = Seen {
                low,
                ..Seen::default()
            };
            self.check_required(table, &seen)?;
        }
        self.pop();
        Ok(())
    }

    /// Predicts, and records the markup of the struct.
    #[inline(never)]
    fn predicted_and_recorded(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        place: usize,
        progress: &mut Progress,
    ) -> Result<Stop, DecodeError> {
        let mut recorder = self.start_recording(place);
        let stop = self.predicted(value, table, table.namespace, progress, Some(&mut recorder))?;
        let complete = table.required & !progress.low == 0 && table.members.len() <= 64;
        self.finish_recording(table, recorder, stop == Stop::End && complete);
        Ok(stop)
    }

    /// Predicts again after a misprediction.
    #[inline(never)]
    fn predicted_again(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        namespace: &'static str,
        progress: &mut Progress,
    ) -> Result<Stop, DecodeError> {
        self.predicted(value, table, namespace, progress, None)
    }

    /// Reads all other structs, from the end of prediction on.
    #[inline(never)]
    #[allow(clippy::arithmetic_side_effects, reason = "the position of a member")]
    fn complex_general(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        member: &'static Member,
        progress: Progress,
    ) -> Result<(), DecodeError> {
        self.check_structs()?;
        if self.is_encoded() {
            return self.encoded_struct(value, table, member);
        }
        let mut seen = Seen {
            low: progress.low,
            ..Seen::default()
        };
        // After the first child the struct's start tag is no longer the last one. It had no attributes then.
        if progress.low == 0 {
            let attributes = table
                .members
                .first()
                .is_some_and(|first| matches!(first.kind, Kind::Attribute | Kind::AnyAttribute));
            if attributes || !self.attributes().is_empty() {
                self.check_annotation(Some(table.name))?;
                self.read_attributes(value, table, &mut seen)?;
            }
        }
        let mut content = None;
        if table
            .members
            .last()
            .is_some_and(|last| last.kind == Kind::Text)
        {
            self.simple_content(value, table, member)?;
            seen.set(table.members.len() - 1);
        } else if !table.is_predictable {
            content = Some(self.declared_content(value, table, &mut seen)?);
        } else {
            self.children(value, table, &mut seen, progress.next, &mut content)?;
        }
        let reported = self.reported();
        self.check_required(table, &seen)?;
        if let Some(content) = content {
            self.end_content(table.members, content, reported)?;
        }
        self.check_bounds(value, table)?;
        #[cfg(feature = "facets")]
        self.check_identities(member)?;
        self.pop();
        Ok(())
    }

    /// Reads the child elements. The end tag is taken, the element is still open.
    #[allow(clippy::arithmetic_side_effects, reason = "the position of a member")]
    fn children(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        seen: &mut Seen,
        mut next: usize,
        content: &mut Option<ContentState>,
    ) -> Result<(), DecodeError> {
        let members = table.members;
        // The namespace of the next prediction, and its spelling.
        let mut namespace = table.namespace;
        let mut spelling = self.spelling(namespace);
        if self.is_empty() {
            return self.next_child().map(drop);
        }
        // Printers indent empty content, too. Only where all is checked, that is refused.
        if self.options().strict
            && self.components.is_some()
            && has_no_content(members)
            && !self.admits_text()
        {
            return self.no_content();
        }
        loop {
            let mut stop = Stop::Other;
            if spelling.is_some() {
                let low = seen.low;
                let mut progress = Progress { low, next };
                stop = self.predicted_again(value, table, namespace, &mut progress)?;
                seen.low = progress.low;
                next = progress.next;
            }
            let ahead = match stop {
                Stop::End => Ahead::End,
                Stop::Name => Ahead::Other,
                Stop::Other => self.ahead(spelling),
            };
            match ahead {
                Ahead::End => {
                    self.settle_content(table, seen, next, content);
                    return Ok(());
                }
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
            // The next member may be in another namespace.
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
            if !self.next_child()? {
                self.settle_content(table, seen, next, content);
                return Ok(());
            }
            if table.has_groups {
                self.group_child(value, table, seen, &mut next, content)?;
            } else {
                self.general_child(value, table, seen, &mut next)?;
            }
        }
    }

    /// Takes the end of an element without content: there may not even be white space (Part 1, 3.4.4, 2.1).
    fn no_content(&mut self) -> Result<(), DecodeError> {
        loop {
            let at = self.position();
            match self.token()? {
                Token::End => return Ok(()),
                Token::Start => self.skip_unknown()?,
                Token::Cdata(range) if range.is_empty() => {}
                Token::Text(_) | Token::Cdata(_) => return Err(self.text_between(at)),
            }
        }
    }

    /// Moves the content model to the end of prediction.
    fn settle_content(
        &mut self,
        table: &'static Struct,
        seen: &Seen,
        next: usize,
        content: &mut Option<ContentState>,
    ) {
        if let Some(content) = content {
            let is_repeated = table
                .members
                .get(next)
                .is_some_and(|member| member.flags & REPEATED != 0 && seen.has(next));
            let at = match is_repeated {
                true => Some(next),
                false => next.checked_sub(1),
            };
            self.resume_content(content, at);
        }
    }

    /// Reads one child element of a table with groups or wildcards; its start tag was just taken.
    #[inline(never)]
    #[allow(clippy::arithmetic_side_effects, reason = "the position of a member")]
    pub(super) fn group_child(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        seen: &mut Seen,
        next: &mut usize,
        content: &mut Option<ContentState>,
    ) -> Result<(), DecodeError> {
        content.get_or_insert_with(|| ContentState::of_struct(table));
        self.settle_content(table, seen, *next, content);
        let Some(content) = content else {
            return Ok(());
        };
        std::mem::swap(&mut content.frame.seen, seen);
        let read = self.content_child(
            NestedMut::Struct(value),
            Table::of_struct(table.members),
            content,
        );
        std::mem::swap(&mut content.frame.seen, seen);
        if let Some(at) = content.at_member() {
            let member = table.members.get(at);
            let once = member.is_some_and(|member| member.flags & REPEATED == 0);
            *next = at + usize::from(once);
        }
        read
    }

    /// Reads one child element of a table of elements on the general path. Its start tag was just taken.
    #[inline(never)]
    #[allow(clippy::arithmetic_side_effects, reason = "the position of a member")]
    fn general_child(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        seen: &mut Seen,
        next: &mut usize,
    ) -> Result<(), DecodeError> {
        self.adopt(table.members)?;
        let Some(index) = self.lookup(table.members, *next, seen)? else {
            return self.skip_unknown();
        };
        let (Some(member), Some(place)) = (table.members.get(index), value.member_mut(index))
        else {
            return self.skip_unknown();
        };
        if member.kind == Kind::Unknown {
            return place.read_element(self, member);
        }
        if seen.has(index) && member.flags & REPEATED == 0 {
            return Err(self.duplicate(member));
        }
        if index < *next && !table.any_order {
            self.late(member)?;
        }
        *next = index + usize::from(member.flags & REPEATED == 0);
        seen.set(index);
        self.element(place, member)
    }

    /// The error of a second occurrence of `member`, whose start tag was just taken.
    #[cold]
    pub(super) fn duplicate(&self, member: &Member) -> DecodeError {
        // A wildcard has no name and matches any.
        let local = match member.name.local {
            "" => self.name().1,
            local => local,
        };
        self.fail(
            DecodeErrorKind::Duplicate,
            self.tag_offset(),
            format!("the element {local} occurs a second time"),
        )
    }

    /// Reports that `member`, whose start tag was just taken, comes after one that it should come before.
    #[cold]
    pub(super) fn late(&mut self, member: &Member) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        let local = match member.name.local {
            "" => self.name().1,
            local => local,
        };
        let message = || format!("the element {local} comes later than the schema has it");
        self.deviate(DeviationKind::Order, offset, &message, None)
    }
}
