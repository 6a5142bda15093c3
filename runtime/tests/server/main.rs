//! The dispatcher with right, wrong and hostile requests: status, content type, and the exact answer.
//!
//! The expected answers and their sources:
//! * a fault is HTTP 500 in SOAP 1.1 (SOAP 1.1, section 6.2; WS-I Basic Profile 1.1, R1126), in SOAP 1.2 it is 400 for
//!   `Sender`, else 500 (SOAP 1.2 Part 2, table 20);
//! * the SOAPAction does not decide (Basic Profile 1.1, R1127);
//! * a SOAP 1.1 endpoint answers an envelope of another version with a SOAP 1.1 VersionMismatch (SOAP 1.1, section 4.4.1;
//!   SOAP 1.2 Part 1, appendix A);
//! * an unknown header with mustUnderstand gets a MustUnderstand fault (SOAP 1.1, section 4.2.3);
//! * a document type declaration is refused (SOAP 1.1, section 3);
//! * 405 for methods other than POST, 415 for other media types, 413 for a body over the limit, 400 for no body (RFC
//!   9110).
#![cfg(feature = "server")]

mod actions;
mod addressing;
mod attachments;
mod envelopes;
mod failures;
#[cfg(feature = "client")]
mod items;
mod over_http;
#[path = "../service/mod.rs"]
mod service;

use bytes::Bytes;
use http::StatusCode;
use service::{
    ENABLED, Enabled, EnabledResponse, IS_ENABLED, IS_ENABLED_12, NOTIFY, NS, RequestHeaders,
    ResponseHeaders, UPDATE_OPERATION, Update, UpdateResponse, envelope,
};
use soap_runtime::Fault;
use soap_runtime::server::{Dispatcher, Error, Request, Response};
use soap_runtime::soap::{FaultCode, SoapVersion};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Implements the operations, and keeps their requests.
#[derive(Default)]
struct Toggles {
    asked: Mutex<Vec<Option<String>>>,
}

impl Toggles {
    async fn is_enabled(
        &self,
        request: Request<Enabled, RequestHeaders>,
    ) -> soap_runtime::server::Result<EnabledResponse, ResponseHeaders> {
        self.asked.lock().unwrap().push(request.body.name.clone());
        match request.body.name.as_deref() {
            Some("panic") => panic!("a secret of ours, /srv/app/src/main.rs"),
            Some("slow") => std::future::pending().await,
            Some("refuse") => Err(Fault::new(FaultCode::Sender, "no such toggle").into()),
            Some("fail") => Err(Fault::new(FaultCode::Receiver, "out of order").into()),
            // A character that XML cannot carry.
            Some("unwritable") => Err(Fault::new(FaultCode::Receiver, "\u{1}").into()),
            _ => Ok(Response::new(EnabledResponse {
                response: Some(true),
            })),
        }
    }
}

fn dispatcher(service: &Arc<Toggles>) -> Dispatcher {
    Dispatcher::builder(service.clone())
        .operation(&IS_ENABLED, |service: Arc<Toggles>, request| async move {
            service.is_enabled(request).await
        })
        .operation(
            &UPDATE_OPERATION,
            |_, _: Request<Update, RequestHeaders>| async {
                Ok::<_, Error>(Response::<_, ResponseHeaders>::new(UpdateResponse {}))
            },
        )
        .operation(&NOTIFY, |_, _: Request<Update, RequestHeaders>| async {
            Ok::<_, Error>(Response::<_, ()>::new(()))
        })
        .build()
}

fn dispatcher12(service: &Arc<Toggles>) -> Dispatcher {
    Dispatcher::builder(service.clone())
        .operation(
            &IS_ENABLED_12,
            |service: Arc<Toggles>, request| async move { service.is_enabled(request).await },
        )
        .build()
}

