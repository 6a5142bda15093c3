//! Builds the elements of a sample by the content of their types.

use super::height::Heights;
use super::tree::{ENCODING11, ENCODING12, SampleElement, Text};
use super::{Memo, SampleOptions, SampleStyle, filler, identity};
use crate::contract::{Direction, MemberKind, members};
use crate::model::*;
use crate::validate::Literals;
use std::sync::Arc;

/// Most repetitions of one particle.
const MOST_REPEATED: u32 = 1_000;

pub(super) struct SampleBuilder<'a> {
    model: &'a Model,
    literals: &'a Literals<'a>,
    /// Whether what is written must end as soon as it can.
    is_shortest: bool,
    /// The number of elements so far.
    made: usize,
    /// Particles that were looked at: those of groups that make nothing count, too.
    visited: usize,
    options: &'a SampleOptions,
    /// The level below which elements are nil or left out.
    levels: usize,
    /// The number of elements that the message may still have.
    pub(super) left: usize,
    /// Whether every element has `xsi:type` (SOAP 1.1, section 5).
    pub(super) encoded: bool,
    /// Whether arrays of SOAP encoding are that, and not what their restrictions say.
    arrays: bool,
    /// The types of the elements around this one.
    stack: Vec<TypeId>,
    /// The number of `xs:ID` values in the message up to now.
    ids: usize,
    facts: &'a Facts<'a>,
    found: &'a mut Memo,
    /// For each element around this one: the names that its keys go by.
    keys: Vec<Arc<[NameTest]>>,
}

impl<'a> SampleBuilder<'a> {
    pub(super) fn new(
        (facts, literals): (&'a Facts<'a>, &'a Literals<'a>),
        found: &'a mut Memo,
        direction: Direction,
        options: &'a SampleOptions,
    ) -> Self {
        let typed_tree = options.style == SampleStyle::TypedTree;
        let levels = match direction {
            _ if !typed_tree => 64,
            Direction::Request => 7,
            Direction::Response => 8,
        };
        Self {
            model: facts.model,
            literals,
            facts,
            found,
            is_shortest: false,
            made: 0,
            visited: 0,
            options,
            levels,
            left: options.budget,
            encoded: false,
            arrays: false,
            stack: Vec::new(),
            ids: 0,
            keys: Vec::new(),
        }
    }

    fn heights(&mut self) -> Heights<'a, '_> {
        Heights {
            facts: self.facts,
            found: &mut self.found.heights,
        }
    }

    /// The elements that were made, and those that as many particles as were looked at could have been.
    pub(super) fn used(&self) -> usize {
        self.made.max(self.visited / 8)
    }

    /// Sets whether the content is in SOAP encoding.
    pub(super) fn set_encoded(&mut self, is_encoded: bool) {
        self.encoded = is_encoded && !self.is_typed_tree();
        self.arrays = is_encoded;
    }

    fn is_typed_tree(&self) -> bool {
        self.options.style == SampleStyle::TypedTree
    }

    fn is_secret(&self, name: &str) -> bool {
        self.options.is_secret(name)
    }

    pub(super) fn carries_secret(&self, element: ElementId) -> bool {
        let declaration = &self.model.elements[element];
        self.is_secret(&declaration.name.local)
            || members(self.model, declaration.ty).iter().any(|member| {
                member.kind == MemberKind::Element && self.is_secret(&member.name.local)
            })
    }

    /// A valid text of a simple type. It is found once in a contract.
    fn text(&mut self, ty: TypeId) -> String {
        let key = (ty, self.is_typed_tree());
        if let Some(known) = self.found.texts.get(&key) {
            return known.clone();
        }
        let mut text = filler::value(self.model, ty, self.options.style);
        if !self.is_typed_tree() && self.literals.problem(ty, &text).is_some() {
            let others = filler::candidates(self.model, ty);
            let valid = others
                .into_iter()
                .find(|other| self.literals.problem(ty, other).is_none());
            text = valid.unwrap_or(text);
        }
        self.found.texts.insert(key, text.clone());
        text
    }

