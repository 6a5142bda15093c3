//! Members of unions: which one takes a text, and how the value of one is written.

use super::simple::{Noting, Slot, white_space};
use super::{Simple, SimpleType, WhiteSpace};
use crate::error::ValueError;
use crate::xml::{Scope, Text, unescape};

/// The value of a text as one of a member of a union, if it is in the member's type.
pub fn union_member<T: Simple>(
    text: &str,
    scope: &dyn Scope,
    of: Option<&'static SimpleType>,
) -> Option<T> {
    let mut value = T::blank();
    union_slot(&mut value, T::WHITE_SPACE, text, scope, of).then_some(value)
}

/// Takes a text as the value of one of a member of a union, whose type has the rule `own`; `false` if it is not in the
/// member's type.
pub fn union_slot(
    value: &mut dyn Slot,
    own: WhiteSpace,
    text: &str,
    scope: &dyn Scope,
    of: Option<&'static SimpleType>,
) -> bool {
    let rule = of.map_or(own, SimpleType::rule);
    let text = white_space(text, rule);
    let broken = |of: &SimpleType| of.broken(&text, Some(scope), scope.checks_facets());
    if of.is_some_and(|of| broken(of).is_some()) {
        return false;
    }
    let noting = Noting::new(scope);
    value.parse_text(&text, &noting).is_ok() && !noting.is_odd()
}

/// A text that no member of a union admits, kept as a value of a member that can hold it.
///
/// # Errors
/// When the member cannot.
#[cold]
pub fn union_rest<T: Simple>(text: &str, scope: &dyn Scope) -> Result<T, ValueError> {
    let value = T::parse(&white_space(text, T::WHITE_SPACE), scope)?;
    scope.note_odd();
    Ok(value)
}

/// Writes the value of one of a member of a union. A boolean is written in digits where an earlier member takes its word, which may be
/// a name, and not the digits (XML Schema Part 2, section 2.5.1.3: the first member that admits a text has it). `is_own` tells whether
/// a text is read as a value of the member.
pub fn write_union_member(
    out: &mut Text<'_>,
    write: &dyn Fn(&mut Text<'_>),
    is_own: &dyn Fn(&str) -> bool,
) {
    let start = out.here();
    write(out);
    if matches!(out.since(start), [b't' | b'f', ..]) {
        write_in_digits(out, start, is_own);
    }
}

#[cold]
#[inline(never)]
fn write_in_digits(out: &mut Text<'_>, start: usize, is_own: &dyn Fn(&str) -> bool) {
    let words = unescape(out.since(start)).into_owned();
    let digits = words.split(' ').map(|word| match word {
        "true" => Some("1"),
        "false" => Some("0"),
        _ => None,
    });
    let digits: Option<Vec<&str>> = digits.collect();
    if let Some(digits) = digits.map(|digits| digits.join(" "))
        && !is_own(&words)
        && is_own(&digits)
    {
        out.replace_since(start, &digits);
    }
}
