//! Targets, measurements, and whether they are met.

use crate::measure::{DOCUMENTS, Measurement};
use testkit::{Table, repository};

/// Targets in instructions per byte, by work, document and spelling.
const PER_BYTE: [(&str, &str, &str, f64); 10] = [
    ("write", "a", "gsoap", 5.0),
    ("write", "b", "gsoap", 5.0),
    ("write", "c", "gsoap", 15.0),
    ("write", "d", "gsoap", 5.0),
    ("read", "a", "wcf", 12.0),
    ("read", "b", "wcf", 12.0),
    ("read", "c", "wcf", 20.0),
    ("read", "d", "wcf", 40.0),
    ("read", "a", "gsoap", 12.0),
    ("read", "b", "gsoap", 12.0),
];
/// The work whose throughput must be a multiple of gSOAP's.
const MULTIPLES: [(&str, &str, &str); 5] = [
    ("write", "a", "gsoap"),
    ("write", "b", "gsoap"),
    ("write", "d", "gsoap"),
    ("read", "a", "wcf"),
    ("read", "b", "wcf"),
];
const MULTIPLE: f64 = 5.0;
/// The general path compared with a hand-written parser.
const SLOW: f64 = 1.3;
/// Pages of other tasks whose targets this page repeats.
const PAGES: [&str; 5] = [
    "SHARE.md",
    "LOAD.md",
    "START.md",
    "LINEAR.md",
    "GENERATING.md",
];

/// The target of a measurement in instructions per byte.
pub fn per_byte(row: &Measurement) -> Option<f64> {
    PER_BYTE
        .iter()
        .find(|(work, document, spelling, _)| {
            row.who == "ours"
                && (*work, *document, *spelling) == (row.work, row.document, row.spelling)
        })
        .map(|(.., target)| *target)
}

/// A table of targets.
pub fn table() -> Table {
    Table::new(["work", "target", "measured", "met"])
}

/// Adds a row.
pub fn row(table: &mut Table, work: String, target: String, measured: String, met: bool) {
    let met = if met { "yes" } else { "**no**" };
    table.row([work, target, measured, met.to_owned()]);
}

/// The page of targets: those of the measurements, and those of the other pages as last written.
pub fn page(all: &[Measurement]) -> String {
    let mut table = table();
    for target in PER_BYTE {
        let (work, document, spelling, most) = target;
        let Some(found) =
            find(all, "ours", work, document, spelling).and_then(Measurement::per_byte)
        else {
            continue;
        };
        row(
            &mut table,
            named(work, document, spelling),
            format!("at most {most:.0} instructions/byte"),
            format!("{found:.1}"),
            // Compares with the precision that the page shows.
            (found * 10.0).round() <= most * 10.0,
        );
    }
    for (work, document, spelling) in MULTIPLES {
        let ours = find(all, "ours", work, document, spelling);
        let gsoap = find(all, "gSOAP", work, document, spelling);
        let (Some(ours), Some(gsoap)) = (ours, gsoap) else {
            continue;
        };
        let time = gsoap.best as f64 / ours.best.max(1) as f64;
        row(
            &mut table,
            named(work, document, spelling),
            format!("at least {MULTIPLE:.0} times gSOAP's throughput"),
            format!(
                "{time:.1} times by time{}",
                compared(gsoap, ours, "by instructions")
            ),
            time >= MULTIPLE,
        );
    }
    for (document, spelling) in [("a", "wcf"), ("b", "wcf")] {
        let ours = find(all, "ours", "read", document, spelling);
        let tokens = find(
            all,
            "quick-xml Reader, bare tokens",
            "read",
            document,
            spelling,
        );
        let (Some(ours), Some(tokens)) = (ours, tokens) else {
            continue;
        };
        row(
            &mut table,
            named("read", document, spelling),
            "faster than quick-xml's bare tokens".to_owned(),
            format!(
                "{:.1} times by time{}",
                tokens.best as f64 / ours.best.max(1) as f64,
                compared(tokens, ours, "by instructions")
            ),
            ours.best < tokens.best,
        );
    }
    for document in DOCUMENTS {
        let ours = find(all, "ours", "write", document, "gsoap");
        let gsoap = find(all, "gSOAP", "write", document, "gsoap");
        let (Some(ours), Some(gsoap)) = (ours, gsoap) else {
            continue;
        };
        row(
            &mut table,
            format!("write {document}"),
            "no more bytes than gSOAP".to_owned(),
            format!("{} of {}", ours.bytes, gsoap.bytes),
            ours.bytes <= gsoap.bytes,
        );
    }
    for document in ["a", "b"] {
        let instructions = |who| find(all, who, "read", document, "gsoap")?.instructions;
        let ours = instructions("ours, shuffled");
        let by_hand = instructions("by hand on NsReader, shuffled");
        let (Some(ours), Some(by_hand)) = (ours, by_hand) else {
            continue;
        };
        let ratio = ours as f64 / by_hand as f64;
        row(
            &mut table,
            format!("read {document}, the slow path"),
            format!("at most {SLOW} times a parser by hand on quick-xml's NsReader"),
            format!("{ratio:.2} times by instructions"),
            ratio <= SLOW,
        );
    }
    for name in PAGES {
        lifted(name).into_iter().for_each(|cells| table.row(cells));
    }
    let mut page = table.to_string();
    page.push_str("\nWhere a target is missed, [PROFILE.md](PROFILE.md) shows why. Compile times are in [size.md](../tests/size.md).\n");
    page
}

fn named(work: &str, document: &str, spelling: &str) -> String {
    match work {
        "read" => format!("read {document} ({spelling})"),
        _ => format!("{work} {document}"),
    }
}

fn compared(theirs: &Measurement, ours: &Measurement, how: &str) -> String {
    match (theirs.instructions, ours.instructions) {
        (Some(theirs), Some(ours)) => format!(", {:.1} {how}", theirs as f64 / ours as f64),
        _ => String::new(),
    }
}

fn find<'a>(
    all: &'a [Measurement],
    who: &str,
    work: &str,
    document: &str,
    spelling: &str,
) -> Option<&'a Measurement> {
    all.iter().find(|row| {
        (row.who, row.work, row.document, row.spelling) == (who, work, document, spelling)
    })
}

/// The rows of the table of targets on another page, with a link to it.
fn lifted(name: &str) -> Vec<[String; 4]> {
    let text =
        std::fs::read_to_string(repository::root().join("bench").join(name)).unwrap_or_default();
    let Some((_, table)) = text.split_once("## Targets\n\n") else {
        return Vec::new();
    };
    table
        .lines()
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [work, target, measured, met] = cells.try_into().ok()?;
            let work = format!("[{work}]({name})");
            Some([work, target.into(), measured.into(), met.into()])
        })
        .collect()
}
