//! Gives every global component its id.

use super::ambiguous_names::Ambiguous;
use super::placeholders::*;
use super::redefine::{self, Renamed, redefined};
use super::roots::{Roots, overlap};
use super::table::{Distinct, Kind, Table, Tables, Unlinked, identity};
use crate::diagnostic::{Code, Diagnostics};
use crate::import::{Documents, Root, is_well_known};
use crate::model::*;
use crate::syntax::xsd::{self, Component, LinkKind};

/// A kind of global declaration: its component, its table, and its name in messages.
pub(super) trait Declaration: PartialEq + Sized + 'static {
    /// Its component in the model.
    type Component;
    const KIND: Kind;
    const NOUN: &'static str;
    /// The kind of a component that others refer to.
    const REFERENCE: &'static str;
    /// The code for a reference to an undeclared component.
    const UNKNOWN: Code;

    fn span(&self) -> Span;
    fn table<'t, 'a>(tables: &'t mut Tables<'a>) -> &'t mut Table<'a, Self, Self::Component>;
    fn arena(model: &mut Model) -> &mut Arena<Self::Component>;
    /// The component without its content.
    fn placeholder(&self, name: &QName) -> Self::Component;
}

impl Declaration for xsd::Type {
    type Component = TypeDef;
    const KIND: Kind = Kind::Type;
    const NOUN: &'static str = "type";
    const REFERENCE: &'static str = "type";
    const UNKNOWN: Code = Code::UnknownType;

    fn span(&self) -> Span {
        *self.span
    }

    fn table<'t, 'a>(tables: &'t mut Tables<'a>) -> &'t mut Table<'a, Self, TypeDef> {
        &mut tables.types
    }

    fn arena(model: &mut Model) -> &mut Arena<TypeDef> {
        &mut model.types
    }

    fn placeholder(&self, name: &QName) -> TypeDef {
        placeholder_type(self, Some(name.clone()))
    }
}

impl Declaration for xsd::Element {
    type Component = ElementDecl;
    const KIND: Kind = Kind::Element;
    const NOUN: &'static str = "element";
    const REFERENCE: &'static str = "global element";
    const UNKNOWN: Code = Code::UnknownElement;

    fn span(&self) -> Span {
        *self.span
    }

    fn table<'t, 'a>(tables: &'t mut Tables<'a>) -> &'t mut Table<'a, Self, ElementDecl> {
        &mut tables.elements
    }

    fn arena(model: &mut Model) -> &mut Arena<ElementDecl> {
        &mut model.elements
    }

    fn placeholder(&self, _: &QName) -> ElementDecl {
        placeholder_element(self, Parent::Schema)
    }
}

impl Declaration for xsd::Attribute {
    type Component = AttributeDecl;
    const KIND: Kind = Kind::Attribute;
    const NOUN: &'static str = "attribute";
    const REFERENCE: &'static str = "global attribute";
    const UNKNOWN: Code = Code::UnknownAttribute;

    fn span(&self) -> Span {
        *self.span
    }

    fn table<'t, 'a>(tables: &'t mut Tables<'a>) -> &'t mut Table<'a, Self, AttributeDecl> {
        &mut tables.attributes
    }

    fn arena(model: &mut Model) -> &mut Arena<AttributeDecl> {
        &mut model.attributes
    }

    fn placeholder(&self, _: &QName) -> AttributeDecl {
        placeholder_attribute(self, Parent::Schema)
    }
}

impl Declaration for xsd::Group {
    type Component = GroupDef;
    const KIND: Kind = Kind::Group;
    const NOUN: &'static str = "group";
    const REFERENCE: &'static str = "group";
    const UNKNOWN: Code = Code::UnknownGroup;

    fn span(&self) -> Span {
        *self.span
    }

    fn table<'t, 'a>(tables: &'t mut Tables<'a>) -> &'t mut Table<'a, Self, GroupDef> {
        &mut tables.groups
    }

    fn arena(model: &mut Model) -> &mut Arena<GroupDef> {
        &mut model.groups
    }

    fn placeholder(&self, name: &QName) -> GroupDef {
        GroupDef {
            name: name.clone(),
            particle: empty_particle(*self.span),
            redefines: None,
            annotation: self.annotation.0.clone(),
            span: *self.span,
        }
    }
}

impl Declaration for xsd::AttributeGroup {
    type Component = AttributeGroupDef;
    const KIND: Kind = Kind::AttributeGroup;
    const NOUN: &'static str = "attribute group";
    const REFERENCE: &'static str = "attribute group";
    const UNKNOWN: Code = Code::UnknownAttributeGroup;

    fn span(&self) -> Span {
        *self.span
    }

    fn table<'t, 'a>(tables: &'t mut Tables<'a>) -> &'t mut Table<'a, Self, AttributeGroupDef> {
        &mut tables.attribute_groups
    }

    fn arena(model: &mut Model) -> &mut Arena<AttributeGroupDef> {
        &mut model.attribute_groups
    }

    fn placeholder(&self, name: &QName) -> AttributeGroupDef {
        AttributeGroupDef {
            name: name.clone(),
            attributes: Vec::new(),
            any_attribute: None,
            redefines: None,
            span: *self.span,
        }
    }
}

