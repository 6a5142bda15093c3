//! Messages in SOAP encoding, in the shapes that toolkits send: references written out, arrays, limits.

use soap_runtime::__private::v1;
use soap_runtime::soap::{EnvelopeReader, EnvelopeWriter, Outcome, Received, SoapVersion};
use soap_runtime::xml::{DeviationKind, ReadOptions, WriteOptions};
use soap_runtime::{DecodeError, DecodeErrorKind};

const NS: &str = "urn:parts";

macro_rules! table {
    ($type:ident, $name:literal, $table:ident, [$($member:expr),* $(,)?], [$($field:ident),* $(,)?]) => {
        static $table: v1::Struct = v1::Struct::new(v1::Name::new(NS, $name), &[$($member),*]);
        impl v1::Complex for $type {
            fn descriptor(&self) -> &'static v1::Struct { &$table }
            fn member(&self, index: usize) -> Option<&dyn v1::Field> {
                let mut at = 0..;
                $(if at.next() == Some(index) { return Some(&self.$field); })*
                None
            }
            fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
                let mut at = 0..;
                $(if at.next() == Some(index) { return Some(&mut self.$field); })*
                None
            }
        }
    };
}

macro_rules! el {
    ($local:literal, $flags:expr) => {
        v1::element(
            "",
            $local,
            concat!("<", $local, ">"),
            concat!("</", $local, ">"),
            $flags,
        )
    };
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Maker {
    name: Option<String>,
}
table!(
    Maker,
    "Maker",
    MAKER,
    [el!("name", v1::NILLABLE).annotated(" xsi:type=\"xsd:string\"")],
    [name]
);

#[derive(Clone, Debug, Default, PartialEq)]
struct Part {
    name: Option<String>,
    weight: Option<f64>,
    maker: Option<Maker>,
    parts: Option<Vec<Part>>,
}
table!(
    Part,
    "Part",
    PART,
    [
        el!("name", v1::NILLABLE).annotated(" xsi:type=\"xsd:string\""),
        el!("weight", v1::NILLABLE).annotated(" xsi:type=\"xsd:double\""),
        el!("maker", v1::NILLABLE).annotated(" xsi:type=\"t:Maker\""),
        el!("parts", v1::NILLABLE)
            .item(&PARTS_ITEM)
            .annotated(" xsi:type=\"soapenc:Array\" soapenc:arrayType=\"t:Part["),
    ],
    [name, weight, maker, parts]
);
static PARTS_ITEM: v1::Member = el!("item", v1::REPEATED).annotated(" xsi:type=\"t:Part\"");

#[derive(Clone, Debug, Default, PartialEq)]
struct Reply {
    found: Option<Vec<Part>>,
    count: Option<i32>,
}
table!(
    Reply,
    "findResponse",
    REPLY,
    [
        el!("return", v1::NILLABLE)
            .item(&PARTS_ITEM)
            .annotated(" xsi:type=\"soapenc:Array\" soapenc:arrayType=\"t:Part["),
        el!("count", v1::NILLABLE).annotated(" xsi:type=\"xsd:int\""),
    ],
    [found, count]
);
static OUTPUT: v1::Member = v1::element(
    NS,
    "findResponse",
    "<t:findResponse>",
    "</t:findResponse>",
    v1::REQUIRED,
);

fn read(message: &str) -> Result<(Reply, Received), DecodeError> {
    read_with(message, &ReadOptions::default())
}

fn read_with(message: &str, options: &ReadOptions) -> Result<(Reply, Received), DecodeError> {
    let mut reply = Reply::default();
    let received = EnvelopeReader::new(options)
        .style(v1::Style::RpcEncoded)
        .read(message.as_bytes(), &mut (), Some((&OUTPUT, &mut reply)))?;
    Ok((reply, received))
}

fn part(name: &str, weight: f64, maker: &str) -> Part {
    Part {
        name: Some(name.to_owned()),
        weight: Some(weight),
        maker: Some(Maker {
            name: Some(maker.to_owned()),
        }),
        parts: None,
    }
}

const NAMESPACES: &str = r#"xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/""#;

fn envelope(body: &str) -> String {
    format!(
        r#"<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" {NAMESPACES}><soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"#
    )
}

/// Axis 1: an array of references, each value once after the wrapper, prefixes declared where they are used.
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
            count: Some(2)
        }
    );
    assert_eq!(received.deviations, []);
    assert_eq!(received.skipped, []);
    read_with(&message, &ReadOptions::strict()).expect("nothing deviates");
}

/// gSOAP: the array in place, the shared value where it stands first, with the id there.
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
            count: Some(2)
        }
    );
}

/// SOAP::Lite: items named after nothing in particular, its own prefixes, a default namespace on the wrapper.
#[test]
fn soap_lite() {
    let message = envelope(
        r#"<namesp1:findResponse xmlns:namesp1="urn:parts"><return soapenc:arrayType="namesp1:Part[1]" xsi:type="soapenc:Array"><Part xsi:type="namesp1:Part"><name xsi:type="xsd:string">bolt</name><weight xsi:type="xsd:float">1.5</weight><maker><name>ACME</name></maker></Part></return></namesp1:findResponse>"#,
    );
    let (reply, _) = read(&message).expect("reply");
    assert_eq!(reply.found, Some(vec![part("bolt", 1.5, "ACME")]));
}

