//! Odd requests with the answers of three other servers. Our server gives each the answer decided here, and our client
//! reads their answers.

use crate::captured::{Captured, folder, split};
use crate::customer;
use crate::generated::customer::customer_service::*;
use crate::generated::customer::customer_service_server::dispatcher;
use soap_runtime::{Client, Error, ErrorDetails};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The outcome of a request: the operation is called, or a fault with this text.
#[derive(Clone, Copy)]
enum Decided {
    Taken,
    Refused(&'static str),
}
use Decided::{Refused, Taken};

/// The requests, the decision for each, and the reason.
const ROWS: &[(&str, Decided)] = &[
    // Members are matched by name, in any order. Unknown ones are skipped (XML Schema would refuse them; WCF does
    // neither and loses values silently).
    ("base-after-derived", Taken),
    ("order-swapped", Taken),
    ("unknown-element-first", Taken),
    ("unknown-element-last", Taken),
    ("wrong-item-name", Taken),
    ("minimal", Taken),
    // A member of the right name in the wrong namespace is an error, since its value would be lost.
    (
        "wrong-ns-member",
        Refused("the element Name is in the namespace"),
    ),
    (
        "int-wrong-ns-item",
        Refused("the element int is in the namespace"),
    ),
    // XML Schema Part 2: lexical spaces, white space collapsed.
    ("bool-1-ws", Taken),
    ("bool-True", Refused("is not an xs:boolean")),
    ("bool-empty", Refused("is not an xs:boolean")),
    ("int-plus-ws-leading0", Taken),
    ("int-decimal", Refused("is not an xs:int")),
    ("int-overflow", Refused("is not an xs:int")),
    ("enum-ws", Taken),
    ("enumlist-ws", Taken),
    ("enumlist-empty", Taken),
    ("enumlist-dup", Taken),
    // Unknown values are kept, since a later version may define them.
    ("enum-unknown", Taken),
    ("enumlist-unknown", Taken),
    // XML Schema Part 1, section 2.6.2: nil is allowed only on nillable elements, which are then empty.
    ("nil-1", Taken),
    ("nil-with-content", Refused("a nil element has content")),
    ("int-nil-item", Refused("the element int is nil")),
    // The entry is left out, and reported.
    ("dict-null-key", Taken),
    // Pairs are kept as they are.
    ("dict-dup-key", Taken),
    // An element with an unknown or other `xsi:type` is read as its declared type, and reported.
    ("xsitype-derived-unknown", Taken),
    ("xsitype-sibling", Taken),
    // XML 1.0 and SOAP 1.1, section 3.
    ("bom", Taken),
    ("utf16", Taken),
    ("latin1-decl", Taken),
    ("comments-pi-cdata", Taken),
    ("doctype", Refused("document type declaration")),
    ("not-xml", Refused("not well-formed")),
    ("truncated", Refused("is closed by")),
    // SOAP 1.1, section 4.2.3: a header block with mustUnderstand.
    (
        "header-mustunderstand-unknown",
        Refused("must be understood, and is not known here"),
    ),
    ("header-unknown", Taken),
    ("header-order-swapped", Taken),
    // The element in the body names the operation. The action need not match unless `strict_action` asks for it.
    ("soapaction-empty", Taken),
    ("soapaction-missing", Taken),
    ("soapaction-unquoted", Taken),
    ("soapaction-wrong", Taken),
    (
        "empty-body",
        Refused("There is no operation for an empty Body."),
    ),
    (
        "wrong-wrapper",
        Refused("There is no operation for the element Nope."),
    ),
    // The published pages: headers beside the body are read. SOAP 1.2 is not the version of this binding (`any_version`
    // admits it).
    ("seed-soap11-ns", Taken),
    ("seed-soap11-with-Header", Taken),
    (
        "seed-asis",
        Refused("of a SOAP version that this endpoint does not speak"),
    ),
    (
        "seed-asis-soap12ct",
        Refused("of a SOAP version that this endpoint does not speak"),
    ),
    (
        "soap12-envelope-textxml",
        Refused("of a SOAP version that this endpoint does not speak"),
    ),
];
const PEERS: [&str; 3] = ["wcf", "monowcf", "gsoap"];

#[test]
fn odd_requests() {
    let Some(folder) = folder() else { return };
    let folder = folder.join("tolerance");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap_or_else(|error| panic!("{error}"));
    let mut tried = 0;
    for (row, decided) in ROWS {
        for peer in PEERS {
            let name = format!("tolerance-{peer}-{row}-request.http");
            let Ok(bytes) = std::fs::read(folder.join(&name)) else {
                continue;
            };
            tried += 1;
            let (_, headers, body) = split(&bytes);
            let mut request = http::Request::post("/");
            for (name, value) in headers {
                if matches!(name.as_str(), "content-type" | "soapaction") {
                    request = request.header(name, value);
                }
            }
            let request = request.body(body).unwrap_or_else(|error| panic!("{error}"));
            let answer = runtime.block_on(dispatcher(customer::Service).handle(request));
            let text = String::from_utf8_lossy(answer.body()).into_owned();
            match decided {
                Taken => assert_eq!(answer.status(), 200, "{name}: {text}"),
                Refused(reason) => {
                    assert_eq!(answer.status(), 500, "{name}: {text}");
                    assert!(text.contains(reason), "{name}: {text}");
                }
            }
        }
    }
    assert_eq!(tried, 3 * ROWS.len());
    let known: BTreeSet<String> = ROWS
        .iter()
        .flat_map(|(row, _)| PEERS.map(|peer| format!("tolerance-{peer}-{row}-request.http")))
        .collect();
    for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{error}")) {
        let name = entry.unwrap_or_else(|error| panic!("{error}")).file_name();
        let name = name.to_string_lossy();
        assert!(
            !name.ends_with("-request.http") || known.contains(&*name),
            "nothing is decided for {name}"
        );
    }
}

