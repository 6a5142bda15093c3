//! Captured messages of WCF's data contracts (`interop/WcfProbe.wsdl`): the generated client and server read them, with
//! typed assertions. The reply of our server to a captured request has the infoset of WCF's reply.

use crate::captured::{Captured, folder, split};
use crate::generated::wcf_probe::probe_service::*;
use crate::generated::wcf_probe::probe_service_server::{ProbeServiceServer, dispatcher};
use crate::generated::wcf_probe::types::*;
use bytes::Bytes;
use soap_runtime::server::{Request, Response, Result};
use soap_runtime::soap::FaultCode;
use soap_runtime::{Client, Decimal, Error, ErrorDetails, ErrorKind, Fault};
use std::sync::Arc;
use testkit::{Rules, ValueSpace, compare};

/// A service that returns its request.
struct EchoService;

impl ProbeServiceServer for EchoService {
    async fn echo(&self, request: Request<Echo, ()>) -> Result<EchoResponse, ()> {
        probe(&request.body.probe.clone().unwrap_or_default());
        Ok(Response::new(EchoResponse {
            echo_result: request.body.probe,
        }))
    }

    async fn echo_carrier(
        &self,
        request: Request<EchoCarrier, ()>,
    ) -> Result<EchoCarrierResponse, ()> {
        Ok(Response::new(EchoCarrierResponse {
            echo_carrier_result: request.body.value,
        }))
    }

    async fn echo_object(
        &self,
        request: Request<EchoObject, ()>,
    ) -> Result<EchoObjectResponse, ()> {
        Ok(Response::new(EchoObjectResponse {
            echo_object_result: request.body.value,
        }))
    }

    async fn fail(&self, request: Request<Fail, ()>) -> Result<FailResponse, (), FailFault> {
        let how = request.body.how.unwrap_or_default();
        Err(Fault::new(FaultCode::Sender, &how).into())
    }

    async fn one_way(&self, request: Request<OneWay, ()>) -> Result<(), ()> {
        assert_eq!(request.body.s.as_deref(), Some("s"));
        Ok(Response::new(()))
    }
}

fn dated(value: &Option<soap_runtime::DateTime>) -> String {
    value.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// Checks every value of the captured probe.
fn probe(probe: &ProbeData) {
    texts_and_arrays(probe);
    numbers(probe);
    dates(probe);
    others(probe);
}

fn texts_and_arrays(probe: &ProbeData) {
    assert_eq!(probe.null_string, None);
    assert_eq!(probe.empty_string.as_deref(), Some(""));
    assert_eq!(probe.space_string.as_deref(), Some("  two  "));
    assert_eq!(
        probe.markup_string.as_deref(),
        Some("<a b=\"c\" d='e'>&amp; ]]> æøå €</a>")
    );
    assert_eq!(
        probe.control_whitespace_string.as_deref(),
        Some("tab\there\nnewline")
    );
    assert_eq!(probe.null_array, None);
    assert_eq!(probe.empty_array.as_deref(), Some(&[][..]));
    assert_eq!(
        probe.int_array.as_deref(),
        Some(&[1, -2, i32::MAX, i32::MIN][..])
    );
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        probe.string_array,
        Some(vec![some("a"), None, some(""), some("b")])
    );
    let toggles = probe.toggle_array_with_null.clone().unwrap_or_default();
    let names: Vec<_> = toggles
        .iter()
        .map(|toggle| toggle.as_ref().and_then(|toggle| toggle.name.clone()))
        .collect();
    assert_eq!(names, [some("x"), None]);
    assert!(
        matches!(&probe.derived_in_base, Some(CarrierKind::CsFeatureToggle(toggle)) if toggle.name.as_deref() == Some("derived"))
    );
    assert!(matches!(&probe.plain_base, Some(CarrierKind::Carrier(_))));
    let carriers = probe.carriers.clone().unwrap_or_default();
    assert!(matches!(&carriers[..], [
        Some(CarrierKind::Carrier(_)),
        Some(CarrierKind::CsSessionKey(key)),
        None,
    ] if key.user_id == Some(2)));
}

