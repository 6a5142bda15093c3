//! The rules of XML Schema 1.0, each with a schema that breaks it and a similar valid one.
//!
//! Each file of `tests/schema_rules` is a part of the standard. A rule begins with `# words: CODE`. After it come the
//! schemas: those that break it after `- `, valid ones after `+ `. A text that is not a whole document is put into a
//! schema of the namespace `urn:t`, which is also the default namespace.

use std::fs;
use wsdl_codegen::diagnostic::Severity;
use wsdl_codegen::internal::{Input, ReadOptions, read};

struct Case {
    file: String,
    line: usize,
    rule: String,
    code: String,
    is_valid: bool,
    schema: String,
}

fn cases() -> Vec<Case> {
    let mut paths: Vec<_> = fs::read_dir("tests/schema_rules")
        .expect("the folder of rules")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let mut cases: Vec<Case> = Vec::new();
    for path in paths {
        let file = path.file_name().expect("a name").display().to_string();
        let (mut rule, mut code) = (String::new(), String::new());
        for (at, line) in fs::read_to_string(&path).expect("text").lines().enumerate() {
            if let Some(heading) = line.strip_prefix("# ") {
                let (words, number) = heading.rsplit_once(": ").expect("words and a code");
                (rule, code) = (words.to_owned(), number.to_owned());
                continue;
            }
            let (start, is_valid) = match (line.strip_prefix("- "), line.strip_prefix("+ ")) {
                (Some(start), _) => (start, false),
                (_, Some(start)) => (start, true),
                _ => {
                    if let Some(case) = cases.last_mut().filter(|_| !line.trim().is_empty()) {
                        case.schema.push_str(line.trim_start());
                        case.schema.push('\n');
                    }
                    continue;
                }
            };
            cases.push(Case {
                file: file.clone(),
                line: at + 1,
                rule: rule.clone(),
                code: code.clone(),
                is_valid,
                schema: format!("{start}\n"),
            });
        }
    }
    cases
}

fn document(schema: &str) -> String {
    if schema.starts_with("<xs:schema") {
        return schema.to_owned();
    }
    format!(
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns=\"urn:t\" targetNamespace=\"urn:t\"\n\
         elementFormDefault=\"qualified\">\n{schema}</xs:schema>\n"
    )
}

#[test]
fn each_rule_is_known() {
    let mut wrong = Vec::new();
    let cases = cases();
    for case in &cases {
        let text = document(&case.schema);
        let input = Input::Text {
            name: "case.xsd".into(),
            text,
        };
        let (_, sources, diagnostics) = read(&[input], &ReadOptions::default());
        let found = diagnostics.sorted();
        let is_right = if case.is_valid {
            found.iter().all(|one| one.severity == Severity::Note)
        } else {
            found
                .iter()
                .any(|one| one.code.as_str() == case.code && one.span.is_some())
        };
        if !is_right {
            let said = diagnostics.render(&sources, false);
            let expected = if case.is_valid { "valid" } else { &case.code };
            wrong.push(format!(
                "{}:{}: {} ({expected}):\n{}{said}",
                case.file, case.line, case.rule, case.schema
            ));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), wrong.len());
    for rule in cases.iter().map(|case| (&case.file, &case.rule)) {
        let both = [false, true].map(|is_valid| {
            cases
                .iter()
                .any(|case| (&case.file, &case.rule) == rule && case.is_valid == is_valid)
        });
        assert_eq!(both, [true, true], "{rule:?}");
    }
    println!("{} schemas", cases.len());
}
