//! What is generated: what the user asked for, closed over what it needs.

use crate::diagnostic::Code;
use crate::model::*;
use crate::options::Options;
use crate::options::selector::Selectors;
use crate::plan::finding::Findings;
use crate::plan::shape::Shapes;
use std::collections::BTreeSet;

/// What is generated.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// Port types, by name.
    pub interfaces: Vec<Interface>,
    /// Named types.
    pub types: BTreeSet<TypeId>,
    /// Global elements with anonymous types that no operation claims.
    pub elements: BTreeSet<ElementId>,
    /// Names of what was left out by choice, sorted.
    pub left_out: Vec<String>,
}

/// A port type with the bindings through which it is reached.
#[derive(Debug)]
pub(crate) struct Interface {
    pub port_type: PortTypeId,
    /// Indices into its operations.
    pub operations: Vec<usize>,
    /// Bindings that differ, each with its ports; empty when the contract binds the port type nowhere.
    pub bound: Vec<Bound>,
}

/// One way to reach a port type.
#[derive(Debug)]
pub(crate) struct Bound {
    pub binding: BindingId,
    /// Port name and address.
    pub ports: Vec<(String, Option<String>)>,
}

/// Chooses.
pub(crate) fn select(shapes: &Shapes<'_>, options: &Options, findings: &mut Findings) -> Selection {
    let model = shapes.model;
    let filter = Filter::new(options);
    let mut selection = Selection::default();
    let mut left_out = BTreeSet::new();

    let mut port_types: Vec<PortTypeId> = model.port_types.ids().collect();
    port_types.sort_by(|a, b| model.port_types[*a].name.cmp(&model.port_types[*b].name));
    for port_type in port_types {
        if let Some(interface) = interface(model, port_type, &filter, findings, &mut left_out) {
            selection.interfaces.push(interface);
        }
    }

    // Types: all of them, or what the operations chosen need.
    let everything = !filter.narrows();
    let mut closure = Closure {
        shapes,
        types: BTreeSet::new(),
        elements: BTreeSet::new(),
        groups: BTreeSet::new(),
        attribute_groups: BTreeSet::new(),
        queue: Vec::new(),
    };
    for (id, ty) in model.types.iter() {
        let Some(name) = &ty.name else { continue };
        if builtin(id) {
            continue;
        }
        let asked = filter.types.any_name(name);
        let excluded = filter.not_types.any_name(name);
        if (everything && filter.types.is_empty() && !excluded) || asked {
            closure.ty(id);
        }
    }
    if everything && filter.types.is_empty() {
        for (id, element) in model.elements.iter() {
            if element.global {
                closure.element(id);
            }
        }
    }
    for interface in &selection.interfaces {
        let port_type = &model.port_types[interface.port_type];
        for &index in &interface.operations {
            let Some(operation) = port_type.operations.get(index) else {
                continue;
            };
            let messages = operation
                .input
                .iter()
                .chain(&operation.output)
                .chain(&operation.faults);
            for message in messages {
                for part in &model.messages[message.message].parts {
                    closure.part(part.content);
                }
            }
            for bound in &interface.bound {
                for operation in model.bindings[bound.binding]
                    .operations
                    .iter()
                    .filter(|o| o.operation == index)
                {
                    for header in operation
                        .input
                        .iter()
                        .chain(&operation.output)
                        .flat_map(|message| &message.headers)
                    {
                        if let Some(part) = model.messages[header.message].parts.get(header.part) {
                            closure.part(part.content);
                        }
                    }
                }
            }
        }
    }
    closure.run();
    for (id, ty) in model.types.iter() {
        if let Some(name) = &ty.name
            && !builtin(id)
            && !closure.types.contains(&id)
        {
            left_out.insert(format!("type {name}"));
        }
    }
    selection.types = closure
        .types
        .into_iter()
        .filter(|id| model.types[*id].name.is_some() && !builtin(*id))
        .collect();
    selection.elements = closure
        .elements
        .into_iter()
        .filter(|id| {
            let element = &model.elements[*id];
            element.global && model.types[element.ty].name.is_none()
        })
        .collect();
    selection.left_out = left_out.into_iter().collect();
    filter.report(findings);
    selection
}

fn builtin(id: TypeId) -> bool {
    id.index() < Builtin::ALL.len()
}

/// The selectors.
struct Filter {
    services: Selectors<()>,
    not_services: Selectors<()>,
    ports: Selectors<()>,
    not_ports: Selectors<()>,
    operations: Selectors<()>,
    not_operations: Selectors<()>,
    types: Selectors<()>,
    not_types: Selectors<()>,
}

