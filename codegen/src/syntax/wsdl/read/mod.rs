//! Reads elements into [`Document`].

mod addressing;
mod bindings;
mod policy;

use super::*;
use crate::diagnostic::suggest::did_you_mean;
use crate::diagnostic::{Code, Diagnostics};
use crate::syntax::xml::XmlNode;
use crate::syntax::xsd::{self, is_name, missing};
use crate::syntax::{Interner, annotation};
use std::collections::BTreeMap;

const SOAP_11: &str = "http://schemas.xmlsoap.org/wsdl/soap/";
const SOAP_12: &str = "http://schemas.xmlsoap.org/wsdl/soap12/";
const HTTP: &str = "http://schemas.xmlsoap.org/wsdl/http/";
const MIME: &str = "http://schemas.xmlsoap.org/wsdl/mime/";
const REQUIRED: &str = "{http://schemas.xmlsoap.org/wsdl/}required";
/// Extensions that do not change the generated code, even if they are marked as required.
const HARMLESS: [&str; 12] = [
    "http://www.w3.org/2006/05/addressing/wsdl",
    "http://www.w3.org/2007/05/addressing/metadata",
    "http://www.w3.org/2005/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
    "http://schemas.microsoft.com/ws/2005/12/wsdl/contract",
    "http://microsoft.com/wsdl/mime/textMatching/",
    "http://java.sun.com/xml/ns/jaxws",
    "http://jakarta.ee/xml/ns/jaxws",
    "https://jakarta.ee/xml/ns/jaxws",
    "http://schemas.xmlsoap.org/wsdl/",
    "http://www.w3.org/2001/XMLSchema",
];
const POLICIES: [&str; 3] = [
    "http://schemas.xmlsoap.org/ws/2004/09/policy",
    "http://www.w3.org/ns/ws-policy",
    "http://schemas.xmlsoap.org/ws/2002/12/policy",
];

/// Reads a `wsdl:definitions` element. The caller gets the schemas in it, and reads them.
pub(crate) fn read<'n>(
    node: XmlNode<'n>,
    interner: &mut Interner,
    diagnostics: &mut Diagnostics,
) -> (Document, Vec<XmlNode<'n>>) {
    let target = node
        .attribute("targetNamespace")
        .map(str::trim)
        .unwrap_or_default();
    let target = interner.get(target);
    let mut parser = Parser {
        target,
        interner,
        diagnostics,
        policies: policy::Policies::of(node),
    };
    let mut document = Document {
        span: node.span(),
        target: parser.target.clone(),
        imports: Vec::new(),
        schemas: Vec::new(),
        messages: Vec::new(),
        port_types: Vec::new(),
        bindings: Vec::new(),
        services: Vec::new(),
    };
    let mut schemas = Vec::new();
    for child in node.children() {
        if child.namespace() != NAMESPACE {
            parser.extension(child);
            continue;
        }
        match child.local() {
            "import" => document.imports.push(parser.import(child)),
            "types" => {
                for schema in child.children() {
                    if schema.is(xsd::NAMESPACE, "schema") {
                        schemas.push(schema);
                    } else if schema.local() == "schema"
                        && xsd::DRAFTS.contains(&schema.namespace())
                    {
                        draft(parser.diagnostics, schema.span(), schema.namespace());
                    } else if schema.local() == "schema" && !is_required(schema) {
                        parser
                            .diagnostics
                            .warning(
                                Code::UnexpectedElement,
                                schema.span(),
                                format!(
                                    "the schema is in the namespace `{}`: it is ignored",
                                    schema.namespace()
                                ),
                            )
                            .help(format!("the namespace of XML Schema is {}", xsd::NAMESPACE));
                    } else if !schema.is(NAMESPACE, "documentation") {
                        parser.extension(schema);
                    }
                }
            }
            "message" => document.messages.extend(parser.message(child)),
            "portType" => document.port_types.extend(parser.port_type(child)),
            "binding" => document.bindings.extend(parser.binding(child)),
            "service" => document.services.extend(parser.service(child)),
            "documentation" => {}
            _ => parser.unexpected(child, "definitions"),
        }
    }
    (document, schemas)
}

/// Reports a schema in the language of a draft.
pub(crate) fn draft(diagnostics: &mut Diagnostics, span: Span, namespace: &str) {
    diagnostics
        .error(
            Code::DraftSchema,
            span,
            format!("the schema is written in a draft of XML Schema ({namespace})"),
        )
        .help(format!(
            "only the recommendation is read: {}",
            xsd::NAMESPACE
        ));
}

/// Whether an extension must be understood (WSDL 1.1, section 2.1.3).
fn is_required(node: XmlNode<'_>) -> bool {
    matches!(node.attribute(REQUIRED).map(str::trim), Some("true" | "1"))
}

struct Parser<'a, 'n> {
    interner: &'a mut Interner,
    diagnostics: &'a mut Diagnostics,
    target: Arc<str>,
    /// The policies of the document, by id.
    policies: policy::Policies<'n>,
}

