//! Reads elements into [`Document`].

mod attributes;
mod identity;
mod names;
mod particles;
mod types;

pub(crate) use names::{is_name, white_space};
pub(in crate::syntax) use names::{missing, reference};

use super::*;
use crate::diagnostic::suggest::did_you_mean;

/// Reads an `xs:schema` element. `including` is the target namespace of the schema that includes it.
pub(crate) fn read(
    node: XmlNode<'_>,
    including: Option<&str>,
    interner: &mut Interner,
    diagnostics: &mut Diagnostics,
) -> Document {
    let own = node.attribute("targetNamespace").map(str::trim);
    if own == Some("") {
        diagnostics
            .warning(
                Code::InvalidValue,
                node.span(),
                "the target namespace is the empty string",
            )
            .help("leave the attribute out for a schema without namespace");
    }
    let own = own.filter(|namespace| !namespace.is_empty());
    let target = interner.get(own.or(including).unwrap_or_default());
    let mut parser = Parser {
        interner,
        diagnostics,
        adopted: own.is_none() && including.is_some_and(|namespace| !namespace.is_empty()),
        target: target.clone(),
        qualified_elements: false,
        qualified_attributes: false,
        final_default: DerivationSet::NONE,
        block_default: DerivationSet::NONE,
        referenced: BTreeMap::new(),
    };
    parser.final_default = derivations(node, "finalDefault").unwrap_or_default();
    parser.block_default = derivations(node, "blockDefault").unwrap_or_default();
    parser.qualified_elements = parser.form(node, "elementFormDefault").unwrap_or(false);
    parser.qualified_attributes = parser.form(node, "attributeFormDefault").unwrap_or(false);
    let mut links = Vec::new();
    let mut components = Vec::new();
    let mut notations = Vec::new();
    for child in node.children() {
        if child.namespace() != NAMESPACE {
            continue;
        }
        match child.local() {
            "import" | "include" | "redefine" => links.extend(parser.link(child)),
            "annotation" => {}
            "notation" => {
                if let Some(local) = parser.name(child) {
                    let namespace = parser.target.clone();
                    notations.push((QName { namespace, local }, child.span()));
                }
            }
            "override" | "defaultOpenContent" => parser.schema_11(child),
            _ => components.extend(parser.component(child)),
        }
    }
    let (referenced, adopted) = (parser.referenced, parser.adopted);
    representation::check(node, &target, adopted, diagnostics);
    Document {
        span: node.span(),
        target,
        links,
        components,
        notations,
        referenced,
    }
}

/// The methods of derivation in an attribute. Other words are skipped.
fn derivations(node: XmlNode<'_>, attribute: &str) -> Option<DerivationSet> {
    let text = node.attribute(attribute)?;
    let all = DerivationSet::EXTENSION
        .with(DerivationSet::RESTRICTION)
        .with(DerivationSet::SUBSTITUTION)
        .with(DerivationSet::LIST)
        .with(DerivationSet::UNION);
    if text.trim() == "#all" {
        return Some(all);
    }
    let words = text.split_ascii_whitespace();
    let methods = words.filter_map(DerivationSet::from_word);
    Some(methods.fold(DerivationSet::NONE, DerivationSet::with))
}

struct Parser<'a> {
    interner: &'a mut Interner,
    diagnostics: &'a mut Diagnostics,
    /// Whether an included schema without target namespace takes that of the including one, for references too.
    adopted: bool,
    target: Arc<str>,
    qualified_elements: bool,
    qualified_attributes: bool,
    final_default: DerivationSet,
    block_default: DerivationSet,
    referenced: BTreeMap<Arc<str>, Span>,
}

