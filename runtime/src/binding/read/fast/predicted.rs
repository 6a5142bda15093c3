//! Reads the members of a struct in the order of the schema, in a document with the usual spelling.

use super::{Inside, MarkupRecorder, Then, Window};
use crate::binding::Reader;
use crate::binding::read::Progress;
use crate::binding::{Complex, Field, Inner, Kind, Member, NIL_CHECKED, REPEATED, Shape, Struct};
use crate::error::DecodeError;

/// The end of a prediction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::binding::read) enum Stop {
    /// The end tag was taken.
    End,
    /// The next start tag has another local name than the expected members.
    Name,
    /// Other content.
    Other,
}

impl<'a> Reader<'a> {
    /// Reads child elements while they are the expected ones: members of one namespace from `progress.next` on.
    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the shift takes at modulo 64, and at is less than that where it counts"
    )]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding::read) fn predicted(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        namespace: &'static str,
        progress: &mut Progress,
        mut recorder: Option<&mut MarkupRecorder>,
    ) -> Result<Stop, DecodeError> {
        if self.is_full() {
            return Ok(Stop::Other);
        }
        let members = table.members;
        let uniform = table.shape == Shape::Uniform;
        while self.look_for(namespace)
            && let Some(window) = self.window()
        {
            if window.is_text() {
                if self.skip_blank() {
                    continue;
                }
                break;
            }
            if window.is_end() {
                return Ok(match self.close_in(&window) {
                    true => Stop::End,
                    false => Stop::Other,
                });
            }
            let Some(head) = self.head(&window) else {
                break;
            };
            let mut at = progress.next;
            let (member, end) = loop {
                let Some(member) = members.get(at) else {
                    return Ok(Stop::Name);
                };
                if let Some(end) = self.named(&window, head, member) {
                    break (member, end);
                }
                at += 1;
            };
            if !uniform
                && (at >= 64 || member.kind != Kind::Element || member.name.namespace != namespace)
            {
                break;
            }
            let bit = 1u64.wrapping_shl(at as u32);
            let once = member.flags & REPEATED == 0;
            if progress.low & bit != 0 && once {
                break;
            }
            let Some(place) = value.member_mut(at) else {
                break;
            };
            let tag = (self.position(), self.local());
            let Some(then) = self.predicted_child(&window, end, place, member)? else {
                break;
            };
            if let Some(recorder) = &mut recorder {
                self.record_child(recorder, tag, end, (at, member), then);
            }
            progress.low |= bit;
            progress.next = at + usize::from(once);
        }
        Ok(Stop::Other)
    }

    /// Notes an element: the offset of its start tag, and the range of its local name in the window. The element ends
    /// here.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding::read) fn record_child(
        &self,
        recorder: &mut MarkupRecorder,
        (tag, local): (usize, usize),
        end: usize,
        member: (usize, &'static Member),
        then: Then,
    ) {
        let after = self.position();
        let (tag_end, value_end) = match then {
            Then::Text => (tag + end + 1, after - (end + 2)),
            Then::Elements => (tag + end + 1, after),
            _ => (after, after),
        };
        self.record_step(recorder, (tag..tag_end, local), member, then, value_end);
    }

    /// Reads the next element, of `member`, whose name ends at `end`, if it has the usual spelling. Returns its
    /// content.
    #[inline]
    pub(in crate::binding::read) fn predicted_child(
        &mut self,
        window: &Window<'a>,
        end: usize,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<Option<Then>, DecodeError> {
        match window.after(end) {
            b'>' => match self.inside(window, end) {
                Inside::Text(text, after)
                    if matches!(member.inner, Inner::None)
                        && place.parse_text(text, self, member) =>
                {
                    self.pass(after);
                    Ok(Some(Then::Text))
                }
                Inside::Elements => {
                    self.open_in(end, member);
                    self.fill(place, member)?;
                    Ok(Some(Then::Elements))
                }
                _ => Ok(None),
            },
            b' ' if member.flags & NIL_CHECKED == 0 && self.nil_in(window, end) => {
                self.make_nil(place, member)?;
                Ok(Some(Then::Nil))
            }
            b' ' if self.with_attributes(end, place, member)? => Ok(Some(Then::Other)),
            _ => Ok(None),
        }
    }
}