impl Filter {
    fn new(options: &Options) -> Self {
        let selectors =
            |option, given: &[String]| Selectors::new(option, given.iter().map(|text| (text, ())));
        Self {
            services: selectors("include_services", &options.include_services),
            not_services: selectors("exclude_services", &options.exclude_services),
            ports: selectors("include_ports", &options.include_ports),
            not_ports: selectors("exclude_ports", &options.exclude_ports),
            operations: selectors("include_operations", &options.include_operations),
            not_operations: selectors("exclude_operations", &options.exclude_operations),
            types: selectors("include_types", &options.include_types),
            not_types: selectors("exclude_types", &options.exclude_types),
        }
    }

    /// Whether services, ports or operations were chosen.
    fn narrows(&self) -> bool {
        [
            &self.services,
            &self.not_services,
            &self.ports,
            &self.not_ports,
            &self.operations,
            &self.not_operations,
        ]
        .iter()
        .any(|selectors| !selectors.is_empty())
    }

    fn report(&self, findings: &mut Findings) {
        for selectors in [
            &self.services,
            &self.not_services,
            &self.ports,
            &self.not_ports,
            &self.operations,
            &self.not_operations,
            &self.types,
            &self.not_types,
        ] {
            findings.unused(selectors);
        }
    }
}

fn interface(
    model: &Model,
    id: PortTypeId,
    filter: &Filter,
    findings: &mut Findings,
    left_out: &mut BTreeSet<String>,
) -> Option<Interface> {
    let port_type = &model.port_types[id];
    // Ports that lead here, by service and position.
    let mut services: Vec<&Service> = model.services.iter().map(|(_, service)| service).collect();
    services.sort_by(|a, b| a.name.cmp(&b.name));
    let mut names = vec![port_type.name.local.to_string()];
    let mut ports: Vec<&Port> = Vec::new();
    let mut all_ports = 0;
    for service in services {
        for port in &service.ports {
            if model.bindings[port.binding].port_type != id {
                continue;
            }
            all_ports += 1;
            let name = service.name.local.to_string();
            if !names.contains(&name) {
                names.push(name);
            }
            let included = filter.ports.is_empty() || filter.ports.any(&port.name);
            let excluded = filter.not_ports.any(&port.name);
            if included && !excluded {
                ports.push(port);
            } else {
                left_out.insert(format!("port {}", port.name));
            }
        }
    }
    let chosen = filter.services.is_empty()
        || names
            .iter()
            .filter(|name| filter.services.any(name))
            .count()
            > 0;
    let rejected = names
        .iter()
        .filter(|name| filter.not_services.any(name))
        .count()
        > 0;
    if !chosen || rejected || (all_ports > 0 && ports.is_empty()) {
        left_out.insert(format!("port type {}", port_type.name.local));
        return None;
    }

    let mut operations = Vec::new();
    for (index, operation) in port_type.operations.iter().enumerate() {
        let name = format!("{}.{}", port_type.name.local, operation.name);
        let included = filter.operations.is_empty() || filter.operations.any(&name);
        if included && !filter.not_operations.any(&name) {
            operations.push(index);
        } else {
            left_out.insert(format!("operation {name}"));
        }
    }

    // Bindings of those ports; without ports, all bindings of the port type.
    let mut candidates: Vec<(BindingId, Vec<(String, Option<String>)>)> = Vec::new();
    for port in ports {
        let entry = (
            port.name.to_string(),
            port.address.as_ref().map(|address| address.to_string()),
        );
        match candidates
            .iter_mut()
            .find(|(binding, _)| *binding == port.binding)
        {
            Some((_, ports)) => ports.push(entry),
            None => candidates.push((port.binding, vec![entry])),
        }
    }
    if all_ports == 0 {
        let mut unbound: Vec<BindingId> = model
            .bindings
            .ids()
            .filter(|b| model.bindings[*b].port_type == id)
            .collect();
        unbound.sort_by(|a, b| model.bindings[*a].name.cmp(&model.bindings[*b].name));
        candidates.extend(unbound.into_iter().map(|binding| (binding, Vec::new())));
    }
    let mut bound: Vec<Bound> = Vec::new();
    for (binding, ports) in candidates {
        let definition = &model.bindings[binding];
        if !matches!(
            definition.protocol,
            Protocol::Soap11 { .. } | Protocol::Soap12 { .. }
        ) {
            // Reading has said so already.
            left_out.insert(format!("binding {}", definition.name.local));
            continue;
        }
        // Ports whose bindings say the same are one way to reach the service, at several addresses.
        match bound
            .iter_mut()
            .find(|other| same(&model.bindings[other.binding], definition))
        {
            Some(other) => other.ports.extend(ports),
            None => bound.push(Bound { binding, ports }),
        }
    }
    if bound.is_empty() && (all_ports > 0 || model.bindings.iter().any(|(_, b)| b.port_type == id))
    {
        left_out.insert(format!("port type {}", port_type.name.local));
        return None;
    }
    if bound.is_empty() {
        findings.note(
            Code::NoBinding,
            port_type.span,
            format!(
                "port type `{}` has no binding: document/literal over SOAP 1.1 is assumed",
                port_type.name.local
            ),
        );
    }
    Some(Interface {
        port_type: id,
        operations,
        bound,
    })
}

