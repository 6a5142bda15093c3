//! `xsi:type`.

use std::sync::Arc;

use crate::binding::Reader;
use crate::binding::{Member, Polymorphic, Struct};
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

    /// Checks `xsi:type` where the type is known: it may name that type, or be wrong in a way that is reported.
    pub(in crate::binding::read) fn check_annotation(
        &mut self,
        table: Option<&'static Struct>,
    ) -> Result<(), DecodeError> {
        let Some(name) = self.type_annotation()? else {
            return Ok(());
        };
        let Some(table) = table else { return Ok(()) };
        // Services leave out the prefix where the default namespace is another one: the local name decides.
        if *name.local == *table.name.local {
            return Ok(());
        }
        let offset = self.tag_offset();
        let message = || format!("xsi:type names {name} instead of {}", table.name.local);
        self.deviate(DeviationKind::Type, offset, &message, None)
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
        let types = value.types();
        let named = self.type_annotation()?;
        let variant = match &named {
            None => types.iter().position(|one| one.attribute.is_empty()),
            Some(name) => types
                .iter()
                .position(|one| name.is(one.name.namespace, one.name.local))
                .or_else(|| {
                    // See `check_annotation`.
                    let same = |one: &&crate::binding::TypeName| *name.local == *one.name.local;
                    let unique = types.iter().filter(same).count() == 1;
                    let at = types.iter().position(|one| same(&one));
                    at.filter(|_| unique && name.namespace.is_empty())
                }),
        };
        let Some(content) = variant.and_then(|variant| value.select(variant)) else {
            let expected: Vec<&str> = types.iter().map(|one| one.name.local).collect();
            let message = match named {
                Some(name) => format!("xsi:type names {name}, which is not known here"),
                None => "xsi:type is missing, and the declared type is abstract".to_owned(),
            };
            return Err(self.fail_below(
                DecodeErrorKind::Type,
                self.tag_offset(),
                message,
                None,
                Some(expected.join(", ")),
            ));
        };
        content.read(self, member)
    }
}
