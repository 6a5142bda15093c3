//! The SOAP headers of a request.

use crate::binding::{Complex, Field, FieldValue, Struct};
use std::fmt;
use std::sync::Arc;

/// Values for the SOAP headers of requests: generated structs of request headers, laid over each other. A cheap clone.
///
/// A header goes out with an operation whose contract names it, in the contract's order; later values win over earlier ones,
/// and a header that is absent in a later struct leaves the earlier one alone.
#[derive(Clone, Default)]
pub struct Headers {
    sets: Vec<Arc<dyn Set>>,
}

trait Set: Complex + Send + Sync {}
impl<T: Complex + Send + Sync> Set for T {}

impl Headers {
    /// No headers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The headers of a generated struct.
    pub fn of<H: Complex + Send + Sync + 'static>(headers: H) -> Self {
        Self::new().and(headers)
    }

    /// Lays the headers of a generated struct over these.
    pub fn and<H: Complex + Send + Sync + 'static>(mut self, headers: H) -> Self {
        self.sets.push(Arc::new(headers));
        self
    }

    /// Lays other headers over these.
    pub fn over(mut self, other: &Headers) -> Self {
        self.sets.extend(other.sets.iter().cloned());
        self
    }

    /// Whether these are the very same values as `other`, clones of one another: how a
    /// [`HeaderProvider`](crate::HeaderProvider) tells whether what was sent is what it still holds.
    pub fn is_same(&self, other: &Headers) -> bool {
        self.sets.len() == other.sets.len()
            && self
                .sets
                .iter()
                .zip(&other.sets)
                .all(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// The headers that an operation sends whose request headers `table` describes.
    pub(crate) fn selected<'a>(&'a self, table: &'static Struct) -> Selected<'a> {
        Selected {
            table,
            sets: &self.sets,
        }
    }
}

/// The values may be secrets: only the names of the structs are shown.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.sets.iter().map(|set| set.descriptor().name.local))
            .finish()
    }
}

/// The headers of one operation, taken from several structs.
pub(crate) struct Selected<'a> {
    table: &'static Struct,
    sets: &'a [Arc<dyn Set>],
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
                // The same header in another service's struct; the same tag, so that the prefixes within it are declared too.
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
