//! From named nodes to the plan: types spelled, tables filled, docs written.

use super::boxing;
use super::docs;
use super::graph::*;
use super::ir::{self, Item, Secret};
use super::lower::{Lower, PairNode, in_namespace};
use super::names::{self, Taken};
use super::prefixes::{self, Prefixes, Used};
use crate::model::*;
use crate::options::selector::Selectors;
use proc_macro2::TokenStream;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Traits that every struct derives.
const STRUCT: &[&str] = &["Clone", "Debug", "Default", "PartialEq"];
/// Traits that every enumeration derives.
const ENUMERATION: &[&str] = &["Clone", "Debug", "Default", "PartialEq", "Eq", "Hash"];

/// Selectors that shape types.
pub(crate) struct Shaping {
    pub rename_fields: Selectors<String>,
    pub derives: Selectors<TokenStream>,
    pub attributes: Selectors<TokenStream>,
    pub nillable: Selectors<()>,
    pub nil_items: Selectors<()>,
    pub closed: Selectors<()>,
    pub secrets: BTreeSet<String>,
}

/// A module while it is being filled.
pub(crate) struct Building {
    pub name: String,
    pub values: Taken,
    /// Constants of all namespaces; those used are emitted.
    constants: BTreeMap<Arc<str>, String>,
    used_constants: BTreeSet<Arc<str>>,
    pub uses: BTreeSet<String>,
    /// Declarations of namespaces, by text.
    declarations: BTreeMap<String, String>,
    /// Statics of fault elements, by what they say.
    faults: BTreeMap<String, String>,
    pub prelude: ir::Prelude,
    pub items: Vec<Item>,
}

pub(crate) struct Finish<'a, 'b> {
    pub lower: &'a Lower<'b>,
    pub names: &'a BTreeMap<NodeId, String>,
    pub prefixes: Prefixes,
    pub shaping: &'a Shaping,
    pub mapped_paths: &'a [TokenStream],
    pub modules: BTreeMap<Home, Building>,
    component: Vec<usize>,
    required_component: Vec<usize>,
    /// Name of the table of each struct, the group of each choice.
    tables: BTreeMap<NodeId, String>,
    groups: BTreeMap<NodeId, String>,
    /// Statics named by other modules.
    visible: BTreeSet<(Home, String)>,
    pairs: BTreeMap<TypeId, (Home, String)>,
    items: BTreeMap<TypeId, (Home, String)>,
    wildcards: BTreeMap<(Home, Vec<Arc<str>>, bool), String>,
    /// Statics to make, in order of the first use.
    pending_pairs: Vec<TypeId>,
    pending_items: Vec<TypeId>,
    /// Case collisions and the like among fields and variants: owner, wanted, given.
    pub collisions: Vec<(Span, String, String, String)>,
}

impl<'a, 'b> Finish<'a, 'b> {
    pub(crate) fn new(
        lower: &'a Lower<'b>,
        names: &'a BTreeMap<NodeId, String>,
        prefixes: Prefixes,
        shaping: &'a Shaping,
        mapped_paths: &'a [TokenStream],
        module_names: &BTreeMap<Home, String>,
        scopes: &BTreeMap<Home, Taken>,
        namespaces: &BTreeSet<Arc<str>>,
    ) -> Self {
        let mut modules = BTreeMap::new();
        for (home, name) in module_names {
            let mut values = Taken::default();
            let mut constants = BTreeMap::new();
            for uri in namespaces.iter().filter(|uri| !uri.is_empty()) {
                constants.insert(uri.clone(), values.take(&prefixes::constant(uri), &[]));
            }
            let empty = Taken::default();
            let prelude = prelude(scopes.get(home).unwrap_or(&empty));
            modules.insert(
                *home,
                Building {
                    name: name.clone(),
                    values,
                    constants,
                    used_constants: BTreeSet::new(),
                    uses: BTreeSet::new(),
                    declarations: BTreeMap::new(),
                    faults: BTreeMap::new(),
                    prelude,
                    items: Vec::new(),
                },
            );
        }
        let (component, required_component) = components(lower);
        Self {
            lower,
            names,
            prefixes,
            shaping,
            mapped_paths,
            modules,
            component,
            required_component,
            tables: BTreeMap::new(),
            groups: BTreeMap::new(),
            visible: BTreeSet::new(),
            pairs: BTreeMap::new(),
            items: BTreeMap::new(),
            wildcards: BTreeMap::new(),
            pending_pairs: Vec::new(),
            pending_items: Vec::new(),
            collisions: Vec::new(),
        }
    }