    /// A value of a simple type. Each `xs:ID` occurs once in a message (XML Schema Part 2, 3.3.8).
    fn value(&mut self, ty: TypeId) -> Text {
        let mut text = self.text(ty);
        if self.is_builtin(ty, &[Builtin::Id]) {
            self.ids += 1;
            if self.ids > 1 {
                text = format!("{text}{}", self.ids);
            }
        }
        Text {
            name: filler::name(self.model, ty),
            text,
            ty: Some(ty),
        }
    }

    /// A value that the contract gives.
    fn given(&self, constraint: &ValueConstraint, ty: TypeId) -> Text {
        Text {
            text: constraint.text.to_string(),
            name: constraint
                .names
                .first()
                .cloned()
                .filter(|_| self.is_name(ty)),
            ty: None,
        }
    }

    /// Whether values of the type refer to something that a sample does not have.
    fn refers(&self, ty: TypeId) -> bool {
        const REFERENCES: [Builtin; 5] = [
            Builtin::Idref,
            Builtin::Idrefs,
            Builtin::Entity,
            Builtin::Entities,
            Builtin::Notation,
        ];
        self.is_builtin(ty, &REFERENCES)
    }

    /// Whether values of the type, or of its simple content, are qualified names.
    fn is_name(&self, ty: TypeId) -> bool {
        const NAMES: [Builtin; 2] = [Builtin::QName, Builtin::Notation];
        match &self.model.types[ty].kind {
            TypeKind::Complex(ComplexType {
                content: Content::Simple(text),
                ..
            }) => self.is_builtin(*text, &NAMES),
            _ => self.is_builtin(ty, &NAMES),
        }
    }

    fn is_builtin(&self, ty: TypeId, wanted: &[Builtin]) -> bool {
        filler::builtin(self.model, ty).is_some_and(|builtin| wanted.contains(&builtin))
    }

    pub(super) fn element(&mut self, element: ElementId, level: usize) -> SampleElement {
        self.left = self.left.saturating_sub(1);
        self.made += 1;
        let smallest = self.is_shortest;
        let element = (self.heights().substitute(element, smallest)).unwrap_or(element);
        let declaration = &self.model.elements[element];
        // A type that has to hold something may hold the element again, without end.
        if smallest
            && declaration.nillable
            && !self.heights().fits(declaration.ty, declaration.blocks, 0)
        {
            return self.nil(element);
        }
        // Accessors are in no namespace (SOAP 1.1, 5.1 rule 4).
        let name = match self.encoded && !declaration.global {
            true => QName::new("", declaration.name.local.clone()),
            false => declaration.name.clone(),
        };
        let mut node = SampleElement {
            name: Some(name),
            element: Some(element),
            ..SampleElement::default()
        };
        let value = declaration.value.as_ref();
        let given = value.map(|value| self.given(value, declaration.ty));
        let keys =
            (self.found.keys.entry(element)).or_insert_with(|| identity::names(declaration).into());
        self.keys.push(keys.clone());
        self.content(&mut node, declaration.ty, declaration.blocks, level, given);
        self.keys.pop();
        node
    }

    /// An element of a name and a type.
    pub(super) fn typed(&mut self, name: QName, ty: TypeId, level: usize) -> SampleElement {
        let mut node = SampleElement {
            name: Some(name),
            ..SampleElement::default()
        };
        self.content(&mut node, ty, DerivationSet::NONE, level, None);
        node
    }

    /// A nil element: its type and attributes are as they are of others.
    fn nil(&mut self, element: ElementId) -> SampleElement {
        let declaration = &self.model.elements[element];
        let mut node = SampleElement {
            name: Some(declaration.name.clone()),
            element: Some(element),
            nil: true,
            ..SampleElement::default()
        };
        if !self.is_typed_tree() {
            let ty = self.concrete(declaration.ty, declaration.blocks);
            if ty != declaration.ty {
                node.xsi_type.clone_from(&self.model.types[ty].name);
            }
            let before = std::mem::replace(&mut self.is_shortest, true);
            self.attributes(&mut node, ty);
            self.is_shortest = before;
        }
        node
    }

