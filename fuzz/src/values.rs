//! Arbitrary values of generated types, and messages that hold them.

use arbitrary::{Arbitrary, Result, Unstructured};
use soap_runtime::__private::v1;
use soap_runtime::soap::{EnvelopeReader, EnvelopeWriter, Received, SoapVersion};
use soap_runtime::xml::{ReadOptions, WriteOptions};
use soap_runtime::{DecodeError, Dictionary, EncodeError};
use superoffice_services83::customer_service::{RequestHeaders, ResponseHeaders};
use superoffice_services83::types::*;

pub(crate) const TNS: &str = "http://www.superoffice.net/ws/crm/NetServer/Services83";
const DECLARATIONS: &str = " xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services83\" xmlns:arr=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

/// A Body element for each type, since the schema has these types only as members.
pub(crate) static TOGGLE: v1::Member =
    v1::element(TNS, "Toggle", "<Toggle>", "</Toggle>", v1::REQUIRED);
pub(crate) static CONFIG: v1::Member =
    v1::element(TNS, "Config", "<Config>", "</Config>", v1::REQUIRED);
pub(crate) static INFO: v1::Member = v1::element(TNS, "Info", "<Info>", "</Info>", v1::REQUIRED);

/// One message.
#[derive(Debug, PartialEq)]
pub(crate) enum Message {
    /// A feature toggle in a request.
    Toggle(RequestHeaders, CsFeatureToggle),
    /// A configuration in a reply.
    Config(ResponseHeaders, SmsConfig),
    /// An exception in a reply.
    Info(ResponseHeaders, SoExceptionInfo),
}

impl Message {
    pub(crate) fn write(&self) -> std::result::Result<Vec<u8>, EncodeError> {
        self.write_with(&WriteOptions::default())
    }

    pub(crate) fn write_with(
        &self,
        options: &WriteOptions,
    ) -> std::result::Result<Vec<u8>, EncodeError> {
        let (headers, member, content): (&dyn v1::Complex, _, &dyn v1::Content) = match self {
            Self::Toggle(headers, content) => (headers, &TOGGLE, content),
            Self::Config(headers, content) => (headers, &CONFIG, content),
            Self::Info(headers, content) => (headers, &INFO, content),
        };
        let mut out = Vec::new();
        EnvelopeWriter::new(SoapVersion::Soap11, DECLARATIONS, options).write(
            &mut out,
            &[headers],
            Some((member, content)),
        )?;
        Ok(out)
    }

    /// Reads a message of the same kind.
    pub(crate) fn read(
        &self,
        input: &[u8],
        options: &ReadOptions,
    ) -> std::result::Result<(Self, Received), DecodeError> {
        match self {
            Self::Toggle(..) => {
                let (mut headers, mut content) =
                    (RequestHeaders::default(), CsFeatureToggle::default());
                let received = EnvelopeReader::new(options).read(
                    input,
                    &mut headers,
                    Some((&TOGGLE, &mut content)),
                )?;
                Ok((Self::Toggle(headers, content), received))
            }
            Self::Config(..) => {
                let (mut headers, mut content) = (ResponseHeaders::default(), SmsConfig::default());
                let received = EnvelopeReader::new(options).read(
                    input,
                    &mut headers,
                    Some((&CONFIG, &mut content)),
                )?;
                Ok((Self::Config(headers, content), received))
            }
            Self::Info(..) => {
                let (mut headers, mut content) =
                    (ResponseHeaders::default(), SoExceptionInfo::default());
                let received = EnvelopeReader::new(options).read(
                    input,
                    &mut headers,
                    Some((&INFO, &mut content)),
                )?;
                Ok((Self::Info(headers, content), received))
            }
        }
    }
}

