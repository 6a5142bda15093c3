//! Reads every message of the two services and writes it back as the same document.
//!
//! A relay between caller and server reads the request with the generated dispatcher and sends it on with the generated
//! client; the reply goes back in the same way. Messages are compared before and after as infosets, without regard to
//! the SOAP version, to the place of headers, and to `xsi:type`, which is redundant here.
//!
//! The messages are the published ones where their folder is beside the repository, and otherwise our own samples of
//! the same shape.

use bytes::Bytes;
use soap_runtime::server::{Request, Response, Result};
use soap_runtime::transport::{MockResponse, MockTransport};
use soap_runtime::{Client, ErrorDetails};
use std::path::Path;
use superoffice_services83::{
    customer_service as cs, customer_service_server, so_principal as sp, so_principal_server,
};

/// A server that passes each call on.
struct Relay(Client);

macro_rules! relay {
    ($server:path, $service:ident, $client:ident: $($method:ident($request:ident) -> $response:ident),* $(,)?) => {
        impl $server for Relay {
            $(async fn $method(&self, request: Request<$service::$request, $service::RequestHeaders>) -> Result<$service::$response, $service::ResponseHeaders> {
                assert!(request.skipped.is_empty(), "not read: {:?}", request.skipped);
                let client = $service::$client::new(self.0.with_headers(request.headers));
                let reply = client.$method(&request.body).wait().map_err(|error| match error.into_details() {
                    ErrorDetails::Fault(fault) => fault,
                    other => panic!("{other:?}"),
                })?;
                assert!(reply.skipped.is_empty(), "not read: {:?}", reply.skipped);
                Ok(Response::with_headers(reply.body, reply.headers))
            })*
        }
    };
}

relay! { customer_service_server::CustomerServiceServer, cs, CustomerServiceClient:
    chat_sessions_for_user(ChatSessionsForUser) -> ChatSessionsForUserResponse,
    create_default_sms_config(CreateDefaultSmsConfig) -> CreateDefaultSmsConfigResponse,
    create_session(CreateSession) -> CreateSessionResponse,
    delete_chat_sessions(DeleteChatSessions) -> DeleteChatSessionsResponse,
    event_handler_exists(EventHandlerExists) -> EventHandlerExistsResponse,
    get_sms_config(GetSmsConfig) -> GetSmsConfigResponse,
    get_statistics(GetStatistics) -> GetStatisticsResponse,
    has_chat_notify(HasChatNotify) -> HasChatNotifyResponse,
    remove_session(RemoveSession) -> RemoveSessionResponse,
    save_sms_config(SaveSmsConfig) -> SaveSmsConfigResponse,
    session_is_valid(SessionIsValid) -> SessionIsValidResponse,
    update_feature_toggles(UpdateFeatureToggles) -> UpdateFeatureTogglesResponse,
}
relay! { so_principal_server::SoPrincipalServer, sp, SoPrincipalClient:
    authenticate_generic(AuthenticateGeneric) -> AuthenticateResponse,
    authenticate_implicit(AuthenticateImplicit) -> AuthenticateResponse,
    authenticate_username_password(AuthenticateUsernamePassword) -> AuthenticateResponse,
    get_system_info(GetSystemInfo) -> GetSystemInfoResponse,
}

const OPERATIONS: [(&str, &[&str]); 2] = [
    (
        "CustomerService",
        &[
            "ChatSessionsForUser",
            "CreateDefaultSmsConfig",
            "CreateSession",
            "DeleteChatSessions",
            "EventHandlerExists",
            "GetSmsConfig",
            "GetStatistics",
            "HasChatNotify",
            "RemoveSession",
            "SaveSmsConfig",
            "SessionIsValid",
            "UpdateFeatureToggles",
        ],
    ),
    (
        "SoPrincipal",
        &[
            "AuthenticateGeneric",
            "AuthenticateImplicit",
            "AuthenticateUsernamePassword",
            "GetSystemInfo",
        ],
    ),
];

/// Sends the messages of a folder through the relay. Returns the differences and the number of messages.
async fn relay_all(folder: &Path) -> (Vec<String>, usize) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (service, operations) in OPERATIONS {
        for operation in operations {
            let read = |kind: &str| {
                let path = folder.join(service).join(format!("{operation}.{kind}.xml"));
                std::fs::read_to_string(&path)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
            };
            let (request, reply) = (read("request"), read("response"));
            let mock = MockTransport::new();
            mock.respond(MockResponse::xml(reply.clone()));
            let relay = Relay(Client::blocking("http://127.0.0.1/", mock.clone()));
            let dispatcher = match service {
                "CustomerService" => customer_service_server::dispatcher(relay).any_version(),
                _ => so_principal_server::dispatcher(relay).any_version(),
            };
            let incoming = http::Request::post("/")
                .header("content-type", "text/xml")
                .body(Bytes::from(request.clone()))
                .expect("a request");
            let answer = dispatcher.handle(incoming).await;
            let answered = String::from_utf8_lossy(answer.body()).into_owned();
            let sent = mock
                .requests()
                .first()
                .map(|request| String::from_utf8_lossy(request.body()).into_owned())
                .unwrap_or_default();
            for (kind, before, after) in [
                ("request", &request, &sent),
                ("response", &reply, &answered),
            ] {
                count += 1;
                match testkit::compare(before, after, &testkit::Rules::default()) {
                    Ok(differences) => {
                        wrong.extend(differences.iter().map(|difference| {
                            format!("{service}.{operation} {kind}: {difference}")
                        }))
                    }
                    Err(error) => {
                        wrong.push(format!("{service}.{operation} {kind}: {error}\n{after}"))
                    }
                }
            }
        }
    }
    (wrong, count)
}

#[tokio::test]
async fn samples_of_our_own() {
    let (wrong, count) =
        relay_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages/samples")).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 32);
}

#[tokio::test]
async fn published_messages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/services83/examples");
    if !folder.is_dir() {
        eprintln!("skipped: the published messages are not here");
        return;
    }
    let (wrong, count) = relay_all(&folder).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 32);
}
