//! Compares operations and their messages.

use super::{Diff, Impact, Use};
use crate::contract::inspect::content_name;
use crate::contract::{Body, Call, Direction, calls};
use crate::model::{ElementId, PartContent, QName};
use std::collections::{BTreeMap, BTreeSet};

impl<'m> Diff<'m> {
    pub(super) fn operations(&mut self) {
        let by_name = |calls: Vec<Call<'m>>| -> BTreeMap<String, Call<'m>> {
            calls.into_iter().map(|call| (call.name(), call)).collect()
        };
        let (old, new) = (by_name(calls(self.old)), by_name(calls(self.new)));
        for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            match (old.get(name), new.get(name)) {
                (Some(_), None) => {
                    self.report(
                        Impact::Breaking,
                        "operation-removed",
                        name,
                        "the operation is gone",
                        "calls to it fail",
                    );
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

    fn operation(&mut self, name: &str, old: &Call<'m>, new: &Call<'m>) {
        let action = |call: &Call<'m>| {
            call.bound
                .soap_action
                .as_deref()
                .unwrap_or_default()
                .to_owned()
        };
        let (was, is) = (self.names.translate_text(&action(old)), action(new));
        if was != is {
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
                continue;
            }
            self.body(&subject, direction, old, new);
            self.headers(&subject, direction, old, new);
        }
        let faults = |call: &Call<'m>| -> BTreeSet<String> {
            call.faults()
                .into_iter()
                .map(|(name, _)| name.to_owned())
                .collect()
        };
        let (was, is) = (faults(old), faults(new));
        for fault in was.difference(&is) {
            self.report(
                Impact::Compatible,
                "fault-removed",
                name,
                format!("fault {fault} is no longer declared"),
                "nothing to do",
            );
        }
        for fault in is.difference(&was) {
            let effect = "it arrives as a fault whose detail is not typed";
            self.report(
                Impact::Compatible,
                "fault-added",
                name,
                format!("fault {fault} is declared"),
                effect,
            );
        }
    }

    fn body(&mut self, subject: &str, direction: Direction, old: &Call<'m>, new: &Call<'m>) {
        let usage = Use::of(direction);
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
                    return;
                }
                for ((part, was), (_, is)) in was.into_iter().zip(is) {
                    let subject = format!("{subject}.{part}");
                    match (was, is) {
                        (PartContent::Type(was), PartContent::Type(is)) => {
                            self.reference(&subject, usage, was, is)
                        }
                        (PartContent::Element(was), PartContent::Element(is)) => {
                            self.element(&subject, usage, was, is)
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

    fn element(&mut self, subject: &str, usage: Use, old: ElementId, new: ElementId) {
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
        let names = |call: &Call<'m>| -> BTreeSet<String> {
            call.headers(direction)
                .into_iter()
                .map(|(_, content)| content_name(call.model, content))
                .collect()
        };
        let (was, is) = (names(old), names(new));
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
        }
        for header in is.difference(&was) {
            let effect = if direction == Direction::Request {
                "WSDL does not say whether it must be sent"
            } else {
                "it is ignored"
            };
            self.report(
                Impact::Compatible,
                "header-added",
                subject,
                format!("header {header} is new"),
                effect,
            );
        }
    }
}
