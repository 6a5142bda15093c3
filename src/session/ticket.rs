//! The ticket, which tells NetServer who makes a call.

use std::fmt;
use std::sync::Arc;

/// A ticket: sign-in returns it, the header `Credentials` carries it. `Debug` masks it.
///
/// It is opaque. NetServer decides how long it lives (each use keeps it alive) and knows its user.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket(Arc<str>);

impl Ticket {
    /// Wraps a ticket that was obtained elsewhere.
    pub fn new(ticket: impl Into<Arc<str>>) -> Self {
        Self(ticket.into())
    }

    /// Returns the ticket in the clear. Whoever has it acts as its user.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket(***)")
    }
}

impl From<&str> for Ticket {
    fn from(ticket: &str) -> Self {
        Self::new(ticket)
    }
}

impl From<String> for Ticket {
    fn from(ticket: String) -> Self {
        Self::new(ticket)
    }
}
