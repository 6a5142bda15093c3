//! The types in encoded and in literal messages. A binding sets the `use` (WSDL 1.1, section 3.5), so a type may be in
//! both.

use super::closure::Closure;
use super::*;
use std::collections::BTreeSet;

/// The types of encoded and of literal messages.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    encoded: BTreeSet<TypeId>,
    literal: BTreeSet<TypeId>,
    /// Whether some messages are encoded, and none is literal.
    is_all_encoded: bool,
}

impl Uses {
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let mut encoded = Closure::of_use(facts, true);
        let mut literal = Closure::of_use(facts, false);
        for (content, content_use) in contents(facts.model) {
            let closure = match content_use {
                Use::Encoded(_) => &mut encoded,
                Use::Literal => &mut literal,
            };
            closure.part(content);
            if let PartContent::Type(ty) = content {
                facts.derived(ty).into_iter().for_each(|id| closure.ty(id));
            }
        }
        if encoded.types.is_empty() && encoded.elements.is_empty() {
            return Self::default();
        }
        let is_all_encoded = literal.types.is_empty() && literal.elements.is_empty();
        encoded.run();
        literal.run();
        Self {
            encoded: encoded.types,
            literal: literal.types,
            is_all_encoded,
        }
    }

    /// Whether values of a type are in encoded messages.
    pub(crate) fn has_encoded(&self, ty: TypeId) -> bool {
        self.is_all_encoded || self.encoded.contains(&ty)
    }

    /// Whether values of a type are in encoded messages, and in no literal ones.
    pub(crate) fn has_only_encoded(&self, ty: TypeId) -> bool {
        self.has_encoded(ty) && !self.literal.contains(&ty)
    }
}

/// Whether a message part is in SOAP encoding.
pub(crate) fn is_encoded(message_use: &Use) -> bool {
    matches!(message_use, Use::Encoded(_))
}

/// The contents of bodies, headers and faults in the bindings.
fn contents(model: &Model) -> Vec<(PartContent, &Use)> {
    let mut found = Vec::new();
    let part = |message: MessageId, part: usize| {
        let part = model.messages[message].parts.get(part)?;
        Some(part.content)
    };
    for (_, binding) in model.bindings.iter() {
        let operations = &model.port_types[binding.port_type].operations;
        for bound in &binding.operations {
            let Some(operation) = operations.get(bound.operation) else {
                continue;
            };
            for (message, reference) in [
                (&bound.input, &operation.input),
                (&bound.output, &operation.output),
            ] {
                let (Some(message), Some(reference)) = (message, reference) else {
                    continue;
                };
                for index in &message.body {
                    let content = part(reference.message, *index);
                    found.extend(content.map(|content| (content, &message.body_use)));
                }
                let headers = message.headers.iter();
                for header in headers.flat_map(|one| std::iter::once(one).chain(&one.faults)) {
                    let content = part(header.message, header.part);
                    found.extend(content.map(|content| (content, &header.header_use)));
                }
            }
            for fault in &bound.faults {
                if let Some(reference) = operation.faults.get(fault.fault) {
                    let content = part(reference.message, 0);
                    found.extend(content.map(|content| (content, &fault.fault_use)));
                }
            }
        }
    }
    found
}
