//! No input makes the generator's front end panic, hang or overflow the stack.

use std::fmt::Write;
use std::fs;
use std::time::{Duration, Instant};
use wsdl_codegen::contract::sample::{SampleOptions, Sampler};
use wsdl_codegen::contract::{Direction, calls};
use wsdl_codegen::internal::{Input, ReadOptions, read};
use wsdl_codegen::{Resolved, Resolver};

fn attempt(name: &str, text: String) -> wsdl_codegen::diagnostic::Diagnostics {
    let inputs = [Input::Text {
        name: name.to_owned(),
        text,
    }];
    let (_, sources, diagnostics) = read(&inputs, &ReadOptions::default());
    // Rendering must not fail, either.
    let _ = diagnostics.render(&sources, true);
    diagnostics
}

fn fixtures() -> Vec<(String, String)> {
    let mut list: Vec<(String, String)> = fs::read_dir("tests/diagnostics")
        .expect("fixtures")
        .filter_map(|entry| {
            let path = entry.expect("an entry").path().join("main.wsdl");
            Some((path.display().to_string(), fs::read_to_string(&path).ok()?))
        })
        .collect();
    list.sort();
    list
}

/// A small random number generator with a fixed seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

#[test]
fn cut_off_anywhere() {
    let (name, text) = fixtures()
        .into_iter()
        .find(|(name, _)| name.contains("many_at_once"))
        .expect("a fixture");
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let diagnostics = attempt(&name, text[..end].to_owned());
        assert!(diagnostics.has_errors(), "cut off at {end}");
    }
}

#[test]
fn changed_anywhere() {
    let all = fixtures();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let pieces = [
        "<", ">", "\"", "'", "&", "/", " ", "=", "xs:", "tns:", "ref", "name", "type", "0", "-1",
        "\u{fffd}", "&#0;", "]]>", "<!--",
    ];
    for (name, text) in &all {
        for _ in 0..40 {
            let mut changed: Vec<char> = text.chars().collect();
            for _ in 0..1 + numbers.below(4) {
                let at = numbers.below(changed.len());
                match numbers.below(4) {
                    0 => {
                        let end = (at + numbers.below(40)).min(changed.len());
                        changed.drain(at..end);
                    }
                    1 => {
                        let piece = pieces[numbers.below(pieces.len())];
                        changed.splice(at..at, piece.chars());
                    }
                    2 => {
                        let from = numbers.below(changed.len());
                        let end = (from + numbers.below(200)).min(changed.len());
                        let copy: Vec<char> = changed[from..end].to_vec();
                        changed.splice(at..at, copy);
                    }
                    _ => {
                        if let (Some(a), b) =
                            (changed.get(at).copied(), numbers.below(changed.len()))
                            && let Some(other) = changed.get(b).copied()
                        {
                            changed[at] = other;
                            changed[b] = a;
                        }
                    }
                }
            }
            attempt(name, changed.into_iter().collect());
        }
    }
}

fn schema(body: &str) -> String {
    format!(
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:t=\"urn:t\" targetNamespace=\"urn:t\">{body}</xs:schema>"
    )
}

#[test]
fn nested_as_deep_as_is_read() {
    let anonymous = format!(
        "<xs:element name=\"E\">{}<xs:any/>{}</xs:element>",
        "<xs:complexType><xs:sequence><xs:element name=\"E\">".repeat(60),
        "</xs:element></xs:sequence></xs:complexType>".repeat(60),
    );
    attempt("deep.xsd", schema(&anonymous));
    let groups = format!(
        "<xs:complexType name=\"T\">{}{}</xs:complexType>",
        "<xs:choice>".repeat(190),
        "</xs:choice>".repeat(190),
    );
    let twice = format!("{groups}{groups}");
    assert!(!attempt("deep.xsd", schema(&twice)).has_errors());
}

