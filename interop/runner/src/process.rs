//! Child processes with time limits. Ends only processes that it started, each by its own handle.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// A process that is ended when this value is dropped.
pub(super) struct Running(Child);

impl Running {
    /// Starts a server and waits until its ports are open.
    pub(super) fn server(command: &mut Command, ports: &[u16]) -> Result<Self, String> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{command:?}: {error}"))?;
        let mut running = Self(child);
        let deadline = Instant::now() + Duration::from_secs(30);
        for port in ports {
            while TcpStream::connect_timeout(
                &SocketAddr::from(([127, 0, 0, 1], *port)),
                Duration::from_secs(1),
            )
            .is_err()
            {
                if let Ok(Some(status)) = running.0.try_wait() {
                    return Err(format!("the server ended: {status}"));
                }
                if Instant::now() > deadline {
                    return Err(format!("the server does not listen at port {port}"));
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already; either way it is gone afterwards.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The result of waiting for a line.
pub(super) enum Next {
    Line(String),
    /// The process has ended, with this end of its error output.
    End(String),
    TimedOut,
}

/// A process whose lines are read with a time limit.
pub(super) struct Lines {
    process: Running,
    lines: Receiver<String>,
    errors: Receiver<String>,
}

impl Lines {
    pub(super) fn start(command: &mut Command) -> Result<Self, String> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{command:?}: {error}"))?;
        let output = child.stdout.take().ok_or("no output")?;
        let error_output = child.stderr.take().ok_or("no error output")?;
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let (send, errors) = channel();
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = BufReader::new(error_output).read_to_end(&mut bytes);
            let _ = send.send(String::from_utf8_lossy(&bytes).into_owned());
        });
        Ok(Self {
            process: Running(child),
            lines,
            errors,
        })
    }

    pub(super) fn next(&mut self, limit: Duration) -> Next {
        match self.lines.recv_timeout(limit) {
            Ok(line) => Next::Line(line),
            Err(RecvTimeoutError::Timeout) => Next::TimedOut,
            Err(RecvTimeoutError::Disconnected) => {
                let _ = self.process.0.wait();
                let errors = self
                    .errors
                    .recv_timeout(Duration::from_secs(2))
                    .unwrap_or_default();
                let last = errors
                    .lines()
                    .rev()
                    .find(|line| !line.trim().is_empty())
                    .unwrap_or("no error output");
                Next::End(last.trim().to_owned())
            }
        }
    }
}

/// Finds three free ports in a row. The start of the search depends on the process id, so that two runs on a machine
/// use different ports.
pub(super) fn free_ports() -> Result<u16, String> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // 12,000 ports below those that systems assign themselves.
    let start = (std::process::id() % 100) as u16 * 120;
    for _ in 0..500 {
        let first = 20_000 + (start + NEXT.fetch_add(4, Ordering::Relaxed)) % 12_000;
        if (first..first + 3).all(|port| TcpListener::bind(("127.0.0.1", port)).is_ok()) {
            return Ok(first);
        }
    }
    Err("no free ports".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn a_program_that_hangs_is_given_up_and_ended() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo first; echo $$; sleep 60"]);
        let mut lines = Lines::start(&mut command).expect("sh");
        let long = Duration::from_secs(20);
        assert!(matches!(lines.next(long), Next::Line(line) if line == "first"));
        let Next::Line(id) = lines.next(long) else {
            panic!("no second line");
        };
        let start = Instant::now();
        assert!(matches!(
            lines.next(Duration::from_millis(100)),
            Next::TimedOut
        ));
        drop(lines);
        assert!(start.elapsed() < long);
        // The process is gone, or a zombie.
        let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        assert!(state.is_empty() || state.contains(") Z "), "{state}");
    }

    #[test]
    fn a_program_that_ends_says_why() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo no >&2; exit 3"]);
        let mut lines = Lines::start(&mut command).expect("sh");
        assert!(
            matches!(lines.next(Duration::from_secs(20)), Next::End(said) if said.contains("no"))
        );
    }
}
