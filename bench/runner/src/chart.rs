//! The chart of results: throughput by document, as bars.

use crate::measure::{DOCUMENTS, Measurement};
use std::fmt::Write as _;

const ROW: usize = 18;
const LEFT: usize = 330;
const WIDTH: usize = 420;

/// An SVG picture of the best throughput of each case.
pub fn svg(measurements: &[Measurement]) -> String {
    let mut rows: Vec<(String, f64, bool)> = Vec::new();
    for work in ["read", "write"] {
        for document in DOCUMENTS {
            let mut group: Vec<&Measurement> = measurements
                .iter()
                .filter(|row| {
                    row.work == work && row.document == document && row.spelling == "gsoap"
                })
                .collect();
            group.sort_by_key(|row| (row.best as u128 * 1_000_000) / u128::from(row.bytes.max(1)));
            for row in group {
                rows.push((
                    format!("{work} {document}: {}", row.who),
                    row.bytes as f64 * 1000.0 / row.best as f64,
                    row.who.starts_with("ours"),
                ));
            }
        }
    }
    let most = rows.iter().map(|(_, rate, _)| *rate).fold(1.0, f64::max);
    let height = rows.len() * ROW + 30;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n<text x=\"4\" y=\"16\">MB/s, best of all rounds (more is better)</text>\n",
        LEFT + WIDTH + 80
    );
    for (index, (label, rate, ours)) in rows.iter().enumerate() {
        let y = 26 + index * ROW;
        let width = (rate / most * WIDTH as f64).max(1.0);
        let colour = if *ours { "#b7410e" } else { "#8a9ba8" };
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{label}</text><rect x=\"{LEFT}\" y=\"{y}\" width=\"{width:.0}\" height=\"13\" fill=\"{colour}\"/><text x=\"{:.0}\" y=\"{}\">{rate:.0}</text>",
            LEFT - 6,
            y + 11,
            LEFT as f64 + width + 4.0,
            y + 11,
        );
    }
    svg.push_str("</svg>\n");
    svg
}
