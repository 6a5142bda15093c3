//! Checking identity constraints: the element is read once more, as a tree, when it is complete.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::binding::simple::Contract;
use crate::binding::{
    Components, Identity, IdentityField, IdentityKind, IdentityPath, Inner, Member, Name, NameTest,
    Reader, SimpleType, qualified_name,
};
use crate::error::DecodeError;
use crate::value::{BuiltIn, QName};
use crate::xml::{DeviationKind, OwnedName, RawElement, Scope, XSD, XSI, is_space_char};

/// The elements of one element, itself first, each before those in it.
struct Tree {
    nodes: Vec<Node>,
    components: Option<&'static Components>,
}

struct Node {
    name: OwnedName,
    element: RawElement,
    children: Vec<usize>,
}

/// The values of the fields of one element; none where a field is missing.
type Values = Option<Vec<String>>;

impl Tree {
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    fn of(root: RawElement, components: Option<&'static Components>) -> Self {
        let mut nodes = vec![Node {
            name: root.name(),
            element: root,
            children: Vec::new(),
        }];
        let mut at = 0;
        while let Some(node) = nodes.get(at) {
            let children = node.element.children();
            let first = nodes.len();
            let numbers = (first..first + children.len()).collect();
            nodes.extend(children.into_iter().map(|element| Node {
                name: element.name(),
                element,
                children: Vec::new(),
            }));
            if let Some(node) = nodes.get_mut(at) {
                node.children = numbers;
            }
            at += 1;
        }
        Self { nodes, components }
    }

    fn children(&self, of: usize) -> &[usize] {
        self.nodes.get(of).map_or(&[], |node| &node.children)
    }