    fn model(&self) -> &'b Model {
        self.lower.model
    }

    pub(crate) fn node(&self, id: NodeId) -> &'a Node {
        &self.lower.graph.nodes[id]
    }


    /// A new static in a module.
    pub(crate) fn value_name(
        &mut self,
        home: Home,
        wanted: &str,
        alternatives: &[String],
    ) -> String {
        match self.modules.get_mut(&home) {
            Some(module) => module.values.take(wanted, alternatives),
            None => wanted.to_owned(),
        }
    }

    /// Names the statics of the nodes of a module: in order of their Rust names, so that nothing depends on who refers to
    /// whom first.
    pub(crate) fn name_statics_of(&mut self, module: Home) {
        let mut order: Vec<NodeId> = (0..self.lower.graph.nodes.len())
            .filter(|id| self.node(*id).home == module)
            .collect();
        order.sort_by_key(|id| (self.node(*id).home, self.names.get(id)));
        for id in order {
            let node = self.node(id);
            let home = node.home;
            let Some(name) = self.names.get(&id) else {
                continue;
            };
            let shouty = names::shouty_name(name);
            match &node.kind {
                NodeKind::Struct { group, .. } => {
                    let table = self.value_name(home, &shouty, &[format!("{shouty}_TABLE")]);
                    if *group {
                        let group = self.value_name(home, &format!("{shouty}_GROUP"), &[]);
                        self.groups.insert(id, group);
                    }
                    self.tables.insert(id, table);
                }
                NodeKind::Choice(_) => {
                    let group = self.value_name(home, &shouty, &[format!("{shouty}_GROUP")]);
                    self.groups.insert(id, group);
                }
                NodeKind::Polymorphic(_) => {
                    let table = self.value_name(home, &shouty, &[format!("{shouty}_TYPES")]);
                    self.tables.insert(id, table);
                }
                _ => {}
            }
        }
    }

    /// Names the statics of dictionaries and items of arrays.
    pub(crate) fn name_shared_statics(&mut self) {
        let mut pairs: Vec<TypeId> = self.lower.pairs.keys().copied().collect();
        pairs.sort_by_key(|ty| self.static_key(*ty));
        for ty in pairs {
            let (home, name) = self.static_wanted(ty);
            let name = self.value_name(home, &name, &[format!("{name}_PAIR")]);
            self.pairs.insert(ty, (home, name));
        }
        let mut items: Vec<TypeId> = self.lower.items.keys().copied().collect();
        items.sort_by_key(|ty| self.static_key(*ty));
        for ty in items {
            let (home, name) = self.static_wanted(ty);
            let name = self.value_name(home, &format!("{name}_ITEM"), &[]);
            self.items.insert(ty, (home, name));
        }
    }

    fn static_key(&self, ty: TypeId) -> (Option<QName>, String) {
        (
            self.model().types[ty].name.clone(),
            self.lower.type_label(ty),
        )
    }

    fn static_wanted(&self, ty: TypeId) -> (Home, String) {
        let namespace = match &self.model().types[ty].name {
            Some(name) => name.namespace.clone(),
            None => Arc::from(""),
        };
        (
            self.lower.types_home(&namespace),
            names::shouty_name(&self.lower.type_label(ty)),
        )
    }

    // Types.

    /// The path of something in `of`, seen from `from`.
    pub(crate) fn path(&mut self, from: Home, of: Home, name: &str) -> String {
        if from == of {
            return name.to_owned();
        }
        let module = self
            .modules
            .get(&of)
            .map(|module| module.name.clone())
            .unwrap_or_default();
        if let Some(from) = self.modules.get_mut(&from) {
            from.uses.insert(module.clone());
        }
        format!("{module}::{name}")
    }

    /// The path of a static, which becomes visible to other modules when one of them names it.
    fn static_path(&mut self, from: Home, of: Home, name: &str) -> String {
        if from != of {
            self.visible.insert((of, name.to_owned()));
        }
        self.path(from, of, name)
    }

    fn prelude(&self, home: Home) -> ir::Prelude {
        self.modules
            .get(&home)
            .map_or_else(|| prelude(&Taken::default()), |module| module.prelude)
    }

    /// The Rust type of a value.
    pub(crate) fn ty(&mut self, ty: &Ty, home: Home) -> ir::Type {
        match ty {
            Ty::Primitive(name) => ir::Type::Path((*name).to_owned(), Vec::new()),
            Ty::String => ir::Type::Path(self.prelude(home).string.to_owned(), Vec::new()),
            Ty::Runtime(name) => ir::Type::Runtime(name, Vec::new()),
            Ty::RuntimeOf(name, of) => ir::Type::Runtime(name, vec![self.ty(of, home)]),
            Ty::Node(id) => {
                let name = self.names.get(id).cloned().unwrap_or_default();
                ir::Type::Path(self.path(home, self.node(*id).home, &name), Vec::new())
            }
            Ty::Dictionary(ty) => {
                let Some(PairNode { key, value, .. }) = self.lower.pairs.get(ty) else {
                    return ir::Type::Runtime("AnyType", Vec::new());
                };
                let key = self.ty(&key.ty, home);
                let value = self.held(value, home, false, false).0;
                ir::Type::Runtime("Dictionary", vec![key, value])
            }
            Ty::Mapped(index) => match self.mapped_paths.get(*index) {
                Some(path) => ir::Type::Given(path.clone()),
                None => ir::Type::Unit,
            },
        }
    }

    /// The type of the field of a member, and how it is shown when it is secret.
    fn held(
        &mut self,
        member: &MemberNode,
        home: Home,
        boxed: bool,
        optional: bool,
    ) -> (ir::Type, Secret) {
        let prelude = self.prelude(home);
        let wrap = |path: &str, ty| ir::Type::Path(path.to_owned(), vec![ty]);
        // The item of a collapsed array knows its type best: it may have been reserved when the member was made.
        let item = member.item.and_then(|array| self.lower.items.get(&array));
        let mut ty = match item {
            Some(item) => self.ty(&item.ty.clone(), home),
            None => self.ty(&member.ty, home),
        };
        let owner_label = |selectors: &Selectors<()>| selectors.any(&member.label);
        if member.item.is_some() || member.repeated {
            let array_label = member.item.map(|array| self.lower.type_label(array));
            // Also where the schema says that items are not nillable: some services send nil all the same.
            let keep_nil = owner_label(&self.shaping.nil_items)
                || array_label.is_some_and(|label| self.shaping.nil_items.any(&label));
            if keep_nil {
                ty = wrap(prelude.option, ty);
            }
            ty = wrap(prelude.vec, ty);
            let may_be_absent = member.item.is_some() && (!member.required || member.nillable);
            if may_be_absent {
                return (wrap(prelude.option, ty), Secret::MaskedOption);
            }
            return (ty, Secret::Masked);
        }
        if boxed {
            ty = wrap(prelude.boxed, ty);
        }
        match member.kind {
            MemberKind::Text => (ty, Secret::Masked),
            MemberKind::AnyAttribute | MemberKind::Unknown => {
                (wrap(prelude.vec, ty), Secret::Masked)
            }
            MemberKind::Any(_) | MemberKind::Group { .. } => {
                (wrap(prelude.option, ty), Secret::MaskedOption)
            }
            MemberKind::Element(_) | MemberKind::Attribute(_) => {
                if member.nillable && owner_label(&self.shaping.nillable) {
                    (ir::Type::Runtime("Nillable", vec![ty]), Secret::Masked)
                } else if !member.required || member.nillable || optional {
                    (wrap(prelude.option, ty), Secret::MaskedOption)
                } else {
                    (ty, Secret::Masked)
                }
            }
        }
    }

    /// The type of what a branch of a choice holds.
    fn branch_type(&mut self, member: &MemberNode, home: Home, boxed: bool) -> ir::Type {
        let prelude = self.prelude(home);
        if let MemberKind::Any(_) | MemberKind::Group { .. } = member.kind
            && !member.repeated
        {
            let ty = self.ty(&member.ty, home);
            return if boxed {
                ir::Type::Path(prelude.boxed.to_owned(), vec![ty])
            } else {
                ty
            };
        }
        self.held(member, home, boxed, false).0
    }

    // Names and members.

    /// The constant of a namespace in a module.
    fn constant(&mut self, home: Home, uri: &Arc<str>) -> Option<String> {
        if uri.is_empty() {
            return None;
        }
        let module = self.modules.get_mut(&home)?;
        module.used_constants.insert(uri.clone());
        module.constants.get(uri).cloned()
    }

    pub(crate) fn name(&mut self, home: Home, name: &QName) -> ir::Name {
        ir::Name {
            namespace: self.constant(home, &name.namespace),
            local: name.local.to_string(),
        }
    }

    fn is_secret(&self, member: &MemberNode) -> bool {
        match &member.kind {
            MemberKind::Element(name) | MemberKind::Attribute(name) => {
                self.shaping.secrets.contains(&*name.local)
            }
            _ => false,
        }
    }

    /// The expression that describes a member.
    pub(crate) fn member(&mut self, member: &MemberNode, home: Home) -> ir::Member {
        let mut flags = Vec::new();
        if member.required && !matches!(member.kind, MemberKind::Text) {
            flags.push("REQUIRED");
        }
        if member.nillable {
            flags.push("NILLABLE");
        }
        if member.repeated && !matches!(member.kind, MemberKind::AnyAttribute | MemberKind::Unknown)
        {
            flags.push("REPEATED");
        }
        if self.is_secret(member) {
            flags.push("SECRET");
        }
        if let Some(ValueConstraint::Fixed(_)) = member.value {
            flags.push("FIXED");
        }
        match member.white_space {
            Some(WhiteSpace::Collapse) => flags.push("COLLAPSE"),
            Some(WhiteSpace::Replace) => flags.push("REPLACE"),
            _ => {}
        }
        let kind = match &member.kind {
            MemberKind::Element(name) => ir::MemberKind::Element {
                name: self.name(home, name),
                prefix: self.prefixes.of_element(name),
            },
            MemberKind::Attribute(name) => ir::MemberKind::Attribute {
                name: self.name(home, name),
                prefix: self.prefixes.of_attribute(name),
            },
            MemberKind::Text => ir::MemberKind::Text,
            MemberKind::Group { node, .. } => {
                let of = self.node(*node).home;
                let name = self.groups.get(node).cloned().unwrap_or_default();
                ir::MemberKind::Group(self.static_path(home, of, &name))
            }
            MemberKind::Any(wildcard) => ir::MemberKind::Any(self.wildcard(home, wildcard)),
            MemberKind::AnyAttribute => ir::MemberKind::AnyAttribute,
            MemberKind::Unknown => ir::MemberKind::Unknown,
        };
        let item = member.item.and_then(|array| {
            let (of, name) = self.items.get(&array).cloned()?;
            if !self.pending_items.contains(&array) {
                self.pending_items.push(array);
            }
            Some(self.static_path(home, of, &name))
        });
        let pair = member.pair.and_then(|dictionary| {
            let (of, name) = self.pairs.get(&dictionary).cloned()?;
            if !self.pending_pairs.contains(&dictionary) {
                self.pending_pairs.push(dictionary);
            }
            Some(self.static_path(home, of, &name))
        });
        ir::Member {
            kind,
            flags,
            item,
            pair,
            value: member.value.as_ref().map(|value| match value {
                ValueConstraint::Default(text) | ValueConstraint::Fixed(text) => text.to_string(),
            }),
            annotation: member.annotation.clone(),
        }
    }

    /// The static of a wildcard, one per module and set of namespaces.
    fn wildcard(&mut self, home: Home, wildcard: &Wildcard) -> String {
        let (namespaces, not) = match &wildcard.namespaces {
            NamespaceConstraint::Any => (Vec::new(), true),
            NamespaceConstraint::Other(uri) => {
                // "Other" admits neither the target namespace nor the absence of one.
                let mut list = vec![uri.clone()];
                if !uri.is_empty() {
                    list.push(Arc::from(""));
                }
                (list, true)
            }
            NamespaceConstraint::List(list) => {
                let mut list = list.clone();
                list.sort();
                list.dedup();
                (list, false)
            }
        };
        let key = (home, namespaces, not);
        if let Some(name) = self.wildcards.get(&key) {
            return name.clone();
        }
        let wanted = match (&wildcard.namespaces, key.1.as_slice()) {
            (NamespaceConstraint::Any, _) => "ANY".to_owned(),
            (NamespaceConstraint::Other(uri), _) => format!("ANY_BUT_{}", prefixes::constant(uri)),
            (_, [only]) if only.is_empty() => "ANY_LOCAL".to_owned(),
            (_, [only]) => format!("ANY_OF_{}", prefixes::constant(only)),
            _ => "ANY_OF_SOME".to_owned(),
        };
        let name = self.value_name(home, &wanted, &[]);
        let list = key
            .1
            .iter()
            .map(|uri| self.constant_or_own(home, uri))
            .collect();
        if let Some(module) = self.modules.get_mut(&home) {
            module.items.push(Item::Wildcard(ir::Wildcard {
                name: name.clone(),
                visible: false,
                namespaces: list,
                not,
            }));
        }
        self.wildcards.insert(key, name.clone());
        name
    }

    /// Like [`Self::constant`], for namespaces of wildcards, which need not occur elsewhere.
    fn constant_or_own(&mut self, home: Home, uri: &Arc<str>) -> Option<String> {
        if !uri.is_empty()
            && let Some(module) = self.modules.get_mut(&home)
            && !module.constants.contains_key(uri)
        {
            let name = module.values.take(&prefixes::constant(uri), &[]);
            module.constants.insert(uri.clone(), name);
        }
        self.constant(home, uri)
    }

    // Items.

    fn head(&mut self, id: NodeId, derives: &[&str]) -> ir::Head {
        let node = self.node(id);
        let label = &node.label;
        let named = match &node.wanted {
            Wanted::Type(name) => Some(name.clone()),
            _ => None,
        };
        let mut all: Vec<TokenStream> = derives
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect();
        let mut extra: Vec<&TokenStream> = self.shaping.derives.all(label);
        if let Some(name) = &named {
            extra.extend(self.shaping.derives.all(&name.to_string()));
        }
        for derive in extra {
            let text = derive.to_string();
            if !all.iter().any(|known| known.to_string() == text) {
                all.push(derive.clone());
            }
        }
        ir::Head {
            docs: node.docs.clone(),
            derives: if derives.is_empty() { Vec::new() } else { all },
            attributes: self
                .shaping
                .attributes
                .all(label)
                .into_iter()
                .cloned()
                .collect(),
            name: self.names.get(&id).cloned().unwrap_or_default(),
        }
    }

    /// Whether a direct field of this type must be boxed, and whether a required one must be optional.
    fn recursion(&self, from: NodeId, member: &MemberNode) -> (bool, bool) {
        if member.repeated || member.item.is_some() {
            return (false, false);
        }
        let Ty::Node(to) = member.ty else {
            return (false, false);
        };
        let structural = matches!(self.node(to).kind, NodeKind::Struct { group: false, .. });
        let boxed = structural && self.component[from] == self.component[to];
        let optional =
            must_have(member) && self.required_component[from] == self.required_component[to];
        (boxed, optional)
    }

    /// Makes the item of a node.
    pub(crate) fn item(&mut self, id: NodeId) -> Option<Item> {
        let node = self.node(id);
        let home = node.home;
        Some(match &node.kind {
            NodeKind::Reserved => return None,
            NodeKind::Struct { members, group } => {
                Item::Struct(self.structure(id, members, *group))
            }
            NodeKind::Enumeration { ty } => Item::Enum(self.enumeration(id, *ty)),
            NodeKind::Alias(ty) => Item::Alias(ir::Alias {
                ty: self.ty(ty, home),
                head: self.head(id, &[]),
            }),
            NodeKind::Union(members) => Item::Union(self.union(id, members)),
            NodeKind::Choice(branches) => Item::Choice(self.choice(id, branches)),
            NodeKind::Polymorphic(variants) => Item::Polymorphic(self.polymorphic(id, variants)),
        })
    }

    /// Names of fields: elements first, so that an attribute of the same name gives way.
    pub(crate) fn field_names(&mut self, id: NodeId, members: &[MemberNode]) -> Vec<String> {
        let node = self.node(id);
        let mut scope = Taken::default();
        let mut found: Vec<Option<String>> = vec![None; members.len()];
        for (index, member) in members.iter().enumerate() {
            let local = member_local(member);
            let own = format!("{}.{local}", node.label);
            let renamed = self
                .shaping
                .rename_fields
                .last(&own)
                .or_else(|| self.shaping.rename_fields.last(&member.label));
            if let Some(name) = renamed {
                let name = name.clone();
                scope.reserve(&name);
                found[index] = Some(name);
            }
        }
        for attributes in [false, true] {
            for (index, member) in members.iter().enumerate() {
                let is_attribute = matches!(
                    member.kind,
                    MemberKind::Attribute(_) | MemberKind::AnyAttribute
                );
                if found[index].is_some() || is_attribute != attributes {
                    continue;
                }
                let wanted = names::snake_name(&member.wanted, "field_");
                let alternatives = if is_attribute {
                    vec![format!("{}_attribute", wanted.trim_start_matches("r#").trim_end_matches('_'))]
                } else {
                    Vec::new()
                };
                let given = scope.take(&wanted, &alternatives);
                if given != wanted
                    && !matches!(member.kind, MemberKind::Group { .. } | MemberKind::Any(_))
                {
                    self.collisions
                        .push((member.span, node.label.clone(), wanted, given.clone()));
                }
                found[index] = Some(given);
            }
        }
        found.into_iter().map(Option::unwrap_or_default).collect()
    }

    fn structure(&mut self, id: NodeId, members: &[MemberNode], group: bool) -> ir::Struct {
        let node = self.node(id);
        let home = node.home;
        let names = self.field_names(id, members);
        let mut masked = false;
        let mut fields = Vec::new();
        for (member, name) in members.iter().zip(names) {
            let (boxed, optional) = self.recursion(id, member);
            let (ty, secret) = self.held(member, home, boxed, optional);
            let secret = if self.is_secret(member) {
                secret
            } else {
                Secret::Shown
            };
            masked |= secret != Secret::Shown;
            let own = format!("{}.{}", node.label, member_local(member));
            fields.push(ir::Field {
                docs: field_docs(member, false),
                attributes: self
                    .shaping
                    .attributes
                    .all(&own)
                    .into_iter()
                    .cloned()
                    .collect(),
                name,
                ty,
                member: self.member(member, home),
                secret,
            });
        }
        let derives: Vec<&str> = STRUCT
            .iter()
            .copied()
            .filter(|name| !(masked && *name == "Debug"))
            .collect();
        ir::Struct {
            head: self.head(id, &derives),
            fields,
            table: self.tables.get(&id).cloned().unwrap_or_default(),
            table_visible: false,
            wire: self.name(home, &node.wire),
            group: group.then(|| self.groups.get(&id).cloned().unwrap_or_default()),
            group_visible: false,
            masked,
        }
    }

    fn enumeration(&mut self, id: NodeId, ty: TypeId) -> ir::Enum {
        let node = self.node(id);
        let def = &self.model().types[ty];
        let TypeKind::Simple(simple) = &def.kind else {
            return ir::Enum {
                head: self.head(id, ENUMERATION),
                variants: Vec::new(),
                unknown: None,
                numbered: false,
                preserve: false,
                empty: false,
            };
        };
        let values = &simple.facets.enumeration;
        let number_of = |value: &EnumerationValue| {
            value
                .annotation
                .appinfo
                .iter()
                .find(|(name, _)| &*name.local == "EnumerationValue")
                .and_then(|(_, text)| text.trim().parse::<i64>().ok())
        };
        let numbered = values.iter().any(|value| number_of(value).is_some());
        // WCF leaves out the number that a value has by its position; values of flags double.
        let flags = self.is_flag(ty);
        let mut scope = Taken::default();
        let mut seen = BTreeSet::new();
        let mut variants = Vec::new();
        let mut preserve = false;
        let mut empty = false;
        for (index, value) in values.iter().enumerate() {
            let text = value.value.to_string();
            if !seen.insert(text.clone()) {
                continue;
            }
            empty |= text.is_empty();
            preserve |= text.split_ascii_whitespace().collect::<Vec<_>>().join(" ") != text;
            let number = number_of(value).or_else(|| {
                let position = i64::try_from(index).ok()?;
                if flags {
                    1_i64.checked_shl(u32::try_from(index).ok()?)
                } else {
                    Some(position)
                }
            });
            let wanted = names::variant_name(&text);
            let own = format!("{}.{text}", node.label);
            let name = match self.shaping.rename_fields.last(&own) {
                Some(name) => {
                    scope.reserve(name);
                    name.clone()
                }
                None => scope.take(&wanted, &[]),
            };
            if name != wanted {
                self.collisions
                    .push((value.span, node.label.clone(), wanted, name.clone()));
            }
            let mut docs = docs::paragraphs(&value.annotation.documentation);
            let described = match number {
                Some(number) if numbered => format!("{}, {number}.", docs::code(&text)),
                _ => format!("{}.", docs::code(&text)),
            };
            docs::append(&mut docs, &described);
            variants.push(ir::Variant {
                docs,
                name,
                text,
                number: number.filter(|_| numbered),
            });
        }
        let closed = match &def.name {
            Some(name) => self.shaping.closed.any_name(name),
            None => self.shaping.closed.any(&node.label),
        };
        let unknown = (!closed).then(|| scope.take("Unknown", &["UnknownValue".to_owned()]));
        ir::Enum {
            head: self.head(id, ENUMERATION),
            variants,
            unknown,
            numbered,
            preserve,
            empty,
        }
    }

    /// Whether an enumeration is the item of a list: one of the values of a set of flags.
    fn is_flag(&self, ty: TypeId) -> bool {
        match self.model().types[ty].scope {
            Scope::Type(owner, _) => {
                matches!(
                    &self.model().types[owner].kind,
                    TypeKind::Simple(SimpleType {
                        variety: Variety::List(_),
                        ..
                    })
                )
            }
            _ => false,
        }
    }

    fn union(&mut self, id: NodeId, members: &[(String, Ty)]) -> ir::Union {
        let home = self.node(id).home;
        let mut scope = Taken::default();
        let mut variants = Vec::new();
        for (name, ty) in members {
            let unless = match ty {
                Ty::Node(of) => self.unknown_variant(*of),
                _ => None,
            };
            variants.push(ir::UnionVariant {
                docs: vec![format!("A value of {}.", docs::code(name))],
                name: scope.take(&names::variant_name(name), &[]),
                ty: self.ty(ty, home),
                unless,
            });
        }
        ir::Union {
            text: members.iter().any(|(_, ty)| self.is_text(ty)),
            head: self.head(id, &["Clone", "Debug", "PartialEq"]),
            variants,
        }
    }

    /// Whether values of a type are any text, with its white space.
    fn is_text(&self, ty: &Ty) -> bool {
        match ty {
            Ty::String => true,
            Ty::Node(id) => match &self.node(*id).kind {
                NodeKind::Alias(of) => self.is_text(of),
                NodeKind::Union(members) => members.iter().any(|(_, ty)| *ty == Ty::String),
                _ => false,
            },
            _ => false,
        }
    }

    /// The catch-all variant of an enumeration (through aliases).
    fn unknown_variant(&mut self, id: NodeId) -> Option<String> {
        match &self.node(id).kind {
            NodeKind::Enumeration { ty } => self.enumeration(id, *ty).unknown,
            NodeKind::Alias(Ty::Node(of)) if *of != id => self.unknown_variant(*of),
            _ => None,
        }
    }

    fn choice(&mut self, id: NodeId, members: &[MemberNode]) -> ir::Choice {
        let node = self.node(id);
        let home = node.home;
        let mut scope = Taken::default();
        let mut branches = Vec::new();
        let mut masked = false;
        for member in members {
            let (boxed, _) = self.recursion(id, member);
            let own = format!("{}.{}", node.label, member_local(member));
            let renamed = self.shaping.rename_fields.last(&own).cloned();
            let name = match renamed {
                Some(name) => {
                    scope.reserve(&name);
                    name
                }
                None => scope.take(&names::variant_name(&member.wanted), &[]),
            };
            masked |= self.is_secret(member);
            branches.push(ir::Branch {
                docs: field_docs(member, true),
                name,
                ty: self.branch_type(member, home, boxed),
                member: self.member(member, home),
            });
        }
        let derives: &[&str] = if masked {
            &["Clone", "PartialEq"]
        } else {
            &["Clone", "Debug", "PartialEq"]
        };
        ir::Choice {
            head: self.head(id, derives),
            group: self.groups.get(&id).cloned().unwrap_or_default(),
            group_visible: false,
            branches,
            masked,
        }
    }

    fn polymorphic(&mut self, id: NodeId, variants: &[(TypeId, Ty)]) -> ir::Polymorphic {
        let node = self.node(id);
        let home = node.home;
        let mut scope = Taken::default();
        let mut planned = Vec::new();
        for (ty, content) in variants {
            let wire = match &self.model().types[*ty].name {
                Some(name) => name.clone(),
                None => continue,
            };
            let boxed = match content {
                Ty::Node(to) => {
                    matches!(self.node(*to).kind, NodeKind::Struct { .. })
                        && self.component[id] == self.component[*to]
                }
                _ => false,
            };
            let declared = wire == node.wire;
            let of = self.ty(content, home);
            let attribute = if declared {
                String::new()
            } else {
                format!(
                    " xsi:type=\"{}{}\"",
                    self.prefixes.of_element(&wire),
                    wire.local
                )
            };
            planned.push(ir::PolymorphicVariant {
                docs: vec![format!(
                    "{}{}.",
                    docs::code(&wire.local),
                    in_namespace(&wire)
                )],
                name: scope.take(&names::variant_name(&wire.local), &[]),
                ty: if boxed {
                    ir::Type::Path(self.prelude(home).boxed.to_owned(), vec![of])
                } else {
                    of
                },
                wire: self.name(home, &wire),
                attribute,
            });
        }
        ir::Polymorphic {
            head: self.head(id, &["Clone", "Debug", "PartialEq"]),
            table: self.tables.get(&id).cloned().unwrap_or_default(),
            variants: planned,
        }
    }

    /// Makes the statics that members turned out to need; they may need further ones.
    pub(crate) fn finish_statics(&mut self) {
        let (mut pairs, mut items) = (0, 0);
        loop {
            if let Some(&ty) = self.pending_pairs.get(pairs) {
                pairs += 1;
                if let (Some((home, name)), Some(pair)) =
                    (self.pairs.get(&ty).cloned(), self.lower.pairs.get(&ty))
                {
                    let planned = ir::Pair {
                        name,
                        visible: false,
                        entry: self.member(&pair.entry, home),
                        key: self.member(&pair.key, home),
                        value: self.member(&pair.value, home),
                    };
                    self.push(home, Item::Pair(planned));
                }
            } else if let Some(&ty) = self.pending_items.get(items) {
                items += 1;
                if let (Some((home, name)), Some(item)) =
                    (self.items.get(&ty).cloned(), self.lower.items.get(&ty))
                {
                    let planned = ir::MemberStatic {
                        name,
                        visible: false,
                        member: self.member(item, home),
                    };
                    self.push(home, Item::Member(planned));
                }
            } else {
                break;
            }
        }
        // Visibility is known only now.
        let visible = std::mem::take(&mut self.visible);
        for (home, module) in &mut self.modules {
            let seen = |name: &str| visible.contains(&(*home, name.to_owned()));
            for item in &mut module.items {
                match item {
                    Item::Pair(pair) => pair.visible = seen(&pair.name),
                    Item::Member(member) => member.visible = seen(&member.name),
                    Item::Choice(choice) => choice.group_visible = seen(&choice.group),
                    Item::Struct(structure) => {
                        structure.table_visible = seen(&structure.table);
                        structure.group_visible = structure.group.as_deref().is_some_and(seen);
                    }
                    Item::Operation(operation) => operation.visible = seen(&operation.name),
                    _ => {}
                }
            }
        }
    }

    pub(crate) fn push(&mut self, home: Home, item: Item) {
        if let Some(module) = self.modules.get_mut(&home) {
            module.items.push(item);
        }
    }

    /// The constant of these declarations.
    pub(crate) fn declarations(&mut self, home: Home, text: String) -> String {
        let Some(module) = self.modules.get_mut(&home) else {
            return text;
        };
        if let Some(name) = module.declarations.get(&text) {
            return name.clone();
        }
        let name = module.values.take("DECLARATIONS", &[]);
        module.declarations.insert(text, name.clone());
        name
    }

    /// The static of a fault's element.
    pub(crate) fn fault_static(&mut self, home: Home, wire: &QName, member: &ir::Member) -> String {
        let key = format!("{member:?}");
        if let Some(name) = self
            .modules
            .get(&home)
            .and_then(|module| module.faults.get(&key))
        {
            return name.clone();
        }
        let name = self.value_name(
            home,
            &format!("{}_FAULT", names::shouty_name(&wire.local)),
            &[],
        );
        if let Some(module) = self.modules.get_mut(&home) {
            module.faults.insert(key, name.clone());
            module.items.push(Item::Member(ir::MemberStatic {
                name: name.clone(),
                visible: false,
                member: member.clone(),
            }));
        }
        name
    }

    /// The path of the table of a struct.
    pub(crate) fn table(&mut self, home: Home, node: NodeId) -> String {
        let of = self.node(node).home;
        let name = self.tables.get(&node).cloned().unwrap_or_default();
        self.static_path(home, of, &name)
    }

    /// The field of a struct that holds a text for people: an optional string called `Message` or the like.
    pub(crate) fn text_field(&mut self, node: NodeId) -> Option<String> {
        let NodeKind::Struct { members, .. } = &self.node(node).kind else {
            return None;
        };
        let position = ["message", "friendlytext", "errormessage", "description", "text"].iter().find_map(|wanted| {
            members.iter().position(|member| {
                matches!(&member.kind, MemberKind::Element(name) if name.local.eq_ignore_ascii_case(wanted))
                    && member.ty == Ty::String
                    && !member.repeated
                    && !self.is_secret(member)
                    && (member.nillable || !member.required)
                    && !(member.nillable && self.shaping.nillable.any(&member.label))
            })
        })?;
        self.field_names(node, members).get(position).cloned()
    }

    /// Names of the statics of the operations of a module's first client, in order.
    pub(crate) fn operation_statics(&self, home: Home) -> Vec<String> {
        self.modules
            .get(&home)
            .into_iter()
            .flat_map(|module| &module.items)
            .filter_map(|item| match item {
                Item::Operation(operation) => Some(operation.name.clone()),
                _ => None,
            })
            .collect()
    }

    /// The path of an operation's static, for the module of its server.
    pub(crate) fn make_visible(&mut self, home: Home, name: &str) {
        self.visible.insert((home, name.to_owned()));
    }
}

