//! Views of a contract: an inventory, sample messages, a reference, and the changes between two versions.
//!
//! The views read the [`Model`] and take no part in generating code.

mod about;
mod calls;
pub mod diff;
mod docs;
pub mod inspect;
mod inventory;
mod reference;
pub mod sample;
mod type_names;
mod used;

pub use crate::model::content::{Member, MemberKind, members};
pub use crate::model::label::type_label;
pub use about::{About, MemberNotes, TypeNotes};
pub use calls::{Body, Call, calls, find};
pub use docs::docs;
pub use reference::{Reference, reference};

use crate::diagnostic::{Code, Diagnostics};
pub use crate::model::{Direction, Model, PartContent};
use crate::options::Options;
use crate::pipeline::Sources;

/// The components of a linked contract: what [`Model`], [`Call`] and the inventory refer to.
pub mod model {
    pub use crate::model::content::InChoice;
    pub use crate::model::*;
}

/// Reads the contracts of the options in the same way as generating does.
pub fn read(options: &Options) -> (Option<Model>, Sources, Diagnostics) {
    crate::pipeline::read_all(options)
}

/// Reads the contracts that the options name, and reports everything that generating reports.
pub fn check(options: &Options) -> (Option<Model>, Sources, Diagnostics) {
    let (model, sources, mut diagnostics) = read(options);
    if options.keep_going {
        diagnostics.tolerate(Code::tolerable);
    }
    if let Some(model) = model.as_ref().filter(|_| !diagnostics.has_errors()) {
        crate::pipeline::check(model, options, &mut diagnostics);
    }
    (model, sources, diagnostics)
}

/// Whether a glob matches a name: `*` matches any run of characters, `?` one character.
pub fn matches(glob: &str, name: &str) -> bool {
    crate::options::glob::matches(glob, name)
}

/// The first paragraph of the documentation as one line, cut to about `width` characters.
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

/// The number of named types, not counting built-in ones and those of SOAP encoding.
pub fn declared_types(model: &Model) -> usize {
    let types = model.types.iter();
    types.filter(|(id, _)| is_declared(model, *id)).count()
}

/// Whether a type has a name that is neither XML Schema's nor that of SOAP encoding.
fn is_declared(model: &Model, ty: crate::model::TypeId) -> bool {
    const ENCODINGS: [&str; 2] = [
        "http://schemas.xmlsoap.org/soap/encoding/",
        "http://www.w3.org/2003/05/soap-encoding",
    ];
    let name = model.types[ty].name.as_ref();
    !ty.is_builtin() && name.is_some_and(|name| !ENCODINGS.contains(&&*name.namespace))
}
