//! Operations, and the types of their messages and faults.

use std::collections::{HashMap, HashSet};

use soap_runtime::__private::v1;
use soap_runtime::RawElement;
use wsdl_codegen::internal::output::{self, Flag, Item, Plan};

use super::{Key, TableBuilder, leak, leak_all, leak_text, remember};
use crate::operation::Operation;
use crate::tables::simple::NamedSimpleType;
use crate::types::{Cell, Container, Definition, FieldType};
use crate::{Error, Value};

/// The tables of a contract.
pub(crate) struct Tables {
    pub(crate) operations: Vec<Operation>,
    /// The types, in the order of the plan.
    pub(crate) types: Vec<NamedCell>,
    /// The named simple types, also those that are no types of generated code.
    pub(crate) simple_types: Vec<NamedSimpleType>,
}

/// A type with its names.
pub(crate) struct NamedCell {
    pub(crate) cell: &'static Cell,
    /// Its name in generated code.
    pub(crate) name: &'static str,
    /// Its name in the contract, or that of its element.
    pub(crate) xml_name: Option<v1::Name>,
    pub(crate) docs: &'static str,
}

impl Tables {
    /// Makes the tables of a plan.
    pub(crate) fn new(plan: &Plan) -> Result<Self, Error> {
        let mut builder = TableBuilder::new(plan);
        builder.define()?;
        let mut operations = Vec::new();
        let mut seen = HashSet::new();
        for (index, module) in plan.modules.iter().enumerate() {
            for (place, item) in module.items.iter().enumerate() {
                let Item::Client(client) = item else { continue };
                let ports = client.ports.iter().map(|port| builder.text(port));
                let ports = leak_all(ports.collect::<Vec<_>>());
                let mut counts: HashMap<&str, usize> = HashMap::new();
                for method in &client.methods {
                    let key = builder.key(index, &method.operation);
                    if seen.insert(key.clone()) {
                        let mut operation = builder.operation(key, index, method)?;
                        operation.ports = ports;
                        operation.client = (index, place);
                        let count = counts.entry(operation.table.name).or_default();
                        *count = count.saturating_add(1);
                        if *count > 1 {
                            operation.name = leak_text(&format!("{}.{count}", operation.name));
                        }
                        operations.push(operation);
                    }
                }
            }
        }
        let types = builder.named_types()?;
        let simple_types = plan.simple_types.iter();
        let simple_types = simple_types.map(|of| builder.named_simple_type(of));
        Ok(Self {
            operations,
            types,
            simple_types: simple_types.collect::<Result<_, Error>>()?,
        })
    }
}

impl<'p> TableBuilder<'p> {
    /// The types that users have names for. Nested groups have none of their own.
    fn named_types(&mut self) -> Result<Vec<NamedCell>, Error> {
        let mut all = Vec::new();
        for (index, module) in self.plan.modules.iter().enumerate() {
            for item in &module.items {
                let (head, xml_name) = match item {
                    Item::Struct(item) if item.group.is_none() => {
                        (&item.head, Some(self.name(index, &item.xml_name)?))
                    }
                    Item::Polymorphic(item) => {
                        let mut variants = item.variants.iter();
                        let declared = variants.find(|one| one.prefix.is_none());
                        let declared = declared.filter(|one| !one.xml_name.local.is_empty());
                        let name = declared.map(|one| self.name(index, &one.xml_name));
                        (&item.head, name.transpose()?)
                    }
                    Item::Enum(item) => (&item.head, None),
                    Item::Union(item) => (&item.head, None),
                    _ => continue,
                };
                let key = (index, head.name.clone());
                let Some(cell) = self.cells.get(&key).copied() else {
                    continue;
                };
                all.push(NamedCell {
                    cell,
                    name: self.text(&head.name),
                    xml_name,
                    docs: self.text(head.docs.join("\n").trim()),
                });
            }
        }
        Ok(all)
    }

    fn operation(
        &mut self,
        key: Key,
        module: usize,
        method: &'p output::Method,
    ) -> Result<Operation, Error> {
        let Some(Item::Operation(item)) = self.statics.get(&key).copied() else {
            return Err(Error::internal("an operation is missing"));
        };
        let request = match &method.request {
            Some(ty) => self.field(module, ty)?.ty,
            None => self.unit,
        };
        let response = self.field(module, &method.response)?.ty;
        let request = Self::body(request, item.input.as_ref());
        let response = Self::body(response, item.output.as_ref());
        let table = self.operation_table(key.0, item)?;
        for (member, cell) in [(table.input, request), (table.output, response)] {
            if let Some(member) = member {
                remember(member, cell);
            }
        }
        let common = self.common(key.0, item)?;
        let names = item
            .input_headers
            .as_ref()
            .or(common.and_then(|one| one.input_headers.as_ref()));
        let request_headers = self.headers(key.0, names)?;
        let names = item
            .output_headers
            .as_ref()
            .or(common.and_then(|one| one.output_headers.as_ref()));
        let response_headers = self.headers(key.0, names)?;
        let mut faults = Vec::new();
        for path in &item.faults {
            let key = self.key(key.0, path);
            let member = self.member_static(key.clone())?;
            if let Some(ty) = self.fault_types.get(&key).copied() {
                let cell = self.field(key.0, ty)?.ty;
                remember(member, cell);
                faults.push((member, cell));
            }
        }
        let reversed = leak(v1::Operation {
            input: table.output,
            output: table.input,
            input_headers: table.output_headers,
            output_headers: table.input_headers,
            one_way: false,
            void: false,
            soap_action: "",
            ..*table
        });
        Ok(Operation {
            docs: self.text(method.docs.join("\n").trim()),
            name: table.name,
            ports: &[],
            client: (module, 0),
            table,
            reversed,
            request,
            response,
            request_headers,
            response_headers,
            faults,
        })
    }

