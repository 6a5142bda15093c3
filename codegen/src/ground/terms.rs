//! Terms of XML Schema and WSDL that have the same meaning in a document and in the model.

use super::QName;
use std::sync::Arc;

/// Documentation and application information of a component.
#[derive(Clone, Debug, Default, Hash)]
pub struct Annotation {
    /// The text of `xs:documentation` or `wsdl:documentation`: without markup, white space collapsed within paragraphs,
    /// paragraphs separated by an empty line. Empty if there is none.
    pub documentation: String,
    /// Facts in `xs:appinfo` that this generator knows, by the name of the element: `IsDictionary` = `true`,
    /// `EnumerationValue`, `ActualType`, `GenericType`, `IsValueType`, ... In document order.
    pub appinfo: Vec<(QName, String)>,
    /// Parts of the component that differ from the contract, because something is not declared: clauses without a full
    /// stop.
    pub gaps: Vec<String>,
}

/// The attribute with the content types of binary data.
pub(crate) const EXPECTED_CONTENT_TYPES: &str = "expectedContentTypes";

impl Annotation {
    /// The content types that binary data of the component is expected to have, as the contract lists them.
    pub(crate) fn content_types(&self) -> Option<&str> {
        let mut facts = self.appinfo.iter();
        let (_, types) = facts.find(|(name, _)| {
            &*name.local == EXPECTED_CONTENT_TYPES && name.namespace.ends_with("/xmlmime")
        })?;
        (!types.is_empty()).then_some(types)
    }
}

/// The `whiteSpace` facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WhiteSpace {
    /// Kept as it is.
    Preserve,
    /// Tabs and line ends become spaces.
    Replace,
    /// Runs become one space, ends are trimmed.
    Collapse,
}

/// The `namespace` attribute of a wildcard, with `##targetNamespace` and `##local` resolved.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NamespaceConstraint {
    /// `##any`.
    Any,
    /// `##other`: any namespace but this one (and not "no namespace").
    Other(Arc<str>),
    /// A list of URIs; the empty string is "no namespace". An empty list admits nothing.
    List(Vec<Arc<str>>),
}

impl NamespaceConstraint {
    /// Whether it admits no name at all.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Self::List(list) if list.is_empty())
    }

    /// Whether it admits names of a namespace; the empty string is "no namespace".
    pub(crate) fn admits(&self, namespace: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Other(uri) => !namespace.is_empty() && *namespace != **uri,
            Self::List(list) => list.iter().any(|one| **one == *namespace),
        }
    }
}

/// `processContents`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProcessContents {
    /// Must be valid.
    Strict,
    /// Valid where a declaration is found.
    Lax,
    /// Not validated.
    Skip,
}

/// The three compositors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compositor {
    /// All, in order.
    Sequence,
    /// One of.
    Choice,
    /// Each at most once, any order.
    All,
}

/// A value constraint: `default` or `fixed`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ValueConstraint {
    /// Whether it is `fixed`.
    pub is_fixed: bool,
    /// The value in lexical form.
    pub text: Arc<str>,
    /// The names that the value is if its type is `xs:QName`, `xs:NOTATION` or a list of them: a prefix means what it means in the
    /// schema. Empty if a part is no such name.
    pub names: Vec<QName>,
}

/// The `use` of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// `optional`.
    Optional,
    /// `required`.
    Required,
    /// `prohibited`.
    Prohibited,
}

/// The protocol of a binding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// `soap:binding`, with the `transport` URI.
    Soap11 {
        /// The URI of the transport.
        transport: Arc<str>,
    },
    /// `soap12:binding`, with the `transport` URI.
    Soap12 {
        /// The URI of the transport.
        transport: Arc<str>,
    },
    /// `http:binding`, with its verb.
    Http(Arc<str>),
    /// Another protocol, by the name of its extension element; `None` without one.
    Other(Option<QName>),
}

impl Protocol {
    /// Whether it is SOAP, of either version.
    pub fn is_soap(&self) -> bool {
        matches!(self, Self::Soap11 { .. } | Self::Soap12 { .. })
    }
}

/// Request or response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From the client.
    Request,
    /// To the client.
    Response,
}

/// The two styles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// The parts are the body.
    Document,
    /// The parts are in a wrapper named after the operation.
    Rpc,
}

/// `use` of a body, header or fault.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Use {
    /// As the schema describes it.
    Literal,
    /// By the rules of these encoding styles.
    Encoded(Vec<Arc<str>>),
}

/// A demand for WS-Addressing (`wsaw:UsingAddressing`, or the policy assertion `wsam:Addressing`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Addressing {
    /// Messages may have its headers.
    Optional,
    /// Messages must have them.
    Required,
}