fn post(content_type: &str, body: impl Into<Bytes>) -> http::Request<Bytes> {
    let mut request = http::Request::post("http://h/a.svc")
        .body(body.into())
        .unwrap();
    if !content_type.is_empty() {
        request
            .headers_mut()
            .insert("content-type", content_type.parse().unwrap());
    }
    request
}

/// Status, content type and body of an answer.
type Answer = (u16, String, String);

fn answer(dispatcher: &Dispatcher, request: http::Request<Bytes>) -> Answer {
    let response = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
        .block_on(dispatcher.handle(request));
    let content_type = response
        .headers()
        .get("content-type")
        .map(|value| value.to_str().unwrap().to_owned())
        .unwrap_or_default();
    (
        response.status().as_u16(),
        content_type,
        String::from_utf8_lossy(response.body()).into_owned(),
    )
}

const XML11: &str = "text/xml; charset=utf-8";
const XML12: &str = "application/soap+xml; charset=utf-8";

fn fault11(code: &str, reason: &str) -> Answer {
    let body = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:{code}</faultcode><faultstring xml:lang=\"en\">{reason}</faultstring></s:Fault></s:Body></s:Envelope>"
    );
    (500, XML11.into(), body)
}

fn fault12(status: u16, code: &str, reason: &str) -> Answer {
    let body = format!(
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><s:Fault><s:Code><s:Value>s:{code}</s:Value></s:Code><s:Reason><s:Text xml:lang=\"en\">{reason}</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>"
    );
    (status, XML12.into(), body)
}

fn ok() -> Answer {
    let body = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"{NS}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><s:Body><IsEnabledResponse><Response>true</Response></IsEnabledResponse></s:Body></s:Envelope>"
    );
    (200, XML11.into(), body)
}

fn plain(status: u16, text: &str) -> Answer {
    (status, "text/plain; charset=utf-8".into(), text.into())
}

fn enabled(name: &str) -> String {
    envelope("", &format!("<IsEnabled><Name>{name}</Name></IsEnabled>"))
}

