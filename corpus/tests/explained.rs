//! Whether the list of what departs in the open corpus explains each of its lines.

use std::path::Path;

/// Whether the line of a contract is of a kind of the section that this title begins.
fn belongs(title: &str, line: &str) -> bool {
    if title.starts_with("The rules") {
        line.contains(": WSDL")
    } else if title.starts_with("Messages beside") {
        line.contains(": request.xml: ") || line.contains(": response.xml: ")
    } else {
        title.starts_with("Samples") && line.contains(": sample of ")
    }
}

#[test]
fn each_line_of_the_open_corpus_has_a_kind_that_is_explained() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus/open.txt");
    let text = std::fs::read_to_string(path).expect("the list is there");
    let (head, lines): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with('#'));
    let mut kinds = Vec::new();
    let mut title = "";
    for line in head.iter().map(|line| line.trim_start_matches(['#', ' '])) {
        match line.split_once("  ") {
            Some((all, _)) => kinds.extend(all.split(", ").map(|kind| (title, kind))),
            None => title = line,
        }
    }
    let is_explained = |line: &str| {
        line.starts_with("compiled: code ")
            || kinds
                .iter()
                .any(|(title, kind)| belongs(title, line) && line.contains(kind))
    };
    let left: Vec<_> = lines.iter().filter(|line| !is_explained(line)).collect();
    assert!(left.is_empty(), "no kind of these is explained: {left:#?}");
    let unused = kinds.iter().filter(|(title, kind)| {
        !lines
            .iter()
            .any(|line| belongs(title, line) && line.contains(kind))
    });
    let unused: Vec<_> = unused.collect();
    assert!(unused.is_empty(), "kinds of no line: {unused:?}");
}
