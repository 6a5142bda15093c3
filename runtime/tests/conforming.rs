//! Compares the reader with a conforming parser: both accept or refuse alike, and see the same.

use proptest::prelude::*;
use roxmltree::{Document, Node};
use soap_runtime::RawElement;

/// Elements, sorted attributes and text, as text.
fn infoset(node: Node<'_, '_>, out: &mut String) {
    for child in node.children() {
        if child.is_text() {
            out.push_str(&format!("{:?}", child.text().unwrap_or_default()));
        } else if child.is_element() {
            let name = child.tag_name();
            out.push_str(&format!(
                "<{}|{}",
                name.namespace().unwrap_or_default(),
                name.name()
            ));
            let mut attributes: Vec<String> = child
                .attributes()
                .map(|one| {
                    format!(
                        " {}|{}={:?}",
                        one.namespace().unwrap_or_default(),
                        one.name(),
                        one.value()
                    )
                })
                .collect();
            attributes.sort();
            out.push_str(&attributes.concat());
            out.push('>');
            infoset(child, out);
            out.push_str("</>");
        }
    }
}

/// Errors of ours for input that `roxmltree` accepts although XML 1.0 forbids it.
const STRICTER: &[&str] = &[
    // Production 16: white space between target and data.
    "a processing instruction has no white space",
    // Production 17: the target is not `xml`.
    "an XML declaration is inside the message",
    // Production 23: nothing but white space around the `=` of a pseudo-attribute.
    "the XML declaration is not one",
];

/// `None` if both refuse; otherwise the infoset that both see.
fn compare(xml: &str) -> Option<String> {
    let ours = RawElement::parse(xml);
    let theirs = Document::parse(xml);
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => {
            let (mut left, mut right) = (String::new(), String::new());
            let kept = ours.to_xml();
            let again = Document::parse(&kept).unwrap();
            infoset(again.root(), &mut left);
            infoset(theirs.root(), &mut right);
            assert_eq!(left, right, "{xml:?} kept as {:?}", ours.to_xml());
            assert_eq!(&RawElement::parse(&ours.to_xml()).unwrap(), ours);
            Some(left)
        }
        (Err(_), Err(_)) => None,
        (Err(error), Ok(_)) if STRICTER.iter().any(|rule| error.message().contains(rule)) => None,
        _ => panic!("{xml:?}: ours {ours:?}, theirs {theirs:?}"),
    }
}

#[test]
fn known_cases() {
    for good in [
        "<a/>",
        "<?xml version='1.0'?><a/>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone='no' ?>\n<!-- c --><?pi x?><a>b</a>\n<!-- d -->",
        "<a b='1' c=\"2\"\n d = '&lt;&#65;&#x42;'>x<![CDATA[<y>]]>&amp;</a >",
        "<p:a xmlns:p='u' p:b='1' b='2'><b xmlns='v'/><c/></p:a>",
        "<a>]]&gt; ]] > ></a>",
        "<æ ø='å'>é</æ>",
        "<a xml:lang='en' xml:space='preserve'> </a>",
    ] {
        assert!(compare(good).is_some(), "{good}");
    }
    for bad in [
        "",
        " ",
        "a",
        "<a>",
        "<a",
        "<a/>b",
        "<a/><b/>",
        " <?xml version='1.0'?><a/>",
        "<a><b></a></b>",
        "<a b/>",
        "<a b=c/>",
        "<a b='1' b='2'/>",
        "<a b='<'/>",
        "<a b='1'c='2'/>",
        "<a>&b;</a>",
        "<a>&</a>",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a>&#1;</a>",
        "<a>]]></a>",
        "<a><!-- -- --></a>",
        "<p:a/>",
        "<a p:b='1'/>",
        "<a xmlns:p=''/>",
        "<1/>",
        "<a:b:c xmlns:a='u'/>",
        "<:a/>",
        "<a:/>",
        "<a><?xml version='1.0'?></a>",
        "<?xml version='1.0' encoding=''?><a/>",
        "<?xml encoding='UTF-8'?><a/>",
        "<?xml?><a/>",
        "<a></a",
        "</a>",
        "<a><![CDATA[</a>",
        "<![CDATA[x]]><a/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
    ] {
        assert!(RawElement::parse(bad).is_err(), "{bad}");
    }
    // We refuse this, although it is XML.
    assert!(RawElement::parse("<!DOCTYPE a><a/>").is_err());
}

fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "<a>",
        "</a>",
        "<b>",
        "</b>",
        "<a/>",
        "<p:a xmlns:p='u'>",
        "</p:a>",
        "<p:b/>",
        "<a xmlns='v'>",
        " x='1'",
        " p:y='2'",
        " ",
        "\n",
        "\r\n",
        "text",
        "&amp;",
        "&#10;",
        "&#x1F600;",
        "&bad;",
        "&",
        "<",
        ">",
        "]]>",
        "<![CDATA[",
        "<!-- c -->",
        "<!--",
        "--",
        "<?pi d?>",
        "<?",
        "?>",
        "'",
        "\"",
        "é",
        "=",
        "/",
        "<a b='1\n2'>",
        "<a xmlns:q='u' q:z='&lt;'>",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn same_acceptance(pieces in prop::collection::vec(piece(), 0..12), whole in any::<bool>()) {
        let inside = pieces.concat();
        if whole {
            compare(&format!("<r xmlns:p='w'>{inside}</r>"));
        } else {
            compare(&inside);
        }
    }

    #[test]
    fn same_acceptance_after_a_change(at in 0usize..200, with in piece()) {
        let good = "<?xml version='1.0'?><r xmlns='u' xmlns:p='w'><p:a b='1' p:b=\"2\">t &amp; u<![CDATA[<x>]]></p:a><!-- c --><b/></r>";
        let mut text = good.to_owned();
        let at = at % text.len();
        text.replace_range(at..at + 1, with);
        compare(&text);
        text = good.to_owned();
        text.insert_str(at, with);
        compare(&text);
        compare(&good[..at]);
    }
}

/// Enough declarations for the index: hidden, undeclared and duplicate ones.
#[test]
fn many_declarations() {
    let declared = |count: usize, from: usize, of: &str| -> String {
        (from..from + count)
            .map(|at| format!(" xmlns:p{at}='urn:{of}{at}'"))
            .collect()
    };
    let names = |from: usize, to: usize| -> String {
        (from..to)
            .step_by(7)
            .map(|at| format!("<p{at}:a p{}:b='1'/>", from))
            .collect()
    };
    for count in [10, 29, 30, 31, 32, 33, 100, 250] {
        let outer = declared(count, 0, "outer");
        let inner = declared(count / 2, count / 3, "inner");
        let inside = names(0, count);
        let seen = compare(&format!(
            "<r{outer}>{inside}<x xmlns='urn:x'{inner}>{inside}<y xmlns=''>{inside}</y></x>{inside}<z{inner}/></r>"
        ));
        assert!(seen.is_some());
        // The same prefix twice in a tag, and one that is out of scope.
        assert_eq!(compare(&format!("<r{outer} xmlns:p3='urn:other'/>")), None);
        assert_eq!(compare(&format!("<r><x{outer}/><p3:a/></r>")), None);
    }
}
