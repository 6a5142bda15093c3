//! Follows recorded markup: reads structs that are written like the last one of their type.

use super::{Markup, Then};
use crate::binding::Reader;
use crate::binding::read::Progress;
use crate::binding::{Complex, REPEATED};
use crate::error::DecodeError;

impl Reader<'_> {
    /// Notes the elements that were read, if not all of them match the markup.
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding::read) fn progress_after(
        &mut self,
        markup: &Markup,
        done: usize,
    ) -> Progress {
        let mut progress = Progress::default();
        for step in markup.steps.iter().take(done) {
            let once = step.member.flags & REPEATED == 0;
            progress.low |= 1 << (step.index & 63);
            progress.next = usize::from(step.index) + usize::from(once);
        }
        // At the end tag only the name of the struct may differ.
        if done < markup.steps.len() {
            self.mispredicted(markup);
        }
        progress
    }

    /// Reads child elements while they match the markup; `owner` is the identity of the struct. Returns their number if the end
    /// tag was not taken.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding::read) fn follow(
        &mut self,
        value: &mut dyn Complex,
        markup: &Markup,
        owner: usize,
    ) -> Result<Option<usize>, DecodeError> {
        if self.is_full() || self.has_all_structs() {
            return Ok(Some(0));
        }
        let begin = self.remaining();
        let Some(mut content) = begin.and_then(|rest| self.after(&markup.first, rest)) else {
            return Ok(Some(0));
        };
        // `content` begins with that of `step`.
        for step in &markup.steps {
            let Some(field) = value.member_mut(usize::from(step.index)) else {
                return Ok(Some(self.go_back(step, content)));
            };
            let next = match step.then {
                Then::Text => {
                    let Some((text, rest)) = self.plain_text_in(content) else {
                        return Ok(Some(self.go_back(step, content)));
                    };
                    let next = self.after(&step.after, rest);
                    if next.is_none() && !self.is_close_repeated(&step.after, rest)
                        || !field.parse_text(text, self, step.member)
                    {
                        return Ok(Some(self.go_back(step, content)));
                    }
                    self.count_predicted();
                    if next.is_none() {
                        let after = self.offset_of(rest) + step.after.close_len();
                        self.go_to(after);
                    }
                    next
                }
                Then::Elements => {
                    self.open_before(content, step);
                    self.fill(field, step.member)?;
                    let rest = self.remaining();
                    rest.and_then(|rest| self.after(&step.after, rest))
                }
                _ => {
                    self.pass_before(content, step);
                    self.make_nil(field, step.member)?;
                    self.after(&step.after, content)
                }
            };
            let Some(next) = next else {
                return Ok(Some(usize::from(step.before) + 1));
            };
            content = next;
        }
        let at = self.offset_of(content);
        // The end tag may be recorded from a member with another name or prefix: it is compared with this element's.
        if markup.is_end_of(owner) {
            self.go_to(at);
            return Ok(None);
        }
        Ok(Some(self.go_before_end(markup, at)))
    }

    /// Moves to the tag at the end of the markup, of which all was read up to `at`. Returns the number of its elements.
    #[cold]
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn go_before_end(&mut self, markup: &Markup, at: usize) -> usize {
        let last = markup.steps.last();
        self.go_to(at - last.map_or(0, |step| step.after.tag_len()));
        markup.steps.len()
    }
}