/// A text of characters that XML treats specially, and sometimes of any.
pub(crate) fn text(u: &mut Unstructured<'_>) -> Result<String> {
    const PIECES: &[&str] = &[
        "",
        " ",
        "\t",
        "\r",
        "\n",
        "\r\n",
        "&",
        "<",
        ">",
        "\"",
        "'",
        "]]>",
        "<![CDATA[",
        "&amp;",
        "&#1;",
        "<a/>",
        "-->",
        "a",
        "Ærø",
        "🚀",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{fffd}",
        "\u{fffe}",
        "\u{1}",
        "\0",
        "</Name>",
        "xmlns",
        ":",
        "{",
        "%s",
    ];
    let mut text = String::new();
    for _ in 0..u.int_in_range(0..=6u8)? {
        if u.ratio(1, 4u8)? {
            text.push_str(<&str>::arbitrary(u)?);
        } else {
            text.push_str(u.choose(PIECES)?);
        }
    }
    Ok(text)
}

fn some<T>(
    u: &mut Unstructured<'_>,
    make: impl FnOnce(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Option<T>> {
    Ok(if u.ratio(2, 3u8)? {
        Some(make(u)?)
    } else {
        None
    })
}

fn dictionary<T>(
    u: &mut Unstructured<'_>,
    mut make: impl FnMut(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Dictionary<String, Option<T>>> {
    let mut all = Dictionary::default();
    for _ in 0..u.int_in_range(0..=4u8)? {
        let key = text(u)?;
        let value = some(u, &mut make)?;
        all.push(key, value);
    }
    Ok(all)
}

fn rights(u: &mut Unstructured<'_>) -> Result<TableRight> {
    let mask = some(u, |u| {
        let mut mask = ETableRight::default();
        for _ in 0..u.int_in_range(0..=4u8)? {
            mask.insert(match u.int_in_range(0..=3u8)? {
                0 => ETableRightFlag::Select,
                1 => ETableRightFlag::Update,
                2 => ETableRightFlag::Delete,
                _ => ETableRightFlag::Insert,
            });
        }
        Ok(mask)
    })?;
    Ok(TableRight {
        mask,
        reason: some(u, text)?,
    })
}

fn property(u: &mut Unstructured<'_>) -> Result<FieldProperty> {
    Ok(FieldProperty {
        field_type: some(u, text)?,
        field_length: some(u, |u| u.arbitrary::<i32>())?,
        ..FieldProperty::default()
    })
}

fn info(u: &mut Unstructured<'_>, depth: u8) -> Result<SoExceptionInfo> {
    Ok(SoExceptionInfo {
        message: some(u, text)?,
        stack_trace: some(u, text)?,
        friendly_text: some(u, text)?,
        exception_type: some(u, text)?,
        source: some(u, text)?,
        inner_exception: if depth == 0 {
            None
        } else {
            some(u, |u| info(u, depth - 1))?.map(Box::new)
        },
        parameters: some(u, |u| dictionary(u, text))?,
    })
}

fn reply_headers(u: &mut Unstructured<'_>) -> Result<ResponseHeaders> {
    Ok(ResponseHeaders {
        exception_info: if u.ratio(1, 4u8)? {
            Some(info(u, 2)?)
        } else {
            None
        },
        succeeded: some(u, |u| u.arbitrary::<bool>())?,
        ..ResponseHeaders::default()
    })
}

pub(crate) fn message(u: &mut Unstructured<'_>) -> Result<Message> {
    Ok(match u.int_in_range(0..=2u8)? {
        0 => Message::Toggle(
            RequestHeaders {
                application_token: some(u, text)?,
                credentials: some(u, |u| {
                    Ok(SoCredentials {
                        ticket: some(u, text)?,
                    })
                })?,
                ..RequestHeaders::default()
            },
            CsFeatureToggle {
                table_right: some(u, rights)?,
                field_properties: some(u, |u| dictionary(u, property))?,
                name: some(u, text)?,
                state: some(u, |u| u.arbitrary::<bool>())?,
            },
        ),
        1 => Message::Config(
            reply_headers(u)?,
            SmsConfig {
                table_right: some(u, rights)?,
                field_properties: some(u, |u| dictionary(u, property))?,
                default_sms_country: some(u, text)?,
                net_server_sms_provider: some(u, text)?,
                ns_plugin_sender: some(u, text)?,
                ns_plugin_config: some(u, |u| dictionary(u, text))?,
            },
        ),
        _ => Message::Info(reply_headers(u)?, info(u, 8)?),
    })
}
