//! The other validators.

use crate::paths;
use crate::process::Process;
use std::path::Path;
use std::process::Command;

/// Names of the judges.
pub const NAMES: [&str; 3] = ["libxml2", "xmlschema", "xerces"];

/// The verdict of each judge: valid, or the reason why not.
pub type Verdicts = [Result<(), String>; 3];

/// A question to the judges.
pub enum Question {
    /// Is the schema in this file valid? The messages that follow belong to it.
    Schema(String),
    /// Is this message valid?
    Message(String),
}

/// The judges, each a process.
pub struct Judges(Vec<Process>);

impl Judges {
    /// Installs missing judges, and starts all.
    pub fn new() -> Result<Self, String> {
        let folder = paths::root().join("differential/judges");
        let python = installed(&folder)?;
        let mut all = Vec::new();
        for name in ["libxml2", "xmlschema"] {
            let mut command = Command::new(&python);
            command.arg(folder.join("judge.py")).arg(name);
            all.push(Process::new(command));
        }
        let classes = paths::work();
        let mut compiler = Command::new("javac");
        compiler
            .arg("-d")
            .arg(&classes)
            .arg(folder.join("Judge.java"));
        run(&mut compiler)?;
        let mut java = Command::new("java");
        java.args(["-Xshare:auto", "-XX:+UseSerialGC", "-cp"])
            .arg(&classes)
            .arg("Judge");
        all.push(Process::new(java));
        Ok(Self(all))
    }

    /// The verdicts of the first judge, which is the fastest.
    pub fn ask_first(&mut self, questions: &[Question]) -> Result<Vec<bool>, String> {
        let requests: Vec<_> = questions.iter().map(Question::request).collect();
        let answers = self.0[0].ask(&requests)?;
        Ok(answers.iter().map(|answer| answer == "valid").collect())
    }

    /// Asks all judges all questions.
    pub fn ask(&mut self, questions: &[Question]) -> Result<Vec<Verdicts>, String> {
        let requests: Vec<_> = questions.iter().map(Question::request).collect();
        let requests = &requests;
        let answers = std::thread::scope(|scope| {
            let threads: Vec<_> = self
                .0
                .iter_mut()
                .map(|judge| scope.spawn(move || judge.ask(requests)))
                .collect();
            threads
                .into_iter()
                .map(|thread| {
                    thread
                        .join()
                        .unwrap_or_else(|_| Err("a judge's thread ended".to_owned()))
                })
                .collect::<Result<Vec<_>, _>>()
        })?;
        let mut verdicts = vec![[Ok(()), Ok(()), Ok(())]; questions.len()];
        for ((judge, answers), name) in answers.into_iter().enumerate().zip(NAMES) {
            if answers.len() < questions.len() {
                return Err(format!(
                    "the judge {name} has ended after {} answers",
                    answers.len()
                ));
            }
            for (verdicts, answer) in verdicts.iter_mut().zip(answers) {
                verdicts[judge] = match answer.as_str() {
                    "valid" => Ok(()),
                    reason => Err(reason.trim_start_matches("invalid ").to_owned()),
                };
            }
        }
        Ok(verdicts)
    }
}

impl Question {
    fn request(&self) -> Vec<u8> {
        let (word, text) = match self {
            Self::Schema(path) => ("schema", path),
            Self::Message(text) => ("message", text),
        };
        format!("{word} {}\n{text}", text.len()).into_bytes()
    }
}

/// The Python of a virtual environment that has the required packages.
fn installed(folder: &Path) -> Result<std::path::PathBuf, String> {
    let environment = paths::work().join("python");
    let python = environment.join("bin/python");
    let required = folder.join("requirements.txt");
    let wanted = paths::read(&required)?;
    let mark = environment.join("installed.txt");
    if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&environment))?;
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
    ];
    run(Command::new(&python).args(pip).arg(&required))?;
    paths::write(&mark, &wanted)?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command
        .output()
        .map_err(|error| format!("cannot run {command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{command:?} failed: {said}"))
}
