//! Clients without generated code: the cases as JSON, through `wsdl-codegen call` or `wsdl-codegen gateway`.

mod senders;

use crate::generated::probe::types::Values;
use crate::values;
use senders::{Answer, Command, Gateway, Sender};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Who sends the JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Command,
    Gateway,
}

/// A contract, how it is read, and the address of its service.
pub(crate) struct JsonService<'a> {
    /// The arguments of the command that name the contract.
    contract: Vec<String>,
    url: &'a str,
    /// The port type, as paths of the gateway have it.
    port_type: &'static str,
    /// The port that is called, if not the first one.
    port: Option<&'static str>,
}

/// Runs the cases in order, and prints a line of JSON for each. `program` is the command, `interop` the folder of the contracts.
pub(crate) fn run(
    way: Way,
    program: &str,
    interop: &Path,
    urls: [&str; 3],
    cases: &[&str],
) -> Result<(), String> {
    let path = |name: &str| interop.join(name).display().to_string();
    let customer = JsonService {
        contract: vec![path("../wsdl/Services83-CustomerService.wsdl")],
        url: urls[0],
        port_type: "CustomerService",
        port: None,
    };
    let probe = |url, port| JsonService {
        contract: vec!["--config".to_owned(), path("probe.toml")],
        url,
        port_type: "Probe",
        port,
    };
    for (prefix, service) in [
        ("", customer),
        ("probe11/", probe(urls[1], None)),
        ("probe12/", probe(urls[2], Some("ProbeSoap12"))),
    ] {
        let own: Vec<&str> = cases
            .iter()
            .filter(|case| case.starts_with("probe") != prefix.is_empty())
            .filter_map(|case| case.strip_prefix(prefix))
            .collect();
        if own.is_empty() {
            continue;
        }
        let sender: Box<dyn Sender + '_> = match way {
            Way::Command => Box::new(Command { program, service }),
            Way::Gateway => Box::new(Gateway::start(program, &service)?),
        };
        for case in own {
            let answer = if prefix.is_empty() {
                customer_case(case, sender.as_ref())
            } else {
                probe_case(case, sender.as_ref())
            };
            let (ok, detail) = match answer {
                Ok(detail) => (true, detail),
                Err(Answer::Fault { .. }) if case == "unhandled" => (true, "fault".to_owned()),
                Err(Answer::Fault { reason, .. }) => (true, format!("fault:{reason}")),
                Err(Answer::Other(message)) => (false, format!("error: {message}")),
            };
            let case = format!("{prefix}{case}");
            println!("{}", json!({ "case": case, "ok": ok, "detail": detail }));
        }
    }
    Ok(())
}

type Outcome = Result<String, Answer>;

