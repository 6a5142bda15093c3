//! Messages in SOAP encoding, in the shapes that toolkits send: nulls, names, references, arrays, limits.

#[macro_use]
mod support;

use soap_runtime::__private::v1;
use soap_runtime::soap::{EnvelopeReader, EnvelopeWriter, Outcome, Received, SoapVersion};
use soap_runtime::xml::{DeviationKind, ReadOptions, WriteOptions};
use soap_runtime::{AnyType, DecodeError, DecodeErrorKind, RawElement};
use support::encoded::{ENCODED_NS as NS, Maker, OUTPUT, Part, Reply};

macro_rules! table {
    ($type:ident, $name:literal, $table:ident, [$($member:expr),* $(,)?], [$($field:ident),* $(,)?]) => {
        static $table: v1::Struct = v1::Struct::new(v1::Name::new(NS, $name), &[$($member),*]);
        fields!($type, $table, [$($field),*]);
    };
}

fn read(message: &str) -> Result<(Reply, Received), DecodeError> {
    read_with(message, &ReadOptions::default())
}

fn read_with(message: &str, options: &ReadOptions) -> Result<(Reply, Received), DecodeError> {
    let mut reply = Reply::default();
    let received = EnvelopeReader::new(options).read(
        message.as_bytes(),
        &mut (),
        Some((&OUTPUT, &mut reply)),
    )?;
    Ok((reply, received))
}

fn part(name: &str, weight: f64, maker: &str) -> Option<Part> {
    Some(Part {
        name: Some(name.to_owned()),
        weight: Some(weight),
        maker: Some(Maker {
            name: Some(maker.to_owned()),
        }),
        parts: None,
    })
}

const NAMESPACES: &str = r#"xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/""#;

fn envelope(body: &str) -> String {
    format!(
        r#"<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" {NAMESPACES}><soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"#
    )
}

/// Axis 1: an array of references, with each value once after the wrapper, and prefixes declared where they are used.
#[test]
fn axis() {
    let message = envelope(
        r##"<ns1:findResponse soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" xmlns:ns1="urn:parts">
<return soapenc:arrayType="ns1:Part[2]" xsi:type="soapenc:Array"><return href="#id0"/><return href="#id1"/></return><count href="#id3"/>
</ns1:findResponse>
<multiRef id="id0" soapenc:root="0" soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" xsi:type="ns2:Part" xmlns:ns2="urn:parts"><name xsi:type="xsd:string">bolt</name><weight xsi:type="xsd:double">1.5</weight><maker href="#id2"/><parts xsi:type="soapenc:Array" xsi:nil="true"/></multiRef>
<multiRef id="id3" soapenc:root="0" xsi:type="xsd:int">2</multiRef>
<multiRef id="id1" soapenc:root="0" xsi:type="ns3:Part" xmlns:ns3="urn:parts"><name xsi:type="xsd:string">nut &amp; &lt;co&gt;</name><weight xsi:type="xsd:double">2.0</weight><maker href="#id2"/></multiRef>
<multiRef id="id2" soapenc:root="0" xsi:type="ns4:Maker" xmlns:ns4="urn:parts"><name xsi:type="soapenc:string">ACME</name></multiRef>"##,
    );
    let (reply, received) = read(&message).expect("reply");
    let found = vec![part("bolt", 1.5, "ACME"), part("nut & <co>", 2.0, "ACME")];
    assert_eq!(
        reply,
        Reply {
            found: Some(found),
            count: Some(2),
            any: None
        }
    );
    assert_eq!(received.deviations, []);
    assert_eq!(received.skipped, []);
    read_with(&message, &ReadOptions::strict()).expect("nothing deviates");
}

/// gSOAP: the array in place, a shared value with its id where it occurs first.
#[test]
fn gsoap() {
    let message = envelope(
        r##"<ns:findResponse xmlns:ns="urn:parts" soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><return xsi:type="soapenc:Array" soapenc:arrayType="ns:Part[2]"><item xsi:type="ns:Part"><name xsi:type="xsd:string">bolt</name><weight xsi:type="xsd:double">1.5</weight><maker id="_2" xsi:type="ns:Maker"><name>ACME</name></maker></item><item xsi:type="ns:Part"><name>nut</name><weight>2</weight><maker href="#_2"/></item></return><count>2</count></ns:findResponse>"##,
    );
    let (reply, _) = read(&message).expect("reply");
    let found = vec![part("bolt", 1.5, "ACME"), part("nut", 2.0, "ACME")];
    assert_eq!(
        reply,
        Reply {
            found: Some(found),
            count: Some(2),
            any: None
        }
    );
}

