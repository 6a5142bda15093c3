//! `Debug` of kept content, and errors of messages that cannot be read, show no secrets, however long they are.

use soap_runtime::__private::v1;
use soap_runtime::xml::{OwnedName, ReadOptions};
use soap_runtime::{AnyType, Element, RawAttribute, RawElement};

#[test]
fn kept_attributes_are_masked() {
    for local in ["Password", "password"] {
        let attribute = RawAttribute::new(OwnedName::new("urn:p", local), "s3cret");
        let shown = format!("{attribute:?}");
        assert!(
            !shown.contains("s3cret") && shown.contains("***"),
            "{shown}"
        );
    }
    let plain = RawAttribute::new(OwnedName::new("", "color"), "red");
    assert_eq!(
        format!("{plain:?}"),
        r#"RawAttribute { name: OwnedName { namespace: "", local: "color" }, value: "red" }"#
    );
}

/// A name that the caller declares secret is masked in kept content, too.
#[test]
fn kept_content_is_masked_as_the_message_was_read() {
    let element = RawElement::parse("<a><Ticket>7T:abc</Ticket><b Ticket='7T:abc'/></a>").unwrap();
    assert!(format!("{element:?}").contains("7T:abc"));
    let mut options = ReadOptions::default();
    options.secrets = options.secrets.with("Ticket");
    static A: Element<AnyType> = Element::new(v1::element("", "a", "<a>", "</a>", 0), "");
    let kept = A.decode_with(&element, &options).unwrap();
    let shown = format!("{kept:?}");
    assert!(!shown.contains("7T:abc"), "{shown}");
    assert_eq!(shown.matches("***").count(), 2, "{shown}");
}

#[test]
fn excerpts_from_long_secrets_are_masked() {
    let long = "s3cret-".repeat((2 << 20) / 7);
    let rest = "s3cret-".repeat(100);
    for xml in [
        format!("<a><Secret>{long}&bad;{rest}</Secret></a>"),
        format!("<a><secret><b>{long}&bad;{rest}</b></secret></a>"),
        format!("<a secret='{long}&bad;{rest}'/>"),
        format!("<Secret b='{long}&bad;{rest}'/>"),
    ] {
        let error = RawElement::parse(&xml).expect_err("an entity that is not declared");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("s3c") && shown.contains("***"), "{shown}");
    }
}
