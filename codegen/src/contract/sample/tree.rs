//! The elements of a sample.

use super::builder::SampleBuilder;
use super::{Memo, SampleOptions, SampleStyle};
use crate::contract::{Body, Call, Direction};
use crate::model::{ElementId, Facts, PartContent, QName, TypeId};
use crate::validate::Literals;
use std::collections::BTreeSet;

pub(super) const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(super) const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";
pub(super) const ENCODING11: &str = "http://schemas.xmlsoap.org/soap/encoding/";
pub(super) const ENCODING12: &str = "http://www.w3.org/2003/05/soap-encoding";
/// Namespace of `rpc:result` (SOAP 1.2 part 2, 4.2.1).
const RPC: &str = "http://www.w3.org/2003/05/soap-rpc";

/// The value of an attribute or of an element without children.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The text.
    pub(super) text: String,
    /// The name, if the value is a qualified name of the contract: a prefix takes the place of the namespace.
    pub(super) name: Option<QName>,
    /// Its type; `None` if it cannot be another value.
    pub(super) ty: Option<TypeId>,
}

/// An element of a sample.
#[derive(Debug, Default)]
pub(super) struct SampleElement {
    pub(super) name: Option<QName>,
    /// Its declaration.
    pub(super) element: Option<ElementId>,
    pub(super) attributes: Vec<(QName, Text)>,
    pub(super) xsi_type: Option<QName>,
    /// SOAP encoding: the type of the items of an array, then `[]` for each array that they are, and the sizes of its own up to the
    /// last.
    pub(super) item_type: Option<(QName, String)>,
    pub(super) nil: bool,
    pub(super) value: Text,
    pub(super) children: Vec<SampleElement>,
}

/// Headers and body of a sample.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    pub(super) headers: Vec<SampleElement>,
    pub(super) body: Vec<SampleElement>,
}

/// Builds the elements of a message of a call; the number of elements and particles that were made for it comes with them.
pub(super) fn envelope<'a>(
    of: (&'a Facts<'a>, &'a Literals<'a>),
    found: &'a mut Memo,
    (call, direction): (&Call<'_>, Direction),
    options: &'a SampleOptions,
) -> (Envelope, usize) {
    let typed_tree = options.style == SampleStyle::TypedTree;
    let mut builder = SampleBuilder::new(of, found, direction, options);
    let mut envelope = Envelope::default();
    let encoded = call.encoded_headers(direction);
    let mut known = BTreeSet::new();
    for (name, header) in call.headers(direction) {
        // A header may be left out.
        if builder.left == 0 {
            break;
        }
        // A header that is bound twice is sent once.
        if !known.insert(name.clone()) {
            continue;
        }
        let carries_secret = match header {
            PartContent::Element(element) => builder.carries_secret(element),
            PartContent::Type(_) => false,
        };
        if typed_tree && (direction == Direction::Response || !carries_secret) {
            continue;
        }
        builder.set_encoded(encoded.contains(&name));
        let mut node = match header {
            PartContent::Element(element) => builder.element(element, 1),
            PartContent::Type(ty) => builder.typed(name, ty, 1),
        };
        if builder.encoded {
            node.attributes.push(encoding_style(options.style));
        }
        if typed_tree {
            plain_credentials(options, &mut node);
        }
        envelope.headers.push(node);
    }
    builder.set_encoded(call.is_encoded(direction));
    match call.body(direction) {
        Body::Elements(elements) => envelope.body.extend(
            elements
                .into_iter()
                .map(|element| builder.element(element, 1)),
        ),
        Body::Wrapper(name, parts) => {
            let children = parts.into_iter().map(|(part, content)| match content {
                PartContent::Element(element) => builder.element(element, 2),
                PartContent::Type(ty) => builder.typed(QName::new("", part), ty, 2),
            });
            let children: Vec<_> = children.collect();
            match name {
                None => envelope.body.extend(children),
                Some(name) => {
                    let encoding = builder.encoded.then_some(options.style);
                    envelope
                        .body
                        .push(wrapper(name, children, direction, encoding));
                }
            }
        }
    }
    (envelope, builder.used())
}

/// A typed tree shows credentials without a type but with a value.
fn plain_credentials(options: &SampleOptions, node: &mut SampleElement) {
    node.xsi_type = None;
    if node.children.is_empty()
        && let Some(name) = &node.name
        && options.is_secret(&name.local)
    {
        node.value.text = "0000-0000-0000".to_owned();
    }
    let is_secret = |name: &QName| options.is_secret(&name.local);
    let children = &mut node.children;
    children.retain(|child| child.name.as_ref().is_some_and(is_secret));
    for child in children {
        plain_credentials(options, child);
    }
}

/// The attribute that names the SOAP encoding.
fn encoding_style(style: SampleStyle) -> (QName, Text) {
    let (envelope, encoding) = match style {
        SampleStyle::Soap11 => (SOAP11, ENCODING11),
        _ => (SOAP12, ENCODING12),
    };
    let encoding = Text {
        text: encoding.to_owned(),
        ..Text::default()
    };
    (QName::new(envelope, "encodingStyle"), encoding)
}

/// The element around the parts of an rpc message; `encoding` is the style of a message in SOAP encoding.
fn wrapper(
    name: QName,
    mut children: Vec<SampleElement>,
    direction: Direction,
    encoding: Option<SampleStyle>,
) -> SampleElement {
    let mut attributes = Vec::new();
    if let Some(style) = encoding {
        attributes.push(encoding_style(style));
        // It names the return value.
        if style != SampleStyle::Soap11
            && direction == Direction::Response
            && let Some(result) = children.first().and_then(|child| child.name.clone())
        {
            children.insert(
                0,
                SampleElement {
                    name: Some(QName::new(RPC, "result")),
                    value: Text {
                        name: Some(result),
                        ..Text::default()
                    },
                    ..SampleElement::default()
                },
            );
        }
    }
    SampleElement {
        name: Some(name),
        attributes,
        children,
        ..SampleElement::default()
    }
}
