//! The first page and the page of changes.

use super::changes::{Changes, Mark, Owner};
use super::html::anchor;
use super::links::full_name;
use super::page::{mark, page};
use super::{Html, Site};
use std::collections::BTreeMap;
use wsdl_codegen::contract::Reference;
use wsdl_codegen::contract::diff::Impact;
use wsdl_codegen::contract::inspect::{Policy, Service, Type};

/// Writes the first page: services with their ports, operations, types.
pub(super) fn index(site: &Site<'_>) -> String {
    let (mut nav, mut main) = (Html::default(), Html::default());
    let inventory = &site.reference.inventory;
    main.element("<h1>", &site.title, "</h1>\n");
    nav.raw("<h2>Contents</h2>\n<ul>\n");
    if let Some(changes) = &site.changes {
        summary(&mut main, changes);
        nav.raw("<li><a href=\"changes.html\">Changes</a></li>\n");
    }
    if !inventory.services.is_empty() {
        nav.raw("<li><a href=\"#services\">Services</a></li>\n");
        main.raw("<h2 id=\"services\">Services</h2>\n");
        main.raw("<table class=\"ports\">\n<thead><tr><th>Service</th><th>Port</th><th>Protocol</th><th>Port type</th><th>Address</th></tr></thead>\n<tbody>\n");
        for service in &inventory.services {
            ports(&mut main, service);
        }
        main.raw("</tbody>\n</table>\n");
    }
    operations(site, &mut nav, &mut main);
    types(site, &mut nav, &mut main);
    nav.raw("</ul>\n");
    page(site, None, &nav, &main)
}

fn summary(out: &mut Html, changes: &Changes) {
    let count = |impact| changes.report.count(impact).to_string();
    out.raw("<p class=\"note\"><a href=\"changes.html\">Changes since the older version</a>: ");
    out.text(&count(Impact::Breaking)).raw(" breaking, ");
    out.text(&count(Impact::Compatible))
        .raw(" compatible.</p>\n");
}

fn ports(out: &mut Html, service: &Service) {
    for port in &service.ports {
        out.raw("<tr><td><span title=\"").text(&service.namespace);
        out.element("\">", &service.name, "</span></td><td><code>");
        out.element("", &port.name, "</code></td><td>");
        out.element("", &port.protocol, "</td><td>");
        out.element("", &port.port_type, "</td><td><code>");
        let address = port.address.as_deref().unwrap_or("none");
        out.element("", address, "</code></td></tr>\n");
        policy(out, &port.policy);
    }
}

/// The requirements of a port, below its row.
fn policy(out: &mut Html, policy: &Policy) {
    for (title, texts) in [
        ("asks for: ", &policy.demands),
        ("not known here: ", &policy.unmet),
    ] {
        if !texts.is_empty() {
            out.raw("<tr><td colspan=\"5\">").text(title);
            out.element("", &texts.join("; "), "</td></tr>\n");
        }
    }
    if !policy.options.is_empty() {
        out.raw("<tr><td colspan=\"5\"><pre>");
        out.element("", &policy.options.join("\n"), "</pre></td></tr>\n");
    }
}

fn operations(site: &Site<'_>, nav: &mut Html, main: &mut Html) {
    let operations = site.reference.inventory.operations.iter();
    let all = operations
        .zip(&site.reference.calls)
        .zip(&site.links.operations);
    let (mut last, mut number) = (None, 0);
    for ((operation, call), href) in all {
        if last != Some(&call.port_type().name) {
            if last.is_some() {
                main.raw("</dl>\n");
            }
            last = Some(&call.port_type().name);
            number += 1;
            let id = format!("operations.{number}.{}", anchor(&operation.service));
            nav.raw("<li>");
            nav.link(&format!("#{id}"), &operation.service);
            nav.raw("</li>\n");
            main.raw("<h2 id=\"").text(&id).raw("\">Operations of ");
            main.text(&operation.service).raw("</h2>\n");
            main.paragraphs(&Reference::about_port_type(call));
            main.raw("<dl class=\"items\">\n");
        }
        main.raw("<dt>");
        main.link(href, &operation.name);
        let changes = site.changes.as_ref();
        mark(
            main,
            changes.and_then(|all| all.mark_of_operation(operation)),
        );
        main.element("</dt><dd>", &operation.summary(), "</dd>\n");
    }
    if last.is_some() {
        main.raw("</dl>\n");
    }
    let gone = site.changes.iter().flat_map(|all| &all.gone_operations);
    removed(
        main,
        "<h2>Removed operations</h2>\n",
        gone.map(String::as_str),
    );
}

