//! `check` finds everything that `generate` does: over the fixtures of this crate, and over the published contracts where they are there.

use std::path::{Path, PathBuf};
use wsdl_codegen::diagnostic::Diagnostics;
use wsdl_codegen::{Builder, contract};

fn contracts(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    entries.sort();
    for path in entries {
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_dir() {
            contracts(&path, found);
        } else if matches!(extension, Some("wsdl" | "xsd")) {
            found.push(path);
        }
    }
}

fn said(diagnostics: &Diagnostics) -> Vec<String> {
    let list = diagnostics.sorted();
    list.into_iter().map(|one| format!("{one:?}")).collect()
}

/// Checks and generates from each; gives the number of contracts, and of those that cannot be generated.
fn compare(folder: &Path) -> (usize, usize) {
    let mut paths = Vec::new();
    contracts(folder, &mut paths);
    let mut refused = 0;
    for path in &paths {
        let builder = Builder::new().wsdl(path).facets(true);
        let options = builder.options().clone();
        let (model, _, found) = contract::check(&options);
        let generated = builder.generate();
        assert_eq!(
            found.has_errors() || model.is_none(),
            generated.is_err(),
            "{}",
            path.display()
        );
        let other = match &generated {
            Ok(generated) => said(&generated.diagnostics),
            Err(error) => {
                refused += 1;
                let (diagnostics, _) = error.diagnostics().expect("findings");
                said(diagnostics)
            }
        };
        assert_eq!(said(&found), other, "{}", path.display());
    }
    (paths.len(), refused)
}

#[test]
fn check_finds_what_generate_finds_in_the_fixtures() {
    let (all, refused) = compare(Path::new("tests"));
    assert!(all > 100 && refused > 30, "{all}, {refused}");
}

#[test]
fn check_finds_what_generate_finds_in_published_contracts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/open");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    // Generating takes long in a debug build, so only small projects are used.
    let most = if std::env::var_os("CI_FULL").is_some() {
        usize::MAX
    } else {
        100
    };
    let mut projects: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    projects.sort();
    let mut count = 0;
    for project in projects {
        let mut here = Vec::new();
        contracts(&project, &mut here);
        if here.len() <= most {
            count += compare(&project).0;
        }
    }
    println!("{count} contracts");
}

#[test]
fn a_pattern_that_cannot_be_checked_is_an_error_with_facets() {
    let builder = Builder::new().wsdl("tests/diagnostics/pattern_of_no_expression/main.xsd");
    let (_, _, found) = contract::check(builder.options());
    assert!(!found.has_errors(), "{:?}", found.sorted());
    let builder = builder.facets(true);
    let (_, sources, found) = contract::check(builder.options());
    let text = found.render(&sources, false);
    let message = "error[WSDL0313]: values cannot be checked with the pattern `[a-z`, as the option `facets` asks";
    assert!(text.contains(message), "{text}");
    assert!(
        text.contains("pattern_of_no_expression/main.xsd:5:7"),
        "{text}"
    );
}
