//! Strict mode accepts exactly the valid messages, and default mode keeps what has a place: schemas of one element each,
//! with valid and invalid messages.

use soap_dynamic::{Contract, Message, Value};
use soap_runtime::xml::ReadOptions;
use soap_runtime::{CallOptions, Client};
use std::path::Path;
use wsdl_codegen::Options;

const NAMESPACES: &str = "xmlns='urn:a' xmlns:a='urn:a' xmlns:b='urn:b' xmlns:xs='http://www.w3.org/2001/XMLSchema' \
                          xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'";

/// The contract of a schema with the element `root`, which is request and response.
fn contract(name: &str, schema: &str) -> Contract {
    let text = format!(
        "<w:definitions {NAMESPACES} xmlns:w='http://schemas.xmlsoap.org/wsdl/' xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/' \
         targetNamespace='urn:a'><w:types><xs:schema targetNamespace='urn:a' elementFormDefault='qualified'>{schema}</xs:schema>\
         </w:types><w:message name='M'><w:part name='p' element='a:root'/></w:message><w:portType name='P'>\
         <w:operation name='Echo'><w:input message='a:M'/><w:output message='a:M'/></w:operation></w:portType>\
         <w:binding name='B' type='a:P'><s:binding transport='http://schemas.xmlsoap.org/soap/http'/><w:operation name='Echo'>\
         <s:operation soapAction=''/><w:input><s:body use='literal'/></w:input><w:output><s:body use='literal'/></w:output>\
         </w:operation></w:binding></w:definitions>"
    );
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("validity-{name}.wsdl"));
    std::fs::write(&path, text).expect("the contract can be written");
    let options = Options {
        wsdl: vec![path],
        facets: true,
        ..Options::default()
    };
    Contract::with_options(&options).expect("the contract is right")
}

/// Reads a message. Returns the message as it is written again, and the report.
fn read(contract: &Contract, message: &str, strict: bool) -> Result<(String, Vec<String>), String> {
    let message = message.replacen("<root", &format!("<root {NAMESPACES}"), 1);
    let envelope = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>{message}</s:Body></s:Envelope>"
    );
    let operation = contract.operation("Echo").expect("an operation");
    let options = CallOptions::new().with_read(ReadOptions::default().with_strict(strict));
    let client = Client::without_transport("http://localhost/").with_options(options);
    let response = http::Response::builder()
        .header("content-type", "text/xml; charset=utf-8")
        .body(envelope.into())
        .expect("a response");
    let reply = client
        .decode::<Value, ()>(operation.table(), response)
        .map_err(|error| error.to_string())?;
    let deviations = reply.deviations.iter().map(|one| one.message.clone());
    let skipped = reply
        .skipped
        .iter()
        .map(|one| format!("{} is skipped", one.path));
    let report = deviations.chain(skipped).collect();
    let request = client
        .request(operation.table(), &reply.body)
        .map_err(|error| error.to_string())?;
    Ok((String::from_utf8_lossy(request.body()).into_owned(), report))
}

/// Judges messages in both modes.
fn judge(name: &str, schema: &str, valid: &[&str], invalid: &[&str]) {
    let contract = contract(name, schema);
    for message in valid {
        if let Err(error) = read(&contract, message, true) {
            panic!("{name}: {message} is valid: {error}");
        }
        let (written, report) = read(&contract, message, false).expect("it is valid");
        assert_eq!(report, [""; 0], "{name}: {message} is valid");
        let again = contract.operation("Echo").expect("an operation");
        let again = again.read(true, written.as_bytes(), &ReadOptions::strict());
        assert!(
            again.is_ok(),
            "{name}: {message} is written as {written}: {again:?}"
        );
        let again = again.expect("it is valid");
        judge_json(&contract, message, again);
        // No prefix but `xml` may be bound to it.
        assert!(
            !written.contains("=\"http://www.w3.org/XML/1998/namespace\""),
            "{written}"
        );
    }
    for message in invalid {
        assert!(
            read(&contract, message, true).is_err(),
            "{name}: {message} is invalid"
        );
    }
}

/// Takes a message to JSON and back.
fn judge_json(contract: &Contract, message: &str, read: Message) {
    let operation = contract.operation("Echo").expect("an operation");
    let json = read
        .to_json()
        .unwrap_or_else(|error| panic!("{message}: {error}"));
    let second = operation.request_from_json(&json);
    let second = second.unwrap_or_else(|error| panic!("{message}: {json}: {error}"));
    assert_eq!(second.to_json().expect("JSON"), json, "{message}");
    let xml = second.to_xml().expect("it was written before");
    let third = operation.read(true, xml.as_bytes(), &ReadOptions::strict());
    let third = third.unwrap_or_else(|error| panic!("{message}: {json}: {xml}: {error}"));
    assert_eq!(third.to_json().expect("JSON"), json, "{message}");
}

/// Judges the messages of a list: a schema in one line, and a line for each message with `+` if it is valid, `-` if not.
fn judge_list(name: &str, list: &str) {
    for (index, block) in list.split("\n\n").enumerate() {
        let mut lines = block.trim().lines();
        let schema = lines.next().expect("a schema");
        let messages: Vec<&str> = lines.collect();
        let of = |sign| {
            let of = messages.iter().filter_map(|line| line.strip_prefix(sign));
            of.collect::<Vec<_>>()
        };
        let (valid, invalid) = (of('+'), of('-'));
        assert_eq!(valid.len() + invalid.len(), messages.len(), "{block}");
        judge(&format!("{name}-{index}"), schema, &valid, &invalid);
    }
}

#[test]
fn default_and_fixed_values_are_values() {
    judge_list("values", include_str!("validity/values.txt"));
}

#[test]
fn entries_of_dictionaries_are_checked() {
    let list = include_str!("validity/dictionaries.txt");
    judge_list("dictionaries", list);
    let contract = contract("dictionary", list.lines().next().expect("a schema"));
    for (entry, reported) in [
        (
            "<Entry><Value>1</Value><Key>a</Key></Entry>",
            "the element Key comes later than the schema has it",
        ),
        (
            "<Entry xsi:nil='false'><Key>a</Key><Value>1</Value></Entry>",
            "the element Entry is not nillable",
        ),
    ] {
        let message = format!("<root>{entry}</root>");
        let (written, report) = read(&contract, &message, false).expect("its value is kept");
        assert_eq!(report, [reported], "{message}");
        assert!(
            written.contains("<Key>a</Key><Value>1</Value>"),
            "{written}"
        );
    }
}

