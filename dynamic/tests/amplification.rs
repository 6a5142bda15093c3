//! Messages of many empty values whose type is wide: reading one takes memory for what it holds, not for what its type has.
//!
//! From XML that is at most eight times its bytes for empty elements: a value takes 32 bytes, and `<a/>` has four. A value of a type
//! that others are derived from takes 64; one with a part takes a slot of 40 and room for another. So these take sixteen times
//! their bytes where names have one letter. JSON is a [`Tree`](soap_runtime::json::Tree) first, which takes 32 bytes for each value
//! and, while an array grows, those of its smaller copy; the shortest values have two bytes (`1,`) or three (`{},`): 36 times.

use soap_dynamic::{Contract, Message, Operation};
use std::path::Path;
use std::sync::LazyLock;

/// The members of the wide type.
const WIDTH: usize = 200;
/// The bytes of a message, about.
const SIZE: usize = 1 << 18;
/// What a message may take that is as short as can be.
const MARGIN: u64 = 1 << 17;

static CONTRACT: LazyLock<Contract> = LazyLock::new(contract);

/// A contract with repeated elements: `a` of a wide type, `d` of a type that others are derived from, `n` of numbers,
/// and `m` whose members come in any order.
fn contract() -> Contract {
    let members = |letter: char| {
        let all = (0..WIDTH).map(|at| {
            let (name, most) = (
                format!("{letter}{at}"),
                if at % 3 == 0 { "maxOccurs='9'" } else { "" },
            );
            format!("<xs:element name='{name}' type='xs:string' minOccurs='0' {most}/>")
        });
        all.collect::<String>()
    };
    let (wide, base) = (members('f'), members('g'));
    let all = members('h').replace("maxOccurs='9'", "");
    let list = |name: &str, ty: &str| {
        format!("<xs:element name='{name}' type='{ty}' minOccurs='0' maxOccurs='unbounded'/>")
    };
    let lists = [
        list("a", "a:Wide"),
        list("d", "a:Base"),
        list("n", "xs:int"),
        list("m", "a:All"),
    ]
    .concat();
    let schema = format!(
        "<xs:complexType name='Wide'><xs:sequence>{wide}\
           <xs:choice><xs:element name='x' type='xs:int' minOccurs='0'/><xs:element name='y' type='xs:int'/></xs:choice>\
         </xs:sequence><xs:attribute name='k' type='xs:int'/></xs:complexType>\
         <xs:complexType name='Base'><xs:sequence>{base}</xs:sequence></xs:complexType>\
         <xs:complexType name='More'><xs:complexContent><xs:extension base='a:Base'><xs:sequence>\
           <xs:element name='z' type='xs:int' minOccurs='0'/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>\
         <xs:complexType name='All'><xs:all>{all}</xs:all></xs:complexType>\
         <xs:element name='root'><xs:complexType><xs:sequence>{lists}</xs:sequence></xs:complexType></xs:element>"
    );
    let text = format!(
        "<w:definitions xmlns:a='urn:a' xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:w='http://schemas.xmlsoap.org/wsdl/' \
         xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/' targetNamespace='urn:a'><w:types><xs:schema targetNamespace='urn:a' \
         elementFormDefault='qualified'>{schema}</xs:schema></w:types><w:message name='M'><w:part name='p' element='a:root'/></w:message>\
         <w:portType name='P'><w:operation name='Echo'><w:input message='a:M'/><w:output message='a:M'/></w:operation></w:portType>\
         <w:binding name='B' type='a:P'><s:binding transport='http://schemas.xmlsoap.org/soap/http'/><w:operation name='Echo'>\
         <s:operation soapAction=''/><w:input><s:body use='literal'/></w:input><w:output><s:body use='literal'/></w:output>\
         </w:operation></w:binding></w:definitions>"
    );
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("amplification.wsdl");
    std::fs::write(&path, text).expect("the contract can be written");
    Contract::load(path).expect("the contract is fine")
}

fn envelope(item: &str) -> String {
    let items = item.repeat(SIZE / item.len().max(1));
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' \
         xmlns:t='urn:a'><s:Body><root xmlns='urn:a'>{items}</root></s:Body></s:Envelope>"
    )
}

fn json(name: &str, item: &str) -> String {
    let items = vec![item; SIZE / (item.len() + 1)];
    format!("{{\"{name}\":[{}]}}", items.join(","))
}

