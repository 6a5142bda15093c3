//! A repeated struct is read by the markup recorded from earlier ones. The result must be the same as for the struct
//! alone.

mod support;

use proptest::prelude::*;
use soap_runtime::__private::v1;
use soap_runtime::soap::Received;
use soap_runtime::xml::{Deviation, ReadOptions, Skipped};
use soap_runtime::{DecodeError, Dictionary};
use support::*;

/// The result for one item: the value and the notes, with offsets from its start, or the error.
#[derive(Debug, PartialEq)]
enum Found {
    Item(Box<Toggle>, Vec<String>),
    Error(String),
}

fn said_of_deviation(one: &Deviation, start: usize) -> String {
    let (kind, message, path) = (one.kind, &one.message, &one.path);
    format!("{kind:?} {message} {path} {}", one.offset - start)
}

fn said_of_skipped(one: &Skipped, start: usize) -> String {
    format!("{:?} {} {}", one.name, one.path, one.offset - start)
}

/// Reads the items of one message, up to the first invalid one.
fn read_items(items: &[String]) -> Vec<Found> {
    let before = "<UpdateFeatureToggles xmlns:p='{NS}' xmlns='{NS}' xmlns:o='urn:other' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><FeatureToggles>"
        .replace("{NS}", NS);
    let message = envelope(&format!(
        "{before}{}</FeatureToggles></UpdateFeatureToggles>",
        items.concat()
    ));
    let first = message.find(&before).unwrap() + before.len();
    let starts: Vec<usize> = items
        .iter()
        .scan(first, |at, item| {
            Some(std::mem::replace(at, *at + item.len()))
        })
        .collect();
    // The item at an offset.
    let item = |offset: usize| starts.partition_point(|start| *start <= offset) - 1;
    match read_with::<UpdateToggles>(&message, &UPDATE_TOGGLES, &ReadOptions::default()) {
        Ok((value, _, received)) => {
            let mut notes = vec![Vec::new(); items.len()];
            for one in &received.deviations {
                let at = item(one.offset);
                notes[at].push(said_of_deviation(one, starts[at]));
            }
            for one in &received.skipped {
                let at = item(one.offset);
                notes[at].push(said_of_skipped(one, starts[at]));
            }
            let toggles = value.toggles.unwrap_or_default();
            assert_eq!(toggles.len(), items.len(), "{message}");
            let toggles = toggles.into_iter().zip(notes);
            toggles
                .map(|(toggle, notes)| Found::Item(Box::new(toggle), notes))
                .collect()
        }
        Err(error) => {
            let start = starts[item(error.offset())];
            vec![Found::Error(format!(
                "{:?} {} {} {}",
                error.kind(),
                error.message(),
                error.path(),
                error.offset() - start
            ))]
        }
    }
}

/// Picks one: the first most often, one of the last, which are wrong, hardly ever.
fn mostly(
    usual: &'static str,
    others: &'static [&'static str],
    wrong: &'static [&'static str],
) -> BoxedStrategy<String> {
    let one_of = |texts| prop::sample::select(texts).prop_map(str::to_owned);
    prop_oneof![
        200 => Just(usual.to_owned()),
        20 => one_of(others),
        1 => one_of(wrong),
    ]
    .boxed()
}

