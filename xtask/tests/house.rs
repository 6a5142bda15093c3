//! The rules of the house: short files, short functions, plain words, and a name for one thing. What does not keep them yet is listed in
//! `house.txt`, exactly: a new entry and one that is no longer needed both fail, so the list can only shrink.
//! `BLESS=1` takes off what is no longer needed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const FILE: usize = 600;
const FUNCTION: usize = 100;
/// Folders with source. Tests, examples and generated files may be long.
const FOLDERS: [&str; 18] = [
    "bench/runner/src",
    "bench/src",
    "cli/src",
    "codegen/src",
    "conformance/src",
    "corpus/src",
    "differential/src",
    "dynamic/src",
    "fuzz/src",
    "interop/ours/src",
    "interop/runner/src",
    "negotiate/src",
    "runtime/src",
    "security/src",
    "src",
    "testkit/src",
    "xtask/regenerate/src",
    "xtask/src",
];
/// Words that a reader has to decode, in comments and messages: write "from", "is", "fix", "again".
const RIDDLES: [&str; 6] = ["had from", "had as", "mend", "mends", "anew", "for people"];
/// Neither comments nor messages begin with these words: a noun says more.
const QUESTIONS: [&str; 3] = ["What", "How", "Which"];

/// The types that share their name with another one of their crate, with the reason.
const SHARED_NAMES: [(&str, &[&str], &str); 13] = [
    (
        "runtime/src",
        &["GrowingBody", "Items", "More", "Unpacked"],
        "the same on the client and on the server",
    ),
    (
        "runtime/src",
        &["Details", "Error"],
        "of the module that the error is of",
    ),
    (
        "runtime/src",
        &["Reader"],
        "the reader of values is the reader of tokens with tables",
    ),
    (
        "runtime/src",
        &["Repr", "Sealed", "State"],
        "private to the type beside it, as such are named in Rust",
    ),
    (
        "security/src",
        &["Repr"],
        "private to the type beside it, as such are named in Rust",
    ),
    (
        "negotiate/src",
        &["Account", "Running"],
        "of NTLM, of Kerberos",
    ),
    ("cli/src", &["Arguments"], "of each subcommand"),
    (
        "codegen/src",
        &["Document", "Parser"],
        "of a language: WSDL, XML Schema",
    ),
    (
        "codegen/src",
        &[
            "AttributeItem",
            "Binding",
            "BindingFault",
            "BindingMessage",
            "BindingOperation",
            "Body",
            "Component",
            "Content",
            "Derivation",
            "Facets",
            "IdentityConstraint",
            "Message",
            "Operation",
            "Part",
            "Particle",
            "Port",
            "PortType",
            "Service",
            "Term",
            "Type",
            "TypeKind",
            "Wildcard",
        ],
        "a component as it is written, linked, generated or shown: the modules are the stages",
    ),
    (
        "codegen/src",
        &[
            "Actions",
            "AttributeWildcard",
            "Field",
            "IdentityKind",
            "IdentityPath",
            "Member",
            "MemberKind",
            "NameTest",
            "SimpleType",
            "Variant",
        ],
        "the same in the model, in the plan and in the output",
    ),
    (
        "bench/src",
        &["Envelope", "Header"],
        "the same element for each library",
    ),
    (
        "differential/src",
        &["Attribute"],
        "declared in a schema, and in a message",
    ),
    (
        "interop/ours/src",
        &["Service"],
        "the implementation of the module's contract",
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push(path);
        }
    }
}

/// The name and the lines of each function. rustfmt ends an item at the indentation of its first line, so no parser is needed.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut all = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        let Some((before, after)) = code.split_once("fn ") else {
            continue;
        };
        let modifiers = ["", "pub", "pub(crate)", "pub(super)", "const", "async"];
        if !before
            .trim()
            .split(' ')
            .all(|word| modifiers.contains(&word))
        {
            continue;
        }
        let end = format!("{indent}}}");
        let length = lines[start..].iter().position(|line| *line == end);
        let name: String = after
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        // A function on one line, or of a trait and without a body, has no such end of its own.
        let one = code.ends_with('}') || code.ends_with(';');
        all.extend(length.filter(|_| !one).map(|length| (name, length + 1)));
    }
    all
}

/// The names of the structs, enums and traits that a text declares.
fn types(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter_map(|line| {
        let (before, after) = ["struct ", "enum ", "trait "]
            .iter()
            .find_map(|keyword| line.split_once(keyword))?;
        let before = before.trim();
        let scope = before.strip_prefix("pub").unwrap_or(before);
        let is_declared = scope.is_empty() || scope.starts_with('(') && scope.ends_with(')');
        let name = after.chars().take_while(|c| c.is_alphanumeric());
        // In a macro the name may be a variable of it.
        Some(name.collect()).filter(|name: &String| is_declared && !name.is_empty())
    })
}

/// The comments and string literals of a file. A comment of several lines is one.
fn texts(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut rest = text;
    let mut comment = String::new();
    while let Some(at) = rest.find(['/', '"', '\'', 'r']) {
        let part = &rest[at..];
        let is_in_word = rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let goes_on = rest[..at].trim().is_empty() && part.starts_with("//");
        if !comment.is_empty() && !goes_on {
            all.push(std::mem::take(&mut comment));
        }
        let (length, found) = if part.starts_with("//") {
            let line = part.lines().next().unwrap_or_default();
            let words = line.trim_start_matches(['/', '!']);
            comment.push_str(words);
            (line.len(), None)
        } else if part.starts_with(['"', 'r']) && !(part.starts_with('r') && is_in_word) {
            literal(part)
        } else if let Some(escaped) = part.strip_prefix("'\\") {
            // The escaped character may be a quote.
            let end = escaped.get(1..).and_then(|rest| rest.find('\''));
            (end.map_or(1, |end| end + 4), None)
        } else if part.starts_with("'\"'") {
            (3, None)
        } else {
            (1, None)
        };
        all.extend(found);
        rest = &part[length..];
    }
    all.push(comment);
    all
}

