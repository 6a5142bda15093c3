//! The built-in simple types: their names, their derivation, and their lexical spaces.

use std::cmp::Ordering;

use super::lexical::{self, WhiteSpace, collapse, is_name, is_ncname, is_nmtoken};
use super::{
    Base64Binary, Date, DateTime, Decimal, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth,
    HexBinary, Integer, QName, Time,
};

macro_rules! built_in {
    ($($variant:ident $name:literal $base:ident;)*) => {
        /// A built-in simple type (XML Schema Part 2, section 3).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum BuiltIn { $($variant,)* }

        impl BuiltIn {
            /// The type of this local name.
            pub(crate) fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }

            /// The type of the variant of this name.
            #[cfg(feature = "serde")]
            pub(crate) fn from_variant(name: &str) -> Option<Self> {
                match name { $(stringify!($variant) => Some(Self::$variant),)* _ => None }
            }

            /// Its name in errors, such as `xs:int`.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => concat!("xs:", $name),)* }
            }

            /// The type that it is derived from; `xs:anySimpleType` from itself.
            fn base(self) -> Self {
                match self { $(Self::$variant => Self::$base,)* }
            }
        }
    };
}

built_in! {
    AnySimpleType "anySimpleType" AnySimpleType;
    String "string" AnySimpleType;
    Boolean "boolean" AnySimpleType;
    Decimal "decimal" AnySimpleType;
    Float "float" AnySimpleType;
    Double "double" AnySimpleType;
    Duration "duration" AnySimpleType;
    DateTime "dateTime" AnySimpleType;
    Time "time" AnySimpleType;
    Date "date" AnySimpleType;
    GYearMonth "gYearMonth" AnySimpleType;
    GYear "gYear" AnySimpleType;
    GMonthDay "gMonthDay" AnySimpleType;
    GDay "gDay" AnySimpleType;
    GMonth "gMonth" AnySimpleType;
    HexBinary "hexBinary" AnySimpleType;
    Base64Binary "base64Binary" AnySimpleType;
    AnyUri "anyURI" AnySimpleType;
    QName "QName" AnySimpleType;
    Notation "NOTATION" AnySimpleType;
    NormalizedString "normalizedString" String;
    Token "token" NormalizedString;
    Language "language" Token;
    NmToken "NMTOKEN" Token;
    NmTokens "NMTOKENS" AnySimpleType;
    Name "Name" Token;
    NcName "NCName" Name;
    Id "ID" NcName;
    IdRef "IDREF" NcName;
    IdRefs "IDREFS" AnySimpleType;
    Entity "ENTITY" NcName;
    Entities "ENTITIES" AnySimpleType;
    Integer "integer" Decimal;
    NonPositiveInteger "nonPositiveInteger" Integer;
    NegativeInteger "negativeInteger" NonPositiveInteger;
    Long "long" Integer;
    Int "int" Long;
    Short "short" Int;
    Byte "byte" Short;
    NonNegativeInteger "nonNegativeInteger" Integer;
    UnsignedLong "unsignedLong" NonNegativeInteger;
    UnsignedInt "unsignedInt" UnsignedLong;
    UnsignedShort "unsignedShort" UnsignedInt;
    UnsignedByte "unsignedByte" UnsignedShort;
    PositiveInteger "positiveInteger" NonNegativeInteger;
}

impl BuiltIn {
    /// Whether it is `other` or derived from it.
    pub(crate) fn is_derived_from(self, other: Self) -> bool {
        let mut current = self;
        loop {
            if current == other {
                return true;
            }
            if current == current.base() {
                return false;
            }
            current = current.base();
        }
    }

    /// The primitive type that it is, or is derived from.
    pub(crate) fn primitive(self) -> Self {
        let mut primitive = self;
        while primitive.base() != primitive && primitive.base() != Self::AnySimpleType {
            primitive = primitive.base();
        }
        primitive
    }

    /// The type of the items of a list.
    pub(crate) fn item(self) -> Option<Self> {
        match self {
            Self::NmTokens => Some(Self::NmToken),
            Self::IdRefs => Some(Self::IdRef),
            Self::Entities => Some(Self::Entity),
            _ => None,
        }
    }

