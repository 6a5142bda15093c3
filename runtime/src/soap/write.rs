//! Writes envelopes.

use super::SoapVersion;
#[cfg(any(feature = "client", feature = "server"))]
use crate::binding::Packed;
use crate::binding::Writer;
use crate::binding::{Complex, Components, Content, EncodingStyle, Member};
use crate::error::EncodeError;
use crate::xml::WriteOptions;

/// Writes the envelopes of an operation: no XML declaration, prefix `s`, and no Header if no header has a value.
#[derive(Clone, Copy, Debug)]
pub struct EnvelopeWriter<'a> {
    version: SoapVersion,
    declarations: &'a str,
    options: &'a WriteOptions,
    components: Option<&'static Components>,
    is_partial: bool,
    is_headed: bool,
}

impl<'a> EnvelopeWriter<'a> {
    /// Makes a writer. `declarations` are attributes of the Envelope, such as ` xmlns="urn:x" xmlns:xsi="..."`: all
    /// that the tags of the tables need.
    pub fn new(version: SoapVersion, declarations: &'a str, options: &'a WriteOptions) -> Self {
        Self {
            version,
            declarations,
            options,
            components: None,
            is_partial: false,
            is_headed: false,
        }
    }

    /// The components of the contract that values may name, by which identity constraints compare them.
    pub fn components(mut self, components: Option<&'static Components>) -> Self {
        self.components = components;
        self
    }

    /// States whether the Body may refer to identifiers in headers, which are written elsewhere.
    #[cfg(feature = "client")]
    pub(crate) fn headed(mut self, is_headed: bool) -> Self {
        self.is_headed = is_headed;
        self
    }

    /// States whether items follow those of the Body, so that its identifiers and keys cannot be judged.
    #[cfg(feature = "server")]
    pub(crate) fn partial(mut self, is_partial: bool) -> Self {
        self.is_partial = is_partial;
        self
    }

    /// Appends a whole envelope to `out`. `None` for `body` writes an empty Body.
    ///
    /// # Errors
    /// A value cannot be written. Then `out` holds a part of the envelope.
    pub fn write(
        &self,
        out: &mut Vec<u8>,
        headers: &[&dyn Complex],
        body: Option<(&'static Member, &dyn Content)>,
    ) -> Result<(), EncodeError> {
        let mut writer = Writer::new(out, self.options);
        self.set_up(&mut writer);
        let is_headed = self.start(&mut writer, headers);
        start_body(&mut writer, is_headed);
        self.body(&mut writer, body);
        writer.result()
    }

    /// Appends a whole envelope, in which values may name parts of a package. Returns which.
    #[cfg(feature = "server")]
    pub(crate) fn write_packed(
        &self,
        out: &mut Vec<u8>,
        headers: &[&dyn Complex],
        body: Option<(&'static Member, &dyn Content)>,
    ) -> Result<Vec<String>, EncodeError> {
        let mut writer = Writer::new(out, self.options);
        self.set_up(&mut writer);
        let is_headed = self.start(&mut writer, headers);
        writer.packed = Some(Packed::default());
        start_body(&mut writer, is_headed);
        self.body(&mut writer, body);
        let packed = writer.packed.take();
        writer.result()?;
        Ok(packed.unwrap_or_default().named)
    }

    /// Appends the part before the Body: the start tag of the Envelope, and the Header.
    #[cfg(feature = "client")]
    pub(crate) fn write_start(
        &self,
        out: &mut Vec<u8>,
        headers: &[&dyn Complex],
    ) -> Result<(), EncodeError> {
        let mut writer = Writer::new(out, self.options);
        self.set_up(&mut writer);
        if self.start(&mut writer, headers) {
            writer.raw("</s:Header>");
        }
        writer.result()
    }

    /// Appends the Body and the end tag of the Envelope.
    ///
    /// With `part_size`, contents of `xs:base64Binary` of at least that many bytes become parts of a package (XOP 1.0).
    /// They are returned, and the Body refers to them.
    #[cfg(feature = "client")]
    pub(crate) fn write_body(
        &self,
        out: &mut Vec<u8>,
        body: Option<(&'static Member, &dyn Content)>,
        part_size: Option<usize>,
    ) -> Result<Packed, EncodeError> {
        let mut writer = Writer::new(out, self.options);
        self.set_up(&mut writer);
        writer.packed = Some(Packed::new(part_size));
        start_body(&mut writer, false);
        self.body(&mut writer, body);
        let packed = writer.packed.take();
        writer.result()?;
        Ok(packed.unwrap_or_default())
    }

    /// Tells a writer about the envelope that it writes a part of.
    #[inline]
    fn set_up<'w>(&self, writer: &mut Writer<'w>)
    where
        'a: 'w,
    {
        writer.encoding_style = match self.version {
            SoapVersion::Soap11 => EncodingStyle::Soap11,
            SoapVersion::Soap12 => EncodingStyle::soap12(self.declarations),
        };
        writer.rules.declarations = self.declarations;
        writer.rules.envelope = self.version.namespace();
        writer.rules.components = self.components;
        writer.rules.is_partial = self.is_partial;
    }

    /// Writes the part before the Body, less the end tag of the Header. Returns whether there is a Header.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn start(&self, writer: &mut Writer<'_>, headers: &[&dyn Complex]) -> bool {
        open(writer, self.version, self.declarations);
        if headers.is_empty() {
            writer.raw(">");
            return false;
        }
        writer.raw("><s:Header>");
        let start = writer.out.len();
        writer.envelope = self.version.namespace();
        for set in headers {
            writer.group(*set);
        }
        writer.envelope = "";
        let is_empty = writer.out.len() == start;
        if is_empty {
            writer.out.truncate(start - "<s:Header>".len());
        }
        !is_empty
    }

    /// Writes the Body, whose start tag is written, and the end of the Envelope.
    fn body<'w>(&self, writer: &mut Writer<'w>, body: Option<(&'static Member, &dyn Content)>)
    where
        'a: 'w,
    {
        writer.begin_body(self.declarations);
        if self.is_headed {
            writer.note_unread();
        }
        if let Some((member, content)) = body {
            content.write(writer, member);
        }
        writer.end_body();
        close(writer);
    }
}

/// Writes the start tag of the Body, after the end tag of the Header if there is one: in one copy of a fixed size.
fn start_body(writer: &mut Writer<'_>, is_headed: bool) {
    if is_headed {
        writer.raw("</s:Header><s:Body>");
    } else {
        writer.raw("<s:Body>");
    }
}

/// Writes the start tag of the Envelope, less its `>`.
pub(super) fn open(writer: &mut Writer<'_>, version: SoapVersion, declarations: &str) {
    // A copy of a fixed size in each case.
    match version {
        SoapVersion::Soap11 => {
            writer.raw("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"");
        }
        SoapVersion::Soap12 => {
            writer.raw("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"");
        }
    }
    writer.raw(declarations);
}

/// Writes the end tags of Body and Envelope.
pub(super) fn close(writer: &mut Writer<'_>) {
    writer.raw("</s:Body></s:Envelope>");
}
