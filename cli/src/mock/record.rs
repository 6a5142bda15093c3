//! Records exchanges with a service: the mock stands before it, and writes them into a folder.

use super::{Stop, answers};
use crate::indent::indented;
use crate::{mask, terminal};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use soap_dynamic::mock::Answer;
use soap_runtime::transport::{BlockingTransport, Ureq};
use soap_runtime::{Redaction, redact};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The module of the fixtures.
const MODULE: &str = "mod.rs";
/// The first lines of the list.
const LIST: &str = "\
# Exchanges that `wsdl-codegen mock --record` wrote. `wsdl-codegen mock CONTRACT --answers FOLDER` replays them: a request is found
# by the content of its Body. `***` in a request stands for any text, and in a response it is sent as it is.
";

/// Headers that belong to one connection, or that the transport sets.
const OWN: [&str; 11] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// Stands before a service.
pub(super) struct Recorder {
    url: String,
    folder: PathBuf,
    transport: Ureq,
    is_quiet: bool,
    /// The exchanges in the folder.
    recorded: Mutex<Vec<Recorded>>,
}

/// An exchange in the folder.
#[derive(Clone)]
struct Recorded {
    /// The beginning of its file names: `GetOrder.1`.
    name: String,
    operation: String,
    status: u16,
    content_type: Option<String>,
    /// The ending of the file with the response; `None` where that was empty.
    ending: Option<&'static str>,
}

impl Recorder {
    pub(super) fn new(
        url: &str,
        folder: &Path,
        transport: Ureq,
        is_quiet: bool,
    ) -> Result<Self, Stop> {
        let failed = |path: &Path, error: &dyn std::fmt::Display| {
            Stop::Failed(format!("{}: {error}", path.display()))
        };
        fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        for file in [answers::NAME, MODULE] {
            let path = folder.join(file);
            if path.exists() {
                let message = "the folder has exchanges already: name a new one, or remove them";
                return Err(failed(&path, &message));
            }
        }
        Ok(Self {
            url: url.to_owned(),
            folder: folder.to_owned(),
            transport,
            is_quiet,
            recorded: Mutex::default(),
        })
    }

    /// Sends a request to the service, and records the exchange. `judged` is the answer of the mock, which says what the request is.
    pub(super) fn exchange(
        &self,
        request: http::Request<Bytes>,
        judged: Answer,
        redaction: &Redaction,
    ) -> Answer {
        let (mut parts, body) = request.into_parts();
        let Ok(uri) = self.url.parse() else {
            return unanswered("the URL of the service is none");
        };
        parts.uri = uri;
        for name in OWN {
            parts.headers.remove(name);
        }
        let sent = body.clone();
        let response = self.transport.send(http::Request::from_parts(parts, body));
        let mut answer = judged;
        match response {
            Ok(mut response) => {
                for name in OWN {
                    response.headers_mut().remove(name);
                }
                let operation = answer.operation.as_deref();
                if let Err(reason) = self.record(operation, &sent, &response, redaction) {
                    self.say(&format!("not recorded: {reason}"));
                }
                answer.response = response;
                answer
            }
            Err(error) => {
                let text = redact(error.to_string().as_bytes(), redaction);
                unanswered(&format!("the service does not answer: {text}"))
            }
        }
    }

    fn say(&self, message: &str) {
        if !self.is_quiet {
            terminal::tell(message);
        }
    }

    /// A name that no file in the folder has. Files from before are not replaced.
    fn free(&self, local: &str, first: usize) -> Result<String, String> {
        let entries = fs::read_dir(&self.folder).map_err(|error| error.to_string())?;
        let names: Vec<String> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        let is_free = |name: &String| {
            let start = format!("{name}.");
            !names.iter().any(|one| one.starts_with(&start))
        };
        let mut all = (first..usize::MAX).map(|number| format!("{local}.{number}"));
        all.find(is_free)
            .ok_or_else(|| "the folder is full".to_owned())
    }

    fn record(
        &self,
        operation: Option<&str>,
        request: &Bytes,
        response: &http::Response<Bytes>,
        redaction: &Redaction,
    ) -> Result<(), String> {
        let operation = operation.ok_or("the contract has no such operation")?;
        let request = text(request).ok_or("the request is no XML in UTF-8, perhaps a package")?;
        let body = response.body();
        let content_type = content_type(response.headers());
        let received = match body.is_empty() {
            true => None,
            false => Some(text(body).ok_or("the response is no text in UTF-8, perhaps a package")?),
        };
        let ending = received.map(|text| match text.trim_start().starts_with('<') {
            true if !is_html(content_type.as_deref()) => "xml",
            true => "html",
            false => "txt",
        });
        let mut all = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        // After the port type: names of operations may hold dots, and overloaded ones a number.
        let local = operation.split_once('.').map_or(operation, |(_, one)| one);
        let local = file_name(local);
        let of_it = |one: &&Recorded| {
            one.name
                .rsplit_once('.')
                .is_some_and(|(name, _)| name == local)
        };
        let first = all.iter().filter(of_it).count().saturating_add(1);
        let name = self.free(&local, first)?;
        let recorded = Recorded {
            name,
            operation: operation.to_owned(),
            status: response.status().as_u16(),
            content_type,
            ending,
        };
        let failed = |error: std::io::Error| error.to_string();
        let sent = indented(&mask::masked(request, redaction));
        fs::write(self.folder.join(recorded.request()), sent).map_err(failed)?;
        if let (Some(text), Some(file)) = (received, recorded.response()) {
            let text = mask::masked(text, redaction);
            let text = match ending {
                Some("xml") => indented(&text),
                _ => text,
            };
            fs::write(self.folder.join(file), text).map_err(failed)?;
        }
        all.push(recorded);
        fs::write(self.folder.join(answers::NAME), list(&all)).map_err(failed)?;
        fs::write(self.folder.join(MODULE), module(&self.url, &all)).map_err(failed)
    }
}

