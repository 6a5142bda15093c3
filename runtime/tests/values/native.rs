//! Rust's own types, and white space.

use std::borrow::Cow;

use soap_runtime::lexical::{
    collapse, parse_boolean, parse_double, parse_float, parse_int, replace, trim, write_double,
    write_float,
};

use crate::table::refused;

#[test]
fn boolean() {
    for (text, value) in [("true", true), ("1", true), ("false", false), ("0", false)] {
        assert_eq!(parse_boolean(text), Ok(value));
    }
    for text in ["", "maybe", "TRUE", "True", " true", "01", "yes", "10"] {
        refused(parse_boolean(text), "an xs:boolean", text, "");
    }
}

#[test]
fn int() {
    assert_eq!(parse_int::<i8>("-128"), Ok(i8::MIN));
    assert_eq!(parse_int::<i16>("+007"), Ok(7));
    assert_eq!(parse_int::<i32>("-2147483648"), Ok(i32::MIN));
    assert_eq!(parse_int::<i64>("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(parse_int::<u64>("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(
        parse_int::<u64>("00000000000000000000000000018446744073709551615"),
        Ok(u64::MAX)
    );
    assert_eq!(parse_int::<u8>("-0"), Ok(0));
    assert_eq!(
        parse_int::<u8>("0000000000000000000000000000000000000"),
        Ok(0)
    );
    refused(
        parse_int::<i8>("128"),
        "an xs:byte",
        "128",
        "it must be -128 to 127",
    );
    refused(
        parse_int::<i16>("32768"),
        "an xs:short",
        "32768",
        "it must be -32768 to 32767",
    );
    refused(
        parse_int::<i32>("2147483648"),
        "an xs:int",
        "2147483648",
        "it must be -2147483648 to 2147483647",
    );
    refused(
        parse_int::<i64>("9223372036854775808"),
        "an xs:long",
        "9223372036854775808",
        "it must be -9223372036854775808 to 9223372036854775807",
    );
    refused(
        parse_int::<u8>("-1"),
        "an xs:unsignedByte",
        "-1",
        "it must be 0 to 255",
    );
    refused(
        parse_int::<u16>("65536"),
        "an xs:unsignedShort",
        "65536",
        "it must be 0 to 65535",
    );
    refused(
        parse_int::<u32>("4294967296"),
        "an xs:unsignedInt",
        "4294967296",
        "it must be 0 to 4294967295",
    );
    for text in [
        "18446744073709551616",
        "99999999999999999999",
        "100000000000000000000",
        "340282366920938463463374607431768211456",
    ] {
        refused(
            parse_int::<u64>(text),
            "an xs:unsignedLong",
            text,
            "it must be 0 to 18446744073709551615",
        );
    }
    for text in [
        "",
        "+",
        "-",
        "1.0",
        "1e3",
        "0x1",
        "1 ",
        " 1",
        "--1",
        "+-1",
        "1_000",
        "１",
        "9999999999999999999999x",
        "0000000000000000000000000x",
    ] {
        refused(
            parse_int::<i32>(text),
            "an xs:int",
            text,
            "only digits and a sign in front are allowed",
        );
    }
}

#[test]
fn double() {
    let rows = [
        ("0", "0"),
        ("-0", "-0"),
        ("+1", "1"),
        ("007.50", "7.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1e3", "1000"),
        ("1E+21", "1e+21"),
        ("1E-07", "1e-7"),
        ("1.7976931348623157E+308", "1.7976931348623157e+308"),
        ("5e-324", "5e-324"),
        ("1E-400", "0"),
        ("1E400", "INF"),
        ("-1E400", "-INF"),
        ("0.33333333333333331", "0.3333333333333333"),
        ("INF", "INF"),
        ("-INF", "-INF"),
        ("NaN", "NaN"),
    ];
    for (text, written) in rows {
        let mut out = Vec::new();
        write_double(parse_double(text).unwrap(), &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), written, "{text}");
    }
    let form = "it must be a decimal number, perhaps with an exponent, or INF, -INF or NaN";
    for text in [
        "",
        "+INF",
        "Infinity",
        "-Infinity",
        "inf",
        "nan",
        "NAN",
        "-NaN",
        ".",
        "e5",
        "1e",
        "1e+",
        "1e5.0",
        "1,5",
        "0x1p3",
        " 1",
        "1f",
        "1_0",
        "+",
        "1INF",
    ] {
        refused(parse_double(text), "an xs:double", text, form);
    }
}

#[test]
fn float() {
    assert_eq!(parse_float("0.1"), Ok(0.1));
    assert_eq!(parse_float("-INF"), Ok(f32::NEG_INFINITY));
    assert_eq!(parse_float("1e39"), Ok(f32::INFINITY));
    let mut out = Vec::new();
    write_float(16_777_216.0, &mut out);
    out.push(b' ');
    write_float(0.1, &mut out);
    assert_eq!(out, b"16777216 0.1");
}

#[test]
fn white_space() {
    assert_eq!(collapse(" a \t b\r\nc  "), "a b c");
    assert!(matches!(collapse(" a b "), Cow::Borrowed("a b")));
    assert!(matches!(collapse(" \n "), Cow::Borrowed("")));
    // Only XML's white space counts.
    assert_eq!(collapse("\u{a0}a\u{2003}b\u{c}"), "\u{a0}a\u{2003}b\u{c}");
    assert_eq!(replace("a\tb\n "), "a b  ");
    assert!(matches!(replace(" a  b "), Cow::Borrowed(" a  b ")));
    assert_eq!(trim("\r\n\t a b "), "a b");
}
