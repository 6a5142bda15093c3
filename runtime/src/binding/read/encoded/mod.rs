//! Messages in SOAP encoding (SOAP 1.1, section 5; SOAP 1.2 part 2, section 3), by the same tables as literal ones.
//!
//! Accessors are told apart by name, in any order; a null value is left out or nil; items of arrays have any name; a value may be
//! somewhere else in the message, where `href` or `ref` names it: then the reader visits that place. There is no tree of the message,
//! and what references add to it is limited by [`Limits::references`](crate::xml::Limits::references).

mod accessors;
mod arrays;
mod copy;
mod marks;
mod references;
mod targets;

use crate::binding::Reader;
use marks::Array;
use targets::Targets;

/// What a reader of a message in SOAP encoding knows.
#[derive(Default)]
pub(super) struct Encoding {
    /// Whether the element being read is encoded: headers of the same message may be literal.
    is_active: bool,
    /// Found when the first reference is read.
    targets: Option<Targets>,
    /// How many bytes references have added to what is read of the message.
    spent: usize,
    /// Elements that are open throughout: where each starts, and how many declarations are in scope in it.
    containers: Vec<(usize, usize)>,
    /// What the start tag at an offset says of an array.
    array: Option<(usize, Array)>,
    /// Where the element that was visited last starts and ends.
    visited: (usize, usize),
    /// The next struct is the response of an operation, whose first accessor is the return value.
    returns: bool,
}

impl Reader<'_> {
    /// Lets parts of the document be in SOAP encoding.
    pub(crate) fn admit_encoding(&mut self) {
        self.encoding.get_or_insert_default();
    }

    /// Whether parts of the document may be in SOAP encoding.
    pub(crate) fn admits_encoding(&self) -> bool {
        self.encoding.is_some()
    }

    /// Whether the element being read is in SOAP encoding.
    #[inline]
    pub(in crate::binding) fn is_encoded(&self) -> bool {
        self.encoding.as_ref().is_some_and(|it| it.is_active)
    }

    /// Reads what follows as encoded, or as literal again.
    pub(crate) fn set_encoded(&mut self, on: bool) {
        if let Some(encoding) = &mut self.encoding {
            encoding.is_active = on;
        }
    }

    /// Reads the next struct as the response of an operation: the name of the return value does not matter (SOAP 1.1, 7.1).
    pub(crate) fn expect_return(&mut self) {
        if let Some(encoding) = &mut self.encoding {
            encoding.returns = true;
        }
    }

    /// Says that the element whose start tag was just taken holds everything that is encoded.
    pub(crate) fn note_container(&mut self) {
        let (offset, scope) = (self.tag_offset(), self.scope_len());
        if let Some(encoding) = &mut self.encoding {
            encoding.containers.push((offset, scope));
        }
    }
}
