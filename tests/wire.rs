//! Reads messages in the forms of NetServer and its documentation with the generated clients.

use soap_runtime::soap::FaultCode;
use soap_runtime::transport::{MockResponse, MockTransport};
use soap_runtime::{ErrorDetails, ErrorKind, HttpReason};
use superoffice_services83::customer_service::*;
use superoffice_services83::types::ETableRightFlag;
use superoffice_services83::{Session, soap_runtime};

fn service(reply: MockResponse) -> CustomerServiceClient {
    let mock = MockTransport::new();
    mock.respond(reply);
    let session = Session::builder("https://crm.example.com/Remote/Services83")
        .ticket("7T:ticket")
        .build_blocking_over(mock);
    session.expect("built").customer_service()
}

fn message(text: &'static str) -> MockResponse {
    MockResponse::xml(text)
}

#[test]
fn carriers_dictionaries_flags_and_numbers() {
    let service = service(message(include_str!("messages/statistics.xml")));
    let reply = service
        .get_statistics(&GetStatistics::default())
        .wait()
        .expect("read");
    assert!(reply.skipped.is_empty(), "{:?}", reply.skipped);
    let extra = reply.headers.extra_info.expect("ExtraInfo");
    assert_eq!(extra.get("Elapsed"), Some(&Some("12".to_owned())));
    assert_eq!(
        reply
            .headers
            .time_zone
            .and_then(|zone| zone.so_time_zone_id),
        Some(261)
    );

    let sets = reply.body.response.expect("a list");
    let rights = sets[0]
        .table_right
        .as_ref()
        .and_then(|right| right.mask.as_ref())
        .expect("rights");
    assert!(
        [
            ETableRightFlag::Select,
            ETableRightFlag::Update,
            ETableRightFlag::Filtering
        ]
        .iter()
        .all(|flag| rights.contains(flag))
    );
    let fields = sets[0].field_properties.as_ref().expect("properties");
    let label = fields
        .get("Label")
        .and_then(Option::as_ref)
        .expect("a property");
    assert_eq!(
        (label.field_type.as_deref(), label.field_length),
        (Some("System.String"), Some(239))
    );
    assert_eq!(fields.get("Values"), Some(&None));
    assert_eq!(sets[0].label.as_deref(), Some("Åpne saker & spørsmål"));
    let values = sets[0].values.as_ref().expect("a list");
    assert_eq!(
        (values[0].label.as_deref(), values[0].value),
        (Some(""), Some(f64::INFINITY))
    );
    assert_eq!(
        (values[1].value, values[1].description.as_deref()),
        (Some(-0.0005), Some("d"))
    );
    assert_eq!((sets.len(), &sets[1].values), (2, &None));
}

#[test]
fn empty_and_nil_are_two_things() {
    let service = service(message(include_str!("messages/sms-config.xml")));
    let config = service
        .get_sms_config(&GetSmsConfig)
        .wait()
        .expect("read")
        .body
        .response
        .expect("a configuration");
    assert_eq!(config.net_server_sms_provider.as_deref(), Some(""));
    assert_eq!(config.ns_plugin_sender, None);
    let settings = config.ns_plugin_config.expect("settings");
    assert_eq!(
        settings.get("url"),
        Some(&Some("https://sms.example.com/?a=1&b=2".to_owned()))
    );
    assert_eq!(settings.get("empty"), Some(&Some(String::new())));
    assert_eq!(settings.get("none"), Some(&None));
}

#[test]
fn the_shape_of_the_published_examples() {
    let service = service(message(include_str!("messages/published-shape.xml")));
    let reply = service
        .chat_sessions_for_user(&ChatSessionsForUser)
        .wait()
        .expect("read");
    assert_eq!(reply.headers.succeeded, Some(true));
    assert_eq!(
        reply.body.response.expect("a list")[0].chat_session_id,
        Some(7)
    );
}

#[test]
fn faults_keep_their_detail() {
    let service = service(message(include_str!("messages/unhandled-fault.xml")).status(500));
    let error = service
        .has_chat_notify(&HasChatNotify)
        .wait()
        .expect_err("a fault");
    let fault = error.as_fault().unwrap_or_else(|| panic!("{error:?}"));
    assert!(
        matches!(&fault.code, FaultCode::Other(code) if &*code.local == "InternalServiceFault"),
        "{:?}",
        fault.code
    );
    assert_eq!(fault.detail.len(), 1);
    assert!(
        error.to_string().contains("Object reference not set"),
        "{error}"
    );
}

#[test]
fn what_is_no_reply_is_an_error_of_its_kind() {
    let page = MockResponse::empty(503)
        .header("content-type", "text/html")
        .body("<html><h1>Service Unavailable</h1></html>");
    let error = service(page)
        .has_chat_notify(&HasChatNotify)
        .wait()
        .expect_err("HTML");
    assert!(
        matches!(error.details(), ErrorDetails::Http(http) if http.status == 503 && http.reason == HttpReason::Status),
        "{error:?}"
    );

    let cut = &include_str!("messages/sms-config.xml")[..700];
    let error = service(message(cut))
        .get_sms_config(&GetSmsConfig)
        .wait()
        .expect_err("cut off");
    assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");

    let other = message(include_str!("messages/sms-config.xml"));
    let error = service(other)
        .has_chat_notify(&HasChatNotify)
        .wait()
        .expect_err("the reply of another operation");
    assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
}