/// SOAP::Lite: items with other names, its own prefixes, a default namespace on the wrapper.
#[test]
fn soap_lite() {
    let message = envelope(
        r#"<namesp1:findResponse xmlns:namesp1="urn:parts"><return soapenc:arrayType="namesp1:Part[1]" xsi:type="soapenc:Array"><Part xsi:type="namesp1:Part"><name xsi:type="xsd:string">bolt</name><weight xsi:type="xsd:float">1.5</weight><maker><name>ACME</name></maker></Part></return></namesp1:findResponse>"#,
    );
    let (reply, _) = read(&message).expect("reply");
    assert_eq!(reply.found, Some(vec![part("bolt", 1.5, "ACME")]));
}

/// PHP: SOAP-ENC as prefix, `item`, nested arrays; an object that is used twice has `id="ref1"`.
#[test]
fn php() {
    let message = r##"<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="urn:parts" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><SOAP-ENV:Body><ns1:findResponse><return SOAP-ENC:arrayType="ns1:Part[2]" xsi:type="ns1:ArrayOfPart"><item xsi:type="ns1:Part"><name xsi:type="xsd:string">bolt</name><weight xsi:type="xsd:double">1.5</weight><maker id="ref1" xsi:type="ns1:Maker"><name>ACME</name></maker><parts SOAP-ENC:arrayType="ns1:Part[1]" xsi:type="ns1:ArrayOfPart"><item><name>head</name><maker xsi:nil="true"/></item></parts></item><item xsi:type="ns1:Part"><name>nut</name><weight>2</weight><maker href="#ref1"/><parts xsi:nil="true"/></item></return><count>2</count></ns1:findResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>"##;
    let (reply, _) = read(message).expect("reply");
    let mut bolt = part("bolt", 1.5, "ACME").unwrap();
    bolt.parts = Some(vec![Part {
        name: Some("head".to_owned()),
        ..Part::default()
    }]);
    assert_eq!(
        reply.found,
        Some(vec![Some(bolt), part("nut", 2.0, "ACME")])
    );
}

/// SOAP 1.2: `ref` and `id` in the namespace of the encoding, `itemType` and `arraySize`.
#[test]
fn soap_12() {
    let message = r#"<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body><m:findResponse xmlns:m="urn:parts" xmlns:enc="http://www.w3.org/2003/05/soap-encoding" env:encodingStyle="http://www.w3.org/2003/05/soap-encoding"><return enc:itemType="m:Part" enc:arraySize="2"><p><name>bolt</name><weight>1.5</weight><maker enc:id="m"><name>ACME</name></maker></p><p><name>nut</name><weight>2</weight><maker enc:ref="m"/></p></return></m:findResponse></env:Body></env:Envelope>"#;
    let (reply, _) = read(message).expect("reply");
    assert_eq!(
        reply.found,
        Some(vec![part("bolt", 1.5, "ACME"), part("nut", 2.0, "ACME")])
    );
}

/// The whole array elsewhere, a reference to a reference, independent elements before the wrapper.
#[test]
fn anywhere() {
    let message = envelope(
        r##"<x id="a" soapenc:arrayType="xsd:anyType[1]"><y href="#b"/></x><t:findResponse xmlns:t="urn:parts"><return href="#a"/></t:findResponse><z id="b" href="#c"/><Part id="c"><name>bolt</name></Part>"##,
    );
    let (reply, _) = read(&message).expect("reply");
    let bolt = Part {
        name: Some("bolt".to_owned()),
        ..Part::default()
    };
    assert_eq!(reply.found, Some(vec![Some(bolt)]));
}

