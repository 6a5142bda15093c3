//! Messages that are read, tolerated or refused, with the exact texts.

mod support;

use soap_runtime::__private::v1;
use soap_runtime::xml::{DeviationKind, ReadOptions};
use soap_runtime::{Dictionary, FlagSet, Nillable, QName, RawElement};
use support::*;

const W: &str = "xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services83\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"";

fn chat(inside: &str) -> String {
    format!("<HasChatNotifyResponse {W}>{inside}</HasChatNotifyResponse>")
}

fn chat_error(inside: &str) -> String {
    shown(parse::<HasChat>(&chat(inside), &HAS_CHAT))
}

const AT: &str = "at /Envelope/Body/HasChatNotifyResponse";

#[test]
fn booleans() {
    for (inside, value) in [
        ("<Response>true</Response>", Some(true)),
        ("<Response>1</Response>", Some(true)),
        ("<Response>\n  true </Response>", Some(true)),
        (
            "<Response><![CDATA[fal]]>se<!-- a --></Response>",
            Some(false),
        ),
        ("<Response>&#x74;rue</Response>", Some(true)),
        ("<Response unknown='1'>true</Response>", Some(true)),
        (
            "<Response i:type='xsd:boolean' xmlns:xsd='http://www.w3.org/2001/XMLSchema'>true</Response>",
            Some(true),
        ),
        (
            "<n:Response xmlns:n='http://www.superoffice.net/ws/crm/NetServer/Services83'>true</n:Response>",
            Some(true),
        ),
        ("<Response  >true</Response\n>", Some(true)),
        ("", None),
        ("  \n ", None),
        (
            "&#x20;<Response>true</Response><![CDATA[ ]]>&#10;",
            Some(true),
        ),
        (
            "<Response i:nil='true'><![CDATA[]]><!-- a --></Response>",
            None,
        ),
    ] {
        let (read, _) = parse::<HasChat>(&chat(inside), &HAS_CHAT).unwrap();
        assert_eq!(read.response, value, "{inside}");
    }
    for (inside, error) in [
        (
            "<Response>maybe</Response>",
            "Value: \"maybe\" is not an xs:boolean at /Envelope/Body/HasChatNotifyResponse/Response",
        ),
        (
            "<Response>TRUE</Response>",
            "Value: \"TRUE\" is not an xs:boolean at /Envelope/Body/HasChatNotifyResponse/Response",
        ),
        (
            "<Response/>",
            "Value: \"\" is not an xs:boolean at /Envelope/Body/HasChatNotifyResponse/Response",
        ),
        (
            "<Response>true</Response><Response>false</Response>",
            "Duplicate: the element Response occurs a second time at /Envelope/Body/HasChatNotifyResponse/Response",
        ),
        (
            "<Response xmlns='urn:wrong'>true</Response>",
            "Element: the element Response is in the namespace \"urn:wrong\" instead of \"http://www.superoffice.net/ws/crm/NetServer/Services83\" at /Envelope/Body/HasChatNotifyResponse/Response",
        ),
        (
            "<Response>tr<b/>ue</Response>",
            "Content: the element <b> is where text is expected at /Envelope/Body/HasChatNotifyResponse/Response/b",
        ),
        (
            "<Response i:nil='true'>true</Response>",
            "Nil: a nil element has content at /Envelope/Body/HasChatNotifyResponse/Response",
        ),
        (
            "<Response i:nil='maybe'/>",
            "Value: \"maybe\" is not an xs:boolean at /Envelope/Body/HasChatNotifyResponse/Response/@nil",
        ),
        (
            "<q:Response>true</q:Response>",
            "Prefix: the prefix q is not declared at /Envelope/Body/HasChatNotifyResponse/Response",
        ),
        (
            "junk<Response>true</Response>",
            "Content: text is between elements at /Envelope/Body/HasChatNotifyResponse",
        ),
        (
            "<Response>&nbsp;</Response>",
            "Syntax: the entity &nbsp; is not declared at /Envelope/Body/HasChatNotifyResponse/Response",
        ),
        (
            "<Response>&#1;</Response>",
            "Syntax: &#1; is not a character that XML allows at /Envelope/Body/HasChatNotifyResponse/Response",
        ),
        (
            "<Response>true</Respons>",
            "Syntax: <Response> is closed by </Respons> at /Envelope/Body/HasChatNotifyResponse/Response",
        ),
    ] {
        assert_eq!(chat_error(inside), error, "{inside}");
    }
    assert!(chat_error("<Response>a ]]> b</Response>").starts_with("Syntax: \"]]>\" is in text"));
    assert!(AT.starts_with("at"));
}

#[test]
fn wrappers() {
    let ns = "http://www.superoffice.net/ws/crm/NetServer/Services83";
    for (body, error) in [
        ("<HasChatNotifyResponse xmlns='urn:wrong'/>".to_owned(), format!("Element: the element HasChatNotifyResponse is in the namespace \"urn:wrong\" instead of \"{ns}\" {AT}")),
        (format!("<Other xmlns='{ns}'/>"), "Element: the element Other is where HasChatNotifyResponse is due at /Envelope/Body/Other".to_owned()),
        (String::new(), "Missing: the Body is empty where HasChatNotifyResponse is due at /Envelope/Body".to_owned()),
        (format!("{}{}", chat(""), chat("")), "Element: the Body holds more than one element at /Envelope/Body/HasChatNotifyResponse".to_owned()),
        (format!("<HasChatNotifyResponse xmlns='{ns}' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='1'/>"), "Nil: the element HasChatNotifyResponse is nil, and must not be at /Envelope/Body/HasChatNotifyResponse".to_owned()),
    ] {
        assert_eq!(shown(parse::<HasChat>(&body, &HAS_CHAT)), error);
    }
}