    /// The type that is written for a declared one.
    fn concrete(&mut self, ty: TypeId, blocks: DerivationSet) -> TypeId {
        let smallest = self.is_shortest;
        let concrete = self.heights().concrete(ty, blocks, smallest);
        concrete.unwrap_or(ty)
    }

    fn content(
        &mut self,
        node: &mut SampleElement,
        declared: TypeId,
        blocks: DerivationSet,
        level: usize,
        given: Option<Text>,
    ) {
        let ty = self.concrete(declared, blocks);
        let definition = &self.model.types[ty];
        if (self.is_typed_tree() || self.encoded || ty != declared) && ty != Builtin::AnyType.id() {
            node.xsi_type.clone_from(&definition.name);
        }
        let complex = match &definition.kind {
            TypeKind::Simple(_) => {
                node.value = given.unwrap_or_else(|| self.value(ty));
                return;
            }
            TypeKind::Complex(complex) => complex,
        };
        self.stack.push(ty);
        self.complex(node, ty, complex, level, given);
        self.stack.pop();
    }

    /// Whether a member that may be left out is there.
    fn is_wanted(&self, name: &QName) -> bool {
        let is_key = || {
            self.keys
                .iter()
                .flat_map(|keys| &**keys)
                .any(|test| test.admits(name))
        };
        !self.is_cut() || is_key()
    }

    /// Whether what may be left out is left out.
    fn is_cut(&self) -> bool {
        !self.is_typed_tree() && (self.options.required_only || self.is_shortest)
    }

    fn attributes(&mut self, node: &mut SampleElement, ty: TypeId) {
        let model = self.model;
        let attributes = self.found.attributes.entry(ty).or_insert_with(|| {
            let all = members(model, ty).into_iter();
            all.filter(|member| member.kind == MemberKind::Attribute)
                .collect()
        });
        for member in attributes.clone().iter() {
            // `id`, `href` and the attributes of arrays belong to SOAP encoding, not to the value.
            let refers = self.encoded
                && (matches!(&*member.name.local, "id" | "href")
                    || [ENCODING11, ENCODING12].contains(&&*member.name.namespace));
            if !refers
                && (member.min > 0 || self.is_wanted(&member.name) && !self.refers(member.ty))
            {
                let value = match member.value.as_ref().filter(|value| value.is_fixed) {
                    Some(fixed) => self.given(fixed, member.ty),
                    None => self.value(member.ty),
                };
                node.attributes.push((member.name.clone(), value));
            }
        }
    }

    fn complex(
        &mut self,
        node: &mut SampleElement,
        ty: TypeId,
        complex: &ComplexType,
        level: usize,
        given: Option<Text>,
    ) {
        self.attributes(node, ty);
        if let Some((item, dimensions)) = &complex.array_type
            && self.arrays
            && level <= self.levels
        {
            if self.encoded {
                node.xsi_type = match self.options.style {
                    SampleStyle::Soap12 => None,
                    _ => Some(QName::new(ENCODING11, "Array")),
                };
                let others = "1,".repeat(dimensions.matches(',').count());
                let name = self.model.item_name(*item);
                node.item_type = name.map(|(name, ranks)| (name, format!("{ranks}[{others}")));
            }
            let mut child = SampleElement {
                name: Some(QName::new("", self.item_name(complex))),
                ..SampleElement::default()
            };
            if !self.stack.contains(item) {
                self.content(&mut child, *item, DerivationSet::NONE, level + 1, None);
                node.children.push(child);
            }
            return;
        }
        self.inherited(node, complex, level, 0);
        match &complex.content {
            Content::Empty => {}
            Content::Simple(text) => node.value = given.unwrap_or_else(|| self.value(*text)),
            Content::Particle(particle) => self.particle(node, particle, level, ty),
        }
    }