/// PHP: SOAP-ENC as prefix, `item`, nested arrays; an object used twice has `id="ref1"`.
#[test]
fn php() {
    let message = r##"<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="urn:parts" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><SOAP-ENV:Body><ns1:findResponse><return SOAP-ENC:arrayType="ns1:Part[2]" xsi:type="ns1:ArrayOfPart"><item xsi:type="ns1:Part"><name xsi:type="xsd:string">bolt</name><weight xsi:type="xsd:double">1.5</weight><maker id="ref1" xsi:type="ns1:Maker"><name>ACME</name></maker><parts SOAP-ENC:arrayType="ns1:Part[1]" xsi:type="ns1:ArrayOfPart"><item><name>head</name><maker xsi:nil="true"/></item></parts></item><item xsi:type="ns1:Part"><name>nut</name><weight>2</weight><maker href="#ref1"/><parts xsi:nil="true"/></item></return><count>2</count></ns1:findResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>"##;
    let (reply, _) = read(message).expect("reply");
    let mut bolt = part("bolt", 1.5, "ACME");
    bolt.parts = Some(vec![Part {
        name: Some("head".to_owned()),
        ..Part::default()
    }]);
    assert_eq!(reply.found, Some(vec![bolt, part("nut", 2.0, "ACME")]));
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
    assert_eq!(reply.found, Some(vec![bolt]));
}

/// A prefix that means one thing where the reference stands, and another where the value stands.
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
    assert_eq!(error.path(), "/Envelope/Body/Part/parts/item");
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
    let twice = envelope(r##"<t:findResponse xmlns:t="urn:parts"/><a id="a"/><b id="a"/>"##);
    assert_eq!(
        read(&twice).expect_err("twice").kind(),
        DecodeErrorKind::Duplicate
    );
}

/// Each value names the next one twice: a message of a few kilobytes that stands for 2^60 elements.
#[test]
fn sharing_does_not_blow_up() {
    let mut values = String::new();
    for at in 0..60 {
        let next = at + 1;
        values.push_str(&format!(
            "<v id=\"i{at}\" soapenc:arrayType=\"xsd:anyType[2]\"><i href=\"#i{next}\"/><i href=\"#i{next}\"/></v>"
        ));
    }
    values.push_str("<v id=\"i60\">x</v>");
    let message = envelope(&format!(
        r##"<t:findResponse xmlns:t="urn:parts"><return href="#i0"/></t:findResponse>{values}"##
    ));
    let mut options = ReadOptions::default();
    options.limits.message = 1 << 20;
    let error = read_with(&message, &options).expect_err("too much");
    assert_eq!(error.kind(), DecodeErrorKind::Limit);
}

#[test]
fn offsets_are_ignored_and_reported() {
    let message = envelope(
        r#"<t:findResponse xmlns:t="urn:parts"><return soapenc:arrayType="t:Part[5]" soapenc:offset="[4]"><item><name>last</name></item></return></t:findResponse>"#,
    );
    let (reply, received) = read(&message).expect("reply");
    assert_eq!(reply.found.map(|found| found.len()), Some(1));
    assert_eq!(received.deviations.len(), 1);
    assert_eq!(received.deviations[0].kind, DeviationKind::Encoding);
    assert_eq!(
        received.deviations[0].path,
        "/Envelope/Body/findResponse/return"
    );
    assert_eq!(
        read_with(&message, &ReadOptions::strict())
            .expect_err("strict")
            .kind(),
        DecodeErrorKind::Strict
    );
}

#[test]
fn faults_and_what_is_not_encoded() {
    let fault = envelope(
        r##"<soapenv:Fault><faultcode>soapenv:Server</faultcode><faultstring>no</faultstring><detail><t:x xmlns:t="urn:parts" href="#a"/></detail></soapenv:Fault><y id="a">why</y>"##,
    );
    let (_, received) = read(&fault).expect("fault");
    assert!(matches!(received.outcome, Outcome::Fault(_)));
    // Two elements that nothing marks as independent.
    let two =
        envelope(r#"<t:findResponse xmlns:t="urn:parts"/><t:findResponse xmlns:t="urn:parts"/>"#);
    assert_eq!(
        read(&two).expect_err("two").kind(),
        DecodeErrorKind::Element
    );
}

#[test]
fn written_with_annotations() {
    let reply = Reply {
        found: Some(vec![part("bolt", 1.5, "ACME")]),
        count: Some(1),
    };
    let write = |style| {
        let mut out = Vec::new();
        EnvelopeWriter::new(
            SoapVersion::Soap11,
            &format!(" xmlns:t=\"urn:parts\" {NAMESPACES}"),
            &WriteOptions::default(),
        )
        .style(style)
        .write(&mut out, &[], Some((&OUTPUT, &reply)))
        .expect("written");
        String::from_utf8(out).expect("text")
    };
    let encoded = write(v1::Style::RpcEncoded);
    assert!(encoded.contains(r#"<t:findResponse s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><return xsi:type="soapenc:Array" soapenc:arrayType="t:Part[1]"><item xsi:type="t:Part"><name xsi:type="xsd:string">bolt</name>"#), "{encoded}");
    assert_eq!(read(&encoded).expect("read back").0, reply);
    // The same tables under another style.
    assert!(!write(v1::Style::Rpc).contains("xsi:type"));
}
