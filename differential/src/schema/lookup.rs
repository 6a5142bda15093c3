//! Finds components, and resolves types.

use super::values::{self, BuiltIn};
use super::{
    Attribute, AttributeUse, Attributes, Complex, Content, Element, Kind, Name, Particle, Schema,
    Simple, Term, Type, Value, Variety, Wildcard,
};

/// The number of references that are followed. More are a circle.
const DEEP: usize = 20;

/// An attribute that a type has.
#[derive(Clone, Debug)]
pub struct ExpectedAttribute {
    /// Namespace; empty for none.
    pub namespace: String,
    /// The declaration.
    pub attribute: Attribute,
    /// `optional`, `required` or `prohibited`.
    pub usage: &'static str,
    /// The value constraint that applies.
    pub value: Option<Value>,
}

impl Schema {
    /// The global component of this name that `wanted` accepts.
    fn find<'a, T>(&'a self, name: &Name, wanted: impl Fn(&'a Kind) -> Option<T>) -> Option<T> {
        let space = self.spaces.get(name.space)?;
        space
            .components
            .iter()
            .filter(|component| component.name == name.local)
            .find_map(|component| wanted(&component.kind))
    }

    /// A global element.
    pub fn element(&self, name: &Name) -> Option<&Element> {
        self.find(name, |kind| match kind {
            Kind::Element(element) => Some(element),
            _ => None,
        })
    }

    /// A named group.
    pub fn group(&self, name: &Name) -> Option<&Term> {
        self.find(name, |kind| match kind {
            Kind::Group(term) => Some(term),
            _ => None,
        })
    }

    pub(super) fn global_type(&self, name: &Name) -> Option<&Type> {
        self.find(name, |kind| match kind {
            Kind::Type(of) => Some(of),
            _ => None,
        })
    }

    /// The URI of a namespace.
    pub fn uri(&self, space: usize) -> String {
        self.spaces
            .get(space)
            .map_or_else(String::new, super::Space::uri)
    }

    /// The definition behind the names of a type.
    pub fn definition<'a>(&'a self, of: &'a Type) -> &'a Type {
        let mut of = of;
        for _ in 0..DEEP {
            match of {
                Type::Named(name) => match self.global_type(name) {
                    Some(next) => of = next,
                    None => break,
                },
                _ => break,
            }
        }
        of
    }

    /// A complex type.
    pub fn complex<'a>(&'a self, of: &'a Type) -> Option<&'a Complex> {
        match self.definition(of) {
            Type::Complex(complex) => Some(complex),
            _ => None,
        }
    }

    /// The simple type of an element's text, from a simple type or simple content.
    pub fn text_type<'a>(&'a self, of: &'a Type) -> Option<Text<'a>> {
        let mut of = of;
        for _ in 0..DEEP {
            match self.definition(of) {
                Type::BuiltIn(name) => return values::built_in(name).map(Text::BuiltIn),
                Type::Simple(simple) => return Some(Text::Simple(simple)),
                Type::Complex(complex) => match &complex.content {
                    Content::SimpleExtension(base) => of = base,
                    Content::SimpleRestriction(_, simple) => return Some(Text::Simple(simple)),
                    _ => return None,
                },
                Type::Named(_) => return None,
            }
        }
        None
    }

