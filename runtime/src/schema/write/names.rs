//! Prefixes that a value needs, declared where it stands.

use crate::error::EncodeErrorKind;
use crate::xml::Writer;

impl Writer<'_> {
    /// Declares `namespace` in the start tag that is being written; the prefix.
    pub(crate) fn declare(&mut self, namespace: &str) -> String {
        let prefix = self.prefix_in_text();
        self.raw(" xmlns:");
        self.raw(&prefix);
        self.raw("=\"");
        let mode = self.set_attribute_mode(true);
        self.text().push(namespace);
        self.set_attribute_mode(mode);
        self.raw("\"");
        prefix
    }

    /// A prefix that nothing else uses.
    pub(crate) fn prefix_in_text(&mut self) -> String {
        self.state.prefixes += 1;
        format!("q{}", self.state.prefixes)
    }

    /// Declares `prefix` after the attribute value that is being written, in the same tag. The caller closes the quotes.
    pub(crate) fn declare_after(&mut self, prefix: &str, namespace: &str) {
        if !self.in_attribute() {
            self.problem(
                EncodeErrorKind::Value,
                "a name in a namespace cannot be the text of simple content".to_owned(),
                None,
            );
            return;
        }
        self.raw("\" xmlns:");
        self.raw(prefix);
        self.raw("=\"");
        self.text().push(namespace);
    }
}