    /// The name of the items of an array: that of its restriction, if it has one.
    fn item_name(&self, complex: &ComplexType) -> Arc<str> {
        if let Content::Particle(outer) = &complex.content
            && let Term::Group(_, items) = &outer.term
            && let [only] = items.as_slice()
            && let Term::Element(element) = only.term
        {
            return self.model.elements[element].name.local.clone();
        }
        "item".into()
    }

    fn inherited(
        &mut self,
        node: &mut SampleElement,
        complex: &ComplexType,
        level: usize,
        depth: usize,
    ) {
        let Derivation::Extension(base) = complex.derivation else {
            return;
        };
        let TypeKind::Complex(complex) = &self.model.types[base].kind else {
            return;
        };
        if self.is_typed_tree() || depth > 64 {
            return;
        }
        self.inherited(node, complex, level, depth + 1);
        if let Content::Particle(particle) = &complex.content {
            self.particle(node, particle, level, base);
        }
    }

    fn particle(
        &mut self,
        node: &mut SampleElement,
        particle: &Particle,
        level: usize,
        owner: TypeId,
    ) {
        self.visited += 1;
        // A message that is so large is left as it is: it cannot be valid.
        if particle.max == Some(0) || self.is_spent() {
            return;
        }
        if particle.min == 0 && self.is_cut() {
            let is_wanted = match &particle.term {
                Term::Element(element) => self.is_wanted(&self.model.elements[*element].name),
                _ => false,
            };
            if !is_wanted {
                return;
            }
        }
        let mut at = 0;
        let times = particle.min.clamp(1, MOST_REPEATED);
        let of_group = if self.is_typed_tree() { 1 } else { times };
        match &particle.term {
            Term::Element(element) => {
                while self.repeats(&mut at, times) {
                    self.child(node, particle, *element, level + 1, owner);
                }
            }
            Term::Group(Compositor::Choice, branches) => {
                while self.repeats(&mut at, of_group) {
                    if let Some(branch) = self.branch(branches) {
                        self.particle(node, branch, level, owner);
                    }
                }
            }
            Term::Group(_, inside) => {
                while self.repeats(&mut at, of_group) {
                    for one in inside {
                        self.particle(node, one, level, owner);
                    }
                }
            }
            Term::GroupRef(group) => {
                while self.repeats(&mut at, of_group) {
                    // Circular groups are reported elsewhere; here the budget bounds them.
                    self.left = self.left.saturating_sub(1);
                    if self.left > 0 || self.is_shortest {
                        self.particle(node, &self.model.groups[*group].particle, level, owner);
                    }
                }
            }
            Term::Any(wildcard) if !wildcard.namespaces.is_nothing() => {
                while self.repeats(&mut at, particle.min.min(MOST_REPEATED)) {
                    let element = self.admitted(wildcard, level + 1);
                    node.children.push(element);
                }
            }
            Term::Any(_) => {}
        }
    }

    /// Whether a particle is written once more, out of so many times; the first time always.
    fn repeats(&self, at: &mut u32, times: u32) -> bool {
        let again = *at < times && (*at == 0 || !self.is_spent());
        *at += 1;
        again
    }

    /// Whether so much is made that nothing is repeated any more: particles that are repeated within each other multiply.
    fn is_spent(&self) -> bool {
        let most = self.options.budget.saturating_mul(8);
        self.made >= most || self.visited / 8 >= most
    }

