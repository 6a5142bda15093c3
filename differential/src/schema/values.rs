//! The built-in types and common restrictions of them, with valid and invalid texts.
//!
//! A wrong entry does no harm: the judges decide what is valid.

/// The comparison of the texts of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueSpace {
    /// Character by character.
    Text,
    /// After each white space character is replaced by a space.
    Normalized,
    /// After white space is collapsed.
    Token,
    /// As months and seconds.
    Duration,
    /// `true` is `1`.
    Boolean,
    /// Redundant signs and zeros do not count.
    Decimal,
    /// As IEEE numbers.
    Float,
    /// Zeros at the end of a fraction do not count; `Z` is `+00:00`.
    Date,
    /// White space does not count.
    Base64,
    /// Case does not count.
    Hex,
    /// A prefixed name.
    QName,
}

/// A built-in type.
pub struct BuiltIn {
    /// Local name.
    pub name: &'static str,
    /// The comparison of its values.
    pub space: ValueSpace,
    /// Whether it is a list.
    pub list: bool,
    /// Values.
    pub good: &'static [&'static str],
    /// Texts outside its lexical or value space.
    pub bad: &'static [&'static str],
}

const fn row(
    name: &'static str,
    space: ValueSpace,
    good: &'static [&'static str],
    bad: &'static [&'static str],
) -> BuiltIn {
    BuiltIn {
        name,
        space,
        list: false,
        good,
        bad,
    }
}

use ValueSpace::{
    Base64, Boolean, Date, Decimal, Duration, Float, Hex, Normalized, QName, Text, Token,
};