/// A map has no room for it, so the entry is left out, and that is told.
#[test]
fn entries_with_a_nil_key_are_left_out() {
    let contract = contract(
        "nil-key",
        "<xs:complexType name='D'><xs:sequence><xs:element name='Entry' minOccurs='0' maxOccurs='unbounded'><xs:complexType>\
         <xs:sequence><xs:element name='Key' nillable='true' type='xs:string'/><xs:element name='Value' type='xs:int'/>\
         </xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType><xs:element name='root' type='a:D'/>",
    );
    for key in ["", " a='b'", " xsi:type='xs:string'"] {
        let message = format!(
            "<root><Entry><Key>a</Key><Value>1</Value></Entry><Entry><Key xsi:nil='true'{key}/><Value>2</Value></Entry></root>"
        );
        let (written, report) = read(&contract, &message, false).expect("the others are kept");
        assert!(written.contains("<Value>1</Value>"), "{written}");
        assert!(!written.contains("<Value>2</Value>"), "{written}");
        let told = "the element Key is nil, and a map has no room for that: the entry is left out";
        assert!(report.iter().any(|one| one == told), "{report:?}");
        let error = read(&contract, &message, true).expect_err("it has no place");
        assert!(error.contains("/root/Entry"), "{error}");
    }
}

#[test]
fn nil_bodies_and_items_are_values() {
    judge_list("nil", include_str!("validity/nil.txt"));
}

#[test]
fn fields_of_identity_constraints_have_their_types_and_defaults() {
    judge_list("identities", include_str!("validity/identities.txt"));
}

#[test]
fn identity_constraints_are_checked() {
    let root = |constraints: &str| {
        format!(
            "<xs:element name='root'><xs:complexType><xs:sequence><xs:element name='d' minOccurs='0' maxOccurs='9'><xs:complexType>\
             <xs:attribute name='id' type='xs:decimal'/></xs:complexType></xs:element><xs:element name='r' minOccurs='0' \
             maxOccurs='9'><xs:complexType><xs:attribute name='to' type='xs:decimal'/></xs:complexType></xs:element>\
             </xs:sequence></xs:complexType>{constraints}</xs:element>"
        )
    };
    judge(
        "key",
        &root(
            "<xs:key name='k'><xs:selector xpath='a:d'/><xs:field xpath='@id'/></xs:key><xs:keyref name='kr' refer='a:k'>\
             <xs:selector xpath='.//a:r'/><xs:field xpath='@to'/></xs:keyref>",
        ),
        &[
            "<root><d id='1'/><d id='2'/><r to='1.0'/></root>",
            "<root><d id='1'/><r/></root>",
        ],
        &[
            "<root><d id='1'/><d id='1.00'/></root>",
            "<root><d/></root>",
            "<root><d id='1'/><r to='2'/></root>",
        ],
    );
    // A nil element is a node of its field, and has no value that a key could have.
    judge(
        "key-nil",
        "<xs:element name='root'><xs:complexType><xs:sequence><xs:element name='d' minOccurs='0' type='xs:int'/><xs:element \
         name='r' minOccurs='0' nillable='true' type='xs:int'/></xs:sequence></xs:complexType><xs:key name='k'><xs:selector \
         xpath='a:d'/><xs:field xpath='.'/></xs:key><xs:keyref name='kr' refer='a:k'><xs:selector xpath='a:r'/><xs:field \
         xpath='.'/></xs:keyref></xs:element>",
        &["<root><d>1</d><r>01</r></root>", "<root><d>1</d></root>"],
        &[
            "<root><d>1</d><r xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/></root>",
        ],
    );
}

#[test]
fn mixed_content_is_checked() {
    judge(
        "mixed-body",
        "<xs:element name='root'><xs:complexType mixed='true'><xs:choice minOccurs='0' maxOccurs='2'>\
         <xs:element name='x' type='xs:int'/><xs:element name='y'/></xs:choice></xs:complexType></xs:element>",
        &["<root>a<x>1</x>b<y/>c</root>", "<root/>"],
        &[
            "<root>a<x>s</x></root>",
            "<root><x>1</x><x>1</x>a<x>1</x></root>",
            "<root>a<z/></root>",
        ],
    );
    judge(
        "mixed-inside",
        "<xs:complexType name='M' mixed='true'><xs:sequence><xs:element name='x' type='xs:int'/></xs:sequence></xs:complexType>\
         <xs:element name='h' type='a:M'/><xs:element name='g' type='a:M' substitutionGroup='a:h'/>\
         <xs:element name='root'><xs:complexType><xs:sequence><xs:element name='m' type='a:M'/><xs:choice maxOccurs='2'>\
         <xs:element name='n' type='a:M'/><xs:element name='o'/></xs:choice><xs:element ref='a:h' minOccurs='0'/></xs:sequence>\
         </xs:complexType></xs:element>",
        &["<root><m>t<x>1</x></m><n>t<x>1</x></n><g>t<x>1</x></g></root>"],
        &[
            "<root><m>t</m><o/></root>",
            "<root><m>t<x>1</x></m><n>t</n></root>",
            "<root><m>t<x>1</x></m><o/><g>t</g></root>",
        ],
    );
}

#[test]
fn attributes_of_wildcards_have_their_types_and_prefixes() {
    judge(
        "any-attribute",
        "<xs:attribute name='d' type='xs:date'/><xs:attribute name='f' type='xs:int' fixed='1'/><xs:attribute name='l'>\
         <xs:simpleType><xs:list itemType='xs:int'/></xs:simpleType></xs:attribute><xs:element name='root'><xs:complexType>\
         <xs:sequence><xs:any processContents='lax' minOccurs='0'/></xs:sequence><xs:anyAttribute processContents='lax'/>\
         </xs:complexType></xs:element>",
        &[
            "<root a:d='2000-01-01' a:f='01' a:l='1 2'/>",
            "<root xml:lang='en' b:c='1'><c xml:space='preserve'/></root>",
        ],
        &[
            "<root a:d='x'/>",
            "<root a:f='2'/>",
            "<root a:l='1 x'/>",
            "<root><c a:d='x'/></root>",
        ],
    );
}

