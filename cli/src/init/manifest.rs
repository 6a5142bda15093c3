//! The dependencies in `Cargo.toml`.

use crate::Stop;
use std::fmt::Write as _;

/// The version of both crates: they are released together.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A manifest with the dependencies that generated code and the first call need. What is there stays.
pub(super) fn completed(text: &str) -> Result<String, Stop> {
    let table: toml::Table = text
        .parse()
        .map_err(|error| Stop::Failed(format!("Cargo.toml: {error}")))?;
    let package = table.get("package").ok_or_else(|| {
        Stop::Failed("Cargo.toml has no [package]: run this in the folder of a crate".to_owned())
    })?;
    if let Some(script) = package.get("build") {
        return Err(Stop::Failed(format!(
            "the crate has a build script of its own, {script}: call wsdl_codegen::Builder there"
        )));
    }
    let version = VERSION.rsplit_once('.').map_or(VERSION, |(minor, _)| minor);
    let mut text = text.to_owned();
    for (section, name, line) in [
        (
            "dependencies",
            "soap-runtime",
            format!("soap-runtime = {{ version = \"{version}\", features = [\"ureq\"] }}"),
        ),
        (
            "build-dependencies",
            "wsdl-codegen",
            format!("wsdl-codegen = \"{version}\""),
        ),
    ] {
        let is_there = table.get(section).and_then(|table| table.get(name));
        if is_there.is_none() {
            insert(&mut text, section, &line);
        }
    }
    Ok(text)
}

/// Puts a line at the start of a section, which is added if it is missing.
fn insert(text: &mut String, section: &str, line: &str) {
    let header = format!("[{section}]");
    let mut at = 0;
    for one in text.split_inclusive('\n') {
        at += one.len();
        let code = one.split('#').next().unwrap_or_default().trim();
        if code == header {
            let line = if one.ends_with('\n') {
                format!("{line}\n")
            } else {
                format!("\n{line}\n")
            };
            text.insert_str(at, &line);
            return;
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let _ = write!(text, "\n{header}\n{line}\n");
}

#[cfg(test)]
mod tests {
    use super::completed;

    #[test]
    fn dependencies_are_added_once() {
        let new = "[package]\nname = \"x\"\n\n[dependencies] # ours\nserde = \"1\"\n";
        let Ok(first) = completed(new) else {
            panic!("it can be completed")
        };
        assert_eq!(
            first,
            "[package]\nname = \"x\"\n\n[dependencies] # ours\n\
             soap-runtime = { version = \"0.1\", features = [\"ureq\"] }\nserde = \"1\"\n\n\
             [build-dependencies]\nwsdl-codegen = \"0.1\"\n"
        );
        assert!(completed(&first).is_ok_and(|second| second == first));
        let without_end = completed("[package]\nname = \"x\"\n[dependencies]");
        assert!(without_end.is_ok_and(|text| text.contains("[dependencies]\nsoap-runtime")));
        assert!(completed("[workspace]\n").is_err());
        assert!(completed("[package]\nbuild = \"own.rs\"\n").is_err());
        assert!(completed("[").is_err());
    }
}
