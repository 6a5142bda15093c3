//! The page of results.

use crate::measure::Measurement;
use crate::targets;
use std::fmt::Write as _;

/// Returns the page in Markdown.
pub fn page(measurements: &[Measurement], paths: &[(String, u64, u64)], machine: &str) -> String {
    let mut page =
        String::from("<!-- Written by `cargo xtask bench`. -->\n# Benchmark results\n\n");
    let _ = writeln!(page, "Machine: {machine}.\n");
    page.push_str("## Targets\n\n");
    page.push_str(&targets::page(measurements));
    page.push_str(concat!(
        "\n## Measurements\n\n",
        "Documents: a = request of 1,000 feature toggles, b = reply of 500 chat sessions with dictionaries, c = reply of 100 x 50\n",
        "statistics (doubles), d = one small reply with headers. Instructions are counted by callgrind, per byte read, or, for\n",
        "writing, per byte that gSOAP needs for the same values. Throughput is of the bytes each one reads or writes itself.\n\n",
        "| work | document | spelling | who | bytes | instructions/byte | target | MB/s best | MB/s median |\n",
        "|---|---|---|---|---:|---:|---:|---:|---:|\n"
    ));
    let mut rows: Vec<&Measurement> = measurements.iter().collect();
    rows.sort_by_key(|row| (row.work, row.document, row.spelling, row.instructions));
    for row in rows {
        let target = targets::per_byte(row).map_or(String::new(), |target| format!("{target:.0}"));
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {target} | {:.0} | {:.0} |",
            row.work,
            row.document,
            if row.work == "read" { row.spelling } else { "" },
            row.who,
            row.bytes,
            row.per_byte()
                .map_or("-".into(), |count| format!("{count:.1}")),
            row.bytes as f64 * 1000.0 / row.best as f64,
            row.bytes as f64 * 1000.0 / row.median as f64,
        );
    }
    page.push_str("\n## Elements that the reader predicted\n\n| document | predicted | general path | share |\n|---|---:|---:|---:|\n");
    for (document, fast, general) in paths {
        let share = *fast as f64 * 100.0 / (fast + general).max(1) as f64;
        let _ = writeln!(page, "| {document} | {fast} | {general} | {share:.1} % |");
    }
    page
}