    /// The white space rule.
    pub(crate) const fn white_space(self) -> WhiteSpace {
        match self {
            Self::String | Self::AnySimpleType => WhiteSpace::Preserve,
            Self::NormalizedString => WhiteSpace::Replace,
            _ => WhiteSpace::Collapse,
        }
    }

    /// Whether `text` is in the lexical space, after white space processing. A prefix need not be declared.
    pub(crate) fn admits(self, text: &str) -> bool {
        match self {
            Self::AnySimpleType | Self::String | Self::NormalizedString | Self::Token => true,
            Self::AnyUri => is_uri(text),
            Self::Language => is_language(text),
            Self::NmToken => is_nmtoken(text),
            Self::Name => is_name(text),
            Self::NcName | Self::Id | Self::IdRef | Self::Entity => is_ncname(text),
            Self::NmTokens | Self::IdRefs | Self::Entities => {
                let mut items = text.split_ascii_whitespace().peekable();
                let item = self.item();
                items.peek().is_some() && items.all(|text| item.is_some_and(|of| of.admits(text)))
            }
            Self::Boolean => lexical::parse_boolean(text).is_ok(),
            Self::Decimal => Decimal::parse(text).is_ok(),
            Self::Float => lexical::parse_float(text).is_ok(),
            Self::Double => lexical::parse_double(text).is_ok(),
            Self::Duration => Duration::parse(text).is_ok(),
            Self::DateTime => DateTime::parse(text).is_ok(),
            Self::Time => Time::parse(text).is_ok(),
            Self::Date => Date::parse(text).is_ok(),
            Self::GYearMonth => GYearMonth::parse(text).is_ok(),
            Self::GYear => GYear::parse(text).is_ok(),
            Self::GMonthDay => GMonthDay::parse(text).is_ok(),
            Self::GDay => GDay::parse(text).is_ok(),
            Self::GMonth => GMonth::parse(text).is_ok(),
            Self::HexBinary => HexBinary::parse(text).is_ok(),
            Self::Base64Binary => Base64Binary::parse(text).is_ok(),
            Self::QName | Self::Notation => QName::split(text).is_ok(),
            Self::Integer => Integer::parse(text).is_ok(),
            Self::NonPositiveInteger => sign(text).is_some_and(|order| order != Ordering::Greater),
            Self::NegativeInteger => sign(text) == Some(Ordering::Less),
            Self::NonNegativeInteger => sign(text).is_some_and(|order| order != Ordering::Less),
            Self::PositiveInteger => sign(text) == Some(Ordering::Greater),
            Self::Long => lexical::parse_int::<i64>(text).is_ok(),
            Self::Int => lexical::parse_int::<i32>(text).is_ok(),
            Self::Short => lexical::parse_int::<i16>(text).is_ok(),
            Self::Byte => lexical::parse_int::<i8>(text).is_ok(),
            Self::UnsignedLong => lexical::parse_int::<u64>(text).is_ok(),
            Self::UnsignedInt => lexical::parse_int::<u32>(text).is_ok(),
            Self::UnsignedShort => lexical::parse_int::<u16>(text).is_ok(),
            Self::UnsignedByte => lexical::parse_int::<u8>(text).is_ok(),
        }
    }

    /// The order of the values of two texts; `None` if they have none, or one is invalid.
    pub(crate) fn compare(self, left: &str, right: &str) -> Option<Ordering> {
        macro_rules! compared {
            ($type:ty) => {
                left.parse::<$type>().ok()?.compare(&right.parse().ok()?)
            };
        }
        match self {
            Self::Float => {
                let number = |text| lexical::parse_float(text).ok();
                number(left)?.partial_cmp(&number(right)?)
            }
            Self::Double => {
                let number = |text| lexical::parse_double(text).ok();
                number(left)?.partial_cmp(&number(right)?)
            }
            Self::Duration => compared!(Duration),
            Self::DateTime => compared!(DateTime),
            Self::Date => compared!(Date),
            Self::Time => compared!(Time),
            Self::GYear => compared!(GYear),
            Self::GYearMonth => compared!(GYearMonth),
            Self::GMonth => compared!(GMonth),
            Self::GMonthDay => compared!(GMonthDay),
            Self::GDay => compared!(GDay),
            _ if self.is_derived_from(Self::Decimal) => {
                Some(left.parse::<Decimal>().ok()?.cmp(&right.parse().ok()?))
            }
            _ => None,
        }
    }

