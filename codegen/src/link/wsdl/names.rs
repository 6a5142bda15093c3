//! WSDL components by name.

use super::super::roots::overlap;
use super::operations::OperationIndex;
use crate::diagnostic::suggest::Suggester;
use crate::diagnostic::{Code, Diagnostics};
use crate::import::Documents;
use crate::model::*;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Components of one kind by name. Several of one name come from inputs that do not import each other.
pub(super) struct NameTable<T> {
    all: BTreeMap<QName, Vec<KnownComponent<T>>>,
    /// The names by their local parts; `None` where several have one. Made when it is first asked for, after all is declared.
    by_local: OnceCell<BTreeMap<Arc<str>, Option<QName>>>,
}

struct KnownComponent<T> {
    id: Id<T>,
    roots: Vec<u32>,
    document: usize,
    span: Span,
    meaning: String,
    policies: DemandLists,
}

/// The demands of a component: of each of its ports, or of itself.
pub(super) type DemandLists = Vec<(Option<Addressing>, Arc<[Demand]>)>;

/// A component as its document declares it.
pub(super) struct WsdlDeclaration<'a> {
    pub kind: &'static str,
    pub name: &'a QName,
    pub document: usize,
    pub roots: &'a [u32],
    pub span: Span,
    /// Its content in terms of ids, without its policies: equal texts mean equal components.
    pub meaning: String,
    pub policies: DemandLists,
}

impl<T> KnownComponent<T> {
    fn belongs_to(&mut self, roots: impl IntoIterator<Item = u32>) {
        self.roots.extend(roots);
        self.roots.sort_unstable();
        self.roots.dedup();
    }
}

impl<T> NameTable<T> {
    pub fn find(&self, name: &QName, roots: &[u32]) -> Option<Id<T>> {
        let entries = self.all.get(name)?;
        let own = entries.iter().find(|entry| overlap(&entry.roots, roots));
        own.or(entries.first()).map(|entry| entry.id)
    }

    /// Adds a component. One that is declared again and equal belongs to these inputs too; one that differs is reported.
    /// Copies of one contract often differ in their policies alone: then the first counts, and the others are reported.
    pub fn declare(
        &mut self,
        of: WsdlDeclaration<'_>,
        diagnostics: &mut Diagnostics,
        add: impl FnOnce() -> Id<T>,
    ) {
        let entries = self.all.entry(of.name.clone()).or_default();
        let is_equal = |entry: &KnownComponent<T>| {
            entry.meaning == of.meaning && entry.policies == of.policies
        };
        if let Some(equal) = entries.iter_mut().find(|entry| is_equal(entry)) {
            equal.belongs_to(of.roots.iter().copied());
            return;
        }
        let clash = entries
            .iter()
            .position(|entry| entry.document == of.document || overlap(&entry.roots, of.roots));
        let taken: Vec<u32> = entries
            .iter()
            .flat_map(|entry| entry.roots.clone())
            .collect();
        if let Some(other) = clash.and_then(|index| entries.get_mut(index)) {
            if other.meaning == of.meaning {
                let free = of
                    .roots
                    .iter()
                    .copied()
                    .filter(|root| !taken.contains(root));
                other.belongs_to(free);
                diagnostics
                    .warning(
                        Code::PolicyDiffers,
                        of.span,
                        format!(
                            "the {} `{}` is declared twice, with different policies: those of the first declaration count",
                            of.kind, of.name
                        ),
                    )
                    .related(other.span, "the first declaration");
                return;
            }
            diagnostics
                .error(
                    Code::DuplicateComponent,
                    of.span,
                    format!(
                        "the {} `{}` is declared twice, and differently",
                        of.kind, of.name
                    ),
                )
                .related(other.span, "the other declaration");
            return;
        }
        entries.push(KnownComponent {
            id: add(),
            roots: of.roots.to_vec(),
            document: of.document,
            span: of.span,
            meaning: of.meaning,
            policies: of.policies,
        });
    }

    /// The only name with this local part.
    pub fn only_of(&self, local: &Arc<str>) -> Option<&QName> {
        let by_local = self.by_local.get_or_init(|| {
            let mut found = BTreeMap::new();
            for name in self.all.keys() {
                let same = found.entry(name.local.clone());
                same.and_modify(|only| *only = None)
                    .or_insert_with(|| Some(name.clone()));
            }
            found
        });
        by_local.get(local)?.as_ref()
    }

    fn suggest(&self, name: &QName, suggester: &mut Suggester) -> Option<String> {
        suggester.suggest(name, self.all.keys())
    }
}

impl<T> Default for NameTable<T> {
    fn default() -> Self {
        Self {
            all: BTreeMap::new(),
            by_local: OnceCell::new(),
        }
    }
}

/// The names of all kinds.
#[derive(Default)]
pub(super) struct NameTables {
    pub messages: NameTable<Message>,
    pub port_types: NameTable<PortType>,
    pub bindings: NameTable<Binding>,
    pub services: NameTable<Service>,
    /// The place of each part of a message: the first of a name.
    pub parts: BTreeMap<(MessageId, Arc<str>), usize>,
    /// The names of all bindings, with those that could not be linked.
    pub declared_bindings: BTreeSet<QName>,
    /// The operations of all port types, with those that could not be linked.
    pub declared_operations: BTreeSet<(QName, Arc<str>)>,
    /// The messages that calls over SOAP need.
    pub needed_messages: BTreeSet<QName>,
    /// The bindings of each port type.
    pub by_port_type: BTreeMap<PortTypeId, Vec<BindingId>>,
    /// The operations of port types that have a binding.
    pub operations: BTreeMap<PortTypeId, Arc<OperationIndex>>,
}

/// The kinds of WSDL components that others refer to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WsdlKind {
    Message,
    PortType,
    Binding,
}

impl WsdlKind {
    fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::PortType => "port type",
            Self::Binding => "binding",
        }
    }
}

impl NameTables {
    /// Help for an unknown name: a component of another kind with this name, or a similar name.
    pub fn help(
        &self,
        documents: &Documents,
        suggester: &mut Suggester,
        wanted: WsdlKind,
        name: &QName,
    ) -> Option<String> {
        if suggester.is_spent() {
            return None;
        }
        let declares = |kind| {
            documents.wsdls.iter().any(|wsdl| match kind {
                WsdlKind::Message => wsdl.messages.iter().any(|one| one.name == *name),
                WsdlKind::PortType => wsdl.port_types.iter().any(|one| one.name == *name),
                WsdlKind::Binding => wsdl.bindings.iter().any(|one| one.name == *name),
            })
        };
        let kinds = [WsdlKind::Message, WsdlKind::PortType, WsdlKind::Binding];
        let mut others = kinds.into_iter().filter(|kind| *kind != wanted);
        if let Some(other) = others.find(|kind| declares(*kind)) {
            return Some(format!(
                "there is a {} of this name, but no {}",
                other.name(),
                wanted.name()
            ));
        }
        match wanted {
            WsdlKind::Message => self.messages.suggest(name, suggester),
            WsdlKind::PortType => self.port_types.suggest(name, suggester),
            WsdlKind::Binding => self.bindings.suggest(name, suggester),
        }
    }
}
