//! Envelopes, headers and faults, read and written.

mod support;

use soap_runtime::soap::{
    EnvelopeReader, EnvelopeWriter, Fault, FaultCode, Outcome, Reason, SoapVersion, peek_body,
    write_fault,
};
use soap_runtime::xml::{DeviationKind, NilPolicy, OwnedName, ReadOptions, WriteOptions};
use soap_runtime::{DecodeError, RawElement};
use support::*;

const E11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const E12: &str = "http://www.w3.org/2003/05/soap-envelope";

fn chat() -> String {
    format!("<HasChatNotifyResponse xmlns='{NS}'><Response>1</Response></HasChatNotifyResponse>")
}

fn message(namespace: &str, header: &str, body: &str) -> String {
    format!("<e:Envelope xmlns:e='{namespace}'>{header}<e:Body>{body}</e:Body></e:Envelope>")
}

fn read_chat(
    message: &str,
) -> Result<(HasChat, Headers, soap_runtime::soap::Received), DecodeError> {
    read_with::<HasChat>(message, &HAS_CHAT, &ReadOptions::default())
}

#[test]
fn both_versions_and_every_place_of_headers() {
    let succeeded = format!("<h:Succeeded xmlns:h='{NS}'>true</h:Succeeded>");
    for (namespace, version) in [(E11, SoapVersion::Soap11), (E12, SoapVersion::Soap12)] {
        for (header, headers_read, outside) in [
            (String::new(), None, 0),
            ("<e:Header/>".to_owned(), None, 0),
            (format!("<e:Header>{succeeded}</e:Header>"), Some(true), 0),
            (succeeded.clone(), Some(true), 1),
        ] {
            let (value, headers, received) =
                read_chat(&message(namespace, &header, &chat())).unwrap();
            assert_eq!(
                (value.response, headers.succeeded),
                (Some(true), headers_read)
            );
            assert_eq!(received.version, version);
            assert_eq!(received.deviations.len(), outside);
        }
    }
    let (.., received) = read_chat(&message(E11, &succeeded, &chat())).unwrap();
    assert_eq!(received.deviations[0].kind, DeviationKind::Headers);
    assert_eq!(received.deviations[0].path, "/Envelope/Succeeded");
}

#[test]
fn refused_envelopes() {
    let ok = chat();
    for (message, error) in [
        (String::new(), "Syntax: the message is empty at /"),
        (
            "<html><body/></html>".to_owned(),
            "Envelope: the root element is html instead of the Envelope of SOAP 1.1 or 1.2 at /html",
        ),
        (
            message("urn:not-soap", "", &ok),
            "Version: the root element is {urn:not-soap}Envelope instead of the Envelope of SOAP 1.1 or 1.2 at /Envelope",
        ),
        (
            format!("<Envelope xmlns='{E11}'/>"),
            "Envelope: the Envelope has no Body at /Envelope",
        ),
        (
            format!("<e:Envelope xmlns:e='{E11}'><e:Header/></e:Envelope>"),
            "Envelope: the Envelope has no Body at /Envelope",
        ),
        (
            format!("<e:Envelope xmlns:e='{E11}'><Body/></e:Envelope>"),
            "Envelope: the element Body is in the Envelope at /Envelope/Body",
        ),
        (
            format!("<e:Envelope xmlns:e='{E11}'><e:Body/><e:Body/></e:Envelope>"),
            "Missing: the Body is empty where HasChatNotifyResponse is due at /Envelope/Body",
        ),
        (
            format!("<!DOCTYPE a>{}", message(E11, "", &ok)),
            "Forbidden: SOAP forbids a document type declaration at /",
        ),
        (
            format!("\n<?xml version='1.0'?>{}", message(E11, "", &ok)),
            "Syntax: the XML declaration is not at the very start at /",
        ),
        (
            format!("{}junk", message(E11, "", &ok)),
            "Syntax: something comes after the root element at /",
        ),
        (
            format!("{}<a/>", message(E11, "", &ok)),
            "Syntax: something comes after the root element at /",
        ),
        (
            message(E11, "", &ok).replace("</e:Envelope>", ""),
            "Syntax: the message ends inside <e:Envelope> at /Envelope",
        ),
        (
            message(
                E11,
                "<e:Header><a xmlns='u' e:mustUnderstand='1'/></e:Header>",
                &ok,
            ),
            "MustUnderstand: the header a must be understood, and is not known here at /Envelope/Header/a",
        ),
        (
            message(
                E12,
                "<e:Header><a xmlns='u' e:mustUnderstand='true'/></e:Header>",
                &ok,
            ),
            "MustUnderstand: the header a must be understood, and is not known here at /Envelope/Header/a",
        ),
        (
            message(
                E11,
                &format!("<e:Header><Succeeded xmlns='{NS}'>x</Succeeded></e:Header>"),
                &ok,
            ),
            "Value: \"x\" is not an xs:boolean at /Envelope/Header/Succeeded",
        ),
        (
            message(E11, "", &ok).replace("<Response>", "<Response>\u{1}"),
            "Syntax: XML does not allow the character U+0001 at /",
        ),
    ] {
        assert_eq!(shown(read_chat(&message)), error, "{message}");
    }
}

