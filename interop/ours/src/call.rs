//! Our client: runs cases against a server and prints a line of JSON for each.

use crate::generated::customer::customer_service::*;
use crate::generated::customer::types::*;
use crate::generated::probe::{
    Echo, Fail, FailFault, Give, Notify, Probe, ProbeClient, ProbeSoap12Client,
};
use crate::{proxy, values};
use bytes::Bytes;
use soap_runtime::transport::{BlockingTransport, Reqwest, Transport, TransportError, Ureq};
use soap_runtime::{CallOptions, Client, Error, ErrorDetails, FlagSet, Nillable, Reply};
use std::fmt::Display;
use std::sync::OnceLock;
use std::time::Duration;

/// Runs the cases in order.
pub(crate) fn run(customer: &str, probe11: &str, probe12: &str, cases: &[&str]) {
    for case in cases {
        let outcome = if let Some(case) = case.strip_prefix("probe11/") {
            probe(case, &ProbeClient::new(client(probe11)))
        } else if let Some(case) = case.strip_prefix("probe12/") {
            reqwest_client(probe12).and_then(|client| probe(case, &ProbeSoap12Client::new(client)))
        } else {
            customer_case(case, customer)
        };
        let (ok, detail) = match outcome {
            Ok(detail) => (true, detail),
            Err(Stopped::Call(error)) => match error.details() {
                ErrorDetails::Fault(_) if *case == "unhandled" => (true, "fault".to_owned()),
                ErrorDetails::Fault(fault) => (true, format!("fault:{}", fault.reason())),
                _ => (false, format!("error: {error}")),
            },
            Err(Stopped::Other(message)) => (false, format!("error: {message}")),
        };
        println!(
            "{}",
            serde_json::json!({ "case": case, "ok": ok, "detail": detail })
        );
    }
}

/// Why a case ended early.
enum Stopped {
    Call(Box<Error>),
    Other(String),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Call(Box::new(error))
    }
}

type Outcome = Result<String, Stopped>;

fn missing(what: &str) -> Stopped {
    Stopped::Other(format!("{what} is missing"))
}

fn client(url: &str) -> Client {
    with_timeout(Client::blocking(url, Ureq::new()))
}

fn with_timeout(client: Client) -> Client {
    client.with_options(CallOptions::new().with_timeout(Duration::from_secs(30)))
}

/// The asynchronous transport. The cases of SOAP 1.2 use it, so that both HTTP libraries talk to every peer.
struct Waiting {
    runtime: tokio::runtime::Runtime,
    reqwest: Reqwest,
}

impl BlockingTransport for Waiting {
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        self.runtime
            .block_on(Transport::send(&self.reqwest, request))
    }
}

fn reqwest_client(url: &str) -> Result<Client, Stopped> {
    let runtime =
        tokio::runtime::Runtime::new().map_err(|error| Stopped::Other(error.to_string()))?;
    let reqwest = Reqwest::new().map_err(|error| Stopped::Other(error.to_string()))?;
    Ok(with_timeout(Client::blocking(
        url,
        Waiting { runtime, reqwest },
    )))
}

