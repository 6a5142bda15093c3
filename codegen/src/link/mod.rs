//! Documents to the model: every name is looked up once, here.
//!
//! Global components of one name that say the same, in however many documents, become one. Global elements that differ may
//! live side by side if no input imports both: each document refers to its own. By option, that holds for types, attributes and
//! groups, too.

mod cycles;
mod reach;
mod schema;
mod similar;
mod split;
mod table;
mod wsdl;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::import::{Loaded, Root};
use crate::model::{
    AttributeGroupId, AttributeId, Builtin, ComplexType, Content, Derivation, ElementId, Facets,
    GroupId, Model, NamespaceConstraint, Particle, ProcessContents, QName, Scope, SimpleType, Span,
    Term, TypeDef, TypeId, TypeKind, Variety, WhiteSpace, Wildcard,
};
use crate::source::Sources;
use crate::syntax::wsdl::Target;
use crate::syntax::xsd;
use std::collections::HashSet;
use std::sync::Arc;
use table::Tables;

/// A global component, as the owner of what is wrong in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Owner {
    Type(TypeId),
    Element(ElementId),
    Attribute(AttributeId),
    Group(GroupId),
    AttributeGroup(AttributeGroupId),
}

/// Links the documents.
pub(crate) fn link(
    loaded: &Loaded,
    sources: &Sources,
    side_by_side: bool,
    diagnostics: &mut Diagnostics,
) -> Model {
    let mut model = Model {
        sources: sources.names(),
        ..Model::default()
    };
    for (namespace, prefixes) in &loaded.prefixes {
        model
            .prefixes
            .insert(namespace.clone(), prefixes.iter().cloned().collect());
    }
    builtins(&mut model);
    let roots = roots(loaded);
    let mut linker = Linker {
        loaded,
        tables: Tables::default(),
        model,
        diagnostics,
        pending: Vec::new(),
        gaps: Vec::new(),
        split: split::split(loaded, &roots),
        side_by_side,
        roots: &roots,
        here: None,
        owner: Owner::Type(Builtin::AnyType.id()),
        redefining: None,
        suggestions: 0,
    };
    linker.declare();
    linker.fill();
    linker.finish();
    cycles::cut(&mut linker.model, linker.diagnostics);
    linker.varieties();
    wsdl::link(&mut linker);
    let Linker {
        mut model,
        pending,
        gaps,
        diagnostics,
        ..
    } = linker;
    mark(&mut model, &pending, &gaps);
    report(&model, loaded, pending, diagnostics);
    model
}

struct Linker<'a> {
    loaded: &'a Loaded,
    tables: Tables<'a>,
    model: Model,
    diagnostics: &'a mut Diagnostics,
    /// Problems that count only if their owner is used.
    pending: Vec<(Owner, Diagnostic)>,
    /// What is missing from a component for a reason that is reported elsewhere.
    gaps: Vec<(Owner, String)>,
    roots: &'a Roots,
    /// Whether all kinds of components that differ between inputs may live side by side, not only elements.
    side_by_side: bool,
    /// Names that do not mean the same in every input.
    split: HashSet<(table::Kind, QName)>,
    /// The document that is being linked.
    here: Option<Root>,
    owner: Owner,
    /// While a redefinition is linked: its own name, and the one that references to it mean.
    redefining: Option<(QName, QName)>,
    /// How many times a similar name has been looked for.
    suggestions: usize,
}

/// By document: the inputs, by number, that import it directly or indirectly.
#[derive(Debug, Default)]
struct Roots {
    wsdls: Vec<Vec<u32>>,
    schemas: Vec<Vec<u32>>,
}

impl Roots {
    fn of(&self, document: Option<Root>) -> &[u32] {
        match document {
            Some(Root::Wsdl(number)) => self.wsdls.get(number),
            Some(Root::Schema(number)) => self.schemas.get(number),
            None => None,
        }
        .map_or(&[], Vec::as_slice)
    }
}

/// Whether two sorted lists have a common element.
fn overlap(a: &[u32], b: &[u32]) -> bool {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => a.next(),
            std::cmp::Ordering::Greater => b.next(),
        };
    }
    false
}

fn roots(loaded: &Loaded) -> Roots {
    let mut roots = Roots {
        wsdls: vec![Vec::new(); loaded.wsdls.len()],
        schemas: vec![Vec::new(); loaded.schemas.len()],
    };
    for (number, root) in loaded.roots.iter().enumerate() {
        let number = number as u32;
        let mut open = vec![*root];
        while let Some(document) = open.pop() {
            let list = match document {
                Root::Wsdl(index) => roots.wsdls.get_mut(index),
                Root::Schema(index) => roots.schemas.get_mut(index),
            };
            let Some(list) = list else { continue };
            if list.last() == Some(&number) {
                continue;
            }
            list.push(number);
            match document {
                Root::Wsdl(index) => {
                    if let Some(wsdl) = loaded.wsdls.get(index) {
                        open.extend(wsdl.schemas.iter().map(|schema| Root::Schema(*schema)));
                        open.extend(wsdl.imports.iter().filter_map(|import| {
                            Some(match import.target? {
                                Target::Wsdl(index) => Root::Wsdl(index),
                                Target::Schema(index) => Root::Schema(index),
                            })
                        }));
                    }
                }
                Root::Schema(index) => {
                    if let Some(schema) = loaded.schemas.get(index) {
                        open.extend(
                            schema
                                .links
                                .iter()
                                .filter_map(|link| link.target)
                                .map(Root::Schema),
                        );
                    }
                }
            }
        }
    }
    roots
}

