//! The content of errors, and the secrets that they never show.

use super::*;

#[test]
fn what_an_error_holds() {
    let service_failure = envelope(
        &format!(
            "<ExceptionInfo xmlns=\"{NS}\"><Message>m</Message></ExceptionInfo><Succeeded xmlns=\"{NS}\">false</Succeeded>"
        ),
        "<IsEnabledResponse/>",
    );
    let fault = fault_reply().replace(
        "<s:Header>",
        &format!("<s:Header><Succeeded xmlns=\"{NS}\">false</Succeeded>"),
    );
    let call = |reply: MockResponse| {
        is_enabled(&Client::blocking(URL, mock([reply])))
            .wait()
            .unwrap_err()
    };

    let error = call(MockResponse::xml(service_failure.clone()));
    assert!(matches!(error.details(), ErrorDetails::Service(service) if service.message() == "m"));
    assert_eq!(
        error
            .service::<service::ExceptionInfo>()
            .unwrap()
            .message
            .as_deref(),
        Some("m")
    );
    assert_eq!(
        error.headers::<ResponseHeaders>().unwrap().succeeded,
        Some(false)
    );
    assert_eq!(error.raw().unwrap(), service_failure.as_bytes());
    assert_eq!(error.operation(), Some(("CustomerService", "IsEnabled")));

    let error = call(MockResponse::xml(fault.clone()).status(500));
    assert_eq!(error.as_fault().unwrap().reason(), "no");
    assert_eq!(
        error.headers::<ResponseHeaders>().unwrap().succeeded,
        Some(false)
    );
    assert_eq!(error.raw().unwrap(), fault.as_bytes());
    assert_eq!(error.to_string(), "CustomerService.IsEnabled: Client: no");

    let error = call(MockResponse::xml(
        enabled_reply().replace(">true</Response>", ">maybe</Response>"),
    ));
    let ErrorDetails::Decode(decode) = error.details() else {
        panic!("{error:?}")
    };
    assert_eq!(decode.path(), "/Envelope/Body/IsEnabledResponse/Response");
    assert!(error.to_string().starts_with("CustomerService.IsEnabled: \"maybe\" is not an xs:boolean at /Envelope/Body/IsEnabledResponse/Response (byte "), "{error}");

    let error = call(
        MockResponse::empty(401)
            .body(vec![b'x'; 100_000])
            .header("content-type", "text/html"),
    );
    let ErrorDetails::Http(http) = error.details() else {
        panic!("{error:?}")
    };
    assert_eq!(
        (
            http.status.as_u16(),
            http.content_type.as_deref(),
            http.body.len(),
            &http.reason
        ),
        (401, Some("text/html"), 64 << 10, &HttpReason::Status)
    );
    assert_eq!(error.raw().unwrap().len(), 100_000);

    let error = update(
        &Client::blocking(URL, mock([]))
            .with_options(CallOptions::new().with_http_headers(http::HeaderMap::new())),
    )
    .wait()
    .unwrap_err();
    assert!(
        matches!(error.details(), ErrorDetails::Transport(error) if error.kind() == TransportErrorKind::Other)
            && error.raw().is_none()
    );
}

#[test]
fn a_hook_of_ones_own_for_reply_headers() {
    let client = Client::blocking(
        URL,
        mock([MockResponse::xml(
            enabled_reply().replace(">true</Succeeded>", ">false</Succeeded>"),
        )]),
    )
    .with_options(CallOptions::new().with_error_header(|headers| {
        let headers = headers.downcast_ref::<ResponseHeaders>()?;
        (headers.succeeded == Some(false))
            .then(|| soap_runtime::ServiceError::new("it has not succeeded", ()))
    }));
    assert_eq!(
        is_enabled(&client).wait().unwrap_err().to_string(),
        "CustomerService.IsEnabled: it has not succeeded"
    );
}

