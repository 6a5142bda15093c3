//! `cargo xtask bench --dynamic`: reading without generated code beside reading into generated types.

use crate::measure::{DOCUMENTS, instructions, machine};
use crate::targets;
use testkit::process::status;
use testkit::{Table, repository};

/// The most instructions of a dynamic reader for one of the generated reader.
const MOST: f64 = 3.0;
/// The passes that are counted, besides the first.
const PASSES: u32 = 10;

/// Counts instructions, and writes `bench/DYNAMIC.md`.
pub fn run() -> Result<(), String> {
    let build = [
        "build",
        "--release",
        "--package",
        "bench",
        "--features",
        "dynamic",
        "--bin",
        "dynamic",
    ];
    status(repository::cargo().args(build))?;
    let program = repository::target().join("release/dynamic");
    let mut table = Table::new([
        "document",
        "spelling",
        "#generated, instructions",
        "#dynamic, instructions",
        "#times",
    ]);
    let mut worst: f64 = 0.0;
    for document in DOCUMENTS {
        for spelling in ["wcf", "gsoap"] {
            let count = |way: &str| -> Result<u64, String> {
                let words = [&program.display().to_string(), way, document, spelling];
                let words = words.map(str::to_owned);
                let one = instructions(&words, 1)?;
                let many = instructions(&words, 1 + PASSES)?;
                Ok(many.saturating_sub(one) / u64::from(PASSES))
            };
            let (generated, dynamic) = (count("generated")?, count("dynamic")?);
            let times = dynamic as f64 / generated.max(1) as f64;
            worst = worst.max(times);
            table.row([
                document.to_owned(),
                spelling.to_owned(),
                generated.to_string(),
                dynamic.to_string(),
                format!("{times:.2}"),
            ]);
        }
    }
    let mut met = targets::table();
    targets::row(
        &mut met,
        "reading without generated code".to_owned(),
        format!("at most {MOST} times the instructions of the generated reader"),
        format!("{worst:.2} times"),
        worst <= MOST,
    );
    let page = format!(
        concat!(
            "<!-- Written by `cargo xtask bench --dynamic`. -->\n# Reading without generated code\n\nMachine: {}.\n\n",
            "The documents of [RESULTS.md](RESULTS.md), read by `soap-dynamic` and into generated types by the same reader. Instructions\n",
            "of one pass, counted by callgrind: those of {} passes more, divided. Headers are skipped.\n\n",
            "## Targets\n\n{}\n## Measurements\n\n{}"
        ),
        machine(),
        PASSES,
        met,
        table
    );
    println!("{page}");
    repository::write(&repository::root().join("bench/DYNAMIC.md"), &page)
}
