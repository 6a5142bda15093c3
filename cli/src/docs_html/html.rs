//! HTML whose markup is written here, and whose text never is.

/// A piece of a page. Markup is of the program (`&'static str`); everything else is escaped.
#[derive(Default)]
pub(super) struct Html(String);

impl Html {
    /// Adds markup.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Adds text, or the value of an attribute in quotation marks.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '&' => self.0.push_str("&amp;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
        self
    }

    /// Adds text in an element without attributes.
    pub(super) fn element(&mut self, open: &'static str, text: &str, close: &'static str) {
        self.raw(open).text(text).raw(close);
    }

    /// Adds a link.
    pub(super) fn link(&mut self, href: &str, text: &str) {
        self.raw("<a href=\"").text(href).raw("\">").text(text);
        self.raw("</a>");
    }

    /// Adds documentation: a paragraph for each that an empty line ends.
    pub(super) fn paragraphs(&mut self, text: &str) {
        for paragraph in text.split("\n\n").filter(|one| !one.trim().is_empty()) {
            self.element("<p class=\"doc\">", paragraph.trim(), "</p>\n");
        }
    }

    pub(super) fn push(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// The part of an address after `#` for a name. The script of the search makes the same.
pub(super) fn anchor(name: &str) -> String {
    let kept = |c: char| match c {
        c if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') => c,
        _ => '_',
    };
    name.chars().map(kept).collect()
}
