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

fn run(case: &str, document: Document, spelling: Spelling, count: usize) -> Result<(), Failure> {
    let text = document.text(spelling);
    let text = if case.ends_with("-shuffled") {
        match document {
            Document::A => shuffled::toggles(&text),
            Document::B => shuffled::chat_sessions(&text)?,
            _ => return Err("documents a and b can be shuffled".into()),
        }
    } else {
        text
    };
    let mut out = Vec::new();
    let mut length = text.len();
    let mut times = Vec::with_capacity(count);
    let mut time = |work: &mut dyn FnMut() -> Result<(), Failure>| -> Result<(), Failure> {
        for _ in 0..count {
            let start = Instant::now();
            work()?;
            times.push(start.elapsed().as_nanos());
        }
        Ok(())
    };
    match case {
        "ours-read" | "ours-read-shuffled" => time(&mut || {
            black_box(ours::read(document, black_box(text.as_bytes()))?);
            Ok(())
        })?,
        "ours-write" => {
            let message = ours::read(document, text.as_bytes())?.0;
            ours::write(&message, &mut out)?;
            time(&mut || {
                ours::write(black_box(&message), &mut out)?;
                black_box(&out);
                Ok(())
            })?;
            length = out.len();
        }
        "hand-write" => {
            let ours::Message::A(_, body) = ours::read(Document::A, text.as_bytes())?.0 else {
                unreachable!("document a")
            };
            let toggles = body.feature_toggles.unwrap_or_default();
            by_hand::write_toggles(&mut out, &toggles);
            time(&mut || {
                by_hand::write_toggles(&mut out, black_box(&toggles));
                black_box(&out);
                Ok(())
            })?;
            length = out.len();
        }
        "hand-read" | "hand-read-shuffled" => match document {
            Document::A => time(&mut || {
                black_box(by_hand::read_toggles(black_box(&text))?);
                Ok(())
            })?,
            Document::B => time(&mut || {
                black_box(by_hand::read_chat_sessions(black_box(&text))?);
                Ok(())
            })?,
            _ => return Err("documents a and b are read by hand".into()),
        },
        "tokens" => time(&mut || {
            let mut reader = quick_xml::Reader::from_str(black_box(&text));
            while !matches!(black_box(reader.read_event()?), Event::Eof) {}
            Ok(())
        })?,
        "tokens-ns" => time(&mut || {
            let mut reader = quick_xml::NsReader::from_str(black_box(&text));
            while !matches!(black_box(reader.read_resolved_event()?).1, Event::Eof) {}
            Ok(())
        })?,
        "serde-read" => {
            use serde_structs::*;
            time(&mut || {
                let text = black_box(text.as_str());
                match document {
                    Document::A => {
                        drop(black_box(quick_xml::de::from_str::<Envelope<BodyA>>(text)?))
                    }
                    Document::B => {
                        drop(black_box(quick_xml::de::from_str::<Envelope<BodyB>>(text)?))
                    }
                    Document::C => {
                        drop(black_box(quick_xml::de::from_str::<Envelope<BodyC>>(text)?))
                    }
                    Document::D => {
                        drop(black_box(quick_xml::de::from_str::<Envelope<BodyD>>(text)?))
                    }
                }
                Ok(())
            })?;
        }
        "serde-write" => {
            use serde_structs::*;
            fn write<B: serde::Serialize>(
                out: &mut String,
                value: &Envelope<B>,
            ) -> Result<(), Failure> {
                out.clear();
                quick_xml::se::to_writer(&mut *out, value)?;
                Ok(())
            }
            let mut out = String::new();
            macro_rules! with {
                ($body:ty) => {{
                    let value: Envelope<$body> = quick_xml::de::from_str(&text)?;
                    write(&mut out, &value)?;
                    time(&mut || write(&mut out, black_box(&value)))?;
                }};
            }
            match document {
                Document::A => with!(BodyA),
                Document::B => with!(BodyB),
                Document::C => with!(BodyC),
                Document::D => with!(BodyD),
            }
            length = out.len();
        }
        "instant-read" => {
            use instant_structs::*;
            macro_rules! with {
                ($body:ty) => {
                    time(&mut || {
                        let text = black_box(text.as_str());
                        drop(black_box(instant_xml::from_str::<Envelope<$body>>(text)?));
                        Ok(())
                    })?
                };
            }
            match document {
                Document::A => with!(UpdateFeatureToggles),
                Document::B => with!(ChatSessionsForUserResponse),
                Document::C => with!(GetStatisticsResponse),
                Document::D => with!(CreateSessionResponse),
            }
        }
        "instant-write" => {
            use instant_structs::*;
            let mut out = String::new();
            macro_rules! with {
                ($body:ty) => {{
                    let value: Envelope<$body> = instant_xml::from_str(&text)?;
                    time(&mut || {
                        out.clear();
                        instant_xml::to_writer(black_box(&value), &mut out)?;
                        Ok(())
                    })?;
                }};
            }
            match document {
                Document::A => with!(UpdateFeatureToggles),
                Document::B => with!(ChatSessionsForUserResponse),
                Document::C => with!(GetStatisticsResponse),
                Document::D => with!(CreateSessionResponse),
            }
            length = out.len();
        }
        _ => return Err(format!("no case {case}").into()),
    }
    times.sort_unstable();
    println!("{length} {count} {} {}", times[0], times[count / 2]);
    Ok(())
}
