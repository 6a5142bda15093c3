//! Rules between the attributes and children of one element.

use super::super::super::xml::XmlNode;
use super::super::NAMESPACE;
use super::Checker;
use crate::diagnostic::Code;
use std::collections::BTreeSet;

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

impl<'n> Checker<'_, 'n> {
    pub(super) fn constraints(&mut self, node: XmlNode<'n>, parent: &str) {
        match node.local() {
            "import" => self.import(node),
            "attribute" => self.attribute(node, parent),
            "element" => self.element(node, parent),
            "all" => self.all(node),
            "notation" => self.notation(node),
            "restriction" => self.facets(node),
            "union" => {
                let members = node.attribute("memberTypes").unwrap_or_default();
                if members.trim_ascii().is_empty() && !has_child(node, "simpleType") {
                    let message = "the union has neither `memberTypes` nor a simple type";
                    self.diagnostics
                        .warning(Code::MissingAttribute, node.span(), message);
                }
            }
            _ => {}
        }
        self.occurs(node);
        self.qualified_value(node);
        if parent == "redefine" {
            self.redefined(node);
        }
    }

    /// XML Schema Part 1, section 4.2.3, "Import Constraints and Semantics".
    fn import(&mut self, node: XmlNode<'n>) {
        let message = match node.attribute("namespace").map(str::trim_ascii) {
            Some(namespace) if !namespace.is_empty() && namespace == self.target => {
                "the schema imports its own namespace"
            }
            Some("") => {
                "an empty namespace is no namespace: declarations in none are imported without the attribute"
            }
            None if self.target.is_empty() || self.adopts => {
                "a schema without target namespace imports no namespace"
            }
            _ => return,
        };
        self.diagnostics
            .warning(Code::WrongNamespace, node.span(), message)
            .help("name the namespace that is meant; documents of one namespace are included");
    }

    /// Section 3.2.3 and 3.2.6: "no-xmlns", "no-xsi", "src-attribute".
    fn attribute(&mut self, node: XmlNode<'n>, parent: &str) {
        let name = node.attribute("name").map(str::trim_ascii);
        if name == Some("xmlns") {
            let message = "an attribute cannot be called `xmlns`";
            self.diagnostics
                .warning(Code::InvalidName, node.span(), message);
        }
        let is_qualified = matches!(parent, "schema" | "redefine")
            || node.attribute("form").map(str::trim_ascii) == Some("qualified");
        if name.is_some() && is_qualified && self.target == INSTANCE {
            let message = "attributes of the namespace of schema instances cannot be declared";
            self.diagnostics
                .warning(Code::Conflict, node.span(), message);
        }
        let presence = node.attribute("use").map_or("optional", str::trim_ascii);
        if node.attribute("default").is_some() && presence != "optional" {
            self.diagnostics.warning(
                Code::Conflict,
                node.span(),
                format!("the attribute has a default and use=\"{presence}\""),
            );
        }
    }

    /// Section 3.8.6, "All Group Limited": an element of `all` occurs once at most.
    fn element(&mut self, node: XmlNode<'n>, parent: &str) {
        if parent != "all" {
            return;
        }
        let count = node.attribute("maxOccurs").map_or("1", str::trim_ascii);
        let digits = count.trim_start_matches(['+', '0']);
        if !matches!(digits, "" | "1") {
            self.diagnostics.warning(
                Code::All,
                node.span(),
                format!("maxOccurs=\"{count}\" in `all`: its elements occur once at most"),
            );
        }
    }

    /// Section 3.12.3: a notation has an identifier, and a name of its own.
    fn notation(&mut self, node: XmlNode<'n>) {
        if node.attribute("public").is_none() && node.attribute("system").is_none() {
            let message = "the notation has neither `public` nor `system`";
            self.diagnostics
                .warning(Code::MissingAttribute, node.span(), message);
        }
        let name = node.attribute("name").map(str::trim_ascii);
        if let Some(name) = name
            && !self.notations.insert(name)
        {
            let message = format!("the notation `{name}` is declared twice");
            self.diagnostics
                .warning(Code::Duplicate, node.span(), message);
        }
    }

    /// Part 2, section 3.2.18: the prefix of a qualified name is declared.
    fn qualified_value(&mut self, node: XmlNode<'n>) {
        let (prefix, local) = match node.attribute("type").map(str::trim_ascii) {
            Some(ty) => ty.split_once(':').unwrap_or(("", ty)),
            None => return,
        };
        if local != "QName" || node.lookup(prefix) != Some(NAMESPACE) {
            return;
        }
        for attribute in ["default", "fixed"] {
            let value = node.attribute(attribute).map(str::trim_ascii);
            if let Some((prefix, _)) = value.and_then(|value| value.split_once(':'))
                && node.lookup(prefix).is_none()
            {
                let message =
                    format!("the prefix `{prefix}` of the {attribute} value is not declared");
                self.diagnostics
                    .warning(Code::UndeclaredPrefix, node.span(), message);
            }
        }
    }

    fn all(&mut self, node: XmlNode<'n>) {
        let count = node.attribute("maxOccurs").map_or("1", str::trim_ascii);
        if count.trim_start_matches(['+', '0']) != "1"
            && !self.diagnostics.is_reported(node.span(), &[Code::All])
        {
            self.diagnostics
                .warning(Code::All, node.span(), "`all` occurs exactly once");
        }
    }

    /// Section 3.9.6, "Particle Correct": the reader accepts maxOccurs="0" with its intended meaning.
    fn occurs(&mut self, node: XmlNode<'n>) {
        let zero = |name| {
            let text = node.attribute(name).map(str::trim_ascii);
            text.is_some_and(|text| {
                let digits = text.trim_start_matches('+');
                !digits.is_empty() && digits.bytes().all(|b| b == b'0')
            })
        };
        if zero("maxOccurs") && node.attribute("minOccurs").is_none() {
            self.diagnostics
                .warning(
                    Code::InvalidOccurs,
                    node.span(),
                    "maxOccurs is 0, and minOccurs is 1 where it is not given",
                )
                .help("add minOccurs=\"0\"");
        }
    }

    /// Part 2, section 4.3: each facet but `enumeration` and `pattern` is given once in a step.
    fn facets(&mut self, node: XmlNode<'n>) {
        let mut seen = BTreeSet::new();
        for child in parts(node) {
            let is_many = matches!(
                child.local(),
                "enumeration"
                    | "pattern"
                    | "simpleType"
                    | "annotation"
                    | "attribute"
                    | "attributeGroup"
            );
            if child.attribute("value").is_some() && !is_many && !seen.insert(child.local()) {
                self.diagnostics.warning(
                    Code::InvalidFacet,
                    child.span(),
                    format!("the facet `{}` is given twice", child.local()),
                );
            }
        }
    }

    /// Section 4.2.2, "Redefinition Constraints": a component is redefined by itself.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    fn redefined(&mut self, node: XmlNode<'n>) {
        let Some(name) = node.attribute("name").map(str::trim_ascii) else {
            return;
        };
        let is_own = |at: XmlNode<'_>, attribute: &str| {
            let Some(text) = at.attribute(attribute).map(str::trim_ascii) else {
                return false;
            };
            let (prefix, local) = text.split_once(':').unwrap_or(("", text));
            let namespace = at.lookup(prefix).unwrap_or_default();
            local == name && (namespace == self.target || self.adopts && namespace.is_empty())
        };
        let is_fine = match node.local() {
            "simpleType" => parts(node).any(|child| is_own(child, "base")),
            "complexType" => parts(node).any(|content| {
                matches!(content.local(), "simpleContent" | "complexContent")
                    && parts(content).any(|child| is_own(child, "base"))
            }),
            "group" | "attributeGroup" => {
                let mut references = 0;
                let mut odd = false;
                let mut open: Vec<_> = parts(node).collect();
                while let Some(at) = open.pop() {
                    if at.local() == node.local() && is_own(at, "ref") {
                        references += 1;
                        odd |= ["minOccurs", "maxOccurs"].iter().any(|occurs| {
                            at.attribute(occurs)
                                .is_some_and(|text| text.trim_ascii() != "1")
                        });
                    }
                    if !matches!(at.local(), "element" | "attribute" | "annotation") {
                        open.extend(parts(at));
                    }
                }
                references <= 1 && !odd
            }
            _ => true,
        };
        if !is_fine {
            self.diagnostics.warning(
                Code::Redefine,
                node.span(),
                format!("the redefinition of `{name}` is not made from `{name}` itself, once"),
            );
        }
    }
}

fn parts<'n>(node: XmlNode<'n>) -> impl Iterator<Item = XmlNode<'n>> {
    node.children()
        .filter(|child| child.namespace() == NAMESPACE)
}

fn has_child(node: XmlNode<'_>, local: &str) -> bool {
    parts(node).any(|child| child.local() == local)
}
