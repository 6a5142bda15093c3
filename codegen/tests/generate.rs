//! One directory, one test case: a contract and options, and the files that they must give.
//!
//! `BLESS=1 cargo test -p wsdl-codegen --test generate` rewrites what is expected; `git diff` judges. The crate `fixtures`
//! compiles every expected file.

use std::fs;
use std::path::{Path, PathBuf};
use wsdl_codegen::{Builder, Layout};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generate")
}

fn cases() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(root())
        .expect("tests/generate")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// The contracts of a case: everything at its top that is one.
fn inputs(case: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(case)
        .expect("case")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "wsdl"))
        .collect();
    found.sort();
    found
}

/// Options as lines `name: value` or `name: selector -> value`.
fn builder(case: &Path) -> Builder {
    let mut builder = Builder::new().command("BLESS=1 cargo test -p wsdl-codegen");
    let text = fs::read_to_string(case.join("options.txt")).unwrap_or_default();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (name, value) = line.split_once(':').expect("name: value");
        let value = value.trim();
        let pair = || {
            let (selector, value) = value.split_once("->").expect("selector -> value");
            (selector.trim(), value.trim())
        };
        builder = match name {
            "include_service" => builder.include_service(value),
            "exclude_service" => builder.exclude_service(value),
            "include_port" => builder.include_port(value),
            "exclude_port" => builder.exclude_port(value),
            "include_operation" => builder.include_operation(value),
            "exclude_operation" => builder.exclude_operation(value),
            "include_type" => builder.include_type(value),
            "exclude_type" => builder.exclude_type(value),
            "nillable" => builder.nillable(value),
            "nil_items" => builder.nil_items(value),
            "keep_unknown" => builder.keep_unknown(value),
            "closed" => builder.closed(value),
            "secret" => builder.secret(value),
            "rename_type" => builder.rename_type(pair().0, pair().1),
            "rename_field" => builder.rename_field(pair().0, pair().1),
            "rename_operation" => builder.rename_operation(pair().0, pair().1),
            "rename_module" => builder.rename_module(pair().0, pair().1),
            "derive" => builder.derive(pair().0, pair().1),
            "attribute" => builder.attribute(pair().0, pair().1),
            "map_type" => builder.map_type(pair().0, pair().1),
            "runtime" => builder.runtime(value),
            "layout" => builder.layout(match value {
                "namespaces" => Layout::Namespaces,
                _ => Layout::Services,
            }),
            "client" => builder.client(value == "true"),
            "server" => builder.server(value == "true"),
            "server_feature" => builder.server_feature(value),
            "service_features" => builder.service_features(value == "true"),
            "side_by_side" => builder.side_by_side(value == "true"),
            "facets" => builder.facets(value == "true"),
            "keep_going" => builder.keep_going(value == "true"),
            other => panic!("{}: unknown option {other}", case.display()),
        };
    }
    builder
}

/// Texts under their names in the case, so that messages show no path of this machine.
fn with_inputs(mut builder: Builder, case: &Path, reversed: bool) -> Builder {
    let mut inputs = inputs(case);
    if reversed {
        inputs.reverse();
    }
    for input in inputs {
        let name = input
            .file_name()
            .expect("name")
            .to_string_lossy()
            .into_owned();
        builder = builder.text(name, fs::read_to_string(&input).expect("input"));
    }
    builder
}

/// Everything that a case gives: its files, and what was said.
fn outcome(case: &Path, reversed: bool) -> Vec<(PathBuf, String)> {
    match with_inputs(builder(case), case, reversed).generate() {
        Ok(generated) => {
            let mut files = generated.files;
            let mut said = generated.diagnostics.render(&generated.sources, false);
            for left in &generated.left_out {
                said.push_str(&format!("left out: {left}\n"));
            }
            if !said.trim().is_empty() {
                files.push((PathBuf::from("diagnostics.txt"), said));
            }
            files
        }
        Err(error) => vec![(PathBuf::from("diagnostics.txt"), error.to_string())],
    }
}