#[test]
fn every_cut_is_an_error() {
    let whole = message(
        E11,
        &format!(
            "<e:Header><ExceptionInfo xmlns='{NS}'><Message>é&amp;</Message></ExceptionInfo></e:Header>"
        ),
        &chat(),
    );
    assert!(read_chat(&whole).is_ok());
    for at in 0..whole.len() {
        let mut headers = Headers::default();
        let mut value = HasChat::default();
        let cut = &whole.as_bytes()[..at];
        let read = EnvelopeReader::new(&ReadOptions::default()).read(
            cut,
            &mut headers,
            Some((&HAS_CHAT, &mut value)),
        );
        assert!(read.is_err(), "{at}");
    }
}

#[test]
fn void_replies_are_checked() {
    let read = |body: &str| {
        EnvelopeReader::new(&ReadOptions::default())
            .read(message(E11, "", body).as_bytes(), &mut (), None)
            .map(|received| received.outcome)
    };
    assert_eq!(read("").unwrap(), Outcome::Empty);
    assert_eq!(
        shown(read("<a/>")),
        "Element: the element a is in a Body that must be empty at /Envelope/Body/a"
    );
}

#[test]
fn unknown_headers_are_kept() {
    let header = "<e:Header><a xmlns='u'><b>c</b></a><d e:mustUnderstand='0' xmlns='u'/><f e:mustUnderstand='1' e:actor='urn:other' xmlns='u'/></e:Header>";
    let (.., received) = read_chat(&message(E11, header, &chat())).unwrap();
    let names: Vec<String> = received
        .unknown_headers
        .iter()
        .map(|one| one.name().to_string())
        .collect();
    assert_eq!(names, ["{u}a", "{u}d", "{u}f"]);
}

