//! Elements and attributes that no generated type describes, kept as XML.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::namespaces::Namespaces;
use super::{ReadOptions, Reader, Scope, Token};
use crate::error::DecodeError;
use crate::redact::{MASK, SecretNames, redact_names};

/// An expanded name that owns its parts. The namespace is empty for a name in none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OwnedName {
    /// Namespace URI, shared by the names that come from one declaration.
    pub namespace: Arc<str>,
    /// Local part.
    pub local: Box<str>,
}

impl OwnedName {
    /// The name `local` in `namespace`.
    pub fn new(namespace: impl Into<Arc<str>>, local: impl Into<Box<str>>) -> Self {
        Self {
            namespace: namespace.into(),
            local: local.into(),
        }
    }

    /// Whether it equals this name.
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

/// An element with its whole content, kept as written, and the namespace declarations around it.
///
/// It can be decoded into a generated type later, and is written back unchanged. Elements of one message share their
/// declarations.
///
/// ```
/// use soap_runtime::RawElement;
///
/// let order = RawElement::parse("<o:order xmlns:o='urn:o'><o:line>3</o:line></o:order>")?;
/// let line = &order.children()[0];
/// assert_eq!(line.name().to_string(), "{urn:o}line");
/// assert_eq!(line.to_xml(), r#"<o:line xmlns="" xmlns:o="urn:o">3</o:line>"#);
/// # Ok::<(), soap_runtime::DecodeError>(())
/// ```
#[derive(Clone, Default)]
pub struct RawElement {
    xml: Box<str>,
    /// The declarations around it, and the names that `Debug` masks.
    outer: Namespaces,
}

impl RawElement {
    pub(crate) fn captured(xml: &str, outer: Namespaces, secrets: SecretNames) -> Self {
        Self {
            xml: xml.into(),
            outer: outer.with_secrets(&secrets),
        }
    }

    /// Parses the one element in `xml`.
    ///
    /// # Errors
    /// `xml` is not one well-formed element.
    pub fn parse(xml: &str) -> Result<Self, DecodeError> {
        let options = ReadOptions::default();
        let mut reader = Reader::new(xml, 0, &options)?;
        reader.root()?;
        let element = reader.capture()?;
        reader.finish()?;
        Ok(element)
    }

    /// The element that was written within declarations, which are attributes; `None` if it is not well-formed.
    #[cfg(feature = "facets")]
    pub(crate) fn within(envelope: &str, body: &str, xml: &str) -> Option<Self> {
        let options = ReadOptions::unlimited();
        let text = format!("<x{envelope}><x{body}>{xml}</x></x>");
        let mut reader = Reader::new(&text, 0, &options).ok()?;
        reader.root().ok()?;
        let outer = reader.capture().ok()?;
        let body = outer.children().into_iter().next()?;
        body.children().into_iter().next()
    }

    /// Its bytes without declarations from around it.
    pub(crate) fn size(&self) -> usize {
        self.xml.len()
    }

    /// Its name.
    pub fn name(&self) -> OwnedName {
        self.begun(|reader| reader.owned_name()).unwrap_or_default()
    }

    /// The element as stand-alone XML: its start tag has all declarations that it needs.
    pub fn to_xml(&self) -> Cow<'_, str> {
        self.to_xml_with(&self.outer_declarations())
    }

