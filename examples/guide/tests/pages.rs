//! The pages hang together: links lead somewhere, the table of contents is complete, and troubleshooting knows every kind of error.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The Markdown files that people read, by their paths from the root.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = folder.join(entry.file_name());
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                if !name.starts_with('.') && name != "target" && name != "corpus" {
                    folders.push(path);
                }
            } else if name.ends_with(".md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The text outside of listings.
fn prose(text: &str) -> String {
    let mut inside = false;
    text.lines()
        .filter(|line| {
            let fence = line.trim_start().starts_with("```");
            inside ^= fence;
            !inside && !fence
        })
        .map(|line| line.to_owned() + "\n")
        .collect()
}

/// The targets of links.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let after = prose.split("](").skip(1);
    after
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.to_owned())
        .collect()
}

/// The anchor that a heading gets.
fn anchor(heading: &str) -> String {
    let heading = heading.trim().to_lowercase();
    heading
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
            _ => None,
        })
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    let mut seen = 0;
    for document in documents() {
        let folder = root().join(document.parent().unwrap_or(Path::new("")));
        for link in links(&text(&root().join(&document))) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            seen += 1;
            let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
            let target = match path {
                "" => root().join(&document),
                path => folder.join(path),
            };
            let known = target.exists()
                && (fragment.is_empty()
                    || prose(&text(&target)).lines().any(|line| {
                        line.starts_with('#') && anchor(line.trim_start_matches('#')) == fragment
                    }));
            if !known {
                broken.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(seen > 50, "only {seen} links were found");
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn contents_are_complete() {
    let folder = root().join("docs");
    let listed: BTreeSet<String> = links(&text(&folder.join("SUMMARY.md")))
        .into_iter()
        .collect();
    for entry in fs::read_dir(folder.join("guide")).expect("the guide") {
        let name = entry.expect("a page").file_name();
        let page = format!("guide/{}", name.to_string_lossy());
        assert!(listed.contains(&page), "{page} is in no table of contents");
    }
    for page in &listed {
        let text = text(&folder.join(page));
        assert!(text.starts_with("# "), "{page} has no heading");
    }
}

/// Listings in Rust are compiled only on pages that the crate includes.
#[test]
fn pages_with_listings_are_compiled() {
    let compiled = text(&root().join("examples/guide/src/lib.rs"));
    for entry in fs::read_dir(root().join("docs/guide")).expect("the guide") {
        let name = entry
            .expect("a page")
            .file_name()
            .to_string_lossy()
            .into_owned();
        let page = text(&root().join("docs/guide").join(&name));
        if page.contains("```rust") {
            assert!(compiled.contains(&format!("\"{name}\"")), "{name}");
        }
    }
}

/// The variants of an enum of kinds, from its source.
fn kinds(file: &str, name: &str) -> BTreeSet<String> {
    let source = text(&root().join("runtime/src").join(file));
    let (_, body) = source
        .split_once(&format!("pub enum {name} {{"))
        .expect("the enum");
    let (body, _) = body.split_once("\n}").expect("its end");
    body.lines()
        .map(|line| line.trim().trim_end_matches(',').to_owned())
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .collect()
}

#[test]
fn troubleshooting_knows_every_kind() {
    let page = text(&root().join("docs/guide/troubleshooting.md"));
    for (file, name) in [
        ("client/error.rs", "ErrorKind"),
        ("transport/error.rs", "TransportErrorKind"),
        ("error/decode.rs", "DecodeErrorKind"),
        ("error/encode.rs", "EncodeErrorKind"),
    ] {
        let (_, section) = page.split_once(&format!("(`{name}`)")).expect("a section");
        let section = section.split("\n## ").next().unwrap_or_default();
        let listed: BTreeSet<String> = section
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
            .map(|(kind, _)| kind.to_owned())
            .collect();
        assert_eq!(listed, kinds(file, name), "{name}");
    }
}
