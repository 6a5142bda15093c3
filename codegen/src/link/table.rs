//! Global components by name.

use super::schema::SimpleContent;
use super::{Linker, Owner, overlap, redefined, shown};
use crate::diagnostic::Code;
use crate::import::Root;
use crate::model::*;
use crate::syntax::xsd::{self, Component, LinkKind};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// One declaration of a name, wherever it is repeated.
pub(super) struct Variant<'a, D, T> {
    pub id: Id<T>,
    pub declaration: &'a D,
    /// Where it was found first.
    pub schema: usize,
    /// All inputs that import it, sorted.
    pub roots: Vec<u32>,
}

/// Declarations of one kind.
pub(super) struct Table<'a, D, T> {
    pub names: HashMap<QName, Vec<Variant<'a, D, T>>>,
    /// In order of the documents; with what its own name means in a redefinition.
    pub order: Vec<(Id<T>, &'a D, usize, Option<QName>)>,
}

impl<D, T> Default for Table<'_, D, T> {
    fn default() -> Self {
        Self {
            names: HashMap::new(),
            order: Vec::new(),
        }
    }
}

impl<'a, D, T> Table<'a, D, T> {
    /// The declaration of a name that a document with these inputs means.
    pub fn find(&self, name: &QName, roots: &[u32]) -> Option<Id<T>> {
        let variants = self.names.get(name)?;
        let own = variants
            .iter()
            .find(|variant| overlap(&variant.roots, roots));
        own.or(variants.first()).map(|variant| variant.id)
    }
}

/// All kinds.
#[derive(Default)]
pub(super) struct Tables<'a> {
    pub types: Table<'a, xsd::Type, TypeDef>,
    pub elements: Table<'a, xsd::Element, ElementDecl>,
    pub attributes: Table<'a, xsd::Attribute, AttributeDecl>,
    pub groups: Table<'a, xsd::Group, GroupDef>,
    pub attribute_groups: Table<'a, xsd::AttributeGroup, AttributeGroupDef>,
    /// Types with simple content, to be looked at when all types are known.
    pub simple_contents: Vec<(TypeId, SimpleContent)>,
    /// Elements that take their type from the head of their substitution group.
    pub typed_by_head: Vec<ElementId>,
}

/// The kinds of component, each with its own names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Type,
    Element,
    Attribute,
    Group,
    AttributeGroup,
}

pub(super) fn identity(component: &Component) -> Option<(Kind, &QName)> {
    Some(match component {
        Component::Type(of) => (Kind::Type, of.name.as_ref()?),
        Component::Element(of) => (Kind::Element, &of.name),
        Component::Attribute(of) => (Kind::Attribute, &of.name),
        Component::Group(of) => (Kind::Group, &of.name),
        Component::AttributeGroup(of) => (Kind::AttributeGroup, &of.name),
    })
}

/// What [`enter`] decided.
enum Entry {
    /// New, or the same as one that is known in another document.
    Fine,
    /// The same as one of the same document, which stands here.
    Again(Span),
    /// Differs from one that is known, which stands here.
    Clash(Span),
}

/// The document in which a declaration stands.
struct Place<'r> {
    schema: usize,
    /// It stands in an `xs:redefine`: the name under which what it redefines is kept.
    redefines: Option<QName>,
    roots: &'r [u32],
}

/// A component of a document; whether it stands in an `xs:redefine`.
type Key = (usize, Kind, QName, bool);

/// How many redefinitions stand one on another above a component.
type Renamed = HashMap<Key, usize>;

/// The longest chain decides: several documents may redefine a component in the same words.
fn levels(links: &[(Key, Key)]) -> Renamed {
    let mut levels = Renamed::new();
    // A circle has no end; what is wrong with it shows elsewhere.
    for _ in 0..links.len().min(64) {
        let mut changed = false;
        for (by, of) in links {
            let level = 1 + levels.get(by).copied().unwrap_or(0);
            let known = levels.entry(of.clone()).or_default();
            changed |= *known < level;
            *known = level.max(*known);
        }
        if !changed {
            break;
        }
    }
    levels
}

/// Adds a declaration. Two that differ may both stay if `side_by_side` and no input imports both. Where the name is `split`, two
/// that say the same do not mean the same.
fn enter<'a, D: PartialEq, T>(
    table: &mut Table<'a, D, T>,
    name: QName,
    declaration: &'a D,
    place: Place<'_>,
    (side_by_side, split): (bool, bool),
    span: impl Fn(&D) -> Span,
    push: impl FnOnce() -> Id<T>,
) -> Entry {
    let variants = table.names.entry(name).or_default();
    for variant in variants.iter_mut() {
        if variant.declaration == declaration
            && !(split && variant.schema != place.schema && !overlap(&variant.roots, place.roots))
        {
            variant.roots.extend(place.roots);
            variant.roots.sort_unstable();
            variant.roots.dedup();
            return if variant.schema == place.schema {
                Entry::Again(span(variant.declaration))
            } else {
                Entry::Fine
            };
        }
    }
    if let Some(other) = variants.iter().find(|variant| {
        let apart = side_by_side || variant.declaration == declaration;
        !apart || overlap(&variant.roots, place.roots) || variant.schema == place.schema
    }) {
        return Entry::Clash(span(other.declaration));
    }
    let id = push();
    variants.push(Variant {
        id,
        declaration,
        schema: place.schema,
        roots: place.roots.to_vec(),
    });
    table
        .order
        .push((id, declaration, place.schema, place.redefines));
    Entry::Fine
}

