//! Our verdict on schemas and instances.

use crate::sets::Group;
use roxmltree::{Document, ParsingOptions};
use soap_dynamic::{Contract, Message, Operation};
use soap_runtime::xml::ReadOptions;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use testkit::{Element, repository};
use wsdl_codegen::diagnostic::{Diagnostic, Severity};
use wsdl_codegen::{Options, contract};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The verdict on a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is accepted.
    Accepted,
    /// It is accepted, with warnings.
    Warned(String),
    /// It is refused.
    Refused(String),
    /// It is accepted, and is not what it was when it is written again.
    Changed(String),
    /// It cannot be judged: SOAP does not carry it.
    Skipped(&'static str),
}

/// Judges the documents of one suite.
pub struct Judge {
    /// The folder of the suite.
    folder: PathBuf,
    /// The contract that is judged.
    wsdl: PathBuf,
}

impl Judge {
    /// Makes a judge, with a place for the contracts around the schemas.
    ///
    /// # Errors
    /// The place cannot be written.
    pub fn new(folder: &Path, place: &Path) -> Result<Self, String> {
        repository::folder(place)?;
        Ok(Self {
            folder: folder.to_owned(),
            wsdl: place.join("contract.wsdl"),
        })
    }

    /// Judges the schema of a group, as `wsdl-codegen check` does.
    pub fn schema(&self, group: &Group) -> Verdict {
        let options = match self.options(&group.schemas, None) {
            Ok(options) => options,
            Err(error) => return Verdict::Refused(error),
        };
        let (_, _, diagnostics) = contract::check(&options);
        let all = diagnostics.sorted();
        let text = |one: &Diagnostic| format!("{} {}", one.code.as_str(), one.message);
        let of = |severity| all.iter().find(|one| one.severity == severity);
        match (of(Severity::Error), of(Severity::Warning)) {
            (Some(error), _) => Verdict::Refused(text(error)),
            (None, Some(warning)) => Verdict::Warned(text(warning)),
            (None, None) => Verdict::Accepted,
        }
    }

    /// Judges an instance by the strict mode with facets, and writes it again.
    pub fn instance(&self, group: &Group, file: &Path) -> Verdict {
        let text = match std::fs::read(file) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(_) => return Verdict::Skipped("not in UTF-8"),
            },
            Err(_) => return Verdict::Skipped("a document is missing"),
        };
        let options = ParsingOptions {
            allow_dtd: true,
            ..ParsingOptions::default()
        };
        let document = match Document::parse_with_options(&text, options) {
            Ok(document) => document,
            Err(error) => return Verdict::Refused(error.to_string()),
        };
        if text.contains("<!DOCTYPE") {
            return Verdict::Skipped("a document type declaration");
        }
        if document.descendants().any(|node| node.is_pi()) {
            return Verdict::Skipped("a processing instruction");
        }
        let root = document.root_element();
        let name = root.tag_name();
        let element = &text[root.range()];
        let options = self.options(
            &self.documents(group, root, file),
            Some((name.namespace().unwrap_or_default(), name.name())),
        );
        match options
            .and_then(|options| Contract::with_options(&options).map_err(|error| error.to_string()))
        {
            Ok(contract) => read(&contract, element),
            // The only reference to an element that is not the schema's own.
            Err(error) if error.contains("WSDL0402") => {
                Verdict::Skipped("no declaration of the root")
            }
            Err(error) => {
                let mut lines = error.lines().filter(|line| line.contains("WSDL"));
                Verdict::Refused(format!("the schema: {}", lines.next().unwrap_or(&error)))
            }
        }
    }

    /// The documents of a group's schema; of a group without any, those that the instance names.
    fn documents(&self, group: &Group, root: roxmltree::Node<'_, '_>, file: &Path) -> Vec<PathBuf> {
        if !group.schemas.is_empty() {
            return group.schemas.clone();
        }
        let folder = file.parent().unwrap_or(&self.folder);
        let pairs = root.attribute((XSI, "schemaLocation")).unwrap_or_default();
        let named = pairs.split_ascii_whitespace().skip(1).step_by(2);
        named
            .chain(root.attribute((XSI, "noNamespaceSchemaLocation")))
            .map(|location| folder.join(location.trim()))
            .collect()
    }

    /// The options of a contract that imports schemas, with one operation if there is a root.
    fn options(&self, schemas: &[PathBuf], root: Option<(&str, &str)>) -> Result<Options, String> {
        let mut imports = String::new();
        let mut locations = Vec::new();
        for (number, schema) in schemas.iter().enumerate() {
            let location = format!("suite:{number}");
            let namespace = target(schema);
            let _ = match namespace.is_empty() {
                true => write!(imports, "<xs:import schemaLocation='{location}'/>"),
                false => write!(
                    imports,
                    "<xs:import namespace='{}' schemaLocation='{location}'/>",
                    escaped(&namespace)
                ),
            };
            locations.push((location, schema.clone()));
        }
        // A contract has an operation, a schema need not have an element.
        let (namespace, local) = root.unwrap_or(("urn:conformance", "nothing"));
        // A name of no namespace has no prefix, and the default namespace is none.
        let (declaration, element) = match namespace {
            "" => (String::new(), local.to_owned()),
            _ => (
                format!("xmlns:root='{}'", escaped(namespace)),
                format!("root:{local}"),
            ),
        };
        let text = format!(
            "<w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/' xmlns:xs='http://www.w3.org/2001/XMLSchema' \
             xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/' xmlns:t='urn:conformance' {declaration} \
             targetNamespace='urn:conformance'><w:types><xs:schema targetNamespace='urn:conformance'>{imports}\
             <xs:element name='nothing' type='xs:string'/></xs:schema></w:types><w:message name='M'><w:part name='p' element='{element}'/>\
             </w:message><w:portType name='P'><w:operation name='Echo'><w:input message='t:M'/><w:output message='t:M'/>\
             </w:operation></w:portType><w:binding name='B' type='t:P'>\
             <s:binding transport='http://schemas.xmlsoap.org/soap/http'/><w:operation name='Echo'><s:operation soapAction=''/>\
             <w:input><s:body use='literal'/></w:input><w:output><s:body use='literal'/></w:output></w:operation>\
             </w:binding></w:definitions>"
        );
        repository::write(&self.wsdl, &text)?;
        Ok(Options {
            wsdl: vec![self.wsdl.clone()],
            locations,
            folders: vec![self.folder.clone()],
            facets: true,
            ..Options::default()
        })
    }
}

