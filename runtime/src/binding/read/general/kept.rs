//! Elements that are kept as XML: `xs:any`, `xs:anyType` and mixed content. The strict mode checks them against the
//! components of the contract (XML Schema Part 1, sections 3.3.4 and 3.10.1).

use super::annotation::NamedSimpleType;
use crate::binding::{
    BLOCKS_EXTENSION, BLOCKS_RESTRICTION, Blank, Complex, Components, Derivations, EXTENSION,
    Inner, Member, Name, NamedType, ProcessContents, RESTRICTION, Reader,
};
use crate::error::DecodeError;
use crate::redact::SecretNames;
use crate::value::BuiltIn;
use crate::xml::{DeviationKind, Namespaces, OwnedName, RawElement, Token, XSD, XSI};

/// Reads an element of mixed content, whose start tag was just taken, by the struct of its type; `false`, and nothing is
/// read, where it is of a type that is not known.
pub fn check_mixed<T: Complex + Blank>(
    reader: &mut Reader<'_>,
    member: &'static Member,
) -> Result<bool, DecodeError> {
    check_mixed_as(reader, member, &mut T::blank())
}

/// The same, by a value of the type.
pub fn check_mixed_as(
    reader: &mut Reader<'_>,
    member: &'static Member,
    value: &mut dyn Complex,
) -> Result<bool, DecodeError> {
    let table = value.descriptor();
    let declared = table.name;
    if let Some(named) = reader.type_annotation()?
        && !named.is(declared.namespace, declared.local)
    {
        let Some(components) = reader.components else {
            return Ok(false);
        };
        return reader.assess_type(components, &named, Some(declared), member);
    }
    reader.refuse_abstract(declared)?;
    if reader.is_nil(member)? {
        reader.nil_complex(value)?;
        return Ok(true);
    }
    let depth = match table.element_only {
        true => 0,
        false => reader.depth(),
    };
    let outer = reader.admit_text_at(depth);
    reader.complex(value, member)?;
    reader.admit_text_at(outer);
    Ok(true)
}

