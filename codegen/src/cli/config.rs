//! `wsdl-codegen.toml`: the options as a file.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use std::fmt;
use std::path::{Path, PathBuf};
use wsdl_codegen::{Layout, Options};

/// The name that is looked for in the current folder.
pub(crate) const NAME: &str = "wsdl-codegen.toml";

/// The file. Paths in it are relative to its folder.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct File {
    wsdl: Vec<PathBuf>,
    out: Option<PathBuf>,
    locations: Pairs,
    folders: Vec<PathBuf>,
    keep_going: Option<bool>,
    side_by_side: Option<bool>,
    facets: Option<bool>,
    module: Option<String>,
    command: Option<String>,
    runtime: Option<String>,
    layout: Option<FileLayout>,
    client: Option<bool>,
    server: Option<bool>,
    server_feature: Option<String>,
    service_features: Option<bool>,
    include: Choice,
    exclude: Choice,
    rename: Rename,
    derives: Pairs,
    attributes: Pairs,
    map_types: Pairs,
    nillable: Vec<String>,
    nil_items: Vec<String>,
    keep_unknown: Vec<String>,
    closed: Vec<String>,
    secrets: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Choice {
    services: Vec<String>,
    ports: Vec<String>,
    operations: Vec<String>,
    types: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Rename {
    types: Pairs,
    fields: Pairs,
    operations: Pairs,
    modules: Pairs,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FileLayout {
    Services,
    Namespaces,
}

/// A table of texts, or of lists of texts, in the order of the file: later selectors win over earlier ones.
#[derive(Debug, Default)]
struct Pairs(Vec<(String, String)>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Table;
        impl<'de> Visitor<'de> for Table {
            type Value = Pairs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of texts")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, OneOrMany>()? {
                    match value {
                        OneOrMany::One(value) => pairs.push((key, value)),
                        OneOrMany::Many(values) => {
                            pairs.extend(values.into_iter().map(|value| (key.clone(), value)))
                        }
                    }
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Table)
    }
}

/// The options of a file, and the folder to write to if it says one.
pub(crate) fn read(path: &Path) -> Result<(Options, Option<PathBuf>), String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    parse(&text, folder).map_err(|error| format!("{}: {error}", path.display()))
}

