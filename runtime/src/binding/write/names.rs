//! Declarations of the prefixes in values.

use crate::binding::Writer;

impl Writer<'_> {
    /// Declares `namespace` in the current start tag, or on the Body. Returns the prefix.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn declare(&mut self, namespace: &str) -> String {
        if let Some(prefix) = self.state.moved_prefix(namespace) {
            return prefix;
        }
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