fn read(contract: &Contract, element: &str) -> Verdict {
    let envelope = format!(
        "<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'><soap:Body>{element}</soap:Body></soap:Envelope>"
    );
    let operation = match contract.operation("Echo") {
        Ok(operation) => operation,
        Err(error) => return Verdict::Refused(error.to_string()),
    };
    let message = match operation.read(true, envelope.as_bytes(), &ReadOptions::strict()) {
        Ok(message) => message,
        Err(error) => return Verdict::Refused(error.to_string()),
    };
    let written = match message.to_xml() {
        Ok(written) => written,
        Err(error) => return Verdict::Changed(format!("not written: {error}")),
    };
    changed(&message, operation, &envelope, &written).map_or(Verdict::Accepted, Verdict::Changed)
}

/// The first difference between a message and the message that was written for it: in elements and attributes, or in values.
fn changed(message: &Message, operation: &Operation, from: &str, to: &str) -> Option<String> {
    let (mut left, mut right) = match (Element::parse(from), Element::parse(to)) {
        (Ok(left), Ok(right)) => (left, right),
        (Err(error), _) | (_, Err(error)) => return Some(error),
    };
    for side in [&mut left, &mut right] {
        forget_locations(side);
    }
    if let Some(difference) = lost(&left, &right, "") {
        return Some(difference);
    }
    let again = match operation.read(true, to.as_bytes(), &ReadOptions::strict()) {
        Ok(again) => again,
        Err(error) => return Some(format!("written, and refused: {error}")),
    };
    match (message.to_json(), again.to_json()) {
        (Ok(before), Ok(after)) if before == after => None,
        (Ok(before), Ok(after)) => Some(format!("{before} against {after}")),
        (Err(error), _) | (_, Err(error)) => Some(error.to_string()),
    }
}

/// The first element, attribute or text of one tree that another lacks. The members of `xs:all` have no order; what is written
/// has to be valid, so that others have theirs. Values of the contract that the message left out may be written.
fn lost(left: &Element, right: &Element, path: &str) -> Option<String> {
    let path = format!("{path}/{}", left.name.local);
    if let Some(name) = left
        .attributes
        .keys()
        .find(|name| !right.attributes.contains_key(name))
    {
        return Some(format!("{path}: the attribute {name} is not written"));
    }
    if left.nil != right.nil || !left.text.trim().is_empty() && right.text.trim().is_empty() {
        return Some(format!("{path}: the text is not written"));
    }
    let sorted = |of: &Element| {
        let mut children = of.children.clone();
        children.sort_by(|one, other| one.name.cmp(&other.name));
        children
    };
    let (left, right) = (sorted(left), sorted(right));
    let names = |of: &[Element]| of.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    if names(&left) != names(&right) {
        return Some(format!("{path}: other elements are written"));
    }
    let mut pairs = left.iter().zip(&right);
    pairs.find_map(|(left, right)| lost(left, right, &path))
}

/// Schema locations are hints to a validator, which SOAP has no use for.
fn forget_locations(element: &mut Element) {
    element
        .attributes
        .retain(|name, _| name.namespace != XSI || !name.local.ends_with("chemaLocation"));
    element.children.iter_mut().for_each(forget_locations);
}

/// The target namespace of a schema document; the empty one if it cannot be read.
fn target(schema: &Path) -> String {
    let bytes = std::fs::read(schema).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(&text, options);
    document.map_or_else(
        |_| String::new(),
        |document| {
            let root = document.root_element();
            root.attribute("targetNamespace")
                .unwrap_or_default()
                .to_owned()
        },
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('\'', "&apos;")
}
