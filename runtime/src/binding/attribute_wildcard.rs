//! The tables of `xs:anyAttribute`.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::simple::{rule, white_space};
use super::{Blank, Content, Member, WhiteSpace, Wildcard};
use crate::error::ValueError;
use crate::xml::{RawAttribute, Scope};

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

/// A place where an attribute was read. It knows whether the default namespace was asked for.
struct KeptScope<'a> {
    prefixes: BTreeMap<&'a str, &'a str>,
    default: &'a str,
    asked: Cell<bool>,
}

impl Scope for KeptScope<'_> {
    fn resolve(&self, prefix: &str) -> Option<&str> {
        if prefix.is_empty() {
            self.asked.set(true);
            return Some(self.default);
        }
        self.prefixes.get(prefix).copied()
    }
}

impl AttributeWildcard {
    /// Whether the value of an attribute has names without a prefix, by its declaration.
    pub(crate) fn asks_default(&self, attribute: &RawAttribute) -> bool {
        let name = &attribute.name;
        let declared = self.declared.iter();
        let mut declared =
            declared.filter(|one| name.is(one.member.name.namespace, one.member.name.local));
        let Some(DeclaredAttribute {
            member,
            check: Some(check),
        }) = declared.next()
        else {
            return false;
        };
        let scope = KeptScope {
            prefixes: attribute.kept_prefixes(),
            default: attribute.kept_default().unwrap_or_default(),
            asked: Cell::new(false),
        };
        let rule = rule(member.flags, WhiteSpace::Preserve);
        let text = white_space(&attribute.value, rule);
        check(member, &text, None, &scope).is_ok() && scope.asked.get()
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
