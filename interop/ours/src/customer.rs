//! The CustomerService that the peers' clients are tested against. Its response headers say what it read.

use crate::generated::customer::customer_service::*;
use crate::generated::customer::customer_service_server::CustomerServiceServer;
use crate::generated::customer::types::*;
use soap_runtime::server::{Request, Response, Result};
use soap_runtime::soap::FaultCode;
use soap_runtime::{Dictionary, Fault, FlagSet};
use std::fmt::Display;

/// The service. It keeps no state.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Service;

/// `(null)` for `None`, so that nil and empty differ.
fn text<T: Display>(value: &Option<T>) -> String {
    match value {
        Some(value) => value.to_string(),
        None => "(null)".to_owned(),
    }
}

fn listed<T>(items: &Option<Vec<T>>, show: impl Fn(&T) -> String) -> String {
    let Some(items) = items else {
        return "null".to_owned();
    };
    let shown: Vec<String> = if items.len() <= 10 {
        items.iter().map(show).collect()
    } else {
        items
            .first()
            .into_iter()
            .chain(items.last())
            .map(show)
            .collect()
    };
    format!("{}:{}", items.len(), shown.join(","))
}

/// A reply whose headers report the request.
fn answer<B, R>(
    request: &Request<R, RequestHeaders>,
    body: B,
    received: String,
) -> Result<B, ResponseHeaders> {
    let headers = &request.headers;
    let zone = headers.time_zone.clone();
    let ticket = headers
        .credentials
        .as_ref()
        .and_then(|credentials| credentials.ticket.clone());
    let report = [
        text(&headers.application_token),
        text(&ticket),
        text(&zone.as_ref().and_then(|zone| zone.so_time_zone_id)),
        text(
            &zone
                .as_ref()
                .and_then(|zone| zone.so_time_zone_location_code.clone()),
        ),
    ]
    .join(",");
    let extra: Dictionary<String, Option<String>> = [
        ("received".to_owned(), Some(received)),
        ("headers".to_owned(), Some(report)),
    ]
    .into_iter()
    .collect();
    Ok(Response::with_headers(
        body,
        ResponseHeaders {
            extra_info: Some(extra),
            succeeded: Some(true),
            time_zone: zone,
            ..ResponseHeaders::default()
        },
    ))
}

/// The mask in its form on the wire.
fn mask(flags: &FlagSet<EFieldRightFlag>) -> String {
    flags
        .iter()
        .map(EFieldRightFlag::as_str)
        .collect::<Vec<_>>()
        .join(" ")
}

fn summary(config: &Option<SmsConfig>) -> String {
    let config = config.clone().unwrap_or_default();
    let settings = config.ns_plugin_config.map(|pairs| {
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(key, value)| format!("{key}={}", text(value)))
            .collect();
        pairs.join(",")
    });
    let fields = config.field_properties.map(|pairs| {
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(key, value)| {
                let right = value.as_ref().and_then(|value| value.field_right.as_ref());
                let mask = right.and_then(|right| right.mask.as_ref()).map(mask);
                format!("{key}={}", text(&mask))
            })
            .collect();
        pairs.join(",")
    });
    [
        text(&config.default_sms_country),
        text(&config.net_server_sms_provider),
        text(&config.ns_plugin_sender),
        text(&settings),
        text(&fields),
    ]
    .join(";")
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

impl CustomerServiceServer for Service {
    async fn create_default_sms_config(
        &self,
        request: Request<CreateDefaultSmsConfig, RequestHeaders>,
    ) -> Result<CreateDefaultSmsConfigResponse, ResponseHeaders> {
        let body = CreateDefaultSmsConfigResponse {
            response: Some(SmsConfig {
                default_sms_country: some("SE"),
                ..SmsConfig::default()
            }),
        };
        answer(&request, body, String::new())
    }

    async fn get_sms_config(
        &self,
        request: Request<GetSmsConfig, RequestHeaders>,
    ) -> Result<GetSmsConfigResponse, ResponseHeaders> {
        let name = FieldProperty {
            field_right: Some(FieldRight {
                mask: Some(FlagSet::from([
                    EFieldRightFlag::Read,
                    EFieldRightFlag::Write,
                ])),
                reason: some(""),
            }),
            field_type: some("string"),
            field_length: Some(10),
        };
        let config = SmsConfig {
            table_right: Some(TableRight {
                mask: Some(FlagSet::from([ETableRightFlag::Select])),
                reason: None,
            }),
            field_properties: Some(
                [("Name".to_owned(), Some(name)), ("Gone".to_owned(), None)]
                    .into_iter()
                    .collect(),
            ),
            default_sms_country: some("NO"),
            net_server_sms_provider: None,
            ns_plugin_sender: some(""),
            ns_plugin_config: Some(
                [
                    ("user".to_owned(), some("u")),
                    ("empty".to_owned(), some("")),
                    ("none".to_owned(), None),
                ]
                .into_iter()
                .collect(),
            ),
        };
        let body = GetSmsConfigResponse {
            response: Some(config),
        };
        answer(&request, body, String::new())
    }

    async fn save_sms_config(
        &self,
        request: Request<SaveSmsConfig, RequestHeaders>,
    ) -> Result<SaveSmsConfigResponse, ResponseHeaders> {
        let body = SaveSmsConfigResponse {
            response: request.body.sms_config.clone(),
        };
        answer(&request, body, summary(&request.body.sms_config))
    }

