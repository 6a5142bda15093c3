//! Follows recorded markup: reads structs that are written like the last one of their type.

use super::{Step, Then};
use crate::binding::Reader;
use crate::binding::read::Progress;
use crate::binding::{Complex, REPEATED};
use crate::error::DecodeError;

impl Reader<'_> {
    /// Notes the elements that were read, if not all of them match the markup at `place`.
    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding::read) fn progress_after(
        &mut self,
        place: usize,
        markup: &[Step],
        done: usize,
    ) -> Progress {
        let mut progress = Progress::default();
        let (done, ahead) = markup.split_at(done);
        for step in done {
            let repeated = step.member.is_none_or(|one| one.flags & REPEATED != 0);
            progress.low |= 1 << (step.index & 63);
            progress.next = usize::from(step.index) + usize::from(!repeated);
        }
        // At the end tag only the name of the struct may differ.
        if !matches!(
            ahead,
            [Step {
                then: Then::End | Then::Other,
                ..
            }]
        ) {
            self.mispredicted(place);
        }
        progress
    }

    /// Reads child elements while they match the steps; `owner` is the identity of the struct. Returns their number if the end
    /// tag was not taken.
    #[inline]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding::read) fn follow(
        &mut self,
        value: &mut dyn Complex,
        steps: &[Step],
        owner: usize,
    ) -> Result<Option<usize>, DecodeError> {
        let mut rest = steps.iter();
        let mut before = self.position();
        let Some(mut step) = rest.next() else {
            return Ok(Some(0));
        };
        let mut done = 0;
        let mut goes_on =
            !self.is_full() && !self.has_all_structs() && self.is_repeated(step, before);
        // The markup of `step` is at `before`: an end tag and a start tag. Its value starts at `at`.
        while goes_on {
            let at = before + step.len();
            let (Some(member), Some(next)) = (step.member, rest.next()) else {
                // The end tag may be recorded from a member with another name or prefix: it is compared with this element's.
                let ended = step.is_end_of(owner);
                self.go_to(if ended { at } else { at - step.tag_len() });
                return Ok((!ended).then_some(done));
            };
            let Some(field) = value.member_mut(usize::from(step.index)) else {
                self.go_to(at - step.tag_len());
                break;
            };
            match step.then {
                Then::Text => {
                    let Some(text) = self.plain_text_at(at) else {
                        self.go_to(at - step.tag_len());
                        break;
                    };
                    let end = at + text.len();
                    goes_on = self.is_repeated(next, end);
                    if !goes_on && !self.is_close_repeated(next, end)
                        || !field.parse_text(text, self, member)
                    {
                        self.go_to(at - step.tag_len());
                        break;
                    }
                    before = end;
                    self.count_predicted();
                    if !goes_on {
                        self.go_to(before + next.close_len());
                    }
                }
                Then::Elements => {
                    self.open_at(step, member, (at - step.tag_len(), at));
                    self.fill(field, member)?;
                    before = self.position();
                    goes_on = self.is_repeated(next, before);
                }
                _ => {
                    self.pass_at(at - step.tag_len(), at);
                    self.make_nil(field, member)?;
                    before = at;
                    goes_on = self.is_repeated(next, before);
                }
            }
            step = next;
            done += 1;
        }
        Ok(Some(done))
    }
}