impl Reader<'_> {
    /// Keeps the element whose start tag was just taken. The strict mode checks it.
    pub(in crate::binding) fn keep(
        &mut self,
        member: &'static Member,
    ) -> Result<RawElement, DecodeError> {
        if !self.options().strict || self.is_encoded() {
            self.identifiers.note_unread();
            return self.capture();
        }
        // Elements that are only checked are not kept: those inside each other would be copied again and again.
        let is_compared = member.default.is_some();
        if self.is_checking && !is_compared {
            self.assess(member)?;
            let nothing = SecretNames::default();
            return Ok(RawElement::captured(
                "<value/>",
                Namespaces::default(),
                nothing,
            ));
        }
        let begun = self.begin_capture();
        let outer = std::mem::replace(&mut self.is_checking, true);
        self.assess(member)?;
        self.is_checking = outer;
        self.end_capture(begun)
    }

    /// Reads the element whose start tag was just taken, through its end tag.
    fn assess(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        let is_read = match (member.inner, self.components) {
            (Inner::Mixed(check), _) => check(self, member)?,
            (_, None) => false,
            (Inner::Wildcard(wildcard), Some(components)) => match wildcard.process {
                ProcessContents::Skip => false,
                ProcessContents::Lax => {
                    self.assess_content(components, false)?;
                    true
                }
                ProcessContents::Strict => {
                    self.assess_content(components, true)?;
                    true
                }
            },
            (_, Some(components)) => match self.type_annotation()? {
                Some(named) => self.assess_type(components, &named, None, member)?,
                None if self.is_nil(member)? => {
                    self.assess_attributes(components)?;
                    self.end_of_nil()?;
                    true
                }
                None => {
                    self.assess_attributes(components)?;
                    self.assess_children(components)?;
                    true
                }
            },
        };
        match is_read {
            true => Ok(()),
            false => self.skip(),
        }
    }

    /// Reads an element without a declaration of its own. With `strict` it has to be declared.
    fn assess_content(
        &mut self,
        components: &'static Components,
        strict: bool,
    ) -> Result<(), DecodeError> {
        match self.assess_start(components, strict)? {
            true => Ok(()),
            false => self.assess_children(components),
        }
    }

    /// Reads the content of an element of `xs:anyType`, whose attributes are read, through its end tag.
    fn assess_children(&mut self, components: &'static Components) -> Result<(), DecodeError> {
        let depth = self.depth();
        while self.depth() >= depth {
            match self.token()? {
                Token::Start => {
                    self.assess_start(components, false)?;
                }
                Token::End => self.pop(),
                Token::Text(range) => {
                    self.resolve_text(range)?;
                }
                Token::Cdata(_) => {}
            }
        }
        Ok(())
    }

    /// Reads the element whose start tag was just taken, if it is declared, or has a type. Otherwise only its attributes,
    /// and returns `false`.
    fn assess_start(
        &mut self,
        components: &'static Components,
        strict: bool,
    ) -> Result<bool, DecodeError> {
        let (namespace, local) = self.name();
        if let Some(declared) = components.element(namespace, local) {
            if declared.is_abstract {
                let message = || format!("the element {} is abstract", declared.member.name.local);
                self.deviate_here(DeviationKind::Undeclared, &message)?;
            }
            match declared.check {
                Some(check) => check(self, &declared.member)?,
                None => self.skip()?,
            }
            return Ok(true);
        }
        if let Some(named) = self.type_annotation()? {
            return match self.assess_type(components, &named, None, &UNDECLARED)? {
                true => Ok(true),
                false => {
                    self.skip()?;
                    Ok(true)
                }
            };
        }
        if strict {
            let name = OwnedName::new(namespace, local);
            let message = || format!("the element {name} is not declared");
            self.deviate_here(DeviationKind::Undeclared, &message)?;
        }
        self.assess_attributes(components)?;
        Ok(false)
    }

    /// Reads an element whose `xsi:type` names another type than the declared one, which is `xs:anyType` if it is `None`;
    /// `false`, and nothing is read, if the generated code has no type for it.
    pub(super) fn assess_type(
        &mut self,
        components: &'static Components,
        named: &OwnedName,
        declared: Option<Name>,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        let mut blocks = blocks_of(member);
        if let Some(ty) =
            declared.and_then(|name| components.named_type(name.namespace, name.local))
        {
            blocks |= ty.blocks;
        }
        let simple = match *named.namespace == *XSD {
            true => BuiltIn::from_name(&named.local).map(NamedSimpleType::BuiltIn),
            false => components
                .simple_type(&named.namespace, &named.local)
                .map(NamedSimpleType::Type),
        };
        if let Some(simple) = simple {
            if declared.is_some() || blocks & RESTRICTION != 0 {
                self.not_derived(named)?;
            }
            return self.assess_simple(simple, member).map(|()| true);
        }
        if *named.namespace == *XSD && &*named.local == "anyType" && declared.is_none() {
            let nil = self.is_nil(member)?;
            self.assess_attributes(components)?;
            match nil {
                true => self.end_of_nil()?,
                false => self.assess_children(components)?,
            }
            return Ok(true);
        }
        let Some(ty) = components.named_type(&named.namespace, &named.local) else {
            let message = || format!("xsi:type names {named}, which is not known here");
            self.deviate_here(DeviationKind::Type, &message)?;
            return Ok(false);
        };
        let methods = match declared {
            Some(declared) => components.derivation(ty, declared),
            None => Some(components.derivation_from_any(ty)),
        };
        if methods.is_none_or(|methods| methods & blocks != 0) {
            self.not_derived(named)?;
        }
        self.assess_named(ty, named)
    }

    /// Reads an element of a named complex type.
    fn assess_named(
        &mut self,
        ty: &'static NamedType,
        named: &OwnedName,
    ) -> Result<bool, DecodeError> {
        if ty.declared.is_abstract {
            let message = || format!("xsi:type names {named}, which is abstract");
            self.deviate_here(DeviationKind::Type, &message)?;
        }
        match ty.declared.check {
            Some(check) => check(self, &ty.declared.member).map(|()| true),
            None => Ok(false),
        }
    }

    /// Refuses an element whose type, the declared one, is abstract (Part 1, 3.4.4).
    fn refuse_abstract(&mut self, declared: Name) -> Result<(), DecodeError> {
        let known = self
            .components
            .and_then(|components| components.named_type(declared.namespace, declared.local));
        if known.is_some_and(|ty| ty.declared.is_abstract) {
            let message = || format!("the type {} of the element is abstract", declared.local);
            return self.deviate_here(DeviationKind::Type, &message);
        }
        Ok(())
    }

    fn not_derived(&mut self, named: &OwnedName) -> Result<(), DecodeError> {
        let message =
            || format!("xsi:type names {named}, which may not replace the type of the element");
        self.deviate_here(DeviationKind::Type, &message)
    }

    /// Reads an element of a simple type that only `xsi:type` names.
    fn assess_simple(
        &mut self,
        named: NamedSimpleType,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        // Without a declaration `xsi:nil` means nothing.
        let nil = !std::ptr::eq(member, &UNDECLARED) && self.is_nil(member)?;
        self.refuse_attributes()?;
        if nil {
            return self.end_of_nil();
        }
        let text = self.element_text()?;
        let facets = self.options().facets;
        if let Some(broken) = named.broken(&text, self, facets) {
            self.report_named(member, &broken, None)?;
        } else if facets {
            self.note_named(member, named, &text)?;
        }
        self.pop();
        Ok(())
    }

    /// Checks the attributes of an element of `xs:anyType`, each of which may be any global one.
    fn assess_attributes(&mut self, components: &'static Components) -> Result<(), DecodeError> {
        let attributes = self.take_attributes();
        for attribute in &attributes {
            match (self.attribute_namespace(attribute), attribute.local) {
                (XSI, "type" | "nil" | "schemaLocation" | "noNamespaceSchemaLocation") => {}
                (XSI, _) => self.unknown_attribute(attribute)?,
                _ => {
                    if let Some(declared) = components.global_attributes() {
                        self.check_admitted(declared, attribute)?;
                    }
                }
            }
        }
        self.recycle(attributes);
        Ok(())
    }

    fn deviate_here(
        &mut self,
        kind: DeviationKind,
        message: &dyn Fn() -> String,
    ) -> Result<(), DecodeError> {
        let offset = self.tag_offset();
        self.deviate(kind, offset, message, None)
    }
}

/// An element without a declaration.
static UNDECLARED: Member = crate::binding::element("", "", "", "", crate::binding::NILLABLE);

/// The derivations of types that may not replace the type of an element.
pub(super) fn blocks_of(member: &Member) -> Derivations {
    let mut blocks = 0;
    if member.flags & BLOCKS_EXTENSION != 0 {
        blocks |= EXTENSION;
    }
    if member.flags & BLOCKS_RESTRICTION != 0 {
        blocks |= RESTRICTION;
    }
    blocks
}
