//! Documents that grow in one respect, to measure how the cost of reading and writing grows.

use std::hint::black_box;
use std::time::Instant;

use soap_runtime::xml::ReadOptions;

use crate::documents::{Document, Spelling};
use crate::{ours, shuffled};

type Failure = Box<dyn std::error::Error>;

/// A document of a series and size. `list` is a request with `size` bytes of feature toggles; `sessions` a reply with
/// `size` bytes of chat sessions; `text` one toggle with a name of `size` bytes; `entities` the same with a reference
/// in every 32 bytes; `namespaces` 1,000 toggles below `size` declarations; `general` the same for the general path;
/// `depth` a reply whose exception nests `size` others.
///
/// # Errors
/// There is no such series.
pub fn document(series: &str, size: usize) -> Result<(Document, String), Failure> {
    let toggles = || Document::A.text(Spelling::Wcf);
    Ok(match series {
        "list" => (Document::A, repeated(&toggles(), "CsFeatureToggle", size)?),
        "sessions" => {
            let text = Document::B.text(Spelling::Wcf);
            (Document::B, repeated(&text, "ChatSession", size)?)
        }
        "text" => (Document::A, named(&toggles(), &"x".repeat(size))?),
        "entities" => {
            let piece = format!("{}&amp;", "x".repeat(27));
            (Document::A, named(&toggles(), &piece.repeat(size / 32))?)
        }
        "namespaces" => (
            Document::A,
            declared(&Document::A.text(Spelling::Gsoap), size),
        ),
        "general" => {
            let text = shuffled::toggles(&Document::A.text(Spelling::Gsoap));
            (Document::A, declared(&text, size))
        }
        "depth" => (
            Document::D,
            nested(&Document::D.text(Spelling::Gsoap), size),
        ),
        _ => return Err(format!("no series {series}").into()),
    })
}

/// Repeats the items of this name up to `size` bytes, at least once.
fn repeated(text: &str, item: &str, size: usize) -> Result<String, Failure> {
    let (open, close) = (format!("<{item}>"), format!("</{item}>"));
    let start = text.find(&open).ok_or("no item")?;
    let end = text.rfind(&close).ok_or("no item")? + close.len();
    let one = text[start..].find(&close).ok_or("no item")? + close.len();
    let (head, items, tail) = (&text[..start], &text[start..end], &text[end..]);
    let mut out = String::with_capacity(size + items.len());
    out.push_str(head);
    while out.len() + items.len() + tail.len() <= size {
        out.push_str(items);
    }
    let mut rest = items;
    while rest.len() >= one && out.len() + one + tail.len() <= size {
        let end = rest.find(&close).ok_or("no item")? + close.len();
        out.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    if out.len() == head.len() {
        out.push_str(&items[..one]);
    }
    out.push_str(tail);
    Ok(out)
}

/// Replaces the toggles by one with this name.
fn named(text: &str, name: &str) -> Result<String, Failure> {
    let text = repeated(text, "CsFeatureToggle", 0)?;
    let (before, rest) = text.split_once("<Name>").ok_or("no name")?;
    let (_, after) = rest.split_once("</Name>").ok_or("no name")?;
    Ok(format!("{before}<Name>{name}</Name>{after}"))
}

/// The most declarations on one element.
const MOST: usize = 250;

/// Adds `count` declarations to the envelope and to the elements around the toggles.
fn declared(text: &str, count: usize) -> String {
    let mut text = text.to_owned();
    let elements = [
        ":Envelope",
        ":Body",
        ":UpdateFeatureToggles",
        ":FeatureToggles",
    ];
    for (index, element) in elements.iter().enumerate() {
        let from = index * MOST;
        let more: String = (from..count.min(from + MOST))
            .map(|n| format!(" xmlns:n{n}=\"http://example.com/{n}\""))
            .collect();
        text = text.replacen(element, &format!("{element}{more}"), 1);
    }
    text
}

/// Adds an exception to the headers that nests `depth` others.
fn nested(text: &str, depth: usize) -> String {
    let level = "<cs1:InnerException><cs1:Message>not allowed</cs1:Message>";
    let exception = format!(
        "<cs1:ExceptionInfo>{}{}</cs1:ExceptionInfo>",
        level.repeat(depth),
        "</cs1:InnerException>".repeat(depth)
    );
    text.replacen("<cs1:ExtraInfo>", &format!("{exception}<cs1:ExtraInfo>"), 1)
}

/// The options of a user who accepts large messages.
pub fn options() -> ReadOptions {
    let mut options = ReadOptions::default();
    options.limits.message = 1 << 30;
    options.limits.text = 1 << 30;
    options
}

/// Reads or writes (`write-list`) the document of a series `count` times. Returns bytes, count, best and median
/// nanoseconds.
///
/// # Errors
/// There is no such series, or its document cannot be read.
pub fn run(series: &str, size: usize, count: usize) -> Result<String, Failure> {
    let options = options();
    let mut times = Vec::with_capacity(count);
    let mut length;
    if let Some(series) = series.strip_prefix("write-") {
        let (document, text) = document(series, size)?;
        let message = ours::read_with(document, text.as_bytes(), &options)?.0;
        let mut out = Vec::new();
        ours::write(&message, &mut out)?;
        length = out.len();
        for _ in 0..count {
            let start = Instant::now();
            ours::write(black_box(&message), &mut out)?;
            times.push(start.elapsed().as_nanos());
            length = black_box(&out).len();
        }
    } else {
        let (document, text) = document(series, size)?;
        length = text.len();
        for _ in 0..count {
            let start = Instant::now();
            drop(black_box(ours::read_with(
                document,
                black_box(text.as_bytes()),
                &options,
            )?));
            times.push(start.elapsed().as_nanos());
        }
    }
    times.sort_unstable();
    let time = |index: usize| times.get(index).copied().unwrap_or(0);
    Ok(format!("{length} {count} {} {}", time(0), time(count / 2)))
}