#[test]
fn deviations_are_reported_and_refused_if_strict() {
    let (_, received) = parse::<HasChat>(
        &chat("<A><b/>text</A><Response>true</Response><x:B xmlns:x='urn:x'/>"),
        &HAS_CHAT,
    )
    .unwrap();
    let skipped: Vec<String> = received
        .skipped
        .iter()
        .map(|one| format!("{} {}", one.path, one.name))
        .collect();
    assert_eq!(
        skipped,
        [
            "/Envelope/Body/HasChatNotifyResponse/A {http://www.superoffice.net/ws/crm/NetServer/Services83}A",
            "/Envelope/Body/HasChatNotifyResponse/B {urn:x}B",
        ]
    );
    assert_eq!(
        shown(strict::<HasChat>(&chat("<A/>"), &HAS_CHAT)),
        "Strict: the element {http://www.superoffice.net/ws/crm/NetServer/Services83}A is not known here at /Envelope/Body/HasChatNotifyResponse/A"
    );
    let (read, received) = parse::<HasChat>(&chat("<Response i:nil='true'/>"), &HAS_CHAT).unwrap();
    assert_eq!(read.response, None);
    assert_eq!(received.deviations[0].kind, DeviationKind::Nil);
    assert_eq!(
        received.deviations[0].path,
        "/Envelope/Body/HasChatNotifyResponse/Response"
    );
    assert_eq!(
        shown(strict::<HasChat>(
            &chat("<Response a='1'>true</Response>"),
            &HAS_CHAT
        )),
        "Strict: the attribute a is not known here at /Envelope/Body/HasChatNotifyResponse/Response/@a"
    );
    assert_eq!(
        shown(strict::<UpdateToggles>(
            &toggles("<FeatureToggles a='1'></FeatureToggles>"),
            &UPDATE_TOGGLES
        )),
        "Strict: the attribute a is not known here at /Envelope/Body/UpdateFeatureToggles/FeatureToggles/@a"
    );
}

fn toggles(inside: &str) -> String {
    format!("<UpdateFeatureToggles {W}>{inside}</UpdateFeatureToggles>")
}

#[test]
fn lists_dictionaries_and_flags() {
    let inside = "<FeatureToggles><CsFeatureToggle><TableRight><Mask>Select  Update New</Mask><Reason/></TableRight>\
        <FieldProperties><FieldPropertyDictionaryKeyValuePair><Key>k</Key><Value i:nil=\"true\"/></FieldPropertyDictionaryKeyValuePair>\
        <FieldPropertyDictionaryKeyValuePair><Value><Mask/></Value><Key>l</Key></FieldPropertyDictionaryKeyValuePair></FieldProperties>\
        <Name> a &amp; b\r\n</Name><State>true</State></CsFeatureToggle></FeatureToggles>\
        <Ids xmlns:b='http://schemas.microsoft.com/2003/10/Serialization/Arrays'><b:int>1</b:int><b:int> +02 </b:int></Ids>";
    let (read, received) = parse::<UpdateToggles>(&toggles(inside), &UPDATE_TOGGLES).unwrap();
    let expected = UpdateToggles {
        toggles: Some(vec![Toggle {
            table_right: Some(TableRight {
                mask: Some(FlagSet::from([
                    Mask::Select,
                    Mask::Update,
                    Mask::Unknown("New".into()),
                ])),
                reason: Some(String::new()),
            }),
            field_properties: Some(Dictionary::from([
                ("k".to_owned(), None),
                (
                    "l".to_owned(),
                    Some(TableRight {
                        mask: Some(FlagSet::new()),
                        reason: None,
                    }),
                ),
            ])),
            name: Some(" a & b\n".to_owned()),
            state: Some(true),
        }]),
        ids: Some(vec![1, 2]),
    };
    assert_eq!(read, expected);
    assert!(received.skipped.is_empty());
    assert_eq!(
        body(&read, &UPDATE_TOGGLES),
        "<UpdateFeatureToggles><FeatureToggles><CsFeatureToggle><TableRight><Mask>Select Update New</Mask><Reason/></TableRight>\
         <FieldProperties><FieldPropertyDictionaryKeyValuePair><Key>k</Key></FieldPropertyDictionaryKeyValuePair>\
         <FieldPropertyDictionaryKeyValuePair><Key>l</Key><Value><Mask/></Value></FieldPropertyDictionaryKeyValuePair></FieldProperties>\
         <Name> a &amp; b\n</Name><State>true</State></CsFeatureToggle></FeatureToggles><Ids><a:int>1</a:int><a:int>2</a:int></Ids></UpdateFeatureToggles>"
    );
    for (inside, toggles_read) in [
        ("<FeatureToggles/>", Some(0)),
        ("<FeatureToggles></FeatureToggles>", Some(0)),
        ("<FeatureToggles i:nil=\"true\"/>", None),
        ("<FeatureToggles i:nil=\"1\"></FeatureToggles>", None),
        ("", None),
    ] {
        let (read, _) = parse::<UpdateToggles>(&toggles(inside), &UPDATE_TOGGLES).unwrap();
        assert_eq!(
            read.toggles.map(|list| list.len()),
            toggles_read,
            "{inside}"
        );
    }
    for (inside, error) in [
        (
            "<FeatureToggles><CsFeatureToggle i:nil=\"true\"/></FeatureToggles>",
            "Nil: the item CsFeatureToggle is nil, for which the generated list has no room: select `*.FeatureToggles` by the option nil_items at /Envelope/Body/UpdateFeatureToggles/FeatureToggles/CsFeatureToggle",
        ),
        (
            "<Ids><int>1</int></Ids>",
            "Element: the element int is in the namespace \"http://www.superoffice.net/ws/crm/NetServer/Services83\" instead of \"http://schemas.microsoft.com/2003/10/Serialization/Arrays\" at /Envelope/Body/UpdateFeatureToggles/Ids/int",
        ),
        (
            "<Ids xmlns:b='http://schemas.microsoft.com/2003/10/Serialization/Arrays'><b:int/></Ids>",
            "Value: \"\" is not an xs:int: only digits and a sign in front are allowed at /Envelope/Body/UpdateFeatureToggles/Ids/int",
        ),
        (
            "<FeatureToggles><CsFeatureToggle><FieldProperties><FieldPropertyDictionaryKeyValuePair/></FieldProperties></CsFeatureToggle></FeatureToggles>",
            "Missing: the element Key is missing at /Envelope/Body/UpdateFeatureToggles/FeatureToggles/CsFeatureToggle/FieldProperties/FieldPropertyDictionaryKeyValuePair",
        ),
    ] {
        assert_eq!(
            shown(parse::<UpdateToggles>(&toggles(inside), &UPDATE_TOGGLES)),
            error,
            "{inside}"
        );
    }
}

