//! Cases that other toolkits get wrong on these two services: order, headers, nil and empty, unknown members, dates.

use soap_runtime::transport::{MockResponse, MockTransport};
use soap_runtime::{CallOptions, Client, DateTime, ErrorKind};
use superoffice_services83::customer_service::{self, CustomerServiceClient};
use superoffice_services83::service_error;
use superoffice_services83::so_principal::{self, SoPrincipalClient};
use superoffice_services83::types::*;

const TNS: &str = "http://www.superoffice.net/ws/crm/NetServer/Services83";

fn envelope(headers: &str, body: &str) -> String {
    format!(
        r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><s:Header>{headers}</s:Header><s:Body>{body}</s:Body></s:Envelope>"#
    )
}

fn mock(headers: &str, body: &str) -> MockTransport {
    let mock = MockTransport::new();
    mock.respond(MockResponse::xml(envelope(headers, body)));
    mock
}

fn customer_service(mock: &MockTransport) -> CustomerServiceClient {
    CustomerServiceClient::new(Client::blocking(
        "http://127.0.0.1/CustomerService.svc",
        mock.clone(),
    ))
}

fn so_principal(mock: &MockTransport) -> SoPrincipalClient {
    SoPrincipalClient::new(Client::blocking(
        "http://127.0.0.1/SoPrincipal.svc",
        mock.clone(),
    ))
}

