//! The behaviour of a session, over a transport without a network.

mod support;

use soap_runtime::transport::{MockResponse, MockTransport, TransportError, TransportErrorKind};
use soap_runtime::{Error, ErrorDetails, ErrorKind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use superoffice_services83::customer_service::{HasChatNotify, HasChatNotifyResponse};
use superoffice_services83::{
    BaseUrlError, BoxError, BuildError, Session, SessionBuilder, SignInError, Ticket, TimeZone,
    exception_info, soap_runtime,
};
use support::{EXPIRED, notify, refused, signed_in};

const BASE: &str = "https://crm.example.com/remote/services83/";

fn with_password() -> SessionBuilder {
    Session::builder(BASE)
        .application_token("APP-TOKEN")
        .time_zone(TimeZone::location("NO"))
        .password("anna", "pass<word")
}

fn has_notify(session: &Session) -> Result<HasChatNotifyResponse, Error> {
    session
        .customer_service()
        .has_chat_notify(&HasChatNotify)
        .wait()
        .map(|reply| reply.body)
}

fn body(mock: &MockTransport, index: usize) -> String {
    String::from_utf8_lossy(mock.requests()[index].body()).into_owned()
}

fn actions(mock: &MockTransport) -> Vec<String> {
    let action = |request: &http::Request<bytes::Bytes>| {
        request.headers()["soapaction"]
            .to_str()
            .map(|text| text.trim_matches('"').to_owned())
    };
    mock.requests()
        .iter()
        .map(|request| {
            action(request)
                .expect("text")
                .rsplit('/')
                .next()
                .expect("a name")
                .to_owned()
        })
        .collect()
}

#[test]
fn signs_in_once_and_calls_with_the_ticket() {
    let mock = MockTransport::new();
    mock.respond(signed_in(true, "7T:one"))
        .respond(notify(true))
        .respond(notify(false));
    let session = with_password()
        .build_blocking_over(mock.clone())
        .expect("built");
    assert_eq!(mock.requests().len(), 0, "building sends nothing");
    assert_eq!(has_notify(&session).expect("answered").response, Some(true));
    assert_eq!(
        has_notify(&session).expect("answered").response,
        Some(false)
    );

    assert_eq!(
        actions(&mock),
        [
            "AuthenticateUsernamePassword",
            "HasChatNotify",
            "HasChatNotify"
        ]
    );
    assert_eq!(
        mock.requests()[0].uri(),
        "https://crm.example.com/remote/services83/SoPrincipal.svc"
    );
    assert_eq!(
        mock.requests()[1].uri(),
        "https://crm.example.com/remote/services83/CustomerService.svc"
    );
    let sign_in = body(&mock, 0);
    assert!(
        sign_in.contains("APP-TOKEN")
            && sign_in.contains("pass&lt;word")
            && !sign_in.contains("Credentials"),
        "{sign_in}"
    );
    let call = body(&mock, 1);
    let order = [
        "<s:Header>",
        "APP-TOKEN",
        "<Ticket>7T:one</Ticket>",
        "<SoTimeZoneLocationCode>NO<",
        "</s:Header>",
    ];
    let places: Vec<_> = order
        .iter()
        .map(|text| {
            call.find(text)
                .unwrap_or_else(|| panic!("no {text} in {call}"))
        })
        .collect();
    assert!(places.is_sorted(), "{call}");
}

#[test]
fn a_refused_ticket_is_replaced_once_and_the_call_sent_once_more() {
    let mock = MockTransport::new();
    mock.respond(signed_in(true, "7T:one"))
        .respond(refused("HasChatNotify", EXPIRED, "The session has expired"))
        .respond(signed_in(true, "7T:two"))
        .respond(notify(true));
    let session = with_password()
        .build_blocking_over(mock.clone())
        .expect("built");
    assert_eq!(has_notify(&session).expect("answered").response, Some(true));
    assert_eq!(
        actions(&mock),
        [
            "AuthenticateUsernamePassword",
            "HasChatNotify",
            "AuthenticateUsernamePassword",
            "HasChatNotify"
        ]
    );
    assert!(body(&mock, 1).contains("7T:one") && body(&mock, 3).contains("7T:two"));
}

#[test]
fn a_second_refusal_is_the_error_of_the_call() {
    let mock = MockTransport::new();
    for ticket in ["7T:one", "7T:two"] {
        mock.respond(signed_in(true, ticket))
            .respond(refused("HasChatNotify", EXPIRED, "Not you"));
    }
    let session = with_password()
        .build_blocking_over(mock.clone())
        .expect("built");
    let error = has_notify(&session).expect_err("refused twice");
    assert_eq!((mock.requests().len(), mock.responses_left()), (4, 0));
    assert!(error.to_string().contains("Not you"), "{error}");
    assert_eq!(
        exception_info(&error).and_then(|info| info.exception_type.as_deref()),
        Some(EXPIRED)
    );
}

#[test]
fn other_refusals_are_errors_at_once() {
    let mock = MockTransport::new();
    mock.respond(signed_in(true, "7T:one")).respond(refused(
        "HasChatNotify",
        "System.ArgumentException",
        "No such thing",
    ));
    let session = with_password()
        .build_blocking_over(mock.clone())
        .expect("built");
    let error = has_notify(&session).expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Service, "{error:?}");
    let info = exception_info(&error).expect("ExceptionInfo");
    assert_eq!(info.text(), Some("No such thing"));
    assert_eq!(info.chain().count(), 2);
    assert_eq!(mock.requests().len(), 2);
}

