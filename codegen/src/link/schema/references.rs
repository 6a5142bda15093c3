//! References to global components.

use super::super::similar::{suggest, suggestion};
use super::super::{Linker, shown};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::*;
use crate::syntax::{Reference, xsd};

impl Linker<'_> {
    pub(in crate::link) fn find_type(&mut self, reference: &Reference) -> Option<TypeId> {
        let name = self.effective(reference)?;
        if &*name.namespace == xsd::NAMESPACE {
            if let Some(builtin) = Builtin::from_name(&name.local) {
                return Some(builtin.id());
            }
            let help = suggestion(&name, builtin_names().iter());
            self.unknown(
                Code::UnknownType,
                reference,
                format!("XML Schema has no type `{}`", name.local),
                help,
            );
            return None;
        }
        let found = self.tables.types.find(&name, self.here_roots());
        if found.is_none() && !self.is_absent(&name) {
            let mut help = suggest(&mut self.suggestions, &name, self.tables.types.names.keys());
            if help.is_none() && Builtin::from_name(&name.local).is_some() {
                help = Some(format!(
                    "write it with the prefix of XML Schema, such as xs:{}",
                    name.local
                ));
            }
            self.unknown(
                Code::UnknownType,
                reference,
                format!("the type `{}` is not declared", shown(&name)),
                help,
            );
        }
        found
    }

    pub(in crate::link) fn find_element(&mut self, reference: &Reference) -> Option<ElementId> {
        let name = self.effective(reference)?;
        let found = self.tables.elements.find(&name, self.here_roots());
        if found.is_none() && !self.is_absent(&name) {
            let mut help = suggest(
                &mut self.suggestions,
                &name,
                self.tables.elements.names.keys(),
            );
            if self.tables.types.names.contains_key(&name) {
                help = Some("there is a type of this name, but no element".into());
            }
            self.unknown(
                Code::UnknownElement,
                reference,
                format!("the global element `{}` is not declared", shown(&name)),
                help,
            );
        }
        found
    }

    pub(in crate::link) fn find_attribute(&mut self, reference: &Reference) -> Option<AttributeId> {
        let name = self.effective(reference)?;
        let found = self.tables.attributes.find(&name, self.here_roots());
        if found.is_none() && !self.is_absent(&name) {
            let help = suggest(
                &mut self.suggestions,
                &name,
                self.tables.attributes.names.keys(),
            );
            self.unknown(
                Code::UnknownAttribute,
                reference,
                format!("the global attribute `{}` is not declared", shown(&name)),
                help,
            );
        }
        found
    }

    pub(in crate::link) fn find_group(&mut self, reference: &Reference) -> Option<GroupId> {
        let name = self.effective(reference)?;
        let found = self.tables.groups.find(&name, self.here_roots());
        if found.is_none() && !self.is_absent(&name) {
            let help = suggest(
                &mut self.suggestions,
                &name,
                self.tables.groups.names.keys(),
            );
            self.unknown(
                Code::UnknownGroup,
                reference,
                format!("the group `{}` is not declared", shown(&name)),
                help,
            );
        }
        found
    }

    pub(in crate::link) fn find_attribute_group(
        &mut self,
        reference: &Reference,
    ) -> Option<AttributeGroupId> {
        let name = self.effective(reference)?;
        let found = self.tables.attribute_groups.find(&name, self.here_roots());
        if found.is_none() && !self.is_absent(&name) {
            let help = suggest(
                &mut self.suggestions,
                &name,
                self.tables.attribute_groups.names.keys(),
            );
            self.unknown(
                Code::UnknownAttributeGroup,
                reference,
                format!("the attribute group `{}` is not declared", shown(&name)),
                help,
            );
        }
        found
    }

    /// The name that a reference means; none for one that has been reported.
    pub(super) fn effective(&self, reference: &Reference) -> Option<QName> {
        if reference.broken {
            return None;
        }
        Some(match &self.redefining {
            Some((name, kept)) if *name == reference.name => kept.clone(),
            _ => reference.name.clone(),
        })
    }

    /// Whether the import of this namespace failed: that is one error, not one per reference.
    pub(super) fn is_absent(&mut self, name: &QName) -> bool {
        let absent = self.loaded.absent.contains(&name.namespace);
        if absent {
            let gap = format!("what declares `{}` could not be imported", shown(name));
            self.gaps.push((self.owner, gap));
        }
        absent
    }

    pub(super) fn unknown(
        &mut self,
        code: Code,
        reference: &Reference,
        message: String,
        help: Option<String>,
    ) {
        // A redefinition of nothing has been reported.
        if self.redefining.as_ref().map(|(name, _)| name) == Some(&reference.name) {
            return;
        }
        let mut diagnostic = Diagnostic::new(code, Severity::Error, *reference.span, message);
        diagnostic.help = help;
        self.pending.push((self.owner, diagnostic));
    }

    pub(super) fn problem(&mut self, code: Code, span: Span, message: String) {
        self.pending.push((
            self.owner,
            Diagnostic::new(code, Severity::Error, span, message),
        ));
    }
}

fn builtin_names() -> Vec<QName> {
    Builtin::ALL
        .iter()
        .map(|builtin| QName::new(xsd::NAMESPACE, builtin.name()))
        .collect()
}