/// Our client reads the answers of the other servers as a reply, a fault or an HTTP error, never as anything else.
#[test]
fn their_answers() {
    let Some(folder) = folder() else { return };
    let folder = folder.join("tolerance");
    let (mut replies, mut faults, mut others) = (0, 0, 0);
    for (row, _) in ROWS {
        for peer in PEERS {
            let name = format!("tolerance-{peer}-{row}");
            let read = |end: &str| std::fs::read(folder.join(format!("{name}-{end}.http")));
            let (Ok(request), Ok(response)) = (read("request"), read("response")) else {
                continue;
            };
            // Some servers never answered, or closed the connection.
            if !response.windows(4).any(|window| window == b"\r\n\r\n") {
                continue;
            }
            let status: u16 = split(&response)
                .0
                .split(' ')
                .nth(1)
                .and_then(|status| status.parse().ok())
                .unwrap_or(0);
            let transport = Captured {
                response: response.into(),
                request: Arc::default(),
            };
            let client =
                CustomerServiceClient::new(Client::blocking("http://127.0.0.1/", transport));
            let request = String::from_utf8_lossy(&split(&request).2).into_owned();
            let outcome: Result<(), Error> = if request.contains("DeleteChatSessions") {
                client
                    .delete_chat_sessions(&DeleteChatSessions::default())
                    .wait()
                    .map(drop)
            } else if request.contains("SaveSmsConfig") {
                client
                    .save_sms_config(&SaveSmsConfig::default())
                    .wait()
                    .map(drop)
            } else if request.contains("EventHandlerExists") {
                client
                    .event_handler_exists(&EventHandlerExists::default())
                    .wait()
                    .map(drop)
            } else {
                client
                    .update_feature_toggles(&UpdateFeatureToggles::default())
                    .wait()
                    .map(drop)
            };
            match outcome {
                Ok(()) => {
                    assert_eq!(status, 200, "{name}");
                    replies += 1;
                }
                Err(error) => match error.details() {
                    ErrorDetails::Fault(_) => faults += 1,
                    ErrorDetails::Http(_) => others += 1,
                    _ => panic!("{name}: {error}"),
                },
            }
        }
    }
    println!("{replies} replies, {faults} faults, {others} without a message");
    assert!(
        replies > 70 && faults > 10,
        "{replies} replies, {faults} faults"
    );
}