impl Building {
    /// Constants of declarations, by name.
    pub(crate) fn constants(&self) -> Vec<(String, String, String)> {
        let mut list: Vec<(String, String, String)> = self
            .declarations
            .iter()
            .map(|(text, name)| {
                (
                    name.clone(),
                    "Namespaces declared on the envelope.".to_owned(),
                    text.clone(),
                )
            })
            .collect();
        list.sort();
        list
    }

    /// Constants of the namespaces that were used, by name.
    pub(crate) fn namespaces(&self) -> Vec<(String, String)> {
        let mut list: Vec<(String, String)> = self
            .constants
            .iter()
            .filter(|(uri, _)| self.used_constants.contains(*uri))
            .map(|(uri, name)| (name.clone(), uri.to_string()))
            .collect();
        list.sort();
        list
    }
}

/// The wire name of a member, or what stands for it in selectors.
fn member_local(member: &MemberNode) -> &str {
    match &member.kind {
        MemberKind::Element(name) | MemberKind::Attribute(name) => &name.local,
        _ => &member.wanted,
    }
}

/// Whether a value of the owner cannot be without a value of the member.
fn must_have(member: &MemberNode) -> bool {
    member.required
        && !member.nillable
        && !member.repeated
        && member.item.is_none()
        && matches!(
            member.kind,
            MemberKind::Element(_) | MemberKind::Attribute(_) | MemberKind::Text
        )
}