fn item() -> impl Strategy<Value = String> {
    let right = mostly(
        "<TableRight><Mask>Select Update</Mask><Reason>because</Reason></TableRight>",
        &[
            "",
            "<TableRight i:nil=\"true\"/>",
            "<TableRight i:nil='true'/>",
            "<TableRight/>",
            "<TableRight></TableRight>",
            "<TableRight><Mask>None</Mask></TableRight>",
            "<TableRight><Reason>because</Reason></TableRight>",
            "<TableRight><Reason>because</Reason><Mask>Select</Mask></TableRight>",
            "<TableRight><Mask>Select</Mask><Reason>a &lt; b</Reason></TableRight>",
            "<TableRight><Mask>Select</Mask><Reason>a<![CDATA[ < ]]>b</Reason></TableRight>",
            "<TableRight><Mask>Select</Mask><Reason/></TableRight>",
            "<TableRight><Mask></Mask><Reason>x</Reason ></TableRight>",
            "<TableRight><Mask>Select</Mask><Reason>x</Reason><More>y</More></TableRight>",
            "<p:TableRight><p:Mask>Select</p:Mask><p:Reason>x</p:Reason></p:TableRight>",
            "<TableRight xmlns:q='{NS}'><q:Mask>Select</q:Mask><Reason>x</Reason></TableRight>",
            "<TableRight><Mask>Select</Mask><Reason xmlns='urn:other'>x</Reason></TableRight>",
            "<TableRight><Mask>Select</Mask><o:Reason>x</o:Reason></TableRight>",
            "<TableRight>\n <Mask>Select</Mask>\n <Reason>x</Reason>\n</TableRight>",
            "<TableRight><Mask>Select<!-- --></Mask><?x?><Reason>x</Reason></TableRight>",
        ],
        &[
            "<TableRight><Mask>Select</Mask><Mask>Select</Mask></TableRight>",
            "<TableRight><Mask>Select Update</Mask><Reason>because</Reason></p:TableRight>",
            "<TableRight>text<Mask>Select</Mask></TableRight>",
        ],
    );
    let properties = mostly(
        "<FieldProperties><FieldPropertyDictionaryKeyValuePair><Key>a</Key><Value><Mask>Select</Mask><Reason>x</Reason></Value></FieldPropertyDictionaryKeyValuePair></FieldProperties>",
        &[
            "",
            "<FieldProperties i:nil=\"true\"/>",
            "<FieldProperties></FieldProperties>",
            "<FieldProperties><FieldPropertyDictionaryKeyValuePair><Key>a</Key><Value i:nil=\"true\"/></FieldPropertyDictionaryKeyValuePair></FieldProperties>",
            "<FieldProperties><FieldPropertyDictionaryKeyValuePair><Key></Key><Value><Mask>Select</Mask></Value></FieldPropertyDictionaryKeyValuePair></FieldProperties>",
            "<FieldProperties><FieldPropertyDictionaryKeyValuePair><Key>a</Key></FieldPropertyDictionaryKeyValuePair></FieldProperties>",
            "<FieldProperties><FieldPropertyDictionaryKeyValuePair><Key>a</Key><Value><Mask>Select</Mask><Reason>x</Reason></Value><More/></FieldPropertyDictionaryKeyValuePair></FieldProperties>",
            "<FieldProperties><FieldPropertyDictionaryKeyValuePair><Value><Mask>Select</Mask></Value><Key>a</Key></FieldPropertyDictionaryKeyValuePair></FieldProperties>",
            "<FieldProperties><FieldPropertyDictionaryKeyValuePair><Key>a&amp;b</Key><Value><Mask>Select</Mask></Value></FieldPropertyDictionaryKeyValuePair></FieldProperties>",
            "<FieldProperties><FieldPropertyDictionaryKeyValuePair><Key>a</Key><Value><Mask>Select</Mask></Value></FieldPropertyDictionaryKeyValuePair><!-- --><FieldPropertyDictionaryKeyValuePair><Key>b</Key><Value>\n<Mask>Select</Mask></Value></FieldPropertyDictionaryKeyValuePair></FieldProperties>",
            "<FieldProperties><More/></FieldProperties>",
        ],
        &["<FieldProperties></FieldPropertie>"],
    );
    let name = mostly(
        "<Name>feature</Name>",
        &[
            "",
            "<Name i:nil=\"true\"/>",
            "<Name></Name>",
            "<Name/>",
            "<Name> a ]] b </Name>",
            "<Name>Øre\u{2028}</Name>",
            "<Name>a\rb</Name>",
            "<Name more='1'>a</Name>",
            "<Named>a</Named>",
        ],
        &[
            "<Name>a</Name><Name>b</Name>",
            "<Name>a]]>b</Name>",
            "<Name>a<x/>b</Name>",
        ],
    );
    let state = mostly(
        "<State>true</State>",
        &[
            "",
            "<State> false </State>",
            "<State>1</State>",
            "<State/>",
            "<State i:nil=\"true\"/>",
        ],
        &[
            "<State>maybe</State>",
            "<State>true</State><Name>late</Name>",
        ],
    );
    let around = mostly(
        "<CsFeatureToggle>{}</CsFeatureToggle>",
        &[
            "<p:CsFeatureToggle>{}</p:CsFeatureToggle>",
            "<CsFeatureToggle >{}</CsFeatureToggle>",
            "<p:CsFeatureToggle xmlns='urn:other'>{}</p:CsFeatureToggle>",
            "<CsFeatureToggle more='1'>{}</CsFeatureToggle>",
            "<CsFeatureToggle xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>{}</CsFeatureToggle>",
            "<CsFeatureToggle xmlns:i='urn:other'>{}</CsFeatureToggle>",
            "<CsFeatureToggle>\n{}</CsFeatureToggle\n>",
        ],
        &["<CsFeatureToggle>{}</CsFeatureToggles>"],
    );
    (right, properties, name, state, around).prop_map(|(right, properties, name, state, around)| {
        around
            .replace("{}", &[right, properties, name, state].concat())
            .replace("{NS}", NS)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_is_read_as_if_it_stood_alone(items in prop::collection::vec(item(), 1..40)) {
        let mut alone = Vec::new();
        for item in &items {
            alone.append(&mut read_items(std::slice::from_ref(item)));
            if let Some(Found::Error(_)) = alone.last() {
                alone.drain(..alone.len() - 1);
                break;
            }
        }
        prop_assert_eq!(read_items(&items), alone, "{}", items.join("\n"));
    }
}

/// An item with a required member, one with a default, and a dictionary of numbers.
#[derive(Clone, Debug, Default, PartialEq)]
struct Entry {
    name: Option<String>,
    count: Option<i32>,
    numbers: Option<Dictionary<String, i32>>,
}

static PAIR: v1::Pair = v1::Pair::new(
    v1::element(NS, "Pair", "<Pair>", "</Pair>", v1::REPEATED),
    v1::element(NS, "Key", "<Key>", "</Key>", v1::REQUIRED),
    v1::element(NS, "Value", "<Value>", "</Value>", v1::REQUIRED),
);
static ENTRY: v1::Struct = v1::Struct::new(
    v1::Name::new(NS, "Entry"),
    &[
        v1::element(NS, "Name", "<Name>", "</Name>", v1::REQUIRED | v1::NILLABLE).value("none"),
        v1::element(NS, "Count", "<Count>", "</Count>", 0).value("7"),
        v1::element(NS, "Numbers", "<Numbers>", "</Numbers>", 0).pair(&PAIR),
    ],
);
impl v1::Complex for Entry {
    fn descriptor(&self) -> &'static v1::Struct {
        &ENTRY
    }
    fn member(&self, index: usize) -> Option<&dyn v1::Field> {
        let places: [&dyn v1::Field; 3] = [&self.name, &self.count, &self.numbers];
        places.get(index).copied()
    }
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
        match index {
            0 => Some(&mut self.name),
            1 => Some(&mut self.count),
            2 => Some(&mut self.numbers),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Entries {
    entry: Vec<Entry>,
}
static ENTRIES_TABLE: v1::Struct = v1::Struct::new(
    v1::Name::new(NS, "Entries"),
    &[v1::element(
        NS,
        "Entry",
        "<Entry>",
        "</Entry>",
        v1::REPEATED,
    )],
);
static ENTRIES: v1::Member = v1::element(NS, "Entries", "<Entries>", "</Entries>", v1::REQUIRED);
impl v1::Complex for Entries {
    fn descriptor(&self) -> &'static v1::Struct {
        &ENTRIES_TABLE
    }
    fn member(&self, index: usize) -> Option<&dyn v1::Field> {
        (index == 0).then_some(&self.entry as &dyn v1::Field)
    }
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
        (index == 0).then_some(&mut self.entry as &mut dyn v1::Field)
    }
}

fn entries(items: &str) -> Result<(Entries, Received), DecodeError> {
    let message = envelope(&format!("<Entries xmlns='{NS}'>{items}</Entries>"));
    read_with::<Entries>(&message, &ENTRIES, &ReadOptions::default())
        .map(|(value, _, received)| (value, received))
}

const OTHER: &str = "urn:other";

/// A struct whose members are in another namespace.
#[derive(Clone, Debug, Default, PartialEq)]
struct Foreign {
    count: Option<i32>,
}
static FOREIGN: v1::Struct = v1::Struct::new(
    v1::Name::new(OTHER, "Foreign"),
    &[v1::element(OTHER, "Count", "<Count>", "</Count>", 0)],
);
impl v1::Complex for Foreign {
    fn descriptor(&self) -> &'static v1::Struct {
        &FOREIGN
    }
    fn member(&self, index: usize) -> Option<&dyn v1::Field> {
        (index == 0).then_some(&self.count as &dyn v1::Field)
    }
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
        (index == 0).then_some(&mut self.count as &mut dyn v1::Field)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Holder {
    foreign: Vec<Foreign>,
    numbers: Option<Dictionary<String, Foreign>>,
}
static FOREIGN_PAIR: v1::Pair = v1::Pair::new(
    v1::element(NS, "Pair", "<Pair>", "</Pair>", v1::REPEATED),
    v1::element(NS, "Key", "<Key>", "</Key>", v1::REQUIRED),
    v1::element(NS, "Value", "<Value>", "</Value>", v1::REQUIRED),
);
static HOLDER_TABLE: v1::Struct = v1::Struct::new(
    v1::Name::new(NS, "Holder"),
    &[
        v1::element(NS, "Foreign", "<Foreign>", "</Foreign>", v1::REPEATED),
        v1::element(NS, "Numbers", "<Numbers>", "</Numbers>", 0).pair(&FOREIGN_PAIR),
    ],
);
static HOLDER: v1::Member = v1::element(NS, "Holder", "<Holder>", "</Holder>", v1::REQUIRED);
impl v1::Complex for Holder {
    fn descriptor(&self) -> &'static v1::Struct {
        &HOLDER_TABLE
    }
    fn member(&self, index: usize) -> Option<&dyn v1::Field> {
        let places: [&dyn v1::Field; 2] = [&self.foreign, &self.numbers];
        places.get(index).copied()
    }
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
        match index {
            0 => Some(&mut self.foreign),
            1 => Some(&mut self.numbers),
            _ => None,
        }
    }
}