fn chat_notify(
    headers: &str,
) -> soap_runtime::Reply<customer_service::HasChatNotifyResponse, customer_service::ResponseHeaders>
{
    let mock = mock(
        headers,
        &format!(r#"<HasChatNotifyResponse xmlns="{TNS}"/>"#),
    );
    customer_service(&mock)
        .has_chat_notify(&Default::default())
        .wait()
        .expect("a reply")
}

/// A reply of `GetSystemInfo` with these members.
fn system_info(
    members: &str,
) -> Result<
    soap_runtime::Reply<so_principal::GetSystemInfoResponse, so_principal::ResponseHeaders>,
    soap_runtime::Error,
> {
    let mock = mock(
        "",
        &format!(
            r#"<GetSystemInfoResponse xmlns="{TNS}"><SystemInfo>{members}</SystemInfo></GetSystemInfoResponse>"#
        ),
    );
    so_principal(&mock)
        .get_system_info(&Default::default())
        .wait()
}

fn sent(toggle: CsFeatureToggle) -> String {
    let mock = mock(
        "",
        &format!(r#"<UpdateFeatureTogglesResponse xmlns="{TNS}"/>"#),
    );
    let request = customer_service::UpdateFeatureToggles {
        feature_toggles: Some(vec![toggle]),
    };
    customer_service(&mock)
        .with_headers(customer_service::RequestHeaders {
            application_token: Some("1234567-1234-9876".into()),
            credentials: Some(SoCredentials {
                ticket: Some("7T:1234".into()),
            }),
            time_zone: None,
        })
        .update_feature_toggles(&request)
        .wait()
        .expect("a reply");
    String::from_utf8(mock.requests()[0].body().to_vec()).expect("UTF-8")
}

#[test]
fn members_are_sent_in_the_order_of_the_schema() {
    let text = sent(CsFeatureToggle {
        state: Some(true),
        name: Some("x".into()),
        ..Default::default()
    });
    assert!(
        text.contains("<CsFeatureToggle><Name>x</Name><State>true</State></CsFeatureToggle>"),
        "{text}"
    );
}

#[test]
fn headers_are_sent_as_the_contract_names_them_and_nothing_else() {
    let text = sent(CsFeatureToggle::default());
    let document = roxmltree::Document::parse(&text).expect("well formed");
    let header = document
        .root_element()
        .first_element_child()
        .expect("Header");
    let names: Vec<_> = header
        .children()
        .map(|child| child.tag_name())
        .map(|name| (name.namespace(), name.name()))
        .collect();
    assert_eq!(
        names,
        [(Some(TNS), "ApplicationToken"), (Some(TNS), "Credentials")]
    );
}

#[test]
fn none_is_left_out() {
    assert!(sent(CsFeatureToggle::default()).contains("<CsFeatureToggle/>"));
}

#[test]
fn succeeded_is_a_boolean() {
    let reply = chat_notify(&format!(r#"<Succeeded xmlns="{TNS}">false</Succeeded>"#));
    assert_eq!(reply.headers.succeeded, Some(false));
}

#[test]
fn a_nil_exception_info_is_no_error() {
    let reply = chat_notify(&format!(r#"<ExceptionInfo xmlns="{TNS}" i:nil="true"/>"#));
    assert_eq!(reply.headers.exception_info, None);
}

#[test]
fn a_nil_structure_is_none() {
    let info = system_info(r#"<License i:nil="true"/>"#)
        .expect("a reply")
        .body
        .system_info
        .expect("present");
    assert_eq!(info.license, None);
}

#[test]
fn an_empty_string_is_not_nil() {
    let name = |text| {
        system_info(text)
            .expect("a reply")
            .body
            .system_info
            .expect("present")
            .branch_name
    };
    assert_eq!(name("<BranchName></BranchName>").as_deref(), Some(""));
    assert_eq!(name("<BranchName/>").as_deref(), Some(""));
    assert_eq!(name(r#"<BranchName i:nil="true"/>"#), None);
    assert_eq!(name(""), None);
}

#[test]
fn an_unknown_element_costs_nothing_but_is_reported() {
    let reply =
        system_info("<NewThing><a/></NewThing><BranchName>b</BranchName>").expect("a reply");
    assert_eq!(
        reply
            .body
            .system_info
            .expect("present")
            .branch_name
            .as_deref(),
        Some("b")
    );
    assert_eq!(reply.skipped.len(), 1);
    assert!(
        &*reply.skipped[0].name.local == "NewThing",
        "{:?}",
        reply.skipped[0]
    );
}

#[test]
fn another_order_is_accepted() {
    let info = system_info("<BuildLabel>l</BuildLabel><BranchName>b</BranchName>")
        .expect("a reply")
        .body
        .system_info
        .expect("present");
    assert_eq!(
        (info.branch_name.as_deref(), info.build_label.as_deref()),
        (Some("b"), Some("l"))
    );
}

#[test]
fn flags_are_a_set_and_keep_unknown_words() {
    let mask = |text: &str| {
        let info = system_info(&format!("<TableRight><Mask>{text}</Mask></TableRight>"))
            .expect("a reply")
            .body
            .system_info;
        info.and_then(|info| info.table_right)
            .and_then(|right| right.mask)
            .expect("present")
    };
    let set = mask("Select Update Insert");
    assert!(set.contains(&ETableRightFlag::Update) && !set.contains(&ETableRightFlag::Delete));
    assert_eq!(words(&set), "Select Update Insert");
    assert_eq!(words(&mask("Select Bogus")), "Select Bogus");
    assert!(mask("").is_empty());
}

#[test]
fn an_unknown_enumeration_value_survives() {
    let body = "<Licenses><GrantedModuleLicense><LicenseType>Quantum</LicenseType></GrantedModuleLicense></Licenses>";
    let mock = mock(
        "",
        &format!(
            r#"<AuthenticateResponse xmlns="{TNS}"><Response>{body}</Response></AuthenticateResponse>"#
        ),
    );
    let reply = so_principal(&mock)
        .authenticate_implicit(&Default::default())
        .wait()
        .expect("a reply");
    let licenses = reply
        .body
        .response
        .and_then(|carrier| carrier.licenses)
        .expect("present");
    assert_eq!(licenses.len(), 1, "a list of one is a list");
    assert_eq!(
        licenses[0].license_type.as_ref().map(LicenseType::as_str),
        Some("Quantum")
    );
}

#[test]
fn dates_mean_what_they_say() {
    let date = |text: &str| {
        let info = system_info(&format!(
            "<License><NextCheckDate>{text}</NextCheckDate></License>"
        ))
        .expect("a reply")
        .body
        .system_info;
        info.and_then(|info| info.license)
            .and_then(|license| license.next_check_date)
            .expect("present")
    };
    let first = date("0001-01-01T00:00:00");
    assert_eq!(
        first,
        "0001-01-01T00:00:00".parse::<DateTime>().expect("valid")
    );
    assert_eq!(first.to_string(), "0001-01-01T00:00:00");
    assert_eq!(
        date("2023-02-15T13:10:24.1234567").to_string(),
        "2023-02-15T13:10:24.1234567"
    );
    assert_eq!(
        date("2023-02-15T13:10:24+02:00").to_string(),
        "2023-02-15T13:10:24+02:00"
    );
}

#[test]
fn numbers_are_numbers_or_an_error_that_says_where() {
    let length = |text: &str| {
        let body = format!(
            "<FieldProperties><FieldPropertyDictionaryKeyValuePair><Key>k</Key><Value><FieldLength>{text}</FieldLength></Value></FieldPropertyDictionaryKeyValuePair></FieldProperties>"
        );
        system_info(&body).map(|reply| {
            reply
                .body
                .system_info
                .and_then(|info| info.field_properties)
                .and_then(|map| {
                    map.iter()
                        .next()
                        .and_then(|(_, value)| value.as_ref().and_then(|value| value.field_length))
                })
        })
    };
    assert_eq!(length(" 42 ").expect("a reply"), Some(42));
    for text in ["4x", ""] {
        let error = length(text).expect_err("no number");
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.to_string().contains("FieldLength"), "{error}");
        assert!(error.to_string().contains("xs:int"), "{error}");
    }
}

#[test]
fn the_shape_of_the_published_examples_is_read() {
    let mock = MockTransport::new();
    mock.respond(MockResponse::xml(format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<E:Envelope xmlns:E="http://www.w3.org/2003/05/soap-envelope" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:C="{TNS}">
  <C:Succeeded>true</C:Succeeded>
  <E:Body>
    <C:HasChatNotifyResponse>
      <C:Response xsi:type="xsd:boolean">true</C:Response>
    </C:HasChatNotifyResponse>
  </E:Body>
</E:Envelope>"#
    )));
    let reply = customer_service(&mock)
        .has_chat_notify(&Default::default())
        .wait()
        .expect("a reply");
    assert_eq!(
        (reply.body.response, reply.headers.succeeded),
        (Some(true), Some(true))
    );
}

#[test]
fn an_exception_header_is_an_error_with_http_500_too() {
    let mock = MockTransport::new();
    let header = format!(
        r#"<ExceptionInfo xmlns="{TNS}"><Message>m</Message><FriendlyText>Please sign in</FriendlyText></ExceptionInfo>"#
    );
    mock.respond(
        MockResponse::xml(envelope(
            &header,
            &format!(r#"<HasChatNotifyResponse xmlns="{TNS}"/>"#),
        ))
        .status(500),
    );
    let error = customer_service(&mock)
        .with_options(CallOptions::new().with_error_header(service_error))
        .has_chat_notify(&Default::default())
        .wait()
        .expect_err("an exception");
    assert_eq!(error.kind(), ErrorKind::Service, "{error:?}");
    let info = error.service::<SoExceptionInfo>().expect("typed");
    assert_eq!(info.friendly_text.as_deref(), Some("Please sign in"));
}

fn words(set: &ETableRight) -> String {
    let words: Vec<&str> = set.iter().map(ETableRightFlag::as_str).collect();
    words.join(" ")
}
