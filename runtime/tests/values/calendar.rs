//! Dates, times and durations.

use std::cmp::Ordering;

use soap_runtime::{
    Date, DateTime, Duration, Fraction, GDay, GMonth, GMonthDay, GYear, GYearMonth, Time,
};

use crate::table::{keeps, reads, refuses};

const DAY: &str = "there is no such day";
const MONTH: &str = "the month must be 01 to 12";
const HOUR: &str = "the hour must be 00 to 23, or the time 24:00:00";
const MINUTE: &str = "the minute must be 00 to 59";
const SECOND: &str = "the second must be 00 to 59";
const ZONE: &str = "the zone must be within -14:00 to +14:00";
const YEAR_ZERO: &str = "there is no year 0000";
const YEAR_ZEROS: &str = "a year of more than four digits must not start with 0";
const YEAR_LARGE: &str = "years beyond 64 bits are not supported";

#[test]
fn date_time() {
    keeps::<DateTime>(&[
        "0001-01-01T00:00:00",
        "2023-02-15T13:10:24",
        "2023-02-15T13:10:24Z",
        "2023-02-15T13:10:24.535Z",
        "2023-02-15T13:10:24.500",
        "2023-02-15T13:10:24.0",
        "9999-12-31T23:59:59.9999999",
        "2023-02-15T13:10:24.12345678901234567890+01:00",
        "2023-02-15T13:10:24-00:30",
        "2023-02-15T13:10:24+14:00",
        "2023-02-15T13:10:24-14:00",
        "2024-02-29T00:00:00",
        "2000-02-29T00:00:00",
        "10000-01-01T00:00:00",
        "-0001-12-31T00:00:00",
        "-0044-03-15T00:00:00",
        "9223372036854775807-12-31T23:59:59",
        "-9223372036854775807-12-31T23:59:59",
    ]);
    reads::<DateTime>(&[
        ("2023-02-28T24:00:00", "2023-03-01T00:00:00"),
        ("2023-12-31T24:00:00.000Z", "2024-01-01T00:00:00.000Z"),
        ("-0001-12-31T24:00:00", "0001-01-01T00:00:00"),
        ("2023-02-15T13:10:24+00:00", "2023-02-15T13:10:24Z"),
        ("2023-02-15T13:10:24-00:00", "2023-02-15T13:10:24Z"),
    ]);
    let form = "it must look like 2023-02-15T13:10:24";
    refuses::<DateTime>(
        "an xs:dateTime",
        &[
            ("", form),
            ("maybe", form),
            ("2023-02-15", form),
            ("2023-02-15 13:10:24", form),
            ("2023-02-15T13:10", form),
            ("2023-02-15T13:10:24 ", form),
            (" 2023-02-15T13:10:24", form),
            ("2023-02-15T13:10:24.", form),
            ("2023-02-15T13:10:24,5", form),
            ("2023-02-15t13:10:24z", form),
            ("2023-02-15T13:10:24z", form),
            ("2023-02-15T13:10:24+1:00", form),
            ("2023-02-15T13:10:24+0100", form),
            ("2023-02-15T13:10:24+01:00:00", form),
            ("2023-2-15T13:10:24", form),
            ("+2023-02-15T13:10:24", form),
            ("123-02-15T13:10:24", form),
            ("--2023-02-15T13:10:24", form),
            ("２０２３-02-15T13:10:24", form),
            ("0000-01-01T00:00:00", YEAR_ZERO),
            ("-0000-01-01T00:00:00", YEAR_ZERO),
            ("02023-01-01T00:00:00", YEAR_ZEROS),
            ("9223372036854775808-01-01T00:00:00", YEAR_LARGE),
            ("9223372036854775807-12-31T24:00:00", YEAR_LARGE),
            ("2023-00-15T13:10:24", MONTH),
            ("2023-13-15T13:10:24", MONTH),
            ("2023-02-00T13:10:24", DAY),
            ("2023-02-29T13:10:24", DAY),
            ("1900-02-29T13:10:24", DAY),
            ("2023-04-31T13:10:24", DAY),
            ("2023-01-32T13:10:24", DAY),
            ("2023-02-15T24:00:01", HOUR),
            ("2023-02-15T24:00:00.1", HOUR),
            ("2023-02-15T25:00:00", HOUR),
            ("2023-02-15T13:60:24", MINUTE),
            ("2016-12-31T23:59:60Z", SECOND),
            ("2023-02-15T13:10:24+14:01", ZONE),
            ("2023-02-15T13:10:24-15:00", ZONE),
            ("2023-02-15T13:10:24+13:60", ZONE),
        ],
    );
    assert_eq!(DateTime::FIRST.to_string(), "0001-01-01T00:00:00");
    assert_eq!(
        format!("{:?}", DateTime::FIRST),
        "DateTime(0001-01-01T00:00:00)"
    );
    assert!(DateTime::FIRST.is_set() && !DateTime::default().is_set());
    assert_eq!(DateTime::default().to_string(), "");
}

