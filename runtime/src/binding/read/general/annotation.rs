//! `xsi:type`.

use std::sync::Arc;

use super::kept::blocks_of;
use crate::binding::Reader;
use crate::binding::{
    COLLAPSE, Components, Content, Inner, Member, Name, NamedType, Polymorphic, REPLACE,
    RESTRICTION, SimpleType, TypeName,
};
use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::value::{BuiltIn, QName, UNBOUND};
use crate::xml::{DeviationKind, OwnedName, Scope, XSD, XSI};

/// A simple type that `xsi:type` names.
#[derive(Clone, Copy)]
pub(crate) enum NamedSimpleType {
    BuiltIn(BuiltIn),
    Type(&'static SimpleType),
}

impl NamedSimpleType {
    /// Describes the error of a text without showing the text.
    pub(in crate::binding) fn broken(
        self,
        text: &str,
        scope: &dyn Scope,
        facets: bool,
    ) -> Option<String> {
        match self {
            Self::BuiltIn(of) => SimpleType::new(of).broken(text, Some(scope), facets),
            Self::Type(of) => of.broken(text, Some(scope), facets),
        }
    }

    /// Whether two texts have the same value. Qualified names are not compared.
    pub(in crate::binding) fn have_same_value(self, text: &str, value: &str) -> bool {
        match self {
            Self::BuiltIn(of) => SimpleType::new(of).have_same_value(text, value),
            Self::Type(of) => of.have_same_value(text, value),
        }
    }
}

/// The relation of an `xsi:type` to the type of a member.
enum Substitute {
    /// The type of the member.
    Declared,
    /// A type derived from it.
    Derived(NamedSimpleType),
    /// A complex type whose text is of that type, or one derived from it.
    Complex(&'static NamedType),
    /// A type that is not known, or not derived from it.
    Other,
}

/// The relation of a name to the type of a member (XML Schema Part 1, section 3.14.6, Type Derivation OK).
fn substitute(
    name: &OwnedName,
    member: &'static Member,
    own: Option<BuiltIn>,
    components: Option<&'static Components>,
) -> Substitute {
    let of = match member.inner {
        Inner::Simple(of) => Some(of),
        _ => None,
    };
    if *name.namespace != *XSD {
        let (namespace, local) = (&*name.namespace, &*name.local);
        if of.is_some_and(|of| of.is_named(namespace, local)) {
            return Substitute::Declared;
        }
        // The names of types come with the option `facets`. Without them a name in a namespace cannot be judged.
        let Some(components) = components else {
            return match namespace.is_empty() {
                true => Substitute::Other,
                false => Substitute::Declared,
            };
        };
        let Some(named) = components.simple_type(namespace, local) else {
            let complex = components.named_type(namespace, local);
            return match complex.filter(|ty| extends(ty, member, own, components)) {
                Some(ty) => Substitute::Complex(ty),
                None => Substitute::Other,
            };
        };
        let derived = match (of, own) {
            (Some(of), _) => named.is_derived_from(of),
            (None, Some(own)) => named.restricts(spelled(member, own)),
            (None, None) => false,
        };
        return match derived {
            true => restricting(NamedSimpleType::Type(named), member),
            false => Substitute::Other,
        };
    }
    let Some(named) = BuiltIn::from_name(&name.local) else {
        return Substitute::Other;
    };
    if let Some(of) = of {
        return match of.is_built_in(named) {
            true => Substitute::Declared,
            false if of.admits_built_in(named) => {
                restricting(NamedSimpleType::BuiltIn(named), member)
            }
            false => Substitute::Other,
        };
    }
    match own.map(|own| spelled(member, own)) {
        Some(own) if own == named => Substitute::Declared,
        Some(BuiltIn::Token) if named == BuiltIn::AnyUri => Substitute::Declared,
        Some(own) if named.is_derived_from(own) => {
            restricting(NamedSimpleType::BuiltIn(named), member)
        }
        _ => Substitute::Other,
    }
}

/// A simple type derived from that of a member, which is a restriction, unless the member blocks those.
fn restricting(named: NamedSimpleType, member: &Member) -> Substitute {
    match blocks_of(member) & RESTRICTION {
        0 => Substitute::Derived(named),
        _ => Substitute::Other,
    }
}

/// Whether a complex type with simple content is derived from the simple type of a member, in a way that is not blocked.
fn extends(
    ty: &NamedType,
    member: &'static Member,
    own: Option<BuiltIn>,
    components: &'static Components,
) -> bool {
    let Some((base, methods)) = components.simple_base(ty) else {
        return false;
    };
    let base = OwnedName::new(base.namespace, base.local);
    let is_base = matches!(
        substitute(&base, member, own, Some(components)),
        Substitute::Declared | Substitute::Derived(_)
    );
    is_base && methods & blocks_of(member) == 0
}

/// The built-in type of a text, which follows from its white space rule.
fn spelled(member: &Member, own: BuiltIn) -> BuiltIn {
    match own {
        BuiltIn::String if member.flags & COLLAPSE != 0 => BuiltIn::Token,
        BuiltIn::String if member.flags & REPLACE != 0 => BuiltIn::NormalizedString,
        own => own,
    }
}

/// The only type of this local name: some services leave out the prefix.
fn without_prefix(types: &[TypeName], name: &OwnedName) -> Option<usize> {
    let same = |one: &&TypeName| *name.local == *one.name.local;
    let unique = types.iter().filter(same).count() == 1;
    let at = types.iter().position(|one| same(&one));
    at.filter(|_| unique && name.namespace.is_empty())
}

impl Reader<'_> {
    /// The type in `xsi:type` of the start tag just taken.
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
        let kind = if error.reason == UNBOUND {
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

    /// Checks `xsi:type` where the type is known. Another type is a deviation, and the element is read as the known
    /// type.
    pub(in crate::binding::read) fn check_annotation(
        &mut self,
        declared: Option<Name>,
    ) -> Result<(), DecodeError> {
        let Some(declared) = declared else {
            return self.type_annotation().map(drop);
        };
        let wrong = match self.type_annotation() {
            Ok(None) => return Ok(()),
            Ok(Some(name)) if name.is(declared.namespace, declared.local) => return Ok(()),
            Ok(Some(name)) if declared.local.is_empty() => {
                format!("xsi:type names {name}, and the type of the element has no name")
            }
            Ok(Some(name)) => {
                let declared = OwnedName::new(declared.namespace, declared.local);
                format!("xsi:type names {name} instead of {declared}")
            }
            Err(error) if error.kind() == DecodeErrorKind::Prefix => return Err(error),
            Err(error) => format!("xsi:type cannot be read: {}", error.message()),
        };
        let offset = self.tag_offset();
        self.deviate(DeviationKind::Type, offset, &|| wrong.clone(), None)
    }

    /// Checks the attributes of an element with a simple value. Returns the type in `xsi:type`, if it differs from that
    /// of the member. `built_in` is the type of the field.
    #[inline]
    pub(crate) fn check_simple(
        &mut self,
        member: &'static Member,
        built_in: Option<BuiltIn>,
    ) -> Result<Option<NamedSimpleType>, DecodeError> {
        if self.attributes().is_empty() {
            return Ok(None);
        }
        self.check_simple_attributes(member, built_in, false)
    }

    /// Checks the attributes of a value that is kept with its `xsi:type`.
    pub(in crate::binding) fn check_kept_simple(
        &mut self,
        member: &'static Member,
    ) -> Result<Option<NamedSimpleType>, DecodeError> {
        self.check_simple_attributes(member, None, true)
    }

    /// Checks the attributes of an element without a struct: a list, a dictionary or an entry. No other type is derived from its type,
    /// whose name `within` is. Where that is not known, `xsi:type` may name any type whose prefix is declared.
    pub(in crate::binding::read) fn check_wrapper(
        &mut self,
        within: Option<&'static Name>,
    ) -> Result<(), DecodeError> {
        if self.attributes().is_empty() {
            return Ok(());
        }
        // In SOAP encoding a type need only look like the declared one.
        self.check_annotation(within.copied().filter(|_| !self.is_encoded()))?;
        self.refuse_attributes()
    }

    #[inline(never)]
    fn check_simple_attributes(
        &mut self,
        member: &'static Member,
        built_in: Option<BuiltIn>,
        kept: bool,
    ) -> Result<Option<NamedSimpleType>, DecodeError> {
        let mut named = None;
        let annotation = match self.type_annotation() {
            Ok(annotation) => annotation,
            Err(error) => {
                let offset = self.tag_offset();
                let message = || format!("xsi:type cannot be read: {}", error.message());
                self.deviate(DeviationKind::Type, offset, &message, None)?;
                None
            }
        };
        // In SOAP encoding a type need only look like the declared one.
        if let Some(name) = annotation.filter(|_| !self.is_encoded()) {
            match substitute(&name, member, built_in, self.components) {
                Substitute::Declared => {}
                Substitute::Derived(of) => {
                    named = Some(of);
                    if !kept {
                        self.report_lost_type(&name)?;
                    }
                }
                Substitute::Complex(ty) => {
                    if !kept {
                        self.report_lost_type(&name)?;
                    }
                    self.check_extended(ty, &name, member)?;
                    return Ok(None);
                }
                Substitute::Other => {
                    let offset = self.tag_offset();
                    let message = || {
                        format!(
                            "xsi:type names {name}, which is not derived from the type of the element"
                        )
                    };
                    self.deviate(DeviationKind::Type, offset, &message, None)?;
                }
            }
        }
        self.refuse_attributes()?;
        Ok(named)
    }

    /// Checks an element of a simple type as one of a complex type with simple content: the strict mode reads it twice.
    /// Takes the attributes.
    #[cold]
    fn check_extended(
        &mut self,
        ty: &'static NamedType,
        name: &OwnedName,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let attributes = self.take_attributes();
        self.recycle(attributes);
        let Some(check) = ty.declared.check.filter(|_| self.options().strict) else {
            return Ok(());
        };
        if ty.declared.is_abstract {
            let offset = self.tag_offset();
            let message = || format!("xsi:type names {name}, which is abstract");
            self.deviate(DeviationKind::Type, offset, &message, None)?;
        }
        let (start, scope) = (self.tag_offset(), self.scope_len());
        let left = self.visit(start, scope, &[])?;
        // The value of the declaration holds for an element without content (Part 1, 3.3.4).
        self.declaration = Some(member);
        check(self, &ty.declared.member)?;
        self.declaration = None;
        self.come_back(left);
        Ok(())
    }

    /// Reports that a value does not keep its `xsi:type`. It is valid, so strict mode does not refuse it.
    fn report_lost_type(&mut self, name: &OwnedName) -> Result<(), DecodeError> {
        if self.options().strict {
            return Ok(());
        }
        let offset = self.tag_offset();
        let message = || format!("xsi:type names {name}, which the value does not keep");
        self.deviate(DeviationKind::Type, offset, &message, None)
    }

    /// Reads a value whose type `xsi:type` selects.
    pub fn polymorphic(
        &mut self,
        value: &mut dyn Polymorphic,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        self.variant(value)?.read(self, member)
    }

    /// Reads a nil value whose type `xsi:type` selects.
    pub fn nil_polymorphic(
        &mut self,
        value: &mut dyn Polymorphic,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        if std::mem::take(&mut self.forgets_nil)
            && let Some(name) = self.type_annotation()?
        {
            let mut types = value.types().iter();
            let is_other = |one: &TypeName| {
                !one.attribute.is_empty() && name.is(one.name.namespace, one.name.local)
            };
            if types.any(is_other) {
                self.report_lost_type(&name)?;
            }
        }
        self.variant(value)?.read_nil(self, member)
    }

    /// The content of the variant in `xsi:type`. If no variant matches, that of the declared type, which reports it, or
    /// that of the variant for all other types.
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
                .position(|one| name.is(one.name.namespace, one.name.local)),
            _ => None,
        };
        if variant.is_none()
            && let Ok(Some(name)) = &named
            && let Some(at) = without_prefix(types, name)
        {
            let message =
                || format!("xsi:type names {name} in no namespace, which is read as a known type");
            let offset = self.tag_offset();
            self.deviate(DeviationKind::Type, offset, &message, None)?;
            variant = Some(at);
        }
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