fn removed<'a>(out: &mut Html, title: &'static str, names: impl Iterator<Item = &'a str>) {
    let mut names = names.peekable();
    if names.peek().is_none() {
        return;
    }
    out.raw(title).raw("<ul class=\"gone\">\n");
    for name in names {
        out.element("<li><code>", name, "</code>");
        mark(out, Some(Mark::Removed));
        out.raw("</li>\n");
    }
    out.raw("</ul>\n");
}

fn types(site: &Site<'_>, nav: &mut Html, main: &mut Html) {
    let mut by_namespace: BTreeMap<&str, Vec<&Type>> = BTreeMap::new();
    for ty in site.reference.types() {
        by_namespace.entry(&ty.namespace).or_default().push(ty);
    }
    if !by_namespace.is_empty() {
        nav.raw("<li><a href=\"#types\">Types</a></li>\n");
        main.raw("<h2 id=\"types\">Types</h2>\n");
    }
    for (namespace, types) in by_namespace {
        main.element(
            "<h3 class=\"namespace\"><code>",
            namespace,
            "</code></h3>\n<dl class=\"items\">\n",
        );
        for ty in types {
            let name = ty.type_name();
            main.raw("<dt>");
            main.link(site.links.of(&name).unwrap_or_default(), &ty.name);
            let changes = site.changes.as_ref();
            mark(main, changes.and_then(|all| all.mark_of_type(&name)));
            main.element("</dt><dd>", &ty.summary(), "</dd>\n");
        }
        main.raw("</dl>\n");
    }
    let gone = site.changes.iter().flat_map(|all| &all.gone_types);
    removed(
        main,
        "<h2>Removed types</h2>\n",
        gone.map(|ty| ty.name.as_str()),
    );
}

/// Writes the page of changes.
pub(super) fn changes(site: &Site<'_>, changes: &Changes) -> String {
    let (mut nav, mut main) = (Html::default(), Html::default());
    main.raw("<h1>Changes</h1>\n<p class=\"doc\">What happens to a client of the older version that talks to a server of this one.</p>\n");
    nav.raw("<h2>Contents</h2>\n<ul>\n<li><a href=\"#breaking\">Breaking</a></li>\n<li><a href=\"#compatible\">Compatible</a></li>\n</ul>\n");
    for (impact, title) in [
        (Impact::Breaking, "<h2 id=\"breaking\">Breaking</h2>\n"),
        (
            Impact::Compatible,
            "<h2 id=\"compatible\">Compatible</h2>\n",
        ),
    ] {
        main.raw(title);
        if changes.report.count(impact) == 0 {
            main.raw("<p class=\"faint\">None.</p>\n");
            continue;
        }
        main.raw("<table class=\"members\">\n<thead><tr><th>Where</th><th>What</th><th>Effect</th></tr></thead>\n<tbody>\n");
        for (index, change) in changes.report.changes.iter().enumerate() {
            if change.impact != impact {
                continue;
            }
            main.raw("<tr><td>");
            match changes.owner(index).and_then(|owner| href(site, owner)) {
                Some(href) => main.link(href, &change.subject),
                None => main.element("<code>", &change.subject, "</code>"),
            }
            main.element("</td><td>", &change.what, "</td><td class=\"faint\">");
            main.element("", change.effect, "");
            if let Some(code) = &change.code {
                main.element("<br>", &format!("After generating again: {code}"), "");
            }
            main.raw("</td></tr>\n");
        }
        main.raw("</tbody>\n</table>\n");
    }
    page(site, Some("Changes"), &nav, &main)
}

/// The page of what a change is of; none where that is gone.
fn href<'a>(site: &'a Site<'_>, owner: &Owner) -> Option<&'a str> {
    match owner {
        Owner::Operation(name) => {
            let mut operations = site.reference.inventory.operations.iter();
            let index = operations.position(|one| full_name(one) == *name)?;
            site.links.operations.get(index).map(String::as_str)
        }
        Owner::Type(name) => {
            let mut types = site.reference.types();
            let ty = types.find(|ty| ty.name == *name)?;
            site.links.of(&ty.type_name())
        }
    }
}