#[test]
fn long_chains_of_types_and_groups() {
    let mut body = String::from(
        "<xs:complexType name=\"T0\"><xs:simpleContent><xs:extension base=\"xs:string\"/></xs:simpleContent></xs:complexType>",
    );
    let _ = write!(
        body,
        "<xs:group name=\"G0\"><xs:sequence><xs:element name=\"A\" type=\"xs:int\"/></xs:sequence></xs:group>"
    );
    let _ = write!(
        body,
        "<xs:simpleType name=\"S0\"><xs:restriction base=\"xs:int\"/></xs:simpleType>"
    );
    let _ = write!(body, "<xs:element name=\"E0\" type=\"xs:string\"/>");
    for n in 1..3000 {
        let m = n - 1;
        let _ = write!(
            body,
            "<xs:complexType name=\"T{n}\"><xs:simpleContent><xs:extension base=\"t:T{m}\"/></xs:simpleContent></xs:complexType>\
             <xs:group name=\"G{n}\"><xs:sequence><xs:group ref=\"t:G{m}\"/><xs:group ref=\"t:G{m}\"/></xs:sequence></xs:group>\
             <xs:complexType name=\"C{n}\"><xs:group ref=\"t:G{n}\"/></xs:complexType>\
             <xs:simpleType name=\"S{n}\"><xs:restriction base=\"t:S{m}\"/></xs:simpleType>\
             <xs:element name=\"E{n}\" substitutionGroup=\"t:E{m}\"/>",
        );
    }
    let start = Instant::now();
    let diagnostics = attempt("long.xsd", schema(&body));
    let codes: Vec<&str> = diagnostics
        .sorted()
        .iter()
        .map(|found| found.code.as_str())
        .collect();
    assert!(codes.contains(&"WSDL0430"), "{codes:?}");
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

/// The sample of a request that is the element `Ask`.
fn sample_of_ask(schema: &str) -> String {
    let text = format!(
        "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' \
         xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' targetNamespace='urn:t'><types>\
         <xs:schema targetNamespace='urn:t'>{schema}</xs:schema></types>\
         <message name='M'><part name='b' element='t:Ask'/></message><portType name='P'>\
         <operation name='Ask'><input message='t:M'/></operation></portType><binding name='B' type='t:P'>\
         <soap:binding transport='http://schemas.xmlsoap.org/soap/http'/><operation name='Ask'><soap:operation/>\
         <input><soap:body use='literal'/></input></operation></binding></definitions>"
    );
    let input = Input::Text {
        name: "main.wsdl".into(),
        text,
    };
    let (model, sources, diagnostics) = read(&[input], &ReadOptions::default());
    let model = model.unwrap_or_else(|| panic!("{}", diagnostics.render(&sources, false)));
    let call = calls(&model).into_iter().next().expect("an operation");
    Sampler::new(&model).sample(&call, Direction::Request, &SampleOptions::default())
}

#[test]
fn samples_end_with_nil_where_nothing_else_ends() {
    let any = "<xs:complexType mixed='true'><xs:sequence><xs:any/></xs:sequence></xs:complexType>";
    let head =
        "<xs:complexType><xs:sequence><xs:element ref='t:Head'/></xs:sequence></xs:complexType>";
    for schema in [
        format!(
            "<xs:element name='Ask'>{any}</xs:element><xs:element name='Tell' nillable='true'>{any}</xs:element>"
        ),
        format!(
            "<xs:element name='Ask'>{head}</xs:element><xs:element name='Head' abstract='true'/>\
             <xs:element name='Tell' nillable='true' substitutionGroup='t:Head'>{head}</xs:element>"
        ),
    ] {
        let sample = sample_of_ask(&schema);
        assert!(sample.contains("Tell xsi:nil=\"true\"/>"), "{sample}");
    }
}

#[test]
fn samples_of_repetitions_within_each_other_are_small() {
    let repeated = |inside: &str| {
        format!("<xs:sequence minOccurs='900' maxOccurs='900'>{inside}</xs:sequence>")
    };
    let element = "<xs:element name='a' type='xs:int' minOccurs='900' maxOccurs='900'/>";
    let nothing = "<xs:sequence/><xs:element name='a' type='xs:int' minOccurs='0'/>";
    for inside in [element, nothing] {
        let content = repeated(&repeated(&repeated(inside)));
        let sample = sample_of_ask(&format!(
            "<xs:element name='Ask'><xs:complexType>{content}</xs:complexType></xs:element>"
        ));
        let size = sample.len();
        assert!(size < 2_000_000, "{size}");
    }
}

#[test]
fn bombs_end_at_once() {
    let laughs: String = (1..12)
        .map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10)))
        .collect();
    let nested = format!(
        "<!DOCTYPE s [<!ENTITY e0 \"ha\">{laughs}]>{}",
        schema("<xs:annotation><xs:documentation>&e11;</xs:documentation></xs:annotation>")
    );
    let long = "x".repeat(20_000);
    let many = format!(
        "<!DOCTYPE s [<!ENTITY e \"{long}\">]>{}",
        schema(&format!(
            "<xs:annotation><xs:documentation>{}</xs:documentation></xs:annotation>",
            "&e;".repeat(100_000)
        )),
    );
    let prefixes: String = (0..50_000)
        .map(|n| format!(" xmlns:p{n}=\"urn:{n}\""))
        .collect();
    let declared = format!("<s{prefixes}>{}</s>", "<a/>".repeat(50_000));
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"\"")).collect();
    for text in [
        nested,
        many,
        declared,
        format!("<s{attributes}/>"),
        "<a>".repeat(100_000),
    ] {
        let start = Instant::now();
        let diagnostics = attempt("bomb.xsd", text);
        assert!(diagnostics.has_errors());
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{:?}",
            start.elapsed()
        );
    }
}