/// The built-in simple types. Entities and notations need a document type declaration, which SOAP forbids. References
/// to identifiers, which need the identifiers, belong to a family of their own.
#[rustfmt::skip]
pub const BUILT_IN: &[BuiltIn] = &[
    row("string", Text, &["x", "", " a  b ", "ä€𝄞", "a<b&c", "line\nline\tx"], &[]),
    row("normalizedString", Normalized, &["x", "", " a  b ", "a\tb"], &[]),
    row("token", Token, &["x", "", " a  b ", "a b"], &[]),
    row("boolean", Boolean, &["true", "false", "1", "0", " true "], &["TRUE", "yes", "", "2"]),
    row("decimal", Decimal, &["0", "-1.50", "+3", ".5", "5.", "12345678901234567890.25", " 7 "], &["", "1e3", "1,5", "x", ".", "+-1", "INF"]),
    row("float", Float, &["0", "1.5", "-1E4", "INF", "-INF", "NaN", "1e-3", " 2 "], &["", "inf", "+INF", "1,5", "x", "1e", "nan"]),
    row("double", Float, &["0", "1.5", "-1E4", "INF", "-INF", "NaN", "1e-3", " 2 "], &["", "inf", "+INF", "0x1", "x", "1e", "Infinity"]),
    row("duration", Duration, &["P1Y2M3DT4H5M6.7S", "P1D", "-PT1S", "PT0.5S", " P2M "], &["", "P", "P1DT", "1D", "P1S", "P-1D", "PT1.S"]),
    row("dateTime", Date, &["2024-02-29T12:30:45", "2024-01-01T00:00:00Z", "1999-12-31T23:59:59.123+02:00", "2024-01-01T24:00:00", "-0044-03-15T00:00:00", "12024-01-01T00:00:00"], &["", "2024-01-01", "2023-02-29T00:00:00", "2024-01-01T25:00:00", "2024-1-1T00:00:00", "2024-01-01T00:00", "2024-01-01 00:00:00", "2024-01-01T00:00:00+15:00"]),
    row("time", Date, &["12:30:45", "00:00:00Z", "23:59:59.5-05:00", "24:00:00"], &["", "12:30", "25:00:00", "12:60:00", "1:00:00"]),
    row("date", Date, &["2024-02-29", "2024-01-01Z", "2024-01-01+14:00", "-0001-01-01", " 2024-01-01 "], &["", "2023-02-29", "2024-13-01", "2024-1-1", "24-01-01", "2024-01-01T00:00:00", "2024-01-01+14:01"]),
    row("gYearMonth", Date, &["2024-02", "2024-12Z"], &["", "2024-13", "2024", "2024-1", "2024-01-01"]),
    row("gYear", Date, &["2024", "-0044", "12024", "2024Z"], &["", "24", "02024", "2024-01", "+2024"]),
    row("gMonthDay", Date, &["--02-29", "--12-31Z"], &["", "--02-30", "--13-01", "12-31", "-12-31"]),
    row("gDay", Date, &["---01", "---31Z"], &["", "---32", "--01", "31", "---1"]),
    row("gMonth", Date, &["--01", "--12Z"], &["", "--13", "12", "-12", "--1"]),
    row("hexBinary", Hex, &["", "0aFF", "00"], &["0", "0g", "0a f", "0x00"]),
    row("base64Binary", Base64, &["", "QUJD", "QQ==", "QUI=", "QU JD", " QUJD "], &["Q", "QQ=", "Q===", "Q?==", "=QQ="]),
    row("anyURI", Token, &["http://example.org/a?b=c", "", "urn:x", "a/b", "#x"], &["http://a b/%zz", "http://[x"]),
    row("QName", QName, &["a:one", "xs:int", " a:two "], &["", "a:", ":a", "nope:x", "a:b:c", "1a"]),
    row("language", Token, &["en", "de-CH", "x-klingon"], &["", "en_US", "toolonglang", "e1", "-en"]),
    row("Name", Token, &["a", "a:b", "_x.1-2", ":a"], &["", "1a", "-a", "a b"]),
    row("NCName", Token, &["a", "_x.1-2", "ä"], &["", "a:b", "1a", "a b"]),
    row("NMTOKEN", Token, &["a", "1a", "-a:b"], &["", "a b", "a,b"]),
    BuiltIn { name: "NMTOKENS", space: Token, list: true, good: &["a", "a b 1"], bad: &["", "a,b"] },
    row("ID", Token, &["i"], &["", "1a", "a:b"]),
    row("integer", Decimal, &["0", "-1", "+7", "007", "123456789012345678901234567890", " 5 "], &["", "1.0", "1e3", "x", "--1", "+"]),
    row("nonPositiveInteger", Decimal, &["0", "-1", "-99999999999999999999", "-0"], &["", "1", "1.0", "x"]),
    row("negativeInteger", Decimal, &["-1", "-99999999999999999999"], &["", "0", "1", "-0", "x"]),
    row("long", Decimal, &["0", "-9223372036854775808", "9223372036854775807", "+1"], &["", "9223372036854775808", "1.0", "x"]),
    row("int", Decimal, &["0", "-2147483648", "2147483647", "+1", "01", " 1 "], &["", "2147483648", "1.0", "x", "1 2"]),
    row("short", Decimal, &["0", "-32768", "32767"], &["", "32768", "x"]),
    row("byte", Decimal, &["0", "-128", "127"], &["", "128", "x"]),
    row("nonNegativeInteger", Decimal, &["0", "1", "99999999999999999999", "+0", "-0"], &["", "-1", "1.0", "x"]),
    row("unsignedLong", Decimal, &["0", "18446744073709551615", "+5"], &["", "18446744073709551616", "-1", "x"]),
    row("unsignedInt", Decimal, &["0", "4294967295"], &["", "4294967296", "-1", "x"]),
    row("unsignedShort", Decimal, &["0", "65535"], &["", "65536", "-1", "x"]),
    row("unsignedByte", Decimal, &["0", "255", "+7"], &["", "256", "-1", "x"]),
    row("positiveInteger", Decimal, &["1", "99999999999999999999", "+1"], &["", "0", "-1", "x"]),
    row("anySimpleType", Text, &["x", "1", "", " a b "], &[]),
];