#[test]
fn every_case_gives_what_is_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let only = std::env::var("CASE").ok();
    let mut wrong = Vec::new();
    for case in cases() {
        let name = case
            .file_name()
            .expect("name")
            .to_string_lossy()
            .into_owned();
        if only.as_ref().is_some_and(|only| *only != name) {
            continue;
        }
        let files = outcome(&case, false);
        let expected = case.join("expected");
        if bless {
            let _ = fs::remove_dir_all(&expected);
            fs::create_dir_all(&expected).expect("expected");
            for (file, text) in &files {
                fs::write(expected.join(file), text).expect("write");
            }
            continue;
        }
        let mut there: Vec<PathBuf> = fs::read_dir(&expected)
            .map(|entries| {
                entries
                    .map(|entry| PathBuf::from(entry.expect("entry").file_name()))
                    .collect()
            })
            .unwrap_or_default();
        there.sort();
        let mut made: Vec<PathBuf> = files.iter().map(|(file, _)| file.clone()).collect();
        made.sort();
        if there != made {
            wrong.push(format!("{name}: expected files {there:?}, got {made:?}"));
            continue;
        }
        for (file, text) in &files {
            let expected = fs::read_to_string(expected.join(file)).expect("expected");
            if let Some((number, (old, new))) = expected
                .lines()
                .zip(text.lines())
                .enumerate()
                .find(|(_, (old, new))| old != new)
            {
                wrong.push(format!(
                    "{name}/{}:{}:\n  expected {old}\n  got      {new}",
                    file.display(),
                    number + 1
                ));
            } else if expected != *text {
                wrong.push(format!("{name}/{}: lengths differ", file.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nto accept: BLESS=1 cargo test -p wsdl-codegen --test generate",
        wrong.join("\n")
    );
}

#[test]
fn the_order_of_inputs_does_not_matter() {
    for case in cases() {
        assert_eq!(
            outcome(&case, false),
            outcome(&case, true),
            "{}",
            case.display()
        );
    }
}

/// What the cases do not choose: the complements of what `options-select` does.
#[test]
fn ports_are_chosen_and_services_left_out() {
    let case = Path::new("tests/generate/options-select");
    let generated = |change: fn(Builder) -> Builder| {
        let builder = change(with_inputs(Builder::new(), case, false));
        let files = builder.generate().expect("generated").files;
        let all: String = files.into_iter().map(|(_, text)| text).collect();
        let clients = all.lines().filter(|line| line.contains("Client(::soap"));
        clients
            .filter_map(|line| line.split([' ', '(']).nth(2))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let all = generated(|builder| builder);
    assert_eq!(all, ["GamesClient", "GamesSoap12Client", "LeftClient"]);
    assert_eq!(
        generated(|builder| builder.include_port("*12")),
        ["GamesClient"]
    );
    assert_eq!(
        generated(|builder| builder.exclude_service("Left*")),
        ["GamesClient", "GamesSoap12Client"]
    );
}

/// An option without a case would not be known to do anything.
#[test]
fn every_option_has_a_case() {
    // `Options`, by its `Debug`, names all that there are.
    let options = format!("{:#?}", wsdl_codegen::Options::default());
    let names = options.lines().filter_map(|line| {
        let name = line.strip_prefix("    ")?.split_once(':')?.0;
        (!name.starts_with([' ', '"'])).then_some(name)
    });
    let mut used = String::new();
    for case in cases() {
        used += &fs::read_to_string(case.join("options.txt")).unwrap_or_default();
    }
    // These have tests of their own: the one above, `diagnostics`, `hostile`, `corpus`; every golden names the command.
    const ELSEWHERE: &[&str] = &[
        "wsdl",
        "locations",
        "folders",
        "module",
        "command",
        "include_ports",
        "exclude_services",
    ];
    let mut count = 0;
    for name in names {
        count += 1;
        let singular = name.trim_end_matches('s');
        let found = used
            .lines()
            .filter_map(|line| line.split_once(':'))
            .any(|(key, _)| key == name || key == singular);
        assert!(
            found || ELSEWHERE.contains(&name),
            "no case has the option {name}"
        );
    }
    assert!(count > 30, "{count} options");
}