fn text<T: Display>(value: &Option<T>) -> String {
    match value {
        Some(value) => value.to_string(),
        None => "(null)".to_owned(),
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// The response headers in one line.
fn tail<B>(reply: &Reply<B, ResponseHeaders>) -> String {
    let headers = &reply.headers;
    let extra = |key: &str| {
        headers
            .extra_info
            .iter()
            .flat_map(|extra| extra.iter())
            .find(|(name, _)| name == key)
            .and_then(|(_, value)| value.clone())
            .unwrap_or_default()
    };
    let zone = headers
        .time_zone
        .as_ref()
        .and_then(|zone| zone.so_time_zone_id);
    format!(
        "|{}|{}|{}|{}",
        extra("received"),
        extra("headers"),
        text(&headers.succeeded),
        text(&zone)
    )
}

fn session(service: &CustomerServiceClient, ip: Option<&str>) -> Outcome {
    let reply = service
        .create_session(&CreateSession {
            remote_ip: ip.map(str::to_owned),
        })
        .wait()?;
    let key = reply
        .body
        .response
        .as_ref()
        .ok_or_else(|| missing("Response"))?;
    Ok(format!(
        "{},{},{}{}",
        text(&key.key),
        text(&key.login_id),
        text(&key.user_id),
        tail(&reply)
    ))
}

fn toggles(service: &CustomerServiceClient, toggles: Option<Vec<CsFeatureToggle>>) -> Outcome {
    let request = UpdateFeatureToggles {
        feature_toggles: toggles,
    };
    Ok(tail(&service.update_feature_toggles(&request).wait()?))
}

fn toggle(name: &str, state: bool) -> CsFeatureToggle {
    CsFeatureToggle {
        name: some(name),
        state: Some(state),
        ..CsFeatureToggle::default()
    }
}

fn statistics(
    service: &CustomerServiceClient,
    functions: Option<Vec<StatusScreenPanelType>>,
) -> Outcome {
    let reply = service
        .get_statistics(&GetStatistics { functions })
        .wait()?;
    let tail = tail(&reply);
    let Some(sets) = reply.body.response else {
        return Ok(format!("null{tail}"));
    };
    let Some(first) = sets.first() else {
        return Ok(format!("0{tail}"));
    };
    let v: Vec<f64> = first
        .values
        .iter()
        .flatten()
        .filter_map(|value| value.value)
        .collect();
    let exact = match v.as_slice() {
        [a, b, c, d] => *a == 1.5 && b.is_nan() && *c == f64::NEG_INFINITY && *d == 0.1 + 0.2,
        _ => false,
    };
    Ok(format!(
        "{}:{}:{}:{}{tail}",
        sets.len(),
        text(&first.label),
        v.len(),
        if exact { "exact" } else { "wrong" }
    ))
}

fn delete(service: &CustomerServiceClient, ids: Option<Vec<i32>>) -> Outcome {
    Ok(tail(
        &service
            .delete_chat_sessions(&DeleteChatSessions { ids })
            .wait()?,
    ))
}

fn save(service: &CustomerServiceClient, sms_config: Option<SmsConfig>) -> Outcome {
    let reply = service
        .save_sms_config(&SaveSmsConfig { sms_config })
        .wait()?;
    let saved = reply
        .body
        .response
        .as_ref()
        .ok_or_else(|| missing("Response"))?;
    Ok(format!(
        "{}{}",
        text(&saved.default_sms_country),
        tail(&reply)
    ))
}

fn mask(flags: &FlagSet<ETableRightFlag>) -> String {
    flags
        .iter()
        .map(ETableRightFlag::as_str)
        .collect::<Vec<_>>()
        .join(" ")
}

fn chat_sessions(service: &CustomerServiceClient) -> Outcome {
    let reply = service
        .chat_sessions_for_user(&ChatSessionsForUser)
        .wait()?;
    let sessions = reply.body.response.as_deref().unwrap_or_default();
    let ids: Vec<String> = sessions
        .iter()
        .map(|session| text(&session.chat_session_id))
        .collect();
    let masks: Vec<String> = sessions
        .iter()
        .map(|session| {
            let right = session.table_right.as_ref();
            text(&right.and_then(|right| right.mask.as_ref()).map(mask))
        })
        .collect();
    Ok(format!(
        "{}:{}:{}{}",
        sessions.len(),
        ids.join(","),
        masks.join("/"),
        tail(&reply)
    ))
}

fn error_header(service: &CustomerServiceClient) -> Outcome {
    let reply = service
        .create_session(&CreateSession {
            remote_ip: some("soerror"),
        })
        .wait()?;
    let error = reply
        .headers
        .exception_info
        .as_ref()
        .ok_or_else(|| missing("ExceptionInfo"))?;
    let inner = error
        .inner_exception
        .as_ref()
        .ok_or_else(|| missing("InnerException"))?;
    let innermost = inner
        .inner_exception
        .as_ref()
        .ok_or_else(|| missing("InnerException"))?;
    let parameters: Vec<String> = error
        .parameters
        .iter()
        .flat_map(|pairs| pairs.iter())
        .map(|(key, value)| format!("{key}={}", text(value)))
        .collect();
    Ok(format!(
        "{}/{}/{}/{}{}",
        text(&error.message),
        text(&inner.message),
        text(&innermost.message),
        parameters.join(","),
        tail(&reply)
    ))
}

/// The address of a case: that of the server, or of the proxy that changes its messages.
fn address(case: &str, url: &str) -> Result<String, Stopped> {
    static PROXY: OnceLock<Result<String, String>> = OnceLock::new();
    match case.strip_prefix("wire/") {
        None => Ok(url.to_owned()),
        // Our own server has it; a peer's needs the proxy for the others.
        Some("stand-in") => Ok(format!("{url}/stand-in")),
        Some(variant) => match PROXY.get_or_init(|| proxy::start(url)) {
            Ok(proxy) => Ok(format!("{proxy}/{variant}")),
            Err(message) => Err(Stopped::Other(message.clone())),
        },
    }
}

fn customer_case(case: &str, url: &str) -> Outcome {
    let url = address(case, url)?;
    let service = CustomerServiceClient::new(client(&url)).with_headers(RequestHeaders {
        application_token: some("token-1 <&>"),
        credentials: Some(SoCredentials {
            ticket: some("7T:tick=et=="),
        }),
        time_zone: Some(SoTimeZone {
            so_time_zone_id: Some(8),
            so_time_zone_location_code: some("NO-OSL"),
        }),
    });
    match case {
        "toggles" => toggles(
            &service,
            Some(vec![
                toggle("NewDashboard", true),
                toggle("Chat & <Bots> \"x\"", false),
                toggle("Ærø-🚀", true),
            ]),
        ),
        "toggles-empty" => toggles(&service, Some(Vec::new())),
        "toggles-null" => toggles(&service, None),
        "toggles-10000" => toggles(
            &service,
            Some(
                (0..10_000)
                    .map(|i| toggle(&format!("t{i}"), i % 2 == 0))
                    .collect(),
            ),
        ),
        "session" => session(&service, Some("10.0.0.1")),
        "session-null" | "session-absent" => session(&service, None),
        "session-empty" => session(&service, Some("")),
        "fault" | "unhandled" => session(&service, Some(case)),
        "valid" => {
            let reply = service
                .session_is_valid(&SessionIsValid {
                    cs_session_key: some("key"),
                })
                .wait()?;
            Ok(format!("{}{}", text(&reply.body.response), tail(&reply)))
        }
        "remove" => Ok(tail(
            &service
                .remove_session(&RemoveSession { login_id: Some(42) })
                .wait()?,
        )),
        "chat-notify" => {
            let reply = service.has_chat_notify(&HasChatNotify).wait()?;
            Ok(format!("{}{}", text(&reply.body.response), tail(&reply)))
        }
        "event-handler" => {
            let reply = service
                .event_handler_exists(&EventHandlerExists {
                    event_handler_type: Some(EventHandlerType::SalesBeforeSaveSale),
                })
                .wait()?;
            Ok(format!("{}{}", text(&reply.body.response), tail(&reply)))
        }
        "statistics" => statistics(
            &service,
            Some(vec![
                StatusScreenPanelType::UnassignedRequests,
                StatusScreenPanelType::Hotlist,
            ]),
        ),
        "statistics-empty" => statistics(&service, Some(Vec::new())),
        "statistics-null" => statistics(&service, None),
        "delete-chat" => delete(&service, Some(vec![1, -2, 2_147_483_647])),
        "delete-chat-empty" => delete(&service, Some(Vec::new())),
        "delete-chat-null" => delete(&service, None),
        "chat-sessions" => chat_sessions(&service),
        "sms-get" => {
            let reply = service.get_sms_config(&GetSmsConfig).wait()?;
            save(&service, reply.body.response)
        }
        "sms-default" => {
            let reply = service
                .create_default_sms_config(&CreateDefaultSmsConfig)
                .wait()?;
            save(&service, reply.body.response)
        }
        "error-header" => error_header(&service),
        "wire/keep-alive" => {
            // Makes two calls over one connection.
            session(&service, Some("Ærø"))?;
            session(&service, Some("Ærø"))
        }
        _ => session(&service, Some("Ærø")),
    }
}

fn probe(case: &str, service: &dyn Probe) -> Outcome {
    if let Some(how) = case.strip_prefix("fault-") {
        return match service.fail(&Fail { how: some(how) }).wait() {
            Ok(_) => Ok("no fault".to_owned()),
            Err(error) => {
                let Some(fault) = error.as_fault() else {
                    return Err(error.into());
                };
                if case == "fault-unhandled" {
                    return Ok("fault".to_owned());
                }
                let detail = match error.try_fault::<FailFault>() {
                    Ok(Some(FailFault::Trouble(trouble))) => {
                        format!(":{}:{}", text(&trouble.number), text(&trouble.reason))
                    }
                    Err(error) => format!(":{error}"),
                    _ => String::new(),
                };
                Ok(format!("fault:{}{detail}", fault.reason()))
            }
        };
    }
    if case == "one-way" {
        service
            .notify(&Notify {
                text: some("told æøå"),
            })
            .wait()?;
        // A server may answer a one-way message before it handles it.
        let mut told = None;
        for _ in 0..20 {
            let give = Give {
                case: some("notified"),
            };
            told = service.give(&give).wait()?.body.result;
            if let Some(Nillable::Value(text)) = told.as_ref().map(|values| &values.text) {
                return Ok(text.clone());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        return Ok(format!("{:?}", told.map(|values| values.text)));
    }
    let sent = values::of(case);
    let reply = service
        .echo(&Echo {
            value: Some(sent.clone()),
        })
        .wait()?;
    let came = reply.body.result.ok_or_else(|| missing("Result"))?;
    // Our own server gives a verdict, too.
    Ok(match came.verdict.as_deref() {
        None | Some("same") => values::verdict(&sent, &came),
        Some(verdict) => format!("server: {verdict}"),
    })
}
