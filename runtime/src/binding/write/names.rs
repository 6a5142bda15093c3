//! Prefixes that a value needs, declared where it stands.

use crate::binding::Writer;

impl Writer<'_> {
    /// Declares `namespace` in the start tag that is being written; the prefix.
    pub(crate) fn declare(&mut self, namespace: &str) -> String {
        self.state.prefixes += 1;
        let prefix = format!("q{}", self.state.prefixes);
        self.raw(" xmlns:");
        self.raw(&prefix);
        self.raw("=\"");
        let mode = self.set_attribute_mode(true);
        self.text().push(namespace);
        self.set_attribute_mode(mode);
        self.raw("\"");
        prefix
    }
}
