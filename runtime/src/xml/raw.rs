//! Elements and attributes that no generated type describes, kept as they are.

use std::fmt;

use super::{ReadOptions, Reader, Token, redact};
use crate::error::DecodeError;

/// An expanded name that owns its parts. The namespace is empty for none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OwnedName {
    /// Namespace URI.
    pub namespace: Box<str>,
    /// Local part.
    pub local: Box<str>,
}

impl OwnedName {
    /// The name `local` in `namespace`.
    pub fn new(namespace: impl Into<Box<str>>, local: impl Into<Box<str>>) -> Self {
        Self {
            namespace: namespace.into(),
            local: local.into(),
        }
    }

    /// Whether it is this name.
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        &*self.namespace == namespace && &*self.local == local
    }
}

/// `{namespace}local`, or `local`.
impl fmt::Display for OwnedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.namespace.is_empty() {
            write!(f, "{{{}}}", self.namespace)?;
        }
        f.write_str(&self.local)
    }
}

/// An element with everything in it, as XML that stands on its own: the declarations it needs are in it.
///
/// It can be decoded into a generated type later, and is written back as it was read.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct RawElement {
    name: OwnedName,
    xml: Box<str>,
}

impl RawElement {
    pub(crate) fn captured(name: OwnedName, xml: String) -> Self {
        Self {
            name,
            xml: xml.into_boxed_str(),
        }
    }

    /// The one element in `xml`.
    ///
    /// # Errors
    /// When `xml` is not one well-formed element.
    pub fn parse(xml: &str) -> Result<Self, DecodeError> {
        let options = ReadOptions::default();
        let mut reader = Reader::new(xml, 0, &options)?;
        reader.root()?;
        let element = reader.capture()?;
        reader.finish()?;
        Ok(element)
    }

    /// Its name.
    pub fn name(&self) -> &OwnedName {
        &self.name
    }

    /// The element as XML.
    pub fn as_xml(&self) -> &str {
        &self.xml
    }

    /// The text in it, if it holds no elements.
    pub fn text(&self) -> Option<String> {
        let options = ReadOptions::default();
        let mut reader = Reader::new(&self.xml, 0, &options).ok()?;
        reader.root().ok()?;
        reader.element_text().ok().map(|text| text.into_owned())
    }

    /// The elements in it.
    pub fn children(&self) -> Vec<RawElement> {
        self.try_children().unwrap_or_default()
    }

    fn try_children(&self) -> Result<Vec<RawElement>, DecodeError> {
        let options = ReadOptions::default();
        let mut reader = Reader::new(&self.xml, 0, &options)?;
        reader.root()?;
        let mut children = Vec::new();
        loop {
            match reader.token()? {
                Token::Start => {
                    children.push(reader.capture()?);
                }
                Token::End => return Ok(children),
                Token::Text(_) | Token::Cdata(_) => {}
            }
        }
    }

    /// The value of an attribute.
    pub fn attribute(&self, namespace: &str, local: &str) -> Option<String> {
        let options = ReadOptions::default();
        let mut reader = Reader::new(&self.xml, 0, &options).ok()?;
        reader.root().ok()?;
        reader
            .attribute(namespace, local)
            .map(|attribute| attribute.value.clone().into_owned())
    }
}

impl fmt::Debug for RawElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawElement({})", redact(&self.xml, &super::SECRETS))
    }
}

/// An attribute that no generated type describes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RawAttribute {
    /// Its name.
    pub name: OwnedName,
    /// Its value.
    pub value: String,
}
