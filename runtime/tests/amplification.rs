//! Messages that are built to cost a lot: reading any of them takes at most eight times its bytes, and a megabyte.
//!
//! `AMPLIFICATION_SEEDS` is the number of random messages (100).

mod support;

use peak_alloc::PeakAlloc;
use soap_runtime::xml::ReadOptions;
use std::fmt::Write as _;
use support::{HAS_CHAT, HasChat, NS, SERIES, Series, ZOO, Zoo, read_with};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    /// Mostly small, sometimes as large as allowed.
    fn size(&mut self, most: usize) -> usize {
        let power = self.below(4) as u32 + 1;
        (0..power).fold(most, |size, _| self.below(size + 1).max(1))
    }
}

/// Random XML.
struct Xml {
    random: Random,
    /// The number of prefixes that the envelope declares.
    declared: usize,
    text: String,
}

impl Xml {
    fn prefix(&mut self) -> String {
        format!("p{}:", self.random.below(self.declared))
    }

    /// Nested elements with attributes, declarations, and texts that look like names.
    fn element(&mut self, depth: usize, name: usize) {
        let prefix = self.prefix();
        let local = format!("a{}{}", "b".repeat(name), self.random.below(10));
        write!(self.text, "<{prefix}{local}").unwrap();
        if self.random.below(4) == 0 {
            let namespace = "u".repeat(self.random.size(400));
            write!(self.text, " xmlns:own='{namespace}'").unwrap();
        }
        for number in 0..self.random.size(30) - 1 {
            let prefix = self.prefix();
            write!(self.text, " {prefix}c{number}='{prefix}v'").unwrap();
        }
        self.text.push('>');
        if depth > 0 {
            self.element(depth - 1, name);
        } else {
            for _ in 0..self.random.size(100) {
                let prefix = self.prefix();
                self.text.push_str(&prefix);
            }
        }
        write!(self.text, "</{prefix}{local}>").unwrap();
    }

    fn elements(&mut self, most: usize) {
        let (depth, name) = (self.random.size(20) - 1, self.random.size(500) - 1);
        for _ in 0..self.random.size(most) {
            self.element(depth, name);
        }
    }
}

/// An envelope whose body is the element `root`, filled by `fill`.
fn message(seed: u64, root: &str, fill: impl FnOnce(&mut Xml)) -> String {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let declared = random.size(200);
    let length = random.size(60_000 / declared + 40);
    let mut text = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'".to_owned();
    for number in 0..declared {
        let namespace = "n".repeat(length);
        write!(text, " xmlns:p{number}='{namespace}{number}'").unwrap();
    }
    let mut xml = Xml {
        random,
        declared,
        text,
    };
    xml.text.push_str("><s:Header>");
    xml.elements(60);
    write!(xml.text, "</s:Header><s:Body><{root} xmlns='{NS}'>").unwrap();
    fill(&mut xml);
    write!(xml.text, "</{root}></s:Body></s:Envelope>").unwrap();
    xml.text
}

/// The peak memory of `read`, beside the memory in use before.
fn peak<T>(read: impl FnOnce() -> T) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let value = read();
    let peak = MEMORY.peak_usage();
    drop(value);
    peak - before
}

fn check(what: &str, seed: u64, message: &str, peak: usize) {
    let most = 8 * message.len() + (1 << 20);
    assert!(
        peak <= most,
        "{what}, seed {seed}: {} bytes take {peak}, more than {most}",
        message.len()
    );
}

#[test]
fn reading_takes_memory_in_proportion() {
    let seeds = std::env::var("AMPLIFICATION_SEEDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(100);
    for seed in 1..=seeds {
        for options in [ReadOptions::default(), ReadOptions::strict()] {
            let skipped = message(seed, "HasChatNotifyResponse", |xml| xml.elements(400));
            let taken = peak(|| read_with::<HasChat>(&skipped, &HAS_CHAT, &options));
            check("skipped elements", seed, &skipped, taken);

            let kept = message(seed, "Series", |xml| xml.elements(400));
            let taken = peak(|| read_with::<Series>(&kept, &SERIES, &options));
            check("kept elements", seed, &kept, taken);

            let zoo = message(seed, "Zoo", |xml| {
                let currency = "c".repeat(xml.random.size(3_000));
                write!(xml.text, "<Text/><Amount currency='{currency}' kind='p0:k'").unwrap();
                for number in 0..xml.random.size(200) {
                    let prefix = xml.prefix();
                    write!(xml.text, " {prefix}a{number}=''").unwrap();
                }
                xml.text.push_str(">1</Amount><AnyType>");
                xml.elements(50);
                xml.text.push_str("</AnyType><QName>p0:name</QName>");
                xml.elements(400);
            });
            let taken = peak(|| read_with::<Zoo>(&zoo, &ZOO, &options));
            check("one of each", seed, &zoo, taken);
        }
    }
}

/// This message once took 1.9 GB: many declarations with long names, and many unknown headers.
#[test]
fn unknown_headers_share_their_declarations() {
    let mut text = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'".to_owned();
    for number in 0..200 {
        write!(text, " xmlns:p{number}='{}'", "n".repeat(500)).unwrap();
    }
    text.push_str("><s:Header>");
    let all: String = (0..200).map(|number| format!("p{number}:")).collect();
    for _ in 0..99 {
        write!(text, "<p0:h>{all}</p0:h>").unwrap();
    }
    write!(
        text,
        "</s:Header><s:Body><HasChatNotifyResponse xmlns='{NS}'/></s:Body></s:Envelope>"
    )
    .unwrap();
    let options = ReadOptions::default();
    let taken = peak(|| {
        let (_, _, received) = read_with::<HasChat>(&text, &HAS_CHAT, &options).unwrap();
        assert_eq!(received.unknown_headers.len(), 99);
        received
    });
    check("headers", 0, &text, taken);
}
