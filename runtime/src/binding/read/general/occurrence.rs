//! How often repeated members occur.

use crate::binding::{Complex, FieldValue, Reader, Struct, UNBOUNDED};
use crate::error::DecodeError;
use crate::xml::DeviationKind;

impl Reader<'_> {
    /// Checks the limits of repeated members; the element is still open.
    pub(in crate::binding::read) fn check_bounds(
        &mut self,
        value: &dyn Complex,
        table: &'static Struct,
    ) -> Result<(), DecodeError> {
        for (index, least, most) in table.bounds {
            let index = usize::from(*index);
            let (Some(member), Some(place)) = (table.members.get(index), value.member(index))
            else {
                continue;
            };
            let count = match place.value() {
                FieldValue::Many(list) => list.len(),
                _ => 0,
            };
            let is_few = count < *least as usize && (count > 0 || *least > 0);
            let is_many = *most != UNBOUNDED && count > *most as usize;
            if is_few || is_many {
                let offset = self.element_offset();
                let name = member.name.local;
                let limit = match is_few {
                    true => format!("at least {least}"),
                    false => format!("at most {most}"),
                };
                let message =
                    || format!("{count} elements {name} are here, and {limit} must be there");
                self.deviate(DeviationKind::Occurrence, offset, &message, None)?;
            }
        }
        Ok(())
    }
}