#[test]
fn order() {
    let shuffled = "<FeatureToggles><CsFeatureToggle><State>1</State><Name>n</Name><TableRight/><FieldProperties/></CsFeatureToggle></FeatureToggles>";
    let (read, received) = parse::<UpdateToggles>(&toggles(shuffled), &UPDATE_TOGGLES).unwrap();
    assert_eq!(read.toggles.unwrap()[0].name.as_deref(), Some("n"));
    let kinds: Vec<_> = received
        .deviations
        .iter()
        .map(|one| (one.kind, &*one.path))
        .collect();
    let path = "/Envelope/Body/UpdateFeatureToggles/FeatureToggles/CsFeatureToggle";
    assert_eq!(
        kinds,
        [
            (DeviationKind::Order, &*format!("{path}/Name")),
            (DeviationKind::Order, &*format!("{path}/TableRight"))
        ]
    );
    // A second occurrence is also found after a member out of order.
    let again = "<FeatureToggles><CsFeatureToggle><State>1</State><Name>n</Name><State>1</State></CsFeatureToggle></FeatureToggles>";
    assert_eq!(
        shown(parse::<UpdateToggles>(&toggles(again), &UPDATE_TOGGLES)),
        format!("Duplicate: the element State occurs a second time at {path}/State")
    );
    assert_eq!(
        shown(strict::<UpdateToggles>(&toggles(shuffled), &UPDATE_TOGGLES)),
        format!("Strict: the element Name comes later than the schema has it at {path}/Name")
    );
    let error = strict::<UpdateToggles>(&toggles(shuffled), &UPDATE_TOGGLES).unwrap_err();
    let further: Vec<_> = error.further().iter().map(|one| one.path()).collect();
    assert_eq!(further, [format!("{path}/TableRight")]);
    assert!(error.to_string().ends_with(", and 1 more"), "{error}");
}

fn zoo(inside: &str) -> String {
    format!("<Zoo {W}>{inside}<Numbers>1</Numbers><RequiredNillable>1</RequiredNillable></Zoo>")
}

fn zoo_read(inside: &str) -> Zoo {
    parse::<Zoo>(&zoo(inside), &ZOO).unwrap().0
}

fn zoo_error(inside: &str) -> String {
    shown(parse::<Zoo>(&zoo(inside), &ZOO))
}