#[test]
fn date() {
    keeps::<Date>(&[
        "2023-02-15",
        "2023-02-15Z",
        "2023-02-15-05:00",
        "-0044-03-15",
        "12023-02-15",
    ]);
    let form = "it must look like 2023-02-15";
    refuses::<Date>(
        "an xs:date",
        &[
            ("", form),
            ("2023-02-15T00:00:00", form),
            ("2023-02", form),
            ("20230215", form),
            ("0000-01-01", YEAR_ZERO),
            ("2023-02-30", DAY),
            ("2023-14-30", MONTH),
            ("2023-02-15+14:30", ZONE),
        ],
    );
    assert_eq!(Date::default().to_string(), "");
    assert!(!Date::default().is_set());
}

#[test]
fn time() {
    keeps::<Time>(&[
        "00:00:00",
        "13:10:24",
        "13:10:24.500Z",
        "23:59:59.999999999999+01:00",
    ]);
    reads::<Time>(&[("24:00:00", "00:00:00"), ("24:00:00.0Z", "00:00:00.0Z")]);
    let form = "it must look like 13:10:24";
    refuses::<Time>(
        "an xs:time",
        &[
            ("", form),
            ("13:10", form),
            ("1:10:24", form),
            ("13:10:24.Z", form),
            ("24:01:00", HOUR),
            ("13:60:00", MINUTE),
            ("13:10:60", SECOND),
            ("13:10:24+99:00", ZONE),
        ],
    );
    assert_eq!(Time::default().to_string(), "");
    assert!(!Time::default().is_set());
}

#[test]
fn gregorian() {
    keeps::<GYear>(&["0001", "2023", "-2023", "12345", "2023Z", "2023-05:00"]);
    refuses::<GYear>(
        "an xs:gYear",
        &[
            ("", "it must look like 2023"),
            ("23", "it must look like 2023"),
            ("2023-02", "it must look like 2023"),
            ("0000", YEAR_ZERO),
            ("012345", YEAR_ZEROS),
            ("2023+15:00", ZONE),
        ],
    );
    keeps::<GYearMonth>(&["2023-02", "-0001-12Z", "2023-02+01:00"]);
    refuses::<GYearMonth>(
        "an xs:gYearMonth",
        &[
            ("2023", "it must look like 2023-02"),
            ("2023-2", "it must look like 2023-02"),
            ("2023-13", MONTH),
            ("0000-01", YEAR_ZERO),
        ],
    );
    keeps::<GMonth>(&["--01", "--12Z", "--02-05:00"]);
    refuses::<GMonth>(
        "an xs:gMonth",
        &[
            ("02", "it must look like --02"),
            ("--2", "it must look like --02"),
            ("--02--", "it must look like --02"),
            ("--00", MONTH),
            ("--13", MONTH),
        ],
    );
    keeps::<GMonthDay>(&["--02-29", "--12-31Z", "--01-01-05:00"]);
    refuses::<GMonthDay>(
        "an xs:gMonthDay",
        &[
            ("02-15", "it must look like --02-15"),
            ("--02", "it must look like --02-15"),
            ("--02-30", DAY),
            ("--04-31", DAY),
            ("--13-01", MONTH),
        ],
    );
    keeps::<GDay>(&["---01", "---31Z", "---15+05:30"]);
    refuses::<GDay>(
        "an xs:gDay",
        &[
            ("15", "it must look like ---15"),
            ("--15", "it must look like ---15"),
            ("---00", DAY),
            ("---32", DAY),
        ],
    );
    let defaults = [
        GYear::default().to_string(),
        GYearMonth::default().to_string(),
        GMonth::default().to_string(),
        GMonthDay::default().to_string(),
        GDay::default().to_string(),
    ];
    assert_eq!(defaults, ["", "", "", "", ""]);
    let order = |left: &str, right: &str| {
        left.parse::<GMonthDay>()
            .unwrap()
            .compare(&right.parse().unwrap())
    };
    assert_eq!(order("--02-29", "--03-01"), Some(Ordering::Less));
    assert_eq!(order("--01-01Z", "--01-01+00:00"), Some(Ordering::Equal));
    assert_eq!(order("--01-01", "--01-01Z"), None);
    assert_eq!(GYear::default().compare(&GYear::default()), None);
}

