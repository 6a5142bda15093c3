//! Reads messages captured from real toolkits with the generated code, and compares our requests with those of WCF's
//! client.
//!
//! The messages are beside the repository. Without them the tests say that they are skipped.

use crate::generated::customer::customer_service::*;
use crate::generated::customer::types::*;
use bytes::Bytes;
use soap_runtime::soap::FaultCode;
use soap_runtime::transport::{BlockingTransport, TransportError};
use soap_runtime::{Client, Error, ErrorDetails, FlagSet, Reply};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use testkit::{Rules, compare};

pub(crate) fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/wire");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: there are no captured messages beside the checkout");
    None
}

/// Splits a message into status or request line, headers and body. An interim response before it is dropped.
pub(crate) fn split(bytes: &[u8]) -> (String, Vec<(String, String)>, Bytes) {
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("no end of the headers"));
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let rest = &bytes[end + 4..];
    if head.starts_with("HTTP/1.1 100") {
        return split(rest);
    }
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default().to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers
        .iter()
        .any(|(name, value)| name == "transfer-encoding" && value.eq_ignore_ascii_case("chunked"));
    let body = if chunked {
        unchunk(rest)
    } else {
        rest.to_vec()
    };
    (first, headers, Bytes::from(body))
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = String::from_utf8_lossy(&rest[..end]);
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        if size == 0 {
            break;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = rest.get(end + 4 + size..).unwrap_or_default();
    }
    body
}

/// Answers every request with a captured response, and keeps the request.
#[derive(Clone)]
pub(crate) struct Captured {
    pub(crate) response: Arc<[u8]>,
    pub(crate) request: Arc<Mutex<Option<Bytes>>>,
}

impl BlockingTransport for Captured {
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        if let Ok(mut kept) = self.request.lock() {
            *kept = Some(request.into_body());
        }
        let (first, headers, body) = split(&self.response);
        let status: u16 = first
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        let mut response = http::Response::builder().status(status);
        for (name, value) in headers {
            if name != "transfer-encoding" {
                response = response.header(name, value);
            }
        }
        Ok(response
            .body(body)
            .unwrap_or_else(|error| panic!("{error}")))
    }
}

/// Makes the same call against the captured response of each peer and checks the result.
fn each<T>(name: &str, ask: impl Fn(&CustomerServiceClient) -> T, check: impl Fn(&str, T)) {
    let Some(folder) = folder() else { return };
    // Each response is read by its own client and by another's.
    for peer in [
        "wcf",
        "monowcf",
        "gsoap",
        "cross/c-gsoap--s-wcf-ms",
        "cross/c-gsoap--s-wcf-stock",
        "cross/c-wcf-ms--s-gsoap",
        "cross/c-wcf-stock--s-gsoap",
    ] {
        let Ok(response) = std::fs::read(folder.join(format!("{peer}-{name}-response.http")))
        else {
            continue;
        };
        let transport = Captured {
            response: response.into(),
            request: Arc::default(),
        };
        let client =
            CustomerServiceClient::new(Client::blocking("http://127.0.0.1/", transport.clone()));
        // Some of WCF's calls were made without headers: WCF writes each of them as nil.
        let theirs = std::fs::read(folder.join(format!("wcf-{name}-request.http")));
        let theirs = theirs.map(|bytes| String::from_utf8_lossy(&split(&bytes).2).into_owned());
        let bare = theirs
            .as_ref()
            .is_ok_and(|theirs| theirs.contains("ApplicationToken i:nil"));
        let client = if bare {
            client
        } else {
            client.with_headers(headers())
        };
        check(&format!("{peer}-{name}"), ask(&client));

        // Our request has the infoset of the request of WCF's client, except for nil and absent.
        let Ok(theirs) = theirs else { continue };
        let ours = transport.request.lock().ok().and_then(|kept| kept.clone());
        let rules = Rules {
            nil_is_absent: true,
            ..Rules::default()
        };
        let differences = compare(
            &theirs,
            &String::from_utf8_lossy(&ours.unwrap_or_default()),
            &rules,
        );
        let mut differences = differences.unwrap_or_else(|error| panic!("{name}: {error}"));
        // Drops the difference of a Header with only nil headers.
        differences.retain(|difference| !(bare && difference.path == "/Envelope/Header"));
        assert_eq!(differences, Vec::new(), "{name}: what we wrote");
    }
}

