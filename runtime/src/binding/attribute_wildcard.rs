//! The tables of `xs:anyAttribute`.

use super::{Blank, Content, Member, Wildcard};
use crate::error::ValueError;
use crate::xml::Scope;

/// The names that `xs:anyAttribute` admits.
#[derive(Debug)]
pub struct AttributeWildcard {
    /// The namespaces.
    pub(crate) wildcard: Wildcard,
    /// Whether only declared attributes are admitted.
    pub(crate) strict: bool,
    /// The declared ones, whose values have to be of their types.
    pub(crate) declared: &'static [DeclaredAttribute],
}

impl AttributeWildcard {
    /// Admits attributes that are not declared (`processContents="lax"` and `skip`).
    pub const fn lax(wildcard: Wildcard, declared: &'static [DeclaredAttribute]) -> Self {
        Self {
            wildcard,
            strict: false,
            declared,
        }
    }

    /// Admits declared attributes only (`processContents="strict"`).
    pub const fn strict(wildcard: Wildcard, declared: &'static [DeclaredAttribute]) -> Self {
        Self {
            wildcard,
            strict: true,
            declared,
        }
    }
}

/// A global attribute.
#[derive(Debug)]
pub struct DeclaredAttribute {
    /// Its name, and what is checked of its value.
    pub(crate) member: Member,
    /// Reads a value of its type.
    pub(crate) check: Option<CheckText>,
}

/// Reads a text as a value of some type; whether it is the fixed one, if there is one.
type CheckText = fn(&'static Member, &str, Option<&str>, &dyn Scope) -> Result<bool, ValueError>;

impl DeclaredAttribute {
    /// One whose value is of the type `T`.
    pub const fn of<T: Content + Blank>(member: Member) -> Self {
        Self {
            member,
            check: Some(check::<T>),
        }
    }

    /// One whose value is not checked.
    pub const fn named(member: Member) -> Self {
        Self {
            member,
            check: None,
        }
    }

    /// Its name, and what is checked of its value.
    pub fn member(&self) -> &Member {
        &self.member
    }
}

fn check<T: Content + Blank>(
    member: &'static Member,
    text: &str,
    fixed: Option<&str>,
    scope: &dyn Scope,
) -> Result<bool, ValueError> {
    let mut value = T::blank();
    value.prepare(member);
    value.read_text(text, scope)?;
    Ok(fixed.is_none_or(|fixed| value.holds(fixed, scope)))
}
