//! Writes faults.

use super::write::{close, open};
use super::{Fault, FaultCode, SoapVersion};
use crate::binding::Writer;
use crate::error::EncodeError;
use crate::xml::{OwnedName, WriteOptions};

/// Appends a whole envelope with `fault` to `out`, for a server.
///
/// SOAP 1.1 has one code: the innermost subcode if there is one. SOAP 1.2 defines five: any other becomes a subcode of
/// `Receiver`.
///
/// # Errors
/// A text holds a character that XML cannot carry.
pub fn write_fault(
    out: &mut Vec<u8>,
    version: SoapVersion,
    fault: &Fault,
    options: &WriteOptions,
) -> Result<(), EncodeError> {
    let mut writer = Writer::new(out, options);
    open(&mut writer, version, "");
    writer.raw(">");
    if !fault.headers.is_empty() {
        writer.raw("<s:Header>");
        for header in &fault.headers {
            writer.raw(&header.to_xml());
        }
        writer.raw("</s:Header>");
    }
    writer.raw("<s:Body><s:Fault>");
    match version {
        SoapVersion::Soap11 => write11(&mut writer, fault),
        SoapVersion::Soap12 => write12(&mut writer, fault),
    }
    writer.raw("</s:Fault>");
    close(&mut writer);
    writer.result()
}

fn element(writer: &mut Writer<'_>, name: &str, attributes: &str, text: &str) {
    writer.raw("<");
    writer.raw(name);
    writer.raw(attributes);
    writer.raw(">");
    writer.text().push(text);
    writer.raw("</");
    writer.raw(name);
    writer.raw(">");
}

fn lang(lang: &str) -> String {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let lang = if !lang.is_empty() && lang.bytes().all(good) {
        lang
    } else {
        "en"
    };
    format!(" xml:lang=\"{lang}\"")
}

/// Writes an element with a code of the service's own.
fn own_code(writer: &mut Writer<'_>, element: &str, code: &OwnedName) {
    writer.raw("<");
    writer.raw(element);
    if code.namespace.is_empty() {
        writer.raw(">");
    } else {
        writer.raw(" xmlns:c=\"");
        writer.attribute_mode(true);
        writer.text().push(&code.namespace);
        writer.attribute_mode(false);
        writer.raw("\">c:");
    }
    writer.text().push(&code.local);
    writer.raw("</");
    writer.raw(element);
    writer.raw(">");
}

fn write11(writer: &mut Writer<'_>, fault: &Fault) {
    let own = fault.subcodes.last().or(match &fault.code {
        FaultCode::Other(name) => Some(name),
        _ => None,
    });
    match own {
        Some(name) => own_code(writer, "faultcode", name),
        None => {
            let code = match fault.code {
                FaultCode::VersionMismatch => "s:VersionMismatch",
                FaultCode::MustUnderstand => "s:MustUnderstand",
                FaultCode::Sender | FaultCode::DataEncodingUnknown => "s:Client",
                FaultCode::Receiver | FaultCode::Other(_) => "s:Server",
            };
            element(writer, "faultcode", "", code);
        }
    }
    match fault.reasons.first() {
        Some(reason) => element(writer, "faultstring", &lang(&reason.lang), &reason.text),
        None => element(writer, "faultstring", "", ""),
    }
    if let Some(role) = &fault.role {
        element(writer, "faultactor", "", role);
    }
    detail(writer, fault, "detail");
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn write12(writer: &mut Writer<'_>, fault: &Fault) {
    let code = match fault.code {
        FaultCode::VersionMismatch => "s:VersionMismatch",
        FaultCode::MustUnderstand => "s:MustUnderstand",
        FaultCode::DataEncodingUnknown => "s:DataEncodingUnknown",
        FaultCode::Sender => "s:Sender",
        FaultCode::Receiver | FaultCode::Other(_) => "s:Receiver",
    };
    writer.raw("<s:Code>");
    element(writer, "s:Value", "", code);
    let own = match &fault.code {
        FaultCode::Other(name) => Some(name),
        _ => None,
    };
    let mut count = 0;
    for subcode in own.into_iter().chain(&fault.subcodes) {
        writer.raw("<s:Subcode>");
        own_code(writer, "s:Value", subcode);
        count += 1;
    }
    for _ in 0..count {
        writer.raw("</s:Subcode>");
    }
    writer.raw("</s:Code><s:Reason>");
    for reason in &fault.reasons {
        element(writer, "s:Text", &lang(&reason.lang), &reason.text);
    }
    if fault.reasons.is_empty() {
        element(writer, "s:Text", &lang(""), "");
    }
    writer.raw("</s:Reason>");
    if let Some(node) = &fault.node {
        element(writer, "s:Node", "", node);
    }
    if let Some(role) = &fault.role {
        element(writer, "s:Role", "", role);
    }
    detail(writer, fault, "s:Detail");
}

fn detail(writer: &mut Writer<'_>, fault: &Fault, name: &str) {
    let text = fault.detail_text.as_deref().unwrap_or_default();
    if fault.detail.is_empty() && text.is_empty() {
        return;
    }
    writer.raw("<");
    writer.raw(name);
    writer.raw(">");
    for element in &fault.detail {
        writer.raw(&element.to_xml());
    }
    writer.text().push(text);
    writer.raw("</");
    writer.raw(name);
    writer.raw(">");
}
