//! Nil elements.

use crate::binding::Writer;
use crate::binding::{Complex, FIXED, Member, NIL_CHECKED, Polymorphic};
use crate::error::EncodeErrorKind;

impl Writer<'_> {
    /// Writes `member` as nil.
    #[inline(never)]
    pub(crate) fn nil(&mut self, member: &'static Member) {
        // Attributes are required of a nil element, too (Part 1, 3.3.4); SOAP encoding has none.
        if member.flags & NIL_CHECKED != 0 && !self.annotates {
            let message = "a nil of its type has required attributes".to_owned();
            self.problem(EncodeErrorKind::Missing, message, Some(member));
        }
        // A nil element has no fixed value (Part 1, 3.3.4, clause 3.2.2).
        if member.flags & FIXED != 0 && !self.annotates {
            let message = "a fixed value cannot be nil".to_owned();
            self.problem(EncodeErrorKind::Value, message, Some(member));
        }
        self.extra = "";
        self.open_name(member);
        self.raw_added();
        self.raw(" xsi:nil=\"true\"/>");
    }

    /// Writes an element that is due and has no value: an empty one where that stands for the fixed value, otherwise nil.
    pub(super) fn nil_or_fixed(&mut self, member: &'static Member) {
        if member.flags & FIXED == 0 || self.annotates {
            return self.nil(member);
        }
        self.extra = "";
        self.open_name(member);
        self.raw("/>");
    }

    /// Writes a nil element with the attributes of a struct.
    pub fn nil_complex(&mut self, value: &dyn Complex, member: &'static Member) {
        if !self.enter(member) {
            return;
        }
        self.start_with_attributes(value, member, value.descriptor().members);
        // Replaces the `>`.
        self.out.pop();
        self.raw(" xsi:nil=\"true\"/>");
        self.leave();
    }

    /// Writes a nil element with the attributes of a value and the `xsi:type` of its variant.
    pub fn nil_polymorphic(&mut self, value: &dyn Polymorphic, member: &'static Member) {
        if let Some(one) = value.types().get(value.variant()) {
            self.extra = one.attribute;
        }
        value.content().write_nil(self, member);
        self.extra = "";
    }
}