    /// The particles of a complex type that is declared in a namespace, those of its base first, each with its
    /// namespace.
    pub fn particles<'a>(
        &'a self,
        complex: &'a Complex,
        space: usize,
    ) -> Vec<(&'a Particle, usize)> {
        let mut all = Vec::new();
        let (mut complex, mut space) = (complex, space);
        for _ in 0..DEEP {
            match &complex.content {
                Content::Particle(particle) => all.push((particle, space)),
                Content::Restriction(_, particle) => {
                    all.extend(particle.iter().map(|particle| (particle, space)));
                }
                Content::Extension(base, particle) => {
                    all.extend(particle.iter().map(|particle| (particle, space)));
                    if let Some(Type::Complex(of)) = self.global_type(base) {
                        (complex, space) = (of, base.space);
                        continue;
                    }
                }
                _ => {}
            }
            break;
        }
        all.reverse();
        all
    }

    /// The attributes of a complex type that is declared in a namespace, and its wildcard with the namespace of that.
    pub fn attributes(
        &self,
        complex: &Complex,
        space: usize,
    ) -> (Vec<ExpectedAttribute>, Option<(Wildcard, usize)>) {
        let mut found = Vec::new();
        let mut any = None;
        let (mut complex, mut space) = (complex, space);
        for _ in 0..DEEP {
            self.collect(&complex.attributes, space, &mut found, &mut any, 0);
            let base = match &complex.content {
                Content::Extension(base, _)
                | Content::Restriction(base, _)
                | Content::SimpleExtension(Type::Named(base))
                | Content::SimpleRestriction(base, _) => base,
                _ => break,
            };
            // The wildcard of a restriction's base does not apply; that of an extension's does.
            space = base.space;
            match self.global_type(base) {
                Some(Type::Complex(base)) => complex = base,
                _ => break,
            }
        }
        (found, any)
    }

    fn collect(
        &self,
        attributes: &Attributes,
        space: usize,
        found: &mut Vec<ExpectedAttribute>,
        any: &mut Option<(Wildcard, usize)>,
        depth: usize,
    ) {
        for one in &attributes.uses {
            if let Some(expected) = self.expected(one, space)
                && !found
                    .iter()
                    .any(|other| other.attribute.name == expected.attribute.name)
            {
                found.push(expected);
            }
        }
        if any.is_none() {
            *any = attributes.any.clone().map(|any| (any, space));
        }
        if depth < DEEP {
            for name in &attributes.groups {
                let group = self.find(name, |kind| match kind {
                    Kind::Attributes(group) => Some(group),
                    _ => None,
                });
                if let Some(group) = group {
                    self.collect(group, name.space, found, any, depth + 1);
                }
            }
        }
    }

    fn expected(&self, one: &AttributeUse, space: usize) -> Option<ExpectedAttribute> {
        let (namespace, attribute) = match &one.attribute {
            Ok(attribute) => {
                let of = self.spaces.get(space)?;
                let qualified = attribute.form.unwrap_or(of.attributes_qualified);
                let namespace = if qualified { of.uri() } else { String::new() };
                (namespace, attribute)
            }
            Err(name) => {
                let attribute = self.find(name, |kind| match kind {
                    Kind::Attribute(attribute) => Some(attribute),
                    _ => None,
                })?;
                (self.uri(name.space), attribute)
            }
        };
        Some(ExpectedAttribute {
            namespace,
            attribute: attribute.clone(),
            usage: one.usage,
            value: one.value.clone().or_else(|| attribute.value.clone()),
        })
    }

    /// This type and all global types derived from it by extension or restriction of complex content.
    pub fn derived(&self, base: &Name) -> Vec<(Name, &Complex)> {
        let mut all = Vec::new();
        let mut pending = vec![base.clone()];
        while let Some(name) = pending.pop() {
            if all.len() > DEEP {
                break;
            }
            if let Some(Type::Complex(complex)) = self.global_type(&name)
                && !name.is_redefined()
            {
                all.push((name.clone(), &**complex));
            }
            for (space, local, kind) in self.components() {
                if let Kind::Type(Type::Complex(complex)) = kind
                    && let Content::Extension(base, _)
                    | Content::Restriction(base, _)
                    | Content::SimpleExtension(Type::Named(base))
                    | Content::SimpleRestriction(base, _) = &complex.content
                    && *base == name
                {
                    pending.push(Name {
                        space,
                        local: local.to_owned(),
                    });
                }
            }
        }
        all
    }

    /// The elements that may substitute this one, itself included.
    pub fn substitutes(&self, head: &Name) -> Vec<(Name, &Element)> {
        let mut all = Vec::new();
        let mut pending = vec![head.clone()];
        while let Some(name) = pending.pop() {
            if all.len() > DEEP {
                break;
            }
            all.extend(self.element(&name).map(|element| (name.clone(), element)));
            for (space, local, kind) in self.components() {
                if let Kind::Element(element) = kind
                    && element.head.as_ref() == Some(&name)
                {
                    pending.push(Name {
                        space,
                        local: local.to_owned(),
                    });
                }
            }
        }
        all
    }

    /// The schema with another type for its root.
    pub fn with_root(&self, of: Type) -> Self {
        let mut schema = self.clone();
        for component in schema
            .spaces
            .iter_mut()
            .take(1)
            .flat_map(|space| &mut space.components)
        {
            if let Kind::Element(element) = &mut component.kind
                && element.name == super::ROOT
            {
                element.of = of.clone();
            }
        }
        schema
    }

    /// Makes abstract types and elements without a concrete substitute concrete: they would have no message.
    pub fn without_dead_ends(&mut self) {
        let whole = self.clone();
        for (space, of) in self.spaces.iter_mut().enumerate() {
            for component in &mut of.components {
                let name = Name {
                    space,
                    local: component.name.clone(),
                };
                match &mut component.kind {
                    Kind::Type(Type::Complex(complex)) => {
                        complex.is_abstract &=
                            whole.derived(&name).iter().any(|(_, one)| !one.is_abstract);
                    }
                    Kind::Element(element) => {
                        element.is_abstract &= whole
                            .substitutes(&name)
                            .iter()
                            .any(|(_, one)| !one.is_abstract);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Whether a model group may be empty.
    pub(super) fn is_emptiable(&self, term: &Term, depth: usize) -> bool {
        let empty = |part: &Particle| part.min == 0 || self.is_emptiable(&part.term, depth + 1);
        match term {
            Term::Choice(parts) => parts.iter().any(empty),
            Term::Sequence(parts) | Term::All(parts) => parts.iter().all(empty),
            Term::Group(name) if depth < DEEP => self
                .group(name)
                .is_some_and(|term| self.is_emptiable(term, depth + 1)),
            _ => false,
        }
    }

    /// All global components: namespace, local name, and kind.
    pub fn components(&self) -> impl Iterator<Item = (usize, &str, &Kind)> {
        self.spaces.iter().enumerate().flat_map(|(index, space)| {
            let all = space.components.iter();
            all.map(move |component| (index, component.name.as_str(), &component.kind))
        })
    }
}

/// The type of a text.
#[derive(Clone, Copy)]
pub enum Text<'a> {
    /// A built-in type.
    BuiltIn(&'static BuiltIn),
    /// Another simple type.
    Simple(&'a Simple),
}

impl Text<'_> {
    /// Texts that are probably valid.
    pub fn good(&self) -> Vec<String> {
        match self {
            Self::BuiltIn(of) => of.good.iter().map(|&text| text.to_owned()).collect(),
            Self::Simple(simple) => simple.good.clone(),
        }
    }

    /// Texts that are probably invalid.
    pub fn bad(&self) -> Vec<String> {
        match self {
            Self::BuiltIn(of) => of.bad.iter().map(|&text| text.to_owned()).collect(),
            Self::Simple(simple) => simple.bad.clone(),
        }
    }

    /// The name of the construct in the lists of kinds.
    pub fn label(&self, schema: &Schema) -> String {
        match self {
            Self::BuiltIn(of) => of.name.to_owned(),
            Self::Simple(simple) => match &simple.variety {
                Variety::List(item) => {
                    let item = schema.text_type(item).map(|item| item.label(schema));
                    let item = item.unwrap_or_default();
                    let word = ["enumeration", "union"]
                        .iter()
                        .find(|word| item.starts_with(**word));
                    word.map_or("list".to_owned(), |word| format!("list of {word}"))
                }
                Variety::Union(members) => {
                    let of_words = members.iter().any(|member| {
                        let member = schema.text_type(member);
                        member.is_some_and(|one| one.label(schema).contains("enumeration"))
                    });
                    if of_words {
                        "union with enumeration"
                    } else {
                        "union"
                    }
                    .to_owned()
                }
                Variety::Restriction(base, facets) => match facets.first() {
                    Some((facet, _)) => {
                        let base = schema.text_type(base).map(|base| base.label(schema));
                        format!("{facet} of {}", base.unwrap_or_default())
                    }
                    None => "restriction without facets".to_owned(),
                },
            },
        }
    }

    /// Whether its values are, or may be, prefixed names.
    pub fn has_names(&self, schema: &Schema) -> bool {
        self.names(schema, 0)
    }

    fn names(&self, schema: &Schema, depth: usize) -> bool {
        let inner = |of: &Type| {
            let of = schema.text_type(of);
            depth < DEEP && of.is_some_and(|of| of.names(schema, depth + 1))
        };
        match self {
            Self::BuiltIn(of) => of.space == values::ValueSpace::QName,
            Self::Simple(simple) => match &simple.variety {
                Variety::Restriction(of, _) | Variety::List(of) => inner(of),
                Variety::Union(members) => members.iter().any(inner),
            },
        }
    }

    /// Whether two texts are the same value.
    pub fn is_same(&self, schema: &Schema, left: &str, right: &str) -> bool {
        self.same(schema, left, right, 0)
    }

    fn same(&self, schema: &Schema, left: &str, right: &str, depth: usize) -> bool {
        if left == right {
            return true;
        }
        if depth > DEEP {
            return false;
        }
        let items = |item: Text<'_>| {
            let (left, right) = (values::collapsed(left), values::collapsed(right));
            let (left, right): (Vec<_>, Vec<_>) =
                (left.split(' ').collect(), right.split(' ').collect());
            left.len() == right.len()
                && left
                    .iter()
                    .zip(&right)
                    .all(|(left, right)| item.same(schema, left, right, depth + 1))
        };
        match self {
            Self::BuiltIn(of) if of.list => values::collapsed(left) == values::collapsed(right),
            Self::BuiltIn(of) => {
                values::is_same(of.space, left, right)
                    || of.name == "float" && values::is_same_single(left, right)
            }
            Self::Simple(simple) => match &simple.variety {
                Variety::Restriction(base, facets) => {
                    let collapse = facets
                        .iter()
                        .any(|(name, value)| *name == "whiteSpace" && value != "preserve");
                    let base = schema.text_type(base);
                    base.is_some_and(|base| base.same(schema, left, right, depth + 1))
                        || collapse && values::collapsed(left) == values::collapsed(right)
                }
                Variety::List(item) => schema.text_type(item).is_some_and(items),
                Variety::Union(members) => members.iter().any(|member| {
                    let member = schema.text_type(member);
                    member.is_some_and(|member| member.same(schema, left, right, depth + 1))
                }),
            },
        }
    }
}

impl Term {
    /// The particles inside.
    pub fn parts(&self) -> &[Particle] {
        match self {
            Self::Sequence(parts) | Self::Choice(parts) | Self::All(parts) => parts,
            _ => &[],
        }
    }
}
