//! Policies in a contract (WS-Policy 1.2 and 1.5), and where they are attached.

mod assertions;

use super::{POLICIES, Parser};
use crate::ground::{Addressing, Demand, DemandKind, Demands};
use crate::syntax::xml::XmlNode;
use assertions::{is_nested, other, own};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

const UTILITY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// Alternatives of one policy, and policies within policies.
const MOST: usize = 32;
const DEEPEST: usize = 64;
/// Demands and elements that reading the policies of a document may go through, in any document and for each of their elements:
/// policies that are referred to count each time.
const WORK: usize = 20_000;
const WORK_OF_ELEMENT: usize = 64;

/// The demands of one alternative. The same one may be there several times.
type Alternative = Vec<Demand>;

/// A policy that was read, and whether it has more alternatives.
#[derive(Clone)]
struct ReadPolicy {
    alternatives: Rc<[Alternative]>,
    has_more: bool,
}

/// The policies of a document by their ids, and what reading may still cost.
pub(super) struct Policies<'n> {
    nodes: BTreeMap<String, XmlNode<'n>>,
    /// Those that were read.
    read: RefCell<BTreeMap<String, ReadPolicy>>,
    /// The policies that are being read: one that refers to itself adds nothing.
    open: RefCell<Vec<String>>,
    /// Whether something was left out because of a policy that is being read, or nested too deeply. Read by itself it may be whole.
    is_cut: Cell<bool>,
    /// Whether alternatives beyond the limit were left out.
    has_more: Cell<bool>,
    left: Cell<usize>,
}

/// The demands of the policies of a component.
#[derive(Clone, Default)]
pub(super) struct Attached {
    demands: Demands,
    /// The policies that were added by their names.
    names: BTreeSet<String>,
}

/// The demands of a component, without that for WS-Addressing, which is told apart.
pub(super) type FinishedPolicies = (Arc<[Demand]>, Option<Addressing>);

impl Attached {
    pub(super) fn finish(self) -> FinishedPolicies {
        let mut all = self.demands.into_list();
        let is_addressing = |one: &Demand| one.kind == DemandKind::Addressing;
        let place = all.iter().position(is_addressing);
        let addressing = place.map(|index| match all.remove(index).is_optional {
            true => Addressing::Optional,
            false => Addressing::Required,
        });
        (all.into(), addressing)
    }
}

/// The demands of a component for those inside of it.
pub(super) struct Inherited {
    whole: (Attached, FinishedPolicies),
    /// Those of a component that has more than may be gone through.
    too_large: (Attached, FinishedPolicies),
}

impl Inherited {
    pub(super) fn of(whole: Attached) -> Self {
        let mut cut = Attached::default();
        cut.demands.add(first_met(too_large()));
        let finished = |all: Attached| (all.clone(), all.finish());
        Self {
            whole: finished(whole),
            too_large: finished(cut),
        }
    }
}

fn is_policy(node: XmlNode<'_>, local: &str) -> bool {
    POLICIES.contains(&node.namespace()) && node.local() == local
}

impl<'n> Parser<'_, 'n> {
    /// The demands of a component inside of another one. They are shared where it adds none.
    pub(super) fn policies_within(&self, node: XmlNode<'n>, outer: &Inherited) -> FinishedPolicies {
        let (all, finished) = match self.policies.pay(outer.whole.0.demands.len()) {
            true => &outer.whole,
            false => &outer.too_large,
        };
        if !has_policies(node) {
            return finished.clone();
        }
        let mut all = all.clone();
        self.policies_of(node, &mut all);
        all.finish()
    }

    /// Adds the demands of all policies of a component: those among its children, and those that its attribute `PolicyURIs` names.
    pub(super) fn policies_of(&self, node: XmlNode<'n>, all: &mut Attached) {
        let policies = &self.policies;
        for child in node.children() {
            if is_policy(child, "PolicyReference") {
                policies.attach(child.attribute("URI").unwrap_or_default(), all);
            } else if POLICIES.contains(&child.namespace()) {
                policies.credit(child);
                all.demands
                    .add(policies.best(|| policies.alternatives(child, 0)));
            }
        }
        for uri in policy_uris(node).unwrap_or_default().split_whitespace() {
            policies.attach(uri, all);
        }
    }
}

