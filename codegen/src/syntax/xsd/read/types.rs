//! Simple and complex types.

use super::super::*;
use super::Parser;

/// The methods by which a complex type is derived.
pub(super) const COMPLEX: DerivationSet = DerivationSet::EXTENSION.with(DerivationSet::RESTRICTION);

impl Parser<'_> {
    pub(super) fn simple_type(&mut self, node: XmlNode<'_>, name: Option<QName>) -> Type {
        let mut kind = None;
        for child in self.parts(node) {
            if kind.is_some() {
                self.unexpected(child, "a simple type");
                continue;
            }
            kind = match child.local() {
                "restriction" => Some(self.simple_restriction(child)),
                "list" => {
                    let item = self.type_use(child, "itemType");
                    for other in self
                        .parts(child)
                        .filter(|other| other.local() != "simpleType")
                    {
                        self.unexpected(other, "a list");
                    }
                    Some(Simple::List(item))
                }
                "union" => Some(self.union(child)),
                _ => {
                    self.unexpected(child, "a simple type");
                    None
                }
            };
        }
        let kind = kind.unwrap_or_else(|| {
            self.diagnostics
                .error(
                    Code::MissingAttribute,
                    node.span(),
                    "the simple type has no restriction, list or union",
                )
                .help("put its facets into an xs:restriction of the type that they restrict");
            Simple::Restriction(self.builtin("anySimpleType", node), Facets::default())
        });
        Type {
            name,
            kind: TypeKind::Simple(kind),
            final_for: self.final_for(
                node,
                DerivationSet::EXTENSION
                    .with(DerivationSet::RESTRICTION)
                    .with(DerivationSet::LIST)
                    .with(DerivationSet::UNION),
            ),
            annotation: self.annotation(node),
            span: NotCompared(node.span()),
        }
    }

    pub(super) fn simple_restriction(&mut self, node: XmlNode<'_>) -> Simple {
        let base = self.type_use(node, "base");
        let mut facets = Facets::default();
        for child in self.parts(node) {
            if child.local() != "simpleType" && !self.facet(child, &mut facets) {
                self.unexpected(child, "a restriction");
            }
        }
        Simple::Restriction(base, facets)
    }

    pub(super) fn union(&mut self, node: XmlNode<'_>) -> Simple {
        let mut members = Vec::new();
        for name in node
            .attribute("memberTypes")
            .unwrap_or_default()
            .split_ascii_whitespace()
        {
            members.push(TypeUse::Named(self.reference(node, name)));
        }
        for child in self.parts(node) {
            match child.local() {
                "simpleType" => {
                    members.push(TypeUse::Inline(Box::new(self.simple_type(child, None))))
                }
                _ => self.unexpected(child, "a union"),
            }
        }
        Simple::Union(members)
    }

    /// The type in an attribute, or the inline simple type among the children.
    pub(super) fn type_use(&mut self, node: XmlNode<'_>, attribute: &str) -> TypeUse {
        let inline = self.parts(node).find(|child| child.local() == "simpleType");
        let named = node.attribute(attribute);
        if let (Some(_), Some(inline)) = (named, inline) {
            self.conflict(inline, &format!("both `{attribute}` and an inline type"));
        }
        match (named, inline) {
            (Some(name), _) => TypeUse::Named(self.reference(node, name)),
            (None, Some(inline)) => TypeUse::Inline(Box::new(self.simple_type(inline, None))),
            (None, None) => {
                self.missing(node, attribute);
                TypeUse::Absent
            }
        }
    }

    /// Whether the element is a facet.
    pub(super) fn facet(&mut self, node: XmlNode<'_>, facets: &mut Facets) -> bool {
        let known = matches!(
            node.local(),
            "enumeration"
                | "pattern"
                | "length"
                | "minLength"
                | "maxLength"
                | "minInclusive"
                | "maxInclusive"
                | "minExclusive"
                | "maxExclusive"
                | "totalDigits"
                | "fractionDigits"
                | "whiteSpace"
        );
        if !known {
            if matches!(node.local(), "assertion" | "explicitTimezone") {
                self.schema_11(node);
                return true;
            }
            return false;
        }
        let Some(value) = node.attribute("value") else {
            self.missing(node, "value");
            return true;
        };
        let problem = match node.local() {
            "length" | "minLength" | "maxLength" | "totalDigits" | "fractionDigits" => {
                let value = value.trim().trim_start_matches('+');
                match value.parse::<u64>() {
                    Ok(0) if node.local() == "totalDigits" => Some("is not positive"),
                    Ok(_) => None,
                    Err(_) => Some("is not a whole number"),
                }
            }
            "whiteSpace" if white_space(value).is_none() => {
                Some("is not `preserve`, `replace` or `collapse`")
            }
            _ => None,
        };
        if let Some(problem) = problem {
            self.diagnostics.error(
                Code::InvalidFacet,
                node.span(),
                format!(
                    "the value `{value}` of the facet `{}` {problem}",
                    node.local()
                ),
            );
            return true;
        }
        let mut names = Vec::new();
        if node.local() == "enumeration" {
            for word in value.split_ascii_whitespace() {
                names.push(self.value_as_name(node, word));
            }
        }
        let facet = Facet {
            kind: self.interner.get(node.local()),
            value: self.interner.get(value),
            names,
            is_fixed: NotCompared(matches!(
                node.attribute("fixed").map(str::trim),
                Some("true" | "1")
            )),
            annotation: self.annotation(node),
            span: NotCompared(node.span()),
        };
        facets.0.push(facet);
        true
    }

    pub(super) fn value_as_name(&mut self, node: XmlNode<'_>, value: &str) -> Option<QName> {
        let value = value.trim();
        let (prefix, local) = value.split_once(':').unwrap_or(("", value));
        if !is_name(local) {
            return None;
        }
        let namespace = node.lookup(prefix)?;
        Some(QName {
            namespace: self.interner.get(namespace),
            local: self.interner.get(local),
        })
    }

    pub(super) fn complex_type(&mut self, node: XmlNode<'_>, name: Option<QName>) -> Type {
        let mut complex = Complex {
            is_abstract: self.boolean(node, "abstract"),
            blocks: self.blocks(node, COMPLEX),
            mixed: self.boolean(node, "mixed"),
            derivation: Derivation::None,
            content: Content::Empty,
            attributes: Vec::new(),
            any_attribute: None,
            array_type: None,
        };
        let mut first = true;
        for child in self.parts(node) {
            match child.local() {
                "complexContent" | "simpleContent" if first => self.derived(child, &mut complex),
                _ => self.content_item(child, &mut complex, "a complex type"),
            }
            first = false;
        }
        Type {
            name,
            kind: TypeKind::Complex(complex),
            final_for: self.final_for(node, COMPLEX),
            annotation: self.annotation(node),
            span: NotCompared(node.span()),
        }
    }

    pub(super) fn derived(&mut self, node: XmlNode<'_>, complex: &mut Complex) {
        let is_simple = node.local() == "simpleContent";
        if node.attribute("mixed").is_some() && !is_simple {
            complex.mixed = self.boolean(node, "mixed");
        }
        let mut found = false;
        for child in self.parts(node) {
            let is_extension = child.local() == "extension";
            if found || !(is_extension || child.local() == "restriction") {
                self.unexpected(child, "the content of a type");
                continue;
            }
            found = true;
            let Some(base) = child.attribute("base") else {
                self.missing(child, "base");
                continue;
            };
            let base = self.reference(child, base);
            complex.derivation = if is_extension {
                Derivation::Extension(base)
            } else {
                Derivation::Restriction(base)
            };
            if is_simple {
                complex.content = Content::Simple(None, Facets::default());
            }
            for part in self.parts(child) {
                self.content_item(part, complex, child.local());
            }
        }
        if !found {
            let message = format!(
                "`{}` has neither an extension nor a restriction",
                node.local()
            );
            self.diagnostics
                .error(Code::MissingAttribute, node.span(), message)
                .help(format!(
                    "put its content into an xs:extension or xs:restriction of the base, or take it out of `{}` if there is no base",
                    node.local()
                ));
        }
    }

    pub(super) fn content_item(&mut self, node: XmlNode<'_>, complex: &mut Complex, place: &str) {
        match node.local() {
            "sequence" | "choice" | "all" | "group" if complex.content == Content::Empty => {
                if let Some(particle) = self.particle(node) {
                    complex.content = Content::Particle(particle);
                }
            }
            "simpleType" => match &complex.content {
                Content::Simple(None, facets) => {
                    let facets = facets.clone();
                    let inline = self.simple_type(node, None);
                    complex.content = Content::Simple(Some(Box::new(inline)), facets);
                }
                _ => self.unexpected(node, place),
            },
            "assert" | "openContent" => self.schema_11(node),
            _ => {
                let (attributes, wildcard) = (&mut complex.attributes, &mut complex.any_attribute);
                if self.attribute_item(node, attributes, wildcard, &mut complex.array_type) {
                    return;
                }
                if let Content::Simple(_, facets) = &mut complex.content {
                    let mut more = std::mem::take(facets);
                    let is_facet = self.facet(node, &mut more);
                    if let Content::Simple(_, facets) = &mut complex.content {
                        *facets = more;
                    }
                    if is_facet {
                        return;
                    }
                }
                self.unexpected(node, place);
            }
        }
    }
}
