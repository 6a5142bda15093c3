//! libxml2, through lxml in Python.

use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread::JoinHandle;
use testkit::{process, repository};

const PROGRAM: &str = include_str!("validate.py");
const REQUIRED: &str = include_str!("requirements.txt");

/// The program that validates, at work.
pub struct Validator {
    child: Child,
    input: BufWriter<ChildStdin>,
    lines: JoinHandle<std::io::Result<Vec<String>>>,
}

impl Validator {
    /// Starts it. Installs its package first, if it is not there.
    pub fn start() -> Result<Self, String> {
        let mut child = Command::new(python()?)
            .args(["-c", PROGRAM])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("no pipes".to_owned());
        };
        // Read all the while, or a full pipe would stop both.
        let lines = std::thread::spawn(move || BufReader::new(output).lines().collect());
        Ok(Self {
            child,
            input: BufWriter::new(input),
            lines,
        })
    }

    /// Gives it a contract with its messages.
    pub fn give(&mut self, contract: &Value) -> Result<(), String> {
        writeln!(self.input, "{contract}").map_err(|error| error.to_string())
    }

    /// Waits for the number of elements that were validated, and the findings.
    pub fn outcome(self) -> Result<(usize, BTreeSet<String>), String> {
        let Self {
            mut child,
            input,
            lines,
        } = self;
        drop(input.into_inner().map_err(|error| error.to_string())?);
        let lines = lines
            .join()
            .map_err(|_| "the reader of the validator fails".to_owned())?
            .map_err(|error| error.to_string())?;
        let status = child.wait().map_err(|error| error.to_string())?;
        let checked = lines
            .iter()
            .find_map(|line| line.strip_prefix("checked=")?.parse().ok());
        match (status.success(), checked) {
            (true, Some(checked)) => {
                let findings = lines
                    .into_iter()
                    .filter(|line| !line.starts_with("checked="));
                Ok((checked, findings.collect()))
            }
            _ => Err(format!("the validator fails: {status}")),
        }
    }
}

/// Python in a virtual environment that has the required packages.
fn python() -> Result<PathBuf, String> {
    let environment = repository::target().join("corpus/python");
    let python = environment.join("bin/python");
    let mark = environment.join("installed.txt");
    if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == REQUIRED) {
        return Ok(python);
    }
    process::output(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&environment),
    )?;
    process::output(
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet"])
            .args(REQUIRED.split_whitespace()),
    )?;
    repository::write(&mark, REQUIRED)?;
    Ok(python)
}
