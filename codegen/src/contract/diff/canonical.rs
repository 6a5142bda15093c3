//! The safety net: a canonical form of what messages use. Where the forms of two contracts differ and no change names the place, the
//! difference is reported as it is.

use super::content::{form, namespaces};
use super::names::Translate;
use super::types::{BASE, base_place};
use super::{DEPTH, Diff, Impact, PLACES, Used};
use crate::contract::{Call, Direction, calls, members};
use crate::model::{
    Addressing, BindingId, BindingMessage, Derivation, ElementId, Facets, IdentityPath, Model,
    NameTest, PartContent, QName, TypeId, TypeKind, ValueConstraint, Variety,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The lines of each place. A place has the name that changes of it have as their subject.
pub(super) type Places = BTreeMap<String, Vec<Arc<str>>>;

/// The lines of elements. Messages share them: one is long where an element has many identity constraints.
type ElementLines = RefCell<BTreeMap<ElementId, Arc<str>>>;

impl Diff<'_> {
    /// Reports the places that differ without a change that names them.
    pub(super) fn rest(&mut self) {
        let old = canonical(self.old, &self.old_used, Translate(Some(&self.names)));
        let new = canonical(self.new, &self.new_used, Translate(None));
        // Another base explains no other difference.
        let named = self.changes.iter();
        let named = named.filter(|change| !matches!(change.kind, "base-changed" | "type-renamed"));
        let named = named.map(|change| change.subject.clone());
        let named: BTreeSet<String> = named.chain(self.described.iter().cloned()).collect();
        let mut differing = BTreeSet::new();
        // Components that only one contract has are reported where they are used or declared.
        for (root, was) in &old {
            let Some(is) = new.get(root) else { continue };
            for place in was.keys().chain(is.keys()) {
                let (was, is) = (was.get(place), is.get(place));
                let is_alone = was.is_none() || is.is_none();
                // The base is a part of a place that only one contract has, too.
                let is_part = is_alone && place.ends_with(BASE);
                if was != is && !is_part && !covered(&named, place, is_alone) {
                    differing.insert(place.clone());
                }
            }
        }
        for place in differing {
            self.report(
                Impact::Breaking,
                "differs",
                place,
                "differs in a way that this command does not describe",
                "it may break callers: compare the two contracts here",
            );
        }
    }
}

/// Whether a change names the place or a part of it; for a place that only one contract has, also what is around it.
fn covered(named: &BTreeSet<String>, place: &str, alone: bool) -> bool {
    let below = format!("{place}.");
    let mut around = place;
    while alone && let Some((outer, _)) = around.rsplit_once('.') {
        if named.contains(outer) {
            return true;
        }
        around = outer;
    }
    named.contains(place)
        || (named.range(below.clone()..).next()).is_some_and(|next| next.starts_with(&below))
}

struct Canonical<'a> {
    model: &'a Model,
    translate: Translate<'a>,
    places: Places,
    elements: &'a ElementLines,
    /// The anonymous types around, the inner ones last.
    inside: Vec<TypeId>,
    /// The places of each anonymous type.
    written: BTreeMap<TypeId, u32>,
}

/// The lines of one type.
pub(super) fn lines(model: &Model, ty: TypeId, translate: Translate<'_>) -> Places {
    let elements = ElementLines::default();
    let mut one = Canonical::new(model, translate, &elements);
    one.ty("", ty);
    one.places.values_mut().for_each(|lines| lines.sort());
    one.places
}

/// The places of each operation, type and substitute, by the name of that.
fn canonical(model: &Model, used: &Used<'_>, translate: Translate<'_>) -> BTreeMap<String, Places> {
    let mut all: BTreeMap<String, Places> = BTreeMap::new();
    let elements = ElementLines::default();
    let mut add = |root: String, fill: &dyn Fn(&mut Canonical<'_>)| {
        let mut one = Canonical::new(model, translate, &elements);
        fill(&mut one);
        let places = all.entry(root).or_default();
        for (place, lines) in one.places {
            places.entry(place).or_default().extend(lines);
        }
    };
    let mut addressing: BTreeMap<BindingId, BTreeSet<Option<Addressing>>> = BTreeMap::new();
    for port in model
        .services
        .iter()
        .flat_map(|(_, service)| &service.ports)
    {
        addressing
            .entry(port.binding)
            .or_default()
            .insert(port.addressing);
    }
    for call in calls(model) {
        let ports = call.binding.and_then(|binding| addressing.get(&binding));
        add(
            format!("operation {}", translate.operation(&call)),
            &|one| one.operation(&call, ports),
        );
    }
    for id in used.types.keys().filter(|id| !id.is_builtin()) {
        if let Some(name) = &model.types[*id].name {
            let name = translate.ty(name);
            add(format!("type {name}"), &|one| one.ty(&name.local, *id));
        }
    }
    for (id, _) in used.elements() {
        let element = &model.elements[id];
        if element.global && element.substitution_group.is_some() {
            add(
                format!("element {}", translate.name(&element.name)),
                &|one| one.element(&element.name.local, id),
            );
        }
    }
    for places in all.values_mut() {
        places.values_mut().for_each(|lines| lines.sort());
    }
    all
}