/// `(null)` where there is nothing.
fn text(value: &Value) -> String {
    match value {
        Value::Null => "(null)".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn joined(values: &Value, show: impl Fn(&Value) -> String) -> String {
    let values = values.as_array().map(Vec::as_slice).unwrap_or_default();
    values.iter().map(show).collect::<Vec<_>>().join(",")
}

/// The response headers in one line.
fn tail(reply: &Value) -> String {
    let headers = &reply["headers"];
    let extra = |name: &str| headers["ExtraInfo"][name].as_str().unwrap_or_default();
    format!(
        "|{}|{}|{}|{}",
        extra("received"),
        extra("headers"),
        text(&headers["Succeeded"]),
        text(&headers["TimeZone"]["SoTimeZoneId"])
    )
}

/// Sends a request of CustomerService with its headers.
fn send(sender: &dyn Sender, operation: &str, body: Value) -> Result<Value, Answer> {
    let headers = json!({
        "ApplicationToken": "token-1 <&>",
        "Credentials": { "Ticket": "7T:tick=et==" },
        "TimeZone": { "SoTimeZoneId": 8, "SoTimeZoneLocationCode": "NO-OSL" },
    });
    sender.send(operation, &json!({ "headers": headers, "body": body }))
}

fn customer_case(case: &str, sender: &dyn Sender) -> Outcome {
    let toggle = |name: &str, state: bool| json!({ "Name": name, "State": state });
    let (operation, body) = match case {
        "toggles" => {
            let toggles = [
                toggle("NewDashboard", true),
                toggle("Chat & <Bots> \"x\"", false),
                toggle("Ærø-🚀", true),
            ];
            ("UpdateFeatureToggles", json!({ "FeatureToggles": toggles }))
        }
        "toggles-10000" => {
            let toggles: Vec<Value> = (0..10_000)
                .map(|i| toggle(&format!("t{i}"), i % 2 == 0))
                .collect();
            ("UpdateFeatureToggles", json!({ "FeatureToggles": toggles }))
        }
        "toggles-empty" => ("UpdateFeatureToggles", json!({ "FeatureToggles": [] })),
        "toggles-null" => ("UpdateFeatureToggles", json!({ "FeatureToggles": null })),
        "session" => ("CreateSession", json!({ "RemoteIp": "10.0.0.1" })),
        "session-null" => ("CreateSession", json!({ "RemoteIp": null })),
        "session-absent" => ("CreateSession", json!({})),
        "session-empty" => ("CreateSession", json!({ "RemoteIp": "" })),
        "error-header" => ("CreateSession", json!({ "RemoteIp": "soerror" })),
        "fault" | "unhandled" => ("CreateSession", json!({ "RemoteIp": case })),
        "valid" => ("SessionIsValid", json!({ "CsSessionKey": "key" })),
        "remove" => ("RemoveSession", json!({ "LoginId": 42 })),
        "chat-notify" => ("HasChatNotify", json!({})),
        "event-handler" => (
            "EventHandlerExists",
            json!({ "EventHandlerType": "SalesBeforeSaveSale" }),
        ),
        "statistics" => (
            "GetStatistics",
            json!({ "Functions": ["UnassignedRequests", "Hotlist"] }),
        ),
        "statistics-empty" => ("GetStatistics", json!({ "Functions": [] })),
        "statistics-null" => ("GetStatistics", json!({ "Functions": null })),
        "delete-chat" => (
            "DeleteChatSessions",
            json!({ "Ids": [1, -2, 2_147_483_647] }),
        ),
        "delete-chat-empty" => ("DeleteChatSessions", json!({ "Ids": [] })),
        "delete-chat-null" => ("DeleteChatSessions", json!({ "Ids": null })),
        "chat-sessions" => ("ChatSessionsForUser", json!({})),
        "sms-get" | "sms-default" => {
            let operation = match case {
                "sms-get" => "GetSmsConfig",
                _ => "CreateDefaultSmsConfig",
            };
            let config = &send(sender, operation, json!({}))?["body"]["Response"];
            ("SaveSmsConfig", json!({ "SmsConfig": config }))
        }
        _ => return Err(Answer::Other("no such case".to_owned())),
    };
    let reply = send(sender, operation, body)?;
    let response = &reply["body"]["Response"];
    let shown = match case {
        "valid" | "chat-notify" | "event-handler" => text(response),
        "statistics" | "statistics-empty" | "statistics-null" => statistics(response),
        "chat-sessions" => format!(
            "{}:{}:{}",
            response.as_array().map_or(0, Vec::len),
            joined(response, |session| text(&session["ChatSessionId"])),
            masks(response)
        ),
        "sms-get" | "sms-default" => text(&response["DefaultSmsCountry"]),
        "error-header" => error_header(&reply["headers"]["ExceptionInfo"]),
        _ if operation == "CreateSession" => format!(
            "{},{},{}",
            text(&response["Key"]),
            text(&response["LoginId"]),
            text(&response["UserId"])
        ),
        _ => String::new(),
    };
    Ok(format!("{shown}{}", tail(&reply)))
}

fn statistics(sets: &Value) -> String {
    let Some(sets) = sets.as_array() else {
        return "null".to_owned();
    };
    let Some(first) = sets.first() else {
        return "0".to_owned();
    };
    let values: Vec<&Value> = first["Values"].as_array().map_or_else(Vec::new, |values| {
        values.iter().map(|value| &value["Value"]).collect()
    });
    let exact = [json!(1.5), json!("NaN"), json!("-INF"), json!(0.1 + 0.2)];
    let exact = values.iter().copied().eq(exact.iter());
    format!(
        "{}:{}:{}:{}",
        sets.len(),
        text(&first["Label"]),
        values.len(),
        if exact { "exact" } else { "wrong" }
    )
}

fn masks(sessions: &Value) -> String {
    let mask = |session: &Value| match &session["TableRight"]["Mask"] {
        Value::Array(flags) => flags.iter().map(text).collect::<Vec<_>>().join(" "),
        other => text(other),
    };
    let sessions = sessions.as_array().map(Vec::as_slice).unwrap_or_default();
    sessions.iter().map(mask).collect::<Vec<_>>().join("/")
}

fn error_header(error: &Value) -> String {
    let inner = &error["InnerException"];
    let parameters = error["Parameters"].as_object().map(|pairs| {
        let pairs = pairs.iter();
        pairs
            .map(|(key, value)| format!("{key}={}", text(value)))
            .collect::<Vec<_>>()
            .join(",")
    });
    format!(
        "{}/{}/{}/{}",
        text(&error["Message"]),
        text(&inner["Message"]),
        text(&inner["InnerException"]["Message"]),
        parameters.unwrap_or_default()
    )
}

/// A case of Probe. The values become JSON, and are compared, by the types that are generated with the option `serde`.
fn probe_case(case: &str, sender: &dyn Sender) -> Outcome {
    let broken = |error: serde_json::Error| Answer::Other(error.to_string());
    if let Some(how) = case.strip_prefix("fault-") {
        return match sender.send("Fail", &json!({ "How": how })) {
            Ok(_) => Ok("no fault".to_owned()),
            Err(Answer::Fault { .. }) if case == "fault-unhandled" => Ok("fault".to_owned()),
            Err(Answer::Fault { reason, detail }) => Ok(match &detail["Trouble"] {
                Value::Null => format!("fault:{reason}"),
                trouble => format!(
                    "fault:{reason}:{}:{}",
                    text(&trouble["Number"]),
                    text(&trouble["Reason"])
                ),
            }),
            Err(other) => Err(other),
        };
    }
    if case == "one-way" {
        sender.send("Notify", &json!({ "Text": "told æøå" }))?;
        // A server may answer a one-way message before it handles it.
        let mut told = Value::Null;
        for _ in 0..20 {
            told = sender.send("Give", &json!({ "Case": "notified" }))?["Result"]["Text"].take();
            if told.is_string() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        return Ok(text(&told));
    }
    let sent = values::of(case);
    let value = serde_json::to_value(&sent).map_err(broken)?;
    let mut reply = sender.send("Echo", &json!({ "Value": value }))?;
    let came: Values = serde_json::from_value(reply["Result"].take()).map_err(broken)?;
    // Our own server gives a verdict, too.
    Ok(match came.verdict.as_deref() {
        None | Some("same") => values::verdict(&sent, &came),
        Some(verdict) => format!("server: {verdict}"),
    })
}
