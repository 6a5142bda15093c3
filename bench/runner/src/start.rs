//! `cargo xtask bench --start`: the cost of the first call of a process.

use crate::measure::{has_valgrind, instructions, machine};
use crate::{load, targets};
use std::process::Command;
use std::time::Instant;
use testkit::process::output;
use testkit::{Table, repository};

const TRANSPORTS: [(&str, &str); 3] = [
    ("memory", "a reply that is there"),
    ("ureq", "ureq, over loopback"),
    ("reqwest", "reqwest, over loopback"),
];
/// The most instructions for first use: a few pages of code and static tables are touched once.
const MOST: u64 = 1_000_000;
const RUNS: usize = 40;

/// Runs the measurements and writes `bench/START.md`.
pub fn run() -> Result<(), String> {
    let program = load::build()?;
    let server = load::Server::ours(&program)?;
    let mut table = Table::new([
        "transport",
        "#program alone, ms",
        "#with one call, ms",
        "#program alone, instructions",
        "#first call",
        "#second call",
        "#once",
    ]);
    let mut met = targets::table();
    for (transport, what) in TRANSPORTS {
        let arguments: Vec<String> = [
            &program.display().to_string(),
            "start",
            transport,
            &server.url,
        ]
        .map(str::to_owned)
        .into();
        let count = |calls| match has_valgrind() {
            true => instructions(&arguments, calls),
            false => Ok(0),
        };
        let (none, one, two) = (count(0)?, count(1)?, count(2)?);
        let (first, second) = (one.saturating_sub(none), two.saturating_sub(one));
        let once = first.saturating_sub(second);
        table.row([
            what.to_owned(),
            format!("{:.2}", milliseconds(&arguments, "0")?),
            format!("{:.2}", milliseconds(&arguments, "1")?),
            none.to_string(),
            first.to_string(),
            second.to_string(),
            once.to_string(),
        ]);
        targets::row(
            &mut met,
            format!("first call after start, {what}"),
            "nothing is parsed but the response".to_owned(),
            format!("{once} instructions are done once"),
            once <= MOST,
        );
    }
    let page = format!(
        concat!(
            "<!-- Written by `cargo xtask bench --start`. -->\n# The first call\n\nMachine: {}.\n\n",
            "From the start of a process that opens a session to its end, the best of {}; and instructions, of the program that makes\n",
            "no call, of the first call and of the second. Once is what the first call does beyond the second. The contract is in the\n",
            "code: member tables are constants, and no contract is read or parsed. What is done once is the connection. (Over\n",
            "`https`, the first one reads the certificates that the system trusts.)\n\n",
            "## Targets\n\n{}\n## Measurements\n\n{}"
        ),
        machine(),
        RUNS,
        met,
        table
    );
    println!("{page}");
    repository::write(&repository::root().join("bench/START.md"), &page)
}

/// The shortest run time of the process.
fn milliseconds(arguments: &[String], count: &str) -> Result<f64, String> {
    let mut best = f64::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        output(Command::new(&arguments[0]).args(&arguments[1..]).arg(count))?;
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(best)
}
