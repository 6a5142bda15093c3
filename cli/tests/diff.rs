//! `wsdl-codegen diff` on contracts that differ in one place.

mod run;

use run::{run_in, scratch};

/// A contract with `edits` made: `(place, replacement)`.
fn contract(edits: &[(&str, &str)]) -> String {
    let mut text = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:example:depot" name="Depot" targetNamespace="urn:example:depot">
  <types>
    <xs:schema targetNamespace="urn:example:depot" elementFormDefault="qualified">
      <xs:simpleType name="Marks"><xs:list itemType="xs:token"/></xs:simpleType>
      <xs:simpleType name="Size"><xs:union memberTypes="xs:int xs:token"/></xs:simpleType>
      <xs:complexType name="Crate">
        <xs:sequence>
          <xs:element name="marks" type="t:Marks"/>
          <xs:element name="size" type="t:Size"/>
          <xs:choice>
            <xs:element name="metres" type="xs:int"/>
            <xs:sequence><xs:element name="feet" type="xs:int"/><xs:element name="inches" type="xs:int"/></xs:sequence>
          </xs:choice>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="Store">
        <xs:sequence>
          <xs:element name="limit" type="xs:int" default="10" minOccurs="0"/>
          <xs:choice>
            <xs:element name="row" type="xs:int"/>
            <xs:sequence><xs:element name="hall" type="xs:int"/><xs:element name="shelf" type="xs:int"/></xs:sequence>
          </xs:choice>
          <xs:any namespace="urn:example:notes" processContents="lax" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:element name="Put" type="t:Store"/>
      <xs:element name="PutResponse" type="t:Crate"/>
      <xs:element name="Full"><xs:complexType><xs:sequence>
        <xs:element name="until" type="xs:date" minOccurs="0"/>
      </xs:sequence></xs:complexType></xs:element>
      <xs:element name="Closed" type="xs:string"/>
      <xs:element name="Trace" type="xs:string"/>
    </xs:schema>
  </types>
  <message name="PutIn"><part name="body" element="t:Put"/></message>
  <message name="PutOut"><part name="body" element="t:PutResponse"/></message>
  <message name="TraceHeader"><part name="trace" element="t:Trace"/></message>
  <message name="FullFault"><part name="detail" element="t:Full"/></message>
  <message name="ClosedFault"><part name="detail" element="t:Closed"/></message>
  <portType name="Depot">
    <operation name="Put">
      <input message="t:PutIn"/><output message="t:PutOut"/>
      <fault name="Full" message="t:FullFault"/><fault name="Closed" message="t:ClosedFault"/>
    </operation>
  </portType>
  <binding name="DepotSoap" type="t:Depot">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Put">
      <soap:operation soapAction="urn:example:depot/Put"/>
      <input><soap:body use="literal"/><soap:header message="t:TraceHeader" part="trace" use="literal"/></input>
      <output><soap:body use="literal"/></output>
      <fault name="Full"><soap:fault name="Full" use="literal"/></fault>
      <fault name="Closed"><soap:fault name="Closed" use="literal"/></fault>
    </operation>
  </binding>
  <service name="DepotService">
    <port name="DepotPort" binding="t:DepotSoap"><soap:address location="http://localhost/depot"/></port>
  </service>
</definitions>
"#
    .to_owned();
    for (place, replacement) in edits {
        assert_eq!(text.matches(place).count(), 1, "{place} is not there once");
        text = text.replace(place, replacement);
    }
    text
}

type Edits<'a> = &'a [(&'a str, &'a str)];

/// The exit code and the changes, as `impact kind subject: what`.
fn diff(name: &str, old: Edits<'_>, new: Edits<'_>) -> (i32, Vec<String>) {
    let folder = scratch(&format!("diff-{name}"));
    for (file, edits) in [("old.wsdl", old), ("new.wsdl", new)] {
        std::fs::write(folder.join(file), contract(edits)).expect("the folder can be written to");
    }
    let run = run_in(&folder, &["diff", "old.wsdl", "new.wsdl", "--json"]);
    let json: serde_json::Value =
        serde_json::from_str(&run.out()).unwrap_or_else(|_| panic!("{name}: {}", run.err()));
    let changes = json["changes"].as_array().expect("a list").iter();
    let line = |change: &serde_json::Value| {
        let text = |key: &str| change[key].as_str().expect("a text").to_owned();
        let (impact, kind) = (text("impact"), text("kind"));
        format!("{impact} {kind} {}: {}", text("subject"), text("what"))
    };
    (run.code(), changes.map(line).collect())
}

