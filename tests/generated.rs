//! `generated/` is the same as the output of the build script.
#![cfg(feature = "build-time")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| {
            let entry = entry.expect("readable");
            let text = fs::read_to_string(entry.path()).expect("a text file");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect()
}

#[test]
fn generated_is_what_the_build_script_generates() {
    let built = files(&Path::new(env!("OUT_DIR")).join("services83"));
    let kept = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("generated"));
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(&built),
        names(&kept),
        "generated/ has other files: run `cargo xtask regenerate`"
    );
    for (name, text) in &built {
        assert!(
            kept.get(name) == Some(text),
            "generated/{name} is not what the build script generates: run `cargo xtask regenerate`"
        );
    }
}
