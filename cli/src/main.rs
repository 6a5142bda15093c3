//! The `wsdl-codegen` command: arguments in, exit code out. The library `wsdl-codegen` does the work.

// Texts of others go through `terminal`.
#![deny(clippy::print_stderr, clippy::print_stdout)]

mod arguments;
mod call;
mod check;
mod complete;
mod config;
mod connection;
mod console;
mod diff;
mod discover;
mod docs;
mod docs_html;
mod exit_codes;
mod fetch;
mod file_names;
mod findings;
mod fit;
mod gateway;
mod generate;
mod indent;
mod init;
mod input;
mod inspect;
mod listen;
mod mask;
mod message_id;
mod mock;
mod openapi;
mod options;
mod sample;
mod schema;
mod shown;
mod terminal;
mod try_page;
mod verify;

use arguments::{Arguments, Command};
use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, FromArgMatches};
use console::Console;
use exit_codes::{DONE, FAILED, NO_ANSWER, USAGE};
use std::process::ExitCode;

/// The reason why a command ends early.
pub(crate) enum Stop {
    /// The contract or the request is wrong. The message is empty if the error is already reported.
    Failed(String),
    /// The command line asks for what cannot be.
    Usage(String),
    /// The reader of the output has closed it (`| head`).
    Closed,
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::Failed(message)
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::Failed(error.to_string())
        }
    }
}

/// The exit code of a command.
pub(crate) type Outcome = Result<u8, Stop>;

fn main() -> ExitCode {
    clap_complete::CompleteEnv::with_factory(Arguments::command)
        .var(complete::VARIABLE)
        .complete();
    let color = console::color_choice(std::env::args_os().skip(1));
    let command = Arguments::command().color(color.for_clap());
    let arguments = match command
        .try_get_matches()
        .and_then(|matches| Arguments::from_arg_matches(&matches))
    {
        Ok(arguments) => arguments,
        Err(error) => {
            let error = advised(error);
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { USAGE } else { DONE });
        }
    };
    let mut console = Console::new(color, arguments.quiet, arguments.verbose);
    let failure = if matches!(arguments.command, Command::Diff(_)) {
        NO_ANSWER
    } else {
        FAILED
    };
    match run(arguments.command, &mut console) {
        Ok(code) => ExitCode::from(code),
        Err(Stop::Closed) => ExitCode::SUCCESS,
        Err(Stop::Failed(message)) => {
            console.error(&message);
            ExitCode::from(failure)
        }
        Err(Stop::Usage(message)) => {
            console.error(&message);
            ExitCode::from(USAGE)
        }
    }
}

/// Leads from a command that others have to the one that does the same here.
fn advised(mut error: clap::Error) -> clap::Error {
    let is_explain = matches!(
        error.get(ContextKind::InvalidSubcommand),
        Some(ContextValue::String(name)) if name == "explain"
    );
    if is_explain {
        let advice = "did you mean `wsdl-codegen check --explain CODE`?".to_owned();
        let advice = ContextValue::StyledStrs(vec![advice.into()]);
        error.remove(ContextKind::SuggestedSubcommand);
        error.insert(ContextKind::Suggested, advice);
    }
    error
}

fn run(command: Command, console: &mut Console) -> Outcome {
    match command {
        Command::Init(arguments) => init::run(&arguments, console),
        Command::Fetch(arguments) => fetch::run(&arguments, console),
        Command::Generate(arguments) => generate::run(&arguments, console),
        Command::Check(arguments) => check::run(&arguments, console),
        Command::Inspect(arguments) => inspect::run(&arguments, console),
        Command::Sample(arguments) => sample::run(&arguments, console),
        Command::Call(arguments) => call::run(&arguments, console),
        Command::Mock(arguments) => mock::run(&arguments, console),
        Command::Schema(arguments) => schema::run(&arguments, console),
        Command::Openapi(arguments) => openapi::run(&arguments, console),
        Command::Gateway(arguments) => gateway::run(&arguments, console),
        Command::Try(arguments) => try_page::run(&arguments, console),
        Command::Discover(arguments) => discover::run(&arguments, console),
        Command::Diff(arguments) => diff::run(&arguments, console),
        Command::Docs(arguments) => docs::run(&arguments, console),
        Command::Verify(arguments) => verify::run(&arguments, console),
        Command::Completions { shell } => {
            let text = complete::script(shell)?;
            console.print(&String::from_utf8_lossy(&text))?;
            Ok(DONE)
        }
    }
}
