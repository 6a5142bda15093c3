//! Texts of the built-in types (XML Schema Part 2, section 3).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Maker;
use super::texts::Bounds;
use crate::value::BuiltIn;

/// Characters of texts, the everyday ones first.
const CHARACTERS: &[char] = &[
    'a', 'b', 'z', 'A', 'Z', '0', '9', '-', '.', '_', '<', '>', '&', '"', '\'', '/', 'é', 'ß',
    '中', '😀',
];
/// Those of names.
const OF_NAMES: &[char] = &['a', 'b', 'z', 'A', 'Z', '0', '9', '-', '.', '_'];
/// Those that a name begins with.
const FIRST_OF_NAMES: &[char] = &['a', 'b', 'z', 'A', 'Z', '_'];
/// Zones of dates and times.
const ZONES: &[&str] = &["Z", "", "+01:00", "-05:30", "+14:00"];
/// Floating-point numbers. A value that differs from itself is none of them.
const FLOATS: &[&str] = &["0", "1", "-1.5", "0.25", "1e10", "-2.5E-3", "INF", "-INF"];
const DURATIONS: &[&str] = &["PT0S", "P1D", "P1Y2M3DT4H5M6S", "-P3M", "PT0.5S", "P7D"];
const LANGUAGES: &[&str] = &["en", "nb-NO", "de-CH", "x-klingon"];
/// The most characters that a text has beyond those that it must have.
const MORE: u64 = 12;

impl Maker<'_, '_> {
    /// A text of a built-in type.
    pub(super) fn built_in(&mut self, of: BuiltIn, bounds: &Bounds) -> String {
        match of {
            BuiltIn::Boolean => self.of(&["false", "true"]),
            BuiltIn::Float | BuiltIn::Double => match (bounds.low, bounds.high) {
                (None, None) => self.of(FLOATS),
                _ => self.decimal(of, bounds),
            },
            BuiltIn::Duration => self.of(DURATIONS),
            BuiltIn::Language => self.of(LANGUAGES),
            BuiltIn::DateTime => format!("{}T{}{}", self.date(), self.time(), self.of(ZONES)),
            BuiltIn::Date => format!("{}{}", self.date(), self.of(ZONES)),
            BuiltIn::Time => format!("{}{}", self.time(), self.of(ZONES)),
            BuiltIn::GYear => format!("{:04}", self.number(1, 9999)),
            BuiltIn::GYearMonth => format!("{:04}-{:02}", self.number(1, 9999), self.number(1, 12)),
            BuiltIn::GMonth => format!("--{:02}", self.number(1, 12)),
            BuiltIn::GMonthDay => format!("--{:02}-{:02}", self.number(1, 12), self.number(1, 28)),
            BuiltIn::GDay => format!("---{:02}", self.number(1, 31)),
            BuiltIn::HexBinary => {
                let octets = self.octets(bounds).into_iter();
                octets.map(|octet| format!("{octet:02X}")).collect()
            }
            BuiltIn::Base64Binary => STANDARD.encode(self.octets(bounds)),
            BuiltIn::AnyUri => {
                let path = self.characters(OF_NAMES, bounds.least.saturating_sub(6), 6);
                let uri = format!("urn:a:{path}");
                uri.chars().take(limit(bounds.most)).collect()
            }
            BuiltIn::QName | BuiltIn::Notation => {
                format!("{{urn:arbitrary}}{}", self.name(1, MORE))
            }
            BuiltIn::Id => {
                self.identifiers = self.identifiers.saturating_add(1);
                format!("id{}", self.identifiers)
            }
            BuiltIn::IdRef => self.reference(),
            BuiltIn::NmTokens | BuiltIn::IdRefs | BuiltIn::Entities => {
                let item = of.item().unwrap_or(of);
                let least = bounds.least.max(1);
                let count = self.occurrence(least, bounds.most);
                let mut items = Vec::new();
                for _ in 0..count {
                    items.push(match item {
                        BuiltIn::IdRef => self.reference(),
                        _ => self.name(1, MORE),
                    });
                }
                items.join(" ")
            }
            BuiltIn::NmToken | BuiltIn::Name | BuiltIn::NcName | BuiltIn::Entity => {
                self.name(bounds.least.max(1), bounds.most)
            }
            BuiltIn::String
            | BuiltIn::NormalizedString
            | BuiltIn::Token
            | BuiltIn::AnySimpleType => {
                let more = self.more(bounds);
                self.characters(CHARACTERS, bounds.least, more)
            }
            _ => self.decimal(of, bounds),
        }
    }

