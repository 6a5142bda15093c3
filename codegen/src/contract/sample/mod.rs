//! Sample messages, built from the schema.

mod example;
mod filler;
mod serialize;
mod tree;

use super::{Call, Direction};
use crate::options::SECRETS;

/// The shape of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A SOAP 1.1 message that an endpoint accepts.
    Soap11,
    /// A SOAP 1.2 message that an endpoint accepts.
    Soap12,
    /// The shape of SuperOffice's published example pages, which show element trees rather than what goes over the wire: SOAP 1.2
    /// namespace, the headers that carry credentials directly under the envelope and no others, `xsi:type` on every
    /// element of a named type, only the members that a type declares itself (not those of its base), neutral values
    /// (empty texts, zeros, the first value of an enumeration), and below the seventh level of a request and the eighth of
    /// a response nil for everything but texts.
    Published,
}

/// What goes into a sample.
#[derive(Clone, Debug)]
pub struct SampleOptions {
    /// The shape.
    pub shape: Shape,
    /// Leave out what is optional. No effect on the published shape.
    pub required_only: bool,
    /// Elements that carry credentials, by local name.
    pub secrets: Vec<String>,
    /// Most elements in one message: where a contract is so nested that a full sample would have more, the rest of the
    /// optional ones is left out.
    pub budget: usize,
}

impl Default for SampleOptions {
    fn default() -> Self {
        Self {
            shape: Shape::Soap11,
            required_only: false,
            secrets: SECRETS.iter().copied().map(str::to_owned).collect(),
            budget: 5_000,
        }
    }
}

/// A sample of the request or response of an operation, as an XML document.
pub fn sample(call: &Call<'_>, direction: Direction, options: &SampleOptions) -> String {
    let tree = tree::envelope(call, direction, options);
    serialize::document(call.model, &tree, options.shape)
}