#[test]
fn requests() {
    let good = enabled("x");
    let doctype = |subset: &str, text: &str| {
        good.replace("?>", &format!("?><!DOCTYPE s:Envelope {subset}>"))
            .replace(">x<", &format!(">{text}<"))
    };
    let deep = |depth: usize| {
        envelope(
            "",
            &format!(
                "<IsEnabled><Name>x</Name>{}{}</IsEnabled>",
                "<x>".repeat(depth),
                "</x>".repeat(depth)
            ),
        )
    };
    let not_well_formed = |at: usize| {
        fault11(
            "Client",
            &format!("The request is not well-formed XML (byte {at})."),
        )
    };
    let cases: Vec<(&str, http::Request<Bytes>, Answer)> = vec![
        ("good", post(XML11, good.clone()), ok()),
        (
            "no headers",
            post(XML11, good.replace("<s:Header></s:Header>", "")),
            ok(),
        ),
        (
            "byte order mark",
            post(XML11, format!("\u{FEFF}{good}")),
            ok(),
        ),
        (
            "application/xml",
            post("application/xml", good.clone()),
            ok(),
        ),
        (
            "wrong namespace",
            post(
                XML11,
                good.replace("<IsEnabled>", "<IsEnabled xmlns=\"urn:x\">"),
            ),
            fault11(
                "Client",
                &format!(
                    "There is no operation for the element IsEnabled in the namespace \"urn:x\": the contract has it in {NS:?}."
                ),
            ),
        ),
        (
            "unknown operation",
            post(XML11, envelope("", "<DropTables/>")),
            fault11(
                "Client",
                "There is no operation for the element DropTables.",
            ),
        ),
        (
            "empty Body",
            post(XML11, envelope("", "")),
            fault11("Client", "There is no operation for an empty Body."),
        ),
        (
            "SOAP 1.2 on a SOAP 1.1 endpoint",
            post(
                XML12,
                good.replace(
                    "http://schemas.xmlsoap.org/soap/envelope/",
                    "http://www.w3.org/2003/05/soap-envelope",
                ),
            ),
            fault11(
                "VersionMismatch",
                "The envelope is of a SOAP version that this endpoint does not speak: it speaks SOAP 1.1.",
            ),
        ),
        (
            "no envelope of any version",
            post(
                XML11,
                good.replace("http://schemas.xmlsoap.org/soap/envelope/", "urn:x"),
            ),
            fault11("VersionMismatch", "The envelope is of no version of SOAP."),
        ),
        (
            "another document",
            post(XML11, "<a/>"),
            fault11("Client", "The request is no SOAP message."),
        ),
        ("not XML", post(XML11, "hello"), not_well_formed(0)),
        (
            "truncated",
            post(XML11, good[..good.len() - 20].to_owned()),
            not_well_formed(0),
        ),
        (
            "no body",
            post(XML11, ""),
            plain(400, "The request has no body.\n"),
        ),
        (
            "entity expansion",
            post(XML11, doctype("[<!ENTITY a 'x'>]", "&a;")),
            fault11(
                "Client",
                "The request holds a document type declaration, which SOAP forbids.",
            ),
        ),
        (
            "billion laughs",
            post(
                XML11,
                doctype("[<!ENTITY a 'lol'><!ENTITY b '&a;&a;'>]", "&b;"),
            ),
            fault11(
                "Client",
                "The request holds a document type declaration, which SOAP forbids.",
            ),
        ),
        (
            "external entity",
            post(
                XML11,
                doctype("[<!ENTITY a SYSTEM 'file:///etc/passwd'>]", "&a;"),
            ),
            fault11(
                "Client",
                "The request holds a document type declaration, which SOAP forbids.",
            ),
        ),
        ("depth 200", post(XML11, deep(200)), ok()),
        (
            "depth 100,000",
            post(XML11, deep(100_000)),
            fault11("Client", "…"),
        ),
        (
            "no boolean",
            post(
                XML11,
                envelope(
                    &format!(
                        "<Credentials xmlns=\"{NS}\"><Ticket>7T:abc</Ticket></Credentials><Credentials xmlns=\"{NS}\"/>"
                    ),
                    "<IsEnabled/>",
                ),
            ),
            fault11(
                "Client",
                "the header Credentials occurs a second time, at /Envelope/Header/Credentials",
            ),
        ),
        (
            "unknown element",
            post(
                XML11,
                envelope("", "<IsEnabled><Name>x</Name><Other/></IsEnabled>"),
            ),
            ok(),
        ),
        (
            "second name",
            post(
                XML11,
                envelope("", "<IsEnabled><Name>x</Name><Name>y</Name></IsEnabled>"),
            ),
            fault11("Client", "…"),
        ),
        (
            "unknown header",
            post(
                XML11,
                envelope("<a xmlns=\"urn:x\">secret</a>", "<IsEnabled/>"),
            ),
            ok(),
        ),
        (
            "mustUnderstand",
            post(
                XML11,
                envelope(
                    "<a xmlns=\"urn:x\" s:mustUnderstand=\"1\">secret</a>",
                    "<IsEnabled/>",
                ),
            ),
            fault11(
                "MustUnderstand",
                "the header a must be understood, and is not known here, at /Envelope/Header/a",
            ),
        ),
        (
            "JSON",
            post("application/json", "{}"),
            plain(
                415,
                "The Content-Type must be text/xml (SOAP 1.1) or application/soap+xml (SOAP 1.2).\n",
            ),
        ),
        (
            "no content type",
            post("", good.clone()),
            plain(
                415,
                "The Content-Type must be text/xml (SOAP 1.1) or application/soap+xml (SOAP 1.2).\n",
            ),
        ),
        (
            "multipart",
            post("multipart/related; type=\"text/xml\"", good.clone()),
            plain(
                400,
                "The request is no package: multipart/related without a boundary.\n",
            ),
        ),
        (
            "17 MiB",
            post(XML11, vec![b' '; 17 << 20]),
            plain(413, "The request is too large.\n"),
        ),
        (
            "GET",
            http::Request::get("http://h/a.svc")
                .body(Bytes::new())
                .unwrap(),
            plain(405, "This is a SOAP endpoint: use POST.\n"),
        ),
        (
            "PUT",
            http::Request::put("http://h/a.svc")
                .body(Bytes::new())
                .unwrap(),
            plain(405, "This is a SOAP endpoint: use POST.\n"),
        ),
        (
            "panic",
            post(XML11, enabled("panic")),
            fault11("Server", "The service has failed."),
        ),
        (
            "refused",
            post(XML11, enabled("refuse")),
            fault11("Client", "no such toggle"),
        ),
        (
            "failed",
            post(XML11, enabled("fail")),
            fault11("Server", "out of order"),
        ),
        (
            "a fault that cannot be written",
            post(XML11, enabled("unwritable")),
            fault11("Server", "The service has failed."),
        ),
        (
            "one way",
            post(XML11, envelope("", "<Notify/>")),
            (202, String::new(), String::new()),
        ),
    ];
    let service = Arc::new(Toggles::default());
    let dispatcher = dispatcher(&service);
    for (name, request, expected) in cases {
        let (status, content_type, body) = answer(&dispatcher, request);
        for secret in ["7T:abc", "secret", "/srv", ".rs", "panicked"] {
            assert!(!body.contains(secret), "{name}: {body}");
        }
        let (start, exact) = match expected.2.split_once('…') {
            Some((start, _)) => (start, false),
            None => (expected.2.as_str(), true),
        };
        if name == "truncated" {
            assert!(body.contains("<faultcode>s:Client</faultcode><faultstring xml:lang=\"en\">The request is not well-formed XML (byte "), "{body}");
            assert_eq!(status, 500);
            continue;
        }
        assert_eq!(
            (status, content_type),
            (expected.0, expected.1),
            "{name}: {body}"
        );
        assert!(
            if exact {
                body == start
            } else {
                body.starts_with(start)
            },
            "{name}:\n{body}\n{start}"
        );
    }
}

