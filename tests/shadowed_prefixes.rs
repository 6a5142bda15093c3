//! Prefixes that are declared many times cost time in proportion to the message, not to its square.

use std::time::{Duration, Instant};

use soap_runtime::__private::v1;
use soap_runtime::soap::EnvelopeReader;
use soap_runtime::xml::ReadOptions;
use superoffice_services83::customer_service::{RequestHeaders, UpdateFeatureToggles};
use superoffice_services83::soap_runtime;

const NS: &str = "http://www.superoffice.net/ws/crm/NetServer/Services83";
const TOGGLES: usize = 2000;
/// Ten times the time of an unoptimised build. A linear search for each prefix took 14 seconds.
const BOUND: Duration = Duration::from_secs(5);

static BODY: v1::Member = v1::element(
    NS,
    "UpdateFeatureToggles",
    "<UpdateFeatureToggles>",
    "</UpdateFeatureToggles>",
    v1::REQUIRED,
);

/// Declares `count` prefixes.
fn declarations(count: usize, uri: &str) -> String {
    (0..count)
        .map(|number| format!(" xmlns:p{number}=\"{uri}\""))
        .collect()
}

#[test]
fn shadowed_prefixes_are_not_searched_again_and_again() {
    // 900 prefixes are bound to the namespace of the contract, and then to another one; each toggle declares one more.
    let toggles: String = (0..TOGGLES)
        .map(|number| {
            format!("<m:CsFeatureToggle xmlns:q=\"u{number}\"><m:Name>a</m:Name><m:State>true</m:State></m:CsFeatureToggle>")
        })
        .collect();
    let text = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:m=\"{NS}\"{}><s:Body{}><m:UpdateFeatureToggles><m:FeatureToggles>{toggles}</m:FeatureToggles></m:UpdateFeatureToggles></s:Body></s:Envelope>",
        declarations(900, NS),
        declarations(900, "urn:other"),
    );
    let mut options = ReadOptions::default();
    options.limits.attributes = 1000;
    let (mut headers, mut body) = (RequestHeaders::default(), UpdateFeatureToggles::default());
    let start = Instant::now();
    EnvelopeReader::new(&options)
        .charset(Some("utf-8"))
        .read(text.as_bytes(), &mut headers, Some((&BODY, &mut body)))
        .expect("the message is fine");
    assert!(start.elapsed() < BOUND, "{:?}", start.elapsed());
    assert_eq!(body.feature_toggles.map(|list| list.len()), Some(TOGGLES));
}
