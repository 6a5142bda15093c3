//! Builds sample messages from the schema.

mod builder;
mod example;
mod filler;
mod height;
mod identity;
mod serialize;
mod tree;

use super::{Call, Direction};
use crate::model::{Facts, Model, TypeId};
use crate::options::secrets::may_be_secret;
use crate::validate::{AllEffective, Literals};
use std::collections::BTreeMap;
use std::sync::Mutex;

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

impl SampleStyle {
    /// The style of messages that the endpoint of a call accepts.
    pub fn of(call: &Call<'_>) -> Self {
        match call.is_soap12() {
            true => Self::Soap12,
            false => Self::Soap11,
        }
    }
}

/// Options of a sample.
#[derive(Clone, Debug)]
pub struct SampleOptions {
    /// The style.
    pub style: SampleStyle,
    /// Whether optional parts are left out. A typed tree ignores it.
    pub required_only: bool,
    /// Selectors of elements with credentials, besides those whose names say so.
    pub secrets: Vec<String>,
    /// The most elements in one message. A larger message loses its remaining optional elements.
    pub budget: usize,
}

impl Default for SampleOptions {
    fn default() -> Self {
        Self {
            style: SampleStyle::Soap11,
            required_only: false,
            secrets: Vec::new(),
            budget: 5_000,
        }
    }
}

impl SampleOptions {
    /// Whether an element of this local name has credentials.
    pub fn is_secret(&self, local: &str) -> bool {
        may_be_secret(&self.secrets, local)
    }
}

/// Builds samples of the messages of a contract.
///
/// A sample is valid by the contract where a valid message exists: what repeats itself is cut at an element that may be left out or
/// be nil, or goes on with the type, element or branch that ends soonest. Values satisfy the facets of their types where one of a few
/// candidates does.
pub struct Sampler<'m> {
    facts: Facts<'m>,
    effective: AllEffective,
    texts: Texts,
}

/// The texts of simple types that were found up to now, for a typed tree or not. A type can have many patterns, and a contract many
/// messages with a value of it.
type Texts = Mutex<BTreeMap<(TypeId, bool), String>>;

impl<'m> Sampler<'m> {
    /// A sampler of a contract.
    pub fn new(model: &'m Model) -> Self {
        Self {
            facts: Facts::new(model),
            effective: AllEffective::new(model),
            texts: Texts::default(),
        }
    }

    /// A sample of the request or response of an operation, as an XML document. The operation is one of the contract's.
    pub fn sample(&self, call: &Call<'m>, direction: Direction, options: &SampleOptions) -> String {
        let literals = Literals::new(self.facts.model, &self.effective);
        let tree = tree::envelope(self, &literals, call, direction, options);
        serialize::document(self.facts.model, &tree, options.style)
    }
}
