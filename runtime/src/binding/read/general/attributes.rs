//! Attributes, and the text of simple content.

use super::annotation::NamedSimpleType;
use crate::binding::Reader;
use crate::binding::read::Seen;
use crate::binding::simple::{ContractScope, Noting, rule, white_space};
use crate::binding::{
    AttributeWildcard, Complex, DeclaredAttribute, FIXED, Field, Inner, Kind, Member, REQUIRED,
    SimpleType, Struct, WhiteSpace,
};
use crate::error::DecodeError;
use crate::xml::{Attribute, DeviationKind, RawElement, XSI};

impl Reader<'_> {
    /// Reads the attributes of the start tag just taken. Fills in the defaults of absent ones.
    #[inline(never)]
    pub(in crate::binding::read) fn read_attributes(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        seen: &mut Seen,
    ) -> Result<(), DecodeError> {
        let attributes = self.take_attributes();
        for attribute in &attributes {
            let namespace = self.attribute_namespace(attribute);
            let index = table.members.iter().position(|member| {
                member.kind == Kind::Attribute
                    && member.name.local == attribute.local
                    && member.name.namespace == namespace
            });
            if let Some(index) = index
                && let Some(member) = table.members.get(index)
                && let Some(place) = value.member_mut(index)
            {
                seen.set(index);
                self.attribute_into(place, member, &attribute.value, attribute.offset, false)?;
                continue;
            }
            let wildcard = table.members.iter().enumerate().find(|(_, member)| {
                member.kind == Kind::AnyAttribute
                    && match member.inner {
                        Inner::Attributes(admitted) => admitted.wildcard.admits(namespace),
                        _ => true,
                    }
            });
            if namespace != XSI
                && let Some((index, member)) = wildcard
                && let Some(place) = value.member_mut(index)
            {
                let name = self.attribute_name(attribute);
                place
                    .push_blank()
                    .read_attribute(&name, &attribute.value, self);
                if let Inner::Attributes(admitted) = member.inner {
                    self.check_admitted(admitted, attribute)?;
                }
                continue;
            }
            self.unknown_attribute(attribute)?;
        }
        self.recycle(attributes);
        for (index, member) in table.members.iter().enumerate() {
            if member.kind != Kind::Attribute {
                continue;
            }
            if let Some(default) = member.default
                && !seen.has(index)
                && let Some(place) = value.member_mut(index)
            {
                let offset = self.tag_offset();
                if member.flags & REQUIRED != 0 {
                    let message = || format!("the attribute {} is missing", member.name.local);
                    self.deviate(DeviationKind::Missing, offset, &message, None)?;
                }
                self.attribute_into(place, member, default, offset, true)?;
                seen.set(index);
            }
        }
        Ok(())
    }

    /// Checks an attribute that a wildcard has taken against its declaration.
    pub(super) fn check_admitted(
        &mut self,
        admitted: &'static AttributeWildcard,
        attribute: &Attribute<'_>,
    ) -> Result<(), DecodeError> {
        let namespace = self.attribute_namespace(attribute);
        let declared = admitted.declared.iter().find(|one| {
            one.member.name.local == attribute.local && one.member.name.namespace == namespace
        });
        let name = self.attribute_name(attribute);
        let wrong = match declared {
            None if admitted.strict => format!("the attribute {name} is not declared"),
            None => return Ok(()),
            Some(DeclaredAttribute { member, check }) => {
                let rule = rule(member.flags, WhiteSpace::Preserve);
                let text = white_space(&attribute.value, rule);
                let fixed = member.default.filter(|_| member.flags & FIXED != 0);
                let noting = Noting::new(self);
                let read = check.map(|check| check(member, &text, fixed, &noting));
                let (odd, how) = (noting.is_odd(), noting.how());
                match read {
                    Some(Err(error)) => {
                        format!(
                            "the value of the attribute {name} is not an {}",
                            error.expected
                        )
                    }
                    Some(Ok(is_fixed)) => {
                        if let Some(fixed) = fixed.filter(|_| !is_fixed) {
                            self.not_fixed(member, fixed)?;
                        }
                        return match odd {
                            true => self.odd_value(member, how, Some(attribute.offset)),
                            false => self.check_type(member, None, &text, Some(attribute.offset)),
                        };
                    }
                    None => return Ok(()),
                }
            }
        };
        let below = format!("@{}", attribute.local);
        self.deviate(
            DeviationKind::Attribute,
            attribute.offset,
            &|| wrong.clone(),
            Some(&below),
        )
    }

    fn attribute_into(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
        text: &str,
        offset: usize,
        is_default: bool,
    ) -> Result<(), DecodeError> {
        let own = rule(member.flags, WhiteSpace::Preserve);
        let text = white_space(text, own);
        let content = place.push_blank();
        let given = ContractScope(self);
        let noting = match is_default {
            true => Noting::new(&given),
            false => Noting::new(self),
        };
        if let Err(error) = content.read_text(&text, &noting) {
            let below = format!("@{}", member.name.local);
            return Err(self.fail_value(member, error, Some(&below), Some(offset)));
        }
        let fixed = member.default.filter(|_| member.flags & FIXED != 0);
        let other = fixed.filter(|fixed| !content.holds(&white_space(fixed, own), self));
        let (odd, how) = (noting.is_odd(), noting.how());
        if let Some(fixed) = other {
            self.not_fixed(member, fixed)?;
        }
        match odd {
            true => self.odd_value(member, how, Some(offset)),
            // The generator has judged the contract's own value.
            false if is_default => Ok(()),
            false => self.check_type(member, None, &text, Some(offset)),
        }
    }

    /// Handles an attribute that the type does not have: a deviation, unless every element may have it.
    #[cold]
    pub(super) fn unknown_attribute(
        &mut self,
        attribute: &Attribute<'_>,
    ) -> Result<(), DecodeError> {
        let namespace = self.attribute_namespace(attribute);
        let local = attribute.local;
        // Part 1, 3.2.7: every element may have these attributes. Those of XML itself must be declared.
        let is_everywhere = match namespace {
            XSI => matches!(
                local,
                "type" | "nil" | "schemaLocation" | "noNamespaceSchemaLocation"
            ),
            _ => self.is_admitted(namespace),
        };
        if is_everywhere {
            return Ok(());
        }
        let name = self.attribute_name(attribute);
        let message = || format!("the attribute {name} is not known here");
        let below = format!("@{local}");
        self.deviate(
            DeviationKind::Attribute,
            attribute.offset,
            &message,
            Some(&below),
        )
    }

    /// Reports the attributes of an element whose type has none.
    pub(in crate::binding::read) fn refuse_attributes(&mut self) -> Result<(), DecodeError> {
        let attributes = self.take_attributes();
        for attribute in &attributes {
            self.unknown_attribute(attribute)?;
        }
        self.recycle(attributes);
        Ok(())
    }

    /// Reports a value other than the fixed one.
    #[cold]
    #[inline(never)]
    pub(in crate::binding) fn not_fixed(
        &mut self,
        member: &'static Member,
        fixed: &str,
    ) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        let message = || format!("the value of {} must be {fixed:?}", member.name.local);
        self.deviate(DeviationKind::Fixed, offset, &message, None)
    }

    /// Reports a value that was kept although it is not of its type, or not in the zone of the text: `zone` says how. `attribute` is
    /// the offset of an attribute's value.
    #[cold]
    #[inline(never)]
    pub(in crate::binding) fn odd_value(
        &mut self,
        member: &'static Member,
        how: Option<&'static str>,
        attribute: Option<usize>,
    ) -> Result<(), DecodeError> {
        let name = member.name.local;
        let how = how.unwrap_or("is none that the contract names");
        let message = || format!("{} {how}", value_of(name));
        self.deviate_value(DeviationKind::Value, name, &message, attribute)
    }

    fn deviate_value(
        &mut self,
        kind: DeviationKind,
        name: &str,
        message: &dyn Fn() -> String,
        attribute: Option<usize>,
    ) -> Result<(), DecodeError> {
        let below = attribute.map(|_| format!("@{name}"));
        let offset = attribute.unwrap_or_else(|| self.tag_offset());
        self.deviate(kind, offset, message, below.as_deref())
    }

    /// Reports an empty element that gets its default, because its type has no empty value.
    #[cold]
    pub(in crate::binding) fn empty_value(
        &mut self,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        let message = || format!("the element {} is empty", member.name.local);
        self.deviate(DeviationKind::Empty, offset, &message, None)
    }

    /// Reads the text of simple content. The end tag is taken, the element is still open.
    pub(in crate::binding::read) fn simple_content(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        element: &'static Member,
    ) -> Result<(), DecodeError> {
        let raw = self.element_text()?;
        let element = self.declaration.take().unwrap_or(element);
        let index = table.members.len().saturating_sub(1);
        let (Some(member), Some(place)) = (table.members.get(index), value.member_mut(index))
        else {
            return Ok(());
        };
        let own = rule(member.flags, WhiteSpace::Preserve);
        let default = element.default.filter(|_| raw.is_empty());
        let text = white_space(default.unwrap_or(&raw), own);
        let content = place.push_blank();
        let given = ContractScope(self);
        let noting = match default {
            Some(_) => Noting::new(&given),
            None => Noting::new(self),
        };
        if let Err(error) = content.read_text(&text, &noting) {
            return Err(self.fail_value(member, error, None, None));
        }
        let fixed = element.default.filter(|_| element.flags & FIXED != 0);
        let other = fixed.filter(|fixed| !content.holds(&white_space(fixed, own), self));
        let (odd, how) = (noting.is_odd(), noting.how());
        if let Some(fixed) = other {
            self.not_fixed(element, fixed)?;
        }
        match odd {
            true => self.odd_value(member, how, None),
            false if default.is_some() => Ok(()),
            false => self.check_type(member, None, &text, None),
        }
    }

    /// Reports a value that is not of its simple type, or of the one in `xsi:type`. `attribute` is the offset of an
    /// attribute's value.
    #[inline]
    pub(in crate::binding) fn check_type(
        &mut self,
        member: &'static Member,
        named: Option<NamedSimpleType>,
        text: &str,
        attribute: Option<usize>,
    ) -> Result<(), DecodeError> {
        if let Inner::Simple(of) = member.inner {
            self.check_simple_type(member, of, text, attribute)?;
        }
        match named {
            Some(named) => self.check_named(member, named, text),
            None => Ok(()),
        }
    }

    #[inline(never)]
    fn check_simple_type(
        &mut self,
        member: &'static Member,
        of: &'static SimpleType,
        text: &str,
        attribute: Option<usize>,
    ) -> Result<(), DecodeError> {
        let facets = self.options().facets;
        let Some(broken) = of.broken(text, Some(self), facets) else {
            if facets {
                self.note_identifiers(member, of, text, attribute)?;
            }
            return Ok(());
        };
        let kind = match of.broken(text, Some(self), false) {
            Some(_) => DeviationKind::Value,
            None => DeviationKind::Facet,
        };
        let name = member.name.local;
        let message = || format!("{} cannot be right: {broken}", value_of(name));
        self.deviate_value(kind, name, &message, attribute)
    }

    /// Reports an element of a simple type that is kept as XML although it is not of that type. `offset` is its
    /// position.
    pub(in crate::binding) fn check_kept(
        &mut self,
        member: &'static Member,
        named: Option<NamedSimpleType>,
        element: &RawElement,
        offset: usize,
    ) -> Result<(), DecodeError> {
        let Some(text) = element.text() else {
            let message = || format!("the element {} holds elements", member.name.local);
            return self.deviate(
                DeviationKind::Value,
                offset,
                &message,
                Some(member.name.local),
            );
        };
        let facets = self.options().facets;
        let broken = named.and_then(|named| {
            element
                .begun(|scope| named.broken(&text, scope, facets))
                .flatten()
        });
        if let Some(broken) = broken {
            return self.report_named(member, &broken, Some(offset));
        }
        let Some(fixed) = member.default.filter(|_| member.flags & FIXED != 0) else {
            return Ok(());
        };
        let holds = match named {
            Some(named) => named.have_same_value(&text, fixed),
            // The type may be a complex one, which is not known here.
            None => text == fixed || element.attribute(XSI, "type").is_some(),
        };
        // An element without content has the fixed value.
        if holds || text.is_empty() {
            return Ok(());
        }
        let message = || format!("the value of {} must be {fixed:?}", member.name.local);
        let below = Some(member.name.local);
        self.deviate(DeviationKind::Fixed, offset, &message, below)
    }

    #[cold]
    #[inline(never)]
    pub(in crate::binding) fn check_named(
        &mut self,
        member: &'static Member,
        named: NamedSimpleType,
        text: &str,
    ) -> Result<(), DecodeError> {
        match named.broken(text, self, self.options().facets) {
            Some(broken) => self.report_named(member, &broken, None),
            None => Ok(()),
        }
    }

    pub(super) fn report_named(
        &mut self,
        member: &'static Member,
        broken: &str,
        kept: Option<usize>,
    ) -> Result<(), DecodeError> {
        let name = member.name.local;
        let message = || {
            format!(
                "{} is none of the type that xsi:type names: {broken}",
                value_of(name)
            )
        };
        // The element that is kept is closed already.
        let below = kept.map(|_| name);
        let offset = kept.unwrap_or_else(|| self.tag_offset());
        self.deviate(DeviationKind::Value, offset, &message, below)
    }

    /// Notes the identifiers in a value of a type that `xsi:type` names.
    pub(super) fn note_named(
        &mut self,
        member: &'static Member,
        named: NamedSimpleType,
        text: &str,
    ) -> Result<(), DecodeError> {
        match named {
            NamedSimpleType::Type(of) => self.note_identifiers(member, of, text, None),
            NamedSimpleType::BuiltIn(of) => {
                let of = SimpleType::new(of).identifying();
                self.note_identifiers(member, &of, text, None)
            }
        }
    }

    /// Notes the identifiers in a value, and the references to identifiers.
    fn note_identifiers(
        &mut self,
        member: &'static Member,
        of: &SimpleType,
        text: &str,
        attribute: Option<usize>,
    ) -> Result<(), DecodeError> {
        let offset = attribute.unwrap_or_else(|| self.tag_offset());
        let mut twice = false;
        let identifiers = &mut self.identifiers;
        of.identifiers(text, &mut |of, text| {
            twice |= !identifiers.note(of, text, || offset);
        });
        if !twice {
            return Ok(());
        }
        let name = member.name.local;
        let message = || {
            format!(
                "{} is an identifier that occurs a second time",
                value_of(name)
            )
        };
        self.deviate_value(DeviationKind::Identifier, name, &message, attribute)
    }

    /// Reports the references to identifiers that the message does not have.
    pub(crate) fn check_references(&mut self) -> Result<(), DecodeError> {
        for (_, offset) in self.identifiers.dangling() {
            let message = || "a reference names no identifier of the message".to_owned();
            self.deviate(DeviationKind::Identifier, offset, &message, None)?;
        }
        Ok(())
    }
}

fn value_of(name: &str) -> String {
    match name {
        "" => "the value".to_owned(),
        name => format!("the value of {name}"),
    }
}
