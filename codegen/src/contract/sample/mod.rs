//! Builds sample messages from the schema.

mod example;
mod filler;
mod serialize;
mod tree;

use super::{Call, Direction};
use crate::options::SECRETS;

/// The style of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleStyle {
    /// A SOAP 1.1 message that an endpoint accepts.
    Soap11,
    /// A SOAP 1.2 message that an endpoint accepts.
    Soap12,
    /// A tree of elements and their types, in the form in which some vendors document their services. Endpoints refuse
    /// it.
    ///
    /// It has the namespace of SOAP 1.2, header blocks directly under the envelope (of a request, and only those with
    /// credentials), `xsi:type` on every element of a named type, the members that a type declares itself without those
    /// of its base, and neutral values: empty texts, zeros, the first value of an enumeration. Below the seventh level
    /// of a request and the eighth of a response everything but texts is nil.
    TypedTree,
}

/// Options of a sample.
#[derive(Clone, Debug)]
pub struct SampleOptions {
    /// The style.
    pub style: SampleStyle,
    /// Whether optional parts are left out. A typed tree ignores it.
    pub required_only: bool,
    /// The local names of elements with credentials.
    pub secrets: Vec<String>,
    /// The most elements in one message. A larger message loses its remaining optional elements.
    pub budget: usize,
}

impl Default for SampleOptions {
    fn default() -> Self {
        Self {
            style: SampleStyle::Soap11,
            required_only: false,
            secrets: SECRETS.iter().copied().map(str::to_owned).collect(),
            budget: 5_000,
        }
    }
}

/// Builds a sample of the request or response of an operation, as an XML document.
pub fn sample(call: &Call<'_>, direction: Direction, options: &SampleOptions) -> String {
    let tree = tree::envelope(call, direction, options);
    serialize::document(call.model, &tree, options.style)
}