#[track_caller]
fn finds(name: &str, edits: Edits<'_>, code: i32, expected: &[&str]) {
    let (found_code, found) = diff(name, &[], edits);
    assert_eq!((found_code, found.as_slice()), (code, &*lines(expected)));
}

fn lines(expected: &[&str]) -> Vec<String> {
    expected.iter().map(|line| (*line).to_owned()).collect()
}

#[test]
fn simple_types_are_compared_with_their_parts() {
    finds(
        "list",
        &[("itemType=\"xs:token\"", "itemType=\"xs:int\"")],
        2,
        &["breaking item-changed Marks: a list of xs:token is now a list of xs:int"],
    );
    finds(
        "union",
        &[("xs:int xs:token", "xs:int xs:date")],
        2,
        &[
            "breaking union-changed Size: a union of xs:int, xs:token is now a union of xs:int, xs:date",
        ],
    );
}

#[test]
fn details_of_faults_and_headers_are_compared() {
    finds(
        "fault-type",
        &[(
            "name=\"Closed\" type=\"xs:string\"",
            "name=\"Closed\" type=\"xs:int\"",
        )],
        2,
        &["breaking type-changed Depot.Put fault Closed: type xs:string is now xs:int"],
    );
    finds(
        "fault-member",
        &[(
            "name=\"until\" type=\"xs:date\"",
            "name=\"until\" type=\"xs:int\"",
        )],
        2,
        &["breaking type-changed Depot.Put fault Full.until: type xs:date is now xs:int"],
    );
    finds(
        "fault-element",
        &[(
            "<part name=\"detail\" element=\"t:Closed\"/>",
            "<part name=\"detail\" element=\"t:Trace\"/>",
        )],
        2,
        &[
            "breaking wrapper-changed Depot.Put fault Closed: element {urn:example:depot}Closed is now {urn:example:depot}Trace",
        ],
    );
    finds(
        "header",
        &[(
            "name=\"Trace\" type=\"xs:string\"",
            "name=\"Trace\" type=\"xs:int\"",
        )],
        2,
        &["breaking type-changed Depot.Put request header Trace: type xs:string is now xs:int"],
    );
}

/// A looser choice breaks no request, but responses; a stricter one the other way round.
#[test]
fn choices_are_compared_by_what_they_admit() {
    let optional = [
        ("name=\"inches\"", "name=\"inches\" minOccurs=\"0\""),
        ("name=\"shelf\"", "name=\"shelf\" minOccurs=\"0\""),
    ];
    let crate_loose = "Crate: content (marks, size, (metres | (feet, inches))) is now (marks, size, (metres | (feet, inches?)))";
    let crate_strict = "Crate: content (marks, size, (metres | (feet, inches?))) is now (marks, size, (metres | (feet, inches)))";
    let any = "any[urn:example:notes Lax]?";
    let store = |a: &str, b: &str| {
        format!(
            "content-changed Store: content (limit?, (row | (hall, {a})), {any}) is now (limit?, (row | (hall, {b})), {any})"
        )
    };
    let loose = diff("loose", &[], &optional);
    assert_eq!(
        loose,
        (
            2,
            vec![
                format!("breaking content-changed {crate_loose}"),
                format!("compatible {}", store("shelf", "shelf?")),
            ]
        )
    );
    let strict = diff("strict", &optional, &[]);
    assert_eq!(
        strict,
        (
            2,
            vec![
                format!("breaking {}", store("shelf?", "shelf")),
                format!("compatible content-changed {crate_strict}"),
            ]
        )
    );
}

#[test]
fn a_branch_that_is_split_breaks_requests() {
    let (code, found) = diff(
        "split",
        &[],
        &[(
            "<xs:sequence><xs:element name=\"hall\" type=\"xs:int\"/><xs:element name=\"shelf\" type=\"xs:int\"/></xs:sequence>",
            "<xs:element name=\"hall\" type=\"xs:int\"/><xs:element name=\"shelf\" type=\"xs:int\"/>",
        )],
    );
    assert_eq!((code, found.len()), (2, 1), "{found:?}");
    assert!(
        found[0].starts_with("breaking content-changed Store: ")
            && found[0].contains("now (limit?, (hall | row | shelf), "),
        "{found:?}"
    );
}

