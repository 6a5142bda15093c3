//! From types of the contract to nodes: structs, enums, choices, and the members in them.

use super::finding::Findings;
use super::graph::*;
use super::shape::{ComplexShape, DictionaryShape, Shapes};
use crate::diagnostic::Code;
use crate::model::*;
use crate::options::selector::Selectors;
use std::collections::{BTreeMap, BTreeSet};

/// Makes nodes on demand.
pub(crate) struct Lower<'a> {
    pub model: &'a Model,
    pub shapes: &'a Shapes<'a>,
    pub graph: Graph,
    /// Which module of types a namespace belongs to.
    pub homes: BTreeMap<String, usize>,
    /// Paths that types are mapped to; the value is an index into [`Self::mapped_paths`].
    pub mapped: &'a Selectors<usize>,
    pub keep_unknown: &'a Selectors<()>,
    /// Dictionary and array types that members refer to.
    pub pairs: BTreeMap<TypeId, PairNode>,
    pub items: BTreeMap<TypeId, MemberNode>,
    /// Types that are generated; derived types elsewhere are no variants.
    pub selected: &'a BTreeSet<TypeId>,
    own: BTreeMap<(Home, TypeId), Vec<MemberNode>>,
    groups: BTreeMap<GroupId, Vec<MemberNode>>,
    group_structs: BTreeMap<GroupId, NodeId>,
    group_choices: BTreeMap<GroupId, NodeId>,
    /// Groups and types being expanded: what refers to itself without an element between is an error of the contract.
    open_groups: Vec<GroupId>,
    pub findings: &'a mut Findings,
}

/// A dictionary's three members.
#[derive(Clone, Debug)]
pub(crate) struct PairNode {
    pub entry: MemberNode,
    pub key: MemberNode,
    pub value: MemberNode,
}

/// What particles stand in.
#[derive(Clone, Debug)]
struct Context {
    home: Home,
    owner: Owner,
    label: String,
    wire: QName,
}

/// Occurrence inherited from the particles around.
#[derive(Clone, Copy, Debug)]
struct Outer {
    required: bool,
}

impl<'a> Lower<'a> {
    pub(crate) fn new(
        shapes: &'a Shapes<'a>,
        homes: BTreeMap<String, usize>,
        mapped: &'a Selectors<usize>,
        keep_unknown: &'a Selectors<()>,
        selected: &'a BTreeSet<TypeId>,
        findings: &'a mut Findings,
    ) -> Self {
        Self {
            model: shapes.model,
            shapes,
            graph: Graph::default(),
            homes,
            mapped,
            keep_unknown,
            pairs: BTreeMap::new(),
            items: BTreeMap::new(),
            selected,
            own: BTreeMap::new(),
            groups: BTreeMap::new(),
            group_structs: BTreeMap::new(),
            group_choices: BTreeMap::new(),
            open_groups: Vec::new(),
            findings,
        }
    }

    pub(crate) fn types_home(&self, namespace: &str) -> Home {
        Home::Types(self.homes.get(namespace).copied().unwrap_or(0))
    }

    /// What selectors call a type: its name, or `Owner.Member`.
    pub(crate) fn type_label(&self, ty: TypeId) -> String {
        let def = &self.model.types[ty];
        if let Some(name) = &def.name {
            return name.local.to_string();
        }
        match def.scope {
            Scope::Global => String::new(),
            Scope::Element(element) => self.element_label(element),
            Scope::Attribute(attribute) => {
                let declaration = &self.model.attributes[attribute];
                match self.parent_label(declaration.parent) {
                    Some(parent) => format!("{parent}.{}", declaration.name.local),
                    None => declaration.name.local.to_string(),
                }
            }
            Scope::Type(owner, index) => format!("{}.{index}", self.type_label(owner)),
        }
    }

    fn element_label(&self, element: ElementId) -> String {
        let declaration = &self.model.elements[element];
        match self.parent_label(declaration.parent) {
            Some(parent) => format!("{parent}.{}", declaration.name.local),
            None => declaration.name.local.to_string(),
        }
    }

    fn parent_label(&self, parent: Parent) -> Option<String> {
        match parent {
            Parent::Schema => None,
            Parent::Type(ty) => Some(self.type_label(ty)),
            Parent::Group(group) => Some(self.model.groups[group].name.local.to_string()),
            Parent::AttributeGroup(group) => {
                Some(self.model.attribute_groups[group].name.local.to_string())
            }
        }
    }

    /// The name by which a type is known on the wire: its own, or that of the element it belongs to.
    fn type_wire(&self, ty: TypeId) -> QName {
        let def = &self.model.types[ty];
        match (&def.name, def.scope) {
            (Some(name), _) => name.clone(),
            (None, Scope::Element(element)) => self.model.elements[element].name.clone(),
            (None, Scope::Attribute(attribute)) => self.model.attributes[attribute].name.clone(),
            (None, Scope::Type(owner, _)) if owner != ty => self.type_wire(owner),
            _ => QName::new("", ""),
        }
    }

    /// Name and home of the node of a type.
    fn place(&self, ty: TypeId, home: Home) -> (Home, Wanted) {
        let def = &self.model.types[ty];
        if let Some(name) = &def.name {
            return (self.types_home(&name.namespace), Wanted::Type(name.clone()));
        }
        match def.scope {
            Scope::Element(element) => {
                let declaration = &self.model.elements[element];
                let owner = match declaration.parent {
                    Parent::Schema => {
                        return (
                            home,
                            Wanted::Text(declaration.name.local.to_string(), "Element"),
                        );
                    }
                    Parent::Type(parent) => Owner::Type(parent),
                    Parent::Group(group) => Owner::Group(group),
                    Parent::AttributeGroup(group) => Owner::AttributeGroup(group),
                };
                (
                    home,
                    Wanted::Owned(owner, declaration.name.local.to_string()),
                )
            }
            Scope::Attribute(attribute) => {
                let declaration = &self.model.attributes[attribute];
                let owner = match declaration.parent {
                    Parent::Schema => {
                        return (
                            home,
                            Wanted::Text(declaration.name.local.to_string(), "Attribute"),
                        );
                    }
                    Parent::Type(parent) => Owner::Type(parent),
                    Parent::Group(group) => Owner::Group(group),
                    Parent::AttributeGroup(group) => Owner::AttributeGroup(group),
                };
                (
                    home,
                    Wanted::Owned(owner, declaration.name.local.to_string()),
                )
            }
            Scope::Type(owner, index) => {
                let suffix = match &self.model.types[owner].kind {
                    TypeKind::Simple(simple) => match &simple.variety {
                        Variety::List(item) if self.shapes.is_enumeration(*item) => {
                            "Flag".to_owned()
                        }
                        Variety::List(_) => "Item".to_owned(),
                        Variety::Union(_) => format!("Member{}", index + 1),
                        _ => "Base".to_owned(),
                    },
                    TypeKind::Complex(_) => "Value".to_owned(),
                };
                (home, Wanted::Owned(Owner::Type(owner), suffix))
            }
            Scope::Global => (home, Wanted::Text("Anonymous".to_owned(), "")),
        }
    }