#[test]
fn errors_name_the_element_under_whatever_prefix() {
    let declarations = format!("xmlns:longer='{OTHER}' xmlns:p='{NS}'");
    let foreign = "<p:Foreign><longer:Count>1</longer:Count></p:Foreign>".repeat(40);
    let pairs =
        "<p:Pair><p:Key>a</p:Key><p:Value><longer:Count>1</longer:Count></p:Value></p:Pair>"
            .repeat(40);
    let right = format!("{foreign}<p:Numbers>{pairs}</p:Numbers>");
    for (at, path) in [(39, "Foreign/Count"), (79, "Numbers/Pair/Value/Count")] {
        let (position, _) = right.match_indices(">1<").nth(at).unwrap();
        let mut wrong = right.clone();
        wrong.replace_range(position + 1..position + 2, "x");
        let message = envelope(&format!("<p:Holder {declarations}>{wrong}</p:Holder>"));
        let error = read_with::<Holder>(&message, &HOLDER, &ReadOptions::default())
            .map(|_| ())
            .unwrap_err();
        assert_eq!(error.path(), format!("/Envelope/Body/Holder/{path}"));
    }
}

#[test]
fn what_is_missing_is_missed_in_each() {
    let (value, received) = entries(&"<Entry><Count>1</Count></Entry>".repeat(40)).unwrap();
    assert_eq!(value.entry.len(), 40);
    assert_eq!(received.deviations.len(), 40);
}

