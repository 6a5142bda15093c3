//! `xs:anyType`: any content of an element.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::{Content, FIXED, Inner, Member, NilRoom, Reader};
use crate::binding::Writer;
use crate::error::{DecodeError, DecodeErrorKind, EncodeErrorKind, ValueError};
use crate::redact::SecretNames;
use crate::xml::{
    DeviationKind, Namespaces, OwnedName, RawElement, ReadOptions, Scope, Token, XSI, attributes,
    escape_attribute, is_space_char,
};

/// The attributes and the content of an element of `xs:anyType`, kept as XML. The element has the name of the member.
///
/// It is written back unchanged. [`AnyType::as_element`] gives access to its content.
///
/// ```
/// use soap_runtime::AnyType;
///
/// let value = AnyType::typed("int", "42");
/// assert_eq!(value.text().as_deref(), Some("42"));
/// assert_eq!(value.type_name().unwrap().to_string(), "{http://www.w3.org/2001/XMLSchema}int");
/// ```
#[derive(Clone)]
pub struct AnyType {
    element: RawElement,
    /// Whether nobody has set it.
    is_unset: bool,
}

impl Default for AnyType {
    fn default() -> Self {
        Self {
            is_unset: true,
            ..Self::made("<value/>")
        }
    }
}

/// Declarations: prefixes and namespaces.
type Declarations = Vec<(Box<str>, Box<str>)>;

impl AnyType {
    fn made(xml: &str) -> Self {
        Self {
            element: RawElement::captured(xml, Namespaces::default(), SecretNames::default()),
            is_unset: false,
        }
    }

    /// Makes a value of text, without a type.
    pub fn from_text(text: &str) -> Self {
        let mut content = String::with_capacity(text.len());
        escape_attribute(text, &mut content);
        Self::made(&format!("<value>{content}</value>"))
    }

    /// Makes a value of a built-in type of XML Schema, such as `int`, with its `xsi:type`.
    pub fn typed(xsd_type: &str, text: &str) -> Self {
        let local: String = xsd_type
            .chars()
            .filter(|char| char.is_ascii_alphanumeric())
            .collect();
        let mut content = String::with_capacity(text.len());
        escape_attribute(text, &mut content);
        Self::made(&format!(
            "<value xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"{XSI}\" xsi:type=\"xsd:{local}\">{content}</value>"
        ))
    }

    /// Makes a value from the content of an element.
    pub fn from_element(element: &RawElement) -> Self {
        Self {
            element: element.clone(),
            is_unset: false,
        }
    }

    /// The element that it was read from; an element named `value` if it was not read.
    pub fn as_element(&self) -> &RawElement {
        &self.element
    }

    /// The attributes as written.
    fn attributes(&self) -> String {
        let written = self.element.begun(|reader| {
            let mut out = String::new();
            for one in reader.attributes() {
                out.push(' ');
                if !one.prefix.is_empty() {
                    out.push_str(one.prefix);
                    out.push(':');
                }
                out.push_str(one.local);
                out.push_str("=\"");
                escape_attribute(&one.value, &mut out);
                out.push('"');
            }
            out
        });
        written.unwrap_or_default()
    }

    /// The declarations that its attributes and content need. They include the default namespace if a name of an
    /// element or in `xsi:type` may have no prefix.
    fn declarations(&self) -> Declarations {
        let mut needed = self.element.needed_declarations();
        let typed = self
            .element
            .attribute(XSI, "type")
            .is_some_and(|name| !name.contains(':'));
        if !typed && !self.element.content().contains('<') {
            needed.retain(|(prefix, _)| !prefix.is_empty());
        }
        // The prefix of its own name is that of the member that it is written as.
        if let Some((own, _)) = self.element.raw_name().split_once(':') {
            let (named, attributes) = (format!("{own}:"), self.attributes());
            let content = self.element.content();
            if !content.contains(&named) && !attributes.contains(&named) {
                needed.retain(|(prefix, _)| &**prefix != own);
            }
        }
        needed
    }

