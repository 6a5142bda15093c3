//! `wsdl-codegen.toml`: options in a file.

use serde::Deserialize;
use serde::de::IntoDeserializer;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, Deserializer, Error};
use wsdl_codegen::Options;
use wsdl_codegen::internal::nearest;

/// The name of the file in the current folder.
pub(crate) const NAME: &str = "wsdl-codegen.toml";

/// Reads the options of a file, and the output folder if the file names one. Paths in the file are relative to its
/// folder.
pub(crate) fn read(path: &Path) -> Result<(Options, Option<PathBuf>), String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    parse(&text, folder).map_err(|error| format!("{}: {error}", path.display()))
}

/// The profiles of a file, by name.
pub(crate) fn profiles(path: &Path) -> Result<toml::Table, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let located = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let mut table: toml::Table = toml::from_str(&text).map_err(|error| located(&error))?;
    match table.remove("profiles") {
        None => Ok(toml::Table::new()),
        Some(toml::Value::Table(profiles)) => Ok(profiles),
        Some(_) => Err(located(&"profiles is a table: [profiles.test]")),
    }
}

/// Reads the options of a text; paths in it are relative to `folder`.
pub(crate) fn parse(text: &str, folder: &Path) -> Result<(Options, Option<PathBuf>), String> {
    let located = |mut error: Error| {
        error.set_input(Some(text));
        error
    };
    let mut table = DeTable::parse(text).map_err(|error| error.to_string())?;
    let unknown = unknown_key(table.get_ref());
    // Those of `call`.
    table.get_mut().remove("profiles");
    // `out` is not an option of the generator, since a build script writes to `OUT_DIR`.
    let out = match table.get_mut().remove("out") {
        Some(value) => Some(
            PathBuf::deserialize(value.into_deserializer())
                .map_err(|error| located(error).to_string())?,
        ),
        None => None,
    };
    let mut options =
        Options::deserialize(Deserializer::from(table)).map_err(|error| {
            match unknown.filter(|_| error.message().starts_with("unknown field")) {
                Some(advice) => format!("{}{advice}", located(error)),
                None => located(error).to_string(),
            }
        })?;
    let locations = options.locations.iter_mut().map(|(_, path)| path);
    for path in options
        .wsdl
        .iter_mut()
        .chain(&mut options.folders)
        .chain(locations)
    {
        *path = folder.join(&*path);
    }
    Ok((options, out.map(|path| folder.join(path))))
}

/// Advice on the first key that is no option, if one is named similarly.
fn unknown_key(table: &DeTable<'_>) -> Option<String> {
    let known = || {
        Options::ALL
            .iter()
            .map(|option| option.name)
            .chain(["out", "profiles"])
    };
    let unknown = table
        .keys()
        .find(|key| !known().any(|name| name == key.get_ref().as_ref()))?;
    let near = nearest(unknown.get_ref(), known())?;
    Some(format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_file() {
        let text = r#"
            wsdl = ["a.wsdl", "/b.wsdl"]
            out = "src/generated"
            folders = "schemas"
            [locations]
            "http://example.com/x" = "x.xsd"
        "#;
        let (options, out) = parse(text, Path::new("etc")).expect("the file is fine");
        let expected = Options {
            wsdl: vec!["etc/a.wsdl".into(), "/b.wsdl".into()],
            locations: vec![("http://example.com/x".to_owned(), "etc/x.xsd".into())],
            folders: vec!["etc/schemas".into()],
            ..Options::default()
        };
        assert_eq!(options, expected);
        assert_eq!(out, Some("etc/src/generated".into()));
    }

    #[test]
    fn an_empty_file_gives_the_defaults() {
        assert_eq!(parse("", Path::new("")), Ok((Options::default(), None)));
    }

    #[test]
    fn a_typing_error_is_located() {
        for (text, message) in [
            ("\nmodul = 'x'\n", "unknown field `modul`"),
            ("\nmodul = 'x'\n", "did you mean `module`?"),
            (
                "\nmodule = 1\n",
                "invalid type: integer `1`, expected a string",
            ),
            ("\nout = 1\n", "invalid type: integer `1`"),
        ] {
            let error = parse(text, Path::new("")).expect_err("refused");
            assert!(
                error.contains(message) && error.contains("line 2"),
                "{error}"
            );
        }
    }
}
