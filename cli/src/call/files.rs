//! Values of pairs that come from files: `path=@file` and `path:=@file`, as HTTPie writes them.

use super::pairs;
use serde_json::Value;
use soap_dynamic::path::{Step, steps};
use soap_dynamic::shape::{Shape, ShapeKind};
use soap_runtime::{Base64Binary, HexBinary};
use std::io::Read;

/// A pair with what its file holds, as `path:=json`; others as they are. A text that begins with `@` is written `path=\\@text`.
///
/// The bytes of a file become base64 or hexadecimal digits where the member is binary. Elsewhere they are text.
///
/// # Errors
/// The file cannot be read, or is no text where text is meant.
pub(super) fn filled(word: &str, request: Option<&Shape>) -> Result<String, String> {
    let Some((path, value)) = pairs::split(word) else {
        return Ok(word.to_owned());
    };
    if let Some(file) = value.strip_prefix('@') {
        let bytes = read(file)?;
        let text = |bytes| {
            String::from_utf8(bytes).map_err(|_| {
                format!("{path}: {file} is no text in UTF-8, and the member is not binary")
            })
        };
        return Ok(match path.strip_suffix(':') {
            Some(_) => format!("{path}={}", text(bytes)?),
            None => {
                let text = match request.and_then(|shape| binary(*shape, path)) {
                    Some("hexBinary") => encoded(|out| HexBinary(bytes).write_to(out)),
                    Some(_) => encoded(|out| Base64Binary::from(bytes).write_to(out)),
                    None => text(bytes)?,
                };
                format!("{path}:={}", Value::String(text))
            }
        });
    }
    match value.strip_prefix("\\@") {
        Some(text) if !path.ends_with(':') => {
            Ok(format!("{path}:={}", Value::String(format!("@{text}"))))
        }
        _ => Ok(word.to_owned()),
    }
}

fn read(file: &str) -> Result<Vec<u8>, String> {
    let read = match file {
        "-" => {
            let mut bytes = Vec::new();
            let read = std::io::stdin().read_to_end(&mut bytes);
            read.map(|_| bytes)
        }
        file => std::fs::read(file),
    };
    read.map_err(|error| format!("cannot read {file}: {error}"))
}

fn encoded(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    // Digits of either encoding are ASCII.
    String::from_utf8(out).unwrap_or_default()
}

/// The name of the binary type of the member at a path.
fn binary(mut shape: Shape, path: &str) -> Option<&'static str> {
    for step in steps(path).ok()? {
        let Step::Member(name) = step else { continue };
        let members = shape.known_members()?;
        shape = members.into_iter().find(|one| one.key == name)?.shape;
    }
    match shape.kind() {
        ShapeKind::Simple(of) => Some(of.name).filter(|name| name.ends_with("Binary")),
        ShapeKind::List { item, .. } => binary(item, ""),
        _ => None,
    }
}
