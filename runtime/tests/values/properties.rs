//! Properties of every lexical space: any value is written as a text that reads back to it; exactly the texts that
//! match the regular expression of XML Schema are read; no text makes a reader panic.

use std::fmt::{Debug, Display};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::str::FromStr;

use proptest::prelude::*;
use proptest::string::string_regex;
use regex::Regex;
use soap_runtime::lexical::{
    Int, collapse, is_ncname, parse_boolean, parse_double, parse_float, parse_int, replace,
    write_double, write_float, write_int,
};
use soap_runtime::{
    Base64Binary, Date, DateTime, Decimal, Duration, Fraction, GDay, GMonth, GMonthDay, GYear,
    GYearMonth, Guid, HexBinary, Integer, QName, Time, ValueError,
};

const YEAR: &str = "-?([1-9][0-9]{3,}|0[0-9]{3})";
const MONTH: &str = "(0[1-9]|1[0-2])";
const DAY: &str = "(0[1-9]|[12][0-9]|3[01])";
const CLOCK: &str = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)";
const ZONE: &str = "(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?";
const DATES: &str = "(([0-9]+Y)?([0-9]+M)?([0-9]+D)?";
const NCNAME: &str = "[A-Za-z_À-ÖØ-öø-˿Ͱ-ͽͿ-\u{1fff}一-鿿][-.0-9A-Za-z_·À-ÖØ-öø-ͽͿ-\u{1fff}一-鿿]*";

/// Reasons to refuse a text although it matches the regular expression.
const BEYOND: &[&str] = &[
    "there is no such day",
    "there is no year 0000",
    "years beyond 64 bits are not supported",
    "durations beyond 64 bits are not supported",
    "it is too large",
];

fn whole(pattern: &str) -> Regex {
    Regex::new(&format!("^(?:{pattern})$")).unwrap()
}

fn same<T>(value: &T) -> Result<(), TestCaseError>
where
    T: FromStr<Err = ValueError> + Display + Debug + PartialEq,
{
    let text = value.to_string();
    let back = text.parse::<T>();
    prop_assert_eq!(back.as_ref(), Ok(value), "{}", text);
    Ok(())
}

/// Checks that reader and pattern agree on `text`.
fn agree<T: Debug>(
    read: Result<T, ValueError>,
    pattern: &Regex,
    text: &str,
) -> Result<(), TestCaseError> {
    match read {
        Ok(value) => prop_assert!(pattern.is_match(text), "{:?} was read as {:?}", text, value),
        Err(error) => prop_assert!(
            !pattern.is_match(text) || BEYOND.contains(&error.reason),
            "{}",
            error
        ),
    }
    Ok(())
}

/// Texts near a lexical space: in it, of its characters, or in it with one character changed.
fn near(pattern: &str, characters: &'static str) -> impl Strategy<Value = String> + use<> {
    let of = string_regex(pattern).unwrap();
    let changed = (
        string_regex(pattern).unwrap(),
        any::<prop::sample::Index>(),
        string_regex(characters).unwrap(),
    );
    let changed = changed.prop_map(|(text, index, character)| {
        let mut chars: Vec<String> = text.chars().map(String::from).collect();
        if !chars.is_empty() {
            let index = index.index(chars.len());
            chars[index] = character;
        }
        chars.concat()
    });
    let loose = string_regex(&format!("({characters}){{0,40}}")).unwrap();
    prop_oneof![4 => of, 3 => changed, 1 => loose]
}

fn fraction() -> impl Strategy<Value = Fraction> {
    "[0-9]{0,14}".prop_map(|digits| Fraction::from_digits(&digits).unwrap())
}

fn zone() -> impl Strategy<Value = Option<i16>> {
    prop::option::of(-840i16..=840)
}

fn year() -> impl Strategy<Value = i64> {
    prop_oneof![3 => 1i64..=9999, 1 => -99_999i64..=99_999, 1 => any::<i64>()]
        .prop_filter("no year 0", |year| *year != 0 && *year != i64::MIN)
}

