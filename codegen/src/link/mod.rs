//! Links the documents to the model: every name is looked up once, here.
//!
//! Equal global components of one name become one, in however many documents they are. Global elements that differ may
//! both exist if no input imports both: each document refers to its own. By option, this also holds for types,
//! attributes and groups.

mod ambiguous_names;
mod builtins;
mod cycles;
mod declare;
mod placeholders;
mod reach;
mod redefine;
mod roots;
mod schema;
mod table;
mod visible;
mod wsdl;

use crate::diagnostic::suggest::Suggester;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::import::{Documents, Root};
use crate::model::{
    AttributeGroupId, AttributeId, Builtin, ElementId, GroupId, Model, QName, TypeId,
};
use roots::Roots;
use std::collections::BTreeSet;
use table::Tables;

/// A global component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Component {
    Type(TypeId),
    Element(ElementId),
    Attribute(AttributeId),
    Group(GroupId),
    AttributeGroup(AttributeGroupId),
}

/// Links the documents.
pub(crate) fn link(
    documents: &Documents,
    side_by_side: bool,
    rpc_target_namespace: bool,
    diagnostics: &mut Diagnostics,
) -> Model {
    let mut model = Model {
        sources: documents.sources.clone(),
        ..Model::default()
    };
    for (namespace, prefixes) in &documents.prefixes {
        model
            .prefixes
            .insert(namespace.clone(), prefixes.iter().cloned().collect());
    }
    builtins::add(&mut model);
    visible::check(documents, diagnostics);
    let roots = roots::roots(documents);
    let ambiguous = ambiguous_names::find(documents, &roots);
    let tables = declare::declare(
        documents,
        &roots,
        &ambiguous,
        side_by_side,
        &mut model,
        diagnostics,
    );
    let mut linker = Linker {
        documents,
        tables,
        model,
        diagnostics,
        pending: Vec::new(),
        gaps: Vec::new(),
        baseless: BTreeSet::new(),
        roots: &roots,
        here: None,
        component: Component::Type(Builtin::AnyType.id()),
        redefining: None,
        rpc_target_namespace,
        suggester: Suggester::default(),
        repeated: 0,
    };
    linker.schemas();
    cycles::cut(&mut linker.model, linker.diagnostics);
    schema::varieties(&mut linker.model);
    wsdl::link(&mut linker);
    let Linker {
        mut model,
        pending,
        gaps,
        baseless,
        diagnostics,
        ..
    } = linker;
    note_gaps(&mut model, &pending, &gaps);
    report(&model, documents, pending, &baseless, diagnostics);
    wsdl::require_operations(&model, documents, diagnostics);
    model
}

/// Links references between components.
struct Linker<'a> {
    documents: &'a Documents,
    tables: Tables<'a>,
    model: Model,
    diagnostics: &'a mut Diagnostics,
    /// Problems that are errors only if an operation uses their component.
    pending: Vec<(Component, Diagnostic)>,
    /// Missing parts of components, whose reason is reported elsewhere.
    gaps: Vec<(Component, String)>,
    /// Types whose base is not declared.
    baseless: BTreeSet<TypeId>,
    roots: &'a Roots,
    /// The current document.
    here: Option<Root>,
    /// The current component.
    component: Component,
    /// In a redefinition: its own name, and the name under which the original is kept.
    redefining: Option<(QName, QName)>,
    /// Whether rpc wrappers without a namespace in the binding are in the target namespace.
    rpc_target_namespace: bool,
    suggester: Suggester,
    /// Parts of messages, for each operation and binding that has them.
    repeated: usize,
}

impl<'a> Linker<'a> {
    /// The inputs that import the current document.
    fn here_roots(&self) -> &'a [u32] {
        let roots = self.roots;
        roots.of(self.here)
    }

    fn enter(&mut self, component: Component, schema: usize) {
        self.component = component;
        self.here = Some(Root::Schema(schema));
    }
}

/// Adds a note to the documentation of each component that lacks a part because of a tolerated error.
fn note_gaps(model: &mut Model, pending: &[(Component, Diagnostic)], gaps: &[(Component, String)]) {
    let pending = pending
        .iter()
        .map(|(component, diagnostic)| (*component, &diagnostic.message));
    for (component, gap) in pending.chain(gaps.iter().map(|(component, gap)| (*component, gap))) {
        let annotation = match component {
            Component::Type(id) => &mut model.types[id].annotation,
            Component::Element(id) => &mut model.elements[id].annotation,
            Component::Attribute(id) => &mut model.attributes[id].annotation,
            Component::Group(id) => &mut model.groups[id].annotation,
            Component::AttributeGroup(_) => continue,
        };
        annotation.gaps.push(gap.clone());
    }
}

/// Reports problems. Those of components that no operation uses are warnings.
fn report(
    model: &Model,
    documents: &Documents,
    pending: Vec<(Component, Diagnostic)>,
    baseless: &BTreeSet<TypeId>,
    diagnostics: &mut Diagnostics,
) {
    if pending.is_empty() {
        return;
    }
    let only_types = documents
        .roots
        .iter()
        .all(|root| matches!(root, Root::Schema(_)));
    let used = (!only_types).then(|| reach::used(model));
    // A type without its base may be the one that a message needs in place of an abstract one.
    let is_missed = |component: Component, used: &reach::Reached| {
        matches!(component, Component::Type(id) if baseless.contains(&id))
            && used.misses_types(model)
    };
    for (component, mut diagnostic) in pending {
        if used
            .as_ref()
            .is_some_and(|used| !used.contains(component) && !is_missed(component, used))
        {
            diagnostic.severity = Severity::Warning;
            diagnostic.message.push_str(" (no operation uses this)");
        }
        diagnostics.push(diagnostic);
    }
}