    /// The type of a body: with room for a nil, if its element may be nil.
    fn body(of: &'static Cell, member: Option<&output::Member>) -> &'static Cell {
        let flags = member.map_or(&[][..], |member| &member.flags);
        if !flags.contains(&Flag::Nillable) || flags.contains(&Flag::Encoded) {
            return of;
        }
        leak(Cell::of(Definition::MaybeNil(FieldType::new(
            Container::Nillable,
            of,
        ))))
    }

    /// The type of the struct of headers whose table has this name. Each of its members is an element that stands alone, too.
    fn headers(
        &mut self,
        module: usize,
        table: Option<&'p String>,
    ) -> Result<&'static Cell, Error> {
        let Some(table) = table else {
            return Ok(self.unit);
        };
        let key = self.key(module, table);
        let Some(Item::Struct(item)) = self.statics.get(&key).copied() else {
            return Err(Error::internal("the headers of an operation are missing"));
        };
        let name = (key.0, item.head.name.clone());
        let cell = self.cells.get(&name).copied();
        let cell = cell.ok_or_else(|| Error::internal("a type is missing"))?;
        // Operations share it.
        if self.headers.insert(name)
            && let Some(Definition::Struct(ty)) = cell.get()
        {
            for (member, field) in ty.table.members.iter().zip(&ty.fields) {
                remember(member, field.ty);
            }
        }
        Ok(cell)
    }

    /// The facts that an operation has in common with the others of its client.
    fn common(
        &self,
        module: usize,
        item: &output::Operation,
    ) -> Result<Option<&'p output::Operation>, Error> {
        let Some(name) = &item.common else {
            return Ok(None);
        };
        match self.statics.get(&self.key(module, name)).copied() {
            Some(Item::CommonOperation(common)) => Ok(Some(&common.facts)),
            _ => Err(Error::internal("a common operation is missing")),
        }
    }

    fn operation_table(
        &mut self,
        module: usize,
        item: &'p output::Operation,
    ) -> Result<&'static v1::Operation, Error> {
        let none = output::Operation::default();
        let common = self.common(module, item)?.unwrap_or(&none);
        let mut table = v1::Operation::EMPTY;
        table.name = self.text(&item.xml_name);
        table.service = self.text(first(&item.service, &common.service));
        table.soap_action = self.text(item.action.as_deref().unwrap_or_default());
        if item.soap12 || common.soap12 {
            table.version = v1::SoapVersion::Soap12;
        }
        table.declarations = self.namespace(
            module,
            Some(first(&item.declarations, &common.declarations)),
        )?;
        if let Some(input) = &item.input {
            let made = leak(self.member(module, input)?);
            self.note_mixed(module, input, made)?;
            table.input = Some(made);
        }
        if let Some(output) = &item.output {
            let made = leak(self.member(module, output)?);
            self.note_mixed(module, output, made)?;
            table.output = Some(made);
        }
        if let Some(headers) = item
            .input_headers
            .as_ref()
            .or(common.input_headers.as_ref())
        {
            table.input_headers = Some(self.table(self.key(module, headers))?);
        }
        if let Some(headers) = item
            .output_headers
            .as_ref()
            .or(common.output_headers.as_ref())
        {
            table.output_headers = Some(self.table(self.key(module, headers))?);
        }
        table.one_way = item.one_way || common.one_way;
        table.void = item.void || common.void;
        if item.is_rpc || common.is_rpc {
            table.style = v1::Style::Rpc;
        }
        let mut faults = Vec::new();
        for path in &item.faults {
            faults.push(self.member_static(self.key(module, path))?);
        }
        table.faults = leak_all(faults);
        table.unread = Some(unread);
        let secrets = match item.secrets.is_empty() {
            true => &common.secrets,
            false => &item.secrets,
        };
        let secrets: Vec<&'static str> = secrets.iter().map(|name| self.text(name)).collect();
        table.secrets = leak_all(secrets);
        if let Some(actions) = &item.actions {
            let faults = actions.faults.iter().map(|action| self.text(action));
            let faults = leak_all(faults.collect::<Vec<_>>());
            table.actions = Some(leak(v1::Actions {
                input: self.text(&actions.input),
                output: self.text(&actions.output),
                faults,
            }));
        }
        if let Some(components) = item.components.as_ref().or(common.components.as_ref()) {
            table.components = Some(self.components(self.key(module, components))?);
        }
        Ok(leak(table))
    }
}

/// The first text that is not empty.
fn first<'a>(one: &'a String, other: &'a String) -> &'a String {
    match one.is_empty() {
        true => other,
        false => one,
    }
}

/// The error of a detail that is a declared fault, and cannot be read.
fn unread(operation: &v1::Operation, detail: &RawElement) -> Option<v1::DecodeError> {
    let member = operation
        .faults
        .iter()
        .find(|member| detail.is_of(member))?;
    detail.decode_as::<Value>(member).err()
}