    /// The node of a type that needs one, made if it is not there yet.
    fn node(
        &mut self,
        ty: TypeId,
        home: Home,
        make: impl FnOnce(&mut Self, Home) -> NodeKind,
    ) -> Ty {
        let (home, wanted) = self.place(ty, home);
        let key = Key::Type(home, ty);
        if let Some(&id) = self.graph.made.get(&key) {
            return Ty::Node(id);
        }
        let def = &self.model.types[ty];
        let wire = self.type_wire(ty);
        let mut docs = super::docs::paragraphs(&def.annotation.documentation);
        let what = match (&def.name, def.scope) {
            (Some(name), _) => format!(
                "XML Schema type {}{}.",
                super::docs::code(&name.local),
                in_namespace(name)
            ),
            (None, Scope::Element(element)) if self.model.elements[element].global => {
                if docs.is_empty() {
                    docs = super::docs::paragraphs(
                        &self.model.elements[element].annotation.documentation,
                    );
                }
                format!(
                    "Element {}{}.",
                    super::docs::code(&wire.local),
                    in_namespace(&wire)
                )
            }
            (None, Scope::Type(owner, _)) => {
                let role = match &self.model.types[owner].kind {
                    TypeKind::Simple(SimpleType { variety: Variety::List(_), .. }) => "Item of list",
                    TypeKind::Simple(SimpleType { variety: Variety::Union(_), .. }) => "Member of union",
                    _ => "Base of",
                };
                format!("{role} {}.", super::docs::code(&self.type_label(owner)))
            }
            _ => format!("Anonymous type of {}.", super::docs::code(&self.type_label(ty))),
        };
        super::docs::append(&mut docs, &what);
        let facets = self.shapes.facets(ty);
        if !facets.is_empty() {
            super::docs::append(&mut docs, &format!("Restricted: {}.", facets.join(", ")));
        }
        let id = self.graph.push(Node {
            home,
            wanted,
            label: self.type_label(ty),
            wire,
            docs,
            span: def.span,
            kind: NodeKind::Reserved,
        });
        self.graph.made.insert(key, id);
        let kind = make(self, home);
        if let Some(node) = self.graph.nodes.get_mut(id) {
            node.kind = kind;
        }
        Ty::Node(id)
    }

    /// The type of the content of an element, attribute or list item.
    pub(crate) fn content(&mut self, ty: TypeId, home: Home) -> Ty {
        let def = &self.model.types[ty];
        if let Some(name) = &def.name
            && let Some(&path) = self.mapped.last_name(name)
        {
            return Ty::Mapped(path);
        }
        match &def.kind {
            TypeKind::Simple(simple) => self.simple(ty, simple, home),
            TypeKind::Complex(_) => self.complex(ty, home),
        }
    }

    fn simple(&mut self, ty: TypeId, simple: &SimpleType, home: Home) -> Ty {
        let def = &self.model.types[ty];
        if let Variety::Builtin(builtin) = simple.variety {
            return builtin_type(builtin);
        }
        if let Some(runtime) = def
            .name
            .as_ref()
            .and_then(|name| self.shapes.serialization(name))
        {
            return Ty::Runtime(runtime);
        }
        if self.shapes.is_enumeration(ty) {
            return self.node(ty, home, |_, _| NodeKind::Enumeration { ty });
        }
        if let Variety::Union(members) = &simple.variety {
            return self.node(ty, home, |this, home| {
                NodeKind::Union(
                    members
                        .iter()
                        .map(|&member| (this.union_member_name(member), this.content(member, home)))
                        .collect(),
                )
            });
        }
        let named = def.name.is_some();
        let inner = |this: &mut Self, home: Home| match (&simple.variety, simple.base) {
            (Variety::List(item), _) => {
                let of = this.content(*item, home);
                let name = if this.shapes.enumeration(*item).is_some() {
                    "FlagSet"
                } else {
                    "List"
                };
                Ty::RuntimeOf(name, Box::new(of))
            }
            (_, Some(base)) if base != ty => this.content(base, home),
            _ => Ty::String,
        };
        if named {
            self.node(ty, home, |this, home| NodeKind::Alias(inner(this, home)))
        } else {
            inner(self, home)
        }
    }

    fn union_member_name(&self, member: TypeId) -> String {
        let def = &self.model.types[member];
        match (&def.name, &def.kind) {
            (Some(name), _) => name.local.to_string(),
            (None, TypeKind::Simple(simple)) => match &simple.variety {
                Variety::List(_) => "List".to_owned(),
                Variety::Union(_) => "Union".to_owned(),
                _ if self.shapes.is_enumeration(member) => "Enumeration".to_owned(),
                _ => self
                    .shapes
                    .primitive(member)
                    .map_or("Value", Builtin::name)
                    .to_owned(),
            },
            _ => "Value".to_owned(),
        }
    }

    fn complex(&mut self, ty: TypeId, home: Home) -> Ty {
        let named = self.model.types[ty].name.is_some() && ty != Builtin::AnyType.id();
        match self.shapes.complex_shape(ty) {
            ComplexShape::Raw if named => {
                self.node(ty, home, |_, _| NodeKind::Alias(Ty::Runtime("AnyType")))
            }
            ComplexShape::Raw => Ty::Runtime("AnyType"),
            ComplexShape::Dictionary(shape) => self.dictionary(ty, shape),
            ComplexShape::Struct => self.node(ty, home, |this, home| NodeKind::Struct {
                members: this.struct_members(ty, home),
                group: false,
            }),
        }
    }

