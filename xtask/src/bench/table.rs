//! The page of results.

use super::Measurement;
use std::fmt::Write as _;

/// Targets in instructions per byte of gSOAP's spelling, or of the bytes read.
const TARGETS: [(&str, &str, &str, f64); 10] = [
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

/// Markdown.
pub fn page(measurements: &[Measurement], paths: &[(String, u64, u64)], machine: &str) -> String {
    let mut page =
        String::from("<!-- Written by `cargo xtask bench`. -->\n# Benchmark results\n\n");
    let _ = writeln!(page, "Machine: {machine}.\n");
    page.push_str(concat!(
        "Documents: a = request of 1,000 feature toggles, b = reply of 500 chat sessions with dictionaries, c = reply of 100 x 50\n",
        "statistics (doubles), d = one small reply with headers. Instructions are counted by callgrind, per byte read, or, for\n",
        "writing, per byte that gSOAP needs for the same values. Throughput is of the bytes each one reads or writes itself.\n\n",
        "| work | document | spelling | who | bytes | instructions/byte | target | MB/s best | MB/s median |\n",
        "|---|---|---|---|---:|---:|---:|---:|---:|\n"
    ));
    let mut rows: Vec<&Measurement> = measurements.iter().collect();
    rows.sort_by_key(|row| (row.work, row.document, row.spelling, row.instructions));
    for row in rows {
        let related = if row.work == "read" {
            row.bytes
        } else {
            row.reference
        };
        let target = TARGETS
            .iter()
            .find(|(work, document, spelling, _)| {
                row.who == "ours"
                    && *work == row.work
                    && *document == row.document
                    && *spelling == row.spelling
            })
            .map_or(String::new(), |(.., target)| format!("{target:.0}"));
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {target} | {:.0} | {:.0} |",
            row.work,
            row.document,
            if row.work == "read" { row.spelling } else { "" },
            row.who,
            row.bytes,
            row.instructions.map_or("-".into(), |count| format!(
                "{:.1}",
                count as f64 / related as f64
            )),
            row.bytes as f64 * 1000.0 / row.best as f64,
            row.bytes as f64 * 1000.0 / row.median as f64,
        );
    }
    page.push_str("\nElements that the reader predicted:\n\n| document | predicted | general path | share |\n|---|---:|---:|---:|\n");
    for (document, fast, general) in paths {
        let share = *fast as f64 * 100.0 / (fast + general).max(1) as f64;
        let _ = writeln!(page, "| {document} | {fast} | {general} | {share:.1} % |");
    }
    page
}
