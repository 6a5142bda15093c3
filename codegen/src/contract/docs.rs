//! Writes a reference of the services in Markdown.

use super::inspect::{Inventory, Operation, Parameter, Port, TypeName};
use super::reference::{Reference, reference};
use super::sample::{SampleOptions, Sampler};
use super::{Call, Direction};
use crate::model::Model;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Writes the reference: services, operations with sample messages, types. `title` is the title of the page.
pub fn docs(model: &Model, title: &str, samples: &SampleOptions) -> String {
    let sampler = Sampler::new(model);
    let reference = reference(model);
    let inventory = &reference.inventory;
    let written = Written::new(&reference);
    let mut out = format!("# {title}\n\n");
    contents(&mut out, inventory);
    for service in &inventory.services {
        let _ = writeln!(
            out,
            "## Service {}\n\n| port | protocol | address in the contract |\n|---|---|---|",
            service.name
        );
        for port in &service.ports {
            let _ = writeln!(
                out,
                "| {} | {} | {} |",
                port.name,
                port.protocol,
                port.address.as_deref().unwrap_or("none")
            );
        }
        out.push('\n');
        for port in &service.ports {
            policy(&mut out, port);
        }
    }
    let mut last = "";
    for (call, operation) in reference.calls.iter().zip(&inventory.operations) {
        if operation.service != last {
            let _ = writeln!(out, "## {}\n", operation.service);
            paragraph(&mut out, &Reference::about_port_type(call));
            last = &operation.service;
        }
        section(
            &mut out,
            &sampler,
            call,
            (&reference, operation),
            samples,
            &written,
        );
    }
    types(&mut out, &reference, &written);
    out
}

/// The requirements of a port, and the options of a client that meet it.
fn policy(out: &mut String, port: &Port) {
    let policy = &port.policy;
    if policy.demands.is_empty() {
        return;
    }
    let list = |texts: &[String]| plain(&texts.join("; "));
    let _ = writeln!(out, "{} asks for: {}.", port.name, list(&policy.demands));
    if !policy.unmet.is_empty() {
        let _ = writeln!(out, "Not known here: {}.", list(&policy.unmet));
    }
    if !policy.options.is_empty() {
        let _ = writeln!(out, "\n```text\n{}\n```", policy.options.join("\n"));
    }
    out.push('\n');
}

fn contents(out: &mut String, inventory: &Inventory) {
    let mut by_service: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &inventory.operations {
        by_service
            .entry(&operation.service)
            .or_default()
            .push(operation);
    }
    for (service, operations) in by_service {
        let _ = writeln!(out, "* {service}");
        for operation in operations {
            let summary = operation.summary();
            let dash = if summary.is_empty() { "" } else { ": " };
            let _ = writeln!(
                out,
                "  * [{}](#{}){dash}{}",
                operation.name,
                anchor(&operation.service, &operation.name),
                plain(&summary)
            );
        }
    }
    out.push('\n');
}

fn anchor(service: &str, name: &str) -> String {
    format!("{service}{name}").to_lowercase()
}

fn section<'m>(
    out: &mut String,
    sampler: &Sampler<'m>,
    call: &Call<'m>,
    (reference, operation): (&Reference<'_>, &Operation),
    samples: &SampleOptions,
    written: &Written,
) {
    let _ = writeln!(
        out,
        "<a id=\"{}\"></a>\n### {}\n",
        anchor(&operation.service, &operation.name),
        operation.name
    );
    paragraph(out, &operation.documentation);
    let _ = writeln!(out, "`{}`\n", operation.signature());
    let _ = writeln!(out, "| | |\n|---|---|");
    let _ = writeln!(
        out,
        "| SOAPAction | `{}` |",
        operation.action.as_deref().unwrap_or_default()
    );
    let names = |names: &[String]| {
        if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        }
    };
    let headers = |direction| {
        let all = reference.headers(call, direction);
        let all = all.iter().map(|header| match &header.target {
            Some(ty) => written.linked(&header.name, ty),
            None => header.name.clone(),
        });
        names(&all.collect::<Vec<_>>())
    };
    let _ = writeln!(out, "| request headers | {} |", headers(Direction::Request));
    let _ = writeln!(
        out,
        "| response headers | {} |",
        headers(Direction::Response)
    );
    let _ = writeln!(out, "| faults | {} |\n", names(&operation.faults));
    table(out, "Request", &operation.request, written);
    if let Some(response) = &operation.response {
        table(out, "Response", response, written);
    }
    for fault in &operation.fault_details {
        table(
            out,
            &format!("Fault {}", plain(&fault.name)),
            &fault.detail,
            written,
        );
    }
    for (direction, name) in [
        (Direction::Request, "request"),
        (Direction::Response, "response"),
    ] {
        if call.has(direction) {
            let _ = writeln!(
                out,
                "<details><summary>sample {name}</summary>\n\n```xml\n{}```\n\n</details>\n",
                sampler.sample(call, direction, samples)
            );
        }
    }
}