/// A component with something that is not declared says so where it is documented: its code is not what the contract
/// means, whether it is generated because nothing uses it or because errors are passed over.
fn mark(model: &mut Model, pending: &[(Owner, Diagnostic)], gaps: &[(Owner, String)]) {
    let pending = pending
        .iter()
        .map(|(owner, diagnostic)| (*owner, &diagnostic.message));
    for (owner, message) in pending.chain(gaps.iter().map(|(owner, gap)| (*owner, gap))) {
        let annotation = match owner {
            Owner::Type(id) => &mut model.types[id].annotation,
            Owner::Element(id) => &mut model.elements[id].annotation,
            Owner::Attribute(id) => &mut model.attributes[id].annotation,
            Owner::Group(id) => &mut model.groups[id].annotation,
            Owner::AttributeGroup(_) => continue,
        };
        annotation.add(&format!(
            "Not as in the contract: {}.",
            message.replace('`', "")
        ));
    }
}

/// Problems of components that no operation uses are warnings.
fn report(
    model: &Model,
    loaded: &Loaded,
    pending: Vec<(Owner, Diagnostic)>,
    diagnostics: &mut Diagnostics,
) {
    if pending.is_empty() {
        return;
    }
    let only_types = loaded
        .roots
        .iter()
        .all(|root| matches!(root, Root::Schema(_)));
    let used = (!only_types).then(|| reach::used(model));
    for (owner, mut diagnostic) in pending {
        if used.as_ref().is_some_and(|used| !used.contains(owner)) {
            diagnostic.severity = Severity::Warning;
            diagnostic.message.push_str(" (no operation uses this)");
        }
        diagnostics.push(diagnostic);
    }
}

/// The built-in types come first in every model.
fn builtins(model: &mut Model) {
    for builtin in Builtin::ALL {
        let kind = match builtin {
            Builtin::AnyType => TypeKind::Complex(ComplexType {
                derivation: Derivation::Restriction(Builtin::AnyType.id()),
                is_abstract: false,
                mixed: true,
                content: Content::Particle(Particle {
                    min: 0,
                    max: None,
                    term: Term::Any(lax()),
                    span: Span::default(),
                }),
                attributes: Vec::new(),
                any_attribute: Some(lax()),
                array_type: None,
            }),
            _ => TypeKind::Simple(SimpleType {
                variety: Variety::Builtin(*builtin),
                base: builtin_base(*builtin).map(Builtin::id),
                facets: Facets {
                    white_space: builtin_white_space(*builtin),
                    ..Facets::default()
                },
            }),
        };
        model.types.push(TypeDef {
            name: Some(QName::new(xsd::NAMESPACE, builtin.name())),
            scope: Scope::Global,
            kind,
            annotation: Default::default(),
            span: Span::default(),
        });
    }
}

fn lax() -> Wildcard {
    Wildcard {
        namespaces: NamespaceConstraint::Any,
        process: ProcessContents::Lax,
        annotation: Default::default(),
        span: Span::default(),
    }
}

/// XML Schema Part 2, section 3: the type that a built-in type restricts (or lists).
fn builtin_base(builtin: Builtin) -> Option<Builtin> {
    use Builtin as B;
    Some(match builtin {
        B::AnyType => return None,
        B::AnySimpleType => return None,
        B::NormalizedString => B::String,
        B::Token => B::NormalizedString,
        B::Language | B::Nmtoken | B::Name => B::Token,
        B::NCName => B::Name,
        B::Id | B::Idref | B::Entity => B::NCName,
        B::Integer => B::Decimal,
        B::NonPositiveInteger | B::Long | B::NonNegativeInteger => B::Integer,
        B::NegativeInteger => B::NonPositiveInteger,
        B::Int => B::Long,
        B::Short => B::Int,
        B::Byte => B::Short,
        B::UnsignedLong | B::PositiveInteger => B::NonNegativeInteger,
        B::UnsignedInt => B::UnsignedLong,
        B::UnsignedShort => B::UnsignedInt,
        B::UnsignedByte => B::UnsignedShort,
        _ => B::AnySimpleType,
    })
}

fn builtin_white_space(builtin: Builtin) -> Option<WhiteSpace> {
    Some(match builtin {
        Builtin::AnySimpleType | Builtin::String => WhiteSpace::Preserve,
        Builtin::NormalizedString => WhiteSpace::Replace,
        _ => WhiteSpace::Collapse,
    })
}

/// `name` with its namespace, for messages.
fn shown(name: &QName) -> String {
    if name.namespace.is_empty() {
        name.local.to_string()
    } else {
        format!("{{{}}}{}", name.namespace, name.local)
    }
}

/// The name of a component that was redefined.
fn redefined(name: &QName) -> QName {
    QName {
        namespace: name.namespace.clone(),
        local: Arc::from(format!("{}-redefined", name.local)),
    }
}
