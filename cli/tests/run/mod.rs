//! The command, run as a user does.

// No test uses all of it.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub struct Run(Output);

impl Run {
    pub fn code(&self) -> i32 {
        self.0.status.code().expect("it was not killed")
    }
    pub fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).expect("output is UTF-8")
    }
    pub fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).expect("output is UTF-8")
    }
}

/// Runs the command in the folder of the test's contracts.
pub fn run(arguments: &[&str]) -> Run {
    run_in(&folder(), arguments)
}

pub fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"));
    command
        .current_dir(folder)
        .args(arguments)
        .env_remove("NO_COLOR");
    Run(command.output().expect("the command runs"))
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contracts")
}

/// An empty folder for one test.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}