/// A prefix in a value means the same after the message was read and written.
#[test]
fn names_in_attributes_of_wildcards_keep_their_namespaces() {
    let schema = "<xs:attribute name='q' type='xs:QName'/><xs:element name='root'><xs:complexType><xs:sequence><xs:element name='e' \
                  minOccurs='0' maxOccurs='2'><xs:complexType><xs:anyAttribute processContents='lax'/></xs:complexType></xs:element>\
                  </xs:sequence><xs:anyAttribute processContents='lax'/></xs:complexType></xs:element>";
    let contract = contract("wildcard-names", schema);
    let operation = contract.operation("Echo").expect("an operation");
    for (message, expected) in [
        (
            "<root a:q='z:x' xmlns:z='urn:z'/>",
            "<root xmlns:z=\"urn:z\" xmlns:q1=\"urn:a\" q1:q=\"z:x\"/>",
        ),
        (
            "<root xmlns:z='urn:z' a:q='z:x' c='http://x z:y z:z'><e a:q='z:x'/></root>",
            "<root xmlns:z=\"urn:z\" xmlns:q1=\"urn:a\" q1:q=\"z:x\" c=\"http://x z:y z:z\"><e xmlns:z=\"urn:z\" \
             xmlns:q2=\"urn:a\" q2:q=\"z:x\"/></root>",
        ),
        // `b` has another namespace inside of `root`.
        (
            "<root a:q='b:x'><e xmlns:b='urn:c' a:q='b:x'/><e a:q='b:x'/></root>",
            "<root xmlns:b=\"urn:b\" xmlns:q1=\"urn:a\" q1:q=\"b:x\"><e xmlns:b=\"urn:c\" xmlns:q2=\"urn:a\" q2:q=\"b:x\"/>\
             <e xmlns:b=\"urn:b\" xmlns:q3=\"urn:a\" q3:q=\"b:x\"/></root>",
        ),
        ("<root c='s:x'/>", "<root c=\"s:x\"/>"),
        ("<root c='xsi:x'/>", "<root c=\"xsi:x\"/>"),
        // Prefixes as the writer makes them up.
        (
            "<root xmlns:q1='urn:z' a:q='q1:x' c='q1:x'><e a:q='q1:x'/></root>",
            "<root xmlns:q1=\"urn:z\" xmlns:q2=\"urn:a\" q2:q=\"q1:x\" c=\"q1:x\"><e xmlns:q1=\"urn:z\" xmlns:q3=\"urn:a\" \
             q3:q=\"q1:x\"/></root>",
        ),
        (
            "<root xmlns:q2='urn:z' a:q='a:y' b:c='q2:x'><e a:q='x'/></root>",
            "<root xmlns:a=\"urn:a\" xmlns:q3=\"urn:a\" q3:q=\"a:y\" xmlns:q2=\"urn:z\" xmlns:q4=\"urn:b\" q4:c=\"q2:x\"><e xmlns:q5=\"urn:a\" \
             q5:q=\"x\"/></root>",
        ),
    ] {
        let (written, report) = read(&contract, message, false).expect("it is valid");
        assert_eq!(report, [""; 0], "{message}");
        assert!(
            written.contains(&format!("<s:Body>{expected}</s:Body>")),
            "{written}"
        );
        let again = operation.read(true, written.as_bytes(), &ReadOptions::strict());
        assert!(again.is_ok(), "{written}: {again:?}");
    }
    // The names inside of the element need this prefix for another namespace.
    let message = "<root xmlns:s='urn:z' c='s:x'/>";
    let error = read(&contract, message, false).expect_err("the prefix is taken");
    let said = "the prefix s in the value means another namespace here at /root";
    assert!(error.contains(said), "{error}");
}