/// A prefix with one namespace at the reference, and another at the value.
#[test]
fn prefixes_of_the_value() {
    let message = envelope(
        r##"<p:findResponse xmlns:p="urn:parts"><return soapenc:arrayType="p:Part[1]"><p href="#a"/></return></p:findResponse><p:v xmlns:p="urn:other" xmlns:o="urn:parts" id="a" xsi:type="o:Part"><name>bolt</name></p:v>"##,
    );
    assert_eq!(
        read(&message)
            .expect("reply")
            .0
            .found
            .map(|found| found.len()),
        Some(1)
    );
}

#[test]
fn cycles_are_errors_with_a_place() {
    let message = envelope(
        r##"<t:findResponse xmlns:t="urn:parts"><return soapenc:arrayType="t:Part[1]"><item href="#a"/></return></t:findResponse><Part id="a"><parts soapenc:arrayType="t:Part[1]" xmlns:t="urn:parts"><item href="#b"/></parts></Part><Part id="b"><parts soapenc:arrayType="t:Part[1]" xmlns:t="urn:parts"><item href="#a"/></parts></Part>"##,
    );
    let error = read(&message).expect_err("a cycle");
    assert_eq!(error.kind(), DecodeErrorKind::Reference);
    assert_eq!(
        error.path(),
        "/Envelope/Body/findResponse/return/Part/parts/Part/parts/item"
    );
    assert!(error.message().contains("cannot hold itself"), "{error}");
    assert_eq!(
        message.get(error.offset()..error.offset() + 5),
        Some("<item")
    );

    let own = envelope(
        r##"<t:findResponse xmlns:t="urn:parts" id="a"><return href="#a"/></t:findResponse>"##,
    );
    assert_eq!(
        read(&own).expect_err("a cycle").kind(),
        DecodeErrorKind::Reference
    );
}