    /// The element with these declarations in its start tag.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn to_xml_with(&self, declarations: &[(&str, &str)]) -> Cow<'_, str> {
        if declarations.is_empty() {
            return Cow::Borrowed(&self.xml);
        }
        let name = 1 + self.raw_name().len();
        let (head, tail) = self.xml.split_at_checked(name).unwrap_or((&self.xml, ""));
        Cow::Owned(format!("{head}{}{tail}", attributes(declarations)))
    }

    /// The local part of its name, without reading its declarations.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn local_name(&self) -> &str {
        let name = self.raw_name();
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// The name in its tags, prefix included.
    pub(crate) fn raw_name(&self) -> &str {
        let name = self.xml.get(1..).unwrap_or_default();
        let end = name.find(|char: char| super::is_space_char(char) || matches!(char, '>' | '/'));
        name.get(..end.unwrap_or(name.len())).unwrap_or_default()
    }

    /// The declarations around it that it needs: prefixes and their namespaces.
    pub(crate) fn outer_declarations(&self) -> Vec<(&str, &str)> {
        if self.xml.is_empty() {
            return Vec::new();
        }
        let options = ReadOptions::unlimited();
        let own: Vec<String> = Reader::new(&self.xml, 0, &options)
            .map(|mut reader| {
                // A prefix of the start tag may be declared outside. The declarations of the tag itself are known all
                // the same.
                let _ = reader.root();
                let own = reader.own_declarations();
                own.map(|(prefix, _)| prefix.to_owned()).collect()
            })
            .unwrap_or_default();
        prefixes(&self.xml)
            .into_iter()
            .filter(|prefix| *prefix != "xml" && !own.iter().any(|one| one == prefix))
            .filter_map(|prefix| match self.outer.resolve(prefix) {
                Some(namespace) => Some((prefix, &**namespace)),
                None if prefix.is_empty() => Some(("", "")),
                // Text that only looks like a prefixed name has no declaration.
                None => None,
            })
            .collect()
    }

    /// Calls `ask` with a reader that has taken the start tag.
    pub(crate) fn begun<T>(&self, ask: impl FnOnce(&mut Reader<'_>) -> T) -> Option<T> {
        let xml = self.to_xml();
        let options = ReadOptions::unlimited();
        let mut reader = Reader::new(&xml, 0, &options).ok()?;
        reader.root().ok()?;
        Some(ask(&mut reader))
    }

    /// The XML between its tags.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn content(&self) -> &str {
        // The tag ends at the first `>` outside quotes.
        let mut quote = None;
        let end = self.xml.bytes().position(|byte| {
            match quote {
                Some(open) if byte == open => quote = None,
                Some(_) => {}
                None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
                None => return byte == b'>',
            }
            false
        });
        let start = end.map_or(self.xml.len(), |end| end + 1);
        let close = self.xml.rfind("</").unwrap_or(start);
        self.xml.get(start..close).unwrap_or_default()
    }

    /// The element as XML, with its secrets masked.
    pub(crate) fn masked(&self) -> String {
        redact_names(&self.to_xml(), &self.outer.secrets())
    }

    /// All declarations that an element needs to hold its attributes and content.
    pub(crate) fn needed_declarations(&self) -> Vec<(Box<str>, Box<str>)> {
        let mut all: Vec<(Box<str>, Box<str>)> = self
            .outer_declarations()
            .into_iter()
            .map(|(prefix, namespace)| (prefix.into(), namespace.into()))
            .collect();
        let own = self.begun(|reader| {
            let own = reader.own_declarations();
            own.map(|(prefix, namespace)| (Box::from(prefix), Box::from(namespace)))
                .collect::<Vec<_>>()
        });
        for (prefix, namespace) in own.unwrap_or_default() {
            if !all.iter().any(|(known, _)| *known == prefix) {
                all.push((prefix, namespace));
            }
        }
        all
    }

    /// The same element, which is empty, with a text.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn with_text(&self, text: &str) -> Self {
        let mut xml = String::with_capacity(self.xml.len() + text.len());
        let name = self.raw_name();
        match self.xml.strip_suffix("/>") {
            Some(tag) => {
                xml.push_str(tag);
                xml.push('>');
            }
            None => {
                let end = self.xml.rfind("</").unwrap_or(self.xml.len());
                xml.push_str(self.xml.get(..end).unwrap_or_default());
            }
        }
        super::escape_attribute(text, &mut xml);
        xml.push_str("</");
        xml.push_str(name);
        xml.push('>');
        Self {
            xml: xml.into(),
            outer: self.outer.clone(),
        }
    }

    /// The namespace of a prefix that its content has, for values that are names; the empty prefix has the default namespace.
    ///
    /// ```
    /// use soap_runtime::RawElement;
    ///
    /// let kind = RawElement::parse("<kind xmlns:s='urn:shapes'>s:Circle</kind>")?;
    /// assert_eq!(kind.namespace_of("s").as_deref(), Some("urn:shapes"));
    /// # Ok::<(), soap_runtime::DecodeError>(())
    /// ```
    pub fn namespace_of(&self, prefix: &str) -> Option<String> {
        self.begun(|reader| Some(Scope::resolve(reader, prefix)?.to_owned()))?
    }

    /// Its text, if it holds no elements.
    pub fn text(&self) -> Option<String> {
        self.begun(|reader| reader.element_text().ok().map(Cow::into_owned))?
    }

    /// Its child elements.
    pub fn children(&self) -> Vec<RawElement> {
        self.try_children().unwrap_or_default()
    }

    fn try_children(&self) -> Result<Vec<RawElement>, DecodeError> {
        let xml = self.to_xml();
        let options = ReadOptions::unlimited();
        let mut reader = Reader::new(&xml, 0, &options)?;
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
        self.begun(|reader| {
            let attribute = reader.attribute(namespace, local)?;
            Some(attribute.value.clone().into_owned())
        })?
    }
}

/// Equal if the XML is the same after the needed declarations are added to it.
impl PartialEq for RawElement {
    fn eq(&self, other: &Self) -> bool {
        self.to_xml() == other.to_xml()
    }
}

impl Eq for RawElement {}

impl Hash for RawElement {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.to_xml().hash(state);
    }
}

