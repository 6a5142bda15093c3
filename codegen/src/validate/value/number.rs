//! Decimal numbers of any size, and floating point ones.

use crate::model::Builtin;
use std::cmp::Ordering;

/// A decimal number: the digits before and after the point, without redundant zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    is_negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if !all(whole) || !all(fraction) || whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let whole = whole.trim_start_matches('0').to_owned();
        let fraction = fraction.trim_end_matches('0').to_owned();
        Some(Self {
            is_negative: text.starts_with('-') && !(whole.is_empty() && fraction.is_empty()),
            whole,
            fraction,
        })
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let size = |a: &Self, b: &Self| {
            let whole = a.whole.len().cmp(&b.whole.len());
            let whole = whole.then_with(|| a.whole.cmp(&b.whole));
            whole.then_with(|| a.fraction.cmp(&b.fraction))
        };
        match (self.is_negative, other.is_negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => size(self, other),
            (true, true) => size(other, self),
        }
    }

    pub(in crate::validate) fn total_digits(&self) -> u64 {
        // 0.01 has one digit: zeros before the first one do not count.
        if self.whole.is_empty() {
            return self.fraction.trim_start_matches('0').len().max(1) as u64;
        }
        (self.whole.len() + self.fraction.len()) as u64
    }

    pub(in crate::validate) fn fraction_digits(&self) -> u64 {
        self.fraction.len() as u64
    }
}

/// The least and the greatest value of a built-in decimal type.
fn range(builtin: Builtin) -> (Option<&'static str>, Option<&'static str>) {
    use Builtin as B;
    match builtin {
        B::NonPositiveInteger => (None, Some("0")),
        B::NegativeInteger => (None, Some("-1")),
        B::NonNegativeInteger => (Some("0"), None),
        B::PositiveInteger => (Some("1"), None),
        B::Long => (Some("-9223372036854775808"), Some("9223372036854775807")),
        B::Int => (Some("-2147483648"), Some("2147483647")),
        B::Short => (Some("-32768"), Some("32767")),
        B::Byte => (Some("-128"), Some("127")),
        B::UnsignedLong => (Some("0"), Some("18446744073709551615")),
        B::UnsignedInt => (Some("0"), Some("4294967295")),
        B::UnsignedShort => (Some("0"), Some("65535")),
        B::UnsignedByte => (Some("0"), Some("255")),
        _ => (None, None),
    }
}

pub(super) fn of_type(builtin: Builtin, text: &str) -> Option<Decimal> {
    let value = Decimal::parse(text)?;
    if builtin != Builtin::Decimal && text.contains('.') {
        return None;
    }
    let (least, greatest) = range(builtin);
    let is_below = least
        .and_then(Decimal::parse)
        .is_some_and(|least| value.compare(&least) == Ordering::Less);
    let is_above = greatest
        .and_then(Decimal::parse)
        .is_some_and(|greatest| value.compare(&greatest) == Ordering::Greater);
    (!is_below && !is_above).then_some(value)
}

pub(super) fn float(text: &str, is_single: bool) -> Option<f64> {
    match text {
        "INF" => return Some(f64::INFINITY),
        "-INF" => return Some(f64::NEG_INFINITY),
        "NaN" => return Some(f64::NAN),
        _ => {}
    }
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    Decimal::parse(mantissa)?;
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if is_single {
        return text.parse::<f32>().ok().map(f64::from);
    }
    text.parse().ok()
}
