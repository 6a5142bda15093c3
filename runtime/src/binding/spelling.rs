//! Other spellings of a value, for types whose patterns do not admit the one that is written first (XML Schema Part 2, section
//! 4.3.4: a pattern is about the lexical space, not about the value).

use super::simple_type::{SimpleType, Variety};
use crate::value::BuiltIn;
use crate::value::lexical::is_ncname;

/// The number of digits that a number is padded to in front of its point, and behind it.
const WHOLE: usize = 40;
const FRACTION: usize = 18;
/// The digits of a fraction of a second that are tried.
const SECONDS: [usize; 8] = [0, 1, 2, 3, 6, 7, 9, 12];

impl SimpleType {
    /// Another spelling of the value in `text` that the type admits; `None` if none was found.
    pub(crate) fn respelled(&self, text: &str) -> Option<String> {
        self.spellings(text).next()
    }

    /// The other spellings of the value in `text` that the type admits.
    fn spellings<'a>(&'a self, text: &'a str) -> Box<dyn Iterator<Item = String> + 'a> {
        let fits = |text: &String| self.broken(text, None, true).is_none();
        match self.variety {
            Variety::BuiltIn(of) if of.item().is_none() => {
                let all = (0..styles(of)).filter_map(move |style| spelling(of, text, style));
                let same = all.filter(move |other| of.is_same(text, other));
                Box::new(same.filter(fits))
            }
            Variety::BuiltIn(_) => Box::new(std::iter::empty()),
            Variety::List(item) => Box::new(self.respelled_list(item, text).into_iter()),
            Variety::Union(members) => {
                // A text that may be a string is what it is.
                let may_be = members
                    .iter()
                    .filter(|one| one.broken(text, None, false).is_none());
                if may_be.clone().any(|one| !one.has_spellings()) {
                    return Box::new(std::iter::empty());
                }
                // An earlier member may admit a spelling as another value, which the union may have no room for.
                let others = may_be.flat_map(|one| one.spellings(text));
                Box::new(others.filter(fits))
            }
        }
    }

    fn respelled_list(&self, item: &SimpleType, text: &str) -> Option<String> {
        let fits = |text: &String| self.broken(text, None, true).is_none();
        let own = text
            .split_ascii_whitespace()
            .map(|text| match item.broken(text, None, true) {
                None => Some(text.to_owned()),
                Some(_) => item.respelled(text),
            });
        let own: Option<Vec<String>> = own.collect();
        if let Some(own) = own.map(|items| items.join(" ")).filter(fits) {
            return Some(own);
        }
        // The pattern of a list is about all of its items.
        let of = item.built_in()?;
        let mut all = (0..styles(of)).filter_map(|style| {
            let items = text.split_ascii_whitespace().map(|text| {
                let other = spelling(of, text, style)?;
                of.is_same(text, &other).then_some(other)
            });
            let items: Option<Vec<String>> = items.collect();
            Some(items?.join(" "))
        });
        all.find(fits)
    }

    /// The prefixes that its patterns name: what begins one, and has a colon behind it.
    pub(crate) fn prefixes(&self) -> Vec<&'static str> {
        let patterns = self.patterns.iter();
        let named = patterns.filter_map(|pattern| {
            let is_more = |char: char| !char.is_ascii_alphanumeric() && char != '_';
            let (prefix, rest) = pattern.split_at_checked(pattern.find(is_more)?)?;
            let is_prefix = rest.starts_with("\\:") || rest.starts_with(':');
            (is_prefix && is_ncname(prefix)).then_some(prefix)
        });
        named.collect()
    }

    /// Whether its values have several spellings.
    fn has_spellings(&self) -> bool {
        match self.variety {
            Variety::BuiltIn(of) => of.item().is_none() && styles(of) > 0,
            Variety::List(item) => item.has_spellings(),
            Variety::Union(members) => members.iter().all(|one| one.has_spellings()),
        }
    }
}

/// The number of styles of a type's values.
#[allow(clippy::arithmetic_side_effects, reason = "a few thousand styles")]
fn styles(of: BuiltIn) -> usize {
    match of {
        BuiltIn::Boolean | BuiltIn::Base64Binary => 1,
        BuiltIn::HexBinary => 2,
        BuiltIn::Float | BuiltIn::Double => NUMBERS * (FRACTION + 1) + EXPONENTS,
        BuiltIn::DateTime | BuiltIn::Time => ZONES.len() * SECONDS.len(),
        BuiltIn::Date
        | BuiltIn::GYear
        | BuiltIn::GYearMonth
        | BuiltIn::GMonth
        | BuiltIn::GMonthDay
        | BuiltIn::GDay => ZONES.len(),
        BuiltIn::Duration => 64 * WIDTHS * SECONDS.len(),
        of if of.is_derived_from(BuiltIn::Integer) => NUMBERS,
        of if of.is_derived_from(BuiltIn::Decimal) => NUMBERS * (FRACTION + 1),
        _ => 0,
    }
}

