//! The hidden module for generated code. Its list of names only grows.

use std::collections::BTreeSet;

/// Every name of `__private::v1`, in alphabetical order. Add a name together with the generator that uses it. Never
/// remove one.
const V1: [&str; 128] = [
    "ANY_SIMPLE_TYPE",
    "ANY_URI",
    "Actions",
    "AttributeWildcard",
    "BLOCKS_EXTENSION",
    "BLOCKS_RESTRICTION",
    "BuiltIn",
    "COLLAPSE",
    "Choice",
    "Complex",
    "Components",
    "Content",
    "Declared",
    "DeclaredAttribute",
    "DecodeError",
    "ENCODED",
    "ENTITIES",
    "ENTITY",
    "EXTENSION",
    "Empty",
    "FIXED",
    "FaultDetail",
    "Field",
    "FieldValue",
    "Flags",
    "Group",
    "HeaderName",
    "HeaderValue",
    "ID",
    "IDREF",
    "IDREFS",
    "Identity",
    "IdentityField",
    "IdentityPath",
    "Inner",
    "Kind",
    "LANGUAGE",
    "List",
    "Member",
    "NAME",
    "NCNAME",
    "NEGATIVE_INTEGER",
    "NILLABLE",
    "NIL_CHECKED",
    "NMTOKEN",
    "NMTOKENS",
    "NON_NEGATIVE_INTEGER",
    "NON_POSITIVE_INTEGER",
    "Name",
    "NameTest",
    "NamedType",
    "Nested",
    "NestedMut",
    "NilRoom",
    "Operation",
    "POSITIVE_INTEGER",
    "Pair",
    "Pairs",
    "Particle",
    "Polymorphic",
    "REPEATED",
    "REPLACE",
    "REQUIRED",
    "RESPONSE",
    "RESTRICTION",
    "RawElement",
    "Reader",
    "SECRET",
    "STRING",
    "Scalar",
    "Scope",
    "Simple",
    "SimpleType",
    "SoapVersion",
    "Struct",
    "Style",
    "Text",
    "TextForm",
    "TypeName",
    "ValueError",
    "View",
    "ViewMut",
    "WhiteSpace",
    "Wildcard",
    "Writer",
    "any",
    "any_attribute",
    "attribute",
    "canonical",
    "check_mixed",
    "choice",
    "client",
    "common",
    "constant",
    "debug",
    "element",
    "enumeration",
    "faults",
    "group",
    "holds_value",
    "known",
    "label",
    "member",
    "needs_client",
    "needs_facets",
    "needs_server",
    "no_text",
    "no_value",
    "parse_simple",
    "parse_word",
    "polymorphic",
    "read_simple",
    "read_simple_nil",
    "read_simple_text",
    "route",
    "serde",
    "simple",
    "structure",
    "text",
    "union",
    "union_member",
    "union_rest",
    "unknown",
    "unknown_value",
    "variants",
    "write_simple",
    "write_simple_text",
    "write_word",
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
