//! Each directory is a test case: a contract, its options (`wsdl-codegen.toml`), and the expected files.
//!
//! `BLESS=1 cargo test -p wsdl-codegen --test generate` rewrites the expected files; review them with `git diff`. The
//! crate `fixtures` compiles all of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use testkit::first_difference;
use wsdl_codegen::{Builder, Layout, Options};

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

/// The contracts of a case: all WSDL and schema files in its folder.
fn inputs(case: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(case)
        .expect("case")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "wsdl"))
        .collect();
    found.sort();
    found
}

/// The options file of a case; empty where there is none.
fn options_file(case: &Path) -> String {
    fs::read_to_string(case.join("wsdl-codegen.toml")).unwrap_or_default()
}

fn builder(case: &Path) -> Builder {
    let options = toml::from_str(&options_file(case))
        .unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    Builder::from_options(options).command("BLESS=1 cargo test -p wsdl-codegen")
}

/// Adds the texts under their names in the case, so that messages show no path of this machine.
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

/// The outcome of a case: its files and diagnostics.
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
            let old = fs::read_to_string(expected.join(file)).expect("expected");
            let path = format!("codegen/tests/generate/{name}/expected/{}", file.display());
            wrong.extend(first_difference(&path, &old, text));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nto accept: BLESS=1 cargo test -p wsdl-codegen --test generate",
        wrong.join("\n")
    );
}

/// A character that is invisible, or changes the direction of a line, hides code from a reviewer.
#[test]
fn no_hidden_character_reaches_generated_code() {
    let hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    for case in cases() {
        for (file, text) in outcome(&case, false) {
            let found = text.lines().find(|line| line.contains(hidden));
            assert_eq!(found, None, "{}/{}", case.display(), file.display());
        }
    }
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

/// Tests the complement of `options-select`, which no case covers.
#[test]
fn ports_are_chosen_and_services_left_out() {
    let case = Path::new("tests/generate/options-select");
    let generated = |change: fn(Builder) -> Builder| {
        let builder = change(with_inputs(Builder::new(), case, false));
        let files = builder.generate().expect("generated").files;
        let all: String = files.into_iter().map(|(_, text)| text).collect();
        let clients = all.lines().filter(|line| line.contains("Client(Client)"));
        clients
            .filter_map(|line| line.split([' ', '(']).nth(2))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let all = generated(|builder| builder);
    assert_eq!(all, ["GamesClient", "GamesSoap12Client", "LeftClient"]);
    assert_eq!(
        generated(|builder| builder.include_ports("*12")),
        ["GamesClient"]
    );
    assert_eq!(
        generated(|builder| builder.exclude_services("Left*")),
        ["GamesClient", "GamesSoap12Client"]
    );
}

/// An option without a case has no test.
/// A name that `include_module!` could not take is refused when the code is generated, not when it is compiled.
#[test]
fn a_module_has_the_name_of_one() {
    let contract = root().join("any/input.wsdl");
    for name in ["my-orders", "1st", "a::b", ""] {
        let refused = Builder::new().wsdl(&contract).module(name).generate();
        let text = match refused {
            Ok(_) => panic!("{name:?} is taken"),
            Err(error) => error.to_string(),
        };
        assert!(text.contains("is no name of a module"), "{name:?}: {text}");
    }
    assert!(
        Builder::new()
            .wsdl(&contract)
            .module("my_orders")
            .generate()
            .is_ok()
    );
}

#[test]
fn every_option_has_a_case() {
    let mut used = BTreeSet::new();
    for case in cases() {
        let file: toml::Table = toml::from_str(&options_file(&case)).expect("TOML");
        used.extend(file.into_iter().map(|(name, _)| name));
    }
    // These options have other tests: the one above, `diagnostics`, `hostile`, `corpus`. Every golden names the
    // command.
    const ELSEWHERE: &[&str] = &[
        "wsdl",
        "locations",
        "folders",
        "command",
        "include_ports",
        "exclude_services",
    ];
    for option in Options::ALL {
        assert!(
            used.contains(option.name) != ELSEWHERE.contains(&option.name),
            "{}: a case or a test elsewhere, and not both, is expected",
            option.name
        );
    }
    assert!(Options::ALL.len() > 30);
}

/// Options are the same, whether set by builder, file or arguments.
#[test]
fn options_are_the_same_however_they_are_given() {
    let file = r#"
        server = true
        module = "crm"
        layout = "namespaces"
        server_feature = "server"
        include_services = "Orders*"
        nillable = ["Person.*", "Order.Note"]
        locations = { "urn:x" = "x.xsd" }
        [rename_types]
        "z*" = "Z"
        a = "A"
        [derives]
        "*" = ["Eq", "Hash"]
    "#;
    let read: Options = toml::from_str(file).expect("the file is fine");
    let built = Builder::new()
        .server(true)
        .module("crm")
        .layout(Layout::Namespaces)
        .server_feature("server")
        .include_services("Orders*")
        .nillable("Person.*")
        .nillable("Order.Note")
        .locations("urn:x", "x.xsd")
        .rename_types("z*", "Z")
        .rename_types("a", "A")
        .derives("*", "Eq")
        .derives("*", "Hash");
    assert_eq!(&read, built.options());
    let mut set = Options::default();
    for (name, text) in [
        ("server", "true"),
        ("module", "crm"),
        ("layout", "namespaces"),
        ("server_feature", "server"),
        ("include_services", "Orders*"),
        ("nillable", "Person.*"),
        ("nillable", "Order.Note"),
        ("locations", "urn:x=x.xsd"),
        ("rename_types", "z*=Z"),
        ("rename_types", "a=A"),
        ("derives", "*=Eq"),
        ("derives", "*=Hash"),
    ] {
        set.set(name, text).expect(name);
    }
    assert_eq!(read, set);
    for (name, text) in [("server", "yes"), ("derives", "Eq"), ("serve", "true")] {
        assert!(set.set(name, text).is_err(), "{name} {text}");
    }
}