/// A name without a prefix keeps its namespace, in XML and in JSON.
#[test]
fn names_without_prefix_in_attributes_of_wildcards_keep_their_namespace() {
    let schema = "<xs:attribute name='q' type='xs:QName'/><xs:attribute name='l'><xs:simpleType><xs:list itemType='xs:QName'/>\
                  </xs:simpleType></xs:attribute><xs:element name='root' nillable='true'><xs:complexType><xs:sequence>\
                  <xs:element name='e' minOccurs='0'/></xs:sequence><xs:anyAttribute processContents='lax'/></xs:complexType>\
                  </xs:element>";
    let contract = contract("wildcard-default", schema);
    let operation = contract.operation("Echo").expect("an operation");
    let schema = contract.schema_of(operation, &soap_dynamic::MessageKind::Request);
    let schema = serde_json::to_value(schema.expect("a schema")).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("the schema is valid");
    let envelope = |message: &str| {
        format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:a='urn:a'><s:Body>{message}</s:Body></s:Envelope>"
        )
    };
    for (message, json, expected) in [
        (
            "<a:root xmlns='urn:d' a:q='x' c='y'/>",
            r#"{"@xmlns":{"":"urn:d"},"@{urn:a}q":"x","@c":"y"}"#,
            r#"<root xmlns:q1="urn:d" xmlns:q2="urn:a" q2:q="q1:x" c="y"/>"#,
        ),
        (
            "<a:root xmlns='urn:d' xmlns:z='urn:z' a:l='x z:y z'/>",
            r#"{"@xmlns":{"":"urn:d","z":"urn:z"},"@{urn:a}l":"x z:y z"}"#,
            r#"<root xmlns:z="urn:z" xmlns:q1="urn:d" xmlns:q2="urn:a" q2:l="q1:x z:y q1:z"/>"#,
        ),
        (
            "<root xmlns='urn:a' a:q='x'/>",
            r#"{"@xmlns":{"":"urn:a"},"@{urn:a}q":"x"}"#,
            r#"<root xmlns:q1="urn:a" q1:q="x"/>"#,
        ),
        (
            "<a:root xmlns='urn:d' a:q='x' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/>",
            r#"{"@nil":true,"@xmlns":{"":"urn:d"},"@{urn:a}q":"x"}"#,
            r#"<root xmlns:q1="urn:d" xmlns:q2="urn:a" q2:q="q1:x" xsi:nil="true"/>"#,
        ),
        (
            "<a:root xmlns='urn:d' xmlns:z='urn:z' c='z:x'/>",
            r#"{"@xmlns":{"z":"urn:z"},"@c":"z:x"}"#,
            r#"<root xmlns:z="urn:z" c="z:x"/>"#,
        ),
    ] {
        let message = envelope(message);
        let read = operation
            .read(true, message.as_bytes(), &ReadOptions::strict())
            .expect("it is valid");
        assert_eq!(read.to_json().expect("JSON"), json);
        let of_json = operation.request_from_json(json).expect(json);
        for written in [read.to_xml(), of_json.to_xml()] {
            let written = written.expect(json);
            let body = format!("<s:Body>{expected}</s:Body>");
            assert!(written.contains(&body), "{written}");
        }
        let json: serde_json::Value = serde_json::from_str(json).expect("JSON");
        assert!(validator.is_valid(&json), "{json}: {schema}");
    }
    // Here names without a prefix are in a namespace.
    let message = envelope("<a:root a:q='x'/>");
    let read = operation
        .read(true, message.as_bytes(), &ReadOptions::strict())
        .expect("it is valid");
    let json = read.to_json().expect("JSON");
    assert_eq!(json, r#"{"@xmlns":{"":""},"@{urn:a}q":"x"}"#);
    let of_json = operation.request_from_json(&json).expect("it is right");
    for written in [read.to_xml(), of_json.to_xml()] {
        let error = written.expect_err("it has another namespace").to_string();
        assert!(
            error.contains("the name x would get the default namespace at /root"),
            "{error}"
        );
    }
    for (json, said) in [
        (r#"{"@xmlns":"urn:z"}"#, "/@xmlns: expected an object"),
        (
            r#"{"@xmlns":{"a:b":"urn:z"}}"#,
            "/@xmlns: expected prefixes and namespaces",
        ),
        (
            r#"{"@xmlns":{"z":1}}"#,
            "/@xmlns: expected prefixes and namespaces",
        ),
    ] {
        let error = operation.request_from_json(json).expect_err(json);
        assert!(error.to_string().contains(said), "{error}");
        let json: serde_json::Value = serde_json::from_str(json).expect("JSON");
        assert!(
            !validator.is_valid(&json) || json.to_string().contains("a:b"),
            "{json}: {schema}"
        );
    }
}

/// Whatever a wildcard admits is written.
#[test]
fn what_wildcards_admit_is_written() {
    let of = |wildcard: &str| {
        format!(
            "<xs:element name='root'><xs:complexType><xs:sequence><xs:any {wildcard} processContents='lax' minOccurs='0' \
             maxOccurs='2'/></xs:sequence><xs:anyAttribute {wildcard} processContents='lax'/></xs:complexType></xs:element>"
        )
    };
    let local = of("namespace='##local'");
    let target = of("namespace='##targetNamespace'");
    let list = of("namespace='##local urn:b'");
    let other = of("namespace='##other'");
    let bases = |base: &str, kind: &str, own: &str| {
        format!(
            "<xs:attributeGroup name='G'><xs:anyAttribute namespace='{own}' processContents='lax'/></xs:attributeGroup>\
             <xs:group name='E'><xs:sequence><xs:any namespace='{own}' processContents='lax' minOccurs='0'/></xs:sequence></xs:group>\
             <xs:complexType name='B'><xs:sequence><xs:any namespace='{base}' processContents='lax' minOccurs='0'/></xs:sequence>\
             <xs:anyAttribute namespace='{base}' processContents='lax'/></xs:complexType><xs:element name='root'><xs:complexType>\
             <xs:complexContent><xs:{kind} base='a:B'><xs:group ref='a:E'/><xs:attributeGroup ref='a:G'/></xs:{kind}>\
             </xs:complexContent></xs:complexType></xs:element>"
        )
    };
    for (name, schema, valid, invalid) in [
        (
            "local",
            local,
            &["<root c='1' xsi:schemaLocation='urn:x y'><x xmlns=''/></root>"][..],
            &["<root b:c='1'/>", "<root><x/></root>"][..],
        ),
        (
            "target",
            target,
            &["<root a:c='1'><x/><x/></root>"],
            &["<root c='1'/>", "<root xml:lang='en'/>"],
        ),
        (
            "list",
            list,
            &["<root c='1' b:c='2'><b:x/><x xmlns=''/></root>"],
            &["<root a:c='1'/>"],
        ),
        (
            "other",
            other,
            &["<root b:c='1' xml:lang='en'><b:x/></root>"],
            &["<root c='1'/>", "<root><x xmlns=''/></root>"],
        ),
        (
            "union",
            bases("##local", "extension", "urn:b"),
            &["<root c='1' b:c='1'><x xmlns=''/><b:x/></root>"],
            &["<root a:c='1'/>"],
        ),
        (
            "union-other",
            bases("##other", "extension", "##targetNamespace"),
            &["<root a:c='1' b:c='1'><b:x/><x/></root>"],
            &["<root><x/><x/></root>"],
        ),
        (
            "intersection",
            bases("##any", "restriction", "##other"),
            &["<root b:c='1'><b:x/></root>"],
            &["<root a:c='1'/>"],
        ),
        (
            "intersection-list",
            bases("##local urn:b urn:c", "restriction", "urn:b ##local"),
            &["<root c='1' b:c='1'><b:x/></root>"],
            &["<root xmlns:c='urn:c' c:c='1'/>"],
        ),
    ] {
        judge(&format!("admitted-{name}"), &schema, valid, invalid);
    }
}

/// An element has no attribute twice (XML 1.0, section 3.1).
#[test]
fn attributes_with_a_second_value_are_not_written() {
    let contract = contract(
        "wildcard-twice",
        "<xs:element name='root'><xs:complexType><xs:anyAttribute processContents='lax'/></xs:complexType></xs:element>",
    );
    let operation = contract.operation("Echo").expect("an operation");
    let request = operation.request_from_json(r#"{"@c":"1","@{}c":"2"}"#);
    let error = request.expect("it is right").to_xml().expect_err("twice");
    let said = "the attribute c has a second value at /root";
    assert!(error.to_string().contains(said), "{error}");
}

/// Every element may have some attributes of XML Schema instance (Part 1, 3.2.7), whatever its wildcard says.
#[test]
fn locations_of_schemas_are_admitted_everywhere() {
    let contract = contract(
        "wildcard-location",
        "<xs:element name='root'><xs:complexType><xs:anyAttribute namespace='##local'/></xs:complexType></xs:element>",
    );
    let operation = contract.operation("Echo").expect("an operation");
    let write = |local: &str| {
        let json =
            format!(r#"{{"@{{http://www.w3.org/2001/XMLSchema-instance}}{local}":"urn:a a"}}"#);
        let request = operation.request_from_json(&json).expect("it is right");
        request.to_xml().map_err(|error| error.to_string())
    };
    for local in ["schemaLocation", "noNamespaceSchemaLocation"] {
        let written = write(local).expect(local);
        let read = operation.read(true, written.as_bytes(), &ReadOptions::strict());
        assert!(read.is_ok(), "{written}");
    }
    for local in ["nil", "type", "other"] {
        let error = write(local).expect_err(local);
        assert!(
            error.contains("no wildcard admits the attribute"),
            "{error}"
        );
    }
}

/// The writer refuses names that the wildcard does not admit, and names that XML reserves.
#[test]
fn wildcards_are_checked_before_anything_is_sent() {
    let contract = contract(
        "wildcard-written",
        "<xs:element name='root'><xs:complexType><xs:sequence><xs:any namespace='##other' processContents='lax' minOccurs='0'/>\
         </xs:sequence><xs:attribute name='at' type='xs:int'/><xs:anyAttribute namespace='##other' processContents='lax'/>\
         </xs:complexType></xs:element>",
    );
    let operation = contract.operation("Echo").expect("an operation");
    let write = |json: &str| {
        let request = operation.request_from_json(json).expect(json);
        request.to_xml().map_err(|error| error.to_string())
    };
    for json in [
        r#"{"@any":{"@element":"{urn:b}x"}}"#,
        r#"{"@{urn:b}at":"1","@at":1}"#,
    ] {
        let written = write(json).expect(json);
        let read = operation.read(true, written.as_bytes(), &ReadOptions::strict());
        assert!(read.is_ok(), "{written}");
    }
    for (json, name) in [
        (r#"{"@any":{"@element":"{urn:a}x"}}"#, "element {urn:a}x"),
        (r#"{"@any":{"@element":"x"}}"#, "element x"),
        (r#"{"@k":"1"}"#, "attribute k"),
        (r#"{"@{urn:a}at":"1"}"#, "attribute {urn:a}at"),
        (
            r#"{"@{http://www.w3.org/2001/XMLSchema-instance}type":"a:x"}"#,
            "attribute {http://www.w3.org/2001/XMLSchema-instance}type",
        ),
        (
            r#"{"@{http://www.w3.org/2000/xmlns/}b":"urn:b"}"#,
            "attribute {http://www.w3.org/2000/xmlns/}b",
        ),
    ] {
        let error = write(json).expect_err(json);
        let said = format!("no wildcard admits the {name} here");
        assert!(error.contains(&said), "{error}");
        assert!(error.ends_with("at /root"), "{error}");
    }
}

#[test]
fn a_declared_element_is_not_left_to_a_wildcard_after_a_deviation() {
    for (name, occurs, where_it_is) in [
        ("one", "", "comes later than the schema has it"),
        (
            "many",
            "minOccurs='0' maxOccurs='unbounded'",
            "is where any other element may be",
        ),
    ] {
        let schema = format!(
            "<xs:element name='root'><xs:complexType><xs:sequence><xs:element name='w' type='xs:int'/>\
             <xs:any processContents='lax' {occurs}/></xs:sequence></xs:complexType></xs:element>"
        );
        judge(
            &format!("wildcard-{name}"),
            &schema,
            &["<root><w>1</w><x/></root>", "<root><w>1</w><w>2</w></root>"],
            &["<root><x/><w>1</w></root>", "<root><x/></root>"],
        );
        let contract = contract(&format!("wildcard-{name}-early"), &schema);
        let (written, report) =
            read(&contract, "<root><x/><w>1</w></root>", false).expect("it is kept");
        let [said] = report.as_slice() else {
            panic!("one report: {report:?}");
        };
        assert!(
            said.starts_with(&format!("the element w {where_it_is}")),
            "{said}"
        );
        assert!(
            written.contains("<w>1</w><x xmlns=\"urn:a\"/></root>"),
            "{written}"
        );
    }
}

#[test]
fn the_fixed_value_of_a_body_is_checked() {
    judge(
        "fixed-body",
        "<xs:element name='root' type='xs:int' fixed='5'/>",
        &["<root>5</root>", "<root> 05 </root>", "<root/>"],
        &["<root>6</root>", "<root>x</root>"],
    );
    judge(
        "default-body",
        "<xs:element name='root' type='xs:date' default='2000-01-01'/>",
        &["<root>2000-01-02</root>", "<root/>"],
        &["<root> </root>"],
    );
}

#[test]
fn a_reference_may_name_an_identifier_in_a_kept_element() {
    judge(
        "kept-identifier",
        "<xs:element name='e' type='xs:ID'/><xs:attribute name='i' type='xs:ID'/><xs:element name='root'><xs:complexType>\
         <xs:sequence><xs:element name='r' type='xs:IDREF'/><xs:any processContents='lax' minOccurs='0' maxOccurs='9'/>\
         </xs:sequence></xs:complexType></xs:element>",
        &[
            "<root><r>i1</r><e>i1</e></root>",
            "<root><r>i1</r><c a:i='i1'/></root>",
        ],
        &[
            "<root><r>i1</r></root>",
            "<root><r>i1</r><e>i2</e></root>",
            "<root><r>i1</r><e>i1</e><e>i1</e></root>",
        ],
    );
}

#[test]
fn values_are_spelled_as_their_patterns_want() {
    for (name, base, pattern, valid, invalid) in [
        ("decimal", "xs:decimal", r"[0-9]+\.[0-9]{2}", "1.50", "1.5"),
        ("plus", "xs:int", r"\+[0-9]+", "+15", "15"),
        (
            "zeros",
            "xs:integer",
            "-?[0-9]{20}",
            "-00000000000000000015",
            "15",
        ),
        ("fraction", "xs:decimal", r"\.[0-9]+", ".5", "0.5"),
        ("boolean", "xs:boolean", "0|1", "1", "true"),
        (
            "utc",
            "xs:dateTime",
            r".*\+00:00",
            "2020-01-01T12:00:00+00:00",
            "2020-01-01T12:00:00Z",
        ),
        (
            "milli",
            "xs:dateTime",
            r".*\.[0-9]{3}\+01:00",
            "2020-01-01T12:00:00.120+01:00",
            "2020-01-01T12:00:00+01:00",
        ),
        ("time", "xs:time", r"[0-9:]{8}\.0", "12:00:00.0", "12:00:00"),
        (
            "date",
            "xs:date",
            r".*-00:00",
            "2020-01-01-00:00",
            "2020-01-01Z",
        ),
        (
            "double",
            "xs:double",
            r"[0-9]+\.[0-9]{2}",
            "100000000.00",
            "1.5",
        ),
        (
            "exponent",
            "xs:double",
            r"[0-9]\.[0-9]{3}E\+[0-9]{2}",
            "1.500E+08",
            "150000000",
        ),
        (
            "duration",
            "xs:duration",
            "P[0-9]+Y[0-9]+M[0-9]+D",
            "P0Y0M5D",
            "P5D",
        ),
        ("hex", "xs:hexBinary", "[0-9a-f]+", "0abc", "0ABC"),
        (
            "base64",
            "xs:base64Binary",
            ".{4} .{4}",
            "AAAA BBBB",
            "AAAABBBB",
        ),
    ] {
        let restricted = |base: &str, pattern: &str| {
            format!(
                "<xs:restriction base='{base}'><xs:pattern value='{pattern}'/></xs:restriction>"
            )
        };
        let schema = format!(
            "<xs:simpleType name='T'>{}</xs:simpleType><xs:simpleType name='L'><xs:list itemType='a:T'/></xs:simpleType>\
             <xs:element name='root'>\
             <xs:complexType><xs:sequence><xs:element name='t' type='a:T'/><xs:element name='l' type='a:L'/></xs:sequence>\
             <xs:attribute name='t' type='a:T' use='required'/></xs:complexType></xs:element>",
            restricted(base, pattern)
        );
        let message = |t: &str| {
            format!(
                "<root t='{t}'><t>{t}</t><l>{}</l></root>",
                t.replace(' ', "")
            )
        };
        // White space would part the items of a list.
        let list = if valid.contains(' ') { "" } else { valid };
        let right = format!("<root t='{valid}'><t>{valid}</t><l>{list}</l></root>");
        judge(
            &format!("spelled-{name}"),
            &schema,
            &[&right],
            &[&message(invalid)],
        );
    }
}

/// The prefix of a name is a part of its lexical form: the one that it was read with is written where a pattern asks for it.
#[test]
fn names_have_the_prefixes_that_their_patterns_want() {
    let of = |base: &str, pattern: &str| {
        format!(
            "<xs:simpleType name='L'><xs:list itemType='xs:QName'/></xs:simpleType><xs:element name='root'><xs:complexType>\
             <xs:sequence><xs:element name='e' maxOccurs='3'><xs:simpleType><xs:restriction base='{base}'>\
             <xs:pattern value='{pattern}'/></xs:restriction></xs:simpleType></xs:element></xs:sequence></xs:complexType>\
             </xs:element>"
        )
    };
    judge(
        "prefix",
        &of("xs:QName", "[m-n]+:.*"),
        &[
            "<root><e xmlns:m='urn:b'>m:x</e><e xmlns:m='urn:c'>m:y</e><e xmlns:n='urn:b'> n:x </e></root>",
            "<root xmlns:mn='urn:a'><e>mn:x</e></root>",
        ],
        &["<root><e>a:x</e></root>", "<root><e>x</e></root>"],
    );
    judge(
        "prefix-length",
        &of("xs:QName", ".{3,4}"),
        &["<root><e>a:x</e><e xmlns:lo='urn:b'>lo:x</e></root>"],
        &["<root><e>x</e></root>"],
    );
    judge(
        "prefix-of-contract",
        &of("xs:QName", "soap:.*"),
        &["<root><e xmlns:soap='urn:b'>soap:x</e></root>"],
        &["<root><e xmlns:s='urn:b'>s:x</e></root>"],
    );
    // Attributes: elements inside, and attributes beside, keep the names that they have.
    let names = "<xs:simpleType name='N'><xs:restriction base='xs:QName'><xs:pattern value='[mn]:.*'/></xs:restriction></xs:simpleType>";
    judge(
        "prefix-of-attribute",
        &format!(
            "{names}<xs:attribute name='g' type='a:N'/><xs:element name='root'><xs:complexType><xs:sequence>\
             <xs:element name='e' type='a:N' minOccurs='0'/><xs:any namespace='##any' processContents='skip' minOccurs='0' \
             maxOccurs='9'/></xs:sequence><xs:attribute name='q' type='a:N'/><xs:attribute name='p' type='a:N'/>\
             <xs:attribute name='r' type='xs:QName'/><xs:anyAttribute/></xs:complexType></xs:element>"
        ),
        &[
            "<root xmlns:m='urn:b' q='m:x'><e>m:y</e></root>",
            "<root xmlns:m='urn:c' q='m:x' p='m:y' r='m:z' a:g='m:g'><e xmlns:m='urn:d'>m:y</e></root>",
            "<root xmlns:m='urn:c' xmlns:n='urn:d' q='m:x' p='n:y' r='a:z'/>",
            "<root xmlns:m='urn:c' q='m:x'><m:k><m:l xmlns:m='urn:d' m:a='1'><m:o/></m:l></m:k><m:k/></root>",
        ],
        &["<root q='a:x'/>", "<root q='x'/>"],
    );
    // The prefix of the contract's own namespace.
    judge(
        "prefix-of-namespace",
        "<xs:element name='root'><xs:complexType><xs:sequence><xs:element name='e' type='a:N'/></xs:sequence>\
         <xs:attribute name='q' type='a:N'/></xs:complexType></xs:element><xs:simpleType name='N'>\
         <xs:restriction base='xs:QName'><xs:pattern value='(a|xml):.*'/></xs:restriction></xs:simpleType>",
        &[
            "<root q='a:x'><e>a:x</e></root>",
            "<root q='xml:x'><e>xml:x</e></root>",
        ],
        &["<root q='x'><e>a:x</e></root>"],
    );
    let contract = contract("prefixes", &of("a:L", "m:. n:."));
    let names = |names: &str| {
        let message = format!("<root><e xmlns:m='urn:b' xmlns:n='urn:c'>{names}</e></root>");
        read(&contract, &message, true)
    };
    let (written, _) = names("m:x n:y").expect("it is valid");
    assert!(written.contains(">m:x n:y</"), "{written}");
    let again = contract.operation("Echo").expect("an operation");
    let again = again.read(true, written.as_bytes(), &ReadOptions::strict());
    assert!(again.is_ok(), "{written}: {again:?}");
    names("n:x m:y").expect_err("another pattern");
}

#[test]
fn the_pattern_of_a_list_spells_its_items() {
    judge(
        "spelled-list",
        "<xs:simpleType name='I'><xs:list itemType='xs:int'/></xs:simpleType><xs:element name='root'><xs:simpleType>\
         <xs:restriction base='a:I'><xs:pattern value='[0-9]{2} [0-9]{2}'/></xs:restriction></xs:simpleType></xs:element>",
        &["<root>01 12</root>"],
        &["<root>1 12</root>"],
    );
    // An earlier member of a union admits a number as another value.
    judge(
        "spelled-union-number",
        "<xs:element name='root'><xs:simpleType><xs:restriction><xs:simpleType><xs:union memberTypes='xs:int xs:double'/>\
         </xs:simpleType><xs:enumeration value='-1E4'/><xs:enumeration value='INF'/><xs:enumeration value='1'/></xs:restriction>\
         </xs:simpleType></xs:element>",
        &[
            "<root>-1E4</root>",
            "<root>-10000.0</root>",
            "<root>INF</root>",
            "<root>01</root>",
        ],
        &["<root>-10000</root>", "<root>1.0</root>"],
    );
    // A string is what it is, whatever number it could be.
    let contract = contract(
        "spelled-union",
        "<xs:simpleType name='N'><xs:restriction base='xs:int'><xs:pattern value='[0-9]{2}'/></xs:restriction></xs:simpleType>\
         <xs:simpleType name='U'><xs:union memberTypes='a:N xs:string'/></xs:simpleType><xs:element name='root'>\
         <xs:simpleType><xs:restriction base='a:U'><xs:pattern value='.{2,}'/></xs:restriction></xs:simpleType></xs:element>",
    );
    let operation = contract.operation("Echo").expect("an operation");
    let refused = operation
        .request_from_json("\"5\"")
        .and_then(|message| message.to_xml());
    let error = refused.expect_err("it is too short").to_string();
    assert!(error.contains("(pattern) at /root"), "{error}");
}

/// A body of any type is assessed laxly, as any other element of any type is (Part 1, 3.4.7): what is declared is checked.
#[test]
fn bodies_of_any_type_hold_valid_elements() {
    for ty in ["", " type='xs:anyType'"] {
        judge(
            "any-body",
            &format!(
                "<xs:element name='root'{ty}/><xs:element name='g' type='xs:int'/><xs:attribute name='ga' type='xs:int'/>"
            ),
            &[
                "<root><g>1</g><other a='b'>text</other></root>",
                "<root a:ga='1'>text</root>",
            ],
            &[
                "<root><g>x</g></root>",
                "<root><other><g>x</g></other></root>",
                "<root a:ga='x'/>",
                "<root xsi:type='xs:int'>x</root>",
            ],
        );
    }
}

#[test]
fn attributes_of_xml_itself_are_reported() {
    let contract = contract("xml-lang", "<xs:element name='root' type='xs:string'/>");
    let message = "<root xml:lang='en'>a</root>";
    let (_, report) = read(&contract, message, false).expect("it is read");
    let [said] = report.as_slice() else {
        panic!("one report: {report:?}");
    };
    assert!(said.ends_with("namespace}lang is not known here"), "{said}");
    assert!(read(&contract, message, true).is_err());
}

#[test]
fn mixed_content_has_its_fixed_text() {
    let schema = "<xs:element name='root'><xs:complexType><xs:sequence><xs:element name='m' fixed='abc'><xs:complexType \
                  mixed='true'><xs:sequence><xs:element name='x' minOccurs='0'/></xs:sequence></xs:complexType></xs:element>\
                  </xs:sequence></xs:complexType></xs:element>";
    let contract = contract("fixed-mixed", schema);
    let (written, _) = read(&contract, "<root><m/></root>", true).expect("it is valid");
    assert!(written.contains("<m>abc</m>"), "{written}");
    let error = read(&contract, "<root><m>ab</m></root>", false).expect_err("not sent");
    assert!(
        error.contains("the value must be \"abc\" at /root/m"),
        "{error}"
    );
}

#[test]
fn enumerations_of_names_compare_names() {
    let list = "<xs:simpleType name='L'><xs:list itemType='xs:QName'/></xs:simpleType>\
                <xs:simpleType name='U'><xs:union memberTypes='xs:QName xs:string'/></xs:simpleType>";
    let of = |base: &str, value: &str| {
        format!(
            "{list}<xs:element name='root'><xs:simpleType><xs:restriction base='a:{base}'><xs:enumeration value='{value}'/>\
             </xs:restriction></xs:simpleType></xs:element>"
        )
    };
    judge(
        "enumeration-of-list",
        &of("L", "a:x b:y"),
        &[
            "<root>a:x b:y</root>",
            "<root> x  b:y </root>",
            "<root xmlns:c='urn:b'>a:x c:y</root>",
        ],
        &[
            "<root>a:x a:y</root>",
            "<root>b:x b:y</root>",
            "<root>a:x</root>",
            "<root xmlns:b='urn:c'>a:x b:y</root>",
        ],
    );
    judge(
        "enumeration-of-union",
        &of("U", "b:y"),
        &["<root>b:y</root>", "<root xmlns:c='urn:b'> c:y </root>"],
        &[
            "<root>y</root>",
            "<root xmlns:b='urn:c'>b:y</root>",
            "<root>{urn:b}y</root>",
        ],
    );
    judge(
        "enumeration-of-text",
        &of("U", "{b:y} no  name"),
        &["<root>{b:y} no  name</root>"],
        &["<root>{b:y} no name</root>", "<root>no  name</root>"],
    );
    // A word that could be a name is none where no member of the union is a type of names.
    judge(
        "enumeration-of-words",
        "<xs:simpleType name='U'><xs:union memberTypes='xs:int xs:NCName'/></xs:simpleType><xs:element name='root'><xs:simpleType>\
         <xs:restriction base='a:U'><xs:enumeration value='word'/><xs:enumeration value='1'/></xs:restriction></xs:simpleType>\
         </xs:element>",
        &["<root>word</root>", "<root>01</root>"],
        &["<root>a:word</root>", "<root>other</root>", "<root/>"],
    );
}

#[test]
fn elements_are_divided_into_the_occurrences_of_groups() {
    let of = |content: &str| {
        format!("<xs:element name='root'><xs:complexType>{content}</xs:complexType></xs:element>")
    };
    judge(
        "divided-sequence",
        &of(
            "<xs:sequence minOccurs='0' maxOccurs='2'><xs:sequence minOccurs='2' maxOccurs='3'><xs:element name='e' type='xs:int' \
             maxOccurs='unbounded'/><xs:element name='f' minOccurs='0'/></xs:sequence><xs:element name='g'/></xs:sequence>",
        ),
        &[
            "<root><e>1</e><e>2</e><g/></root>",
            "<root><e>1</e><f/><e>2</e><g/><e>3</e><e>4</e><g/></root>",
        ],
        &[
            "<root><e>1</e><g/></root>",
            "<root><e>1</e><f/><e>1</e><f/><e>1</e><f/><e>1</e><g/></root>",
        ],
    );
    judge(
        "divided-choice",
        &of(
            "<xs:sequence><xs:choice minOccurs='0' maxOccurs='2'><xs:element name='e' minOccurs='2' maxOccurs='3'/></xs:choice>\
             <xs:element name='g'/></xs:sequence>",
        ),
        &[
            "<root><e/><e/><e/><e/><g/></root>",
            "<root><e/><e/><e/><e/><e/><e/><g/></root>",
        ],
        &[
            "<root><e/><g/></root>",
            "<root><e/><e/><e/><e/><e/><e/><e/><g/></root>",
        ],
    );
    judge(
        "divided-group",
        &format!(
            "<xs:group name='G'><xs:sequence><xs:element name='e' maxOccurs='2'/></xs:sequence></xs:group>{}",
            of("<xs:group ref='a:G' minOccurs='2' maxOccurs='3'/>")
        ),
        &[
            "<root><e/><e/></root>",
            "<root><e/><e/><e/><e/><e/><e/></root>",
        ],
        &[
            "<root><e/></root>",
            "<root><e/><e/><e/><e/><e/><e/><e/></root>",
        ],
    );
}

#[test]
fn a_type_in_an_element_is_the_one_that_counts() {
    judge(
        "named-types",
        "<xs:simpleType name='S'><xs:restriction base='xs:string'><xs:enumeration value='x'/></xs:restriction></xs:simpleType>\
         <xs:complexType name='T' mixed='true'><xs:sequence><xs:element name='m' type='a:A' minOccurs='0'/></xs:sequence>\
         </xs:complexType><xs:complexType name='R'><xs:complexContent><xs:restriction base='a:T'><xs:sequence><xs:element name='m' \
         type='a:A' minOccurs='0'/></xs:sequence></xs:restriction></xs:complexContent></xs:complexType>\
         <xs:complexType name='A' abstract='true' mixed='true'><xs:sequence/></xs:complexType>\
         <xs:complexType name='B' mixed='true'><xs:complexContent><xs:extension base='a:A'/></xs:complexContent></xs:complexType>\
         <xs:complexType name='D'><xs:simpleContent><xs:extension base='a:S'/></xs:simpleContent></xs:complexType>\
         <xs:element name='root'><xs:complexType><xs:sequence><xs:element name='s' type='xs:string' minOccurs='0'/>\
         <xs:element name='d' type='xs:decimal' default='70000' minOccurs='0'/><xs:element name='e' type='a:S' default='x' \
         minOccurs='0'/><xs:element name='t' type='a:T' minOccurs='0'/></xs:sequence></xs:complexType></xs:element>",
        &["<root><s>y</s><d>1</d><e>x</e></root>"],
        &[
            "<root><s xsi:type='a:S'>y</s></root>",
            "<root><d xsi:type='xs:short'/></root>",
            "<root><t xsi:type='a:R'>text<m xsi:type='a:B'/></t></root>",
            "<root><t>text<m xsi:type='a:A'/></t></root>",
            "<root><t>text<m/></t></root>",
        ],
    );
    // Valid, and reported in default mode: a simple value does not keep the type.
    let contract = contract(
        "named-default",
        "<xs:simpleType name='S'><xs:restriction base='xs:string'><xs:enumeration value='x'/></xs:restriction></xs:simpleType>\
         <xs:complexType name='D'><xs:simpleContent><xs:extension base='a:S'/></xs:simpleContent></xs:complexType>\
         <xs:element name='root'><xs:complexType><xs:sequence><xs:element name='e' type='a:S' default='x'/></xs:sequence>\
         </xs:complexType></xs:element>",
    );
    let empty = read(&contract, "<root><e xsi:type='a:D'/></root>", true);
    assert!(empty.is_ok(), "{empty:?}");
}

#[test]
fn an_empty_value_is_no_default_value() {
    let list = "<xs:simpleType name='L'><xs:list itemType='xs:int'/></xs:simpleType>";
    for (name, schema, default) in [
        (
            "bytes",
            "<xs:element name='root' type='xs:base64Binary' default='AAAA'/>",
            "AAAA",
        ),
        (
            "list",
            "<xs:element name='root' type='a:L' default='1 2'/>",
            "1 2",
        ),
        (
            "content",
            "<xs:element name='root' default='1 2'><xs:complexType><xs:simpleContent><xs:extension base='a:L'>\
             <xs:attribute name='u'/></xs:extension></xs:simpleContent></xs:complexType></xs:element>",
            "1 2",
        ),
    ] {
        let contract = contract(&format!("empty-{name}"), &format!("{list}{schema}"));
        let (written, _) = read(&contract, "<root> </root>", true).expect("it is valid");
        assert!(written.contains("> </"), "{name}: {written}");
        let (written, _) = read(&contract, "<root/>", true).expect("it is valid");
        assert!(
            written.contains(&format!(">{default}</")),
            "{name}: {written}"
        );
    }
    // White space is a value of these.
    for (name, of) in [
        ("string", "type='xs:string'/>"),
        ("mixed", "><xs:complexType mixed='true'/></xs:element>"),
    ] {
        let schema = format!("<xs:element name='root' default='x' {of}");
        let contract = contract(&format!("empty-{name}"), &schema);
        let operation = contract.operation("Echo").expect("an operation");
        let refused = operation
            .request_from_json("\"\"")
            .and_then(|message| message.to_xml());
        let error = refused
            .expect_err("it would be read as the default")
            .to_string();
        assert!(
            error.contains("has the default \"x\" at /root"),
            "{name}: {error}"
        );
        let (written, _) = read(&contract, "<root> </root>", true).expect("it is valid");
        assert!(written.contains("> </"), "{name}: {written}");
    }
}