impl<'a> Canonical<'a> {
    fn new(model: &'a Model, translate: Translate<'a>, elements: &'a ElementLines) -> Self {
        Self {
            model,
            translate,
            places: Places::new(),
            elements,
            inside: Vec::new(),
            written: BTreeMap::new(),
        }
    }

    fn line(&mut self, place: &str, line: impl Into<Arc<str>>) {
        let lines = self.places.entry(place.to_owned()).or_default();
        lines.push(line.into());
    }

    fn name(&self, ty: TypeId) -> Option<String> {
        let name = self.model.types[ty].name.as_ref();
        name.map(|name| self.translate.ty(name).to_string())
    }

    fn operation(&mut self, call: &Call<'_>, ports: Option<&BTreeSet<Option<Addressing>>>) {
        let name = self.translate.operation(call);
        let text = |text: &str| self.translate.action(text);
        let operation = call.operation();
        let action = |message: &crate::model::MessageRef| message.action.as_deref().map(text);
        self.line(
            &name,
            format!(
                "{:?} {:?} {:?} {:?} {:?} {ports:?} {:?} {:?} {:?}",
                call.soap_action().map(text).unwrap_or_default(),
                call.is_soap12(),
                call.style(),
                operation.exchange,
                call.addressing(),
                operation.input.as_ref().map(action),
                operation.output.as_ref().map(action),
                operation.faults.iter().map(action).collect::<Vec<_>>(),
            ),
        );
        let messages = [
            (Direction::Request, "request"),
            (Direction::Response, "response"),
        ];
        for (direction, word) in messages {
            let place = format!("{name} {word}");
            self.line(&place, envelope(call.message(direction)));
            match call.body(direction) {
                crate::contract::Body::Elements(elements) => {
                    for element in elements {
                        self.element(&place, element);
                    }
                }
                crate::contract::Body::Wrapper(_, parts) => {
                    for (part, content) in parts {
                        self.part(&format!("{place}.{part}"), content);
                    }
                }
            }
            for (_, content) in call.headers(direction) {
                let header = crate::contract::inspect::content_name(self.model, content);
                self.part(&format!("{place} header {header}"), content);
            }
        }
        for (fault, content) in call.faults() {
            if let Some(content) = content {
                self.part(&format!("{name} fault {fault}"), content);
            }
        }
    }

    fn part(&mut self, place: &str, content: PartContent) {
        match content {
            PartContent::Element(element) => self.element(place, element),
            PartContent::Type(ty) => self.reference(place, ty),
        }
    }

    fn element(&mut self, place: &str, id: ElementId) {
        let known = self.elements.borrow().get(&id).cloned();
        let line = known.unwrap_or_else(|| {
            let line: Arc<str> = self.element_line(id).into();
            self.elements.borrow_mut().insert(id, line.clone());
            line
        });
        self.line(place, line);
        self.reference(place, self.model.elements[id].ty);
    }

    fn element_line(&self, id: ElementId) -> String {
        let element = &self.model.elements[id];
        let identities: Vec<_> = (element.identities.iter())
            .map(|identity| {
                let reads = (&identity.selector, &identity.fields);
                let kind = match identity.kind {
                    crate::model::IdentityKind::Unique => "unique",
                    crate::model::IdentityKind::Key => "key",
                    crate::model::IdentityKind::KeyRef(_) => "keyref",
                };
                let paths = reads.0.iter().chain(reads.1).map(|path| self.path(path));
                format!("{kind} {:?}", paths.collect::<Vec<_>>())
            })
            .collect();
        format!(
            "element {} {} {} {} {:?} {identities:?}",
            self.translate.element(&element.name),
            element.nillable,
            element.is_abstract,
            constraint(element.value.as_ref()),
            element.blocks,
        )
    }

