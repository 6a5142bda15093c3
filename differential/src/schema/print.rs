//! Writes a schema as documents.

use super::{
    Attribute, AttributeUse, Attributes, Complex, Component, Content, Element, Identity, Kind,
    Name, Particle, REDEFINED, Schema, Simple, Term, Type, Value, Variety, Wildcard, XS,
};
use crate::markup::escaped;
use std::fmt::Write;

impl Schema {
    /// The documents, by file name. The first one imports the others.
    pub fn documents(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for index in 0..self.spaces.len() {
            for part in [Part::Whole, Part::Chameleon, Part::Redefined] {
                if part == Part::Whole || self.has(index, part) {
                    let printer = Printer {
                        schema: self,
                        space: index,
                        part,
                        text: String::new(),
                    };
                    all.push((self.file(index, part), printer.document()));
                }
            }
        }
        all
    }

    fn has(&self, space: usize, part: Part) -> bool {
        let mut all = self.spaces[space].components.iter();
        all.any(|component| Part::of(component) == part)
    }

    fn file(&self, space: usize, part: Part) -> String {
        let prefix = self.spaces[space].prefix;
        match part {
            Part::Whole => format!("{prefix}.xsd"),
            Part::Chameleon => format!("{prefix}-part.xsd"),
            Part::Redefined => format!("{prefix}-before.xsd"),
        }
    }
}

/// A document of a namespace.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The one that includes and redefines the others.
    Whole,
    /// The one without a target namespace.
    Chameleon,
    /// The one with the components that are redefined.
    Redefined,
}

impl Part {
    fn of(component: &Component) -> Self {
        match (component.chameleon, component.name.ends_with(REDEFINED)) {
            (true, _) => Self::Chameleon,
            (_, true) => Self::Redefined,
            _ => Self::Whole,
        }
    }
}

struct Printer<'a> {
    schema: &'a Schema,
    space: usize,
    part: Part,
    text: String,
}

fn flag(name: &str, value: bool) -> String {
    if value {
        format!(" {name}=\"true\"")
    } else {
        String::new()
    }
}

fn text(name: &str, value: &str) -> String {
    if value.is_empty() {
        String::new()
    } else {
        format!(" {name}=\"{}\"", escaped(value))
    }
}

fn constraint(value: Option<&Value>) -> String {
    value.map_or_else(String::new, |value| {
        let name = if value.fixed { "fixed" } else { "default" };
        format!(" {name}=\"{}\"", escaped(&value.text))
    })
}

fn form(form: Option<bool>) -> &'static str {
    match form {
        None => "",
        Some(true) => " form=\"qualified\"",
        Some(false) => " form=\"unqualified\"",
    }
}

fn occurs(particle: &Particle) -> String {
    let mut text = String::new();
    if particle.min != 1 {
        let _ = write!(text, " minOccurs=\"{}\"", particle.min);
    }
    match particle.max {
        Some(1) => {}
        Some(max) => {
            let _ = write!(text, " maxOccurs=\"{max}\"");
        }
        None => text.push_str(" maxOccurs=\"unbounded\""),
    }
    text
}

