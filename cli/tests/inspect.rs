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
