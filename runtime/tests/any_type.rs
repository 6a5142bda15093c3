//! Values of `xs:anyType` keep their infoset, whatever the message declares around them.

mod support;

use roxmltree::Node;
use soap_runtime::{AnyType, RawElement};
use support::{Either, NS, ZOO, Zoo, body, envelope, read_with};

/// Names, attributes and texts, without declarations.
fn infoset(node: Node<'_, '_>, out: &mut String) {
    for child in node.children() {
        if child.is_element() {
            let mut attributes: Vec<String> = child
                .attributes()
                .map(|one| {
                    format!(
                        " {{{}}}{}={:?}",
                        one.namespace().unwrap_or_default(),
                        one.name(),
                        one.value()
                    )
                })
                .collect();
            attributes.sort();
            let name = child.tag_name();
            out.push_str(&format!(
                "<{{{}}}{}{}>",
                name.namespace().unwrap_or_default(),
                name.name(),
                attributes.concat()
            ));
            infoset(child, out);
            out.push_str("</>");
        } else if child.is_text() {
            out.push_str(child.text().unwrap_or_default());
        }
    }
}

fn any_type_of(xml: &str) -> String {
    let document = roxmltree::Document::parse(xml).expect(xml);
    let found = document
        .descendants()
        .find(|node| node.tag_name().name() == "AnyType")
        .expect(xml);
    assert_eq!(found.tag_name().namespace(), Some(NS), "{xml}");
    let mut out = String::new();
    let mut attributes: Vec<String> = found
        .attributes()
        .map(|one| {
            format!(
                "{{{}}}{}={:?} ",
                one.namespace().unwrap_or_default(),
                one.name(),
                one.value()
            )
        })
        .collect();
    attributes.sort();
    out.push_str(&attributes.concat());
    infoset(found, &mut out);
    out
}

#[test]
fn the_same_infoset() {
    for value in [
        "<AnyType>text &amp; &lt;more></AnyType>",
        "<AnyType/>",
        "<AnyType><CsFeatureToggle><Name>n</Name></CsFeatureToggle></AnyType>",
        "<AnyType xmlns:t='urn:other'><t:foo>z</t:foo></AnyType>",
        "<z:AnyType xmlns:z='{NS}' xmlns='urn:other'><foo a='1'><bar xmlns=''/></foo></z:AnyType>",
        "<z:AnyType xmlns:z='{NS}' xmlns=''><foo z:a='1'/>tail<bar/></z:AnyType>",
        "<AnyType><foo xmlns='urn:a'><bar xmlns=''/></foo><!-- c --><x:y xmlns:x='urn:x' x:z='q'/></AnyType>",
        "<AnyType xmlns:m='urn:m' m:a='&#9;&quot;'><m:b xmlns:m='urn:n'/></AnyType>",
        "<n:AnyType xmlns:n='{NS}' xmlns='urn:d'>text</n:AnyType>",
    ] {
        let value = value.replace("{NS}", NS);
        let message = envelope(&format!(
            "<Zoo xmlns='{NS}'><Text/>{value}<Numbers/><RequiredNillable>1</RequiredNillable></Zoo>"
        ));
        let (zoo, ..) = read_with::<Zoo>(&message, &ZOO, &Default::default()).expect(&message);
        let written = support::write(&zoo, &ZOO);
        assert_eq!(any_type_of(&message), any_type_of(&written), "{written}");
        // Once more, from our own output.
        let (again, ..) = read_with::<Zoo>(&written, &ZOO, &Default::default()).expect(&written);
        assert_eq!(again.any_type, zoo.any_type, "{written}");
        assert_eq!(body(&again, &ZOO), body(&zoo, &ZOO));
    }
}

#[test]
fn a_value_that_is_made_up() {
    let order = RawElement::parse("<o:order xmlns:o='urn:o' o:a='1'><line/></o:order>").unwrap();
    let zoo = Zoo {
        choice: Some(Either::Text("t".to_owned())),
        any_type: Some(AnyType::from_element(&order)),
        ..Zoo::default()
    };
    let written = body(&zoo, &ZOO);
    assert!(
        written.contains("<m:AnyType xmlns:m=\"http://www.superoffice.net/ws/crm/NetServer/Services83\" xmlns=\"\" xmlns:o=\"urn:o\" o:a=\"1\"><line/></m:AnyType>"),
        "{written}"
    );
}

#[test]
fn a_password_does_not_show_however_it_is_spelled() {
    let element =
        RawElement::parse("<a><password>s3cret-value</password><b PassWord='s3cret-value'/></a>")
            .unwrap();
    let value = AnyType::from_element(&element);
    for shown in [format!("{element:?}"), format!("{value:?}")] {
        assert!(!shown.contains("s3cret"), "{shown}");
        assert!(shown.contains("<password>***</password>"), "{shown}");
    }
    let error = RawElement::parse("<a><password>s3cret-value</password><b></c></a>").unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("s3cret"), "{shown}");
    let excerpt = error.snippet().unwrap_or_default();
    assert!(excerpt.contains("<password>***</password>"), "{excerpt}");
}

/// A prefix may have any length (Namespaces in XML, production 7).
#[test]
fn a_long_prefix_keeps_its_declaration() {
    for length in [1, 255, 256, 257, 5_000] {
        let prefix = "p".repeat(length);
        let xml = format!(
            "<r xmlns:{prefix}='urn:x'><{prefix}:a {prefix}:b='{prefix}:c'>1</{prefix}:a></r>"
        );
        let child = &RawElement::parse(&xml).expect("well-formed").children()[0];
        assert!(child.name().is("urn:x", "a"), "{length}");
        assert_eq!(child.text().as_deref(), Some("1"), "{length}");
        let again = RawElement::parse(&child.to_xml()).expect("declares what it needs");
        assert_eq!(&again, child, "{length}");
    }
}
