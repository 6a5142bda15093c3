//! `xs:anyType`: the content of an element, whatever it is.

use std::fmt;

use super::{Content, Member, Reader};
use crate::binding::Writer;
use crate::error::{DecodeError, ValueError};
use crate::xml::{
    OwnedName, RawElement, ReadOptions, SECRETS, XSI, escape_attribute, is_space_char, redact,
};

/// The attributes and the content of an element of `xs:anyType`, kept as they are; the name of the element is that of the member.
///
/// What was read is written back. [`AnyType::as_element`] gives it as an element to look into.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct AnyType {
    /// Declarations and attributes, each with the space before it.
    attributes: Box<str>,
    /// The default namespace that `attributes` declare, if they do.
    default: Option<Box<str>>,
    content: Box<str>,
}

impl AnyType {
    /// A value that is text, without a type.
    pub fn from_text(text: &str) -> Self {
        let mut content = String::with_capacity(text.len());
        escape_attribute(text, &mut content);
        Self {
            attributes: Box::default(),
            default: None,
            content: content.into_boxed_str(),
        }
    }

    /// A value of a built-in type of XML Schema, such as `int`, with its `xsi:type`.
    pub fn typed(xsd_type: &str, text: &str) -> Self {
        let mut value = Self::from_text(text);
        let local: String = xsd_type
            .chars()
            .filter(|char| char.is_ascii_alphanumeric())
            .collect();
        value.attributes = format!(
            " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"{XSI}\" xsi:type=\"xsd:{local}\""
        )
        .into_boxed_str();
        value
    }

    /// What an element holds.
    pub fn from_element(element: &RawElement) -> Self {
        let xml = element.as_xml();
        // The tag ends at the first `>` that no quotes enclose.
        let mut quote = None;
        let end = xml
            .bytes()
            .position(|byte| {
                match quote {
                    Some(open) if byte == open => quote = None,
                    Some(_) => {}
                    None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
                    None => return byte == b'>',
                }
                false
            })
            .unwrap_or(0);
        let tag = xml.get(1..end).unwrap_or_default();
        let (tag, content) = match tag.strip_suffix('/') {
            Some(tag) => (tag, ""),
            None => (
                tag,
                xml.get(end + 1..xml.rfind("</").unwrap_or(end + 1))
                    .unwrap_or_default(),
            ),
        };
        let name = tag.find(is_space_char).unwrap_or(tag.len());
        let options = ReadOptions::default();
        let default = Reader::new(xml, 0, &options).ok().and_then(|mut reader| {
            reader.root().ok()?;
            reader.own_default()
        });
        Self {
            attributes: tag.get(name..).unwrap_or_default().trim_end().into(),
            default,
            content: content.into(),
        }
    }

    /// A prefix for `namespace` that its declarations leave free, or give to it already (it was read from what we wrote).
    fn free_prefix(&self, namespace: &str) -> (String, bool) {
        let mut prefix = "m".to_owned();
        let mut number = 0;
        loop {
            let declaration = format!(" xmlns:{prefix}=");
            if self
                .attributes
                .contains(&format!("{declaration}\"{namespace}\""))
            {
                return (prefix, true);
            }
            if !self.attributes.contains(&declaration) {
                return (prefix, false);
            }
            number += 1;
            prefix = format!("m{number}");
        }
    }

    /// It as an element named `local` in no namespace, to look into or to decode.
    pub fn as_element(&self) -> RawElement {
        let Self {
            attributes,
            content,
            ..
        } = self;
        RawElement::parse(&format!("<value{attributes}>{content}</value>")).unwrap_or_default()
    }

    /// The type that `xsi:type` names.
    pub fn type_name(&self) -> Option<OwnedName> {
        let element = self.as_element();
        let options = ReadOptions::default();
        let mut reader = Reader::new(element.as_xml(), 0, &options).ok()?;
        reader.root().ok()?;
        reader.type_annotation().ok().flatten()
    }

    /// The text in it, if it holds no elements.
    pub fn text(&self) -> Option<String> {
        self.as_element().text()
    }

    /// The elements in it.
    pub fn children(&self) -> Vec<RawElement> {
        self.as_element().children()
    }

    /// Reads it as a value of a generated or built-in type.
    ///
    /// # Errors
    /// When it is not such a value.
    pub fn decode<T: Content + Default>(&self, member: &'static Member) -> Result<T, DecodeError> {
        let element = self.as_element();
        let options = ReadOptions::default();
        let mut reader = Reader::new(element.as_xml(), 0, &options)?;
        reader.root()?;
        let mut value = T::default();
        reader.whole(&mut value, member)?;
        Ok(value)
    }
}

impl fmt::Debug for AnyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "AnyType({} {})",
            self.attributes.trim_start(),
            redact(&self.content, &SECRETS)
        )
    }
}

impl Content for AnyType {
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        let open = member.open.trim_matches(['<', '>']);
        // A default namespace declared here must not take the element itself along.
        let moved = !open.contains(':')
            && self
                .default
                .as_deref()
                .is_some_and(|uri| uri != member.name.namespace);
        let prefix = if moved && !member.name.namespace.is_empty() {
            let (prefix, declared) = self.free_prefix(member.name.namespace);
            writer.raw("<");
            writer.raw(&prefix);
            writer.raw(":");
            writer.raw(member.name.local);
            if !declared {
                writer.raw(" xmlns:");
                writer.raw(&prefix);
                writer.raw("=\"");
                writer.attribute_mode(true);
                writer.text().push(member.name.namespace);
                writer.attribute_mode(false);
                writer.raw("\"");
            }
            Some(prefix)
        } else {
            writer.raw("<");
            writer.raw(open);
            None
        };
        writer.raw(&self.attributes);
        if self.content.is_empty() {
            writer.raw("/>");
            return;
        }
        writer.raw(">");
        writer.raw(&self.content);
        if let Some(prefix) = prefix {
            writer.raw("</");
            writer.raw(&prefix);
            writer.raw(":");
            writer.raw(member.name.local);
            writer.raw(">");
        } else {
            writer.end(member);
        }
    }

    fn read(&mut self, reader: &mut Reader<'_>, _: &'static Member) -> Result<(), DecodeError> {
        let element = reader.capture()?;
        *self = Self::from_element(&element);
        Ok(())
    }

    fn write_text(&self, writer: &mut Writer<'_>) {
        if let Some(text) = self.text() {
            writer.text().push(&text);
        }
    }

    fn read_text(&mut self, text: &str, _: &Reader<'_>) -> Result<(), ValueError> {
        *self = Self::from_text(text);
        Ok(())
    }
}
