//! Constraints on facets (XML Schema Part 2, section 4.3): applicable facets, their values, and that they restrict the
//! base.

use super::super::type_name;
use super::super::value::{self, Value};
use super::effective::{Bound, Count, Effective, ValueKind};
use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;
use std::cmp::Ordering;

/// Whether a facet applies to values of this kind (Part 2, section 4.1.5, "Applicable Facets").
fn applies(facet: &str, root: ValueKind) -> bool {
    use Builtin as B;
    let is_length = matches!(facet, "length" | "minLength" | "maxLength");
    let is_digits = matches!(facet, "totalDigits" | "fractionDigits");
    let is_bound = matches!(
        facet,
        "minInclusive" | "maxInclusive" | "minExclusive" | "maxExclusive"
    );
    match root {
        ValueKind::Unknown => true,
        ValueKind::List => !is_digits && !is_bound,
        ValueKind::Union => matches!(facet, "pattern" | "enumeration"),
        ValueKind::Builtin(builtin) => match builtin {
            B::AnySimpleType | B::AnyType => true,
            B::Boolean => matches!(facet, "pattern" | "whiteSpace"),
            B::Float
            | B::Double
            | B::Duration
            | B::DateTime
            | B::Time
            | B::Date
            | B::GYearMonth
            | B::GYear
            | B::GMonthDay
            | B::GDay
            | B::GMonth => !is_length && !is_digits,
            builtin if is_decimal(builtin) => !is_length,
            _ => !is_digits && !is_bound,
        },
    }
}

pub(super) fn is_decimal(builtin: Builtin) -> bool {
    use Builtin as B;
    builtin == B::Decimal || builtin >= B::Integer && builtin <= B::PositiveInteger
}

/// The facets of one step, and those of its base.
pub(super) struct Step<'a> {
    pub of: &'a TypeDef,
    pub simple: &'a SimpleType,
    pub base: &'a Effective,
    pub own: &'a Effective,
}