/// The answer where the service gives none.
pub(super) fn unanswered(message: &str) -> Answer {
    let mut response = http::Response::new(Bytes::from(format!("{message}\n")));
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Answer::from(response)
}

impl Recorded {
    fn request(&self) -> String {
        format!("{}.request.xml", self.name)
    }

    fn response(&self) -> Option<String> {
        let ending = self.ending?;
        Some(format!("{}.response.{ending}", self.name))
    }
}

/// The text of a message in UTF-8, without a byte order mark.
fn text(body: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(body).ok()?;
    let is_text = !text.contains('\0') && !text.trim_start().starts_with("--");
    is_text.then(|| text.trim_start_matches('\u{feff}'))
}

/// The media type; its charset is UTF-8, as the file is.
fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.to_owned())
}

fn is_html(content_type: Option<&str>) -> bool {
    content_type.is_some_and(|kind| {
        kind.trim_start()
            .to_ascii_lowercase()
            .starts_with("text/html")
    })
}

/// A name without characters that file systems do not take.
fn file_name(name: &str) -> String {
    let kept = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-');
    name.chars()
        .map(|char| if kept(char) { char } else { '_' })
        .collect()
}

/// A basic string of TOML, or a literal of Rust: both take these escapes.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    let text: String = text.chars().filter(|char| !char.is_control()).collect();
    format!("\"{text}\"")
}

/// The list of answers.
fn list(all: &[Recorded]) -> String {
    let mut out = format!("{LIST}{}", mask::RULES);
    for one in all {
        let _ = write!(
            out,
            "\n[[answer]]\noperation = {}\nrequest = {}\n",
            quoted(&one.operation),
            quoted(&one.request())
        );
        if let Some(file) = one.response() {
            let _ = writeln!(out, "file = {}", quoted(&file));
            let kind = one
                .content_type
                .as_deref()
                .unwrap_or("text/xml; charset=utf-8");
            let _ = writeln!(out, "content_type = {}", quoted(kind));
        }
        if one.status != 200 || one.ending.is_none() {
            let _ = writeln!(out, "status = {}", one.status);
        }
    }
    out
}

/// A module that makes a transport of the exchanges.
fn module(url: &str, all: &[Recorded]) -> String {
    let mut out = format!(
        "//! Exchanges with {}, recorded by `wsdl-codegen mock --record`.\n\n\
         use soap_runtime::Replay;\nuse soap_runtime::transport::{{MockResponse, MockTransport}};\n\n\
         /// A transport that answers as the service did.\npub fn transport() -> MockTransport {{\n    Replay::new()\n",
        shown(url)
    );
    for one in all {
        let _ = write!(
            out,
            "        .exchange(\n            include_str!({}),\n            MockResponse::empty({})",
            quoted(&one.request()),
            one.status
        );
        if let Some(kind) = &one.content_type {
            let _ = write!(
                out,
                "\n                .header(\"content-type\", {})",
                quoted(kind)
            );
        }
        if let Some(file) = one.response() {
            let _ = write!(
                out,
                "\n                .body(include_str!({}))",
                quoted(&file)
            );
        }
        out.push_str(",\n        )\n");
    }
    out.push_str("        .transport()\n}\n");
    out
}

/// A URL without user, password, parameters of its path, query and fragment.
fn shown(url: &str) -> String {
    let Ok(mut url) = url::Url::parse(url) else {
        return "a service".to_owned();
    };
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().split(';').next().unwrap_or_default().to_owned();
    url.set_path(&path);
    format!("<{url}>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_shown_without_secrets() {
        assert_eq!(shown("http://ann:secret@host/a?token=7"), "<http://host/a>");
        assert_eq!(
            shown("http://host/a;sid=7/b?t=7#token=7"),
            "<http://host/a>"
        );
        assert_eq!(shown("no url"), "a service");
    }

    #[test]
    fn names_are_names_of_files() {
        assert_eq!(file_name("Get/../Order"), "Get____Order");
    }
}
