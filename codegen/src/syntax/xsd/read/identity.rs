//! Identity constraints (XML Schema Part 1, section 3.11).

use super::super::*;
use super::{Parser, is_name};
use crate::ground::{IdentityPathAlternative, NameTest};

impl Parser<'_> {
    pub(super) fn identities(&mut self, element: XmlNode<'_>) -> Vec<IdentityConstraint> {
        let is_identity = |node: &XmlNode<'_>| matches!(node.local(), "unique" | "key" | "keyref");
        let nodes: Vec<_> = self.parts(element).filter(is_identity).collect();
        nodes.into_iter().map(|node| self.identity(node)).collect()
    }

    fn identity(&mut self, node: XmlNode<'_>) -> IdentityConstraint {
        let mut found = IdentityConstraint {
            is_key: node.local() == "key",
            span: node.span(),
            ..IdentityConstraint::default()
        };
        found.name = match node.attribute("name").map(str::trim) {
            Some(name) if is_name(name) => Some(QName {
                namespace: self.target.clone(),
                local: self.interner.get(name),
            }),
            name => {
                let message = match name {
                    Some(name) => format!("`{name}` is not a name without colon"),
                    None => format!("`{}` has no attribute `name`", node.local()),
                };
                self.diagnostics
                    .warning(Code::IdentityConstraint, node.span(), message);
                None
            }
        };
        if node.local() == "keyref" {
            match node.attribute("refer") {
                Some(name) if node.lookup(prefix(name)).is_some() => {
                    found.refer = Some(self.reference(node, name));
                }
                other => {
                    let message = match other {
                        Some(name) => format!("the prefix of `{name}` is not declared"),
                        None => "`keyref` has no attribute `refer`".to_owned(),
                    };
                    self.diagnostics
                        .warning(Code::IdentityConstraint, node.span(), message);
                }
            }
        }
        for part in self.parts(node) {
            let is_field = part.local() == "field";
            if !is_field && part.local() != "selector" {
                continue;
            }
            let path = part.attribute("xpath").unwrap_or_default();
            match self.identity_path(part, path, is_field) {
                Some(path) if is_field => found.fields.push(path),
                Some(path) => found.selector = Some(path),
                None => {
                    self.diagnostics.warning(
                        Code::IdentityConstraint,
                        part.span(),
                        format!("`{path}` is not a path that a {} may have", part.local()),
                    );
                }
            }
        }
        found
    }

    fn identity_path(
        &mut self,
        node: XmlNode<'_>,
        text: &str,
        is_field: bool,
    ) -> Option<IdentityPath> {
        let alternatives = text
            .split('|')
            .map(|alternative| self.alternative(node, alternative.trim_ascii(), is_field))
            .collect::<Option<Vec<_>>>()?;
        Some(IdentityPath { alternatives })
    }

    fn alternative(
        &mut self,
        node: XmlNode<'_>,
        text: &str,
        is_field: bool,
    ) -> Option<IdentityPathAlternative> {
        let mut found = IdentityPathAlternative {
            from_descendants: false,
            steps: Vec::new(),
            attribute: None,
        };
        let mut rest = text;
        if let Some(after) = rest.strip_prefix('.')
            && let Some(after) = after.trim_ascii_start().strip_prefix("//")
        {
            found.from_descendants = true;
            rest = after;
        }
        let mut steps = rest.split('/').map(str::trim_ascii).peekable();
        while let Some(step) = steps.next() {
            let is_last = steps.peek().is_none();
            if step == "." {
                continue;
            }
            let attribute = step.strip_prefix('@').or_else(|| axis(step, "attribute"));
            if let Some(name) = attribute {
                if !is_field || !is_last {
                    return None;
                }
                found.attribute = Some(self.name_test(node, name.trim_ascii_start())?);
                continue;
            }
            let name = axis(step, "child").unwrap_or(step).trim_ascii_start();
            let test = self.name_test(node, name)?;
            found.steps.push(test);
        }
        Some(found)
    }

    fn name_test(&mut self, node: XmlNode<'_>, text: &str) -> Option<NameTest> {
        if text == "*" {
            return Some(NameTest::Any);
        }
        let Some((prefix, local)) = text.split_once(':') else {
            // XPath 1.0: a name without prefix is in no namespace.
            return is_name(text).then(|| {
                NameTest::Name(QName {
                    namespace: self.interner.get(""),
                    local: self.interner.get(text),
                })
            });
        };
        if !is_name(prefix) {
            return None;
        }
        let namespace = self.interner.get(node.lookup(prefix)?);
        match local {
            "*" => Some(NameTest::Namespace(namespace)),
            local if is_name(local) => Some(NameTest::Name(QName {
                namespace,
                local: self.interner.get(local),
            })),
            _ => None,
        }
    }
}

/// The text after `name::`.
fn axis<'t>(step: &'t str, name: &str) -> Option<&'t str> {
    step.strip_prefix(name)?
        .trim_ascii_start()
        .strip_prefix("::")
}

fn prefix(name: &str) -> &str {
    name.trim().split_once(':').map_or("", |(prefix, _)| prefix)
}