    /// `Dictionary<K, V>`.
    fn dictionary(&mut self, ty: TypeId, shape: DictionaryShape) -> Ty {
        let home = self.types_home(&self.type_wire(ty).namespace);
        if !self.pairs.contains_key(&ty) {
            let context = self.type_context(ty, home);
            // Reserved first: a dictionary whose values hold the dictionary again.
            let entry = self.plain_member(shape.entry, &context, Ty::Primitive("()"));
            let key_ty = self.content(self.model.elements[shape.key].ty, home);
            let white_space = self.text_white_space(self.model.elements[shape.key].ty, &key_ty);
            let mut key = self.plain_member(shape.key, &context, key_ty);
            key.white_space = white_space;
            key.required = true;
            let placeholder = self.plain_member(shape.value, &context, Ty::Primitive("()"));
            self.pairs.insert(
                ty,
                PairNode {
                    entry: MemberNode {
                        repeated: true,
                        required: false,
                        ..entry
                    },
                    key,
                    value: placeholder,
                },
            );
            let particle = self.pair_value_particle(shape);
            let value =
                self.element_member(shape.value, particle, Outer { required: true }, &context);
            if let Some(pair) = self.pairs.get_mut(&ty) {
                pair.value = value;
            }
        }
        Ty::Dictionary(ty)
    }

    fn pair_value_particle(&self, shape: DictionaryShape) -> (u32, Option<u32>) {
        let pair = self.model.elements[shape.entry].ty;
        let particle = self
            .shapes
            .complex(pair)
            .and_then(|complex| match &complex.content {
                Content::Particle(Particle {
                    term: Term::Group(_, items),
                    ..
                }) => items.get(1).map(|item| (item.min, item.max)),
                _ => None,
            });
        particle.unwrap_or((1, Some(1)))
    }

    fn type_context(&self, ty: TypeId, home: Home) -> Context {
        Context {
            home,
            owner: Owner::Type(ty),
            label: self.type_label(ty),
            wire: self.type_wire(ty),
        }
    }

    /// All members of a struct: attributes, then text or children, those of the bases first.
    pub(crate) fn struct_members(&mut self, ty: TypeId, home: Home) -> Vec<MemberNode> {
        let mut attributes: Vec<MemberNode> = Vec::new();
        let mut children: Vec<MemberNode> = Vec::new();
        let mut any_attribute = None;
        for part in self.shapes.chain(ty) {
            let Some(complex) = self.shapes.complex(part) else {
                continue;
            };
            let part_home = match &self.model.types[part].name {
                Some(name) => self.types_home(&name.namespace),
                None => home,
            };
            let context = self.type_context(part, part_home);
            let restricts = matches!(complex.derivation, Derivation::Restriction(_))
                && self.shapes.complex_base(part).is_some();
            let mut prohibited = Vec::new();
            let declared = self.attributes(&complex.attributes, &context, &mut prohibited);
            if restricts {
                attributes
                    .retain(|member| !prohibited.iter().any(|name| is_attribute(member, name)));
                children.clear();
            }
            for member in declared {
                let same = |other: &MemberNode| match (&other.kind, &member.kind) {
                    (MemberKind::Attribute(a), MemberKind::Attribute(b)) => a == b,
                    _ => false,
                };
                match attributes.iter().position(same) {
                    Some(index) => attributes[index] = member,
                    None => attributes.push(member),
                }
            }
            let wildcard =
                complex.any_attribute.is_some() || self.group_wildcard(&complex.attributes);
            if wildcard {
                any_attribute = Some(complex.any_attribute.clone());
            } else if restricts {
                any_attribute = None;
            }
            match &complex.content {
                Content::Empty => {}
                Content::Simple(content) => {
                    // An extension of simple content only adds attributes; a restriction narrows the type.
                    if restricts
                        || !children
                            .iter()
                            .any(|member| matches!(member.kind, MemberKind::Text))
                    {
                        children.retain(|member| !matches!(member.kind, MemberKind::Text));
                        let text =
                            self.text_member(*content, &context, self.model.types[part].span);
                        children.push(text);
                    }
                }
                Content::Particle(particle) => {
                    if let Some(members) = self.own.get(&(part_home, part)) {
                        children.extend(members.iter().cloned());
                    } else {
                        let mut own = Vec::new();
                        self.particle(particle, Outer { required: true }, &context, &mut own);
                        self.own.insert((part_home, part), own.clone());
                        children.extend(own);
                    }
                }
            }
        }
        if let Some(wildcard) = any_attribute {
            attributes.push(MemberNode {
                kind: MemberKind::AnyAttribute,
                wanted: "other_attributes".to_owned(),
                label: format!("{}.*", self.type_label(ty)),
                ty: Ty::Runtime("RawAttribute"),
                required: false,
                nillable: false,
                repeated: true,
                item: None,
                pair: None,
                value: None,
                white_space: None,
                documentation: wildcard
                    .as_ref()
                    .map(|w| w.annotation.documentation.clone())
                    .unwrap_or_default(),
                remarks: Vec::new(),
                annotation: None,
                span: wildcard
                    .as_ref()
                    .map_or(self.model.types[ty].span, |w| w.span),
            });
        }
        attributes.extend(children);
        let keep = match &self.model.types[ty].name {
            Some(name) => self.keep_unknown.any_name(name),
            None => self.keep_unknown.any(&self.type_label(ty)),
        };
        if keep {
            let mut member = self.bare_member(
                MemberKind::Unknown,
                "unknown",
                &self.type_label(ty),
                self.model.types[ty].span,
            );
            member.ty = Ty::Runtime("RawElement");
            member.repeated = true;
            attributes.push(member);
        }
        attributes
    }

    fn bare_member(&self, kind: MemberKind, wanted: &str, label: &str, span: Span) -> MemberNode {
        MemberNode {
            kind,
            wanted: wanted.to_owned(),
            label: format!("{label}.{wanted}"),
            ty: Ty::String,
            required: false,
            nillable: false,
            repeated: false,
            item: None,
            pair: None,
            value: None,
            white_space: None,
            documentation: String::new(),
            remarks: Vec::new(),
            annotation: None,
            span,
        }
    }

    fn text_member(&mut self, ty: TypeId, context: &Context, span: Span) -> MemberNode {
        // The simple type at the bottom, where the content is declared through a complex type.
        let mut simple = ty;
        for _ in 0..self.model.types.len() {
            match self.shapes.complex(simple) {
                Some(ComplexType {
                    content: Content::Simple(inner),
                    ..
                }) if *inner != simple => simple = *inner,
                _ => break,
            }
        }
        let mut member = self.bare_member(MemberKind::Text, "value", &context.label, span);
        member.ty = self.content(simple, context.home);
        member.white_space = self.text_white_space(simple, &member.ty);
        member.required = true;
        member.remarks = self.anonymous_facets(simple);
        member
    }

