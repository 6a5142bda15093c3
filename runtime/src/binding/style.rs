//! Styles of SOAP bodies.

/// The `style` of a binding. Its `use` belongs to each message: [`ENCODED`](super::ENCODED).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// document: the Body holds the message part's element.
    #[default]
    Document,
    /// rpc: the Body holds an element named after the operation.
    Rpc,
}