#[test]
fn which_errors_ask_for_a_new_ticket_is_the_users_to_say() {
    let mock = MockTransport::new();
    mock.respond(signed_in(true, "7T:one"))
        .respond(refused(
            "HasChatNotify",
            "System.Exception",
            "server unavailable, try later",
        ))
        .respond(signed_in(true, "7T:two"))
        .respond(notify(true));
    let builder =
        with_password().authentication_error(|error| error.to_string().contains("try later"));
    let session = builder.build_blocking_over(mock.clone()).expect("built");
    assert!(has_notify(&session).is_ok());
    assert_eq!(mock.requests().len(), 4);
}

#[test]
fn signed_in_means_success_and_a_ticket() {
    type Expected = fn(&SignInError) -> bool;
    let refusals: [(MockResponse, Expected); 4] = [
        (signed_in(false, ""), |error| {
            matches!(error, SignInError::Refused)
        }),
        (signed_in(false, "7T:left-over"), |error| {
            matches!(error, SignInError::Refused)
        }),
        (signed_in(true, ""), |error| {
            matches!(error, SignInError::NoTicket)
        }),
        (
            refused("Authenticate", "System.Exception", "No licence"),
            |error| matches!(error, SignInError::Call(call) if exception_info(call).is_some()),
        ),
    ];
    for (reply, expected) in refusals {
        let mock = MockTransport::new();
        mock.respond(reply);
        let session = with_password()
            .build_blocking_over(mock.clone())
            .expect("built");
        let error = has_notify(&session).expect_err("not signed in");
        let reason = error
            .service::<SignInError>()
            .unwrap_or_else(|| panic!("{error:?}"));
        assert!(expected(reason), "{reason:?}");
        assert_eq!(mock.requests().len(), 1, "the call itself is not sent");
    }
}

#[test]
fn a_fault_and_a_broken_connection_at_sign_in_are_told_apart() {
    let fault = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Client</faultcode>\
                 <faultstring>No such action</faultstring></s:Fault></s:Body></s:Envelope>";
    let mock = MockTransport::new();
    mock.respond(MockResponse::xml(fault).status(500))
        .fail(TransportError::new(TransportErrorKind::Connect, "no route"));
    let session = with_password().build_blocking_over(mock).expect("built");
    let error = has_notify(&session).expect_err("fault");
    assert!(
        matches!(error.service(), Some(SignInError::Call(call)) if call.as_fault().is_some()),
        "{error:?}"
    );
    assert!(error.to_string().contains("No such action"), "{error}");
    let error = has_notify(&session).expect_err("no connection");
    assert!(
        matches!(error.details(), ErrorDetails::Transport(error) if error.kind() == TransportErrorKind::Connect),
        "{error:?}"
    );
    assert!(error.is_not_sent());
}

#[test]
fn a_failed_sign_in_is_tried_again_by_the_next_call() {
    let mock = MockTransport::new();
    mock.respond(signed_in(false, ""))
        .respond(signed_in(true, "7T:one"))
        .respond(notify(true));
    let session = with_password().build_blocking_over(mock).expect("built");
    assert!(has_notify(&session).is_err());
    assert!(has_notify(&session).is_ok());
}

#[test]
fn a_ticket_from_elsewhere_is_used_and_not_replaced() {
    let mock = MockTransport::new();
    mock.respond(notify(true))
        .respond(refused("HasChatNotify", EXPIRED, "Expired"));
    let session = Session::builder(BASE)
        .ticket("7T:mine")
        .build_blocking_over(mock.clone())
        .expect("built");
    assert!(has_notify(&session).is_ok());
    assert!(body(&mock, 0).contains("7T:mine"));
    assert!(exception_info(&has_notify(&session).expect_err("expired")).is_some());
    assert_eq!(mock.requests().len(), 2);
}

#[test]
fn named_values_and_the_connection_sign_in_too() {
    let mock = MockTransport::new();
    mock.respond(signed_in(true, "7T:g"))
        .respond(signed_in(true, "7T:i"));
    let generic = Session::builder(BASE)
        .generic([("method", "token"), ("secret", "x1y2z3")])
        .build_blocking_over(mock.clone())
        .expect("built");
    assert_eq!(
        generic.sign_in_blocking().expect("signed in").reveal(),
        "7T:g"
    );
    let implicit = Session::builder(BASE)
        .implicit()
        .build_blocking_over(mock.clone())
        .expect("built");
    assert_eq!(
        implicit.sign_in_blocking().expect("signed in").reveal(),
        "7T:i"
    );
    assert_eq!(
        actions(&mock),
        ["AuthenticateGeneric", "AuthenticateImplicit"]
    );
    let sent = body(&mock, 0);
    assert!(
        sent.contains(
            "<AuthenticationGenericDataKeyValuePair><Key>method</Key><Value>token</Value>"
        ),
        "{sent}"
    );
}

