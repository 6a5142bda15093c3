//! Requests with headers of WS-Addressing: the faults of the standard (1.0, SOAP Binding, section 6.4; of August 2004, section 4), and
//! where responses go.

use super::*;
use soap_runtime::RawElement;
use soap_runtime::soap::AddressingFaultCode as Code;
use soap_runtime::soap::{AddressingFault, EnvelopeReader, Outcome};
use soap_runtime::xml::ReadOptions;

const WSA: &str = "http://www.w3.org/2005/08/addressing";
const WSA_2004: &str = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
const ACTION: &str = "<a:Action>urn:test/IsEnabled</a:Action>";
const ID: &str = "<a:MessageID>urn:uuid:1</a:MessageID>";

fn request(version: SoapVersion, namespace: &str, headers: &str) -> http::Request<Bytes> {
    let (soap, media_type) = match version {
        SoapVersion::Soap11 => ("http://schemas.xmlsoap.org/soap/envelope/", XML11),
        SoapVersion::Soap12 => ("http://www.w3.org/2003/05/soap-envelope", XML12),
    };
    let body = format!(
        "<s:Envelope xmlns:s=\"{soap}\" xmlns:a=\"{namespace}\"><s:Header>{headers}</s:Header><s:Body><IsEnabled xmlns=\"{NS}\"/></s:Body></s:Envelope>"
    );
    post(media_type, body)
}

fn reply_to(address: &str) -> String {
    format!("<a:ReplyTo><a:Address>{address}</a:Address></a:ReplyTo>")
}

/// The fault of an answer, in the words of WS-Addressing.
fn fault(answer: &Answer) -> (u16, AddressingFault, Vec<RawElement>) {
    let options = ReadOptions::default();
    let read = EnvelopeReader::new(&options).read(answer.2.as_bytes(), &mut (), None);
    let read = read.expect("an envelope");
    let Outcome::Fault(mut found) = read.outcome else {
        panic!("{}", answer.2);
    };
    found.headers = read.unknown_headers;
    let read = AddressingFault::of(&found).unwrap_or_else(|| panic!("{}", answer.2));
    (answer.0, read, found.headers)
}

#[test]
fn wrong_headers_get_the_faults_of_the_standard() {
    let service = Arc::new(Toggles::default());
    let both = format!("{ACTION}{ID}");
    let cases: Vec<(String, Code, &str)> = vec![
        (
            ID.to_owned(),
            Code::MessageAddressingHeaderRequired,
            "Action",
        ),
        (
            ACTION.to_owned(),
            Code::MessageAddressingHeaderRequired,
            "MessageID",
        ),
        (
            format!("{both}{ACTION}"),
            Code::InvalidCardinality,
            "Action",
        ),
        (format!("{both}{ID}"), Code::InvalidCardinality, "MessageID"),
        (
            format!("{both}<a:To>urn:a</a:To><a:To>urn:b</a:To>"),
            Code::InvalidCardinality,
            "To",
        ),
        (
            format!("{both}<a:ReplyTo/>"),
            Code::MissingAddressInEpr,
            "ReplyTo",
        ),
        (
            format!("{both}{}", reply_to("http://elsewhere.invalid/")),
            Code::OnlyAnonymousAddressSupported,
            "ReplyTo",
        ),
        (
            format!(
                "{both}<a:FaultTo><a:Address>http://elsewhere.invalid/</a:Address></a:FaultTo>"
            ),
            Code::OnlyAnonymousAddressSupported,
            "FaultTo",
        ),
        (
            format!("<a:Action>urn:test/Delete&lt;</a:Action>{ID}"),
            Code::ActionNotSupported,
            "urn:test/Delete<",
        ),
    ];
    for (headers, code, problem) in cases {
        for version in [SoapVersion::Soap11, SoapVersion::Soap12] {
            let dispatcher = match version {
                SoapVersion::Soap11 => dispatcher(&service),
                SoapVersion::Soap12 => dispatcher12(&service),
            };
            let answer = answer(&dispatcher.addressing(), request(version, WSA, &headers));
            let (status, read, sent) = fault(&answer);
            let expected = if version == SoapVersion::Soap11 {
                500
            } else {
                400
            };
            assert_eq!(
                (status, read.code),
                (expected, code),
                "{headers}: {}",
                answer.2
            );
            assert_eq!(read.problem.as_deref(), Some(problem), "{}", answer.2);
            let text = |local: &str| {
                let found = sent.iter().find(|one| one.name().is(WSA, local));
                found.and_then(RawElement::text)
            };
            let action = "http://www.w3.org/2005/08/addressing/fault";
            assert_eq!(text("Action").as_deref(), Some(action));
            let related = match headers.contains("MessageID") {
                true => "urn:uuid:1",
                false => "http://www.w3.org/2005/08/addressing/unspecified",
            };
            assert_eq!(text("RelatesTo").as_deref(), Some(related));
        }
    }
    assert!(service.asked.lock().unwrap().is_empty(), "no operation ran");
}

