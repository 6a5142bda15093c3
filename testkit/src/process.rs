//! Running commands to their end, and the exit of a program of this repository.

use std::process::{Command, ExitCode, Output, Stdio};
use std::time::{Duration, Instant};

/// The number of last lines of a failed command's output in its error.
const TAIL: usize = 12;

/// Runs a command that must succeed and returns its standard output. The error holds the end of its output.
pub fn output(command: &mut Command) -> Result<String, String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run {command:?}: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = text.lines().chain(errors.lines()).collect();
    let tail = lines[lines.len().saturating_sub(TAIL)..].join("\n");
    Err(format!("{command:?}: {}\n{tail}", output.status))
}

/// Runs a command that must succeed. Its output goes to that of this process.
pub fn status(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?}: {status}")),
        Err(error) => Err(format!("cannot run {command:?}: {error}")),
    }
}

/// Runs a command to its end and measures the time.
pub fn timed(command: &mut Command) -> Result<(Output, Duration), String> {
    let start = Instant::now();
    let output = command
        .output()
        .map_err(|error| format!("cannot run {command:?}: {error}"))?;
    Ok((output, start.elapsed()))
}

/// The processor time, user and system, of all children that have ended, and of theirs; `None` where `/proc` does not tell it. It does
/// not depend on what else runs on the machine.
pub fn children_time() -> Option<Duration> {
    /// Linux counts in hundredths of a second for programs, whatever its own clock.
    const TICK: Duration = Duration::from_millis(10);
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in parentheses, may have spaces. `cutime` is the 14th field after it, `cstime` the next.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(13);
    let ticks: u32 = fields.next()?.parse::<u32>().ok()? + fields.next()?.parse::<u32>().ok()?;
    Some(TICK * ticks)
}

/// Runs a program's body with its arguments and prints the message of an error.
pub fn run(body: impl FnOnce(&[String]) -> Result<(), String>) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match body(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
