//! Every public WSDL at hand is read, or refused with a reason. None makes the generator panic or takes long.
//!
//! The documents are not part of the repository. They are looked for in `$WSDL_CORPUS` and in `../shared/corpus` beside
//! the repository. Without them the test does nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use wsdl_codegen::diagnostic::Severity;
use wsdl_codegen::internal::{Input, ReadOptions, read};

fn corpus(part: &str) -> Option<PathBuf> {
    let root = std::env::var_os("WSDL_CORPUS")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"));
    let folder = root.join(part);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there", folder.display());
    None
}

fn wsdls(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            wsdls(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "wsdl")
        {
            found.push(path);
        }
    }
}

#[test]
fn the_services83_contracts_are_one_model() {
    let Some(folder) = corpus("services83/wsdl") else {
        return;
    };
    let mut files = Vec::new();
    wsdls(&folder, &mut files);
    let inputs: Vec<Input> = files.iter().cloned().map(Input::Path).collect();
    let start = Instant::now();
    let (model, sources, diagnostics) = read(&inputs, &ReadOptions::default());
    let took = start.elapsed();
    assert!(
        !diagnostics.has_errors(),
        "{}",
        diagnostics.render(&sources, false)
    );
    let model = model.expect("a model");
    let ours = "http://www.superoffice.net/ws/crm/NetServer/Services83";
    let schema = "http://www.w3.org/2001/XMLSchema";
    let named = |wanted: &dyn Fn(&str) -> bool| {
        model
            .types
            .iter()
            .filter(|(_, ty)| ty.name.as_ref().is_some_and(|name| wanted(&name.namespace)))
            .count()
    };
    assert_eq!(
        (
            named(&|namespace| namespace == ours),
            named(&|namespace| namespace != schema)
        ),
        (526, 535)
    );
    println!(
        "{} files, {} types, {} elements, {} services, {} operations: {took:?}\n{}",
        files.len(),
        model.types.len(),
        model.elements.len(),
        model.services.len(),
        model
            .port_types
            .iter()
            .map(|(_, port_type)| port_type.operations.len())
            .sum::<usize>(),
        diagnostics.summary(),
    );
    assert_eq!(model.services.len(), files.len());
    // Wrapper elements of one name that differ between the services are kept apart.
    let mut global: BTreeMap<String, usize> = BTreeMap::new();
    for (_, element) in model.elements.iter().filter(|(_, element)| element.global) {
        *global.entry(element.name.to_string()).or_default() += 1;
    }
    assert_eq!(global.values().filter(|count| **count > 1).count(), 25);
    for file in &files {
        let (model, sources, diagnostics) =
            read(&[Input::Path(file.clone())], &ReadOptions::default());
        assert!(
            model.is_some() && !diagnostics.has_errors(),
            "{}",
            diagnostics.render(&sources, false)
        );
    }
}

#[test]
fn public_contracts_load_or_say_why_not() {
    let Some(folder) = corpus("open") else { return };
    let mut files = Vec::new();
    wsdls(&folder, &mut files);
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut warnings: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let (mut loaded, mut slowest) = (0, (Duration::ZERO, PathBuf::new()));
    let begin = Instant::now();
    for file in &files {
        let name = file.strip_prefix(&folder).unwrap_or(file);
        let project = folder.join(
            name.components()
                .next()
                .map(|part| part.as_os_str())
                .unwrap_or_default(),
        );
        // Toolkits resolve imports from the folder they were started in: any folder above the file.
        let above = file
            .ancestors()
            .skip(2)
            .take_while(|ancestor| ancestor.starts_with(&project));
        let options = ReadOptions {
            roots: above.map(Path::to_owned).collect(),
            ..ReadOptions::default()
        };
        let start = Instant::now();
        let (_, sources, diagnostics) = read(&[Input::Path(file.clone())], &options);
        let took = start.elapsed();
        assert!(
            took < Duration::from_secs(10),
            "{} took {took:?}",
            name.display()
        );
        if took > slowest.0 {
            slowest = (took, name.to_owned());
        }
        for found in diagnostics.sorted() {
            if found.severity == Severity::Warning {
                let text = found.render(&sources, false);
                let list = warnings.entry(found.code.as_str()).or_default();
                list.push(text.lines().take(4).collect::<Vec<_>>().join("\n"));
            }
        }
        if !diagnostics.has_errors() {
            loaded += 1;
            continue;
        }
        let first = diagnostics
            .sorted()
            .into_iter()
            .find(|found| found.severity == Severity::Error)
            .cloned();
        let first = first.expect("an error");
        reasons
            .entry(first.code.as_str().to_owned())
            .or_default()
            .push(format!(
                "{}: {}",
                name.display(),
                first
                    .render(&sources, false)
                    .lines()
                    .next()
                    .unwrap_or_default()
            ));
    }
    println!(
        "{loaded} of {} load; {:?} in all; slowest {slowest:?}",
        files.len(),
        begin.elapsed()
    );
    for (code, list) in &warnings {
        println!("warning {code}: {}", list.len());
        if std::env::var("WSDL_CORPUS_LIST").as_deref() == Ok(*code) {
            println!("{}", list.join("\n"));
        }
    }
    for (code, list) in &reasons {
        println!("{code}: {}", list.len());
        if std::env::var_os("WSDL_CORPUS_LIST").is_some() {
            for line in list {
                println!("    {line}");
            }
        }
    }
}
