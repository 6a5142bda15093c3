//! The elements of a sample.

use super::height::Heights;
use super::{SampleOptions, SampleStyle, filler};
use crate::contract::{Body, Call, Direction, MemberKind, members};
use crate::model::{
    Builtin, ComplexType, Compositor, Content, Derivation, ElementId, Model, NamespaceConstraint,
    PartContent, Particle, ProcessContents, QName, Term, TypeId, TypeKind, ValueConstraint,
    Variety, Wildcard,
};
use crate::validate::Literals;
use std::collections::BTreeMap;

pub(super) const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(super) const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";
pub(super) const ENCODING11: &str = "http://schemas.xmlsoap.org/soap/encoding/";
pub(super) const ENCODING12: &str = "http://www.w3.org/2003/05/soap-encoding";

/// Most repetitions of one particle.
const MOST_REPEATED: u32 = 1_000;

/// An element of a sample.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: Option<QName>,
    pub(super) attributes: Vec<(QName, String)>,
    pub(super) xsi_type: Option<QName>,
    /// SOAP encoding: the type of the items of an array, then `[]` for each array that they are, and the sizes of its own up to the
    /// last.
    pub(super) item_type: Option<(QName, String)>,
    pub(super) nil: bool,
    pub(super) text: String,
    pub(super) children: Vec<Node>,
}

/// Headers and body of a sample.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    pub(super) headers: Vec<Node>,
    pub(super) body: Vec<Node>,
}

pub(super) fn envelope(
    literals: &Literals<'_>,
    call: &Call<'_>,
    direction: Direction,
    options: &SampleOptions,
) -> Envelope {
    let model = call.model;
    let typed_tree = options.style == SampleStyle::TypedTree;
    let levels = match direction {
        Direction::Request => 7,
        Direction::Response => 8,
    };
    let mut builder = Builder {
        model,
        literals,
        heights: Heights::new(model),
        is_shortest: false,
        made: 0,
        options,
        levels: if typed_tree { levels } else { 64 },
        left: options.budget,
        encoded: !typed_tree && call.is_encoded(direction),
        arrays: call.is_encoded(direction),
        stack: Vec::new(),
        ids: 0,
        texts: BTreeMap::new(),
    };
    let mut envelope = Envelope::default();
    for (name, header) in call.headers(direction) {
        // A header that is bound twice is sent once.
        let is_known = |node: &Node| node.name.as_ref() == Some(&name);
        if envelope.headers.iter().any(is_known) {
            continue;
        }
        let carries_secret = match header {
            PartContent::Element(element) => builder.carries_secret(element),
            PartContent::Type(_) => false,
        };
        if typed_tree && (direction == Direction::Response || !carries_secret) {
            continue;
        }
        // A header may be left out.
        if builder.left == 0 {
            break;
        }
        let mut node = match header {
            PartContent::Element(element) => builder.element(element, 1),
            PartContent::Type(ty) => builder.typed(name, ty, 1),
        };
        if typed_tree {
            builder.plain_credentials(&mut node);
        }
        envelope.headers.push(node);
    }
    match call.body(direction) {
        Body::Elements(elements) => envelope.body.extend(
            elements
                .into_iter()
                .map(|element| builder.element(element, 1)),
        ),
        Body::Wrapper(name, parts) => {
            let children = parts.into_iter().map(|(part, content)| match content {
                PartContent::Element(element) => builder.element(element, 2),
                PartContent::Type(ty) => builder.typed(QName::new("", part), ty, 2),
            });
            let children: Vec<_> = children.collect();
            let Some(name) = name else {
                envelope.body.extend(children);
                return envelope;
            };
            let mut wrapper = Node {
                children,
                name: Some(name),
                ..Node::default()
            };
            if builder.encoded {
                let (envelope, encoding) = match options.style {
                    SampleStyle::Soap11 => (SOAP11, ENCODING11),
                    _ => (SOAP12, ENCODING12),
                };
                let name = QName::new(envelope, "encodingStyle");
                wrapper.attributes.push((name, encoding.to_owned()));
            }
            envelope.body.push(wrapper);
        }
    }
    envelope
}

