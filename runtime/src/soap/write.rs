//! Writing envelopes.

use super::SoapVersion;
use crate::binding::{Complex, Content, Member, Style};
use crate::error::EncodeError;
use crate::xml::{Packed, WriteOptions, Writer};

/// Appends an envelope to `out`: no XML declaration, prefix `s`, the Header left out if no header has a value.
///
/// `declarations` are attributes of the Envelope, such as ` xmlns="urn:x" xmlns:xsi="..."`: whatever the tags of the tables need.
///
/// # Errors
/// When a value cannot be written; `out` then holds a part of the envelope.
pub fn write_envelope(
    out: &mut Vec<u8>,
    version: SoapVersion,
    declarations: &str,
    headers: &[&dyn Complex],
    body: Option<(&'static Member, &dyn Content)>,
    options: &WriteOptions,
) -> Result<(), EncodeError> {
    write_message(
        out,
        version,
        Style::Document,
        declarations,
        headers,
        body,
        options,
    )
}

/// Appends an envelope of an operation of that style: [`Style::RpcEncoded`] writes the annotations of the tables (`xsi:type`,
/// `soapenc:arrayType`), and says in which encoding the element in the Body is.
///
/// # Errors
/// See [`write_envelope`].
pub fn write_message(
    out: &mut Vec<u8>,
    version: SoapVersion,
    style: Style,
    declarations: &str,
    headers: &[&dyn Complex],
    body: Option<(&'static Member, &dyn Content)>,
    options: &WriteOptions,
) -> Result<(), EncodeError> {
    write_package(
        out,
        version,
        style,
        declarations,
        headers,
        body,
        options,
        None,
    )
    .map(drop)
}

/// The same, with contents of `xs:base64Binary` of at least `least` bytes as parts of their own (XOP 1.0): they are returned, and
/// the message says where they belong.
#[allow(clippy::too_many_arguments)] // As `write_message`, and one more.
pub(crate) fn write_package(
    out: &mut Vec<u8>,
    version: SoapVersion,
    style: Style,
    declarations: &str,
    headers: &[&dyn Complex],
    body: Option<(&'static Member, &dyn Content)>,
    options: &WriteOptions,
    least: Option<usize>,
) -> Result<Vec<Vec<u8>>, EncodeError> {
    let mut writer = Writer::new(out, options);
    writer.packed = least.map(Packed::new);
    open(&mut writer, version, declarations);
    if !headers.is_empty() {
        const HEADER: &str = "<s:Header>";
        writer.raw(HEADER);
        let start = writer.out.len();
        for set in headers {
            writer.group(*set);
        }
        if writer.out.len() == start {
            writer.out.truncate(start - HEADER.len());
        } else {
            writer.raw("</s:Header>");
        }
    }
    writer.raw("<s:Body>");
    if let Some((member, content)) = body {
        if style == Style::RpcEncoded {
            writer.annotates = true;
            // In SOAP 1.2 too: the tables hold the annotations of SOAP 1.1's encoding, and 1.2 admits any encoding.
            writer.extra = " s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"";
        }
        content.write(&mut writer, member);
    }
    close(&mut writer);
    let parts = writer.packed.take().map(Packed::into_parts);
    writer.finish()?;
    Ok(parts.unwrap_or_default())
}

/// Writes the start tag of the Envelope.
pub(super) fn open(writer: &mut Writer<'_>, version: SoapVersion, declarations: &str) {
    writer.raw("<s:Envelope xmlns:s=\"");
    writer.raw(version.namespace());
    writer.raw("\"");
    writer.raw(declarations);
    writer.raw(">");
}

/// Writes the end tags of Body and Envelope.
pub(super) fn close(writer: &mut Writer<'_>) {
    writer.raw("</s:Body></s:Envelope>");
}