fn numbers(probe: &ProbeData) {
    let doubles = probe.doubles.clone().unwrap_or_default();
    assert!(doubles[0].is_nan());
    assert_eq!(doubles[1..3], [f64::INFINITY, f64::NEG_INFINITY]);
    // A server on Mono's runtime returns the negative zero as 0.
    assert_eq!(doubles[3..5], [0.0, 0.0]);
    assert_eq!(doubles[5..10], [0.1, 1.0, 1e21, 1e-7, 123_456_789.125]);
    assert_eq!(doubles[10..13], [f64::MAX, f64::MIN, 5e-324]);
    assert_eq!(doubles[13], 1.0 / 3.0);
    let floats = probe.floats.clone().unwrap_or_default();
    assert!(floats[0].is_nan());
    assert_eq!(floats[1..], [f32::INFINITY, 0.1, f32::MAX, 1.0 / 3.0]);
    let decimals: Vec<String> = probe
        .decimals
        .iter()
        .flatten()
        .map(Decimal::to_string)
        .collect();
    assert_eq!(
        decimals,
        ["0", "1.10", "-0.000001", "79228162514264337593543950335"]
    );
}

fn dates(probe: &ProbeData) {
    assert_eq!(dated(&probe.utc), "2019-03-14T15:09:26.535Z");
    assert_eq!(
        probe
            .local
            .as_ref()
            .and_then(soap_runtime::DateTime::offset_minutes),
        Some(0)
    );
    assert_eq!(dated(&probe.unspecified), "2019-03-14T15:09:26");
    assert!(dated(&probe.utc_ticks).ends_with(".5354321Z"));
    assert_eq!(dated(&probe.min_value), "0001-01-01T00:00:00");
    assert_eq!(dated(&probe.max_value), "9999-12-31T23:59:59.9999999");
    assert_eq!(probe.null_date, None);
    assert_eq!(
        probe.offset.as_ref().map(|offset| offset.offset_minutes),
        Some(330)
    );
    let span = probe.span.as_ref().map(ToString::to_string);
    assert_eq!(span.as_deref(), Some("P1DT2H3M4.005S"));
}

fn others(probe: &ProbeData) {
    let some = |text: &str| Some(text.to_owned());
    let guid = probe.guid.as_ref().map(ToString::to_string);
    assert_eq!(
        guid.as_deref(),
        Some("0f8fad5b-d9cb-469f-a165-70867728950e")
    );
    assert_eq!(probe.char, Some(65));
    assert_eq!(
        probe.bytes.as_deref(),
        Some(&[0, 1, 2, 0xFD, 0xFE, 0xFF][..])
    );
    assert_eq!(probe.empty_bytes.as_deref(), Some(&[][..]));
    assert_eq!(probe.uri.as_deref(), Some("http://example.com/a?b=c&d=e"));
    assert_eq!(probe.color, Some(Color::DeepBlue));
    let count = |flags: &Option<ETableRight>| flags.as_ref().map(|flags| flags.iter().count());
    assert_eq!(count(&probe.flags), Some(2));
    assert_eq!(count(&probe.flags_all), Some(6));
    assert_eq!(count(&probe.flags_zero), Some(0));
    assert!(probe.any_null.is_none());
    assert!(probe.any_string.is_some() && probe.any_plain_object.is_some());
    assert_eq!(probe.any_array.as_ref().map(Vec::len), Some(4));
    assert_eq!(
        probe
            .dict
            .as_ref()
            .map(|dict| dict.iter().cloned().collect::<Vec<_>>()),
        Some(vec![
            ("k1".to_owned(), some("v1")),
            ("k2".to_owned(), None),
            ("k3".to_owned(), some("")),
        ])
    );
    let one = probe.plain_dict.as_ref().and_then(|dict| dict.get("one"));
    assert_eq!(one, Some(&1));
    assert_eq!(probe.long, Some(i64::MIN));
    assert_eq!(probe.u_long, Some(u64::MAX));
    assert_eq!(probe.s_byte, Some(i8::MIN));
    assert_eq!(probe.nullable_bool, Some(true));
    assert_eq!(probe.nullable_int, None);
    assert_eq!(probe.surrogate_string.as_deref(), Some("😀"));
    let lines = probe.cr_lf_string.as_deref();
    // Mono writes the carriage return as it is, and an XML reader turns both characters into one line end.
    assert!(matches!(lines, Some("cr\r\nlf" | "cr\nlf")), "{lines:?}");
}