struct Builder<'a> {
    model: &'a Model,
    literals: &'a Literals<'a>,
    heights: Heights<'a>,
    /// Whether what is written must end as soon as it can.
    is_shortest: bool,
    /// How many elements there are so far.
    made: usize,
    options: &'a SampleOptions,
    /// The level below which elements are nil or left out.
    levels: usize,
    /// The number of elements that the message may still have.
    left: usize,
    /// Whether every element has `xsi:type` (SOAP 1.1, section 5).
    encoded: bool,
    /// Whether arrays of SOAP encoding are that, and not what their restrictions say.
    arrays: bool,
    /// The types of the elements around this one.
    stack: Vec<TypeId>,
    /// The number of `xs:ID` values in the message up to now.
    ids: usize,
    /// The texts of simple types that were found up to now.
    texts: BTreeMap<TypeId, String>,
}

impl Builder<'_> {
    fn is_typed_tree(&self) -> bool {
        self.options.style == SampleStyle::TypedTree
    }

    fn is_secret(&self, name: &str) -> bool {
        self.options.secrets.iter().any(|secret| secret == name)
    }

    fn carries_secret(&self, element: ElementId) -> bool {
        let declaration = &self.model.elements[element];
        self.is_secret(&declaration.name.local)
            || members(self.model, declaration.ty).iter().any(|member| {
                member.kind == MemberKind::Element && self.is_secret(&member.name.local)
            })
    }

    /// A typed tree shows credentials without a type but with a value.
    fn plain_credentials(&self, node: &mut Node) {
        node.xsi_type = None;
        if node.children.is_empty()
            && let Some(name) = &node.name
            && self.is_secret(&name.local)
        {
            node.text = "0000-0000-0000".to_owned();
        }
        node.children.retain(|child| {
            child
                .name
                .as_ref()
                .is_some_and(|name| self.is_secret(&name.local))
        });
        for child in &mut node.children {
            self.plain_credentials(child);
        }
    }

    /// A valid text of a simple type. It is found once in a message: a type can have many patterns, and a message many values.
    fn text(&mut self, ty: TypeId) -> String {
        if let Some(known) = self.texts.get(&ty) {
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
        self.texts.insert(ty, text.clone());
        text
    }

    /// A value of a simple type. Each `xs:ID` occurs once in a message (XML Schema Part 2, 3.3.8).
    fn value(&mut self, ty: TypeId) -> String {
        let text = self.text(ty);
        if !self.is_builtin(ty, &[Builtin::Id]) {
            return text;
        }
        self.ids += 1;
        match self.ids {
            1 => text,
            nth => format!("{text}{nth}"),
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

    fn is_builtin(&self, ty: TypeId, wanted: &[Builtin]) -> bool {
        let mut at = ty;
        // Linking reports circular derivation. Here the depth is only limited.
        for _ in 0..64 {
            let TypeKind::Simple(simple) = &self.model.types[at].kind else {
                return false;
            };
            match (&simple.variety, simple.base) {
                (Variety::Builtin(builtin), _) => return wanted.contains(builtin),
                (Variety::Atomic | Variety::Restricted, Some(base)) if base != at => at = base,
                _ => return false,
            }
        }
        false
    }

    fn element(&mut self, element: ElementId, level: usize) -> Node {
        self.left = self.left.saturating_sub(1);
        self.made += 1;
        let smallest = self.is_shortest;
        let element = (self.heights.substitute(element, smallest)).unwrap_or(element);
        let declaration = &self.model.elements[element];
        // Accessors are in no namespace (SOAP 1.1, 5.1 rule 4).
        let name = match self.encoded && !declaration.global {
            true => QName::new("", declaration.name.local.clone()),
            false => declaration.name.clone(),
        };
        let mut node = Node {
            name: Some(name),
            ..Node::default()
        };
        let value = match &declaration.value {
            Some(ValueConstraint::Default(value) | ValueConstraint::Fixed(value)) => Some(&**value),
            None => None,
        };
        self.content(&mut node, declaration.ty, level, value);
        node
    }

    /// An element of a name and a type.
    fn typed(&mut self, name: QName, ty: TypeId, level: usize) -> Node {
        let mut node = Node {
            name: Some(name),
            ..Node::default()
        };
        self.content(&mut node, ty, level, None);
        node
    }

    /// The type that is written for a declared one.
    fn concrete(&mut self, ty: TypeId) -> TypeId {
        let smallest = self.is_shortest;
        self.heights.concrete(ty, smallest).unwrap_or(ty)
    }

    fn content(&mut self, node: &mut Node, declared: TypeId, level: usize, value: Option<&str>) {
        let ty = self.concrete(declared);
        let definition = &self.model.types[ty];
        if (self.is_typed_tree() || self.encoded || ty != declared) && ty != Builtin::AnyType.id() {
            node.xsi_type.clone_from(&definition.name);
        }
        let complex = match &definition.kind {
            TypeKind::Simple(_) => {
                node.text = match value {
                    Some(value) => value.to_owned(),
                    None => self.value(ty),
                };
                return;
            }
            TypeKind::Complex(complex) => complex,
        };
        self.stack.push(ty);
        self.complex(node, ty, complex, level, value);
        self.stack.pop();
    }

    fn complex(
        &mut self,
        node: &mut Node,
        ty: TypeId,
        complex: &ComplexType,
        level: usize,
        value: Option<&str>,
    ) {
        for member in members(self.model, ty) {
            // `id`, `href` and the attributes of arrays belong to SOAP encoding, not to the value.
            let refers = self.encoded
                && (matches!(&*member.name.local, "id" | "href")
                    || &*member.name.namespace == ENCODING11);
            if member.kind == MemberKind::Attribute
                && !refers
                && (member.min > 0 || !self.options.required_only && !self.refers(member.ty))
            {
                let value = match &member.fixed {
                    Some(fixed) => fixed.to_string(),
                    None => self.value(member.ty),
                };
                node.attributes.push((member.name, value));
            }
        }
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
            let mut child = Node {
                name: Some(QName::new("", self.item_name(complex))),
                ..Node::default()
            };
            if !self.stack.contains(item) {
                self.content(&mut child, *item, level + 1, None);
                node.children.push(child);
            }
            return;
        }
        self.inherited(node, complex, level, 0);
        match &complex.content {
            Content::Empty => {}
            Content::Simple(text) => {
                node.text = match value {
                    Some(value) => value.to_owned(),
                    None => self.value(*text),
                }
            }
            Content::Particle(particle) => self.particle(node, particle, level, ty),
        }
    }

    /// The name of the items of an array: that of its restriction, if it has one.
    fn item_name(&self, complex: &ComplexType) -> std::sync::Arc<str> {
        if let Content::Particle(outer) = &complex.content
            && let Term::Group(_, items) = &outer.term
            && let [only] = items.as_slice()
            && let Term::Element(element) = only.term
        {
            return self.model.elements[element].name.local.clone();
        }
        "item".into()
    }

    fn inherited(&mut self, node: &mut Node, complex: &ComplexType, level: usize, depth: usize) {
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

    fn particle(&mut self, node: &mut Node, particle: &Particle, level: usize, owner: TypeId) {
        let is_cut = self.options.required_only || self.is_shortest;
        if particle.max == Some(0) || (particle.min == 0 && is_cut && !self.is_typed_tree()) {
            return;
        }
        let times = particle.min.clamp(1, MOST_REPEATED);
        let of_group = if self.is_typed_tree() { 1 } else { times };
        match &particle.term {
            Term::Element(element) => {
                for _ in 0..times {
                    self.child(node, particle, *element, level + 1, owner);
                }
            }
            Term::Group(Compositor::Choice, branches) => {
                for _ in 0..of_group {
                    if let Some(branch) = self.branch(branches) {
                        self.particle(node, branch, level, owner);
                    }
                }
            }
            Term::Group(_, inside) => {
                for _ in 0..of_group {
                    for one in inside {
                        self.particle(node, one, level, owner);
                    }
                }
            }
            Term::GroupRef(group) => {
                for _ in 0..of_group {
                    // Circular groups are reported elsewhere; here the budget bounds them.
                    self.left = self.left.saturating_sub(1);
                    if self.left > 0 || self.is_shortest {
                        self.particle(node, &self.model.groups[*group].particle, level, owner);
                    }
                }
            }
            Term::Any(wildcard) => {
                for _ in 0..particle.min.min(MOST_REPEATED) {
                    let element = self.admitted(wildcard, level + 1);
                    node.children.push(element);
                }
            }
        }
    }

    /// The branch of a choice that is written: the first one that has an end, or the one with the soonest.
    fn branch<'p>(&mut self, branches: &'p [Particle]) -> Option<&'p Particle> {
        if self.is_typed_tree() {
            return branches.first();
        }
        let mut soonest: Option<(usize, &Particle)> = None;
        for branch in branches {
            let Some(height) = self.heights.of_particle(branch) else {
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

    /// An element that a wildcard admits: the first global one of a namespace that it names, else a made-up one, unless the element
    /// must be declared.
    fn admitted(&mut self, wildcard: &Wildcard, level: usize) -> Node {
        let is_strict = wildcard.process == ProcessContents::Strict;
        let named = match &wildcard.namespaces {
            NamespaceConstraint::List(namespaces) => namespaces.first().cloned(),
            NamespaceConstraint::Any | NamespaceConstraint::Other(_) => None,
        };
        let is_admitted = |namespace: &str| match &wildcard.namespaces {
            NamespaceConstraint::Any => true,
            NamespaceConstraint::Other(own) => !namespace.is_empty() && *namespace != **own,
            NamespaceConstraint::List(list) => list.iter().any(|one| **one == *namespace),
        };
        let model = self.model;
        let mut known = model.elements.iter().filter(|(_, element)| {
            element.global
                && !element.is_abstract
                && (is_strict || named.is_some())
                && is_admitted(&element.name.namespace)
        });
        // An element that holds such a wildcard itself would be put into itself without an end.
        let found = known.find(|(id, element)| {
            let is_around = self.stack.contains(&element.ty);
            !is_around && level <= self.levels && self.heights.of_element(*id).is_some()
        });
        if let Some((id, element)) = found {
            if self.is_typed_tree() {
                return Node {
                    name: Some(element.name.clone()),
                    ..Node::default()
                };
            }
            return self.shortest(id, level);
        }
        let namespace = named.unwrap_or_else(|| "urn:example:any".into());
        Node {
            name: Some(QName::new(namespace, "Any")),
            ..Node::default()
        }
    }

    /// An element that ends as soon as it can.
    fn shortest(&mut self, element: ElementId, level: usize) -> Node {
        let before = std::mem::replace(&mut self.is_shortest, true);
        let node = self.element(element, level);
        self.is_shortest = before;
        node
    }

    fn child(
        &mut self,
        node: &mut Node,
        particle: &Particle,
        element: ElementId,
        level: usize,
        owner: TypeId,
    ) {
        let declaration = &self.model.elements[element];
        let is_text = matches!(&self.model.types[declaration.ty].kind, TypeKind::Simple(_))
            && self.is_string(declaration.ty);
        let nil = || Node {
            name: Some(declaration.name.clone()),
            nil: true,
            ..Node::default()
        };
        if self.is_typed_tree() {
            if self.left == 0 || (level > self.levels && (!is_text || self.is_array(owner))) {
                node.children.push(nil());
            } else {
                node.children.push(self.element(element, level));
            }
            return;
        }
        let concrete = self.concrete(declaration.ty);
        let must_end = self.is_shortest
            || level > self.levels
            || self.left == 0
            || self.stack.contains(&declaration.ty)
            || self.stack.contains(&concrete);
        if particle.min == 0 {
            let is_possible = !must_end && !self.refers(declaration.ty);
            if is_possible && self.heights.of_element(element).is_some() {
                node.children.push(self.element(element, level));
            }
            return;
        }
        node.children.push(match must_end {
            false => self.element(element, level),
            true if declaration.nillable => nil(),
            true if self.made < self.options.budget.saturating_mul(8)
                && self.heights.of_element(element).is_some() =>
            {
                self.shortest(element, level)
            }
            // No message is valid.
            true => Node {
                name: Some(declaration.name.clone()),
                ..Node::default()
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
