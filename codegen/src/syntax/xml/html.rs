//! Web pages where a document is expected.

use crate::diagnostic::{Code, Diagnostics};
use crate::ground::Span;

/// Reports a web page.
pub(crate) fn report(diagnostics: &mut Diagnostics, span: Span) {
    diagnostics
        .error(Code::Html, span, "this is a web page (HTML), not a WSDL document or a schema")
        .help("often it is the login page or the help page of the service: save what the address with ?wsdl or ?singleWsdl answers, signed in");
}

/// Whether a text begins like a web page.
pub(super) fn is_start_of_html(text: &str) -> bool {
    let start: String = text
        .trim_start()
        .chars()
        .take(15)
        .collect::<String>()
        .to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Whether this is the name of the root element of a web page.
pub(crate) fn is_root(local: &str) -> bool {
    local.eq_ignore_ascii_case("html")
}
