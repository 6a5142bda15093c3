//! `xs:decimal` and `xs:integer`.

use std::collections::BTreeSet;

use soap_runtime::{Decimal, Integer};

use crate::table::{keeps, refused, refuses};

#[test]
fn decimal() {
    keeps::<Decimal>(&[
        "0",
        "-0",
        "+1.50",
        "007",
        ".5",
        "5.",
        "-.0",
        "12345678901234567890.123456789",
        "-0000000000000000000000000000000000000000000000001.10000000000000000000000000000000000000000000000",
    ]);
    let form = "only digits, one point and a sign in front are allowed";
    refuses::<Decimal>(
        "an xs:decimal",
        &[
            ("", form),
            ("+", form),
            (".", form),
            ("-.", form),
            ("1.2.3", form),
            ("1,5", form),
            ("1e3", form),
            ("--1", form),
            ("1-", form),
            (" 1", form),
            ("INF", form),
            ("NaN", form),
            ("0x10", form),
            ("１", form),
        ],
    );
    assert_eq!(Decimal::default().to_string(), "0");
    assert_eq!(format!("{:?}", Decimal::from(-5)), "Decimal(-5)");
}

#[test]
fn integer() {
    keeps::<Integer>(&[
        "0",
        "-0",
        "+7",
        "007",
        "-340282366920938463463374607431768211456",
        "12345678901234567890123",
    ]);
    let form = "only digits and a sign in front are allowed";
    refuses::<Integer>(
        "an xs:integer",
        &[
            ("", form),
            ("+", form),
            ("-", form),
            ("1.0", form),
            ("1e3", form),
            ("+-1", form),
            ("1 000", form),
        ],
    );
    assert_eq!(Integer::default().to_string(), "0");
}

#[test]
fn order_is_that_of_the_numbers() {
    let ascending = [
        "-100", "-99.9", "-99.89", "-1", "-.5", "-0", ".05", "0.5", "00.51", "1", "9", "10",
        "10.01", "100.000",
    ];
    let numbers = ascending.map(|text| text.parse::<Decimal>().unwrap());
    assert!(numbers.is_sorted_by(|left, right| left < right));
    assert_eq!(
        numbers.into_iter().collect::<BTreeSet<_>>().len(),
        ascending.len()
    );
    for (left, right) in [("1.50", "+1.5"), ("0", "-.0"), ("10.", "010")] {
        assert_eq!(left.parse::<Decimal>(), right.parse::<Decimal>());
    }
    assert_ne!("10".parse::<Decimal>(), "1".parse::<Decimal>());
    assert_eq!("-007".parse::<Integer>().unwrap(), Integer::from(-7));
    assert!(Integer::from(-7).is_negative() && !"-0".parse::<Integer>().unwrap().is_negative());
}

#[test]
fn primitives() {
    let integer = |text: &str| text.parse::<Integer>().unwrap();
    assert_eq!(i64::try_from(integer("-9223372036854775808")), Ok(i64::MIN));
    assert_eq!(
        u64::try_from(integer("+18446744073709551615")),
        Ok(u64::MAX)
    );
    assert_eq!(
        i128::try_from(integer("-170141183460469231731687303715884105728")),
        Ok(i128::MIN)
    );
    refused(
        i128::try_from(integer("170141183460469231731687303715884105728")),
        "an i128",
        "170141183460469231731687303715884105728",
        "it does not fit",
    );
    refused(u8::try_from(integer("-1")), "a u8", "-1", "it does not fit");
    assert_eq!(u128::try_from(Integer::from(u128::MAX)), Ok(u128::MAX));

    let decimal = |text: &str| text.parse::<Decimal>().unwrap();
    assert_eq!(i64::try_from(decimal("+12.000")), Ok(12));
    refused(
        i64::try_from(decimal("12.5")),
        "an i64",
        "12.5",
        "it is not a whole number",
    );
    for (text, number) in [
        ("0.1", 0.1),
        ("-1.50", -1.5),
        ("123456789.1234", 123_456_789.123_4),
        ("1000000", 1e6),
    ] {
        assert_eq!(f64::try_from(decimal(text)), Ok(number));
        assert_eq!(Decimal::try_from(number), Ok(decimal(text)));
    }
    refused(
        f64::try_from(decimal("9007199254740993.0")),
        "a f64",
        "9007199254740993.0",
        "it would be rounded",
    );
    refused(
        f64::try_from(&decimal("0.1000000000000000055511151231257827")),
        "a f64",
        "0.1000000000000000055511151231257827",
        "it would be rounded",
    );
    let large = "9".repeat(400);
    assert_eq!(
        f64::try_from(&decimal(&large)).unwrap_err().reason,
        "it is too large"
    );
    assert_eq!(
        Decimal::try_from(1e21).unwrap().to_string(),
        "1000000000000000000000"
    );
    assert_eq!(Decimal::try_from(-0.0).unwrap(), Decimal::default());
    refused(
        Decimal::try_from(f64::NAN),
        "an xs:decimal",
        "NaN",
        "it is not a number",
    );

    assert_eq!(Integer::try_from(&decimal("-12.0")), Ok(Integer::from(-12)));
    assert_eq!(Integer::try_from(&decimal("-.0")), Ok(Integer::default()));
    assert!(Integer::try_from(&decimal("-.1")).is_err());
    assert_eq!(Decimal::from(integer("007")).to_string(), "007");
}
