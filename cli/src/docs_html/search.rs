//! The script of the search, with its index.

use super::Site;
use super::links::full_name;
use serde_json::{Value, json};

/// The script. An entry of its index is a name, what it is, its page, a summary, and its members.
pub(super) fn script(site: &Site<'_>) -> String {
    let mut entries: Vec<Value> = Vec::new();
    let operations = site.reference.inventory.operations.iter();
    for (operation, href) in operations.zip(&site.links.operations) {
        let name = full_name(operation);
        entries.push(json!([name, "operation", href, operation.summary(), []]));
    }
    for ty in site.reference.types() {
        let members: Vec<&str> = ty.members.iter().map(|one| one.name.as_str()).collect();
        let href = site.links.of(&ty.type_name()).unwrap_or_default();
        entries.push(json!([ty.name, ty.kind, href, ty.summary(), members]));
    }
    let lines: Vec<String> = entries.iter().map(Value::to_string).collect();
    format!(
        "const index = [\n{}\n];\n{}",
        lines.join(",\n"),
        include_str!("search.js")
    )
}