fn fault(namespace: &str, fault: &str) -> Fault {
    let (.., received) = read_chat(&message(namespace, "", fault)).unwrap();
    match received.outcome {
        Outcome::Fault(fault) => *fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn faults_are_read() {
    let read = fault(
        E11,
        "<e:Fault><faultcode xmlns:a='urn:a'>a:Own</faultcode><faultstring xml:lang='nb'> Feil &amp; mangel </faultstring>\
         <faultactor>urn:x</faultactor><detail><x xmlns='urn:d'><y/></x> </detail></e:Fault>",
    );
    assert_eq!(read.code, FaultCode::Other(OwnedName::new("urn:a", "Own")));
    assert_eq!(read.reasons, [Reason::new("nb", "Feil & mangel")]);
    assert_eq!(read.role.as_deref(), Some("urn:x"));
    assert_eq!(read.detail[0].to_xml(), "<x xmlns='urn:d'><y/></x>");
    assert_eq!(read.detail_text, None);
    assert_eq!(read.to_string(), "Own: Feil & mangel");
    for (code, expected) in [
        ("e:Client", FaultCode::Sender),
        ("e:Server", FaultCode::Receiver),
        ("Server", FaultCode::Receiver),
        ("soap:Server", FaultCode::Receiver),
        ("a:b:c", FaultCode::Other(OwnedName::new("", "a:b:c"))),
        ("", FaultCode::Other(OwnedName::new("", ""))),
    ] {
        assert_eq!(
            fault(
                E11,
                &format!("<e:Fault><faultcode>{code}</faultcode><faultstring/></e:Fault>")
            )
            .code,
            expected
        );
    }
    let read = fault(
        E12,
        "<e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value xmlns:a='urn:a'>a:One</e:Value><e:Subcode><e:Value>Two</e:Value></e:Subcode></e:Subcode></e:Code>\
         <e:Reason><e:Text xml:lang='en'>no</e:Text><e:Text xml:lang='nb'>nei</e:Text></e:Reason><e:Node>urn:n</e:Node><e:Role>urn:r</e:Role><e:Detail>why</e:Detail></e:Fault>",
    );
    assert_eq!(read.code, FaultCode::Sender);
    assert_eq!(
        read.subcodes,
        [OwnedName::new("urn:a", "One"), OwnedName::new("", "Two")]
    );
    assert_eq!(read.reasons[1].text, "nei");
    assert_eq!(
        (read.node.as_deref(), read.role.as_deref()),
        (Some("urn:n"), Some("urn:r"))
    );
    assert_eq!(read.detail_text.as_deref(), Some("why"));
    assert_eq!(read.to_string(), "Sender (Two): no");
    // One version's fault in the other's envelope, and HTML where a word is expected.
    assert_eq!(
        fault(
            E11,
            &format!(
                "<f:Fault xmlns:f='{E12}'><f:Code><f:Value>f:Receiver</f:Value></f:Code></f:Fault>"
            )
        )
        .code,
        FaultCode::Receiver
    );
    assert_eq!(
        fault(
            E11,
            "<e:Fault>junk<faultstring>a <b>bold</b> word</faultstring></e:Fault>"
        )
        .reason(),
        "a bold word"
    );
}

#[test]
fn faults_are_written() {
    let detail = RawElement::parse("<x xmlns='urn:d'>1</x>").unwrap();
    let fault = Fault::new(FaultCode::Sender, "no < yes")
        .with_subcode(OwnedName::new("urn:a", "Own"))
        .with_node("urn:node")
        .with_role("urn:role")
        .with_detail(detail);
    for version in [SoapVersion::Soap11, SoapVersion::Soap12] {
        let mut out = Vec::new();
        write_fault(&mut out, version, &fault, &WriteOptions::default()).unwrap();
        let text = String::from_utf8(out).unwrap();
        let (.., received) = read_chat(&text).unwrap();
        let Outcome::Fault(read) = received.outcome else {
            panic!("{text}")
        };
        assert_eq!(received.version, version);
        assert_eq!(read.reason(), "no < yes");
        assert_eq!(read.detail, fault.detail);
        assert_eq!(read.role, fault.role);
        match version {
            SoapVersion::Soap11 => {
                assert_eq!(read.node, None);
                assert_eq!(read.code, FaultCode::Other(OwnedName::new("urn:a", "Own")));
                assert!(text.contains("<faultcode xmlns:c=\"urn:a\">c:Own</faultcode><faultstring xml:lang=\"en\">no &lt; yes</faultstring>"), "{text}");
            }
            SoapVersion::Soap12 => assert_eq!(*read, fault),
        }
    }
}

#[test]
fn peeking() {
    let peek = |text: &str| peek_body(text.as_bytes(), None, &ReadOptions::default());
    let peeked = peek(&message(E12, "<e:Header><a/></e:Header>", &chat())).unwrap();
    assert_eq!(peeked.version, SoapVersion::Soap12);
    assert!(peeked.name.unwrap().is(NS, "HasChatNotifyResponse"));
    assert_eq!(peek(&message(E11, "", "")).unwrap().name, None);
    assert!(peek("<a/>").is_err());
    // Headers whose content looks like their own end tag.
    for inside in [
        "<!-- </e:Header><e:Body><b/></e:Body> -->",
        "<a><![CDATA[</e:Header><e:Body><b/></e:Body>]]></a>",
        "<?a </e:Header><e:Body><b/></e:Body>?>",
        "<a><e:Header><b/></e:Header><e:Body><b/></e:Body></a>",
        "<a b='/>' c=\"</ >\"/>",
        "<a xmlns:e='urn:a'><e:Header/><e:Body><b/></e:Body></a>",
        "<e:Headers><e:Body><b/></e:Body></e:Headers>",
    ] {
        for header in [
            format!("<e:Header>{inside}</e:Header>"),
            format!("<e:Header >{inside}</e:Header >"),
            format!("<e:Header xmlns:x='urn:x'>{inside}</e:Header>"),
        ] {
            let text = message(E11, &header, &chat());
            match (peek(&text), inside.contains("</ >")) {
                (Ok(peeked), false) => {
                    assert!(
                        peeked.name.unwrap().is(NS, "HasChatNotifyResponse"),
                        "{text}"
                    );
                }
                // Not XML: the reader finds the error later.
                (_, true) => {
                    let nothing = EnvelopeReader::new(&ReadOptions::default()).read(
                        text.as_bytes(),
                        &mut (),
                        None,
                    );
                    assert!(nothing.is_err(), "{text}");
                }
                (Err(error), false) => panic!("{error} in {text}"),
            }
        }
    }
}

#[test]
fn writing() {
    let value = UpdateToggles {
        toggles: Some(vec![Toggle {
            name: Some("a<b&\"c\">\r\n\t".to_owned()),
            state: Some(false),
            ..Toggle::default()
        }]),
        ids: Some(Vec::new()),
    };
    assert_eq!(
        write(&value, &UPDATE_TOGGLES),
        format!(
            "<s:Envelope xmlns:s=\"{E11}\"{DECLARATIONS}><s:Body><UpdateFeatureToggles><FeatureToggles><CsFeatureToggle><Name>a&lt;b&amp;\"c\"&gt;&#xD;\n\t</Name><State>false</State></CsFeatureToggle></FeatureToggles><Ids/></UpdateFeatureToggles></s:Body></s:Envelope>"
        )
    );
    let (again, ..) = read_with::<UpdateToggles>(
        &write(&value, &UPDATE_TOGGLES),
        &UPDATE_TOGGLES,
        &ReadOptions::strict(),
    )
    .unwrap();
    assert_eq!(again, value);

    let mut options = WriteOptions::default();
    options.nil = NilPolicy::Explicit;
    let mut out = Vec::new();
    let headers = Headers {
        ticket: Some("7T:x".to_owned()),
        ..Headers::default()
    };
    EnvelopeWriter::new(SoapVersion::Soap12, DECLARATIONS, &options)
        .write(&mut out, &[&(), &headers], Some((&UPDATE_TOGGLES, &value)))
        .unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.contains(
            "<s:Header><ExceptionInfo xsi:nil=\"true\"/><Ticket>7T:x</Ticket></s:Header>"
        ),
        "{text}"
    );
    assert!(text.contains("<CsFeatureToggle><TableRight xsi:nil=\"true\"/><FieldProperties xsi:nil=\"true\"/><Name>"), "{text}");

    let bad = UpdateToggles {
        toggles: Some(vec![Toggle {
            name: Some("a\u{1}b".to_owned()),
            ..Toggle::default()
        }]),
        ids: None,
    };
    let write_bad = |options: &WriteOptions| {
        let mut out = Vec::new();
        EnvelopeWriter::new(SoapVersion::Soap11, DECLARATIONS, options)
            .write(&mut out, &[], Some((&UPDATE_TOGGLES, &bad)))
            .map(|()| out)
    };
    assert_eq!(
        write_bad(&WriteOptions::default()).unwrap_err().to_string(),
        "XML cannot carry the character U+0001 at /UpdateFeatureToggles/FeatureToggles/CsFeatureToggle/Name"
    );
    let mut options = WriteOptions::default();
    options.replace_characters = true;
    assert!(
        String::from_utf8(write_bad(&options).unwrap())
            .unwrap()
            .contains("<Name>a\u{FFFD}b</Name>")
    );

    let zoo = Zoo::default();
    let mut out = Vec::new();
    let error = EnvelopeWriter::new(SoapVersion::Soap11, DECLARATIONS, &WriteOptions::default())
        .write(&mut out, &[], Some((&ZOO, &zoo)))
        .unwrap_err();
    assert_eq!(error.to_string(), "a required choice has no value at /Zoo");
}

#[test]
fn limits() {
    let mut options = ReadOptions::default();
    options.limits.text = 100;
    let long = message(
        E11,
        "",
        &chat().replace(">1<", &format!(">{}1<", " ".repeat(100))),
    );
    assert_eq!(
        shown(read_with::<HasChat>(&long, &HAS_CHAT, &options)),
        "Limit: a text is longer than 100 bytes at /Envelope/Body/HasChatNotifyResponse/Response"
    );
    let mut options = ReadOptions::default();
    options.limits.message = 20;
    assert_eq!(
        shown(read_with::<HasChat>(&long, &HAS_CHAT, &options)),
        "Limit: the message is longer than 20 bytes at /"
    );
    let many: String = (0..300).map(|index| format!(" a{index}='1'")).collect();
    let wide = message(
        E11,
        "",
        &chat().replace("<Response", &format!("<Response{many}")),
    );
    assert_eq!(
        shown(read_chat(&wide)),
        "Limit: an element has more than 256 attributes at /Envelope/Body/HasChatNotifyResponse/Response"
    );
}
