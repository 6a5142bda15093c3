//! The layers of the runtime: which folder may name which. The picture is data; the test reads the paths in the
//! sources.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Each layer, from the ground up, with the layers that it may name.
const PICTURE: [(&str, &[&str]); 17] = [
    ("error", &[]),
    ("names", &[]),
    ("redact", &[]),
    ("value", &["names", "error"]),
    ("xml", &["names", "error", "redact"]),
    ("binding", &["xml", "value", "redact", "error"]),
    ("json", &["binding", "xml", "value", "error"]),
    ("arbitrary", &["binding", "xml", "value", "redact", "error"]),
    ("soap", &["binding", "xml", "value", "redact", "error"]),
    ("http", &["error"]),
    ("envelope", &["soap", "http", "redact"]),
    ("transport", &["http", "redact"]),
    (
        "client",
        &[
            "envelope",
            "http",
            "transport",
            "soap",
            "binding",
            "xml",
            "redact",
            "error",
        ],
    ),
    (
        "server",
        &[
            "envelope", "http", "soap", "binding", "xml", "redact", "error",
        ],
    ),
    (
        "ws",
        &[
            "client",
            "envelope",
            "http",
            "transport",
            "soap",
            "binding",
            "xml",
            "value",
            "redact",
            "error",
        ],
    ),
    // The items that generated code names, and the macros that it expands.
    ("private", ANY),
    ("lib", ANY),
];
const ANY: &[&str] = &[
    "names",
    "error",
    "redact",
    "value",
    "xml",
    "binding",
    "json",
    "arbitrary",
    "soap",
    "http",
    "envelope",
    "transport",
    "client",
    "server",
    "ws",
    "private",
];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// The code of a file without comments and unit tests. Unit tests may name any layer.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The layer of each item that the crate's root re-exports: `crate::ValueError` belongs to `error`.
fn root_names(lib: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for statement in code(lib).split(';') {
        let Some((_, path)) = statement.rsplit_once("pub use ") else {
            continue;
        };
        let path = path.trim().trim_start_matches("self::");
        let (layer, rest) = path.split_once("::").unwrap();
        let last = rest.rsplit("::").next().unwrap();
        for name in rest
            .split(['{', '}', ','])
            .map(|part| part.trim().rsplit("::").next().unwrap_or_default())
            .chain([last])
        {
            names.insert(name.to_owned(), layer.to_owned());
        }
    }
    names
}

/// The first names after `crate::` in the code, and each of `crate::{a, b::c}`. `$crate::` is left out: it is resolved
/// where the macro is expanded.
fn heads(code: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.chars()
            .take_while(|char| char.is_alphanumeric() || *char == '_')
            .collect()
    };
    let mut heads = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        if code[..at].ends_with(['$', '_']) {
            continue;
        }
        let rest = &code[at + found.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            heads.push(name(rest));
            continue;
        };
        let mut depth = 0;
        let mut item = String::new();
        for char in list.chars() {
            match char {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => heads.push(name(std::mem::take(&mut item).trim())),
                _ => {}
            }
            if depth == 0 && char != ',' {
                item.push(char);
            }
        }
        heads.push(name(item.trim()));
    }
    heads.retain(|head| !head.is_empty());
    heads
}

#[test]
fn no_arrow_points_up() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed: BTreeMap<&str, &[&str]> = PICTURE.into_iter().collect();
    let names = root_names(&std::fs::read_to_string(root.join("lib.rs")).unwrap());
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for path in &files {
        let relative = path.strip_prefix(&root).unwrap();
        let first = relative.components().next().unwrap().as_os_str();
        let layer = first.to_str().unwrap().trim_end_matches(".rs");
        let may = allowed
            .get(layer)
            .unwrap_or_else(|| panic!("{layer} is not in the picture"));
        for head in heads(&code(&std::fs::read_to_string(path).unwrap())) {
            // Macros are named from the root, but belong to their own layer.
            let target = names.get(&head).map_or(head.as_str(), String::as_str);
            if target == layer || !allowed.contains_key(target) || may.contains(&target) {
                continue;
            }
            wrong.push(format!(
                "{}: {layer} names {target} ({head})",
                relative.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn paths_are_found() {
    let code = "use crate::{xml, binding::{Member, Kind}, ValueError};\nlet a = crate::soap::Fault; $crate::value::X";
    assert_eq!(heads(code), ["xml", "binding", "ValueError", "soap"]);
}