    /// Facets of an anonymous type that has no item of its own to document them.
    fn anonymous_facets(&self, ty: TypeId) -> Vec<String> {
        if self.model.types[ty].name.is_some() {
            Vec::new()
        } else {
            self.shapes.facets(ty)
        }
    }

    fn group_wildcard(&self, items: &[AttributeItem]) -> bool {
        let mut seen = BTreeSet::new();
        let mut queue: Vec<AttributeGroupId> = group_ids(items);
        while let Some(id) = queue.pop() {
            if !seen.insert(id) {
                continue;
            }
            let group = &self.model.attribute_groups[id];
            if group.any_attribute.is_some() {
                return true;
            }
            queue.extend(group_ids(&group.attributes));
        }
        false
    }

    /// Attributes of a type, attribute groups expanded.
    fn attributes(
        &mut self,
        items: &[AttributeItem],
        context: &Context,
        prohibited: &mut Vec<QName>,
    ) -> Vec<MemberNode> {
        let mut uses: Vec<(AttributeUse, Home)> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut stack: Vec<(AttributeItem, Home)> = items
            .iter()
            .rev()
            .map(|item| (item.clone(), context.home))
            .collect();
        while let Some((item, home)) = stack.pop() {
            match item {
                AttributeItem::Use(attribute) => uses.push((attribute, home)),
                AttributeItem::Group(id) => {
                    if seen.insert(id) {
                        let group = &self.model.attribute_groups[id];
                        let home = self.types_home(&group.name.namespace);
                        stack.extend(
                            group
                                .attributes
                                .iter()
                                .rev()
                                .map(|item| (item.clone(), home)),
                        );
                    }
                }
            }
        }
        let mut members: Vec<MemberNode> = Vec::new();
        for (attribute, home) in uses {
            let declaration = &self.model.attributes[attribute.attribute];
            if attribute.presence == Presence::Prohibited {
                prohibited.push(declaration.name.clone());
                continue;
            }
            if members
                .iter()
                .any(|member| is_attribute(member, &declaration.name))
            {
                continue;
            }
            let home = if declaration.global {
                self.types_home(&declaration.name.namespace)
            } else {
                home
            };
            let mut member = self.bare_member(
                MemberKind::Attribute(declaration.name.clone()),
                &declaration.name.local,
                &context.label,
                attribute.span,
            );
            member.ty = self.content(declaration.ty, home);
            member.white_space = self.text_white_space(declaration.ty, &member.ty);
            member.required = attribute.presence == Presence::Required;
            member.value = attribute
                .value
                .clone()
                .or_else(|| declaration.value.clone());
            member.documentation = declaration.annotation.documentation.clone();
            member.remarks = self.anonymous_facets(declaration.ty);
            members.push(member);
        }
        members
    }

    /// The members that a particle adds to a sequence.
    fn particle(
        &mut self,
        particle: &Particle,
        outer: Outer,
        context: &Context,
        out: &mut Vec<MemberNode>,
    ) {
        if particle.max == Some(0) {
            return;
        }
        let required = outer.required && particle.min > 0;
        let repeated = particle.max.is_none_or(|max| max > 1);
        match &particle.term {
            Term::Element(element) => {
                let member =
                    self.element_member(*element, (particle.min, particle.max), outer, context);
                out.push(member);
            }
            Term::Any(wildcard) => {
                let mut member = self.bare_member(
                    MemberKind::Any(wildcard.clone()),
                    "any",
                    &context.label,
                    particle.span,
                );
                member.ty = Ty::Runtime("RawElement");
                member.required = required;
                member.repeated = repeated;
                member.documentation = wildcard.annotation.documentation.clone();
                out.push(member);
            }
            Term::Group(Compositor::Choice, branches) => {
                let live: Vec<&Particle> = branches
                    .iter()
                    .filter(|branch| branch.max != Some(0))
                    .collect();
                match live.as_slice() {
                    [] => {}
                    [only] if !repeated => self.particle(only, Outer { required }, context, out),
                    _ => {
                        let member =
                            self.choice_member(branches, particle, required, repeated, context);
                        out.push(member);
                    }
                }
            }
            Term::Group(_, items) => {
                if !repeated {
                    for item in items {
                        self.particle(item, Outer { required }, context, out);
                    }
                    return;
                }
                let live: Vec<&Particle> =
                    items.iter().filter(|item| item.max != Some(0)).collect();
                match live.as_slice() {
                    [] => {}
                    // The occurrence of the only item and that of the sequence multiply.
                    [only] if simple_term(&only.term) => {
                        let multiplied = Particle {
                            min: only.min.saturating_mul(particle.min),
                            max: match (only.max, particle.max) {
                                (Some(a), Some(b)) => Some(a.saturating_mul(b)),
                                _ => None,
                            },
                            ..(*only).clone()
                        };
                        self.particle(&multiplied, outer, context, out);
                    }
                    _ => {
                        let member = self.group_member(items, particle, required, context);
                        out.push(member);
                    }
                }
            }
            Term::GroupRef(group) => self.group_ref(*group, particle, outer, context, out),
        }
    }