prop_compose! {
    fn date_time()(year in year(), month in 1u8..=12, day in 1u8..=31, h in 0u8..24, m in 0u8..60, s in 0u8..60, fraction in fraction(), zone in zone()) -> Option<DateTime> {
        let value = DateTime::new(year, month, day, h, m, s).ok()?;
        value.with_fraction(fraction).with_offset(zone).ok()
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn int<T: Int + Debug + PartialEq + TryFrom<i128> + Display>(
    text: &str,
    value: T,
) -> Result<(), TestCaseError> {
    let mut out = Vec::new();
    write_int(value, &mut out);
    prop_assert_eq!(
        parse_int::<T>(std::str::from_utf8(&out).unwrap()),
        Ok(value)
    );
    // The standard library reads the same, if there are not too many digits.
    let expected = text
        .parse::<i128>()
        .ok()
        .and_then(|number| T::try_from(number).ok());
    prop_assert_eq!(parse_int::<T>(text).ok(), expected, "{}", text);
    Ok(())
}

proptest! {
    #[test]
    fn date_time_values(value in date_time()) {
        if let Some(value) = value {
            same(&value)?;
            same(&value.date())?;
            same(&value.time())?;
            prop_assert_eq!(&DateTime::from_parts(&value.date(), &value.time()), &value);
            let shifted = value.clone().with_offset(value.offset_minutes()).unwrap();
            prop_assert_eq!(value.compare(&shifted), Some(std::cmp::Ordering::Equal));
            same(&GYear::new(value.year()).unwrap().with_offset(value.offset_minutes()).unwrap())?;
            same(&GYearMonth::new(value.year(), value.month()).unwrap().with_offset(value.offset_minutes()).unwrap())?;
            same(&GMonth::new(value.month()).unwrap().with_offset(value.offset_minutes()).unwrap())?;
            same(&GMonthDay::new(value.month(), value.day()).unwrap().with_offset(value.offset_minutes()).unwrap())?;
            same(&GDay::new(value.day()).unwrap().with_offset(value.offset_minutes()).unwrap())?;
        }
    }

    #[test]
    fn comparing_is_an_order(values in (date_time(), date_time())) {
        if let (Some(left), Some(right)) = values {
            prop_assert_eq!(left.compare(&right), right.compare(&left).map(std::cmp::Ordering::reverse));
            prop_assert_eq!(left.date().compare(&right.date()), right.date().compare(&left.date()).map(std::cmp::Ordering::reverse));
            prop_assert_eq!(left.time().compare(&right.time()), right.time().compare(&left.time()).map(std::cmp::Ordering::reverse));
        }
    }

    #[test]
    fn duration_values(negative: bool, months: u64, seconds: u64, fraction in fraction(), small in 0u64..100_000) {
        same(&Duration::from_parts(negative, months, seconds, fraction.clone()))?;
        same(&Duration::from_parts(negative, small, small, fraction.clone()))?;
        same(&Duration::from_parts(negative, 0, small, fraction.clone()))?;
        same(&Duration::from_parts(negative, small, 0, fraction))?;
    }

    #[test]
    fn binary_values(bytes: Vec<u8>, guid: [u8; 16], spaces in prop::collection::vec((any::<prop::sample::Index>(), "[ \t\r\n]"), 0..4)) {
        same(&Guid::from(guid))?;
        same(&HexBinary::from(bytes.clone()))?;
        let value = Base64Binary::from(bytes);
        same(&value)?;
        let mut text = value.to_string();
        for (index, space) in spaces {
            text.insert_str(index.index(text.len() + 1), &space);
        }
        prop_assert_eq!(text.parse::<Base64Binary>(), Ok(value));
    }

    #[test]
    fn qname_values(namespace in any::<String>(), local in NCNAME, prefix in NCNAME) {
        let value = QName::new(&namespace, &local).unwrap().with_prefix(&prefix).unwrap();
        same(&value)?;
        let text = format!("{prefix}:{local}");
        prop_assert_eq!(QName::resolve(&text, |_| Some(&namespace)), Ok(value));
    }

    #[test]
    fn doubles(bits: u64, short in -1e9..1e9f64, text in near(r"[+-]?([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})([Ee][+-]?[0-9]{1,4})?|-?INF|NaN", "[-+0-9.eEINFaninfty]")) {
        for value in [f64::from_bits(bits), short, short.trunc()] {
            let mut out = Vec::new();
            write_double(value, &mut out);
            let text = String::from_utf8(out).unwrap();
            let back = parse_double(&text).unwrap();
            prop_assert!(back.to_bits() == value.to_bits() || (back.is_nan() && value.is_nan()), "{}", text);
            if value.is_finite() {
                let decimal = Decimal::try_from(value).unwrap();
                prop_assert_eq!(f64::try_from(&decimal), Ok(value));
            }
        }
        let value = f32::from_bits(bits as u32);
        let mut out = Vec::new();
        write_float(value, &mut out);
        let back = parse_float(std::str::from_utf8(&out).unwrap()).unwrap();
        prop_assert!(back.to_bits() == value.to_bits() || (back.is_nan() && value.is_nan()));
        let pattern = whole(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?|-?INF|NaN");
        if let (Ok(ours), Ok(standard)) = (parse_double(&text), text.parse::<f64>()) {
            prop_assert!(ours.to_bits() == standard.to_bits() || ours.is_nan(), "{}", text);
        }
        agree(parse_double(&text), &pattern, &text)?;
        agree(parse_float(&text), &pattern, &text)?;
    }

    #[test]
    fn ints(text in near("[+-]?0{0,24}[0-9]{0,22}", "[-+0-9.eE]"), bits: u64) {
        int(&text, bits as i8)?;
        int(&text, bits as i16)?;
        int(&text, bits as i32)?;
        int(&text, bits as i64)?;
        int(&text, bits as u8)?;
        int(&text, bits as u16)?;
        int(&text, bits as u32)?;
        int(&text, bits)?;
    }

    #[test]
    fn decimals(left in near(r"[+-]?0{0,3}[0-9]{0,12}\.?[0-9]{0,12}0{0,3}", "[-+0-9.eE]"), number: i128, scale in 0usize..40) {
        agree(left.parse::<Decimal>(), &whole(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"), &left)?;
        agree(left.parse::<Integer>(), &whole("[+-]?[0-9]+"), &left)?;
        let integer = Integer::from(number);
        same(&integer)?;
        prop_assert_eq!(i128::try_from(&integer), Ok(number));
        let decimal = Decimal::from(number);
        prop_assert_eq!(i128::try_from(&decimal), Ok(number));
        let padded: Decimal = format!("{number}.{}", "0".repeat(scale)).parse().unwrap();
        same(&padded)?;
        prop_assert_eq!(&padded, &decimal);
        prop_assert_eq!(hash(&padded), hash(&decimal));
        prop_assert_eq!(Integer::try_from(&padded), Ok(integer));
    }

    #[test]
    fn numbers_compare_as_numbers(left in -1_000_000i64..1_000_000, right in -1_000_000i64..1_000_000) {
        // Thousandths, written with and without the zeros at the end.
        let decimal = |number: i64| {
            let text = format!("{}{}.{:03}", if number < 0 { "-" } else { "" }, number.abs() / 1000, number.abs() % 1000);
            let short: Decimal = text.trim_end_matches('0').parse().unwrap();
            let value: Decimal = text.parse().unwrap();
            assert_eq!((&value, hash(&value)), (&short, hash(&short)));
            value
        };
        prop_assert_eq!(decimal(left).cmp(&decimal(right)), left.cmp(&right));
        prop_assert_eq!(Integer::from(left).cmp(&Integer::from(right)), left.cmp(&right));
    }

    #[test]
    fn date_time_texts(text in near(&format!("{YEAR}-{MONTH}-{DAY}T{CLOCK}{ZONE}"), "[-+0-9TZ:.]")) {
        agree(text.parse::<DateTime>(), &whole(&format!("{YEAR}-{MONTH}-{DAY}T{CLOCK}{ZONE}")), &text)?;
        if let Ok(value) = text.parse::<DateTime>() {
            same(&value)?;
        }
    }

    #[test]
    fn date_texts(text in near(&format!("{YEAR}-{MONTH}-{DAY}{ZONE}"), "[-+0-9Z:]")) {
        agree(text.parse::<Date>(), &whole(&format!("{YEAR}-{MONTH}-{DAY}{ZONE}")), &text)?;
    }

    #[test]
    fn time_texts(text in near(&format!("{CLOCK}{ZONE}"), "[-+0-9Z:.]")) {
        agree(text.parse::<Time>(), &whole(&format!("{CLOCK}{ZONE}")), &text)?;
    }

    #[test]
    fn gregorian_texts(text in prop_oneof![
        near(&format!("{YEAR}{ZONE}"), "[-+0-9Z:]"),
        near(&format!("{YEAR}-{MONTH}{ZONE}"), "[-+0-9Z:]"),
        near(&format!("--{MONTH}{ZONE}"), "[-+0-9Z:]"),
        near(&format!("--{MONTH}-{DAY}{ZONE}"), "[-+0-9Z:]"),
        near(&format!("---{DAY}{ZONE}"), "[-+0-9Z:]"),
    ]) {
        agree(text.parse::<GYear>(), &whole(&format!("{YEAR}{ZONE}")), &text)?;
        agree(text.parse::<GYearMonth>(), &whole(&format!("{YEAR}-{MONTH}{ZONE}")), &text)?;
        agree(text.parse::<GMonth>(), &whole(&format!("--{MONTH}{ZONE}")), &text)?;
        agree(text.parse::<GMonthDay>(), &whole(&format!("--{MONTH}-{DAY}{ZONE}")), &text)?;
        agree(text.parse::<GDay>(), &whole(&format!("---{DAY}{ZONE}")), &text)?;
    }

    #[test]
    fn duration_texts(text in near(&format!("-?P{DATES}(T([0-9]{{1,3}}H)?([0-9]+M)?([0-9]+(\\.[0-9]+)?S)?)?)"), "[-+0-9PYMDTHS.]")) {
        // The specification adds two rules in words: at least one number, and one behind a `T`.
        let pattern = whole(r"-?P([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?");
        let read = text.parse::<Duration>();
        if text.ends_with(['P', 'T']) {
            prop_assert!(read.is_err());
        } else {
            agree(read.clone(), &pattern, &text)?;
        }
        if let Ok(value) = read {
            same(&value)?;
        }
    }

    #[test]
    fn binary_texts(text in near("(([A-Za-z0-9+/] ?){4}){0,3}([A-Za-z0-9+/] ?[AQgw] ?= ?=|([A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=)?", "[A-Fw= ]"),
        hex in near("([0-9a-fA-F]{2}){0,8}", "[0-9a-gA-G ]"), guid in near("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "[-0-9a-gA-G]")) {
        let b64 = "[A-Za-z0-9+/]";
        let pattern = format!("((({b64} ?){{4}})*(({b64} ?){{3}}{b64}|({b64} ?){{2}}[AEIMQUYcgkosw048] ?=|{b64} ?[AQgw] ?= ?=))?");
        let text = collapse(&text);
        agree(text.parse::<Base64Binary>(), &whole(&pattern), &text)?;
        agree(hex.parse::<HexBinary>(), &whole("([0-9a-fA-F]{2})*"), &hex)?;
        agree(guid.parse::<Guid>(), &whole("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), &guid)?;
    }

    #[test]
    fn name_texts(text in near("[A-Za-z_é][-.0-9A-Za-z_é]{0,5}(:[A-Za-z_][-.0-9A-Za-z_é]{0,5})?", "[-.:0-9a-zé \u{300}]")) {
        let name = whole(NCNAME);
        prop_assert_eq!(is_ncname(&text), name.is_match(&text));
        agree(QName::split(&text), &whole(&format!("({NCNAME}:)?{NCNAME}")), &text)?;
        agree(parse_boolean(&text), &whole("true|false|1|0"), &text)?;
    }

    #[test]
    fn white_space(text in "[ab \t\r\n\u{a0}]{0,20}") {
        let collapsed = collapse(&text);
        prop_assert_eq!(collapsed.as_ref(), text.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
        let replaced = replace(&text);
        prop_assert_eq!(replaced.len(), text.len());
        prop_assert!(!replaced.contains(['\t', '\r', '\n']));
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = text.parse::<DateTime>();
        let _ = text.parse::<Date>();
        let _ = text.parse::<Time>();
        let _ = text.parse::<GYear>();
        let _ = text.parse::<GYearMonth>();
        let _ = text.parse::<GMonth>();
        let _ = text.parse::<GMonthDay>();
        let _ = text.parse::<GDay>();
        let _ = text.parse::<Duration>();
        let _ = text.parse::<Decimal>();
        let _ = text.parse::<Integer>();
        let _ = text.parse::<Guid>();
        let _ = text.parse::<QName>();
        let _ = text.parse::<Base64Binary>();
        let _ = text.parse::<HexBinary>();
        let _ = text.parse::<Fraction>();
        let _ = (parse_boolean(&text), parse_double(&text), parse_float(&text), parse_int::<i8>(&text), parse_int::<u64>(&text));
        let _ = (collapse(&text), replace(&text), is_ncname(&text));
        let _ = ValueError::new("xs:int", &text, "").to_string();
    }
}
