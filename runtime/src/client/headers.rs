//! The SOAP headers of a request.

use crate::binding::{Complex, Field, FieldValue, Struct};
use std::fmt;
use std::sync::Arc;

/// Values for the SOAP headers of requests: generated structs of request headers, where later ones override earlier
/// ones. Cloning is cheap.
///
/// A header is sent with each operation whose contract names it, in the contract's order. A header that is absent in a
/// later struct keeps its earlier value.
#[derive(Clone, Default)]
pub struct Headers {
    sets: Vec<Arc<dyn HeaderSet>>,
}

trait HeaderSet: Complex + Send + Sync {}
impl<T: Complex + Send + Sync> HeaderSet for T {}

impl Headers {
    /// No headers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The headers of a generated struct.
    pub fn of<H: Complex + Send + Sync + 'static>(headers: H) -> Self {
        Self::new().and(headers)
    }

    /// Adds the headers of a generated struct, which override these.
    pub fn and<H: Complex + Send + Sync + 'static>(mut self, headers: H) -> Self {
        self.sets.push(Arc::new(headers));
        self
    }

    /// Adds other headers, which override these.
    pub fn over(mut self, other: &Headers) -> Self {
        self.sets.extend(other.sets.iter().cloned());
        self
    }

    /// Whether `other` is a clone of these headers: a
    /// [`HeaderProvider`](crate::HeaderProvider) finds out so whether its headers have changed since they were sent.
    pub fn is_same(&self, other: &Headers) -> bool {
        self.sets.len() == other.sets.len()
            && self
                .sets
                .iter()
                .zip(&other.sets)
                .all(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// Whether there are no headers.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// The headers that an operation sends. `table` describes its request headers.
    pub(crate) fn selected<'a>(&'a self, table: &'static Struct) -> Selected<'a> {
        Selected {
            table,
            sets: &self.sets,
        }
    }
}

/// Shows only the names of the structs: values may be secrets.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.sets.iter().map(|set| set.descriptor().name.local))
            .finish()
    }
}

/// The headers of one operation, from several structs.
pub(crate) struct Selected<'a> {
    table: &'static Struct,
    sets: &'a [Arc<dyn HeaderSet>],
}

impl Complex for Selected<'_> {
    fn descriptor(&self) -> &'static Struct {
        self.table
    }

    fn member(&self, index: usize) -> Option<&dyn Field> {
        let wanted = self.table.members.get(index)?;
        let mut absent: &dyn Field = &ABSENT;
        for set in self.sets.iter().rev() {
            let table = set.descriptor();
            let found = if std::ptr::eq(table, self.table) {
                Some(index)
            } else {
                // The same header in another service's struct. The tag must be the same, too, since it decides which
                // prefixes are declared.
                table
                    .members
                    .iter()
                    .position(|member| member.name == wanted.name && member.open == wanted.open)
            };
            if let Some(place) = found.and_then(|index| set.member(index)) {
                if !matches!(place.value(), FieldValue::Absent) {
                    return Some(place);
                }
                absent = place;
            }
        }
        Some(absent)
    }

    fn member_mut(&mut self, _: usize) -> Option<&mut dyn Field> {
        None
    }
}

static ABSENT: Option<()> = None;
