//! Random schemas of a family of their own: identifiers and references to them, identity constraints, redefinitions.

use super::random::Maker;
use super::simple::restricted;
use super::values::RECIPES;
use super::{
    Attribute, AttributeUse, Attributes, Complex, Content, Element, Identity, Kind, Name, Particle,
    ROOT, Schema, Simple, Term, Type, Variety,
};
use crate::random::Random;

/// Makes the schema of a seed and a number.
pub fn generate(seed: u64, number: u64) -> Schema {
    let mut maker = Maker::new(Random::new(seed, &[4, number]));
    maker.schema.references = true;
    maker.global_simple();
    maker.global_attributes();
    maker.plan();
    // A few other constructs: the rest of a schema has a run of its own.
    maker.complex.truncate(1);
    maker.elements.truncate(2);
    maker.groups();
    maker.complex_types();
    maker.global_elements();
    let tables = maker.tables();
    maker.root();
    maker.use_tables(&tables);
    if maker.random.chance(50) {
        maker.redefine();
    }
    maker.schema.without_dead_ends();
    maker.schema
}

/// A kind of record that has a key, and a kind that refers to it.
struct Table {
    /// The elements of records, and of references.
    record: Element,
    reference: Element,
    /// The paths of their fields.
    keys: Vec<String>,
    references: Vec<String>,
}

/// The types of fields: values that are the same in spite of their spelling, of types that have values in common or not.
const FIELDS: &[&str] = &[
    "string",
    "token",
    "int",
    "int",
    "decimal",
    "integer",
    "double",
    "boolean",
    "date",
    "dateTime",
    "time",
    "duration",
    "QName",
    "anyURI",
    "base64Binary",
    "hexBinary",
    "NMTOKENS",
    "gYear",
];

impl Maker {
    /// Makes the types of tables.
    fn tables(&mut self) -> Vec<Table> {
        let count = self.random.between(1, 2);
        (0..count).map(|index| self.table(index)).collect()
    }

    fn table(&mut self, index: usize) -> Table {
        let space = self.any_space();
        self.space = space;
        let count = self.random.word(&["1", "1", "1", "2", "2", "3"]);
        let types: Vec<_> = (0..count.parse().unwrap_or(1))
            .map(|_| self.field())
            .collect();
        let (record, keys) = self.row(format!("R{index}"), space, &types, true);
        let mut others = types;
        if self.random.chance(20) {
            // Another type: values of types without a common one are never equal.
            others[0] = self.field();
        }
        let (reference, references) = self.row(format!("K{index}"), space, &others, false);
        Table {
            record: Element::new(format!("r{index}"), record),
            reference: Element::new(format!("k{index}"), reference),
            keys,
            references,
        }
    }

    /// The type of a field.
    fn field(&mut self) -> Type {
        match self.random.below(10) {
            0 => self.simple_type(1),
            1 => Type::Simple(Box::new(restricted(
                &RECIPES[self.random.below(RECIPES.len())],
            ))),
            2 => Type::BuiltIn("ID"),
            _ => Type::BuiltIn(FIELDS[self.random.below(FIELDS.len())]),
        }
    }

    /// The type of an element with fields of these types, and their paths.
    fn row(
        &mut self,
        name: String,
        space: usize,
        types: &[Type],
        is_record: bool,
    ) -> (Type, Vec<String>) {
        let mut complex = Complex::default();
        let (mut parts, mut paths) = (Vec::new(), Vec::new());
        if let [of] = types
            && self.random.chance(20)
        {
            complex.content = Content::SimpleExtension(of.clone());
            paths.push(".".to_owned());
        } else {
            for (number, of) in types.iter().enumerate() {
                let name = format!("{}{number}", if is_record { "f" } else { "t" });
                let of = match of {
                    Type::BuiltIn("ID") if !is_record => Type::BuiltIn("IDREF"),
                    of => of.clone(),
                };
                if self.random.chance(50) {
                    let optional = self.random.chance(if is_record { 15 } else { 30 });
                    let value = optional.then(|| self.value(&of)).flatten();
                    complex.attributes.uses.push(AttributeUse {
                        attribute: Ok(Attribute {
                            name: name.clone(),
                            of,
                            form: Some(false),
                            value,
                        }),
                        usage: if optional { "optional" } else { "required" },
                        value: None,
                    });
                    paths.push(format!("@{name}"));
                } else {
                    let (part, path) = self.field_element(name, of, space);
                    parts.push(part);
                    paths.push(path);
                }
            }
            if self.random.chance(15) {
                let mut any = Particle::once(Term::Any(self.wildcard()));
                (any.min, any.max) = (0, None);
                parts.push(any);
            }
            complex.content = Content::Particle(Particle::once(Term::Sequence(parts)));
        }
        self.identifiers(&mut complex.attributes, is_record);
        let name = Name { space, local: name };
        self.add(&name, false, Kind::Type(Type::Complex(Box::new(complex))));
        (Type::Named(name), paths)
    }

