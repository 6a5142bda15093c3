//! The two ways of JSON to a SOAP service: a run of the command, and a request to the gateway.

use super::JsonService;
use serde_json::Value;
use soap_runtime::transport::ureq;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};
use std::time::Duration;

/// An answer that is no reply.
pub(super) enum Answer {
    Fault { reason: String, detail: Value },
    Other(String),
}

fn other(error: impl std::fmt::Display) -> Answer {
    Answer::Other(error.to_string())
}

/// Sends a request as JSON. The reply is JSON, `{"headers", "body"}` where the contract has headers.
pub(super) trait Sender {
    fn send(&self, operation: &str, request: &Value) -> Result<Value, Answer>;
}

/// `wsdl-codegen call`, a process for each request.
pub(super) struct Command<'a> {
    pub(super) program: &'a str,
    pub(super) service: JsonService<'a>,
}

/// The exit code of `call` for a fault, by `docs/command.md`.
const FAULT: i32 = 5;

impl Sender for Command<'_> {
    fn send(&self, operation: &str, request: &Value) -> Result<Value, Answer> {
        let mut command = std::process::Command::new(self.program);
        command
            .args(["call", operation])
            .args(&self.service.contract)
            .args(["--endpoint", self.service.url, "--data", "@-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(port) = self.service.port {
            command.args(["--port", port]);
        }
        let mut child = command.spawn().map_err(other)?;
        if let Some(mut input) = child.stdin.take() {
            input
                .write_all(request.to_string().as_bytes())
                .map_err(other)?;
        }
        let output = child.wait_with_output().map_err(other)?;
        let printed: Value = match output.stdout.trim_ascii() {
            [] => Value::Null,
            printed => serde_json::from_slice(printed).map_err(other)?,
        };
        let said = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => Ok(printed),
            // `error: PortType.Operation: Code: reason`
            Some(FAULT) => Err(Answer::Fault {
                reason: said.trim().splitn(4, ": ").last().unwrap_or("").to_owned(),
                detail: printed,
            }),
            _ => Err(other(said)),
        }
    }
}

/// `wsdl-codegen gateway`, a process that runs until this is dropped.
pub(super) struct Gateway {
    process: Child,
    agent: ureq::Agent,
    /// The address of the operations.
    base: String,
}

impl Gateway {
    pub(super) fn start(program: &str, service: &JsonService<'_>) -> Result<Self, String> {
        let mut process = std::process::Command::new(program)
            .arg("gateway")
            .args(&service.contract)
            .args(["--to", service.url, "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        let mut line = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output)
                .read_line(&mut line)
                .map_err(|error| error.to_string())?;
        }
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .new_agent();
        Ok(Self {
            process,
            agent,
            base: format!("{}{}/", line.trim(), service.port_type),
        })
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Sender for Gateway {
    fn send(&self, operation: &str, request: &Value) -> Result<Value, Answer> {
        let mut response = self
            .agent
            .post(format!("{}{operation}", self.base))
            .header("Content-Type", "application/json")
            .send(request.to_string())
            .map_err(other)?;
        let status = response.status();
        let body = response
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_to_string()
            .map_err(other)?;
        let mut body: Value = match body.as_str() {
            "" => Value::Null,
            body => serde_json::from_str(body).map_err(other)?,
        };
        if status.is_success() {
            return Ok(body);
        }
        match body["fault"].take() {
            Value::Null => Err(other(body)),
            mut fault => Err(Answer::Fault {
                reason: body["detail"].as_str().unwrap_or_default().to_owned(),
                detail: fault["detail"].take(),
            }),
        }
    }
}
