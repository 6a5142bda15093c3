//! The members of a struct in the order of the schema, in a document that is written as most are.

use super::Progress;
use crate::error::DecodeError;
use crate::schema::{Complex, Inner, Kind, Member, REPEATED};
use crate::xml::{Inside, Reader, Spelling};

impl Reader<'_> {
    /// Reads child elements while they are what is expected: members of one namespace from `next` on. Whether the end tag was
    /// taken; if not, something else stands here.
    #[inline(never)]
    pub(super) fn predicted(
        &mut self,
        value: &mut dyn Complex,
        members: &'static [Member],
        namespace: &'static str,
        spelling: &Spelling,
        progress: &mut Progress,
    ) -> Result<bool, DecodeError> {
        let spelling = *spelling;
        if !spelling.is_short() {
            return Ok(false);
        }
        let Progress { mut low, mut next } = *progress;
        let mut ended = false;
        'element: while let Some(window) = self.window() {
            if window.is_text() {
                if self.skip_blank() {
                    continue;
                }
                break;
            }
            if window.is_end() {
                ended = self.close_in(&window);
                break;
            }
            let Some(head) = window.head(&spelling) else {
                break;
            };
            let mut at = next;
            let (member, end) = loop {
                let Some(member) = members.get(at) else {
                    break 'element;
                };
                if let Some(end) = window.named(&spelling, head, member) {
                    break (member, end);
                }
                at += 1;
            };
            if member.kind != Kind::Element
                || at >= 64
                || low >> at & 1 != 0 && member.flags & REPEATED == 0
                || !std::ptr::eq(member.name.namespace, namespace)
                    && member.name.namespace != namespace
            {
                break;
            }
            let Some(place) = value.member_mut(at) else {
                break;
            };
            match window.after(end) {
                b'>' => match self.inside(&window, end) {
                    Inside::Text(text, after)
                        if matches!(member.inner, Inner::None)
                            && place.take(text, self, member) =>
                    {
                        self.pass(after);
                    }
                    Inside::Elements => {
                        self.open_in(&spelling, end)?;
                        self.fill(place, member)?;
                    }
                    _ => break,
                },
                b' ' if self.nil_in(&window, end) => self.make_nil(place, member)?,
                b' ' if self.with_attributes(&spelling, end, place, member)? => {}
                _ => break,
            }
            low |= 1 << at;
            next = at + usize::from(member.flags & REPEATED == 0);
        }
        *progress = Progress { low, next };
        Ok(ended)
    }
}
