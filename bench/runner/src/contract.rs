//! Made-up contracts of any size: structs that refer to each other, lists, enumerations, and an operation for every ten
//! types.

use std::fmt::Write as _;

/// A contract of `count` types.
pub fn of_types(count: usize) -> String {
    contract(|index, _| index < count)
}

/// A contract of about `size` bytes.
pub fn of_bytes(size: usize) -> String {
    // Head and tail are small beside the types.
    contract(|_, length| length < size)
}

fn contract(more: impl Fn(usize, usize) -> bool) -> String {
    let mut types = String::new();
    let (mut elements, mut messages, mut port, mut binding) =
        (String::new(), String::new(), String::new(), String::new());
    let mut index = 0;
    while more(
        index,
        types.len() + elements.len() + messages.len() + port.len() + binding.len(),
    ) {
        if index % 5 == 4 {
            enumeration(&mut types, index);
        } else {
            structure(&mut types, index);
        }
        if index % 10 == 0 {
            operation(index, &mut elements, &mut messages, &mut port, &mut binding);
        }
        index += 1;
    }
    format!(
        r#"<definitions name="Synthetic" targetNamespace="http://example.com/synthetic" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="http://example.com/synthetic">
<types><xs:schema targetNamespace="http://example.com/synthetic" elementFormDefault="qualified">
{types}{elements}</xs:schema></types>
{messages}<portType name="Port">
{port}</portType>
<binding name="Binding" type="t:Port"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
{binding}</binding>
<service name="Synthetic"><port name="Port" binding="t:Binding"><soap:address location="http://localhost/"/></port></service>
</definitions>
"#
    )
}

fn enumeration(types: &mut String, index: usize) {
    let _ = write!(
        types,
        "<xs:simpleType name=\"Kind{index}\"><xs:restriction base=\"xs:string\">"
    );
    for value in 0..6 {
        let _ = write!(types, "<xs:enumeration value=\"Value{value}Of{index}\"/>");
    }
    types.push_str("</xs:restriction></xs:simpleType>\n");
}

/// Adds a struct of six members: values, an enumeration, another struct and a list of one.
fn structure(types: &mut String, index: usize) {
    let kind = index / 5 * 5 + 4;
    let kind = if index > kind || index < 5 {
        None
    } else {
        Some(kind - 5)
    };
    // Refers to an earlier struct. Every fifth type is an enumeration.
    let other = index.saturating_sub(if index.is_multiple_of(5) { 2 } else { 1 });
    let _ = write!(
        types,
        "<xs:complexType name=\"Type{index}\"><xs:sequence><xs:element name=\"Name\" type=\"xs:string\" nillable=\"true\" minOccurs=\"0\"/><xs:element name=\"Number{index}\" type=\"xs:int\"/><xs:element name=\"Created\" type=\"xs:dateTime\" minOccurs=\"0\"/>"
    );
    if let Some(kind) = kind {
        let _ = write!(types, "<xs:element name=\"Kind\" type=\"t:Kind{kind}\"/>");
    }
    if other < index {
        let _ = write!(
            types,
            "<xs:element name=\"Other\" type=\"t:Type{other}\" nillable=\"true\" minOccurs=\"0\"/><xs:element name=\"Items\" type=\"t:Type{other}\" minOccurs=\"0\" maxOccurs=\"unbounded\"/>"
        );
    }
    types.push_str("</xs:sequence></xs:complexType>\n");
}

fn operation(
    index: usize,
    elements: &mut String,
    messages: &mut String,
    port: &mut String,
    binding: &mut String,
) {
    for direction in ["", "Response"] {
        let _ = writeln!(
            elements,
            "<xs:element name=\"Get{index}{direction}\"><xs:complexType><xs:sequence><xs:element name=\"Value\" type=\"t:Type{index}\" minOccurs=\"0\"/></xs:sequence></xs:complexType></xs:element>"
        );
        let _ = writeln!(
            messages,
            "<message name=\"Get{index}{direction}Message\"><part name=\"parameters\" element=\"t:Get{index}{direction}\"/></message>"
        );
    }
    let _ = writeln!(
        port,
        "<operation name=\"Get{index}\"><input message=\"t:Get{index}Message\"/><output message=\"t:Get{index}ResponseMessage\"/></operation>"
    );
    let _ = writeln!(
        binding,
        "<operation name=\"Get{index}\"><soap:operation soapAction=\"http://example.com/synthetic/Get{index}\" style=\"document\"/><input><soap:body use=\"literal\"/></input><output><soap:body use=\"literal\"/></output></operation>"
    );
}