/// Asserts that the memory of `work` is at most `times` the bytes of a text.
fn assert_bounded<T>(label: &str, size: usize, times: u64, work: impl FnOnce() -> T) -> T {
    let mut made = None;
    let counted = allocation_counter::measure(|| made = Some(work()));
    let (size, most) = (size as u64, counted.bytes_max);
    assert!(
        most <= times * size + MARGIN,
        "{label}: {size} bytes take {most}, more than {times} times that"
    );
    made.expect("it was made")
}

fn read_xml(echo: &Operation, item: &str, times: u64) -> Message {
    let text = envelope(item);
    assert_bounded(item, text.len(), times, || {
        echo.request_from_xml(text.as_bytes()).expect("a request")
    })
}

fn read_json(echo: &Operation, name: &str, item: &str, times: u64) -> Message {
    let text = json(name, item);
    assert_bounded(item, text.len(), times, || {
        echo.request_from_json(&text).expect("a request")
    })
}

#[test]
fn empty_values_of_a_wide_type_take_little_memory() {
    let echo = CONTRACT.operation("Echo").expect("it is there");
    // Tables and names are made once.
    let first = echo.request_from_xml(envelope("<a/><d/><d xsi:type='t:More'/><m/>").as_bytes());
    first.expect("a request").to_json().expect("JSON");

    for item in [
        "<a/>",
        "<a></a>",
        "<m/>",
        "<n>1</n>",
        "<d xsi:type='t:More'/>",
    ] {
        read_xml(echo, item, 8);
    }
    // A value of one of several types is in a box of its own, and so is what a struct was given.
    for item in [
        "<d/>",
        "<a k='1'/>",
        "<a><x>1</x></a>",
        "<a><f0/></a>",
        "<a><f1/><f2/></a>",
        "<a><f1/><f2/><f4/></a>",
        "<m><h9/><h1/></m>",
    ] {
        read_xml(echo, item, 16);
    }
    // The tree, with room for a quarter more, and the values.
    for (name, item) in [
        ("a", "{}"),
        ("d", "{}"),
        ("n", "1"),
        ("a", r#"{"x":1}"#),
        ("a", r#"{"f0":[]}"#),
        ("a", r#"{"f2":"","f1":""}"#),
        ("d", r#"{"@type":"More"}"#),
    ] {
        read_json(echo, name, item, 36);
    }
}

#[test]
fn writing_empty_values_of_a_wide_type_takes_little_memory() {
    let echo = CONTRACT.operation("Echo").expect("it is there");
    let text = envelope("<a/>");
    let message = echo.request_from_xml(text.as_bytes()).expect("a request");
    let written = assert_bounded("JSON", text.len(), 12, || message.to_json().expect("JSON"));
    assert_eq!(written.matches("{}").count(), SIZE / 4);
    let written = assert_bounded("XML", text.len(), 8, || message.to_xml().expect("XML"));
    assert_eq!(
        written
            .matches("<t:a/>")
            .count()
            .max(written.matches("<a/>").count()),
        SIZE / 4
    );
}

/// Fields that come in another order than that of their struct are those of their names.
#[test]
fn fields_may_come_in_any_order() {
    let echo = CONTRACT.operation("Echo").expect("it is there");
    let read = |order: &[usize]| {
        let fields = order.iter().map(|at| format!("<h{at}>{at}</h{at}>"));
        let item = format!("<m>{}</m>", fields.collect::<String>());
        let text = envelope("").replace("</root>", &format!("{item}</root>"));
        let message = echo.request_from_xml(text.as_bytes()).expect("a request");
        (
            message.to_json().expect("JSON"),
            message.to_xml().expect("XML"),
        )
    };
    let forth: Vec<usize> = (0..WIDTH).collect();
    let back: Vec<usize> = (0..WIDTH).rev().collect();
    let mixed: Vec<usize> = (0..WIDTH).map(|at| at * 7 % WIDTH).collect();
    let wanted = read(&forth);
    assert!(wanted.0.contains(r#""h7":"7","h8":"8""#), "{}", wanted.0);
    assert_eq!(read(&back), wanted);
    assert_eq!(read(&mixed), wanted);
    let some = read(&[90, 3, 50]).0;
    assert!(
        some.ends_with(r#"{"m":[{"h3":"3","h50":"50","h90":"90"}]}"#),
        "{some}"
    );
}
