//! Benchmarks: runs one case at a time, so that another program can measure time and instructions.
//!
//! ```text
//! bench document DOCUMENT SPELLING                 print a document
//! bench list                                       print the cases
//! bench run CASE DOCUMENT SPELLING COUNT           run a case; prints bytes, count, best and median nanoseconds
//! bench linear SERIES SIZE COUNT                   the same for a document of a series that grows
//! ```
//! `cargo xtask bench` runs all of them and gSOAP's, and writes the tables.

use std::hint::black_box;
use std::time::Instant;

use bench::documents::{Document, Spelling};
use bench::{by_hand, instant_structs, linear, ours, serde_structs, shuffled};
use quick_xml::events::Event;

type Failure = Box<dyn std::error::Error>;

const CASES: [(&str, &str); 12] = [
    ("ours-read", "our reader, into the generated types"),
    (
        "ours-read-shuffled",
        "our reader, members shuffled, another prefix, comments: the general path",
    ),
    ("ours-write", "our writer, into a reused buffer"),
    (
        "hand-write",
        "document a by hand: static bytes into a reused buffer",
    ),
    (
        "hand-read",
        "documents a, b: hand-written pull parser on quick-xml's NsReader",
    ),
    ("hand-read-shuffled", "the same on the shuffled document"),
    ("tokens", "quick-xml Reader: bare tokens"),
    (
        "tokens-ns",
        "quick-xml NsReader: tokens with namespaces resolved",
    ),
    (
        "serde-read",
        "quick-xml serde, hand-written structs, no namespaces",
    ),
    (
        "serde-write",
        "quick-xml serde, hand-written structs, no namespaces",
    ),
    ("instant-read", "instant-xml, hand-written structs"),
    ("instant-write", "instant-xml, hand-written structs"),
];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["list"] => {
            for (case, what) in CASES {
                println!("{case}\t{what}");
            }
            Ok(())
        }
        ["document", document, spelling] => {
            print!("{}", named(document)?.text(spelt(spelling)?));
            Ok(())
        }
        ["paths", document, spelling] => {
            let text = named(document)?.text(spelt(spelling)?);
            let (fast, general) = ours::read(named(document)?, text.as_bytes())?.1;
            println!("{fast} {general}");
            Ok(())
        }
        ["run", case, document, spelling, count] => {
            run(case, named(document)?, spelt(spelling)?, count.parse()?)
        }
        ["linear", series, size, count] => {
            let report = linear::run(series, size.parse()?, count.parse()?)?;
            println!("{report}");
            Ok(())
        }
        _ => Err(
            "usage: bench list | document D S | paths D S | run CASE D S COUNT | linear SERIES SIZE COUNT".into(),
        ),
    }
}

fn named(name: &str) -> Result<Document, Failure> {
    Document::named(name).ok_or_else(|| format!("no document {name}").into())
}

fn spelt(name: &str) -> Result<Spelling, Failure> {
    match name {
        "wcf" => Ok(Spelling::Wcf),
        "gsoap" => Ok(Spelling::Gsoap),
        _ => Err(format!("no spelling {name}").into()),
    }
}

/// Times the passes of a case.
struct Timer {
    passes: usize,
    /// Nanoseconds of each pass.
    times: Vec<u128>,
}

impl Timer {
    fn time(&mut self, mut work: impl FnMut() -> Result<(), Failure>) -> Result<(), Failure> {
        for _ in 0..self.passes {
            let start = Instant::now();
            work()?;
            self.times.push(start.elapsed().as_nanos());
        }
        Ok(())
    }
}

/// Evaluates `$act` with the envelope of a document in the structs of a library as the type `$envelope`.
macro_rules! with_envelope {
    ($document:expr, $a:ty, $b:ty, $c:ty, $d:ty, $envelope:ident => $act:expr) => {
        match $document {
            Document::A => {
                type $envelope = $a;
                $act
            }
            Document::B => {
                type $envelope = $b;
                $act
            }
            Document::C => {
                type $envelope = $c;
                $act
            }
            Document::D => {
                type $envelope = $d;
                $act
            }
        }
    };
}

/// Runs a case, and prints the length of the message, the number of passes, the least and the median time.
fn run(case: &str, document: Document, spelling: Spelling, count: usize) -> Result<(), Failure> {
    let text = document.text(spelling);
    let text = match (case.ends_with("-shuffled"), document) {
        (false, _) => text,
        (true, Document::A) => shuffled::toggles(&text),
        (true, Document::B) => shuffled::chat_sessions(&text)?,
        _ => return Err("documents a and b can be shuffled".into()),
    };
    let mut timer = Timer {
        passes: count,
        times: Vec::with_capacity(count),
    };
    let written = match case {
        "ours-read" | "ours-read-shuffled" => {
            timer.time(|| {
                black_box(ours::read(document, black_box(text.as_bytes()))?);
                Ok(())
            })?;
            None
        }
        "ours-write" => Some(write_ours(document, &text, &mut timer)?),
        "hand-read" | "hand-read-shuffled" => read_by_hand(document, &text, &mut timer)?,
        "hand-write" => Some(write_by_hand(&text, &mut timer)?),
        "tokens" | "tokens-ns" => read_tokens(case == "tokens-ns", &text, &mut timer)?,
        "serde-read" => read_serde(document, &text, &mut timer)?,
        "serde-write" => Some(write_serde(document, &text, &mut timer)?),
        "instant-read" => read_instant(document, &text, &mut timer)?,
        "instant-write" => Some(write_instant(document, &text, &mut timer)?),
        _ => return Err(format!("no case {case}").into()),
    };
    let length = written.unwrap_or(text.len());
    let mut times = timer.times;
    times.sort_unstable();
    println!("{length} {count} {} {}", times[0], times[count / 2]);
    Ok(())
}