/// Components of the graph of types that hold each other directly, and of that of types that must hold each other.
fn components(lower: &Lower<'_>) -> (Vec<usize>, Vec<usize>) {
    let nodes = &lower.graph.nodes;
    let mut direct: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    let mut required: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (id, node) in nodes.iter().enumerate() {
        match &node.kind {
            NodeKind::Struct { members, .. } | NodeKind::Choice(members) => {
                for member in members {
                    if member.repeated || member.item.is_some() {
                        continue;
                    }
                    if let Ty::Node(to) = member.ty {
                        direct[id].push(to);
                        if must_have(member) && matches!(node.kind, NodeKind::Struct { .. }) {
                            required[id].push(to);
                        }
                    }
                }
            }
            NodeKind::Polymorphic(variants) => {
                for (index, (_, ty)) in variants.iter().enumerate() {
                    if let Ty::Node(to) = ty {
                        direct[id].push(*to);
                        if index == 0 {
                            required[id].push(*to);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    (boxing::components(&direct), boxing::components(&required))
}

/// Documentation of a field or branch.
fn field_docs(member: &MemberNode, branch: bool) -> Vec<String> {
    let mut lines = docs::paragraphs(&member.documentation);
    let mut words: Vec<String> = Vec::new();
    let what = match &member.kind {
        MemberKind::Element(name) => docs::code(&name.local),
        MemberKind::Attribute(name) => format!("Attribute {}", docs::code(&name.local)),
        MemberKind::Text => "The text".to_owned(),
        MemberKind::Group { choice: true, .. } => "One of several elements".to_owned(),
        MemberKind::Group { .. } => "A sequence of elements".to_owned(),
        MemberKind::Any(wildcard) => match &wildcard.namespaces {
            NamespaceConstraint::Any => "Any element".to_owned(),
            NamespaceConstraint::Other(uri) if uri.is_empty() => {
                "Any element in a namespace".to_owned()
            }
            NamespaceConstraint::Other(uri) => {
                format!("Any element in a namespace other than {}", docs::code(uri))
            }
            NamespaceConstraint::List(list) => {
                let names: Vec<String> = list
                    .iter()
                    .map(|uri| {
                        if uri.is_empty() {
                            "none".to_owned()
                        } else {
                            docs::code(uri)
                        }
                    })
                    .collect();
                format!(
                    "Any element in one of these namespaces: {}",
                    names.join(", ")
                )
            }
        },
        MemberKind::AnyAttribute => "Attributes that the schema does not name".to_owned(),
        MemberKind::Unknown => {
            "Children that the schema does not name, written back as they were read".to_owned()
        }
    };
    words.push(what);
    match member.kind {
        MemberKind::Text | MemberKind::AnyAttribute | MemberKind::Unknown => {}
        _ => {
            if !branch {
                let word = if member.required { "required" } else { "optional" };
                words.push(word.to_owned());
            }
            if member.nillable {
                words.push("nillable".to_owned());
            }
            if member.repeated {
                words.push("repeated".to_owned());
            }
        }
    }
    match &member.value {
        Some(ValueConstraint::Default(text)) => words.push(format!("default {}", docs::code(text))),
        Some(ValueConstraint::Fixed(text)) => words.push(format!("always {}", docs::code(text))),
        None => {}
    }
    words.extend(member.remarks.iter().cloned());
    docs::append(&mut lines, &format!("{}.", words.join(", ")));
    lines
}

/// How the prelude is spelled beside these types.
fn prelude(types: &Taken) -> ir::Prelude {
    let short = |name: &'static str, absolute: &'static str| {
        if types.contains(name) { absolute } else { name }
    };
    ir::Prelude {
        option: short("Option", "::core::option::Option"),
        vec: short("Vec", "::std::vec::Vec"),
        string: short("String", "::std::string::String"),
        boxed: short("Box", "::std::boxed::Box"),
        result: short("Result", "::core::result::Result"),
        default: short("Default", "::core::default::Default"),
        send: short("Send", "::core::marker::Send"),
        sync: short("Sync", "::core::marker::Sync"),
    }
}

/// Names that messages made of these members and structs use.
pub(crate) fn used_by<'m>(
    lower: &Lower<'_>,
    members: impl IntoIterator<Item = &'m MemberNode>,
    nodes: impl IntoIterator<Item = NodeId>,
) -> Used {
    let mut walk = Walk {
        lower,
        used: Used::default(),
        nodes: BTreeSet::new(),
        types: BTreeSet::new(),
        queue: Vec::new(),
    };
    for member in members {
        walk.member(member);
    }
    for node in nodes {
        walk.node(node);
    }
    walk.run();
    walk.used
}

struct Walk<'a, 'b> {
    lower: &'a Lower<'b>,
    used: Used,
    nodes: BTreeSet<NodeId>,
    types: BTreeSet<TypeId>,
    queue: Vec<NodeId>,
}

impl Walk<'_, '_> {
    fn node(&mut self, id: NodeId) {
        if self.nodes.insert(id) {
            self.queue.push(id);
        }
    }

    fn run(&mut self) {
        while let Some(id) = self.queue.pop() {
            let Some(node) = self.lower.graph.nodes.get(id) else {
                continue;
            };
            match &node.kind {
                NodeKind::Struct { members, .. } | NodeKind::Choice(members) => {
                    for member in members {
                        self.member(member);
                    }
                }
                NodeKind::Polymorphic(variants) => {
                    for (ty, content) in variants {
                        if let Some(name) = &self.lower.model.types[*ty].name {
                            self.used.ty(name);
                        }
                        self.ty(content);
                    }
                }
                _ => {}
            }
        }
    }

    fn ty(&mut self, ty: &Ty) {
        if let Ty::Node(id) = ty {
            self.node(*id);
        }
    }

    fn member(&mut self, member: &MemberNode) {
        match &member.kind {
            MemberKind::Element(name) => self.used.element(name),
            MemberKind::Attribute(name) => self.used.attribute(name),
            MemberKind::Group { node, .. } => self.node(*node),
            _ => {}
        }
        self.ty(&member.ty);
        if let Some(array) = member.item
            && self.types.insert(array)
            && let Some(item) = self.lower.items.get(&array)
        {
            self.member(item);
        }
        if let Some(dictionary) = member.pair
            && self.types.insert(dictionary)
            && let Some(pair) = self.lower.pairs.get(&dictionary)
        {
            self.member(&pair.entry);
            self.member(&pair.key);
            self.member(&pair.value);
        }
    }
}
