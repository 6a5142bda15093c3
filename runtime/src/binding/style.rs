//! How messages are laid out.

/// `style` and `use` of a binding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// document/literal: the Body holds the message part's element.
    #[default]
    Document,
    /// rpc/literal: the Body holds an element named after the operation.
    Rpc,
    /// rpc/encoded: as [`Style::Rpc`], with `xsi:type` annotations and an `encodingStyle`.
    RpcEncoded,
}