/// Whether this response came from stock Mono.
fn is_mono(peer: &str) -> bool {
    peer.starts_with("monowcf") || peer.contains("--s-wcf-stock")
}

/// Whether this response came from gSOAP.
fn is_gsoap(peer: &str) -> bool {
    peer.starts_with("gsoap") || peer.contains("--s-gsoap")
}

fn headers() -> RequestHeaders {
    RequestHeaders {
        application_token: some("1234567-1234-9876"),
        credentials: Some(SoCredentials {
            ticket: some("7T:1234abcxyzExample=="),
        }),
        time_zone: Some(SoTimeZone {
            so_time_zone_id: Some(8),
            so_time_zone_location_code: some("NO-OSL"),
        }),
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn ok<B>(peer: &str, reply: Result<Reply<B, ResponseHeaders>, Error>) -> Reply<B, ResponseHeaders> {
    let reply = reply.unwrap_or_else(|error| panic!("{peer}: {error}"));
    assert!(reply.skipped.is_empty(), "{peer}: {:?}", reply.skipped);
    assert_eq!(reply.headers.succeeded, Some(true), "{peer}");
    let zone = reply.headers.time_zone.as_ref();
    assert_eq!(
        zone.and_then(|zone| zone.so_time_zone_id),
        Some(8),
        "{peer}"
    );
    assert!(reply.headers.exception_info.is_none(), "{peer}");
    reply
}

fn toggle(name: &str, state: bool) -> CsFeatureToggle {
    CsFeatureToggle {
        name: some(name),
        state: Some(state),
        ..CsFeatureToggle::default()
    }
}

#[test]
fn update_feature_toggles() {
    let toggles = vec![
        toggle("feature-000001", true),
        toggle("", false),
        CsFeatureToggle {
            table_right: Some(TableRight {
                mask: Some(FlagSet::from([
                    ETableRightFlag::Select,
                    ETableRightFlag::Update,
                ])),
                reason: None,
            }),
            ..toggle("a<b>&\"c\" æ€", true)
        },
    ];
    for (name, toggles, received) in [
        ("UpdateFeatureToggles", Some(toggles), "3:"),
        ("UpdateFeatureToggles-emptyarray", Some(Vec::new()), "0:"),
        ("UpdateFeatureToggles-nullarray", None, "null"),
    ] {
        each(
            name,
            |client| {
                client
                    .update_feature_toggles(&UpdateFeatureToggles {
                        feature_toggles: toggles.clone(),
                    })
                    .wait()
            },
            |peer, reply| {
                let reply = ok(peer, reply);
                let extra = reply.headers.extra_info.unwrap_or_default();
                let report = extra.get("toggles").cloned().flatten().unwrap_or_default();
                assert!(report.starts_with(received), "{peer}: {report}");
            },
        );
    }
}

#[test]
fn create_session() {
    for (name, ip) in [
        ("CreateSession", Some("127.0.0.1")),
        ("CreateSession-nullip", None),
    ] {
        each(
            name,
            |client| {
                client
                    .create_session(&CreateSession {
                        remote_ip: ip.map(str::to_owned),
                    })
                    .wait()
            },
            |peer, reply| {
                let session = ok(peer, reply).body.response.unwrap_or_default();
                assert_eq!(session.login_id, Some(12), "{peer}");
                assert_eq!(session.user_id, Some(34), "{peer}");
                let right = session.table_right.unwrap_or_default();
                assert_eq!(
                    right.mask,
                    Some(FlagSet::from([
                        ETableRightFlag::Select,
                        ETableRightFlag::Update
                    ])),
                    "{peer}"
                );
                let fields = session.field_properties.unwrap_or_default();
                let key = fields.get("Key").cloned().flatten().unwrap_or_default();
                assert_eq!(key.field_length, Some(254), "{peer}");
                assert_eq!(key.field_type.as_deref(), Some("string"), "{peer}");
            },
        );
    }
}

#[test]
fn faults() {
    for (name, ip, reason) in [
        ("CreateSession-fault", "fault", "<you> & me"),
        ("CreateSession-faultcode", "faultcode", "reason with code"),
        ("CreateSession-unhandled", "boom", ""),
    ] {
        each(
            name,
            |client| {
                client
                    .create_session(&CreateSession {
                        remote_ip: some(ip),
                    })
                    .wait()
            },
            |peer, reply| {
                let error = match reply {
                    // gSOAP's server opened a session here.
                    Ok(_) if is_gsoap(peer) && peer.ends_with("-faultcode") => return,
                    Ok(_) => panic!("{peer}: no fault"),
                    Err(error) => error,
                };
                let ErrorDetails::Fault(fault) = error.details() else {
                    panic!("{peer}: {error}");
                };
                // Stock Mono answers every one of these with the text for unhandled exceptions.
                if !is_mono(peer) {
                    assert!(
                        fault.reason().contains(reason),
                        "{peer}: {}",
                        fault.reason()
                    );
                }
                match peer {
                    "wcf-CreateSession-fault" | "gsoap-CreateSession-fault" => {
                        assert_eq!(fault.code, FaultCode::Sender, "{peer}");
                    }
                    "wcf-CreateSession-faultcode" => {
                        assert!(
                            matches!(&fault.code, FaultCode::Other(name)
                                if name.is("http://www.superoffice.net/ws/crm/NetServer/Services83", "SoAuthentication")),
                            "{peer}: {:?}",
                            fault.code
                        );
                    }
                    _ => {}
                }
            },
        );
    }
}

#[test]
fn an_error_in_the_headers() {
    each(
        "CreateSession-soerror",
        |client| {
            client
                .create_session(&CreateSession {
                    remote_ip: some("soerror"),
                })
                .wait()
        },
        |peer, reply| {
            let reply = reply.unwrap_or_else(|error| panic!("{peer}: {error}"));
            assert_eq!(reply.headers.succeeded, Some(false), "{peer}");
            assert!(reply.body.response.is_none(), "{peer}");
            let error = reply.headers.exception_info.unwrap_or_default();
            assert_eq!(error.message.as_deref(), Some("Not logged in"), "{peer}");
            let trace = error.stack_trace.unwrap_or_default();
            assert!(
                trace.starts_with("at X") && trace.ends_with("at Y"),
                "{peer}: {trace:?}"
            );
            if peer.starts_with("wcf") {
                assert!(trace.contains("\r\n"), "{peer}: {trace:?}");
            }
            let inner = error.inner_exception.unwrap_or_default();
            assert_eq!(inner.message.as_deref(), Some("inner"), "{peer}");
            let parameters = error.parameters.unwrap_or_default();
            assert_eq!(parameters.get("p"), Some(&some("1")), "{peer}");
        },
    );
}

#[test]
fn statistics() {
    let functions = vec![
        StatusScreenPanelType::OpenRequestsPerCategory,
        StatusScreenPanelType::StatusScreen,
    ];
    each(
        "GetStatistics",
        |client| {
            client
                .get_statistics(&GetStatistics {
                    functions: Some(functions.clone()),
                })
                .wait()
        },
        |peer, reply| {
            // WCF and Mono end each list with a nil item. A `Vec<T>` refuses it and names the place. gSOAP leaves the
            // item out.
            if !is_gsoap(peer) {
                let error = match reply {
                    Ok(_) => panic!("{peer}: a nil item was read"),
                    Err(error) => error.to_string(),
                };
                assert!(error.contains("StatisticsDataValue"), "{peer}: {error}");
                return;
            }
            let sets = ok(peer, reply).body.response.unwrap_or_default();
            assert_eq!(sets.len(), 2, "{peer}");
            let values: Vec<f64> = sets[0]
                .values
                .iter()
                .flatten()
                .filter_map(|value| value.value)
                .collect();
            assert_eq!(values[0], 1.5);
            assert!(values[1].is_nan());
            assert_eq!(
                values[2..],
                [f64::INFINITY, f64::NEG_INFINITY, f64::MAX, 1.0 / 3.0],
                "{peer}"
            );
            assert_eq!(sets[0].description.as_deref(), Some("desc æ <&>"), "{peer}");
        },
    );
    for (name, functions) in [
        ("GetStatistics-emptyresult", Some(Vec::new())),
        ("GetStatistics-nullresult", None),
    ] {
        each(
            name,
            |client| {
                client
                    .get_statistics(&GetStatistics {
                        functions: functions.clone(),
                    })
                    .wait()
            },
            |peer, reply| {
                let came = ok(peer, reply).body.response;
                assert_eq!(
                    came.map(|sets| sets.len()),
                    functions.as_ref().map(Vec::len),
                    "{peer}"
                );
            },
        );
    }
}

#[test]
fn chat() {
    for (name, ids) in [
        ("DeleteChatSessions", Some(vec![1, 2, -3])),
        ("DeleteChatSessions-emptyarray", Some(Vec::new())),
        ("DeleteChatSessions-nullarray", None),
    ] {
        each(
            name,
            |client| {
                client
                    .delete_chat_sessions(&DeleteChatSessions { ids: ids.clone() })
                    .wait()
            },
            |peer, reply| {
                ok(peer, reply);
            },
        );
    }
    each(
        "ChatSessionsForUser",
        |client| client.chat_sessions_for_user(&ChatSessionsForUser).wait(),
        |peer, reply| {
            let sessions = ok(peer, reply).body.response.unwrap_or_default();
            let ids: Vec<Option<i32>> = sessions
                .iter()
                .map(|session| session.chat_session_id)
                .collect();
            assert_eq!(ids, [Some(1), Some(2), Some(3)], "{peer}");
            let right = sessions[0].table_right.clone().unwrap_or_default();
            assert_eq!(right.reason.as_deref(), Some("r1"), "{peer}");
            assert_eq!(right.mask.map(|mask| mask.len()), Some(3), "{peer}");
        },
    );
    each(
        "HasChatNotify",
        |client| client.has_chat_notify(&HasChatNotify).wait(),
        |peer, reply| assert_eq!(ok(peer, reply).body.response, Some(true), "{peer}"),
    );
}

#[test]
fn sms_configuration() {
    let check = |peer: &str, config: Option<SmsConfig>| {
        let config = config.unwrap_or_default();
        assert_eq!(config.default_sms_country.as_deref(), Some("47"), "{peer}");
        if peer.contains("gsoap") && !peer.contains("c-wcf") && peer.ends_with("-SaveSmsConfig") {
            // The call of gSOAP's client had no other content.
            return;
        }
        let settings = config.ns_plugin_config.unwrap_or_default();
        assert_eq!(settings.get("user"), Some(&some("u")), "{peer}");
        assert_eq!(settings.get("empty"), Some(&some("")), "{peer}");
        assert_eq!(settings.get("none"), Some(&None), "{peer}");
    };
    each(
        "GetSmsConfig",
        |client| client.get_sms_config(&GetSmsConfig).wait(),
        |peer, reply| check(peer, ok(peer, reply).body.response),
    );
    let config = SmsConfig {
        default_sms_country: some("47"),
        net_server_sms_provider: some("prov"),
        ns_plugin_sender: some("sender"),
        ns_plugin_config: Some(
            [("user", some("u")), ("empty", some("")), ("none", None)]
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        ),
        ..SmsConfig::default()
    };
    each(
        "SaveSmsConfig",
        |client| {
            client
                .save_sms_config(&SaveSmsConfig {
                    sms_config: Some(config.clone()),
                })
                .wait()
        },
        |peer, reply| check(peer, ok(peer, reply).body.response),
    );
    each(
        "CreateDefaultSmsConfig",
        |client| {
            client
                .create_default_sms_config(&CreateDefaultSmsConfig)
                .wait()
        },
        |peer, reply| {
            ok(peer, reply);
        },
    );
}

#[test]
fn small_operations() {
    for (name, key) in [
        ("SessionIsValid-empty", Some("")),
        ("SessionIsValid-null", None),
    ] {
        each(
            name,
            |client| {
                client
                    .session_is_valid(&SessionIsValid {
                        cs_session_key: key.map(str::to_owned),
                    })
                    .wait()
            },
            |peer, reply| assert_eq!(ok(peer, reply).body.response, Some(false), "{peer}"),
        );
    }
    each(
        "RemoveSession",
        |client| {
            client
                .remove_session(&RemoveSession { login_id: Some(12) })
                .wait()
        },
        |peer, reply| {
            ok(peer, reply);
        },
    );
    each(
        "EventHandlerExists",
        |client| {
            client
                .event_handler_exists(&EventHandlerExists {
                    event_handler_type: Some(EventHandlerType::SalesAfterSaveQuote),
                })
                .wait()
        },
        |peer, reply| assert!(ok(peer, reply).body.response.is_some(), "{peer}"),
    );
}
