//! Overrides by selector: the parsed options whose values are Rust.

use super::Options;
use super::selector::Selectors;
use crate::diagnostic::{Code, Diagnostics};
use crate::tokens::Tokens;

/// The user's decisions, which replace those of the generator.
pub(crate) struct Overrides {
    pub(crate) runtime: Tokens,
    pub(crate) mapped: Selectors<usize>,
    pub(crate) mapped_paths: Vec<Tokens>,
    pub(crate) keep_unknown: Selectors<()>,
    pub(crate) rename_types: Selectors<String>,
    pub(crate) rename_operations: Selectors<String>,
    pub(crate) rename_modules: Selectors<String>,
    pub(crate) types: TypeOverrides,
}

/// Overrides for types and their members.
pub(crate) struct TypeOverrides {
    pub(crate) rename_fields: Selectors<String>,
    pub(crate) derives: Selectors<Tokens>,
    pub(crate) attributes: Selectors<Tokens>,
    pub(crate) nillable: Selectors<()>,
    pub(crate) nil_items: Selectors<()>,
    pub(crate) header_blocks: Selectors<()>,
    pub(crate) closed: Selectors<()>,
    pub(crate) facets: bool,
    pub(crate) secrets: Selectors<()>,
}

impl Overrides {
    pub(crate) fn parse(options: &Options, diagnostics: &mut Diagnostics) -> Self {
        let mut mapped_paths = Vec::new();
        let mut mapped = Vec::new();
        for (selector, path) in &options.map_types {
            if let Some(tokens) = parse_type(path, "map_types", diagnostics) {
                mapped.push((selector, mapped_paths.len()));
                mapped_paths.push(tokens);
            }
        }
        let renames = |option, given: &[(String, String)], diagnostics: &mut Diagnostics| {
            let mut valid = Vec::new();
            for (selector, name) in given {
                if is_identifier(name) {
                    valid.push((selector.clone(), name.clone()));
                } else {
                    diagnostics.error(
                        Code::OptionValue,
                        None,
                        format!("`{name}` of `{option}` is no Rust identifier"),
                    );
                }
            }
            Selectors::new(
                option,
                valid
                    .iter()
                    .map(|(selector, name)| (selector, name.clone())),
            )
        };
        let plain =
            |option, given: &[String]| Selectors::new(option, given.iter().map(|text| (text, ())));
        let mut tokens = |option, given: &[(String, String)], attribute: bool| {
            let mut parsed = Vec::new();
            for (selector, text) in given {
                let valid = if attribute {
                    let checked = format!("#[{text}] struct S;");
                    syn::parse_str::<syn::ItemStruct>(&checked).is_ok()
                } else {
                    syn::parse_str::<syn::Path>(text).is_ok()
                };
                match text.parse::<Tokens>() {
                    Ok(tokens) if valid => parsed.push((selector.clone(), tokens)),
                    _ => {
                        diagnostics.error(
                            Code::OptionValue,
                            None,
                            format!("`{text}` of `{option}` is not Rust"),
                        );
                    }
                }
            }
            Selectors::new(
                option,
                parsed
                    .iter()
                    .map(|(selector, tokens)| (selector, tokens.clone())),
            )
        };
        let derives = tokens("derives", &options.derives, false);
        let attributes = tokens("attributes", &options.attributes, true);
        let runtime = match syn::parse_str::<syn::Path>(&options.runtime) {
            Ok(_) => options.runtime.parse().unwrap_or_default(),
            Err(_) => {
                diagnostics.error(
                    Code::OptionValue,
                    None,
                    format!("`{}` of `runtime` is no path", options.runtime),
                );
                Tokens::default()
            }
        };
        check_module(options, diagnostics);
        Self {
            runtime,
            mapped: Selectors::new("map_types", mapped),
            mapped_paths,
            keep_unknown: plain("keep_unknown", &options.keep_unknown),
            rename_types: renames("rename_types", &options.rename_types, diagnostics),
            rename_operations: renames(
                "rename_operations",
                &options.rename_operations,
                diagnostics,
            ),
            rename_modules: renames("rename_modules", &options.rename_modules, diagnostics),
            types: TypeOverrides {
                rename_fields: renames("rename_fields", &options.rename_fields, diagnostics),
                derives,
                attributes,
                nillable: plain("nillable", &options.nillable),
                nil_items: plain("nil_items", &options.nil_items),
                header_blocks: plain("header_blocks", &options.header_blocks),
                closed: plain("closed", &options.closed),
                facets: options.facets,
                secrets: plain("secrets", &options.secrets),
            },
        }
    }

    pub(crate) fn report(&self, diagnostics: &mut Diagnostics) {
        self.mapped.report_unused(diagnostics);
        self.keep_unknown.report_unused(diagnostics);
        self.rename_types.report_unused(diagnostics);
        self.rename_operations.report_unused(diagnostics);
        self.rename_modules.report_unused(diagnostics);
        self.types.rename_fields.report_unused(diagnostics);
        self.types.derives.report_unused(diagnostics);
        self.types.attributes.report_unused(diagnostics);
        self.types.nillable.report_unused(diagnostics);
        self.types.nil_items.report_unused(diagnostics);
        self.types.header_blocks.report_unused(diagnostics);
        self.types.closed.report_unused(diagnostics);
        self.types.secrets.report_unused(diagnostics);
    }
}

/// Whether `text` can be the name of an item. `gen` is a keyword since the 2024 edition.
fn is_identifier(text: &str) -> bool {
    text != "gen" && syn::parse_str::<syn::Ident>(text).is_ok()
}

fn parse_type(text: &str, option: &str, diagnostics: &mut Diagnostics) -> Option<Tokens> {
    if syn::parse_str::<syn::Type>(text).is_ok()
        && let Ok(tokens) = text.parse()
    {
        return Some(tokens);
    }
    diagnostics.error(
        Code::OptionValue,
        None,
        format!("`{text}` of `{option}` is no Rust type"),
    );
    None
}

/// The name of the module is an identifier.
fn check_module(options: &Options, diagnostics: &mut Diagnostics) {
    if syn::parse_str::<syn::Ident>(&options.module).is_err() {
        diagnostics.error(
            Code::OptionValue,
            None,
            format!("`{}` of `module` is no name of a module", options.module),
        );
    }
}
