//! A value cannot break out of its element in a request.

use soap_runtime::transport::MockTransport;
use soap_runtime::xml::WriteOptions;
use soap_runtime::{CallOptions, Client, ErrorKind};
use superoffice_services83::customer_service::{CustomerServiceClient, UpdateFeatureToggles};
use superoffice_services83::types::CsFeatureToggle;

/// Returns the request with this name in it, or the error.
fn sent(name: &str, write: WriteOptions) -> Result<String, String> {
    let mock = MockTransport::new();
    let options = CallOptions::new().with_write(write);
    let client = Client::blocking("http://127.0.0.1/a.svc", mock.clone()).with_options(options);
    let toggle = CsFeatureToggle {
        name: Some(name.to_owned()),
        ..CsFeatureToggle::default()
    };
    let request = UpdateFeatureToggles {
        feature_toggles: Some(vec![toggle]),
    };
    match CustomerServiceClient::new(client)
        .update_feature_toggles(&request)
        .wait()
    {
        Err(error) if error.kind() == ErrorKind::Encode => Err(error.to_string()),
        _ => Ok(String::from_utf8(mock.requests()[0].body().to_vec()).expect("UTF-8")),
    }
}

#[test]
fn text_is_data() {
    for name in [
        "<![CDATA[a]]></Name><State>true</State><Name><![CDATA[b]]>",
        "</Name><State>true</State><Name>",
        "]]>",
        "&amp;&#1;&x;",
        "<!-- a -->",
        "<?pi?>",
        "\r\n\t \r",
        " a ",
        "\u{85}\u{2028}\u{feff}\u{fffd}🚀",
        "\" ' xmlns=\"urn:x\"",
    ] {
        let text = sent(name, WriteOptions::default()).expect("written");
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        let names: Vec<_> = document
            .descendants()
            .filter(|node| node.tag_name().name() == "Name")
            .collect();
        assert_eq!(names.len(), 1, "{text}");
        assert_eq!(names[0].text().unwrap_or_default(), name, "{text}");
        assert!(
            !document
                .descendants()
                .any(|node| node.tag_name().name() == "State"),
            "{text}"
        );
    }
}

#[test]
fn what_xml_cannot_carry_is_refused_where_it_stands_or_replaced() {
    for name in ["a\u{1}b", "a\0b", "a\u{b}b", "a\u{fffe}b", "a\u{ffff}b"] {
        let error = sent(name, WriteOptions::default()).expect_err("it cannot be carried");
        assert!(
            error.contains("XML cannot carry the character U+"),
            "{error}"
        );
        assert!(error.contains("/Name"), "{error}");
        let mut replace = WriteOptions::default();
        replace.replace_characters = true;
        let text = sent(name, replace).expect("written");
        assert!(text.contains("<Name>a\u{fffd}b</Name>"), "{text}");
    }
}