    /// A text and its primitive type, spelled so that the same values of the same primitive type have the same spelling.
    #[cfg(feature = "facets")]
    pub(crate) fn spelled(self, text: &str) -> String {
        if let Some(item) = self.item() {
            let items = text.split_ascii_whitespace();
            let items: Vec<String> = items.map(|text| item.spelled(text)).collect();
            return items.join(" ");
        }
        let primitive = self.primitive();
        macro_rules! key {
            ($type:ty) => {
                text.parse::<$type>()
                    .map_or_else(|_| text.to_owned(), |value| value.key())
            };
        }
        let value = match primitive {
            Self::Decimal => {
                let negative = text.starts_with('-');
                let digits = text.trim_start_matches(['+', '-']);
                let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
                let whole = whole.trim_start_matches('0');
                let part = part.trim_end_matches('0');
                match (negative, whole, part) {
                    (_, "", "") => "0".to_owned(),
                    (true, ..) => format!("-{whole}.{part}"),
                    (false, ..) => format!("{whole}.{part}"),
                }
            }
            Self::Boolean => match text {
                "1" => "true".to_owned(),
                "0" => "false".to_owned(),
                text => text.to_owned(),
            },
            Self::Float => match lexical::parse_float(text) {
                Ok(0.0) => "0".to_owned(),
                number => number.map_or_else(|_| text.to_owned(), |number| number.to_string()),
            },
            Self::Double => match lexical::parse_double(text) {
                Ok(0.0) => "0".to_owned(),
                number => number.map_or_else(|_| text.to_owned(), |number| number.to_string()),
            },
            Self::HexBinary => text.to_ascii_uppercase(),
            Self::Base64Binary => text.split_ascii_whitespace().collect(),
            Self::DateTime => key!(DateTime),
            Self::Date => key!(Date),
            Self::Time => key!(Time),
            Self::GYear => key!(GYear),
            Self::GYearMonth => key!(GYearMonth),
            Self::GMonth => key!(GMonth),
            Self::GMonthDay => key!(GMonthDay),
            Self::GDay => key!(GDay),
            Self::Duration => key!(Duration),
            _ => text.to_owned(),
        };
        format!("{} {value}", primitive.name())
    }

    /// Whether two texts, their white space dealt with, are the same value. Prefixed names compare as text.
    pub(crate) fn is_same(self, left: &str, right: &str) -> bool {
        if left == right {
            return true;
        }
        match self {
            Self::Boolean => {
                let value = |text| lexical::parse_boolean(text).ok();
                value(left).is_some() && value(left) == value(right)
            }
            Self::Float | Self::Double if left == "NaN" || right == "NaN" => false,
            Self::HexBinary => {
                let value = |text| HexBinary::parse(text).ok();
                value(left).is_some() && value(left) == value(right)
            }
            Self::Base64Binary => {
                let value = |text| Base64Binary::parse(text).ok();
                value(left).is_some() && value(left) == value(right)
            }
            Self::NmTokens | Self::IdRefs | Self::Entities => collapse(left) == collapse(right),
            // `1.0` is no integer.
            _ if self.is_derived_from(Self::Integer) => {
                let value = |text| Integer::parse(text).ok();
                value(left).is_some() && value(left) == value(right)
            }
            _ => self.compare(left, right) == Some(Ordering::Equal),
        }
    }
}

/// The order of an integer and zero.
fn sign(text: &str) -> Option<Ordering> {
    let number = Integer::parse(text).ok()?;
    Some(match (number.is_zero(), number.is_negative()) {
        (true, _) => Ordering::Equal,
        (_, true) => Ordering::Less,
        (_, false) => Ordering::Greater,
    })
}

