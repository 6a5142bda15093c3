//! The pages of operations and types.

use super::changes::{Owner, Part};
use super::links::full_name;
use super::page::{changes, mark, members, named, page, type_link};
use super::samples::Samples;
use super::{Html, Site};
use wsdl_codegen::contract::inspect::{Operation, Parameter, Type};
use wsdl_codegen::contract::{Call, Direction};

/// The most neighbours in the list beside a page.
const NEIGHBOURS: usize = 200;

/// Writes the page of an operation.
pub(super) fn operation<'m>(
    site: &Site<'m>,
    samples: &Samples<'m>,
    (operation, call): (&Operation, &Call<'m>),
) -> String {
    let (mut nav, mut main) = (Html::default(), Html::default());
    let name = full_name(operation);
    let all = site.changes.as_ref();
    let parts = all.map_or_else(Vec::new, |all| all.of(&Owner::Operation(name.clone())));
    main.element(
        "<p class=\"kind\">Operation of ",
        &operation.service,
        "</p>\n",
    );
    main.element("<h1>", &operation.name, "");
    mark(
        &mut main,
        all.and_then(|all| all.mark_of_operation(operation)),
    );
    main.raw("</h1>\n");
    main.paragraphs(&operation.documentation);
    main.element(
        "<pre class=\"signature\"><code>",
        &operation.signature(),
        "</code></pre>\n",
    );
    let action = operation.action.as_deref().unwrap_or_default();
    let binding = if call.is_soap12() {
        "SOAP 1.2"
    } else {
        "SOAP 1.1"
    };
    main.element(
        "<dl class=\"facts\">\n<dt>SOAPAction</dt><dd><code>",
        action,
        "</code></dd>\n",
    );
    main.element("<dt>Binding</dt><dd>", binding, "");
    main.element(
        " at <code>",
        call.address.unwrap_or("no address"),
        "</code></dd>\n</dl>\n",
    );
    nav.raw("<h2>On this page</h2>\n<ul>\n");
    if !parts.is_empty() {
        nav.raw("<li><a href=\"#changes\">Changes</a></li>\n");
    }
    changes(&mut main, &parts);
    nav.raw("<li><a href=\"#request\">Request</a></li>\n");
    main.raw("<h2 id=\"request\">Request</h2>\n");
    message(
        site,
        &mut main,
        (call, Direction::Request),
        &operation.request,
        &parts,
    );
    if call.has(Direction::Request) {
        samples.write(&mut main, call, Direction::Request);
    }
    nav.raw("<li><a href=\"#response\">Response</a></li>\n");
    main.raw("<h2 id=\"response\">Response</h2>\n");
    match &operation.response {
        Some(response) => {
            message(
                site,
                &mut main,
                (call, Direction::Response),
                response,
                &parts,
            );
            samples.write(&mut main, call, Direction::Response);
        }
        None => {
            main.raw("<p class=\"faint\">None: the operation is one-way.</p>\n");
        }
    }
    if !operation.fault_details.is_empty() {
        nav.raw("<li><a href=\"#faults\">Faults</a></li>\n");
        main.raw("<h2 id=\"faults\">Faults</h2>\n");
    }
    for (index, fault) in operation.fault_details.iter().enumerate() {
        main.element("<h3>", &fault.name, "</h3>\n");
        let before = format!(" fault {}.", fault.name);
        members(
            site,
            &mut main,
            (&fault.detail, &format!("fault.{index}")),
            (&parts, &before),
        );
    }
    nav.raw("</ul>\n");
    neighbours(site, &mut nav, operation);
    page(site, Some(&name), &nav, &main)
}

