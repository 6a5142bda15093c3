//! Redefinitions: the original component is kept under another name.

use super::table::{Kind, identity};
use crate::diagnostic::{Code, Diagnostics};
use crate::import::Documents;
use crate::model::QName;
use crate::syntax::xsd::{Component, LinkKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A component of a document, and whether its declaration is in an `xs:redefine`.
type DeclarationKey = (usize, Kind, QName, bool);

/// By component: the number of redefinitions above it.
pub(super) type Renamed = BTreeMap<DeclarationKey, usize>;

/// The redefined components.
pub(super) fn renamed(documents: &Documents, diagnostics: &mut Diagnostics) -> Renamed {
    let mut links: Vec<(DeclarationKey, DeclarationKey)> = Vec::new();
    for (number, schema) in documents.schemas.iter().enumerate() {
        for link in &schema.links {
            let (LinkKind::Redefine(components), Some(target)) = (&link.kind, link.target) else {
                continue;
            };
            let included = with_includes(documents, target);
            for (kind, name) in components.iter().filter_map(identity) {
                let redefined = declarations(documents, &included, kind, name);
                if redefined.is_empty() {
                    diagnostics.error(
                        Code::Redefine,
                        link.span,
                        format!("the redefined schema does not declare `{}`", name.local),
                    );
                }
                let by = (number, kind, name.clone(), true);
                links.extend(redefined.into_iter().map(|of| (by.clone(), of)));
            }
        }
    }
    levels(&links)
}

/// A schema together with what it includes.
fn with_includes(documents: &Documents, schema: usize) -> BTreeSet<usize> {
    let mut open = vec![schema];
    let mut closure = BTreeSet::new();
    while let Some(index) = open.pop() {
        if !closure.insert(index) {
            continue;
        }
        if let Some(schema) = documents.schemas.get(index) {
            let includes = schema
                .links
                .iter()
                .filter(|link| !matches!(link.kind, LinkKind::Import));
            open.extend(includes.filter_map(|link| link.target));
        }
    }
    closure
}

/// The declarations of a name in these schemas.
fn declarations(
    documents: &Documents,
    schemas: &BTreeSet<usize>,
    kind: Kind,
    name: &QName,
) -> Vec<DeclarationKey> {
    let mut found = Vec::new();
    for index in schemas {
        let Some(schema) = documents.schemas.get(*index) else {
            continue;
        };
        let has = |components: &[Component]| {
            let mut names = components.iter().filter_map(identity);
            names.any(|other| other == (kind, name))
        };
        let is_redefined = schema.links.iter().any(|link| match &link.kind {
            LinkKind::Redefine(components) => has(components),
            _ => false,
        });
        if has(&schema.components) {
            found.push((*index, kind, name.clone(), false));
        }
        if is_redefined {
            found.push((*index, kind, name.clone(), true));
        }
    }
    found
}

/// The longest chain decides: several documents may redefine a component in the same way.
fn levels(links: &[(DeclarationKey, DeclarationKey)]) -> Renamed {
    let mut levels = Renamed::new();
    // A circle has no end. It is reported elsewhere.
    for _ in 0..links.len().min(64) {
        let mut changed = false;
        for (by, of) in links {
            let level = 1 + levels.get(by).copied().unwrap_or(0);
            let known = levels.entry(of.clone()).or_default();
            changed |= *known < level;
            *known = level.max(*known);
        }
        if !changed {
            break;
        }
    }
    levels
}

/// The name under which an original component is kept.
pub(super) fn redefined(name: &QName) -> QName {
    QName {
        namespace: name.namespace.clone(),
        local: Arc::from(format!("{}-redefined", name.local)),
    }
}