#[test]
fn soap_action_and_action_agree() {
    let service = Arc::new(Toggles::default());
    let dispatcher = dispatcher(&service).addressing();
    let with = |action: &str| {
        let mut request = request(SoapVersion::Soap11, WSA, &format!("{ACTION}{ID}"));
        let action = action.parse().unwrap();
        request.headers_mut().insert("soapaction", action);
        answer(&dispatcher, request)
    };
    assert_eq!(with("\"\"").0, 200);
    assert_eq!(with("\"urn:test/IsEnabled\"").0, 200);
    let (_, read, _) = fault(&with("\"urn:test/Update\""));
    assert_eq!(read.code, Code::ActionMismatch);
}

#[test]
fn nobody_gets_what_is_for_none() {
    let service = Arc::new(Toggles::default());
    let dispatcher = dispatcher(&service).addressing();
    let none = reply_to("http://www.w3.org/2005/08/addressing/none");
    let ask = |headers: &str| answer(&dispatcher, request(SoapVersion::Soap11, WSA, headers));
    let empty: Answer = (202, String::new(), String::new());
    assert_eq!(
        ask(&format!("{ACTION}{none}")),
        empty,
        "no MessageID is needed"
    );
    assert_eq!(service.asked.lock().unwrap().len(), 1, "the operation ran");
    // Faults go where responses go, unless FaultTo says something else.
    assert_eq!(
        ask(&format!("<a:Action>urn:other</a:Action>{ID}{none}")),
        empty
    );
    let anonymous = "<a:FaultTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:FaultTo>";
    let answer = ask(&format!(
        "<a:Action>urn:other</a:Action>{ID}{none}{anonymous}"
    ));
    assert_eq!(fault(&answer).1.code, Code::ActionNotSupported);
}

#[test]
fn headers_for_others_do_not_count() {
    let service = Arc::new(Toggles::default());
    let dispatcher = dispatcher(&service).addressing();
    let other = "<a:Action s:actor=\"urn:gateway\">urn:other</a:Action>";
    let headers = format!("{other}{ACTION}{ID}");
    let answer = answer(&dispatcher, request(SoapVersion::Soap11, WSA, &headers));
    assert_eq!(answer.0, 200, "{}", answer.2);
}

#[test]
fn the_submission_of_2004_has_its_own_names() {
    let service = Arc::new(Toggles::default());
    let dispatcher = dispatcher(&service).addressing();
    let ask = |headers: &str| answer(&dispatcher, request(SoapVersion::Soap11, WSA_2004, headers));
    assert_eq!(ask(ACTION).0, 200, "no MessageID without ReplyTo");
    let anonymous = reply_to("http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous");
    let answer = ask(&format!("{ACTION}{anonymous}"));
    assert!(
        answer.2.contains("MessageInformationHeaderRequired"),
        "{}",
        answer.2
    );
    assert_eq!(fault(&answer).1.code, Code::MessageAddressingHeaderRequired);
    let answer = ask(&format!("{ACTION}{ID}{ACTION}"));
    assert!(
        answer.2.contains("InvalidMessageInformationHeader"),
        "{}",
        answer.2
    );
}

#[test]
fn headers_can_be_required() {
    let service = Arc::new(Toggles::default());
    let plain = || request(SoapVersion::Soap11, WSA, "");
    assert_eq!(answer(&dispatcher(&service).addressing(), plain()).0, 200);
    let answer = answer(&dispatcher(&service).require_addressing(), plain());
    let (_, read, _) = fault(&answer);
    assert_eq!(read.code, Code::MessageAddressingHeaderRequired);
    assert_eq!(read.problem.as_deref(), Some("Action"));
}
