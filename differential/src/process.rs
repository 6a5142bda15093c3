//! Programs that answer each request with a line.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running program.
pub struct Process {
    command: Command,
    running: Option<Running>,
}

struct Running {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Process {
    /// A program that starts with its first request.
    pub fn new(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        Self {
            command,
            running: None,
        }
    }

    /// Sends all requests. A program that ends early has answered those before; it starts again with the next batch.
    pub fn ask(&mut self, requests: &[Vec<u8>]) -> Result<Vec<String>, String> {
        let mut running = match self.running.take() {
            Some(running) => running,
            None => self.start()?,
        };
        let (sink, source) = (&mut running.requests, &mut running.answers);
        let answers = std::thread::scope(|scope| {
            // Writes and reads at the same time, so that neither pipe fills up. A failure to write shows as a missing
            // answer.
            scope.spawn(move || {
                let mut sink = BufWriter::new(sink);
                for request in requests {
                    if sink.write_all(request).is_err() {
                        return;
                    }
                }
                let _ = sink.flush();
            });
            let mut answers = Vec::new();
            let mut line = String::new();
            while answers.len() < requests.len() {
                line.clear();
                match source.read_line(&mut line) {
                    Ok(length) if length > 0 => {
                        answers.push(line.trim_end_matches('\n').to_owned())
                    }
                    _ => break,
                }
            }
            answers
        });
        if answers.len() == requests.len() {
            self.running = Some(running);
        } else {
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
        Ok(answers)
    }

    fn start(&mut self) -> Result<Running, String> {
        let name = self.command.get_program().to_owned();
        let failed =
            |what: &dyn std::fmt::Display| format!("cannot run {}: {what}", name.display());
        let child = self.command.spawn();
        let mut child = child.map_err(|error| failed(&error))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (requests, answers) = pipes.ok_or_else(|| failed(&"it has no pipes"))?;
        Ok(Running {
            child,
            requests,
            answers: BufReader::new(answers),
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(Running {
            mut child,
            requests,
            ..
        }) = self.running.take()
        {
            // The program ends when its input ends.
            drop(requests);
            let _ = child.wait();
        }
    }
}