#[test]
fn duration() {
    keeps::<Duration>(&[
        "PT0S",
        "P1Y",
        "-P1Y2M3DT4H5M6S",
        "P1DT2H3M4.005S",
        "PT0.5S",
        "PT0.000S",
        "PT1.50S",
        "P1M",
        "PT1M",
        "P1DT0.0S",
        "P10675199DT2H48M5.4775807S",
        "-P10675199DT2H48M5.4775808S",
        "P1537228672809129301Y3M213503982334601DT7H15S",
    ]);
    reads::<Duration>(&[
        ("P0Y", "PT0S"),
        ("-PT0S", "PT0S"),
        ("-PT0.00S", "PT0.00S"),
        ("P14M", "P1Y2M"),
        ("PT90M", "PT1H30M"),
        ("PT24H", "P1D"),
        ("PT86400S", "P1D"),
        ("PT3600S", "PT1H"),
        ("P007D", "P7D"),
        ("P0Y0M0DT0H0M0S", "PT0S"),
    ]);
    let form = "it must look like P1DT2H3M4S";
    let large = "durations beyond 64 bits are not supported";
    refuses::<Duration>(
        "an xs:duration",
        &[
            ("", form),
            ("P", form),
            ("PT", form),
            ("P1DT", form),
            ("1D", form),
            ("P1", form),
            ("PD", form),
            ("P1S", form),
            ("PT1D", form),
            ("P1D1Y", form),
            ("P1M1M", form),
            ("PT1M1H", form),
            ("PT1S1S", form),
            ("P-1D", form),
            ("+P1D", form),
            ("--P1D", form),
            ("P1.5D", form),
            ("PT1.5M", form),
            ("PT.5S", form),
            ("PT5.S", form),
            ("P1W", form),
            ("p1d", form),
            ("P1DT1ST", form),
            ("P 1D", form),
            ("P18446744073709551616M", large),
            ("P18446744073709551615Y", large),
            ("P1DT18446744073709551615S", large),
        ],
    );
    assert_eq!(Duration::default().to_string(), "PT0S");
    assert_eq!(Duration::from_seconds(-90).to_string(), "-PT1M30S");
    assert_eq!(Duration::from_months(i64::MIN).months(), 1 << 63);
    assert_eq!(Duration::from_seconds(5).negated().to_string(), "-PT5S");
    assert_eq!(Duration::default().negated(), Duration::default());
}

#[test]
fn constructors_check() {
    let error = DateTime::new(2023, 2, 29, 1, 2, 3).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("\"2023-02-29T01:02:03\" is not an xs:dateTime: {DAY}")
    );
    let error = Date::new(0, 1, 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("\"0000-01-01\" is not an xs:date: {YEAR_ZERO}")
    );
    assert!(DateTime::new(i64::MIN, 1, 1, 0, 0, 0).is_err());
    assert!(Date::new(2023, 1, 255).is_err());
    assert!(Time::new(24, 0, 0).is_err());
    let error = Time::default().with_offset(Some(841)).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("\"841 minutes\" is not an xs:time: {ZONE}")
    );
    assert!(DateTime::default().with_offset(Some(i16::MIN)).is_err());
    let error = GMonthDay::new(2, 30).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("\"2-30\" is not an xs:gMonthDay: {DAY}")
    );
    assert!(GDay::new(255).is_err() && GMonth::new(0).is_err() && GYear::new(0).is_err());
    assert!(GYearMonth::new(2023, 13).is_err());
    assert!(
        Fraction::from_digits("1a").is_err() && Fraction::from_nanoseconds(1_000_000_000).is_err()
    );
    assert_eq!(
        Fraction::from_nanoseconds(500_000_000),
        Fraction::from_digits("5")
    );
}

