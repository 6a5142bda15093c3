//! Messages in bindings: header blocks, bodies and attachments.

use super::super::Linker;
use super::names::NameTables;
use crate::diagnostic::Code;
use crate::diagnostic::suggest::Suggester;
use crate::model::*;
use crate::syntax::wsdl as text;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The encodings of SOAP 1.1 and 1.2, without a slash at the end.
const ENCODINGS: [&str; 2] = [
    "http://schemas.xmlsoap.org/soap/encoding",
    "http://www.w3.org/2003/05/soap-encoding",
];

/// The bound operation of a message.
pub(super) struct BoundMessage<'t> {
    pub operation: &'t text::BindingOperation,
    /// Its effective style.
    pub style: Style,
    /// The target namespace of the binding.
    pub target: &'t Arc<str>,
}

impl Linker<'_> {
    pub(super) fn binding_message(
        &mut self,
        message: MessageId,
        of: Option<&text::BindingMessage>,
        bound: &BoundMessage<'_>,
        what: &str,
        names: &NameTables,
    ) -> BindingMessage {
        let BoundMessage {
            operation, style, ..
        } = *bound;
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
        let multipart = of.is_some_and(|of| of.multipart);
        let attachments = self.attachments(message, of, what, names);
        let parts = &self.model.messages[message].parts;
        let body_parts = match body.and_then(|body| Some((body.span, body.parts.as_ref()?))) {
            Some((span, listed)) => self.listed_parts(message, listed, span, names),
            // Parts that are headers or attachments are not in the body.
            None => {
                let own = headers.iter().filter(|header| header.message == message);
                let mut elsewhere: BTreeSet<usize> = own.map(|header| header.part).collect();
                elsewhere.extend(&attachments);
                (0..parts.len())
                    .filter(|index| !elsewhere.contains(index))
                    .collect()
            }
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
        if let Some(body) = body {
            self.encoding_styles(&body.body_use, body.span);
        }
        let body_namespace = body.and_then(|body| body.namespace.clone());
        let body_namespace = match style {
            Style::Rpc => body_namespace.or_else(|| self.wrapper_namespace(bound, span, what)),
            Style::Document => body_namespace,
        };
        if multipart && attachments.is_empty() {
            self.diagnostics.note(
                Code::Attachments,
                span,
                format!(
                    "the {what} of `{}` is multipart/related, without a part that is an attachment",
                    operation.name
                ),
            );
        }
        if !attachments.is_empty() {
            let as_xml = of.into_iter().flat_map(|of| &of.attachments);
            let as_xml: Vec<_> = as_xml.filter(|one| one.is_xml).collect();
            let as_xml = match as_xml.is_empty() {
                true => "",
                false => ", those of `mimeXml` as documents of XML by their schema",
            };
            self.diagnostics.note(
                Code::Attachments,
                span,
                format!(
                    "parts of the {what} of `{}` travel as attachments{as_xml}",
                    operation.name
                ),
            );
        }
        BindingMessage {
            headers,
            body: body_parts,
            body_use: body.map_or(Use::Literal, |body| body.body_use.clone()),
            body_namespace,
            multipart,
            span,
        }
    }

    /// The parts of a message that are attachments: their indices.
    fn attachments(
        &mut self,
        message: MessageId,
        of: Option<&text::BindingMessage>,
        what: &str,
        names: &NameTables,
    ) -> Vec<usize> {
        let mut indices = Vec::new();
        for one in of.into_iter().flat_map(|of| &of.attachments) {
            let parts = &self.model.messages[message].parts;
            let found = match &one.part {
                Some(name) => names.parts.get(&(message, name.clone())).copied(),
                // A message with one part need not say which it is (WSDL 1.1, section 5.3).
                None if parts.len() == 1 => Some(0),
                None => None,
            };
            match found {
                Some(index) => indices.push(index),
                None => {
                    let name = &self.model.messages[message].name.local;
                    let wrong = match &one.part {
                        Some(part) => format!(
                            "is the part `{part}`, which the message `{name}` does not have"
                        ),
                        None => format!("names no part, and the message `{name}` has several"),
                    };
                    self.diagnostics.warning(
                        Code::Incomplete,
                        one.span,
                        format!("an attachment of the {what} {wrong}: it is ignored"),
                    );
                }
            }
        }
        indices
    }

    /// The namespace of an rpc wrapper if the binding has none (WS-I Basic Profile, R2717).
    fn wrapper_namespace(
        &mut self,
        bound: &BoundMessage<'_>,
        span: Span,
        what: &str,
    ) -> Option<Arc<str>> {
        let of = format!("the {what} of `{}`", bound.operation.name);
        let guess = self.rpc_target_namespace.then(|| bound.target.clone());
        let message = match &guess {
            Some(namespace) => {
                format!(
                    "the binding names no namespace for the wrapper of {of}: it is in the target namespace, `{namespace}`"
                )
            }
            None => {
                format!(
                    "the binding names no namespace for the wrapper of {of}: it is in no namespace"
                )
            }
        };
        self.diagnostics
            .warning(Code::WrapperNamespace, span, message);
        guess
    }

    fn binding_headers(
        &mut self,
        of: Option<&text::BindingMessage>,
        names: &NameTables,
    ) -> Vec<BindingHeader> {
        let mut headers = Vec::new();
        for header in of.into_iter().flat_map(|of| &of.headers) {
            let Some(mut linked) = self.binding_header(header, names) else {
                continue;
            };
            for fault in &header.faults {
                linked.faults.extend(self.binding_header(fault, names));
            }
            headers.push(linked);
        }
        headers
    }

    fn binding_header(&mut self, of: &text::Header, names: &NameTables) -> Option<BindingHeader> {
        let (message, part) = self.header_part(of, names)?;
        self.encoding_styles(&of.header_use, of.span);
        Some(BindingHeader {
            message,
            part,
            header_use: of.header_use.clone(),
            namespace: of.namespace.clone(),
            faults: Vec::new(),
            span: of.span,
        })
    }

    /// Reports encodings that are not those of SOAP 1.1 and 1.2.
    pub(super) fn encoding_styles(&mut self, of: &Use, span: Span) {
        let Use::Encoded(styles) = of else { return };
        let known = |style: &Arc<str>| ENCODINGS.contains(&style.trim_end_matches('/'));
        if !styles.is_empty() && !styles.iter().any(known) {
            let styles = styles.join(" ");
            self.diagnostics.warning(
                Code::UnknownEncoding,
                span,
                format!("the encoding `{styles}` is not known: SOAP encoding is used"),
            );
        }
    }

    fn header_part(&mut self, of: &text::Header, names: &NameTables) -> Option<(MessageId, usize)> {
        let message = self.find_header_message(&of.message, names)?;
        Some((message, self.find_part(message, &of.part, of.span, names)?))
    }

    /// The parts that the attribute `parts` of a body lists.
    fn listed_parts(
        &mut self,
        message: MessageId,
        listed: &[Arc<str>],
        span: Span,
        names: &NameTables,
    ) -> Vec<usize> {
        listed
            .iter()
            .filter_map(|name| self.find_part(message, name, span, names))
            .collect()
    }

    fn find_part(
        &mut self,
        message: MessageId,
        name: &Arc<str>,
        span: Span,
        names: &NameTables,
    ) -> Option<usize> {
        let found = names.parts.get(&(message, name.clone())).copied();
        if found.is_none() {
            let Message {
                name: message,
                parts,
                ..
            } = &self.model.messages[message];
            let known = parts.iter().map(|part| &part.name);
            let help = similar(&mut self.suggester, name, known);
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
    suggester: &mut Suggester,
    wanted: &Arc<str>,
    known: impl Iterator<Item = &'n Arc<str>>,
) -> Option<String> {
    if suggester.is_spent() {
        return None;
    }
    let known: Vec<QName> = known.map(|name| QName::new("", name.clone())).collect();
    suggester.suggest(&QName::new("", wanted.clone()), known.iter())
}
