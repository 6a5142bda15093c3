//! Messages as bindings carry them: header blocks, bodies and attachments.

use super::super::Linker;
use super::names::NameTables;
use crate::diagnostic::Code;
use crate::diagnostic::suggest::suggestion;
use crate::model::*;
use crate::syntax::wsdl as text;
use std::sync::Arc;

impl Linker<'_> {
    pub(super) fn binding_message(
        &mut self,
        message: MessageId,
        of: Option<&text::BindingMessage>,
        style: Style,
        operation: &text::BindingOperation,
        what: &str,
        names: &NameTables,
    ) -> BindingMessage {
        let headers = self.binding_headers(of, names);
        let body = of.and_then(|of| of.body.as_ref());
        let span = of.map_or(operation.span, |of| of.span);
        if body.is_none() {
            self.diagnostics.warning(
                Code::Incomplete,
                span,
                format!("the binding of `{}` says nothing about the body of its {what}: all parts are taken, literally", operation.name),
            );
        }
        let parts = &self.model.messages[message].parts;
        let attachments: Vec<usize> = of
            .into_iter()
            .flat_map(|of| &of.attachments)
            .filter_map(|name| parts.iter().position(|part| part.name == *name))
            .collect();
        let body_parts = match body.and_then(|body| Some((body.span, body.parts.as_ref()?))) {
            Some((span, listed)) => self.listed_parts(message, listed, span),
            // What travels as a header or as an attachment is not in the body as well.
            None => (0..parts.len())
                .filter(|index| {
                    let is_header =
                        |header: &BindingHeader| header.message == message && header.part == *index;
                    !attachments.contains(index) && !headers.iter().any(is_header)
                })
                .collect(),
        };
        if style == Style::Document && body_parts.len() > 1 {
            self.diagnostics.note(
                Code::SeveralBodyParts,
                span,
                format!(
                    "the body of the {what} of `{}` has {} elements side by side",
                    operation.name,
                    body_parts.len()
                ),
            );
        }
        let multipart = of.is_some_and(|of| of.multipart);
        if !attachments.is_empty() {
            self.diagnostics.note(
                Code::Attachments,
                span,
                format!(
                    "parts of the {what} of `{}` travel as attachments",
                    operation.name
                ),
            );
        }
        BindingMessage {
            headers,
            body: body_parts,
            body_use: body.map_or(Use::Literal, |body| body.body_use.clone()),
            body_namespace: body.and_then(|body| body.namespace.clone()),
            multipart,
            span,
        }
    }

    fn binding_headers(
        &mut self,
        of: Option<&text::BindingMessage>,
        names: &NameTables,
    ) -> Vec<BindingHeader> {
        let mut headers = Vec::new();
        for header in of.into_iter().flat_map(|of| &of.headers) {
            let Some((message, part)) = self.header_part(header, names) else {
                continue;
            };
            let faults = header
                .faults
                .iter()
                .filter_map(|fault| self.header_part(fault, names))
                .collect();
            headers.push(BindingHeader {
                message,
                part,
                header_use: header.header_use.clone(),
                namespace: header.namespace.clone(),
                faults,
                span: header.span,
            });
        }
        headers
    }

    fn header_part(&mut self, of: &text::Header, names: &NameTables) -> Option<(MessageId, usize)> {
        let message = self.find_message(&of.message, names)?;
        Some((message, self.find_part(message, &of.part, of.span)?))
    }

    /// The parts that the attribute `parts` of a body lists.
    fn listed_parts(&mut self, message: MessageId, listed: &[Arc<str>], span: Span) -> Vec<usize> {
        listed
            .iter()
            .filter_map(|name| self.find_part(message, name, span))
            .collect()
    }

    fn find_part(&mut self, message: MessageId, name: &Arc<str>, span: Span) -> Option<usize> {
        let Message {
            name: message,
            parts,
            ..
        } = &self.model.messages[message];
        let found = parts.iter().position(|part| part.name == *name);
        if found.is_none() {
            let help = similar(name, parts.iter().map(|part| &part.name));
            let message = format!("the message `{}` has no part `{name}`", message.local);
            let found = self.diagnostics.error(Code::UnknownPart, span, message);
            if let Some(help) = help {
                found.help(help);
            }
        }
        found
    }
}

/// Help for a name without a namespace.
pub(super) fn similar<'n>(
    wanted: &Arc<str>,
    known: impl Iterator<Item = &'n Arc<str>>,
) -> Option<String> {
    let known: Vec<QName> = known.map(|name| QName::new("", name.clone())).collect();
    suggestion(&QName::new("", wanted.clone()), known.iter())
}
