//! From types of the contract to nodes: structs, enums, choices, and the members in them.

mod ambiguous;
mod arrays;
mod attributes;
mod choices;
mod members;
mod names;
mod particles;
mod types;

pub(super) use types::serialization_type;

use crate::diagnostic::Diagnostics;
use crate::model::*;
use crate::options::selector::Selectors;
use crate::plan::graph::*;
use std::collections::{BTreeMap, BTreeSet};

/// Makes nodes on demand.
pub(crate) struct Lower<'a> {
    pub model: &'a Model,
    pub facts: &'a Facts<'a>,
    pub graph: Graph,
    /// Which module of types a namespace belongs to.
    pub type_modules_of: BTreeMap<String, usize>,
    /// Paths that types are mapped to; the value is an index into [`Self::mapped_paths`].
    pub mapped: &'a Selectors<usize>,
    pub keep_unknown: &'a Selectors<()>,
    /// Dictionary and array types that members refer to.
    pub pairs: BTreeMap<TypeId, PairNode>,
    pub items: BTreeMap<TypeId, MemberNode>,
    /// Types that are generated; derived types elsewhere are no variants.
    pub selected: &'a BTreeSet<TypeId>,
    own: BTreeMap<(ModuleId, TypeId), Vec<MemberNode>>,
    groups: BTreeMap<GroupId, Vec<MemberNode>>,
    group_structs: BTreeMap<GroupId, NodeId>,
    group_choices: BTreeMap<GroupId, NodeId>,
    /// Groups and types being expanded: what refers to itself without an element between is an error of the contract.
    open_groups: Vec<GroupId>,
    /// Some operation is in SOAP encoding: members say what `xsi:type` is.
    encoded: bool,
    pub diagnostics: &'a mut Diagnostics,
}

/// A dictionary's three members.
#[derive(Clone, Debug)]
pub(crate) struct PairNode {
    pub entry: MemberNode,
    pub key: MemberNode,
    pub value: MemberNode,
}

/// What particles stand in.
#[derive(Clone, Debug)]
struct Context {
    module: ModuleId,
    owner: Owner,
    selector_path: String,
    xml_name: QName,
}

/// What a member holds that no particle describes: a header, a part, a body.
pub(crate) struct ElementSpec<'s> {
    pub name: QName,
    pub ty: TypeId,
    pub nillable: bool,
    pub required: bool,
    /// Where anonymous types go.
    pub module: ModuleId,
    /// What selectors call its owner.
    pub selector_path: &'s str,
    pub span: Span,
}

impl<'a> Lower<'a> {
    pub(crate) fn new(
        facts: &'a Facts<'a>,
        type_modules_of: BTreeMap<String, usize>,
        mapped: &'a Selectors<usize>,
        keep_unknown: &'a Selectors<()>,
        selected: &'a BTreeSet<TypeId>,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            model: facts.model,
            facts,
            graph: Graph::default(),
            type_modules_of,
            mapped,
            keep_unknown,
            pairs: BTreeMap::new(),
            items: BTreeMap::new(),
            selected,
            own: BTreeMap::new(),
            groups: BTreeMap::new(),
            group_structs: BTreeMap::new(),
            group_choices: BTreeMap::new(),
            open_groups: Vec::new(),
            encoded: arrays::is_encoded(facts.model),
            diagnostics,
        }
    }

    pub(crate) fn types_module(&self, namespace: &str) -> ModuleId {
        ModuleId::Types(self.type_modules_of.get(namespace).copied().unwrap_or(0))
    }
}

/// ` in `namespace``, or nothing.
pub(crate) fn in_namespace(name: &QName) -> String {
    if name.namespace.is_empty() {
        String::new()
    } else {
        format!(" in {}", crate::plan::docs::code(&name.namespace))
    }
}