/// A line end after a name sends its tag to the general path. The result and the texts stay the same.
#[test]
fn attributes_of_predicted_tags() {
    let long = "x".repeat(40);
    for (inside, predicted) in [
        ("<Count~a='1'>7</Count>", true),
        ("<Count~i:nil='true'></Count>", true),
        ("<Count~i:nil='true'>7</Count>", true),
        ("<Count~i:type='p:int' xmlns:p='urn:p'>7</Count>", true),
        ("<Count~i:type='p:int'>7</Count>", true),
        ("<Count~a='1' a='2'>7</Count>", true),
        ("<Count~a='<'>7</Count>", true),
        ("<Count~a='1'", true),
        ("<Count~xmlns='urn:other'>7</Count>", false),
        ("<Count~xmlns='urn:other' i:nil='true'/>", false),
        ("<Amount~currency='NOK' xmlns:a='urn:a'>1</Amount>", true),
        ("<Amount~currency='NOK' xmlns='urn:a'>1</Amount>", false),
        ("<Count~b:c='1' xmlns:b='urn:b'>1</Count>", true),
        ("<p:Count~xmlns:p='urn:p'/>", false),
        (&format!("<Count~{long}='1'>7</Count>"), true),
    ] {
        let inside = format!("<Text/>{inside}<Token>t</Token>");
        let read = |separator| parse::<Zoo>(&zoo(&inside.replace('~', separator)), &ZOO);
        match (read(" "), read("\n")) {
            (Ok((one, here)), Ok((other, there))) => {
                // Content kept as XML keeps the line end.
                let other = format!("{other:?}").replace('\n', " ");
                assert_eq!(format!("{one:?}"), other, "{inside}");
                assert_eq!(here.deviations, there.deviations, "{inside}");
                assert_eq!(here.skipped, there.skipped, "{inside}");
                let fewer = there.paths.0 < here.paths.0;
                assert_eq!(
                    fewer, predicted,
                    "{inside}: {:?} {:?}",
                    here.paths, there.paths
                );
            }
            (Err(one), Err(other)) => assert_eq!(one.to_string(), other.to_string(), "{inside}"),
            (one, other) => panic!("{inside}: {one:?} {other:?}"),
        }
    }
}

#[test]
fn choices() {
    let both = |second| {
        Either::Both(Both {
            first: "a".to_owned(),
            second,
        })
    };
    for (inside, choice) in [
        ("<Text>a</Text>", Either::Text("a".to_owned())),
        (
            "<Number>1</Number><Number>2</Number>",
            Either::Numbers(vec![1, 2]),
        ),
        ("<First>a</First>", both(None)),
        ("<First>a</First><Second>2</Second>", both(Some(2))),
        (
            "<First>a</First><!-- c --><Second>2</Second><Kind>None</Kind>",
            both(Some(2)),
        ),
        ("<Nil i:nil='true'/>", Either::Nil(None)),
        ("<Nil>true</Nil>", Either::Nil(Some(true))),
    ] {
        let zoo = zoo_read(inside);
        assert_eq!(zoo.choice, Some(choice), "{inside}");
        let (again, ..) =
            read_with::<Zoo>(&write(&zoo, &ZOO), &ZOO, &ReadOptions::default()).unwrap();
        assert_eq!(again, zoo, "{inside}");
    }
    assert_eq!(
        zoo_error("<Text>a</Text><Number>1</Number>"),
        "Duplicate: the element Number is beside Text, of which one may be there at /Envelope/Body/Zoo/Number"
    );
    assert_eq!(
        zoo_error("<Text>a</Text><Text>a</Text>"),
        "Duplicate: the element Text occurs a second time at /Envelope/Body/Zoo/Text"
    );
    assert_eq!(
        zoo_error(""),
        "Missing: one of Text, Number, First, Second, Nil is missing at /Envelope/Body/Zoo"
    );
    assert_eq!(
        zoo_error("<Second>1</Second>"),
        "Missing: the element First is missing at /Envelope/Body/Zoo"
    );
    // What is missing may be there under a wrong name.
    assert_eq!(
        zoo_error("<text>a</text>"),
        "Missing: one of Text, Number, First, Second, Nil is missing; not known there: text at /Envelope/Body/Zoo"
    );
    let strict = strict::<Zoo>(&zoo("<text>a</text>"), &ZOO);
    let Err(strict) = strict else {
        panic!("it is read")
    };
    assert_eq!(
        strict.message(),
        "the element {http://www.superoffice.net/ws/crm/NetServer/Services83}text is not known here"
    );
    let further: Vec<&str> = strict.further().iter().map(|one| one.message()).collect();
    assert!(
        further.contains(&"one of Text, Number, First, Second, Nil is missing"),
        "{further:?}"
    );
    assert_eq!(
        zoo_error("<Text xmlns=''>a</Text>"),
        "Element: the element Text is in the namespace \"\" instead of \"http://www.superoffice.net/ws/crm/NetServer/Services83\" at /Envelope/Body/Zoo/Text"
    );
}

#[test]
fn series() {
    let xml = format!(
        "<Series {W}><First>a</First><Second>1</Second><First>b</First><First>c</First><Second>3</Second><Text>t</Text><Number>1</Number><Number>2</Number><Nil i:nil='true'/><New>x</New></Series>"
    );
    let (read, _) = parse::<Series>(&xml, &SERIES).unwrap();
    let firsts: Vec<_> = read
        .pairs
        .iter()
        .map(|pair| (&*pair.first, pair.second))
        .collect();
    assert_eq!(firsts, [("a", Some(1)), ("b", None), ("c", Some(3))]);
    assert_eq!(
        read.unknown[0].to_xml(),
        "<New xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services83\">x</New>"
    );
    // Numbers belong to one branch until another element occurs.
    assert_eq!(read.choices.len(), 3);
    assert!(body(&read, &SERIES).ends_with(
        "<New xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services83\">x</New></Series>"
    ));
}

