//! Header blocks with the attributes that SOAP gives them.

use std::ops::{Deref, DerefMut};

use super::SoapVersion;
use crate::binding::{Blank, Content, Member, Reader, Writer};
use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::xml::{Scope, escape_attribute, is_space_char};

/// A header block: its value, whether it must be understood, and by whom (SOAP 1.1, sections 4.2.2 and 4.2.3; SOAP 1.2 part 1,
/// section 5.2). Fields of headers that the generator's option `header_blocks` selects have this type.
///
/// ```
/// use soap_runtime::soap::HeaderBlock;
///
/// // To be sent: the next node has to understand it, or refuse the message.
/// let ticket = HeaderBlock::new("5f1c".to_owned())
///     .with_must_understand()
///     .with_role("http://schemas.xmlsoap.org/soap/actor/next");
///
/// // The same of one that was received.
/// assert!(ticket.must_understand);
/// assert_eq!(ticket.role.as_deref(), Some("http://schemas.xmlsoap.org/soap/actor/next"));
/// assert_eq!(ticket.len(), 4);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct HeaderBlock<T> {
    /// The value.
    pub value: T,
    /// `mustUnderstand`: who it is for has to process it, or refuse the message.
    pub must_understand: bool,
    /// `actor` in SOAP 1.1, `role` in SOAP 1.2: the URI of who it is for; `None` for the last receiver.
    pub role: Option<String>,
    /// `relay`: who does not process it passes it on. SOAP 1.1 has none, so that it is not written there.
    pub relay: bool,
}

impl<T> HeaderBlock<T> {
    /// A block for the last receiver, who may ignore it.
    pub fn new(value: T) -> Self {
        Self {
            value,
            must_understand: false,
            role: None,
            relay: false,
        }
    }

    /// The same, to be understood.
    pub fn with_must_understand(mut self) -> Self {
        self.must_understand = true;
        self
    }

    /// The same, for the nodes of this role or actor, a URI.
    pub fn with_role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// The same, to be passed on by who does not process it.
    pub fn with_relay(mut self) -> Self {
        self.relay = true;
        self
    }

    /// The attributes as they are written, in an envelope of this version.
    fn attributes(&self, version: SoapVersion) -> String {
        let (yes, role) = match version {
            SoapVersion::Soap11 => ("1", "actor"),
            SoapVersion::Soap12 => ("true", "role"),
        };
        let mut text = String::new();
        if self.must_understand {
            text.push_str(&format!(" s:mustUnderstand=\"{yes}\""));
        }
        if let Some(uri) = &self.role {
            text.push_str(&format!(" s:{role}=\""));
            escape_attribute(uri, &mut text);
            text.push('"');
        }
        if self.relay && version == SoapVersion::Soap12 {
            text.push_str(" s:relay=\"true\"");
        }
        text
    }

    /// Takes the attributes off the start tag that was just taken.
    fn take_attributes(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.must_understand = flag(reader, "mustUnderstand")?;
        self.relay = flag(reader, "relay")?;
        for version in [SoapVersion::Soap11, SoapVersion::Soap12] {
            let namespace = version.namespace();
            for name in ["actor", "role"] {
                if let Some(attribute) = reader.take_attribute(namespace, name) {
                    self.role = Some(attribute.value.trim_matches(is_space_char).to_owned());
                }
            }
        }
        Ok(())
    }
}

/// Takes an attribute that is `true` or `false`.
fn flag(reader: &mut Reader<'_>, name: &str) -> Result<bool, DecodeError> {
    let mut is_set = false;
    for version in [SoapVersion::Soap11, SoapVersion::Soap12] {
        let Some(attribute) = reader.take_attribute(version.namespace(), name) else {
            continue;
        };
        is_set |= match attribute.value.trim_matches(is_space_char) {
            "1" | "true" => true,
            "0" | "false" => false,
            text => {
                return Err(reader.fail_below(
                    DecodeErrorKind::Value,
                    attribute.offset,
                    ValueError::new("xs:boolean", text, "").to_string(),
                    Some(&format!("@{name}")),
                    Some("xs:boolean".to_owned()),
                ));
            }
        };
    }
    Ok(is_set)
}

impl<T: Blank> Blank for HeaderBlock<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }
}

impl<T> From<T> for HeaderBlock<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T> Deref for HeaderBlock<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for HeaderBlock<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: Content> Content for HeaderBlock<T> {
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        if let Some(version) = SoapVersion::of(writer.envelope) {
            writer.add_attributes(self.attributes(version));
        }
        self.value.write(writer, member);
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        self.take_attributes(reader)?;
        self.value.read(reader, member)
    }

    fn write_text(&self, writer: &mut Writer<'_>) {
        self.value.write_text(writer);
    }

    fn read_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError> {
        self.value.read_text(text, scope)
    }

    fn holds(&self, text: &str, scope: &dyn Scope) -> bool {
        self.value.holds(text, scope)
    }

    #[cfg(feature = "serde")]
    fn view(&self) -> crate::binding::View<'_> {
        self.value.view()
    }

    #[cfg(feature = "serde")]
    fn view_mut(&mut self) -> crate::binding::ViewMut<'_> {
        self.value.view_mut()
    }
}