impl<'a> Linker<'a> {
    /// Gives every global component its id.
    pub(super) fn declare(&mut self) {
        let loaded = self.loaded;
        let renamed = self.renamed();
        for (number, schema) in loaded.schemas.iter().enumerate() {
            for component in &schema.components {
                self.declare_one(number, component, false, &renamed);
            }
            for link in &schema.links {
                if let LinkKind::Redefine(components) = &link.kind {
                    for component in components {
                        self.declare_one(number, component, true, &renamed);
                    }
                }
            }
        }
    }

    /// The components that are redefined: they keep another name.
    fn renamed(&mut self) -> Renamed {
        let mut links: Vec<(Key, Key)> = Vec::new();
        for (number, schema) in self.loaded.schemas.iter().enumerate() {
            for link in &schema.links {
                let (LinkKind::Redefine(components), Some(target)) = (&link.kind, link.target)
                else {
                    continue;
                };
                // The redefined schema together with what it includes.
                let mut open = vec![target];
                let mut closure = HashSet::new();
                while let Some(index) = open.pop() {
                    if !closure.insert(index) {
                        continue;
                    }
                    if let Some(schema) = self.loaded.schemas.get(index) {
                        let includes = schema
                            .links
                            .iter()
                            .filter(|link| !matches!(link.kind, LinkKind::Import));
                        open.extend(includes.filter_map(|link| link.target));
                    }
                }
                for (kind, name) in components.iter().filter_map(identity) {
                    let mut found = false;
                    let mut list: Vec<usize> = closure.iter().copied().collect();
                    list.sort_unstable();
                    for index in list {
                        let Some(schema) = self.loaded.schemas.get(index) else {
                            continue;
                        };
                        let has = |components: &[Component]| {
                            let mut names = components.iter().filter_map(identity);
                            names.any(|other| other == (kind, name))
                        };
                        let redefines = schema.links.iter().any(|link| match &link.kind {
                            LinkKind::Redefine(components) => has(components),
                            _ => false,
                        });
                        for (there, redefines) in
                            [(has(&schema.components), false), (redefines, true)]
                        {
                            if there {
                                links.push((
                                    (number, kind, name.clone(), true),
                                    (index, kind, name.clone(), redefines),
                                ));
                                found = true;
                            }
                        }
                    }
                    if !found {
                        self.diagnostics.error(
                            Code::Redefine,
                            link.span,
                            format!("the redefined schema does not declare `{}`", name.local),
                        );
                    }
                }
            }
        }
        levels(&links)
    }

