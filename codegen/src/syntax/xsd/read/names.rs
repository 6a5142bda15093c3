//! Names, references and small values.

use super::super::super::xml::XmlNode;
use super::super::super::{Interner, NameReference, NotCompared};
use crate::diagnostic::{Code, Diagnostics};
use crate::ground::{QName, WhiteSpace};
use std::sync::Arc;

/// Reports a missing attribute.
pub(in crate::syntax) fn missing(
    node: XmlNode<'_>,
    attribute: &str,
    diagnostics: &mut Diagnostics,
) {
    diagnostics.error(
        Code::MissingAttribute,
        node.span(),
        format!("`{}` has no attribute `{attribute}`", node.local()),
    );
}

/// Resolves the prefix of a reference. `adopted` is the namespace for names without one.
pub(in crate::syntax) fn reference(
    node: XmlNode<'_>,
    text: &str,
    interner: &mut Interner,
    diagnostics: &mut Diagnostics,
    adopted: Option<Arc<str>>,
) -> NameReference {
    let text = text.trim();
    let (prefix, local) = text.split_once(':').unwrap_or(("", text));
    let mut broken = false;
    let mut namespace = "";
    if !is_name(local) || (!prefix.is_empty() && !is_name(prefix)) {
        diagnostics.error(
            Code::InvalidName,
            node.span(),
            format!("`{text}` is not a qualified name"),
        );
        broken = true;
    } else if let Some(found) = node.lookup(prefix) {
        namespace = found;
    } else {
        diagnostics
            .error(
                Code::UndeclaredPrefix,
                node.span(),
                format!("the prefix `{prefix}` of `{text}` is not declared"),
            )
            .help(format!("declare it with xmlns:{prefix}=\"...\""));
        broken = true;
    }
    let namespace = match adopted {
        Some(adopted) if namespace.is_empty() => adopted,
        _ => interner.get(namespace),
    };
    NameReference {
        name: QName {
            namespace,
            local: interner.get(local),
        },
        broken,
        span: NotCompared(node.span()),
    }
}

/// Approximately an NCName: no colon, no white space, no character that could break a message or a path.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    (first.is_alphabetic() || first == '_')
        && chars.all(|c| {
            c.is_alphanumeric()
                || matches!(c, '_' | '-' | '.' | '\u{b7}')
                || (!c.is_ascii() && !c.is_whitespace() && !c.is_control())
        })
}

/// The value of `whiteSpace`.
pub(crate) fn white_space(text: &str) -> Option<WhiteSpace> {
    match text.trim() {
        "preserve" => Some(WhiteSpace::Preserve),
        "replace" => Some(WhiteSpace::Replace),
        "collapse" => Some(WhiteSpace::Collapse),
        _ => None,
    }
}

/// A count. One beyond 32 bits becomes the greatest.
pub(super) fn count(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(u32::MAX))
}