    /// An element that is a field, with its path: of the type itself, or with an attribute of it, or inside another.
    fn field_element(&mut self, name: String, of: Type, space: usize) -> (Particle, String) {
        let step = self.step(&name, space);
        let element = |of| Element::new(name.clone(), of);
        let (element, path) = match self.random.below(10) {
            0 => {
                let inner = self.fresh();
                let path = format!("{step}/{}", self.step(&inner, space));
                let inner = Particle::once(Term::Element(Box::new(Element::new(inner, of))));
                let complex = Complex {
                    content: Content::Particle(Particle::once(Term::Sequence(vec![inner]))),
                    ..Complex::default()
                };
                (element(Type::Complex(Box::new(complex))), path)
            }
            1 => {
                let mut attributes = Attributes::default();
                attributes.uses.push(AttributeUse {
                    attribute: Ok(Attribute {
                        name: "v".to_owned(),
                        of,
                        form: Some(false),
                        value: None,
                    }),
                    usage: "required",
                    value: None,
                });
                let complex = Complex {
                    attributes,
                    ..Complex::default()
                };
                (
                    element(Type::Complex(Box::new(complex))),
                    format!("{step}/@v"),
                )
            }
            2 => {
                // Simple content, whose text is the value.
                let base = of.clone();
                let complex = Complex {
                    content: Content::SimpleExtension(base),
                    ..Complex::default()
                };
                match of {
                    Type::Simple(_) => (element(of), step),
                    _ => (element(Type::Complex(Box::new(complex))), step),
                }
            }
            _ => {
                let mut element = element(of);
                element.nillable = self.random.chance(15);
                element.value = self.value(&element.of);
                (element, step)
            }
        };
        let mut part = Particle::once(Term::Element(Box::new(element)));
        part.min = usize::from(self.random.chance(75));
        if self.random.chance(4) {
            part.max = None;
        }
        (part, path)
    }

    /// The step of a path to a local element of a namespace.
    fn step(&mut self, name: &str, space: usize) -> String {
        let of = &self.schema.spaces[space];
        let (prefix, qualified) = (of.prefix, of.qualified);
        match (qualified, self.random.below(25)) {
            (_, 0) => "*".to_owned(),
            (true, 1) => format!("{prefix}:*"),
            (true, _) => format!("{prefix}:{name}"),
            (false, _) => name.to_owned(),
        }
    }

