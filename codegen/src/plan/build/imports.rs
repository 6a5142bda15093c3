//! The names of the runtime that a module imports.

use crate::plan::output::{Item, Member, Type};
use std::collections::BTreeSet;

/// The names of the runtime that these items have, but for those that mean something else in their module.
pub(super) fn imports(items: &[Item], is_taken: impl Fn(&str) -> bool) -> BTreeSet<&'static str> {
    let mut names = BTreeSet::new();
    for item in items {
        visit(item, &mut names);
    }
    names.retain(|name| !is_taken(name));
    names
}

fn visit(item: &Item, names: &mut BTreeSet<&'static str>) {
    match item {
        Item::Struct(item) => {
            for field in &item.fields {
                of_type(&field.ty, names);
                of_member(&field.member, names);
            }
        }
        Item::Serde(_) | Item::Arbitrary(_) => {}
        Item::Alias(item) => of_type(&item.ty, names),
        Item::Union(item) => item.variants.iter().for_each(|one| of_type(&one.ty, names)),
        Item::Choice(item) => {
            for branch in &item.branches {
                of_type(&branch.ty, names);
                of_member(&branch.member, names);
            }
        }
        Item::Polymorphic(item) => {
            let variants = item.variants.iter().map(|one| &one.ty);
            let common = item.common.iter().map(|(_, ty)| ty);
            variants.chain(common).for_each(|ty| of_type(ty, names));
        }
        Item::Pair(item) => {
            for member in [&item.entry, &item.key, &item.value] {
                of_member(member, names);
            }
        }
        Item::Member(item) => of_member(&item.member, names),
        Item::AttributeWildcard(item) => {
            for declared in &item.declared {
                of_member(&declared.member, names);
                declared.ty.iter().for_each(|ty| of_type(ty, names));
            }
        }
        Item::Components(item) => {
            let types = item.types.iter().map(|ty| &ty.declared);
            for declared in item.elements.iter().chain(types) {
                of_member(&declared.member, names);
                declared.ty.iter().for_each(|ty| of_type(ty, names));
            }
        }
        Item::Handles(item) => {
            for handle in &item.elements {
                of_member(&handle.member, names);
                of_type(&handle.ty, names);
            }
        }
        Item::Client(item) => {
            names.insert("Client");
            item.headers
                .iter()
                .for_each(|one| of_type(&one.headers, names));
            of_methods(&item.methods, names);
        }
        Item::Trait(item) => of_methods(&item.methods, names),
        Item::Operation(item) => {
            item.input
                .iter()
                .chain(&item.output)
                .for_each(|member| of_member(member, names));
        }
        Item::Faults(item) => item.variants.iter().for_each(|one| of_type(&one.ty, names)),
        Item::Server(item) => {
            names.insert("server");
            for method in &item.methods {
                for ty in [
                    &method.request,
                    &method.request_headers,
                    &method.response,
                    &method.response_headers,
                ] {
                    of_type(ty, names);
                }
            }
        }
        Item::Enum(_)
        | Item::Wildcard(_)
        | Item::SimpleType(_)
        | Item::Identity(_)
        | Item::Typed(_)
        | Item::CommonOperation(_) => {}
    }
}

fn of_methods(methods: &[crate::plan::output::Method], names: &mut BTreeSet<&'static str>) {
    for method in methods {
        names.insert("Call");
        for ty in method
            .request
            .iter()
            .chain([&method.response, &method.headers])
        {
            of_type(ty, names);
        }
    }
}

/// The types of attributes and mixed content are named in tables.
fn of_member(member: &Member, names: &mut BTreeSet<&'static str>) {
    member.mixed.iter().for_each(|ty| of_type(ty, names));
}

fn of_type(ty: &Type, names: &mut BTreeSet<&'static str>) {
    match ty {
        Type::Path(_, arguments) => arguments.iter().for_each(|ty| of_type(ty, names)),
        Type::Runtime(name, arguments) => {
            names.insert(name.name());
            arguments.iter().for_each(|ty| of_type(ty, names));
        }
        Type::Mapped(_) | Type::Unit => {}
    }
}