impl Parser<'_> {
    fn link(&mut self, node: XmlNode<'_>) -> Option<Link> {
        let location = node
            .attribute("schemaLocation")
            .map(str::trim)
            .filter(|location| !location.is_empty());
        let location = location.map(|location| self.interner.get(location));
        let (kind, namespace) = match node.local() {
            "import" => {
                let namespace = node
                    .attribute("namespace")
                    .map(str::trim)
                    .unwrap_or_default();
                (LinkKind::Import, self.interner.get(namespace))
            }
            other => {
                if location.is_none() {
                    self.missing(node, "schemaLocation");
                    return None;
                }
                let kind = if other == "include" {
                    LinkKind::Include
                } else {
                    let mut redefined = Vec::new();
                    for child in node.children() {
                        if child.namespace() == NAMESPACE && child.local() != "annotation" {
                            redefined.extend(self.component(child));
                        }
                    }
                    LinkKind::Redefine(redefined)
                };
                (kind, self.target.clone())
            }
        };
        Some(Link {
            kind,
            namespace,
            location,
            span: node.span(),
            target: None,
        })
    }

    fn component(&mut self, node: XmlNode<'_>) -> Option<Component> {
        let known = matches!(
            node.local(),
            "simpleType" | "complexType" | "element" | "attribute" | "group" | "attributeGroup"
        );
        if !known {
            self.unexpected(node, "a schema");
            return None;
        }
        let name = self.name(node)?;
        let name = QName {
            namespace: self.target.clone(),
            local: name,
        };
        Some(match node.local() {
            "simpleType" => Component::Type(self.simple_type(node, Some(name))),
            "complexType" => Component::Type(self.complex_type(node, Some(name))),
            "element" => Component::Element(self.element(node, name, true)),
            "attribute" => Component::Attribute(self.attribute(node, name)),
            "group" => {
                let mut particle = None;
                for child in self.parts(node) {
                    match child.local() {
                        "sequence" | "choice" | "all" if particle.is_none() => {
                            particle = self.particle(child)
                        }
                        _ => self.unexpected(child, "a named group"),
                    }
                }
                Component::Group(Group {
                    name,
                    particle,
                    annotation: self.annotation(node),
                    span: NotCompared(node.span()),
                })
            }
            _ => {
                let mut attributes = Vec::new();
                let mut any_attribute = None;
                for child in self.parts(node) {
                    if !self.attribute_item(child, &mut attributes, &mut any_attribute, &mut None) {
                        self.unexpected(child, "an attribute group");
                    }
                }
                Component::AttributeGroup(AttributeGroup {
                    name,
                    attributes,
                    any_attribute,
                    span: NotCompared(node.span()),
                })
            }
        })
    }

    // Small parts

    /// Children in the namespace of XML Schema, except the annotation.
    fn parts<'n>(&self, node: XmlNode<'n>) -> impl Iterator<Item = XmlNode<'n>> + use<'n> {
        node.children()
            .filter(|child| child.namespace() == NAMESPACE && child.local() != "annotation")
    }

    fn annotation(&mut self, node: XmlNode<'_>) -> NotCompared<Annotation> {
        NotCompared(annotation::of_component(node, self.interner))
    }

    fn namespace(&mut self, qualified: bool) -> Arc<str> {
        if qualified {
            self.target.clone()
        } else {
            self.interner.get("")
        }
    }

    fn name(&mut self, node: XmlNode<'_>) -> Option<Arc<str>> {
        let Some(name) = node.attribute("name").map(str::trim) else {
            self.missing(node, "name");
            return None;
        };
        if !is_name(name) {
            self.diagnostics.error(
                Code::InvalidName,
                node.span(),
                format!("`{name}` is not a name without colon"),
            );
            return None;
        }
        Some(self.interner.get(name))
    }

    fn value_constraint(&mut self, node: XmlNode<'_>) -> Option<ValueConstraint> {
        let (default, fixed) = (node.attribute("default"), node.attribute("fixed"));
        if default.is_some() && fixed.is_some() {
            self.conflict(node, "both `default` and `fixed`");
        }
        let text = fixed.or(default)?;
        let words = text.split_ascii_whitespace();
        let names: Option<Vec<QName>> = words.map(|word| self.value_as_name(node, word)).collect();
        Some(ValueConstraint {
            is_fixed: fixed.is_some(),
            text: self.interner.get(text),
            names: names.unwrap_or_default(),
        })
    }

    /// `final` or its default, limited to the methods of the component.
    fn final_for(&self, node: XmlNode<'_>, taken: DerivationSet) -> NotCompared<DerivationSet> {
        let methods = derivations(node, "final").unwrap_or(self.final_default);
        NotCompared(methods.common(taken))
    }

    /// `block` or its default, limited to the methods of the component.
    fn blocks(&self, node: XmlNode<'_>, taken: DerivationSet) -> NotCompared<DerivationSet> {
        let methods = derivations(node, "block").unwrap_or(self.block_default);
        NotCompared(methods.common(taken))
    }

    fn boolean(&mut self, node: XmlNode<'_>, attribute: &str) -> bool {
        match node.attribute(attribute).map(str::trim) {
            None | Some("false" | "0") => false,
            Some("true" | "1") => true,
            Some(other) => {
                self.invalid(node, attribute, other, &["true", "false"]);
                false
            }
        }
    }

    fn form(&mut self, node: XmlNode<'_>, attribute: &str) -> Option<bool> {
        match node.attribute(attribute).map(str::trim)? {
            "qualified" => Some(true),
            "unqualified" => Some(false),
            other => {
                self.invalid(node, attribute, other, &["qualified", "unqualified"]);
                None
            }
        }
    }

    fn builtin(&mut self, local: &str, node: XmlNode<'_>) -> TypeUse {
        TypeUse::Named(NameReference {
            name: QName {
                namespace: self.interner.get(NAMESPACE),
                local: self.interner.get(local),
            },
            broken: false,
            span: NotCompared(node.span()),
        })
    }

    fn reference(&mut self, node: XmlNode<'_>, text: &str) -> NameReference {
        let adopted = self.adopted.then(|| self.target.clone());
        let reference = reference(node, text, self.interner, self.diagnostics, adopted);
        // The types of XML Schema itself are built in; its elements (`<element ref="xs:schema"/>`) are not.
        let is_built_in =
            &*reference.name.namespace == NAMESPACE && node.attribute("ref").is_none();
        if !reference.broken
            && !is_built_in
            && !self.referenced.contains_key(&reference.name.namespace)
        {
            self.referenced
                .insert(reference.name.namespace.clone(), node.span());
        }
        reference
    }

    // Reports

    fn missing(&mut self, node: XmlNode<'_>, attribute: &str) {
        missing(node, attribute, self.diagnostics);
    }

    fn unexpected(&mut self, node: XmlNode<'_>, place: &str) {
        let severity_help = format!(
            "`{}` does not belong in {place}: it is ignored",
            node.local()
        );
        self.diagnostics
            .warning(Code::UnexpectedElement, node.span(), severity_help);
    }

    fn schema_11(&mut self, node: XmlNode<'_>) {
        self.diagnostics.warning(
            Code::Schema11,
            node.span(),
            format!(
                "`{}` belongs to XML Schema 1.1: it is ignored",
                node.local()
            ),
        );
    }

    fn conflict(&mut self, node: XmlNode<'_>, what: &str) {
        self.diagnostics.error(
            Code::Conflict,
            node.span(),
            format!("`{}` has {what}", node.local()),
        );
    }

    fn invalid(&mut self, node: XmlNode<'_>, attribute: &str, value: &str, admitted: &[&str]) {
        let words: Vec<String> = admitted.iter().map(|word| format!("`{word}`")).collect();
        let words = match words.split_last() {
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        };
        let message = format!("{attribute}=\"{value}\" is not {words}");
        let error = self
            .diagnostics
            .error(Code::InvalidValue, node.span(), message);
        if let Some(advice) = did_you_mean(value, admitted.iter().copied()) {
            error.help(advice);
        }
    }
}