/// A value in one of the styles of its type; `None` if it has no such style.
fn spelling(of: BuiltIn, text: &str, style: usize) -> Option<String> {
    match of {
        BuiltIn::Boolean => Some(
            match text {
                "true" => "1",
                "false" => "0",
                "1" => "true",
                _ => "false",
            }
            .to_owned(),
        ),
        BuiltIn::HexBinary if style == 0 => Some(text.to_ascii_lowercase()),
        BuiltIn::HexBinary => Some(text.to_ascii_uppercase()),
        BuiltIn::Base64Binary => {
            let digits: Vec<char> = text
                .chars()
                .filter(|digit| !digit.is_whitespace())
                .collect();
            let groups = digits.chunks(4).map(|group| group.iter().collect());
            Some(groups.collect::<Vec<String>>().join(" "))
        }
        BuiltIn::Float | BuiltIn::Double => {
            let number = Scientific::parse(text)?;
            match style.checked_sub(NUMBERS * (FRACTION + 1)) {
                None => Some(number.plain(style % NUMBERS, style / NUMBERS)),
                Some(style) => number.scientific(style),
            }
        }
        BuiltIn::Duration => duration(text, style),
        of if of.is_derived_from(BuiltIn::Decimal) => {
            let number = Scientific::parse(text)?;
            Some(number.plain(style % NUMBERS, style / NUMBERS))
        }
        _ => time(text, style),
    }
}

/// Styles of the whole part of a number: signs by digits.
const NUMBERS: usize = 2 * (WHOLE + 1);
/// Styles of exponents.
const EXPONENTS: usize = 2 * 2 * 3 * (FRACTION + 1);

/// A decimal number: `0.digits` times ten to `exponent`.
struct Scientific<'a> {
    negative: bool,
    digits: std::borrow::Cow<'a, str>,
    exponent: isize,
}

impl<'a> Scientific<'a> {
    #[allow(clippy::arithmetic_side_effects, reason = "a few thousand styles")]
    fn parse(text: &'a str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (text.get(..at)?, text.get(at + 1..)?.parse().ok()?),
            None => (text, 0_isize),
        };
        let unsigned = mantissa.trim_start_matches(['+', '-']);
        let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all = format!("{whole}{part}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let trimmed = all.trim_start_matches('0');
        let zeros = isize::try_from(all.len() - trimmed.len()).ok()?;
        let length = isize::try_from(whole.len()).ok()?;
        let exponent = exponent.checked_add(length)?.checked_sub(zeros)?;
        // A plain number of a double may have hundreds of digits, and not more.
        (exponent.unsigned_abs() <= 400).then(|| Self {
            negative: mantissa.starts_with('-'),
            digits: trimmed.trim_end_matches('0').to_owned().into(),
            exponent,
        })
    }

    fn sign(&self, plus: bool) -> &'static str {
        match (self.negative, plus) {
            (true, _) => "-",
            (false, true) => "+",
            (false, false) => "",
        }
    }

    /// Without exponent, with at least `fraction` digits behind the point.
    fn plain(&self, style: usize, fraction: usize) -> String {
        let (plus, width) = (style > WHOLE, style % (WHOLE + 1));
        let (mut whole, mut part) = (String::new(), String::new());
        let point = self.exponent;
        if point < 0 {
            part.extend(std::iter::repeat_n('0', point.unsigned_abs()));
        }
        let at = usize::try_from(point).unwrap_or(0).min(self.digits.len());
        let (front, back) = self.digits.split_at(at);
        whole.push_str(front);
        if point > 0 && !self.digits.is_empty() {
            let missing = point.unsigned_abs().saturating_sub(self.digits.len());
            whole.extend(std::iter::repeat_n('0', missing));
        }
        part.push_str(back);
        while part.len() < fraction {
            part.push('0');
        }
        let sign = self.sign(plus);
        // With the width 0 nothing may stand before the point.
        let width = if part.is_empty() { width.max(1) } else { width };
        let padded = format!("{sign}{whole:0>width$}");
        match part.is_empty() {
            true => padded,
            false => format!("{padded}.{part}"),
        }
    }

    /// With an exponent, and one digit in front of the point.
    #[allow(clippy::arithmetic_side_effects, reason = "a few thousand styles")]
    fn scientific(&self, style: usize) -> Option<String> {
        let letter = if style.is_multiple_of(2) { 'E' } else { 'e' };
        let plus = !(style / 2).is_multiple_of(2);
        let width = style / 4 % 3 + 1;
        let fraction = style / 12;
        let (first, rest) = self.digits.split_at_checked(1).unwrap_or(("0", ""));
        let exponent = match self.digits.is_empty() {
            true => 0,
            false => self.exponent.checked_sub(1)?,
        };
        let sign = match (exponent < 0, plus) {
            (true, _) => "-",
            (false, true) => "+",
            (false, false) => "",
        };
        let (own, size) = (self.sign(false), exponent.unsigned_abs());
        let part = match (rest, fraction) {
            ("", 0) => String::new(),
            _ => format!(".{rest:0<fraction$}"),
        };
        Some(format!("{own}{first}{part}{letter}{sign}{size:0>width$}"))
    }
}