fn table(out: &mut String, title: &str, parameters: &[Parameter], written: &Written) {
    if parameters.is_empty() {
        let _ = writeln!(out, "{title}: empty.\n");
        return;
    }
    let _ = writeln!(out, "| {title} | type | occurrence |\n|---|---|---|");
    for parameter in parameters {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} |",
            parameter.name,
            match &parameter.target {
                Some(target) => written.linked(&parameter.ty, target),
                None => parameter.ty.clone(),
            },
            occurrence(parameter)
        );
    }
    out.push('\n');
}

pub(super) fn occurrence(parameter: &Parameter) -> String {
    let mut range = match (parameter.min, parameter.max) {
        (0, Some(1)) if parameter.choice.is_some() => String::new(),
        (0, Some(1)) => "optional".to_owned(),
        (1, Some(1)) => "required".to_owned(),
        (min, None) => format!("{min} or more"),
        (min, Some(max)) => format!("{min} to {max}"),
    };
    if let Some(choice) = parameter.choice {
        let comma = if range.is_empty() { "" } else { ", " };
        let optional = if choice.is_optional { "optional " } else { "" };
        let branch = choice.branch.saturating_add(1);
        let _ = write!(
            range,
            "{comma}{optional}choice {}, alternative {branch}",
            choice.number
        );
    }
    let nil = if parameter.nillable { ", nillable" } else { "" };
    format!("{range}{nil}")
}

/// The anchors of the types that have a section.
struct Written(BTreeMap<TypeName, String>);

impl Written {
    fn new(reference: &Reference<'_>) -> Self {
        let mut all = BTreeMap::new();
        let mut taken: BTreeMap<String, u32> = BTreeMap::new();
        for ty in reference.types() {
            let safe = |c: char| match c.is_alphanumeric() || matches!(c, '.' | '_') {
                true => c,
                false => '-',
            };
            let mut anchor: String = ty.name.to_lowercase().chars().map(safe).collect();
            // Types of two namespaces may have one name, and names may differ in case only.
            let number = taken.entry(anchor.clone()).or_insert(0);
            *number = number.saturating_add(1);
            if *number > 1 {
                let _ = write!(anchor, "-{number}");
            }
            all.insert(ty.type_name(), format!("type-{anchor}"));
        }
        Self(all)
    }

    /// A text with a link to the section of a type, if that has one.
    fn linked(&self, text: &str, ty: &TypeName) -> String {
        match self.0.get(ty) {
            Some(anchor) => format!("[{text}](#{anchor})"),
            None => text.to_owned(),
        }
    }

    fn named(&self, ty: &TypeName) -> String {
        self.linked(&ty.to_string(), ty)
    }
}

/// The sections of types.
fn types(out: &mut String, reference: &Reference<'_>, written: &Written) {
    let _ = writeln!(out, "## Types\n");
    let mut derived: BTreeMap<&TypeName, Vec<String>> = BTreeMap::new();
    for ty in reference.types() {
        if let Some(base) = &ty.base {
            let name = written.named(&ty.type_name());
            derived.entry(base).or_default().push(name);
        }
    }
    for ty in reference.types() {
        let name = ty.type_name();
        let anchor = written.0.get(&name).map_or("", String::as_str);
        let _ = writeln!(out, "<a id=\"{anchor}\"></a>\n### {}\n", ty.name);
        paragraph(out, &ty.documentation);
        let mark = if ty.is_abstract { ", abstract" } else { "" };
        let _ = writeln!(out, "{}{mark}, in `{}`.\n", ty.kind, ty.namespace);
        if let Some(base) = &ty.base {
            let _ = writeln!(out, "Derived from {}.\n", written.named(base));
        }
        if !ty.parts.is_empty() {
            let parts: Vec<_> = ty.parts.iter().map(|part| written.named(part)).collect();
            let of = if ty.kind == "list" { "Items" } else { "One of" };
            let _ = writeln!(out, "{of}: {}.\n", parts.join(", "));
        }
        if let Some(derived) = derived.get(&name) {
            let _ = writeln!(out, "Derived types: {}.\n", derived.join(", "));
        }
        if ty.kind == "complex" {
            table(out, "Member", &ty.members, written);
        }
        if !ty.facets.is_empty() {
            let facets = ty.facets.iter();
            let facets = facets.map(|(name, value)| format!("{name} `{value}`"));
            let _ = writeln!(out, "Facets: {}.\n", facets.collect::<Vec<_>>().join(", "));
        }
        if !ty.values.is_empty() {
            let values: Vec<_> = ty.values.iter().map(|value| format!("`{value}`")).collect();
            let _ = writeln!(out, "Values: {}.\n", values.join(", "));
        }
    }
}

fn paragraph(out: &mut String, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(out, "{}\n", plain(text));
    }
}

/// Text of the contract with the special characters of Markdown escaped.
fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '#' => {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}