impl Step<'_> {
    fn written(&self, kind: &str) -> Option<&WrittenFacet> {
        let mut all = self.simple.facets.written.iter();
        all.find(|facet| &*facet.kind == kind)
    }

    fn span(&self, kinds: &[&str]) -> Span {
        let found = kinds.iter().find_map(|kind| self.written(kind));
        found.map_or(self.of.span, |facet| facet.span)
    }

    pub(super) fn check(&self, diagnostics: &mut Diagnostics) {
        let root = self.base.root;
        for facet in &self.simple.facets.written {
            if !applies(&facet.kind, root) {
                let kind = match root {
                    ValueKind::Builtin(builtin) => format!("`xs:{}`", builtin.name()),
                    ValueKind::List => "a list".to_owned(),
                    _ => "a union".to_owned(),
                };
                diagnostics.warning(
                    Code::FacetNotApplicable,
                    facet.span,
                    format!("the facet `{}` does not apply to {kind}", facet.kind),
                );
            }
        }
        self.values(diagnostics);
        self.lengths(diagnostics);
        self.digits(diagnostics);
        self.bounds(diagnostics);
        self.white_space(diagnostics);
    }

    /// Bounds must be values of the base.
    fn values(&self, diagnostics: &mut Diagnostics) {
        let ValueKind::Builtin(builtin) = self.base.root else {
            return;
        };
        for facet in &self.simple.facets.written {
            let is_bound = matches!(
                &*facet.kind,
                "minInclusive" | "maxInclusive" | "minExclusive" | "maxExclusive"
            );
            if !is_bound || !applies(&facet.kind, self.base.root) {
                continue;
            }
            let text = facet.value.trim();
            if value::parse(builtin, text).is_some() {
                continue;
            }
            let message = format!(
                "the value `{text}` of the facet `{}` is no `xs:{}`",
                facet.kind,
                builtin.name()
            );
            // The checks in generated code need a number.
            if is_decimal(builtin) && value::Decimal::parse(text).is_none() {
                diagnostics.error(Code::InvalidFacet, facet.span, message);
            } else {
                diagnostics.warning(Code::InvalidFacet, facet.span, message);
            }
        }
    }

    fn lengths(&self, diagnostics: &mut Diagnostics) {
        let own = self.own;
        if let (Some(min), Some(max)) = (own.min_length, own.max_length)
            && min.value > max.value
            && (self.written("minLength").is_some() || self.written("maxLength").is_some())
        {
            let message = format!(
                "minLength is {} and maxLength is {}: no value fits",
                min.value, max.value
            );
            let span = self.span(&["maxLength", "minLength"]);
            let both = self.written("minLength").is_some() && self.written("maxLength").is_some();
            if both {
                diagnostics.error(Code::InvalidFacet, span, message);
            } else {
                diagnostics.warning(Code::FacetRestriction, span, message);
            }
        }
        // A length may follow bounds that a base has, and not the other way round (Part 2, 4.3.1.4).
        let is_new = |facet, base: Option<Count>, own: Option<Count>| {
            let count = |facet: Option<Count>| facet.map(|facet| facet.value);
            self.written(facet).is_some() && own.is_some() && count(base) != count(own)
        };
        let has_length = own.length.is_some();
        if has_length
            && (is_new("minLength", self.base.min_length, own.min_length)
                || is_new("maxLength", self.base.max_length, own.max_length)
                || self.written("length").is_some()
                    && (self.written("minLength").is_some() || self.written("maxLength").is_some()))
        {
            let message = "`length` excludes `minLength` and `maxLength`";
            diagnostics.warning(Code::FacetRestriction, self.span(&["length"]), message);
        } else if let Some(length) = own.length {
            let is_short = own.min_length.is_some_and(|min| min.value > length.value);
            let is_long = own.max_length.is_some_and(|max| max.value < length.value);
            let is_new = ["length", "minLength", "maxLength"]
                .iter()
                .any(|facet| self.written(facet).is_some());
            if is_new && (is_short || is_long) {
                let message = format!(
                    "length {} is not between minLength and maxLength",
                    length.value
                );
                let span = self.span(&["length", "minLength", "maxLength"]);
                diagnostics.warning(Code::FacetRestriction, span, message);
            }
        }
        let base = self.base;
        self.narrows(
            "length",
            base.length,
            own.length,
            |base, own| base == own,
            diagnostics,
        );
        self.narrows(
            "minLength",
            base.min_length,
            own.min_length,
            |base, own| base <= own,
            diagnostics,
        );
        self.narrows(
            "maxLength",
            base.max_length,
            own.max_length,
            |base, own| base >= own,
            diagnostics,
        );
    }

    fn digits(&self, diagnostics: &mut Diagnostics) {
        let (base, own) = (self.base, self.own);
        self.narrows(
            "totalDigits",
            base.total_digits,
            own.total_digits,
            |base, own| base >= own,
            diagnostics,
        );
        let is_integer = matches!(base.root, ValueKind::Builtin(builtin) if builtin != Builtin::Decimal && is_decimal(builtin));
        let of_integer = Count {
            value: 0,
            is_fixed: true,
        };
        let fraction = base.fraction_digits.or(is_integer.then_some(of_integer));
        self.narrows(
            "fractionDigits",
            fraction,
            own.fraction_digits,
            |base, own| base >= own,
            diagnostics,
        );
        if let (Some(total), Some(fraction)) = (own.total_digits, own.fraction_digits)
            && fraction.value > total.value
            && (self.written("totalDigits").is_some() || self.written("fractionDigits").is_some())
        {
            diagnostics.warning(
                Code::FacetRestriction,
                self.span(&["fractionDigits", "totalDigits"]),
                format!(
                    "fractionDigits is {} and totalDigits is {}",
                    fraction.value, total.value
                ),
            );
        }
    }

    fn narrows(
        &self,
        facet: &str,
        base: Option<Count>,
        own: Option<Count>,
        is_narrower: impl Fn(u64, u64) -> bool,
        diagnostics: &mut Diagnostics,
    ) {
        let (Some(written), Some(base), Some(own)) = (self.written(facet), base, own) else {
            return;
        };
        if base.is_fixed && base.value != own.value || !is_narrower(base.value, own.value) {
            diagnostics.warning(
                Code::FacetRestriction,
                written.span,
                format!(
                    "{facet} is {} in {}, and {} in its base",
                    own.value,
                    type_name(self.of),
                    base.value
                ),
            );
        }
    }

    fn bounds(&self, diagnostics: &mut Diagnostics) {
        let twice = [
            ("minInclusive", "minExclusive"),
            ("maxInclusive", "maxExclusive"),
        ];
        for (a, b) in twice {
            if let (Some(_), Some(other)) = (self.written(a), self.written(b)) {
                let message = format!("`{a}` and `{b}` exclude each other");
                diagnostics.warning(Code::FacetRestriction, other.span, message);
            }
        }
        let (own, base) = (self.own, self.base);
        let mins = ["minInclusive", "minExclusive"];
        let maxs = ["maxInclusive", "maxExclusive"];
        let is_new = |names: &[&str]| names.iter().any(|name| self.written(name).is_some());
        if let (Some(min), Some(max)) = (&own.min, &own.max)
            && (is_new(&mins) || is_new(&maxs))
        {
            let order = min.value.compare(&max.value);
            let differs = min.is_inclusive != max.is_inclusive;
            if order == Some(Ordering::Greater) || order == Some(Ordering::Equal) && differs {
                diagnostics.warning(
                    Code::FacetRestriction,
                    self.span(&[maxs[0], maxs[1], mins[0], mins[1]]),
                    "the least value is above the greatest: no value fits",
                );
            }
        }
        for (names, own, base, is_min) in [
            (mins, &own.min, &base.min, true),
            (maxs, &own.max, &base.max, false),
        ] {
            let (true, Some(own), Some(base)) = (is_new(&names), own, base) else {
                continue;
            };
            let changed =
                value_differs(&own.value, &base.value) || own.is_inclusive != base.is_inclusive;
            if base.is_fixed && changed || widens(own, base, is_min) {
                diagnostics.warning(
                    Code::FacetRestriction,
                    self.span(&names),
                    format!("`{}` admits more than its base", self.span_kind(&names)),
                );
            }
        }
    }

    fn span_kind(&self, names: &[&str]) -> String {
        let found = names.iter().find_map(|name| self.written(name));
        found.map_or(String::new(), |facet| facet.kind.to_string())
    }

    fn white_space(&self, diagnostics: &mut Diagnostics) {
        let Some(written) = self.written("whiteSpace") else {
            return;
        };
        let rank = |white_space| match white_space {
            WhiteSpace::Preserve => 0,
            WhiteSpace::Replace => 1,
            WhiteSpace::Collapse => 2,
        };
        let (base, own) = (self.base, self.own);
        let changed = base.white_space != own.white_space;
        if rank(own.white_space) < rank(base.white_space) || changed && base.white_space_is_fixed {
            diagnostics.warning(
                Code::FacetRestriction,
                written.span,
                format!(
                    "whiteSpace=\"{}\" keeps more than its base",
                    written.value.trim()
                ),
            );
        }
    }
}

fn value_differs(a: &Value, b: &Value) -> bool {
    a.compare(b) != Some(Ordering::Equal)
}

fn widens(own: &Bound, base: &Bound, is_min: bool) -> bool {
    let beyond = if is_min {
        Ordering::Less
    } else {
        Ordering::Greater
    };
    match own.value.compare(&base.value) {
        Some(Ordering::Equal) => own.is_inclusive && !base.is_inclusive,
        Some(order) => order == beyond,
        None => false,
    }
}
