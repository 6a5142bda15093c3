//! Elements, model groups and wildcards.

use super::super::*;
use super::types::COMPLEX;
use super::{Parser, names::count};

impl Parser<'_> {
    pub(super) fn particle(&mut self, node: XmlNode<'_>) -> Option<Particle> {
        let (min, max) = self.occurs(node);
        let term = match node.local() {
            "element" => match (node.attribute("ref"), node.attribute("name")) {
                (Some(name), other) => {
                    if other.is_some() {
                        self.conflict(node, "both `name` and `ref`");
                    }
                    Term::Reference(self.reference(node, name))
                }
                (None, _) => {
                    let local = self.name(node)?;
                    let qualified = self.form(node, "form").unwrap_or(self.qualified_elements);
                    let namespace = self.namespace(qualified);
                    Term::Element(Box::new(self.element(
                        node,
                        QName { namespace, local },
                        false,
                    )))
                }
            },
            "group" => match node.attribute("ref") {
                Some(name) => Term::GroupReference(self.reference(node, name)),
                None => {
                    self.missing(node, "ref");
                    return None;
                }
            },
            "any" => Term::Any(self.wildcard(node)),
            kind @ ("sequence" | "choice" | "all") => {
                let compositor = match kind {
                    "sequence" => Compositor::Sequence,
                    "choice" => Compositor::Choice,
                    _ => Compositor::All,
                };
                let mut particles = Vec::new();
                for child in self.parts(node) {
                    match child.local() {
                        "element" | "any" | "group" | "sequence" | "choice" | "all" => {
                            let is_all = child.local() == "all"
                                || kind == "all" && child.local() != "element";
                            if is_all {
                                self.diagnostics.warning(
                                    Code::All,
                                    child.span(),
                                    format!("`{}` may not stand in `{kind}`", child.local()),
                                );
                            }
                            particles.extend(self.particle(child));
                        }
                        _ => self.unexpected(child, kind),
                    }
                }
                if kind == "all" && max != Some(1) && max != Some(0) {
                    self.diagnostics
                        .warning(Code::All, node.span(), "`all` may occur only once");
                }
                Term::Group(compositor, particles)
            }
            _ => {
                self.unexpected(node, "a particle");
                return None;
            }
        };
        Some(Particle {
            min,
            max,
            term,
            span: NotCompared(node.span()),
        })
    }

    pub(super) fn occurs(&mut self, node: XmlNode<'_>) -> (u32, Option<u32>) {
        let min = node.attribute("minOccurs").map(str::trim);
        let max = node.attribute("maxOccurs").map(str::trim);
        let min_value = min.map_or(Some(1), count);
        let max_value = match max {
            None => Some(Some(1)),
            Some("unbounded") => Some(None),
            Some(text) => count(text).map(Some),
        };
        let mut bad = |text: &str| {
            self.diagnostics
                .error(Code::InvalidOccurs, node.span(), text);
        };
        if min_value.is_none() {
            bad(&format!(
                "minOccurs=\"{}\" is not a whole number",
                min.unwrap_or_default()
            ));
        }
        if max_value.is_none() {
            bad(&format!(
                "maxOccurs=\"{}\" is neither a whole number nor `unbounded`",
                max.unwrap_or_default()
            ));
        }
        let (min, mut max) = (min_value.unwrap_or(1), max_value.unwrap_or(Some(1)));
        if let Some(most) = max.filter(|most| *most < min) {
            // maxOccurs="0" alone prohibits the particle. With the default of minOccurs it is not valid, but its
            // meaning is clear.
            if node.attribute("minOccurs").is_some() {
                bad(&format!(
                    "minOccurs=\"{min}\" is greater than maxOccurs=\"{most}\""
                ));
                max = Some(min);
            } else {
                return (0, max);
            }
        }
        (min, max)
    }

    pub(super) fn element(&mut self, node: XmlNode<'_>, name: QName, global: bool) -> Element {
        if !global {
            for attribute in ["abstract", "substitutionGroup"] {
                if node
                    .attribute(attribute)
                    .is_some_and(|value| value != "false")
                {
                    self.conflict(node, &format!("a local element with `{attribute}`"));
                }
            }
        }
        let inline = self
            .parts(node)
            .find(|child| matches!(child.local(), "simpleType" | "complexType"));
        let ty = match (node.attribute("type"), inline) {
            (Some(name), inline) => {
                if let Some(inline) = inline {
                    self.conflict(inline, "both `type` and an inline type");
                }
                TypeUse::Named(self.reference(node, name))
            }
            (None, Some(inline)) if inline.local() == "simpleType" => {
                TypeUse::Inline(Box::new(self.simple_type(inline, None)))
            }
            (None, Some(inline)) => TypeUse::Inline(Box::new(self.complex_type(inline, None))),
            (None, None) => TypeUse::Absent,
        };
        for child in self.parts(node) {
            match child.local() {
                "simpleType" | "complexType"
                    if inline.is_some_and(|inline| inline.span() == child.span()) => {}
                "unique" | "key" | "keyref" => {}
                "alternative" => self.schema_11(child),
                _ => self.unexpected(child, "an element"),
            }
        }
        Element {
            name,
            ty,
            nillable: self.boolean(node, "nillable"),
            is_abstract: self.boolean(node, "abstract"),
            value: self.value_constraint(node),
            substitution: node
                .attribute("substitutionGroup")
                .map(|head| self.reference(node, head)),
            blocks: self.blocks(node, COMPLEX.with(DerivationSet::SUBSTITUTION)),
            final_for: self.final_for(node, COMPLEX),
            identities: NotCompared(self.identities(node)),
            annotation: self.annotation(node),
            span: NotCompared(node.span()),
        }
    }

    pub(super) fn wildcard(&mut self, node: XmlNode<'_>) -> Wildcard {
        let namespaces = match node.attribute("namespace").map(str::trim) {
            None | Some("##any") => NamespaceConstraint::Any,
            Some("##other") => NamespaceConstraint::Other(self.target.clone()),
            // An empty list admits nothing (Part 1, 3.10.2).
            Some(list) => {
                let mut namespaces = Vec::new();
                for word in list.split_ascii_whitespace() {
                    namespaces.push(match word {
                        "##targetNamespace" => self.target.clone(),
                        "##local" => self.interner.get(""),
                        other => self.interner.get(other),
                    });
                }
                NamespaceConstraint::List(namespaces)
            }
        };
        let process = match node.attribute("processContents").map(str::trim) {
            None | Some("strict") => ProcessContents::Strict,
            Some("lax") => ProcessContents::Lax,
            Some("skip") => ProcessContents::Skip,
            Some(other) => {
                self.invalid(node, "processContents", other, &["strict", "lax", "skip"]);
                ProcessContents::Lax
            }
        };
        Wildcard {
            namespaces,
            process,
            annotation: self.annotation(node),
            span: NotCompared(node.span()),
        }
    }
}