#[test]
fn soap_12() {
    let service = Arc::new(Toggles::default());
    let dispatcher = dispatcher12(&service);
    let twelve = |name: &str| {
        enabled(name).replace(
            "http://schemas.xmlsoap.org/soap/envelope/",
            "http://www.w3.org/2003/05/soap-envelope",
        )
    };
    let (status, content_type, body) = answer(
        &dispatcher,
        post(
            "application/soap+xml; charset=utf-8; action=\"urn:test/IsEnabled\"",
            twelve("x"),
        ),
    );
    assert_eq!((status, content_type.as_str()), (200, XML12));
    assert!(
        body.contains("http://www.w3.org/2003/05/soap-envelope")
            && body.contains("<Response>true</Response>"),
        "{body}"
    );
    assert_eq!(
        answer(&dispatcher, post(XML12, twelve("refuse"))),
        fault12(400, "Sender", "no such toggle")
    );
    assert_eq!(
        answer(&dispatcher, post(XML12, twelve("fail"))),
        fault12(500, "Receiver", "out of order")
    );
    assert_eq!(
        answer(&dispatcher, post(XML12, twelve("panic"))),
        fault12(500, "Receiver", "The service has failed.")
    );
    assert_eq!(
        answer(&dispatcher, post(XML12, "hello")),
        fault12(
            400,
            "Sender",
            "The request is not well-formed XML (byte 0)."
        )
    );
    assert_eq!(
        answer(&dispatcher, post(XML11, enabled("x"))),
        fault11(
            "VersionMismatch",
            "The envelope is of a SOAP version that this endpoint does not speak: it speaks SOAP 1.2."
        )
    );
    assert_eq!(
        answer(&dispatcher.any_version(), post(XML11, enabled("x"))),
        ok()
    );
}
