//! Conversions in both directions, and refused values.

use soap_runtime::{Duration, ValueError};

/// Each text converts to the other type and back to a value with the same text, or is refused for this reason.
#[cfg(any(
    feature = "jiff",
    feature = "chrono",
    feature = "time",
    feature = "rust_decimal",
    feature = "bigdecimal"
))]
#[track_caller]
fn rows<T, U>(name: &str, rows: &[(&str, Result<&str, &str>)])
where
    T: std::str::FromStr<Err = ValueError>
        + std::fmt::Display
        + std::fmt::Debug
        + TryFrom<U, Error: std::fmt::Debug>,
    U: std::fmt::Debug + for<'a> TryFrom<&'a T, Error: std::fmt::Display>,
{
    for (text, expected) in rows {
        let value: T = text.parse().unwrap();
        match (U::try_from(&value), expected) {
            (Ok(other), Ok(back)) => assert_eq!(
                T::try_from(other).unwrap().to_string(),
                *back,
                "{text} through {name}"
            ),
            (Err(error), Err(reason)) => {
                assert_eq!(
                    error.to_string(),
                    format!("{:?} is not {name}: {reason}", value.to_string())
                );
            }
            (Ok(other), Err(reason)) => panic!("{text} became {other:?}: {reason}"),
            (Err(error), Ok(_)) => panic!("{error}"),
        }
    }
}

#[test]
fn standard_duration() {
    let value: Duration = "P1DT2H3M4.005S".parse().unwrap();
    let standard = std::time::Duration::try_from(&value).unwrap();
    assert_eq!(standard, std::time::Duration::new(93_784, 5_000_000));
    assert_eq!(Duration::from(standard), value);
    for (text, reason) in [
        ("-PT1S", "it is negative"),
        ("P1M", "months are not a number of seconds"),
        ("PT0.0000000001S", "it is finer than a nanosecond"),
    ] {
        let error = std::time::Duration::try_from(&text.parse::<Duration>().unwrap()).unwrap_err();
        assert_eq!(error, ValueError::new("std::time::Duration", text, reason));
    }
}

#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
mod calendar {
    use super::rows;
    use soap_runtime::{Date, DateTime, Duration, Time};

