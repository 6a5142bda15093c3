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

/// A change that has a finding of its own gets no second, general one.
#[test]
fn faults_and_headers_that_come_and_go_are_told_once() {
    let fault = "<fault name=\"Full\"><soap:fault name=\"Full\" use=\"literal\"/></fault>";
    let declared = "<fault name=\"Full\" message=\"t:FullFault\"/>";
    let header = "<soap:header message=\"t:TraceHeader\" part=\"trace\" use=\"literal\"/>";
    let cases: [(&str, Edits<'_>, &str, (i32, &str)); 2] = [
        (
            "fault",
            &[(fault, ""), (declared, "")],
            "compatible fault-removed Depot.Put: fault Full is no longer declared",
            (
                1,
                "compatible fault-added Depot.Put: fault Full is declared",
            ),
        ),
        (
            "header",
            &[(header, "")],
            "compatible header-removed Depot.Put request: header Trace is gone",
            (
                2,
                "breaking header-added Depot.Put request: header Trace is new",
            ),
        ),
    ];
    for (name, edits, gone, (code, come)) in cases {
        assert_eq!(
            diff(&format!("{name}-gone"), &[], edits),
            (1, lines(&[gone]))
        );
        assert_eq!(
            diff(&format!("{name}-come"), edits, &[]),
            (code, lines(&[come]))
        );
    }
}

/// The namespace of a WSDL is in no message, and neither is the name of a port type.
#[test]
fn names_that_no_message_has_break_nobody() {
    let target = "name=\"Depot\" targetNamespace=\"urn:example:depot\"";
    let version = |number: &str| {
        let names = format!("urn:example:depot/{number}");
        [
            (
                "<definitions ",
                format!("<definitions xmlns:w=\"{names}\" "),
            ),
            (
                target,
                format!("name=\"Depot\" targetNamespace=\"{names}\""),
            ),
            ("message=\"t:PutIn\"", "message=\"w:PutIn\"".to_owned()),
            ("message=\"t:PutOut\"", "message=\"w:PutOut\"".to_owned()),
            (
                "message=\"t:FullFault\"",
                "message=\"w:FullFault\"".to_owned(),
            ),
            (
                "message=\"t:ClosedFault\"",
                "message=\"w:ClosedFault\"".to_owned(),
            ),
            (
                "message=\"t:TraceHeader\"",
                "message=\"w:TraceHeader\"".to_owned(),
            ),
            ("type=\"t:Depot\"", "type=\"w:Depot\"".to_owned()),
            (
                "binding=\"t:DepotSoap\"",
                "binding=\"w:DepotSoap\"".to_owned(),
            ),
            (
                "urn:example:depot/Put",
                "urn:example:depot/1/Put".to_owned(),
            ),
        ]
    };
    let (old, new) = (version("1"), version("2"));
    let old: Vec<_> = old
        .iter()
        .map(|(place, text)| (*place, text.as_str()))
        .collect();
    let new: Vec<_> = new
        .iter()
        .map(|(place, text)| (*place, text.as_str()))
        .collect();
    let expected = "compatible namespace-renamed urn:example:depot/1: is now urn:example:depot/2";
    assert_eq!(diff("wsdl-namespace", &old, &new), (1, lines(&[expected])));
    finds(
        "port-type",
        &[
            ("portType name=\"Depot\"", "portType name=\"Yard\""),
            ("type=\"t:Depot\"", "type=\"t:Yard\""),
        ],
        1,
        &["compatible port-type-renamed Depot: the port type is now Yard"],
    );
}

/// One finding says what all names have in common.
#[test]
fn another_form_of_elements_is_told_once() {
    let qualified = "targetNamespace=\"urn:example:depot\" elementFormDefault=\"qualified\"";
    let edits: Edits<'_> = &[(qualified, "targetNamespace=\"urn:example:depot\"")];
    let expected = |now: &str| {
        let subject = "breaking form-changed urn:example:depot";
        lines(&[&format!(
            "{subject}: the elements in its types are {now} now (elementFormDefault)"
        )])
    };
    assert_eq!(diff("form", &[], edits), (2, expected("in no namespace")));
    assert_eq!(diff("form-back", edits, &[]), (2, expected("qualified")));
}

/// The same number of arguments of the same types compiles.
#[test]
fn arguments_that_change_places_are_told() {
    let size = "<xs:element name=\"size\" type=\"t:Size\"/>";
    let marks = "<xs:element name=\"marks\" type=\"t:Marks\"/>";
    finds(
        "arguments",
        &[(size, ""), (marks, &format!("{size}{marks}"))],
        1,
        &[
            "compatible arguments-changed Crate: the arguments of `new` are marks, size, choice and now size, marks, choice",
            "compatible order-changed Crate: the members stand in another order",
        ],
    );
}

/// A request breaks if the server accepts fewer values, and not if it accepts more.
#[test]
fn limits_and_types_have_a_direction() {
    let row = "<xs:element name=\"row\" type=\"xs:int\"/>";
    let typed = |ty: &str| format!("<xs:element name=\"row\" type=\"{ty}\"/>");
    for (ty, code, impact) in [
        ("xs:long", 1, "compatible"),
        ("xs:decimal", 1, "compatible"),
        ("xs:short", 2, "breaking"),
        ("xs:unsignedInt", 2, "breaking"),
        ("xs:date", 2, "breaking"),
    ] {
        let expected = format!("{impact} type-changed Store.row: type xs:int is now {ty}");
        let name = format!("type-{}", ty.replace(':', "-"));
        finds(&name, &[(row, &typed(ty))], code, &[&expected]);
    }
    let with = |facet: &str, value: &str| {
        let facet = format!("<xs:{facet} value=\"{value}\"/>");
        let restriction = format!("<xs:restriction base=\"xs:decimal\">{facet}</xs:restriction>");
        format!(
            "<xs:element name=\"row\"><xs:simpleType>{restriction}</xs:simpleType></xs:element>"
        )
    };
    for (facet, was, is, code, impact) in [
        ("fractionDigits", "2", "3", 1, "compatible"),
        ("fractionDigits", "3", "2", 2, "breaking"),
        ("minInclusive", "0", "-10", 1, "compatible"),
        ("minInclusive", "-10", "0.5", 2, "breaking"),
        ("maxExclusive", "9", "10.0", 1, "compatible"),
        ("totalDigits", "10", "9", 2, "breaking"),
        ("pattern", "[0-9]", "[0-9]+", 2, "breaking"),
    ] {
        let (old, new) = (with(facet, was), with(facet, is));
        let name = format!("facet-{facet}-{was}-{is}").replace(['[', ']', '+'], "");
        let found = diff(&name, &[(row, &old)], &[(row, &new)]);
        let expected = format!("{impact} facet-changed Store.row: {facet} {was} is now {is}");
        assert_eq!(found, (code, lines(&[&expected])));
    }
}

/// The same attribute of several types is told once, with all of its places.
#[test]
fn an_attribute_that_types_share_is_told_once() {
    let folder = scratch("diff-shared-attribute");
    let after_crate = "</xs:complexType>\n      <xs:complexType name=\"Store\">";
    let after_full = "</xs:complexType></xs:element>\n      <xs:element name=\"Closed\"";
    for (file, length) in [("old.wsdl", 9), ("new.wsdl", 7)] {
        let attribute = format!(
            "<xs:attribute name=\"unit\"><xs:simpleType><xs:restriction base=\"xs:token\"><xs:maxLength value=\"{length}\"/>\
             </xs:restriction></xs:simpleType></xs:attribute>"
        );
        let (one, other) = (
            format!("{attribute}{after_crate}"),
            format!("{attribute}{after_full}"),
        );
        let text = contract(&[(after_crate, &*one), (after_full, &other)]);
        std::fs::write(folder.join(file), text).expect("it can be written");
    }
    let told = run_in(&folder, &["diff", "old.wsdl", "new.wsdl"]).out();
    assert_eq!(told.matches("maxLength 9 is now 7").count(), 1, "{told}");
    assert_eq!(told.matches(".@unit").count(), 2, "{told}");
}

/// Items that generated code loses are told, although the messages fit.
#[test]
fn effects_on_code_are_told() {
    let folder = scratch("diff-effects");
    let fault = "<fault name=\"Full\"><soap:fault name=\"Full\" use=\"literal\"/></fault>";
    let declared = "<fault name=\"Full\" message=\"t:FullFault\"/>";
    let header = "<soap:header message=\"t:TraceHeader\" part=\"trace\" use=\"literal\"/>";
    let row = "<xs:element name=\"row\" type=\"xs:int\"/>";
    let gate = format!("{row}<xs:element name=\"gate\" type=\"xs:int\"/>");
    let without = [(fault, ""), (declared, ""), (header, ""), (row, &gate)];
    for (file, edits) in [("old.wsdl", &[][..]), ("new.wsdl", &without[..])] {
        std::fs::write(folder.join(file), contract(edits)).expect("written");
    }
    let there = run_in(&folder, &["diff", "old.wsdl", "new.wsdl"]).unbroken();
    let back = run_in(&folder, &["diff", "new.wsdl", "old.wsdl"]).unbroken();
    for (text, wanted) in [
        (
            &there,
            "fault Full is no longer declared\n      it does not arrive any more\n      after generating again: code that names its type does not compile\n",
        ),
        (
            &there,
            "header Trace is gone\n      servers ignore headers that they do not know\n      after generating again: code that names it \
             does not compile\n",
        ),
        (
            &there,
            "Store.gate: a new member of type xs:int, in a choice\n",
        ),
        (
            &back,
            "fault Full is declared\n      it arrives as a fault whose detail is not typed\n      after generating again: a `match` \
             that names each fault of the operation needs it\n",
        ),
        (
            &back,
            "header Trace is new\n      WSDL does not say whether it must be sent: the server may refuse requests without it\n",
        ),
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
}

/// An operation that goes takes the types of its messages along; a value that is one for one with a new one may have another name.
#[test]
fn what_goes_together_is_told_together() {
    let folder = scratch("diff-together");
    let old = std::fs::read_to_string(run::folder().join("shop-1.wsdl")).expect("a contract");
    let parts = |text: &str, tag: &str, name: &str| {
        let start = text
            .find(&format!("<{tag} name=\"{name}\""))
            .expect("it starts");
        let end = format!("</{tag}>");
        let length = text[start..].find(&end).expect("it ends") + end.len();
        text[..start].to_owned() + &text[start + length..]
    };
    let mut new = parts(&old, "wsdl:operation", "Cancel");
    new = parts(&new, "wsdl:operation", "Cancel");
    new = new.replace("value=\"Sent\"", "value=\"Shipped\"");
    for (file, text) in [("old.wsdl", &old), ("new.wsdl", &new)] {
        std::fs::write(folder.join(file), text).expect("written");
    }
    let run = run_in(&folder, &["diff", "old.wsdl", "new.wsdl", "--breaking"]);
    let text = run.unbroken();
    assert!(
        text.contains("after generating again: its method is gone, and the type `Cancel`"),
        "{text}"
    );
    assert!(text.ends_with(" (not shown)\n"), "{text}");
    assert!(!text.contains("\nCompatible"), "{text}");
    let text = run_in(&folder, &["diff", "old.wsdl", "new.wsdl"]).unbroken();
    assert!(
        text.contains("State: value Sent is gone, perhaps renamed to Shipped\n"),
        "{text}"
    );
    // Of several nobody knows.
    let several = new.replace(
        "<xs:enumeration value=\"Shipped\"/>",
        "<xs:enumeration value=\"Shipped\"/><xs:enumeration value=\"Lost\"/>",
    );
    std::fs::write(folder.join("new.wsdl"), several).expect("written");
    let text = run_in(&folder, &["diff", "old.wsdl", "new.wsdl"]).unbroken();
    assert!(text.contains("State: value Sent is gone\n"), "{text}");
    assert!(!text.contains("(not shown)"), "{text}");
}
