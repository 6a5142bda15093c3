//! Occurrences of repeated members.

use super::required::described;
use crate::binding::{Complex, FieldValue, Reader, Struct, UNBOUNDED};
use crate::error::DecodeError;
use crate::xml::DeviationKind;

impl Reader<'_> {
    /// Checks the occurrence of repeated members. The element is still open.
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
            let is_few = count < *least as usize;
            if is_few || *most != UNBOUNDED && count > *most as usize {
                let offset = self.element_offset();
                let message = || {
                    let limits = match (*least, *most) {
                        (least, UNBOUNDED) => format!("at least {least}"),
                        (0, most) => format!("at most {most}"),
                        (least, most) => format!("{least} to {most}"),
                    };
                    format!(
                        "{} occurs {count} times instead of {limits}",
                        described(member)
                    )
                };
                self.deviate(DeviationKind::Occurrence, offset, &message, None)?;
            }
        }
        Ok(())
    }
}
