//! Values that are read are written again, and read as the same: spellings, lists and prefixes that are easily lost.

use soap_dynamic::{Contract, Message};
use soap_runtime::Client;
use soap_runtime::xml::ReadOptions;
use std::path::Path;
use wsdl_codegen::Options;

/// The contract of a schema with the element `root`, which is the request.
fn contract(name: &str, schema: &str) -> Contract {
    let text = format!(
        "<w:definitions xmlns:a='urn:a' xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:w='http://schemas.xmlsoap.org/wsdl/' \
         xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/' targetNamespace='urn:a'><w:types><xs:schema targetNamespace='urn:a' \
         elementFormDefault='qualified'>{schema}</xs:schema></w:types><w:message name='M'><w:part name='p' element='a:root'/></w:message>\
         <w:portType name='P'><w:operation name='Echo'><w:input message='a:M'/></w:operation></w:portType></w:definitions>"
    );
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("writing-{name}.wsdl"));
    std::fs::write(&path, text).expect("written");
    let options = Options {
        wsdl: vec![path],
        facets: true,
        ..Options::default()
    };
    Contract::with_options(&options).expect("the contract is right")
}

fn read(contract: &Contract, envelope: &str) -> Message {
    let operation = contract.operation("Echo").expect("an operation");
    let read = operation.read(true, envelope.as_bytes(), &ReadOptions::strict());
    read.unwrap_or_else(|error| panic!("{envelope}: {error}"))
}

/// Reads a body, writes it and reads it again; the envelope that was written.
fn echoed(contract: &Contract, body: &str) -> String {
    let envelope = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>{body}</s:Body></s:Envelope>"
    );
    let first = read(contract, &envelope);
    let operation = contract.operation("Echo").expect("an operation");
    let client = Client::without_transport("http://localhost/");
    let request = operation
        .http_request(&client, &first)
        .unwrap_or_else(|error| panic!("{body}: {error}"));
    let written = String::from_utf8_lossy(request.body()).into_owned();
    let second = read(contract, &written);
    let json = |message: &Message| message.to_json().expect("JSON");
    assert_eq!(json(&second), json(&first), "{written}");
    written
}

/// Values are written in our spelling, and in that of the contract where a pattern admits no other: base64 without white space is none.
#[test]
fn a_fixed_value_has_the_spelling_of_the_contract() {
    let contract = contract(
        "fixed",
        "<xs:simpleType name='H'><xs:restriction base='xs:base64Binary'><xs:pattern value='[A-D]{2} [A-D]{2}'/></xs:restriction></xs:simpleType>\
         <xs:element name='root'><xs:complexType><xs:sequence><xs:element name='e' type='a:H' fixed='AB CD'/></xs:sequence>\
         <xs:attribute name='h' type='a:H' fixed='BA DC'/></xs:complexType></xs:element>",
    );
    for body in [
        "<root xmlns='urn:a'><e>AB CD</e></root>",
        "<root xmlns='urn:a' h='BA DC'><e/></root>",
    ] {
        let written = echoed(&contract, body);
        assert!(
            !written.contains("ABCD") && !written.contains("BADC"),
            "{written}"
        );
    }
}

/// A list in an element of its own is one element of the content, however many items it has.
#[test]
fn a_list_is_one_element_of_the_content() {
    let contract = contract(
        "list",
        "<xs:complexType name='ArrayOfInt'><xs:sequence><xs:element name='int' type='xs:int' minOccurs='0' maxOccurs='unbounded'/>\
         </xs:sequence></xs:complexType><xs:element name='root'><xs:complexType><xs:sequence><xs:sequence minOccurs='0'>\
         <xs:element name='x' type='xs:int'/><xs:element name='list' type='a:ArrayOfInt'/></xs:sequence><xs:element name='z' type='xs:int'/></xs:sequence></xs:complexType>\
         </xs:element>",
    );
    for items in ["", "<int>1</int>", "<int>1</int><int>2</int><int>3</int>"] {
        let body = format!("<root xmlns='urn:a'><x>1</x><list>{items}</list><z>2</z></root>");
        let written = echoed(&contract, &body);
        assert_eq!(
            written.matches("int>").count(),
            items.matches("int>").count()
        );
    }
}

/// Declarations that repeat go to the Body, but not those of a prefix that means something else there, or elsewhere in it.
#[test]
fn prefixes_of_kept_elements_keep_their_meaning() {
    let contract = contract(
        "prefixes",
        "<xs:element name='root'><xs:complexType><xs:sequence><xs:element name='g' maxOccurs='9'><xs:complexType><xs:sequence>\
         <xs:any processContents='skip' maxOccurs='unbounded'/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType>\
         </xs:element>",
    );
    let long = "x".repeat(100);
    // `s` is that of the envelope.
    let groups = ["p", "s", "p"].iter().enumerate().map(|(at, prefix)| {
        let kept = format!("<{prefix}:e {prefix}:a='1'/>").repeat(100);
        format!("<a:g xmlns:{prefix}='urn:{long}:{at}'>{kept}</a:g>")
    });
    let groups: String = groups.collect();
    let written = echoed(
        &contract,
        &format!("<a:root xmlns:a='urn:a'>{groups}</a:root>"),
    );
    // From 4 KiB of declarations on, they are on the Body.
    let first = written.matches(&format!("{long}:0")).count();
    assert!(first < 60, "{first}");
    let second = written.matches(&format!("{long}:1")).count();
    assert_eq!(second, 100);
}
