//! `cargo xtask bench --linear`: how the cost of reading, writing and generating grows with size.

use crate::measure::{has_valgrind, instructions, machine, numbers};
use crate::{fit, generator, targets};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use testkit::process::{output, status};
use testkit::{Table, repository};

/// The largest exponent that counts as linear.
pub const LINEAR: f64 = 1.05;
const SIZES: [(&str, u64); 5] = [
    ("1 KB", 1_000),
    ("100 KB", 100_000),
    ("1 MB", 1_000_000),
    ("10 MB", 10_000_000),
    ("100 MB", 100_000_000),
];
/// Instructions are not counted for larger documents.
const COUNTED: u64 = 10_000_000;
/// The series that grow by bytes: name and description.
const BY_SIZE: [(&str, &str); 7] = [
    ("list", "read feature toggles"),
    ("write-list", "write feature toggles"),
    ("sessions", "read chat sessions with dictionaries"),
    ("write-sessions", "write chat sessions with dictionaries"),
    ("text", "read one text"),
    ("write-text", "write one text"),
    (
        "entities",
        "read one text with a reference in every 32 bytes",
    ),
];
/// The series that grow by a count: name, description and counts.
const BY_COUNT: [(&str, &str, [u64; 4]); 4] = [
    (
        "namespaces",
        "read 1,000 toggles below so many namespace declarations",
        [1, 10, 100, 1000],
    ),
    (
        "general",
        "the same by the general path (members shuffled, comments)",
        [1, 10, 100, 1000],
    ),
    ("depth", "read so many nested exceptions", [1, 10, 100, 252]),
    (
        "write-depth",
        "write so many nested exceptions",
        [1, 10, 100, 252],
    ),
];
const MEMORY: [(&str, &str); 5] = [
    ("list", "read feature toggles"),
    ("sessions", "read chat sessions with dictionaries"),
    ("text", "read one text"),
    ("write-list", "write feature toggles"),
    ("write-text", "write one text"),
];

/// Runs the measurements, or only those of messages or of contracts, and writes `bench/LINEAR.md` and
/// `bench/GENERATING.md`.
pub fn run(part: Option<&str>) -> Result<(), String> {
    let folder = repository::root().join("bench");
    let wanted = |name| part.is_none_or(|part| part == name);
    if wanted("messages") {
        let page = messages()?;
        println!("{page}");
        repository::write(&folder.join("LINEAR.md"), &page)?;
    }
    if wanted("contracts") {
        let page = generator::page()?;
        println!("{page}");
        repository::write(&folder.join("GENERATING.md"), &page)?;
    }
    Ok(())
}

fn messages() -> Result<String, String> {
    status(repository::cargo().args(["build", "--release", "--package", "bench"]))?;
    let folder = repository::target().join("release");
    let bench = folder.join("bench").display().to_string();
    let mut met = targets::table();
    let mut body = String::new();
    body.push_str(concat!(
        "\n## Reading and writing\n\n",
        "Instructions are counted by callgrind, up to 10 MB; times are the best of several. Bytes are those of the message. The\n",
        "exponent is that of the power of the size that fits best, from 100 KB on: 1 is linear. Times of large messages hold what the\n",
        "system takes to give memory for the first time, which small ones are not charged.\n\n"
    ));
    by_size(&bench, &mut body, &mut met)?;
    body.push_str(concat!(
        "\n## Declarations and depth\n\n",
        "Each more: the instructions beyond those of the first line, per declaration or level beyond its count. Of the declarations at\n",
        "most 250 stand on an element: envelope, body, and the two elements around the toggles. The limit is 256 attributes and 256 open\n",
        "elements: 252 exceptions with a message, the envelope, the header and its element.\n\n"
    ));
    by_count(&bench, &mut body, &mut met)?;
    body.push_str(concat!(
        "\n## Memory of a message of 100 MB\n\n",
        "In bytes, beyond the message when it is read, and beyond the value when it is written. The result is what is in use after\n",
        "reading, and the bytes of what was written. Beyond it, one buffer of the size of the message is allowed. The allocator that\n",
        "counts copies whatever grows, and counts capacity that is not used: that of the system moves pages, and gives them when they\n",
        "are touched.\n\n"
    ));
    memory(&folder.join("peak"), &mut body, &mut met)?;
    Ok(format!(
        "<!-- Written by `cargo xtask bench --linear messages`. -->\n# How reading and writing grow\n\nMachine: {}.\n\n## Targets\n\n{met}{body}",
        machine()
    ))
}

/// The arguments for a run of `bench linear`.
fn arguments(bench: &str, series: &str, size: u64) -> Vec<String> {
    [bench, "linear", series, &size.to_string()]
        .map(str::to_owned)
        .to_vec()
}