/// The built-in types of references to identifiers.
#[rustfmt::skip]
const REFERENCES: &[BuiltIn] = &[
    row("IDREF", Token, &["i1", " i1 "], &["", "1a", "a:b", "nowhere"]),
    BuiltIn { name: "IDREFS", space: Token, list: true, good: &["i1", "i1 i1"], bad: &["", "1a", "i1 nowhere"] },
];

/// The built-in type of a name.
pub fn built_in(name: &str) -> Option<&'static BuiltIn> {
    let mut all = BUILT_IN.iter().chain(REFERENCES);
    all.find(|one| one.name == name)
}

/// A restriction of a built-in type.
pub struct Recipe {
    /// Local name of the built-in type.
    pub base: &'static str,
    /// Facets: name and value.
    pub facets: &'static [(&'static str, &'static str)],
    /// Values.
    pub good: &'static [&'static str],
    /// Invalid texts.
    pub bad: &'static [&'static str],
}

type Facets = &'static [(&'static str, &'static str)];

const fn recipe(
    base: &'static str,
    facets: Facets,
    good: &'static [&'static str],
    bad: &'static [&'static str],
) -> Recipe {
    Recipe {
        base,
        facets,
        good,
        bad,
    }
}

/// Restrictions that are common in contracts, and a few rare ones.
#[rustfmt::skip]
pub const RECIPES: &[Recipe] = &[
    recipe("string", &[("length", "3")], &["abc", "ä𝄞c", "  a"], &["ab", "abcd", ""]),
    recipe("string", &[("minLength", "1"), ("maxLength", "4")], &["a", "abcd"], &["", "abcde"]),
    recipe("string", &[("maxLength", "2")], &["", "ab"], &["abc"]),
    recipe("token", &[("maxLength", "3")], &["abc", "  abc  ", "a  b"], &["abcd"]),
    recipe("string", &[("whiteSpace", "collapse"), ("maxLength", "3")], &[" a  b ", "abc"], &["abcd"]),
    recipe("string", &[("whiteSpace", "replace"), ("length", "3")], &["a\tb", " a "], &["ab"]),
    recipe("hexBinary", &[("length", "2")], &["0aff", "0000"], &["0a", "0aff00"]),
    recipe("base64Binary", &[("maxLength", "3")], &["QUJD", "", "QQ=="], &["QUJDRA=="]),
    recipe("anyURI", &[("maxLength", "5")], &["urn:x"], &["urn:xyz"]),
    recipe("string", &[("pattern", "[A-Z]{2}\\d{1,3}")], &["AB1", "ZZ999"], &["A1", "AB", "AB1234", "ab1"]),
    recipe("string", &[("pattern", "[\\p{L} ]{1,255}")], &["Zoë Ärger", "x"], &["", "x1", "a-b"]),
    recipe("string", &[("pattern", "\\w{1,500}")], &["abc1", "ß"], &["", "a b", "a-b"]),
    recipe("string", &[("pattern", "\\i\\c*")], &["a", "_x-1", "a:b"], &["1a", "", "-"]),
    recipe("string", &[("pattern", "[a-z-[aeiou]]+")], &["xyz", "bcd"], &["a", "xay", ""]),
    recipe("string", &[("pattern", "\\p{IsBasicLatin}*")], &["", "abc~"], &["ä"]),
    recipe("string", &[("pattern", "\\S+@\\S+")], &["a@b"], &["a@", "a @b"]),
    recipe("string", &[("pattern", "a|b"), ("pattern", "c.")], &["a", "b", "cx"], &["c", "ab", "c\n"]),
    recipe("string", &[("pattern", "^a$")], &["^a$"], &["a"]),
    recipe("string", &[("pattern", "[^\\d\\s]*")], &["", "ab"], &["a1", "a b"]),
    recipe("int", &[("pattern", "[0-9]+")], &["1", "007", " 1 "], &["-1", "+1"]),
    recipe("decimal", &[("pattern", "\\d+\\.\\d{2}")], &["1.50", "0.00"], &["1.5", "1"]),
    recipe("int", &[("minInclusive", "1"), ("maxExclusive", "10")], &["1", "9", "+5"], &["0", "10", "-3"]),
    recipe("integer", &[("minExclusive", "-5"), ("maxInclusive", "5")], &["-4", "5"], &["-5", "6"]),
    recipe("long", &[("maxInclusive", "100")], &["100", "-9223372036854775808"], &["101"]),
    recipe("decimal", &[("minInclusive", "0.5"), ("maxInclusive", "1.50")], &["0.5", "1.5", "1.500"], &["0.49", "1.51"]),
    recipe("decimal", &[("totalDigits", "4"), ("fractionDigits", "2")], &["12.34", "0012.3400", "-99.9"], &["123.45", "1.234", "12345"]),
    recipe("integer", &[("totalDigits", "2")], &["99", "-10", "007"], &["100"]),
    recipe("double", &[("minInclusive", "0"), ("maxExclusive", "1e2")], &["0", "99.9", "1E1"], &["-1", "100", "INF", "NaN"]),
    recipe("float", &[("maxInclusive", "1.5")], &["1.5", "-INF"], &["1.6", "INF"]),
    recipe("date", &[("minInclusive", "2000-01-01"), ("maxInclusive", "2030-12-31")], &["2000-01-01", "2024-02-29"], &["1999-12-31", "2031-01-01"]),
    recipe("dateTime", &[("minInclusive", "2000-01-01T00:00:00Z")], &["2000-01-01T00:00:00Z", "2024-01-01T00:00:00+01:00"], &["1999-12-31T23:59:59Z"]),
    recipe("time", &[("maxExclusive", "12:00:00")], &["11:59:59"], &["12:00:00", "13:00:00"]),
    recipe("gYear", &[("minInclusive", "2000")], &["2000", "2024"], &["1999"]),
    recipe("duration", &[("maxInclusive", "P1D")], &["P1D", "PT24H", "PT1S"], &["P2D", "PT25H"]),
    recipe("QName", &[("pattern", "a:.*")], &["a:x"], &["xs:x"]),
    recipe("boolean", &[("pattern", "true|false")], &["true", "false"], &["1", "0"]),
    recipe("NMTOKENS", &[("length", "2")], &["a b"], &["a", "a b c"]),
    recipe("NMTOKENS", &[("maxLength", "2")], &["a b", "a"], &["a b c"]),
    recipe("string", &[("enumeration", "red"), ("enumeration", "dark blue"), ("enumeration", "Green")], &["red", "dark blue", "Green"], &["blue", "RED", "", " red", "dark  blue"]),
    recipe("token", &[("enumeration", "one"), ("enumeration", "two words"), ("enumeration", "three")], &["one", " two  words ", "three"], &["four", "One", ""]),
    recipe("string", &[("enumeration", ""), ("enumeration", "x")], &["", "x"], &["y"]),
    recipe("NMTOKEN", &[("enumeration", "mon"), ("enumeration", "tue"), ("enumeration", "wed")], &["mon", "tue", " wed "], &["thu", ""]),
    recipe("int", &[("enumeration", "1"), ("enumeration", "2"), ("enumeration", "40")], &["1", "02", "+40"], &["3", "x"]),
    recipe("decimal", &[("enumeration", "1.0"), ("enumeration", "2.50")], &["1", "2.5", "1.00"], &["3", "1.1"]),
    recipe("dateTime", &[("enumeration", "2024-01-01T00:00:00Z")], &["2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00"], &["2024-01-01T00:00:00"]),
    recipe("QName", &[("enumeration", "a:one"), ("enumeration", "a:two")], &["a:one", "a:two"], &["a:three", "xs:one"]),
    recipe("boolean", &[("pattern", "true")], &["true"], &["false", "1"]),
    recipe("hexBinary", &[("enumeration", "0A"), ("enumeration", "FF")], &["0a", "FF"], &["0B"]),
    recipe("language", &[("enumeration", "en"), ("enumeration", "de")], &["en", "de"], &["fr"]),
    recipe("string", &[("enumeration", "self"), ("enumeration", "1st"), ("enumeration", "a-b"), ("enumeration", "a_b")], &["self", "1st", "a-b", "a_b"], &["Self"]),
];

