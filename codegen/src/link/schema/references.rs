//! References to global components.

use super::super::Linker;
use super::super::declare::Declaration;
use crate::diagnostic::suggest::suggestion;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::*;
use crate::syntax::{NameReference, xsd};

impl Linker<'_> {
    pub(in crate::link) fn find_type(&mut self, reference: &NameReference) -> Option<TypeId> {
        if &*reference.name.namespace != xsd::NAMESPACE || reference.broken {
            return self.find::<xsd::Type>(reference, |_, name, help| {
                help.or_else(|| {
                    let builtin = Builtin::from_name(&name.local)?.name();
                    Some(format!(
                        "write it with the prefix of XML Schema, such as xs:{builtin}"
                    ))
                })
            });
        }
        let name = self.effective(reference)?;
        let builtin = Builtin::from_name(&name.local);
        if builtin.is_none() {
            let help = match of_drafts(&name.local) {
                Some(today) => Some(format!("a draft of XML Schema has it: write xs:{today}")),
                None => suggestion(&name, builtin_names().iter()),
            };
            self.unknown(
                Code::UnknownType,
                reference,
                format!("XML Schema has no type `{}`", name.local),
                help,
            );
        }
        builtin.map(Builtin::id)
    }

    pub(in crate::link) fn find_element(&mut self, reference: &NameReference) -> Option<ElementId> {
        self.find::<xsd::Element>(reference, |_, _, help| help)
    }

    pub(super) fn find_attribute(&mut self, reference: &NameReference) -> Option<AttributeId> {
        self.find::<xsd::Attribute>(reference, |_, _, help| help)
    }

    pub(super) fn find_group(&mut self, reference: &NameReference) -> Option<GroupId> {
        self.find::<xsd::Group>(reference, |_, _, help| help)
    }

    pub(super) fn find_attribute_group(
        &mut self,
        reference: &NameReference,
    ) -> Option<AttributeGroupId> {
        self.find::<xsd::AttributeGroup>(reference, |_, _, help| help)
    }

    /// Finds the component of a reference. `help` may give better help than a similar name.
    fn find<D: Declaration>(
        &mut self,
        reference: &NameReference,
        help: impl FnOnce(&Self, &QName, Option<String>) -> Option<String>,
    ) -> Option<Id<D::Component>> {
        let name = self.effective(reference)?;
        let roots = self.here_roots();
        let table = D::table(&mut self.tables);
        let found = table.find(&name, roots);
        if found.is_some() || self.is_absent(&name) {
            return found;
        }
        let names = D::table(&mut self.tables).names.keys();
        let similar = self.suggester.suggest(&name, names);
        let similar = match self.namesake(&name) {
            Some(other) => Some(format!(
                "there is {other} of this name, but no {}",
                D::REFERENCE.trim_start_matches("global ")
            )),
            None => similar,
        };
        let help = help(self, &name, similar);
        self.unknown(
            D::UNKNOWN,
            reference,
            format!("the {} `{name}` is not declared", D::REFERENCE),
            help,
        );
        None
    }

    /// The kind of another schema component with this name, when none of the wanted kind has it.
    fn namesake(&self, name: &QName) -> Option<&'static str> {
        let tables = &self.tables;
        let kinds = [
            ("a type", tables.types.names.contains_key(name)),
            ("an element", tables.elements.names.contains_key(name)),
            ("an attribute", tables.attributes.names.contains_key(name)),
            ("a group", tables.groups.names.contains_key(name)),
            (
                "an attribute group",
                tables.attribute_groups.names.contains_key(name),
            ),
        ];
        let found = kinds.into_iter().find(|(_, is_there)| *is_there);
        found.map(|(kind, _)| kind)
    }

    /// The name of a reference; `None` if it was reported.
    pub(super) fn effective(&self, reference: &NameReference) -> Option<QName> {
        if reference.broken {
            return None;
        }
        Some(match &self.redefining {
            Some((name, kept)) if *name == reference.name => kept.clone(),
            _ => reference.name.clone(),
        })
    }

    /// Whether the import of this namespace failed: that is one error, and not one for each reference.
    pub(super) fn is_absent(&mut self, name: &QName) -> bool {
        let absent = self.documents.absent.contains(&name.namespace);
        if absent {
            let gap = format!("what declares `{}` could not be imported", name);
            self.gaps.push((self.component, gap));
        }
        absent
    }

    pub(super) fn unknown(
        &mut self,
        code: Code,
        reference: &NameReference,
        message: String,
        help: Option<String>,
    ) {
        // A redefinition without an original was reported.
        if self.redefining.as_ref().map(|(name, _)| name) == Some(&reference.name) {
            return;
        }
        let mut diagnostic = Diagnostic::new(code, Severity::Error, *reference.span, message);
        diagnostic.help = help;
        self.pending.push((self.component, diagnostic));
    }

    pub(super) fn problem(&mut self, code: Code, span: Span, message: String) {
        self.pending.push((
            self.component,
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

/// The name that a built-in type of a draft of XML Schema has today.
fn of_drafts(name: &str) -> Option<&'static str> {
    Some(match name {
        "ur-type" => "anyType",
        "urSimpleType" => "anySimpleType",
        "timeInstant" => "dateTime",
        "timeDuration" => "duration",
        "recurringDate" => "gMonthDay",
        "recurringDay" => "gDay",
        "year" => "gYear",
        "month" => "gYearMonth",
        "uriReference" | "uri" => "anyURI",
        "binary" => "base64Binary",
        "CDATA" => "normalizedString",
        _ => return None,
    })
}