    fn path(&self, path: &IdentityPath) -> String {
        let test = |test: &NameTest| match test {
            NameTest::Any => "*".to_owned(),
            NameTest::Namespace(uri) => {
                format!("{}*", self.translate.name(&QName::new(uri.clone(), "")))
            }
            NameTest::Name(name) => self.translate.element(name).to_string(),
        };
        let alternative = |one: &crate::model::IdentityPathAlternative| {
            let steps: Vec<_> = one.steps.iter().map(test).collect();
            let attribute = one.attribute.as_ref().map(test);
            format!("{} {steps:?} {attribute:?}", one.from_descendants)
        };
        let all: Vec<_> = path.alternatives.iter().map(alternative).collect();
        all.join(" | ")
    }

    fn reference(&mut self, place: &str, ty: TypeId) {
        match self.name(ty) {
            Some(name) => self.line(place, format!("type {name}")),
            None => self.anonymous(place, ty),
        }
    }

    fn anonymous(&mut self, place: &str, ty: TypeId) {
        if let Some(index) = self.inside.iter().rposition(|one| *one == ty) {
            return self.line(place, format!("the anonymous type {index} around it"));
        }
        let places = self.written.entry(ty).or_default();
        if self.inside.len() > DEPTH || *places >= PLACES {
            return;
        }
        *places = places.saturating_add(1);
        self.inside.push(ty);
        self.ty(place, ty);
        self.inside.pop();
    }

    fn ty(&mut self, place: &str, id: TypeId) {
        match &self.model.types[id].kind {
            TypeKind::Simple(simple) => {
                self.line(place, format!("facets {}", facets(&simple.facets)));
                let (word, parts) = match &simple.variety {
                    Variety::List(item) => ("list", vec![*item]),
                    Variety::Union(all) => ("union", all.clone()),
                    _ => ("restriction", Vec::new()),
                };
                let names: Vec<_> = parts.iter().map(|ty| self.name(*ty)).collect();
                self.line(place, format!("{word} {names:?}"));
                for part in parts.into_iter().chain(simple.base) {
                    self.reference(place, part);
                }
            }
            TypeKind::Complex(complex) => {
                let base = match complex.derivation {
                    Derivation::None => None,
                    Derivation::Extension(base) => Some(("extension", self.name(base))),
                    Derivation::Restriction(base) => Some(("restriction", self.name(base))),
                };
                let array = (complex.array_type.as_ref())
                    .map(|(item, size)| (self.name(*item), size.clone()));
                let any = (complex.any_attribute.as_ref())
                    .map(|any| (namespaces(&any.namespaces, self.translate), any.process));
                let content = form(self.model, id, false, self.translate);
                self.line(&base_place(place), format!("{base:?}"));
                let line = format!(
                    "{} {:?} {} {array:?} {any:?} {content:?}",
                    complex.is_abstract, complex.blocks, complex.mixed,
                );
                self.line(place, line);
                for member in members(self.model, id) {
                    if member.inherited {
                        continue;
                    }
                    let place = format!("{place}.{}", member.label());
                    match member.element {
                        Some(element) => self.element(&place, element),
                        None => {
                            let line = format!(
                                "{} {}..{:?} {}",
                                self.translate.name(&member.name),
                                member.min,
                                member.max,
                                constraint(member.value.as_ref())
                            );
                            self.line(&place, line);
                            self.reference(&place, member.ty);
                        }
                    }
                }
            }
        }
    }
}

fn envelope(message: Option<&BindingMessage>) -> String {
    let Some(message) = message else {
        return String::new();
    };
    let headers: Vec<_> = (message.headers.iter())
        .map(|header| &header.header_use)
        .collect();
    format!("{:?} {} {headers:?}", message.body_use, message.multipart)
}

fn constraint(value: Option<&ValueConstraint>) -> String {
    value.map_or_else(String::new, |value| {
        format!("{} {:?}", value.is_fixed, value.text)
    })
}

fn facets(facets: &Facets) -> String {
    let values: BTreeSet<_> = (facets.enumeration.iter())
        .map(|value| &value.value)
        .collect();
    let mut others: Vec<_> = (facets.written.iter())
        .filter(|facet| &*facet.kind != "enumeration")
        .map(|facet| (&facet.kind, &facet.value))
        .collect();
    others.sort();
    format!("{values:?} {others:?}")
}
