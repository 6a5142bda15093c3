//! Secrets stay out of what is shown of kept content and of messages that cannot be read, however long they are.

use soap_runtime::xml::OwnedName;
use soap_runtime::{RawAttribute, RawElement};

#[test]
fn kept_attributes_are_masked() {
    for local in ["Password", "password"] {
        let attribute = RawAttribute {
            name: OwnedName::new("urn:p", local),
            value: "s3cret".to_owned(),
        };
        let shown = format!("{attribute:?}");
        assert!(
            !shown.contains("s3cret") && shown.contains("***"),
            "{shown}"
        );
    }
    let plain = RawAttribute {
        name: OwnedName::new("", "color"),
        value: "red".to_owned(),
    };
    assert_eq!(
        format!("{plain:?}"),
        r#"RawAttribute { name: OwnedName { namespace: "", local: "color" }, value: "red" }"#
    );
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