    /// A reference to a named group: its members in place, or a group struct or choice shared by all references.
    fn group_ref(
        &mut self,
        group: GroupId,
        particle: &Particle,
        outer: Outer,
        context: &Context,
        out: &mut Vec<MemberNode>,
    ) {
        if self.open_groups.contains(&group) {
            self.findings.error(
                Code::GroupCycle,
                self.model.groups[group].span,
                format!("group `{}` contains itself", self.model.groups[group].name),
            );
            return;
        }
        let definition = &self.model.groups[group];
        let own = Context {
            home: self.types_home(&definition.name.namespace),
            owner: Owner::Group(group),
            label: definition.name.local.to_string(),
            wire: definition.name.clone(),
        };
        let required = outer.required && particle.min > 0;
        let repeated = particle.max.is_none_or(|max| max > 1);
        self.open_groups.push(group);
        match (&definition.particle.term, repeated) {
            (Term::Group(Compositor::Choice, branches), _) if branches.len() > 1 || repeated => {
                let node = match self.group_choices.get(&group) {
                    Some(&node) => node,
                    None => {
                        let node =
                            self.choice_node(branches, definition.particle.span, &own, "Choice");
                        self.group_choices.insert(group, node);
                        node
                    }
                };
                let mut member = self.bare_member(
                    MemberKind::Group { node, choice: true },
                    "choice",
                    &context.label,
                    particle.span,
                );
                member.wanted = definition.name.local.to_string();
                member.ty = Ty::Node(node);
                member.required = required && !self.emptiable(branches);
                member.repeated = repeated;
                member.documentation = definition.annotation.documentation.clone();
                out.push(member);
            }
            (Term::Group(_, items), true) if items.len() > 1 => {
                let node = match self.group_structs.get(&group) {
                    Some(&node) => node,
                    None => {
                        let node = self.group_node(items, definition.particle.span, &own, "Group");
                        self.group_structs.insert(group, node);
                        node
                    }
                };
                let mut member = self.bare_member(
                    MemberKind::Group {
                        node,
                        choice: false,
                    },
                    "items",
                    &context.label,
                    particle.span,
                );
                member.wanted = definition.name.local.to_string();
                member.ty = Ty::Node(node);
                member.required = required;
                member.repeated = true;
                out.push(member);
            }
            (Term::Group(..), true) => {
                let multiplied = Particle {
                    min: particle.min,
                    max: particle.max,
                    ..definition.particle.clone()
                };
                self.particle(&multiplied, outer, &own, out);
            }
            _ => {
                let members = match self.groups.get(&group) {
                    Some(members) => members.clone(),
                    None => {
                        let mut members = Vec::new();
                        self.particle(
                            &definition.particle,
                            Outer { required: true },
                            &own,
                            &mut members,
                        );
                        self.groups.insert(group, members.clone());
                        members
                    }
                };
                out.extend(members.into_iter().map(|mut member| {
                    member.required &= required;
                    member
                }));
            }
        }
        self.open_groups.pop();
    }

    /// Whether a choice may be absent because one of its branches may be empty.
    fn emptiable(&self, branches: &[Particle]) -> bool {
        branches.iter().any(|branch| {
            branch.min == 0
                || match &branch.term {
                    Term::Group(Compositor::Choice, inner) => self.emptiable(inner),
                    Term::Group(_, inner) => inner.iter().all(|item| item.min == 0),
                    _ => false,
                }
        })
    }

    fn choice_member(
        &mut self,
        branches: &[Particle],
        particle: &Particle,
        required: bool,
        repeated: bool,
        context: &Context,
    ) -> MemberNode {
        let node = self.choice_node(branches, particle.span, context, "Choice");
        let mut member = self.bare_member(
            MemberKind::Group { node, choice: true },
            "choice",
            &context.label,
            particle.span,
        );
        if repeated {
            member.wanted = "choices".to_owned();
        }
        member.ty = Ty::Node(node);
        member.required = required && !self.emptiable(branches);
        member.repeated = repeated;
        member
    }

    fn choice_node(
        &mut self,
        branches: &[Particle],
        span: Span,
        context: &Context,
        suffix: &str,
    ) -> NodeId {
        let id = self.graph.push(Node {
            home: context.home,
            wanted: Wanted::Owned(context.owner, suffix.to_owned()),
            label: format!("{}.{suffix}", context.label),
            wire: context.wire.clone(),
            docs: vec![format!(
                "One of the alternatives in {}.",
                super::docs::code(&context.label)
            )],
            span,
            kind: NodeKind::Reserved,
        });
        let mut members = Vec::new();
        self.branches(branches, context, id, &mut members);
        if let Some(node) = self.graph.nodes.get_mut(id) {
            node.kind = NodeKind::Choice(members);
        }
        id
    }

    /// The branches of a choice; choices nested in it that occur once are part of it.
    fn branches(
        &mut self,
        branches: &[Particle],
        context: &Context,
        choice: NodeId,
        out: &mut Vec<MemberNode>,
    ) {
        for branch in branches {
            if branch.max == Some(0) {
                continue;
            }
            let repeated = branch.max.is_none_or(|max| max > 1);
            match &branch.term {
                Term::Element(element) => {
                    let heads = self.substitution(*element);
                    if let (Some(members), false) = (heads, repeated) {
                        for member in members {
                            let part = self.element_member(
                                member,
                                (1, Some(1)),
                                Outer { required: true },
                                context,
                            );
                            out.push(part);
                        }
                        continue;
                    }
                    let min = branch.min.max(1);
                    let mut member = self.element_member(
                        *element,
                        (min, branch.max),
                        Outer { required: true },
                        context,
                    );
                    // A collapsed array would make two levels of one branch.
                    if let Some(array) = member.item.take() {
                        member.ty = self.content(array, context.home);
                    }
                    out.push(member);
                }
                Term::Any(wildcard) => {
                    let mut member = self.bare_member(
                        MemberKind::Any(wildcard.clone()),
                        "any",
                        &context.label,
                        branch.span,
                    );
                    member.ty = Ty::Runtime("RawElement");
                    member.required = true;
                    member.repeated = repeated;
                    out.push(member);
                }
                Term::Group(Compositor::Choice, inner) if !repeated => {
                    self.branches(inner, context, choice, out)
                }
                Term::Group(Compositor::Choice, inner) => {
                    let node = self.choice_node(inner, branch.span, context, "Choice");
                    out.push(self.branch_group(node, true, true, context, branch.span, "Choices"));
                }
                Term::Group(_, items) => {
                    self.sequence_branch(items, branch, repeated, context, choice, out)
                }
                Term::GroupRef(group) => {
                    if self.open_groups.contains(group) {
                        self.findings.error(
                            Code::GroupCycle,
                            self.model.groups[*group].span,
                            format!("group `{}` contains itself", self.model.groups[*group].name),
                        );
                        continue;
                    }
                    let definition = &self.model.groups[*group];
                    let own = Context {
                        home: self.types_home(&definition.name.namespace),
                        owner: Owner::Group(*group),
                        label: definition.name.local.to_string(),
                        wire: definition.name.clone(),
                    };
                    self.open_groups.push(*group);
                    match &definition.particle.term {
                        Term::Group(Compositor::Choice, inner) if !repeated => {
                            self.branches(inner, &own, choice, out)
                        }
                        Term::Group(Compositor::Choice, inner) => {
                            let node = match self.group_choices.get(group) {
                                Some(&node) => node,
                                None => {
                                    let node = self.choice_node(
                                        inner,
                                        definition.particle.span,
                                        &own,
                                        "Choice",
                                    );
                                    self.group_choices.insert(*group, node);
                                    node
                                }
                            };
                            out.push(self.branch_group(
                                node,
                                true,
                                true,
                                context,
                                branch.span,
                                &definition.name.local,
                            ));
                        }
                        Term::Group(_, items) => {
                            let node = match self.group_structs.get(group) {
                                Some(&node) => node,
                                None => {
                                    let node = self.group_node(
                                        items,
                                        definition.particle.span,
                                        &own,
                                        "Group",
                                    );
                                    self.group_structs.insert(*group, node);
                                    node
                                }
                            };
                            out.push(self.branch_group(
                                node,
                                false,
                                repeated,
                                context,
                                branch.span,
                                &definition.name.local,
                            ));
                        }
                        _ => {}
                    }
                    self.open_groups.pop();
                }
            }
        }
    }