/// Whether a text is a URI reference once the characters that may not stand in one are escaped (3.2.17): it has a valid
/// scheme or none in its first segment (RFC 2396, 3.1), hexadecimal digits after each `%` (2.4.1), and at most one
/// fragment (4.1). The specification recommends to check little else.
fn is_uri(text: &str) -> bool {
    let mut escapes = text.split('%').skip(1).map(str::as_bytes);
    let is_escape = |rest: &[u8]| {
        let digits = rest.get(..2);
        digits.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    };
    let fragments = text.bytes().filter(|byte| *byte == b'#').count();
    has_scheme_or_none(text) && fragments <= 1 && escapes.all(is_escape)
}

/// Whether a URI has a valid scheme, or none in its first segment.
fn has_scheme_or_none(text: &str) -> bool {
    let segment = text.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((scheme, _)) = segment.split_once(':') else {
        return true;
    };
    let follows = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    scheme.starts_with(|char: char| char.is_ascii_alphabetic()) && scheme.bytes().all(follows)
}

/// `[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*` (section 3.3.3).
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let fits = |part: &str| (1..=8).contains(&part.len());
    parts
        .next()
        .is_some_and(|first| fits(first) && first.bytes().all(|byte| byte.is_ascii_alphabetic()))
        && parts.all(|part| fits(part) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::BuiltIn;

    #[test]
    fn lexical_spaces() {
        for (name, good, bad) in [
            ("anyURI", "a b/%20?ä#[x]", "a%2"),
            ("anyURI", "http://a/b#", "#a#b"),
            ("anyURI", "", "%zz"),
            ("language", "de-CH", "en_US"),
            ("language", "x-klingon", "toolonglang"),
            ("Name", "a:b", "-a"),
            ("NCName", "_x.1", "a:b"),
            ("NMTOKEN", "1a:-", "a b"),
            ("NMTOKENS", "1a  b", ""),
            ("IDREFS", "a b", "a 1"),
            ("ENTITY", "a", "1"),
            ("nonPositiveInteger", "-0", "1"),
            ("negativeInteger", "-99999999999999999999", "-0"),
            ("nonNegativeInteger", "-0", "-1"),
            ("positiveInteger", "+1", "0"),
            ("unsignedByte", "255", "256"),
            ("byte", "-128", "128"),
            ("duration", "PT0.5S", "PT"),
            ("duration", "P1D", "P"),
            ("gYear", "-0044", "02024"),
            ("float", "1e999", "+INF"),
            ("double", "1E99999999999999999999", "1E"),
            ("double", "-1E-99999999999999999999", "-1E-"),
            ("hexBinary", "", "0"),
            ("decimal", ".5", "1e3"),
            ("QName", "a:b", "a:b:c"),
            ("anyURI", "a/b:c", "12:60:00"),
            ("anyURI", "urn:x", ":x"),
        ] {
            let of = BuiltIn::from_name(name).unwrap();
            assert!(of.admits(good), "{name} {good}");
            assert!(!of.admits(bad), "{name} {bad}");
        }
    }

    #[test]
    fn values_compare_in_their_space() {
        for (name, left, right, same) in [
            ("int", "01", "1", true),
            ("decimal", "1.0", "1", true),
            ("boolean", "true", "1", true),
            ("boolean", "true", "0", false),
            (
                "dateTime",
                "2024-01-01T00:00:00Z",
                "2024-01-01T02:00:00+02:00",
                true,
            ),
            (
                "dateTime",
                "2024-01-01T00:00:00",
                "2024-01-01T00:00:00Z",
                false,
            ),
            ("gDay", "---01Z", "---01+00:00", true),
            ("double", "1e1", "10", true),
            ("double", "NaN", "NaN", true),
            ("hexBinary", "0a", "0A", true),
            ("base64Binary", "QU JD", "QUJD", true),
            ("string", "a", "A", false),
            ("duration", "PT24H", "P1D", true),
        ] {
            let of = BuiltIn::from_name(name).unwrap();
            assert_eq!(of.is_same(left, right), same, "{name} {left} {right}");
        }
    }

    #[test]
    fn derivation() {
        let of = |name| BuiltIn::from_name(name).unwrap();
        assert!(of("byte").is_derived_from(of("decimal")));
        assert!(of("ID").is_derived_from(of("anySimpleType")));
        assert!(!of("int").is_derived_from(of("short")));
        assert!(!of("NMTOKENS").is_derived_from(of("NMTOKEN")));
    }
}