#[test]
fn optional_members_in_place_of_a_choice_admit_more() {
    let loose = [
        (
            "<xs:choice>
            <xs:element name=\"row\" type=\"xs:int\"/>
            <xs:sequence><xs:element name=\"hall\" type=\"xs:int\"/><xs:element name=\"shelf\" type=\"xs:int\"/></xs:sequence>
          </xs:choice>",
            "<xs:element name=\"row\" type=\"xs:int\" minOccurs=\"0\"/>
            <xs:element name=\"hall\" type=\"xs:int\" minOccurs=\"0\"/>
            <xs:element name=\"shelf\" type=\"xs:int\" minOccurs=\"0\"/>",
        ),
    ];
    let (code, found) = diff("all-optional", &[], &loose);
    assert_eq!((code, found.len()), (1, 1), "{found:?}");
    assert!(
        found[0].starts_with("compatible content-changed Store: "),
        "{found:?}"
    );
    let (code, found) = diff("all-optional-back", &loose, &[]);
    assert_eq!((code, found.len()), (2, 1), "{found:?}");
    assert!(
        found[0].starts_with("breaking content-changed Store: "),
        "{found:?}"
    );
}

#[test]
fn the_order_of_alternatives_changes_nothing() {
    let row = "<xs:element name=\"row\" type=\"xs:int\"/>\n            ";
    let moved = [
        (row, ""),
        (
            "<xs:element name=\"shelf\" type=\"xs:int\"/></xs:sequence>",
            "<xs:element name=\"shelf\" type=\"xs:int\"/></xs:sequence><xs:element name=\"row\" type=\"xs:int\"/>",
        ),
    ];
    finds("alternatives", &moved, 0, &[]);
}

#[test]
fn a_choice_has_a_new_alternative() {
    let (code, found) = diff(
        "alternative",
        &[],
        &[(
            "<xs:element name=\"metres\" type=\"xs:int\"/>",
            "<xs:element name=\"metres\" type=\"xs:int\"/><xs:element name=\"yards\" type=\"xs:int\"/>",
        )],
    );
    assert_eq!(code, 2, "{found:?}");
    assert!(
        found[0].starts_with("breaking content-changed Crate: "),
        "{found:?}"
    );
}

#[test]
fn default_and_fixed_values_are_told_apart() {
    let limit = "default=\"10\"";
    finds(
        "default",
        &[(limit, "default=\"20\"")],
        2,
        &["breaking default-changed Store.limit: default value 10 is now 20"],
    );
    finds(
        "fixed",
        &[(limit, "fixed=\"10\"")],
        2,
        &["breaking fixed-changed Store.limit: the value is fixed to 10 now"],
    );
    let (code, found) = diff("not-fixed", &[(limit, "fixed=\"10\"")], &[]);
    assert_eq!(
        (code, found),
        (
            1,
            lines(&["compatible fixed-changed Store.limit: the value is no longer fixed to 10"])
        )
    );
}

#[test]
fn another_address_is_a_note() {
    finds(
        "address",
        &[("http://localhost/depot", "http://localhost/depot2")],
        1,
        &[
            "compatible address-changed DepotService.DepotPort: address http://localhost/depot is now http://localhost/depot2",
        ],
    );
}

/// No comparison describes these. The canonical form sees them.
#[test]
fn nothing_that_differs_is_silent() {
    let differs = "differs in a way that this command does not describe";
    finds(
        "mixed",
        &[(
            "<xs:complexType name=\"Crate\">",
            "<xs:complexType name=\"Crate\" mixed=\"true\">",
        )],
        2,
        &[&format!("breaking differs Crate: {differs}")],
    );
    finds(
        "nillable-body",
        &[(
            "name=\"Put\" type=\"t:Store\"",
            "name=\"Put\" nillable=\"true\" type=\"t:Store\"",
        )],
        2,
        &[&format!("breaking differs Depot.Put request: {differs}")],
    );
    let (code, found) = diff(
        "wildcard",
        &[],
        &[("urn:example:notes", "urn:example:others")],
    );
    assert_eq!((code, found.len()), (2, 1), "{found:?}");
    finds(
        "documentation",
        &[(
            "<xs:complexType name=\"Crate\">",
            "<xs:complexType name=\"Crate\"><xs:annotation><xs:documentation>A box.</xs:documentation></xs:annotation>",
        )],
        0,
        &[],
    );
}
