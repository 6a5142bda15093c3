//! `Debug` of kept content, and errors of messages that cannot be read, show no secrets, however long they are.

use soap_runtime::__private::v1;
use soap_runtime::xml::{OwnedName, ReadOptions};
use soap_runtime::{AnyType, Element, RawAttribute, RawElement, Redaction, redact};

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
    let element = RawElement::parse("<a><Pin>7T:abc</Pin><b Pin='7T:abc'/></a>").unwrap();
    assert!(format!("{element:?}").contains("7T:abc"));
    let mut options = ReadOptions::default();
    options.secrets = options.secrets.with("Pin");
    static A: Element<AnyType> = Element::new(v1::element("", "a", "<a>", "</a>", 0), "");
    let kept = A.decode_with(&element, &options).unwrap();
    let shown = format!("{kept:?}");
    assert!(!shown.contains("7T:abc"), "{shown}");
    assert_eq!(shown.matches("***").count(), 2, "{shown}");
}

/// Names that end as those of secrets do, in each spelling; what is only about one is shown.
#[test]
fn names_say_what_is_secret() {
    let shown = |message: &str| redact(message.as_bytes(), &Redaction::default());
    for name in [
        "Token",
        "sessionToken",
        "SESSION_TOKEN",
        "Ticket",
        "SessionId",
        "session-id",
        "ApiKey",
        "Api.Key",
        "NewPassword",
    ] {
        let text = format!("<{name}>v4lue</{name}>");
        assert_eq!(shown(&text), format!("<{name}>***</{name}>"));
    }
    for about in [
        "<TokenType>Bearer</TokenType><a>v4lue</a>",
        "<code>InvalidToken</code><text>it is v4lue</text>",
        "<Body><ChangePassword><User>ada</User></ChangePassword>\n</Body>",
        "<Body>\n<ChangePassword a='1'>\n <User>ada</User>\n</ChangePassword></Body>",
    ] {
        assert_eq!(shown(about), about);
    }
    // Without elements in it, the element of the body is itself the secret; in others, all that is in it is.
    for secret in [
        "<Body><Token>v4lue</Token></Body>",
        "<a><Token><b>v4lue</b></Token></a>",
        "<Body><a/><Token><b>v4lue</b></Token></Body>",
        "<Key>SessionId</Key><Value>v4lue</Value>",
    ] {
        assert!(!shown(secret).contains("v4lue"), "{secret}");
    }
    assert_eq!(
        redact(b"<Token>v4lue</Token>", &Redaction::none()),
        "<Token>v4lue</Token>"
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
