//! Tasks of this repository.

mod bench;
mod corpus;
mod interop;
mod regenerate;
mod size;
mod table;
mod workspace;

use std::process::ExitCode;

const HELP: &str = "\
Usage: cargo xtask TASK

Tasks:
  regenerate          write generated/ anew from wsdl/
  regenerate --check  tell whether generated/ is what would be written
  bench               our reader and writer beside gSOAP and other libraries; --quick, --help
  corpus DIR          generate, compile and exercise a folder of contracts; --bless, --full
  differential        random schemas and messages, judged by us and by other validators; --bless, --shrink, --help
  interop             our client and server against other toolkits; --bless, --verbose, --pair PART, --case PART
  size                what generated code costs: lines, bytes, compile seconds; --bless, --check
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["regenerate"] => regenerate::run(false),
        ["regenerate", "--check"] => regenerate::run(true),
        ["bench", rest @ ..] => bench::run(&workspace::root(), rest),
        ["bench-child", files @ ..] => bench::child(files),
        ["corpus", ..] => corpus::run(&arguments[1..]),
        ["corpus-child", ..] => corpus::child(&arguments[1..]),
        ["differential", ..] => workspace::program("differential", &arguments[1..]),
        ["interop", ..] => interop::run(&arguments[1..]),
        ["size", ..] => size::run(&arguments[1..]),
        ["--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            if !message.is_empty() {
                eprintln!("error: {message}");
            }
            ExitCode::FAILURE
        }
    }
}
