//! `xmime:expectedContentTypes`: the content type of bytes that travel as a part of a package.

use soap_dynamic::Contract;
use soap_runtime::{CallOptions, Client};
use std::path::Path;
use wsdl_codegen::Options;

const CONTRACT: &str = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:m="http://www.w3.org/2005/05/xmlmime" xmlns:t="urn:photos" targetNamespace="urn:photos">
  <types><xs:schema targetNamespace="urn:photos" elementFormDefault="qualified">
    <xs:simpleType name="Sound" m:expectedContentTypes="audio/ogg; codecs=opus"><xs:restriction base="xs:base64Binary"/></xs:simpleType>
    <xs:element name="Put"><xs:complexType><xs:sequence>
      <xs:element name="photo" type="xs:base64Binary" m:expectedContentTypes="image/png"/>
      <xs:element name="sound" type="t:Sound"/>
      <xs:element name="any" type="xs:base64Binary" m:expectedContentTypes="image/*, text/plain"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:schema></types>
  <message name="In"><part name="p" element="t:Put"/></message>
  <portType name="Photos"><operation name="Put"><input message="t:In"/></operation></portType>
  <binding name="B" type="t:Photos"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Put"><soap:operation soapAction=""/><input><soap:body use="literal"/></input></operation></binding>
</definitions>"#;

#[test]
fn parts_have_the_content_types_of_the_contract() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("content-types.wsdl");
    std::fs::write(&path, CONTRACT).expect("written");
    let options = Options {
        wsdl: vec![path],
        ..Options::default()
    };
    let contract = Contract::with_options(&options).expect("the contract is right");
    let operation = contract.operation("Put").expect("an operation");
    let request = operation
        .request_from_json(r#"{"photo": "QUJD", "sound": "REVG", "any": "R0hJ"}"#)
        .expect("a request");
    let client = Client::without_transport("http://photos.example/")
        .with_options(CallOptions::new().with_mtom(0));
    let sent = operation.http_request(&client, &request).expect("sent");
    let body = String::from_utf8_lossy(sent.body()).into_owned();
    let parts: Vec<&str> = body.split("Content-Type: ").skip(2).collect();
    assert_eq!(parts.len(), 3, "{body}");
    for (part, (kind, bytes)) in parts.iter().zip([
        ("image/png", "ABC"),
        ("audio/ogg", "DEF"),
        ("application/octet-stream", "GHI"),
    ]) {
        assert!(part.starts_with(&format!("{kind}\r\n")), "{body}");
        assert!(part.contains(bytes), "{body}");
    }
}