    type Row = (&'static str, Result<&'static str, &'static str>);

    const OFFSET: Result<&str, &str> = Err("it has an offset");
    const FINE: Result<&str, &str> = Err("it is finer than a nanosecond");
    const YEAR: Result<&str, &str> = Err("years before 1 are not converted");
    const RANGE: Result<&str, &str> = Err("it is out of range");

    const DATES: &[Row] = &[
        ("2023-02-15", Ok("2023-02-15")),
        ("0001-01-01", Ok("0001-01-01")),
        ("9999-12-31", Ok("9999-12-31")),
        ("2023-02-15Z", OFFSET),
        ("-0001-01-01", YEAR),
        ("1000000-01-01", RANGE),
    ];
    const TIMES: &[Row] = &[
        ("13:10:24", Ok("13:10:24")),
        ("23:59:59.999999999", Ok("23:59:59.999999999")),
        ("13:10:24.500", Ok("13:10:24.5")),
        ("13:10:24.5000000000", Ok("13:10:24.5")),
        ("13:10:24Z", OFFSET),
        ("13:10:24.0000000001", FINE),
    ];
    const LOCAL: &[Row] = &[
        (
            "2023-02-15T13:10:24.1234567",
            Ok("2023-02-15T13:10:24.1234567"),
        ),
        ("0001-01-01T00:00:00", Ok("0001-01-01T00:00:00")),
        ("2023-02-15T13:10:24+01:00", OFFSET),
        ("2023-02-15T13:10:24.0000000001", FINE),
        ("-0044-03-15T00:00:00", YEAR),
        ("1000000-01-01T00:00:00", RANGE),
    ];
    const ZONED: &[Row] = &[
        (
            "2023-02-15T13:10:24.1234567+01:00",
            Ok("2023-02-15T13:10:24.1234567+01:00"),
        ),
        ("2023-02-15T13:10:24-13:59", Ok("2023-02-15T13:10:24-13:59")),
        ("2023-02-15T13:10:24Z", Ok("2023-02-15T13:10:24Z")),
        ("2023-02-15T13:10:24", Err("it has no offset")),
        ("2023-02-15T13:10:24.0000000001Z", FINE),
        ("-0044-03-15T00:00:00Z", YEAR),
    ];
    const INSTANT: &[Row] = &[
        (
            "2023-02-15T13:10:24.1234567+01:00",
            Ok("2023-02-15T12:10:24.1234567Z"),
        ),
        ("2023-01-01T00:30:00+01:00", Ok("2022-12-31T23:30:00Z")),
        ("2023-02-15T13:10:24", Err("it has no offset")),
    ];
    const DURATIONS: &[Row] = &[
        ("P1DT2H3M4.005S", Ok("P1DT2H3M4.005S")),
        ("-PT0.5S", Ok("-PT0.5S")),
        (
            "-P10675199DT2H48M5.4775808S",
            Ok("-P10675199DT2H48M5.4775808S"),
        ),
        ("PT0S", Ok("PT0S")),
        ("P1Y", Err("months are not a number of seconds")),
        ("PT0.0000000001S", FINE),
        ("PT9223372036854775808S", RANGE),
    ];

    #[cfg(feature = "jiff")]
    #[test]
    fn jiff() {
        use ::jiff::{SignedDuration, Span, Timestamp, ZonedDateTime, civil, tz::TimeZone};
        rows::<Date, civil::Date>("a jiff::civil::Date", DATES);
        rows::<Time, civil::Time>("a jiff::civil::Time", TIMES);
        rows::<DateTime, civil::DateTime>("a jiff::civil::DateTime", LOCAL);
        rows::<DateTime, ZonedDateTime>("a jiff::ZonedDateTime", ZONED);
        rows::<DateTime, Timestamp>("a jiff::Timestamp", INSTANT);
        rows::<Duration, SignedDuration>("a jiff::SignedDuration", DURATIONS);
        rows::<Duration, Span>(
            "a jiff::Span",
            &[
                ("-P1Y2M3DT4H5M6.007S", Ok("-P1Y2M3DT4H5M6.007S")),
                ("P100000Y", RANGE),
                ("PT9223372036854775808S", RANGE),
            ],
        );
        assert_eq!(
            Duration::from(Span::new().weeks(1).hours(25)).to_string(),
            "P8DT1H"
        );
        assert_eq!(
            Duration::from(SignedDuration::MIN).to_string(),
            "-P106751991167300DT15H30M8.999999999S"
        );
        let odd = Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::fixed(
            ::jiff::tz::Offset::from_seconds(30).unwrap(),
        ));
        assert_eq!(
            DateTime::try_from(odd).unwrap_err().reason,
            "its offset is not a whole number of minutes"
        );
        assert!(DateTime::try_from(Timestamp::MIN).is_err());
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn chrono() {
        use ::chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
        rows::<Date, NaiveDate>("a chrono::NaiveDate", DATES);
        rows::<Time, NaiveTime>("a chrono::NaiveTime", TIMES);
        rows::<DateTime, NaiveDateTime>("a chrono::NaiveDateTime", LOCAL);
        rows::<DateTime, ::chrono::DateTime<FixedOffset>>("a chrono::DateTime<FixedOffset>", ZONED);
        rows::<DateTime, ::chrono::DateTime<Utc>>("a chrono::DateTime<Utc>", INSTANT);
        rows::<Duration, TimeDelta>("a chrono::TimeDelta", DURATIONS);
        let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
        assert_eq!(
            Time::try_from(leap).unwrap_err().reason,
            "it is a leap second"
        );
        assert_eq!(
            Duration::from(TimeDelta::nanoseconds(-1)).to_string(),
            "-PT0.000000001S"
        );
        assert_eq!(
            Duration::from(TimeDelta::MIN).to_string(),
            "-P106751991167DT7H12M55.807S"
        );
        let edge =
            ::chrono::DateTime::<Utc>::MAX_UTC.with_timezone(&FixedOffset::east_opt(3600).unwrap());
        assert_eq!(
            DateTime::try_from(edge).unwrap_err().reason,
            "it is out of range"
        );
    }

    #[cfg(feature = "time")]
    #[test]
    fn time() {
        use ::time::{OffsetDateTime, PrimitiveDateTime, UtcDateTime, UtcOffset};
        rows::<Date, ::time::Date>("a time::Date", DATES);
        rows::<Time, ::time::Time>("a time::Time", TIMES);
        rows::<DateTime, PrimitiveDateTime>("a time::PrimitiveDateTime", LOCAL);
        rows::<DateTime, OffsetDateTime>("a time::OffsetDateTime", ZONED);
        rows::<DateTime, UtcDateTime>("a time::UtcDateTime", INSTANT);
        rows::<Duration, ::time::Duration>("a time::Duration", DURATIONS);
        let odd = OffsetDateTime::UNIX_EPOCH.to_offset(UtcOffset::from_hms(0, 0, 30).unwrap());
        assert_eq!(
            DateTime::try_from(odd).unwrap_err().reason,
            "its offset is not a whole number of minutes"
        );
        let wide = OffsetDateTime::UNIX_EPOCH.to_offset(UtcOffset::from_hms(15, 0, 0).unwrap());
        assert_eq!(
            DateTime::try_from(wide).unwrap_err().reason,
            "the zone must be within -14:00 to +14:00"
        );
        assert_eq!(
            Duration::from(::time::Duration::MIN).to_string(),
            "-P106751991167300DT15H30M8.999999999S"
        );
    }
}

#[cfg(feature = "rust_decimal")]
#[test]
fn rust_decimal() {
    let digits = Err("it has too many digits");
    rows::<soap_runtime::Decimal, ::rust_decimal::Decimal>(
        "a rust_decimal::Decimal",
        &[
            ("1.50", Ok("1.50")),
            ("-0.1", Ok("-0.1")),
            (".5", Ok("0.5")),
            ("5.", Ok("5")),
            ("+007", Ok("7")),
            ("0", Ok("0")),
            (
                "79228162514264337593543950335",
                Ok("79228162514264337593543950335"),
            ),
            ("1.50000000000000000000000000000000000000000", Ok("1.5")),
            ("79228162514264337593543950336", digits),
            ("0.00000000000000000000000000001", digits),
            (
                "12345678901234567890.1234567890",
                Ok("12345678901234567890.123456789"),
            ),
            ("12345678901234567890.1234567891", digits),
        ],
    );
    let integer = soap_runtime::Integer::from(-7);
    assert_eq!(
        ::rust_decimal::Decimal::try_from(&integer),
        Ok(::rust_decimal::Decimal::from(-7))
    );
}

#[cfg(feature = "bigdecimal")]
#[test]
fn bigdecimal() {
    use ::bigdecimal::BigDecimal;
    use ::bigdecimal::num_bigint::BigInt;
    use soap_runtime::{Decimal, Integer};
    for (text, back) in [
        ("1.50", "1.50"),
        ("-.05", "-0.05"),
        ("5.", "5"),
        ("-0.0", "0.0"),
        (
            "12345678901234567890.12345678901234567890",
            "12345678901234567890.12345678901234567890",
        ),
    ] {
        let value: Decimal = text.parse().unwrap();
        let other = BigDecimal::from(&value);
        assert_eq!(Decimal::try_from(other).unwrap().to_string(), back);
    }
    assert_eq!(
        Decimal::try_from(BigDecimal::new(BigInt::from(-12), -3))
            .unwrap()
            .to_string(),
        "-12000"
    );
    for scale in [i64::MAX, i64::MIN, 65_537, -65_537] {
        let error = Decimal::try_from(BigDecimal::new(BigInt::from(1), scale)).unwrap_err();
        assert_eq!(error.reason, "it needs too many zeros");
    }
    let integer: Integer = "-0340282366920938463463374607431768211456".parse().unwrap();
    assert_eq!(Integer::from(BigInt::from(&integer)), integer);
}

#[cfg(feature = "uuid")]
#[test]
fn uuid() {
    let guid: soap_runtime::Guid = "6f9619ff-8b86-d011-b42d-00c04fc964ff".parse().unwrap();
    let uuid = ::uuid::Uuid::from(guid);
    assert_eq!(uuid.to_string(), guid.to_string());
    assert_eq!(soap_runtime::Guid::from(uuid), guid);
}

#[cfg(feature = "bytes")]
#[test]
fn bytes() {
    let text = ::bytes::Bytes::from_static(b"hello");
    let value = soap_runtime::Base64Binary::from(text.clone());
    assert_eq!(*value, *b"hello");
    assert_eq!(::bytes::Bytes::from(value), text);
}