/// Whether two bindings put the same bytes on the wire.
fn same(a: &Binding, b: &Binding) -> bool {
    let version = |binding: &Binding| matches!(binding.protocol, Protocol::Soap12 { .. });
    let message = |message: &Option<BindingMessage>| {
        message.as_ref().map(|message| {
            (
                message
                    .headers
                    .iter()
                    .map(|header| {
                        (
                            header.message,
                            header.part,
                            header.header_use.clone(),
                            header.namespace.clone(),
                        )
                    })
                    .collect::<Vec<_>>(),
                message.body.clone(),
                message.body_use.clone(),
                message.body_namespace.clone(),
                message.multipart,
            )
        })
    };
    version(a) == version(b)
        && a.operations.len() == b.operations.len()
        && a.operations.iter().all(|one| {
            b.operations.iter().any(|other| {
                one.operation == other.operation
                    && one.soap_action == other.soap_action
                    && one.style == other.style
                    && message(&one.input) == message(&other.input)
                    && message(&one.output) == message(&other.output)
            })
        })
}

/// Types and elements that are needed, found by walking from those that were asked for.
struct Closure<'a> {
    shapes: &'a Shapes<'a>,
    types: BTreeSet<TypeId>,
    elements: BTreeSet<ElementId>,
    groups: BTreeSet<GroupId>,
    attribute_groups: BTreeSet<AttributeGroupId>,
    queue: Vec<Work>,
}

enum Work {
    Type(TypeId),
    Element(ElementId),
    Group(GroupId),
    AttributeGroup(AttributeGroupId),
}

impl Closure<'_> {
    fn ty(&mut self, id: TypeId) {
        if self.types.insert(id) {
            self.queue.push(Work::Type(id));
        }
    }

    fn element(&mut self, id: ElementId) {
        if self.elements.insert(id) {
            self.queue.push(Work::Element(id));
        }
    }

    fn part(&mut self, content: PartContent) {
        match content {
            PartContent::Element(element) => self.element(element),
            PartContent::Type(ty) => self.ty(ty),
        }
    }

    fn run(&mut self) {
        while let Some(work) = self.queue.pop() {
            match work {
                Work::Type(id) => self.visit_type(id),
                Work::Element(id) => self.visit_element(id),
                Work::Group(id) => self.particle(&self.shapes.model.groups[id].particle),
                Work::AttributeGroup(id) => {
                    self.attributes(&self.shapes.model.attribute_groups[id].attributes)
                }
            }
        }
    }

    fn visit_element(&mut self, id: ElementId) {
        let model = self.shapes.model;
        let ty = model.elements[id].ty;
        self.ty(ty);
        // Derived types may stand for the declared one, substitutes for the element.
        if model.types[ty].name.is_some() {
            for derived in self.shapes.derived(ty) {
                self.ty(derived);
            }
        }
        for substitute in self.shapes.substitutes(id) {
            self.element(substitute);
        }
    }

    fn visit_type(&mut self, id: TypeId) {
        let model = self.shapes.model;
        match &model.types[id].kind {
            TypeKind::Simple(simple) => {
                if let Some(base) = simple.base {
                    self.ty(base);
                }
                match &simple.variety {
                    Variety::List(item) => self.ty(*item),
                    Variety::Union(members) => members.iter().for_each(|member| self.ty(*member)),
                    _ => {}
                }
            }
            TypeKind::Complex(complex) => {
                if let Derivation::Extension(base) | Derivation::Restriction(base) =
                    complex.derivation
                {
                    self.ty(base);
                }
                match &complex.content {
                    Content::Empty => {}
                    Content::Simple(ty) => self.ty(*ty),
                    Content::Particle(particle) => self.particle(particle),
                }
                self.attributes(&complex.attributes);
                if let Some((item, _)) = &complex.array_type {
                    self.ty(*item);
                }
            }
        }
    }

    fn particle(&mut self, particle: &Particle) {
        match &particle.term {
            Term::Element(element) => self.element(*element),
            Term::Group(_, items) => items.iter().for_each(|item| self.particle(item)),
            Term::GroupRef(group) => {
                if self.groups.insert(*group) {
                    self.queue.push(Work::Group(*group));
                }
            }
            Term::Any(_) => {}
        }
    }

    fn attributes(&mut self, items: &[AttributeItem]) {
        for item in items {
            match item {
                AttributeItem::Use(attribute) => {
                    self.ty(self.shapes.model.attributes[attribute.attribute].ty)
                }
                AttributeItem::Group(group) => {
                    if self.attribute_groups.insert(*group) {
                        self.queue.push(Work::AttributeGroup(*group));
                    }
                }
            }
        }
    }
}