    /// Its content, with a declaration of the default namespace on each element that has no prefix.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn content_with_default(&self, namespace: &str) -> String {
        let declaration = attributes(&[("", namespace)]);
        let xml = self.element.to_xml();
        let options = ReadOptions::unlimited();
        let content = self.element.content();
        // Both texts end in the content.
        let close = xml.rfind("</").unwrap_or(xml.len());
        let mut at = close.saturating_sub(content.len());
        let mut out = String::with_capacity(content.len());
        let Ok(mut reader) = Reader::new(&xml, 0, &options) else {
            return content.to_owned();
        };
        if reader.root().is_err() {
            return content.to_owned();
        }
        while let Ok(token) = reader.token() {
            match token {
                Token::Start => {
                    let declared = reader
                        .own_declarations()
                        .any(|(prefix, _)| prefix.is_empty());
                    let start = reader.tag_offset() + 1;
                    let tag = xml.get(start..reader.position()).unwrap_or_default();
                    let end =
                        tag.find(|char: char| is_space_char(char) || matches!(char, '>' | '/'));
                    let name = start + end.unwrap_or(0);
                    if !declared {
                        out.push_str(xml.get(at..name).unwrap_or_default());
                        out.push_str(&declaration);
                        at = name;
                    }
                    if reader.skip().is_err() {
                        break;
                    }
                }
                Token::End => break,
                Token::Text(_) | Token::Cdata(_) => {}
            }
        }
        out.push_str(xml.get(at..close).unwrap_or_default());
        out
    }

    /// Whether nobody has set it, and an empty element is no value of mixed content.
    fn is_missing(&self, member: &'static Member) -> bool {
        let Inner::Mixed(check) = member.inner else {
            return false;
        };
        let options = ReadOptions::strict();
        let is_valid = || -> Result<bool, DecodeError> {
            let mut reader = Reader::new("<value/>", 0, &options)?;
            reader.root()?;
            check(&mut reader, member)?;
            // Strict mode collects the errors, and refuses later.
            Ok(reader.reported() == 0)
        };
        self.is_unset && !is_valid().unwrap_or(false)
    }

    /// Fills in the default or fixed text of mixed content, and checks the fixed one (Part 1, 3.3.4: 5.1.2 and 5.2.2).
    fn settle_mixed(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
        text: &str,
        offset: usize,
    ) -> Result<(), DecodeError> {
        let own = self.element.text();
        if own.as_deref() == Some("") {
            if !self.is_nil() {
                self.element = self.element.with_text(text);
            }
            return Ok(());
        }
        if member.flags & FIXED == 0 || own.as_deref() == Some(text) {
            return Ok(());
        }
        let message = || format!("the value of {} must be {text:?}", member.name.local);
        let below = Some(member.name.local);
        reader.deviate(DeviationKind::Fixed, offset, &message, below)
    }

    fn is_nil(&self) -> bool {
        let nil = self.element.attribute(XSI, "nil");
        nil.is_some_and(|nil| matches!(nil.trim_matches(is_space_char), "true" | "1"))
    }

    /// The default value that an element of `member` would have in place of this empty text, which mixed content keeps.
    fn default_instead(&self, member: &'static Member) -> Option<&'static str> {
        let is_simple = matches!(member.inner, Inner::Simple(_));
        let default = member.default.filter(|default| {
            !default.is_empty() && member.flags & FIXED == 0 && !is_simple && !self.is_unset
        })?;
        let is_empty = self.element.text().is_some_and(|text| text.is_empty());
        (is_empty && !self.is_nil()).then_some(default)
    }

    /// The type in `xsi:type`.
    pub fn type_name(&self) -> Option<OwnedName> {
        let xml = self.element.to_xml();
        let options = ReadOptions::default();
        let mut reader = Reader::new(&xml, 0, &options).ok()?;
        reader.root().ok()?;
        reader.type_annotation().ok().flatten()
    }

    /// Its text, if it holds no elements.
    pub fn text(&self) -> Option<String> {
        self.as_element().text()
    }

    /// Its child elements.
    pub fn children(&self) -> Vec<RawElement> {
        self.as_element().children()
    }
}

/// Equal if attributes, content and declarations are equal. The name of the element does not matter.
impl PartialEq for AnyType {
    fn eq(&self, other: &Self) -> bool {
        self.element.content() == other.element.content()
            && self.attributes() == other.attributes()
            && self.declarations() == other.declarations()
    }
}

impl Eq for AnyType {}

impl Hash for AnyType {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.element.content().hash(state);
        self.attributes().hash(state);
    }
}

impl fmt::Debug for AnyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyType({})", self.element.masked())
    }
}