fn client(peer: &str, name: &str) -> Option<ProbeServiceClient> {
    let file = folder()?.join(format!("{peer}-Probe-{name}-response.http"));
    let response = std::fs::read(file).ok()?;
    let transport = Captured {
        response: response.into(),
        request: Arc::default(),
    };
    Some(ProbeServiceClient::new(Client::blocking(
        "http://127.0.0.1/",
        transport,
    )))
}

/// Runs a check with the client of each peer that has this capture.
fn each(name: &str, check: impl Fn(&str, ProbeServiceClient)) {
    for peer in ["wcf", "monowcf"] {
        if let Some(client) = client(peer, name) {
            check(peer, client);
        }
    }
}

/// The reply of our server to a body, and its status.
fn answered(action: &str, body: impl Into<Bytes>) -> (u16, String) {
    let request = http::Request::post("/")
        .header("content-type", "text/xml; charset=utf-8")
        .header(
            "soapaction",
            format!(
                "\"http://www.superoffice.net/ws/crm/NetServer/Services83/ProbeService/{action}\""
            ),
        )
        .body(body.into())
        .unwrap_or_else(|error| panic!("{error}"));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap_or_else(|error| panic!("{error}"));
    let answer = runtime.block_on(dispatcher(EchoService).handle(request));
    let text = String::from_utf8_lossy(answer.body()).into_owned();
    (answer.status().as_u16(), text)
}

