//! Compares operations and their messages.

use super::names::Translate;
use super::{Diff, Directions, Impact};
use crate::contract::inspect::content_name;
use crate::contract::{Body, Call, Direction, calls};
use crate::model::{ElementId, Model, PartContent, QName};
use std::collections::{BTreeMap, BTreeSet};

impl<'m> Diff<'m> {
    pub(super) fn operations(&mut self) {
        let by_name =
            |calls: Vec<Call<'m>>, translate: Translate<'_>| -> BTreeMap<String, Call<'m>> {
                let named = calls
                    .into_iter()
                    .map(|call| (translate.operation(&call), call));
                named.collect()
            };
        let old = by_name(calls(self.old), Translate(Some(&self.names)));
        let new = by_name(calls(self.new), Translate(None));
        for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            match (old.get(name), new.get(name)) {
                (Some(call), None) => {
                    self.report(
                        Impact::Breaking,
                        "operation-removed",
                        name,
                        "the operation is gone",
                        "calls to it fail",
                    );
                    let types = self.gone_with(call);
                    self.told_code(&match types.as_slice() {
                        [] => "its method is gone".to_owned(),
                        [one] => format!("its method is gone, and the type `{one}`"),
                        [all @ .., last] => format!(
                            "its method is gone, and the types `{}` and `{last}`",
                            all.join("`, `")
                        ),
                    });
                }
                (None, Some(call)) => {
                    let what = if call.port_type().operations.len() > 1 {
                        "a new operation"
                    } else {
                        "a new operation of a new service"
                    };
                    self.report(
                        Impact::Compatible,
                        "operation-added",
                        name,
                        what,
                        "nothing to do",
                    );
                }
                (Some(old), Some(new)) => self.operation(name, old, new),
                (None, None) => {}
            }
        }
    }

    /// The Rust types of the elements of an operation that go with it: those of named types are told themselves.
    fn gone_with(&self, call: &Call<'m>) -> Vec<String> {
        let Some(both) = &self.both else {
            return Vec::new();
        };
        let mut elements: Vec<ElementId> = Vec::new();
        for direction in [Direction::Request, Direction::Response] {
            if let Body::Elements(body) = call.body(direction) {
                elements.extend(body);
            }
        }
        elements.extend(call.faults().into_iter().filter_map(|fault| match fault.1 {
            Some(PartContent::Element(element)) => Some(element),
            _ => None,
        }));
        let mut names: Vec<String> = Vec::new();
        for element in elements {
            let ty = self.old.elements[element].ty;
            if self.old.types[ty].name.is_none()
                && let Some(name) = both.gone(ty)
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        names
    }

    fn operation(&mut self, name: &str, old: &Call<'m>, new: &Call<'m>) {
        let action = |call: &Call<'m>| call.soap_action().unwrap_or_default().to_owned();
        let (was, is) = (action(old), action(new));
        if self.names.action(&was) != is {
            self.report(
                Impact::Breaking,
                "action-changed",
                name,
                format!("SOAPAction `{was}` is now `{is}`"),
                "the server refuses the old action",
            );
        }
        if old.is_soap12() != new.is_soap12() {
            let version = |call: &Call<'m>| {
                if call.is_soap12() {
                    "SOAP 1.2"
                } else {
                    "SOAP 1.1"
                }
            };
            let what = format!("{} is now {}", version(old), version(new));
            self.report(
                Impact::Breaking,
                "version-changed",
                name,
                what,
                "the server refuses the old version",
            );
        }
        for (direction, word) in [
            (Direction::Request, "request"),
            (Direction::Response, "response"),
        ] {
            let subject = format!("{name} {word}");
            if old.has(direction) != new.has(direction) {
                let what = if new.has(direction) {
                    "there is one now"
                } else {
                    "there is none any more"
                };
                self.report(
                    Impact::Breaking,
                    "exchange-changed",
                    &subject,
                    what,
                    "the other side waits for another message",
                );
                self.told_code("its method has another signature");
                self.described.insert(name.to_owned());
                continue;
            }
            self.body(&subject, direction, old, new);
            self.headers(&subject, direction, old, new);
        }
        self.faults(name, old, new);
    }

    fn body(&mut self, subject: &str, direction: Direction, old: &Call<'m>, new: &Call<'m>) {
        let usage = Directions::of(direction);
        match (old.body(direction), new.body(direction)) {
            (Body::Elements(was), Body::Elements(is)) => {
                if was.len() != is.len() {
                    let what = format!("{} body elements are now {}", was.len(), is.len());
                    self.report(
                        Impact::Breaking,
                        "body-changed",
                        subject,
                        what,
                        "the messages differ",
                    );
                    self.told_code("its method has another signature");
                }
                for (was, is) in was.into_iter().zip(is) {
                    self.element(subject, usage, was, is);
                }
            }
            (Body::Wrapper(was_name, was), Body::Wrapper(is_name, is)) => {
                let was_name = was_name.map(|name| self.names.translate(&name));
                if was_name != is_name {
                    let shown = |name: Option<QName>| {
                        name.map_or_else(|| "none".to_owned(), |name| name.to_string())
                    };
                    let what = format!("wrapper {} is now {}", shown(was_name), shown(is_name));
                    self.report(
                        Impact::Breaking,
                        "wrapper-changed",
                        subject,
                        what,
                        "the messages differ",
                    );
                }
                let names = |parts: &[(std::sync::Arc<str>, PartContent)]| {
                    parts
                        .iter()
                        .map(|part| part.0.to_string())
                        .collect::<Vec<_>>()
                };
                if names(&was) != names(&is) {
                    let what = format!(
                        "parts {} are now {}",
                        names(&was).join(", "),
                        names(&is).join(", ")
                    );
                    self.report(
                        Impact::Breaking,
                        "parts-changed",
                        subject,
                        what,
                        "the messages differ",
                    );
                    self.told_code("the struct of the message has other fields");
                    return;
                }
                for ((part, was), (_, is)) in was.into_iter().zip(is) {
                    let subject = format!("{subject}.{part}");
                    self.part(&subject, usage, was, is);
                }
            }
            _ => self.report(
                Impact::Breaking,
                "style-changed",
                subject,
                "rpc and document exchanged",
                "the messages differ",
            ),
        }
    }

    fn part(&mut self, subject: &str, usage: Directions, old: PartContent, new: PartContent) {
        match (old, new) {
            (PartContent::Type(was), PartContent::Type(is)) => {
                self.reference(subject, usage, was, is);
            }
            (PartContent::Element(was), PartContent::Element(is)) => {
                self.element(subject, usage, was, is);
            }
            _ => self.report(
                Impact::Breaking,
                "part-changed",
                subject,
                "type and element exchanged",
                "the messages differ",
            ),
        }
    }

    fn element(&mut self, subject: &str, usage: Directions, old: ElementId, new: ElementId) {
        let (was, is) = (&self.old.elements[old], &self.new.elements[new]);
        if self.names.translate(&was.name) != is.name {
            let what = format!("element {} is now {}", was.name, is.name);
            self.report(
                Impact::Breaking,
                "wrapper-changed",
                subject,
                what,
                "the messages differ",
            );
        }
        self.reference(subject, usage, was.ty, is.ty);
    }

    fn headers(&mut self, subject: &str, direction: Direction, old: &Call<'m>, new: &Call<'m>) {
        let by_name = |call: &Call<'m>| -> BTreeMap<String, PartContent> {
            call.headers(direction)
                .into_iter()
                .map(|(_, content)| (content_name(call.model, content), content))
                .collect()
        };
        let (old, new) = (by_name(old), by_name(new));
        for (header, was) in &old {
            if let Some(is) = new.get(header) {
                let subject = format!("{subject} header {header}");
                self.part(&subject, Directions::of(direction), *was, *is);
            }
        }
        let (was, is): (BTreeSet<_>, BTreeSet<_>) = (old.keys().collect(), new.keys().collect());
        for header in was.difference(&is) {
            let what = format!("header {header} is gone");
            let impact = if direction == Direction::Request {
                Impact::Compatible
            } else {
                Impact::Breaking
            };
            let effect = if direction == Direction::Request {
                "servers ignore headers that they do not know"
            } else {
                "it does not arrive any more"
            };
            self.report(impact, "header-removed", subject, what, effect);
            self.told_code("code that names it does not compile");
            self.described.insert(format!("{subject} header {header}"));
        }
        for header in is.difference(&was) {
            let (impact, effect) = if direction == Direction::Request {
                // The careful answer, as WSDL has no other.
                (
                    Impact::Breaking,
                    "WSDL does not say whether it must be sent: the server may refuse requests without it",
                )
            } else {
                (Impact::Compatible, "it is ignored")
            };
            self.report(
                impact,
                "header-added",
                subject,
                format!("header {header} is new"),
                effect,
            );
            if !was.is_empty() {
                self.told_code("the struct of the headers has a new field: values and patterns without `..` need it");
            }
            self.described.insert(format!("{subject} header {header}"));
        }
    }

    /// Compares the declared faults, with their details.
    fn faults(&mut self, name: &str, old: &Call<'m>, new: &Call<'m>) {
        let (was, is): (BTreeMap<_, _>, BTreeMap<_, _>) = (
            old.faults().into_iter().collect(),
            new.faults().into_iter().collect(),
        );
        for (fault, old_detail) in &was {
            let subject = format!("{name} fault {fault}");
            match (old_detail, is.get(fault)) {
                (_, None) => {
                    self.report(
                        Impact::Compatible,
                        "fault-removed",
                        name,
                        format!("fault {fault} is no longer declared"),
                        "it does not arrive any more",
                    );
                    self.told_code("code that names its type does not compile");
                    self.described.insert(subject);
                }
                (Some(was), Some(Some(is))) => {
                    self.part(&subject, Directions::of(Direction::Response), *was, *is);
                }
                (None, Some(None)) => {}
                (Some(_), Some(None)) => self.report(
                    Impact::Breaking,
                    "fault-changed",
                    subject,
                    "its detail is no longer declared",
                    "it arrives as a fault whose detail is not typed",
                ),
                (None, Some(Some(_))) => self.report(
                    Impact::Compatible,
                    "fault-changed",
                    subject,
                    "its detail is declared now",
                    "it is not typed until the code is generated again",
                ),
            }
        }
        let is_typed = was.values().any(Option::is_some);
        for (fault, detail) in is.iter().filter(|(fault, _)| !was.contains_key(*fault)) {
            let effect = "it arrives as a fault whose detail is not typed";
            self.report(
                Impact::Compatible,
                "fault-added",
                name,
                format!("fault {fault} is declared"),
                effect,
            );
            if is_typed && detail.is_some() {
                self.told_code("a `match` that names each fault of the operation needs it");
            }
            self.described.insert(format!("{name} fault {fault}"));
        }
    }

    /// Compares the addresses of the ports.
    pub(super) fn ports(&mut self) {
        let (was, is) = (ports(self.old), ports(self.new));
        for (port, address) in &was {
            match is.get(port) {
                None => self.report(
                    Impact::Compatible,
                    "port-removed",
                    port,
                    "the port is gone",
                    "callers that use its address need that of another port",
                ),
                Some(now) if now == address => {}
                Some(now) => self.report(
                    Impact::Compatible,
                    "address-changed",
                    port,
                    format!("address {address} is now {now}"),
                    "the constant `ADDRESS` is the old one until the code is generated again",
                ),
            }
        }
        for port in is.keys().filter(|port| !was.contains_key(*port)) {
            self.report(
                Impact::Compatible,
                "port-added",
                port,
                "a new port",
                "nothing to do",
            );
        }
    }
}

/// The SOAP ports, `Service.Port`, with their addresses.
fn ports(model: &Model) -> BTreeMap<String, &str> {
    let mut all = BTreeMap::new();
    for (_, service) in model.services.iter() {
        for port in &service.ports {
            if model.bindings[port.binding].protocol.is_soap() {
                let name = format!("{}.{}", service.name.local, port.name);
                all.insert(name, port.address.as_deref().unwrap_or("none"));
            }
        }
    }
    all
}