fn parse(text: &str, folder: &Path) -> Result<(Options, Option<PathBuf>), String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let standard = Options::default();
    let path = |path: PathBuf| folder.join(path);
    let options = Options {
        wsdl: file.wsdl.into_iter().map(path).collect(),
        locations: file
            .locations
            .0
            .into_iter()
            .map(|(place, target)| (place, folder.join(target)))
            .collect(),
        folders: file.folders.into_iter().map(path).collect(),
        keep_going: file.keep_going.unwrap_or(standard.keep_going),
        side_by_side: file.side_by_side.unwrap_or(standard.side_by_side),
        facets: file.facets.unwrap_or(standard.facets),
        module: file.module.unwrap_or(standard.module),
        command: file.command.unwrap_or(standard.command),
        runtime: file.runtime.unwrap_or(standard.runtime),
        layout: match file.layout {
            Some(FileLayout::Services) => Layout::Services,
            Some(FileLayout::Namespaces) => Layout::Namespaces,
            None => standard.layout,
        },
        client: file.client.unwrap_or(standard.client),
        server: file.server.unwrap_or(standard.server),
        server_feature: file.server_feature,
        service_features: file.service_features.unwrap_or(standard.service_features),
        include_services: file.include.services,
        exclude_services: file.exclude.services,
        include_ports: file.include.ports,
        exclude_ports: file.exclude.ports,
        include_operations: file.include.operations,
        exclude_operations: file.exclude.operations,
        include_types: file.include.types,
        exclude_types: file.exclude.types,
        rename_types: file.rename.types.0,
        rename_fields: file.rename.fields.0,
        rename_operations: file.rename.operations.0,
        rename_modules: file.rename.modules.0,
        derives: file.derives.0,
        attributes: file.attributes.0,
        map_types: file.map_types.0,
        nillable: file.nillable,
        nil_items: file.nil_items,
        keep_unknown: file.keep_unknown,
        closed: file.closed,
        secrets: file.secrets.unwrap_or(standard.secrets),
    };
    Ok((options, file.out.map(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_can_be_said() {
        let text = r#"
            wsdl = ["a.wsdl", "/b.wsdl"]
            out = "src/generated"
            folders = ["schemas"]
            keep-going = true
            side-by-side = true
            facets = true
            module = "m"
            command = "make generated"
            runtime = "::crm::soap"
            layout = "namespaces"
            client = false
            server = true
            server-feature = "server"
            service-features = true
            nillable = ["Person.*"]
            nil-items = ["ArrayOfstring"]
            keep-unknown = ["*Entity"]
            closed = ["Color"]
            secrets = ["Pin"]
            [locations]
            "http://example.com/x" = "x.xsd"
            [include]
            services = ["A"]
            ports = ["B"]
            operations = ["A.*"]
            types = ["T"]
            [exclude]
            services = ["C"]
            ports = ["D"]
            operations = ["A.X"]
            types = ["U"]
            [rename.types]
            "z*" = "Z"
            a = "A"
            [rename.fields]
            "T.m" = "n"
            [rename.operations]
            "A.Op" = "run"
            [rename.modules]
            A = "service_a"
            [derives]
            "*" = ["Eq", "Hash"]
            [attributes]
            T = "doc(hidden)"
            [map-types]
            Money = "crate::Money"
        "#;
        let pairs = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(one, other)| (one.to_string(), other.to_string()))
                .collect::<Vec<_>>()
        };
        let list = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| text.to_string())
                .collect::<Vec<_>>()
        };
        let (options, out) = parse(text, Path::new("etc")).expect("the file is fine");
        let expected = Options {
            wsdl: vec!["etc/a.wsdl".into(), "/b.wsdl".into()],
            locations: vec![("http://example.com/x".to_owned(), "etc/x.xsd".into())],
            folders: vec!["etc/schemas".into()],
            keep_going: true,
            side_by_side: true,
            facets: true,
            module: "m".to_owned(),
            command: "make generated".to_owned(),
            runtime: "::crm::soap".to_owned(),
            layout: Layout::Namespaces,
            client: false,
            server: true,
            server_feature: Some("server".to_owned()),
            service_features: true,
            include_services: list(&["A"]),
            exclude_services: list(&["C"]),
            include_ports: list(&["B"]),
            exclude_ports: list(&["D"]),
            include_operations: list(&["A.*"]),
            exclude_operations: list(&["A.X"]),
            include_types: list(&["T"]),
            exclude_types: list(&["U"]),
            rename_types: pairs(&[("z*", "Z"), ("a", "A")]),
            rename_fields: pairs(&[("T.m", "n")]),
            rename_operations: pairs(&[("A.Op", "run")]),
            rename_modules: pairs(&[("A", "service_a")]),
            derives: pairs(&[("*", "Eq"), ("*", "Hash")]),
            attributes: pairs(&[("T", "doc(hidden)")]),
            map_types: pairs(&[("Money", "crate::Money")]),
            nillable: list(&["Person.*"]),
            nil_items: list(&["ArrayOfstring"]),
            keep_unknown: list(&["*Entity"]),
            closed: list(&["Color"]),
            secrets: list(&["Pin"]),
        };
        assert_eq!(options, expected);
        assert_eq!(out, Some("etc/src/generated".into()));
    }

    #[test]
    fn an_empty_file_says_nothing() {
        assert_eq!(parse("", Path::new("")), Ok((Options::default(), None)));
    }

    #[test]
    fn a_typing_error_is_located() {
        let error = parse("modul = 'x'\n", Path::new("")).expect_err("there is no such option");
        assert!(
            error.contains("unknown field `modul`") && error.contains("line 1"),
            "{error}"
        );
    }
}
