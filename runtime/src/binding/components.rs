//! The components of a contract that messages name: what the strict mode looks up where elements are kept as XML.

use super::{AttributeWildcard, Blank, Field, Member, Name, Reader, SimpleType};
use crate::error::DecodeError;

/// The components of a contract that messages name by `xsi:type`, or by elements and attributes that wildcards admit.
/// They are generated where facets are checked.
#[derive(Debug)]
pub struct Components {
    /// The named simple types.
    simple_types: &'static [&'static SimpleType],
    /// The named complex types, in the order of their names.
    types: &'static [NamedType],
    /// The global elements, in the order of their names.
    elements: &'static [Declared],
    /// The global attributes.
    attributes: Option<&'static AttributeWildcard>,
}

impl Components {
    /// Simple types only.
    pub const fn new(simple_types: &'static [&'static SimpleType]) -> Self {
        Self {
            simple_types,
            types: &[],
            elements: &[],
            attributes: None,
        }
    }

    /// Adds the complex types and the elements, each in the order of their namespaces, then of their local names.
    pub const fn kept(
        mut self,
        types: &'static [NamedType],
        elements: &'static [Declared],
    ) -> Self {
        self.types = types;
        self.elements = elements;
        self
    }

    /// Adds the global attributes.
    pub const fn attributes(mut self, attributes: &'static AttributeWildcard) -> Self {
        self.attributes = Some(attributes);
        self
    }

    /// The global attributes.
    pub(crate) fn global_attributes(&self) -> Option<&'static AttributeWildcard> {
        self.attributes
    }

    /// The simple type of a name.
    pub(crate) fn simple_type(&self, namespace: &str, local: &str) -> Option<&'static SimpleType> {
        let mut types = self.simple_types.iter().copied();
        types.find(|one| one.is_named(namespace, local))
    }

    /// The complex type of a name.
    pub(crate) fn named_type(&self, namespace: &str, local: &str) -> Option<&'static NamedType> {
        let found = self
            .types
            .binary_search_by(|one| order(&one.declared.member.name, namespace, local));
        self.types.get(found.ok()?)
    }

    /// The global element of a name.
    pub(crate) fn element(&self, namespace: &str, local: &str) -> Option<&'static Declared> {
        let found = self
            .elements
            .binary_search_by(|one| order(&one.member.name, namespace, local));
        self.elements.get(found.ok()?)
    }

    /// The methods of derivation between a complex type and one of its bases; `None` if the other is no base.
    pub(crate) fn derivation(&self, of: &NamedType, base: Name) -> Option<Derivations> {
        let mut methods = 0;
        let mut current = of;
        // A circle of bases is an error of the contract. It is only cut here.
        for _ in 0..=self.types.len() {
            if current.declared.member.name == base {
                return Some(methods);
            }
            methods |= current.method;
            current = self.named_type(current.base?.namespace, current.base?.local)?;
        }
        None
    }

    /// The name of the simple type that a complex type with simple content is derived from, and the methods of derivation.
    pub(crate) fn simple_base(&self, of: &NamedType) -> Option<(Name, Derivations)> {
        let mut methods = 0;
        let mut current = of;
        for _ in 0..=self.types.len() {
            methods |= current.method;
            let base = current.base?;
            match self.named_type(base.namespace, base.local) {
                Some(next) => current = next,
                None => return Some((base, methods)),
            }
        }
        None
    }

    /// The methods of derivation between a complex type and `xs:anyType`.
    pub(crate) fn derivation_from_any(&self, of: &NamedType) -> Derivations {
        let mut methods = 0;
        let mut current = Some(of);
        for _ in 0..=self.types.len() {
            let Some(ty) = current else { break };
            methods |= ty.method;
            current = ty
                .base
                .and_then(|base| self.named_type(base.namespace, base.local));
        }
        // The last step restricts `xs:anyType` (Part 1, section 3.4.2).
        methods | RESTRICTION
    }
}

fn order(name: &Name, namespace: &str, local: &str) -> std::cmp::Ordering {
    (name.namespace, name.local).cmp(&(namespace, local))
}

/// Methods of derivation, combined with `|`.
pub type Derivations = u8;
/// Derivation by extension.
pub const EXTENSION: Derivations = 1;
/// Derivation by restriction.
pub const RESTRICTION: Derivations = 1 << 1;

/// Reads the element whose start tag was just taken, and drops its value.
type CheckElement = fn(&mut Reader<'_>, &'static Member) -> Result<(), DecodeError>;

/// A global element, or an element of a named type.
#[derive(Debug)]
pub struct Declared {
    /// Its name, and the description of its content.
    pub(crate) member: Member,
    /// Whether it is abstract.
    pub(crate) is_abstract: bool,
    /// Reads it; `None` if the generated code has no type for it.
    pub(crate) check: Option<CheckElement>,
}

impl Declared {
    /// One that a field of the type `F` can hold.
    pub const fn of<F: Field + Blank>(member: Member) -> Self {
        Self {
            member,
            is_abstract: false,
            check: Some(check::<F>),
        }
    }

    /// One without a generated type.
    pub const fn named(member: Member) -> Self {
        Self {
            member,
            is_abstract: false,
            check: None,
        }
    }

    /// States that it is abstract.
    pub const fn in_name_only(mut self) -> Self {
        self.is_abstract = true;
        self
    }
}

fn check<F: Field + Blank>(
    reader: &mut Reader<'_>,
    member: &'static Member,
) -> Result<(), DecodeError> {
    let mut place = F::blank();
    reader.element(&mut place, member)
}

#[cfg(feature = "serde")]
impl Declared {
    /// Its name, and the description of its content.
    pub fn member(&self) -> &Member {
        &self.member
    }
}

#[cfg(feature = "serde")]
impl NamedType {
    /// An element of this type.
    pub fn declared(&self) -> &Declared {
        &self.declared
    }
}

/// A named complex type.
#[derive(Debug)]
pub struct NamedType {
    /// An element of this type, with its name.
    pub(crate) declared: Declared,
    /// The named type that it is derived from.
    base: Option<Name>,
    /// The derivation.
    method: Derivations,
    /// The derivations of types that may not replace it in messages.
    pub(crate) blocks: Derivations,
}

impl NamedType {
    /// A type without a base.
    pub const fn new(declared: Declared) -> Self {
        Self {
            declared,
            base: None,
            method: RESTRICTION,
            blocks: 0,
        }
    }

    /// Sets its base, and how it is derived from it.
    pub const fn derived(mut self, base: Name, method: Derivations) -> Self {
        self.base = Some(base);
        self.method = method;
        self
    }

    /// States how it is derived from `xs:anyType`.
    pub const fn by(mut self, method: Derivations) -> Self {
        self.method = method;
        self
    }

    /// Sets the derivations of types that may not replace it in messages.
    pub const fn blocks(mut self, blocks: Derivations) -> Self {
        self.blocks = blocks;
        self
    }
}
