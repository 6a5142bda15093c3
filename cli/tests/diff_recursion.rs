//! `wsdl-codegen diff` of types that hold themselves, and of members that share a name.

mod run;

use run::{run_in, scratch};
use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// A contract with this schema, whose element `Req` is the request.
fn contract(schema: &str) -> String {
    format!(
        "<w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/' xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/' \
         xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' targetNamespace='urn:t'><w:types>\
         <xs:schema targetNamespace='urn:t' elementFormDefault='qualified'>{schema}<xs:element name='Resp' type='xs:int'/>\
         </xs:schema></w:types><w:message name='In'><w:part name='p' element='t:Req'/></w:message><w:message name='Out'>\
         <w:part name='p' element='t:Resp'/></w:message><w:portType name='P'><w:operation name='Op'><w:input message='t:In'/>\
         <w:output message='t:Out'/></w:operation></w:portType><w:binding name='B' type='t:P'>\
         <s:binding transport='http://schemas.xmlsoap.org/soap/http'/><w:operation name='Op'><s:operation soapAction=''/>\
         <w:input><s:body use='literal'/></w:input><w:output><s:body use='literal'/></w:output></w:operation></w:binding>\
         </w:definitions>"
    )
}

/// The exit code, and what is printed, of the comparison of two schemas.
#[track_caller]
fn diff(name: &str, old: &str, new: &str) -> (i32, String) {
    let folder = scratch(&format!("diff-recursion-{name}"));
    std::fs::write(folder.join("old.wsdl"), contract(old)).expect("written");
    std::fs::write(folder.join("new.wsdl"), contract(new)).expect("written");
    let before = Instant::now();
    let run = run_in(&folder, &["diff", "old.wsdl", "new.wsdl"]);
    assert!(before.elapsed() < Duration::from_secs(60), "{name}");
    (run.code(), run.out())
}

/// A schema, a text in it, the text in its place in the other contract, and a part of the finding.
const RECURSIVE: &[(&str, &str, &str, &str)] = &[
    (
        "<xs:element name='Req'><xs:complexType><xs:sequence><xs:element name='x' type='xs:int'/>\
         <xs:element ref='t:Req' minOccurs='0'/></xs:sequence></xs:complexType></xs:element>",
        "xs:int",
        "xs:date",
        "P.Op request.x: type xs:int is now xs:date",
    ),
    (
        "<xs:complexType name='Rule'><xs:sequence><xs:element name='not' minOccurs='0'><xs:complexType><xs:complexContent>\
         <xs:extension base='t:Rule'><xs:attribute name='k' type='xs:int'/></xs:extension></xs:complexContent></xs:complexType>\
         </xs:element></xs:sequence></xs:complexType><xs:element name='Req' type='t:Rule'/>",
        "xs:int",
        "xs:date",
        "Rule.not.@k: type xs:int is now xs:date",
    ),
    // Two ways at each level.
    (
        "<xs:element name='Req'><xs:complexType><xs:sequence><xs:element ref='t:And' minOccurs='0'/>\
         <xs:element ref='t:Or' minOccurs='0'/></xs:sequence></xs:complexType></xs:element><xs:element name='And'>\
         <xs:complexType><xs:sequence><xs:element ref='t:Req' minOccurs='0'/><xs:element ref='t:Or' minOccurs='0'/></xs:sequence></xs:complexType></xs:element>\
         <xs:element name='Or'><xs:complexType><xs:sequence><xs:element ref='t:Req' minOccurs='0'/><xs:element ref='t:And' minOccurs='0'/></xs:sequence>\
         <xs:attribute name='k' type='xs:int'/></xs:complexType></xs:element>",
        "xs:int",
        "xs:date",
        "P.Op request.Or.@k: type xs:int is now xs:date",
    ),
];

#[test]
fn types_that_hold_themselves_are_compared() {
    for (index, (schema, from, to, told)) in RECURSIVE.iter().enumerate() {
        let same = diff(&format!("same-{index}"), schema, schema);
        assert_eq!(same.0, 0, "{schema}: {}", same.1);
        let changed = schema.replacen(from, to, 1);
        let (code, out) = diff(&format!("changed-{index}"), schema, &changed);
        assert_eq!(code, 2, "{out}");
        assert!(out.contains(told), "{told}: {out}");
    }
}

#[test]
fn types_that_double_with_each_level_are_compared() {
    let mut schema = String::from(
        "<xs:element name='Req'><xs:complexType><xs:sequence><xs:element ref='t:e0'/></xs:sequence></xs:complexType></xs:element>",
    );
    for level in 0..40 {
        let next = level + 1;
        let _ = write!(
            schema,
            "<xs:element name='e{level}'><xs:complexType><xs:sequence><xs:element ref='t:e{next}'/><xs:element ref='t:f{next}'/>\
             </xs:sequence></xs:complexType></xs:element><xs:element name='f{level}'><xs:complexType><xs:sequence>\
             <xs:element ref='t:e{next}'/><xs:element ref='t:f{next}'/></xs:sequence></xs:complexType></xs:element>"
        );
    }
    schema.push_str("<xs:element name='e40' type='xs:int'/><xs:element name='f40' type='xs:int'/>");
    let same = diff("doubling", &schema, &schema);
    assert_eq!(same.0, 0, "{}", same.1);
    let changed = schema.replace("name='f40' type='xs:int'", "name='f40' type='xs:date'");
    assert_eq!(diff("doubled", &schema, &changed).0, 2);
}

#[test]
fn members_that_share_a_name_are_compared_in_their_order() {
    let schema = "<xs:element name='Req'><xs:complexType><xs:sequence>\
        <xs:any minOccurs='0' maxOccurs='unbounded' namespace='urn:one' processContents='lax'/>\
        <xs:element name='a' type='xs:int'/><xs:any namespace='urn:two' processContents='lax'/>\
        <xs:element name='a' type='xs:int' minOccurs='0'/></xs:sequence></xs:complexType></xs:element>";
    let same = diff("shared", schema, schema);
    assert_eq!(same.0, 0, "{}", same.1);
    let changed = schema.replace("minOccurs='0'/>", "minOccurs='0' nillable='true'/>");
    assert_ne!(diff("second", schema, &changed).0, 0);
}

#[test]
fn every_case_of_the_generator_is_the_same_as_itself() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/generate");
    let mut count = 0;
    for case in std::fs::read_dir(cases).expect("the cases").flatten() {
        let contract = case.path().join("input.wsdl");
        // The case is about what cannot be read.
        if !contract.is_file() || case.file_name() == "keep-going" {
            continue;
        }
        let run = run_in(&case.path(), &["diff", "input.wsdl", "input.wsdl"]);
        let file = contract.display();
        assert_eq!(run.code(), 0, "{file}: {}{}", run.out(), run.err());
        count += 1;
    }
    assert!(count > 40, "{count}");
}
