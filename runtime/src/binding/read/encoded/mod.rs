//! Reads messages in SOAP encoding (SOAP 1.1, section 5; SOAP 1.2 part 2, section 3) with the same tables as literal
//! ones.
//!
//! Accessors are matched by name, in any order. A null value is absent or nil. Items of arrays may have any name. A
//! value may be elsewhere in the message, where `href` or `ref` refers to it: the reader visits that place then. There
//! is no tree of the message, and [`Limits::references`](crate::xml::Limits::references) limits the growth by
//! references.

mod accessors;
mod arrays;
mod copy;
mod marks;
mod references;
mod targets;

use crate::binding::Reader;
use marks::Array;
use targets::Targets;

/// The state of reading SOAP encoding.
#[derive(Default)]
pub(super) struct Encoding {
    /// Whether the current element is encoded: headers of the same message may be literal.
    is_active: bool,
    /// The elements with an id. Found at the first reference.
    targets: Option<Targets>,
    /// The bytes that references have added to the message.
    spent: usize,
    /// Elements that stay open: the start of each, and the number of declarations in scope in it.
    containers: Vec<(usize, usize)>,
    /// The array attributes of the start tag at an offset.
    array: Option<(usize, Array)>,
    /// The start and end of the last visited element.
    visited: (usize, usize),
    /// The next struct is the response of an operation, whose first accessor is the return value.
    returns: bool,
}

impl Reader<'_> {
    /// Allows parts of the document to be in SOAP encoding.
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

    /// Switches SOAP encoding on or off for the elements that follow.
    pub(crate) fn set_encoded(&mut self, on: bool) {
        if let Some(encoding) = &mut self.encoding {
            encoding.is_active = on;
        }
    }

    /// Reads the next struct as the response of an operation: the name of the return value does not matter (SOAP 1.1,
    /// 7.1).
    pub(crate) fn expect_return(&mut self) {
        if let Some(encoding) = &mut self.encoding {
            encoding.returns = true;
        }
    }

    /// Marks the element whose start tag was just taken as the one with all encoded content.
    pub(crate) fn note_container(&mut self) {
        let (offset, scope) = (self.tag_offset(), self.scope_len());
        if let Some(encoding) = &mut self.encoding {
            encoding.containers.push((offset, scope));
        }
    }
}
