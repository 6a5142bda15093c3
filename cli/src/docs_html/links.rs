//! The pages of operations and types, and what leads to them.

use super::super::file_names::{free, plain};
use std::collections::{BTreeMap, BTreeSet};
use wsdl_codegen::contract::inspect::{Operation, Parameter, TypeName};
use wsdl_codegen::contract::{Direction, Reference};

/// A place that names a type: its page, what it is called, and as what it has the type.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct User {
    pub(super) name: String,
    pub(super) role: String,
    pub(super) href: String,
}

pub(super) struct Links {
    /// The page of each operation, by its place in the inventory.
    pub(super) operations: Vec<String>,
    types: BTreeMap<TypeName, String>,
    users: BTreeMap<TypeName, BTreeSet<User>>,
    derived: BTreeMap<TypeName, Vec<TypeName>>,
}

/// The name of an operation, as `diff` has it.
pub(super) fn full_name(operation: &Operation) -> String {
    format!("{}.{}", operation.service, operation.name)
}

impl Links {
    pub(super) fn new(reference: &Reference<'_>, taken: &mut BTreeSet<String>) -> Self {
        let operations = reference.inventory.operations.iter().map(|operation| {
            let stem = format!("operation.{}", plain(&full_name(operation)));
            free(&stem, "html", taken)
        });
        let operations: Vec<String> = operations.collect();
        let types = reference.types().map(|ty| {
            let stem = format!("type.{}", plain(&ty.name));
            (ty.type_name(), free(&stem, "html", taken))
        });
        let mut links = Self {
            operations,
            types: types.collect(),
            users: BTreeMap::new(),
            derived: BTreeMap::new(),
        };
        links.collect(reference);
        links
    }

    /// The page of a type, if it has one.
    pub(super) fn of(&self, ty: &TypeName) -> Option<&str> {
        self.types.get(ty).map(String::as_str)
    }

    pub(super) fn users(&self, ty: &TypeName) -> impl Iterator<Item = &User> {
        self.users.get(ty).into_iter().flatten()
    }

    pub(super) fn derived(&self, ty: &TypeName) -> &[TypeName] {
        self.derived.get(ty).map_or(&[], Vec::as_slice)
    }

    fn collect(&mut self, reference: &Reference<'_>) {
        for (index, operation) in reference.inventory.operations.iter().enumerate() {
            let page = self.operations.get(index).cloned().unwrap_or_default();
            let name = full_name(operation);
            self.add(&name, "request", &page, &operation.request);
            self.add(
                &name,
                "response",
                &page,
                operation.response.as_deref().unwrap_or_default(),
            );
            for fault in &operation.fault_details {
                self.add(&name, "fault", &page, &fault.detail);
            }
            if let Some(call) = reference.calls.get(index) {
                for direction in [Direction::Request, Direction::Response] {
                    let headers = reference.headers(call, direction);
                    self.add(&name, "header", &page, &headers);
                }
            }
        }
        for ty in reference.types() {
            let page = self.of(&ty.type_name()).unwrap_or_default().to_owned();
            for member in &ty.members {
                let href = format!("{page}#member.{}", anchored(member));
                self.add(&ty.name, &member.name, &href, std::slice::from_ref(member));
            }
            for part in &ty.parts {
                self.add_one(&ty.name, "part", &page, part);
            }
            if let Some(base) = &ty.base {
                let all = self.derived.entry(base.clone()).or_default();
                all.push(ty.type_name());
            }
        }
    }

    fn add(&mut self, name: &str, role: &str, href: &str, parameters: &[Parameter]) {
        for target in parameters.iter().filter_map(|one| one.target.as_ref()) {
            self.add_one(name, role, href, target);
        }
    }

    fn add_one(&mut self, name: &str, role: &str, href: &str, target: &TypeName) {
        if self.types.contains_key(target) {
            self.users.entry(target.clone()).or_default().insert(User {
                name: name.to_owned(),
                role: role.to_owned(),
                href: href.to_owned(),
            });
        }
    }
}

fn anchored(member: &Parameter) -> String {
    super::html::anchor(&member.name)
}
