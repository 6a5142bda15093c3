//! Members and types in the output of `inspect` and `docs`.

mod run;

use run::{run_in, scratch};

const SCHEMA: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:h" targetNamespace="urn:h" elementFormDefault="qualified">
  <xs:complexType name="Guest" abstract="true"><xs:sequence><xs:element name="Name" type="xs:string"/></xs:sequence></xs:complexType>
  <xs:complexType name="Adult"><xs:complexContent><xs:extension base="Guest"><xs:sequence>
    <xs:element name="Born" type="xs:date" nillable="true"/>
    <xs:choice>
      <xs:element name="Card" type="xs:string"/>
      <xs:sequence><xs:element name="Bank" type="xs:string"/><xs:element name="Codes" type="xs:int" maxOccurs="9"/></xs:sequence>
    </xs:choice>
    <xs:choice minOccurs="0"><xs:element name="A" type="xs:int"/><xs:element name="B" type="xs:int"/></xs:choice>
    <xs:element name="Note" type="xs:string" nillable="true" minOccurs="0"/>
  </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
</xs:schema>
"#;

#[test]
fn choices_nil_and_derivation_are_told() {
    let folder = scratch("inspect");
    std::fs::write(folder.join("h.xsd"), SCHEMA).expect("written");
    let run = run_in(&folder, &["inspect", "h.xsd", "--types"]);
    assert_eq!(
        run.out(),
        "types of urn:h\n  Adult complex, derived from Guest\n      Name: xs:string\n      Born: xs:date or nil\n      \
         (Card: xs:string | Bank: xs:string, Codes: xs:int[])\n      (A: xs:int | B: xs:int)?\n      Note: xs:string?\n  \
         Guest complex, abstract\n      Name: xs:string\n",
        "{}",
        run.err()
    );
}

const UNBOUND: &str = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:u" targetNamespace="urn:u">
  <types><xs:schema targetNamespace="urn:u" elementFormDefault="qualified">
    <xs:element name="Ping"><xs:complexType><xs:sequence><xs:element name="text" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
    <xs:element name="Pong" type="xs:int"/>
  </xs:schema></types>
  <message name="In"><part name="p" element="t:Ping"/></message>
  <message name="Out"><part name="p" element="t:Pong"/></message>
  <portType name="Unbound"><operation name="Send"><input message="t:In"/><output message="t:Out"/></operation></portType>
</definitions>
"#;

/// `generate` makes a client of a port type without a binding, so the other commands know it, too.
#[test]
fn operations_without_a_binding_are_known() {
    let folder = scratch("unbound");
    std::fs::write(folder.join("u.wsdl"), UNBOUND).expect("written");
    let listed = run_in(&folder, &["inspect", "u.wsdl"]);
    assert!(
        listed
            .out()
            .contains("Send(text: xs:string) -> Pong: xs:int"),
        "{}",
        listed.out()
    );
    let sample = run_in(&folder, &["sample", "Send", "u.wsdl", "--response"]);
    assert!(sample.out().contains("<t:Pong"), "{}", sample.out());
    let wanted = ["Send", "u.wsdl", "text=a", "-e", "http://here.example/"];
    let call = run_in(&folder, &[&["call", "--dry-run"], &wanted[..]].concat());
    assert_eq!(call.code(), 0, "{}", call.err());
    assert!(call.out().contains("text>a<"), "{}", call.out());
    let same = run_in(&folder, &["diff", "u.wsdl", "u.wsdl"]);
    assert_eq!(same.code(), 0, "{}{}", same.out(), same.err());
}