    /// A reference to the first identifier.
    fn reference(&mut self) -> String {
        self.refers = true;
        "id1".to_owned()
    }

    fn of(&mut self, texts: &[&str]) -> String {
        self.one_of(texts).unwrap_or_default().to_owned()
    }

    /// The most characters of a value beyond those that it must have.
    fn more(&self, bounds: &Bounds) -> u64 {
        bounds.most.saturating_sub(bounds.least).min(MORE)
    }

    /// A text of so many characters and some more, with single spaces inside.
    fn characters(&mut self, among: &[char], least: u64, more: u64) -> String {
        let count = self.number(least, least.saturating_add(more));
        let mut text = String::new();
        for at in 0..count {
            let is_inside = at > 0 && at.saturating_add(1) < count && !text.ends_with(' ');
            let is_space = among == CHARACTERS && is_inside && self.number(0, 6) == 1;
            let char = self.one_of(among).unwrap_or('a');
            text.push(if is_space { ' ' } else { char });
        }
        text
    }

    fn name(&mut self, least: u64, most: u64) -> String {
        let first = self.one_of(FIRST_OF_NAMES).unwrap_or('a');
        let least = least.saturating_sub(1);
        let more = most.saturating_sub(1).saturating_sub(least).min(MORE);
        let rest = self.characters(OF_NAMES, least, more);
        format!("{first}{rest}")
    }

    fn octets(&mut self, bounds: &Bounds) -> Vec<u8> {
        let more = self.more(bounds);
        let count = self.number(bounds.least, bounds.least.saturating_add(more));
        let octet = |_| self.source.arbitrary::<u8>().unwrap_or(0);
        (0..count).map(octet).collect()
    }

    fn date(&mut self) -> String {
        let (year, month) = (self.number(1, 9999), self.number(1, 12));
        format!("{year:04}-{month:02}-{:02}", self.number(1, 28))
    }

    fn time(&mut self) -> String {
        let (hour, minute) = (self.number(0, 23), self.number(0, 59));
        let fraction = self.of(&["", ".5", ".123"]);
        format!("{hour:02}:{minute:02}:{:02}{fraction}", self.number(0, 59))
    }

    /// A number, with a fraction where the type has them.
    fn decimal(&mut self, of: BuiltIn, bounds: &Bounds) -> String {
        let (low, high) = range(of, bounds);
        let whole = match low < high {
            true => self.source.int_in_range(low..=high).unwrap_or(low),
            false => low,
        };
        let has_fraction = !of.is_derived_from(BuiltIn::Integer) && bounds.digits.1 != Some(0);
        match has_fraction && self.chance() {
            true => format!("{whole}.{}", self.of(&["5", "25", "1"])),
            false => whole.to_string(),
        }
    }
}

/// A limit as a count of memory.
fn limit(most: u64) -> usize {
    usize::try_from(most).unwrap_or(usize::MAX)
}

/// The whole numbers to choose from.
fn range(of: BuiltIn, bounds: &Bounds) -> (i64, i64) {
    const FAR: i64 = 1_000_000_000_000;
    let (least, most) = match of {
        BuiltIn::Byte => (i8::MIN.into(), i8::MAX.into()),
        BuiltIn::Short => (i16::MIN.into(), i16::MAX.into()),
        BuiltIn::Int => (i32::MIN.into(), i32::MAX.into()),
        BuiltIn::UnsignedByte => (0, u8::MAX.into()),
        BuiltIn::UnsignedShort => (0, u16::MAX.into()),
        BuiltIn::UnsignedInt => (0, u32::MAX.into()),
        BuiltIn::UnsignedLong | BuiltIn::NonNegativeInteger => (0, FAR),
        BuiltIn::PositiveInteger => (1, FAR),
        BuiltIn::NonPositiveInteger => (-FAR, 0),
        BuiltIn::NegativeInteger => (-FAR, -1),
        BuiltIn::Long => (i64::MIN, i64::MAX),
        _ => (-FAR, FAR),
    };
    let digits = bounds
        .digits
        .0
        .and_then(|digits| u32::try_from(digits).ok());
    let far = digits.and_then(|digits| 10_i64.checked_pow(digits));
    let far = far.map_or(i64::MAX, |far| far.saturating_sub(1));
    let whole = |bound: Option<&str>| -> Option<i64> {
        let bound = bound?;
        bound
            .split_once('.')
            .map_or(bound, |parts| parts.0)
            .parse()
            .ok()
    };
    let least = whole(bounds.low).unwrap_or(least).max(far.saturating_neg());
    let most = whole(bounds.high).unwrap_or(most).min(far);
    (least, most)
}