#[test]
fn polymorphic() {
    let animal = |inside: &str| zoo_read(&format!("<Text/>{inside}")).animal;
    assert!(matches!(
        animal("<Animal><Name>a</Name></Animal>"),
        Some(AnimalKind::Animal(_))
    ));
    for dog in [
        "<Animal i:type='Dog'><Name>a</Name><Trick>t</Trick></Animal>",
        "<Animal i:type=' q:Dog ' xmlns:q='http://www.superoffice.net/ws/crm/NetServer/Services83'><Trick>t</Trick></Animal>",
    ] {
        let read = zoo_read(&format!("<Text/>{dog}"));
        assert!(matches!(&read.animal, Some(AnimalKind::Dog(dog)) if dog.tricks == ["t"]));
        assert!(body(&read, &ZOO).contains("<Animal xsi:type=\"Dog\">"));
    }
    // An `xsi:type` that names no known type is ignored and reported; strict mode refuses it.
    for (named, reported) in [
        (
            "Cat",
            "xsi:type names {http://www.superoffice.net/ws/crm/NetServer/Services83}Cat instead of {http://www.superoffice.net/ws/crm/NetServer/Services83}Animal",
        ),
        (
            "q:",
            "xsi:type cannot be read: \"q:\" is not an xs:QName: it must be a name, or a prefix, a colon and a name",
        ),
    ] {
        let xml = zoo(&format!(
            "<Text/><Animal i:type='{named}'><Name>a</Name></Animal>"
        ));
        let (read, received) = parse::<Zoo>(&xml, &ZOO).unwrap();
        assert!(
            matches!(&read.animal, Some(AnimalKind::Animal(animal)) if animal.name.as_deref() == Some("a"))
        );
        assert_eq!(received.deviations.len(), 1);
        assert_eq!(received.deviations[0].kind, DeviationKind::Type);
        assert_eq!(received.deviations[0].message, reported);
        assert_eq!(
            shown(strict::<Zoo>(&xml, &ZOO)),
            format!("Strict: {reported} at /Envelope/Body/Zoo/Animal")
        );
    }
    assert_eq!(
        zoo_error("<Text/><Animal i:type='q:Dog'/>"),
        "Prefix: \"q:Dog\" is not an xs:QName: the prefix is not declared at /Envelope/Body/Zoo/Animal/@type"
    );
    // Not polymorphic: the declared type, and another one, which is reported.
    let (_, received) =
        parse::<Zoo>(&zoo("<Text/><Amount i:type='Amount'>1</Amount>"), &ZOO).unwrap();
    assert!(received.deviations.is_empty());
    let (_, received) = parse::<Zoo>(&zoo("<Text/><Amount i:type='Sum'>1</Amount>"), &ZOO).unwrap();
    assert_eq!(received.deviations[0].kind, DeviationKind::Type);
}

#[test]
fn attributes() {
    let amount = |xml: &str| zoo_read(&format!("<Text/>{xml}")).amount.unwrap();
    let read = amount(
        "<Amount currency='a&#10;b\tc' kind='i:x' x:y='&lt;' xmlns:x='urn:x'> 1.5 </Amount>",
    );
    assert_eq!(read.value, 1.5);
    assert_eq!(read.currency.as_deref(), Some("a\nb c"));
    assert_eq!(
        read.kind,
        QName::new("http://www.w3.org/2001/XMLSchema-instance", "x").ok()
    );
    assert_eq!(read.other[0].value, "<");
    assert!(read.other[0].name.is("urn:x", "y"));
    assert_eq!(
        amount("<Amount>1</Amount>").currency.as_deref(),
        Some("EUR")
    );
    let mut whole = zoo_read("<Text/>");
    whole.amount = Some(read.clone());
    let xml = body(&whole, &ZOO);
    assert!(
        xml.contains("<Amount currency=\"a&#xA;b c\" xmlns:q1=\"http://www.w3.org/2001/XMLSchema-instance\" kind=\"q1:x\" xmlns:q2=\"urn:x\" q2:y=\"&lt;\">1.5</Amount>"),
        "{xml}"
    );
    // Python, PHP and JavaScript spell them so.
    for (text, value) in [
        ("inf", f64::INFINITY),
        ("-Infinity", f64::NEG_INFINITY),
        ("NAN", f64::NAN),
    ] {
        let message = zoo(&format!("<Text/><Amount>{text}</Amount>"));
        let (read, notes) = parse::<Zoo>(&message, &ZOO).unwrap();
        let amount = read.amount.unwrap().value;
        assert!(
            amount == value || amount.is_nan() && value.is_nan(),
            "{text}"
        );
        let told: Vec<_> = notes
            .deviations
            .iter()
            .map(|one| (one.kind, one.message.as_str(), one.path.as_str()))
            .collect();
        assert_eq!(
            told,
            [(
                DeviationKind::Value,
                "the value is not spelled as XML Schema has it",
                "/Envelope/Body/Zoo/Amount"
            )]
        );
        assert!(strict::<Zoo>(&message, &ZOO).is_err(), "{text}");
    }
    assert_eq!(
        zoo_error("<Text/><Amount>x</Amount>"),
        "Value: \"x\" is not an xs:double: it must be a decimal number, perhaps with an exponent, or INF, -INF or NaN at /Envelope/Body/Zoo/Amount"
    );
    assert_eq!(
        zoo_error("<Text/><Amount a='1' a='2'>1</Amount>"),
        "Syntax: the attribute a occurs twice at /Envelope/Body/Zoo/Amount"
    );
    assert_eq!(
        zoo_error("<Text/><Amount x:a='1' y:a='2' xmlns:x='u' xmlns:y='u'>1</Amount>"),
        "Syntax: the attribute a occurs twice at /Envelope/Body/Zoo/Amount"
    );
}