fn message(
    site: &Site<'_>,
    main: &mut Html,
    (call, direction): (&Call<'_>, Direction),
    parameters: &[Parameter],
    parts: &[Part<'_>],
) {
    let word = match direction {
        Direction::Request => "request",
        Direction::Response => "response",
    };
    members(
        site,
        main,
        (parameters, word),
        (parts, &format!(" {word}.")),
    );
    let headers = site.reference.headers(call, direction);
    if headers.is_empty() {
        return;
    }
    // WSDL does not say whether a header must be there.
    main.raw("<h3>Headers</h3>\n<dl class=\"facts\">\n");
    for header in &headers {
        main.element("<dt><code>", &header.name, "</code></dt><dd>");
        type_link(site, main, &header.ty, header.target.as_ref());
        main.paragraphs(&header.documentation);
        main.raw("</dd>\n");
    }
    main.raw("</dl>\n");
}

/// The other operations of the port type.
fn neighbours(site: &Site<'_>, nav: &mut Html, operation: &Operation) {
    nav.element("<h2>", &operation.service, "</h2>\n<ul>\n");
    let all = site.reference.inventory.operations.iter();
    let all = all.zip(&site.links.operations);
    let same = all.filter(|(one, _)| one.service == operation.service);
    for (one, href) in same.take(NEIGHBOURS) {
        nav.raw("<li>");
        nav.link(href, &one.name);
        nav.raw("</li>\n");
    }
    nav.raw("</ul>\n");
}

/// Writes the page of a type.
pub(super) fn ty(site: &Site<'_>, ty: &Type) -> String {
    let (mut nav, mut main) = (Html::default(), Html::default());
    let name = ty.type_name();
    let all = site.changes.as_ref();
    let parts = all.map_or_else(Vec::new, |all| all.of(&Owner::Type(ty.name.clone())));
    let kind = match ty.kind.as_str() {
        "complex" if ty.is_abstract => "Abstract complex type",
        "complex" => "Complex type",
        "enumeration" => "Enumeration",
        "list" => "List",
        "union" => "Union",
        _ => "Simple type",
    };
    main.element("<p class=\"kind\">", kind, " in ");
    main.element("<code>", &ty.namespace, "</code></p>\n");
    main.element("<h1>", &ty.name, "");
    mark(&mut main, all.and_then(|all| all.mark_of_type(&name)));
    main.raw("</h1>\n");
    main.paragraphs(&ty.documentation);
    facts(site, &mut main, ty);
    nav.raw("<h2>On this page</h2>\n<ul>\n");
    if !parts.is_empty() {
        nav.raw("<li><a href=\"#changes\">Changes</a></li>\n");
    }
    changes(&mut main, &parts);
    if ty.kind == "complex" {
        nav.raw("<li><a href=\"#members\">Members</a></li>\n");
        main.raw("<h2 id=\"members\">Members</h2>\n");
        members(site, &mut main, (&ty.members, "member"), (&parts, "."));
    }
    if !ty.values.is_empty() {
        nav.raw("<li><a href=\"#values\">Values</a></li>\n");
        main.raw("<h2 id=\"values\">Values</h2>\n<ul class=\"values\">\n");
        for value in &ty.values {
            main.element("<li><code>", value, "</code></li>\n");
        }
        main.raw("</ul>\n");
    }
    uses(site, &mut nav, &mut main, ty);
    nav.raw("</ul>\n");
    page(site, Some(&ty.name), &nav, &main)
}

/// The base, the parts and the facets of a type.
fn facts(site: &Site<'_>, main: &mut Html, ty: &Type) {
    if ty.base.is_none() && ty.facets.is_empty() && ty.parts.is_empty() {
        return;
    }
    main.raw("<dl class=\"facts\">\n");
    if let Some(base) = &ty.base {
        main.raw("<dt>Base</dt><dd>");
        named(site, main, base);
        main.raw("</dd>\n");
    }
    if !ty.parts.is_empty() {
        let title = if ty.kind == "list" { "Items" } else { "One of" };
        main.element("<dt>", title, "</dt><dd>");
        for (number, part) in ty.parts.iter().enumerate() {
            main.raw(if number == 0 { "" } else { ", " });
            named(site, main, part);
        }
        main.raw("</dd>\n");
    }
    for (facet, value) in &ty.facets {
        main.element("<dt>", facet, "</dt>");
        main.element("<dd><code>", value, "</code></dd>\n");
    }
    main.raw("</dl>\n");
}

/// The users of a type: types that derive from it, members, operations.
fn uses(site: &Site<'_>, nav: &mut Html, main: &mut Html, ty: &Type) {
    let name = ty.type_name();
    let derived = site.links.derived(&name);
    if !derived.is_empty() {
        nav.raw("<li><a href=\"#derived\">Derived types</a></li>\n");
        main.raw("<h2 id=\"derived\">Derived types</h2>\n<ul>\n");
        for one in derived {
            main.raw("<li>");
            named(site, main, one);
            main.raw("</li>\n");
        }
        main.raw("</ul>\n");
    }
    let mut users = site.links.users(&name).peekable();
    if users.peek().is_none() {
        return;
    }
    nav.raw("<li><a href=\"#used\">Used by</a></li>\n");
    main.raw("<h2 id=\"used\">Used by</h2>\n<ul class=\"uses\">\n");
    for user in users {
        main.raw("<li>");
        main.link(&user.href, &user.name);
        main.element(" <span class=\"faint\">", &user.role, "</span></li>\n");
    }
    main.raw("</ul>\n");
}
