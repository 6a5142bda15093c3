//! The simple types of WCF's own schema, `guid` and `duration`: their facets are checked, and `xsi:type` may name them.

use soap_dynamic::Contract;
use soap_runtime::xml::ReadOptions;
use std::path::Path;
use wsdl_codegen::Options;

const CONTRACT: &str = "<w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/' xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/' \
    xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:z='http://schemas.microsoft.com/2003/10/Serialization/' xmlns:a='urn:a' \
    targetNamespace='urn:a'><w:types><xs:schema targetNamespace='urn:a' elementFormDefault='qualified'>\
    <xs:import namespace='http://schemas.microsoft.com/2003/10/Serialization/'/>\
    <xs:element name='root'><xs:complexType><xs:sequence><xs:element name='id' type='z:guid' minOccurs='0'/>\
    <xs:element name='time' type='z:duration' minOccurs='0'/><xs:element name='any' type='xs:anyType' minOccurs='0'/>\
    </xs:sequence></xs:complexType></xs:element></xs:schema></w:types><w:message name='M'><w:part name='p' element='a:root'/>\
    </w:message><w:portType name='P'><w:operation name='Echo'><w:input message='a:M'/><w:output message='a:M'/></w:operation>\
    </w:portType><w:binding name='B' type='a:P'><s:binding transport='http://schemas.xmlsoap.org/soap/http'/>\
    <w:operation name='Echo'><s:operation soapAction=''/><w:input><s:body use='literal'/></w:input><w:output>\
    <s:body use='literal'/></w:output></w:operation></w:binding></w:definitions>";

fn contract() -> Contract {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("serialization.wsdl");
    std::fs::write(&path, CONTRACT).expect("the contract can be written");
    let options = Options {
        wsdl: vec![path],
        facets: true,
        ..Options::default()
    };
    Contract::with_options(&options).expect("the contract is right")
}

/// The body after reading and writing, or the reason of the refusal.
fn read(contract: &Contract, inside: &str, options: &ReadOptions) -> Result<String, String> {
    let envelope = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' \
         xmlns:z='http://schemas.microsoft.com/2003/10/Serialization/'><s:Body><root xmlns='urn:a'>{inside}</root></s:Body></s:Envelope>"
    );
    let echo = contract.operation("Echo").expect("an operation");
    let message = echo.read(true, envelope.as_bytes(), options);
    let message = message.map_err(|error| error.to_string())?;
    message.to_xml().map_err(|error| error.to_string())
}

#[test]
fn valid_values_are_accepted() {
    let contract = contract();
    for inside in [
        "<id>6F9619FF-8B86-d011-B42D-00C04FC964FF</id>",
        "<time>P1DT2H3M4.5S</time>",
        "<time>-P10675199DT2H48M5.4775808S</time>",
        "<any xsi:type='z:guid'>6f9619ff-8b86-d011-b42d-00c04fc964ff</any>",
        "<any xsi:type='z:duration'>PT1S</any>",
        "<any xsi:type='z:char'>65</any>",
    ] {
        let read = read(&contract, inside, &ReadOptions::strict());
        read.unwrap_or_else(|error| panic!("{inside}: {error}"));
    }
}

#[test]
fn values_beyond_the_facets_are_refused() {
    let contract = contract();
    for (inside, reason) in [
        ("<time>P1Y</time>", "pattern"),
        ("<time>P3M</time>", "pattern"),
        ("<time>P10675200D</time>", "P10675199DT2H48M5.4775807S"),
        ("<any xsi:type='z:guid'>x</any>", "pattern"),
        ("<any xsi:type='z:duration'>P1Y</any>", "pattern"),
    ] {
        let strict = read(&contract, inside, &ReadOptions::strict());
        let refused = strict.expect_err(inside);
        assert!(refused.contains(reason), "{inside}: {refused}");
    }
    // The value is kept where only what cannot be read is refused, and is not sent.
    let kept = read(&contract, "<time>P1Y</time>", &ReadOptions::default());
    let refused = kept.expect_err("it is not written");
    assert!(refused.contains("pattern"), "{refused}");
}
