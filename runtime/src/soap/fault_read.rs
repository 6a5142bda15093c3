//! Reads faults of either version, in either envelope.

use super::{Fault, FaultCode, Reason, SoapVersion};
use std::sync::Arc;

use crate::binding::Reader;
use crate::error::DecodeError;
use crate::value::QName;
use crate::xml::{OwnedName, Scope, Token, XML, is_space_char};

/// Reads the Fault element whose start tag was just taken, through its end tag.
///
/// A fault says why a call failed, so everything is tolerated except XML that is not well-formed: unknown elements,
/// elements in the wrong namespace, codes with an undeclared prefix.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<Fault, DecodeError> {
    let mut fault = Fault::new(FaultCode::Receiver, "");
    fault.reasons.clear();
    while child(reader)? {
        match reader.name().1 {
            "faultcode" => {
                fault.code = code(&name(reader)?);
                fault.is_soap_11 = true;
            }
            "faultstring" => reason(reader, &mut fault)?,
            "faultactor" | "Role" => fault.role = Some(text(reader)?.0),
            "Node" => fault.node = Some(text(reader)?.0),
            "Code" => codes(reader, &mut fault)?,
            "Reason" => {
                while child(reader)? {
                    reason(reader, &mut fault)?;
                }
            }
            "detail" | "Detail" => detail(reader, &mut fault)?,
            _ => reader.skip()?,
        }
    }
    Ok(fault)
}

/// Reads one reason, if there are not too many.
fn reason(reader: &mut Reader<'_>, fault: &mut Fault) -> Result<(), DecodeError> {
    if fault.reasons.len() >= reader.options().limits.notes {
        return reader.skip();
    }
    let lang = lang(reader);
    let text = text(reader)?.0;
    fault.reasons.push(Reason::new(lang, text));
    Ok(())
}

/// Moves to the next child; `false` after the end tag, which is taken with the element closed. Skips text.
fn child(reader: &mut Reader<'_>) -> Result<bool, DecodeError> {
    loop {
        match reader.token()? {
            Token::Start => return Ok(true),
            Token::End => {
                reader.pop();
                return Ok(false);
            }
            Token::Text(range) => {
                reader.resolve_text(range)?;
            }
            Token::Cdata(_) => {}
        }
    }
}

/// The text of the element and of the elements in it, trimmed; and the name that the text is, if it is one.
fn text(reader: &mut Reader<'_>) -> Result<(String, Option<OwnedName>), DecodeError> {
    let mut out = String::new();
    let mut name = None;
    let depth = reader.depth();
    while reader.depth() >= depth {
        match reader.token()? {
            Token::Start => {}
            Token::End => {
                // Declarations of the element itself are still in scope.
                if reader.depth() == depth {
                    let text = out.trim_matches(is_space_char);
                    name = QName::resolve_shared(text, |prefix| reader.resolve_shared(prefix))
                        .ok()
                        .map(|name| {
                            OwnedName::new(Arc::clone(name.shared_namespace()), name.local())
                        });
                }
                reader.pop();
            }
            Token::Text(range) => out.push_str(&reader.resolve_text(range)?),
            Token::Cdata(range) => out.push_str(&reader.cdata(range)),
        }
    }
    Ok((out.trim_matches(is_space_char).to_owned(), name))
}

/// The text of the element as a name. A text that is no name becomes a name in no namespace.
fn name(reader: &mut Reader<'_>) -> Result<OwnedName, DecodeError> {
    let (text, name) = text(reader)?;
    Ok(name.unwrap_or_else(|| OwnedName::new("", text)))
}

fn lang(reader: &Reader<'_>) -> String {
    reader
        .attribute(XML, "lang")
        .map(|lang| lang.value.clone().into_owned())
        .unwrap_or_default()
}

/// The fault code of a name. Some services leave the prefix out, or write one that is not declared.
fn code(name: &OwnedName) -> FaultCode {
    let local = match SoapVersion::of(&name.namespace) {
        Some(_) => &*name.local,
        None if name.namespace.is_empty() => name.local.rsplit(':').next().unwrap_or_default(),
        None => "",
    };
    match local {
        "VersionMismatch" => FaultCode::VersionMismatch,
        "MustUnderstand" => FaultCode::MustUnderstand,
        "DataEncodingUnknown" => FaultCode::DataEncodingUnknown,
        "Client" | "Sender" => FaultCode::Sender,
        "Server" | "Receiver" => FaultCode::Receiver,
        _ => FaultCode::Other(name.clone()),
    }
}

/// SOAP 1.2: Value and Subcode, which nests.
fn codes(reader: &mut Reader<'_>, fault: &mut Fault) -> Result<(), DecodeError> {
    let depth = reader.depth();
    let mut first = true;
    while reader.depth() >= depth {
        if !child(reader)? {
            continue;
        }
        match reader.name().1 {
            "Value" => {
                let name = name(reader)?;
                if std::mem::replace(&mut first, false) {
                    fault.code = code(&name);
                } else if fault.subcodes.len() < reader.options().limits.notes {
                    fault.subcodes.push(name);
                }
            }
            // Moves on to its children.
            "Subcode" => {}
            _ => reader.skip()?,
        }
    }
    Ok(())
}

fn detail(reader: &mut Reader<'_>, fault: &mut Fault) -> Result<(), DecodeError> {
    let mut text = String::new();
    loop {
        match reader.token()? {
            Token::Start if fault.detail.len() < reader.options().limits.notes => {
                fault.detail.push(reader.capture()?);
            }
            Token::Start => reader.skip_unknown()?,
            Token::End => {
                reader.pop();
                break;
            }
            Token::Text(range) => text.push_str(&reader.resolve_text(range)?),
            Token::Cdata(range) => text.push_str(&reader.cdata(range)),
        }
    }
    let text = text.trim_matches(is_space_char);
    if !text.is_empty() {
        fault.detail_text = Some(text.to_owned());
    }
    Ok(())
}
