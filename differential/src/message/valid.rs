//! Messages that are valid by construction, or nearly so: the judges decide.

use super::{Attribute, Child, FOREIGN, Inside, Node, Origin, references};
use crate::random::Random;
use crate::schema::{Complex, Element, Kind, Name, Particle, ROOT, Schema, Term, Type, Wildcard};

/// The depth below which only required elements are written, and later none.
const DEEP: usize = 6;
const TOO_DEEP: usize = 14;
/// The most elements of a message: a type that requires itself has no end.
const MOST: usize = 300;

/// Makes a message.
pub fn valid(schema: &Schema, random: &mut Random) -> Option<Node> {
    let root = schema.element(&Name {
        space: 0,
        local: ROOT.to_owned(),
    })?;
    let mut writer = Writer {
        schema,
        random,
        identifiers: 0,
        room: 60,
        count: 0,
    };
    let mut message = writer.element(root, schema.uri(0), 0, "root", 0);
    let is_small = writer.count <= MOST;
    if schema.references {
        references::settle(schema, &mut message, random);
    }
    is_small.then_some(message)
}

struct Writer<'a> {
    schema: &'a Schema,
    random: &'a mut Random,
    /// The number of `xs:ID` values, which are all different.
    identifiers: usize,
    /// The number of elements that may be written besides the required ones.
    room: usize,
    /// The number of elements.
    count: usize,
}

/// The surroundings of a particle.
#[derive(Clone, Copy)]
struct Context {
    space: usize,
    /// The innermost model group, and whether it or one around it repeats.
    word: &'static str,
    repeated: bool,
    depth: usize,
}

impl Context {
    fn place(self) -> String {
        let repeated = if self.repeated { "repeated " } else { "" };
        format!("{repeated}{}", self.word)
    }
}

/// The name of a type in the form of `xsi:type`.
fn annotation(schema: &Schema, name: &Name) -> Attribute {
    let prefix = schema.spaces[name.space].prefix;
    Attribute::xsi("type", format!("{prefix}:{}", name.local))
}