impl<'n> Parser<'_, 'n> {
    fn import(&mut self, node: XmlNode<'_>) -> Import {
        self.leaf(node);
        let namespace = node
            .attribute("namespace")
            .map(str::trim)
            .unwrap_or_default();
        let location = node
            .attribute("location")
            .map(str::trim)
            .filter(|location| !location.is_empty());
        Import {
            namespace: self.interner.get(namespace),
            location: location.map(|location| self.interner.get(location)),
            span: node.span(),
            target: None,
        }
    }

    fn message(&mut self, node: XmlNode<'_>) -> Option<Message> {
        let name = self.qualified_name(node)?;
        let mut parts: Vec<Part> = Vec::new();
        let mut known = BTreeMap::new();
        for child in node.children() {
            if !child.is(NAMESPACE, "part") {
                self.other(child, "a message");
                continue;
            }
            let Some(name) = self.name(child) else {
                continue;
            };
            if let Some(span) = known.insert(name.clone(), child.span()) {
                self.diagnostics
                    .error(
                        Code::DuplicateName,
                        child.span(),
                        format!("the message has two parts `{name}`"),
                    )
                    .related(span, "the other one");
                continue;
            }
            self.leaf(child);
            parts.push(Part {
                name,
                element: child
                    .attribute("element")
                    .map(|name| self.reference(child, name)),
                ty: child
                    .attribute("type")
                    .map(|name| self.reference(child, name)),
                span: child.span(),
            });
        }
        Some(Message {
            name,
            parts,
            span: node.span(),
        })
    }

    fn port_type(&mut self, node: XmlNode<'_>) -> Option<PortType> {
        let name = self.qualified_name(node)?;
        let mut operations = Vec::new();
        let mut left_out = Vec::new();
        for child in node.children() {
            if child.is(NAMESPACE, "operation") {
                match self.operation(child) {
                    Some(operation) => operations.push(operation),
                    None => {
                        let name = child.attribute("name").unwrap_or_default();
                        left_out.push(self.interner.get(name.trim()));
                    }
                }
            } else {
                self.other(child, "a port type");
            }
        }
        Some(PortType {
            name,
            operations,
            left_out,
            annotation: annotation::of_wsdl(node),
            span: node.span(),
        })
    }

    fn operation(&mut self, node: XmlNode<'_>) -> Option<Operation> {
        let name = self.name(node)?;
        let mut operation = Operation {
            name,
            input: None,
            output: None,
            output_first: false,
            faults: Vec::new(),
            parameter_order: self.words(node.attribute("parameterOrder")),
            annotation: annotation::of_wsdl(node),
            span: node.span(),
        };
        let mut broken = false;
        for child in node.children() {
            let kind = if child.namespace() == NAMESPACE {
                child.local()
            } else {
                ""
            };
            if !matches!(kind, "input" | "output" | "fault") {
                self.other(child, "an operation");
                continue;
            }
            let Some(message) = child.attribute("message") else {
                missing(child, "message", self.diagnostics);
                broken = true;
                continue;
            };
            self.leaf(child);
            let found = MessageUse {
                name: child
                    .attribute("name")
                    .map(|name| self.interner.get(name.trim())),
                message: self.reference(child, message),
                action: self.action(child),
                span: child.span(),
            };
            match kind {
                "input" if operation.input.is_none() => operation.input = Some(found),
                "output" if operation.output.is_none() => {
                    operation.output_first = operation.input.is_none();
                    operation.output = Some(found);
                }
                "fault" => operation.faults.push(found),
                _ => {
                    self.diagnostics.error(
                        Code::DuplicateName,
                        child.span(),
                        format!("the operation `{}` has two of `{kind}`", operation.name),
                    );
                }
            }
        }
        (!broken).then_some(operation)
    }

    fn service(&mut self, node: XmlNode<'n>) -> Option<Service> {
        let name = self.qualified_name(node)?;
        let mut ports: Vec<Port> = Vec::new();
        let mut known = BTreeMap::new();
        let mut of_service = policy::Attached::default();
        self.policies_of(node, &mut of_service);
        let of_service = policy::Inherited::of(of_service);
        for child in node.children() {
            if !child.is(NAMESPACE, "port") {
                self.other(child, "a service");
                continue;
            }
            let Some(name) = self.name(child) else {
                continue;
            };
            if let Some(span) = known.insert(name.clone(), child.span()) {
                self.diagnostics
                    .error(
                        Code::DuplicateName,
                        child.span(),
                        format!("the service has two ports `{name}`"),
                    )
                    .related(span, "the other one");
                continue;
            }
            let binding = match child.attribute("binding") {
                Some(binding) => Some(self.reference(child, binding)),
                None => {
                    missing(child, "binding", self.diagnostics);
                    None
                }
            };
            let mut address = None;
            let mut addressing = None;
            for part in child.children() {
                match (part.namespace(), part.local()) {
                    (SOAP_11 | SOAP_12 | HTTP, "address") => {
                        self.leaf(part);
                        address = self.optional(part, "location")
                    }
                    // The address of a protocol whose binding is left out.
                    (_, "address") if !is_required(part) => {}
                    _ => match self.demand(part) {
                        Some(demand) => addressing = addressing.max(Some(demand)),
                        None => self.other(part, "a port"),
                    },
                }
            }
            let (policy, demand) = self.policies_within(child, &of_service);
            ports.push(Port {
                name,
                binding,
                address,
                addressing: addressing.max(demand),
                policy,
                annotation: annotation::of_wsdl(child),
                span: child.span(),
            });
        }
        Some(Service {
            name,
            ports,
            annotation: annotation::of_wsdl(node),
            span: node.span(),
        })
    }

    // Small parts

    fn style(&mut self, node: XmlNode<'_>) -> Option<crate::ground::Style> {
        match node.attribute("style").map(str::trim)? {
            "document" => Some(crate::ground::Style::Document),
            "rpc" => Some(crate::ground::Style::Rpc),
            "" => None,
            other => {
                self.neither(node, "style", other, ["document", "rpc"]);
                None
            }
        }
    }

    fn uses(&mut self, node: XmlNode<'_>) -> crate::ground::Use {
        match node.attribute("use").map(str::trim) {
            None | Some("literal" | "") => crate::ground::Use::Literal,
            Some("encoded") => {
                crate::ground::Use::Encoded(self.words(node.attribute("encodingStyle")))
            }
            Some(other) => {
                self.neither(node, "use", other, ["literal", "encoded"]);
                crate::ground::Use::Literal
            }
        }
    }

    fn neither(&mut self, node: XmlNode<'_>, attribute: &str, value: &str, words: [&str; 2]) {
        let [first, second] = words;
        let message = format!("{attribute}=\"{value}\" is neither `{first}` nor `{second}`");
        let error = self
            .diagnostics
            .error(Code::InvalidValue, node.span(), message);
        if let Some(advice) = did_you_mean(value, words) {
            error.help(advice);
        }
    }

    fn optional(&mut self, node: XmlNode<'_>, attribute: &str) -> Option<Arc<str>> {
        let value = node
            .attribute(attribute)
            .map(str::trim)
            .filter(|value| !value.is_empty())?;
        Some(self.interner.get(value))
    }

    fn words(&mut self, text: Option<&str>) -> Vec<Arc<str>> {
        let words = text.unwrap_or_default().split_ascii_whitespace();
        words.map(|word| self.interner.get(word)).collect()
    }

    fn name(&mut self, node: XmlNode<'_>) -> Option<Arc<str>> {
        let Some(name) = node.attribute("name").map(str::trim) else {
            missing(node, "name", self.diagnostics);
            return None;
        };
        if name.is_empty() {
            self.diagnostics.error(
                Code::InvalidName,
                node.span(),
                format!("the name of `{}` is empty", node.local()),
            );
            return None;
        }
        if !is_name(name) {
            self.diagnostics.warning(
                Code::InvalidName,
                node.span(),
                format!("`{name}` is not a name without colon"),
            );
        }
        Some(self.interner.get(name))
    }

    fn qualified_name(&mut self, node: XmlNode<'_>) -> Option<QName> {
        let local = self.name(node)?;
        Some(QName {
            namespace: self.target.clone(),
            local,
        })
    }

    fn reference(&mut self, node: XmlNode<'_>, text: &str) -> NameReference {
        xsd::reference(node, text, self.interner, self.diagnostics, None)
    }

    /// Handles a child that is not admitted here.
    fn other(&mut self, node: XmlNode<'_>, place: &str) {
        if node.is(NAMESPACE, "documentation") {
            return;
        }
        if node.namespace() == NAMESPACE {
            self.unexpected(node, place);
        } else {
            self.extension(node);
        }
    }

    /// Handles an element that admits only extensions.
    fn leaf(&mut self, node: XmlNode<'_>) {
        for child in node.children() {
            self.other(child, node.local());
        }
    }

    fn unexpected(&mut self, node: XmlNode<'_>, place: &str) {
        self.diagnostics.warning(
            Code::UnexpectedElement,
            node.span(),
            format!(
                "`{}` does not belong in {place}: it is ignored",
                node.local()
            ),
        );
    }

    fn extension(&mut self, node: XmlNode<'_>) {
        let namespace = node.namespace();
        // Read where it is attached.
        if POLICIES.contains(&namespace) {
            return;
        }
        let name = if namespace.is_empty() {
            node.local().to_owned()
        } else {
            format!("{{{namespace}}}{}", node.local())
        };
        let required = is_required(node);
        if HARMLESS.contains(&namespace) && !required {
            return;
        }
        if required {
            self.diagnostics.warning(
                Code::RequiredExtension,
                node.span(),
                format!("the extension `{name}` is required, but not known: the service may not answer without it"),
            );
        } else {
            self.diagnostics.note(
                Code::UnknownExtension,
                node.span(),
                format!("the extension `{name}` is not known: it is ignored"),
            );
        }
    }
}
