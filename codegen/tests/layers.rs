//! The layers of the generator: which folder of `src` may name which.
//!
//! The picture is that of ARCHITECTURE.md. If a stage needs something from a stage that is not in its list, its input
//! must provide it, or the code moves down.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each module of the crate, with the modules that it may name. A path names a part of a module.
const PICTURE: &[(&str, &[&str])] = &[
    // The ground: names, positions, terms of the standards; token streams; threads; patterns.
    ("ground", &[]),
    ("tokens", &[]),
    ("parallel", &[]),
    ("progress", &[]),
    ("pattern", &[]),
    ("model", &["ground"]),
    // From bytes to documents.
    ("source", &["ground"]),
    ("diagnostic", &["ground", "source"]),
    ("syntax", &["ground", "diagnostic"]),
    (
        "import",
        &["ground", "source", "syntax", "diagnostic", "parallel"],
    ),
    // From documents to the model.
    ("link", &["import", "syntax", "model", "diagnostic"]),
    ("validate", &["ground", "model", "diagnostic", "pattern"]),
    // From the model to text.
    ("options", &["ground", "diagnostic", "tokens"]),
    ("select", &["model", "options", "diagnostic"]),
    (
        "plan",
        &[
            "model",
            "select",
            "options",
            "diagnostic",
            "tokens",
            "pattern",
        ],
    ),
    ("emit", &["plan::output", "tokens", "ground::visible"]),
    ("format", &["emit", "ground::visible"]),
    ("write", &[]),
    // All stages in their order.
    (
        "pipeline",
        &[
            "source",
            "import",
            "link",
            "validate",
            "model",
            "select",
            "plan",
            "emit",
            "format",
            "options",
            "diagnostic",
            "parallel",
            "progress",
        ],
    ),
    (
        "contract",
        &[
            "model",
            "validate",
            "select",
            "options",
            "diagnostic",
            "plan::output",
            "pipeline",
            "pattern",
        ],
    ),
    (
        "builder",
        &[
            "model",
            "pipeline",
            "source",
            "progress",
            "write",
            "options",
            "diagnostic",
        ],
    ),
];

/// The Rust files below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The module path of a file, such as `link::wsdl`.
fn module(path: &Path) -> Vec<String> {
    let mut parts: Vec<String> = path
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// The paths from the root of the crate in a text, as `module` or `module::item`.
fn named(text: &str, module: &[String]) -> BTreeSet<String> {
    // In tests at the end of a file, `super` is the file itself.
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    // A number of `super::` equal to the depth of the module leads to the root, too.
    let root = "super::".repeat(module.len());
    let mut found = BTreeSet::new();
    for prefix in ["crate::", &root] {
        for (at, _) in code.match_indices(prefix) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '$')) {
                continue;
            }
            let rest = &code[at + prefix.len()..];
            if rest.starts_with("super::") {
                continue;
            }
            match rest.strip_prefix('{') {
                Some(list) => found.extend(items(list).iter().map(|item| path(item.trim()))),
                None => {
                    found.insert(path(rest));
                }
            }
        }
    }
    found.remove("");
    found
}

/// The items of a list up to its closing brace.
fn items(list: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' => {
                items.push(&list[start..at]);
                break;
            }
            ',' if depth == 0 => {
                items.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items
}

/// The first two words of a path.
fn path(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let first: String = text.chars().take_while(|c| is_word(*c)).collect();
    let second: String = text[first.len()..]
        .strip_prefix("::")
        .unwrap_or_default()
        .chars()
        .take_while(|c| is_word(*c))
        .collect();
    if second.is_empty() {
        first
    } else {
        format!("{first}::{second}")
    }
}

#[test]
fn no_arrow_is_missing_in_the_picture() {
    let picture: BTreeMap<&str, &[&str]> = PICTURE.iter().copied().collect();
    let mut paths = Vec::new();
    files(Path::new("src"), &mut paths);
    paths.sort();
    let mut broken = Vec::new();
    let mut seen = BTreeSet::new();
    for path in paths {
        let module = module(path.strip_prefix("src").expect("in src"));
        let Some(own) = module
            .first()
            .filter(|own| !matches!(own.as_str(), "lib" | "main"))
        else {
            continue;
        };
        let Some(allowed) = picture.get(own.as_str()) else {
            broken.push(format!("{own}: is not in the picture"));
            continue;
        };
        seen.insert(own.clone());
        let text = fs::read_to_string(&path).expect("a file");
        for name in named(&text, &module) {
            let is_own = name.split("::").next() == Some(own);
            let is_allowed = allowed
                .iter()
                .any(|allowed| name == *allowed || name.starts_with(&format!("{allowed}::")));
            if !is_own && !is_allowed {
                broken.push(format!("{}: {name}", path.display()));
            }
        }
    }
    assert!(
        broken.is_empty(),
        "not in the picture:\n{}",
        broken.join("\n")
    );
    let gone: Vec<_> = picture
        .keys()
        .filter(|module| !seen.contains(**module))
        .collect();
    assert!(gone.is_empty(), "only in the picture: {gone:?}");
}

#[test]
fn arrows_are_found_however_they_are_written() {
    let module = ["link".to_owned(), "wsdl".to_owned()];
    let text = "use crate::plan::output::Plan;\n// crate::emit\nuse crate::{plan::{a, b}, select, write::Drift};\n\
                fn f() { super::super::format::f(); super::own(); crate::model::Span }";
    let found: Vec<String> = named(text, &module).into_iter().collect();
    assert_eq!(
        found,
        [
            "format::f",
            "model::Span",
            "plan",
            "plan::output",
            "select",
            "write::Drift"
        ]
    );
}

#[test]
fn the_picture_has_no_circle() {
    let picture: BTreeMap<&str, &[&str]> = PICTURE.iter().copied().collect();
    // Every arrow points to an earlier module: a module is done when all its arrows lead to done ones.
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while done.len() < picture.len() {
        let next: Vec<&str> = picture
            .iter()
            .filter(|(module, allowed)| {
                !done.contains(*module)
                    && allowed.iter().all(|allowed| {
                        done.contains(allowed.split("::").next().unwrap_or_default())
                    })
            })
            .map(|(module, _)| *module)
            .collect();
        assert!(!next.is_empty(), "a circle among what is not in {done:?}");
        done.extend(next);
    }
}
