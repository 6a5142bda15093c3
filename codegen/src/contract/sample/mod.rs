//! Builds sample messages from the schema.

mod builder;
mod example;
mod filler;
mod height;
mod identity;
mod serialize;
mod tree;

use super::{Call, Direction};
use crate::model::content::Member;
use crate::model::{ElementId, Facts, Model, NameTest, TypeId};
use crate::options::secrets::may_be_secret;
use crate::validate::{AllEffective, Literals};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

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
    /// The most elements in one message. A larger message loses its remaining optional elements. All samples of a [`Sampler`] share a
    /// budget, too.
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

/// Elements of all samples of a contract for each of its components: their cost is in proportion to the contract, however many
/// messages share its types.
const SHARE: usize = 10;
/// The components of a contract that is smaller.
const FEWEST: usize = 4_000;
/// Elements that a message may have when the share is used up; with required ones, eight times as many.
const LEAST: usize = 20;

/// Builds samples of the messages of a contract.
///
/// A sample is valid by the contract where a valid message exists: what repeats itself is cut at an element that may be left out or
/// be nil, or goes on with the type, element or branch that ends soonest. Values satisfy the facets of their types where one of a few
/// candidates does.
///
/// All samples of a contract may have ten elements for each component of it, and 40,000 where that is more. The messages after that
/// have required parts only, and no more than 160 elements. [`Sampler::with_budget`] sets another number.
pub struct Sampler<'m> {
    facts: Facts<'m>,
    effective: AllEffective,
    found: Mutex<Memo>,
    /// Elements and identity constraints that the other samples may still have.
    left: AtomicUsize,
}

/// Facts that are found while samples are made. A type can have many patterns, and a contract many messages with it.
#[derive(Default)]
struct Memo {
    /// The texts of simple types, for a typed tree or not.
    texts: BTreeMap<(TypeId, bool), String>,
    /// The attributes of complex types.
    attributes: BTreeMap<TypeId, Arc<[Member]>>,
    /// The names by which the keys of elements are found, and what refers to them.
    keys: BTreeMap<ElementId, Arc<[NameTest]>>,
    /// The smallest contents.
    heights: height::Depths,
}

impl<'m> Sampler<'m> {
    /// A sampler of a contract, with a budget in proportion to it.
    pub fn new(model: &'m Model) -> Self {
        let components = [
            model.types.len(),
            model.elements.len(),
            model.attributes.len(),
            model.messages.len(),
        ];
        let components = components.into_iter().fold(0_usize, usize::saturating_add);
        Self::with_budget(model, components.max(FEWEST).saturating_mul(SHARE))
    }

    /// A sampler of a contract, whose samples have at most so many elements together. `usize::MAX` is no limit.
    pub fn with_budget(model: &'m Model, budget: usize) -> Self {
        Self {
            facts: Facts::new(model),
            effective: AllEffective::new(model),
            found: Mutex::default(),
            left: AtomicUsize::new(budget),
        }
    }

    /// A sample of the request or response of an operation, as an XML document. The operation is one of the contract's.
    pub fn sample(&self, call: &Call<'m>, direction: Direction, options: &SampleOptions) -> String {
        let literals = Literals::new(self.facts.model, &self.effective);
        let found = || self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = std::mem::take(&mut *found());
        let left = self.left.load(Relaxed).max(LEAST);
        let options = SampleOptions {
            budget: options.budget.min(left),
            ..options.clone()
        };
        let of = (&self.facts, &literals);
        let (mut envelope, made) = tree::envelope(of, &mut known, (call, direction), &options);
        *found() = known;
        let constraints = identity::count(self.facts.model, &envelope);
        if options.style != SampleStyle::TypedTree && constraints <= left {
            identity::keep(&self.facts, &literals, &mut envelope);
        }
        let used = made.saturating_add(constraints.min(left));
        let less = |left: usize| (left != usize::MAX).then(|| left.saturating_sub(used));
        let _ = self.left.fetch_update(Relaxed, Relaxed, less);
        serialize::document(self.facts.model, &envelope, options.style)
    }
}