/// The attribute `PolicyURIs`.
fn policy_uris(node: XmlNode<'_>) -> Option<&str> {
    POLICIES.iter().find_map(|namespace| {
        let key = format!("{{{namespace}}}PolicyURIs");
        node.attribute(&key)
    })
}

/// Whether a component names policies or has them among its children.
fn has_policies(node: XmlNode<'_>) -> bool {
    let mut children = node.children();
    children.any(|child| POLICIES.contains(&child.namespace())) || policy_uris(node).is_some()
}

/// The first alternative that can be met, or else the first.
fn first_met(mut alternatives: Vec<Alternative>) -> Alternative {
    let met = |one: &Alternative| one.iter().all(Demand::can_be_met);
    let index = alternatives.iter().position(met).unwrap_or_default();
    match alternatives.is_empty() {
        true => Vec::new(),
        false => alternatives.swap_remove(index),
    }
}

fn too_large() -> Vec<Alternative> {
    vec![vec![other(
        "a policy that is too large or nested too deeply",
    )]]
}

impl<'n> Policies<'n> {
    /// The policies of a document with an id.
    pub(super) fn of(definitions: XmlNode<'n>) -> Self {
        let ids = [
            format!("{{{UTILITY}}}Id"),
            "{http://www.w3.org/XML/1998/namespace}id".to_owned(),
            "Id".to_owned(),
        ];
        let found = Self {
            nodes: BTreeMap::new(),
            read: RefCell::default(),
            open: RefCell::default(),
            is_cut: Cell::new(false),
            has_more: Cell::new(false),
            left: Cell::new(WORK),
        };
        let mut nodes = BTreeMap::new();
        let policies = definitions.children();
        for policy in policies.filter(|child| is_policy(*child, "Policy")) {
            if let Some(id) = ids.iter().find_map(|key| policy.attribute(key)) {
                found.credit(policy);
                nodes.entry(id.trim().to_owned()).or_insert(policy);
            }
        }
        Self { nodes, ..found }
    }

    /// Lets reading cost more, by the elements of a policy.
    fn credit(&self, policy: XmlNode<'n>) {
        let mut left = self.left.get();
        let mut open = vec![policy];
        while let Some(node) = open.pop() {
            left = left.saturating_add(WORK_OF_ELEMENT);
            open.extend(node.children());
        }
        self.left.set(left);
    }