/// Ordered types, each with a bound and the values on either side of it.
#[rustfmt::skip]
pub const BOUNDS: &[(&str, [&str; 3])] = &[
    ("int", ["9", "10", "11"]),
    ("long", ["-1", "0", "1"]),
    ("unsignedByte", ["199", "200", "201"]),
    ("positiveInteger", ["99999999999999999998", "99999999999999999999", "100000000000000000000"]),
    ("decimal", ["1.4999", "1.50", "1.5001"]),
    ("double", ["99.5", "1e2", "100.5"]),
    ("float", ["-0.5", "0", "0.5"]),
    ("date", ["2024-02-28", "2024-02-29", "2024-03-01"]),
    ("dateTime", ["2023-12-31T23:59:59Z", "2024-01-01T00:00:00Z", "2024-01-01T00:00:01Z"]),
    ("time", ["11:59:59", "12:00:00", "12:00:01"]),
    ("gYear", ["1999", "2000", "2001"]),
    ("gYearMonth", ["1999-12", "2000-01", "2000-02"]),
    ("gMonthDay", ["--02-28", "--02-29", "--03-01"]),
    ("gDay", ["---09", "---10", "---11"]),
    ("gMonth", ["--05", "--06", "--07"]),
    ("duration", ["PT23H", "P1D", "PT25H"]),
];

