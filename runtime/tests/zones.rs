//! Times without an offset as points in time: the zone is assumed, and that is reported; or they are refused.
#![cfg(feature = "jiff")]

use jiff::Timestamp;
use soap_runtime::__private::v1;
use soap_runtime::soap::EnvelopeReader;
use soap_runtime::xml::{DeviationKind, ReadOptions};
use soap_runtime::{Assumed, DateTime, Offset, RawElement, Zone};

static AT: v1::Member = v1::element("", "at", "<at>", "</at>", v1::REQUIRED);

/// The value, and what is reported of it.
fn read<T: v1::Content + v1::Blank>(
    text: &str,
    options: &ReadOptions,
) -> Result<(T, Vec<String>), String> {
    let message = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><at>{text}</at></s:Body></s:Envelope>"
    );
    let mut value = T::blank();
    let received = EnvelopeReader::new(options)
        .read(message.as_bytes(), &mut (), Some((&AT, &mut value)))
        .map_err(|error| error.to_string())?;
    let deviations = received.deviations.into_iter();
    let deviations = deviations.map(|one| {
        assert_eq!(one.kind, DeviationKind::Value);
        one.message
    });
    Ok((value, deviations.collect()))
}

/// Summer time from April to September, and no offset in the year 2000.
struct Oslo;

impl Zone for Oslo {
    fn offset_minutes(local: &DateTime) -> Option<i16> {
        (local.year() != 2000).then_some(if (4..10).contains(&local.month()) {
            120
        } else {
            60
        })
    }
}

#[test]
fn a_missing_zone_is_assumed_and_reported() {
    let options = ReadOptions::default();
    let utc = |text: &str| read::<Assumed<Timestamp>>(text, &options).unwrap();
    let stamp = |text: &str| text.parse::<Timestamp>().unwrap();
    let note = vec!["the value of at has no offset: its zone is assumed".to_owned()];
    assert_eq!(
        utc("2026-01-02T03:04:05"),
        (stamp("2026-01-02T03:04:05Z").into(), note.clone())
    );
    // Nothing is assumed of a text that says it.
    assert_eq!(
        utc("2026-01-02T03:04:05+02:00"),
        (stamp("2026-01-02T01:04:05Z").into(), Vec::new())
    );
    let fixed =
        read::<Assumed<Timestamp, Offset<{ -90 }>>>("2026-01-02T03:04:05", &options).unwrap();
    assert_eq!(fixed, (stamp("2026-01-02T04:34:05Z").into(), note.clone()));
    let oslo = |text: &str| read::<Assumed<Timestamp, Oslo>>(text, &options);
    assert_eq!(
        oslo("2026-07-02T03:04:05").unwrap().0.value,
        stamp("2026-07-02T01:04:05Z")
    );
    assert_eq!(
        oslo("2026-01-02T03:04:05").unwrap().0.value,
        stamp("2026-01-02T02:04:05Z")
    );
    assert!(
        oslo("2000-01-02T03:04:05")
            .unwrap_err()
            .contains("it has no offset")
    );
}

#[test]
fn without_an_assumption_it_is_refused() {
    let plain = read::<Timestamp>("2026-01-02T03:04:05", &ReadOptions::default());
    assert!(plain.unwrap_err().contains("it has no offset"));
    let strict = read::<Assumed<Timestamp>>("2026-01-02T03:04:05", &ReadOptions::strict());
    assert!(strict.unwrap_err().contains("its zone is assumed"));
}

#[test]
fn it_is_written_with_its_offset() {
    let value = Assumed::<Timestamp>::new("2026-01-02T03:04:05Z".parse().unwrap());
    let element = RawElement::encode_as(&AT, &value, "").unwrap();
    assert_eq!(element.text().as_deref(), Some("2026-01-02T03:04:05Z"));
}

/// A date or time without a zone takes a text with an offset as what the clock on the wall shows, and says so.
#[test]
fn an_offset_that_cannot_be_held_is_left_out_and_reported() {
    use jiff::civil;

    let options = ReadOptions::default();
    let note = vec![
        "the value of at has an offset, which its type cannot hold: it is left out".to_owned(),
    ];
    let date: civil::Date = "2026-01-02".parse().unwrap();
    for text in ["2026-01-02Z", "2026-01-02+02:00"] {
        let read_date = read::<civil::Date>(text, &options).unwrap();
        assert_eq!(read_date, (date, note.clone()), "{text}");
        let refused = read::<civil::Date>(text, &ReadOptions::strict()).unwrap_err();
        assert!(refused.contains("it is left out"), "{refused}");
    }
    let plain = read::<civil::Date>("2026-01-02", &options).unwrap();
    assert_eq!(plain, (date, Vec::new()));
    let time = read::<civil::Time>("03:04:05-05:00", &options).unwrap();
    assert_eq!(time, ("03:04:05".parse().unwrap(), note.clone()));
    let both = read::<civil::DateTime>("2026-01-02T03:04:05Z", &options).unwrap();
    assert_eq!(both, ("2026-01-02T03:04:05".parse().unwrap(), note));
}