#[test]
fn an_empty_element_has_its_default_in_each() {
    let usual = "<Entry><Name>a</Name><Count>1</Count></Entry>".repeat(20);
    let (value, _) = entries(&format!(
        "{usual}<Entry><Name></Name><Count></Count></Entry>{usual}"
    ))
    .unwrap();
    let counts: Vec<Option<i32>> = value.entry.iter().map(|one| one.count).collect();
    assert_eq!(counts.iter().filter(|one| **one == Some(1)).count(), 40);
    assert_eq!(counts[20], Some(7));
    assert_eq!(value.entry[20].name.as_deref(), Some("none"));
}

#[test]
fn a_pair_that_is_written_otherwise_is_there_once() {
    let pair = "<Pair><Key>a</Key><Value>1</Value></Pair>";
    let others = [
        "<Pair><Key>b</Key><Value> 2 </Value></Pair>",
        "<Pair><Key>b</Key><Value>2<!-- --></Value></Pair>",
        "<Pair><Key>b</Key><Value>2</Value><More/></Pair>",
        "<Pair><Key>b</Key><Value><![CDATA[2]]></Value></Pair>",
        "<Pair><Value>2</Value><Key>b</Key></Pair>",
    ];
    for other in others {
        let numbers = format!("{}{other}{}", pair.repeat(20), pair.repeat(20));
        let item = format!("<Entry><Name>a</Name><Numbers>{numbers}</Numbers></Entry>");
        let (value, _) = entries(&item.repeat(20)).unwrap();
        for entry in value.entry {
            let numbers = entry.numbers.unwrap();
            assert_eq!(numbers.len(), 41, "{other}");
            assert_eq!(numbers.0[20], ("b".to_owned(), 2), "{other}");
        }
    }
}