    /// Adds an identifier, or references to identifiers.
    fn identifiers(&mut self, attributes: &mut Attributes, is_record: bool) {
        let has_one = attributes.uses.iter().any(|one| {
            matches!(
                &one.attribute,
                Ok(Attribute {
                    of: Type::BuiltIn("ID"),
                    ..
                })
            )
        });
        if has_one || self.random.chance(40) {
            return;
        }
        let derived = |base: &'static str| {
            Type::Simple(Box::new(Simple {
                variety: Variety::Restriction(
                    Type::BuiltIn(base),
                    vec![("maxLength", "3".to_owned())],
                ),
                good: vec!["i1".to_owned()],
                bad: vec!["".to_owned(), "long".to_owned()],
            }))
        };
        let list = || {
            Type::Simple(Box::new(Simple {
                variety: Variety::List(Type::BuiltIn("IDREF")),
                good: vec!["i1".to_owned(), "i1 i1".to_owned(), String::new()],
                bad: vec!["i1 nowhere".to_owned()],
            }))
        };
        let (name, of) = match (is_record, self.random.below(6)) {
            (true, 0) => ("id", derived("ID")),
            (true, _) => ("id", Type::BuiltIn("ID")),
            (false, 0) => ("ref", derived("IDREF")),
            (false, 1) => ("ref", list()),
            (false, 2 | 3) => ("ref", Type::BuiltIn("IDREFS")),
            (false, _) => ("ref", Type::BuiltIn("IDREF")),
        };
        attributes.uses.push(AttributeUse {
            attribute: Ok(Attribute {
                name: name.to_owned(),
                of,
                form: None,
                value: None,
            }),
            usage: self.random.word(&["optional", "required"]),
            value: None,
        });
    }

    /// Puts the elements of tables into the root and into scopes inside it, with identity constraints.
    fn use_tables(&mut self, tables: &[Table]) {
        self.space = 0;
        let mut rows = Vec::new();
        for element in tables
            .iter()
            .flat_map(|table| [&table.record, &table.reference])
        {
            let mut part = Particle::once(Term::Element(Box::new(element.clone())));
            (part.min, part.max) = (0, None);
            rows.push(part);
        }
        let scope = Name {
            space: 0,
            local: "Scope".to_owned(),
        };
        let mut inner = Element::new("scope", Type::Named(scope.clone()));
        let has_scopes = self.random.chance(50);
        if has_scopes {
            inner.identities = self.identities(tables, "inner", None);
            let mut parts = rows.clone();
            if self.random.chance(40) {
                let again = Element::new("scope", Type::Named(scope.clone()));
                let mut again = Particle::once(Term::Element(Box::new(again)));
                again.min = 0;
                parts.push(again);
            }
            let complex = Complex {
                content: Content::Particle(Particle::once(Term::Sequence(parts))),
                ..Complex::default()
            };
            self.add(&scope, false, Kind::Type(Type::Complex(Box::new(complex))));
            let mut part = Particle::once(Term::Element(Box::new(inner.clone())));
            (part.min, part.max) = (0, Some(3));
            rows.push(part);
        }
        let outer = self.identities(tables, "outer", has_scopes.then_some(&inner.identities));
        let mut components = self.schema.spaces[0].components.iter_mut();
        let root = components.find_map(|component| match &mut component.kind {
            Kind::Element(element) if element.name == ROOT => Some(element),
            _ => None,
        });
        let Some(root) = root else { return };
        root.identities = outer;
        if let Type::Complex(complex) = &mut root.of
            && let Content::Particle(particle) = &mut complex.content
            && let Term::Sequence(parts) = &mut particle.term
        {
            parts.splice(0..0, rows);
        }
    }

    /// Identity constraints of an element that has tables. `inner` are those of elements inside it.
    fn identities(
        &mut self,
        tables: &[Table],
        scope: &str,
        inner: Option<&Vec<Identity>>,
    ) -> Vec<Identity> {
        let mut all = Vec::new();
        for (index, table) in tables.iter().enumerate() {
            if self.random.chance(15) {
                continue;
            }
            let name = format!("{scope}-{index}");
            all.push(Identity {
                word: self.random.word(&["key", "key", "unique"]),
                name: name.clone(),
                refer: None,
                selector: self.selector(&table.record.name, inner.is_some()),
                fields: self.fields(&table.keys),
            });
            if self.random.chance(60) && table.keys.len() == table.references.len() {
                let inner = inner.and_then(|inner| inner.iter().find(|one| one.refer.is_none()));
                let local = match inner.filter(|_| self.random.chance(30)) {
                    Some(inner) => inner.name.clone(),
                    None => name.clone(),
                };
                all.push(Identity {
                    word: "keyref",
                    name: format!("{name}-ref"),
                    refer: Some(Name { space: 0, local }),
                    selector: self.selector(&table.reference.name, inner.is_some()),
                    fields: self.fields(&table.references),
                });
            }
        }
        all
    }

    /// The path of a selector to an element of the root's namespace.
    fn selector(&mut self, name: &str, has_scopes: bool) -> String {
        let step = self.step(name, 0);
        let scope = match self.schema.spaces[0].qualified {
            true => "a:scope",
            false => "scope",
        };
        match self.random.below(12) {
            0..5 => step,
            5 => format!("./{step}"),
            6..9 => format!(".//{step}"),
            9 if has_scopes => format!("{scope}/{step}"),
            10 if has_scopes => format!("{step}|{scope}/{step}"),
            11 if has_scopes => format!("*/{step}"),
            _ => format!("{step} | .//{step}"),
        }
    }

    /// Fields, in another spelling now and then.
    fn fields(&mut self, paths: &[String]) -> Vec<String> {
        let spelled = paths.iter().map(|path| match self.random.below(20) {
            0 => match path.as_str() {
                "." => path.clone(),
                _ => format!("./{path}"),
            },
            1 => format!("{path}|nothing"),
            2 if path.starts_with('@') => "@*".to_owned(),
            _ => path.clone(),
        });
        spelled.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::generate;

    #[test]
    fn a_seed_gives_the_same_schema() {
        let texts = |seed, number| generate(seed, number).documents();
        assert_eq!(texts(1, 7), texts(1, 7));
        assert_ne!(texts(1, 7), texts(1, 8));
    }

    #[test]
    fn each_construct_of_the_family_is_made() {
        let documents = (0..100).flat_map(|number| generate(1, number).documents());
        let all: String = documents.map(|(_, text)| text).collect();
        for construct in [
            "<xs:key ",
            "<xs:unique ",
            "<xs:keyref ",
            "<xs:redefine ",
            "\"xs:ID\"",
            "\"xs:IDREF\"",
            "\"xs:IDREFS\"",
            "xpath=\".//",
            "xpath=\"@*\"",
            "|",
            "refer=\"a:inner-",
        ] {
            assert!(all.contains(construct), "{construct}");
        }
    }
}