    /// Whether so much may still be gone through.
    fn pay(&self, cost: usize) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(cost));
        cost <= left
    }

    /// The first alternative that can be met, or else the first: then a demand says that there are others.
    fn best(&self, read: impl FnOnce() -> Vec<Alternative>) -> Alternative {
        self.has_more.set(false);
        let mut best = first_met(read());
        if self.has_more.get() && !best.iter().all(Demand::can_be_met) {
            best.push(other(&format!(
                "one of more than {MOST} alternatives, of which the first {MOST} were looked at"
            )));
        }
        best
    }

    /// The first alternatives. It is noted if there are more.
    fn most<T>(&self, of: impl Iterator<Item = T>) -> Vec<T> {
        let mut of = of.fuse();
        let first = of.by_ref().take(MOST).collect();
        if of.next().is_some() {
            self.has_more.set(true);
        }
        first
    }

    /// Adds the demands of a policy that a component names. Naming it again adds nothing.
    fn attach(&self, uri: &str, all: &mut Attached) {
        let uri = uri.trim();
        if all.names.insert(uri.to_owned()) {
            all.demands.add(self.best(|| self.named(uri, 0)));
        }
    }

    /// The alternatives of an operator or an assertion (WS-Policy 1.5, section 4.3). Alternatives beyond the limit are left out.
    fn alternatives(&self, node: XmlNode<'n>, depth: usize) -> Vec<Alternative> {
        if depth > DEEPEST || !self.pay(1) {
            self.is_cut.set(true);
            return too_large();
        }
        let below = depth.saturating_add(1);
        if !POLICIES.contains(&node.namespace()) {
            return self.assertion(node, below);
        }
        match node.local() {
            "ExactlyOne" => {
                let all = node.children();
                self.most(all.flat_map(|child| self.alternatives(child, below)))
            }
            "PolicyReference" => {
                let uri = node.attribute("URI").map(str::trim).unwrap_or_default();
                self.named(uri, below)
            }
            _ => self.all(node.children(), below),
        }
    }

    /// The alternatives of all of these together.
    fn all(&self, of: impl Iterator<Item = XmlNode<'n>>, depth: usize) -> Vec<Alternative> {
        let mut all: Vec<Alternative> = vec![Vec::new()];
        for child in of {
            let more = self.alternatives(child, depth);
            all = match more.as_slice() {
                // An operator without content says nothing.
                [] => all,
                [one] => self.with(all, one),
                _ => self.pairs(&all, &more),
            };
        }
        all
    }

    /// Each alternative with some demands more.
    fn with(&self, mut all: Vec<Alternative>, more: &Alternative) -> Vec<Alternative> {
        if !self.pay(all.len().saturating_mul(more.len())) {
            return too_large();
        }
        for one in &mut all {
            one.extend(more.iter().cloned());
        }
        all
    }

    fn pairs(&self, all: &[Alternative], more: &[Alternative]) -> Vec<Alternative> {
        let pairs = all
            .iter()
            .flat_map(|one| more.iter().map(move |other| (one, other)));
        let pairs = self.most(pairs);
        let cost = pairs.iter();
        let cost = cost.map(|(one, other)| one.len().saturating_add(other.len()));
        if !self.pay(cost.sum()) {
            return too_large();
        }
        let both = pairs.into_iter();
        let both = both.map(|(one, other)| one.iter().chain(other).cloned().collect());
        both.collect()
    }

    /// The alternatives of a policy that is referred to.
    fn named(&self, uri: &str, depth: usize) -> Vec<Alternative> {
        let missing = || {
            let text = format!("the policy {uri}, which is not in this document");
            vec![vec![other(&text)]]
        };
        let Some((id, node)) = uri
            .strip_prefix('#')
            .and_then(|id| Some((id, *self.nodes.get(id)?)))
        else {
            return missing();
        };
        if let Some(known) = self.read.borrow().get(id) {
            if known.has_more {
                self.has_more.set(true);
            }
            let known = &known.alternatives;
            let cost = known.iter().map(Vec::len).sum();
            return match self.pay(cost) {
                true => known.to_vec(),
                false => too_large(),
            };
        }
        if self.open.borrow().iter().any(|known| known == id) {
            self.is_cut.set(true);
            return vec![Vec::new()];
        }
        self.open.borrow_mut().push(id.to_owned());
        let was_cut = self.is_cut.replace(false);
        let had_more = self.has_more.replace(false);
        let found: Vec<Alternative> = self.alternatives(node, depth);
        self.open.borrow_mut().pop();
        // A policy that was cut off is not kept: the next one who asks may get more of it.
        if !self.is_cut.get() {
            let known = ReadPolicy {
                alternatives: found.iter().cloned().map(unique).collect(),
                has_more: self.has_more.get(),
            };
            self.read.borrow_mut().insert(id.to_owned(), known);
        }
        self.has_more.set(had_more || self.has_more.get());
        self.is_cut.set(was_cut || self.is_cut.get());
        found
    }

    /// The alternatives of an assertion: those of the policies in it.
    fn assertion(&self, node: XmlNode<'n>, depth: usize) -> Vec<Alternative> {
        let is_optional = POLICIES.iter().any(|namespace| {
            let key = format!("{{{namespace}}}Optional");
            matches!(node.attribute(&key).map(str::trim), Some("true" | "1"))
        });
        let mut found: Vec<Alternative> = match is_nested(node) {
            false => vec![Vec::new()],
            true => {
                // An inner choice, of a layout or a token, is one of ours.
                let inner = node.children().filter(|child| is_policy(*child, "Policy"));
                self.all(inner, depth)
            }
        };
        for alternative in &mut found {
            let nested = std::mem::take(alternative);
            own(node, nested, alternative);
            for demand in alternative {
                demand.is_optional |= is_optional;
            }
        }
        found
    }
}

/// An alternative with each demand once.
fn unique(alternative: Alternative) -> Alternative {
    let mut all = Demands::default();
    all.add(alternative);
    all.into_list()
}
