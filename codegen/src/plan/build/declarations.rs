//! The components that messages may name: by `xsi:type`, or as elements that are kept as XML.

use super::OutputBuilder;
use crate::model::namespaces::NamespaceSet;
use crate::model::*;
use crate::plan::graph::*;
use crate::plan::output::{self, Item, RuntimeType};

impl OutputBuilder<'_> {
    /// The static of the components that the messages of a service may name; `None` if they are not checked.
    pub(super) fn components(&mut self, module: ModuleId) -> Option<String> {
        if !self.overrides.types.facets {
            return None;
        }
        if let Some(known) = &self.modules.get(&module)?.components {
            return Some(known.clone());
        }
        let simple_types = self.named_simple_types(module);
        let types = self.named_types(module);
        let elements = self.global_elements(module);
        let attributes = match elements.is_empty() {
            true => None,
            false => self.attribute_wildcard(
                module,
                &AttributeWildcard {
                    namespaces: NamespaceSet::of(&NamespaceConstraint::Any),
                    process: ProcessContents::Lax,
                },
            ),
        };
        let builder = self.modules.get_mut(&module)?;
        let name = builder.static_name("COMPONENTS");
        builder.components = Some(name.clone());
        let item = output::Components {
            name: name.clone(),
            simple_types,
            types,
            elements,
            attributes,
        };
        self.push(module, Item::Components(item));
        Some(name)
    }

    fn named_simple_types(&mut self, module: ModuleId) -> Vec<String> {
        let model = self.model();
        let named = model.types.iter().filter(|(id, ty)| {
            !id.is_builtin() && ty.name.is_some() && matches!(ty.kind, TypeKind::Simple(_))
        });
        let tables = named.map(|(ty, _)| self.simple_type_table(module, ty));
        let mut types: Vec<String> = tables.collect();
        types.sort();
        types.dedup();
        types
    }

    /// The named complex types, in the order of their names.
    fn named_types(&mut self, module: ModuleId) -> Vec<output::NamedType> {
        let (model, graph) = (self.model(), self.graph);
        let mut types: Vec<TypeId> = graph.components.types.keys().copied().collect();
        types.sort_by(|a, b| model.types[*a].name.cmp(&model.types[*b].name));
        let mut out = Vec::new();
        for ty in types {
            let (Some(name), TypeKind::Complex(complex)) =
                (&model.types[ty].name, &model.types[ty].kind)
            else {
                continue;
            };
            let member = graph.components.types.get(&ty).and_then(Option::as_ref);
            let (base, method) = match complex.derivation {
                Derivation::None => (None, output::DerivationMethod::Restriction),
                Derivation::Extension(base) => (Some(base), output::DerivationMethod::Extension),
                Derivation::Restriction(base) => {
                    (Some(base), output::DerivationMethod::Restriction)
                }
            };
            let base = base.filter(|base| *base != Builtin::AnyType.id());
            let base = base.and_then(|base| model.types[base].name.as_ref());
            out.push(output::NamedType {
                declared: match member {
                    Some(member) => self.declared(member, module, complex.is_abstract),
                    None => output::Declared {
                        member: self.member(
                            &MemberNode::element(name.clone(), "", model.types[ty].span),
                            module,
                        ),
                        ty: None,
                        is_abstract: complex.is_abstract,
                    },
                },
                base: base.map(|base| self.name(module, base)),
                method,
                blocks: methods(complex.blocks),
            });
        }
        out
    }

    /// The global elements, in the order of their names.
    fn global_elements(&mut self, module: ModuleId) -> Vec<output::Declared> {
        let (model, graph) = (self.model(), self.graph);
        let mut elements: Vec<_> = graph.components.elements.iter().collect();
        elements.sort_by_key(|(id, _)| &model.elements[**id].name);
        let mut out = Vec::new();
        for (id, member) in elements {
            let declaration = &model.elements[*id];
            // The struct of a claimed element is in the module of a service.
            let own = graph.made.get(&NodeKey::Type(module, declaration.ty));
            let is_plain = member.simple.is_none() && member.item.is_none();
            out.push(match own.filter(|_| is_plain) {
                Some(node) => {
                    let mut member = member.clone();
                    member.ty = Ty::Node(*node);
                    self.declared(&member, module, declaration.is_abstract)
                }
                None if is_plain => output::Declared {
                    member: self.member(member, module),
                    ty: None,
                    is_abstract: declaration.is_abstract,
                },
                None => self.declared(member, module, declaration.is_abstract),
            });
        }
        out
    }

    /// A component, with a field that holds any value of it.
    fn declared(
        &mut self,
        member: &MemberNode,
        module: ModuleId,
        is_abstract: bool,
    ) -> output::Declared {
        // The type of the items of a collapsed array may have been unknown when the member was made.
        let item = member.item.and_then(|array| self.graph.items.get(&array));
        let ty = self.ty(&item.unwrap_or(member).ty, module);
        let mut ty = output::Type::Runtime(RuntimeType::Nillable, vec![ty]);
        if member.item.is_some() {
            let prelude = self.prelude(module);
            let list = output::Type::Path(prelude.vec.to_owned(), vec![ty]);
            ty = output::Type::Path(prelude.option.to_owned(), vec![list]);
        }
        output::Declared {
            member: self.member(member, module),
            ty: Some(ty),
            is_abstract,
        }
    }
}

fn methods(set: DerivationSet) -> Vec<output::DerivationMethod> {
    let mut methods = Vec::new();
    if set.contains(DerivationSet::EXTENSION) {
        methods.push(output::DerivationMethod::Extension);
    }
    if set.contains(DerivationSet::RESTRICTION) {
        methods.push(output::DerivationMethod::Restriction);
    }
    methods
}
