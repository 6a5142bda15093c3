//! Identity constraints of elements that are read.

use crate::binding::{Inner, Member, Reader, keys};
use crate::error::DecodeError;
use crate::xml::DeviationKind;

impl Reader<'_> {
    /// Checks the identity constraints of the element that is open and whose end tag has been taken.
    pub(super) fn check_identities(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        let Inner::Identities(identities) = member.inner else {
            return Ok(());
        };
        if !self.options().facets {
            return Ok(());
        }
        let offset = self.element_offset();
        for broken in keys::broken(self.complete_element(), self.components, identities) {
            self.deviate(DeviationKind::Identity, offset, &|| broken.clone(), None)?;
        }
        Ok(())
    }
}
