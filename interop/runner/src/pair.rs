//! Runs one pair: starts the server and runs the client's cases, each with a time limit.

use super::Place;
use super::cases::{self, Must};
use super::peers::{self, Peer};
use super::process::{Lines, Next, free_ports};
use std::time::{Duration, Instant};

/// The time limit of a case. After it the client is ended and started again with the remaining cases.
const LIMIT: Duration = Duration::from_secs(40);

/// The time limit of all cases of a pair.
const PAIR_LIMIT: Duration = Duration::from_secs(150);

/// The outcome of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    /// The peer's limitation, in one line.
    Limit(String),
}

impl Outcome {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Passed => "ok",
            Self::Limit(text) => text,
        }
    }
}

/// `client -> server`.
pub(super) fn name((client, server): (Peer, Peer)) -> String {
    format!("{} -> {}", client.name(), server.name())
}

/// The outcome of each case, in order.
pub(super) fn run(
    (client, server): (Peer, Peer),
    place: &Place,
    part: Option<&str>,
) -> Vec<(String, Outcome)> {
    let cases: Vec<(String, Must)> = cases::of((client, server))
        .into_iter()
        .filter(|(name, _)| part.is_none_or(|part| name.contains(part)))
        .collect();
    let mut started = Err(String::new());
    // Another process may take a port between the search and the start.
    for _ in 0..3 {
        started = free_ports().and_then(|port| peers::serve(server, place, port));
        if started.is_ok() {
            break;
        }
    }
    let (_running, urls) = match started {
        Ok(started) => started,
        Err(message) => {
            return cases
                .into_iter()
                .map(|(name, _)| (name, Outcome::Limit(format!("no server: {message}"))))
                .collect();
        }
    };
    let deadline = Instant::now() + PAIR_LIMIT;
    let names: Vec<String> = cases.iter().map(|(name, _)| name.clone()).collect();
    let mut printed: Vec<(String, Outcome)> = Vec::new();
    for (command, mut left) in peers::call(client, place, &urls, &names) {
        let mut next = Some(command);
        while !left.is_empty() && Instant::now() < deadline {
            let command = next.take().or_else(|| {
                // The remaining cases, after one that ended the client.
                peers::call(client, place, &urls, &left)
                    .into_iter()
                    .next()
                    .map(|(command, _)| command)
            });
            let Some(mut command) = command else { break };
            match Lines::start(&mut command) {
                Ok(mut lines) => read(&mut lines, &mut left, &cases, &mut printed, deadline),
                Err(message) => {
                    for case in left.drain(..) {
                        printed.push((case, Outcome::Limit(message.clone())));
                    }
                }
            }
        }
    }
    names
        .into_iter()
        .map(|name| {
            let outcome = printed.iter().find(|(case, _)| *case == name).map_or(
                Outcome::Limit("not run: the pair took too long".into()),
                |(_, outcome)| outcome.clone(),
            );
            (name, outcome)
        })
        .collect()
}

/// Reads lines until the client ends or hangs. Removes finished cases from `left`.
fn read(
    lines: &mut Lines,
    left: &mut Vec<String>,
    cases: &[(String, Must)],
    printed: &mut Vec<(String, Outcome)>,
    deadline: Instant,
) {
    while !left.is_empty() && Instant::now() < deadline {
        let limit = match lines.next(LIMIT) {
            Next::Line(line) => {
                let Some((case, ok, detail)) = parse(&line) else {
                    continue;
                };
                let must = cases
                    .iter()
                    .find(|(name, _)| *name == case)
                    .map(|(_, must)| must);
                left.retain(|name| *name != case);
                printed.push((case, judge(must, ok, &detail)));
                continue;
            }
            Next::TimedOut => format!("time-out after {} s", LIMIT.as_secs()),
            Next::End(error) => format!("the client ended: {}", clean(&error)),
        };
        let case = left.remove(0);
        printed.push((case, Outcome::Limit(limit)));
        return;
    }
}

/// Parses `{"case": ..., "ok": ..., "detail": ...}`. Other lines are ignored.
fn parse(line: &str) -> Option<(String, bool, String)> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    Some((
        value.get("case")?.as_str()?.to_owned(),
        value.get("ok")?.as_bool()?,
        value.get("detail")?.as_str()?.to_owned(),
    ))
}

fn judge(must: Option<&Must>, ok: bool, detail: &str) -> Outcome {
    match must {
        Some(Must::Print(print)) if ok && print == detail => Outcome::Passed,
        Some(Must::Fail) if !ok => Outcome::Passed,
        Some(Must::Succeed) if ok && !detail.starts_with("fault") => Outcome::Passed,
        Some(Must::Fail) => Outcome::Limit(format!("accepted: {}", clean(detail))),
        _ => Outcome::Limit(clean(detail)),
    }
}

/// Shortens a text to one line without the parts that differ between runs.
fn clean(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("127.0.0.1:") {
        let (before, after) = rest.split_at(at + "127.0.0.1:".len());
        out.push_str(before);
        out.push_str("PORT");
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out.push_str(rest);
    let line: String = out.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