    fn branch_group(
        &self,
        node: NodeId,
        choice: bool,
        repeated: bool,
        context: &Context,
        span: Span,
        name: &str,
    ) -> MemberNode {
        let mut member = self.bare_member(
            MemberKind::Group { node, choice },
            name,
            &context.label,
            span,
        );
        member.ty = Ty::Node(node);
        member.required = true;
        member.repeated = repeated;
        member
    }

    /// A branch that is a sequence: its only element, or a struct.
    fn sequence_branch(
        &mut self,
        items: &[Particle],
        branch: &Particle,
        repeated: bool,
        context: &Context,
        choice: NodeId,
        out: &mut Vec<MemberNode>,
    ) {
        let live: Vec<&Particle> = items.iter().filter(|item| item.max != Some(0)).collect();
        match live.as_slice() {
            // An empty branch is the absent choice.
            [] => {}
            [only] if !repeated => self.branches(std::slice::from_ref(*only), context, choice, out),
            _ => {
                let name = first_name(self.model, items).unwrap_or_else(|| "Sequence".to_owned());
                let inner = Context {
                    owner: Owner::Node(choice),
                    ..context.clone()
                };
                let node = self.group_node(items, branch.span, &inner, &name);
                out.push(self.branch_group(node, false, repeated, context, branch.span, &name));
            }
        }
    }

    fn group_member(
        &mut self,
        items: &[Particle],
        particle: &Particle,
        required: bool,
        context: &Context,
    ) -> MemberNode {
        let node = self.group_node(items, particle.span, context, "Item");
        let mut member = self.bare_member(
            MemberKind::Group {
                node,
                choice: false,
            },
            "items",
            &context.label,
            particle.span,
        );
        member.ty = Ty::Node(node);
        member.required = required;
        member.repeated = true;
        member
    }

    /// A struct for a nested sequence.
    fn group_node(
        &mut self,
        items: &[Particle],
        span: Span,
        context: &Context,
        suffix: &str,
    ) -> NodeId {
        let id = self.graph.push(Node {
            home: context.home,
            wanted: Wanted::Owned(context.owner, suffix.to_owned()),
            label: format!("{}.{suffix}", context.label),
            wire: context.wire.clone(),
            docs: vec![format!(
                "A sequence in {}.",
                super::docs::code(&context.label)
            )],
            span,
            kind: NodeKind::Reserved,
        });
        let inner = Context {
            owner: Owner::Node(id),
            ..context.clone()
        };
        let mut members = Vec::new();
        for item in items {
            self.particle(item, Outer { required: true }, &inner, &mut members);
        }
        if let Some(node) = self.graph.nodes.get_mut(id) {
            node.kind = NodeKind::Struct {
                members,
                group: true,
            };
        }
        id
    }

    /// The members of the substitution group of a referenced element, the head among them unless it is abstract; `None`
    /// where nothing can be substituted.
    fn substitution(&self, element: ElementId) -> Option<Vec<ElementId>> {
        let declaration = &self.model.elements[element];
        if !declaration.global {
            return None;
        }
        let substitutes = self.shapes.substitutes(element);
        if substitutes.is_empty() {
            return None;
        }
        let mut members = Vec::new();
        if !declaration.is_abstract {
            members.push(element);
        }
        members.extend(substitutes);
        Some(members)
    }

    /// The choice of a substitution group.
    fn substitution_node(&mut self, head: ElementId, members: &[ElementId]) -> NodeId {
        let key = Key::Substitution(head);
        if let Some(&node) = self.graph.made.get(&key) {
            return node;
        }
        let declaration = &self.model.elements[head];
        let home = self.types_home(&declaration.name.namespace);
        let mut docs = super::docs::paragraphs(&declaration.annotation.documentation);
        super::docs::append(
            &mut docs,
            &format!(
                "Substitution group of element {}{}.",
                super::docs::code(&declaration.name.local),
                in_namespace(&declaration.name)
            ),
        );
        let id = self.graph.push(Node {
            home,
            wanted: Wanted::Text(format!("{} Choice", declaration.name.local), "Group"),
            label: declaration.name.local.to_string(),
            wire: declaration.name.clone(),
            docs,
            span: declaration.span,
            kind: NodeKind::Reserved,
        });
        self.graph.made.insert(key, id);
        let context = Context {
            home,
            owner: Owner::Node(id),
            label: declaration.name.local.to_string(),
            wire: declaration.name.clone(),
        };
        let branches: Vec<MemberNode> = members
            .iter()
            .map(|&member| {
                let mut branch =
                    self.declared_member(member, (1, Some(1)), Outer { required: true }, &context);
                if let Some(array) = branch.item.take() {
                    branch.ty = self.content(array, home);
                }
                branch
            })
            .collect();
        if let Some(node) = self.graph.nodes.get_mut(id) {
            node.kind = NodeKind::Choice(branches);
        }
        id
    }

    /// A member for an element particle: the element, or the choice of its substitution group.
    fn element_member(
        &mut self,
        element: ElementId,
        occurs: (u32, Option<u32>),
        outer: Outer,
        context: &Context,
    ) -> MemberNode {
        if let Some(members) = self.substitution(element) {
            let node = self.substitution_node(element, &members);
            let declaration = &self.model.elements[element];
            let mut member = self.bare_member(
                MemberKind::Group { node, choice: true },
                &declaration.name.local,
                &context.label,
                declaration.span,
            );
            member.ty = Ty::Node(node);
            member.required = outer.required && occurs.0 > 0;
            member.repeated = occurs.1.is_none_or(|max| max > 1);
            member.documentation = declaration.annotation.documentation.clone();
            return member;
        }
        self.declared_member(element, occurs, outer, context)
    }

