//! The tasks of this repository. Each is a program of its own, so that this one compiles in a moment.

use std::path::Path;
use std::process::{Command, ExitCode};

const HELP: &str = "\
Usage: cargo xtask TASK

Tasks:
  regenerate          write generated/ from wsdl/
  regenerate --check  tell whether generated/ is what would be written
  bench               our reader and writer beside gSOAP and other libraries; --quick, --help
  conformance DIR     the W3C's XML Schema test suite, or a part of it, judged by us; --help
  corpus DIR          generate, compile and exercise a folder of contracts; --bless, --full
  differential        random schemas and messages, judged by us and by other validators; --bless, --shrink, --help
  interop             our client and server against other toolkits; --bless, --verbose, --pair PART, --case PART
  samples DIR         samples of a folder of contracts, judged by libxml2 and by our strict mode; --bless
  size                what generated code costs: lines, bytes, compile seconds; --bless, --check
";

/// A task that another program carries out.
struct Program {
    task: &'static str,
    package: &'static str,
    binary: &'static str,
    /// The profile that it is compiled with: programs that generate a lot are optimised a little, and what is measured wholly.
    profile: &'static str,
}

const PROGRAMS: [Program; 8] = [
    Program {
        task: "bench",
        package: "bench-runner",
        binary: "bench-runner",
        profile: "release",
    },
    Program {
        task: "conformance",
        package: "conformance",
        binary: "conformance",
        profile: "dev",
    },
    Program {
        task: "corpus",
        package: "corpus",
        binary: "corpus",
        profile: "optimized",
    },
    Program {
        task: "differential",
        package: "differential",
        binary: "differential",
        profile: "dev",
    },
    Program {
        task: "interop",
        package: "interop-runner",
        binary: "interop-runner",
        profile: "dev",
    },
    Program {
        task: "regenerate",
        package: "regenerate",
        binary: "regenerate",
        profile: "dev",
    },
    Program {
        task: "samples",
        package: "corpus",
        binary: "samples",
        profile: "optimized",
    },
    Program {
        task: "size",
        package: "corpus",
        binary: "size",
        profile: "optimized",
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--help" | "-h"] => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        [task, rest @ ..] => match PROGRAMS.iter().find(|program| program.task == *task) {
            Some(program) => exit(run(program, rest)),
            None => usage(),
        },
        [] => usage(),
    }
}

fn usage() -> ExitCode {
    eprint!("{HELP}");
    ExitCode::from(2)
}

/// An empty message means that the program has printed its error.
fn exit(outcome: Result<(), String>) -> ExitCode {
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

/// Compiles a program and runs it in the current folder, with the arguments of the task.
fn run(program: &Program, arguments: &[&str]) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let mut command = Command::new(cargo);
    command
        .args(["run", "--quiet", "--manifest-path"])
        .arg(manifest)
        .args(["--package", program.package, "--bin", program.binary])
        .args(["--profile", program.profile, "--"])
        .args(arguments);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(String::new()),
        Err(error) => Err(format!("cannot run {command:?}: {error}")),
    }
}