/// Whether two texts are the same value. `expand` turns a prefixed name into an expanded one.
pub fn is_same(space: ValueSpace, left: &str, right: &str) -> bool {
    if left == right {
        return true;
    }
    match space {
        Text => return false,
        Normalized => {
            return left.replace(['\t', '\n', '\r'], " ") == right.replace(['\t', '\n', '\r'], " ");
        }
        _ => {}
    }
    let (left, right) = (collapsed(left), collapsed(right));
    if left == right {
        return true;
    }
    if left.is_empty() || right.is_empty() {
        return false;
    }
    match space {
        Boolean => matches!(&*left, "true" | "1") == matches!(&*right, "true" | "1"),
        Decimal => decimal(&left) == decimal(&right),
        Float => float(&left).is_some_and(|left| {
            float(&right).is_some_and(|right| left == right || left.is_nan() && right.is_nan())
        }),
        // The end of a day is the start of the next one.
        Date if left.contains("24:00:00") => right.contains("00:00:00"),
        Date => {
            date(&left) == date(&right)
                || instant(&left).is_some() && instant(&left) == instant(&right)
        }
        Base64 => left.replace(' ', "") == right.replace(' ', ""),
        Hex => left.eq_ignore_ascii_case(&right),
        Duration => duration(&left).is_some() && duration(&left) == duration(&right),
        Text | Normalized | Token | QName => false,
    }
}

