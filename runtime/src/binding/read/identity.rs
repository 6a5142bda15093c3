//! Checking identity constraints: the element is read once more, as a tree, when it is complete.

use std::collections::{BTreeSet, HashMap};

use crate::binding::{
    Identity, IdentityField, IdentityKind, IdentityPath, Inner, Member, NameTest, Reader,
};
use crate::error::DecodeError;
use crate::xml::{DeviationKind, OwnedName, RawElement, XSI, is_space_char};

/// The elements of one element, itself first, each before those in it.
struct Tree(Vec<Node>);

struct Node {
    name: OwnedName,
    element: RawElement,
    children: Vec<usize>,
}

/// The values of the fields of one element; none where a field is missing.
type Values = Option<Vec<String>>;

impl Tree {
    fn of(root: RawElement) -> Self {
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
        Self(nodes)
    }

    fn children(&self, of: usize) -> &[usize] {
        self.0.get(of).map_or(&[], |node| &node.children)
    }

    /// An element and all elements in it.
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
        self.0
            .get(at)
            .is_some_and(|node| test.admits(&node.name.namespace, &node.name.local))
    }

    fn selected(&self, from: usize, paths: &[IdentityPath]) -> BTreeSet<usize> {
        paths
            .iter()
            .flat_map(|path| self.elements(from, path))
            .collect()
    }

    /// The value of a field: `Ok(None)` if there is none, an error if there are several or it is no simple value.
    fn value(&self, from: usize, field: &IdentityField) -> Result<Option<String>, ()> {
        let mut texts = Vec::new();
        let mut seen = BTreeSet::new();
        for path in field.paths {
            for at in self.elements(from, path) {
                let Some(node) = self.0.get(at) else { continue };
                match path.attribute {
                    Some(NameTest::Name(name)) => {
                        texts.extend(node.element.attribute(name.namespace, name.local));
                    }
                    Some(_) => {}
                    None if !seen.insert(at) => {}
                    None => {
                        let nil = node.element.attribute(XSI, "nil");
                        let nil = nil.is_some_and(|text| {
                            matches!(text.trim_matches(is_space_char), "true" | "1")
                        });
                        match node.element.text() {
                            _ if nil => {}
                            Some(text) => texts.push(text),
                            None => return Err(()),
                        }
                    }
                }
            }
        }
        match texts.as_slice() {
            [] => Ok(None),
            [text] => Ok(Some(field.of.spelled(text))),
            _ => Err(()),
        }
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

    /// The violation of a constraint by an element.
    fn broken(&self, of: usize, identity: &Identity) -> Option<String> {
        let Identity { name, fields, .. } = identity;
        let mut found: HashMap<Vec<String>, ()> = HashMap::new();
        for at in self.selected(of, identity.selector) {
            let local = self.0.get(at).map_or("", |node| &node.name.local);
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
        let scopes = match scope {
            None => vec![of],
            Some(name) => {
                let test = NameTest::Name(name);
                let mut all = self.descendants(of);
                all.retain(|at| self.is_named(*at, test));
                all
            }
        };
        let keys = scopes
            .into_iter()
            .flat_map(|at| self.selected(at, key.selector))
            .filter_map(|at| self.values(at, key.fields).ok().flatten());
        for values in keys {
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
        let tree = Tree::of(self.complete_element());
        let offset = self.element_offset();
        for identity in identities {
            if let Some(broken) = tree.broken(0, identity) {
                self.deviate(DeviationKind::Identity, offset, &|| broken.clone(), None)?;
            }
        }
        Ok(())
    }
}