    /// The branch of a choice that is written: the first one that has an end, or the one with the soonest.
    fn branch<'p>(&mut self, branches: &'p [Particle]) -> Option<&'p Particle> {
        if self.is_typed_tree() {
            return branches.first();
        }
        let mut soonest: Option<(usize, &Particle)> = None;
        for branch in branches.iter().filter(|branch| branch.max != Some(0)) {
            let Some(height) = self.heights().of_particle(branch) else {
                continue;
            };
            if !self.is_shortest {
                return Some(branch);
            }
            if soonest.is_none_or(|(least, _)| height < least) {
                soonest = Some((height, branch));
            }
        }
        soonest.map(|(_, branch)| branch).or(branches.first())
    }

    /// An element that a wildcard admits: the global one that ends soonest of a namespace that it names, else a made-up one, unless
    /// the element must be declared.
    fn admitted(&mut self, wildcard: &Wildcard, level: usize) -> SampleElement {
        let is_strict = wildcard.process == ProcessContents::Strict;
        let named = match &wildcard.namespaces {
            NamespaceConstraint::List(namespaces) => namespaces.first().cloned(),
            NamespaceConstraint::Any | NamespaceConstraint::Other(_) => None,
        };
        let model = self.model;
        let known = model.elements.iter().filter(|(_, element)| {
            element.global
                && !element.is_abstract
                && (is_strict || named.is_some())
                && wildcard.namespaces.admits(&element.name.namespace)
        });
        let ending = known.filter_map(|(id, _)| Some((self.heights().of_element(id)?, id)));
        let found = ending.min_by_key(|(height, _)| *height);
        if let Some((_, id)) = found.filter(|_| is_strict || level <= self.levels) {
            if self.is_typed_tree() {
                return SampleElement {
                    name: Some(model.elements[id].name.clone()),
                    ..SampleElement::default()
                };
            }
            return self.shortest(id, level);
        }
        let namespace = named.unwrap_or_else(|| "urn:example:any".into());
        SampleElement {
            name: Some(QName::new(namespace, "Any")),
            ..SampleElement::default()
        }
    }

    /// An element that ends as soon as it can.
    fn shortest(&mut self, element: ElementId, level: usize) -> SampleElement {
        let before = std::mem::replace(&mut self.is_shortest, true);
        let node = self.element(element, level);
        self.is_shortest = before;
        node
    }

    fn child(
        &mut self,
        node: &mut SampleElement,
        particle: &Particle,
        element: ElementId,
        level: usize,
        owner: TypeId,
    ) {
        let declaration = &self.model.elements[element];
        let is_text = matches!(&self.model.types[declaration.ty].kind, TypeKind::Simple(_))
            && self.is_string(declaration.ty);
        if self.is_typed_tree() {
            if self.left == 0 || (level > self.levels && (!is_text || self.is_array(owner))) {
                let nil = self.nil(element);
                node.children.push(nil);
            } else {
                node.children.push(self.element(element, level));
            }
            return;
        }
        let concrete = self.concrete(declaration.ty, declaration.blocks);
        let must_end = self.is_shortest
            || level > self.levels
            || self.left == 0
            || self.stack.contains(&declaration.ty)
            || self.stack.contains(&concrete);
        if particle.min == 0 {
            let is_possible = self.is_wanted(&declaration.name)
                && (!must_end || self.is_shortest && !self.stack.contains(&declaration.ty))
                && !self.refers(declaration.ty);
            if is_possible && self.heights().of_element(element).is_some() {
                node.children.push(self.element(element, level));
            }
            return;
        }
        node.children.push(match must_end {
            false => self.element(element, level),
            true if declaration.nillable => self.nil(element),
            true if !self.is_spent() && self.heights().of_element(element).is_some() => {
                self.shortest(element, level)
            }
            // No message is valid.
            true => SampleElement {
                name: Some(declaration.name.clone()),
                ..SampleElement::default()
            },
        });
    }

    fn is_string(&self, ty: TypeId) -> bool {
        ty == Builtin::String.id()
    }

    /// Whether the type has one repeated element and nothing else.
    fn is_array(&self, ty: TypeId) -> bool {
        matches!(members(self.model, ty).as_slice(), [only] if only.kind == MemberKind::Element && only.max != Some(1))
    }
}
