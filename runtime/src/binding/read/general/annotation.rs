//! `xsi:type`.

use std::sync::Arc;

use crate::binding::Reader;
use crate::binding::{Content, Member, Polymorphic, Struct, TypeName};
use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::value::QName;
use crate::xml::{DeviationKind, OwnedName, Scope, XSI};

impl Reader<'_> {
    /// The type that `xsi:type` of the start tag just taken names.
    pub(crate) fn type_annotation(&self) -> Result<Option<OwnedName>, DecodeError> {
        let Some(attribute) = self.attribute(XSI, "type") else {
            return Ok(None);
        };
        let text = attribute.value.trim_matches(crate::xml::is_space_char);
        match QName::resolve_shared(text, |prefix| self.resolve_shared(prefix)) {
            Ok(name) => {
                let namespace = Arc::clone(name.shared_namespace());
                Ok(Some(OwnedName::new(namespace, name.local())))
            }
            Err(error) => Err(self.bad_annotation(error, attribute.offset)),
        }
    }

    #[cold]
    fn bad_annotation(&self, error: ValueError, offset: usize) -> DecodeError {
        let kind = if error.reason.contains("prefix") && error.reason.contains("declared") {
            DecodeErrorKind::Prefix
        } else {
            DecodeErrorKind::Type
        };
        self.fail_below(
            kind,
            offset,
            error.to_string(),
            Some("@type"),
            Some("xs:QName".to_owned()),
        )
    }

    /// Checks `xsi:type` where the type is known: what names another type is a deviation, and the element is read as that type.
    pub(in crate::binding::read) fn check_annotation(
        &mut self,
        table: Option<&'static Struct>,
    ) -> Result<(), DecodeError> {
        let Some(table) = table else {
            return self.type_annotation().map(drop);
        };
        let wrong = match self.type_annotation() {
            Ok(None) => return Ok(()),
            Ok(Some(name)) if name.is(table.name.namespace, table.name.local) => return Ok(()),
            Ok(Some(name)) => {
                let declared = OwnedName::new(table.name.namespace, table.name.local);
                format!("xsi:type names {name} instead of {declared}")
            }
            Err(error) if error.kind() == DecodeErrorKind::Prefix => return Err(error),
            Err(error) => format!("xsi:type cannot be read: {}", error.message()),
        };
        let offset = self.tag_offset();
        self.deviate(DeviationKind::Type, offset, &|| wrong.clone(), None)
    }

    /// Checks the attributes of an element with a simple value: `xsi:type` may name any type whose prefix is declared.
    #[inline]
    pub(crate) fn check_simple(&mut self) -> Result<(), DecodeError> {
        if self.attributes().is_empty() {
            return Ok(());
        }
        self.check_simple_attributes()
    }

    #[inline(never)]
    fn check_simple_attributes(&mut self) -> Result<(), DecodeError> {
        self.check_annotation(None)?;
        self.refuse_attributes()
    }

    /// Reads a value whose type `xsi:type` tells.
    pub fn polymorphic(
        &mut self,
        value: &mut dyn Polymorphic,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        self.variant(value)?.read(self, member)
    }

    /// Reads a nil value whose type `xsi:type` tells.
    pub fn nil_polymorphic(
        &mut self,
        value: &mut dyn Polymorphic,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        self.variant(value)?.read_nil(self, member)
    }

    /// The content of the variant that `xsi:type` names; where it names none, that of the declared type, which reports it when it
    /// is read, or that of the variant for all others.
    fn variant<'v>(
        &mut self,
        value: &'v mut dyn Polymorphic,
    ) -> Result<&'v mut dyn Content, DecodeError> {
        let types = value.types();
        let unknown = types.iter().position(|one| one.name.local.is_empty());
        let declared = types
            .iter()
            .position(|one| one.attribute.is_empty() && !one.name.local.is_empty());
        let named = match self.type_annotation() {
            Err(error) if error.kind() == DecodeErrorKind::Type => Err(error),
            named => Ok(named?),
        };
        let mut variant = match &named {
            Ok(Some(name)) => types
                .iter()
                .position(|one| name.is(one.name.namespace, one.name.local))
                .or_else(|| {
                    // Some services leave out the prefix.
                    let same = |one: &&TypeName| *name.local == *one.name.local;
                    let unique = types.iter().filter(same).count() == 1;
                    let at = types.iter().position(|one| same(&one));
                    at.filter(|_| unique && name.namespace.is_empty())
                }),
            _ => None,
        };
        if variant.is_none() {
            variant = declared;
        }
        if variant.is_none() {
            let message = match &named {
                Ok(Some(name)) => format!("xsi:type names {name}, which is not known here"),
                Ok(None) => "xsi:type is missing, and the declared type is abstract".to_owned(),
                Err(error) => format!("xsi:type cannot be read: {}", error.message()),
            };
            let offset = self.tag_offset();
            self.deviate(DeviationKind::Type, offset, &|| message.clone(), None)?;
            variant = unknown;
        }
        match variant.and_then(|variant| value.select(variant)) {
            Some(content) => Ok(content),
            None => Err(self.fail(
                DecodeErrorKind::Type,
                self.tag_offset(),
                "the declared type is abstract",
            )),
        }
    }
}
