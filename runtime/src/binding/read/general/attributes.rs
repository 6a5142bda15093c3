//! Attributes, and the text of simple content.

use super::lookup::admits;
use crate::binding::Reader;
use crate::binding::read::Seen;
use crate::binding::simple::{rule, white_space};
use crate::binding::{
    AttributeWildcard, COLLAPSE, Complex, DeclaredAttribute, FIXED, Field, Inner, Kind, Member,
    REPLACE, Struct, WhiteSpace,
};
use crate::error::DecodeError;
use crate::xml::{Attribute, DeviationKind, XML, XSI};

impl Reader<'_> {
    /// Reads the attributes of the start tag just taken; fills in the defaults of those that are absent.
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
                self.attribute_into(place, member, &attribute.value, attribute.offset)?;
                continue;
            }
            let wildcard = table.members.iter().enumerate().find(|(_, member)| {
                member.kind == Kind::AnyAttribute
                    && match member.inner {
                        Inner::Attributes(admitted) => admits(&admitted.wildcard, namespace),
                        _ => true,
                    }
            });
            if namespace != XSI
                && let Some((index, member)) = wildcard
                && let Some(place) = value.member_mut(index)
            {
                let name = self.attribute_name(attribute);
                place
                    .push_default()
                    .read_attribute(name, &attribute.value, self);
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
                self.attribute_into(place, member, default, offset)?;
                seen.set(index);
            }
        }
        Ok(())
    }

    /// Checks an attribute that a wildcard has taken against its declaration.
    fn check_admitted(
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
                match check.map(|check| check(&text, self)) {
                    Some(Err(error)) => {
                        format!(
                            "the value of the attribute {name} is not an {}",
                            error.expected
                        )
                    }
                    Some(Ok(())) => {
                        if member.flags & FIXED != 0 {
                            self.check_fixed(member, &text)?;
                        }
                        return self.check_facets(member, &text, Some(attribute.offset));
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
    ) -> Result<(), DecodeError> {
        let text = white_space(text, rule(member.flags, WhiteSpace::Preserve));
        if let Err(error) = place.push_default().read_text(&text, self) {
            let below = format!("@{}", member.name.local);
            return Err(self.fail_value(member, error, Some(&below), Some(offset)));
        }
        if member.flags & FIXED != 0 {
            self.check_fixed(member, &text)?;
        }
        self.check_facets(member, &text, Some(offset))
    }

    /// An attribute that the type does not have: a deviation, unless it belongs to every element.
    #[cold]
    fn unknown_attribute(&mut self, attribute: &Attribute<'_>) -> Result<(), DecodeError> {
        let namespace = self.attribute_namespace(attribute);
        let local = attribute.local;
        // Part 1, 3.2.7: these are attributes of every element. Those of XML itself have to be declared; where they are not,
        // they say nothing that a message depends on.
        let is_everywhere = match namespace {
            XSI => matches!(
                local,
                "type" | "nil" | "schemaLocation" | "noNamespaceSchemaLocation"
            ),
            XML => !self.options().strict,
            _ => false,
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
    #[inline(never)]
    pub(in crate::binding) fn check_fixed(
        &mut self,
        member: &'static Member,
        text: &str,
    ) -> Result<(), DecodeError> {
        let Some(fixed) = member.default.filter(|fixed| *fixed != text) else {
            return Ok(());
        };
        let offset = self.tag_offset();
        let message = || format!("the value of {} must be {fixed:?}", member.name.local);
        self.deviate(DeviationKind::Fixed, offset, &message, None)
    }

    /// Reads the text of simple content; the end tag is taken, the element still open.
    pub(in crate::binding::read) fn simple_content(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
    ) -> Result<(), DecodeError> {
        let raw = self.element_text()?;
        let index = table.members.len().saturating_sub(1);
        let (Some(member), Some(place)) = (table.members.get(index), value.member_mut(index))
        else {
            return Ok(());
        };
        let text = match member.flags & (COLLAPSE | REPLACE) {
            0 => raw,
            flags => white_space(&raw, rule(flags, WhiteSpace::Preserve))
                .into_owned()
                .into(),
        };
        let text = match member.default {
            Some(default) if text.is_empty() => default,
            _ => &text,
        };
        if let Err(error) = place.push_default().read_text(text, self) {
            return Err(self.fail_value(member, error, None, None));
        }
        self.check_facets(member, text, None)
    }

    /// Reports a value that a facet forbids. `attribute` is where the value stands, if it is that of an attribute.
    #[inline]
    pub(in crate::binding) fn check_facets(
        &mut self,
        member: &'static Member,
        text: &str,
        attribute: Option<usize>,
    ) -> Result<(), DecodeError> {
        #[cfg(feature = "facets")]
        if let Inner::Facets(facets) = member.inner
            && self.options().facets
            && let Some(broken) = facets.broken(text)
        {
            let name = member.name.local;
            let message = || match name {
                "" => format!("the value cannot be right: {broken}"),
                _ => format!("the value of {name} cannot be right: {broken}"),
            };
            let below = attribute.map(|_| format!("@{name}"));
            let offset = attribute.unwrap_or_else(|| self.tag_offset());
            return self.deviate(DeviationKind::Facet, offset, &message, below.as_deref());
        }
        #[cfg(not(feature = "facets"))]
        let _ = (member, text, attribute);
        Ok(())
    }
}