/// The spellings of UTC; another zone has one.
const ZONES: [&str; 3] = ["Z", "+00:00", "-00:00"];

/// A date or a time: its fraction of a second, and how it spells UTC.
#[allow(clippy::arithmetic_side_effects, reason = "a few thousand styles")]
fn time(text: &str, style: usize) -> Option<String> {
    let zone = ZONES.get(style % ZONES.len())?;
    let (rest, has_zone) = match ZONES.iter().find_map(|zone| text.strip_suffix(zone)) {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let zone = if has_zone { zone } else { "" };
    let digits = *SECONDS.get(style / ZONES.len())?;
    // Seconds stand behind the last colon, if there is one but that of another zone.
    let end = match rest
        .len()
        .checked_sub(6)
        .and_then(|at| rest.split_at_checked(at))
    {
        Some((time, zone)) if zone.starts_with(['+', '-']) && zone.contains(':') => time.len(),
        _ => rest.len(),
    };
    let (moment, other) = rest.split_at_checked(end)?;
    if !moment.contains(':') {
        return Some(format!("{rest}{zone}"));
    }
    let (seconds, fraction) = moment.split_once('.').unwrap_or((moment, ""));
    let fraction = padded(fraction, digits);
    Some(format!("{seconds}{fraction}{other}{zone}"))
}

/// A fraction with its point, and with as many digits, or more if it has them.
fn padded(fraction: &str, digits: usize) -> String {
    match (fraction.trim_end_matches('0'), digits) {
        ("", 0) => String::new(),
        (fraction, digits) => format!(".{fraction:0<digits$}"),
    }
}

/// The least digits of a part of a duration are 1 to this.
const WIDTHS: usize = 4;

/// A duration: which of its parts are there, in how many digits.
#[allow(clippy::arithmetic_side_effects, reason = "a few thousand styles")]
fn duration(text: &str, style: usize) -> Option<String> {
    let (parts, width, digits) = (style % 64, style / 64 % WIDTHS + 1, style / 64 / WIDTHS);
    let digits = *SECONDS.get(digits)?;
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (date, clock) = match unsigned.strip_prefix('P')?.split_once('T') {
        Some(both) => both,
        None => (unsigned.strip_prefix('P')?, ""),
    };
    let mut out = format!("{sign}P");
    let mut at = 0;
    for (side, letters) in [(date, "YMD"), (clock, "HMS")] {
        let mut rest = side;
        let mut written = String::new();
        for letter in letters.chars() {
            let number = match rest.find(|char: char| char.is_ascii_alphabetic()) {
                Some(end) if rest.get(end..)?.starts_with(letter) => {
                    let number = rest.get(..end)?;
                    rest = rest.get(end + 1..)?;
                    number
                }
                _ => "0",
            };
            let is_there = parts >> at & 1 != 0;
            at += 1;
            let is_zero = number.bytes().all(|byte| matches!(byte, b'0' | b'.'));
            if !is_there {
                if !is_zero {
                    return None;
                }
                continue;
            }
            let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
            let fraction = match letter {
                'S' => padded(fraction, digits),
                _ => String::new(),
            };
            written.push_str(&format!("{whole:0>width$}{fraction}{letter}"));
        }
        if letters == "HMS" && !written.is_empty() {
            out.push('T');
        }
        out.push_str(&written);
    }
    Some(out)
}

#[cfg(all(test, feature = "facets"))]
mod tests {
    use super::SimpleType;
    use crate::value::BuiltIn;

    #[test]
    fn a_pattern_chooses_the_spelling() {
        const SCIENTIFIC: SimpleType =
            SimpleType::new(BuiltIn::Double).patterns(&["^(?:[0-9]E[0-9])$"]);
        const POINTED: SimpleType =
            SimpleType::new(BuiltIn::Integer).patterns(&["^(?:[0-9]\\.0)$"]);
        const PADDED: SimpleType = SimpleType::new(BuiltIn::Integer).patterns(&["^(?:[0-9]{3})$"]);
        assert_eq!(SCIENTIFIC.respelled("500"), Some("5E2".to_owned()));
        assert_eq!(SCIENTIFIC.respelled("501"), None);
        assert_eq!(PADDED.respelled("5"), Some("005".to_owned()));
        // No integer has a point.
        assert_eq!(POINTED.respelled("5"), None);
    }

    #[test]
    fn the_length_of_a_qualified_name_means_nothing() {
        const NAME: SimpleType = SimpleType::new(BuiltIn::QName).length(1);
        const TEXT: SimpleType = SimpleType::new(BuiltIn::Token).length(1);
        assert_eq!(NAME.broken("abc", None, true), None);
        assert!(TEXT.broken("abc", None, true).is_some());
    }
}