#[test]
fn fractions() {
    let fraction = |digits: &str| Fraction::from_digits(digits).unwrap();
    assert_eq!(fraction("123456789").nanoseconds(), Some(123_456_789));
    assert_eq!(fraction("1234567890").nanoseconds(), Some(123_456_789));
    assert_eq!(fraction("1234567891").nanoseconds(), None);
    assert_eq!(fraction("").nanoseconds(), Some(0));
    assert!(fraction("").is_none() && !fraction("0").is_none() && fraction("0000000000").is_zero());
    assert_eq!(
        fraction("5").compare(&fraction("500000000000")),
        Ordering::Equal
    );
    assert_eq!(
        fraction("5").compare(&fraction("499999999999")),
        Ordering::Greater
    );
    assert_ne!(fraction("5"), fraction("50"));
}

#[test]
fn instants() {
    let compare = |left: &str, right: &str| {
        let (left, right): (DateTime, DateTime) = (left.parse().unwrap(), right.parse().unwrap());
        assert_eq!(
            right.compare(&left),
            left.compare(&right).map(Ordering::reverse)
        );
        left.compare(&right)
    };
    let rows = [
        (
            "2023-02-15T12:00:00Z",
            "2023-02-15T13:00:00+01:00",
            Some(Ordering::Equal),
        ),
        (
            "2023-02-15T23:30:00-01:00",
            "2023-02-16T00:30:00Z",
            Some(Ordering::Equal),
        ),
        (
            "2023-02-15T12:00:00",
            "2023-02-15T12:00:00.000",
            Some(Ordering::Equal),
        ),
        (
            "2023-02-15T12:00:00.1",
            "2023-02-15T12:00:00.09",
            Some(Ordering::Greater),
        ),
        (
            "-0001-12-31T23:59:59Z",
            "0001-01-01T00:00:00Z",
            Some(Ordering::Less),
        ),
        (
            "9223372036854775807-12-31T23:59:59-14:00",
            "-9223372036854775807-01-01T00:00:00Z",
            Some(Ordering::Greater),
        ),
        // The table of examples in XML Schema Part 2, section 3.2.7.4.
        (
            "2000-01-15T00:00:00",
            "2000-02-15T00:00:00",
            Some(Ordering::Less),
        ),
        (
            "2000-01-15T12:00:00",
            "2000-01-16T12:00:00Z",
            Some(Ordering::Less),
        ),
        ("2000-01-01T12:00:00", "1999-12-31T23:00:00Z", None),
        ("2000-01-16T12:00:00", "2000-01-16T12:00:00Z", None),
        ("2000-01-16T00:00:00", "2000-01-16T12:00:00Z", None),
        // The boundary: 14 hours apart is not enough, a little more is.
        ("2000-01-16T14:00:00", "2000-01-16T00:00:00Z", None),
        (
            "2000-01-16T14:00:00.001",
            "2000-01-16T00:00:00Z",
            Some(Ordering::Greater),
        ),
        ("2000-01-15T10:00:00", "2000-01-16T00:00:00Z", None),
        (
            "2000-01-15T09:59:59.999",
            "2000-01-16T00:00:00Z",
            Some(Ordering::Less),
        ),
        ("2000-01-15T10:00:00.001", "2000-01-16T00:00:00Z", None),
    ];
    for (left, right, expected) in rows {
        assert_eq!(compare(left, right), expected, "{left} {right}");
    }
    let date = |text: &str| text.parse::<Date>().unwrap();
    assert_eq!(
        date("2023-02-15").compare(&date("2023-02-16")),
        Some(Ordering::Less)
    );
    assert_eq!(date("2023-02-15Z").compare(&date("2023-02-15")), None);
    let time = |text: &str| text.parse::<Time>().unwrap();
    assert_eq!(
        time("12:00:00Z").compare(&time("13:00:00+01:00")),
        Some(Ordering::Equal)
    );
    assert_eq!(time("12:00:00Z").compare(&time("13:00:00")), None);
}

#[test]
fn parts() {
    let value: DateTime = "2023-02-15T13:10:24.50+01:00".parse().unwrap();
    assert_eq!(value.date().to_string(), "2023-02-15+01:00");
    assert_eq!(value.time().to_string(), "13:10:24.50+01:00");
    assert_eq!(DateTime::from_parts(&value.date(), &value.time()), value);
    assert_eq!(
        value.date().at_midnight().to_string(),
        "2023-02-15T00:00:00+01:00"
    );
    assert_eq!(
        value
            .with_offset(None)
            .unwrap()
            .with_fraction(Fraction::NONE)
            .to_string(),
        "2023-02-15T13:10:24"
    );
}
