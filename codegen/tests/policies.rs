//! Reading policies takes memory in proportion to the contract, however they repeat, refer to each other and offer choices. What is
//! out of proportion is named among what cannot be met.
//!
//! Bytes that are allocated are counted, which does not depend on the machine.

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use wsdl_codegen::Builder;
use wsdl_codegen::contract::inspect::inspect;
use wsdl_codegen::internal::{Input, ReadOptions, read};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// One test at a time: what another one allocates would be counted.
static ALONE: Mutex<()> = Mutex::new(());

/// The growth of a contract that doubles, and a little for maps.
const FACTOR: f64 = 2.3;

/// The policies of a document, and what is attached to its operation and its port.
#[derive(Default)]
struct Shape {
    policies: String,
    bound: String,
    ports: String,
}

fn contract(shape: &Shape) -> String {
    let Shape {
        policies,
        bound,
        ports,
    } = shape;
    format!(
        r##"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t"
  xmlns:p="http://www.w3.org/ns/ws-policy" xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702" xmlns:x="urn:x">
{policies}
<types><xs:schema targetNamespace="urn:t"><xs:element name="Ask" type="xs:string"/></xs:schema></types>
<message name="In"><part name="body" element="t:Ask"/></message>
<portType name="P"><operation name="Ask"><input message="t:In"/></operation></portType>
<binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<operation name="Ask">{bound}<soap:operation soapAction="urn:ask"/><input><soap:body use="literal"/></input></operation></binding>
<service name="V">{ports}<port name="P" binding="t:B"><soap:address location="http://h/"/></port></service>
</definitions>"##
    )
}

/// Bytes that reading and generating take.
fn cost(shape: &Shape) -> f64 {
    let text = contract(shape);
    let region = Region::new(ALLOCATOR);
    let input = Input::Text {
        name: "grown.wsdl".into(),
        text: text.clone(),
    };
    let (_, sources, diagnostics) = read(&[input], &ReadOptions::default());
    assert!(
        !diagnostics.has_errors(),
        "{}",
        diagnostics.render(&sources, false)
    );
    Builder::new()
        .text("grown.wsdl", text)
        .generate()
        .expect("it generates");
    region.change().bytes_allocated as f64
}

fn repeat(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut all, at| {
        writeln!(all, "{}", one(at)).expect("a string takes it");
        all
    })
}

fn assertions(count: usize) -> String {
    repeat(count, |at| format!("<x:A{at}/>"))
}

/// A shape, which is made so large.
type Make = fn(usize) -> Shape;

