//! Collects the operations and types of an inventory.

use super::inspect::{FaultDetail, Inventory, Operation, Parameter, Type, TypeName};
use super::inspect::{enumeration, services};
use super::type_names::TypeNames;
use super::{About, Body, Call, Direction, MemberKind, members};
use crate::model::label::documentation;
use crate::model::{
    Derivation, ElementId, Model, Parent, PartContent, QName, TypeDef, TypeId, TypeKind, Variety,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Builds the inventory of these operations.
pub(super) fn inventory(model: &Model, names: &TypeNames, calls: &[Call<'_>]) -> Inventory {
    let view = View { model, names };
    let operations: Vec<_> = calls.iter().map(|call| view.operation(call)).collect();
    Inventory {
        sources: model.sources.iter().map(|name| name.to_string()).collect(),
        services: services(model),
        types: view.types(calls, &operations),
        operations,
    }
}

/// The header blocks of a message.
pub(super) fn headers(names: &TypeNames, call: &Call<'_>, direction: Direction) -> Vec<Parameter> {
    let model = call.model;
    View { model, names }.headers(call, direction)
}

struct View<'a> {
    model: &'a Model,
    names: &'a TypeNames,
}

impl View<'_> {
    fn operation(&self, call: &Call<'_>) -> Operation {
        let headers = |direction| {
            let all = self.headers(call, direction).into_iter();
            all.map(|header| header.name).collect()
        };
        let faults = call.faults();
        Operation {
            service: call.port_type().name.local.to_string(),
            name: call.local_name(),
            action: call.soap_action().map(str::to_owned),
            request: self.body(call, Direction::Request),
            response: call
                .has(Direction::Response)
                .then(|| self.body(call, Direction::Response)),
            request_headers: headers(Direction::Request),
            response_headers: headers(Direction::Response),
            faults: faults.iter().map(|(name, _)| (*name).to_owned()).collect(),
            fault_details: faults.into_iter().map(|fault| self.detail(fault)).collect(),
            documentation: call.operation().annotation.documentation.clone(),
        }
    }

    fn detail(&self, (name, content): (&str, Option<PartContent>)) -> FaultDetail {
        let detail = match content {
            Some(PartContent::Element(element)) => match self.shown_inside(element) {
                Some(ty) => self.members(ty),
                None => vec![self.element(element, None)],
            },
            Some(PartContent::Type(ty)) => vec![self.single(name.to_owned(), ty, false)],
            None => Vec::new(),
        };
        FaultDetail {
            name: name.to_owned(),
            detail,
        }
    }

    /// The type of an element whose members are shown in the place of the element.
    fn shown_inside(&self, element: ElementId) -> Option<TypeId> {
        let ty = self.model.elements[element].ty;
        let definition = &self.model.types[ty];
        let is_shown = definition.name.is_none() && matches!(definition.kind, TypeKind::Complex(_));
        is_shown.then_some(ty)
    }

    /// A member that is there once.
    fn single(&self, name: String, ty: TypeId, nillable: bool) -> Parameter {
        Parameter {
            name,
            ty: self.names.label(self.model, ty),
            min: 1,
            max: Some(1),
            nillable,
            in_choice: false,
            choice: None,
            target: self.names.of(ty).cloned(),
            documentation: String::new(),
        }
    }

    /// An element that is there once, under its name or that of its part.
    fn element(&self, element: ElementId, part: Option<String>) -> Parameter {
        let declaration = &self.model.elements[element];
        let name = part.unwrap_or_else(|| declaration.name.local.to_string());
        Parameter {
            documentation: documentation(&declaration.annotation).into_owned(),
            ..self.single(name, declaration.ty, declaration.nillable)
        }
    }

    fn headers(&self, call: &Call<'_>, direction: Direction) -> Vec<Parameter> {
        let of = |(name, content): (QName, PartContent)| match content {
            PartContent::Element(element) => self.element(element, None),
            PartContent::Type(ty) => self.single(name.local.to_string(), ty, false),
        };
        call.headers(direction).into_iter().map(of).collect()
    }

    /// The parameters of a message: the members of its wrapper, if it has one.
    fn body(&self, call: &Call<'_>, direction: Direction) -> Vec<Parameter> {
        match call.body(direction) {
            Body::Elements(elements) => {
                if let [wrapper] = elements.as_slice()
                    && let Some(ty) = self.shown_inside(*wrapper)
                {
                    return self.members(ty);
                }
                let of = |element| self.element(element, None);
                elements.into_iter().map(of).collect()
            }
            Body::Wrapper(_, parts) => {
                let of = |(name, content): (Arc<str>, PartContent)| match content {
                    PartContent::Type(ty) => self.single(name.to_string(), ty, false),
                    PartContent::Element(element) => self.element(element, Some(name.to_string())),
                };
                parts.into_iter().map(of).collect()
            }
        }
    }

    /// The members of a type.
    fn members(&self, ty: TypeId) -> Vec<Parameter> {
        if let TypeKind::Complex(complex) = &self.model.types[ty].kind
            && let Some((item, _)) = &complex.array_type
        {
            // The elements of an array of SOAP encoding have any name; its attributes are those of the encoding.
            let item = self.single("item".to_owned(), *item, false);
            return vec![Parameter {
                min: 0,
                max: None,
                ..item
            }];
        }
        let mut choices: BTreeMap<usize, usize> = BTreeMap::new();
        let mut of = |member: super::Member| {
            let choice = member.choice.map(|mut choice| {
                let next = choices.len().saturating_add(1);
                choice.number = *choices.entry(choice.number).or_insert(next);
                choice
            });
            let is_any = matches!(
                member.kind,
                MemberKind::AnyElement | MemberKind::AnyAttribute
            );
            Parameter {
                name: member.label(),
                ty: match is_any {
                    true => "any".to_owned(),
                    false => self.names.label(self.model, member.ty),
                },
                min: member.min,
                max: member.max,
                nillable: member.nillable,
                in_choice: member.in_choice,
                choice,
                target: self.names.of(member.ty).filter(|_| !is_any).cloned(),
                documentation: member.documentation,
            }
        };
        let all = members(self.model, ty).into_iter();
        all.map(&mut of).collect()
    }

    /// The named types, and the anonymous ones that are not shown in the place of a message.
    fn types(&self, calls: &[Call<'_>], operations: &[Operation]) -> Vec<Type> {
        let model = self.model;
        let about = About::new(model);
        let declared = model.types.iter().map(|(id, _)| id);
        let declared = declared.filter(|id| super::is_declared(model, *id));
        let mut queue: Vec<TypeId> = declared.collect();
        let inside = self.inside(calls);
        let global = model.elements.iter().map(|(_, element)| element);
        let global = global.filter(|element| element.parent == Parent::Schema);
        queue.extend(global.map(|element| element.ty));
        queue.retain(|ty| !inside.contains(ty));
        for operation in operations {
            let details = operation.fault_details.iter();
            let parameters = (operation.request.iter())
                .chain(operation.response.iter().flatten())
                .chain(details.flat_map(|fault| &fault.detail));
            queue.extend(parameters.filter_map(|one| self.names.id(one.target.as_ref()?)));
        }
        let mut all: BTreeMap<TypeId, Type> = BTreeMap::new();
        while let Some(id) = queue.pop() {
            let definition = &model.types[id];
            let is_shown = definition.name.is_none() || super::is_declared(model, id);
            if all.contains_key(&id) || id.is_builtin() || !is_shown {
                continue;
            }
            let Some(ty) = self.ty(id, definition, &about) else {
                continue;
            };
            let members = ty.members.iter().filter_map(|one| one.target.as_ref());
            queue.extend((members.chain(&ty.parts)).filter_map(|name| self.names.id(name)));
            all.insert(id, ty);
        }
        let mut all: Vec<Type> = all.into_values().collect();
        all.sort_by(|one, other| (&one.namespace, &one.name).cmp(&(&other.namespace, &other.name)));
        all
    }

    /// The types whose members are shown in the place of a body or a fault.
    fn inside(&self, calls: &[Call<'_>]) -> BTreeSet<TypeId> {
        let mut elements = Vec::new();
        for call in calls {
            for direction in [Direction::Request, Direction::Response] {
                if let Body::Elements(body) = call.body(direction)
                    && let [wrapper] = body.as_slice()
                {
                    elements.push(*wrapper);
                }
            }
            elements.extend(
                call.faults()
                    .into_iter()
                    .filter_map(|(_, content)| match content {
                        Some(PartContent::Element(element)) => Some(element),
                        _ => None,
                    }),
            );
        }
        let elements = elements.into_iter();
        elements.filter_map(|one| self.shown_inside(one)).collect()
    }

    fn ty(&self, id: TypeId, definition: &TypeDef, about: &About<'_>) -> Option<Type> {
        let name = self.names.of(id)?;
        let named = |ids: &[TypeId]| {
            let all = ids.iter().filter_map(|id| self.names.of(*id).cloned());
            all.collect::<Vec<TypeName>>()
        };
        let values: Vec<String> = (enumeration(self.model, id).iter())
            .map(|value| value.to_string())
            .collect();
        let (kind, base, parts) = match &definition.kind {
            TypeKind::Complex(complex) => match complex.derivation {
                Derivation::Extension(base) | Derivation::Restriction(base) => {
                    ("complex", Some(base), Vec::new())
                }
                Derivation::None => ("complex", None, Vec::new()),
            },
            TypeKind::Simple(simple) => match &simple.variety {
                Variety::List(item) => ("list", simple.base, named(&[*item])),
                Variety::Union(members) => ("union", simple.base, named(members)),
                _ if values.is_empty() => ("simple", simple.base, Vec::new()),
                _ => ("enumeration", simple.base, Vec::new()),
            },
        };
        Some(Type {
            name: name.name.clone(),
            namespace: name.namespace.clone(),
            kind: kind.to_owned(),
            is_abstract: matches!(&definition.kind, TypeKind::Complex(complex) if complex.is_abstract),
            members: self.members(id),
            values,
            facets: about.facets(id),
            parts,
            documentation: documentation(&definition.annotation).into_owned(),
            base: base.and_then(|base| self.names.of(base).cloned()),
        })
    }
}
