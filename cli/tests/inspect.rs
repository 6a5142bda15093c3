//! Members and types in the output of `inspect` and `docs`.

mod run;

use run::{run, run_in, scratch};

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
         (Card: xs:string | Bank: xs:string, Codes: xs:int[])\n      (A: xs:int | B: xs:int)?\n      Note: xs:string? or nil\n  \
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

/// A type without a name has the name of its place, with its facets and values.
#[test]
fn anonymous_types_are_listed_by_their_places() {
    let listed = run(&["inspect", "courier.wsdl", "--types"]);
    let text = listed.out();
    let operation = "Book(billing: Book.billing, level: Book.level, weight: Book.weight, note: Book.note?) -> number: xs:int";
    assert!(text.contains(operation), "{text}");
    let (_, types) = text.split_once("types of urn:courier\n").expect(&text);
    assert_eq!(
        types,
        "  Account complex
      key: xs:string
  Book.billing complex
      postCode: Book.billing.postCode
      (home: xs:string or nil | locker: Book.billing.locker)
  Book.billing.locker complex
      @id: xs:int
  Book.billing.postCode simple, derived from xs:string
      pattern [0-9]{4}
  Book.level union
      of xs:int, Book.level.1
  Book.level.1 enumeration, derived from xs:string
      slow | fast
  Book.note simple, derived from xs:string
      minLength 3
  Book.weight simple, derived from xs:int
      minInclusive 1
  NoCapacity.until complex
      day: xs:date
"
    );
}

/// Types of one name, or of one place, are told apart.
#[test]
fn places_that_share_a_name_are_numbered() {
    let folder = scratch("inspect-places");
    let inner = |name: &str| {
        format!(
            "<xs:element name=\"a\"><xs:complexType><xs:attribute name=\"{name}\" type=\"xs:int\"/></xs:complexType></xs:element>"
        )
    };
    let schema = format!(
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"urn:p\">
        <xs:complexType name=\"T\"><xs:choice><xs:sequence>{}<xs:element name=\"b\" type=\"xs:int\"/></xs:sequence>
        <xs:sequence><xs:element name=\"c\" type=\"xs:int\"/>{}</xs:sequence></xs:choice></xs:complexType>
        <xs:element name=\"T\"><xs:complexType><xs:sequence>{}</xs:sequence></xs:complexType></xs:element></xs:schema>",
        inner("one"),
        inner("two"),
        inner("three")
    );
    std::fs::write(folder.join("p.xsd"), schema).expect("written");
    let listed = run_in(&folder, &["inspect", "p.xsd", "--types"]);
    assert_eq!(
        listed.out(),
        "types of urn:p
  T complex
      (a: T.a, b: xs:int | c: xs:int, a: T.a (2))
  T (2) complex
      a: T.a (3)
  T.a complex
      @one: xs:int?
  T.a (2) complex
      @two: xs:int?
  T.a (3) complex
      @three: xs:int?
",
        "{}",
        listed.err()
    );
}

/// Each member of an anonymous type leads to the section of that type.
#[test]
fn docs_have_sections_of_anonymous_types() {
    let page = run(&["docs", "courier.wsdl"]).out();
    for wanted in [
        "| request headers | [Account](#type-account) |",
        "| `billing` | [Book.billing](#type-book.billing) | required |",
        "<a id=\"type-book.billing\"></a>\n### Book.billing\n",
        "| `home` | xs:string | choice 1, alternative 1, nillable |",
        "| `locker` | [Book.billing.locker](#type-book.billing.locker) | choice 1, alternative 2 |",
        "### Book.billing.postCode\n\nsimple, in `urn:courier`.\n\nDerived from xs:string.\n\nFacets: pattern `[0-9]{4}`.",
        "One of: xs:int, [Book.level.1](#type-book.level.1).",
        "Values: `slow`, `fast`.",
        "| `until` | [NoCapacity.until](#type-nocapacity.until) | required |",
    ] {
        assert!(page.contains(wanted), "{wanted}\n{page}");
    }
}
