//! The choice of the operation for a request.

use super::*;

#[test]
fn soap_actions() {
    let service = Arc::new(Toggles::default());
    let dispatcher = dispatcher(&service);
    let with = |action: &str| {
        let mut request = post(XML11, enabled("x"));
        request
            .headers_mut()
            .insert("soapaction", action.parse().unwrap());
        request
    };
    for action in [
        "",
        "\"\"",
        "\"urn:test/IsEnabled\"",
        "urn:test/IsEnabled",
        "\"urn:test/Update\"",
        "\"urn:other\"",
    ] {
        assert_eq!(answer(&dispatcher, with(action)), ok(), "{action}");
    }
    let strict = dispatcher.strict_action();
    assert_eq!(
        answer(&strict, with("\"urn:test/Update\"")),
        fault11(
            "Client",
            "The SOAPAction names another operation than the Body."
        )
    );
    assert_eq!(answer(&strict, with("\"urn:test/IsEnabled\"")), ok());
}

#[test]
fn the_action_tells_what_the_body_does_not() {
    let twins = Dispatcher::builder(Arc::new(()))
        .operation(&IS_ENABLED, |_, _: Request<Enabled>| async {
            Ok::<_, Error>(Response::<_, ()>::new(EnabledResponse {
                response: Some(true),
            }))
        })
        .operation(&SECOND, |_, _: Request<Enabled>| async {
            Ok::<_, Error>(Response::<_, ()>::new(EnabledResponse {
                response: Some(false),
            }))
        })
        .operation(&FIRST_EMPTY, |_, _: Request<()>| async {
            Ok::<_, Error>(Response::<_, ()>::new(EnabledResponse { response: None }))
        })
        .build();
    static SECOND: soap_runtime::__private::v1::Operation =
        soap_runtime::__private::v1::Operation {
            soap_action: "urn:second",
            input: IS_ENABLED.input,
            output: IS_ENABLED.output,
            declarations: service::DECLARATIONS,
            ..soap_runtime::__private::v1::Operation::EMPTY
        };
    static FIRST_EMPTY: soap_runtime::__private::v1::Operation =
        soap_runtime::__private::v1::Operation {
            soap_action: "urn:empty",
            output: IS_ENABLED.output,
            declarations: service::DECLARATIONS,
            ..soap_runtime::__private::v1::Operation::EMPTY
        };
    for (action, body, expected) in [
        (
            "\"urn:test/IsEnabled\"",
            "<IsEnabled/>",
            "<Response>true</Response>",
        ),
        (
            "\"urn:second\"",
            "<IsEnabled/>",
            "<Response>false</Response>",
        ),
        (
            "",
            "<IsEnabled/>",
            "The Body does not tell the operation: a SOAPAction is needed.",
        ),
        ("", "", "<IsEnabledResponse></IsEnabledResponse>"),
    ] {
        let mut request = post(XML11, envelope("", body));
        request
            .headers_mut()
            .insert("soapaction", action.parse().unwrap());
        let (_, _, text) = answer(&twins, request);
        assert!(
            text.contains(expected)
                || (expected.contains("></") && text.contains("<IsEnabledResponse/>")),
            "{action} {body}: {text}"
        );
    }
    assert_eq!(ENABLED.members.len(), 1);
}