    async fn create_session(
        &self,
        request: Request<CreateSession, RequestHeaders>,
    ) -> Result<CreateSessionResponse, ResponseHeaders> {
        let ip = request.body.remote_ip.clone();
        match ip.as_deref() {
            Some("fault") => {
                return Err(Fault::new(FaultCode::Sender, "No <access> & no æøå").into());
            }
            // An error that the service does not handle.
            Some("unhandled") => panic!("not foreseen"),
            Some("soerror") => {
                let mut reply = answer(&request, CreateSessionResponse::default(), String::new())?;
                reply.headers.succeeded = Some(false);
                reply.headers.exception_info = Some(SoExceptionInfo {
                    message: some("Not logged in"),
                    friendly_text: some("Please log in"),
                    inner_exception: Some(Box::new(SoExceptionInfo {
                        message: some("inner"),
                        inner_exception: Some(Box::new(SoExceptionInfo {
                            message: some("innermost"),
                            ..SoExceptionInfo::default()
                        })),
                        ..SoExceptionInfo::default()
                    })),
                    parameters: Some(
                        [("p".to_owned(), some("1<&>")), ("q".to_owned(), None)]
                            .into_iter()
                            .collect(),
                    ),
                    ..SoExceptionInfo::default()
                });
                return Ok(reply);
            }
            _ => {}
        }
        let body = CreateSessionResponse {
            response: Some(CsSessionKey {
                key: Some(format!("key of {}", text(&ip))),
                login_id: Some(7),
                user_id: Some(-1),
                ..CsSessionKey::default()
            }),
        };
        answer(&request, body, text(&ip))
    }

    async fn remove_session(
        &self,
        request: Request<RemoveSession, RequestHeaders>,
    ) -> Result<RemoveSessionResponse, ResponseHeaders> {
        answer(
            &request,
            RemoveSessionResponse,
            text(&request.body.login_id),
        )
    }

    async fn session_is_valid(
        &self,
        request: Request<SessionIsValid, RequestHeaders>,
    ) -> Result<SessionIsValidResponse, ResponseHeaders> {
        let key = &request.body.cs_session_key;
        let body = SessionIsValidResponse {
            response: Some(key.as_deref() == Some("key")),
        };
        answer(&request, body, text(key))
    }

    async fn has_chat_notify(
        &self,
        request: Request<HasChatNotify, RequestHeaders>,
    ) -> Result<HasChatNotifyResponse, ResponseHeaders> {
        let body = HasChatNotifyResponse {
            response: Some(true),
        };
        answer(&request, body, String::new())
    }

    async fn update_feature_toggles(
        &self,
        request: Request<UpdateFeatureToggles, RequestHeaders>,
    ) -> Result<UpdateFeatureTogglesResponse, ResponseHeaders> {
        let received = listed(&request.body.feature_toggles, |toggle| {
            format!("{}={}", text(&toggle.name), text(&toggle.state))
        });
        answer(&request, UpdateFeatureTogglesResponse, received)
    }

    async fn event_handler_exists(
        &self,
        request: Request<EventHandlerExists, RequestHeaders>,
    ) -> Result<EventHandlerExistsResponse, ResponseHeaders> {
        let kind = &request.body.event_handler_type;
        let body = EventHandlerExistsResponse {
            response: Some(*kind == Some(EventHandlerType::SalesBeforeSaveSale)),
        };
        let received = text(&kind.as_ref().map(EventHandlerType::as_str));
        answer(&request, body, received)
    }

    async fn get_statistics(
        &self,
        request: Request<GetStatistics, RequestHeaders>,
    ) -> Result<GetStatisticsResponse, ResponseHeaders> {
        let functions = &request.body.functions;
        let value = |value: f64| StatisticsDataValue {
            value: Some(value),
            ..StatisticsDataValue::default()
        };
        let response = functions.as_ref().map(|functions| {
            functions
                .iter()
                .map(|function| StatisticsDataSet {
                    label: some(function.as_str()),
                    values: Some(vec![
                        StatisticsDataValue {
                            label: some("a"),
                            description: some(""),
                            ..value(1.5)
                        },
                        value(f64::NAN),
                        value(f64::NEG_INFINITY),
                        value(0.1 + 0.2),
                    ]),
                    ..StatisticsDataSet::default()
                })
                .collect()
        });
        let received = listed(functions, |function| function.as_str().to_owned());
        answer(&request, GetStatisticsResponse { response }, received)
    }

    async fn delete_chat_sessions(
        &self,
        request: Request<DeleteChatSessions, RequestHeaders>,
    ) -> Result<DeleteChatSessionsResponse, ResponseHeaders> {
        let received = listed(&request.body.ids, i32::to_string);
        answer(&request, DeleteChatSessionsResponse, received)
    }

    async fn chat_sessions_for_user(
        &self,
        request: Request<ChatSessionsForUser, RequestHeaders>,
    ) -> Result<ChatSessionsForUserResponse, ResponseHeaders> {
        let session = |id, mask: FlagSet<ETableRightFlag>, reason: Option<String>| ChatSession {
            chat_session_id: Some(id),
            table_right: Some(TableRight {
                mask: Some(mask),
                reason,
            }),
            ..ChatSession::default()
        };
        let body = ChatSessionsForUserResponse {
            response: Some(vec![
                session(
                    11,
                    FlagSet::from([ETableRightFlag::Select, ETableRightFlag::Update]),
                    some("because"),
                ),
                session(12, FlagSet::default(), None),
                session(13, FlagSet::from([ETableRightFlag::Select]), None),
            ]),
        };
        answer(&request, body, String::new())
    }
}