/// Bytes and best nanoseconds.
fn time(arguments: &[String], size: u64) -> Result<(u64, u64), String> {
    let count = (20_000_000 / size.max(1)).clamp(3, 2000);
    let mut best = u64::MAX;
    let mut bytes = 0;
    for _ in 0..3 {
        let mut command = Command::new(&arguments[0]);
        command.args(&arguments[1..]).arg(count.to_string());
        let [length, _, fastest, _] = numbers(&output(&mut command)?)?;
        (bytes, best) = (length, best.min(fastest));
    }
    Ok((bytes, best))
}

/// Instructions of one pass.
fn counted(arguments: &[String], size: u64) -> Result<u64, String> {
    let passes = if size > 100_000 { 1 } else { 50 };
    let few = instructions(arguments, 2)?;
    let more = instructions(arguments, 2 + passes)?;
    Ok(more.saturating_sub(few) / u64::from(passes))
}

fn by_size(bench: &str, body: &mut String, met: &mut Table) -> Result<(), String> {
    let mut table = Table::new([
        "work",
        "document",
        "#bytes",
        "#instructions/byte",
        "#ns/byte",
    ]);
    let mut exponents = Table::new(["work", "#exponent of instructions", "#exponent of time"]);
    for (series, what) in BY_SIZE {
        let (mut by_instructions, mut by_time) = (Vec::new(), Vec::new());
        for (label, size) in SIZES {
            let arguments = arguments(bench, series, size);
            let (bytes, best) = time(&arguments, size)?;
            let count = if size <= COUNTED && has_valgrind() {
                Some(counted(&arguments, size)?)
            } else {
                None
            };
            let length = bytes as f64;
            if size >= 100_000 {
                by_time.push((length, best as f64));
                by_instructions.extend(count.map(|count| (length, count as f64)));
            }
            table.row([
                what.to_owned(),
                label.to_owned(),
                bytes.to_string(),
                count.map_or("-".to_owned(), |count| {
                    format!("{:.2}", count as f64 / length)
                }),
                format!("{:.3}", best as f64 / length),
            ]);
        }
        let power = fit::exponent(&by_instructions);
        exponents.row([
            what.to_owned(),
            format!("{power:.3}"),
            format!("{:.3}", fit::exponent(&by_time)),
        ]);
        targets::row(
            met,
            format!("{what}, 100 KB to 10 MB"),
            "linear".to_owned(),
            format!("instructions grow with power {power:.3}"),
            power <= LINEAR,
        );
    }
    let _ = write!(body, "{table}\n{exponents}");
    Ok(())
}

fn by_count(bench: &str, body: &mut String, met: &mut Table) -> Result<(), String> {
    let mut table = Table::new(["work", "#count", "#instructions", "#each more", "#ns"]);
    for (series, what, counts) in BY_COUNT {
        let mut first = None;
        let mut each = Vec::new();
        for count in counts {
            let arguments = arguments(bench, series, count);
            let (_, best) = time(&arguments, 10_000)?;
            let found = if has_valgrind() {
                counted(&arguments, 1)?
            } else {
                0
            };
            let (start, least) = *first.get_or_insert((found, count));
            let more = (count > least)
                .then(|| found.saturating_sub(start) as f64 / (count - least) as f64);
            each.extend(more);
            table.row([
                what.to_owned(),
                count.to_string(),
                found.to_string(),
                more.map_or(String::new(), |more| format!("{more:.0}")),
                best.to_string(),
            ]);
        }
        if let [low, .., high] = each[..] {
            targets::row(
                met,
                what.to_owned(),
                "linear: each more costs the same".to_owned(),
                format!(
                    "{low:.0} instructions each at {}, {high:.0} at {}",
                    counts[1], counts[3]
                ),
                high <= low * 1.5,
            );
        }
    }
    let _ = write!(body, "{table}");
    Ok(())
}

fn memory(peak: &Path, body: &mut String, met: &mut Table) -> Result<(), String> {
    let mut table = Table::new([
        "work",
        "#message",
        "#result",
        "#peak",
        "#beyond the result",
        "#of the message",
    ]);
    for (series, what) in MEMORY {
        let text = output(Command::new(peak).args([series, "100000000"]))?;
        let [message, result, most] = numbers(&text)?;
        let beyond = most.saturating_sub(result);
        let part = format!("{:.0} %", beyond as f64 * 100.0 / message as f64);
        table.row([
            what.to_owned(),
            message.to_string(),
            result.to_string(),
            most.to_string(),
            beyond.to_string(),
            part.clone(),
        ]);
        targets::row(
            met,
            format!("memory, {what} of 100 MB"),
            "at most the result and one buffer of the message's size".to_owned(),
            format!("the result and {part} of the message"),
            beyond <= message,
        );
    }
    let _ = write!(body, "{table}");
    Ok(())
}