impl Content for AnyType {
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        if self.is_missing(member) {
            let message = format!("the element {} has no value", member.name.local);
            writer.problem(EncodeErrorKind::Missing, message, Some(member));
            return;
        }
        if std::mem::take(&mut writer.must_be_typed) && self.type_name().is_none() {
            let message = format!(
                "the element {} has no value: its type is abstract, and none is chosen",
                member.name.local
            );
            writer.problem(EncodeErrorKind::Missing, message, Some(member));
            return;
        }
        if member.flags & FIXED != 0 && !matches!(member.inner, Inner::Simple(_)) {
            writer.check_fixed(member, &|fixed| {
                let own = self.element.text();
                own.is_some_and(|own| own.is_empty() || own == fixed)
            });
        }
        if let Some(default) = self.default_instead(member) {
            writer.no_empty_value(member, default);
            return;
        }
        let (name, namespace) = match writer.annotates {
            true => (member.name.local, ""),
            false => (member.open.trim_matches(['<', '>']), member.name.namespace),
        };
        let own = name.split_once(':').map_or("", |(prefix, _)| prefix);
        let mut declarations = self.declarations();
        // A declaration must not move the element itself to another namespace.
        let taken = |(prefix, uri): &(Box<str>, Box<str>)| **prefix == *own && **uri != *namespace;
        let mut content = None;
        let mut open = name.to_owned();
        if let Some(at) = declarations.iter().position(taken) {
            if namespace.is_empty() {
                let (_, default) = declarations.remove(at);
                let written = self.content_with_default(&default);
                writer.count_declarations(written.len() - self.element.content().len());
                content = Some(written);
            } else {
                let prefix = free_prefix(&mut declarations, namespace);
                open = format!("{prefix}:{}", member.name.local);
            }
        }
        writer.hoist(&mut declarations, self.element.size());
        writer.raw("<");
        writer.raw(&open);
        writer.raw(&attributes(&declarations));
        writer.raw(&self.attributes());
        writer.extra = "";
        writer.raw_added();
        let content = content.as_deref().unwrap_or(self.element.content());
        if content.is_empty() {
            writer.raw("/>");
            return;
        }
        writer.raw(">");
        writer.raw(content);
        writer.raw("</");
        writer.raw(&open);
        writer.raw(">");
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        if !matches!(member.inner, Inner::Simple(_)) {
            let offset = reader.tag_offset();
            self.element = reader.keep(member)?;
            self.is_unset = false;
            if let Some(text) = member.default {
                self.settle_mixed(reader, member, text, offset)?;
            }
            return Ok(());
        }
        let named = reader.check_kept_simple(member)?;
        let offset = reader.tag_offset();
        self.element = reader.capture()?;
        self.is_unset = false;
        reader.check_kept(member, named, &self.element, offset)
    }

    fn read_nil(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        if !matches!(member.inner, Inner::Simple(_)) {
            return self.read(reader, member);
        }
        // A nil element has no text that could be none of its type (Part 1, 3.3.4).
        reader.check_kept_simple(member)?;
        let offset = reader.tag_offset();
        self.element = reader.capture()?;
        self.is_unset = false;
        match self.element.text() {
            Some(text) if text.is_empty() => Ok(()),
            Some(text) if text.bytes().all(crate::xml::is_space) => {
                reader.indented_nil(offset, Some(member.name.local))
            }
            _ => Err(reader.fail(DecodeErrorKind::Nil, offset, "a nil element has content")),
        }
    }

    fn write_nil(&self, writer: &mut Writer<'_>, member: &'static Member) {
        self.write(writer, member);
    }

    fn nil_room(&self) -> NilRoom {
        NilRoom::Element
    }

    fn write_text(&self, writer: &mut Writer<'_>) {
        if let Some(text) = self.text() {
            writer.text().push(&text);
        }
    }

    fn read_text(&mut self, text: &str, _: &dyn Scope) -> Result<(), ValueError> {
        *self = Self::from_text(text);
        Ok(())
    }

    #[cfg(feature = "serde")]
    fn view(&self) -> super::View<'_> {
        super::View::Any(self)
    }

    #[cfg(feature = "serde")]
    fn view_mut(&mut self) -> super::ViewMut<'_> {
        super::ViewMut::Any(self)
    }
}

/// Returns a prefix for `namespace` from the declarations; adds one if there is none.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn free_prefix(declarations: &mut Declarations, namespace: &str) -> Box<str> {
    let known = declarations
        .iter()
        .find(|(prefix, uri)| !prefix.is_empty() && **uri == *namespace);
    if let Some((prefix, _)) = known {
        return prefix.clone();
    }
    let mut prefix: Box<str> = "m".into();
    let mut number = 0;
    while declarations.iter().any(|(taken, _)| *taken == prefix) {
        number += 1;
        prefix = format!("m{number}").into();
    }
    declarations.insert(0, (prefix.clone(), namespace.into()));
    prefix
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binding::element;
    use crate::xml::DeviationKind;

    fn any(_: &mut Reader<'_>, _: &'static Member) -> Result<bool, DecodeError> {
        Ok(true)
    }

    fn not_empty(reader: &mut Reader<'_>, _: &'static Member) -> Result<bool, DecodeError> {
        let message = || "the element x is missing".to_owned();
        reader.deviate(DeviationKind::Missing, 0, &message, None)?;
        Ok(true)
    }

    #[test]
    fn mixed_content_that_nobody_set_is_missing_where_it_may_not_be_empty() {
        static ANY: Member = element("", "m", "<m>", "</m>", 0).mixed(any);
        static NOT_EMPTY: Member = element("", "m", "<m>", "</m>", 0).mixed(not_empty);
        assert!(!AnyType::default().is_missing(&ANY));
        assert!(AnyType::default().is_missing(&NOT_EMPTY));
        assert!(!AnyType::from_text("t").is_missing(&NOT_EMPTY));
    }
}
