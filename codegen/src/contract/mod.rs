//! A contract as people see it: its operations, sample messages, a reference, and what changed between two versions.
//!
//! Everything here reads the [`Model`]; nothing of it takes part in generating code.

mod calls;
pub mod diff;
mod docs;
pub mod inspect;
mod members;
pub mod sample;

pub use calls::{Body, Call, Direction, calls, find};
pub use docs::docs;
pub use members::{Member, MemberKind, depends_on, members, type_label};

use crate::model::Model;

/// The documentation of a component as one line, shortened to about `width` characters.
pub(crate) fn first_line(text: &str, width: usize) -> String {
    let line = text
        .split("\n\n")
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if line.chars().count() <= width {
        return line;
    }
    let mut short: String = line.chars().take(width.saturating_sub(1)).collect();
    if let Some(space) = short.rfind(' ') {
        short.truncate(space);
    }
    short.push('…');
    short
}

/// Number of types that somebody declared, without the built-in ones.
pub fn declared_types(model: &Model) -> usize {
    model
        .types
        .len()
        .saturating_sub(crate::model::Builtin::ALL.len())
}
