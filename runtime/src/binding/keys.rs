//! Checking identity constraints: an element that was read or written is read as a tree, when it is complete.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::simple::ContractScope;
use super::{
    Components, Identity, IdentityField, IdentityKind, IdentityPath, Name, NameTest, SimpleType,
    qualified_name,
};
use crate::value::{BuiltIn, QName};
use crate::xml::{OwnedName, RawElement, Scope, XSD, XSI, is_space_char};

/// The elements of one element, itself first, each before those in it.
struct ElementTree {
    nodes: Vec<ElementNode>,
    components: Option<&'static Components>,
}

struct ElementNode {
    name: OwnedName,
    element: RawElement,
    /// The element around it; its own number for the first.
    parent: usize,
    children: Vec<usize>,
}

/// The values of the fields of one element.
enum Values {
    All(Vec<String>),
    /// Each field has a node, and one of them is nil.
    Nil,
    /// A field has no node.
    Missing,
}

impl ElementTree {
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    fn of(root: RawElement, components: Option<&'static Components>) -> Self {
        let mut nodes = vec![ElementNode {
            name: root.name(),
            element: root,
            parent: 0,
            children: Vec::new(),
        }];
        let mut at = 0;
        while let Some(node) = nodes.get(at) {
            let children = node.element.children();
            let first = nodes.len();
            let numbers = (first..first + children.len()).collect();
            nodes.extend(children.into_iter().map(|element| ElementNode {
                name: element.name(),
                element,
                parent: at,
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
    /// one of them, though it has no value (Part 1, 3.11.4, clause 3): `Ok(Some(None))`.
    fn value(&self, from: usize, field: &IdentityField) -> Result<Option<Option<String>>, ()> {
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
            0 | 1 => Ok(values.pop()),
            _ => Err(()),
        }
    }

    /// The value of an element; `Ok(None)` if it is nil.
    fn text(&self, node: &ElementNode, field: &IdentityField) -> Result<Option<String>, ()> {
        let nil = node.element.attribute(XSI, "nil");
        if nil.is_some_and(|text| matches!(text.trim_matches(is_space_char), "true" | "1")) {
            return Ok(None);
        }
        let is_within = |owner| self.is_named(node.parent, NameTest::Name(owner));
        let leaf = field.leaves.iter().find(|leaf| {
            !leaf.is_attribute
                && node.name.is(leaf.name.namespace, leaf.name.local)
                && leaf.owner.is_none_or(is_within)
        });
        let text = node.element.text().ok_or(())?;
        let default = leaf.and_then(|leaf| leaf.default);
        let of = leaf.map_or(field.of, |leaf| leaf.of);
        let spelled = node.element.begun(|reader| {
            if let Some(default) = default.filter(|_| text.is_empty()) {
                return of.spelled(default, &ContractScope(reader));
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
        node: &ElementNode,
        field: &IdentityField,
        test: NameTest,
    ) -> Vec<(OwnedName, String)> {
        let own: Vec<_> = field
            .leaves
            .iter()
            .filter(|leaf| {
                let is_own = |owner: Name| node.name.is(owner.namespace, owner.local);
                leaf.is_attribute
                    && leaf.owner.is_some_and(is_own)
                    && test.admits(leaf.name.namespace, leaf.name.local)
            })
            .collect();
        let found = node.element.begun(|reader| {
            let mut found = Vec::new();
            for one in reader.attributes() {
                let namespace = reader.attribute_namespace(one);
                if !test.admits(namespace, one.local) {
                    continue;
                }
                let mut own = own.iter();
                let leaf = own
                    .find(|leaf| leaf.name.namespace == namespace && leaf.name.local == one.local);
                let of = leaf.map_or(field.of, |leaf| leaf.of);
                let name = OwnedName::new(namespace, one.local);
                // An attribute of XSI is a node like others, of a type of its own (Part 1, 3.2.7).
                let value = match (namespace, one.local) {
                    (XSI, "type") => SimpleType::new(BuiltIn::QName).spelled(&one.value, reader),
                    (XSI, "nil") => SimpleType::new(BuiltIn::Boolean).spelled(&one.value, reader),
                    (XSI, _) => SimpleType::new(BuiltIn::AnyUri).spelled(&one.value, reader),
                    _ => of.spelled(&one.value, reader),
                };
                found.push((name, value));
            }
            for leaf in &own {
                let name = OwnedName::new(leaf.name.namespace, leaf.name.local);
                if let Some(default) = leaf.default
                    && found.iter().all(|(known, _)| *known != name)
                {
                    found.push((name, leaf.of.spelled(default, &ContractScope(reader))));
                }
            }
            found
        });
        found.unwrap_or_default()
    }

    fn values(&self, at: usize, fields: &[IdentityField]) -> Result<Values, ()> {
        let mut all = Vec::new();
        let (mut is_nil, mut is_missing) = (false, false);
        for field in fields {
            match self.value(at, field)? {
                Some(Some(value)) => all.push(value),
                Some(None) => is_nil = true,
                None => is_missing = true,
            }
        }
        Ok(match (is_missing, is_nil) {
            (true, _) => Values::Missing,
            (false, true) => Values::Nil,
            (false, false) => Values::All(all),
        })
    }

    /// The values of a key that a reference in an element may name: those of the element, and those of the elements in it
    /// that are not the same in two of them (Part 1, 3.11.5).
    fn keys(&self, of: usize, key: &Identity, scope: Option<Name>) -> HashSet<Vec<String>> {
        let own = |at| {
            let selected = self.selected(at, key.selector).into_iter();
            let values = selected.filter_map(|at| match self.values(at, key.fields) {
                Ok(Values::All(values)) => Some(values),
                _ => None,
            });
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
                (Values::Missing | Values::Nil, IdentityKind::Key) => {
                    return Some(format!(
                        "the element {local} lacks a field of the key {name}"
                    ));
                }
                (Values::All(_), IdentityKind::Key) if nillable => {
                    return Some(format!("a field of the key {name} may be nil"));
                }
                // Nothing of a key is nil.
                (Values::Nil, IdentityKind::Reference(key, _)) => {
                    return Some(format!("a value of {name} is none of {}", key.name));
                }
                (Values::Missing | Values::Nil, _) => {}
                (Values::All(values), kind) => {
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

/// The violations of constraints by an element.
pub(super) fn broken(
    element: RawElement,
    components: Option<&'static Components>,
    identities: &[&Identity],
) -> Vec<String> {
    let tree = ElementTree::of(element, components);
    let broken = identities.iter().map(|identity| tree.broken(0, identity));
    broken.flatten().collect()
}