impl Printer<'_> {
    fn document(mut self) -> String {
        let space = &self.schema.spaces[self.space];
        let _ = write!(self.text, "<xs:schema xmlns:xs=\"{XS}\"");
        for (index, other) in self.schema.spaces.iter().enumerate() {
            if self.part != Part::Chameleon || index != self.space {
                let _ = write!(self.text, " xmlns:{}=\"{}\"", other.prefix, other.uri());
            }
        }
        if self.part != Part::Chameleon {
            let _ = write!(self.text, " targetNamespace=\"{}\"", space.uri());
        }
        for (name, yes) in [
            ("elementFormDefault", space.qualified),
            ("attributeFormDefault", space.attributes_qualified),
        ] {
            if yes {
                let _ = write!(self.text, " {name}=\"qualified\"");
            }
        }
        self.text.push_str(">\n");
        for (index, other) in self.schema.spaces.iter().enumerate() {
            if index != self.space {
                let (uri, file) = (other.uri(), self.schema.file(index, Part::Whole));
                let _ = writeln!(
                    self.text,
                    "<xs:import namespace=\"{uri}\" schemaLocation=\"{file}\"/>"
                );
            }
        }
        if self.part == Part::Whole && self.schema.has(self.space, Part::Chameleon) {
            let file = self.schema.file(self.space, Part::Chameleon);
            let _ = writeln!(self.text, "<xs:include schemaLocation=\"{file}\"/>");
        }
        let is_replaced = |component: &Component| {
            let before = format!("{}{REDEFINED}", component.name);
            self.part == Part::Whole && space.components.iter().any(|one| one.name == before)
        };
        let (replaced, others): (Vec<_>, Vec<_>) = (space.components.iter())
            .filter(|component| Part::of(component) == self.part)
            .partition(|component| is_replaced(component));
        if !replaced.is_empty() {
            let file = self.schema.file(self.space, Part::Redefined);
            let _ = writeln!(self.text, "<xs:redefine schemaLocation=\"{file}\">");
            self.components(&replaced);
            self.text.push_str("</xs:redefine>\n");
        }
        self.components(&others);
        self.text.push_str("</xs:schema>\n");
        self.text
    }

    fn components(&mut self, components: &[&Component]) {
        for component in components {
            self.component(component);
            self.text.push('\n');
        }
    }

    /// A reference, with the prefix of this document.
    fn name(&self, name: &Name) -> String {
        let local = name.local.trim_end_matches(REDEFINED);
        if self.part == Part::Chameleon && name.space == self.space {
            return local.to_owned();
        }
        let prefix = self
            .schema
            .spaces
            .get(name.space)
            .map_or("gone", |space| space.prefix);
        format!("{prefix}:{local}")
    }

    fn component(&mut self, component: &Component) {
        let name = component.name.trim_end_matches(REDEFINED);
        match &component.kind {
            Kind::Type(Type::Simple(simple)) => self.simple(Some(name), simple),
            Kind::Type(Type::Complex(complex)) => self.complex(Some(name), complex),
            Kind::Type(_) => {}
            Kind::Element(element) => self.element(element, ""),
            Kind::Attribute(attribute) => self.attribute(attribute, ""),
            Kind::Group(term) => {
                let _ = write!(self.text, "<xs:group name=\"{name}\">");
                self.particle(&Particle::once(term.clone()));
                self.text.push_str("</xs:group>");
            }
            Kind::Attributes(attributes) => {
                let _ = write!(self.text, "<xs:attributeGroup name=\"{name}\">");
                self.attributes(attributes);
                self.text.push_str("</xs:attributeGroup>");
            }
        }
    }

    /// The name of a named type.
    fn type_name(&self, of: &Type) -> Option<String> {
        match of {
            Type::BuiltIn(name) => Some(format!("xs:{name}")),
            Type::Named(name) => Some(self.name(name)),
            Type::Simple(_) | Type::Complex(_) => None,
        }
    }

    /// Writes the type of an element or attribute, and closes its tags.
    fn typed(&mut self, tag: &str, of: &Type, identities: &[Identity]) {
        if let Some(name) = self.type_name(of) {
            let _ = write!(self.text, " type=\"{name}\"");
            if identities.is_empty() {
                self.text.push_str("/>");
                return;
            }
        }
        self.text.push('>');
        self.anonymous(of);
        for identity in identities {
            self.identity(identity);
        }
        let _ = write!(self.text, "</{tag}>");
    }

    fn identity(&mut self, identity: &Identity) {
        let word = identity.word;
        let _ = write!(self.text, "<xs:{word} name=\"{}\"", identity.name);
        if let Some(refer) = &identity.refer {
            let refer = self.name(refer);
            let _ = write!(self.text, " refer=\"{refer}\"");
        }
        let _ = write!(self.text, "><xs:selector xpath=\"{}\"/>", identity.selector);
        for field in &identity.fields {
            let _ = write!(self.text, "<xs:field xpath=\"{field}\"/>");
        }
        let _ = write!(self.text, "</xs:{word}>");
    }

    fn anonymous(&mut self, of: &Type) {
        match of {
            Type::Simple(simple) => self.simple(None, simple),
            Type::Complex(complex) => self.complex(None, complex),
            Type::BuiltIn(_) | Type::Named(_) => {}
        }
    }

    fn simple(&mut self, name: Option<&str>, simple: &Simple) {
        let name = text("name", name.unwrap_or_default());
        let _ = write!(self.text, "<xs:simpleType{name}>");
        match &simple.variety {
            Variety::Restriction(base, facets) => self.facets(base, facets),
            Variety::List(item) => {
                if let Some(item) = self.type_name(item) {
                    let _ = write!(self.text, "<xs:list itemType=\"{item}\"/>");
                } else {
                    self.text.push_str("<xs:list>");
                    self.anonymous(item);
                    self.text.push_str("</xs:list>");
                }
            }
            Variety::Union(members) => {
                let names: Vec<_> = members.iter().filter_map(|of| self.type_name(of)).collect();
                let names = text("memberTypes", &names.join(" "));
                let _ = write!(self.text, "<xs:union{names}>");
                for member in members {
                    self.anonymous(member);
                }
                self.text.push_str("</xs:union>");
            }
        }
        self.text.push_str("</xs:simpleType>");
    }

    fn facets(&mut self, base: &Type, facets: &[(&'static str, String)]) {
        let name = text("base", &self.type_name(base).unwrap_or_default());
        let _ = write!(self.text, "<xs:restriction{name}>");
        self.anonymous(base);
        for (facet, value) in facets {
            let _ = write!(self.text, "<xs:{facet} value=\"{}\"/>", escaped(value));
        }
        self.text.push_str("</xs:restriction>");
    }

    fn complex(&mut self, name: Option<&str>, complex: &Complex) {
        let _ = write!(
            self.text,
            "<xs:complexType{}{}{}{}>",
            text("name", name.unwrap_or_default()),
            flag("abstract", complex.is_abstract),
            flag("mixed", complex.mixed),
            text("block", complex.block),
        );
        match &complex.content {
            Content::Empty => self.attributes(&complex.attributes),
            Content::Particle(particle) => {
                self.particle(particle);
                self.attributes(&complex.attributes);
            }
            Content::Extension(base, particle) => {
                self.derived("extension", base, particle.as_ref(), complex);
            }
            Content::Restriction(base, particle) => {
                self.derived("restriction", base, particle.as_ref(), complex);
            }
            Content::SimpleExtension(base) => {
                let base = self.type_name(base).unwrap_or_default();
                let _ = write!(
                    self.text,
                    "<xs:simpleContent><xs:extension base=\"{base}\">"
                );
                self.attributes(&complex.attributes);
                self.text.push_str("</xs:extension></xs:simpleContent>");
            }
            Content::SimpleRestriction(base, simple) => {
                let base = self.name(base);
                let _ = write!(
                    self.text,
                    "<xs:simpleContent><xs:restriction base=\"{base}\">"
                );
                if let Variety::Restriction(_, facets) = &simple.variety {
                    for (facet, value) in facets {
                        let _ = write!(self.text, "<xs:{facet} value=\"{}\"/>", escaped(value));
                    }
                }
                self.attributes(&complex.attributes);
                self.text.push_str("</xs:restriction></xs:simpleContent>");
            }
        }
        self.text.push_str("</xs:complexType>");
    }

    fn derived(&mut self, how: &str, base: &Name, particle: Option<&Particle>, complex: &Complex) {
        let base = self.name(base);
        let _ = write!(self.text, "<xs:complexContent><xs:{how} base=\"{base}\">");
        if let Some(particle) = particle {
            self.particle(particle);
        }
        self.attributes(&complex.attributes);
        let _ = write!(self.text, "</xs:{how}></xs:complexContent>");
    }

    fn particle(&mut self, particle: &Particle) {
        let occurs = occurs(particle);
        match &particle.term {
            Term::Element(element) => self.element(element, &occurs),
            Term::Reference(name) => {
                let name = self.name(name);
                let _ = write!(self.text, "<xs:element ref=\"{name}\"{occurs}/>");
            }
            Term::Group(name) => {
                let name = self.name(name);
                let _ = write!(self.text, "<xs:group ref=\"{name}\"{occurs}/>");
            }
            Term::Any(wildcard) => self.wildcard("any", wildcard, &occurs),
            Term::Sequence(parts) => self.model("sequence", parts, &occurs),
            Term::Choice(parts) => self.model("choice", parts, &occurs),
            Term::All(parts) => self.model("all", parts, &occurs),
        }
    }

    fn model(&mut self, word: &str, parts: &[Particle], occurs: &str) {
        let _ = write!(self.text, "<xs:{word}{occurs}>");
        for part in parts {
            self.particle(part);
        }
        let _ = write!(self.text, "</xs:{word}>");
    }

    fn wildcard(&mut self, word: &str, wildcard: &Wildcard, occurs: &str) {
        let _ = write!(
            self.text,
            "<xs:{word} namespace=\"{}\" processContents=\"{}\"{occurs}/>",
            wildcard.namespace, wildcard.process
        );
    }

    fn element(&mut self, element: &Element, occurs: &str) {
        let head = element.head.as_ref().map(|head| self.name(head));
        let _ = write!(
            self.text,
            "<xs:element name=\"{}\"{occurs}{}{}{}{}{}{}",
            element.name,
            flag("nillable", element.nillable),
            flag("abstract", element.is_abstract),
            constraint(element.value.as_ref()),
            form(element.form),
            text("substitutionGroup", &head.unwrap_or_default()),
            text("block", element.block),
        );
        self.typed("xs:element", &element.of, &element.identities);
    }

    fn attribute(&mut self, attribute: &Attribute, usage: &str) {
        let _ = write!(
            self.text,
            "<xs:attribute name=\"{}\"{usage}{}{}",
            attribute.name,
            constraint(attribute.value.as_ref()),
            form(attribute.form),
        );
        self.typed("xs:attribute", &attribute.of, &[]);
    }

    fn attributes(&mut self, attributes: &Attributes) {
        for one in &attributes.uses {
            self.attribute_use(one);
        }
        for group in &attributes.groups {
            let name = self.name(group);
            let _ = write!(self.text, "<xs:attributeGroup ref=\"{name}\"/>");
        }
        if let Some(any) = &attributes.any {
            self.wildcard("anyAttribute", any, "");
        }
    }

    fn attribute_use(&mut self, one: &AttributeUse) {
        let usage = match one.usage {
            "optional" => String::new(),
            usage => format!(" use=\"{usage}\""),
        };
        match &one.attribute {
            Ok(attribute) => self.attribute(attribute, &usage),
            Err(name) => {
                let (name, value) = (self.name(name), constraint(one.value.as_ref()));
                let _ = write!(self.text, "<xs:attribute ref=\"{name}\"{usage}{value}/>");
            }
        }
    }
}