/// A case that reads has no length of its own.
type Read = Result<Option<usize>, Failure>;
/// A case that writes has the length of what it writes.
type Written = Result<usize, Failure>;

fn write_ours(document: Document, text: &str, timer: &mut Timer) -> Written {
    let mut out = Vec::new();
    let message = ours::read(document, text.as_bytes())?.0;
    ours::write(&message, &mut out)?;
    timer.time(|| {
        ours::write(black_box(&message), &mut out)?;
        black_box(&out);
        Ok(())
    })?;
    Ok(out.len())
}

fn read_by_hand(document: Document, text: &str, timer: &mut Timer) -> Read {
    match document {
        Document::A => timer.time(|| {
            black_box(by_hand::read_toggles(black_box(text))?);
            Ok(())
        })?,
        Document::B => timer.time(|| {
            black_box(by_hand::read_chat_sessions(black_box(text))?);
            Ok(())
        })?,
        _ => return Err("documents a and b are read by hand".into()),
    }
    Ok(None)
}

fn write_by_hand(text: &str, timer: &mut Timer) -> Written {
    let ours::Message::A(_, body) = ours::read(Document::A, text.as_bytes())?.0 else {
        unreachable!("document a")
    };
    let toggles = body.feature_toggles.unwrap_or_default();
    let mut out = Vec::new();
    by_hand::write_toggles(&mut out, &toggles);
    timer.time(|| {
        by_hand::write_toggles(&mut out, black_box(&toggles));
        black_box(&out);
        Ok(())
    })?;
    Ok(out.len())
}

fn read_tokens(namespaces: bool, text: &str, timer: &mut Timer) -> Read {
    if namespaces {
        timer.time(|| {
            let mut reader = quick_xml::NsReader::from_str(black_box(text));
            while !matches!(black_box(reader.read_resolved_event()?).1, Event::Eof) {}
            Ok(())
        })?;
    } else {
        timer.time(|| {
            let mut reader = quick_xml::Reader::from_str(black_box(text));
            while !matches!(black_box(reader.read_event()?), Event::Eof) {}
            Ok(())
        })?;
    }
    Ok(None)
}

fn read_serde(document: Document, text: &str, timer: &mut Timer) -> Read {
    use serde_structs::*;
    timer.time(|| {
        let text = black_box(text);
        with_envelope!(document, Envelope<BodyA>, Envelope<BodyB>, Envelope<BodyC>, Envelope<BodyD>, E => {
            drop(black_box(quick_xml::de::from_str::<E>(text)?));
        });
        Ok(())
    })?;
    Ok(None)
}

fn write_serde(document: Document, text: &str, timer: &mut Timer) -> Written {
    use serde_structs::*;
    let mut out = String::new();
    with_envelope!(document, Envelope<BodyA>, Envelope<BodyB>, Envelope<BodyC>, Envelope<BodyD>, E => {
        let value: E = quick_xml::de::from_str(text)?;
        timer.time(|| {
            out.clear();
            quick_xml::se::to_writer(&mut out, black_box(&value))?;
            Ok(())
        })?;
    });
    Ok(out.len())
}

fn read_instant(document: Document, text: &str, timer: &mut Timer) -> Read {
    use instant_structs::*;
    with_envelope!(
        document,
        Envelope<UpdateFeatureToggles>,
        Envelope<ChatSessionsForUserResponse>,
        Envelope<GetStatisticsResponse>,
        Envelope<CreateSessionResponse>,
        E => timer.time(|| {
            drop(black_box(instant_xml::from_str::<E>(black_box(text))?));
            Ok(())
        })?
    );
    Ok(None)
}

fn write_instant(document: Document, text: &str, timer: &mut Timer) -> Written {
    use instant_structs::*;
    let mut out = String::new();
    with_envelope!(
        document,
        Envelope<UpdateFeatureToggles>,
        Envelope<ChatSessionsForUserResponse>,
        Envelope<GetStatisticsResponse>,
        Envelope<CreateSessionResponse>,
        E => {
            let value: E = instant_xml::from_str(text)?;
            timer.time(|| {
                out.clear();
                instant_xml::to_writer(black_box(&value), &mut out)?;
                Ok(())
            })?;
        }
    );
    Ok(out.len())
}