/// Everything that can be printed about a call whose secrets come back in every place.
#[test]
fn secrets_are_not_shown() {
    let echo = format!("<Ticket>{TICKET}</Ticket> {TICKET} <a Password=\"{TOKEN}\"/>");
    let replies = [
        MockResponse::xml(envelope("", &format!("<s:Fault><faultcode>s:Client</faultcode><faultstring>{TICKET} is no good with {TOKEN}</faultstring><detail>{echo}</detail></s:Fault>"))).status(500),
        MockResponse::xml(envelope(&format!("<ExceptionInfo xmlns=\"{NS}\"><Message>{TICKET} is no good</Message></ExceptionInfo>"), &format!("<IsEnabledResponse>{echo}</IsEnabledResponse>"))),
        MockResponse::xml(envelope("", &format!("<IsEnabledResponse><Response>{TICKET}</Response></IsEnabledResponse>"))),
        MockResponse::xml(envelope(&format!("<Ticket>{TICKET}</Ticket>"), &format!("<IsEnabledResponse><Ticket>{TICKET}</Ticket><Response>{TICKET}"))),
        MockResponse::empty(500).body(format!("<html>{echo}</html>")).header("content-type", "text/html"),
        MockResponse::empty(200).body(format!("{TICKET}{TOKEN}")).header("content-type", TICKET),
        MockResponse::empty(302).header("location", &format!("http://{TICKET}@h/")),
        MockResponse::xml(enabled_reply()).header("set-cookie", TICKET),
    ];
    let count = replies.len();
    let mock = mock(replies);
    mock.fail(TransportError::new(
        TransportErrorKind::Other,
        format!("sending {TICKET} failed"),
    ));
    let mut authorization = http::HeaderMap::new();
    authorization.insert("authorization", TICKET.parse().unwrap());
    let client = Client::blocking(URL, mock.clone()).with_options(
        CallOptions::new()
            .with_headers(headers(TICKET))
            .with_http_headers(authorization),
    );

    let mut printed = vec![
        format!("{client:?}"),
        format!("{:?}", client.options()),
        format!("{:?}", is_enabled(&client)),
        format!("{mock:?}"),
        format!("{:?}", Redaction::default().value(TICKET)),
    ];
    for _ in 0..=count {
        match is_enabled(&client).wait() {
            Ok(reply) => printed.push(format!("{reply:?}")),
            Err(error) => {
                printed.extend([
                    error.to_string(),
                    format!("{error:?}"),
                    format!("{error:#?}"),
                ]);
                assert!(
                    error.to_string().contains("***")
                        || matches!(
                            error.details(),
                            ErrorDetails::Http(_) | ErrorDetails::Decode(_)
                        ),
                    "{error}"
                );
            }
        }
    }
    for text in &printed {
        for secret in [TICKET, TOKEN, "s3cr3t"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
    assert_eq!(printed.len(), 5 + 1 + 3 * count);
    assert!(sent(&mock, 0).contains(TICKET));
}

/// The texts of errors whose message is long, word for word.
#[test]
fn debug_is_short() {
    let long = "<Note>wait</Note>".repeat(500);
    let replies = [
        MockResponse::xml(envelope(
            "",
            &format!("<IsEnabledResponse><Response>maybe</Response>{long}</IsEnabledResponse>"),
        )),
        MockResponse::xml(fault_reply().replace("</s:Body>", &format!("</s:Body><!--{long}-->")))
            .status(500),
        MockResponse::empty(502)
            .body(format!("<html>{long}</html>"))
            .header("content-type", "text/html"),
    ];
    let client = Client::blocking(URL, mock(replies));
    let mut shown = Vec::new();
    for _ in 0..3 {
        let error = is_enabled(&client).wait().unwrap_err();
        let raw = error.raw().expect("the response").len();
        assert!(raw > 8_000);
        let text = format!("{error:?}");
        assert!(text.len() < 900, "{} bytes: {text}", text.len());
        assert!(
            text.ends_with(&format!("…\", raw_bytes: {raw} }}")),
            "{text}"
        );
        shown.push(text);
    }
    assert!(
        shown[0].starts_with(
            "Error { kind: Decode, message: \"CustomerService.IsEnabled: \\\"maybe\\\" is not an xs:boolean at \
             /Envelope/Body/IsEnabledResponse/Response (byte "
        ),
        "{}",
        shown[0]
    );
    assert!(shown[0].contains(", near: \""), "{}", shown[0]);
    let fault = "Error { kind: Fault, message: \"CustomerService.IsEnabled: Client: no\", raw: \"<?xml version=";
    assert!(shown[1].starts_with(fault), "{}", shown[1]);
    assert!(
        shown[2].contains(", status: 502, raw: \"<html>"),
        "{}",
        shown[2]
    );
}

/// The innermost cause is a part of the text where the kind alone does not say the reason, as in sqlx; who prints the chain of causes
/// finds it there, too.
#[test]
fn the_text_says_the_reason() {
    use std::error::Error as _;
    let cause = || std::io::Error::other("out of file handles");
    let error = |kind, message: &str| TransportError::new(kind, message).caused_by(cause());
    for (error, text) in [
        (
            error(TransportErrorKind::Other, "the HTTP client failed"),
            "the HTTP client failed: out of file handles",
        ),
        (
            error(TransportErrorKind::Setup, "TLS could not be set up"),
            "TLS could not be set up: out of file handles",
        ),
        (
            error(TransportErrorKind::Connect, "out of file handles"),
            "out of file handles",
        ),
        (
            error(TransportErrorKind::Timeout, "no answer in time"),
            "no answer in time",
        ),
    ] {
        let cause = error.source().expect("a cause").to_string();
        assert_eq!(cause, "out of file handles");
        assert_eq!(error.to_string(), text);
        let mock = mock([]);
        mock.fail(error);
        let error = is_enabled(&Client::blocking(URL, mock)).wait().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("CustomerService.IsEnabled: {text}")
        );
    }
}

/// A date that a program parses for its request fails as the call would.
#[test]
fn a_wrong_value_is_an_error_of_a_call() {
    fn parsed(text: &str) -> Result<soap_runtime::Date, Error> {
        Ok(text.parse()?)
    }
    assert_eq!(parsed("2023-02-15").unwrap().day(), 15);
    let error = parsed("15.2.2023").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.is_not_sent());
    assert_eq!(
        error.to_string(),
        r#""15.2.2023" is not an xs:date: it must look like 2023-02-15"#
    );
}

/// The quoted text of a value is masked in the error and in its details.
#[test]
fn a_wrong_value_shows_no_secret() {
    struct Parsing;
    impl HeaderProvider for Parsing {
        fn headers<'a>(&'a self, call: &'a CallContext) -> BoxFuture<'a, Result<Headers, Error>> {
            Box::pin(std::future::ready(self.headers_blocking(call)))
        }
        fn headers_blocking(&self, _: &CallContext) -> Result<Headers, Error> {
            "hush-hush".parse::<soap_runtime::Date>()?;
            Ok(Headers::default())
        }
    }
    let options = CallOptions::new()
        .with_header_provider(Parsing)
        .with_redaction(Redaction::default().value("hush-hush"));
    let client = Client::blocking(URL, mock([])).with_options(options);
    let error = is_enabled(&client).wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    for shown in [
        error.to_string(),
        format!("{error:?}"),
        format!("{:?}", error.details()),
    ] {
        assert!(
            shown.contains("is not an xs:date") && !shown.contains("hush"),
            "{shown}"
        );
    }
}