#[test]
fn a_provider_is_asked_at_the_start_and_after_a_refusal() {
    let mock = MockTransport::new();
    mock.respond(refused("HasChatNotify", EXPIRED, "Expired"))
        .respond(notify(true))
        .respond(notify(true));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = asked.clone();
    let provider = move |refused: Option<&Ticket>| {
        let mut log = log.lock().expect("not poisoned");
        log.push(refused.map(|ticket| ticket.reveal().to_owned()));
        let ticket = Ticket::new(format!("7T:{}", log.len()));
        async move { Ok::<_, BoxError>(ticket) }
    };
    let session = Session::builder(BASE)
        .ticket_provider(provider)
        .build_blocking_over(mock.clone())
        .expect("built");
    assert!(has_notify(&session).is_ok() && has_notify(&session).is_ok());
    assert_eq!(
        *asked.lock().expect("not poisoned"),
        [None, Some("7T:1".to_owned())]
    );
    assert!(body(&mock, 2).contains("7T:2"));
}

#[test]
fn a_provider_that_fails_fails_the_call() {
    let provider =
        |_: Option<&Ticket>| async { Err::<Ticket, BoxError>("the key store is closed".into()) };
    let session = Session::builder(BASE)
        .ticket_provider(provider)
        .build_blocking_over(MockTransport::new())
        .expect("built");
    let error = has_notify(&session).expect_err("no ticket");
    assert!(
        matches!(error.service(), Some(SignInError::Provider(_))),
        "{error:?}"
    );
    assert!(
        error.to_string().contains("the key store is closed"),
        "{error}"
    );
}

/// Makes fifty calls at once with an expired ticket: there must be one sign-in.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_calls_share_one_sign_in() {
    let sign_ins = Arc::new(AtomicU32::new(0));
    let count = sign_ins.clone();
    let mock = MockTransport::answering(move |request| {
        let text = String::from_utf8_lossy(request.body()).into_owned();
        Ok(if request.uri().path().ends_with("SoPrincipal.svc") {
            std::thread::sleep(std::time::Duration::from_millis(50));
            signed_in(
                true,
                &format!("7T:{}", count.fetch_add(1, Ordering::SeqCst) + 1),
            )
        } else if text.contains("7T:1<") {
            refused("HasChatNotify", EXPIRED, "Expired")
        } else {
            notify(true)
        })
    });
    let session = with_password().build_over(mock.clone()).expect("built");
    session.sign_in().await.expect("signed in");
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move {
                session
                    .customer_service()
                    .has_chat_notify(&HasChatNotify)
                    .await
                    .map(|reply| reply.body.response)
            })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.expect("no panic").expect("answered"), Some(true));
    }
    assert_eq!(
        sign_ins.load(Ordering::SeqCst),
        2,
        "one at the start, one after the refusal"
    );
}

#[test]
fn a_session_that_cannot_work_is_not_built() {
    let built = |base: &str| {
        Session::builder(base)
            .password("a", "b")
            .build_blocking_over(MockTransport::new())
    };
    match built("https://crm.example.com/Remote/SERVICES88/").map(drop) {
        Err(BuildError::BaseUrl(error @ BaseUrlError::Version { found: 88 })) => {
            let message = error.to_string();
            assert!(
                message.contains("Services88") && message.contains("Services83"),
                "{message}"
            );
        }
        other => panic!("{other:?}"),
    }
    assert!(built("https://proxy.example.com/crm").is_ok());
    let nothing = Session::builder(BASE)
        .build_blocking_over(MockTransport::new())
        .map(drop);
    assert!(matches!(nothing, Err(BuildError::NoSignIn)), "{nothing:?}");
    let empty = Session::builder(BASE)
        .ticket(" ")
        .build_blocking_over(MockTransport::new())
        .map(drop);
    assert!(matches!(empty, Err(BuildError::NoSignIn)), "{empty:?}");
}

#[test]
fn secrets_are_masked() {
    let mock = MockTransport::new();
    mock.respond(signed_in(true, "7T:very-secret"))
        .respond(refused(
            "HasChatNotify",
            "System.Exception",
            "not for 7T:very-secret",
        ));
    let builder = Session::builder(BASE)
        .application_token("APP-TOKEN")
        .password("anna", "pass-word");
    let mut shown = format!("{builder:?}");
    let session = builder.build_blocking_over(mock).expect("built");
    let error = has_notify(&session).expect_err("refused");
    shown += &format!(
        "{session:?} {:?} {error:?} {error} {:?}",
        session.customer_service(),
        session.sign_in_blocking()
    );
    shown += &format!(
        "{:?}",
        Session::builder(BASE).generic([("method", "pass-word")])
    );
    for secret in ["very-secret", "pass-word", "APP-TOKEN"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert!(shown.contains("***"));
}