#[test]
fn references_to_nothing_are_errors_with_a_place() {
    let message =
        envelope(r##"<t:findResponse xmlns:t="urn:parts"><return href="#a"/></t:findResponse>"##);
    let error = read(&message).expect_err("nothing");
    assert_eq!(
        (error.kind(), error.path()),
        (
            DecodeErrorKind::Reference,
            "/Envelope/Body/findResponse/return"
        )
    );
    let twice = envelope(
        r##"<t:findResponse xmlns:t="urn:parts"><return href="#a"/></t:findResponse><a id="a"/><b id="a"/>"##,
    );
    assert_eq!(
        read(&twice).expect_err("twice").kind(),
        DecodeErrorKind::Duplicate
    );
}

/// Each value refers to the next one twice: a message of a few kilobytes expands to 2^60 elements.
#[test]
fn sharing_does_not_blow_up() {
    let mut values = String::new();
    for at in 0..60 {
        let next = at + 1;
        values.push_str(&format!(
            "<v id=\"i{at}\"><parts><i href=\"#i{next}\"/><i href=\"#i{next}\"/></parts></v>"
        ));
    }
    values.push_str("<v id=\"i60\"><name>x</name></v>");
    let message = envelope(&format!(
        r##"<t:findResponse xmlns:t="urn:parts"><return><i href="#i0"/></return></t:findResponse>{values}"##
    ));
    let error = read(&message).expect_err("too much");
    assert_eq!(error.kind(), DecodeErrorKind::Limit);
    let expected = format!(
        "references add more than {} bytes to the message",
        message.len() + (32 << 10)
    );
    assert_eq!(error.message(), expected);
}

/// SOAP 1.1, 5.4.2.1 and 5.4.2.2: an absent item of an array is null.
#[test]
fn partial_and_sparse_arrays() {
    let partial = envelope(
        r#"<t:findResponse xmlns:t="urn:parts"><return soapenc:arrayType="t:Part[5]" soapenc:offset="[1]"><item><name>a</name></item><item soapenc:position="[3]"><name>b</name></item><item xsi:nil="true"/></return></t:findResponse>"#,
    );
    let (reply, received) = read_with(&partial, &ReadOptions::strict()).expect("reply");
    let named = |name: &str| {
        Some(Part {
            name: Some(name.to_owned()),
            ..Part::default()
        })
    };
    let expected = vec![None, named("a"), None, named("b"), None];
    assert_eq!(reply.found, Some(expected));
    assert_eq!(received.deviations, []);

    for (position, kind) in [
        ("[0]", DecodeErrorKind::Element),
        ("[x]", DecodeErrorKind::Value),
        ("[1,2]", DecodeErrorKind::Value),
        ("[99999999999999999999]", DecodeErrorKind::Value),
        ("[999999999999]", DecodeErrorKind::Limit),
    ] {
        let message = envelope(&format!(
            r#"<t:findResponse xmlns:t="urn:parts"><return soapenc:arrayType="t:Part[5]"><item/><item soapenc:position="{position}"/></return></t:findResponse>"#
        ));
        assert_eq!(
            read(&message).expect_err(position).kind(),
            kind,
            "{position}"
        );
    }
}

/// Items that a list without nulls cannot leave out, and dimensions that it does not have, are reported.
#[test]
fn arrays_that_rust_has_no_shape_for() {
    let message = envelope(
        r#"<t:findResponse xmlns:t="urn:parts"><return soapenc:arrayType="t:Part[1,2]"><a soapenc:position="[0,1]"><parts soapenc:arrayType="t:Part[3]" soapenc:offset="[2]"><b/></parts></a></return></t:findResponse>"#,
    );
    let (reply, received) = read(&message).expect("reply");
    let found = reply.found.expect("parts");
    assert_eq!(found.first(), Some(&None));
    let parts = found.get(1).cloned().flatten().and_then(|part| part.parts);
    assert_eq!(parts.map(|parts| parts.len()), Some(1));
    let told: Vec<(DeviationKind, &str)> = received
        .deviations
        .iter()
        .map(|one| (one.kind, one.message.as_str()))
        .collect();
    let kind = DeviationKind::Encoding;
    assert_eq!(
        told,
        [
            (
                kind,
                "the array has the dimensions [1,2]: its items are read row by row"
            ),
            (
                kind,
                "2 items before [2] are left out, and there is no null item here"
            )
        ]
    );
    assert_eq!(
        read_with(&message, &ReadOptions::strict())
            .expect_err("strict")
            .kind(),
        DecodeErrorKind::Strict
    );
}

/// SOAP 1.1, 5.1 rule 9, 5.4.1 and 7.1: nulls are absent or nil, accessors come in any order and without a namespace,
/// and the names of the return value and of the response do not matter.
#[test]
fn names_and_nulls() {
    let bolt = part("bolt", 1.5, "ACME");
    for body in [
        r#"<t:findResponse xmlns:t="urn:parts"><count>2</count><return><x><maker><name>ACME</name></maker><weight>1.5</weight><name>bolt</name><parts xsi:nil="1"/></x></return></t:findResponse>"#,
        r#"<t:findResponse xmlns:t="urn:parts"><result><x><name>bolt</name><weight>1.5</weight><maker><name>ACME</name></maker></x></result><count>2</count></t:findResponse>"#,
        r#"<t:findResponse xmlns:t="urn:parts"><count>2</count><t:result><x><name>bolt</name><weight>1.5</weight><maker><name>ACME</name></maker></x></t:result></t:findResponse>"#,
        r#"<findResult><any xsi:nil="true"/><out><x><name>bolt</name><weight>1.5</weight><maker xsi:type="xsd:"><name xsi:type=":">ACME</name></maker></x></out><count>2</count></findResult>"#,
    ] {
        let (reply, received) = read(&envelope(body)).expect("reply");
        assert_eq!(reply.found, Some(vec![bolt.clone()]), "{body}");
        assert_eq!(reply.count, Some(2), "{body}");
        assert_eq!(received.skipped, [], "{body}");
        let kinds: Vec<DeviationKind> = received.deviations.iter().map(|one| one.kind).collect();
        match body.contains("xsd:\"") {
            true => assert_eq!(kinds, [DeviationKind::Type, DeviationKind::Type]),
            false => assert_eq!(kinds, []),
        }
    }
    // A name of the contract wins. An accessor without a place then is reported.
    let both = envelope(
        r#"<t:findResponse xmlns:t="urn:parts"><x>1</x><return><a/></return><count>2</count></t:findResponse>"#,
    );
    let (reply, received) = read(&both).expect("reply");
    assert_eq!(reply.found, Some(vec![Some(Part::default())]));
    assert_eq!(received.skipped.len(), 1);
    assert_eq!(received.skipped[0].path, "/Envelope/Body/findResponse/x");
}

/// SOAP 1.2 part 2, 4.2.1: `rpc:result` names the return value.
#[test]
fn result_of_soap_12() {
    let message = r#"<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body><m:findResponse xmlns:m="urn:parts" xmlns:rpc="http://www.w3.org/2003/05/soap-rpc"><rpc:result>m:found</rpc:result><other>1</other><count>2</count><m:found><a/></m:found></m:findResponse></env:Body></env:Envelope>"#;
    let (reply, received) = read(message).expect("reply");
    assert_eq!(reply.found, Some(vec![Some(Part::default())]));
    assert_eq!(reply.count, Some(2));
    assert_eq!(received.skipped.len(), 1);
}

/// A list of a hundred elements, each naming the next; and names in the scope of each.
#[test]
fn linked_by_references() {
    let mut values = String::new();
    for at in 0..100 {
        let parts = match at {
            99 => String::new(),
            _ => format!(r##"<parts><p href="#p{}"/></parts>"##, at + 1),
        };
        values.push_str(&format!(
            r#"<q:v xmlns:q="urn:{at}" xmlns:t="urn:parts" id="p{at}" xsi:type="t:Part"><name>{at}</name>{parts}</q:v>"#
        ));
    }
    let message = envelope(&format!(
        r##"<t:findResponse xmlns:t="urn:parts"><return><i href="#p0"/></return><count>7</count></t:findResponse>{values}"##
    ));
    let (reply, received) = read(&message).expect("reply");
    let mut depth = 0;
    let mut parts = reply.found.expect("parts").into_iter().flatten().next();
    while let Some(part) = parts {
        assert_eq!(part.name, Some(depth.to_string()));
        depth += 1;
        parts = part.parts.into_iter().flatten().next();
    }
    assert_eq!((depth, reply.count), (100, Some(7)));
    assert_eq!(received.deviations, []);
}

/// References in kept content are replaced by their targets, with the declarations that these need.
#[test]
fn references_in_kept_content() {
    let message = envelope(
        r##"<t:findResponse xmlns:t="urn:parts" xmlns:o="urn:one"><any xsi:type="o:T"><o:a href="#v"/><b o:c="1" href="#w">ignored</b> &amp; <![CDATA[<]]></any><count href="#n"/></t:findResponse><q:v xmlns:q="urn:two" xmlns:o="urn:two" id="v" xsi:type="o:V"><o:x href="#w"/></q:v><w id="w">deep</w><n id="n">3</n>"##,
    );
    let (reply, _) = read(&message).expect("reply");
    assert_eq!(reply.count, Some(3));
    let any = reply.any.expect("any");
    let children = any.children();
    let names: Vec<String> = children.iter().map(|one| one.name().to_string()).collect();
    assert_eq!(names, ["{urn:one}a", "b"]);
    let inner = children[0].children();
    assert_eq!(inner[0].name().to_string(), "{urn:two}x");
    assert_eq!(inner[0].text().as_deref(), Some("deep"));
    assert_eq!(children[1].text().as_deref(), Some("deep"));
    assert_eq!(
        children[0].attribute("http://www.w3.org/2001/XMLSchema-instance", "type"),
        Some("o:V".to_owned())
    );
    assert_eq!(
        any.type_name().map(|name| name.to_string()).as_deref(),
        Some("{urn:one}T")
    );
    assert!(
        any.as_element()
            .to_xml()
            .ends_with(" &amp; <![CDATA[<]]></any>")
    );
}

/// No table says the type of what is kept, so its array type stays where a reference leads to it.
#[test]
fn a_kept_array_has_its_type_behind_a_reference() {
    const SOAPENC: &str = "http://schemas.xmlsoap.org/soap/encoding/";
    let message = envelope(
        r##"<t:findResponse xmlns:t="urn:parts"><any href="#a"/></t:findResponse><multiRef id="a" soapenc:root="0" xsi:type="soapenc:Array" soapenc:arrayType="xsd:int[2]"><item>1</item><item href="#b"/></multiRef><m id="b" xsi:type="xsd:int">2</m>"##,
    );
    let (reply, _) = read(&message).expect("reply");
    let any = reply.any.expect("any");
    let name = any.type_name().map(|name| name.to_string());
    assert_eq!(
        name.as_deref(),
        Some("{http://schemas.xmlsoap.org/soap/encoding/}Array")
    );
    let element = any.as_element();
    let of = element.attribute(SOAPENC, "arrayType");
    assert_eq!(of.as_deref(), Some("xsd:int[2]"));
    let xml = element.to_xml();
    assert!(xml.contains("xmlns:xsd="), "{xml}");
    assert!(!xml.contains("root=") && !xml.contains("href"), "{xml}");
    assert!(xml.contains(" xsi:type=\"xsd:int\">2</item>"), "{xml}");
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Headers {
    who: Option<Maker>,
    plain: Option<Maker>,
}
table!(
    Headers,
    "Headers",
    HEADERS,
    [
        v1::element(NS, "who", "<t:who>", "</t:who>", v1::ENCODED),
        v1::element(NS, "plain", "<t:plain>", "</t:plain>", 0),
    ],
    [who, plain]
);

/// Headers are encoded or literal, each by its own `use`.
#[test]
fn headers() {
    let message = format!(
        r##"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="urn:parts" {NAMESPACES}><s:Header><t:who href="#w"/><t:plain><name>x</name></t:plain></s:Header><s:Body><t:findResponse><count>1</count></t:findResponse><w id="w"><name>ACME</name></w></s:Body></s:Envelope>"##
    );
    let maker = |name: &str| {
        Some(Maker {
            name: Some(name.to_owned()),
        })
    };
    let (mut headers, mut reply) = (Headers::default(), Reply::default());
    EnvelopeReader::new(&ReadOptions::strict())
        .read(
            message.as_bytes(),
            &mut headers,
            Some((&OUTPUT, &mut reply)),
        )
        .expect("message");
    let expected = Headers {
        who: maker("ACME"),
        plain: maker("x"),
    };
    assert_eq!((&headers, reply.count), (&expected, Some(1)));

    let mut out = Vec::new();
    let declarations = format!(" xmlns:t=\"urn:parts\" {NAMESPACES}");
    EnvelopeWriter::new(SoapVersion::Soap11, &declarations, &WriteOptions::default())
        .write(&mut out, &[&headers], None)
        .expect("written");
    let written = String::from_utf8(out).expect("text");
    let encoded = r#"<s:Header><t:who s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><name xsi:type="xsd:string">ACME</name></t:who><t:plain><name>x</name></t:plain></s:Header>"#;
    assert!(written.contains(encoded), "{written}");
}

static FAULT: v1::Member = v1::element(NS, "broken", "<t:broken>", "</t:broken>", v1::ENCODED);

/// The detail of a fault follows the rules of SOAP encoding where its `use` says so.
#[test]
fn faults() {
    let message = envelope(
        r##"<soapenv:Fault><faultcode>soapenv:Server</faultcode><faultstring>no</faultstring><detail><t:broken xmlns:t="urn:parts" href="#a"/></detail></soapenv:Fault><y id="a" soapenc:root="0"><weight>2</weight><maker href="#m"/></y><m id="m"><name>ACME</name></m>"##,
    );
    let received = EnvelopeReader::new(&ReadOptions::default())
        .faults(&[&FAULT])
        .read(message.as_bytes(), &mut (), None)
        .expect("fault");
    let Outcome::Fault(fault) = received.outcome else {
        panic!("a fault");
    };
    let part: Part = fault
        .decode_detail(&FAULT)
        .expect("there")
        .expect("readable");
    assert_eq!(part.weight, Some(2.0));
    assert_eq!(
        part.maker.clone().and_then(|maker| maker.name),
        Some("ACME".to_owned())
    );
    let written = RawElement::encode_as(&FAULT, &part, " xmlns:t=\"urn:parts\"").expect("written");
    assert!(
        written
            .to_xml()
            .contains(r#" xmlns:t="urn:parts"><weight xsi:type="xsd:double">2</weight>"#),
        "{}",
        written.to_xml()
    );
}

/// An accessor is in no namespace, and some toolkits write the detail as one.
#[test]
fn a_fault_detail_without_a_namespace() {
    let message = envelope(
        r##"<soapenv:Fault><faultcode>soapenv:Server</faultcode><faultstring>no</faultstring><detail><broken xsi:type="t:Part" xmlns:t="urn:parts"><weight>2</weight></broken></detail></soapenv:Fault>"##,
    );
    let received = EnvelopeReader::new(&ReadOptions::default())
        .faults(&[&FAULT])
        .read(message.as_bytes(), &mut (), None)
        .expect("fault");
    let Outcome::Fault(fault) = received.outcome else {
        panic!("a fault");
    };
    let part = fault.decode_detail::<Part>(&FAULT).expect("there");
    assert_eq!(part.expect("readable").weight, Some(2.0));
    assert!(fault.decode_detail::<Part>(&OUTPUT).is_none());
}

#[test]
fn faults_and_what_is_not_encoded() {
    let fault = envelope(
        r##"<soapenv:Fault><faultcode>soapenv:Server</faultcode><faultstring>no</faultstring><detail><t:x xmlns:t="urn:parts" href="#a"/></detail></soapenv:Fault><y id="a">why</y>"##,
    );
    let (_, received) = read(&fault).expect("fault");
    assert!(matches!(received.outcome, Outcome::Fault(_)));
    // Two elements, neither marked as independent.
    let two =
        envelope(r#"<t:findResponse xmlns:t="urn:parts"/><t:findResponse xmlns:t="urn:parts"/>"#);
    assert_eq!(
        read(&two).expect_err("two").kind(),
        DecodeErrorKind::Element
    );
}

fn write(version: SoapVersion, reply: &Reply, output: &'static v1::Member) -> String {
    let mut out = Vec::new();
    let declarations = format!(" xmlns:t=\"urn:parts\" {NAMESPACES}");
    EnvelopeWriter::new(version, &declarations, &WriteOptions::default())
        .write(&mut out, &[], Some((output, reply)))
        .expect("written");
    String::from_utf8(out).expect("text")
}

static LITERAL: v1::Member = v1::element(
    NS,
    "findResponse",
    "<t:findResponse>",
    "</t:findResponse>",
    v1::REQUIRED,
);

#[test]
fn written_with_annotations() {
    let reply = Reply {
        found: Some(vec![part("bolt", 1.5, "ACME"), None]),
        count: Some(1),
        any: Some(AnyType::from_text("x")),
    };
    let encoded = write(SoapVersion::Soap11, &reply, &OUTPUT);
    assert!(encoded.contains(r#"<t:findResponse s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><return xsi:type="soapenc:Array" soapenc:arrayType="t:Part[2]"><item xsi:type="t:Part"><name xsi:type="xsd:string">bolt</name>"#), "{encoded}");
    assert!(
        encoded.contains(r#"</item><item xsi:nil="true"/></return>"#),
        "{encoded}"
    );
    assert_eq!(read(&encoded).expect("read back").0, reply);
    // The same tables in a literal message.
    let literal = write(SoapVersion::Soap11, &reply, &LITERAL);
    assert!(
        literal.contains("<t:findResponse><return><item><name>bolt</name>"),
        "{literal}"
    );
}

#[test]
fn written_in_the_encoding_of_soap_12() {
    let reply = Reply {
        found: Some(vec![part("bolt", 1.5, "ACME")]),
        ..Reply::default()
    };
    let encoded = write(SoapVersion::Soap12, &reply, &OUTPUT);
    assert!(encoded.contains(r#"<t:findResponse xmlns:enc="http://www.w3.org/2003/05/soap-encoding" s:encodingStyle="http://www.w3.org/2003/05/soap-encoding"><rpc:result xmlns:rpc="http://www.w3.org/2003/05/soap-rpc">return</rpc:result><return enc:itemType="t:Part" enc:arraySize="1"><item xsi:type="t:Part">"#), "{encoded}");
    assert_eq!(read(&encoded).expect("read back").0, reply);
    let nothing = write(SoapVersion::Soap12, &Reply::default(), &OUTPUT);
    assert!(!nothing.contains("rpc:result"), "{nothing}");
}
