//! The common parts of pages.

use super::changes::{Mark, Part, gone, mark_of_member};
use super::html::anchor;
use super::{Html, Site};
use std::collections::BTreeSet;
use wsdl_codegen::contract::diff::Impact;
use wsdl_codegen::contract::inspect::{Parameter, TypeName};

/// The start of each page. Comments may stand before the document type.
pub(super) const MARK: &str = "<!-- Written by wsdl-codegen docs. -->\n";

/// Nothing of the contract can run: the page has its own style and script, and no other.
const HEAD: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self' file:; script-src 'self' file:; \
base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
<meta name=\"generator\" content=\"wsdl-codegen docs\">\n<title>";

const SEARCH: &str = "</a>\n<div class=\"search\" role=\"search\"><input id=\"search\" type=\"search\" \
placeholder=\"Search operations, types, members (s)\" aria-label=\"Search\" autocomplete=\"off\" role=\"combobox\" \
aria-expanded=\"false\" aria-controls=\"found\"><ul id=\"found\" role=\"listbox\" aria-label=\"Results\" hidden></ul></div>\n\
<button id=\"theme\" type=\"button\" title=\"Light or dark\" aria-label=\"Light or dark\">&#9680;</button>\n</header>\n\
<div class=\"layout\">\n<nav aria-label=\"On this page\">\n";

/// A whole page.
pub(super) fn page(site: &Site<'_>, title: Option<&str>, nav: &Html, main: &Html) -> String {
    let mut out = Html::default();
    out.raw(MARK).raw(HEAD);
    if let Some(title) = title {
        out.text(title).raw(" – ");
    }
    out.text(&site.title);
    out.raw("</title>\n<link rel=\"stylesheet\" href=\"style.css\">\n<script src=\"search.js\" defer></script>\n</head>\n<body>\n");
    out.raw("<a class=\"skip\" href=\"#main\">To the content</a>\n<header>\n<a class=\"home\" href=\"index.html\">");
    out.text(&site.title).raw(SEARCH);
    out.push(nav);
    out.raw("</nav>\n<main id=\"main\">\n");
    out.push(main);
    out.raw("</main>\n</div>\n</body>\n</html>\n");
    out.into_string()
}

pub(super) fn mark(out: &mut Html, mark: Option<Mark>) {
    out.raw(match mark {
        Some(Mark::New) => " <span class=\"mark new\">new</span>",
        Some(Mark::Changed) => " <span class=\"mark changed\">changed</span>",
        Some(Mark::Breaking) => " <span class=\"mark breaking\">changed, breaking</span>",
        Some(Mark::Removed) => " <span class=\"mark removed\">removed</span>",
        None => "",
    });
}

/// A type, with a link to its page if it has one.
pub(super) fn type_link(site: &Site<'_>, out: &mut Html, label: &str, target: Option<&TypeName>) {
    match target.and_then(|target| site.links.of(target)) {
        Some(href) => out.link(href, label),
        None => out.element("<span class=\"plain\">", label, "</span>"),
    }
}

/// A named type; built-in ones have the prefix that people know.
pub(super) fn named(site: &Site<'_>, out: &mut Html, ty: &TypeName) {
    let label = match ty.namespace.as_str() {
        "http://www.w3.org/2001/XMLSchema" => format!("xs:{}", ty.name),
        _ => ty.name.clone(),
    };
    type_link(site, out, &label, Some(ty));
}

/// The members of a message or a type: `before` is what stands before their names in the subjects of changes, `ids` the start of the
/// anchors.
pub(super) fn members(
    site: &Site<'_>,
    out: &mut Html,
    (parameters, ids): (&[Parameter], &str),
    (changes, before): (&[Part<'_>], &str),
) {
    let gone = gone(changes, before);
    if parameters.is_empty() && gone.is_empty() {
        out.raw("<p class=\"faint\">Empty.</p>\n");
        return;
    }
    out.raw("<table class=\"members\">\n<thead><tr><th>Name</th><th>Type</th><th>Occurrence</th><th>Description</th></tr></thead>\n<tbody>\n");
    let mut taken = BTreeSet::new();
    for parameter in parameters {
        let id = format!("{ids}.{}", anchor(&parameter.name));
        // A second member of the name, of another branch of a choice, has no address of its own.
        if taken.insert(id.clone()) {
            out.raw("<tr id=\"")
                .text(&id)
                .raw("\"><td><a class=\"self\" href=\"#");
            out.text(&id).raw("\"><code>").text(&parameter.name);
            out.raw("</code></a>");
        } else {
            out.element("<tr><td><code>", &parameter.name, "</code>");
        }
        mark(out, mark_of_member(changes, before, &parameter.name));
        out.raw("</td><td>");
        type_link(site, out, &parameter.ty, parameter.target.as_ref());
        out.element("</td><td>", &parameter.occurrence(), "</td><td>");
        out.paragraphs(&parameter.documentation);
        out.raw("</td></tr>\n");
    }
    for name in gone {
        out.element("<tr class=\"gone\"><td><code>", name, "</code>");
        mark(out, Some(Mark::Removed));
        out.raw("</td><td></td><td></td><td></td></tr>\n");
    }
    out.raw("</tbody>\n</table>\n");
}

/// The changes of an operation or a type.
pub(super) fn changes(out: &mut Html, parts: &[Part<'_>]) {
    if parts.is_empty() {
        return;
    }
    out.raw("<section class=\"changes\" id=\"changes\">\n<h2>Changes</h2>\n<ul>\n");
    for part in parts {
        out.raw(match part.change.impact {
            Impact::Breaking => "<li class=\"breaking\">",
            Impact::Compatible => "<li>",
        });
        out.element("<code>", &part.change.subject, "</code>: ");
        out.text(&part.change.what);
        out.element("<br><span class=\"faint\">", part.change.effect, "</span>");
        if let Some(code) = &part.change.code {
            let code = format!("After generating again: {code}");
            out.element("<br><span class=\"faint\">", &code, "</span>");
        }
        out.raw("</li>\n");
    }
    out.raw("</ul>\n</section>\n");
}