impl fmt::Debug for RawElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawElement({})", self.masked())
    }
}

/// An attribute that no generated type describes.
#[derive(Clone, Default)]
pub struct RawAttribute {
    /// Its name.
    pub name: OwnedName,
    /// Its value.
    pub value: String,
    /// The names that `Debug` masks.
    pub(crate) secrets: SecretNames,
    /// Prefixes that its value may have, and their namespaces.
    prefixes: Box<[(Box<str>, Arc<str>)]>,
    /// The namespace of names without a prefix, empty for none; `None` if nobody said which.
    default: Option<Arc<str>>,
}

impl RawAttribute {
    /// An attribute of this name and value.
    pub fn new(name: OwnedName, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
            secrets: SecretNames::default(),
            prefixes: Box::default(),
            default: None,
        }
    }

    /// Keeps the namespaces of the prefixes in its value, which may be a name or a list of names.
    pub(crate) fn keep_prefixes(&mut self, scope: &dyn Scope) {
        let mut found: BTreeMap<&str, Arc<str>> = BTreeMap::new();
        for prefix in value_prefixes(&self.value) {
            if !found.contains_key(prefix)
                && let Some(namespace) = scope.resolve_shared(prefix)
            {
                found.insert(prefix, namespace);
            }
        }
        let found = found.into_iter();
        self.prefixes = found
            .map(|(prefix, namespace)| (prefix.into(), namespace))
            .collect();
        self.default = scope.resolve_shared("");
    }

    /// The namespace of names without a prefix in its value where it was read, empty for none.
    pub(crate) fn kept_default(&self) -> Option<&str> {
        self.default.as_deref()
    }

    /// The prefixes of names in its value, and the namespaces that they had where it was read.
    pub(crate) fn kept_prefixes(&self) -> BTreeMap<&str, &str> {
        if self.prefixes.is_empty() {
            return BTreeMap::new();
        }
        let kept = self.prefixes.iter();
        let kept: BTreeMap<&str, &str> = kept.map(|(prefix, of)| (&**prefix, &**of)).collect();
        let known = |prefix| Some((prefix, *kept.get(prefix)?));
        value_prefixes(&self.value).filter_map(known).collect()
    }
}

/// The words before a colon in a value, each a prefix if it is declared.
fn value_prefixes(value: &str) -> impl Iterator<Item = &str> {
    value
        .split(super::is_space_char)
        .filter_map(|word| Some(word.split_once(':')?.0))
        .filter(|prefix| *prefix != "xml")
}

/// The same name and value.
impl PartialEq for RawAttribute {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.value == other.value
    }
}

impl Eq for RawAttribute {}

impl Hash for RawAttribute {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.name, &self.value).hash(state);
    }
}

/// Masks the value of a secret.
impl fmt::Debug for RawAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = match self.secrets.contains(&self.name.local) {
            true => MASK,
            false => &self.value,
        };
        f.debug_struct("RawAttribute")
            .field("name", &self.name)
            .field("value", &value)
            .finish()
    }
}

/// Declarations as attributes, each with a space before it.
pub(crate) fn attributes<P: AsRef<str>, N: AsRef<str>>(declarations: &[(P, N)]) -> String {
    let mut out = String::new();
    for (prefix, namespace) in declarations {
        let prefix = prefix.as_ref();
        out.push_str(if prefix.is_empty() {
            " xmlns"
        } else {
            " xmlns:"
        });
        out.push_str(prefix);
        out.push_str("=\"");
        super::escape_attribute(namespace.as_ref(), &mut out);
        out.push('"');
    }
    out
}

/// The default namespace and all words before a colon in `xml`, sorted, without duplicates.
pub(crate) fn prefixes(xml: &str) -> std::collections::BTreeSet<&str> {
    let mut found = std::collections::BTreeSet::from([""]);
    for colon in memchr::memchr_iter(b':', xml.as_bytes()) {
        let before = xml.get(..colon).unwrap_or_default();
        let name = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | '·');
        // Ends at the previous colon, so that no word is looked at twice.
        let start = before
            .char_indices()
            .rev()
            .take_while(|(_, char)| name(*char) || !char.is_ascii())
            .last()
            .map_or(colon, |(at, _)| at);
        if let Some(prefix) = before.get(start..).filter(|prefix| !prefix.is_empty()) {
            found.insert(prefix);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::RawElement;

    #[test]
    fn the_content_begins_after_the_tag() {
        for (xml, content) in [
            ("<a b='>' c=\"'>\">x>y</a>", "x>y"),
            ("<a><a>1</a></a>", "<a>1</a>"),
            ("<a b='/>'/>", ""),
            ("<a></a>", ""),
        ] {
            let element = RawElement::parse(xml).unwrap();
            assert_eq!(element.content(), content);
        }
    }
}