/// Gives every global component of the documents its id.
pub(super) fn declare<'a>(
    documents: &'a Documents,
    roots: &Roots,
    ambiguous: &Ambiguous,
    side_by_side: bool,
    model: &mut Model,
    diagnostics: &mut Diagnostics,
) -> Tables<'a> {
    let mut declarer = Declarer {
        roots,
        ambiguous,
        side_by_side,
        renamed: redefine::renamed(documents, diagnostics),
        tables: Tables::default(),
        model,
        diagnostics,
    };
    for (number, schema) in documents.schemas.iter().enumerate() {
        for (name, span) in &schema.notations {
            let known = &mut declarer.model.notations;
            known.entry(name.clone()).or_insert(*span);
        }
        for component in &schema.components {
            declarer.component(number, component, false);
        }
        for link in &schema.links {
            if let LinkKind::Redefine(components) = &link.kind {
                for component in components {
                    declarer.component(number, component, true);
                }
            }
        }
    }
    declarer.tables
}

struct Declarer<'d, 'a> {
    roots: &'d Roots,
    ambiguous: &'d Ambiguous,
    side_by_side: bool,
    renamed: Renamed,
    tables: Tables<'a>,
    model: &'d mut Model,
    diagnostics: &'d mut Diagnostics,
}

/// The document of a declaration.
struct DeclarationOrigin<'r> {
    schema: usize,
    /// In an `xs:redefine`: the name under which the original component is kept.
    redefines: Option<QName>,
    roots: &'r [u32],
}

/// The result of declaring a name.
enum Outcome {
    /// It is new, or repeats one of another document.
    Accepted,
    /// It repeats the declaration of the same document at this place.
    Repeated(Span),
    /// It differs from the known declaration at this place.
    Clash(Span),
}

impl<'a> Declarer<'_, 'a> {
    fn component(&mut self, schema: usize, component: &'a Component, redefines: bool) {
        let Some((kind, name)) = identity(component) else {
            return;
        };
        let mut name = name.clone();
        if !self.renamed.is_empty() {
            let times = self.renamed.get(&(schema, kind, name.clone(), redefines));
            for _ in 0..times.copied().unwrap_or(0) {
                name = redefined(&name);
            }
        }
        match component {
            Component::Type(of) => self.declaration(schema, name, of, redefines),
            Component::Element(of) => self.declaration(schema, name, of, redefines),
            Component::Attribute(of) => self.declaration(schema, name, of, redefines),
            Component::Group(of) => self.declaration(schema, name, of, redefines),
            Component::AttributeGroup(of) => self.declaration(schema, name, of, redefines),
        }
    }

    fn declaration<D: Declaration>(
        &mut self,
        schema: usize,
        name: QName,
        declaration: &'a D,
        redefines: bool,
    ) {
        let table = D::table(&mut self.tables);
        // Many files contain copies of well-known schemas, in versions that differ in facets and annotations.
        if table.names.contains_key(&name) && is_well_known(&name.namespace) {
            return;
        }
        let origin = DeclarationOrigin {
            schema,
            redefines: redefines.then(|| redefined(&name)),
            roots: self.roots.of(Some(Root::Schema(schema))),
        };
        let rules = Rules {
            side_by_side: self.side_by_side || D::KIND == Kind::Element,
            ambiguous: self.ambiguous.contains(&(D::KIND, name.clone())),
        };
        let outcome = add(table, &name, declaration, origin, rules, || {
            D::arena(self.model).push(declaration.placeholder(&name))
        });
        self.report::<D>(&name, declaration.span(), outcome);
    }

    fn report<D: Declaration>(&mut self, name: &QName, span: Span, outcome: Outcome) {
        let declared_twice = format!("the {} `{}` is declared twice", D::NOUN, name);
        match outcome {
            Outcome::Accepted => {}
            Outcome::Repeated(there) => {
                self.diagnostics
                    .warning(
                        Code::Duplicate,
                        span,
                        format!("{declared_twice}, both times the same"),
                    )
                    .related(there, "the other declaration");
            }
            Outcome::Clash(there) => {
                let error = self
                    .diagnostics
                    .error(
                        Code::Duplicate,
                        span,
                        format!("{declared_twice}, and differently"),
                    )
                    .related(there, "the other declaration");
                if !self.side_by_side && span.source != there.source {
                    error.help("the option `side_by_side` keeps both if they come from different contracts");
                }
            }
        }
    }
}

/// The declarations of one name that may both be kept.
struct Rules {
    /// Two that differ, if no input imports both.
    side_by_side: bool,
    /// The name is ambiguous: two declarations of the same text may refer to different components.
    ambiguous: bool,
}

/// Adds a declaration to its table, unless it repeats or contradicts another.
fn add<'a, D: Declaration>(
    table: &mut Table<'a, D, D::Component>,
    name: &QName,
    declaration: &'a D,
    origin: DeclarationOrigin<'_>,
    rules: Rules,
    push: impl FnOnce() -> Id<D::Component>,
) -> Outcome {
    let variants = table.names.entry(name.clone()).or_default();
    for variant in variants.iter_mut() {
        let is_here = variant.schema == origin.schema;
        if variant.declaration == declaration
            && (!rules.ambiguous || is_here || overlap(&variant.roots, origin.roots))
        {
            variant.roots.extend(origin.roots);
            variant.roots.sort_unstable();
            variant.roots.dedup();
            return if is_here {
                Outcome::Repeated(variant.declaration.span())
            } else {
                Outcome::Accepted
            };
        }
    }
    if let Some(other) = variants.iter().find(|variant| {
        let may_differ = rules.side_by_side || variant.declaration == declaration;
        !may_differ || overlap(&variant.roots, origin.roots) || variant.schema == origin.schema
    }) {
        return Outcome::Clash(other.declaration.span());
    }
    let id = push();
    variants.push(Distinct {
        id,
        declaration,
        schema: origin.schema,
        roots: origin.roots.to_vec(),
    });
    table.order.push(Unlinked {
        id,
        declaration,
        schema: origin.schema,
        redefines: origin.redefines,
    });
    Outcome::Accepted
}
