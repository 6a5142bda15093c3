//! The hidden module that generated code names: its list only grows.

use std::collections::BTreeSet;

/// Every name of `__private::v1`, in the order of the alphabet. A name is added here together with the generator that uses it, and
/// none is taken away.
const V1: [&str; 65] = [
    "Actions",
    "AttributeWildcard",
    "COLLAPSE",
    "Choice",
    "Complex",
    "Content",
    "DecodeError",
    "DeclaredAttribute",
    "Empty",
    "ENCODED",
    "FIXED",
    "Facets",
    "FaultDetail",
    "Field",
    "FieldValue",
    "Flags",
    "Group",
    "Inner",
    "Kind",
    "List",
    "Member",
    "NILLABLE",
    "Name",
    "Nested",
    "NestedMut",
    "NilRoom",
    "Operation",
    "Pair",
    "Particle",
    "Polymorphic",
    "REPEATED",
    "REPLACE",
    "REQUIRED",
    "RawElement",
    "Reader",
    "RESPONSE",
    "SECRET",
    "Scope",
    "Simple",
    "SoapVersion",
    "Space",
    "Struct",
    "Style",
    "Text",
    "TypeName",
    "ValueError",
    "WhiteSpace",
    "Wildcard",
    "Writer",
    "any",
    "any_attribute",
    "attribute",
    "choice",
    "element",
    "group",
    "no_text",
    "parse_simple",
    "polymorphic",
    "read_simple",
    "read_simple_text",
    "simple",
    "text",
    "unknown",
    "write_simple",
    "write_simple_text",
];

#[test]
fn the_list_only_grows() {
    let source = include_str!("../src/private/v1.rs");
    let lines = source.lines().filter(|line| !line.starts_with("//"));
    let code: String = lines.map(|line| format!("{line} ")).collect();
    let mut names = BTreeSet::new();
    for statement in code.split(';') {
        let Some((_, path)) = statement.split_once("pub use ") else {
            continue;
        };
        assert!(!path.contains('*'), "{path} is no list");
        let items = path.rsplit("::").next().unwrap();
        for item in items.split(['{', '}', ',']) {
            let name = item.rsplit(" as ").next().unwrap().trim();
            if !name.is_empty() {
                assert!(names.insert(name.to_owned()), "{name} is there twice");
            }
        }
    }
    let expected: BTreeSet<String> = V1.into_iter().map(str::to_owned).collect();
    assert_eq!(names, expected);
}
