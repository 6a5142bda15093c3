//! Writes header blocks that no contract declares.

use crate::binding::{self, Complex, Field, Name, Struct};
use crate::xml::RawElement;

/// Header blocks as XML, in the form of a struct, so that the writer can write them.
pub(crate) struct RawHeaders(pub(crate) Vec<RawElement>);

static RAW_HEADERS: Struct = Struct::new(Name::new("", ""), &[binding::unknown()]);

impl Complex for RawHeaders {
    fn descriptor(&self) -> &'static Struct {
        &RAW_HEADERS
    }

    fn member(&self, index: usize) -> Option<&dyn Field> {
        (index == 0).then_some(&self.0 as &dyn Field)
    }

    fn member_mut(&mut self, _: usize) -> Option<&mut dyn Field> {
        None
    }
}
