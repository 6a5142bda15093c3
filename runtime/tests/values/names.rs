//! `xs:QName` and `NCName`.

use soap_runtime::QName;
use soap_runtime::lexical::is_ncname;

use crate::table::{keeps, refused, refuses};

#[test]
fn names() {
    for name in ["a", "_", "A-1.b", "é", "名前", "a\u{b7}", "a\u{301}"] {
        assert!(is_ncname(name), "{name}");
    }
    for text in [
        "",
        "-a",
        "1",
        ".a",
        "a:b",
        "a b",
        " a",
        "a\u{d7}",
        "\u{301}a",
        "a\u{fffe}",
        "a\n",
    ] {
        assert!(!is_ncname(text), "{text:?}");
    }
}

#[test]
fn scope() {
    let namespace = |prefix: &str| match prefix {
        "m" => Some("urn:mail"),
        "" => Some("urn:default"),
        _ => None,
    };
    let value = QName::resolve("m:Fault", namespace).unwrap();
    assert_eq!(
        (value.namespace(), value.local(), value.prefix()),
        ("urn:mail", "Fault", "m")
    );
    assert_eq!(
        QName::resolve("Fault", namespace),
        QName::new("urn:default", "Fault")
    );
    assert_eq!(QName::resolve("Fault", |_| None), QName::new("", "Fault"));
    refused(
        QName::resolve("x:Fault", namespace),
        "an xs:QName",
        "x:Fault",
        "the prefix is not declared",
    );
    let form = "it must be a name, or a prefix, a colon and a name";
    for text in [
        "",
        ":",
        "m:",
        ":Fault",
        "m:m:Fault",
        "m: Fault",
        "m:1",
        "1:m",
        "a b",
    ] {
        refused(QName::resolve(text, namespace), "an xs:QName", text, form);
    }
}

#[test]
fn without_scope() {
    keeps::<QName>(&["Fault", "{urn:mail}Fault", "{a}b}c"]);
    let form = "it must look like {namespace}name";
    refuses::<QName>(
        "an xs:QName",
        &[
            ("", form),
            ("{}", form),
            ("{urn:mail", form),
            ("{urn:mail}m:Fault", form),
            ("m:Fault", form),
        ],
    );
    let (one, other) = (
        QName::new("urn:mail", "Fault").unwrap(),
        QName::new("urn:mail", "Fault").unwrap(),
    );
    assert_eq!(
        one.clone().with_prefix("m").unwrap(),
        other.with_prefix("n").unwrap()
    );
    assert!(one.with_prefix("1").is_err());
    assert!(QName::new("urn:mail", "m:Fault").is_err());
    assert!(QName::default().is_empty());
}

/// Outside of a message no prefix is declared; text of another type keeps its value.
#[test]
fn words_outside_of_a_message() {
    use soap_runtime::__private::v1::parse_word;
    assert!(parse_word::<QName>("a:b").is_err());
    assert_eq!(parse_word::<i32>(" 7 ").ok(), Some(7));
}
