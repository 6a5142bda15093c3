//! Elements and attributes that no generated type describes, as values.

use std::borrow::Cow;

use super::{Blank, Content, ENCODED, Inner, Member, Reader};
use crate::binding::Writer;
use crate::error::{DecodeError, EncodeErrorKind, ValueError};
use crate::xml::Scope;
use crate::xml::{
    OwnedName, RawAttribute, RawElement, ReadOptions, XML, XMLNS, XSI, is_ncname, is_space_char,
};

impl RawElement {
    /// Reads it as the element of a table.
    ///
    /// # Errors
    /// Its name is not that of `member`, or it is not such a value. Offsets and paths are relative to this element.
    #[doc(hidden)]
    pub fn decode_as<T: Content + Blank>(&self, member: &'static Member) -> Result<T, DecodeError> {
        let xml = self.to_xml();
        let options = ReadOptions::default();
        let mut reader = Reader::new(&xml, 0, &options)?;
        reader.root()?;
        let mut value = T::blank();
        value.prepare(member);
        if !self.is_of(member) {
            reader.expect(member)?;
        }
        if member.flags & ENCODED == 0 {
            reader.whole(&mut value, member)?;
        } else {
            reader.admit_encoding();
            reader.note_container();
            reader.set_encoded(true);
            reader.encoded_body(&mut value, member)?;
        }
        reader.settle()?;
        Ok(value)
    }

    /// Whether it is the element of `member`. In SOAP encoding it may be in no namespace, as accessors are.
    #[doc(hidden)]
    pub fn is_of(&self, member: &Member) -> bool {
        let name = self.name();
        let is_same = name.is(member.name.namespace, member.name.local);
        is_same || member.flags & ENCODED != 0 && name.is("", member.name.local)
    }
}

impl Content for RawElement {
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        if self.size() == 0 {
            // Nobody set it. A required place cannot be left empty without a word.
            writer.problem(
                EncodeErrorKind::Missing,
                "an element that is required has no value".to_owned(),
                Some(member),
            );
            return;
        }
        if let Inner::Wildcard(wildcard) = member.inner
            && !wildcard.admits(&self.name().namespace)
        {
            let message = format!("no wildcard admits the element {} here", self.name());
            writer.problem(EncodeErrorKind::Value, message, Some(member));
            return;
        }
        let mut declarations = self.outer_declarations();
        writer.hoist(&mut declarations, self.size());
        writer.raw(&self.to_xml_with(&declarations));
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        *self = reader.keep(member)?;
        Ok(())
    }

    fn write_text(&self, _: &mut Writer<'_>) {}

    fn read_text(&mut self, text: &str, _: &dyn Scope) -> Result<(), ValueError> {
        Err(ValueError::new("element", text, ""))
    }

    #[cfg(feature = "serde")]
    fn view(&self) -> super::View<'_> {
        super::View::Element(self)
    }

    #[cfg(feature = "serde")]
    fn view_mut(&mut self) -> super::ViewMut<'_> {
        super::ViewMut::Element(self)
    }
}

impl RawAttribute {
    /// Says why an attribute of a wildcard may not have its name.
    fn misnamed(&self, member: &Member) -> Option<String> {
        let (namespace, local) = (&*self.name.namespace, &*self.name.local);
        if !is_ncname(local) {
            return Some("an attribute has a name that is none".to_owned());
        }
        let is_admitted = match member.inner {
            _ if namespace == XMLNS => false,
            // Every element may have these (Part 1, 3.2.7).
            _ if namespace == XSI => {
                matches!(local, "schemaLocation" | "noNamespaceSchemaLocation")
            }
            Inner::Attributes(admitted) => admitted.wildcard.admits(namespace),
            _ => true,
        };
        (!is_admitted).then(|| format!("no wildcard admits the attribute {} here", self.name))
    }

    /// The namespace of the names without a prefix in its value, if it has such names and that is known.
    pub(crate) fn default_of_names(&self, member: &Member) -> Option<&str> {
        let namespace = self.kept_default()?;
        match member.inner {
            Inner::Attributes(admitted) => admitted.asks_default(self).then_some(namespace),
            _ => None,
        }
    }
}

/// A list of names, where those without a prefix have this one.
fn with_prefix(value: &str, prefix: &str) -> String {
    let mut out = String::new();
    for word in value.split_inclusive(is_space_char) {
        if is_ncname(word.trim_end_matches(is_space_char)) {
            out.push_str(prefix);
            out.push(':');
        }
        out.push_str(word);
    }
    out
}

impl Content for RawAttribute {
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        if let Some(message) = self.misnamed(member) {
            writer.problem(EncodeErrorKind::Value, message, Some(member));
            return;
        }
        let prefixes = self.kept_prefixes();
        if !prefixes.is_empty() {
            writer.declare_kept(prefixes.into_iter().collect(), self.value.len(), member);
        }
        let value = match self.default_of_names(member) {
            Some(namespace) if !writer.is_default(namespace) => {
                if namespace.is_empty() {
                    let message =
                        format!("the name {} would get the default namespace", self.value);
                    writer.problem(EncodeErrorKind::Value, message, Some(member));
                    return;
                }
                let prefix = writer.declare(namespace);
                Cow::Owned(with_prefix(&self.value, &prefix))
            }
            _ => Cow::Borrowed(&*self.value),
        };
        if self.name.namespace.is_empty() {
            writer.raw(" ");
        } else if *self.name.namespace == *XML {
            // Its prefix is declared everywhere, and no other may name it (Namespaces in XML, section 3).
            writer.raw(" xml:");
        } else {
            let prefix = writer.declare(&self.name.namespace);
            writer.raw(" ");
            writer.raw(&prefix);
            writer.raw(":");
        }
        writer.raw(&self.name.local);
        writer.raw("=\"");
        writer.text().push(&value);
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

    fn read_text(&mut self, text: &str, _: &dyn Scope) -> Result<(), ValueError> {
        Err(ValueError::new("attribute", text, ""))
    }

    fn read_attribute(&mut self, name: &OwnedName, value: &str, reader: &Reader<'_>) {
        self.name = name.clone();
        self.value = value.to_owned();
        self.secrets = reader.options().secrets.clone();
        self.keep_prefixes(reader);
    }

    fn as_attribute(&self) -> Option<&RawAttribute> {
        Some(self)
    }

    #[cfg(feature = "serde")]
    fn view(&self) -> super::View<'_> {
        super::View::Attribute(self)
    }

    #[cfg(feature = "serde")]
    fn view_mut(&mut self) -> super::ViewMut<'_> {
        super::ViewMut::Attribute(self)
    }
}