#[test]
fn echo() {
    each("Echo", |peer, client| {
        let reply = client
            .echo(&Echo::default())
            .wait()
            .unwrap_or_else(|error| panic!("{peer}: {error}"));
        assert!(reply.skipped.is_empty(), "{peer}: {:?}", reply.skipped);
        probe(&reply.body.echo_result.unwrap_or_default());
    });
    let Some(folder) = folder() else { return };
    let read = |name: &str| {
        std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    for (request, response) in [
        (
            "wcf-Probe-Echo-request.http",
            "wcf-Probe-Echo-response.http",
        ),
        (
            "monowcf-Probe-Echo-request.http",
            "monowcf-Probe-Echo-response.http",
        ),
        ("coreclr31-Probe-Echo-body.xml", ""),
    ] {
        let body = match request.ends_with(".http") {
            true => split(&read(request)).2,
            false => Bytes::from(read(request)),
        };
        let (status, ours) = answered("Echo", body.clone());
        assert_eq!(status, 200, "{request}: {ours}");
        let theirs = match response {
            "" => String::from_utf8_lossy(&body)
                .replace("<Echo ", "<EchoResponse ")
                .replace("</Echo>", "</EchoResponse>")
                .replace("<probe ", "<EchoResult ")
                .replace("</probe>", "</EchoResult>"),
            response => String::from_utf8_lossy(&split(&read(response)).2).into_owned(),
        };
        let rules = Rules {
            nil_is_absent: true,
            space: &|element| ValueSpace::by_looks(&element.text),
            // These values may differ in spelling: nine or eight digits of a float, a zero with or without its sign.
            // `probe` checks the values.
            filler: &|element| {
                element.name.local == "float" || matches!(element.text.as_str(), "0" | "-0")
            },
            ..Rules::default()
        };
        let differences = compare(&theirs, &ours, &rules);
        assert_eq!(differences, Ok(Vec::new()), "{request}");
    }
}

#[test]
fn derived_types_and_objects() {
    each("EchoCarrier-derived", |peer, client| {
        let reply = client.echo_carrier(&EchoCarrier::default()).wait();
        let reply = reply.unwrap_or_else(|error| panic!("{peer}: {error}"));
        assert!(
            matches!(&reply.body.echo_carrier_result, Some(CarrierKind::CsFeatureToggle(toggle)) if toggle.name.as_deref() == Some("carried")),
            "{peer}"
        );
    });
    type Given = std::result::Result<Option<String>, Error>;
    let object = |name: &str, check: &dyn Fn(&str, Given)| {
        each(&format!("EchoObject-{name}"), |peer, client| {
            let reply = client.echo_object(&EchoObject::default()).wait();
            check(
                peer,
                reply.map(|reply| {
                    reply
                        .body
                        .echo_object_result
                        .map(|value| format!("{value:?}"))
                }),
            );
        });
    };
    object("int", &|peer, value| {
        let value = value.unwrap_or_else(|error| panic!("{peer}: {error}"));
        assert!(value.is_some_and(|value| value.contains("42")), "{peer}");
    });
    object("string", &|peer, value| {
        assert!(matches!(value, Ok(Some(_))), "{peer}");
    });
    object("null", &|peer, value| {
        assert!(matches!(value, Ok(None)), "{peer}");
    });
    // Mono reports that it does not know the type. The other capture is an empty response, which is no reply to a call
    // that needs one.
    object("toggle", &|peer, value| {
        let error = value.expect_err(peer);
        match peer {
            "monowcf" => assert_eq!(error.kind(), ErrorKind::Fault, "{error}"),
            _ => assert_eq!(error.kind(), ErrorKind::Http, "{error}"),
        }
    });
}

#[test]
fn faults_and_one_way() {
    let fault = |name: &str, check: &dyn Fn(&str, Error)| {
        each(&format!("Fail-{name}"), |peer, client| {
            check(peer, client.fail(&Fail::default()).wait().expect_err(peer));
        });
    };
    fault("typed", &|peer, error| {
        let Some(FailFault::SoExceptionInfoFault(info)) = error.fault::<FailFault>() else {
            panic!("{peer}: {error}");
        };
        assert_eq!(info.message.as_deref(), Some("typed"), "{peer}");
        let parameters = info.parameters.unwrap_or_default();
        assert_eq!(parameters.get("a"), Some(&Some("b".to_owned())), "{peer}");
    });
    for (name, reason) in [
        ("typed-includeExceptionDetail", "typed reason"),
        ("plain-includeExceptionDetail", "plain"),
        ("undeclared", "undeclared reason"),
        ("unhandled-includeExceptionDetail", "unhandled"),
    ] {
        fault(name, &|peer, error| {
            let ErrorDetails::Fault(fault) = error.details() else {
                panic!("{peer}: {error}");
            };
            // Mono keeps its own text for unhandled errors, whatever the setting.
            let kept = peer == "monowcf" && fault.reason().starts_with("The server was unable");
            assert!(
                kept || fault.reason().starts_with(reason),
                "{peer}: {fault:?}"
            );
        });
    }
    for name in ["plain", "unhandled"] {
        fault(name, &|peer, error| {
            assert_eq!(error.kind(), ErrorKind::Fault, "{peer}: {error}");
            assert!(error.fault::<FailFault>().is_none(), "{peer}");
        });
    }
    each("OneWay", |peer, client| {
        let reply = client.one_way(&OneWay::default()).wait();
        assert!(reply.is_ok(), "{peer}: {reply:?}");
    });
    // Our server reads the requests.
    let Some(folder) = folder() else { return };
    for peer in ["wcf", "monowcf"] {
        for (name, action, status, part) in [
            ("EchoCarrier-derived", "EchoCarrier", 200, "carried"),
            ("EchoObject-int", "EchoObject", 200, "42"),
            ("EchoObject-null", "EchoObject", 200, "EchoObjectResponse"),
            ("EchoObject-string", "EchoObject", 200, "string"),
            ("EchoObject-toggle", "EchoObject", 200, "CsFeatureToggle"),
            ("Fail-plain", "Fail", 500, "plain"),
            ("OneWay", "OneWay", 202, ""),
        ] {
            let file = folder.join(format!("{peer}-Probe-{name}-request.http"));
            let Ok(request) = std::fs::read(file) else {
                continue;
            };
            let (came, text) = answered(action, split(&request).2);
            assert_eq!(came, status, "{peer}-{name}: {text}");
            assert!(text.contains(part), "{peer}-{name}: {text}");
        }
    }
}
