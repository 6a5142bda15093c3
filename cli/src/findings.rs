//! Findings for other programs: JSON, SARIF 2.1.0, workflow commands of GitHub Actions.

use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;
use wsdl_codegen::Sources;
use wsdl_codegen::diagnostic::{Code, Diagnostic, Diagnostics, Severity};

/// A finding with its position.
#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    help: &'a str,
    #[serde(flatten)]
    place: FilePosition<'a>,
    /// The path of the element, such as `/definitions/types/schema[1]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    element: Option<String>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: FilePosition<'a>,
}

/// A file, and a line and column from 1, where they are known.
#[derive(Clone, Copy, Default, Serialize)]
struct FilePosition<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
}

fn finding<'a>(of: &'a Diagnostic, sources: &'a Sources) -> Finding<'a> {
    let place = |source: u32, position: Option<(u32, u32)>| FilePosition {
        file: sources.name(source),
        line: position.map(|(line, _)| line),
        column: position.map(|(_, column)| column),
    };
    Finding {
        code: of.code.as_str(),
        severity: of.severity.as_str(),
        message: &of.message,
        help: of.help.as_deref().unwrap_or(of.code.help()),
        place: of.span.map_or(FilePosition::default(), |span| {
            place(span.source, sources.position(span))
        }),
        element: of.span.and_then(|span| sources.element_path(span)),
        related: of
            .related
            .iter()
            .map(|(span, message)| Related {
                message,
                place: place(span.source, sources.position(*span)),
            })
            .collect(),
    }
}

fn findings<'a>(diagnostics: &'a Diagnostics, sources: &'a Sources) -> Vec<Finding<'a>> {
    let sorted = diagnostics.sorted();
    sorted
        .into_iter()
        .map(|one| finding(one, sources))
        .collect()
}

/// One object: the findings, and how many there are of each severity. Of one code the first 200 are listed.
pub(super) fn json(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let count = |severity| diagnostics.count(severity);
    let value = json!({
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "notes": count(Severity::Note),
        "findings": findings(diagnostics, sources),
    });
    text(&value)
}

/// A log of SARIF 2.1.0 with one run.
pub(super) fn sarif(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let all = findings(diagnostics, sources);
    let rules: Vec<&Code> = Code::ALL
        .iter()
        .filter(|code| all.iter().any(|one| one.code == code.as_str()))
        .collect();
    let results: Vec<Value> = all
        .iter()
        .map(|one| {
            let rule = rules.iter().position(|code| code.as_str() == one.code);
            let mut result = json!({
                "ruleId": one.code,
                "ruleIndex": rule,
                "level": one.severity,
                "message": { "text": format!("{}. {}.", one.message, one.help) },
            });
            if let Some(location) = location(&one.place, one.element.as_deref()) {
                result["locations"] = json!([location]);
            }
            let related: Vec<Value> = one
                .related
                .iter()
                .filter_map(|related| {
                    let mut at = location(&related.place, None)?;
                    at["message"] = json!({ "text": related.message });
                    Some(at)
                })
                .collect();
            if !related.is_empty() {
                result["relatedLocations"] = json!(related);
            }
            result
        })
        .collect();
    let rules: Vec<Value> = rules
        .iter()
        .map(|code| {
            json!({
                "id": code.as_str(),
                "shortDescription": { "text": code.explanation() },
                "help": { "text": code.help() },
            })
        })
        .collect();
    text(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "wsdl-codegen",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn location(place: &FilePosition<'_>, element: Option<&str>) -> Option<Value> {
    let mut physical = json!({ "artifactLocation": { "uri": uri(place.file?) } });
    if let Some(line) = place.line {
        physical["region"] = json!({ "startLine": line, "startColumn": place.column });
    }
    let mut location = json!({ "physicalLocation": physical });
    if let Some(element) = element {
        location["logicalLocations"] =
            json!([{ "fullyQualifiedName": element, "kind": "element" }]);
    }
    Some(location)
}

/// A reference to a file (RFC 3986): relative, or `file:` for an absolute path.
fn uri(file: &str) -> String {
    let plain = file.replace('\\', "/");
    let has_drive = plain.as_bytes().get(1) == Some(&b':');
    let mut out = match (has_drive, plain.starts_with('/')) {
        (true, _) => "file:///".to_owned(),
        (_, true) => "file://".to_owned(),
        _ => String::new(),
    };
    for byte in plain.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            b':' if has_drive => out.push(':'),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn text(value: &Value) -> String {
    // A JSON value with text keys is always written.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// A workflow command for each finding.
pub(super) fn github(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut out = String::new();
    for one in findings(diagnostics, sources) {
        let command = match one.severity {
            "note" => "notice",
            severity => severity,
        };
        let mut properties = format!("title={}", property(one.code));
        if let Some(file) = one.place.file {
            let _ = write!(properties, ",file={}", property(file));
        }
        if let (Some(line), Some(column)) = (one.place.line, one.place.column) {
            let _ = write!(properties, ",line={line},col={column}");
        }
        let message = data(&format!("{}\nhelp: {}", one.message, one.help));
        let _ = writeln!(out, "::{command} {properties}::{message}");
    }
    out
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn references_to_files() {
        for (file, expected) in [
            ("wsdl/my service.wsdl", "wsdl/my%20service.wsdl"),
            ("/a/b:c.xsd", "file:///a/b%3Ac.xsd"),
            ("C:\\wsdl\\a.wsdl", "file:///C:/wsdl/a.wsdl"),
            ("\u{e9}#?.xsd", "%C3%A9%23%3F.xsd"),
        ] {
            assert_eq!(uri(file), expected);
        }
    }
}