#[test]
fn empty_values() {
    let inside = "<Text/><When/><Kind></Kind><Count> </Count><Token>  a\n b </Token><Fixed/>";
    assert_eq!(
        zoo_error(inside),
        "Value: \"\" is not an xs:int: only digits and a sign in front are allowed at /Envelope/Body/Zoo/Count"
    );
    let mut options = ReadOptions::default();
    options.empty_numbers = true;
    let (read, _, received) = read_with::<Zoo>(&envelope(&zoo(inside)), &ZOO, &options).unwrap();
    assert_eq!((read.when, read.kind, read.count), (None, None, None));
    assert_eq!(read.token.as_deref(), Some("a b"));
    assert_eq!(read.fixed.as_deref(), Some("1"));
    let kinds: Vec<_> = received
        .deviations
        .iter()
        .filter(|one| one.kind != DeviationKind::Order)
        .map(|one| format!("{:?} {} {}", one.kind, one.path, one.message))
        .collect();
    assert_eq!(
        kinds,
        [
            "Empty /Envelope/Body/Zoo/When the element When is empty",
            "Empty /Envelope/Body/Zoo/Kind the element Kind is empty",
            "Empty /Envelope/Body/Zoo/Count the element Count is empty",
        ]
    );
    let (_, received) = parse::<Zoo>(&zoo("<Text/><Fixed>2</Fixed>"), &ZOO).unwrap();
    assert_eq!(received.deviations[0].kind, DeviationKind::Fixed);
}

#[test]
fn missing_members() {
    let ns = format!("<Zoo {W}><Text/></Zoo>");
    assert_eq!(
        shown(parse::<Zoo>(&ns, &ZOO)),
        "Missing: the element Numbers is missing at /Envelope/Body/Zoo"
    );
    let ns = format!("<Zoo {W}><Text/><Numbers/></Zoo>");
    let (read, received) = parse::<Zoo>(&ns, &ZOO).unwrap();
    assert_eq!(received.deviations[0].kind, DeviationKind::Missing);
    assert!(body(&read, &ZOO).ends_with("<RequiredNillable xsi:nil=\"true\"/></Zoo>"));
    let ns = format!("<Zoo {W}><Text/><Numbers>1 x</Numbers></Zoo>");
    assert!(shown(parse::<Zoo>(&ns, &ZOO)).starts_with("Value: \"x\" is not an xs:int"));
}

#[test]
fn nillable_any_and_names() {
    let read = zoo_read("<Text/><Nillable i:nil='true'/>");
    assert_eq!(read.nillable, Nillable::Nil);
    assert!(body(&read, &ZOO).contains("<Nillable xsi:nil=\"true\"/>"));
    assert_eq!(
        zoo_read("<Text/><Nillable>3</Nillable>").nillable,
        Nillable::Value(3)
    );
    assert_eq!(zoo_read("<Text/>").nillable, Nillable::Absent);

    let read = zoo_read(
        "<Text/><QName xmlns:p='urn:p'>p:name</QName><x:A xmlns:x='urn:x' b='i:c'><x:D>&amp;</x:D></x:A>",
    );
    assert_eq!(read.qname, QName::new("urn:p", "name").ok());
    let xml = body(&read, &ZOO);
    assert!(
        xml.contains("<QName xmlns:q1=\"urn:p\">q1:name</QName>"),
        "{xml}"
    );
    assert_eq!(
        read.any[0].to_xml(),
        "<x:A xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services83\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:x='urn:x' b='i:c'><x:D>&amp;</x:D></x:A>"
    );
    assert_eq!(read.any[0].children()[0].text().as_deref(), Some("&"));
    assert_eq!(read.any[0].attribute("", "b").as_deref(), Some("i:c"));
    let again = RawElement::parse(&read.any[0].to_xml()).unwrap();
    assert_eq!(again, read.any[0]);

    let read = zoo_read(
        "<Text/><AnyType i:type='a:int' xmlns:a='http://www.w3.org/2001/XMLSchema'>42</AnyType>",
    );
    let any = read.any_type.clone().unwrap();
    assert_eq!(any.text().as_deref(), Some("42"));
    assert!(
        any.type_name()
            .unwrap()
            .is("http://www.w3.org/2001/XMLSchema", "int")
    );
    let xml = body(&read, &ZOO);
    assert!(
        xml.contains("i:type=\"a:int\"") && xml.contains(">42</AnyType>"),
        "{xml}"
    );
    let read =
        zoo_read("<Text/><AnyType><CsFeatureToggle><Name>n</Name></CsFeatureToggle></AnyType>");
    let children = read.any_type.unwrap().children();
    static TOGGLE_MEMBER: v1::Member = v1::element(
        NS,
        "CsFeatureToggle",
        "<CsFeatureToggle>",
        "</CsFeatureToggle>",
        0,
    );
    let toggle: Toggle = children[0].decode_as(&TOGGLE_MEMBER).unwrap();
    assert_eq!(toggle.name.as_deref(), Some("n"));
}

#[test]
fn secrets_never_show() {
    let message = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' {W}><s:Header><Password>7T:secret<b/></Password></s:Header><s:Body/></s:Envelope>"
    );
    let error = read_with::<HasChat>(&message, &HAS_CHAT, &ReadOptions::default()).unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(!text.contains("7T:"), "{text}");
    assert!(text.contains("***"), "{text}");
}