/// Collapses white space.
pub fn collapsed(text: &str) -> String {
    let words: Vec<_> = text
        .split([' ', '\t', '\n', '\r'])
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

fn decimal(text: &str) -> (bool, &str, &str) {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let zero = whole.is_empty() && fraction.is_empty();
    (negative && !zero, whole, fraction)
}

fn float(text: &str) -> Option<f64> {
    match text {
        "INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        _ => text.parse().ok(),
    }
}

/// Whether two texts are the same number of single precision, which is `xs:float`.
pub fn is_same_single(left: &str, right: &str) -> bool {
    let number = |text: &str| collapsed(text).parse::<f32>().ok();
    number(left).is_some_and(|left| number(right) == Some(left))
}

/// A duration as its sign, months and seconds.
fn duration(text: &str) -> Option<(bool, f64, f64)> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mut months, mut seconds, mut time) = (0.0, 0.0, false);
    let mut number = String::new();
    for c in text.strip_prefix('P')?.chars() {
        let value = || number.parse::<f64>().ok();
        match (c, time) {
            ('T', _) => time = true,
            ('Y', _) => months += 12.0 * value()?,
            ('M', false) => months += value()?,
            ('D', _) => seconds += 86_400.0 * value()?,
            ('H', _) => seconds += 3_600.0 * value()?,
            ('M', true) => seconds += 60.0 * value()?,
            ('S', _) => seconds += value()?,
            _ => {
                number.push(c);
                continue;
            }
        }
        number.clear();
    }
    Some((negative, months, seconds))
}

/// The minutes since a fixed day, in UTC, and the rest, of a date and time with a zone.
fn instant(text: &str) -> Option<(i64, String)> {
    let text = text.replace('Z', "+00:00");
    let (local, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let (sign, zone) = zone.split_at_checked(1)?;
    let (hours, minutes) = zone.split_once(':')?;
    let number = |text: &str| text.parse::<i64>().ok();
    let offset = number(hours)? * 60 + number(minutes)?;
    let offset = if sign == "-" { -offset } else { offset };
    let (day, time) = local.split_once('T')?;
    let mut parts = day.rsplitn(3, '-');
    let (day, month, year) = (
        number(parts.next()?)?,
        number(parts.next()?)?,
        number(parts.next()?)?,
    );
    // Days since 1 March of year 0.
    let year = year - i64::from(month <= 2);
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * ((month + 9) % 12) + 2) / 5
        + day;
    let (hour, rest) = time.split_at_checked(2)?;
    let (minute, seconds) = rest.strip_prefix(':')?.split_at_checked(2)?;
    let minutes = days * 1440 + number(hour)? * 60 + number(minute)? - offset;
    Some((minutes, date(seconds)))
}

fn date(text: &str) -> String {
    let text = text.replace("+00:00", "Z").replace("-00:00", "Z");
    let Some((start, rest)) = text.split_once('.') else {
        return text;
    };
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (fraction, zone) = rest.split_at(end);
    match fraction.trim_end_matches('0') {
        "" => format!("{start}{zone}"),
        fraction => format!("{start}.{fraction}{zone}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_in_the_value_space() {
        for (space, left, right, same) in [
            (Decimal, "+007.50", "7.5", true),
            (Decimal, "-0", "0", true),
            (Decimal, "70", "7", false),
            (Boolean, " 1 ", "true", true),
            (Float, "1E1", "10", true),
            (Float, "NaN", "INF", false),
            (Date, "12:00:00.500Z", "12:00:00.5+00:00", true),
            (Date, "2024-01-01", "2024-01-01Z", false),
            (
                Date,
                "2024-01-01T00:30:00.50+01:00",
                "2023-12-31T23:30:00.5Z",
                true,
            ),
            (
                Date,
                "2024-01-01T00:30:00+01:00",
                "2024-01-01T00:30:00Z",
                false,
            ),
            (Base64, "QU JD", "QUJD", true),
            (Text, " a", "a", false),
            (Token, " a  b", "a b", true),
            (Hex, "0a", "0A", true),
            (Normalized, "a\tb", "a b", true),
            (Normalized, "a  b", "a b", false),
            (Duration, "PT24H", "P1D", true),
            (Duration, "P1M", "PT1M", false),
            (Decimal, "", "0", false),
        ] {
            assert_eq!(
                is_same(space, left, right),
                same,
                "{space:?} {left} {right}"
            );
        }
    }
}