    /// A member for exactly this element.
    fn declared_member(
        &mut self,
        element: ElementId,
        occurs: (u32, Option<u32>),
        outer: Outer,
        context: &Context,
    ) -> MemberNode {
        let declaration = &self.model.elements[element];
        let home = if declaration.global {
            self.types_home(&declaration.name.namespace)
        } else {
            context.home
        };
        let required = outer.required && occurs.0 > 0;
        let repeated = occurs.1.is_none_or(|max| max > 1);
        let mut member = self.plain_member(element, context, Ty::String);
        member.required = required;
        member.repeated = repeated;
        member.remarks.extend(self.anonymous_facets(declaration.ty));
        if repeated && (occurs.0 > 1 || occurs.1.is_some()) {
            member.remarks.push(match occurs.1 {
                Some(max) => format!("{} to {max} times", occurs.0),
                None => format!("at least {} times", occurs.0),
            });
        }
        self.typed(member, declaration.ty, home)
    }

    /// A member that holds exactly one value or none, of any type: a header, a part, a body.
    pub(crate) fn single_member(
        &mut self,
        name: QName,
        ty: TypeId,
        nillable: bool,
        required: bool,
        home: Home,
        label: &str,
        span: Span,
    ) -> MemberNode {
        let wanted = name.local.to_string();
        let mut member = self.bare_member(MemberKind::Element(name), &wanted, label, span);
        member.nillable = nillable;
        member.required = required;
        self.typed(member, ty, home)
    }

    /// Gives a member its type: a collapsed array, a dictionary, a polymorphic enum, or the type as it is.
    fn typed(&mut self, mut member: MemberNode, ty: TypeId, home: Home) -> MemberNode {
        let mapped = self.model.types[ty]
            .name
            .as_ref()
            .is_some_and(|name| self.mapped.last_name(name).is_some());
        if !mapped {
            if !member.repeated
                && let Some(item) = self.shapes.array(ty)
            {
                member.ty = self.array_item(ty, item);
                member.item = Some(ty);
                return member;
            }
            if let TypeKind::Complex(_) = self.model.types[ty].kind
                && let ComplexShape::Dictionary(_) = self.shapes.complex_shape(ty)
            {
                member.pair = Some(ty);
            }
        }
        member.ty = if mapped {
            self.content(ty, home)
        } else {
            self.position(ty, home)
        };
        member.white_space = self.text_white_space(ty, &member.ty);
        member
    }

    /// What becomes of white space in a type that is generated as `String`, which would keep it.
    fn text_white_space(&self, ty: TypeId, rust: &Ty) -> Option<WhiteSpace> {
        let text = match rust {
            Ty::String => true,
            Ty::Node(id) => self.is_string_alias(*id),
            _ => false,
        };
        if !text {
            return None;
        }
        match self.shapes.white_space(ty) {
            WhiteSpace::Preserve => None,
            rule => Some(rule),
        }
    }

    fn is_string_alias(&self, id: NodeId) -> bool {
        let mut current = id;
        for _ in 0..self.graph.nodes.len() {
            match self.graph.nodes.get(current).map(|node| &node.kind) {
                Some(NodeKind::Alias(Ty::String)) => return true,
                Some(NodeKind::Alias(Ty::Node(of))) => current = *of,
                _ => return false,
            }
        }
        false
    }

    /// The type of one item of a collapsed array; its member is kept for the static that describes it.
    fn array_item(&mut self, array: TypeId, item: ElementId) -> Ty {
        if let Some(member) = self.items.get(&array) {
            return member.ty.clone();
        }
        let home = self.types_home(&self.type_wire(array).namespace);
        let context = self.type_context(array, home);
        let declaration = &self.model.elements[item];
        let mut member = self.plain_member(item, &context, Ty::String);
        member.repeated = true;
        member.required = self.shapes.item_required(array);
        if let TypeKind::Complex(_) = self.model.types[declaration.ty].kind
            && let ComplexShape::Dictionary(_) = self.shapes.complex_shape(declaration.ty)
        {
            member.pair = Some(declaration.ty);
        }
        // Reserved first: an array of a type that holds the array again.
        self.items.insert(array, member);
        let ty = self.position(declaration.ty, home);
        let white_space = self.text_white_space(declaration.ty, &ty);
        if let Some(member) = self.items.get_mut(&array) {
            member.ty = ty.clone();
            member.white_space = white_space;
        }
        ty
    }

    /// The type at an element position: an enum where derived types may stand for the declared one.
    pub(crate) fn position(&mut self, ty: TypeId, home: Home) -> Ty {
        let named = self.model.types[ty].name.is_some();
        if !named || !matches!(self.shapes.complex_shape_of(ty), Some(ComplexShape::Struct)) {
            return self.content(ty, home);
        }
        let derived: Vec<TypeId> = self
            .shapes
            .derived(ty)
            .into_iter()
            .filter(|id| self.selected.contains(id))
            .collect();
        if derived.is_empty() {
            return self.content(ty, home);
        }
        let key = Key::Polymorphic(ty);
        if let Some(&node) = self.graph.made.get(&key) {
            return Ty::Node(node);
        }
        let wire = self.type_wire(ty);
        let declared = self
            .shapes
            .complex(ty)
            .is_some_and(|complex| !complex.is_abstract);
        let mut variants: Vec<TypeId> = Vec::new();
        if declared {
            variants.push(ty);
        }
        variants.extend(derived.into_iter().filter(|id| {
            self.shapes
                .complex(*id)
                .is_some_and(|complex| !complex.is_abstract)
        }));
        if variants.is_empty() {
            return self.content(ty, home);
        }
        let id = self.graph.push(Node {
            home: self.types_home(&wire.namespace),
            wanted: Wanted::Text(format!("{} Kind", wire.local), "Type"),
            label: format!("{}Kind", wire.local),
            docs: vec![format!(
                "{}{} or a type derived from it, told apart by `xsi:type`.",
                super::docs::code(&wire.local),
                in_namespace(&wire)
            )],
            wire,
            span: self.model.types[ty].span,
            kind: NodeKind::Reserved,
        });
        self.graph.made.insert(key, id);
        let variants = variants
            .into_iter()
            .map(|variant| (variant, self.content(variant, home)))
            .collect();
        if let Some(node) = self.graph.nodes.get_mut(id) {
            node.kind = NodeKind::Polymorphic(variants);
        }
        Ty::Node(id)
    }