impl Writer<'_> {
    fn element(
        &mut self,
        element: &Element,
        namespace: String,
        space: usize,
        place: impl Into<String>,
        depth: usize,
    ) -> Node {
        self.room = self.room.saturating_sub(1);
        self.count += 1;
        let mut node = Node {
            namespace,
            local: element.name.clone(),
            attributes: Vec::new(),
            children: Vec::new(),
            origin: Origin {
                place: place.into(),
                of: element.of.clone(),
                declared: element.of.clone(),
                space,
                content: Inside::Anything,
                nillable: element.nillable,
                value: element.value.clone(),
            },
        };
        let of = self.actual(&element.of, &mut node, depth);
        self.fill(of, &mut node, depth);
        node
    }

    /// The type of an element: the declared one, or another by `xsi:type`.
    fn actual(&mut self, declared: &Type, node: &mut Node, depth: usize) -> Type {
        let mut of = declared.clone();
        if let Type::Named(name) = declared {
            let is_abstract = self
                .schema
                .complex(declared)
                .is_some_and(|of| of.is_abstract);
            let mut others = self.schema.derived(name);
            others.retain(|(_, complex)| !complex.is_abstract);
            let wanted = is_abstract || depth < DEEP && self.random.chance(30);
            if wanted && let Some((other, _)) = self.random.pick(&others) {
                of = Type::Named(other.clone());
                node.attributes.push(annotation(self.schema, other));
            }
        }
        if let Type::BuiltIn(name) = declared {
            if *name == "anyType" || *name == "anySimpleType" {
                let name = self.random.word(&["int", "string", "dateTime", "decimal"]);
                if self.random.chance(40) {
                    of = Type::BuiltIn(name);
                    node.attributes
                        .push(Attribute::xsi("type", format!("xs:{name}")));
                }
            } else if self.random.chance(4) {
                node.attributes
                    .push(Attribute::xsi("type", format!("xs:{name}")));
            }
        }
        of
    }

    /// Writes the content of an element of this type.
    fn fill(&mut self, of: Type, node: &mut Node, depth: usize) {
        let space = match &of {
            Type::Named(name) => name.space,
            _ => node.origin.space,
        };
        let schema = self.schema;
        node.origin.space = space;
        node.origin.of = of.clone();
        let complex = schema.complex(&of).cloned();
        if let Some(complex) = &complex {
            self.attributes(complex, space, node);
        }
        let text = schema.text_type(&of);
        node.origin.content = Inside::of(schema, &of);
        let fixed = node.origin.value.as_ref().is_some_and(|value| value.fixed);
        if node.origin.nillable && !fixed && self.random.chance(20) {
            node.attributes
                .push(Attribute::xsi("nil", self.random.word(&["true", "1"])));
            return;
        }
        if let Some(text) = text {
            let good = text.good();
            let declared = node.origin.of == node.origin.declared;
            let given = node
                .origin
                .value
                .clone()
                .filter(|value| declared && (value.fixed || self.random.chance(30)));
            let text = match given {
                Some(_) if self.random.chance(40) => String::new(),
                Some(value) => value.text,
                None => {
                    let text = self.random.pick(&good).cloned().unwrap_or_default();
                    self.identified(&of, text)
                }
            };
            if !text.is_empty() {
                node.children.push(Child::Text(text));
            }
        } else if let Some(complex) = complex {
            self.content(&complex, space, node, depth);
        } else {
            self.anything(node);
        }
    }

    /// Numbers the values of `xs:ID`.
    fn identified(&mut self, of: &Type, text: String) -> String {
        if *of == Type::BuiltIn("ID") {
            self.identifiers += 1;
            return format!("i{}", self.identifiers);
        }
        text
    }

    fn attributes(&mut self, complex: &Complex, space: usize, node: &mut Node) {
        let (all, any) = self.schema.attributes(complex, space);
        for one in all {
            if one.usage == "prohibited" || one.usage != "required" && self.random.chance(40) {
                continue;
            }
            let of = one.attribute.of;
            let good = self
                .schema
                .text_type(&of)
                .map(|of| of.good())
                .unwrap_or_default();
            let value = match one.value {
                Some(value) if value.fixed || self.random.chance(30) => value.text,
                _ => self.random.pick(&good).cloned().unwrap_or_default(),
            };
            let value = self.identified(&of, value);
            node.attributes.push(Attribute {
                namespace: one.namespace,
                local: one.attribute.name,
                value,
                of: Some(of),
            });
        }
        if let Some((any, space)) = any
            && self.random.chance(50)
        {
            let namespace = self.namespace(&any, space);
            if any.process != "strict" {
                node.attributes.push(Attribute {
                    namespace,
                    local: "w".to_owned(),
                    value: "any".to_owned(),
                    of: None,
                });
            }
        }
    }

    /// A namespace that a wildcard admits.
    fn namespace(&mut self, any: &Wildcard, space: usize) -> String {
        match any.namespace.as_str() {
            "##any" => [FOREIGN.to_owned(), self.schema.uri(0)][self.random.below(2)].clone(),
            "##other" => FOREIGN.to_owned(),
            "##targetNamespace" => self.schema.uri(space),
            "##local" => String::new(),
            "urn:a ##local" => ["urn:a", ""][self.random.below(2)].to_owned(),
            other => other.to_owned(),
        }
    }

    fn content(&mut self, complex: &Complex, space: usize, node: &mut Node, depth: usize) {
        if depth >= TOO_DEEP || self.count > MOST {
            return;
        }
        let schema = self.schema;
        let mut nodes = Vec::new();
        for (particle, space) in schema.particles(complex, space) {
            let context = Context {
                space,
                word: "sequence",
                repeated: false,
                depth,
            };
            self.particle(particle, context, &mut nodes);
        }
        let mixed = node.origin.content == Inside::Mixed;
        for child in nodes {
            if mixed && self.random.chance(50) {
                let text = self.random.word(&["text", " some & more ", "\n "]);
                node.children.push(Child::Text(text.to_owned()));
            }
            node.children.push(Child::Node(child));
        }
        if mixed && self.random.chance(50) {
            node.children.push(Child::Text("end".to_owned()));
        }
    }

    fn particle(&mut self, particle: &Particle, context: Context, out: &mut Vec<Node>) {
        let more = if context.depth >= DEEP || self.room == 0 {
            0
        } else {
            self.random.word(&["", "", "+", "+", "++"]).len()
        };
        let most = particle.max.unwrap_or(usize::MAX);
        let count = (particle.min + more).min(most);
        for _ in 0..count {
            self.term(particle, context, out);
        }
    }

    fn term(&mut self, particle: &Particle, context: Context, out: &mut Vec<Node>) {
        let repeated = context.repeated || particle.is_repeated();
        let inside = |word| Context {
            word,
            repeated,
            ..context
        };
        match &particle.term {
            Term::Element(element) => {
                let of = &self.schema.spaces[context.space];
                let namespace = match element.form.unwrap_or(of.qualified) {
                    true => of.uri(),
                    false => String::new(),
                };
                let node = self.element(
                    element,
                    namespace,
                    context.space,
                    context.place(),
                    context.depth + 1,
                );
                out.push(node);
            }
            Term::Reference(name) => self.reference(name, context, out),
            Term::Group(name) => {
                if let Some(term) = self.schema.group(name) {
                    let group = Particle {
                        min: 1,
                        max: if repeated { None } else { Some(1) },
                        term: term.clone(),
                    };
                    let context = Context {
                        space: name.space,
                        ..context
                    };
                    self.term(&group, context, out);
                }
            }
            Term::Sequence(parts) => {
                for part in parts {
                    self.particle(part, inside("sequence"), out);
                }
            }
            Term::All(parts) => {
                let mut parts: Vec<_> = parts.iter().collect();
                self.random.shuffle(&mut parts);
                for part in parts {
                    self.particle(part, inside("all"), out);
                }
            }
            Term::Choice(parts) => {
                // Near the limit of depth, takes the first branch that ends the message: one without elements of
                // complex types.
                let index = self.random.below(parts.len());
                let simple = parts.iter().find(|part| self.is_simple(part));
                let part = simple
                    .filter(|_| context.depth >= DEEP)
                    .or_else(|| parts.get(index));
                if let Some(part) = part {
                    self.particle(part, inside("choice"), out);
                }
            }
            Term::Any(any) => self.wildcard(any, context, out),
        }
    }

    fn is_simple(&self, particle: &Particle) -> bool {
        match &particle.term {
            Term::Element(element) => self.schema.complex(&element.of).is_none(),
            Term::Any(_) => true,
            _ => particle.min == 0,
        }
    }

    fn reference(&mut self, name: &Name, context: Context, out: &mut Vec<Node>) {
        let schema = self.schema;
        let mut all = schema.substitutes(name);
        all.retain(|(_, element)| !element.is_abstract);
        let index = match self.random.chance(50) {
            true => 0,
            false => self.random.below(all.len()),
        };
        if let Some((name, element)) = all.get(index) {
            let place = if all.len() > 1 {
                "substitution group"
            } else {
                &*context.place()
            };
            let node = self.element(
                element,
                schema.uri(name.space),
                name.space,
                place,
                context.depth + 1,
            );
            out.push(node);
        }
    }

    fn wildcard(&mut self, any: &Wildcard, context: Context, out: &mut Vec<Node>) {
        let namespace = self.namespace(any, context.space);
        let schema = self.schema;
        let known: Vec<_> = schema
            .components()
            .filter_map(|(space, local, kind)| match kind {
                Kind::Element(element) if !element.is_abstract && local != ROOT => {
                    Some((space, element))
                }
                _ => None,
            })
            .filter(|(space, _)| schema.uri(*space) == namespace)
            .collect();
        let place = format!("wildcard {} in {}", any.process, context.place());
        if (any.process == "strict" || self.random.chance(50))
            && let Some((space, element)) = self.random.pick(&known)
        {
            let node = self.element(element, namespace, *space, place, context.depth + 1);
            out.push(node);
        } else if any.process != "strict" {
            let mut node = unknown(namespace, place);
            self.anything(&mut node);
            out.push(node);
        }
    }

    /// Adds content without a declaration.
    fn anything(&mut self, node: &mut Node) {
        match self.random.below(5) {
            0 => {}
            1 => node.children.push(Child::Text(" text & more ".to_owned())),
            2 => {
                let mut inner = unknown(FOREIGN.to_owned(), "wildcard content".to_owned());
                inner.children.push(Child::Text("x".to_owned()));
                node.children.push(Child::Node(inner));
            }
            3 => {
                let inner = unknown(String::new(), "wildcard content".to_owned());
                node.children.push(Child::Node(inner.clone()));
                node.children.push(Child::Text(" between ".to_owned()));
                node.children.push(Child::Node(inner));
            }
            _ => {
                let mut inner = unknown("urn:c".to_owned(), "wildcard content".to_owned());
                inner.attributes.push(Attribute {
                    namespace: FOREIGN.to_owned(),
                    local: "at".to_owned(),
                    value: "v\"'<".to_owned(),
                    of: None,
                });
                node.children.push(Child::Node(inner));
            }
        }
    }
}

/// An element without a declaration.
pub(super) fn unknown(namespace: String, place: String) -> Node {
    Node {
        namespace,
        local: "unknown".to_owned(),
        attributes: Vec::new(),
        children: Vec::new(),
        origin: Origin {
            place,
            of: Type::BuiltIn("anyType"),
            declared: Type::BuiltIn("anyType"),
            space: 0,
            content: Inside::Anything,
            nillable: false,
            value: None,
        },
    }
}