/// The length of a string literal, plain or raw, and its content; one character if there is none.
fn literal(text: &str) -> (usize, Option<String>) {
    let raw = text.starts_with('r');
    let hashes =
        text[usize::from(raw)..].len() - text[usize::from(raw)..].trim_start_matches('#').len();
    let start = usize::from(raw) + hashes + 1;
    if !text[..start.min(text.len())].ends_with('"') || (!raw && hashes > 0) {
        return (1, None);
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let mut escaped = false;
    let length = text[start..].char_indices().find_map(|(at, c)| {
        let ends = !escaped && text[start + at..].starts_with(&end);
        escaped = !raw && c == '\\' && !escaped;
        ends.then_some(at)
    });
    let Some(length) = length else {
        return (1, None);
    };
    let content = text[start..start + length].to_owned();
    (start + length + end.len(), Some(content))
}

/// Whether a text has a word of `RIDDLES`, or begins with one of `QUESTIONS`.
fn is_riddle(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let plain = format!(" {} ", words.join(" "));
    let begin = text.trim_start();
    RIDDLES
        .iter()
        .any(|riddle| plain.contains(&format!(" {riddle} ")))
        || QUESTIONS
            .iter()
            .any(|question| begin.starts_with(&format!("{question} ")))
}

#[test]
fn files_and_functions_are_short_and_texts_plain() {
    let mut found = BTreeSet::new();
    for folder in FOLDERS {
        let mut files = Vec::new();
        sources(&root().join(folder), &mut files);
        for file in files {
            let text = std::fs::read_to_string(&file).expect("it is text");
            let name = file.strip_prefix(root()).expect("it is below the root");
            let name = name.to_string_lossy().replace('\\', "/");
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            if code.lines().count() > FILE {
                found.insert(format!("{name}: file"));
            }
            for (function, lines) in functions(code) {
                if lines > FUNCTION {
                    found.insert(format!("{name}: fn {function}"));
                }
            }
            for text in texts(&text).iter().filter(|text| is_riddle(text)) {
                found.insert(format!("{name}: {}", text.trim()));
            }
        }
    }
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/house.txt");
    let text = std::fs::read_to_string(&list).expect("the list is there");
    let known: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    let new: Vec<_> = found.difference(&known).collect();
    let gone: Vec<_> = known.difference(&found).collect();
    if std::env::var_os("BLESS").is_some() && new.is_empty() {
        let lines = found.iter().map(|line| format!("{line}\n"));
        std::fs::write(&list, lines.collect::<String>()).expect("it can be written");
        return;
    }
    assert!(
        new.is_empty() && gone.is_empty(),
        "more than {FILE} lines a file, {FUNCTION} a function, or a text of RIDDLES or QUESTIONS: {new:#?}\nno longer so: {gone:#?}"
    );
}

#[test]
fn a_name_is_one_type_in_a_crate() {
    let listed: BTreeSet<String> = SHARED_NAMES
        .iter()
        .flat_map(|(folder, names, _)| names.iter().map(move |name| format!("{folder}: {name}")))
        .collect();
    let mut found = BTreeSet::new();
    for folder in FOLDERS {
        let mut files = Vec::new();
        sources(&root().join(folder), &mut files);
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
            let text = std::fs::read_to_string(file).expect("it is text");
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            for name in types(code) {
                *counts.entry(name).or_default() += 1;
            }
        }
        let several = counts.iter().filter(|(_, count)| **count > 1);
        found.extend(several.map(|(name, _)| format!("{folder}: {name}")));
    }
    let new: Vec<_> = found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "two types of a crate have one name: {new:#?}\nno longer so: {gone:#?}"
    );
}

#[test]
fn texts_and_types_are_found_in_code() {
    let text = "/// How it is.\nfn f<'a>() -> &'a str { let c = '\"'; // Says\n// it anew.\nr#\"Which \"one\"\"# }\n\
                pub(super) struct Own<T>(T); fn g() { h(\"mend \\\" it\", \"amend\", 'r') }\ntrait Other: Own {}";
    let found = texts(text);
    let riddles: Vec<&str> = found
        .iter()
        .map(|text| text.trim())
        .filter(|text| is_riddle(text))
        .collect();
    assert_eq!(
        riddles,
        [
            "How it is.",
            "Says it anew.",
            "Which \"one\"",
            "mend \\\" it"
        ]
    );
    assert!(found.iter().any(|text| text == "amend"));
    assert_eq!(types(text).collect::<Vec<_>>(), ["Own", "Other"]);
}

/// The session and its build script set what SuperOffice needs, through public options.
#[test]
fn the_general_crates_name_no_vendor() {
    const NAMES: [&str; 6] = [
        "superoffice",
        "netserver",
        "applicationtoken",
        "friendlytext",
        "extrainfo",
        "exceptioninfo",
    ];
    let mut found = Vec::new();
    for folder in ["codegen/src", "runtime/src"] {
        let mut files = Vec::new();
        sources(&root().join(folder), &mut files);
        for file in files {
            let text = std::fs::read_to_string(&file).expect("it is text");
            // The name of the repository.
            let text = text
                .to_ascii_lowercase()
                .replace("superoffice-services83", "");
            let named = NAMES.iter().filter(|name| text.contains(**name));
            found.extend(named.map(|name| format!("{}: {name}", file.display())));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