const SHAPES: [(&str, Make); 9] = [
    ("assertions", |count| Shape {
        bound: format!("<p:Policy>{}</p:Policy>", assertions(count)),
        ..Shape::default()
    }),
    ("parts", |count| {
        let header = |at| format!(r#"<sp:Header Namespace="urn:x" Name="h{at}"/>"#);
        let parts = repeat(count, header);
        Shape {
            bound: format!("<p:Policy><sp:SignedParts>{parts}</sp:SignedParts></p:Policy>"),
            ..Shape::default()
        }
    }),
    ("choices", |count| {
        let choice = |at| format!("<p:ExactlyOne><x:A{at}/><x:B{at}/></p:ExactlyOne>");
        Shape {
            bound: format!("<p:Policy>{}</p:Policy>", repeat(count, choice)),
            ..Shape::default()
        }
    }),
    ("a chain", |count| Shape {
        policies: repeat(count, |at| {
            let next = at + 1;
            format!(
                r##"<p:Policy xml:id="p{at}"><x:A{at}/><p:PolicyReference URI="#p{next}"/></p:Policy>"##
            )
        }) + &format!(r#"<p:Policy xml:id="p{count}"/>"#),
        bound: r##"<p:PolicyReference URI="#p0"/>"##.to_owned(),
        ..Shape::default()
    }),
    ("a chain backwards", |count| Shape {
        policies: repeat(count, |at| {
            let before = at.saturating_sub(1);
            format!(
                r##"<p:Policy xml:id="p{at}"><x:A{at}/><p:PolicyReference URI="#p{before}"/></p:Policy>"##
            )
        }),
        bound: format!(r##"<p:PolicyReference URI="#p{}"/>"##, count - 1),
        ..Shape::default()
    }),
    ("circles", |count| Shape {
        policies: repeat(count, |at| {
            let (one, other) = ((at + 1) % count, (at * 7 + 3) % count);
            format!(
                r##"<p:Policy xml:id="p{at}"><p:PolicyReference URI="#p{one}"/><p:PolicyReference URI="#p{other}"/></p:Policy>"##
            )
        }),
        bound: r##"<p:PolicyReference URI="#p0"/>"##.to_owned(),
        ..Shape::default()
    }),
    ("one policy, named again", |count| Shape {
        policies: format!(r#"<p:Policy xml:id="p">{}</p:Policy>"#, assertions(count)),
        bound: repeat(count, |_| r##"<p:PolicyReference URI="#p"/>"##.to_owned()),
        ..Shape::default()
    }),
    ("one policy, in many", |count| Shape {
        policies: format!(r#"<p:Policy xml:id="p">{}</p:Policy>"#, assertions(count)),
        bound: repeat(count, |_| {
            r##"<p:Policy><p:PolicyReference URI="#p"/></p:Policy>"##.to_owned()
        }),
        ..Shape::default()
    }),
    ("ports", |count| Shape {
        ports: repeat(count / 8, |at| {
            format!(
                r#"<port name="P{at}" binding="t:B"><soap:address location="http://h/"/></port>"#
            )
        }) + &format!("<p:Policy>{}</p:Policy>", assertions(count)),
        ..Shape::default()
    }),
];

#[test]
fn policies_are_read_in_proportion() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut wrong = Vec::new();
    for (name, shape) in SHAPES {
        let sizes = [200, 400, 800, 1600];
        let costs = sizes.map(|count| cost(&shape(count)));
        println!("{name}: {costs:?}");
        let last = costs[3] / costs[2];
        // Work with a budget may grow faster up to it, but not from there.
        if last > FACTOR {
            wrong.push(format!("{name}: {last:.2}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Real policies are far from the budget: a choice in each of many operations, and a long policy at each port.
#[test]
fn what_is_in_proportion_is_read_whole() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let shape = Shape {
        policies: format!(r#"<p:Policy xml:id="p">{}</p:Policy>"#, assertions(40)),
        bound: repeat(500, |at| {
            format!(
                r##"<p:Policy><p:PolicyReference URI="#p"/><p:ExactlyOne><x:B{at}/><x:C{at}/></p:ExactlyOne></p:Policy>"##
            )
        }),
        ports: repeat(500, |at| {
            format!(
                r##"<port name="P{at}" binding="t:B"><p:PolicyReference URI="#p"/><soap:address location="http://h/"/></port>"##
            )
        }),
    };
    let input = Input::Text {
        name: "large.wsdl".into(),
        text: contract(&shape),
    };
    let (model, _, _) = read(&[input], &ReadOptions::default());
    let summary = inspect(&model.expect("it is read"));
    let service = summary.services.first().expect("the service");
    for port in &service.ports {
        let demands = &port.policy.demands;
        assert!(
            demands.iter().any(|one| one == "{urn:x}B499"),
            "{}",
            port.name
        );
        assert!(!demands.iter().any(|one| one.contains("too large")));
    }
    assert_eq!(service.ports.len(), 501);
}

/// Where none of the alternatives that are looked at can be met, it is said that there are others.
#[test]
fn alternatives_beyond_the_limit_are_not_left_out_in_silence() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let choice = |count: usize| format!("<p:ExactlyOne>{}</p:ExactlyOne>", assertions(count));
    let said = |policies: String, bound: &str| {
        let shape = Shape {
            policies,
            bound: bound.to_owned(),
            ports: String::new(),
        };
        let input = Input::Text {
            name: "choice.wsdl".into(),
            text: contract(&shape),
        };
        let (_, sources, diagnostics) = read(&[input], &ReadOptions::default());
        let said = diagnostics.render(&sources, false);
        said.contains("one of more than 32 alternatives, of which the first 32 were looked at")
    };
    let named = |inner: &str| format!(r#"<p:Policy xml:id="p">{inner}</p:Policy>"#);
    let reference = r##"<p:PolicyReference URI="#p"/>"##;
    assert!(!said(named(&choice(32)), reference));
    assert!(said(named(&choice(33)), reference));
    // Read once and named again, by another policy.
    let twice = format!(
        "{}<p:Policy xml:id=\"q\">{reference}</p:Policy>",
        named(&choice(33))
    );
    let both = format!(r##"{reference}<p:PolicyReference URI="#q"/>"##);
    assert!(said(twice, &both));
    // Six times six.
    assert!(said(named(&choice(6).repeat(2)), reference));
    assert!(!said(named(&choice(5).repeat(2)), reference));
    // The first can be met: the others do not matter.
    let met = choice(40).replacen("<p:ExactlyOne>", "<p:ExactlyOne><p:All/>", 1);
    assert!(!said(named(&met), reference));
}
