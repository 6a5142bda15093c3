//! Operations of port types, as bindings look for them.

use super::super::Linker;
use crate::diagnostic::Code;
use crate::model::*;
use crate::syntax::wsdl as text;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Parts and faults of all operations, for each of their bindings.
const REPEATED: usize = 250_000;

impl Linker<'_> {
    /// Counts what an operation or its binding repeats of messages, other than their first part, and of faults. False where that is
    /// out of all proportion.
    pub(super) fn repeat<'m>(
        &mut self,
        messages: impl Iterator<Item = &'m MessageRef>,
        faults: usize,
        name: &str,
        span: Span,
    ) -> bool {
        let parts = messages.map(|used| self.model.messages[used.message].parts.len());
        let more: usize = parts.map(|parts| parts.saturating_sub(1)).sum();
        let before = self.repeated;
        self.repeated = before.saturating_add(more).saturating_add(faults);
        if before <= REPEATED && self.repeated > REPEATED {
            let message = format!(
                "up to `{name}` the operations have {} parts and faults, counted for each operation and binding: {REPEATED} are the most",
                self.repeated
            );
            self.diagnostics
                .error(Code::Budget, span, message)
                .help("give operations fewer parts: one with an element can have many members");
        }
        self.repeated <= REPEATED
    }
}

/// The name of an operation, and the names of its input and output: `None` matches any.
type OperationKey = (Arc<str>, Option<Arc<str>>, Option<Arc<str>>);

/// The operations of a port type by name. Many bindings share it.
pub(super) struct OperationIndex {
    found: BTreeMap<OperationKey, Vec<usize>>,
    /// The operations that a client calls.
    calls: BTreeSet<usize>,
}

impl OperationIndex {
    pub(super) fn of(port_type: &PortType) -> Self {
        let mut found: BTreeMap<OperationKey, Vec<usize>> = BTreeMap::new();
        let mut calls = BTreeSet::new();
        for (index, operation) in port_type.operations.iter().enumerate() {
            let name = |used: &Option<MessageRef>| used.as_ref().map(|used| used.name.clone());
            let (input, output) = (name(&operation.input), name(&operation.output));
            let wanted = BTreeSet::from([
                (None, None),
                (input.clone(), None),
                (None, output.clone()),
                (input, output),
            ]);
            for (input, output) in wanted {
                let wanted = (operation.name.clone(), input, output);
                found.entry(wanted).or_default().push(index);
            }
            if matches!(
                operation.exchange,
                Exchange::RequestResponse | Exchange::OneWay
            ) {
                calls.insert(index);
            }
        }
        Self { found, calls }
    }
}

/// The operations that a binding has not bound yet.
pub(super) struct FreeOperations<'i> {
    index: &'i OperationIndex,
    /// The place of the first that may be free.
    next: BTreeMap<OperationKey, usize>,
    taken: BTreeSet<usize>,
}

impl<'i> FreeOperations<'i> {
    pub(super) fn of(index: &'i OperationIndex) -> Self {
        Self {
            index,
            next: BTreeMap::new(),
            taken: BTreeSet::new(),
        }
    }

    /// The operation that is bound: by name; overloads by the names of input and output, then by position.
    pub(super) fn take(&mut self, of: &text::BindingOperation) -> Option<usize> {
        let name = |used: &Option<text::BindingMessage>| used.as_ref()?.name.clone();
        let named = (of.name.clone(), name(&of.input), name(&of.output));
        let any = (of.name.clone(), None, None);
        let found = self.first(named).or_else(|| self.first(any))?;
        self.taken.insert(found);
        Some(found)
    }

    /// Each place is passed once: what is taken stays so.
    fn first(&mut self, wanted: OperationKey) -> Option<usize> {
        let all = self.index.found.get(&wanted)?;
        let next = self.next.entry(wanted).or_default();
        while let Some(at) = all.get(*next) {
            if !self.taken.contains(at) {
                return Some(*at);
            }
            *next += 1;
        }
        None
    }

    pub(super) fn has_name(&self, name: &Arc<str>) -> bool {
        let any = (name.clone(), None, None);
        self.index.found.contains_key(&any)
    }

    /// The operations that a client calls and that are not bound: the first few, and the number of all.
    pub(super) fn unbound(&self, few: usize) -> (Vec<usize>, usize) {
        let calls = &self.index.calls;
        let left = calls.iter().filter(|at| !self.taken.contains(at));
        let bound = self.taken.iter().filter(|at| calls.contains(at)).count();
        (left.take(few).copied().collect(), calls.len() - bound)
    }
}