#[test]
fn texts_and_a_resolver_need_no_disk() {
    struct One;
    impl Resolver for One {
        fn resolve(&self, location: Option<&str>, _: &str, base: &str) -> Option<Resolved> {
            assert_eq!((location, base), (Some("urn:somewhere/o"), "main.xsd"));
            Some(Resolved {
                name: "o".into(),
                bytes: b"<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:o'><xs:complexType name='O'/></xs:schema>".to_vec(),
            })
        }
    }
    let options = ReadOptions {
        resolver: Some(std::sync::Arc::new(One)),
        ..ReadOptions::default()
    };
    let text = schema(
        "<xs:import namespace=\"urn:o\" schemaLocation=\"urn:somewhere/o\"/><xs:element name=\"E\" xmlns:o=\"urn:o\" type=\"o:O\"/>",
    );
    let inputs = [Input::Text {
        name: "main.xsd".into(),
        text,
    }];
    let (model, sources, diagnostics) = read(&inputs, &options);
    assert!(
        !diagnostics.has_errors(),
        "{}",
        diagnostics.render(&sources, false)
    );
    let model = model.expect("a model");
    assert!(model.elements.iter().any(|(_, element)| {
        let ty = &model.types[element.ty];
        ty.name
            .as_ref()
            .is_some_and(|name| &*name.local == "O" && &*name.namespace == "urn:o")
    }));

    let inputs = [
        Input::Text {
            name: "a.xsd".into(),
            text: schema(
                "<xs:include schemaLocation=\"b.xsd\"/><xs:element name=\"E\" type=\"t:B\"/>",
            ),
        },
        Input::Text {
            name: "b.xsd".into(),
            text: schema("<xs:complexType name=\"B\"/>"),
        },
    ];
    let (_, sources, diagnostics) = read(&inputs, &ReadOptions::default());
    assert!(
        !diagnostics.has_errors(),
        "{}",
        diagnostics.render(&sources, false)
    );
}

#[test]
fn time_grows_with_size() {
    let contract = |types: usize| {
        let mut body = String::new();
        for n in 0..types {
            let _ = write!(body, "<xs:complexType name=\"Type{n}\"><xs:sequence>");
            for member in 0..12 {
                let other = (n * 7 + member * 13) % types;
                let _ = write!(
                    body,
                    "<xs:element name=\"Member{member}\" type=\"t:Type{other}\" minOccurs=\"0\" maxOccurs=\"unbounded\"/>"
                );
            }
            let _ = write!(
                body,
                "</xs:sequence><xs:attribute name=\"id\" type=\"xs:ID\"/></xs:complexType>"
            );
        }
        schema(&body)
    };
    let mut times = Vec::new();
    for types in [500, 1000, 2000, 4000] {
        let text = contract(types);
        let best = (0..3).map(|_| {
            let start = Instant::now();
            assert!(!attempt("large.xsd", text.clone()).has_errors());
            start.elapsed()
        });
        times.push((types, text.len(), best.min().unwrap_or_default()));
    }
    println!("{times:?}");
    let (first, last) = (times[0].2, times[3].2);
    // The input is eight times as large. The factor of 16 leaves room for a busy machine.
    assert!(last < first * 16 + Duration::from_millis(500), "{times:?}");
}

/// A contract of rpc style: one message with so many parts, which so many operations have.
fn sharing(parts: usize, operations: usize, bound: usize) -> String {
    let each =
        |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<String>();
    format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t"><message name="M">{}</message><portType name="P">{}</portType><binding name="B" type="t:P"><soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>{}</binding></definitions>"#,
        each(parts, &|at| format!(
            r#"<part name="p{at}" type="xs:int"/>"#
        )),
        each(operations, &|at| format!(
            r#"<operation name="O{at}"><input message="t:M"/></operation>"#
        )),
        each(bound, &|at| format!(
            r#"<operation name="O{at}"><soap:operation soapAction=""/><input><soap:body use="literal" namespace="urn:t"/></input></operation>"#
        )),
    )
}

#[test]
fn parts_that_operations_share_have_a_budget() {
    let said = |text: String| {
        let inputs = [Input::Text {
            name: "shared.wsdl".to_owned(),
            text,
        }];
        let (_, sources, diagnostics) = read(&inputs, &ReadOptions::default());
        (
            diagnostics.has_errors(),
            diagnostics.render(&sources, false),
        )
    };
    let (is_refused, text) = said(sharing(300, 300, 300));
    assert!(!is_refused, "{text}");
    // 1,000 parts of 400 operations are 399,600 more than the operations pay for.
    for bound in [400, 0] {
        let (is_refused, text) = said(sharing(1000, 400, bound));
        assert!(is_refused && text.contains("[WSDL0430]"), "{text}");
    }
}

#[test]
fn a_binding_that_leaves_out_much_is_reported_in_short() {
    let diagnostics = attempt("short.wsdl", sharing(1, 3000, 5));
    let messages = diagnostics.sorted().into_iter();
    let messages: Vec<&str> = messages
        .map(|one| one.message.as_str())
        .filter(|message| message.contains("says nothing about"))
        .collect();
    assert_eq!(messages.len(), 21, "{messages:?}");
    assert!(messages.contains(&"the binding `B` says nothing about 2975 other operations"));
}