#[test]
fn attributes_that_a_type_does_not_have() {
    // Elements with text, with a struct, without content, and lists.
    for inside in [
        "<Text a:b='1' xmlns:a='urn:a'/>",
        "<Text/><Animal a:b='1' xmlns:a='urn:a'/>",
        "<Text/><Animal a:b='1' xmlns:a='urn:a'><Name>a</Name></Animal>",
        "<Text/><Animal><Name a:b='1' xmlns:a='urn:a'>a</Name></Animal>",
    ] {
        let xml = zoo(inside);
        let (_, received) = parse::<Zoo>(&xml, &ZOO).unwrap();
        let [deviation] = &received.deviations[..] else {
            panic!("{inside}: {:?}", received.deviations);
        };
        assert_eq!(deviation.kind, DeviationKind::Attribute, "{inside}");
        assert_eq!(
            deviation.message,
            "the attribute {urn:a}b is not known here"
        );
        assert!(deviation.path.ends_with("/@b"), "{}", deviation.path);
        assert!(shown(strict::<Zoo>(&xml, &ZOO)).starts_with(
            "Strict: the attribute {urn:a}b is not known here at /Envelope/Body/Zoo/"
        ));
    }
    // `xsi` attributes are allowed on every element, and those of XML where they are declared.
    let (_, received) = parse::<Zoo>(
        &zoo("<Text i:schemaLocation='a b' i:noNamespaceSchemaLocation='c'/>"),
        &ZOO,
    )
    .unwrap();
    assert_eq!(received.deviations, []);
    let (_, received) =
        parse::<Zoo>(&zoo("<Text xml:lang='en' xml:space='preserve'/>"), &ZOO).unwrap();
    assert_eq!(received.deviations.len(), 2, "{:?}", received.deviations);
    for (attribute, accepted) in [
        ("i:schemaLocation='a b'", true),
        ("i:noNamespaceSchemaLocation='c'", true),
        ("xmlns:a='urn:a'", true),
        ("i:other='c'", false),
        ("xml:lang='en'", false),
    ] {
        let read = strict::<Zoo>(&zoo(&format!("<Text {attribute}>a</Text>")), &ZOO);
        assert_eq!(read.is_ok(), accepted, "{attribute}");
    }
}

#[test]
fn nil_where_the_schema_has_none() {
    // A nillable list.
    for nil in ["false", "0"] {
        let xml = toggles(&format!("<FeatureToggles i:nil='{nil}'/>"));
        assert!(strict::<UpdateToggles>(&xml, &UPDATE_TOGGLES).is_ok());
    }
    let xml = toggles("<FeatureToggles i:nil='true' a='1'/>");
    assert_eq!(
        shown(strict::<UpdateToggles>(&xml, &UPDATE_TOGGLES)),
        "Strict: the attribute a is not known here at /Envelope/Body/UpdateFeatureToggles/FeatureToggles/@a"
    );
    // Elements that are not nillable.
    for inside in [
        "<Response i:nil='false'>true</Response>",
        "<Response i:nil='true'/>",
    ] {
        let xml = chat(inside);
        let (_, received) = parse::<HasChat>(&xml, &HAS_CHAT).unwrap();
        assert_eq!(received.deviations[0].kind, DeviationKind::Nil);
        assert_eq!(
            shown(strict::<HasChat>(&xml, &HAS_CHAT)),
            format!("Strict: the element Response is not nillable {AT}/Response")
        );
    }
}

/// A wildcard before an element.
#[derive(Debug, Default, PartialEq)]
pub struct Wild {
    any: Option<RawElement>,
    after: Option<String>,
}
static FOREIGN: v1::Wildcard = v1::Wildcard::except(&[NS, ""]);
static WILD_TABLE: v1::Struct = v1::Struct::new(
    v1::Name::new(NS, "Wild"),
    &[
        v1::any(&FOREIGN, 0),
        v1::element(NS, "After", "<After>", "</After>", 0),
    ],
);
impl v1::Complex for Wild {
    fn descriptor(&self) -> &'static v1::Struct {
        &WILD_TABLE
    }
    fn member(&self, index: usize) -> Option<&dyn v1::Field> {
        match index {
            0 => Some(&self.any),
            1 => Some(&self.after),
            _ => None,
        }
    }
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
        match index {
            0 => Some(&mut self.any),
            1 => Some(&mut self.after),
            _ => None,
        }
    }
}
static WILD: v1::Member = v1::element(NS, "Wild", "<Wild>", "</Wild>", v1::REQUIRED);

/// An element is reported by its own name, although the wildcard that takes it has none.
#[test]
fn elements_of_wildcards_are_named() {
    let wild = |inside: &str| format!("<Wild {W} xmlns:o='urn:other'>{inside}</Wild>");
    let (read, received) = parse::<Wild>(&wild("<After/><o:Late/>"), &WILD).unwrap();
    assert!(read.any.is_some());
    assert_eq!(
        received.deviations[0].message,
        "the element Late comes later than the schema has it"
    );
    let (_, received) = parse::<Wild>(&wild("<o:First/><o:Second/>"), &WILD).unwrap();
    assert_eq!(&*received.skipped[0].name.local, "Second");
}

