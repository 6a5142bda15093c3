//! `wsdl-codegen inspect`.

use super::arguments::Inspect;
use super::console::{Console, FAINT, STRONG, counted};
use super::exit_codes::DONE;
use super::{Outcome, Stop, input};
use std::fmt::Write;
use wsdl_codegen::contract::inspect::{Inventory, Policy, inspect, signatures};
use wsdl_codegen::contract::matches;
use wsdl_codegen::internal::nearest;

pub(super) fn run(arguments: &Inspect, console: &mut Console) -> Outcome {
    let (options, _) = input::options(&arguments.inputs)?;
    let model = input::read_model(&options, console)?;
    let mut inventory = inspect(&model);
    if let Some(glob) = &arguments.filter {
        let names: Vec<_> = (inventory.operations.iter().map(|one| &one.name))
            .chain(inventory.types.iter().map(|one| &one.name))
            .cloned()
            .collect();
        inventory.operations.retain(|operation| {
            matches(glob, &operation.name)
                || matches(glob, &format!("{}.{}", operation.service, operation.name))
        });
        inventory.types.retain(|ty| matches(glob, &ty.name));
        if inventory.operations.is_empty() && inventory.types.is_empty() {
            let near = nearest(glob, names.iter().map(String::as_str));
            let hint = near.map_or(String::new(), |name| format!(": did you mean `{name}`?"));
            console.say(&format!("no operation or type matches `{glob}`{hint}"));
        }
    }
    let text = if arguments.json {
        let json = serde_json::to_string_pretty(&inventory)
            .map_err(|error| Stop::Failed(error.to_string()))?;
        json + "\n"
    } else {
        table(&inventory, arguments.types, console)
    };
    if arguments.json {
        console.print(&text)?;
    } else {
        console.print_prose(&text)?;
    }
    Ok(DONE)
}

/// The requirements of a port, those that are not known, and the options that meet the rest.
fn policy(out: &mut String, policy: &Policy) {
    for (title, texts) in [
        ("asks for", &policy.demands),
        ("not known here", &policy.unmet),
    ] {
        if !texts.is_empty() {
            let _ = writeln!(out, "    {title}: {}", texts.join("; "));
        }
    }
    for line in &policy.options {
        let _ = writeln!(out, "      {line}");
    }
}

fn table(inventory: &Inventory, with_types: bool, console: &Console) -> String {
    let mut out = String::new();
    for service in &inventory.services {
        let _ = writeln!(
            out,
            "service {} {}",
            console.paint(STRONG, &service.name),
            console.paint(FAINT, &service.namespace)
        );
        for port in &service.ports {
            let address = port.address.as_deref().unwrap_or("no address");
            let _ = writeln!(
                out,
                "  port {} ({}, {} of {}) {address}",
                port.name,
                port.protocol,
                counted(port.operations, "operation"),
                port.port_type
            );
            policy(&mut out, &port.policy);
        }
    }
    let mut last = None;
    let mut headers = None;
    for operation in &inventory.operations {
        if last != Some(&operation.service) {
            let _ = writeln!(
                out,
                "\noperations of {}",
                console.paint(STRONG, &operation.service)
            );
            last = Some(&operation.service);
            headers = None;
        }
        // Most services have one set of headers, so they are shown only where they change.
        let these = (&operation.request_headers, &operation.response_headers);
        if headers != Some(these) {
            headers = Some(these);
            let _ = writeln!(
                out,
                "{}",
                console.paint(
                    FAINT,
                    &format!("  headers: {} -> {}", list(these.0), list(these.1))
                )
            );
        }
        let _ = writeln!(out, "  {}", operation.signature());
        if !operation.faults.is_empty() {
            let _ = writeln!(out, "      faults: {}", list(&operation.faults));
        }
        let summary = operation.summary();
        if !summary.is_empty() {
            let _ = writeln!(out, "      {}", console.paint(FAINT, &summary));
        }
    }
    if with_types {
        types(inventory, console, &mut out);
    } else if !inventory.types.is_empty() {
        let count = counted(inventory.types.len(), "type");
        let _ = writeln!(out, "\n{count} (--types lists them)");
    }
    out.trim_start_matches('\n').to_owned()
}

fn types(inventory: &Inventory, console: &Console, out: &mut String) {
    let mut namespace = None;
    for ty in &inventory.types {
        if namespace != Some(&ty.namespace) {
            let _ = writeln!(out, "\ntypes of {}", console.paint(STRONG, &ty.namespace));
            namespace = Some(&ty.namespace);
        }
        let mark = if ty.is_abstract { ", abstract" } else { "" };
        let base = ty.base.as_ref();
        let base = base.map_or(String::new(), |base| format!(", derived from {base}"));
        let about = format!("{}{mark}{base}", ty.kind);
        let _ = writeln!(out, "  {} {}", ty.name, console.paint(FAINT, &about));
        for member in signatures(&ty.members) {
            let _ = writeln!(out, "      {member}");
        }
        if !ty.parts.is_empty() {
            let parts: Vec<String> = ty.parts.iter().map(ToString::to_string).collect();
            let _ = writeln!(out, "      of {}", parts.join(", "));
        }
        for (facet, value) in &ty.facets {
            let _ = writeln!(out, "      {facet} {value}");
        }
        if !ty.values.is_empty() {
            let _ = writeln!(out, "      {}", ty.values.join(" | "));
        }
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