    fn declare_one(
        &mut self,
        number: usize,
        component: &'a Component,
        redefines: bool,
        renamed: &Renamed,
    ) {
        let Some((kind, name)) = identity(component) else {
            return;
        };
        let mut name = name.clone();
        if !renamed.is_empty() {
            let times = renamed.get(&(number, kind, name.clone(), redefines));
            for _ in 0..times.copied().unwrap_or(0) {
                name = redefined(&name);
            }
        }
        let roots = self.roots.of(Some(Root::Schema(number)));
        let split = self.split.contains(&(kind, name.clone()));
        let apart = (self.side_by_side || kind == Kind::Element, split);
        let model = &mut self.model;
        let at = Place {
            schema: number,
            redefines: redefines.then(|| redefined(&name)),
            roots,
        };
        let clash = match component {
            Component::Type(of) => {
                // What everybody copies of a well-known schema need not be the same to the letter.
                let known = self.tables.types.names.contains_key(&name);
                if known && is_well_known(&name.namespace) {
                    return;
                }
                let entry = enter(
                    &mut self.tables.types,
                    name.clone(),
                    of,
                    at,
                    apart,
                    |of| *of.span,
                    || model.types.push(placeholder_type(of, Some(name.clone()))),
                );
                clash(entry).map(|there| (*of.span, there, "type"))
            }
            Component::Element(of) => {
                if self.tables.elements.names.contains_key(&name) && is_well_known(&name.namespace)
                {
                    return;
                }
                let entry = enter(
                    &mut self.tables.elements,
                    name.clone(),
                    of,
                    at,
                    apart,
                    |of| *of.span,
                    || model.elements.push(placeholder_element(of, Parent::Schema)),
                );
                clash(entry).map(|there| (*of.span, there, "element"))
            }
            Component::Attribute(of) => {
                if self.tables.attributes.names.contains_key(&name)
                    && is_well_known(&name.namespace)
                {
                    return;
                }
                let entry = enter(
                    &mut self.tables.attributes,
                    name.clone(),
                    of,
                    at,
                    apart,
                    |of| *of.span,
                    || {
                        model
                            .attributes
                            .push(placeholder_attribute(of, Parent::Schema))
                    },
                );
                clash(entry).map(|there| (*of.span, there, "attribute"))
            }
            Component::Group(of) => {
                let entry = enter(
                    &mut self.tables.groups,
                    name.clone(),
                    of,
                    at,
                    apart,
                    |of| *of.span,
                    || {
                        model.groups.push(GroupDef {
                            name: name.clone(),
                            particle: empty_particle(*of.span),
                            annotation: of.annotation.0.clone(),
                            span: *of.span,
                        })
                    },
                );
                clash(entry).map(|there| (*of.span, there, "group"))
            }
            Component::AttributeGroup(of) => {
                if self.tables.attribute_groups.names.contains_key(&name)
                    && is_well_known(&name.namespace)
                {
                    return;
                }
                let entry = enter(
                    &mut self.tables.attribute_groups,
                    name.clone(),
                    of,
                    at,
                    apart,
                    |of| *of.span,
                    || {
                        model.attribute_groups.push(AttributeGroupDef {
                            name: name.clone(),
                            attributes: Vec::new(),
                            any_attribute: None,
                            span: *of.span,
                        })
                    },
                );
                clash(entry).map(|there| (*of.span, there, "attribute group"))
            }
        };
        match clash {
            Some((span, (there, true), what)) => {
                self.diagnostics
                    .warning(
                        Code::Duplicate,
                        span,
                        format!(
                            "the {what} `{}` is declared twice, both times the same",
                            shown(&name)
                        ),
                    )
                    .related(there, "the other declaration");
            }
            Some((span, (there, false), what)) => {
                let apart = self.side_by_side || span.source == there.source;
                let error = self
                    .diagnostics
                    .error(
                        Code::Duplicate,
                        span,
                        format!(
                            "the {what} `{}` is declared twice, and differently",
                            shown(&name)
                        ),
                    )
                    .related(there, "the other declaration");
                if !apart {
                    error.help("the option `side_by_side` keeps both if they come from different contracts");
                }
            }
            None => {}
        }
    }

    pub(super) fn here_roots(&self) -> &'a [u32] {
        let roots = self.roots;
        roots.of(self.here)
    }

    pub(super) fn set_owner(&mut self, owner: Owner, schema: usize) {
        self.owner = owner;
        self.here = Some(Root::Schema(schema));
    }
}

/// Namespaces whose schemas are copied into many files, in versions that differ in facets and annotations only.
fn is_well_known(namespace: &Arc<str>) -> bool {
    crate::source::CATALOG.contains(&&**namespace)
}

/// Where the other declaration is, and whether it says the same.
fn clash(entry: Entry) -> Option<(Span, bool)> {
    match entry {
        Entry::Clash(there) => Some((there, false)),
        Entry::Again(there) => Some((there, true)),
        Entry::Fine => None,
    }
}

/// A type whose content is filled in later, of the right kind already.
pub(super) fn placeholder_type(of: &xsd::Type, name: Option<QName>) -> TypeDef {
    let kind = match &of.kind {
        xsd::TypeKind::Simple(_) => TypeKind::Simple(SimpleType {
            variety: Variety::Atomic,
            base: None,
            facets: Facets::default(),
        }),
        xsd::TypeKind::Complex(complex) => TypeKind::Complex(ComplexType {
            derivation: Derivation::None,
            is_abstract: complex.is_abstract,
            mixed: complex.mixed,
            content: Content::Empty,
            attributes: Vec::new(),
            any_attribute: None,
            array_type: None,
        }),
    };
    TypeDef {
        name,
        scope: Scope::Global,
        kind,
        annotation: of.annotation.0.clone(),
        span: *of.span,
    }
}

pub(super) fn placeholder_element(of: &xsd::Element, parent: Parent) -> ElementDecl {
    ElementDecl {
        name: of.name.clone(),
        global: parent == Parent::Schema,
        ty: Builtin::AnyType.id(),
        nillable: of.nillable,
        is_abstract: of.is_abstract,
        value: of.value.clone(),
        substitution_group: None,
        parent,
        annotation: of.annotation.0.clone(),
        span: *of.span,
    }
}

pub(super) fn placeholder_attribute(of: &xsd::Attribute, parent: Parent) -> AttributeDecl {
    AttributeDecl {
        name: of.name.clone(),
        global: parent == Parent::Schema,
        ty: Builtin::AnySimpleType.id(),
        value: of.value.clone(),
        parent,
        annotation: of.annotation.0.clone(),
        span: *of.span,
    }
}

pub(super) fn empty_particle(span: Span) -> Particle {
    Particle {
        min: 1,
        max: Some(1),
        term: Term::Group(Compositor::Sequence, Vec::new()),
        span,
    }
}