    /// An element and all elements in it.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    fn descendants(&self, of: usize) -> Vec<usize> {
        let mut found = vec![of];
        let mut at = 0;
        while let Some(&next) = found.get(at) {
            found.extend_from_slice(self.children(next));
            at += 1;
        }
        found
    }

    /// The elements that a path leads to, its attribute aside.
    fn elements(&self, from: usize, path: &IdentityPath) -> BTreeSet<usize> {
        let mut here: BTreeSet<usize> = match path.from_descendants {
            true => self.descendants(from).into_iter().collect(),
            false => BTreeSet::from([from]),
        };
        for step in path.steps {
            here = here
                .iter()
                .flat_map(|at| self.children(*at))
                .copied()
                .filter(|at| self.is_named(*at, *step))
                .collect();
        }
        here
    }

    fn is_named(&self, at: usize, test: NameTest) -> bool {
        self.nodes
            .get(at)
            .is_some_and(|node| test.admits(&node.name.namespace, &node.name.local))
    }

    fn selected(&self, from: usize, paths: &[IdentityPath]) -> BTreeSet<usize> {
        paths
            .iter()
            .flat_map(|path| self.elements(from, path))
            .collect()
    }

    /// The value of a field: `Ok(None)` if there is none, an error if there are several or it is no simple value. A nil element is
    /// one of them, though it has no value (Part 1, 3.11.4, clause 3).
    fn value(&self, from: usize, field: &IdentityField) -> Result<Option<String>, ()> {
        let mut values = Vec::new();
        let mut seen = BTreeSet::new();
        for path in field.paths {
            for at in self.elements(from, path) {
                let Some(node) = self.nodes.get(at) else {
                    continue;
                };
                match path.attribute {
                    Some(test) => {
                        for (name, value) in self.attributes(node, field, test) {
                            if seen.insert((at, Some(name))) {
                                values.push(Some(value));
                            }
                        }
                    }
                    None if seen.insert((at, None)) => {
                        values.push(self.text(node, field)?);
                    }
                    None => {}
                }
            }
        }
        match values.len() {
            0 | 1 => Ok(values.pop().flatten()),
            _ => Err(()),
        }
    }

    /// The value of an element; `Ok(None)` if it is nil.
    fn text(&self, node: &Node, field: &IdentityField) -> Result<Option<String>, ()> {
        let nil = node.element.attribute(XSI, "nil");
        if nil.is_some_and(|text| matches!(text.trim_matches(is_space_char), "true" | "1")) {
            return Ok(None);
        }
        let leaf = field.leaves.iter().find(|leaf| {
            leaf.owner.is_none() && node.name.is(leaf.name.namespace, leaf.name.local)
        });
        let text = node.element.text().ok_or(())?;
        let default = leaf.and_then(|leaf| leaf.default);
        let of = leaf.map_or(field.of, |leaf| leaf.of);
        let spelled = node.element.begun(|reader| {
            if let Some(default) = default.filter(|_| text.is_empty()) {
                return of.spelled(default, &Contract(reader));
            }
            let named = reader.attribute(XSI, "type");
            let named = named.map(|named| named.value.trim_matches(is_space_char));
            match named.map(|named| qualified_name(named, reader)) {
                Some(Ok(named)) => self.spelled_as(&named, of, &text, reader),
                _ => of.spelled(&text, reader),
            }
        });
        Ok(spelled)
    }

    /// The value of a text of the type that `xsi:type` names, or of the declared one.
    fn spelled_as(&self, named: &QName, of: &SimpleType, text: &str, scope: &dyn Scope) -> String {
        if named.namespace() == XSD {
            return match BuiltIn::from_name(named.local()) {
                Some(of) => SimpleType::new(of).spelled(text, scope),
                None => of.spelled(text, scope),
            };
        }
        let known = self.components;
        let known = known.and_then(|known| known.simple_type(named.namespace(), named.local()));
        known.unwrap_or(of).spelled(text, scope)
    }

    /// The values of the attributes that a step selects, with their names.
    fn attributes(
        &self,
        node: &Node,
        field: &IdentityField,
        test: NameTest,
    ) -> Vec<(OwnedName, String)> {
        let own: Vec<_> = field
            .leaves
            .iter()
            .filter(|leaf| {
                let owner = leaf.owner;
                owner.is_some_and(|owner| node.name.is(owner.namespace, owner.local))
                    && test.admits(leaf.name.namespace, leaf.name.local)
            })
            .collect();
        let found = node.element.begun(|reader| {
            let mut found = Vec::new();
            for one in reader.attributes() {
                let namespace = reader.attribute_namespace(one);
                if namespace == XSI || !test.admits(namespace, one.local) {
                    continue;
                }
                let mut own = own.iter();
                let leaf = own
                    .find(|leaf| leaf.name.namespace == namespace && leaf.name.local == one.local);
                let of = leaf.map_or(field.of, |leaf| leaf.of);
                let name = OwnedName::new(namespace, one.local);
                found.push((name, of.spelled(&one.value, reader)));
            }
            for leaf in &own {
                let name = OwnedName::new(leaf.name.namespace, leaf.name.local);
                if let Some(default) = leaf.default
                    && found.iter().all(|(known, _)| *known != name)
                {
                    found.push((name, leaf.of.spelled(default, &Contract(reader))));
                }
            }
            found
        });
        found.unwrap_or_default()
    }

    fn values(&self, at: usize, fields: &[IdentityField]) -> Result<Values, ()> {
        let mut all = Some(Vec::new());
        for field in fields {
            match (self.value(at, field)?, &mut all) {
                (Some(value), Some(all)) => all.push(value),
                _ => all = None,
            }
        }
        Ok(all)
    }

    /// The values of a key that a reference in an element may name: those of the element, and those of the elements in it
    /// that are not the same in two of them (Part 1, 3.11.5).
    fn keys(&self, of: usize, key: &Identity, scope: Option<Name>) -> HashSet<Vec<String>> {
        let own = |at| {
            let selected = self.selected(at, key.selector).into_iter();
            let values = selected.filter_map(|at| self.values(at, key.fields).ok().flatten());
            values.collect::<HashSet<_>>()
        };
        let Some(scope) = scope.map(NameTest::Name) else {
            return own(of);
        };
        let inside = self.descendants(of);
        let mut tables: HashMap<usize, HashSet<Vec<String>>> = HashMap::new();
        // The elements in an element stand behind it.
        for at in inside.into_iter().rev() {
            let (mut all, mut twice) = (HashSet::new(), HashSet::new());
            for child in self.children(at) {
                for values in tables.remove(child).unwrap_or_default() {
                    if all.contains(&values) {
                        twice.insert(values);
                    } else {
                        all.insert(values);
                    }
                }
            }
            all.retain(|values| !twice.contains(values));
            if self.is_named(at, scope) {
                all.extend(own(at));
            }
            if !all.is_empty() {
                tables.insert(at, all);
            }
        }
        tables.remove(&of).unwrap_or_default()
    }

    /// The violation of a constraint by an element.
    fn broken(&self, of: usize, identity: &Identity) -> Option<String> {
        let Identity { name, fields, .. } = identity;
        let mut found: HashMap<Vec<String>, ()> = HashMap::new();
        for at in self.selected(of, identity.selector) {
            let local = self.nodes.get(at).map_or("", |node| &node.name.local);
            let Ok(values) = self.values(at, fields) else {
                return Some(format!(
                    "a field of {name} is not one simple value in the element {local}"
                ));
            };
            let nillable = fields.iter().any(|field| field.nillable);
            match (values, identity.kind) {
                (None, IdentityKind::Key) => {
                    return Some(format!(
                        "the element {local} lacks a field of the key {name}"
                    ));
                }
                (Some(_), IdentityKind::Key) if nillable => {
                    return Some(format!("a field of the key {name} may be nil"));
                }
                (None, _) => {}
                (Some(values), kind) => {
                    let is_new = found.insert(values, ()).is_none();
                    if !is_new && !matches!(kind, IdentityKind::Reference(..)) {
                        return Some(format!(
                            "the element {local} has the same values of {name} as another one"
                        ));
                    }
                }
            }
        }
        let IdentityKind::Reference(key, scope) = identity.kind else {
            return None;
        };
        for values in self.keys(of, key, scope) {
            found.remove(&values);
        }
        (!found.is_empty()).then(|| format!("a value of {name} is none of {}", key.name))
    }
}

impl Reader<'_> {
    /// Checks the identity constraints of the element that is open and whose end tag has been taken.
    pub(super) fn check_identities(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        let Inner::Identities(identities) = member.inner else {
            return Ok(());
        };
        if !self.options().facets {
            return Ok(());
        }
        let tree = Tree::of(self.complete_element(), self.components);
        let offset = self.element_offset();
        for identity in identities {
            if let Some(broken) = tree.broken(0, identity) {
                self.deviate(DeviationKind::Identity, offset, &|| broken.clone(), None)?;
            }
        }
        Ok(())
    }
}
