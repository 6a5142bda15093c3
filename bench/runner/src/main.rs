//! `cargo xtask bench`: compares our reader and writer with gSOAP's and other libraries', in one run.

mod chart;
mod contract;
mod dynamic;
mod fit;
mod generator;
mod gsoap;
mod linear;
mod load;
mod measure;
mod peers;
mod share;
mod start;
mod table;
mod targets;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask bench [--quick] | --linear [messages | contracts] | --share | --load | --start | --dynamic

Our reader and writer beside gSOAP's and other libraries', in one run: bench/RESULTS.md and bench/results.svg. --quick measures
times once instead of in seven rounds.

--linear measures how the cost of reading and writing messages (bench/LINEAR.md) and of generating from contracts
(bench/GENERATING.md) grows, in about a quarter of an hour.

--share counts the elements of published and captured messages that the reader predicts: bench/SHARE.md.

--load calls our stand-in and a gSOAP server over loopback with either's client: bench/LOAD.md.

--start measures the first call of a process: bench/START.md.

--dynamic compares reading with and without generated code: bench/DYNAMIC.md.
";

fn main() -> ExitCode {
    testkit::process::run(|arguments| {
        corpus::probe::child(arguments)
            .or_else(|| generator::child(arguments))
            .unwrap_or_else(|| run(arguments))
    })
}

fn run(arguments: &[String]) -> Result<(), String> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => peers::run(false),
        ["--quick"] => peers::run(true),
        ["--linear"] => linear::run(None),
        ["--linear", part @ ("messages" | "contracts")] => linear::run(Some(part)),
        ["--share"] => share::run(),
        ["--load"] => load::run(),
        ["--start"] => start::run(),
        ["--dynamic"] => dynamic::run(),
        _ => {
            print!("{HELP}");
            Ok(())
        }
    }
}
