//! Written messages are read back, by prediction and by the general path alike.

mod support;

use proptest::prelude::*;
use soap_runtime::xml::ReadOptions;
use soap_runtime::{Dictionary, FlagSet};
use support::*;

/// Text of characters that XML allows.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            any::<char>().prop_filter("XML cannot carry it", |char| {
                !matches!(char, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
            }),
            prop::sample::select(vec!['<', '>', '&', ']', '"', '\'', '\r', '\n', '\t', ' ', 'a', 'é']),
        ],
        0..40,
    )
    .prop_map(String::from_iter)
}

fn mask() -> impl Strategy<Value = FlagSet<Mask>> {
    prop::collection::vec(
        prop::sample::select(vec![Mask::None, Mask::Select, Mask::Update]),
        0..4,
    )
    .prop_map(FlagSet::from_iter)
}

fn table_right() -> impl Strategy<Value = TableRight> {
    (prop::option::of(mask()), prop::option::of(text()))
        .prop_map(|(mask, reason)| TableRight { mask, reason })
}

fn toggle() -> impl Strategy<Value = Toggle> {
    (
        prop::option::of(table_right()),
        prop::option::of(prop::collection::vec(
            (text(), prop::option::of(table_right())),
            0..3,
        )),
        prop::option::of(text()),
        prop::option::of(any::<bool>()),
    )
        .prop_map(|(table_right, pairs, name, state)| Toggle {
            table_right,
            field_properties: pairs.map(Dictionary::from_iter),
            name,
            state,
        })
}

fn message() -> impl Strategy<Value = UpdateToggles> {
    (
        prop::option::of(prop::collection::vec(toggle(), 0..24)),
        prop::option::of(prop::collection::vec(any::<i32>(), 0..4)),
    )
        .prop_map(|(toggles, ids)| UpdateToggles { toggles, ids })
}

/// Other spellings of the same message. Prediction cannot follow all of them.
fn spellings(written: &str) -> Vec<String> {
    let tag = |pattern: &str, with: &str| {
        regex::Regex::new(pattern)
            .unwrap()
            .replace_all(written, with)
            .into_owned()
    };
    vec![
        // A space in every tag; a comment before and after every tag; prefixes everywhere.
        tag(r"(</?[A-Za-z:]+)>", "$1 >"),
        tag(r"(</[A-Za-z:]+>|<[A-Za-z:]+/?>)", "<!-- < -->$1<?p >?>"),
        tag(r"(</?)([A-Z][A-Za-z]+)(/?>)", "${1}longprefix:$2$3")
            .replace(" xmlns=", " xmlns:longprefix="),
        tag(r"(</?)([A-Z][A-Za-z]+)(/?>)", "${1}p:$2$3").replace(" xmlns=", " xmlns:p="),
        tag(r"<([A-Za-z]+)/>", "<$1></$1>"),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn written_is_read(value in message()) {
        let written = write(&value, &UPDATE_TOGGLES);
        let (read, _, received) = read_with::<UpdateToggles>(&written, &UPDATE_TOGGLES, &ReadOptions::strict()).unwrap();
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(received.paths.1, 0, "{:?} {}", received.paths, written);
        for other in spellings(&written) {
            let (read, ..) = read_with::<UpdateToggles>(&other, &UPDATE_TOGGLES, &ReadOptions::default())
                .map_err(|error| TestCaseError::fail(format!("{error} in {other}")))?;
            prop_assert_eq!(&read, &value, "{}", other);
        }
    }
}