    /// A member for an element, without its type.
    fn plain_member(&self, element: ElementId, context: &Context, ty: Ty) -> MemberNode {
        let declaration = &self.model.elements[element];
        let mut member = self.bare_member(
            MemberKind::Element(declaration.name.clone()),
            &declaration.name.local,
            &context.label,
            declaration.span,
        );
        member.ty = ty;
        member.nillable = declaration.nillable;
        member.value = declaration.value.clone();
        member.documentation = declaration.annotation.documentation.clone();
        member
    }

    /// A member for a body: the type as it is, an array not collapsed.
    pub(crate) fn body_member(
        &mut self,
        name: QName,
        ty: TypeId,
        nillable: bool,
        home: Home,
        label: &str,
        span: Span,
    ) -> MemberNode {
        let mut member = self.single_member(name, ty, nillable, true, home, label, span);
        if let Some(array) = member.item.take() {
            member.ty = self.content(array, home);
        }
        member
    }

    /// A member whose content is a struct that was made up.
    pub(crate) fn node_member(
        &self,
        name: QName,
        node: NodeId,
        label: &str,
        span: Span,
    ) -> MemberNode {
        let wanted = name.local.to_string();
        let mut member = self.bare_member(MemberKind::Element(name), &wanted, label, span);
        member.ty = Ty::Node(node);
        member.required = true;
        member
    }

    /// A member that stands for the members of a group struct.
    pub(crate) fn group_member_of(&self, node: NodeId, label: &str, span: Span) -> MemberNode {
        let mut member = self.bare_member(
            MemberKind::Group {
                node,
                choice: false,
            },
            "parts",
            label,
            span,
        );
        member.ty = Ty::Node(node);
        member
    }

    /// A struct that no type of the contract stands for: a set of headers, an rpc wrapper, the parts of a body.
    pub(crate) fn synthetic(
        &mut self,
        home: Home,
        name: String,
        wire: QName,
        label: String,
        docs: Vec<String>,
        span: Span,
        members: Vec<MemberNode>,
        group: bool,
    ) -> NodeId {
        self.graph.push(Node {
            home,
            wanted: Wanted::Text(name, "Message"),
            label,
            wire,
            docs,
            span,
            kind: NodeKind::Struct { members, group },
        })
    }
}

fn is_attribute(member: &MemberNode, name: &QName) -> bool {
    matches!(&member.kind, MemberKind::Attribute(own) if own == name)
}

fn group_ids(items: &[AttributeItem]) -> Vec<AttributeGroupId> {
    items
        .iter()
        .filter_map(|item| match item {
            AttributeItem::Group(id) => Some(*id),
            AttributeItem::Use(_) => None,
        })
        .collect()
}

/// Terms whose occurrence can be multiplied with that of the sequence around.
fn simple_term(term: &Term) -> bool {
    matches!(
        term,
        Term::Element(_) | Term::Any(_) | Term::Group(Compositor::Choice, _)
    )
}

/// Local name of the first element of a sequence.
fn first_name(model: &Model, items: &[Particle]) -> Option<String> {
    items.iter().find_map(|item| match &item.term {
        Term::Element(element) => Some(model.elements[*element].name.local.to_string()),
        Term::Group(_, inner) => first_name(model, inner),
        Term::GroupRef(group) => Some(model.groups[*group].name.local.to_string()),
        Term::Any(_) => None,
    })
}

/// ` in `namespace``, or nothing.
pub(crate) fn in_namespace(name: &QName) -> String {
    if name.namespace.is_empty() {
        String::new()
    } else {
        format!(" in {}", super::docs::code(&name.namespace))
    }
}

/// The Rust type of a built-in type.
fn builtin_type(builtin: Builtin) -> Ty {
    match builtin {
        Builtin::Boolean => Ty::Primitive("bool"),
        Builtin::Byte => Ty::Primitive("i8"),
        Builtin::Short => Ty::Primitive("i16"),
        Builtin::Int => Ty::Primitive("i32"),
        Builtin::Long => Ty::Primitive("i64"),
        Builtin::UnsignedByte => Ty::Primitive("u8"),
        Builtin::UnsignedShort => Ty::Primitive("u16"),
        Builtin::UnsignedInt => Ty::Primitive("u32"),
        Builtin::UnsignedLong => Ty::Primitive("u64"),
        Builtin::Float => Ty::Primitive("f32"),
        Builtin::Double => Ty::Primitive("f64"),
        Builtin::Integer
        | Builtin::NonPositiveInteger
        | Builtin::NegativeInteger
        | Builtin::NonNegativeInteger
        | Builtin::PositiveInteger => Ty::Runtime("Integer"),
        Builtin::Decimal => Ty::Runtime("Decimal"),
        Builtin::Duration => Ty::Runtime("Duration"),
        Builtin::DateTime => Ty::Runtime("DateTime"),
        Builtin::Time => Ty::Runtime("Time"),
        Builtin::Date => Ty::Runtime("Date"),
        Builtin::GYearMonth => Ty::Runtime("GYearMonth"),
        Builtin::GYear => Ty::Runtime("GYear"),
        Builtin::GMonthDay => Ty::Runtime("GMonthDay"),
        Builtin::GDay => Ty::Runtime("GDay"),
        Builtin::GMonth => Ty::Runtime("GMonth"),
        Builtin::HexBinary => Ty::Runtime("HexBinary"),
        Builtin::Base64Binary => Ty::Runtime("Base64Binary"),
        Builtin::QName | Builtin::Notation => Ty::Runtime("QName"),
        Builtin::AnyType => Ty::Runtime("AnyType"),
        Builtin::Nmtokens | Builtin::Idrefs | Builtin::Entities => {
            Ty::RuntimeOf("List", Box::new(Ty::String))
        }
        Builtin::AnySimpleType
        | Builtin::String
        | Builtin::AnyUri
        | Builtin::NormalizedString
        | Builtin::Token
        | Builtin::Language
        | Builtin::Nmtoken
        | Builtin::Name
        | Builtin::NCName
        | Builtin::Id
        | Builtin::Idref
        | Builtin::Entity => Ty::String,
    }
}
