//! Elements and attributes that no generated type describes, kept as they are.

use std::fmt;

use super::{ReadOptions, Reader, Token, Writer, redact};
use crate::binding::{Content, Member};
use crate::error::{DecodeError, EncodeErrorKind, ValueError};

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

    /// The element that a generated value is written as; `declarations` are those that its prefixes need, such as ` xmlns="urn:x"`.
    ///
    /// # Errors
    /// When the value cannot be written.
    pub fn encode(
        member: &'static Member,
        content: &dyn Content,
        declarations: &str,
    ) -> Result<Self, crate::EncodeError> {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out, &super::WriteOptions::default());
        content.write(&mut writer, member);
        writer.finish()?;
        let written = String::from_utf8(out).unwrap_or_default();
        let at = written.find([' ', '>', '/']).unwrap_or(written.len());
        let (head, tail) = written.split_at_checked(at).unwrap_or(("", ""));
        Self::parse(&format!("{head}{declarations}{tail}")).map_err(|error| {
            crate::EncodeError::new(
                EncodeErrorKind::Value,
                error.message().to_owned(),
                error.path().to_owned(),
            )
        })
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

    /// Reads it as a value of a generated type, with the default settings.
    ///
    /// # Errors
    /// When its name is not that of `member`, or it is not such a value. Offsets and paths are those in this element.
    pub fn decode<T: Content + Default>(&self, member: &'static Member) -> Result<T, DecodeError> {
        self.decode_with(member, &ReadOptions::default())
    }

    /// Reads it as a value of a generated type.
    ///
    /// # Errors
    /// See [`RawElement::decode`].
    pub fn decode_with<T: Content + Default>(
        &self,
        member: &'static Member,
        options: &ReadOptions,
    ) -> Result<T, DecodeError> {
        let mut reader = Reader::new(&self.xml, 0, options)?;
        reader.root()?;
        let mut value = T::default();
        reader.expect(member)?;
        reader.whole(&mut value, member)?;
        reader.settle()?;
        Ok(value)
    }
}

impl fmt::Debug for RawElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawElement({})", redact(&self.xml, &super::SECRETS))
    }
}

impl Content for RawElement {
    fn write(&self, writer: &mut Writer<'_>, _: &'static Member) {
        writer.raw(&self.xml);
    }

    fn read(&mut self, reader: &mut Reader<'_>, _: &'static Member) -> Result<(), DecodeError> {
        *self = reader.capture()?;
        Ok(())
    }

    fn write_text(&self, _: &mut Writer<'_>) {}

    fn read_text(&mut self, text: &str, _: &Reader<'_>) -> Result<(), ValueError> {
        Err(ValueError::new("element", text, ""))
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

/// What no name can hold.
const SEPARATOR: char = '\0';

impl RawAttribute {
    /// Name and value in one text, for the object-safe [`Content::read_text`].
    pub(crate) fn pack(name: &OwnedName, value: &str) -> String {
        format!(
            "{}{SEPARATOR}{}{SEPARATOR}{value}",
            name.namespace, name.local
        )
    }
}

impl Content for RawAttribute {
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        if !super::is_ncname(&self.name.local) {
            writer.problem(
                EncodeErrorKind::Value,
                "an attribute has a name that is none".to_owned(),
                Some(member),
            );
            return;
        }
        if self.name.namespace.is_empty() {
            writer.raw(" ");
        } else {
            let prefix = writer.declare(&self.name.namespace);
            writer.raw(" ");
            writer.raw(&prefix);
            writer.raw(":");
        }
        writer.raw(&self.name.local);
        writer.raw("=\"");
        writer.text().push(&self.value);
        writer.raw("\"");
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        Err(reader.misplaced(member))
    }

    fn write_text(&self, writer: &mut Writer<'_>) {
        writer.text().push(&self.value);
    }

    fn read_text(&mut self, text: &str, _: &Reader<'_>) -> Result<(), ValueError> {
        let mut parts = text.splitn(3, SEPARATOR);
        if let (Some(namespace), Some(local), Some(value)) =
            (parts.next(), parts.next(), parts.next())
        {
            self.name = OwnedName::new(namespace, local);
            self.value = value.to_owned();
        }
        Ok(())
    }
}
