//! Arrays: items may have any name, and some may be absent (SOAP 1.1, 5.4.2; SOAP 1.2 part 2, 3.3).

use super::marks::{Array, Mark, mark};
use crate::binding::Reader;
use crate::binding::{Field, Member};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::DeviationKind;

/// The cost of a null item that is not in the message, in bytes of a message.
const NULL: usize = 64;

impl Reader<'_> {
    /// Reads the items in the element whose start tag was just taken, through its end tag.
    pub(in crate::binding::read) fn encoded_items(
        &mut self,
        place: &mut dyn Field,
        item: &'static Member,
    ) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        let array = self.encoding.as_mut().and_then(|it| it.array.take());
        let array = match array {
            Some((at, array)) if at == offset => array,
            _ => Array::default(),
        };
        if array.sizes.len() > 1 {
            let message = || {
                let sizes = array.shape();
                format!("the array has the dimensions {sizes}: its items are read row by row")
            };
            self.deviate(DeviationKind::Encoding, offset, &message, None)?;
        }
        // The number of the next item.
        let mut next = 0;
        if let Some(position) = &array.offset {
            next = self.skip_to(place, &array, position, next, offset)?;
        }
        while self.next_child()? {
            let position = self.attributes().iter().find_map(|one| {
                let namespace = self.attribute_namespace(one);
                let found = mark(one.local, namespace) == Some(Mark::Position);
                found.then(|| (one.value.clone().into_owned(), one.offset))
            });
            if let Some((position, offset)) = position {
                next = self.skip_to(place, &array, &position, next, offset)?;
            }
            self.element(place, item)?;
            next = next.saturating_add(1);
        }
        self.pop();
        Ok(())
    }

    /// Adds the null items from `next` up to the item at `position`, and returns the number of that item.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn skip_to(
        &mut self,
        place: &mut dyn Field,
        array: &Array,
        position: &str,
        next: usize,
        offset: usize,
    ) -> Result<usize, DecodeError> {
        let Some(number) = array.number(position) else {
            let message = format!("{position:?} is no position in the array");
            return Err(self.fail(DecodeErrorKind::Value, offset, message));
        };
        let Some(missing) = number.checked_sub(next) else {
            let message = format!(
                "the item at {position} comes after the one at [{}]",
                next - 1
            );
            return Err(self.fail(DecodeErrorKind::Element, offset, message));
        };
        self.charge(missing.saturating_mul(NULL), offset)?;
        for _ in 0..missing {
            if !place.set_nil() {
                let message = || {
                    format!(
                        "{missing} items before {position} are left out, and there is no null item here"
                    )
                };
                self.deviate(DeviationKind::Encoding, offset, &message, None)?;
                break;
            }
        }
        Ok(number)
    }
}