/// By option: characters that XML forbids, and characters in two halves, as programs write that know UTF-16 only.
#[test]
fn odd_characters() {
    let mut odd = ReadOptions::default();
    odd.any_character = true;
    let text = |inside: &str, options: &ReadOptions| {
        let xml = format!("<Text xmlns=\"{NS}\">{inside}</Text>");
        let member = &TEXT;
        read_with::<String>(&envelope(&xml), member, options).map(|read| read.0)
    };
    static TEXT: v1::Member = v1::element(NS, "Text", "<Text>", "</Text>", v1::REQUIRED);
    for (inside, expected) in [
        ("&#xD83D;&#xDE00;", "😀"),
        ("a&#55357;&#56832;b", "a😀b"),
        ("&#xD83D;&#x00DE00;c", "😀c"),
        ("&#xD83D;", "\u{FFFD}"),
        ("&#xD83D;&#xD83D;&#xDE00;", "\u{FFFD}😀"),
        ("&#xDE00;&#xD83D;", "\u{FFFD}\u{FFFD}"),
        ("&#xD83D;&amp;", "\u{FFFD}&"),
        ("&#xD83D; &#xDE00;", "\u{FFFD} \u{FFFD}"),
        ("a&#0;b&#x1F;", "a\0b\u{1F}"),
        ("a\u{1}", "a\u{1}"),
    ] {
        assert_eq!(
            text(inside, &odd).ok().as_deref(),
            Some(expected),
            "{inside}"
        );
        assert!(text(inside, &ReadOptions::default()).is_err(), "{inside}");
    }
    for inside in [
        "&#x110000;",
        "&#xD83D;&#;",
        "&#xD83D;&nbsp;",
        "&#-1;",
        "&#;",
    ] {
        assert!(text(inside, &odd).is_err(), "{inside}");
    }
}

/// By option: what is in another namespace is taken by its local name, and reported.
#[test]
fn any_namespace() {
    let mut lenient = ReadOptions::default();
    lenient.any_namespace = true;
    let right = toggles(
        "<FeatureToggles><CsFeatureToggle><TableRight><Mask>Select</Mask></TableRight>\
         <FieldProperties><FieldPropertyDictionaryKeyValuePair><Key>k</Key></FieldPropertyDictionaryKeyValuePair></FieldProperties>\
         <Name>a</Name></CsFeatureToggle></FeatureToggles>\
         <Ids xmlns:b='http://schemas.microsoft.com/2003/10/Serialization/Arrays'><b:int>1</b:int></Ids>",
    );
    let (expected, ..) = parse::<UpdateToggles>(&right, &UPDATE_TOGGLES).unwrap();
    for wrong in ["urn:wrong", ""] {
        let xml = right.replace(NS, wrong);
        let read = |options: &ReadOptions| {
            read_with::<UpdateToggles>(&envelope(&xml), &UPDATE_TOGGLES, options)
        };
        let default = ReadOptions::default();
        assert!(read(&default).is_err(), "{wrong}");
        let (value, _, received) = read(&lenient).unwrap();
        assert_eq!(value, expected, "{wrong}");
        let kinds: Vec<_> = received.deviations.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [DeviationKind::Namespace; 10], "{wrong}");
        assert_eq!(
            received.deviations[0].message,
            format!(
                "the element UpdateFeatureToggles is in the namespace {wrong:?} instead of {NS:?}"
            )
        );
        let mut strict = lenient.clone();
        strict.strict = true;
        assert!(read(&strict).is_err(), "{wrong}");
    }
    // What is right is read as ever, and what is not known is skipped.
    let (value, _, received) =
        read_with::<UpdateToggles>(&envelope(&right), &UPDATE_TOGGLES, &lenient).unwrap();
    assert_eq!((value, received.deviations), (expected, Vec::new()));
    // An element that a wildcard admits is the wildcard's.
    let wild = format!("<Wild {W} xmlns:o='urn:other'><o:After>x</o:After></Wild>");
    let (value, _, received) = read_with::<Wild>(&envelope(&wild), &WILD, &lenient).unwrap();
    assert!(value.any.is_some() && value.after.is_none());
    assert_eq!(received.deviations, []);
}

/// By option: required members that are not there stay as they are, and are reported.
#[test]
fn members_that_may_be_missing() {
    let mut lenient = ReadOptions::default();
    lenient.missing_members = true;
    let xml = envelope(&format!("<Zoo {W}><Cat/></Zoo>"));
    let refused = read_with::<Zoo>(&xml, &ZOO, &ReadOptions::default());
    assert!(refused.is_err());
    let (value, _, received) = read_with::<Zoo>(&xml, &ZOO, &lenient).unwrap();
    assert_eq!(value.numbers, Zoo::default().numbers);
    let missing: Vec<_> = received
        .deviations
        .iter()
        .filter(|one| one.kind == DeviationKind::Missing)
        .map(|one| one.message.as_str())
        .collect();
    assert!(
        missing.contains(&"the element Numbers is missing"),
        "{missing:?}"
    );
}

/// The first deviation is the error, though none is kept.
#[test]
fn strict_mode_refuses_without_notes() {
    let mut options = ReadOptions::default();
    options.strict = true;
    options.limits.notes = 0;
    let message = envelope(&format!(
        "<HasChatNotifyResponse xmlns='{NS}'><A/></HasChatNotifyResponse>"
    ));
    assert!(read_with::<HasChat>(&message, &HAS_CHAT, &options).is_err());
}