/// Two members of one type.
#[derive(Clone, Debug, Default, PartialEq)]
struct Twins {
    left: Vec<Entry>,
    rite: Vec<Entry>,
}
static TWINS_TABLE: v1::Struct = v1::Struct::new(
    v1::Name::new(NS, "Twins"),
    &[
        v1::element(NS, "Left", "<Left>", "</Left>", v1::REPEATED),
        v1::element(NS, "Rite", "<Rite>", "</Rite>", v1::REPEATED),
    ],
);
static TWINS: v1::Member = v1::element(NS, "Twins", "<Twins>", "</Twins>", v1::REQUIRED);
impl v1::Complex for Twins {
    fn descriptor(&self) -> &'static v1::Struct {
        &TWINS_TABLE
    }
    fn member(&self, index: usize) -> Option<&dyn v1::Field> {
        let places: [&dyn v1::Field; 2] = [&self.left, &self.rite];
        places.get(index).copied()
    }
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
        match index {
            0 => Some(&mut self.left),
            1 => Some(&mut self.rite),
            _ => None,
        }
    }
}

/// The record of a type does not include the end tag: the element decides it.
#[test]
fn a_struct_ends_with_its_own_end_tag() {
    let content = "<Name>a</Name><Count>1</Count>";
    let usual = format!("<Left>{content}</Left>").repeat(40);
    let twins = |item: &str| {
        let message = envelope(&format!(
            "<Twins xmlns:p='{NS}' xmlns='{NS}'>{usual}{item}</Twins>"
        ));
        read_with::<Twins>(&message, &TWINS, &ReadOptions::default())
            .map(|(value, ..)| (value.left.len(), value.rite.len()))
    };
    for (start, end) in [("Rite", "Left"), ("p:Left", "Left"), ("p:Rite", "Left")] {
        let item = format!("<{start}>{content}</{end}>");
        let error = twins(&item).unwrap_err();
        assert_eq!(error.message(), format!("<{start}> is closed by </{end}>"));
    }
    for (name, found) in [("Left", (41, 0)), ("Rite", (40, 1)), ("p:Left", (41, 0))] {
        let item = format!("<{name}>{content}</{name}>");
        assert_eq!(twins(&item).unwrap(), found, "{name}");
    }
}

/// The comparison above is meaningful: most elements are read by the record or by prediction.
#[test]
fn most_are_predicted() {
    let item = "<CsFeatureToggle><TableRight><Mask>Select</Mask><Reason>x</Reason></TableRight><FieldProperties i:nil=\"true\"/><Name>a</Name><State>true</State></CsFeatureToggle>";
    let body = format!(
        "<UpdateFeatureToggles xmlns='{NS}' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><FeatureToggles>{}</FeatureToggles></UpdateFeatureToggles>",
        item.repeat(100)
    );
    let options = ReadOptions::default();
    let (value, _, received) =
        read_with::<UpdateToggles>(&envelope(&body), &UPDATE_TOGGLES, &options).unwrap();
    assert_eq!(value.toggles.unwrap_or_default().len(), 100);
    // The toggle itself, and six elements in it.
    assert!(received.paths.0 >= 700, "{:?}", received.paths);
    assert_eq!(received.paths.1, 0);
}
